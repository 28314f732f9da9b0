//! Data that several records share: typed cells, as of a date, with a source for what it says.

use std::ops::Range;

use serde::Serialize;

use crate::choice;
use crate::evidence::Status;
use crate::markdown::{Passage, Prose};
use crate::problem::{Guesses, Place, Problem, Rule};
use crate::source::FileId;
use crate::yaml::{Day, Fields, Located, Named, Object, Value, parse, unquoted};

choice! {
    /// What the cells of a column hold.
    ColumnKind { Text = "text", Code = "code", Verdict = "verdict", }
}

choice! {
    Verdict { Yes = "yes", No = "no", Limited = "limited", Varies = "varies", }
}

choice! {
    /// What a column shows of the records that are the rows.
    Shown {
        Texts = "texts",
        Title = "title",
        Summary = "summary",
        QuickFix = "quick-fix",
        Status = "status",
        Type = "type",
        Class = "class",
        Retry = "retry",
        Wait = "wait",
        Sender = "sender",
        Apart = "apart",
    }
}

choice! { Grouping { Status = "status", Class = "class", } }

#[derive(Clone, Debug, Serialize)]
pub struct Column {
    pub title: String,
    pub kind: ColumnKind,
    #[serde(skip)]
    pub shows: Option<Shown>,
}

impl Object for Column {
    const NAME: &'static str = "a column";

    fn read(fields: &mut Fields<'_, '_>) -> Column {
        Column {
            title: fields.need("title", "What stands above the column.", "Monthly spend cap").unwrap_or_default(),
            kind: fields
                .get("type", "What its cells hold: text (inline Markdown), code, or a verdict with an optional remark.", "verdict")
                .unwrap_or(ColumnKind::Text),
            shows: fields.get("shows", "In a table of records: what of each record stands here.", "apart"),
        }
    }
}

/// Which records are the rows of a table. Every field that is there narrows the choice.
#[derive(Clone, Debug)]
pub struct Gathered {
    pub program: Vec<String>,
    pub status: Vec<u32>,
    pub class: Vec<String>,
    pub retry: Vec<String>,
    pub surface: Vec<String>,
    pub with: Option<Shown>,
    pub by: Option<Grouping>,
    pub span: Range<u32>,
}

impl Object for Gathered {
    const NAME: &'static str = "a choice of records";

    fn read(fields: &mut Fields<'_, '_>) -> Gathered {
        Gathered {
            span: fields.span(),
            program: fields.get("program", "Records of these programs.", "[claude-code]").unwrap_or_default(),
            status: fields.get("status", "Records of these HTTP statuses.", "[403]").unwrap_or_default(),
            class: fields.get("class", "Records of these classes.", "[permission]").unwrap_or_default(),
            retry: fields.get("retry", "Records with this verdict on retries.", "[yes]").unwrap_or_default(),
            surface: fields
                .get("surface", "Records that show on these surfaces.", "[oauth]")
                .unwrap_or_default(),
            with: fields.get("with", "Only records that have this field.", "apart"),
            by: fields.get("by", "One row for all records that have this in common.", "status"),
        }
    }
}

/// The cells of a row by column, and what the row rests on.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub evidence: Option<Status>,
    pub sources: Vec<Located<String>>,
    #[serde(serialize_with = "pairs")]
    pub cells: Named<Located<String>>,
}

fn pairs<S: serde::Serializer>(cells: &Named<Located<String>>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(cells.iter())
}

impl Object for Row {
    const NAME: &'static str = "a row";

    fn read(fields: &mut Fields<'_, '_>) -> Row {
        Row {
            evidence: fields.get(
                "evidence",
                "The status of what the row says, where rows differ.",
                "documented",
            ),
            sources: fields.get("sources", "The sources of the row.", "[D-rel]").unwrap_or_default(),
            cells: fields.rest("The cells: the id of a column and what stands there.", "Start"),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Table {
    pub file: FileId,
    pub name: String,
    pub title: String,
    pub caption: Option<String>,
    pub as_of: Option<Day>,
    pub stale_after: Option<Day>,
    pub verify: Option<String>,
    pub volatile: Option<String>,
    pub evidence: Option<Status>,
    pub sources: Vec<Located<String>>,
    pub columns: Named<Column>,
    /// Where the rows are records: which. The base fills in the rows.
    pub records: Option<Gathered>,
    pub rows: Named<Row>,
    /// Caption, cells and the like as text, for what they refer to.
    pub texts: Vec<Prose>,
}

impl Object for Table {
    const NAME: &'static str = "a table";

    fn read(fields: &mut Fields<'_, '_>) -> Table {
        Table {
            file: FileId(0),
            name: String::new(),
            title: fields
                .need("title", "What the table tells.", "Usage tiers of the API")
                .unwrap_or_default(),
            caption: fields.get(
                "caption",
                "How to read it; inline Markdown.",
                "Caps are per month and organization.",
            ),
            as_of: fields.get(
                "as-of",
                "The day as of which it holds; required, but for records: theirs counts.",
                "2026-11-20",
            ),
            stale_after: fields.get(
                "stale-after",
                "The day after which it is due for a check.",
                "2027-02-20",
            ),
            verify: fields.get(
                "verify",
                "Where to check it today; inline Markdown.",
                "[Limits page](https://example.org/limits)",
            ),
            volatile: fields.get("volatile", "What may change.", "Caps change with the plans."),
            evidence: fields.get("evidence", "The status of all rows that name none.", "documented"),
            sources: fields
                .get("sources", "The sources of all rows that name none.", "[D-rate]")
                .unwrap_or_default(),
            columns: fields
                .need("columns", "The columns by id, in order.", "{ tier: { title: Tier } }")
                .unwrap_or_default(),
            texts: Vec::new(),
            records: fields.get(
                "records",
                "Instead of rows: the records that are the rows.",
                "{ status: [403] }",
            ),
            rows: fields
                .get("rows", "The rows by id, in order: column ids to cells.", "{ start: { tier: Start } }")
                .unwrap_or_default(),
        }
    }
}

/// `content/tables/<name>.yaml` to a table.
pub fn parse_table(
    file: FileId,
    name: &str,
    text: &str,
    problems: &mut Vec<Problem>,
    passages: &mut Vec<Passage>,
) -> Option<Table> {
    let told = problems.len();
    let node = parse(text, 0..text.len(), file, problems)?;
    let whole = problems[told..].iter().all(|problem| problem.rule != Rule::BadYaml);
    let mut reader = crate::yaml::Reader::new(file, problems);
    let table: Table = Value::read(&node, &mut reader)?;
    let short = ["title", "caption", "verify", "volatile"].iter().filter_map(|name| node.get(name));
    let spans = short.map(|node| &node.span).chain(table.inline_cells().map(|cell| &cell.span));
    let ranges = spans.filter_map(|span| unquoted(text, span));
    let texts = ranges.map(|range| Prose::read(text, range, file, problems, passages)).collect();
    let table = Table { file, name: name.to_string(), texts, ..table };
    // What it lacks may stand in what could not be read.
    if whole {
        check(&table, problems);
    }
    Some(table)
}

impl Table {
    /// The rows of these ids; without ids, all.
    pub fn shown<'t>(&'t self, ids: &'t [String]) -> impl Iterator<Item = &'t Row> + 't {
        let shown = move |id: &str| ids.is_empty() || ids.iter().any(|shown| shown == id);
        self.rows.iter().filter(move |(id, _)| shown(id)).map(|(_, row)| row)
    }

    /// What a row rests on: its own, or what all rows do.
    pub fn ground<'t>(&'t self, row: &'t Row) -> (Option<Status>, &'t [Located<String>]) {
        let sources = if row.sources.is_empty() { &self.sources } else { &row.sources };
        (row.evidence.or(self.evidence), sources)
    }

    /// The cells that are inline Markdown.
    fn inline_cells(&self) -> impl Iterator<Item = &Located<String>> {
        let is_code = |column: &Located<String>| {
            self.columns.get(&column.value).is_some_and(|column| column.kind == ColumnKind::Code)
        };
        let cells = self.rows.0.iter().flat_map(|(_, row)| &row.cells.0);
        cells.filter(move |(column, _)| !is_code(column)).map(|(_, cell)| cell)
    }
}

fn check(table: &Table, problems: &mut Vec<Problem>) {
    if table.records.is_some() != table.rows.0.is_empty() {
        let message = format!("table `{}` needs either `rows` or `records`", table.name);
        problems.push(
            Problem::new(Rule::MissingField, table.file, Place::WholeFile, message)
                .hint("write `rows:` with cells of your own, or `records:` to gather them from records"),
        );
    }
    if table.as_of.is_none() && table.records.is_none() {
        let place = Place::WholeFile;
        problems.push(
            Problem::new(
                Rule::TableWithoutDate,
                table.file,
                place,
                format!("table `{}` has no `as-of`", table.name),
            )
            .hint("add `as-of: ` and the day on which the table was checked"),
        );
    }
    let mut guesses = Guesses::default();
    for (id, row) in &table.rows.0 {
        for (column, cell) in &row.cells.0 {
            problems.extend(check_cell(table, id, column, cell, &mut guesses));
        }
        let cited = !row.sources.is_empty() || !table.sources.is_empty();
        let status = row.evidence.or(table.evidence);
        if status.is_none() {
            problems.push(missing(
                Rule::ClaimWithoutStatus,
                table.file,
                id,
                "status",
                "add `evidence: documented` (or reported, disputed …) to the row or the table",
            ));
        } else if !cited && status.is_some_and(Status::needs_source) {
            problems.push(missing(
                Rule::ClaimWithoutSource,
                table.file,
                id,
                "source",
                "add `sources: [KEY]` to the row or the table",
            ));
        }
    }
}

/// Those of a table for people; the first of them, where a program wrote it.
fn columns(table: &Table) -> String {
    const MANY: usize = 20;
    let mut names: Vec<&str> = table.columns.names().take(MANY).collect();
    if table.columns.0.len() > MANY {
        names.push("…");
    }
    names.join(", ")
}

fn check_cell(
    table: &Table,
    row: &Located<String>,
    column: &Located<String>,
    cell: &Located<String>,
    guesses: &mut Guesses,
) -> Option<Problem> {
    let problem = |rule, place, message: String| Problem::new(rule, table.file, place, message);
    let Some(known) = table.columns.get(&column.value) else {
        let message = format!("row `{}` has a cell for the unknown column `{}`", row.value, column.value);
        let problem = problem(Rule::UnknownField, column.place(), message).label("no such column");
        return Some(match guesses.nearest(&column.value, table.columns.names()) {
            Some(name) => problem.replace(column.span.clone(), name, format!("did you mean `{name}`?")),
            None => problem.hint(format!("the columns are {}", columns(table))),
        });
    };
    let wrong = known.kind == ColumnKind::Verdict && verdict(&cell.value).is_none();
    wrong.then(|| {
        problem(Rule::BadValue, cell.place(), format!("`{}` is no verdict", cell.value))
            .label("in a column of verdicts")
            .hint("begin with yes, no, limited or varies; a remark may follow after a colon")
    })
}

fn missing(rule: Rule, file: FileId, row: &Located<String>, what: &str, hint: &str) -> Problem {
    Problem::new(rule, file, row.place(), format!("row `{}` has no {what}", row.value)).hint(hint)
}

/// `limited: only for some` to the verdict and the remark.
pub fn verdict(cell: &str) -> Option<(Verdict, &str)> {
    use crate::yaml::Choice;
    let (word, remark) = cell.split_once(':').unwrap_or((cell, ""));
    let word = word.trim().to_ascii_lowercase();
    let (_, verdict) = Verdict::ALL.iter().find(|(name, _)| *name == word)?;
    Some((*verdict, remark.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIERS: &str = "title: Tiers\nas-of: 2026-11-20\nevidence: documented\nsources: [D-x]\ncolumns:\n  tier: { title: Tier }\n  open: { title: Open, type: verdict }\nrows:\n  start: { tier: Start, open: 'limited: a few' }\n";

    fn rules(text: &str) -> Vec<&'static str> {
        let mut problems = Vec::new();
        parse_table(FileId(0), "tiers", text, &mut problems, &mut Vec::new());
        problems.iter().map(|problem| problem.rule.name()).collect()
    }

    #[test]
    fn a_table_with_date_and_sources_is_fine() {
        assert_eq!(rules(TIERS), Vec::<&str>::new());
    }

    #[test]
    fn a_table_says_as_of_when_and_on_what_ground() {
        assert_eq!(rules(&TIERS.replace("as-of: 2026-11-20\n", "")), ["table-without-date"]);
        assert_eq!(rules(&TIERS.replace("evidence: documented\n", "")), ["claim-without-status"]);
        assert_eq!(rules(&TIERS.replace("sources: [D-x]\n", "")), ["claim-without-source"]);
    }

    #[test]
    fn cells_are_of_their_column() {
        assert_eq!(rules(&TIERS.replace("open: 'limited", "opne: 'limited")), ["unknown-field"]);
        assert_eq!(rules(&TIERS.replace("limited:", "maybe:")), ["bad-value"]);
    }
}
