//! A bound on the work that a text can make: no real text is full of names of secrets and holds none.

use std::cell::Cell;

/// How many rules are tried on a piece of text, and how long that is.
const TRIES: usize = 96;
const PIECE: usize = 2048;

#[derive(Default)]
pub(super) struct Work {
    /// Where the piece begins, and how many rules were tried on it, and on all.
    piece: Cell<usize>,
    tries: Cell<usize>,
    all: Cell<usize>,
}

impl Work {
    /// Whether no more rules are tried on this piece.
    pub fn is_done(&self, place: usize) -> bool {
        self.tries.get() >= TRIES && place < self.piece.get() + PIECE
    }

    /// Counts a rule that is tried.
    pub fn count(&self, place: usize) {
        if place >= self.piece.get() + PIECE {
            self.piece.set(place);
            self.tries.set(0);
        }
        self.tries.set(self.tries.get() + 1);
        self.all.set(self.all.get() + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::Text;
    use super::{PIECE, TRIES};

    #[test]
    fn it_is_bounded_by_the_length_of_the_text() {
        for unit in ["pw,", "psk,", "pass=", "password: \"", "password for ", "echo   SECRET \n ", "auth=("] {
            let raw: Vec<char> = unit.chars().cycle().take(200_000).collect();
            let text = Text::new(&raw);
            for place in 0..text.len() {
                text.secret(place, 0);
            }
            let (tries, most) = (text.work.all.get(), (text.len() / PIECE + 1) * TRIES);
            assert!(tries <= most, "{unit:?}: {tries} of {most}");
        }
    }
}
