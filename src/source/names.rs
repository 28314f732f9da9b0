//! Names that every disk can carry, and that are two names on each of them.

use std::collections::HashMap;

/// Why a name is not one on every disk; none if it is.
pub fn trouble(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let numbered = stem.len() == 4 && stem.ends_with(|c: char| c.is_ascii_digit());
    let device = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
        || (numbered && (stem.starts_with("com") || stem.starts_with("lpt")));
    if device {
        Some("is a device on Windows")
    } else if name.ends_with(['.', ' ']) {
        Some("ends with a dot or a space, which Windows cuts off")
    } else if name.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c)) {
        Some("has a character that Windows does not allow")
    } else if name.contains(is_part_of_a_letter) {
        Some("has a letter in two parts, which is another name on some disks: write it as one")
    } else {
        None
    }
}

/// Names that every file system, host and URL can carry: lower-case letters, digits and hyphens.
pub fn is_slug(name: &str) -> bool {
    trouble(name).is_none()
        && name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Accents and syllables that combine with the character before.
fn is_part_of_a_letter(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{3099}' | '\u{309a}' | '\u{1100}'..='\u{11ff}')
}

/// Paths that were given so far, as a disk sees them that does not tell `A` from `a`.
#[derive(Default)]
pub struct Paths(HashMap<String, Place>);

struct Place {
    path: String,
    is_folder: bool,
}

impl Paths {
    /// Adds a file; returns the path that would be the same on some disk, if there is one.
    pub fn add(&mut self, path: &str) -> Option<String> {
        let folded = path.to_uppercase().to_lowercase();
        let ends = |text: &str| -> Vec<usize> { text.match_indices('/').map(|(at, _)| at).collect() };
        for (end, folded_end) in ends(path).into_iter().zip(ends(&folded)) {
            if let Some(other) = self.put(&folded[..folded_end], &path[..end], true) {
                return Some(other);
            }
        }
        self.put(&folded, path, false)
    }

    fn put(&mut self, folded: &str, path: &str, is_folder: bool) -> Option<String> {
        if let Some(there) = self.0.get(folded) {
            let is_same = there.is_folder && is_folder && there.path == path;
            return (!is_same).then(|| there.path.clone());
        }
        self.0.insert(folded.to_string(), Place { path: path.to_string(), is_folder });
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_some_disk_changes_is_none() {
        for name in
            ["CON", "con.svg", "Lpt1.tar.gz", "a.", "a ", "a\\b", "a:b", "a\u{308}", "a\0b", "か\u{3099}"]
        {
            assert!(trouble(name).is_some(), "{name:?}");
        }
        for name in ["icon.svg", "console", "com.svg", "com10", "ä.svg", ".nojekyll", "a.b.c", "が"] {
            assert_eq!(trouble(name), None, "{name:?}");
        }
    }

    #[test]
    fn two_names_that_are_one_on_some_disk_are_found() {
        let clash = |paths: &[&str]| {
            let mut seen = Paths::default();
            paths.iter().find_map(|path| seen.add(path))
        };
        assert_eq!(clash(&["a/b", "a/c", "b"]), None);
        assert_eq!(clash(&["Ä.svg", "ä.svg"]).as_deref(), Some("Ä.svg"));
        assert_eq!(clash(&["X", "x/y"]).as_deref(), Some("X"));
        assert_eq!(clash(&["x/y", "X"]).as_deref(), Some("x"));
        assert_eq!(clash(&["x/y", "X/z"]).as_deref(), Some("x"));
        assert_eq!(clash(&["a", "a"]).as_deref(), Some("a"));
    }
}
