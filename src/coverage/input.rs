//! Exports of trackers and logs, read in passing: memory does not grow with the input.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use anyhow::{Context, Result, anyhow};
use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::csv::{self, Rows};
use super::date::Date;
use super::text::Text;

/// How much of an input is looked at to see what it is.
const HEAD: usize = 64 << 10;
/// The longest line of JSON or of a log; more of it is passed over.
const LINE: usize = 16 << 20;
const LOG_LINE: usize = 64 << 10;
/// The most lines and bytes of an entry of a log.
const ENTRY_LINES: usize = 200;
const ENTRY: usize = 64 << 10;
/// Where exports keep their issues.
const LISTS: [&str; 9] =
    ["issues", "items", "tickets", "nodes", "results", "data", "records", "hits", "values"];

/// Reads every text of an input. `name` is for messages. Returns the first line that should have been JSON and was not,
/// and how many there are: they are taken as text.
pub fn read(
    name: &str,
    from: impl Read,
    each: &mut dyn FnMut(Text) -> Result<()>,
) -> Result<Option<(usize, usize)>> {
    let mut from = BufReader::with_capacity(HEAD, from);
    let mut head = Vec::new();
    while head.len() < HEAD {
        let read = (&mut from).take((HEAD - head.len()) as u64).read_to_end(&mut head);
        if read.with_context(|| format!("cannot read {name}"))? == 0 {
            break;
        }
    }
    let kind = Kind::of(&head);
    let mut whole = BufReader::with_capacity(HEAD, io::Cursor::new(head).chain(from));
    match kind {
        Kind::Document => document(name, whole, each).map(|()| None),
        Kind::Lines => json_lines(&mut whole, each).with_context(|| format!("cannot read {name}")),
        Kind::Table(separator) => {
            table(whole, separator, each).with_context(|| format!("cannot read {name}")).map(|()| None)
        }
        Kind::Log { stamped } => {
            log(&mut whole, stamped, each).with_context(|| format!("cannot read {name}")).map(|()| None)
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// One value of JSON, or several, over any number of lines.
    Document,
    /// An object of JSON on each line.
    Lines,
    Table(u8),
    /// Each entry begins with its time, or else each line that is not indented is one.
    Log {
        stamped: bool,
    },
}

impl Kind {
    fn of(head: &[u8]) -> Kind {
        let text = String::from_utf8_lossy(head);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let first = text.lines().next().unwrap_or_default();
        if text.starts_with('{') {
            let whole = serde_json::from_str::<IgnoredAny>(first).is_ok();
            let several = text.lines().nth(1).is_some_and(|next| next.trim_start().starts_with('{'));
            return if whole && several { Kind::Lines } else { Kind::Document };
        }
        let list = text.strip_prefix('[').map(str::trim_start);
        if list.is_some_and(|rest| rest.starts_with(['{', ']'])) {
            return Kind::Document;
        }
        if let Some(separator) = csv::separator(first) {
            return Kind::Table(separator);
        }
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with([' ', '\t'])).take(200);
        let (all, stamped) =
            lines.fold((0, 0), |(all, stamped), line| (all + 1, stamped + usize::from(is_stamped(line))));
        Kind::Log { stamped: stamped * 2 > all }
    }
}

/// Whether a line begins with a time, perhaps in brackets: `2026-11-20`, `Nov 20 10:00:00`, `10:00:00`.
fn is_stamped(line: &str) -> bool {
    let head = &line[..line.floor_char_boundary(24)];
    let head = head.trim_start_matches(['[', '<', '(']);
    let clock = || {
        head.split([' ', 'T', '[']).take(4).any(|word| {
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            digits >= 4 && word.matches(':').count() >= 1 && word.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    Date::in_head(head).is_some() || clock()
}

/// One line without its end, at most so many bytes of it; returns how many were read.
pub(super) fn read_line(from: &mut impl BufRead, line: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    let mut read = 0;
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            return Ok(read);
        }
        let end = memchr::memchr(b'\n', buffer).map(|at| at + 1);
        let used = end.unwrap_or(buffer.len());
        let room = most.saturating_sub(line.len());
        line.extend_from_slice(&buffer[..used.min(room)]);
        from.consume(used);
        read += used;
        if end.is_some() {
            return Ok(read);
        }
    }
}

fn document(name: &str, from: impl Read, each: &mut dyn FnMut(Text) -> Result<()>) -> Result<()> {
    let mut failed = None;
    let mut stream = serde_json::Deserializer::from_reader(from);
    loop {
        let texts = Texts { each, failed: &mut failed };
        match texts.deserialize(&mut stream) {
            Ok(()) => {}
            Err(error) if error.is_eof() && failed.is_none() && error.line() > 0 && at_end(&error) => {
                return Ok(());
            }
            Err(error) => {
                return Err(failed.unwrap_or_else(|| {
                    anyhow!("{name}: not valid JSON: {error}\nhelp: export it again; what was cut off cannot be read")
                }));
            }
        }
        if stream.end().is_ok() {
            return Ok(());
        }
    }
}

/// Whether nothing more came, rather than half of something.
fn at_end(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("EOF while parsing a value")
}

/// Finds the texts in a value: a list of objects, an object with such a list, or an object that is one.
struct Texts<'a> {
    each: &'a mut dyn FnMut(Text) -> Result<()>,
    failed: &'a mut Option<anyhow::Error>,
}

impl Texts<'_> {
    fn text<E: serde::de::Error>(&mut self, text: Text) -> Result<(), E> {
        (self.each)(text).map_err(|error| {
            let message = E::custom("stopped");
            *self.failed = Some(error);
            message
        })
    }
}

impl<'de> DeserializeSeed<'de> for Texts<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Texts<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an issue or a list of issues")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut all: A) -> Result<(), A::Error> {
        while let Some(object) = all.next_element::<Map<String, Value>>()? {
            self.text(Text::from_json(&object))?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        let mut listed = false;
        while let Some(key) = fields.next_key::<String>()? {
            if LISTS.contains(&key.as_str()) {
                let list = List { texts: Texts { each: &mut *self.each, failed: &mut *self.failed } };
                listed |= fields.next_value_seed(list)?;
            } else {
                object.insert(key, fields.next_value()?);
            }
        }
        if listed { Ok(()) } else { self.text(Text::from_json(&object)) }
    }
}

/// The value of a key that may hold the list; whether it did.
struct List<'a> {
    texts: Texts<'a>,
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.texts.expecting(f)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, all: A) -> Result<bool, A::Error> {
        self.texts.visit_seq(all).map(|()| true)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<bool, A::Error> {
        self.texts.visit_map(fields).map(|()| true)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }
}

fn json_lines(
    from: &mut impl BufRead,
    each: &mut dyn FnMut(Text) -> Result<()>,
) -> Result<Option<(usize, usize)>> {
    let (mut line, mut number) = (Vec::new(), 0);
    let mut bad: Option<(usize, usize)> = None;
    loop {
        line.clear();
        if read_line(from, &mut line, LINE)? == 0 {
            return Ok(bad);
        }
        number += 1;
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        if let Ok(object) = serde_json::from_slice::<Map<String, Value>>(text) {
            each(Text::from_json(&object))?;
        } else {
            bad = Some(bad.map_or((number, 1), |(first, count)| (first, count + 1)));
            each(Text::from_log(&String::from_utf8_lossy(text)))?;
        }
    }
}

fn table(from: impl BufRead, separator: u8, each: &mut dyn FnMut(Text) -> Result<()>) -> Result<()> {
    let mut rows = Rows::new(from, separator);
    let header = rows.next_row()?.unwrap_or_default();
    let header: Vec<String> =
        header.iter().map(|title| title.trim_matches(['\u{feff}', ' ', '"']).to_string()).collect();
    while let Some(row) = rows.next_row()? {
        each(Text::from_row(&header, &row))?;
    }
    Ok(())
}

fn log(from: &mut impl BufRead, stamped: bool, each: &mut dyn FnMut(Text) -> Result<()>) -> Result<()> {
    let (mut line, mut entry, mut lines) = (Vec::new(), String::new(), 0);
    loop {
        line.clear();
        let read = read_line(from, &mut line, LOG_LINE)?;
        let text = String::from_utf8_lossy(line.trim_ascii_end());
        let begins = read == 0 || if stamped { is_stamped(&text) } else { !continues(&text) };
        if begins && !entry.trim().is_empty() {
            each(Text::from_log(&entry))?;
        }
        if begins {
            entry.clear();
            lines = 0;
        }
        if read == 0 {
            return Ok(());
        }
        if lines < ENTRY_LINES && entry.len() + text.len() < ENTRY {
            entry.push_str(&text);
            entry.push('\n');
            lines += 1;
        }
    }
}

/// Whether a line goes on with the entry above it: indented, or a part of a stack trace.
fn continues(line: &str) -> bool {
    line.starts_with([' ', '\t'])
        || ["Caused by:", "... ", "}", "]", ")"].iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(input: &str) -> Vec<Text> {
        let mut all = Vec::new();
        read("x", input.as_bytes(), &mut |text| {
            all.push(text);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{input}: {error:#}"));
        all
    }

    #[test]
    fn every_form_of_a_list_is_read() {
        for (input, expected) in [
            (r#"[{"title":"a"},{"title":"b"}]"#, 2),
            ("[]", 0),
            ("{\"total\":2,\"issues\":[{\"title\":\"a\"},{\"title\":\"b\"}]}", 2),
            ("{\"title\":\"a\"}\n{\"title\":\"b\"}\n\n{\"title\":\"c\"}\n", 3),
            ("{\n\"title\":\"a\"\n}\n{\n\"title\":\"b\"\n}\n", 2),
            ("{\"data\":{\"issues\":{\"nodes\":[{\"title\":\"a\"}]}}}", 1),
            ("{\"title\":\"a\",\"data\":null}", 1),
            ("title,body\na,b\nc,d\n", 2),
            ("", 0),
        ] {
            assert_eq!(texts(input).len(), expected, "{input}");
        }
    }

    #[test]
    fn a_line_of_a_log_in_json_that_is_none_is_kept_as_text() {
        let input = "{\"msg\":\"a\"}\n{\"msg\":\"b\"}\noops {\n{\"msg\":\"c\"}\n";
        assert_eq!(texts(input).len(), 4);
        let bad = read("x", input.as_bytes(), &mut |_| Ok(())).expect("it is in memory");
        assert_eq!(bad, Some((3, 1)));
    }

    #[test]
    fn a_list_that_was_cut_off_is_refused() {
        for input in
            ["[{\"title\":\"a\"},{\"tit", "[{\"title\":1}", "{\"issues\":[{\"title\":\"a\"}", "[{},3]"]
        {
            let error = read("x.json", input.as_bytes(), &mut |_| Ok(())).expect_err(input);
            assert!(format!("{error:#}").contains("x.json: not valid JSON"), "{error:#}");
        }
    }

    #[test]
    fn entries_of_a_log_have_their_lines() {
        let stamped = "2026-11-20 10:00:00 ERROR a\nno stamp\n  at b\n2026-11-20 10:00:01 INFO c\n";
        let bodies: Vec<String> = texts(stamped).into_iter().map(|text| text.body).collect();
        assert_eq!(
            bodies,
            ["2026-11-20 10:00:00 ERROR a\nno stamp\n  at b\n", "2026-11-20 10:00:01 INFO c\n"]
        );
        assert_eq!(texts("Error: a\n    at b\nCaused by: c\nError: d\n").len(), 2);
        assert_eq!(texts("Nov 20 10:00:00 a\nmore\nNov 20 10:00:00 b\n").len(), 2);
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let mut line = Vec::new();
        let mut input = io::repeat(b'x').take(1 << 20).chain(&b"\ny"[..]);
        let mut from = BufReader::new(&mut input);
        assert_eq!(read_line(&mut from, &mut line, 1000).expect("it is in memory"), (1 << 20) + 1);
        assert_eq!(line.len(), 1000);
    }
}
