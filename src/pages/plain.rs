//! Records as Markdown, for tools and agents: the twin of each page, and `llms.txt`.

use std::fmt::Write as _;
use std::io;

use anyhow::Result;

use super::Setting;
use super::record::{kind_text, read_text};
use crate::base::RecordIx;
use crate::evidence::marks;
use crate::markdown::{Block, Prose, plain};
use crate::record::{Cause, Record, SectionKind};
use crate::route::{Page, relative};
use crate::tables::Table;

/// Writes the texts of one record with everything they refer to put in its place.
pub struct Text<'a> {
    setting: &'a Setting<'a>,
    ix: RecordIx,
    /// The page the text stands on: links count from there.
    page: Page,
}

impl<'a> Text<'a> {
    pub fn of(ix: RecordIx, page: Page, setting: &'a Setting<'a>) -> Text<'a> {
        Text { setting, ix, page }
    }

    pub fn prose(&self, prose: &Prose) -> String {
        let mut out = String::new();
        self.push(&mut out, prose, 0);
        out.trim().to_string()
    }

    fn push(&self, out: &mut String, prose: &Prose, depth: usize) {
        let base = self.setting.base;
        for block in &prose.blocks {
            match block {
                Block::Text { markdown } => {
                    let _ = writeln!(out, "{}\n", self.inline(markdown));
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
                        self.push(out, &piece.prose, depth + 1);
                    }
                }
            }
        }
    }

    /// Marks in round brackets, links with an address.
    pub fn inline(&self, markdown: &str) -> String {
        let mut out = String::new();
        let mut from = 0;
        for found in marks(markdown) {
            if let Ok(mark) = found.mark {
                out.push_str(&markdown[from..found.range.start]);
                let mut inside = mark.status.as_str().to_string();
                if !mark.sources.is_empty() {
                    let _ = write!(inside, ": {}", mark.sources.join(", "));
                }
                if !mark.against.is_empty() {
                    let _ = write!(inside, "; against: {}", mark.against.join(", "));
                }
                let _ = write!(out, "({inside})");
                from = found.range.end;
            }
        }
        out.push_str(&markdown[from..]);
        self.links(&out)
    }

    fn links(&self, markdown: &str) -> String {
        if !markdown.contains(']') {
            return markdown.to_string();
        }
        let mut out = String::new();
        let mut rest = markdown;
        while let Some(at) = rest.find("](") {
            let (before, after) = rest.split_at(at + 2);
            let end = after.find(')').unwrap_or(after.len());
            let link = super::targets::resolve(&after[..end], self.page, Some(self.ix), self.setting);
            if let Some(link) = link {
                if before.ends_with("[](") {
                    let _ = write!(out, "{}{}](", &before[..before.len() - 2], link.title);
                } else {
                    out.push_str(before);
                }
                out.push_str(&link.href);
            } else {
                out.push_str(before);
                out.push_str(&after[..end]);
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        out
    }

    fn table(&self, out: &mut String, table: &Table, shown: &[String]) {
        let day = table.as_of.as_ref().map_or("", |day| day.as_str());
        let _ = writeln!(out, "Table: {} (as of {day})\n", table.title);
        let cell =
            |text: &str| self.inline(text).replace('|', "\\|").replace("  \n", " · ").replace('\n', " ");
        let titles: Vec<String> = table.columns.iter().map(|(_, column)| cell(&column.title)).collect();
        let _ = writeln!(out, "| {} | Evidence |", titles.join(" | "));
        let _ = writeln!(out, "|{}", "---|".repeat(titles.len() + 1));
        for (_, row) in
            table.rows.iter().filter(|(id, _)| shown.is_empty() || shown.iter().any(|row| row == id))
        {
            let cells: Vec<String> = table
                .columns
                .iter()
                .map(|(id, _)| row.cells.get(id).map_or_else(String::new, |text| cell(&text.value)))
                .collect();
            let sources = if row.sources.is_empty() { &table.sources } else { &row.sources };
            let keys: Vec<&str> = sources.iter().map(|key| key.value.as_str()).collect();
            let status = row.evidence.or(table.evidence).map_or("", crate::evidence::Status::as_str);
            let _ = writeln!(out, "| {} | {status}: {} |", cells.join(" | "), keys.join(", "));
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
        let fence = if file.text.contains("```") { "````" } else { "```" };
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
    let mut out = format!("# {}\n\n{}\n\n", front.title, text.inline(&front.summary));
    let mut facts = vec![format!("Id: `{}`", record.id.as_str())];
    facts.extend(front.status.map(|status| format!("HTTP status: {status}")));
    facts.extend(front.error_type.as_ref().map(|error_type| format!("Type: `{error_type}`")));
    facts.push(format!("Retry: {}", front.retry.as_str()));
    facts.extend(front.checked.as_ref().map(|day| format!("Checked: {}", day.as_str())));
    for fact in facts {
        let _ = writeln!(out, "- {fact}");
    }
    if let Some(fix) = &front.quick_fix {
        let _ = write!(out, "\n**Do this first:** {}\n", text.inline(fix));
    }
    if !record.body.lead.is_empty() {
        let _ = write!(out, "\n{}\n", text.prose(&record.body.lead));
    }
    for section in &record.body.sections {
        let _ = write!(out, "\n## {}\n\n", section.kind.heading());
        if !section.prose.is_empty() {
            let _ = writeln!(out, "{}", text.prose(&section.prose));
        }
        match section.kind {
            SectionKind::Causes => causes(&mut out, record, &text),
            SectionKind::Decide => {
                for (ix, decision) in record.body.decisions.iter().enumerate() {
                    let (question, answer) = (text.prose(&decision.question), text.prose(&decision.answer));
                    let _ = writeln!(out, "{}. {question} → {answer}", ix + 1);
                }
            }
            SectionKind::Faq => {
                for question in &record.body.questions {
                    let _ = write!(out, "\n### {}\n\n{}\n", question.question, text.prose(&question.answer));
                }
            }
            _ => {}
        }
    }
    sources(&mut out, record, setting);
    if let Some(volatile) = &front.volatile {
        let _ = write!(out, "\nMay change: {}\n", text.inline(volatile));
    }
    out
}

fn causes(out: &mut String, record: &Record, text: &Text<'_>) {
    for (number, cause) in record.body.causes.iter().enumerate() {
        let _ = write!(out, "\n### {}. {}\n\n", number + 1, cause.title);
        let _ = writeln!(out, "{}\n", evidence(cause));
        let _ = writeln!(out, "{}", text.prose(&cause.prose));
        if let Some(check) = &cause.check {
            let _ = write!(out, "\n#### Check\n\n{}\n\n", text.prose(&check.prose));
            for outcome in &check.outcomes {
                let _ = writeln!(
                    out,
                    "- {} → {}",
                    text.prose(&outcome.observation),
                    text.prose(&outcome.meaning)
                );
            }
            if !check.after.is_empty() {
                let _ = write!(out, "\n{}\n", text.prose(&check.after));
            }
        }
        for fix in &cause.fixes {
            let risk = cause.facts.risk.map_or(String::new(), |risk| format!(" ({})", risk.as_str()));
            let _ = write!(out, "\n#### {}{risk}\n\n{}\n", fix.title, text.prose(&fix.prose));
        }
        for (title, prose) in [("Undo", &cause.undo), ("Verify", &cause.verify)] {
            if let Some(prose) = prose {
                let _ = write!(out, "\n#### {title}\n\n{}\n", text.prose(prose));
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

/// The sources of the record's own claims; those of shared tables stand in their rows.
fn sources(out: &mut String, record: &Record, setting: &Setting<'_>) {
    let causes = record.front.causes.iter().flat_map(|(_, facts)| facts.sources.iter().chain(&facts.against));
    let mut keys: Vec<&str> = causes.map(|key| key.value.as_str()).collect();
    keys.extend(
        record
            .texts()
            .iter()
            .flat_map(|text| &text.marks)
            .flat_map(|mark| mark.sources.iter().chain(&mark.against))
            .map(String::as_str),
    );
    keys.sort_unstable();
    keys.dedup();
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
