//! Templates that a site owns: each was copied from a built-in one, and a stamp says from which. When the built-in one has
//! changed since, its owner wants to know.

use std::collections::BTreeMap;

/// Beside `templates/` and `static/`: a line per copied file, `STAMP PATH`.
pub const LOCK: &str = "theme.lock";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    pub path: String,
    pub why: &'static str,
    /// The stamp that the lock should have once the owner has looked; none if the line should go.
    pub stamp: Option<String>,
}

fn stamp(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_string()
}

/// The lock of a fresh copy.
pub fn stamps<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut lock =
        String::from("# The built-in files that these were copied from; `errbook build` compares.\n");
    for (path, text) in files {
        lock.extend([&stamp(text), " ", path, "\n"]);
    }
    lock
}

/// The copied files that have fallen behind the built-in ones.
pub fn outdated<'a>(lock: &str, built_in: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Outdated> {
    let built_in: BTreeMap<&str, &str> = built_in.collect();
    let lines = lock.lines().filter(|line| !line.starts_with('#'));
    let copied = lines.filter_map(|line| line.split_once(' '));
    let behind = copied.filter_map(|(known, path)| {
        let (why, stamp) = match built_in.get(path) {
            None => ("there is no such built-in file any more", None),
            Some(text) if stamp(text) != known => {
                ("the built-in file has changed since it was copied", Some(stamp(text)))
            }
            Some(_) => return None,
        };
        Some(Outdated { path: path.to_string(), why, stamp })
    });
    behind.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_behind_when_the_built_in_file_has_changed_or_gone() {
        let lock =
            stamps([("templates/a.html", "a"), ("templates/b.html", "b"), ("static/c.css", "c")].into_iter());
        assert_eq!(lock.lines().count(), 4);
        let now = [("templates/a.html", "a"), ("templates/b.html", "new"), ("templates/d.html", "d")];
        let behind = outdated(&lock, now.into_iter());
        let told: Vec<(&str, bool)> =
            behind.iter().map(|file| (file.path.as_str(), file.stamp.is_some())).collect();
        assert_eq!(told, [("templates/b.html", true), ("static/c.css", false)]);
        assert_eq!(outdated(&lock.replace(&stamp("b"), &stamp("new")), now.into_iter()).len(), 1);
    }
}
