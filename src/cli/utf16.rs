//! UTF-16 as UTF-8, in passing: what PowerShell and some editors write, of any size.

use std::io::{self, Read};

/// Bytes that tell the encoding, and bytes decoded at once.
const HEAD: u64 = 1024;
const CHUNK: u64 = 64 << 10;

/// The same text as UTF-8, if its beginning says that it is UTF-16; else the bytes as they are.
pub(super) fn decoded<'a>(mut from: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut head = Vec::new();
    (&mut from).take(HEAD).read_to_end(&mut head)?;
    let big = is_big_endian(&head);
    let whole = io::Cursor::new(head).chain(from);
    Ok(match big {
        Some(big) => Box::new(Decoder { from: whole, big, units: Vec::new(), ready: io::Cursor::default() }),
        None => Box::new(whole),
    })
}

/// By its mark, or because every second byte of nearly all characters is zero. None: not UTF-16.
fn is_big_endian(head: &[u8]) -> Option<bool> {
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = head {
        return Some(head[0] == 0xfe);
    }
    let (pairs, _) = head.as_chunks::<2>();
    let zeros = |n: usize| pairs.iter().filter(|pair| pair[n] == 0 && pair[1 - n] != 0).count();
    let most = pairs.len() * 3 / 4;
    if pairs.len() < 8 {
        return None;
    }
    [(1, false), (0, true)].into_iter().find(|&(n, _)| zeros(n) > most).map(|(_, big)| big)
}

struct Decoder<R> {
    from: R,
    big: bool,
    /// A unit that waits for its second half.
    units: Vec<u16>,
    ready: io::Cursor<Vec<u8>>,
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.ready.read(out)?;
            if read > 0 || out.is_empty() {
                return Ok(read);
            }
            let mut chunk = Vec::new();
            (&mut self.from).take(CHUNK).read_to_end(&mut chunk)?;
            if chunk.is_empty() && self.units.is_empty() {
                return Ok(0);
            }
            let (pairs, _) = chunk.as_chunks::<2>();
            let unit =
                |pair: &[u8; 2]| if self.big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
            self.units.extend(pairs.iter().map(unit));
            let last = self
                .units
                .last()
                .copied()
                .filter(|unit| (0xd800..0xdc00).contains(unit) && !chunk.is_empty());
            let whole = self.units.len() - usize::from(last.is_some());
            let signs = char::decode_utf16(self.units.drain(..whole));
            let text: String = signs.map(|sign| sign.unwrap_or('\u{fffd}')).collect();
            self.ready = io::Cursor::new(text.into_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        decoded(bytes).expect("it is in memory").read_to_string(&mut text).expect("it is UTF-8");
        text
    }

    #[test]
    fn utf_16_of_either_order_is_read_with_or_without_its_mark() {
        let text = "The kettle’s 🤖 exploded\n".repeat(5_000);
        for big in [false, true] {
            let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
            assert!(read(&bytes) == text);
            let marked: Vec<u8> = unit(0xfeff).into_iter().chain(bytes).collect();
            assert!(read(&marked).trim_start_matches('\u{feff}') == text);
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "a", "plain text, long enough to look at", "Täxt 🤖 in UTF-8"] {
            assert_eq!(read(text.as_bytes()), text);
        }
    }
}
