//! Places in a text for what the reader's own error says: `[the file](hole:file)`. Without an error, and wherever its value
//! is not what the author declared, the words of the link are shown. Port: static/js/fill.js.

use std::collections::BTreeMap;
use std::ops::Range;

use super::spots::{Spot, What};

/// More is not a name, a number or a path any more.
const LONGEST: usize = 200;

/// The kinds of holes whose values may be in code: none of their characters means anything to a shell, PowerShell or a
/// string of JSON or Python.
const KINDS: [&str; 5] = ["int", "word", "version", "host", "path"];

/// What a place asks for: a hole, and for code its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place<'t> {
    pub hole: &'t str,
    pub kind: Option<&'t str>,
}

impl<'t> Place<'t> {
    /// Of the address of a link.
    pub fn parse(url: &'t str) -> Option<Place<'t>> {
        let spec = url.strip_prefix("hole:")?;
        let (hole, kind) = spec.split_once(':').map_or((spec, None), |(hole, kind)| (hole, Some(kind)));
        let is_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
        let named = !hole.is_empty() && hole.bytes().all(is_name);
        (named && kind.is_none_or(|kind| KINDS.contains(&kind))).then_some(Place { hole, kind })
    }

    /// Whether a value can be shown here.
    pub fn admits(self, value: &str) -> bool {
        let short = !value.is_empty() && value.chars().count() <= LONGEST;
        let Some(kind) = self.kind else {
            return short && !value.contains(|c: char| c.is_control() || crate::problem::is_invisible(c));
        };
        let (begins, goes_on): (fn(char) -> bool, &str) = match kind {
            "int" => (|c| c.is_ascii_digit(), ",._"),
            "word" => (|c| c.is_ascii_alphanumeric() || c == '_', "_-"),
            "version" => (|c| c.is_ascii_digit() || c == 'v', ".+-"),
            "host" => (|c| c.is_ascii_alphanumeric(), ".-:"),
            "path" => (|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_'), "._/:@+-"),
            _ => return false,
        };
        short
            && value.starts_with(begins)
            && value.chars().all(|c| {
                (c.is_ascii_digit() || kind != "int" && c.is_ascii_alphabetic()) || goes_on.contains(c)
            })
    }
}

/// What keeps a place from doing what it is for: where, and what to write instead.
pub(super) fn slips(markdown: &str, spots: &[Spot]) -> Vec<(Range<usize>, &'static str, &'static str)> {
    let mut slips = Vec::new();
    let mut opened = 0;
    for spot in spots {
        let (start, end) = (spot.range.start as usize, spot.range.end as usize);
        match &spot.what {
            What::Place => opened = start,
            What::Filled(url) => {
                let words = &markdown[opened + 1..start];
                let (message, hint) = match Place::parse(url) {
                    None => (
                        "a place that names no hole",
                        "write `[the file](hole:file)`, and for code `[`FILE`](hole:file:path)`: int, word, version, host or path",
                    ),
                    Some(_) if words.trim().is_empty() => (
                        "a place without words",
                        "write what is shown without an error: `[the file](hole:file)`",
                    ),
                    Some(place) if words.contains('`') && place.kind.is_none() => (
                        "code for a hole of any kind",
                        "say which kind it is, as in `hole:file:path`: int, word, version, host or path",
                    ),
                    Some(_) => continue,
                };
                slips.push((opened..end, message, hint));
            }
            _ => {}
        }
    }
    slips
}

/// Around a place in a text that is no Markdown any more: `⟦file:path|the file⟧`.
const MARKS: [char; 3] = ['⟦', '|', '⟧'];

/// Puts the marks around what was written since, if the place can be filled.
pub fn enclose(text: &mut String, since: usize, url: &str) {
    let place = Place::parse(url).filter(|place| place.kind.is_some() || !text[since..].contains('`'));
    if place.is_some() {
        let spec = &url["hole:".len()..];
        text.insert_str(since, &format!("{}{spec}{}", MARKS[0], MARKS[1]));
        text.push(MARKS[2]);
    }
}

/// The text with what the holes hold, or the words that are there for none.
pub fn filled(text: &str, holes: &BTreeMap<String, String>) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once(MARKS[0]) {
        out.push_str(before);
        let inside = after.split_once(MARKS[2]);
        let parts = inside.and_then(|(inside, rest)| Some((inside.split_once(MARKS[1])?, rest)));
        let Some(((spec, words), behind)) = parts else {
            out.push(MARKS[0]);
            rest = after;
            continue;
        };
        let url = format!("hole:{spec}");
        let value =
            Place::parse(&url).and_then(|place| holes.get(place.hole).filter(|value| place.admits(value)));
        out.push_str(value.map_or(words, String::as_str));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_declared_is_admitted() {
        let cases = include_str!("../../tests/parity/places.json");
        let cases: serde_json::Value = serde_json::from_str(cases).expect("JSON");
        let cases = cases["places"].as_array().expect("cases");
        assert!(cases.len() > 40);
        for case in cases {
            let (place, value) =
                (case["place"].as_str().expect("a place"), case["value"].as_str().expect("a value"));
            let admitted = Place::parse(place).is_some_and(|place| place.admits(value));
            assert_eq!(admitted, case["shown"] == true, "{case}");
        }
    }

    #[test]
    fn a_text_is_filled_or_has_its_own_words() {
        let mut text = "Delete the file".to_string();
        enclose(&mut text, 7, "hole:file:path");
        text.push('.');
        let holes = |value: &str| BTreeMap::from([("file".to_string(), value.to_string())]);
        assert_eq!(filled(&text, &holes("a/b.js")), "Delete a/b.js.");
        assert_eq!(filled(&text, &holes("a; rm -rf /")), "Delete the file.");
        assert_eq!(filled(&text, &BTreeMap::new()), "Delete the file.");
        assert_eq!(filled("a ⟦ b ⟧ c ⟦x", &holes("y")), "a ⟦ b ⟧ c ⟦x");
        let mut code = "`FILE`".to_string();
        enclose(&mut code, 0, "hole:file");
        assert_eq!(code, "`FILE`");
    }
}
