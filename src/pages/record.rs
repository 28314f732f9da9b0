//! The page of a record: what it is, what to do first, and then everything that is known, with who says so.

use anyhow::Result;
use serde::Serialize;

use super::blocks::{BlockView, Shared};
use super::frame::{Frame, Site, Way, joined, words};
use super::list::{Badge, Card, CardView, badges};
use super::{Setting, template};
use crate::base::{KnowledgeBase, RecordIx};
use crate::evidence::{self, Kind, Mark, Status};
use crate::markdown::{Block, Prose, plain};
use crate::record::{Cause, Often, Record, Remark, Retry, Risk, SectionKind};
use crate::route::Page;
use crate::theme::Theme;

/// Everything the page says, before it is HTML.
#[derive(Serialize)]
pub struct Model<'a> {
    site: &'a Site,
    frame: Frame,
    record: &'a Record,
    shared: Shared<'a>,
    sources: Vec<Cited<'a>>,
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
    let sources = cited(record, &shared, base);
    for (number, cited) in sources.iter().enumerate() {
        shared.links.sources.insert(cited.key.clone(), (number + 1, format!("#s{}", number + 1)));
    }
    let repository = base.site.repository.as_ref().map(|url| url.value.trim_end_matches('/').to_string());
    let id = record.id.as_str();
    Model {
        site: setting.site(page),
        frame: frame(ix, record, setting),
        record,
        shared,
        sources,
        related: related(ix, setting),
        badges: badges(page, record, setting),
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
    Frame::new(page, "record", &record.front.title, &plain(&record.front.summary), setting)
        .trail(trail, page, setting)
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
    let groups = &setting.base.facets.tags;
    record
        .front
        .tags
        .iter()
        .filter_map(|tag| {
            let ix = groups.find(&tag.value)?;
            let href = setting.href(page, Page::List(crate::route::Facet::Tag, ix, 1));
            Some((tag.value.clone(), href))
        })
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
            list.push(Cited { key: key.to_string(), source, used: vec![place.to_string()] });
        }
    };
    for (name, remark) in record.front.remarks() {
        let place = if name == "wait" { "Retries" } else { SectionKind::LooksLike.heading() };
        remark.sources.iter().for_each(|key| cite(&key.value, place));
    }
    let mut text = |prose: &Prose, place: &str| {
        for key in keys_of(prose, shared) {
            cite(&key, place);
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

/// The keys that a text's marks, tables and pieces name.
fn keys_of(prose: &Prose, shared: &Shared<'_>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let add = |mark: &Mark, keys: &mut Vec<String>| {
        keys.extend(mark.sources.iter().chain(&mark.against).cloned());
    };
    for block in &prose.blocks {
        match block {
            Block::Text { .. } | Block::Code { .. } => {}
            Block::Table { name, rows } => {
                for mark in shared.tables.get(name.as_str()).into_iter().flat_map(|table| table.marks(rows)) {
                    add(mark, &mut keys);
                }
            }
            Block::Piece { name } => {
                if let Some(piece) = shared.pieces.get(name.as_str()) {
                    piece.marks.iter().for_each(|mark| add(mark, &mut keys));
                }
            }
        }
    }
    prose.marks.iter().for_each(|mark| add(mark, &mut keys));
    keys
}

/// What the template gets.
#[derive(Serialize)]
struct View<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    id: &'m str,
    error_kind: crate::record::ErrorKind,
    badges: &'m [Badge],
    summary_html: String,
    quick_fix_html: Option<String>,
    retry: RetryView,
    apart_html: Option<String>,
    lead: Vec<BlockView>,
    retired: Option<RetiredView<'m>>,
    contents: Vec<ContentView>,
    sections: Vec<SectionView>,
    sources: Vec<SourceView>,
    related: Vec<CardView<'m>>,
    facts: Vec<FactView>,
    history: Vec<ChangeView>,
    volatile_html: Option<String>,
    checked: Option<&'m str>,
    created: Option<&'m str>,
    stale_after: Option<&'m str>,
    markdown_href: &'m str,
    json_href: &'m str,
    edit_url: Option<&'m str>,
    report_url: Option<&'m str>,
}

#[derive(Serialize)]
struct RetryView {
    class: Retry,
    word: &'static str,
    html: String,
    href: Option<&'static str>,
}

#[derive(Serialize)]
struct RetiredView<'m> {
    on: &'m str,
    because_html: String,
    successor: &'m Option<Way>,
}

#[derive(Serialize)]
struct ContentView {
    id: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct SectionView {
    id: &'static str,
    title: &'static str,
    kind: &'static str,
    blocks: Vec<BlockView>,
    causes: Vec<CauseView>,
    decisions: Vec<DecisionView>,
    questions: Vec<QuestionView>,
}

#[derive(Serialize)]
struct CauseView {
    id: String,
    number: usize,
    title_html: String,
    often: Option<String>,
    claimed: bool,
    claim: Option<&'static str>,
    evidence_html: String,
    against_html: Option<String>,
    checked: Option<String>,
    blocks: Vec<BlockView>,
    check: Option<CheckView>,
    fixes: Vec<FixView>,
    undo: Option<Vec<BlockView>>,
    verify: Option<Vec<BlockView>>,
}

#[derive(Serialize)]
struct CheckView {
    blocks: Vec<BlockView>,
    outcomes: Vec<OutcomeView>,
    after: Vec<BlockView>,
}

#[derive(Serialize)]
struct OutcomeView {
    observation_html: String,
    meaning_html: String,
}

#[derive(Serialize)]
struct FixView {
    title: String,
    risk: Option<RiskView>,
    blocks: Vec<BlockView>,
}

#[derive(Serialize)]
struct RiskView {
    class: Risk,
    text: &'static str,
}

#[derive(Serialize)]
struct DecisionView {
    question_html: String,
    answer_html: String,
    otherwise: bool,
}

#[derive(Serialize)]
struct QuestionView {
    id: String,
    question_html: String,
    blocks: Vec<BlockView>,
}

#[derive(Serialize)]
struct SourceView {
    id: String,
    number: usize,
    key: String,
    title: String,
    url: String,
    kind_text: &'static str,
    read_text: String,
    note: Option<String>,
    used_text: String,
}

#[derive(Serialize)]
struct FactView {
    name: &'static str,
    html: String,
}

#[derive(Serialize)]
struct ChangeView {
    on: String,
    what_html: String,
}

impl Model<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        template(theme, "record.html", self.site, &self.view(theme))
    }

    fn view<'m>(&'m self, theme: &Theme) -> View<'m> {
        let mut writer = Writer { model: self, theme, groups: 0 };
        let front = &self.record.front;
        let sections: Vec<SectionView> = self
            .record
            .body
            .sections
            .iter()
            .map(|section| writer.section(section.kind, &section.prose))
            .collect();
        View {
            frame: &self.frame,
            id: self.record.id.as_str(),
            error_kind: front.kind,
            badges: &self.badges,
            summary_html: writer.inline(&front.summary),
            quick_fix_html: front.quick_fix.as_ref().map(|text| writer.inline(text)),
            retry: self.retry(&writer),
            apart_html: front.apart.as_ref().map(|apart| writer.remark(apart)),
            lead: writer.blocks(&self.record.body.lead),
            retired: self.retired.as_ref().map(|retired| RetiredView {
                on: &retired.on,
                because_html: writer.inline(&retired.because),
                successor: &retired.successor,
            }),
            contents: self.contents(),
            sections,
            sources: self.sources.iter().enumerate().map(|(ix, cited)| source_view(ix + 1, cited)).collect(),
            related: self.related.iter().map(|card| card.view(&theme.highlighter)).collect(),
            facts: self.facts(),
            history: front
                .history
                .iter()
                .map(|change| ChangeView {
                    on: change.on.as_ref().map(|day| day.as_str().to_string()).unwrap_or_default(),
                    what_html: writer.inline(&change.what),
                })
                .collect(),
            volatile_html: front.volatile.as_ref().map(|text| writer.inline(text)),
            checked: front.checked.as_ref().map(crate::yaml::Day::as_str),
            created: front.created.as_ref().map(crate::yaml::Day::as_str),
            stale_after: front.stale_after.as_ref().map(crate::yaml::Day::as_str),
            markdown_href: &self.markdown_href,
            json_href: &self.json_href,
            edit_url: self.edit_url.as_deref(),
            report_url: self.report_url.as_deref(),
        }
    }

    fn retry(&self, writer: &Writer<'_, '_>) -> RetryView {
        let class = self.record.front.retry;
        let (word, text) = match class {
            Retry::Yes => ("Yes.", "The same request may succeed later."),
            Retry::No => ("No.", "The same request gets the same answer."),
            Retry::AfterChange => ("After a change.", "Unchanged, it fails again."),
            Retry::NotStated => ("Not stated.", "No source says whether it helps."),
        };
        let href = self.record.body.section(SectionKind::Retries).map(|_| "#retries");
        let wait = self.record.front.wait.as_ref().map(|wait| writer.remark(wait));
        RetryView { class, word, html: wait.unwrap_or_else(|| text.to_string()), href }
    }

    fn contents(&self) -> Vec<ContentView> {
        let own = self.record.body.sections.iter();
        let mut contents: Vec<ContentView> =
            own.map(|section| ContentView { id: section.kind.id(), title: section.kind.heading() }).collect();
        if !self.sources.is_empty() {
            contents.push(ContentView { id: "sources", title: "Sources" });
        }
        if !self.related.is_empty() {
            contents.push(ContentView { id: "related", title: "Related" });
        }
        contents
    }

    fn facts(&self) -> Vec<FactView> {
        let front = &self.record.front;
        let mut facts = Vec::new();
        let mut add = |name: &'static str, text: String| {
            if !text.is_empty() {
                facts.push(FactView { name, html: text });
            }
        };
        let escape = crate::markdown::escape;
        add("Where it shows", joined(&front.surfaces));
        add("Systems", joined(&front.os));
        if let Some(versions) = &front.versions {
            add("Versions affected", versions.affected.as_deref().map(escape).unwrap_or_default());
            add("Fixed in", versions.fixed.as_deref().map(escape).unwrap_or_default());
        }
        add("Defect", front.defect.map(|defect| words(defect.as_str())).unwrap_or_default());
        add("Severity", front.severity.map(|severity| words(severity.as_str())).unwrap_or_default());
        let tags: Vec<String> = self
            .tags
            .iter()
            .map(|(tag, href)| format!("<a href=\"{}\">{}</a>", escape(href), escape(tag)))
            .collect();
        add("Tags", tags.join(", "));
        let aliases: Vec<String> =
            front.aliases.iter().map(|alias| format!("<code>{}</code>", escape(&alias.value))).collect();
        add("Also found as", aliases.join(", "));
        facts
    }
}

fn source_view(number: usize, cited: &Cited<'_>) -> SourceView {
    let source = cited.source;
    SourceView {
        id: format!("s{number}"),
        number,
        key: cited.key.clone(),
        title: source.title.clone(),
        url: source.url.as_ref().map(|url| url.value.clone()).unwrap_or_default(),
        kind_text: kind_text(source.kind),
        read_text: read_text(source),
        note: source.note.clone(),
        used_text: used_text(&cited.used),
    }
}

pub fn kind_text(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Documentation) => "Vendor documentation",
        Some(Kind::Package) => "Published package",
        Some(Kind::Maintainer) => "Someone from the vendor",
        Some(Kind::Report) => "Public report",
        Some(Kind::OwnTest) => "Our own test",
        None => "Source",
    }
}

pub fn read_text(source: &evidence::Source) -> String {
    match (&source.read, source.kind) {
        (Some(day), Some(Kind::Report | Kind::Maintainer)) => format!("of {}", day.as_str()),
        (Some(day), _) => format!("read {}", day.as_str()),
        (None, _) => "undated".into(),
    }
}

/// `Short answer, causes 1 and 2`.
fn used_text(used: &[String]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for what in ["cause", "question"] {
        let numbers: Vec<&str> =
            used.iter().filter_map(|place| place.strip_prefix(what)?.strip_prefix(' ')).collect();
        match numbers.as_slice() {
            [] => {}
            [one] => parts.push(format!("{what} {one}")),
            [most @ .., last] => parts.push(format!("{what}s {} and {last}", most.join(", "))),
        }
    }
    let places = used.iter().filter(|place| !place.starts_with("cause ") && !place.starts_with("question "));
    let mut all: Vec<String> = places.cloned().collect();
    all.extend(parts);
    format!("For: {}.", all.join(", "))
}

struct Writer<'m, 'a> {
    model: &'m Model<'a>,
    theme: &'m Theme,
    groups: usize,
}

impl Writer<'_, '_> {
    fn inline(&self, markdown: &str) -> String {
        self.model.shared.inline(markdown, &self.theme.highlighter)
    }

    fn blocks(&mut self, prose: &Prose) -> Vec<BlockView> {
        self.model.shared.views(prose, &self.theme.highlighter, &mut self.groups)
    }

    /// A sentence of the front matter with its badge.
    fn remark(&self, remark: &Remark) -> String {
        let sources = remark.sources.iter().map(|key| key.value.clone()).collect();
        let mark = remark.evidence.map(|status| Mark { status, sources, against: Vec::new() });
        let badge = mark.map(|mark| self.model.shared.links.badge(&mark));
        [Some(self.inline(&remark.text.value)), badge].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// A text of one paragraph.
    fn sentence(&self, prose: &Prose) -> String {
        prose
            .blocks
            .iter()
            .map(|block| match block {
                Block::Text { markdown } => self.inline(markdown),
                _ => String::new(),
            })
            .collect()
    }

    fn section(&mut self, kind: SectionKind, prose: &Prose) -> SectionView {
        let body = &self.model.record.body;
        let mut view = SectionView {
            id: kind.id(),
            title: if kind == SectionKind::Causes {
                "Causes, in the order to rule them out"
            } else {
                kind.heading()
            },
            kind: "text",
            blocks: self.blocks(prose),
            causes: Vec::new(),
            decisions: Vec::new(),
            questions: Vec::new(),
        };
        match kind {
            SectionKind::Causes => {
                view.kind = "causes";
                view.causes =
                    body.causes.iter().enumerate().map(|(ix, cause)| self.cause(ix + 1, cause)).collect();
            }
            SectionKind::Decide => {
                view.kind = "decide";
                view.decisions = body
                    .decisions
                    .iter()
                    .map(|decision| DecisionView {
                        question_html: self.sentence(&decision.question),
                        answer_html: self.sentence(&decision.answer),
                        otherwise: decision.otherwise,
                    })
                    .collect();
            }
            SectionKind::Faq => {
                view.kind = "faq";
                view.questions = body
                    .questions
                    .iter()
                    .enumerate()
                    .map(|(ix, question)| QuestionView {
                        id: format!("question-{}", ix + 1),
                        question_html: self.inline(&question.question),
                        blocks: self.blocks(&question.answer),
                    })
                    .collect();
            }
            _ => {}
        }
        view
    }

    fn cause(&mut self, number: usize, cause: &Cause) -> CauseView {
        let facts = &cause.facts;
        let status = facts.evidence.unwrap_or(Status::Unsupported);
        let keys = |list: &[crate::yaml::Located<String>]| list.iter().map(|key| key.value.clone()).collect();
        let mark = Mark { status, sources: keys(&facts.sources), against: keys(&facts.against) };
        let claim = match status {
            Status::Unsupported => Some("Often claimed, not supported"),
            Status::Disputed => Some("Disputed"),
            _ => None,
        };
        let often = facts.often.filter(|often| *often != Often::NotStated).map(|often| words(often.as_str()));
        CauseView {
            id: cause.id.value.clone(),
            number,
            title_html: self.inline(&cause.title),
            often,
            claimed: claim.is_some(),
            claim,
            evidence_html: self.model.shared.links.badge(&mark),
            against_html: None,
            checked: facts
                .checked
                .as_ref()
                .filter(|day| Some(*day) != self.model.record.front.checked.as_ref())
                .map(|day| day.as_str().to_string()),
            blocks: self.blocks(&cause.prose),
            check: cause.check.as_ref().map(|check| CheckView {
                blocks: self.blocks(&check.prose),
                outcomes: check
                    .outcomes
                    .iter()
                    .map(|outcome| OutcomeView {
                        observation_html: self.sentence(&outcome.observation),
                        meaning_html: self.sentence(&outcome.meaning),
                    })
                    .collect(),
                after: self.blocks(&check.after),
            }),
            fixes: cause
                .fixes
                .iter()
                .map(|fix| FixView {
                    title: fix.title.clone(),
                    risk: facts.risk.map(|class| RiskView { class, text: risk_text(class) }),
                    blocks: self.blocks(&fix.prose),
                })
                .collect(),
            undo: cause.undo.as_ref().map(|text| self.blocks(text)),
            verify: cause.verify.as_ref().map(|text| self.blocks(text)),
        }
    }
}

fn risk_text(risk: Risk) -> &'static str {
    match risk {
        Risk::ReadOnly => "changes nothing",
        Risk::ChangesState => "changes settings",
        Risk::DestroysCredentials => "destroys credentials",
    }
}
