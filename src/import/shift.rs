//! The body of a page as the body of a record: headings at the levels of sections, links that lead somewhere, notes in the
//! sections that refer to them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use crate::markdown::{Heading, OPTIONS, headings, join, verbatim};

pub(super) struct Rewriting<'r> {
    pub page: &'r str,
    pub slugs: &'r BTreeMap<String, String>,
    pub program: &'r str,
    pub url: Option<&'r str>,
}

/// Headings of a record that ask for more than words, and what keeps the words.
const STRICT: [(&str, &str); 4] = [
    ("short answer", "In short"),
    ("causes", "Possible causes"),
    ("decide", "How to decide"),
    ("faq", "Questions"),
];

/// A change of a text.
type Edit = (Range<usize>, String);

pub(super) fn rewritten(body: &str, rewriting: &Rewriting<'_>, lost: &mut Vec<String>) -> String {
    let linked = links(body, rewriting, lost);
    let body = edited(body, linked);
    let (body, notes) = without_notes(&body);
    let body = edited(&body, sections(&body, lost));
    edited(&body, [notes_back(&body, &notes), directives(&body)].concat())
}

fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, instead) in edits.into_iter().filter(|(range, _)| range.start <= range.end) {
        if range.start < from {
            continue;
        }
        out.push_str(&text[from..range.start]);
        out.push_str(&instead);
        from = range.end;
    }
    out.push_str(&text[from..]);
    out
}

/// Links by reference are written out, since each section is a text of its own, and those within the folder lead to records.
fn links(body: &str, rewriting: &Rewriting<'_>, lost: &mut Vec<String>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open: Vec<(Range<usize>, usize, String, bool)> = Vec::new();
    let mut events = Parser::new_ext(body, OPTIONS).into_offset_iter();
    for (event, span) in &mut events {
        match event {
            Event::Start(Tag::Link { dest_url, link_type, .. })
                if !matches!(link_type, LinkType::Autolink | LinkType::Email) =>
            {
                open.push((span.clone(), span.start + 1, dest_url.to_string(), false));
                // The parser leaves the empty brackets of `[words][]` behind.
                if body[span.end..].starts_with("[]") && !body[..span.end].ends_with("[]") {
                    edits.push((span.end..span.end + 2, String::new()));
                }
                continue;
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                open.push((span.clone(), span.start + 2, dest_url.to_string(), true));
                continue;
            }
            Event::End(TagEnd::Link | TagEnd::Image) if open.last().is_some_and(|(own, ..)| *own == span) => {
                let Some((own, words, url, image)) = open.pop() else { continue };
                let target = if image {
                    lost.push(format!("the image `{url}`"));
                    None
                } else {
                    rewriting.link(&url, lost)
                };
                match target {
                    Some(target) if words == own.start + 1 => {
                        edits.push((own.start..own.end, format!("[{target}]({target})")));
                    }
                    Some(target) => edits.push((words..own.end, format!("]({target})"))),
                    None => {
                        edits.push((own.start..own.start + if image { 2 } else { 1 }, String::new()));
                        edits.push((words..own.end, String::new()));
                    }
                }
            }
            _ => {}
        }
        for (_, words, ..) in &mut open {
            *words = span.end.max(*words);
        }
    }
    let definitions = events.reference_definitions();
    edits.extend(definitions.iter().map(|(_, definition)| (definition.span.clone(), String::new())));
    edits
}

impl Rewriting<'_> {
    /// Where a link leads now; none if only its words can stay.
    fn link(&self, url: &str, lost: &mut Vec<String>) -> Option<String> {
        if ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)) {
            return Some(
                url.replace(' ', "%20").replace('|', "%7C").replace('\\', "%5C").replace('`', "%60"),
            );
        }
        let (path, anchor) = url.split_once('#').unwrap_or((url, ""));
        let joined = join(self.page, path.trim_start_matches('/')).unwrap_or_default();
        let stem = joined.trim_end_matches(".md").trim_end_matches(".html").to_string();
        let pages = [".md", "/README.md", "/index.md", "/_index.md"].map(|ending| format!("{stem}{ending}"));
        if let Some(slug) = pages.iter().find_map(|page| self.slugs.get(page)).filter(|_| !path.is_empty()) {
            return Some(format!("record:{}/{slug}", self.program));
        }
        match self.url {
            Some(base) if !path.is_empty() && !url.contains([' ', ':', '<', '>']) => {
                let path = if path.starts_with('/') { path.trim_start_matches('/') } else { joined.as_str() };
                let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
                Some(format!("{}/{path}{anchor}", base.trim_end_matches('/')))
            }
            _ => {
                lost.push(format!("the link to `{url}`"));
                None
            }
        }
    }
}

/// Footnotes by label, and the text without them.
fn without_notes(body: &str) -> (String, BTreeMap<String, String>) {
    let mut notes = BTreeMap::new();
    let mut edits = Vec::new();
    for (event, span) in Parser::new_ext(body, OPTIONS).into_offset_iter() {
        if let Event::Start(Tag::FootnoteDefinition(label)) = event {
            notes.insert(label.to_string(), body[span.clone()].trim_end().to_string());
            edits.push((span, String::new()));
        }
    }
    if notes.is_empty() { (body.to_string(), notes) } else { (edited(body, edits), notes) }
}

/// Each note below the sections that refer to it; what nothing refers to at the end.
fn notes_back(body: &str, notes: &BTreeMap<String, String>) -> Vec<Edit> {
    let all = headings(body, 0..body.len());
    let mut ends: Vec<usize> =
        all.iter().filter(|heading| heading.level == 2).map(|one| one.span.start).collect();
    ends.push(body.len());
    let mut edits = Vec::new();
    let (mut start, mut used) = (0, BTreeSet::new());
    for end in ends {
        let mut text = String::new();
        for (label, note) in notes {
            let referred = body[start..end].contains(&format!("[^{label}]"));
            if referred || end == body.len() && !used.contains(label) {
                used.insert(label);
                text.extend([note, "\n\n"]);
            }
        }
        if !text.is_empty() {
            edits.push((end..end, format!("\n\n{text}")));
        }
        start = end;
    }
    edits
}

/// Headings at the levels of a record, each section once and none of them empty.
fn sections(body: &str, lost: &mut Vec<String>) -> Vec<Edit> {
    let all = headings(body, 0..body.len());
    // What has no section above it belongs to the lead, where any lower heading may be.
    let down = u8::from(all.iter().any(|heading| heading.level == 1));
    let level = |heading: &Heading| (heading.level + down).min(6);
    let mut titles: BTreeMap<String, usize> = BTreeMap::new();
    let mut edits = Vec::new();
    for heading in &all {
        let (level, words) = (level(heading), heading.title.trim().to_string());
        let empty = body[heading.content.clone()].trim().is_empty();
        if level == 2 && (empty || words.is_empty()) {
            lost.push(format!("the heading `{words}`, which nothing is below"));
            edits.push((heading.span.clone(), String::new()));
            continue;
        }
        let strict = STRICT.iter().find(|(name, _)| level == 2 && words.eq_ignore_ascii_case(name));
        let own = source(body, heading);
        let mut name = strict.map_or(own, |(_, instead)| (*instead).to_string());
        if level == 2 {
            let count = titles.entry(name.to_lowercase()).or_default();
            *count += 1;
            if *count > 1 {
                name = format!("{name} ({count})");
            }
        }
        edits.push((heading.span.clone(), format!("{} {name}\n", "#".repeat(level.into()))));
    }
    edits
}

/// The words of a heading as they are written, on one line.
fn source(body: &str, heading: &Heading) -> String {
    let raw = body[heading.span.clone()].trim();
    let line = if raw.starts_with('#') {
        raw.trim_start_matches('#').trim_end_matches('#')
    } else {
        raw.rsplit_once('\n').map_or(raw, |(words, _)| words)
    };
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines that begin with `{{` outside of code would be directives.
fn directives(body: &str) -> Vec<Edit> {
    let verbatim = verbatim(body, 0..body.len());
    let starts = body.match_indices("{{").map(|(at, _)| at);
    let starts = starts.filter(|at| *at == 0 || body[..*at].ends_with('\n'));
    let running = starts.filter(|at| !verbatim.iter().any(|code| code.contains(at)));
    running.map(|at| (at..at, "\\".to_string())).collect()
}
