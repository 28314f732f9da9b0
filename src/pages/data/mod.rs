//! Records as data: each one whole, the base as a list, and the schema of both. JSON is serialised, never templated.

mod schema;

use std::io::Write;

use anyhow::Result;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::Setting;
use super::cited::{cited, supports};
use super::frame::GENERATOR;
use super::plain::Text;
use crate::base::{RecordIx, Run};
use crate::evidence::{Kind, Status};
use crate::markdown::{language_name, plain};
use crate::record::{Change, Purpose, Record, Remark, Retired, Retry, Signature, Versions, Walked, Words};
use crate::route::{Page, relative};
use crate::vocabulary::Holds;
use crate::yaml::{Day, Located};

pub use schema::schema;

/// Raised when a reader of the old form would misread the new one.
const VERSION: u32 = 2;

fn pretty(data: &impl Serialize) -> String {
    serde_json::to_string_pretty(data).expect("keys are texts") + "\n"
}

/// What a list needs to know of a record.
#[derive(Serialize)]
struct Essentials<'a> {
    id: &'a str,
    title: &'a str,
    /// As the product writes it.
    code: Option<&'a str>,
    url: String,
    markdown: String,
    json: String,
    summary: String,
    quick_fix: Option<String>,
    /// By their names.
    #[serde(flatten)]
    facets: Map<String, Value>,
    retry: Retry,
    wait: Option<Said<'a>>,
    sender: Option<&'a str>,
    apart: Option<Said<'a>>,
    tags: &'a [Located<String>],
    aliases: &'a [Located<String>],
    retired: Option<&'a Retired>,
    signatures: &'a [Located<Signature>],
    related: &'a [Located<String>],
    created: Option<&'a Day>,
    checked: Option<&'a Day>,
    stale_after: Option<&'a Day>,
}

/// A remark in plain words.
#[derive(Serialize)]
struct Said<'a> {
    text: String,
    evidence: Option<Status>,
    sources: &'a [Located<String>],
}

impl<'a> Essentials<'a> {
    fn of(ix: RecordIx, page: Page, setting: &Setting<'a>) -> Essentials<'a> {
        let record = setting.base.record(ix);
        let front = &record.front;
        Essentials {
            id: record.id.as_str(),
            title: &front.title,
            code: front.code.as_ref().map(|code| code.value.as_str()),
            url: setting.href(page, Page::Record(ix)),
            markdown: setting.href(page, Page::RecordMarkdown(ix)),
            json: setting.href(page, Page::RecordJson(ix)),
            summary: plain(&front.summary),
            quick_fix: front.quick_fix.as_deref().map(plain),
            facets: facets(record, setting),
            retry: front.retry,
            wait: front.wait.as_ref().map(said),
            sender: front.sender.as_deref(),
            apart: front.apart.as_ref().map(said),
            tags: &front.tags,
            aliases: &front.aliases,
            retired: front.retired.as_ref(),
            signatures: &front.signatures,
            related: &front.related,
            created: front.created.as_ref(),
            checked: front.checked.as_ref(),
            stale_after: front.stale_after.as_ref(),
        }
    }
}

/// A facet that some record of the base has is a key of each.
fn facets(record: &Record, setting: &Setting<'_>) -> Map<String, Value> {
    let vocabulary = &setting.base.vocabulary;
    let used = vocabulary.facets.iter().filter(|(id, _)| setting.base.facets.used.contains(*id));
    let facets = used.map(|(id, facet)| {
        let mut values = record.front.facet(id).chain(facet.usual.as_deref());
        let value = match facet.holds {
            Holds::Many => record.front.facet(id).collect(),
            Holds::Number => values.next().and_then(|value| value.parse::<u32>().ok()).into(),
            Holds::One | Holds::Text => values.next().into(),
        };
        (id.to_string(), value)
    });
    facets.collect()
}

fn said(remark: &Remark) -> Said<'_> {
    Said { text: plain(&remark.text.value), evidence: remark.evidence, sources: &remark.sources }
}

/// The base as a list.
#[derive(Serialize)]
struct Errors<'a> {
    #[serde(rename = "$schema")]
    schema: String,
    version: u32,
    generator: &'a str,
    title: &'a str,
    description: &'a str,
    records: AllEssentials<'a>,
}

/// Made one by one while they are written: all at once they are another copy of the base.
struct AllEssentials<'a>(&'a Setting<'a>);

impl Serialize for AllEssentials<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let records = self.0.base.indices();
        serializer.collect_seq(records.map(|ix| Essentials::of(ix, Page::Errors, self.0)))
    }
}

pub fn errors(setting: &Setting<'_>, out: &mut dyn Write) -> Result<()> {
    let site = &setting.base.site;
    let errors = Errors {
        schema: relative("errors.json", &setting.path(Page::Schema)),
        version: VERSION,
        generator: GENERATOR,
        title: &site.title,
        description: &site.description,
        records: AllEssentials(setting),
    };
    serde_json::to_writer_pretty(&mut *out, &errors)?;
    Ok(out.write_all(b"\n")?)
}

/// All of a record.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(rename = "$schema")]
    schema: String,
    version: u32,
    #[serde(flatten)]
    essentials: Essentials<'a>,
    #[serde(flatten)]
    walked: Walked<'a, String>,
    code_samples: Vec<Code<'a>>,
    sources: Vec<Source<'a>>,
    exceptions: &'a [Located<String>],
    versions: Option<&'a Versions>,
    category: &'a [String],
    volatile: Option<String>,
    history: &'a [Change],
}

#[derive(Serialize)]
struct Code<'a> {
    file: &'a str,
    language: String,
    purpose: Option<Purpose>,
    title: &'a str,
    text: &'a str,
    run: Option<&'a Run>,
}

#[derive(Serialize)]
struct Source<'a> {
    key: &'a str,
    title: &'a str,
    url: Option<&'a Located<String>>,
    kind: Option<Kind>,
    read: Option<&'a Day>,
    posted: Option<&'a Day>,
    note: Option<&'a str>,
}

pub fn record(ix: RecordIx, setting: &Setting<'_>) -> String {
    let record = setting.base.record(ix);
    let front = &record.front;
    let page = Page::RecordJson(ix);
    let text = Text::of(ix, page, setting);
    let mut walked = record.body.walk(|part| match part.words {
        Words::Line(line) => plain(line),
        Words::Prose(prose) => text.prose(prose),
    });
    for cause in &mut walked.causes {
        // A cause without a day of its own was checked with the record.
        if cause.facts.checked.is_none() {
            cause.facts.to_mut().checked.clone_from(&front.checked);
        }
    }
    pretty(&Whole {
        schema: setting.href(page, Page::Schema),
        version: VERSION,
        essentials: Essentials::of(ix, page, setting),
        walked,
        code_samples: code(ix, record, setting),
        sources: sources(record, setting),
        exceptions: &front.exceptions,
        versions: front.versions.as_ref(),
        category: &front.category,
        volatile: front.volatile.as_deref().map(plain),
        history: &front.history,
    })
}

fn code<'a>(ix: RecordIx, record: &'a Record, setting: &Setting<'a>) -> Vec<Code<'a>> {
    let files = setting.base.code(ix).iter().filter_map(|file| {
        let facts = record.front.code_samples.get(&file.name)?;
        let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
        Some(Code {
            file: &file.name,
            language: language_name(ending),
            purpose: facts.purpose,
            title: &facts.title,
            text: &file.text,
            run: setting.base.run(&format!("{}/{}", record.id.as_str(), file.name)),
        })
    });
    files.collect()
}

fn sources<'a>(record: &'a Record, setting: &Setting<'a>) -> Vec<Source<'a>> {
    let cited = cited(&supports(record, setting.base), setting.base);
    let sources = cited.into_iter().map(|cited| Source {
        key: cited.key,
        title: &cited.source.title,
        url: cited.source.url.as_ref(),
        kind: cited.source.kind,
        read: cited.source.read.as_ref(),
        posted: cited.source.posted.as_ref(),
        note: cited.source.note.as_deref(),
    });
    sources.collect()
}
