//! `docs/record.md`: the prose stands in `reference.md`, every list in it is told by the reader.

use crate::base::{Known, Site};
use crate::evidence::{Kind, Source, Status};
use crate::record::Front;
use crate::tables::Table;
use crate::vocabulary::{Facet, Holds, Vocabulary, Written};
use crate::yaml::{Choice, Field, REST, Shape, describe};

/// Every field, section and mark of the content files.
pub fn reference() -> String {
    let mut text = String::new();
    for line in include_str!("reference.md").lines() {
        match line.strip_prefix("@@ ") {
            Some("record") => fields(&describe::<Front>(), &mut text),
            Some("source") => fields(&describe::<Source>(), &mut text),
            Some("table") => fields(&describe::<Table>(), &mut text),
            Some("known") => fields(&describe::<Known>(), &mut text),
            Some("vocabulary") => fields(&describe::<Written>(), &mut text),
            Some("facets") => facets(&mut text),
            Some("site") => fields(&describe::<Site>(), &mut text),
            Some("sections") => sections(&mut text),
            Some("statuses") => statuses(&mut text),
            _ => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

/// A table of the fields, and one of each object in them.
fn fields(all: &[Field], text: &mut String) {
    text.push_str("| field | what it is for | holds | example |\n|---|---|---|---|\n");
    for field in all {
        let name = match (field.name, field.required) {
            (REST, _) => "a name of your own".to_string(),
            (name, true) => format!("**`{name}`**"),
            (name, false) => format!("`{name}`"),
        };
        let example = match field.example {
            "" => String::new(),
            example => format!("`{}`", example.replace('`', "'")),
        };
        let row = [name, field.help.to_string(), holds(&field.shape), example];
        let row: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        text.push_str(&format!("| {} |\n", row.join(" | ")).replace("  |", " |"));
    }
    for field in all {
        if let Some((name, nested)) = object(&field.shape) {
            text.extend(["\n### `", field.name, "`: ", name, "\n\n"]);
            fields(nested, text);
        }
    }
}

/// Those of the built-in vocabulary.
fn facets(text: &mut String) {
    text.push_str("| facet | what it is for | holds |\n|---|---|---|\n");
    for (id, facet) in Vocabulary::default().facets.iter() {
        text.extend(["| `", id, "` | ", &facet.help(), " | ", &facet_holds(facet), " |\n"]);
    }
}

fn facet_holds(facet: &Facet) -> String {
    let words = || facet.of.names().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" · ");
    match facet.holds {
        Holds::Number => format!("a number from {} to {}", facet.from, facet.to),
        Holds::Many => format!("a list: {}", words()),
        _ if facet.of.0.is_empty() => "text".into(),
        _ => words(),
    }
}

fn holds(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".into(),
        Shape::Integer => "a whole number".into(),
        Shape::HttpStatus => "a number from 100 to 599".into(),
        Shape::Bool => "`true` or `false`".into(),
        Shape::Day => "a day".into(),
        Shape::OneOf(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" · "),
        Shape::List(items) => format!("a list: {}", holds(items)),
        Shape::Named(values) => format!("by name: {}", holds(values)),
        Shape::Object(name, _) => format!("{name}, see below"),
        Shape::TextOr(object) => format!("text, or {}", holds(object)),
    }
}

fn object(shape: &Shape) -> Option<(&'static str, &[Field])> {
    match shape {
        Shape::Object(name, fields) => Some((*name, fields)),
        Shape::List(inner) | Shape::Named(inner) | Shape::TextOr(inner) => object(inner),
        _ => None,
    }
}

fn sections(text: &mut String) {
    text.push_str("| heading | what stands there |\n|---|---|\n");
    for kind in Vocabulary::default().sections.iter() {
        text.extend(["| `## ", &kind.title, "` | ", &kind.help, " |\n"]);
    }
}

fn statuses(text: &mut String) {
    text.push_str("| status | it says that |\n|---|---|\n");
    for (name, status) in Status::ALL {
        text.extend(["| `", name, "` | ", status.meaning(), " |\n"]);
    }
    let kinds: Vec<String> = Kind::ALL.iter().map(|(name, _)| format!("`{name}`")).collect();
    text.extend(["\nA source is of one of these kinds: ", &kinds.join(", "), ".\n"]);
}
