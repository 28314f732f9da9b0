//! The reader is the schema: a type asks for its fields by name, with a line of help and an example each. Given a
//! mapping it reads them; given nothing, the same function tells what it would have asked for, which is what the JSON
//! Schema, `docs/record.md` and the drafts are made of. There is no second list to keep in step.

use std::collections::HashSet;
use std::ops::Range;

use super::node::{Data, Node};
use super::value::{Located, Reader, Value};
use crate::problem::{Place, Problem, Rule, nearest};
use crate::source::FileId;

/// A type that is read from a mapping.
pub trait Object: Sized {
    /// What it is called in messages: `a record`, `a cause`.
    const NAME: &'static str;

    fn read(fields: &mut Fields<'_, '_>) -> Self;
}

/// What a value may be, for the schema and the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    Integer,
    /// A number from 100 to 599.
    HttpStatus,
    Bool,
    /// A date; years and months alone may be allowed.
    Day,
    OneOf(Vec<&'static str>),
    List(Box<Shape>),
    /// Names of the author's choice to values.
    Named(Box<Shape>),
    Object(&'static str, Vec<Field>),
    /// Text that stands for an object.
    TextOr(Box<Shape>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub help: &'static str,
    pub example: &'static str,
    pub required: bool,
    pub shape: Shape,
}

/// Says so, and names the keys that nobody should have to look up.
fn not_an_object(node: &Node, fields: &[Field], file: FileId) -> Problem {
    const SHOWN: usize = 6;
    let (required, others): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.required);
    let fields = required.into_iter().chain(others);
    let mut keys: Vec<String> = fields.map(|field| format!("{}: …", field.name)).collect();
    if keys.len() > SHOWN {
        keys.truncate(SHOWN);
        keys.push("…".into());
    }
    let message = format!("expected a mapping, found {}", node.kind());
    Problem::new(Rule::WrongType, file, Place::Span(node.span.clone()), message)
        .label("this should be a mapping")
        .hint(format!("write it in braces: `{{ {} }}`", keys.join(", ")))
}

/// How the fields of the author's own naming are called in a description.
pub const REST: &str = "…";

/// What `T` asks for.
pub fn describe<T: Object>() -> Vec<Field> {
    let mut problems = Vec::new();
    let mut reader = Reader::new(FileId(0), &mut problems);
    let mut fields =
        Fields { reader: &mut reader, pairs: None, place: 0..0, asked: Vec::new(), missing: Vec::new() };
    T::read(&mut fields);
    fields.asked
}

pub struct Fields<'r, 'p> {
    reader: &'r mut Reader<'p>,
    /// `None` while describing.
    pairs: Option<Vec<(&'r Node, &'r Node, bool)>>,
    place: Range<u32>,
    asked: Vec<Field>,
    missing: Vec<&'static str>,
}

impl<'r, 'p> Fields<'r, 'p> {
    /// Reads an object from a node that should be a mapping.
    pub(super) fn object<T: Object>(node: &'r Node, reader: &'r mut Reader<'p>) -> Option<T> {
        let Data::Map(pairs) = &node.data else {
            reader.problems.push(not_an_object(node, &describe::<T>(), reader.file));
            return None;
        };
        let pairs = pairs.iter().map(|(key, value)| (key, value, false)).collect();
        let place = node.span.start..node.span.start + 1;
        let mut fields = Fields { reader, pairs: Some(pairs), place, asked: Vec::new(), missing: Vec::new() };
        let value = T::read(&mut fields);
        fields.finish(T::NAME);
        Some(value)
    }

    /// A field that may be absent.
    pub fn get<T: Value>(
        &mut self,
        name: &'static str,
        help: &'static str,
        example: &'static str,
    ) -> Option<T> {
        self.ask::<T>(name, help, example, false)
    }

    /// A field that must be there. The value is still optional: absence is a problem, not an end.
    pub fn need<T: Value>(
        &mut self,
        name: &'static str,
        help: &'static str,
        example: &'static str,
    ) -> Option<T> {
        self.ask::<T>(name, help, example, true)
    }

    /// A mapping that another field of this name held before it moved to a new name: reported, and read all the same.
    pub fn moved<T: Value>(&mut self, old: &str, new: &str) -> Option<T> {
        let is_old = |key: &Node| matches!(&key.data, Data::Scalar { text, .. } if text == old);
        let (key, value, taken) = self
            .pairs
            .iter_mut()
            .flatten()
            .find(|(key, value, taken)| !taken && is_old(key) && matches!(value.data, Data::Map(_)))?;
        *taken = true;
        let message = format!("a mapping under `{old}` is now called `{new}`");
        let problem =
            Problem::new(Rule::UnknownField, self.reader.file, Place::Span(key.span.clone()), message);
        self.reader.problems.push(problem.replace(key.span.clone(), new, format!("write `{new}:`")));
        T::read(value, self.reader)
    }

    /// What is nobody's field and no slip for one, each with one value or a list: for whoever declares fields as data.
    /// To be asked last.
    pub fn others(&mut self) -> Vec<(Located<String>, Vec<Located<String>>, bool)> {
        let open = self.open();
        let mut others: Vec<(Located<String>, Vec<Located<String>>, bool)> = Vec::new();
        for (key, value, taken) in self.pairs.iter_mut().flatten().filter(|(_, _, taken)| !taken) {
            let (Some(name), Some((values, is_list))) = (scalar(key), scalars(value)) else { continue };
            let asked = self.asked.iter().any(|field| field.name == name.value);
            let twice = others.iter().any(|(other, ..)| other.value == name.value);
            if !asked && !twice && nearest(&name.value, open.iter().copied()).is_none() {
                *taken = true;
                others.push((name, values, is_list));
            }
        }
        others
    }

    /// The fields that were asked for and are not there: a field that is there already is not what another was meant
    /// to be.
    fn open(&self) -> Vec<&'static str> {
        let written = |name: &str| {
            let mut taken = self.pairs.iter().flatten().filter(|(_, _, taken)| *taken);
            taken.any(|(key, _, _)| matches!(&key.data, Data::Scalar { text, .. } if text == name))
        };
        self.asked.iter().map(|field| field.name).filter(|name| !written(name)).collect()
    }

    /// The fields that are nobody's by name, each an entry of the author's own naming (the cells of a row, say).
    pub fn rest<T: Value>(&mut self, help: &'static str, example: &'static str) -> super::value::Named<T> {
        let mut named = Vec::new();
        let Some(pairs) = &mut self.pairs else {
            self.asked.push(Field { name: REST, help, example, required: false, shape: T::shape() });
            return super::value::Named::default();
        };
        for (key, value, taken) in pairs.iter_mut().filter(|(_, _, taken)| !taken) {
            *taken = true;
            if let (Some(key), Some(value)) =
                (super::value::Located::<String>::read(key, self.reader), T::read(value, self.reader))
            {
                named.push((key, value));
            }
        }
        super::value::Named::new(named)
    }

    /// Where the mapping stands.
    pub fn span(&self) -> std::ops::Range<u32> {
        self.place.clone()
    }

    /// The place of the mapping, for problems about what is not in it.
    pub fn place(&self) -> Place {
        Place::Span(self.place.clone())
    }

    fn ask<T: Value>(
        &mut self,
        name: &'static str,
        help: &'static str,
        example: &'static str,
        required: bool,
    ) -> Option<T> {
        let Some(pairs) = &mut self.pairs else {
            self.asked.push(Field { name, help, example, required, shape: T::shape() });
            return None;
        };
        // While reading, only the names are kept: they are the known neighbours of a misspelt one.
        self.asked.push(Field { name, help: "", example: "", required, shape: Shape::Text });
        let found = pairs
            .iter_mut()
            .find(|(key, _, taken)| !taken && matches!(&key.data, Data::Scalar { text, .. } if text == name));
        if let Some((_, value, taken)) = found {
            *taken = true;
            if value.is_null() && !required {
                return None;
            }
            T::read(value, self.reader)
        } else {
            if required {
                self.missing.push(name);
            }
            None
        }
    }

    fn finish(self, what: &str) {
        let known: Vec<&str> = self.asked.iter().map(|field| field.name).collect();
        let open = self.open();
        let mut explained = Vec::new();
        let strangers = self.pairs.iter().flatten().filter(|(_, _, taken)| !taken);
        let mut seen = HashSet::new();
        for (key, _, _) in strangers {
            let Data::Scalar { text, .. } = &key.data else {
                self.reader.wrong_type(key, "text");
                continue;
            };
            // A duplicate of a known field was told as such.
            if known.contains(&text.as_str()) || !seen.insert(text) {
                continue;
            }
            let place = Place::Span(key.span.clone());
            let mut problem =
                Problem::new(Rule::UnknownField, self.reader.file, place, format!("unknown field `{text}`"))
                    .label(format!("not a field of {what}"));
            problem = match nearest(text, open.iter().copied()) {
                Some(name) => {
                    explained.push(name);
                    problem.replace(key.span.clone(), name, format!("did you mean `{name}`?"))
                }
                None => problem.hint(format!("{what} has {}", list(&known))),
            };
            self.reader.problems.push(problem);
        }
        // One mistake, one message: a misspelt field explains the missing one.
        for name in self.missing.iter().filter(|name| !explained.contains(name)) {
            let place = Place::Span(self.place.clone());
            let problem = Problem::new(Rule::MissingField, self.reader.file, place, missing(what, name))
                .label(format!("`{name}` is missing"))
                .hint(format!("add `{name}: …`; docs/record.md says what it is for"));
            self.reader.problems.push(problem);
        }
    }
}

/// A field that was found elsewhere is not missing. `told` is how many problems there were before its object was read.
pub fn found_elsewhere(problems: &mut Vec<Problem>, told: usize, what: &str, name: &str) {
    let message = missing(what, name);
    let mut place = 0;
    problems.retain(|problem| {
        place += 1;
        place <= told || problem.rule != Rule::MissingField || problem.message != message
    });
}

fn missing(what: &str, name: &str) -> String {
    format!("{what} needs `{name}`")
}

fn scalar(node: &Node) -> Option<Located<String>> {
    match &node.data {
        Data::Scalar { text, .. } if !node.is_null() => {
            Some(Located { value: text.clone(), span: node.span.clone() })
        }
        _ => None,
    }
}

/// One value or a list of them, and which of the two.
fn scalars(node: &Node) -> Option<(Vec<Located<String>>, bool)> {
    match &node.data {
        Data::List(items) => Some((items.iter().map(scalar).collect::<Option<_>>()?, true)),
        _ => Some((vec![scalar(node)?], false)),
    }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
