//! What the references of a text lead to on the page at hand.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::escape::unquoted;
use crate::evidence::Mark;

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

    fn only_source(&self, mark: &Mark) -> Option<&(usize, String)> {
        match mark.sources.as_slice() {
            [key] => self.sources.get(key),
            _ => None,
        }
    }

    /// The badge of a claim: its status and the way to its sources.
    pub fn badge(&self, mark: &Mark) -> String {
        if self.closed {
            return String::new();
        }
        let status = mark.status.as_str();
        if let (Some((number, href)), true) = (self.only_source(mark), mark.against.is_empty()) {
            return format!("<a class={status} href={}>{status} {number}</a>", unquoted(href));
        }
        let mut html = format!("<cite class={status}>");
        let mut first = true;
        for key in &mark.sources {
            if let Some((number, href)) = self.sources.get(key) {
                let word = if first { format!("{status} {number}") } else { number.to_string() };
                let _ = write!(html, "<a href={}>{word}</a>", unquoted(href));
                first = false;
            }
        }
        if first {
            html.push_str(status);
        }
        if !mark.against.is_empty() {
            html.push_str("<span class=against>against");
            for key in &mark.against {
                if let Some((number, href)) = self.sources.get(key) {
                    let _ = write!(html, " <a href={}>{number}</a>", unquoted(href));
                }
            }
            html.push_str("</span>");
        }
        html.push_str("</cite>");
        html
    }
}
