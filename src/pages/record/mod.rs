//! The page of a record: what it is, what to do first, and then everything that is known, with who says so.

mod siblings;
mod view;
mod writer;

use serde::Serialize;

use super::Setting;
use super::blocks::Shared;
use super::cited::{Cited, Support, cited, supports};
use super::frame::{Frame, Site, Way};
use super::list::{Badge, Card, badges, list_of};
use crate::base::{Owner, RecordIx};
use crate::evidence::Status;
use crate::markdown::{OWN_SOURCE, plain};
use crate::record::Record;
use crate::route::{Facet, Page};
use crate::vocabulary::Vocabulary;
use crate::yaml::Choice as _;
pub use view::{facts, kind_text, read_text, retry_text};
pub use writer::{claim_text, often_text};

/// Everything the page says, before it is HTML.
#[derive(Serialize)]
pub struct Model<'a> {
    site: &'a Site,
    frame: Frame,
    #[serde(skip)]
    record: &'a Record,
    #[serde(skip)]
    vocabulary: &'a Vocabulary,
    facts: Vec<(String, String)>,
    messages: Option<Vec<String>>,
    /// They stand for the record in the stamp: its text, and the vocabulary it is read by.
    hash: [[u8; 32]; 2],
    shared: Shared<'a>,
    sources: Vec<Cited<'a>>,
    statuses: Vec<Status>,
    related: Vec<Card>,
    siblings: Option<siblings::Siblings>,
    badges: Vec<Badge>,
    retired: Option<RetiredModel>,
    unexplained: bool,
    tags: Vec<(String, String)>,
    markdown_href: String,
    json_href: String,
    edit_url: Option<String>,
    report_url: Option<String>,
}

#[derive(Serialize)]
struct RetiredModel {
    on: String,
    because: String,
    successor: Option<Way>,
}

pub fn model<'a>(ix: RecordIx, setting: &'a Setting<'a>) -> Model<'a> {
    let base = setting.base;
    let record = base.record(ix);
    let page = Page::Record(ix);
    let front = &record.front;
    let mut shared = Shared::gather(page, Owner::Record(ix), &record.texts(), setting);
    let supports = supports(record, base);
    let statuses = statuses(&supports);
    let sources = cited(&supports, base);
    for (number, cited) in (1..).zip(&sources) {
        shared.links.sources.insert(cited.key.to_string(), (number, format!("{OWN_SOURCE}{number}")));
    }
    let repository = base.site.repository.as_ref().map(|url| url.value.trim_end_matches('/').to_string());
    let id = record.id.as_str();
    Model {
        site: setting.site(page),
        frame: frame(ix, record, setting),
        record,
        vocabulary: &base.vocabulary,
        facts: facts(record, base),
        messages: record.bare_messages(),
        hash: [record.hash, base.vocabulary.hash],
        statuses,
        shared,
        sources,
        related: related(ix, setting),
        siblings: siblings::of(ix, setting),
        badges: badges(record, base, |facet, value| list_of(facet, value, page, setting)),
        retired: front.retired.as_ref().map(|retired| RetiredModel {
            on: retired.on.as_ref().map(|day| day.as_str().to_string()).unwrap_or_default(),
            because: retired.because.clone(),
            successor: retired.successor.as_ref().and_then(|id| {
                let ix = base.find(&id.value)?;
                Some(Way::to(&base.record(ix).front.title, setting.href(page, Page::Record(ix))))
            }),
        }),
        unexplained: record.is_unexplained(),
        tags: tags(page, record, setting),
        markdown_href: setting.href(page, Page::RecordMarkdown(ix)),
        json_href: setting.href(page, Page::RecordJson(ix)),
        edit_url: repository
            .as_ref()
            .map(|url| format!("{url}/edit/{}/content/records/{id}.md", base.site.branch)),
        report_url: repository
            .as_ref()
            .map(|url| format!("{url}/issues/new?title={}", percent(&format!("{id}: ")))),
    }
}

/// Text as part of a query.
pub fn percent(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn frame(ix: RecordIx, record: &Record, setting: &Setting<'_>) -> Frame {
    let page = Page::Record(ix);
    let mut trail = vec![Way::to("Home", setting.href(page, Page::Home))];
    let program = record.id.program();
    if let Some((place, (_, facts))) =
        setting.base.site.programs.iter().enumerate().find(|(_, (id, _))| *id == program)
    {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        trail.push(Way::to(&facts.title, setting.href(page, Page::Program(place, 1))));
    }
    trail.extend(record.front.category.iter().map(Way::here));
    let summary = plain(&record.front.summary);
    Frame::new(page, "record", &record.front.title, first_sentences(&summary), setting)
        .trail(trail, page, setting)
}

/// As many whole sentences as a search engine shows, and at least one.
fn first_sentences(text: &str) -> &str {
    const SHOWN: usize = 160;
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).chain([text.len()]);
    let mut fitting = ends.enumerate().take_while(|(ix, end)| *ix == 0 || *end <= SHOWN);
    fitting.by_ref().last().map_or(text, |(_, end)| &text[..end])
}

fn related(ix: RecordIx, setting: &Setting<'_>) -> Vec<Card> {
    let base = setting.base;
    let page = Page::Record(ix);
    let mut cards = Vec::new();
    for related in &base.record(ix).front.related {
        if let Some(other) = base.find(&related.value) {
            cards.push(Card::of(page, other, setting));
        } else if let Some((place, (id, program))) =
            base.site.programs.iter().enumerate().find(|(_, (id, _))| *id == related.value)
        {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            let href = setting.href(page, Page::Program(place, 1));
            cards.push(Card::program(id, &program.title, &program.summary, href));
        }
    }
    cards
}

fn tags(page: Page, record: &Record, setting: &Setting<'_>) -> Vec<(String, String)> {
    let tags = record.front.tags.iter();
    tags.filter_map(|tag| Some((tag.value.clone(), list_of(Facet::Tag, &tag.value, page, setting)?)))
        .collect()
}

/// The statuses of the page's claims, from the firmest to the weakest.
fn statuses(supports: &[Support<'_>]) -> Vec<Status> {
    let used = |status: &Status| supports.iter().any(|support| support.status == Some(*status));
    Status::ALL.iter().map(|(_, status)| *status).filter(used).collect()
}

#[cfg(test)]
mod tests {
    use super::first_sentences;

    #[test]
    fn a_description_is_whole_sentences() {
        let long = "x".repeat(200);
        assert_eq!(first_sentences("A. B."), "A. B.");
        assert_eq!(first_sentences(&format!("A. B. {long}.")), "A. B.");
        assert_eq!(first_sentences(&format!("{long}. B.")), format!("{long}."));
    }
}
