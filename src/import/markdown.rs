//! A page of Markdown that was written for another site, to the draft of a record. What a record cannot hold is changed as
//! little as possible, and each change that loses something is reported.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::shift::{Rewriting, rewritten};
use crate::markdown::{front_matter, plain, title};
use crate::problem::is_invisible;
use crate::record::is_slug;
use crate::source::FileId;
use crate::yaml::{Data, Node, parse as parse_yaml};

/// Which keys of a page's own front matter are what, and what its links count from.
#[derive(Default)]
pub struct Mapping {
    pub program: String,
    pub title: String,
    pub summary: String,
    pub tags: String,
    pub code: Option<String>,
    /// Where the pages were published, for links that lead to none of them.
    pub url: Option<String>,
}

/// A page by its path below the imported folder.
pub struct Page {
    pub path: String,
    pub text: String,
}

/// The draft of a record, and what of its page it lost.
pub struct Imported {
    pub slug: String,
    pub text: String,
    pub lost: Vec<String>,
}

/// The slugs of pages: `guides/Disk Full.md` is `guides-disk-full`. No two are the same.
pub fn slugs(pages: &[Page], slugify: fn(&str) -> String) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    let mut slugs = BTreeMap::new();
    for page in pages {
        let stem = page.path.strip_suffix(".md").unwrap_or(&page.path);
        let stem = ["/README", "/readme", "/index", "/_index"]
            .iter()
            .find_map(|index| stem.strip_suffix(index))
            .unwrap_or(stem);
        let slug = slugify(stem);
        // Every program has a page of that name.
        let slug = if slug == "index" { "overview".to_string() } else { slug };
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let free = std::iter::once(slug.clone()).chain(numbered).find(|slug| taken.insert(slug.clone()));
        slugs.insert(page.path.clone(), free.unwrap_or(slug));
    }
    slugs
}

/// Reads a page. `slugs` are those of all pages, `titles` the titles that are taken.
pub fn import(
    page: &Page,
    slugs: &BTreeMap<String, String>,
    titles: &mut BTreeSet<String>,
    mapping: &Mapping,
) -> Imported {
    let mut lost = Vec::new();
    let text = visible(&page.text, &mut lost);
    let (fields, body) = front(&text, mapping, &mut lost);
    let own = title(&text, body.clone());
    let body = own.as_ref().map_or(body.start, |own| own.span.end)..body.end;
    let slug = slugs.get(&page.path).cloned().unwrap_or_default();
    let rewriting =
        Rewriting { page: &page.path, slugs, program: &mapping.program, url: mapping.url.as_deref() };
    let body = rewritten(&text[body], &rewriting, &mut lost);
    let words = first_words(&body);
    let stem = page.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    let found =
        fields.title.clone().or_else(|| own.map(|own| own.title)).filter(|title| !title.trim().is_empty());
    let title = found.unwrap_or_else(|| match sentence(&words) {
        Some(words) => format!("{stem}: {words}"),
        None => stem.to_string(),
    });
    let title = unique(title.trim(), &slug, titles);
    let summary = fields.summary.clone().or_else(|| sentence(&words)).unwrap_or_else(|| format!("{title}."));
    let mut out = format!("---\ntitle: {}\nsummary: {}\n", quoted(&title), quoted(&escaped(&summary)));
    if let Some(code) = fields.code {
        let _ = writeln!(out, "code: {}", quoted(&code));
    }
    if !fields.tags.is_empty() {
        let _ = writeln!(out, "tags: [{}]", fields.tags.join(", "));
    }
    let _ = write!(out, "draft: true\n---\n\n{}\n", body.trim());
    Imported { slug, text: out, lost }
}

/// Without what no reader sees.
fn visible(text: &str, lost: &mut Vec<String>) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let unseen = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || is_invisible(c);
    let count = text.chars().filter(|c| unseen(*c)).count();
    if count == 0 {
        return text;
    }
    lost.push(format!("{count} invisible characters"));
    text.chars().filter(|c| !unseen(*c)).collect()
}

#[derive(Default)]
struct Fields {
    title: Option<String>,
    summary: Option<String>,
    tags: Vec<String>,
    code: Option<String>,
}

/// What the front matter says, and where the body is.
fn front(text: &str, mapping: &Mapping, lost: &mut Vec<String>) -> (Fields, std::ops::Range<usize>) {
    if text.starts_with("+++\n")
        && let Some(end) = text[4..].find("\n+++\n")
    {
        lost.push("front matter in TOML".to_string());
        return (Fields::default(), 4 + end + 5..text.len());
    }
    let Some((yaml, body)) = front_matter(text) else { return (Fields::default(), 0..text.len()) };
    let Some(node) = parse_yaml(text, yaml, FileId(0), &mut Vec::new()) else {
        lost.push("front matter that cannot be read".to_string());
        return (Fields::default(), body);
    };
    let one = |key: &str| match &node.get(key)?.data {
        Data::Scalar { text, .. } if !text.trim().is_empty() => Some(text.trim().to_string()),
        _ => None,
    };
    let tags = node.get(&mapping.tags);
    let tags = tags.into_iter().flat_map(Node::items).filter_map(|tag| match &tag.data {
        Data::Scalar { text, .. } => Some(text.to_lowercase().replace([' ', '_', '/'], "-")),
        _ => None,
    });
    let (tags, odd): (Vec<String>, Vec<String>) = tags.partition(|tag| is_slug(tag));
    lost.extend(odd.into_iter().map(|tag| format!("the tag `{tag}`")));
    let known: Vec<&str> =
        [Some(&mapping.title), Some(&mapping.summary), Some(&mapping.tags), mapping.code.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
    if let Data::Map(pairs) = &node.data {
        let keys = pairs.iter().filter_map(|(key, _)| match &key.data {
            Data::Scalar { text, .. } if !known.contains(&text.as_str()) => Some(text),
            _ => None,
        });
        lost.extend(keys.map(|key| format!("the field `{key}` of the front matter")));
    }
    let code = mapping.code.as_deref().and_then(one);
    (Fields { title: one(&mapping.title), summary: one(&mapping.summary), tags, code }, body)
}

/// The first paragraph as words.
fn first_words(body: &str) -> String {
    let paragraphs = body.split("\n\n").map(str::trim);
    let mut running = paragraphs.filter(|text| {
        !text.starts_with(['#', '`', '~', '|', '>', '<', '!', '-', '*', '[', '+']) && !text.is_empty()
    });
    plain(running.next().unwrap_or_default())
}

/// The first sentence, where it is short enough to be read at a glance.
fn sentence(words: &str) -> Option<String> {
    let end = words.find(". ").map_or(words.len(), |at| at + 1);
    let sentence = words[..end].trim().trim_end_matches(':');
    if sentence.is_empty() {
        return None;
    }
    let short: String = sentence.chars().take(160).collect();
    Some(if short.len() < sentence.len() {
        format!("{}…", short.rsplit_once(' ').map_or(short.as_str(), |(whole, _)| whole))
    } else {
        short
    })
}

/// Two records of a program have two titles.
fn unique(title: &str, slug: &str, titles: &mut BTreeSet<String>) -> String {
    if titles.insert(title.to_lowercase()) {
        return title.to_string();
    }
    let named = format!("{title} ({slug})");
    titles.insert(named.to_lowercase());
    named
}

/// Words that mean nothing in Markdown but themselves.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if "\\`*_[]<>{}".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("every text has a spelling")
}
