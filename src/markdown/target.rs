//! What a text can point at, and how that is written.

use serde::{Deserialize, Serialize};

use crate::evidence;
use crate::problem::is_invisible;

/// What a text can point at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    Record {
        id: String,
        cause: Option<String>,
    },
    /// A page of prose: `prose:NAME`.
    Page {
        name: String,
        anchor: Option<String>,
    },
    /// A record or a page by the path of its file, counted from the file at hand.
    Path(String),
    /// A place in the text at hand.
    Anchor(String),
    Source(String),
    Table {
        name: String,
        rows: Vec<String>,
    },
    Code(String),
    Piece(String),
    Web(String),
    /// An image by its file name, or the path of its file.
    Image(String),
    /// A hole of the record's signatures, and the kind that it must be of.
    Hole {
        name: String,
        kind: Option<String>,
    },
}

impl Target {
    /// What an address in a text leads to; `None` for one that a page must not carry.
    pub(super) fn of(url: &str) -> Option<Target> {
        let anchored = |path: &str| {
            let (path, anchor) = path.split_once('#').map_or((path, None), |(path, id)| (path, Some(id)));
            (path.to_string(), anchor.map(ToString::to_string))
        };
        Some(match url.split_once(':') {
            _ if url.starts_with('#') => Target::Anchor(url[1..].to_string()),
            Some(("record", id)) => {
                let (id, cause) = anchored(id);
                Target::Record { id, cause }
            }
            Some(("prose", name)) => {
                let (name, anchor) = anchored(name);
                Target::Page { name, anchor }
            }
            Some(("source", key)) => Target::Source(key.into()),
            Some(("hole", spec)) => {
                let (name, kind) =
                    spec.split_once(':').map_or((spec, None), |(name, kind)| (name, Some(kind)));
                Target::Hole { name: name.to_string(), kind: kind.map(ToString::to_string) }
            }
            Some(("https" | "http" | "mailto", _)) if is_plain_url(url) => Target::Web(url.into()),
            None if is_path(url) => Target::Path(url.into()),
            _ => return None,
        })
    }

    /// A link to it as it is written, where it can be linked to and is ours.
    pub fn url(&self) -> Option<String> {
        Some(match self {
            Target::Record { id, cause: None } => format!("record:{id}"),
            Target::Record { id, cause: Some(cause) } => format!("record:{id}#{cause}"),
            Target::Page { name, anchor: None } => format!("prose:{name}"),
            Target::Page { name, anchor: Some(anchor) } => format!("prose:{name}#{anchor}"),
            Target::Path(path) => path.clone(),
            Target::Anchor(id) => format!("#{id}"),
            Target::Source(key) => format!("source:{key}"),
            Target::Table { .. }
            | Target::Code(_)
            | Target::Piece(_)
            | Target::Web(_)
            | Target::Image(_)
            | Target::Hole { .. } => return None,
        })
    }
}

/// Whether a link leads to what is ours to resolve.
pub(super) fn is_ours(url: &str) -> bool {
    matches!(Target::of(url), Some(target) if !matches!(target, Target::Web(_)))
}

/// A URL without white space, quotes, control or invisible characters.
pub(super) fn is_plain_url(url: &str) -> bool {
    !url.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c) || is_invisible(c))
}

/// Whether an address is the path of a Markdown file: `other.md`, `../program/slug.md#cause`.
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "names of content are in small letters")]
fn is_path(url: &str) -> bool {
    let path = url.split('#').next().unwrap_or(url);
    is_plain_url(url) && !path.starts_with('/') && !path.contains(['?', '%']) && path.ends_with(".md")
}

/// Whether an address is the path of an image file.
pub(super) fn is_image(url: &str) -> bool {
    is_plain_url(url)
        && !url.starts_with('/')
        && !url.contains([':', '?', '%', '#'])
        && crate::source::is_image(url)
}

/// The path that a relative one leads to from a file; none for one that leads out of the folder all paths count from.
pub fn join(from: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// By what a heading is linked to: the id in braces, or its words in small letters with hyphens between them.
pub fn anchor(id: Option<&str>, title: &str) -> String {
    if let Some(id) = id {
        return id.to_string();
    }
    let mut words = String::new();
    let mut from = 0;
    for found in evidence::marks(title) {
        words.push_str(&title[from..found.range.start]);
        from = found.range.end;
    }
    words.push_str(&title[from..]);
    let letters = words.trim().chars().filter_map(|c| match c {
        c if c.is_alphanumeric() || c == '_' => Some(c),
        ' ' | '-' => Some('-'),
        _ => None,
    });
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_counts_from_its_file_and_stays_within() {
        let from = "content/records/a/b.md";
        assert_eq!(join(from, "c.md").as_deref(), Some("content/records/a/c.md"));
        assert_eq!(join(from, "../../prose/./x.md").as_deref(), Some("content/prose/x.md"));
        assert_eq!(join(from, "../../../../x.md"), None);
    }

    #[test]
    fn only_markdown_files_are_paths() {
        for path in ["a.md", "../a/b.md#c", "./a.md"] {
            assert_eq!(Target::of(path), Some(Target::Path(path.into())), "{path}");
        }
        for path in [
            "/a.md",
            "//a.md",
            "a.html",
            "a",
            "../../etc/passwd",
            "a.md?x",
            "\\\\a\\b.md",
            "%2e%2e/a.md",
            "x:a.md",
        ] {
            assert_eq!(Target::of(path), None, "{path}");
        }
    }

    #[test]
    fn headings_are_linked_to_as_elsewhere() {
        assert_eq!(anchor(None, "What's *new* in 2.0? {documented: D-a}"), "whats-new-in-20");
        assert_eq!(anchor(Some("x"), "y"), "x");
    }
}
