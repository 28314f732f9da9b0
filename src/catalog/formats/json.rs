//! JSON: texts by their (nested) keys, or objects that pointers lead to.
//!
//! A pointer is one of RFC 6901 and may have `*` for any key. `@key` is the key of an item, `@value` the item itself.

use serde_json::Value;

use super::super::{Message, Options, Style, Trouble};
use super::{code, message};

const CODE: [&str; 4] = ["code", "errorCode", "error_code", "id"];
const TEXT: [&str; 5] = ["message", "text", "msg", "string", "description"];
const CATEGORY: [&str; 3] = ["category", "severity", "level"];

/// `serde_json` has a bound of 128 levels.
pub fn parse(text: &str) -> Result<Value, Trouble> {
    serde_json::from_str(text).map_err(|error| {
        let line = error.line();
        let error = error.to_string();
        let error = error.split(" at line ").next().unwrap_or_default().to_string();
        Trouble::at(
            line,
            format!("not valid JSON: {error}"),
            "give strict JSON: no comments, no commas at the end",
        )
    })
}

pub fn read(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let root = parse(text)?;
    let pointers = [&options.items, &options.key, &options.text, &options.code, &options.category];
    if pointers.iter().any(|pointer| pointer.is_some()) {
        return pointed(&root, options);
    }
    if let Value::Array(items) = &root {
        return listed(items, options);
    }
    let mut all = Vec::new();
    flatten(&root, &mut String::new(), options, &mut all);
    if all.is_empty() {
        return Err(Trouble::new(
            "no texts in it",
            "point at them: --items /errors --text /message --code /code",
        ));
    }
    Ok(all)
}

/// `{ "group": { "key": "text" } }` as `group.key`.
fn flatten(value: &Value, key: &mut String, options: &Options, all: &mut Vec<Message>) {
    let own = key.len();
    let mut add = |name: &str, value: &Value, all: &mut Vec<Message>| {
        if own > 0 {
            key.push('.');
        }
        key.push_str(name);
        flatten(value, key, options, all);
        key.truncate(own);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| add(name, value, all)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| add(&n.to_string(), item, all)),
        Value::String(text) => all.push(message(key.clone(), text, options, Style::Auto)),
        _ => {}
    }
}

/// A list of objects with the usual names.
fn listed(items: &[Value], options: &Options) -> Result<Vec<Message>, Trouble> {
    let field = |names: &[&str]| {
        let has = |name: &&&str| items.iter().any(|item| item.get(**name).is_some());
        names.iter().find(has).map(|name| format!("/{name}"))
    };
    let (text, code) = (field(&TEXT), field(&CODE));
    if text.is_none() && code.is_none() {
        return Err(Trouble::new(
            "a list without `message` or `code`",
            "name the fields: --text /title --code /number",
        ));
    }
    let options = Options { text, code, category: field(&CATEGORY), ..options.clone() };
    pointed(&Value::Array(items.to_vec()), &options)
}

fn pointed(root: &Value, options: &Options) -> Result<Vec<Message>, Trouble> {
    let items = options.items.as_deref().unwrap_or_default();
    let mut found = Vec::new();
    collect(root, &parts(items)?, &mut found);
    let mut all = Vec::new();
    for (key, item) in found.into_iter().flat_map(children) {
        let ask = |pointer: &Option<String>| -> Result<Option<String>, Trouble> {
            pointer.as_deref().map_or(Ok(None), |pointer| value_of(&key, item, pointer))
        };
        let text = match &options.text {
            Some(pointer) => value_of(&key, item, pointer)?,
            None => item.as_str().map(ToString::to_string),
        };
        let code = ask(&options.code)?.and_then(|text| code(&text, options));
        let category = ask(&options.category)?;
        let key = ask(&options.key)?.unwrap_or_else(|| key.clone());
        match text {
            Some(text) => all.push(Message { code, category, ..message(key, &text, options, Style::Auto) }),
            None if code.is_some() => all.push(Message { key, code, category, ..Message::default() }),
            None => {}
        }
    }
    if all.is_empty() {
        let message = format!("nothing at `{items}` has a text or a code");
        return Err(Trouble::new(
            message,
            "`/a/b` leads to the items, `*` to all of a level; `@key` is an item's key",
        ));
    }
    Ok(all)
}

fn parts(pointer: &str) -> Result<Vec<String>, Trouble> {
    if pointer.is_empty() {
        return Ok(Vec::new());
    }
    let Some(path) = pointer.strip_prefix('/') else {
        return Err(Trouble::new(
            format!("`{pointer}` is not a JSON pointer"),
            format!("begin it with a slash: `/{pointer}`"),
        ));
    };
    Ok(path.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect())
}

fn collect<'v>(value: &'v Value, parts: &[String], found: &mut Vec<&'v Value>) {
    let Some((part, rest)) = parts.split_first() else {
        found.push(value);
        return;
    };
    if part == "*" {
        for (_, child) in children(value) {
            collect(child, rest, found);
        }
    } else if let Some(child) = child(value, part) {
        collect(child, rest, found);
    }
}

fn child<'v>(value: &'v Value, part: &str) -> Option<&'v Value> {
    match value {
        Value::Object(fields) => fields.get(part),
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        _ => None,
    }
}

fn children(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, item)| (n.to_string(), item)).collect(),
        _ => Vec::new(),
    }
}

fn value_of(key: &str, item: &Value, pointer: &str) -> Result<Option<String>, Trouble> {
    let value = match pointer {
        "@key" => return Ok(Some(key.to_string())),
        "@value" => Some(item),
        pointer => parts(pointer)?.iter().try_fold(item, |value, part| child(value, part)),
    };
    Ok(match value {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, options: &Options) -> Vec<(String, Option<String>, String)> {
        let all = read(text, options).expect("it is one");
        all.into_iter().map(|one| (one.key, one.code, one.text)).collect()
    }

    fn one(key: &str, code: &str, text: &str) -> (String, Option<String>, String) {
        (key.to_string(), Some(code.to_string()).filter(|code| !code.is_empty()), text.to_string())
    }

    #[test]
    fn texts_are_found_by_key_by_name_and_by_pointer() {
        let nested = r#"{"errors":{"no_file":"No {{file}}","list":["a"]},"n":1}"#;
        assert_eq!(
            found(nested, &Options::default()),
            [one("errors.list.0", "", "a"), one("errors.no_file", "", "No {{file}}")]
        );
        let list = r#"[{"code":7,"message":"a","level":"error"},{"code":8}]"#;
        assert_eq!(found(list, &Options::default()), [one("0", "7", "a"), one("1", "8", "")]);
        let by_text = r#"{"Type '{0}' is wrong.":{"category":"Error","code":2322}}"#;
        let options = Options {
            text: Some("@key".into()),
            code: Some("/code".into()),
            category: Some("/category".into()),
            prefix: Some("TS".into()),
            ..Options::default()
        };
        let text = "Type '{0}' is wrong.";
        assert_eq!(found(by_text, &options), [one(text, "TS2322", text)]);
        let deep = r#"{"a":{"x":{"e":{"k~":{"t":"1"}}},"y":{"e":{"l":{"t":"2"}}}}}"#;
        let options = Options { items: Some("/a/*/e".into()), text: Some("/t".into()), ..Options::default() };
        assert_eq!(found(deep, &options), [one("k~", "", "1"), one("l", "", "2")]);
    }

    #[test]
    fn what_is_broken_is_refused() {
        assert_eq!(read("{\n\"a\": }", &Options::default()).expect_err("broken").line, Some(2));
        assert!(read(&"[".repeat(100_000), &Options::default()).is_err());
        assert!(read("{\"a\": 1}", &Options::default()).is_err());
        let options = Options { text: Some("t".into()), ..Options::default() };
        assert!(read("{\"a\": {}}", &options).expect_err("no pointer").help.contains("`/t`"));
    }
}
