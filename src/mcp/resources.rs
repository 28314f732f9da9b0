//! Records as resources: each one's Markdown page.

use serde_json::{Map, Value, json};

use super::protocol::{Era, Failure, INVALID_PARAMS, NO_RESOURCE};
use crate::library::Library;

/// Records on one page of the list.
const EACH: usize = 100;

const SCHEME: &str = "errbook:";

pub(super) fn address(id: &str) -> String {
    format!("{SCHEME}{id}.md")
}

pub(super) fn list(params: &Map<String, Value>, library: &Library) -> Result<Value, Failure> {
    let start = match params.get("cursor") {
        None | Some(Value::Null) => 0,
        Some(cursor) => cursor
            .as_str()
            .and_then(|cursor| cursor.parse::<usize>().ok())
            .ok_or_else(|| Failure::new(INVALID_PARAMS, "this cursor is not one of ours"))?,
    };
    let all = library.search("")?;
    let page = all.iter().skip(start).take(EACH).map(|found| {
        let line = &found.line;
        json!({
            "uri": address(&line.id), "name": line.id, "title": line.title,
            "description": line.summary, "mimeType": "text/markdown",
        })
    });
    let mut result = json!({ "resources": page.collect::<Vec<_>>() });
    if all.len() > start.saturating_add(EACH) {
        result["nextCursor"] = (start + EACH).to_string().into();
    }
    Ok(result)
}

pub(super) fn templates() -> Value {
    json!({ "resourceTemplates": [{
        "uriTemplate": format!("{SCHEME}{{program}}/{{slug}}.md"),
        "name": "record",
        "title": "A record as Markdown",
        "mimeType": "text/markdown",
    }] })
}

pub(super) fn read(params: &Map<String, Value>, library: &Library, era: Era) -> Result<Value, Failure> {
    let Some(uri) = params.get("uri").and_then(Value::as_str) else {
        return Err(Failure::new(INVALID_PARAMS, "`uri` is missing"));
    };
    let id = uri.strip_prefix(SCHEME).map(|id| id.trim_end_matches(".md"));
    let page = id.map(|id| library.page(id)).transpose()?.flatten();
    let Some(text) = page else {
        let code = if era == Era::Current { INVALID_PARAMS } else { NO_RESOURCE };
        return Err(Failure::new(code, format!("there is no resource `{uri}`")));
    };
    Ok(json!({ "contents": [{ "uri": uri, "mimeType": "text/markdown", "text": text.as_str() }] }))
}
