//! Texts as Markdown that stands by itself, for tools and agents; and `llms.txt`.

use std::fmt::Write as _;
use std::io;

use anyhow::Result;
use memchr::memmem;

use super::Setting;
use super::targets::Goal;
use super::twin::record_text;
use crate::base::{Owner, RecordIx};
use crate::evidence::{Mark, Status, marks};
use crate::markdown::{Block, Prose, Spot, What, plain, spots};
use crate::route::{Page, relative};
use crate::tables::{ColumnKind, Table};

/// Writes the texts of one record with everything they refer to put in its place.
pub struct Text<'a> {
    setting: &'a Setting<'a>,
    ix: RecordIx,
    /// The page the text stands on: links count from there.
    page: Page,
    /// Whether it says what a claim rests on.
    evidence: bool,
}

impl<'a> Text<'a> {
    pub fn of(ix: RecordIx, page: Page, setting: &'a Setting<'a>) -> Text<'a> {
        Text { setting, ix, page, evidence: true }
    }

    /// The words of the page alone: the keys of sources are ours, and stand nowhere on it.
    pub fn without_evidence(self) -> Text<'a> {
        Text { evidence: false, ..self }
    }

    pub fn prose(&self, prose: &Prose) -> String {
        let mut out = String::new();
        self.push(&mut out, prose);
        out
    }

    /// Without white space around it.
    pub(super) fn push(&self, out: &mut String, prose: &Prose) {
        let start = out.len();
        self.blocks(out, prose);
        out.truncate(start + out[start..].trim_end().len());
        let blank = out[start..].len() - out[start..].trim_start().len();
        out.drain(start..start + blank);
    }

    pub(super) fn titled(&self, out: &mut String, title: &str, prose: &Prose) {
        out.extend(["\n", title, "\n\n"]);
        self.push(out, prose);
        out.push('\n');
    }

    fn blocks(&self, out: &mut String, prose: &Prose) {
        let base = self.setting.base;
        for block in &prose.blocks {
            match block {
                Block::Text { markdown, spots } => {
                    self.text(out, markdown, spots);
                    out.push_str("\n\n");
                }
                Block::Table { name, rows } => {
                    if let Some(table) = base.tables.get(name) {
                        self.table(out, table, rows);
                    }
                }
                Block::Code { files } => {
                    for name in files {
                        self.code(out, name);
                    }
                }
                Block::Piece { name } => {
                    if let Some(piece) = base.pieces.get(name) {
                        self.blocks(out, &piece.prose);
                    }
                }
            }
        }
    }

    /// A short text.
    pub(super) fn inline(&self, out: &mut String, markdown: &str) {
        self.text(out, markdown, &spots(markdown));
    }

    /// Marks in round brackets or none, links with an address; code as it is.
    fn text(&self, out: &mut String, markdown: &str, spots: &[Spot]) {
        let mut from = 0;
        for Spot { range, what } in spots {
            let (start, end) = (range.start as usize, range.end as usize);
            let before = &markdown[from..start];
            from = end;
            if matches!(what, What::Mark) && !self.evidence {
                // The blank before a mark goes with it.
                out.push_str(before.trim_end());
                continue;
            }
            out.push_str(before);
            let owner = Owner::Record(self.ix);
            match what {
                What::Mark => {
                    for mark in marks(&markdown[start..end]).into_iter().filter_map(|found| found.mark.ok()) {
                        out.push_str(&mark_text(&mark));
                    }
                }
                What::Opening => out.push('['),
                What::Link(target) | What::Wordless(target) => {
                    let goal = Goal::of(target, owner, self.setting);
                    if let (What::Wordless(_), Some(goal)) = (what, &goal) {
                        out.push_str(&goal.title(self.setting));
                    }
                    let href = goal.map(|goal| goal.href(self.page, self.setting));
                    out.extend(["](", href.as_deref().unwrap_or(target), ")"]);
                }
                What::Image(url) => {
                    let image = self.setting.base.image(owner, url).map(Page::Image);
                    let href = image.map(|image| self.setting.href(self.page, image));
                    out.extend(["](", href.as_deref().unwrap_or(url), ")"]);
                }
                What::Definition | What::Comment | What::Place | What::Filled(_) => {}
            }
        }
        out.push_str(&markdown[from..]);
    }

    fn table(&self, out: &mut String, table: &Table, shown: &[String]) {
        let day = table.as_of.as_ref().map_or("", |day| day.as_str());
        let _ = writeln!(out, "Table: {} (as of {day})\n", table.title);
        let cell = |kind: ColumnKind, text: &str| {
            let mut cell = String::new();
            // As on the page: what brings no code marks of its own is code as a whole.
            if kind == ColumnKind::Code && !text.is_empty() && !text.contains('`') {
                cell.extend(["`", text, "`"]);
            } else {
                self.inline(&mut cell, text);
            }
            cell.replace('|', "\\|").replace("  \n", " · ").replace('\n', " ")
        };
        let columns = || table.columns.iter();
        let mut titles: Vec<String> =
            columns().map(|(_, column)| cell(ColumnKind::Text, &column.title)).collect();
        titles.extend(self.evidence.then(|| "Evidence".to_string()));
        let _ = writeln!(out, "| {} |", titles.join(" | "));
        let _ = writeln!(out, "|{}", "---|".repeat(titles.len()));
        for row in table.shown(shown) {
            let cells = columns().map(|(id, column)| {
                row.cells.get(id).map_or_else(String::new, |text| cell(column.kind, &text.value))
            });
            let mut cells: Vec<String> = cells.collect();
            if self.evidence {
                let (status, sources) = table.ground(row);
                let keys: Vec<&str> = sources.iter().map(|key| key.value.as_str()).collect();
                cells.push(format!("{}: {}", status.map_or("", Status::label), keys.join(", ")));
            }
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        out.push('\n');
    }

    fn code(&self, out: &mut String, name: &str) {
        let record = self.setting.base.record(self.ix);
        let Some(file) = self.setting.base.code(self.ix).iter().find(|file| file.name == name) else {
            return;
        };
        let title = record.front.code_samples.get(name).map_or("", |facts| facts.title.as_str());
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let fence = if memmem::find(file.text.as_bytes(), b"```").is_some() { "````" } else { "```" };
        let _ = writeln!(out, "{title} (`{name}`):\n\n{fence}{ending}\n{}\n{fence}\n", file.text.trim_end());
    }
}

/// `(documented: D-err; against: D-beta)`.
pub(super) fn mark_text(mark: &Mark) -> String {
    let mut text = format!("({}", mark.status.label());
    for (name, keys) in [(": ", &mark.sources), ("; against: ", &mark.against)] {
        if !keys.is_empty() {
            text.extend([name, &keys.join(", ")]);
        }
    }
    text + ")"
}

pub fn llms(setting: &Setting<'_>, out: &mut dyn io::Write) -> Result<()> {
    let base = setting.base;
    let full = relative("llms.txt", &setting.path(Page::LlmsFull));
    let errors = relative("llms.txt", &setting.path(Page::Errors));
    write!(out, "# {}\n\n> {}\n\n", base.site.title, base.site.description)?;
    writeln!(
        out,
        "Each record is also Markdown (.md) and JSON (.json) at its own address. All of it: [Markdown]({full}), [JSON]({errors})."
    )?;
    for (id, program) in base.site.programs.iter() {
        if base.of_program(id).next().is_none() {
            continue;
        }
        write!(out, "\n## {}\n\n", program.title)?;
        for (ix, record) in base.of_program(id) {
            let path = setting.path(Page::RecordMarkdown(ix));
            writeln!(out, "- [{}]({path}): {}", record.front.title, plain(&record.front.summary))?;
        }
    }
    Ok(())
}

pub fn llms_full(setting: &Setting<'_>, out: &mut dyn io::Write) -> Result<()> {
    write!(out, "# {}\n\n> {}\n", setting.base.site.title, setting.base.site.description)?;
    for ix in setting.base.indices() {
        write!(out, "\n---\n\n{}", record_text(ix, Page::LlmsFull, setting))?;
    }
    Ok(())
}

/// A fence that nothing in the text can close.
pub fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}\n{fence}")
}
