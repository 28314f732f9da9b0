//! `OpenAPI` 3: what the error responses of an API can hold. Codes come from `enum` and `const`, messages from examples,
//! among them those of RFC 9457.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{Message, Options, Trouble, line_of};
use super::{json, problem_details};
use crate::problem::Rule;
use crate::source::FileId;
use crate::yaml::{self, Data, Node};

/// References to references, and schemas in schemas.
const DEEPEST: usize = 16;
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub fn read(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let root = if text.trim_start().starts_with('{') { json::parse(text)? } else { from_yaml(text)? };
    if !root["openapi"].as_str().is_some_and(|version| version.starts_with('3')) {
        return Err(Trouble::new(
            "not an OpenAPI 3 document",
            "it begins with `openapi: 3.…`; convert older ones first",
        ));
    }
    let mut reader = Reader { root: &root, options, found: BTreeMap::new() };
    for item in root["paths"].as_object().into_iter().flat_map(Map::values) {
        let item = reader.resolved(item);
        for responses in METHODS.iter().filter_map(|method| item[*method]["responses"].as_object()) {
            responses.iter().for_each(|(status, response)| reader.response(status, response));
        }
    }
    for response in root["components"]["responses"].as_object().into_iter().flat_map(Map::values) {
        reader.response("", response);
    }
    if reader.found.is_empty() {
        let help = "give the error responses an example, or their `code` an `enum`";
        return Err(Trouble::new("no error response has an example or a code", help));
    }
    Ok(reader.found.into_values().collect())
}

struct Reader<'v> {
    root: &'v Value,
    options: &'v Options,
    /// By key: an API repeats its errors in each operation.
    found: BTreeMap<String, Message>,
}

impl<'v> Reader<'v> {
    /// What a local reference leads to.
    fn resolved(&self, value: &'v Value) -> &'v Value {
        let mut value = value;
        for _ in 0..DEEPEST {
            let Some(path) = value["$ref"].as_str().and_then(|path| path.strip_prefix('#')) else { break };
            value = self.root.pointer(path).unwrap_or(&Value::Null);
        }
        value
    }

    fn response(&mut self, status: &str, response: &'v Value) {
        // `4XX` and `default` are errors of no one status.
        let number = status.parse::<u16>().ok().filter(|status| (100..600).contains(status));
        if number.is_some_and(|status| status < 400) || matches!(status, "1XX" | "2XX" | "3XX") {
            return;
        }
        let response = self.resolved(response);
        for (kind, media) in response["content"].as_object().into_iter().flatten() {
            let named = media["examples"].as_object().into_iter().flat_map(Map::values);
            let named = named.map(|example| &self.resolved(example)["value"]);
            let schema = self.resolved(&media["schema"]);
            let own = [&media["example"], &schema["example"]].into_iter();
            let own = own.chain(schema["examples"].as_array().into_iter().flatten());
            let examples: Vec<&Value> = named.chain(own).filter(|example| example.is_object()).collect();
            // A component's responses are also those of successes; only an error has these.
            let certain = !status.is_empty() || kind.contains("problem+");
            for example in examples {
                self.add(problem_details::read(example, number, certain, self.options));
            }
            self.codes(schema, number, certain, 0);
        }
    }

    /// The values that a schema allows for `code`.
    fn codes(&mut self, schema: &'v Value, status: Option<u16>, certain: bool, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let schema = self.resolved(schema);
        for name in problem_details::CODES {
            let code = self.resolved(&schema["properties"][name]);
            let values = code["enum"].as_array().into_iter().flatten().chain(code.get("const"));
            for value in values.filter(|_| certain) {
                self.add(problem_details::of_code(value, status, self.options));
            }
        }
        for name in ["allOf", "oneOf", "anyOf"] {
            let parts = schema[name].as_array().into_iter().flatten();
            parts.for_each(|part| self.codes(part, status, certain, depth + 1));
        }
        if let Some(error) = schema["properties"].get("error") {
            self.codes(error, status, certain, depth + 1);
        }
    }

    /// One with a text is better than one without; a status that differs is none.
    fn add(&mut self, message: Option<Message>) {
        let Some(message) = message else { return };
        match self.found.get_mut(&message.key) {
            None => {
                self.found.insert(message.key.clone(), message);
            }
            Some(known) => {
                if known.status != message.status {
                    known.status = None;
                }
                if known.forms.is_empty() {
                    known.forms = message.forms;
                    known.text = message.text;
                }
            }
        }
    }
}

fn from_yaml(text: &str) -> Result<Value, Trouble> {
    let mut problems = Vec::new();
    let node = yaml::parse(text, 0..text.len(), FileId(0), &mut problems);
    if let Some(problem) = problems.into_iter().find(|problem| problem.rule == Rule::BadYaml) {
        let line = line_of(text, problem.start() as usize);
        return Err(Trouble::at(
            line,
            format!("not valid YAML: {}", problem.message),
            "correct it, or give it as JSON",
        ));
    }
    Ok(node.map(value).unwrap_or_default())
}

fn value(node: Node) -> Value {
    match node.data {
        Data::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null") => Value::Null,
        Data::Scalar { text, .. } => Value::String(text),
        Data::List(items) => Value::Array(items.into_iter().map(value).collect()),
        Data::Map(pairs) => {
            let pairs = pairs.into_iter().filter_map(|(key, node)| match key.data {
                Data::Scalar { text, .. } => Some((text, value(node))),
                _ => None,
            });
            Value::Object(pairs.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::text::fragments;

    const API: &str = "openapi: 3.1.0\npaths:\n  /tea:\n    get:\n      responses:\n        '200': { description: Fine, content: { application/json: { example: { code: FINE, message: All is well } } } }\n        '402':\n          description: No\n          content:\n            application/problem+json:\n              examples:\n                a: { value: { type: 'https://tea.example/probs/out-of-credit', title: You do not have enough credit., status: 402, detail: 'Your balance is 30, but that costs 50.' } }\n        '409': { $ref: '#/components/responses/Conflict' }\n        4XX: { $ref: '#/components/responses/Conflict' }\ncomponents:\n  responses:\n    Conflict:\n      description: Conflict\n      content:\n        application/json:\n          schema: { $ref: '#/components/schemas/Error' }\n          example: { error: { code: KETTLE_BUSY, message: 'Kettle 7 is busy' } }\n  schemas:\n    Error:\n      allOf:\n        - properties: { error: { properties: { code: { enum: [KETTLE_BUSY, KETTLE_GONE] } } } }\n        - { $ref: '#/components/schemas/Error' }\n";

    #[test]
    fn examples_and_codes_of_error_responses_are_read() {
        let all = read(API, &Options::default()).expect("it is one");
        let found: Vec<(&str, Option<u16>, String)> = all
            .iter()
            .map(|one| {
                let forms: Vec<String> = one.forms.iter().map(|form| fragments(form).join("/")).collect();
                (one.code.as_deref().unwrap_or(&one.key), one.status, forms.join(" | "))
            })
            .collect();
        assert_eq!(
            found,
            [
                ("KETTLE_BUSY", None, "Kettle {n:int} is busy".to_string()),
                ("KETTLE_GONE", None, String::new()),
                (
                    "out-of-credit",
                    Some(402),
                    "You do not have enough credit. | https://tea.example/probs/out-of-credit".to_string()
                ),
            ]
        );
    }

    #[test]
    fn what_is_no_openapi_is_refused() {
        assert!(
            read("swagger: '2.0'\n", &Options::default()).expect_err("old").message.contains("OpenAPI 3")
        );
        assert_eq!(
            read("openapi: 3.0.0\npaths: [\n", &Options::default()).err().and_then(|one| one.line),
            Some(2)
        );
        assert!(read("openapi: 3.0.0\npaths: {}\n", &Options::default()).is_err());
    }
}
