//! Blocks of a text on a page: prose, tables, groups of code; the same for every kind of page.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Setting;
use super::targets::{Goal, source_id};
use crate::base::{Owner, RecordIx};
use crate::evidence::Mark;
use crate::markdown::{
    Block, Highlighter, Link, LinkedImage, Links, Numbering, Prose, Target, code_frame, escape, inline,
    language_name, render, targets,
};
use crate::record::Purpose;
use crate::route::Page;
use crate::tables::{ColumnKind, Table, Verdict, verdict};

/// What the blocks of a page need beside their own text.
#[derive(Serialize, Default)]
pub struct Shared<'a> {
    pub links: Links,
    pub tables: BTreeMap<&'a str, TableModel<'a>>,
    pub code: BTreeMap<&'a str, CodeModel<'a>>,
    pub pieces: BTreeMap<&'a str, &'a Prose>,
}

#[derive(Serialize)]
pub struct TableModel<'a> {
    title: &'a str,
    caption: Option<&'a str>,
    as_of: String,
    verify: Option<&'a str>,
    volatile: Option<&'a str>,
    columns: Vec<(&'a str, &'a str, ColumnKind)>,
    rows: Vec<RowModel<'a>>,
}

#[derive(Serialize)]
struct RowModel<'a> {
    id: &'a str,
    cells: BTreeMap<&'a str, &'a str>,
    mark: Option<Mark>,
}

#[derive(Serialize)]
pub struct CodeModel<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub purpose: Option<Purpose>,
    pub run: Option<String>,
}

impl<'a> TableModel<'a> {
    pub fn of(table: &'a Table) -> TableModel<'a> {
        let rows = table.rows.iter().map(|(id, row)| {
            let (status, keys) = table.ground(row);
            let sources = keys.iter().map(|key| key.value.clone()).collect();
            let mark = status.map(|status| Mark { status, sources, against: Vec::new() });
            let cells = row.cells.iter().map(|(column, cell)| (column, cell.value.as_str())).collect();
            RowModel { id, cells, mark }
        });
        TableModel {
            title: &table.title,
            caption: table.caption.as_deref(),
            as_of: table.as_of.as_ref().map(|day| day.as_str().to_string()).unwrap_or_default(),
            verify: table.verify.as_deref(),
            volatile: table.volatile.as_deref(),
            columns: table
                .columns
                .iter()
                .map(|(id, column)| (id, column.title.as_str(), column.kind))
                .collect(),
            rows: rows.collect(),
        }
    }

    fn texts(&self) -> impl Iterator<Item = &'a str> + '_ {
        let own = [self.caption, self.verify, self.volatile].into_iter().flatten();
        own.chain(self.rows.iter().flat_map(|row| row.cells.values().copied()))
    }
}

impl<'a> Shared<'a> {
    /// Gathers what the texts of a page use.
    pub fn gather(page: Page, owner: Owner, texts: &[&'a Prose], setting: &Setting<'a>) -> Shared<'a> {
        let mut shared = Shared::default();
        let mut found: BTreeSet<String> = BTreeSet::new();
        for text in texts {
            shared.add(text, owner, setting, &mut found);
        }
        for text in texts.iter().copied().chain(shared.pieces.values().copied().collect::<Vec<_>>()) {
            shared.add_images(text, owner, page, setting);
        }
        for text in shared.tables.values().flat_map(TableModel::texts) {
            targets(text, &mut found);
        }
        for target in found {
            let link = Goal::of(&target, owner, setting)
                .map(|goal| Link { href: goal.href(page, setting), title: goal.title(setting) });
            shared.links.targets.extend(link.map(|link| (target, link)));
        }
        shared
    }

    /// Numbers every source the page's texts name and leads to the register: for pages without sources of their own.
    pub fn cite_register(&mut self, page: Page, setting: &Setting<'a>) {
        let register = setting.href(page, Page::Sources);
        for (number, key) in setting.base.sources.names().enumerate() {
            let href = format!("{register}#{}", source_id(key));
            self.links.sources.insert(key.to_string(), (number + 1, href));
        }
    }

    fn add(&mut self, text: &'a Prose, owner: Owner, setting: &Setting<'a>, targets: &mut BTreeSet<String>) {
        targets.extend(text.references.iter().filter_map(|reference| reference.target.url()));
        for block in &text.blocks {
            match block {
                Block::Text { .. } => {}
                Block::Table { name, .. } => {
                    if let Some(table) = setting.base.tables.get(name) {
                        self.tables.insert(name, TableModel::of(table));
                    }
                }
                Block::Code { files } => {
                    for name in files {
                        if let Some(code) = owner.record().and_then(|ix| code(ix, name, setting)) {
                            self.code.insert(name, code);
                        }
                    }
                }
                Block::Piece { name } => {
                    if let Some(piece) = setting.base.pieces.get(name)
                        && !self.pieces.contains_key(name.as_str())
                    {
                        self.pieces.insert(name, &piece.prose);
                        self.add(&piece.prose, owner, setting, targets);
                    }
                }
            }
        }
    }

    fn add_images(&mut self, text: &Prose, owner: Owner, page: Page, setting: &Setting<'_>) {
        for reference in &text.references {
            let Target::Image(url) = &reference.target else { continue };
            let Some(ix) = setting.base.image(owner, url) else { continue };
            let image = &setting.base.images[ix as usize];
            let href = setting.href(page, Page::Image(ix));
            let (width, height) = (image.width, image.height);
            self.links.images.insert(url.clone(), LinkedImage { href, width, height });
        }
    }

    pub fn views(
        &self,
        text: &Prose,
        highlighter: &Highlighter,
        numbering: &mut Numbering,
    ) -> Vec<BlockView> {
        let mut views = Vec::new();
        for block in &text.blocks {
            match block {
                Block::Text { markdown, .. } => {
                    views.push(BlockView::Html {
                        html: render(markdown, &self.links, highlighter, numbering),
                    });
                }
                Block::Table { name, rows } => {
                    if let Some(table) = self.tables.get(name.as_str()) {
                        views.push(BlockView::Table {
                            table: self.table_view(name, table, rows, highlighter),
                        });
                    }
                }
                Block::Code { files } => {
                    numbering.groups += 1;
                    views.push(BlockView::Code {
                        group: self.group_view(files, numbering.groups, highlighter),
                    });
                }
                Block::Piece { name } => {
                    if let Some(piece) = self.pieces.get(name.as_str()) {
                        views.extend(self.views(piece, highlighter, numbering));
                    }
                }
            }
        }
        views
    }

    pub fn inline(&self, markdown: &str, highlighter: &Highlighter) -> String {
        inline(markdown, &self.links, highlighter)
    }

    fn table_view(
        &self,
        name: &str,
        table: &TableModel<'_>,
        shown: &[String],
        highlighter: &Highlighter,
    ) -> TableView {
        let rows: Vec<&RowModel<'_>> =
            table.rows.iter().filter(|row| shown.is_empty() || shown.iter().any(|id| id == row.id)).collect();
        // What all rows rest on is said once.
        let common = rows.first().and_then(|row| row.mark.as_ref());
        let common = common.filter(|mark| rows.iter().all(|row| row.mark.as_ref() == Some(mark)));
        let rows: Vec<RowView> = rows
            .iter()
            .map(|row| RowView {
                id: row.id.to_string(),
                cells: table
                    .columns
                    .iter()
                    .map(|(id, title, kind)| self.cell(title, *kind, row.cells.get(id).copied(), highlighter))
                    .collect(),
                evidence_html: row
                    .mark
                    .as_ref()
                    .filter(|_| common.is_none())
                    .map(|mark| self.links.badge(mark)),
            })
            .collect();
        let text = |markdown: Option<&str>| markdown.map(|markdown| self.inline(markdown, highlighter));
        TableView {
            id: format!("table-{name}"),
            title: table.title.to_string(),
            caption_html: text(table.caption).unwrap_or_default(),
            as_of: table.as_of.clone(),
            verify_html: text(table.verify).unwrap_or_default(),
            volatile_html: text(table.volatile),
            evidence_html: common.map(|mark| self.links.badge(mark)),
            columns: table
                .columns
                .iter()
                .map(|(_, title, kind)| ColumnView { title: (*title).to_string(), kind: *kind })
                .collect(),
            has_evidence: rows.iter().any(|row| row.evidence_html.is_some()),
            rows,
        }
    }

    fn cell(&self, label: &str, kind: ColumnKind, text: Option<&str>, highlighter: &Highlighter) -> CellView {
        let text = text.unwrap_or("");
        let (html, verdict) = match kind {
            ColumnKind::Text => (self.inline(text, highlighter), None),
            ColumnKind::Code if text.is_empty() => (String::new(), None),
            // A cell that brings its own code marks mixes code and words.
            ColumnKind::Code if text.contains('`') => (self.inline(text, highlighter), None),
            ColumnKind::Code => (format!("<code>{}</code>", escape(text)), None),
            ColumnKind::Verdict => match verdict(text) {
                Some((word, remark)) => (self.inline(remark, highlighter), Some(word)),
                None => (escape(text), None),
            },
        };
        CellView { label: label.to_string(), kind, html, verdict }
    }

    fn group_view(&self, files: &[String], number: usize, highlighter: &Highlighter) -> GroupView {
        let samples = files.iter().filter_map(|file| {
            let code = self.code.get(file.as_str())?;
            let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
            let purpose = code.purpose.unwrap_or(Purpose::Probe);
            Some(SampleView {
                label: if files.iter().filter(|other| other.ends_with(&format!(".{ending}"))).count() > 1 {
                    format!("{} ({stem})", language_name(ending))
                } else {
                    language_name(ending)
                },
                title: code.title.to_string(),
                purpose,
                purpose_text: purpose_text(purpose),
                frame_html: code_frame(
                    &format!("{} · {file}", code.title),
                    code.text,
                    ending,
                    false,
                    highlighter,
                ),
                run_text: code.run.clone().unwrap_or_else(|| "Not run.".into()),
            })
        });
        GroupView { name: format!("c{number}"), samples: samples.collect() }
    }
}

fn purpose_text(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Probe => "Finds out; changes nothing",
        Purpose::Fix => "Mends it",
        Purpose::Broken => "Shows the error; not to be copied",
    }
}

fn code<'a>(ix: RecordIx, name: &str, setting: &Setting<'a>) -> Option<CodeModel<'a>> {
    let record = setting.base.record(ix);
    let facts = record.front.code_samples.get(name)?;
    let file = setting.base.code(ix).iter().find(|file| file.name == name)?;
    let run = setting.base.run(&format!("{}/{name}", record.id.as_str())).map(|run| {
        let on = run.on.as_ref().map_or("an unknown day", crate::yaml::Day::as_str);
        format!("Run with {} on {on}.", run.with)
    });
    Some(CodeModel { title: &facts.title, text: &file.text, purpose: facts.purpose, run })
}

#[derive(Serialize, Clone)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum BlockView {
    Html { html: String },
    Table { table: TableView },
    Code { group: GroupView },
}

#[derive(Serialize, Clone)]
pub struct TableView {
    id: String,
    title: String,
    caption_html: String,
    as_of: String,
    verify_html: String,
    volatile_html: Option<String>,
    /// Of all rows alike.
    evidence_html: Option<String>,
    columns: Vec<ColumnView>,
    rows: Vec<RowView>,
    has_evidence: bool,
}

#[derive(Serialize, Clone)]
struct ColumnView {
    title: String,
    kind: ColumnKind,
}

#[derive(Serialize, Clone)]
struct RowView {
    id: String,
    cells: Vec<CellView>,
    evidence_html: Option<String>,
}

#[derive(Serialize, Clone)]
struct CellView {
    label: String,
    kind: ColumnKind,
    html: String,
    verdict: Option<Verdict>,
}

#[derive(Serialize, Clone)]
pub struct GroupView {
    name: String,
    samples: Vec<SampleView>,
}

#[derive(Serialize, Clone)]
struct SampleView {
    label: String,
    title: String,
    purpose: Purpose,
    purpose_text: &'static str,
    frame_html: String,
    run_text: String,
}
