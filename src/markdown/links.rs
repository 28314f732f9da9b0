//! What the references of a text lead to on the page at hand.

use std::collections::BTreeMap;
use std::fmt::Write;

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

/// The page's answers to every reference its texts make. Plain data, so that it counts in the page's stamp.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Links {
    /// By what stands in the Markdown: `record:…`, `#cause`, `source:…`.
    pub targets: BTreeMap<String, Link>,
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
        (allowed && super::prose::is_plain_url(url)).then_some((url, ""))
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
