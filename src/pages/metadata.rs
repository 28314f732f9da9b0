//! What the head of a page says about the page to those who are not reading it: search engines, and programs that show
//! a link's preview. Nearly all of it is absolute, so there is none of that where the address of the site is not known.
//!
//! A record is a `TechArticle`, also when it answers questions: a `FAQPage` is a page that is nothing but questions and
//! answers, and no page of a site is.

use serde_json::{Map, Value, json};

use super::frame::Frame;
use super::{Setting, sitemap};
use crate::base::RecordIx;
use crate::markdown::escape;
use crate::route::{Address, Page, relative};

/// The most that search engines take for a headline, in characters.
const HEADLINE: usize = 110;

/// Lines for the head of a page, each with its end.
pub fn head(page: Page, frame: &Frame, setting: &Setting<'_>) -> String {
    let mut lines = Vec::new();
    if setting.is_unexplained(page) {
        // Who searches the web for an error looks for an explanation.
        lines.push("<meta name=\"robots\" content=\"noindex\">".to_string());
    }
    if let Some(address) = setting.address {
        lines.extend(addressed(page, frame, setting, address));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn addressed(page: Page, frame: &Frame, setting: &Setting<'_>, address: &Address) -> Vec<String> {
    let mut lines = Vec::new();
    match page {
        // An old address has one thing to say: what the new one is.
        Page::Alias(ix, _) => lines.push(canonical(&address.of(&setting.path(Page::Record(ix))))),
        page if page.is_listed() => {
            let url = address.of(&setting.path(page));
            lines.push(canonical(&url));
            lines.extend(open_graph(page, frame, &url, setting));
            lines.extend(ways(page, setting));
            lines.extend(linked_data(page, frame, &url, setting, address).iter().map(script));
        }
        _ => {}
    }
    lines
}

fn canonical(url: &str) -> String {
    format!("<link rel=\"canonical\" href=\"{}\">", escape(url))
}

fn open_graph(page: Page, frame: &Frame, url: &str, setting: &Setting<'_>) -> Vec<String> {
    let site = setting.base.site.title.as_str();
    let title = if page == Page::Home { site } else { &frame.heading };
    let kind = if matches!(page, Page::Record(_)) { "article" } else { "website" };
    let mut facts = vec![
        ("og:title", title),
        ("og:type", kind),
        ("og:url", url),
        ("og:site_name", site),
        ("og:description", &frame.description),
    ];
    if let Page::Record(ix) = page {
        let (created, modified) = days(ix, setting);
        facts.extend(created.map(|day| ("article:published_time", day)));
        facts.extend(modified.map(|day| ("article:modified_time", day)));
    }
    let line =
        |(name, value): (&str, &str)| format!("<meta property=\"{name}\" content=\"{}\">", escape(value));
    facts.into_iter().map(line).collect()
}

/// Links to the feed and to the description of the search.
fn ways(page: Page, setting: &Setting<'_>) -> Vec<String> {
    let way = |rel: &str, kind: &str, to: Page| {
        let (href, title) = (setting.href(page, to), &setting.base.site.title);
        format!("<link rel=\"{rel}\" type=\"{kind}\" href=\"{}\" title=\"{}\">", escape(&href), escape(title))
    };
    let mut ways = vec![way("search", "application/opensearchdescription+xml", Page::OpenSearch)];
    if !setting.base.is_empty() {
        ways.push(way("alternate", "application/atom+xml", Page::Feed));
    }
    ways
}

/// As JSON-LD: what the page is, and where it stands.
fn linked_data(page: Page, frame: &Frame, url: &str, setting: &Setting<'_>, address: &Address) -> Vec<Value> {
    let mut blocks = match page {
        Page::Record(ix) => vec![article(ix, frame, url, setting, address)],
        Page::Home => vec![website(setting, address)],
        _ => Vec::new(),
    };
    if !frame.trail.is_empty() {
        blocks.push(breadcrumbs(page, frame, setting, address));
    }
    for block in &mut blocks {
        block["@context"] = json!("https://schema.org");
    }
    blocks
}

fn website(setting: &Setting<'_>, address: &Address) -> Value {
    let site = &setting.base.site;
    json!({
        "@type": "WebSite",
        "name": site.title,
        "description": site.description,
        "inLanguage": site.language,
        "url": address.of(&setting.path(Page::Home)),
    })
}

fn article(ix: RecordIx, frame: &Frame, url: &str, setting: &Setting<'_>, address: &Address) -> Value {
    let base = setting.base;
    let program = base.record(ix).id.program();
    let (created, modified) = days(ix, setting);
    let mut article = json!({
        "@type": "TechArticle",
        "headline": frame.heading.chars().take(HEADLINE).collect::<String>(),
        "description": frame.description,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": base.site.language,
        "isPartOf": { "@type": "WebSite", "name": base.site.title, "url": address.of(&setting.path(Page::Home)) },
    });
    let facts = [
        ("about", base.site.programs.get(program).map(|it| json!({ "@type": "Thing", "name": it.title }))),
        ("datePublished", created.map(Value::from)),
        ("dateModified", modified.map(Value::from)),
    ];
    let facts: Map<String, Value> =
        facts.into_iter().filter_map(|(name, fact)| Some((name.to_string(), fact?))).collect();
    if let Value::Object(article) = &mut article {
        article.extend(facts);
    }
    article
}

/// The steps of the trail that lead somewhere, and the page itself: only the last one may go without an address.
fn breadcrumbs(page: Page, frame: &Frame, setting: &Setting<'_>, address: &Address) -> Value {
    let here = setting.path(page);
    let ways = frame.trail.iter().filter_map(|way| Some((&way.title, Some(way.href.as_ref()?))));
    let steps = ways.chain([(&frame.heading, None)]).zip(1_u32..).map(|((name, href), position)| {
        let mut step = json!({ "@type": "ListItem", "position": position, "name": name });
        if let Some(href) = href {
            step["item"] = json!(address.of(&target(&here, href)));
        }
        step
    });
    json!({ "@type": "BreadcrumbList", "itemListElement": steps.collect::<Vec<_>>() })
}

/// Where a relative link on a page leads: the other way round from `relative`.
fn target(from: &str, href: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for step in href.split('/') {
        if step == ".." {
            parts.pop();
        } else {
            parts.push(step);
        }
    }
    let path = parts.join("/");
    debug_assert_eq!(relative(from, &path), href);
    path
}

/// When a record was written, and when it was last changed or checked.
fn days<'a>(ix: RecordIx, setting: &Setting<'a>) -> (Option<&'a str>, Option<&'a str>) {
    let record = setting.base.record(ix);
    let created = record.front.created.as_ref().map(crate::yaml::Day::as_str);
    (created, sitemap::modified(record).map(crate::yaml::Day::as_str))
}

/// Data in a page: no text can end the block that it stands in.
fn script(data: &Value) -> String {
    let data = data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    format!("<script type=\"application/ld+json\">{data}</script>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_link_leads_to_its_target() {
        for (from, to) in [("a/b.html", "index.html"), ("a/b.html", "a/c.html"), ("b.html", "a/c.html")] {
            assert_eq!(target(from, &relative(from, to)), to);
        }
    }

    #[test]
    fn no_text_ends_its_block() {
        let block = script(&json!({ "name": "</script><!--<script>&" }));
        assert_eq!(
            block,
            "<script type=\"application/ld+json\">{\"name\":\"\\u003c/script\\u003e\\u003c!--\\u003cscript\\u003e\\u0026\"}</script>"
        );
    }
}
