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

    /// The badge of a claim: its status and the numbers of its sources, as one way to the first of them; the others stand
    /// in the same list. What speaks against the claim is a way of its own.
    pub fn badge(&self, mark: &Mark) -> String {
        if self.closed {
            return String::new();
        }
        let (class, status) = (mark.status.as_str(), mark.status.label());
        let sources = self.numbered(&mark.sources);
        let against = self.numbered(&mark.against);
        if let (Some((numbers, href)), None) = (&sources, &against)
            && href.starts_with(OWN_SOURCE)
        {
            // Most claims are documented: a way to a source of the page says so by itself.
            let class =
                if mark.status == Status::Documented { String::new() } else { format!(" class={class}") };
            return format!("<a{class} href={href}>{status} {numbers}</a>");
        }
        let mut html = format!("<cite class={class}>");
        match sources {
            Some((numbers, href)) => {
                let _ = write!(html, "<a href={href}>{status} {numbers}</a>");
            }
            None => html.push_str(status),
        }
        if let Some((numbers, href)) = against {
            let _ = write!(html, " <a href={href}>against {numbers}</a>");
        }
        html.push_str("</cite>");
        html
    }

    /// The numbers of sources on the page, and where the first of them stands.
    fn numbered(&self, keys: &[String]) -> Option<(String, String)> {
        let known: Vec<&(usize, String)> = keys.iter().filter_map(|key| self.sources.get(key)).collect();
        let (_, href) = known.first()?;
        let numbers: Vec<String> = known.iter().map(|(number, _)| number.to_string()).collect();
        Some((numbers.join(", "), unquoted(href)))
    }
}
