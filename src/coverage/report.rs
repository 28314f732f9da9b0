//! What people and programs are shown of counts: records by how much they answer, gaps by how much is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::cluster::templates;
use super::count::{Counts, Group, Tally};
use super::date::{Date, Week};
use super::examples::Issue;
use super::judge::{MESSAGE, TRACE};
use super::mask::{HOLE, is_word, pieces};
use crate::draft::Signature;

/// Weeks without a text are shown up to this many.
const WEEKS: i32 = 520;

#[derive(Debug, Serialize)]
pub struct Report {
    pub version: u32,
    pub since: Option<Date>,
    pub labels: BTreeSet<String>,
    /// Texts that were looked at, and those that `--since` and `--label` left out.
    pub texts: u64,
    pub left_out: u64,
    pub errors: u64,
    pub answered: Tally,
    pub weeks: Vec<WeekRow>,
    pub records: Vec<Answered>,
    pub gaps: Vec<Gap>,
    /// Gaps that `--min` left out, and how many texts they have.
    pub small_gaps: Small,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<Vec<Duplicates>>,
}

#[derive(Debug, Default, Serialize)]
pub struct Small {
    pub gaps: u64,
    pub texts: u64,
}

#[derive(Debug, Serialize)]
pub struct WeekRow {
    /// Its Monday; null for texts without a date.
    pub week: Option<Date>,
    pub texts: u64,
    pub errors: u64,
    #[serde(flatten)]
    pub tally: Tally,
}

#[derive(Debug, Serialize)]
pub struct Answered {
    pub record: String,
    pub title: String,
    pub url: String,
    pub count: u64,
    #[serde(flatten)]
    pub tally: Tally,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub weeks: BTreeMap<Week, u64>,
}

#[derive(Debug, Serialize)]
pub struct Gap {
    /// The same for the same template in every run.
    pub id: String,
    pub template: String,
    pub kind: Kind,
    pub count: u64,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub versions: Vec<Version>,
    pub examples: Vec<String>,
    pub weeks: BTreeMap<Week, u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Message,
    /// A stack trace: by its exception and where in the program's own code it began.
    Trace,
}

#[derive(Debug, Serialize)]
pub struct Version {
    pub version: String,
    pub count: u64,
}

/// Issues that share a record or a gap, the oldest first.
#[derive(Debug, Serialize)]
pub struct Duplicates {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<String>,
    pub title: String,
    pub count: u64,
    pub issues: Vec<Issue>,
}

/// Where a record is to be read.
#[derive(Clone, Debug)]
pub struct Named {
    pub title: String,
    pub url: String,
}

/// What is to be shown.
pub struct Wanted {
    /// Gaps with fewer texts are counted, not listed.
    pub min: u64,
    pub duplicates: bool,
}

impl Report {
    pub fn of(counts: &Counts, wanted: &Wanted, named: &BTreeMap<String, Named>) -> Report {
        let clusters = clusters(&counts.gaps);
        let (large, small): (Vec<_>, Vec<_>) =
            clusters.into_iter().partition(|(_, group)| group.total().gap >= wanted.min);
        let records = answered(counts, named);
        let duplicates = wanted.duplicates.then(|| duplicates(counts, &large, named));
        let weeks = weeks(counts);
        let mut answered = Tally::default();
        for week in &weeks {
            answered.add(week.tally);
        }
        Report {
            version: 1,
            since: counts.rules.since,
            labels: counts.rules.labels.clone(),
            texts: counts.texts.values().sum(),
            left_out: counts.left_out,
            errors: answered.errors(),
            answered,
            weeks,
            records,
            small_gaps: Small {
                gaps: small.len() as u64,
                texts: small.iter().map(|(_, group)| group.total().gap).sum(),
            },
            gaps: large.iter().map(|(form, group)| gap(form, group)).collect(),
            duplicates,
        }
    }

    /// A row for each record and each gap, for spreadsheets.
    pub fn to_csv(&self) -> String {
        let mut out = "kind,id,count,match,fallback,possible,first,last,text\n".to_string();
        let day = |day: Option<Date>| day.map(String::from).unwrap_or_default();
        for row in &self.records {
            let Tally { matched, fallback, possible, .. } = row.tally;
            let (first, last) = (day(row.first), day(row.last));
            let (id, title) = (cell(&row.record), cell(&row.title));
            let _ = writeln!(
                out,
                "record,{id},{},{matched},{fallback},{possible},{first},{last},{title}",
                row.count
            );
        }
        for gap in &self.gaps {
            let (first, last) = (day(gap.first), day(gap.last));
            let _ =
                writeln!(out, "gap,{},{},0,0,0,{first},{last},{}", gap.id, gap.count, cell(&gap.template));
        }
        out
    }
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

/// The name of the cluster of each form, in the order of the forms.
pub fn cluster_of(forms: &BTreeSet<&str>) -> Vec<String> {
    let messages: BTreeSet<&str> = forms.iter().filter_map(|form| form.strip_prefix(MESSAGE)).collect();
    let mut templates = templates(&messages).into_iter();
    let key = |form: &&str| match form.strip_prefix(MESSAGE).and_then(|_| templates.next()) {
        Some(template) => format!("{MESSAGE}{template}"),
        None => (*form).to_string(),
    };
    forms.iter().map(key).collect()
}

/// A template as a signature with a hole for each value; none if too little of it stays the same.
pub fn signature(template: &str) -> Option<Signature> {
    const WORDS: usize = 3;
    let edge = |c: char| c.is_whitespace() || ":,;.('\"`[<".contains(c);
    let mut text = template;
    while let Some(rest) = text.strip_prefix(HOLE) {
        text = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '<');
    }
    while let Some(rest) =
        text.trim_end_matches(|c: char| ")'\"`]>.".contains(c) && !text.ends_with(HOLE)).strip_suffix(HOLE)
    {
        text = rest.trim_end_matches(edge);
    }
    let words = pieces(text).into_iter().filter(|piece| is_word(piece)).count();
    let mut literal = String::new();
    for (number, part) in text.split(HOLE).enumerate() {
        match number {
            0 => {}
            1 => literal.push_str("{value}"),
            number => literal.extend(["{value", &number.to_string(), "}"]),
        }
        literal.push_str(&part.replace('{', "{{").replace('}', "}}"));
    }
    (words >= WORDS).then(|| Signature { all: vec![literal], any: Vec::new() })
}

/// Forms that are one error, the largest group first. Messages are merged; a stack trace is one by its form.
fn clusters(gaps: &BTreeMap<String, Group>) -> Vec<(String, Group)> {
    let keys = cluster_of(&gaps.keys().map(String::as_str).collect());
    let mut clusters: BTreeMap<String, Group> = BTreeMap::new();
    for (group, key) in gaps.values().zip(keys) {
        clusters.entry(key).or_default().join(group.clone());
    }
    let mut clusters: Vec<(String, Group)> = clusters.into_iter().collect();
    clusters
        .sort_by(|one, other| other.1.total().gap.cmp(&one.1.total().gap).then_with(|| one.0.cmp(&other.0)));
    clusters
}

fn gap(form: &str, group: &Group) -> Gap {
    let (kind, template) = match form.strip_prefix(TRACE) {
        Some(trace) => (Kind::Trace, trace),
        None => (Kind::Message, form.strip_prefix(MESSAGE).unwrap_or(form)),
    };
    let versions = group.versions.sorted().into_iter();
    Gap {
        id: id(form),
        template: template.to_string(),
        kind,
        count: group.total().gap,
        first: group.first,
        last: group.last,
        versions: versions
            .take(8)
            .map(|(version, count)| Version { version: version.into(), count })
            .collect(),
        examples: group.examples.iter().map(str::to_string).collect(),
        weeks: group.weeks.iter().map(|(week, tally)| (*week, tally.gap)).collect(),
    }
}

/// A record that the base lost since it was counted has its id.
fn name_of(record: &str, named: &BTreeMap<String, Named>) -> Named {
    let lost = || Named { title: record.to_string(), url: format!("{record}.html") };
    named.get(record).cloned().unwrap_or_else(lost)
}

fn id(form: &str) -> String {
    format!("gap-{}", &blake3::hash(form.as_bytes()).to_hex()[..10])
}

fn answered(counts: &Counts, named: &BTreeMap<String, Named>) -> Vec<Answered> {
    let rows = counts.records.iter().map(|(record, group)| {
        let (tally, Named { title, url }) = (group.total(), name_of(record, named));
        Answered {
            record: record.clone(),
            title,
            url,
            count: tally.answered(),
            tally,
            first: group.first,
            last: group.last,
            weeks: group.weeks.iter().map(|(week, tally)| (*week, tally.answered())).collect(),
        }
    });
    let mut rows: Vec<Answered> = rows.collect();
    rows.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.record.cmp(&other.record)));
    rows
}

fn duplicates(counts: &Counts, gaps: &[(String, Group)], named: &BTreeMap<String, Named>) -> Vec<Duplicates> {
    let records = counts.records.iter().map(|(record, group)| {
        (Some(record.clone()), None, name_of(record, named).title, group.total().answered(), group)
    });
    let gaps = gaps.iter().map(|(form, group)| {
        (None, Some(id(form)), form[TRACE.len()..].to_string(), group.total().gap, group)
    });
    let shared = records.chain(gaps).filter(|(.., group)| group.issues.len() > 1);
    let mut all: Vec<Duplicates> = shared
        .map(|(record, gap, title, count, group)| Duplicates {
            record,
            gap,
            title,
            count,
            issues: group.issues.iter().cloned().collect(),
        })
        .collect();
    all.sort_by(|one, other| {
        other.count.cmp(&one.count).then_with(|| (&one.record, &one.gap).cmp(&(&other.record, &other.gap)))
    });
    all
}

/// Every week from the first to the last, then what has no date.
fn weeks(counts: &Counts) -> Vec<WeekRow> {
    let mut tallies: BTreeMap<Week, Tally> = BTreeMap::new();
    for group in counts.records.values().chain(counts.gaps.values()) {
        for (week, tally) in &group.weeks {
            tallies.entry(*week).or_default().add(*tally);
        }
    }
    let mut known: BTreeMap<Week, u64> = counts.texts.clone();
    let dated = || counts.texts.keys().filter_map(|week| week.0);
    if let (Some(first), Some(last)) = (dated().min(), dated().max()) {
        let between = last.weeks_since(first);
        if between <= WEEKS {
            (0..=between).for_each(|week| {
                known.entry(Week(Some(first.later(week)))).or_default();
            });
        }
    }
    let undated = known.remove(&Week(None)).map(|texts| (Week(None), texts));
    let row = |(week, texts): (Week, u64)| {
        let tally = tallies.get(&week).copied().unwrap_or_default();
        WeekRow { week: week.0, texts, errors: tally.errors(), tally }
    };
    known.into_iter().chain(undated).map(row).collect()
}
