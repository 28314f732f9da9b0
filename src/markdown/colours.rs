//! Which part of a code has which colour, and the memory of it.
//!
//! Finding the colours is most of the work of a build, and code seldom changes. The colours are remembered without the
//! code, as lengths and letters: a memory that is wrong, or was made up by someone, can miscolour a text but say nothing.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Of language, code and program.
type Key = [u8; KEY];

const KEY: usize = 16;

/// Runs of text: a length in seven bits a byte, the highest bit for "more follows", and the letter of a class.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Colours(Vec<u8>);

/// Stands for no class.
const PLAIN: u8 = b'-';

/// Puts runs together; neighbours of one class are one run.
#[derive(Default)]
pub struct Palette {
    done: Colours,
    length: usize,
    class: u8,
}

impl Palette {
    pub fn push(&mut self, text: &str, class: &'static str) {
        let class = class.bytes().next().unwrap_or(PLAIN);
        if self.class == 0 {
            self.class = PLAIN;
        }
        // White space belongs to whatever stands before it.
        if class != self.class && !text.trim().is_empty() {
            self.close();
            self.class = class;
        }
        self.length += text.len();
    }

    fn close(&mut self) {
        let mut length = std::mem::take(&mut self.length);
        if length == 0 {
            return;
        }
        while length >= 0x80 {
            self.done.0.push(u8::try_from(length & 0x7f).unwrap_or(0) | 0x80);
            length >>= 7;
        }
        self.done.0.push(u8::try_from(length).unwrap_or(0));
        self.done.0.push(self.class);
    }

    pub fn finish(mut self) -> Colours {
        self.close();
        self.done
    }
}

impl Colours {
    /// The runs of a code with the letters of their classes; `None` if these are not the colours of this code.
    pub fn runs<'c>(&self, code: &'c str) -> Option<Vec<(&'c str, Option<char>)>> {
        let (mut runs, mut from, mut bytes) = (Vec::new(), 0_usize, self.0.iter().copied());
        while let Some(first) = bytes.next() {
            let (mut length, mut shift, mut byte) = (usize::from(first & 0x7f), 7, first);
            while byte >= 0x80 {
                byte = bytes.next().filter(|_| shift < 32)?;
                length |= usize::from(byte & 0x7f) << shift;
                shift += 7;
            }
            let to = from.checked_add(length)?;
            let letter = bytes.next().filter(|b| *b == PLAIN || b.is_ascii_lowercase())?;
            runs.push((code.get(from..to)?, (letter != PLAIN).then_some(char::from(letter))));
            from = to;
        }
        (from == code.len()).then_some(runs)
    }
}

/// The colours found before: those of earlier builds as they were read, those of this one as they come.
#[derive(Default)]
pub struct Memory {
    bytes: Vec<u8>,
    old: HashMap<Key, Range<usize>>,
    new: Mutex<BTreeMap<Key, Colours>>,
}

impl Memory {
    /// Colours that take more room than this all together are forgotten, and those of the last build start anew.
    pub const LARGEST: usize = 128 * 1024 * 1024;

    /// From bytes that `to_bytes` made; what follows a mistake in them is not remembered.
    pub fn from_bytes(bytes: Vec<u8>) -> Memory {
        let mut old = HashMap::new();
        let mut from = 0;
        while let Some((key, range)) = entry(&bytes, from) {
            from = range.end;
            old.insert(key, range);
        }
        Memory { bytes, old, new: Mutex::default() }
    }

    /// What to keep for the next build; `None` if nothing is new.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        if new.is_empty() {
            return None;
        }
        let size: usize = new.values().map(|colours| KEY + 4 + colours.0.len()).sum();
        let end = self.old.values().map(|range| range.end).max().unwrap_or(0);
        let mut bytes = if end + size <= Memory::LARGEST { self.bytes[..end].to_vec() } else { Vec::new() };
        for (key, colours) in new.iter() {
            bytes.extend(key);
            bytes.extend(u32::try_from(colours.0.len()).unwrap_or(0).to_le_bytes());
            bytes.extend(&colours.0);
        }
        Some(bytes)
    }

    /// The colours of a code, found if they are not known.
    pub fn recall(&self, language: &str, code: &str, find: impl FnOnce() -> Colours) -> Colours {
        let key = key(language, code);
        if let Some(range) = self.old.get(&key) {
            let colours = Colours(self.bytes[range.clone()].to_vec());
            if colours.runs(code).is_some() {
                return colours;
            }
        }
        let lock = || self.new.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(colours) = lock().get(&key) {
            return colours.clone();
        }
        let colours = find();
        lock().insert(key, colours.clone());
        colours
    }
}

/// Another program may find other colours.
fn key(language: &str, code: &str) -> Key {
    let mut hash = blake3::Hasher::new();
    for part in [env!("ERRBOOK_SOURCE"), language, code] {
        hash.update(&part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut key = [0; KEY];
    key.copy_from_slice(&hash.finalize().as_bytes()[..KEY]);
    key
}

/// The entry at a place: its key, and where its colours stand.
fn entry(bytes: &[u8], at: usize) -> Option<(Key, Range<usize>)> {
    let (key, rest) = bytes.get(at..)?.split_first_chunk::<KEY>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let start = at + KEY + 4;
    (length <= rest.len()).then_some((*key, start..start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(parts: &[(&str, &'static str)]) -> Colours {
        let mut palette = Palette::default();
        for (text, class) in parts {
            palette.push(text, class);
        }
        palette.finish()
    }

    #[test]
    fn runs_come_back_as_they_were_pushed() {
        let long = "x".repeat(300);
        let code = format!(" a  é{long}");
        let colours = colours(&[(" ", "k"), ("a", "k"), ("  ", ""), ("é", "s"), (&long, "s")]);
        let word = format!("é{long}");
        let runs = vec![(" ", None), ("a  ", Some('k')), (word.as_str(), Some('s'))];
        assert_eq!(colours.runs(&code), Some(runs));
        assert_eq!(colours.runs("another"), None);
    }

    #[test]
    fn a_memory_survives_its_bytes_and_any_damage_to_them() {
        let memory = Memory::default();
        assert_eq!(memory.to_bytes(), None);
        let made = memory.recall("py", "ab", || colours(&[("a", "k"), ("b", "")]));
        memory.recall("py", "cd", || colours(&[("cd", "s")]));
        let bytes = memory.to_bytes().unwrap();
        let again = Memory::from_bytes(bytes.clone());
        assert_eq!(again.recall("py", "ab", || panic!("it is known")), made);
        assert_eq!(again.to_bytes(), None, "nothing is new");
        for end in 0..bytes.len() {
            for flip in [0, 0x80, 0xff] {
                let mut damaged = bytes[..=end].to_vec();
                damaged[end] ^= flip;
                let memory = Memory::from_bytes(damaged);
                let found = memory.recall("py", "ab", || made.clone());
                assert!(found.runs("ab").is_some());
                let _ = memory.to_bytes();
            }
        }
    }
}
