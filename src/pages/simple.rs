//! The pages that are one of their kind: home, search, prose, redirects, and the page for addresses that do not exist.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde::Serialize;

use super::blocks::{BlockView, Shared};
use super::frame::{Frame, Site, Way, in_a_sentence};
use super::index::filters;
use super::list::{Card, CardView};
use super::{Setting, template};
use crate::base::{KnowledgeBase, Owner, RecordIx};
use crate::markdown::{Numbering, Prose as Text, Target};
use crate::record::{Record, Retry};
use crate::route::{Facet, Page};
use crate::theme::Theme;

#[derive(Serialize)]
pub struct Home<'a> {
    site: &'a Site,
    frame: Frame,
    programs: Vec<Program>,
    guides: Vec<Guide>,
    urgent: Vec<Card>,
    newest: Vec<Card>,
    facets: Vec<Facets>,
    /// Whether any claim rests on a source.
    sourced: bool,
    count: usize,
}

#[derive(Serialize)]
struct Program {
    id: String,
    title: String,
    summary: String,
    href: String,
    count: usize,
}

/// A page of prose, for readers who do not know the error yet.
#[derive(Serialize)]
struct Guide {
    title: String,
    summary: String,
    href: String,
}

/// The values of a facet, as ways to their lists.
#[derive(Serialize)]
struct Facets {
    title: String,
    links: Vec<Value>,
}

#[derive(Serialize)]
struct Value {
    text: String,
    href: String,
    count: usize,
    current: bool,
}

/// How many records the home page shows of each sort.
const SHOWN: usize = 6;

pub fn home<'a>(setting: &'a Setting<'_>) -> Home<'a> {
    let base = setting.base;
    let page = Page::Home;
    let programs = base.site.programs.iter().enumerate().map(|(ix, (id, program))| Program {
        id: id.to_string(),
        title: program.title.clone(),
        summary: program.summary.clone(),
        href: setting.href(page, Page::Program(u32::try_from(ix).unwrap_or(u32::MAX), 1)),
        count: base.of_program(id).len(),
    });
    let urgent = urgent(base);
    let newest = newest(base, &urgent);
    let cards = |ixs: Vec<RecordIx>| ixs.into_iter().map(|ix| Card::of(page, ix, setting)).collect();
    let guides = base.prose.iter().enumerate().map(|(ix, text)| Guide {
        title: text.title.clone(),
        summary: text.summary.clone(),
        href: setting.href(page, Page::Prose(u32::try_from(ix).unwrap_or(u32::MAX))),
    });
    Home {
        guides: guides.collect(),
        site: setting.site(page),
        frame: Frame::new(page, "home", &base.site.tagline, &base.site.description, setting),
        programs: programs.filter(|program| program.count > 0).collect(),
        urgent: cards(urgent),
        newest: cards(newest),
        facets: facets(page, setting),
        sourced: !base.sources.0.is_empty(),
        count: base.len(),
    }
}

/// Those of which all values are known.
fn facets(page: Page, setting: &Setting<'_>) -> Vec<Facets> {
    let grouped = setting.base.facets.grouped.iter().zip(0..);
    let shown = grouped.filter(|(facet, _)| facet.list && facet.countable);
    let facets = shown.map(|(facet, ix)| {
        let links = facet.groups.iter().zip(0..).map(|(group, at)| Value {
            text: group.short().to_string(),
            href: setting.href(page, Page::List(Facet::Of(ix), at, 1)),
            count: group.records.len(),
            current: false,
        });
        Facets { title: in_a_sentence(&facet.label), links: links.collect() }
    });
    facets.collect()
}

/// What stops people, and passes by no other try: first what most others lead to, since that is what readers have, or are
/// sent to. No program has more than half of it while there are others.
fn urgent(base: &KnowledgeBase) -> Vec<RecordIx> {
    let leading = leading_to(base);
    let mut ranked: Vec<(RecordIx, &Record)> = base
        .records()
        .filter(|(_, record)| {
            record.front.facet("severity").any(|severity| severity == "blocking")
                && record.front.retry != Retry::Yes
                && record.front.retired.is_none()
        })
        .collect();
    let place = |program: &str| base.site.programs.iter().position(|(id, _)| id == program);
    ranked.sort_by_cached_key(|(ix, record)| {
        (Reverse(leading[ix.0 as usize]), place(record.id.program()), *ix)
    });
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let (first, others): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|(_, record)| {
        let taken = taken.entry(record.id.program()).or_default();
        *taken += 1;
        *taken <= SHOWN / 2
    });
    first.into_iter().chain(others).map(|(ix, _)| ix).take(SHOWN).collect()
}

/// How many other records lead to each.
fn leading_to(base: &KnowledgeBase) -> Vec<usize> {
    let mut counts = vec![0; base.len()];
    for (ix, record) in base.records() {
        let texts = record.texts().into_iter().flat_map(|text| &text.references);
        let linked = texts.filter_map(|reference| match &reference.target {
            Target::Record { id, .. } => Some(id),
            _ => None,
        });
        let related = record.front.related.iter().map(|id| &id.value);
        let others: BTreeSet<RecordIx> = linked.chain(related).filter_map(|id| base.find(id)).collect();
        for other in others.into_iter().filter(|other| *other != ix) {
            counts[other.0 as usize] += 1;
        }
    }
    counts
}

/// What came since the first day, which tells nothing, and is not shown already; all by their days, where nothing is.
fn newest(base: &KnowledgeBase, shown: &[RecordIx]) -> Vec<RecordIx> {
    let day = |record: &Record| record.front.created.as_ref().map(|day| day.as_str().to_string());
    let first = base.records().filter_map(|(_, record)| day(record)).min();
    let mut newest: Vec<(Reverse<Option<String>>, RecordIx)> = base
        .records()
        .filter(|(_, record)| record.front.retired.is_none())
        .map(|(ix, record)| (Reverse(day(record)), ix))
        .filter(|(day, ix)| shown.is_empty() || (day.0 > first && !shown.contains(ix)))
        .collect();
    newest.sort();
    newest.into_iter().map(|(_, ix)| ix).take(SHOWN).collect()
}

#[derive(Serialize)]
struct HomeView<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    programs: &'m [Program],
    guides: &'m [Guide],
    urgent: Vec<CardView<'m>>,
    newest: Vec<CardView<'m>>,
    facets: &'m [Facets],
    sourced: bool,
    count: usize,
}

impl Home<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        let view = HomeView {
            frame: &self.frame,
            programs: &self.programs,
            guides: &self.guides,
            urgent: self.urgent.iter().map(|card| card.view(&theme.highlighter)).collect(),
            newest: self.newest.iter().map(|card| card.view(&theme.highlighter)).collect(),
            facets: &self.facets,
            sourced: self.sourced,
            count: self.count,
        };
        template(theme, "home.html", self.site, &view)
    }
}

/// A page whose template needs nothing but the frame.
#[derive(Serialize)]
pub struct Simple<'a> {
    site: &'a Site,
    #[serde(skip)]
    template: &'static str,
    #[serde(flatten)]
    frame: Frame,
    css: Option<String>,
    /// What narrows a search, beside the program.
    filters: Vec<&'a str>,
}

impl Simple<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        template(theme, self.template, self.site, self)
    }
}

pub fn search<'a>(setting: &'a Setting<'_>) -> Simple<'a> {
    let page = Page::Search;
    let description = format!(
        "Paste an error and find its page among {} records; nothing leaves this browser.",
        setting.base.len()
    );
    let frame = Frame::new(page, "search", "Paste an error", &description, setting).trail(
        [Way::to("Home", setting.href(page, Page::Home)), Way::here("Paste an error")],
        page,
        setting,
    );
    Simple { site: setting.site(page), template: "search.html", frame, css: None, filters: filters(setting) }
}

/// Shown for addresses at any depth, so it brings its style along, and its links count from the root of the host, or from
/// where the site is published if that is known.
pub fn not_found<'a>(setting: &'a Setting<'_>) -> Simple<'a> {
    let page = Page::NotFound;
    let description =
        "There is no page at this address. It may have been renamed before its old address was kept.";
    let frame = Frame::new(page, "404", "Page not found", description, setting);
    let site = &setting.rooted;
    Simple {
        site,
        template: "404.html",
        frame,
        css: Some(setting.theme.style_text.clone()),
        filters: Vec::new(),
    }
}

#[derive(Serialize)]
pub struct Redirect<'a> {
    pub site: &'a Site,
    #[serde(flatten)]
    frame: Frame,
    to: String,
    to_title: String,
}

pub fn redirect<'a>(page: Page, ix: RecordIx, setting: &'a Setting<'_>) -> Redirect<'a> {
    let record = setting.base.record(ix);
    let title = record.front.title.clone();
    let description = format!("This page has moved: {title}.");
    Redirect {
        site: setting.site(page),
        frame: Frame::new(page, "redirect", &title, &description, setting),
        to: setting.href(page, Page::Record(ix)),
        to_title: title,
    }
}

#[derive(Serialize)]
pub struct Prose<'a> {
    site: &'a Site,
    frame: Frame,
    text: &'a Text,
    shared: Shared<'a>,
}

pub fn prose<'a>(ix: u32, setting: &'a Setting<'a>) -> Prose<'a> {
    let page = Page::Prose(ix);
    let text = &setting.base.prose[ix as usize];
    let frame = Frame::new(page, "prose", &text.title, &text.summary, setting).trail(
        [Way::to("Home", setting.href(page, Page::Home)), Way::here(&text.title)],
        page,
        setting,
    );
    let mut shared = Shared::gather(page, Owner::Page(ix), &[&text.prose], setting);
    shared.cite_register(page, setting);
    Prose { site: setting.site(page), frame, text: &text.prose, shared }
}

#[derive(Serialize)]
struct ProseView<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    blocks: Vec<BlockView>,
}

impl Prose<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        let blocks = self.shared.views(self.text, &theme.highlighter, &mut Numbering::default());
        template(theme, "prose.html", self.site, &ProseView { frame: &self.frame, blocks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base;
    use crate::source::Sources;

    fn record(id: &str, fields: &str) -> (String, String) {
        let head = "---\ntitle: T\nsummary: S.\nchecked: 2026-11-20\n";
        (format!("content/records/{id}.md"), format!("{head}{fields}\n---\n\n## What it means\nIt means.\n"))
    }

    /// The ids that the home page shows as most urgent, and as newest.
    fn shown(records: Vec<(String, String)>) -> [Vec<String>; 2] {
        let (base, _) = base::load(&Sources::from_texts(records));
        let urgent = urgent(&base);
        let newest = newest(&base, &urgent);
        [urgent, newest].map(|ixs| ixs.iter().map(|ix| base.record(*ix).id.as_str().to_string()).collect())
    }

    #[test]
    fn urgent_is_what_others_lead_to_of_more_than_one_program() {
        let mut records: Vec<(String, String)> = (0..8)
            .map(|n| record(&format!("a/r{n}"), "severity: blocking\nrelated: [a/r7, a/r6, a/r5, a/r4]"))
            .collect();
        records.push(record("b/x", "severity: blocking\nrelated: [a/r7, a/r5]"));
        records.push(record("b/calm", "severity: degraded\nrelated: [a/r7]"));
        records.push(record("b/passes", "severity: blocking\nretry: yes"));
        let [urgent, _] = shown(records);
        assert_eq!(urgent, ["a/r7", "a/r5", "a/r4", "b/x", "a/r6", "a/r0"]);
    }

    #[test]
    fn newest_is_what_came_since_the_first_day_and_is_not_urgent() {
        let old = "created: 2026-11-20";
        let records = vec![
            record("a/first", old),
            record("a/later", "created: 2026-11-21"),
            record("a/last", "created: 2026-11-22"),
            record("a/stops", "created: 2026-11-22\nseverity: blocking"),
            record("a/gone", "created: 2026-11-22\nretired: { on: 2026-11-22, because: Gone. }"),
        ];
        assert_eq!(shown(records)[1], ["a/last", "a/later"]);
        let of_a_day =
            vec![record("a/first", old), record("a/stops", "created: 2026-11-20\nseverity: blocking")];
        assert!(shown(of_a_day)[1].is_empty());
        assert_eq!(
            shown(vec![record("a/b", old), record("a/c", "")]),
            [vec![], vec!["a/b".to_string(), "a/c".into()]]
        );
    }
}
