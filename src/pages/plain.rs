//! Records as Markdown, for tools and agents: the twin of each page, and `llms.txt`.

use std::fmt::Write as _;
use std::io;

use anyhow::Result;
use memchr::memmem;

use super::Setting;
use super::record::{kind_text, read_text};
use super::targets::{Goal, next_target};
use crate::base::RecordIx;
use crate::evidence::marks;
use crate::markdown::{Block, Prose, plain};
use crate::record::{Cause, Record, Section, SectionKind};
use crate::route::{Page, relative};
use crate::tables::Table;

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
    fn push(&self, out: &mut String, prose: &Prose) {
        let start = out.len();
        self.blocks(out, prose, 0);
        out.truncate(start + out[start..].trim_end().len());
        let blank = out[start..].len() - out[start..].trim_start().len();
        out.drain(start..start + blank);
    }

    fn titled(&self, out: &mut String, title: &str, prose: &Prose) {
        out.extend(["\n", title, "\n\n"]);
        self.push(out, prose);
        out.push('\n');
    }

    fn blocks(&self, out: &mut String, prose: &Prose, depth: usize) {
        let base = self.setting.base;
        for block in &prose.blocks {
            match block {
                Block::Text { markdown } => {
                    self.inline(out, markdown);
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
                    if let Some(piece) = base.pieces.get(name).filter(|_| depth < 4) {
                        self.blocks(out, &piece.prose, depth + 1);
                    }
                }
            }
        }
    }

    /// Marks in round brackets or none, links with an address.
    fn inline(&self, out: &mut String, markdown: &str) {
        let marks = marks(markdown);
        if marks.is_empty() {
            return self.links(out, markdown);
        }
        let mut text = String::with_capacity(markdown.len());
        let mut from = 0;
        for found in marks {
            if !self.evidence {
                // The blank before a mark goes with it.
                text.push_str(markdown[from..found.range.start].trim_end());
                from = found.range.end;
            } else if let Ok(mark) = found.mark {
                text.extend([&markdown[from..found.range.start], "(", mark.status.as_str()]);
                for (name, keys) in [(": ", mark.sources), ("; against: ", mark.against)] {
                    if !keys.is_empty() {
                        text.extend([name, &keys.join(", ")]);
                    }
                }
                text.push(')');
                from = found.range.end;
            }
        }
        text.push_str(&markdown[from..]);
        self.links(out, &text);
    }

    fn links(&self, out: &mut String, markdown: &str) {
        let mut rest = markdown;
        while let Some(at) = next_target(rest) {
            let (before, after) = rest.split_at(at);
            let end = after.find(')').unwrap_or(after.len());
            let target = &after[..end];
            match Goal::of(target, Some(self.ix), self.setting) {
                Some(goal) => {
                    match before.strip_suffix("[](") {
                        Some(before) => out.extend([before, "[", &goal.title(self.setting), "]("]),
                        None => out.push_str(before),
                    }
                    out.push_str(&goal.href(self.page, self.setting));
                }
                None => out.extend([before, target]),
            }
            rest = &after[end..];
        }
        out.push_str(rest);
    }

    fn table(&self, out: &mut String, table: &Table, shown: &[String]) {
        let day = table.as_of.as_ref().map_or("", |day| day.as_str());
        let _ = writeln!(out, "Table: {} (as of {day})\n", table.title);
        let cell = |text: &str| {
            let mut cell = String::new();
            self.inline(&mut cell, text);
            cell.replace('|', "\\|").replace("  \n", " · ").replace('\n', " ")
        };
        let mut titles: Vec<String> = table.columns.iter().map(|(_, column)| cell(&column.title)).collect();
        titles.extend(self.evidence.then(|| "Evidence".to_string()));
        let _ = writeln!(out, "| {} |", titles.join(" | "));
        let _ = writeln!(out, "|{}", "---|".repeat(titles.len()));
        for (_, row) in
            table.rows.iter().filter(|(id, _)| shown.is_empty() || shown.iter().any(|row| row == id))
        {
            let mut cells: Vec<String> = table
                .columns
                .iter()
                .map(|(id, _)| row.cells.get(id).map_or_else(String::new, |text| cell(&text.value)))
                .collect();
            if self.evidence {
                let sources = if row.sources.is_empty() { &table.sources } else { &row.sources };
                let keys: Vec<&str> = sources.iter().map(|key| key.value.as_str()).collect();
                let status = row.evidence.or(table.evidence).map_or("", crate::evidence::Status::as_str);
                cells.push(format!("{status}: {}", keys.join(", ")));
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
        let title = record.front.code.get(name).map_or("", |facts| facts.title.as_str());
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let fence = if memmem::find(file.text.as_bytes(), b"```").is_some() { "````" } else { "```" };
        let _ = writeln!(out, "{title} (`{name}`):\n\n{fence}{ending}\n{}\n{fence}\n", file.text.trim_end());
    }
}

pub fn markdown(ix: RecordIx, setting: &Setting<'_>) -> String {
    record_text(ix, Page::RecordMarkdown(ix), setting)
}

fn record_text(ix: RecordIx, page: Page, setting: &Setting<'_>) -> String {
    let record = setting.base.record(ix);
    let text = Text::of(ix, page, setting);
    let front = &record.front;
    let mut out = format!("# {}\n\n", front.title);
    text.inline(&mut out, &front.summary);
    let _ = write!(out, "\n\n- Id: `{}`\n", record.id.as_str());
    if let Some(status) = front.status {
        let _ = writeln!(out, "- HTTP status: {status}");
    }
    if let Some(error_type) = &front.error_type {
        let _ = writeln!(out, "- Type: `{error_type}`");
    }
    let _ = writeln!(out, "- Retry: {}", front.retry.as_str());
    if let Some(day) = &front.checked {
        let _ = writeln!(out, "- Checked: {}", day.as_str());
    }
    if let Some(fix) = &front.quick_fix {
        out.push_str("\n**Do this first:** ");
        text.inline(&mut out, fix);
        out.push('\n');
    }
    if !record.body.lead.is_empty() {
        out.push('\n');
        text.push(&mut out, &record.body.lead);
        out.push('\n');
    }
    for section in &record.body.sections {
        self::section(&mut out, section, record, &text);
    }
    sources(&mut out, record, setting);
    if let Some(volatile) = &front.volatile {
        out.push_str("\nMay change: ");
        text.inline(&mut out, volatile);
        out.push('\n');
    }
    out
}

fn section(out: &mut String, section: &Section, record: &Record, text: &Text<'_>) {
    let _ = write!(out, "\n## {}\n\n", section.kind.heading());
    if !section.prose.is_empty() {
        text.push(out, &section.prose);
        out.push('\n');
    }
    match section.kind {
        SectionKind::Causes => causes(out, record, text),
        SectionKind::Decide => {
            for (ix, decision) in record.body.decisions.iter().enumerate() {
                let _ = write!(out, "{}. ", ix + 1);
                text.push(out, &decision.question);
                out.push_str(" → ");
                text.push(out, &decision.answer);
                out.push('\n');
            }
        }
        SectionKind::Faq => {
            for question in &record.body.questions {
                text.titled(out, &format!("### {}", question.question), &question.answer);
            }
        }
        _ => {}
    }
}

fn causes(out: &mut String, record: &Record, text: &Text<'_>) {
    for (number, cause) in record.body.causes.iter().enumerate() {
        let _ = write!(out, "\n### {}. {}\n\n{}\n\n", number + 1, cause.title, evidence(cause));
        text.push(out, &cause.prose);
        out.push('\n');
        if let Some(check) = &cause.check {
            text.titled(out, "#### Check", &check.prose);
            out.push('\n');
            for outcome in &check.outcomes {
                out.push_str("- ");
                text.push(out, &outcome.observation);
                out.push_str(" → ");
                text.push(out, &outcome.meaning);
                out.push('\n');
            }
            if !check.after.is_empty() {
                out.push('\n');
                text.push(out, &check.after);
                out.push('\n');
            }
        }
        for fix in &cause.fixes {
            let risk = cause.facts.risk.map_or(String::new(), |risk| format!(" ({})", risk.as_str()));
            text.titled(out, &format!("#### {}{risk}", fix.title), &fix.prose);
        }
        for (title, prose) in [("#### Undo", &cause.undo), ("#### Verify", &cause.verify)] {
            if let Some(prose) = prose {
                text.titled(out, title, prose);
            }
        }
    }
}

fn evidence(cause: &Cause) -> String {
    let keys = |list: &[crate::yaml::Located<String>]| {
        list.iter().map(|key| key.value.clone()).collect::<Vec<_>>().join(", ")
    };
    let status = cause.facts.evidence.map_or("", crate::evidence::Status::as_str);
    let mut line = format!("Evidence: {status}");
    if !cause.facts.sources.is_empty() {
        let _ = write!(line, " ({})", keys(&cause.facts.sources));
    }
    if !cause.facts.against.is_empty() {
        let _ = write!(line, "; against: {}", keys(&cause.facts.against));
    }
    line
}

/// The keys of the sources of the record's own claims; those of shared tables stand in their rows.
pub fn keys(record: &Record) -> Vec<&str> {
    let causes = record.front.causes.iter().flat_map(|(_, facts)| facts.sources.iter().chain(&facts.against));
    let marks = record.texts().into_iter().flat_map(|text| &text.marks);
    let marks = marks.flat_map(|mark| mark.sources.iter().chain(&mark.against));
    let mut keys: Vec<&str> = causes.map(|key| key.value.as_str()).chain(marks.map(String::as_str)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn sources(out: &mut String, record: &Record, setting: &Setting<'_>) {
    let keys = keys(record);
    if keys.is_empty() {
        return;
    }
    out.push_str("\n## Sources\n\n");
    for key in keys {
        if let Some(source) = setting.base.sources.get(key) {
            let url = source.url.as_ref().map_or("", |url| url.value.as_str());
            let _ = writeln!(
                out,
                "- {key}: [{}]({url}), {}, {}",
                source.title,
                kind_text(source.kind).to_lowercase(),
                read_text(source)
            );
        }
    }
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
