//! What the references of a text lead to on the page at hand.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use serde::Serialize;

use super::escape::unquoted;
use crate::evidence::{Mark, Status};

/// How the places of a page's own sources begin. No other place does: an id is written in small letters.
pub const OWN_SOURCE: &str = "#S";

/// Where a link of the content leads on the page at hand.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    pub href: String,
    pub title: String,
}

/// Where an image of the content is, and its size in pixels.
#[derive(Clone, Debug, Serialize)]
pub struct LinkedImage {
    pub href: String,
    pub width: u32,
    pub height: u32,
}

/// The page's answers to every reference its texts make. Plain data, so that it counts in the page's stamp.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Links {
    /// By what stands in the Markdown: `record:…`, `#cause`, `source:…`.
    pub targets: BTreeMap<String, Link>,
    /// By the address in the Markdown.
    pub images: BTreeMap<String, LinkedImage>,
    /// Source key to its number on the page; sources not on the page lead to the register.
    pub sources: BTreeMap<String, (usize, String)>,
    /// Nothing leads anywhere: the text stands in a link of its own.
    pub closed: bool,
}

impl Links {
    pub(super) fn href<'a>(&'a self, url: &'a str) -> Option<(&'a str, &'a str)> {
        if self.closed {
            return None;
        }
        if let Some(link) = self.targets.get(url) {
            return Some((&link.href, &link.title));
        }
        let allowed = ["https://", "http://", "mailto:", "#"].iter().any(|scheme| url.starts_with(scheme));
        (allowed && super::target::is_plain_url(url)).then_some((url, ""))
    }

    /// What a claim rests on: the numbers of its sources as one link to the first of them, raised like those of a
    /// footnote. A claim that is in doubt says so in words, with who makes it and who contradicts it.
    pub fn badge(&self, mark: &Mark) -> String {
        if self.closed {
            return String::new();
        }
        let (class, word) = (mark.status.as_str(), mark.status.label());
        let sources = self.numbered(&mark.sources);
        let against = self.numbered(&mark.against);
        let doubt = match mark.status {
            Status::Unsupported => Some("Rumor"),
            Status::Disputed => Some("Disputed"),
            _ => None,
        };
        if let Some(doubt) = doubt {
            let said = [("claimed by", &sources), ("contradicted by", &against)];
            let said = said.iter().filter_map(|(what, sources)| {
                sources.as_ref().map(|(numbers, href)| format!("{what} <a href={href}>{numbers}</a>"))
            });
            let said: Vec<String> = said.collect();
            let said = if said.is_empty() { "no source supports it".to_string() } else { said.join("; ") };
            return format!("<cite class={class}>{doubt}: {said}</cite>");
        }
        let Some((numbers, href)) = sources else { return format!("<cite class={class}>{word}</cite>") };
        let mut html = format!("<sup><a href={href}><i>{word}</i> {numbers}</a>");
        if let Some((numbers, href)) = against {
            let _ = write!(html, " <a href={href}>against {numbers}</a>");
        }
        html + "</sup>"
    }

    /// The numbers of sources on the page, and where the first of them stands.
    fn numbered(&self, keys: &[String]) -> Option<(String, String)> {
        let known: Vec<&(usize, String)> = keys.iter().filter_map(|key| self.sources.get(key)).collect();
        let (_, href) = known.first()?;
        let numbers: Vec<String> = known.iter().map(|(number, _)| number.to_string()).collect();
        Some((numbers.join(", "), unquoted(href)))
    }
}

/// The bare web addresses in running text, without the punctuation after them.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.match_indices("http") {
        let rest = &text[start..];
        let Some(scheme) = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme)) else {
            continue;
        };
        let before = text[..start].chars().next_back();
        let apart = before.is_none_or(|c| c.is_whitespace() || "(*_~\"'[<>,;:→·–—".contains(c));
        if !apart || found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len());
        let address = without_punctuation(&rest[..end]);
        let host = address.get(scheme.len()..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        if host && super::target::is_plain_url(address) {
            found.push(start..start + address.len());
        }
    }
    found
}

/// What ends a sentence, a quotation or a bracket that was opened before the address is not a part of it.
fn without_punctuation(address: &str) -> &str {
    let mut address = address;
    loop {
        let last = address.chars().next_back().unwrap_or_default();
        let count = |c: char| address.matches(c).count();
        let unopened = last == ')' && count(')') > count('(') || last == ']' && count(']') > count('[');
        if !unopened && !"?!.,:;*_~'\"…".contains(last) {
            return address;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
}
