//! What editors and authors need to know of the content files, told by the reader itself: a JSON Schema (2020-12) of each
//! kind of file, and `docs/record.md`. Nothing is listed here; whatever the reader asks for is described.

mod reference;

pub use reference::reference;

use serde_json::{Map, Value, json};

use crate::base::Site;
use crate::choice;
use crate::evidence::Source;
use crate::record::Front;
use crate::source::FileId;
use crate::tables::Table;
use crate::vocabulary::{Facet, Holds, NOT_STATED, Vocabulary, Written};
use crate::yaml::{Data, Field, Node, Object, REST, Shape, describe, parse};

choice! {
    /// A kind of file with fields.
    Kind { Record = "record", Table = "table", Sources = "sources", Site = "site", Vocabulary = "vocabulary", }
}

impl Kind {
    /// The schema's file in the folder `schema/` of a knowledge base.
    pub fn file(self) -> String {
        format!("{}.schema.json", self.as_str())
    }

    fn title(self) -> &'static str {
        match self {
            Kind::Record => "Front matter of a record: content/records/PROGRAM/SLUG.md",
            Kind::Table => "A table: content/tables/NAME.yaml",
            Kind::Sources => "The evidence register: content/sources.yaml",
            Kind::Site => "The site: content/site.yaml",
            Kind::Vocabulary => "The vocabulary: content/vocabulary.yaml",
        }
    }

    fn body(self, vocabulary: &Vocabulary) -> Value {
        match self {
            Kind::Record => record(vocabulary),
            Kind::Table => object(&describe::<Table>()),
            Kind::Site => object(&describe::<Site>()),
            Kind::Vocabulary => object(&describe::<Written>()),
            Kind::Sources => of(&Shape::Named(Box::new(Shape::Object(Source::NAME, describe::<Source>())))),
        }
    }
}

/// The JSON Schema of a kind of file, for bases with this vocabulary.
pub fn schema(kind: Kind, vocabulary: &Vocabulary) -> Value {
    let mut schema =
        json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": kind.title() });
    let (Value::Object(all), Value::Object(body)) = (&mut schema, kind.body(vocabulary)) else {
        return schema;
    };
    all.extend(body);
    schema
}

/// A schema as it is written to a file.
pub fn file(kind: Kind, vocabulary: &Vocabulary) -> String {
    format!("{:#}\n", schema(kind, vocabulary))
}

/// What every record has, and the facets.
fn record(vocabulary: &Vocabulary) -> Value {
    let mut record = object(&describe::<Front>());
    for (id, facet) in vocabulary.facets.iter() {
        record["properties"][id] = self::facet(facet);
    }
    record
}

fn facet(facet: &Facet) -> Value {
    let one = match facet.holds {
        Holds::Number => json!({ "type": "integer", "minimum": facet.from, "maximum": facet.to }),
        _ if facet.of.0.is_empty() => of(&Shape::Text),
        _ => json!({ "enum": facet.of.names().chain([NOT_STATED]).collect::<Vec<_>>() }),
    };
    let mut value = if facet.holds == Holds::Many {
        json!({ "anyOf": [{ "type": "array", "items": one }, one] })
    } else {
        one
    };
    value["description"] = facet.help().into();
    value
}

fn of(shape: &Shape) -> Value {
    match shape {
        // Whatever YAML makes of an unquoted `403`, the reader takes it as the text that was written.
        Shape::Text => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Integer => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        Shape::HttpStatus => json!({ "type": "integer", "minimum": 100, "maximum": 599 }),
        Shape::Bool => json!({ "type": "boolean" }),
        // A year alone is a number to YAML.
        Shape::Day => json!({
            "type": ["string", "integer"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", "minimum": 1000, "maximum": 9999
        }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::List(items) => json!({ "type": "array", "items": of(items) }),
        Shape::Named(values) => json!({ "type": "object", "additionalProperties": of(values) }),
        Shape::Object(_, fields) => object(fields),
        Shape::TextOr(object) => json!({ "anyOf": [{ "type": "string" }, of(object)] }),
    }
}

fn object(fields: &[Field]) -> Value {
    let named = || fields.iter().filter(|field| field.name != REST);
    let properties: Map<String, Value> =
        named().map(|field| (field.name.to_string(), property(field))).collect();
    let required: Vec<&str> = named().filter(|field| field.required).map(|field| field.name).collect();
    let others = fields.iter().find(|field| field.name == REST).map_or(Value::Bool(false), property);
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": others });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn property(field: &Field) -> Value {
    let mut property = of(&field.shape);
    property["description"] = field.help.into();
    if !field.example.is_empty() {
        property["examples"] = json!([example(field)]);
    }
    property
}

fn example(field: &Field) -> Value {
    match field.shape {
        Shape::Text | Shape::Day | Shape::OneOf(_) => field.example.into(),
        _ => parse(field.example, 0..field.example.len(), FileId(0), &mut Vec::new())
            .map_or(Value::Null, |node| as_json(&node)),
    }
}

/// A YAML tree as an editor's validator sees it: plain words may be numbers, booleans or nothing.
pub fn as_json(node: &Node) -> Value {
    match &node.data {
        Data::Scalar { text, plain: true } => match text.as_str() {
            "" | "~" | "null" => Value::Null,
            "true" | "false" => Value::Bool(text == "true"),
            _ => text
                .parse::<i64>()
                .map(Value::from)
                .or_else(|_| text.parse::<f64>().map(Value::from))
                .unwrap_or_else(|_| text.as_str().into()),
        },
        Data::Scalar { text, .. } => text.as_str().into(),
        Data::List(items) => items.iter().map(as_json).collect(),
        Data::Map(pairs) => {
            let key = |node: &Node| match &node.data {
                Data::Scalar { text, .. } => text.clone(),
                _ => String::new(),
            };
            Value::Object(pairs.iter().map(|(name, value)| (key(name), as_json(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Choice;

    #[test]
    fn every_field_says_what_it_is_for() {
        fn walk(value: &Value, path: &str) {
            for (name, field) in value["properties"].as_object().into_iter().flatten() {
                let path = format!("{path}/{name}");
                let help = field["description"].as_str().unwrap_or("");
                assert!(help.ends_with('.'), "{path}: {help}");
                for nested in [field, &field["items"], &field["additionalProperties"]] {
                    walk(nested, &path);
                }
            }
        }
        for (name, kind) in Kind::ALL {
            walk(&schema(*kind, &Vocabulary::default()), name);
        }
    }

    #[test]
    fn rows_have_columns_of_the_authors_naming_and_records_have_not() {
        let row = &schema(Kind::Table, &Vocabulary::default())["properties"]["rows"]["additionalProperties"];
        assert_eq!(row["additionalProperties"]["type"][0], "string");
        assert_eq!(schema(Kind::Record, &Vocabulary::default())["additionalProperties"], Value::Bool(false));
        assert_eq!(schema(Kind::Record, &Vocabulary::default())["required"][0], "title");
    }

    #[test]
    fn an_example_is_of_the_kind_that_its_field_holds() {
        let record = schema(Kind::Record, &Vocabulary::default());
        assert_eq!(record["properties"]["checked"]["examples"][0], "2026-11-20");
        assert_eq!(record["properties"]["tags"]["examples"][0], json!(["beta-header"]));
    }
}
