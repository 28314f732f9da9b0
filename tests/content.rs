//! Our own knowledge base: it has no problems, every page of it can be rendered, and every link within it leads somewhere.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use errbook::base;
use errbook::pages::{Setting, prepare};
use errbook::problem::{Format, any_error, render};
use errbook::source;
use errbook::theme::Theme;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// The whole site by address.
fn site() -> BTreeMap<String, String> {
    let sources = source::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the content is there");
    let (base, _) = base::load(&sources);
    let theme = Theme::load(None).expect("the built-in theme is whole");
    let setting = Setting::new(&base, &theme);
    let mut site = BTreeMap::new();
    for page in setting.pages() {
        let path = setting.path(page);
        let bytes = prepare(page, &setting).render().unwrap_or_else(|error| panic!("{path}: {error:#}"));
        let twin = site.insert(path.clone(), String::from_utf8_lossy(&bytes).into_owned());
        assert!(twin.is_none(), "two pages at {path}");
    }
    site
}

#[test]
fn our_content_has_no_problems() {
    let sources = source::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the content is there");
    let (_, problems) = base::load(&sources);
    assert!(!any_error(&problems), "{}", render(&problems, &sources, Format::Human));
}

fn is_page(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "html")
}

/// The values of an attribute in the tags of a page, in quotes or not.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let needle = format!(" {attribute}=");
    let found = html.match_indices(&needle).filter_map(|(at, _)| {
        let rest = &html[at + needle.len()..];
        match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => rest.split([' ', '>']).next(),
        }
    });
    found.collect()
}

fn resolve(from: &str, href: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop().unwrap_or_else(|| panic!("{href} on {from} leaves the site"))),
            "." => {}
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_within_the_site_names_a_page_and_a_place_on_it() {
    let site = site();
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        site.iter().map(|(path, html)| (path.as_str(), values(html, "id").into_iter().collect())).collect();
    let mut broken = Vec::new();
    for (path, html) in site.iter().filter(|(path, _)| is_page(path)) {
        for href in values(html, "href").into_iter().chain(values(html, "src")) {
            let href = href.replace("&amp;", "&");
            if ["https://", "http://", "mailto:", "data:"].iter().any(|scheme| href.starts_with(scheme)) {
                continue;
            }
            let (file, anchor) =
                href.split_once('#').map_or((href.as_str(), None), |(file, anchor)| (file, Some(anchor)));
            // The page for addresses that do not exist counts from the root of the host.
            let target = match file.strip_prefix('/') {
                Some(rooted) if path == "404.html" => rooted.to_string(),
                _ if file.is_empty() => path.clone(),
                _ => resolve(path, file),
            };
            match ids.get(target.as_str()) {
                None => broken.push(format!("{path}: {href}: no such page")),
                Some(known) => {
                    if let Some(anchor) =
                        anchor.filter(|anchor| !anchor.is_empty() && !known.contains(anchor))
                    {
                        broken.push(format!("{path}: {href}: no `{anchor}` there"));
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} broken links:\n{}", broken.len(), broken.join("\n"));
}

/// Where the links of a Markdown text lead.
fn links(markdown: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let links = Parser::new_ext(markdown, options).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    });
    links.collect()
}

/// All texts of a JSON value, as one.
fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text}\n\n"),
        Value::Array(values) => values.iter().map(texts).collect(),
        Value::Object(fields) => fields.values().map(texts).collect(),
        _ => String::new(),
    }
}

#[test]
fn the_links_of_a_record_lead_to_the_same_places_in_markdown_and_json() {
    let site = site();
    let is_web = |href: &String| href.starts_with("https://") || href.starts_with("http://");
    let mut seen = 0;
    let mut broken = Vec::new();
    for (path, markdown) in site.iter().filter(|(path, _)| is_markdown(path) && path.as_str() != "skill.md") {
        let id = path.trim_end_matches(".md");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("content/records/{path}"));
        let written = std::fs::read_to_string(file).expect("the record is there");
        let body = written.split("\n---\n").nth(1).expect("the front matter ends");
        let body = body.split("\n## Private notes").next().unwrap_or(body);
        let data: Value = serde_json::from_str(&site[&format!("{id}.json")]).expect("JSON");
        for (kind, found) in [("md", links(markdown)), ("json", links(&texts(&data)))] {
            for href in links(body).iter().filter(|href| is_web(href)) {
                seen += 1;
                if !found.contains(href) {
                    broken.push(format!("{id}.{kind} lost {href}"));
                }
            }
            for href in found.iter().filter(|href| !is_web(href) && !href.starts_with("mailto:")) {
                let (file, _) = href.split_once('#').unwrap_or((href, ""));
                if !site.contains_key(&resolve(path, file)) {
                    broken.push(format!("{id}.{kind}: {href}: no such page"));
                }
            }
        }
    }
    assert!(seen > 50, "only {seen} links were compared");
    assert!(broken.is_empty(), "{} broken links:\n{}", broken.len(), broken.join("\n"));
}

/// All code of a Markdown text but that of headings, which are plain words in JSON.
fn code(markdown: &str) -> BTreeSet<String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let (mut found, mut block, mut heading) = (BTreeSet::new(), None, false);
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = true,
            Event::End(TagEnd::Heading(_)) => heading = false,
            _ if heading => {}
            Event::Code(code) => drop(found.insert(code.to_string())),
            Event::Start(Tag::CodeBlock(_)) => block = Some(String::new()),
            Event::Text(text) => block.iter_mut().for_each(|block| block.push_str(&text)),
            Event::End(TagEnd::CodeBlock) => found.extend(block.take()),
            _ => {}
        }
    }
    found
}

#[test]
fn code_is_the_same_in_markdown_and_json() {
    let site = site();
    let full = code(&site["llms-full.txt"]);
    let (mut seen, mut changed) = (0, Vec::new());
    for (path, markdown) in site.iter().filter(|(path, _)| is_markdown(path) && path.as_str() != "skill.md") {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("content/records/{path}"));
        let written = std::fs::read_to_string(file).expect("the record is there");
        let body = written.split_once("\n---\n").expect("the front matter ends").1;
        let data: Value =
            serde_json::from_str(&site[&format!("{}.json", path.trim_end_matches(".md"))]).expect("JSON");
        let forms = [("md", code(markdown)), ("json", code(&texts(&data))), ("llms-full.txt", full.clone())];
        for code in code(body.split("\n## Private notes").next().unwrap_or(body)) {
            seen += 1;
            for (kind, found) in &forms {
                if !found.contains(&code) {
                    changed.push(format!("{path} as {kind}: {code}"));
                }
            }
        }
    }
    assert!(seen > 500, "only {seen} were compared");
    assert!(changed.is_empty(), "{} changed:\n{}", changed.len(), changed.join("\n"));
}

#[test]
fn no_id_stands_twice_on_a_page() {
    for (path, html) in site().iter().filter(|(path, _)| is_page(path)) {
        let mut seen = BTreeSet::new();
        for id in values(html, "id") {
            assert!(seen.insert(id), "{path}: id `{id}` stands twice");
        }
    }
}

fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "md")
}
