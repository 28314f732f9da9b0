//! How much of an endless output is kept: its beginning, where the first error is, and its end, where the last one is.

use std::collections::VecDeque;

const BEGINNING: usize = 256 << 10;
const END: usize = 2 << 20;

#[derive(Default)]
pub struct Tail {
    beginning: Vec<u8>,
    end: VecDeque<u8>,
    /// Lines that were dropped between the two.
    dropped: usize,
}

impl Tail {
    pub fn push(&mut self, piece: &[u8]) {
        let (head, rest) = piece.split_at(piece.len().min(BEGINNING - self.beginning.len()));
        self.beginning.extend_from_slice(head);
        let newest = &rest[rest.len().saturating_sub(END)..];
        self.dropped += lines(&rest[..rest.len() - newest.len()]);
        let over = (self.end.len() + newest.len()).saturating_sub(END);
        self.dropped += self.end.drain(..over).filter(|byte| *byte == b'\n').count();
        self.end.extend(newest);
    }

    pub fn is_empty(&self) -> bool {
        self.beginning.is_empty()
    }

    /// What was kept, and how lines are to be counted in it: those after the first number come so many later.
    pub fn text(mut self) -> (String, (usize, usize)) {
        let whole = lines(&self.beginning);
        self.beginning.extend(self.end);
        (String::from_utf8_lossy(&self.beginning).into_owned(), (whole, self.dropped))
    }
}

fn lines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_and_the_end_are_kept_and_lines_are_counted() {
        let mut tail = Tail::default();
        for number in 0..1_000_000 {
            tail.push(format!("line {number}\n").as_bytes());
        }
        assert!(tail.beginning.len() + tail.end.len() <= BEGINNING + END);
        let (text, (whole, dropped)) = tail.text();
        assert!(text.starts_with("line 0\n") && text.ends_with("line 999999\n"));
        let kept = text.lines().count();
        assert_eq!(kept + dropped, 1_000_000);
        let last = text.lines().enumerate().skip(whole + 1).last().expect("there are lines");
        assert_eq!(format!("line {}", last.0 + dropped), last.1);
    }

    #[test]
    fn a_small_output_is_kept_as_it_is() {
        let mut tail = Tail::default();
        tail.push(b"one\ntwo\n");
        assert_eq!(tail.text(), ("one\ntwo\n".to_string(), (2, 0)));
        let mut tail = Tail::default();
        tail.push(&vec![b'x'; 10 << 20]);
        assert_eq!(tail.text().0.len(), BEGINNING + END);
    }
}
