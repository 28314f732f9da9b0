//! What the base knows about itself: what is due for a check, and what changed.

use anyhow::Result;
use serde::Serialize;

use super::frame::{Frame, Site, Way};
use super::{Setting, template};
use crate::base::{RecordIx, Watched, watched};
use crate::evidence::Status;
use crate::markdown::unlinked;
use crate::record::Record;
use crate::route::Page;
use crate::theme::Theme;
use crate::yaml::Day;

pub(super) fn frame(
    page: Page,
    kind: &'static str,
    title: &str,
    description: &str,
    setting: &Setting<'_>,
) -> Frame {
    Frame::new(page, kind, title, description, setting).trail(
        [Way::to("Home", setting.href(page, Page::Home)), Way::here(title)],
        page,
        setting,
    )
}

#[derive(Serialize)]
pub struct Stale<'a> {
    site: &'a Site,
    frame: Frame,
    groups: Vec<Due>,
    /// So many more are due later than are named.
    more: usize,
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
    /// A table has no page of its own.
    href: Option<String>,
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

/// So many are named, those that are due first; `errbook list --stale` names all.
const DUE: usize = 500;

/// By month of the day after which they are due. No clock is asked: the page lists the days, the reader knows today.
pub fn stale<'a>(setting: &'a Setting<'_>) -> Stale<'a> {
    let page = Page::Stale;
    let base = setting.base;
    // Whatever is due on no day in particular comes last.
    let mut due: Vec<Watched<'_>> = watched(base).collect();
    due.sort_unstable_by_key(|item| (day(item), item.title, item.file));
    let more = due.len().saturating_sub(DUE);
    due.truncate(DUE);
    let contested = base.records().filter_map(|(ix, record)| contested(ix, record, setting));
    let description = "When each record and each table is due for its next check, soonest first, and the claims that are in dispute.";
    Stale {
        site: setting.site(page),
        frame: frame(page, "stale", "Due for a check", description, setting),
        groups: due
            .chunk_by(|a, b| month(day(a)) == month(day(b)))
            .map(|items| by_month(items, setting))
            .collect(),
        more,
        contested: contested.take(DUE).collect(),
    }
}

/// In the place of a day; behind all others.
const NO_DAY: &str = "9999";

fn day<'a>(item: &Watched<'a>) -> &'a str {
    item.stale_after.map_or(NO_DAY, Day::as_str)
}

fn month(day: &str) -> &str {
    day.get(..7).unwrap_or(day)
}

fn by_month(items: &[Watched<'_>], setting: &Setting<'_>) -> Due {
    let month = month(items.first().map_or(NO_DAY, day));
    let text = |day: &Day| day.as_str().to_string();
    let items = items.iter().map(|item| Item {
        title: item.title.to_string(),
        href: item.record.map(|ix| setting.href(Page::Stale, Page::Record(ix))),
        checked: item.checked.map(text).unwrap_or_default(),
        stale_after: item.stale_after.map(text),
        volatile: item.volatile.map(ToString::to_string),
    });
    let title = if month == NO_DAY { "No day set" } else { month };
    Due { id: format!("due-{month}"), title: title.to_string(), items: items.collect() }
}

fn contested(ix: RecordIx, record: &Record, setting: &Setting<'_>) -> Option<Contested> {
    let claims = record
        .claims(|status, _| matches!(status, Some(Status::Disputed | Status::Unsupported)))
        .into_iter()
        .filter_map(|claim| Some((claim.words().to_string(), claim.status?)));
    let claims: Vec<(String, Status)> = claims.collect();
    let href = setting.href(Page::Stale, Page::Record(ix));
    (!claims.is_empty()).then(|| Contested { title: record.front.title.clone(), href, claims })
}

#[derive(Serialize)]
struct StaleView<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    groups: Vec<DueView<'m>>,
    more: usize,
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
    href: Option<&'m str>,
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
                    href: item.href.as_deref(),
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
        let view = StaleView {
            frame: &self.frame,
            groups: groups.collect(),
            more: self.more,
            contested: contested.collect(),
        };
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

/// How many days of changes are shown, and how many changes: older ones stand in the records.
const DAYS: usize = 60;
const CHANGES: usize = 500;

pub fn changes<'a>(setting: &'a Setting<'_>) -> Changes<'a> {
    let page = Page::Changes;
    let mut all: Vec<(&Day, RecordIx, &str)> = Vec::new();
    for (ix, record) in setting.base.records() {
        let history = record.front.history.iter();
        all.extend(history.filter_map(|change| Some((change.on.as_ref()?, ix, change.what.as_str()))));
    }
    // Newest first; those of a day in the order of the records.
    all.sort_by(|a, b| b.0.cmp(a.0));
    all.truncate(CHANGES);
    let days = all.chunk_by(|a, b| a.0 == b.0).take(DAYS).map(|changes| DayOfChanges {
        on: changes[0].0.clone(),
        changes: changes
            .iter()
            .map(|(_, ix, what)| Change {
                title: setting.base.record(*ix).front.title.clone(),
                href: setting.href(page, Page::Record(*ix)),
                what: (*what).to_string(),
            })
            .collect(),
    });
    let description = "What was added and corrected, newest first.";
    Changes {
        site: setting.site(page),
        frame: frame(page, "changes", "What changed", description, setting),
        days: days.collect(),
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
