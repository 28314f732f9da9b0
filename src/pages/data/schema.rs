//! What is promised of the data: every key a reader may count on.

use serde_json::{Value, json};

use super::{VERSION, pretty};
use crate::evidence::Status;
use crate::record::{Often, Purpose, Retry};
use crate::yaml::Choice;

/// JSON Schema of `errors.json` and, under `$defs`, of a record's own file.
pub fn schema() -> String {
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
            "title": text, "code": maybe, "url": text, "markdown": text, "json": text, "summary": text, "quick_fix": maybe,
            "retry": { "enum": words::<Retry>() },
            "wait": remark, "sender": maybe, "apart": remark,
            "tags": texts, "aliases": texts,
            "retired": { "type": ["object", "null"] },
            "signatures": signatures,
            "related": texts, "created": maybe, "checked": maybe, "stale_after": maybe,
        },
    });
    let cause = objects(
        json!({
            "id": text, "title": text, "often": optional::<Often>(), "evidence": optional::<Status>(),
            "sources": texts, "against": texts, "checked": maybe, "risk": maybe, "text": text,
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
                    "code_samples": objects(json!({ "file": text, "language": text, "purpose": optional::<Purpose>(), "title": text, "text": text }), json!(["file", "text"])),
                    "sources": objects(json!({ "key": text, "title": text, "url": maybe, "read": maybe, "posted": maybe, "note": maybe }), json!(["key", "title"])),
                },
            },
        },
    }))
}
