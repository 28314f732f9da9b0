//! Values: what a field can hold, how it is read, and what is said when it is something else.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::fields::{Fields, Object, Shape};
use super::node::{Data, Node};
use crate::problem::{Place, Problem, Rule, nearest};
use crate::source::FileId;

pub struct Reader<'p> {
    pub file: FileId,
    pub problems: &'p mut Vec<Problem>,
}

impl<'p> Reader<'p> {
    pub fn new(file: FileId, problems: &'p mut Vec<Problem>) -> Reader<'p> {
        Reader { file, problems }
    }

    /// Reads a whole tree as one object.
    pub fn object<T: Object>(&mut self, node: &Node) -> Option<T> {
        T::read_value(node, self)
    }

    pub(super) fn wrong_type(&mut self, node: &Node, wanted: &str) {
        let problem = Problem::new(
            Rule::WrongType,
            self.file,
            Place::Span(node.span.clone()),
            format!("expected {wanted}, found {}", node.kind()),
        )
        .label(format!("this should be {wanted}"));
        let hint = match wanted {
            "a list" => "write it in brackets: `[one, two]`",
            "a mapping" => "write it in braces: `{ key: value }`",
            "text" | "a date" => "write one value; in quotes, if it has special characters",
            _ => "write the bare value, without quotes or brackets",
        };
        self.problems.push(problem.hint(hint));
    }

    pub fn bad_value(&mut self, span: &Range<u32>, message: impl Into<String>, hint: impl Into<String>) {
        let problem = Problem::new(Rule::BadValue, self.file, Place::Span(span.clone()), message).hint(hint);
        self.problems.push(problem);
    }

    fn text<'n>(&mut self, node: &'n Node, wanted: &str) -> Option<&'n str> {
        match &node.data {
            Data::Scalar { text, .. } if !node.is_null() => Some(text),
            _ => {
                self.wrong_type(node, wanted);
                None
            }
        }
    }
}

/// A type that a field can have.
pub trait Value: Sized {
    fn shape() -> Shape;
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;
}

/// One word of a known few.
pub trait Choice: Sized + Copy + 'static {
    const ALL: &'static [(&'static str, Self)];
}

trait ReadObject: Sized {
    fn read_value(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;
}

impl<T: Object> ReadObject for T {
    fn read_value(node: &Node, reader: &mut Reader<'_>) -> Option<T> {
        Fields::object(node, reader)
    }
}

/// A mapping with fields of its own.
impl<T: Object> Value for T {
    fn shape() -> Shape {
        Shape::Object(T::NAME, super::fields::describe::<T>())
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<T> {
        T::read_value(node, reader)
    }
}

impl Value for String {
    fn shape() -> Shape {
        Shape::Text
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<String> {
        reader.text(node, "text").map(ToString::to_string)
    }
}

impl Value for u32 {
    fn shape() -> Shape {
        Shape::Integer
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<u32> {
        let text = reader.text(node, "a number")?;
        let number = text.parse().ok();
        if number.is_none() {
            reader.wrong_type(node, "a whole number up to 4294967295");
        }
        number
    }
}

impl Value for bool {
    fn shape() -> Shape {
        Shape::Bool
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<bool> {
        match reader.text(node, "`true` or `false`")? {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                reader.wrong_type(node, "`true` or `false`");
                None
            }
        }
    }
}

impl<T: Value> Value for Vec<T> {
    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Vec<T>> {
        let Data::List(items) = &node.data else {
            reader.wrong_type(node, "a list");
            return None;
        };
        // Exactly so much room as is needed: these lists are kept as long as the base.
        let mut values = Vec::with_capacity(items.len());
        values.extend(items.iter().filter_map(|item| T::read(item, reader)));
        Some(values)
    }
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    pub value: T,
    pub span: Range<u32>,
}

impl<T> Located<T> {
    pub fn place(&self) -> Place {
        Place::Span(self.span.clone())
    }
}

/// Written out as the value alone: places are for problems, not for readers.
impl<T: Serialize> Serialize for Located<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// Without its place, which was not written.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Located<T>, D::Error> {
        T::deserialize(deserializer).map(|value| Located { value, span: 0..0 })
    }
}

impl<T: Value> Value for Located<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Located<T>> {
        Some(Located { value: T::read(node, reader)?, span: node.span.clone() })
    }
}

/// A mapping whose keys are the author's names, in the author's order.
#[derive(Clone, Debug)]
pub struct Named<T>(pub Vec<(Located<String>, T)>, ByName);

/// The places of the entries in the order of their names: a register has thousands, and each claim looks one up.
type ByName = Vec<usize>;

impl<T> Default for Named<T> {
    fn default() -> Named<T> {
        Named::new(Vec::new())
    }
}

impl<T> Named<T> {
    pub fn new(entries: Vec<(Located<String>, T)>) -> Named<T> {
        let mut by_name: ByName = (0..entries.len()).collect();
        by_name.sort_by(|a, b| entries[*a].0.value.cmp(&entries[*b].0.value));
        Named(entries, by_name)
    }

    pub fn get(&self, name: &str) -> Option<&T> {
        self.position(name).map(|ix| &self.0[ix].1)
    }

    /// The place of a name in the author's order.
    pub fn position(&self, name: &str) -> Option<usize> {
        let at = self.1.partition_point(|ix| self.0[*ix].0.value.as_str() < name);
        self.1.get(at).copied().filter(|ix| self.0[*ix].0.value == name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(key, value)| (key.value.as_str(), value))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.value.as_str())
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Named<T>, D::Error> {
        Vec::deserialize(deserializer).map(Named::new)
    }
}

impl<T: Value> Value for Named<T> {
    fn shape() -> Shape {
        Shape::Named(Box::new(T::shape()))
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Named<T>> {
        let Data::Map(pairs) = &node.data else {
            reader.wrong_type(node, "a mapping");
            return None;
        };
        let mut named = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            if let (Some(key), Some(value)) = (Located::<String>::read(key, reader), T::read(value, reader)) {
                named.push((key, value));
            }
        }
        Some(Named::new(named))
    }
}

/// A calendar day as it was written: `2026-11-20`; a month or a year where no more is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Day(String);

impl Day {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn parse(text: &str) -> Option<Day> {
        let full = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_string(),
        };
        full.parse::<jiff::civil::Date>().ok()?;
        (full.len() == 10).then(|| Day(text.to_string()))
    }

    /// The day itself, or the first of its month or year.
    pub fn first(&self) -> String {
        format!("{}{}", self.0, &"0000-01-01"[self.0.len()..])
    }

    /// Whether it has passed on another. A month or a year passes with its last day.
    pub fn is_before(&self, other: &Day) -> bool {
        let shorter = self.0.len().min(other.0.len());
        self.0[..shorter] < other.0[..shorter]
    }

    pub fn is_exact(&self) -> bool {
        self.0.len() == 10
    }
}

impl TryFrom<String> for Day {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Day, &'static str> {
        Day::parse(&text).ok_or("no date")
    }
}

impl Value for Day {
    fn shape() -> Shape {
        Shape::Day
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Day> {
        let text = reader.text(node, "a date")?;
        let day = Day::parse(text);
        if day.is_none() {
            reader.bad_value(
                &node.span,
                format!("`{text}` is not a date"),
                "write it as year-month-day: `2026-11-20`",
            );
        }
        day
    }
}

/// Reads a `Choice`, for the `impl Value` that each choice gets from `choice!`.
pub fn read_choice<T: Choice>(node: &Node, reader: &mut Reader<'_>) -> Option<T> {
    let text = reader.text(node, "text")?;
    if let Some((_, value)) = T::ALL.iter().find(|(name, _)| *name == text) {
        return Some(*value);
    }
    let names: Vec<&str> = T::ALL.iter().map(|(name, _)| *name).collect();
    let message = format!("`{text}` is not one of {}", names.join(", "));
    let problem = Problem::new(Rule::BadValue, reader.file, Place::Span(node.span.clone()), message);
    let problem = match nearest(text, names.iter().copied()) {
        Some(name) => problem.replace(node.span.clone(), name, format!("did you mean `{name}`?")),
        None => problem.hint(format!("use one of {}", names.join(", "))),
    };
    reader.problems.push(problem);
    None
}

/// An enum whose variants are words in YAML, JSON and CSS alike: one list gives them all.
#[macro_export]
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant,)* }

        impl $crate::yaml::Choice for $name {
            const ALL: &'static [(&'static str, $name)] = &[$(($word, $name::$variant),)*];
        }

        impl $name {
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl $crate::yaml::Value for $name {
            fn shape() -> $crate::yaml::Shape {
                use $crate::yaml::Choice;
                $crate::yaml::Shape::OneOf($name::ALL.iter().map(|(word, _)| *word).collect())
            }

            fn read(node: &$crate::yaml::Node, reader: &mut $crate::yaml::Reader<'_>) -> Option<$name> {
                $crate::yaml::read_choice(node, reader)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_passes_with_its_last_day() {
        let before = |day, other| Day::parse(day).zip(Day::parse(other)).map(|(day, on)| day.is_before(&on));
        assert_eq!(before("2026-11-19", "2026-11-20"), Some(true));
        assert_eq!(before("2026-11-20", "2026-11-20"), Some(false));
        assert_eq!(before("2026-11", "2026-11-20"), Some(false));
        assert_eq!(before("2026-10", "2026-11-20"), Some(true));
        assert_eq!(before("2026", "2026-11-20"), Some(false));
    }
}
