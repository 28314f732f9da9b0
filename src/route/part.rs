//! A site made by several machines: which of them makes a file.

use std::fmt;
use std::str::FromStr;

/// One of so many disjoint sets of pages, which a machine can make while others make the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    number: u32,
    of: u32,
}

impl Part {
    pub const WHOLE: Part = Part { number: 1, of: 1 };

    /// Whether the file at a path belongs to this part. The path alone decides, so that no part has to know of another.
    pub fn has(self, path: &str) -> bool {
        let hash = blake3::hash(path.as_bytes());
        let number = u32::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash is longer"));
        number % self.of == self.number - 1
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Part {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Part, &'static str> {
        let numbers =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Part { number, of }),
            _ => Err("a part is written K/N, with K from 1 to N"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_one_part() {
        let parts: Vec<Part> = ["1/3", "2/3", "3/3"].iter().filter_map(|text| text.parse().ok()).collect();
        assert_eq!(parts.len(), 3);
        for path in ["index.html", "a/b.html", "assets/index.js"] {
            assert_eq!(parts.iter().filter(|part| part.has(path)).count(), 1, "{path}");
            assert!(Part::WHOLE.has(path));
        }
        for wrong in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3"] {
            assert!(wrong.parse::<Part>().is_err(), "{wrong}");
        }
    }
}
