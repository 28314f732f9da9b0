//! Records as data: each one whole, the base as a list, and the schema of both. JSON is serialised, never templated.

use std::io::Write;

use anyhow::Result;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::Setting;
use super::frame::GENERATOR;
use super::plain::Text;
use crate::base::RecordIx;
use crate::evidence::Status;
use crate::markdown::{language_name, plain};
use crate::record::{Record, Remark, Signature};
use crate::route::{Page, relative};
use crate::yaml::Located;

/// Raised when a reader of the old form would misread the new one.
const VERSION: u32 = 1;

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a value is JSON") + "\n"
}

/// What a list needs to know of a record.
fn essentials(record: &Record, page: Page, ix: RecordIx, setting: &Setting<'_>) -> Value {
    let front = &record.front;
    json!({
        "id": record.id.as_str(),
        "title": front.title,
        "url": setting.href(page, Page::Record(ix)),
        "markdown": setting.href(page, Page::RecordMarkdown(ix)),
        "json": setting.href(page, Page::RecordJson(ix)),
        "summary": plain(&front.summary),
        "quick_fix": front.quick_fix.as_deref().map(plain),
        "kind": front.kind,
        "status": front.status,
        "type": front.error_type,
        "class": front.class,
        "severity": front.severity,
        "retry": front.retry,
        "wait": front.wait.as_ref().map(remark),
        "sender": front.sender,
        "apart": front.apart.as_ref().map(remark),
        "defect": front.defect,
        "surfaces": front.surfaces,
        "os": front.os,
        "tags": front.tags,
        "aliases": front.aliases,
        "retired": front.retired,
        "signatures": front.signatures.iter().map(|signature| self::signature(&signature.value)).collect::<Vec<_>>(),
        "related": front.related,
        "created": front.created,
        "checked": front.checked,
        "stale_after": front.stale_after,
    })
}

fn remark(remark: &Remark) -> Value {
    json!({ "text": plain(&remark.text.value), "evidence": remark.evidence, "sources": remark.sources })
}

fn signature(signature: &Signature) -> Value {
    json!({
        "all": signature.all,
        "any": signature.any,
        "not": signature.not.iter().map(|not| json!({ "text": not.text, "record": not.record, "why": not.why })).collect::<Vec<_>>(),
        "status": signature.status,
        "type": signature.error_type,
        "fallback": signature.fallback,
    })
}

/// The base as a list.
#[derive(Serialize)]
struct Errors<'a> {
    #[serde(rename = "$schema")]
    schema: String,
    description: &'a str,
    generator: &'a str,
    records: AllEssentials<'a>,
    title: &'a str,
    version: u32,
}

/// Made one by one while they are written: all at once they take ten times the room of their text.
struct AllEssentials<'a>(&'a Setting<'a>);

impl Serialize for AllEssentials<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let records = self.0.base.records();
        serializer.collect_seq(records.map(|(ix, record)| essentials(record, Page::Errors, ix, self.0)))
    }
}

pub fn errors(setting: &Setting<'_>, out: &mut dyn Write) -> Result<()> {
    let site = &setting.base.site;
    let errors = Errors {
        schema: relative("errors.json", &setting.path(Page::Schema)),
        description: &site.description,
        generator: GENERATOR,
        records: AllEssentials(setting),
        title: &site.title,
        version: VERSION,
    };
    serde_json::to_writer_pretty(&mut *out, &errors)?;
    Ok(out.write_all(b"\n")?)
}

pub fn record(ix: RecordIx, setting: &Setting<'_>) -> String {
    let base = setting.base;
    let record = base.record(ix);
    let page = Page::RecordJson(ix);
    let text = Text::of(ix, page, setting);
    let mut value = essentials(record, page, ix, setting);
    let body = &record.body;
    let sections: Vec<Value> = body
        .sections
        .iter()
        .map(|section| json!({ "id": section.kind.id(), "title": section.kind.heading(), "text": text.prose(&section.prose) }))
        .collect();
    let decisions: Vec<Value> = body
        .decisions
        .iter()
        .map(|step| json!({ "question": text.prose(&step.question), "answer": text.prose(&step.answer), "else": step.otherwise }))
        .collect();
    let questions: Vec<Value> = body
        .questions
        .iter()
        .map(|question| json!({ "question": plain(&question.question), "answer": text.prose(&question.answer) }))
        .collect();
    let more = json!({
        "$schema": setting.href(page, Page::Schema),
        "version": VERSION,
        "lead": text.prose(&body.lead),
        "sections": sections,
        "causes": causes(record, &text),
        "decisions": decisions,
        "questions": questions,
        "code": code(ix, record, setting),
        "sources": sources(record, setting),
        "exceptions": record.front.exceptions,
        "versions": record.front.versions,
        "category": record.front.category,
        "volatile": record.front.volatile.as_deref().map(plain),
        "history": record.front.history,
    });
    if let (Value::Object(all), Value::Object(more)) = (&mut value, more) {
        all.extend(more);
    }
    pretty(&value)
}

fn causes(record: &Record, text: &Text<'_>) -> Vec<Value> {
    let causes = record.body.causes.iter().map(|cause| {
        let check = cause.check.as_ref().map(|check| {
            let outcomes: Vec<Value> = check
                .outcomes
                .iter()
                .map(|outcome| json!({ "observation": text.prose(&outcome.observation), "meaning": text.prose(&outcome.meaning) }))
                .collect();
            json!({ "text": text.prose(&check.prose), "outcomes": outcomes, "after": text.prose(&check.after) })
        });
        let fixes: Vec<Value> =
            cause.fixes.iter().map(|fix| json!({ "title": fix.title, "text": text.prose(&fix.prose) })).collect();
        json!({
            "id": cause.id,
            "title": plain(&cause.title),
            "often": cause.facts.often,
            "evidence": cause.facts.evidence,
            "sources": cause.facts.sources,
            "against": cause.facts.against,
            "checked": cause.facts.checked.as_ref().or(record.front.checked.as_ref()),
            "risk": cause.facts.risk,
            "text": text.prose(&cause.prose),
            "check": check,
            "fixes": fixes,
            "undo": cause.undo.as_ref().map(|undo| text.prose(undo)),
            "verify": cause.verify.as_ref().map(|verify| text.prose(verify)),
        })
    });
    causes.collect()
}

fn code(ix: RecordIx, record: &Record, setting: &Setting<'_>) -> Vec<Value> {
    let files = setting.base.code(ix).iter().filter_map(|file| {
        let facts = record.front.code.get(&file.name)?;
        let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
        Some(json!({
            "file": file.name,
            "language": language_name(ending),
            "purpose": facts.purpose,
            "title": facts.title,
            "text": file.text,
            "run": setting.base.run(&format!("{}/{}", record.id.as_str(), file.name)),
        }))
    });
    files.collect()
}

fn sources(record: &Record, setting: &Setting<'_>) -> Vec<Value> {
    let own = |list: &[Located<String>]| list.iter().map(|key| key.value.clone()).collect::<Vec<_>>();
    let causes =
        record.front.causes.iter().flat_map(|(_, facts)| [own(&facts.sources), own(&facts.against)].concat());
    let marks = record.texts().into_iter().flat_map(|text| &text.marks);
    let mut keys: Vec<String> =
        causes.chain(marks.flat_map(|mark| mark.sources.iter().chain(&mark.against).cloned())).collect();
    keys.sort_unstable();
    keys.dedup();
    let sources = keys.into_iter().filter_map(|key| {
        let source = setting.base.sources.get(&key)?;
        Some(json!({ "key": key, "title": source.title, "url": source.url, "kind": source.kind, "read": source.read, "note": source.note }))
    });
    sources.collect()
}

/// JSON Schema of `errors.json` and, under `$defs`, of a record's own file.
pub fn schema() -> String {
    use crate::record::{Class, Defect, ErrorKind, Often, Purpose, Retry, Risk, Severity};
    use crate::yaml::Choice;
    fn words<T: Choice>() -> Vec<&'static str> {
        T::ALL.iter().map(|(word, _)| *word).collect()
    }
    fn optional<T: Choice>() -> Value {
        let mut values: Vec<Value> = words::<T>().into_iter().map(Value::from).collect();
        values.push(Value::Null);
        json!({ "enum": values })
    }
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": ["string", "null"] });
    let texts = json!({ "type": "array", "items": text });
    let objects = |properties: Value, required: Value| json!({ "type": "array", "items": { "type": "object", "properties": properties, "required": required } });
    let signatures = objects(
        json!({ "all": texts, "any": texts, "not": { "type": "array" }, "status": { "type": ["integer", "null"] }, "type": maybe, "fallback": { "type": "boolean" } }),
        json!(["all", "any", "not", "fallback"]),
    );
    let remark = json!({
        "type": ["object", "null"],
        "properties": { "text": text, "evidence": optional::<Status>(), "sources": texts },
        "required": ["text", "evidence", "sources"],
    });
    let essentials = json!({
        "type": "object",
        "required": ["id", "title", "url", "markdown", "json", "summary", "kind", "retry", "signatures"],
        "properties": {
            "id": { "type": "string", "pattern": "^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$", "description": "Never changes." },
            "title": text, "url": text, "markdown": text, "json": text, "summary": text, "quick_fix": maybe,
            "kind": { "enum": words::<ErrorKind>() },
            "status": { "type": ["integer", "null"] },
            "type": maybe,
            "class": optional::<Class>(),
            "severity": optional::<Severity>(),
            "retry": { "enum": words::<Retry>() },
            "wait": remark, "sender": maybe, "apart": remark,
            "defect": optional::<Defect>(),
            "surfaces": texts, "os": texts, "tags": texts, "aliases": texts,
            "retired": { "type": ["object", "null"] },
            "signatures": signatures,
            "related": texts, "created": maybe, "checked": maybe, "stale_after": maybe,
        },
    });
    let cause = objects(
        json!({
            "id": text, "title": text, "often": optional::<Often>(), "evidence": optional::<Status>(),
            "sources": texts, "against": texts, "checked": maybe, "risk": optional::<Risk>(), "text": text,
            "check": { "type": ["object", "null"] }, "fixes": { "type": "array" }, "undo": maybe, "verify": maybe,
        }),
        json!(["id", "title", "evidence", "sources"]),
    );
    pretty(&json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "errors.json of an errbook site",
        "type": "object",
        "required": ["version", "generator", "title", "records"],
        "properties": {
            "version": { "const": VERSION },
            "generator": text, "title": text, "description": text,
            "records": { "type": "array", "items": { "$ref": "#/$defs/essentials" } },
        },
        "$defs": {
            "essentials": essentials,
            "record": {
                "description": "The file of one record: `<program>/<slug>.json`.",
                "allOf": [{ "$ref": "#/$defs/essentials" }],
                "type": "object",
                "required": ["version", "sections", "causes", "sources"],
                "properties": {
                    "version": { "const": VERSION },
                    "lead": text,
                    "sections": objects(json!({ "id": text, "title": text, "text": text }), json!(["id", "title", "text"])),
                    "causes": cause,
                    "decisions": objects(json!({ "question": text, "answer": text, "else": { "type": "boolean" } }), json!(["question", "answer"])),
                    "questions": objects(json!({ "question": text, "answer": text }), json!(["question", "answer"])),
                    "code": objects(json!({ "file": text, "language": text, "purpose": optional::<Purpose>(), "title": text, "text": text }), json!(["file", "text"])),
                    "sources": objects(json!({ "key": text, "title": text, "url": text }), json!(["key", "title", "url"])),
                },
            },
        },
    }))
}
