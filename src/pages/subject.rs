//! What each list of records is about.

use super::Setting;
use super::frame::{in_a_sentence, words};
use crate::base::{RecordIx, initial};
use crate::record::Record;
use crate::route::{Facet, PAGE_SIZE, Page};

/// The heading in a list that a record stands under.
pub type Grouping<'a> = Box<dyn Fn(&Record) -> Option<String> + 'a>;

/// What a page of a list is about: its name, its records in order, and how they are grouped.
pub struct Subject<'a> {
    pub title: String,
    pub description: String,
    pub intro: Option<String>,
    /// In the whole list.
    pub count: usize,
    pub records: Vec<RecordIx>,
    pub grouped: Grouping<'a>,
    pub number: u32,
}

pub fn subject<'a>(page: Page, setting: &'a Setting<'_>) -> Subject<'a> {
    match page {
        Page::Program(ix, number) => of_program(ix, number, setting),
        Page::List(facet, ix, number) => of_facet(facet, ix, number, setting),
        Page::Code(ix) => of_code(ix, setting),
        Page::Codes(number) => codes(number, setting),
        Page::AToZ(number) => all(number, setting),
        _ => unreachable!("only lists are asked for here"),
    }
}

fn of_program<'a>(ix: u32, number: u32, setting: &'a Setting<'_>) -> Subject<'a> {
    let base = setting.base;
    let (id, program) = base.site.programs.iter().nth(ix as usize).expect("the site map named it");
    let has_status = base.of_program(id).any(|(_, record)| record.front.status().is_some());
    Subject {
        title: program.title.clone(),
        description: format!("{} {}", program.title, program.summary),
        intro: Some(program.summary.clone()),
        count: base.of_program(id).len(),
        records: shown(base.by_status(id).iter().copied(), number),
        grouped: Box::new(move |record| has_status.then(|| status_title(record))),
        number,
    }
}

fn of_facet<'a>(facet: Facet, ix: u32, number: u32, setting: &'a Setting<'_>) -> Subject<'a> {
    let group = &facet.groups(setting.base)[ix as usize];
    let label = facet.label(setting.base);
    let (title, description) = match facet {
        Facet::Of(_) => (
            group.title.clone(),
            format!(
                "Every recorded error with {} {}, and what tells them apart.",
                in_a_sentence(label),
                group.short()
            ),
        ),
        Facet::Tag => (
            format!("{label}: {}", group.title),
            format!("Every recorded error that has to do with {}.", words(&group.title)),
        ),
    };
    let (count, records) = (group.records.len(), shown(group.records.iter().copied(), number));
    let base = setting.base;
    let program = |ix: &RecordIx| base.record(*ix).id.program();
    let several = group.records.first().map(program) != group.records.last().map(program);
    let grouped = move |record: &Record| {
        let id = record.id.program();
        several.then(|| base.site.programs.get(id).map_or(id, |program| &program.title).to_string())
    };
    Subject { title, description, intro: None, count, records, grouped: Box::new(grouped), number }
}

fn of_code<'a>(ix: u32, setting: &'a Setting<'_>) -> Subject<'a> {
    let group = &setting.base.facets.codes[ix as usize];
    Subject {
        title: format!("Error code {}", group.title),
        description: format!("More than one program has an error with the code {}.", group.title),
        intro: Some("More than one program uses this code. Which one do you use?".into()),
        count: group.records.len(),
        records: group.records.clone(),
        grouped: Box::new(|_| None),
        number: 1,
    }
}

fn codes<'a>(number: u32, setting: &'a Setting<'_>) -> Subject<'a> {
    let all = &setting.base.facets.by_code;
    Subject {
        title: "Error codes".into(),
        description: format!("Every error code of {}, in order.", setting.base.site.title),
        intro: None,
        count: all.len(),
        records: shown(all.iter().copied(), number),
        grouped: Box::new(|_| None),
        number,
    }
}

fn all<'a>(number: u32, setting: &'a Setting<'_>) -> Subject<'a> {
    let base = setting.base;
    Subject {
        title: "All records".into(),
        description: format!("Every record of {}, from A to Z.", base.site.title),
        intro: None,
        count: base.len(),
        records: shown(base.facets.alphabet.iter().copied(), number),
        grouped: Box::new(|record| Some(initial(&record.front.title).unwrap_or_else(|| "Other".into()))),
        number,
    }
}

/// The records of one page of a list; pages count from 1.
fn shown(records: impl Iterator<Item = RecordIx>, number: u32) -> Vec<RecordIx> {
    records.skip((number.max(1) as usize - 1) * PAGE_SIZE).take(PAGE_SIZE).collect()
}

fn status_title(record: &Record) -> String {
    record.front.status().map_or_else(|| "No HTTP status".into(), |status| format!("HTTP {status}"))
}
