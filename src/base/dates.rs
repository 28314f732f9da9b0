//! Dates that say more than happened, and dates that have passed. No clock is asked: the day is an argument.

use std::collections::HashSet;

use super::{KnowledgeBase, RecordIx};
use crate::evidence;
use crate::markdown::{Prose, Target};
use crate::problem::{Place, Problem, Rule, field};
use crate::record::Record;
use crate::source::{FileId, Sources};
use crate::yaml::Day;

/// What is checked anew from time to time.
pub struct Watched<'a> {
    /// None is a table.
    pub record: Option<RecordIx>,
    pub file: FileId,
    pub title: &'a str,
    pub checked: Option<&'a Day>,
    pub stale_after: Option<&'a Day>,
    pub volatile: Option<&'a str>,
}

/// All records that are not retired, and the tables with a date.
pub fn watched(base: &KnowledgeBase) -> impl Iterator<Item = Watched<'_>> {
    let records = base.records().filter(|(_, record)| record.front.retired.is_none());
    let records = records.map(|(ix, Record { file, front, .. })| Watched {
        record: Some(ix),
        file: *file,
        title: &front.title,
        checked: front.checked.as_ref(),
        stale_after: front.stale_after.as_ref(),
        volatile: front.volatile.as_deref(),
    });
    let tables = base.tables.values().filter(|table| table.stale_after.is_some());
    records.chain(tables.map(|table| Watched {
        record: None,
        file: table.file,
        title: &table.title,
        checked: table.as_of.as_ref(),
        stale_after: table.stale_after.as_ref(),
        volatile: table.volatile.as_deref(),
    }))
}

/// Records and tables whose `stale-after` has passed on a day.
pub fn stale(base: &KnowledgeBase, sources: &Sources, on: &Day) -> Vec<Problem> {
    watched(base)
        .filter_map(|Watched { record, file, stale_after, .. }| {
            let day = stale_after.filter(|day| day.is_before(on))?;
            let moved = if record.is_some() { "checked" } else { "as-of" };
            let place = field(&sources.get(file).text, "stale-after");
            let message = format!("due for a check since {}", day.as_str());
            let hint = format!("check it against its sources, then move `{moved}` and `stale-after`");
            Some(Problem::new(Rule::Stale, file, place, message).hint(hint))
        })
        .collect()
}

/// A new `checked` day needs something that was looked at: a source read since, or an entry that says what was done.
pub(super) fn check(base: &KnowledgeBase, sources: &Sources, problems: &mut Vec<Problem>) {
    for (_, record) in base.records() {
        let Some(checked) = &record.front.checked else { continue };
        let told = record.front.history.iter().filter_map(|change| change.on.as_ref());
        if told.chain(&record.front.created).any(|day| !day.is_before(checked)) {
            continue;
        }
        let read: Vec<&Day> =
            cited(record).filter_map(|key| base.sources.get(key)).filter_map(evidence::Source::day).collect();
        let Some(newest) = read.iter().max() else { continue };
        if read.iter().any(|day| !day.is_before(checked)) {
            continue;
        }
        let message = format!(
            "`checked` is {}, but the newest source was read on {}",
            checked.as_str(),
            newest.as_str()
        );
        problems.push(
            Problem::new(Rule::CheckWithoutSource, record.file, place(record.file, sources), message)
                .hint("read the sources anew and date their `read:`, or say under `history:` what was checked that day"),
        );
    }
}

fn place(file: FileId, sources: &Sources) -> Place {
    field(&sources.get(file).text, "checked")
}

/// The keys of the sources that a record names.
fn cited(record: &Record) -> impl Iterator<Item = &str> {
    let causes = record.front.causes.iter().flat_map(|(_, facts)| facts.sources.iter().chain(&facts.against));
    let remarks = record.front.remarks().flat_map(|(_, remark)| &remark.sources);
    let texts = record.texts().into_iter().flat_map(linked);
    causes.chain(remarks).map(|key| key.value.as_str()).chain(texts)
}

/// The keys in the marks and links of a text.
fn linked(text: &Prose) -> impl Iterator<Item = &str> {
    text.references.iter().filter_map(|reference| match &reference.target {
        Target::Source(key) => Some(key.as_str()),
        _ => None,
    })
}

/// The keys of all sources that anything of the base names.
pub fn cited_keys(base: &KnowledgeBase) -> HashSet<&str> {
    let records = base.records().flat_map(|(_, record)| cited(record));
    let tables = base.tables.values().flat_map(|table| {
        let rows = table.rows.iter().flat_map(|(_, row)| &row.sources);
        let keys = table.sources.iter().chain(rows).map(|key| key.value.as_str());
        keys.chain(table.texts.iter().flat_map(linked))
    });
    let known = base.known.values.iter().flat_map(|(_, value)| &value.sources).map(|key| key.value.as_str());
    let pieces = base.pieces.values().map(|piece| &piece.prose);
    let prose = pieces.chain(base.prose.iter().map(|page| &page.prose)).flat_map(linked);
    records.chain(tables).chain(known).chain(prose).collect()
}
