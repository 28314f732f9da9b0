//! What the base knows about itself: its sources, what is due for a check, what changed.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::frame::{Frame, Site, Way};
use super::record::{kind_text, read_text};
use super::targets::source_id;
use super::{Setting, template};
use crate::evidence::{Kind, Status};
use crate::markdown::{Block, Target, unlinked};
use crate::record::Record;
use crate::route::Page;
use crate::theme::Theme;
use crate::yaml::{Choice, Day};

fn frame(page: Page, kind: &'static str, title: &str, description: &str, setting: &Setting<'_>) -> Frame {
    Frame::new(page, kind, title, description, setting).trail(
        [Way::to("Home", setting.href(page, Page::Home)), Way::here(title)],
        page,
        setting,
    )
}

#[derive(Serialize)]
pub struct Sources<'a> {
    pub site: &'a Site,
    #[serde(flatten)]
    frame: Frame,
    kinds: Vec<KindView>,
}

#[derive(Serialize)]
struct KindView {
    id: &'static str,
    title: &'static str,
    sources: Vec<SourceView>,
}

#[derive(Serialize)]
struct SourceView {
    id: String,
    key: String,
    title: String,
    url: String,
    read_text: String,
    note: Option<String>,
    used: Vec<Way>,
}

pub fn sources<'a>(setting: &'a Setting<'_>) -> Sources<'a> {
    let page = Page::Sources;
    let base = setting.base;
    let mut used: BTreeMap<&str, Vec<Way>> = BTreeMap::new();
    for (ix, record) in base.records() {
        for key in keys_of(record, setting) {
            let way = Way::to(&record.front.title, setting.href(page, Page::Record(ix)));
            used.entry(key).or_default().push(way);
        }
    }
    let kinds = Kind::ALL.iter().map(|(id, kind)| KindView {
        id,
        title: kind_text(Some(*kind)),
        sources: base
            .sources
            .iter()
            .filter(|(_, source)| source.kind == Some(*kind))
            .map(|(key, source)| SourceView {
                id: source_id(key),
                key: key.to_string(),
                title: source.title.clone(),
                url: source.url.as_ref().map(|url| url.value.clone()).unwrap_or_default(),
                read_text: read_text(source),
                note: source.note.clone(),
                used: used.remove(key).unwrap_or_default(),
            })
            .collect(),
    });
    let description =
        "Every source that a claim on this site rests on, with the day of the copy that was read.";
    Sources {
        site: setting.site(page),
        frame: frame(page, "sources", "Sources", description, setting),
        kinds: kinds.filter(|kind| !kind.sources.is_empty()).collect(),
    }
}

/// The keys a record names, each once: its own, and those of the tables and pieces it shows.
fn keys_of<'a>(record: &'a Record, setting: &Setting<'a>) -> Vec<&'a str> {
    let base = setting.base;
    let causes = record.front.causes.iter().flat_map(|(_, facts)| facts.sources.iter().chain(&facts.against));
    let remarks = record.front.remarks().flat_map(|(_, remark)| &remark.sources);
    let mut keys: Vec<&str> = causes.chain(remarks).map(|key| key.value.as_str()).collect();
    let texts = record.texts();
    let pieces = texts.iter().flat_map(|text| &text.blocks).filter_map(|block| match block {
        Block::Piece { name } => base.pieces.get(name).map(|piece| &piece.prose),
        _ => None,
    });
    for text in texts.iter().copied().chain(pieces) {
        for reference in &text.references {
            match &reference.target {
                Target::Source(key) => keys.push(key),
                Target::Table { name, rows } => {
                    let Some(table) = base.tables.get(name) else { continue };
                    keys.extend(table.sources.iter().map(|key| key.value.as_str()));
                    let shown = table
                        .rows
                        .iter()
                        .filter(|(id, _)| rows.is_empty() || rows.iter().any(|row| row == id));
                    keys.extend(shown.flat_map(|(_, row)| &row.sources).map(|key| key.value.as_str()));
                }
                _ => {}
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[derive(Serialize)]
pub struct Stale<'a> {
    site: &'a Site,
    frame: Frame,
    groups: Vec<Due>,
    contested: Vec<Contested>,
}

#[derive(Serialize)]
struct Due {
    id: String,
    title: String,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    title: String,
    href: String,
    checked: String,
    stale_after: Option<String>,
    volatile: Option<String>,
}

#[derive(Serialize)]
struct Contested {
    title: String,
    href: String,
    claims: Vec<(String, Status)>,
}

/// By month of the day after which they are due. No clock is asked: the page lists the days, the reader knows today.
pub fn stale<'a>(setting: &'a Setting<'_>) -> Stale<'a> {
    let page = Page::Stale;
    let mut months: BTreeMap<String, Vec<(String, Item)>> = BTreeMap::new();
    let mut contested = Vec::new();
    for (ix, record) in setting.base.records() {
        let front = &record.front;
        let href = setting.href(page, Page::Record(ix));
        let stale_after = front.stale_after.as_ref().map(|day| day.as_str().to_string());
        // Whatever is due on no day in particular comes last.
        let day = stale_after.clone().unwrap_or_else(|| "9999".into());
        let item = Item {
            title: front.title.clone(),
            href: href.clone(),
            checked: front.checked.as_ref().map(|day| day.as_str().to_string()).unwrap_or_default(),
            stale_after,
            volatile: front.volatile.clone(),
        };
        months.entry(day.chars().take(7).collect()).or_default().push((day, item));
        let claims: Vec<(String, Status)> = record
            .body
            .causes
            .iter()
            .filter_map(|cause| Some((cause.title.clone(), cause.facts.evidence?)))
            .filter(|(_, status)| matches!(status, Status::Disputed | Status::Unsupported))
            .collect();
        if !claims.is_empty() {
            contested.push(Contested { title: front.title.clone(), href, claims });
        }
    }
    let groups = months.into_iter().map(|(month, mut items)| {
        items.sort_by(|a, b| (&a.0, &a.1.title).cmp(&(&b.0, &b.1.title)));
        let title = if month == "9999" { "No day set".to_string() } else { month.clone() };
        Due { id: format!("due-{month}"), title, items: items.into_iter().map(|(_, item)| item).collect() }
    });
    let description =
        "When each record is due for its next check, soonest first, and the claims that are in dispute.";
    Stale {
        site: setting.site(page),
        frame: frame(page, "stale", "Due for a check", description, setting),
        groups: groups.collect(),
        contested,
    }
}

#[derive(Serialize)]
struct StaleView<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    groups: Vec<DueView<'m>>,
    contested: Vec<ContestedView<'m>>,
}

#[derive(Serialize)]
struct DueView<'m> {
    id: &'m str,
    title: &'m str,
    items: Vec<ItemView<'m>>,
}

#[derive(Serialize)]
struct ItemView<'m> {
    title: &'m str,
    href: &'m str,
    checked: &'m str,
    stale_after: Option<&'m str>,
    volatile_html: Option<String>,
}

#[derive(Serialize)]
struct ContestedView<'m> {
    title: &'m str,
    href: &'m str,
    claims: Vec<ClaimView>,
}

#[derive(Serialize)]
struct ClaimView {
    text_html: String,
    status: Status,
}

impl Stale<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        let words = |markdown: &str| unlinked(markdown, &theme.highlighter);
        let groups = self.groups.iter().map(|group| DueView {
            id: &group.id,
            title: &group.title,
            items: group
                .items
                .iter()
                .map(|item| ItemView {
                    title: &item.title,
                    href: &item.href,
                    checked: &item.checked,
                    stale_after: item.stale_after.as_deref(),
                    volatile_html: item.volatile.as_deref().map(words),
                })
                .collect(),
        });
        let contested = self.contested.iter().map(|record| ContestedView {
            title: &record.title,
            href: &record.href,
            claims: record
                .claims
                .iter()
                .map(|(text, status)| ClaimView { text_html: words(text), status: *status })
                .collect(),
        });
        let view = StaleView { frame: &self.frame, groups: groups.collect(), contested: contested.collect() };
        template(theme, "stale.html", self.site, &view)
    }
}

#[derive(Serialize)]
pub struct Changes<'a> {
    site: &'a Site,
    frame: Frame,
    days: Vec<DayOfChanges>,
}

#[derive(Serialize)]
struct DayOfChanges {
    on: Day,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    title: String,
    href: String,
    what: String,
}

/// How many days of changes are shown: older ones stand in the records.
const DAYS: usize = 60;

pub fn changes<'a>(setting: &'a Setting<'_>) -> Changes<'a> {
    let page = Page::Changes;
    let mut days: BTreeMap<&Day, Vec<Change>> = BTreeMap::new();
    for (ix, record) in setting.base.records() {
        for change in &record.front.history {
            if let Some(on) = &change.on {
                let href = setting.href(page, Page::Record(ix));
                let change = Change { title: record.front.title.clone(), href, what: change.what.clone() };
                days.entry(on).or_default().push(change);
            }
        }
    }
    let days = days.into_iter().rev().take(DAYS);
    let description = "What was added and corrected, newest first.";
    Changes {
        site: setting.site(page),
        frame: frame(page, "changes", "What changed", description, setting),
        days: days.map(|(on, changes)| DayOfChanges { on: on.clone(), changes }).collect(),
    }
}

#[derive(Serialize)]
struct ChangesView<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    days: Vec<DayView<'m>>,
}

#[derive(Serialize)]
struct DayView<'m> {
    on: &'m Day,
    changes: Vec<ChangeView<'m>>,
}

#[derive(Serialize)]
struct ChangeView<'m> {
    title: &'m str,
    href: &'m str,
    what_html: String,
}

impl Changes<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        let days = self.days.iter().map(|day| DayView {
            on: &day.on,
            changes: day
                .changes
                .iter()
                .map(|change| ChangeView {
                    title: &change.title,
                    href: &change.href,
                    what_html: unlinked(&change.what, &theme.highlighter),
                })
                .collect(),
        });
        let view = ChangesView { frame: &self.frame, days: days.collect() };
        template(theme, "changes.html", self.site, &view)
    }
}
