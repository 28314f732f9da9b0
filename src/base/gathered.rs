//! Tables whose rows are records. What such a table tells is the records' own, so it cannot fall behind them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::markdown::{What, spots};
use crate::problem::{Place, Problem, Rule};
use crate::record::{Record, Retry};
use crate::tables::{Gathered, Grouping, Row, Shown, Table};
use crate::yaml::{Located, Named};

/// How many texts of one record a cell shows.
const TEXTS: usize = 2;

/// Between values that stand below each other in one cell: a hard break of Markdown.
const LINE: &str = "  \n";

fn fill(table: &mut Table, records: &[Arc<Record>], programs: &[&str], problems: &mut Vec<Problem>) {
    let Some(gathered) = table.records.take() else { return };
    let mut chosen: Vec<&Arc<Record>> = records.iter().filter(|record| gathered.holds(record)).collect();
    if chosen.is_empty() {
        let place = Place::Span(gathered.span.clone());
        problems.push(
            Problem::new(
                Rule::BadValue,
                table.file,
                place,
                format!("table `{}` gathers no record", table.name),
            )
            .hint("look at `errbook list --format json` for what the records hold"),
        );
    }
    // As the site names its programs, so that the one it is about comes first.
    let place = |record: &Arc<Record>| programs.iter().position(|program| *program == record.id.program());
    chosen.sort_by_cached_key(|record| (record.front.by_status(), place(record)));
    table.as_of = chosen.iter().filter_map(|record| record.front.checked.clone()).min();
    let mut groups: Vec<(String, Vec<&Arc<Record>>)> = Vec::new();
    for record in chosen {
        let id = match gathered.by {
            None => record.id.as_str().replace('/', "-"),
            Some(Grouping::Status) => value(Shown::Status, record).unwrap_or_else(|| "none".to_string()),
            Some(Grouping::Class) => value(Shown::Class, record).unwrap_or_else(|| "none".to_string()),
        };
        match groups.iter_mut().find(|(known, _)| *known == id) {
            Some((_, group)) => group.push(record),
            None => groups.push((id, vec![record])),
        }
    }
    let located = |value: String| Located { value, span: gathered.span.clone() };
    let rows = groups.into_iter().map(|(id, group)| {
        let cells = table.columns.0.iter().filter_map(|(column, facts)| {
            let shows = facts.shows?;
            let mut values: Vec<String> = Vec::new();
            for value in group.iter().filter_map(|record| value(shows, record)) {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            let none = if shows == Shown::Status { "none" } else { "" };
            let text = if values.is_empty() { none.to_string() } else { values.join(LINE) };
            Some((column.clone(), located(text)))
        });
        let remarks = table.columns.iter().filter_map(|(_, column)| match column.shows? {
            Shown::Apart => group[0].front.apart.as_ref(),
            Shown::Wait => group[0].front.wait.as_ref(),
            _ => None,
        });
        let remark = remarks.take(1).find(|_| group.len() == 1);
        let row = Row {
            evidence: remark.and_then(|remark| remark.evidence),
            sources: remark.map(|remark| remark.sources.clone()).unwrap_or_default(),
            cells: Named::new(cells.collect()),
        };
        (located(id), row)
    });
    table.rows = Named::new(rows.collect());
}

/// Fills all tables. The programs are those of the site, in its order.
pub(super) fn fill_all(
    tables: &mut BTreeMap<String, Table>,
    records: &[Arc<Record>],
    programs: &[&str],
    problems: &mut Vec<Problem>,
) {
    for table in tables.values_mut() {
        fill(table, records, programs, problems);
    }
}

impl Gathered {
    fn holds(&self, record: &Record) -> bool {
        let front = &record.front;
        let one_of = |allowed: &[String], value: Option<&str>| {
            allowed.is_empty() || value.is_some_and(|value| allowed.iter().any(|word| word == value))
        };
        front.retired.is_none()
            && one_of(&self.program, Some(record.id.program()))
            && (self.status.is_empty() || front.status().is_some_and(|status| self.status.contains(&status)))
            && one_of(&self.class, front.facet("class").next())
            && one_of(&self.retry, Some(front.retry.as_str()))
            && (self.surface.is_empty()
                || front.facet("surfaces").any(|surface| one_of(&self.surface, Some(surface))))
            && self.with.is_none_or(|shown| value(shown, record).is_some())
    }
}

/// What a cell says of a record, as inline Markdown.
fn value(shown: Shown, record: &Record) -> Option<String> {
    let front = &record.front;
    let own = |text: &str| own(text, record.id.as_str());
    match shown {
        Shown::Texts => texts(record),
        Shown::Title => Some(format!("[](record:{})", record.id.as_str())),
        Shown::Summary => Some(own(&front.summary)),
        Shown::QuickFix => front.quick_fix.as_deref().map(own),
        Shown::Status => front.status().map(|status| status.to_string()),
        Shown::Type => front.error_type().map(|name| format!("`{name}`")),
        Shown::Class => front.facet("class").next().map(ToString::to_string),
        Shown::Retry => Some(verdict(front.retry).to_string()),
        Shown::Wait => front.wait.as_ref().map(|wait| own(&wait.text.value)),
        Shown::Sender => front.sender.clone(),
        Shown::Apart => front.apart.as_ref().map(|apart| own(&apart.text.value)),
    }
}

/// A text of a record for elsewhere: what it calls `#cause` is the record's.
fn own(text: &str, id: &str) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for spot in spots(text) {
        if let What::Link(target) | What::Wordless(target) = &spot.what
            && target.starts_with('#')
        {
            out.extend([&text[from..spot.range.start as usize], "](record:", id, target, ")"]);
            from = spot.range.end as usize;
        }
    }
    out.push_str(&text[from..]);
    out
}

fn verdict(retry: Retry) -> &'static str {
    match retry {
        Retry::Yes => "yes",
        Retry::No => "no",
        Retry::AfterChange => "after a change",
        Retry::NotStated => "not stated",
    }
}

/// The words by which a paste of this error is known.
fn texts(record: &Record) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for signature in record.front.signatures.iter().filter(|signature| !signature.value.fallback) {
        let words = signature.value.all.iter().filter(|text| !text.value.contains('`'));
        let text = words.map(|text| format!("`{}`", text.value)).collect::<Vec<_>>().join(" + ");
        if !text.is_empty() && !found.contains(&text) {
            found.push(text);
        }
    }
    found.truncate(TEXTS);
    (!found.is_empty()).then(|| found.join(LINE))
}

#[cfg(test)]
mod tests {
    use crate::source::Sources;

    const RECORD: &str = "---\ntitle: T\nsummary: S\nstatus: 403\nretry: no\nchecked: 2026-11-20\nsender: the edge\napart: { text: \"See [why](#why).\", evidence: documented, sources: [D] }\nsignatures:\n  - all: [\"not allowed here\"]\n---\n";
    const TABLE: &str = "title: Alike\nrecords: { status: [403], with: apart }\ncolumns:\n  text: { title: Text, shows: texts }\n  apart: { title: Apart, shows: apart }\n  page: { title: Page, shows: title }\n";

    fn rows(table: &str) -> (Vec<Vec<String>>, Vec<&'static str>) {
        let other = RECORD.replace("403", "404");
        let plain = RECORD.replace("apart: {", "wait: {").replace("2026-11-20", "2026-11-19");
        let sources = Sources::from_texts([
            ("content/records/a/one.md", RECORD),
            ("content/records/a/other.md", &other),
            ("content/records/a/plain.md", &plain),
            ("content/tables/alike.yaml", table),
        ]);
        let (base, problems) = super::super::load(&sources);
        let cells = |row: &crate::tables::Row| row.cells.iter().map(|(_, cell)| cell.value.clone()).collect();
        let rows = base.tables["alike"].rows.iter().map(|(_, row)| cells(row)).collect();
        let file = sources.find("content/tables/alike.yaml").expect("it was given");
        (
            rows,
            problems
                .iter()
                .filter(|problem| problem.file == file)
                .map(|problem| problem.rule.name())
                .collect(),
        )
    }

    #[test]
    fn a_row_is_a_record_and_says_what_the_record_says() {
        let cells = ["`not allowed here`", "See [why](record:a/one#why).", "[](record:a/one)"];
        assert_eq!(rows(TABLE).0, [cells]);
    }

    #[test]
    fn records_with_the_same_status_share_a_row() {
        let table = "title: Map\nrecords: { by: status }\ncolumns:\n  status: { title: Status, shows: status }\n  page: { title: Page, shows: title }\n";
        let (rows, _) = rows(table);
        assert_eq!(rows, [["403", "[](record:a/one)  \n[](record:a/plain)"], ["404", "[](record:a/other)"]]);
    }

    #[test]
    fn a_choice_that_holds_nothing_is_told() {
        assert_eq!(rows(&TABLE.replace("403", "418")).1, ["bad-value"]);
        assert_eq!(
            rows(&TABLE.replace("records: { status: [403], with: apart }\n", "")).1,
            ["missing-field", "table-without-date"]
        );
    }
}
