//! For search engines: `sitemap.xml`, and `robots.txt`, which tells them of it.

use std::fmt::Write;

use super::{Setting, xml};
use crate::record::Record;
use crate::route::{Address, Page, SITEMAP_SIZE};
use crate::yaml::Day;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// All pages in one file, or if they are too many, the list of its parts.
pub fn whole(setting: &Setting<'_>, address: &Address) -> String {
    let pages = listed(setting);
    if pages.len() <= SITEMAP_SIZE {
        urls(&pages, setting, address)
    } else {
        parts(pages.len(), setting, address)
    }
}

pub fn part(n: u32, setting: &Setting<'_>, address: &Address) -> String {
    let pages = listed(setting);
    let part = pages.chunks(SITEMAP_SIZE).nth((n as usize).saturating_sub(1));
    urls(part.unwrap_or_default(), setting, address)
}

pub fn robots(setting: &Setting<'_>) -> String {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if let Some(address) = setting.address {
        let _ = writeln!(text, "\nSitemap: {}", address.of(&setting.path(Page::Sitemap)));
    }
    text
}

fn listed(setting: &Setting<'_>) -> Vec<Page> {
    setting.pages_but_shards().into_iter().filter(|page| page.is_listed()).collect()
}

fn urls(pages: &[Page], setting: &Setting<'_>, address: &Address) -> String {
    let mut out = format!("{HEAD}<urlset xmlns=\"{NAMESPACE}\">\n");
    for page in pages.iter().filter(|page| !setting.is_unexplained(**page)) {
        let _ = write!(out, "<url><loc>{}</loc>", xml(&address.of(&setting.path(*page))));
        // Of the other pages nobody knows when what they say was last changed.
        if let Page::Record(ix) = page
            && let Some(day) = modified(setting.base.record(*ix))
        {
            let _ = write!(out, "<lastmod>{}</lastmod>", day.first());
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

fn parts(pages: usize, setting: &Setting<'_>, address: &Address) -> String {
    let mut out = format!("{HEAD}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for n in (1..).take(pages.div_ceil(SITEMAP_SIZE)) {
        let path = setting.path(Page::SitemapPart(n));
        let _ = writeln!(out, "<sitemap><loc>{}</loc></sitemap>", xml(&address.of(&path)));
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// The last day on which a record was changed or checked.
pub fn modified(record: &Record) -> Option<&Day> {
    let front = &record.front;
    let changes = front.history.iter().filter_map(|change| change.on.as_ref());
    changes.chain(&front.created).chain(&front.checked).max_by_key(|day| day.first())
}
