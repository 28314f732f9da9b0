//! The page of a record: what it is, what to do first, and then everything that is known, with who says so.

mod view;
mod writer;

use serde::Serialize;

use super::Setting;
use super::blocks::Shared;
use super::frame::{Frame, Site, Way};
use super::list::{Badge, Card, badges, list_of};
use crate::base::{KnowledgeBase, RecordIx};
use crate::evidence::{self, Mark, Status};
use crate::markdown::{Block, OWN_SOURCE, Prose, plain};
use crate::record::{Cause, Record, SectionKind};
use crate::route::{Facet, Page};
use crate::yaml::{Choice as _, Located};
pub use view::{kind_text, read_text};

/// Everything the page says, before it is HTML.
#[derive(Serialize)]
pub struct Model<'a> {
    site: &'a Site,
    frame: Frame,
    #[serde(skip)]
    record: &'a Record,
    /// Stands for the record in the stamp.
    hash: [u8; 32],
    shared: Shared<'a>,
    sources: Vec<Cited<'a>>,
    statuses: Vec<Status>,
    related: Vec<Card>,
    badges: Vec<Badge>,
    retired: Option<RetiredModel>,
    tags: Vec<(String, String)>,
    markdown_href: String,
    json_href: String,
    edit_url: Option<String>,
    report_url: Option<String>,
}

/// A source in the order in which the page first needs it, and where it is used.
#[derive(Serialize)]
struct Cited<'a> {
    key: String,
    source: &'a evidence::Source,
    used: Vec<String>,
    led_to: bool,
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
    let texts = record.texts();
    let mut extra: Vec<&str> = vec![&front.summary];
    extra.extend(front.quick_fix.as_deref().into_iter().chain(front.volatile.as_deref()));
    extra.extend(front.remarks().map(|(_, remark)| remark.text.value.as_str()));
    extra.extend(front.history.iter().map(|change| change.what.as_str()));
    extra.extend(record.body.causes.iter().map(|cause| cause.title.as_str()));
    let mut shared = Shared::gather(page, Some(ix), &texts, &extra, setting);
    let claims = claims(record, &shared);
    let statuses = statuses(&claims);
    let mut sources = cited(record, &shared, base);
    for cited in &mut sources {
        cited.led_to = claims.iter().any(|claim| claim.first.contains(&Some(&cited.key)));
    }
    for (number, cited) in (1..).zip(&sources) {
        shared.links.sources.insert(cited.key.clone(), (number, format!("{OWN_SOURCE}{number}")));
    }
    let repository = base.site.repository.as_ref().map(|url| url.value.trim_end_matches('/').to_string());
    let id = record.id.as_str();
    Model {
        site: setting.site(page),
        frame: frame(ix, record, setting),
        record,
        hash: record.hash,
        statuses,
        shared,
        sources,
        related: related(ix, setting),
        badges: badges(record, |facet, value| list_of(facet, value, page, setting)),
        retired: front.retired.as_ref().map(|retired| RetiredModel {
            on: retired.on.as_ref().map(|day| day.as_str().to_string()).unwrap_or_default(),
            because: retired.because.clone(),
            successor: retired.successor.as_ref().and_then(|id| {
                let ix = base.find(&id.value)?;
                Some(Way::to(&base.record(ix).front.title, setting.href(page, Page::Record(ix))))
            }),
        }),
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

/// The sources of the page in the order of the page.
fn cited<'a>(record: &Record, shared: &Shared<'_>, base: &'a KnowledgeBase) -> Vec<Cited<'a>> {
    let mut list: Vec<Cited<'a>> = Vec::new();
    let mut cite = |key: &str, place: &str| {
        if let Some(known) = list.iter_mut().find(|cited| cited.key == key) {
            if !known.used.iter().any(|used| used == place) {
                known.used.push(place.to_string());
            }
        } else if let Some(source) = base.sources.get(key) {
            list.push(Cited { key: key.to_string(), source, used: vec![place.to_string()], led_to: false });
        }
    };
    for (name, remark) in record.front.remarks() {
        let place = if name == "wait" { "Retries" } else { SectionKind::LooksLike.heading() };
        remark.sources.iter().for_each(|key| cite(&key.value, place));
    }
    let mut text = |prose: &Prose, place: &str| {
        for mark in marks_of(prose, shared) {
            mark.sources.iter().chain(&mark.against).for_each(|key| cite(key, place));
        }
    };
    text(&record.body.lead, "Lead");
    for section in &record.body.sections {
        text(&section.prose, section.kind.heading());
        match section.kind {
            SectionKind::Causes => {
                for (number, cause) in record.body.causes.iter().enumerate() {
                    let place = format!("cause {}", number + 1);
                    for prose in cause_texts(cause) {
                        text(prose, &place);
                    }
                }
            }
            SectionKind::Decide => {
                for decision in &record.body.decisions {
                    text(&decision.question, "Decide");
                    text(&decision.answer, "Decide");
                }
            }
            SectionKind::Faq => {
                for (number, question) in record.body.questions.iter().enumerate() {
                    text(&question.answer, &format!("question {}", number + 1));
                }
            }
            _ => {}
        }
    }
    for (number, cause) in record.body.causes.iter().enumerate() {
        for key in cause.facts.sources.iter().chain(&cause.facts.against) {
            cite(&key.value, &format!("cause {}", number + 1));
        }
    }
    list
}

/// What the page claims: how well it stands, and the sources its mark leads to, the first of each side.
struct Claim<'a> {
    status: Status,
    first: [Option<&'a str>; 2],
}

fn claims<'a>(record: &'a Record, shared: &'a Shared<'_>) -> Vec<Claim<'a>> {
    let first = |keys: &'a [Located<String>]| keys.first().map(|key| key.value.as_str());
    let texts = record.texts().into_iter().flat_map(|text| marks_of(text, shared)).map(|mark| Claim {
        status: mark.status,
        first: [&mark.sources, &mark.against].map(|keys| keys.first().map(String::as_str)),
    });
    let remarks = record.front.remarks().filter_map(|(_, remark)| {
        remark.evidence.map(|status| Claim { status, first: [first(&remark.sources), None] })
    });
    let causes = record.body.causes.iter().map(|Cause { facts, .. }| Claim {
        status: facts.evidence.unwrap_or(Status::Unsupported),
        first: [first(&facts.sources), first(&facts.against)],
    });
    texts.chain(remarks).chain(causes).collect()
}

/// The statuses of the page's claims, from the firmest to the weakest.
fn statuses(claims: &[Claim<'_>]) -> Vec<Status> {
    let used = |status: &Status| claims.iter().any(|claim| claim.status == *status);
    Status::ALL.iter().map(|(_, status)| *status).filter(used).collect()
}

fn cause_texts(cause: &Cause) -> Vec<&Prose> {
    let mut texts = vec![&cause.prose];
    if let Some(check) = &cause.check {
        texts.push(&check.prose);
        texts.extend(check.outcomes.iter().flat_map(|outcome| [&outcome.observation, &outcome.meaning]));
        texts.push(&check.after);
    }
    texts.extend(cause.fixes.iter().map(|fix| &fix.prose));
    texts.extend(cause.undo.iter().chain(&cause.verify));
    texts
}

/// The marks of a text, of its tables and of its pieces.
fn marks_of<'m>(prose: &'m Prose, shared: &'m Shared<'_>) -> Vec<&'m Mark> {
    let mut marks: Vec<&Mark> = Vec::new();
    for block in &prose.blocks {
        match block {
            Block::Text { .. } | Block::Code { .. } => {}
            Block::Table { name, rows } => {
                marks
                    .extend(shared.tables.get(name.as_str()).into_iter().flat_map(|table| table.marks(rows)));
            }
            Block::Piece { name } => {
                if let Some(piece) = shared.pieces.get(name.as_str()) {
                    marks.extend(&piece.marks);
                }
            }
        }
    }
    marks.extend(&prose.marks);
    marks
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
