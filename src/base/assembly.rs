//! What the files say, put together: whose sample it is, which records a table gathers, what records have in common.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::reading::{Readings, Said};
use super::{Facets, KnowledgeBase, Known, Page, RecordIx, Site, gathered, hidden, parts};
use crate::problem::{Problem, Rule};
use crate::record::{Record, Scope};
use crate::source::{FileId, Sources};
use crate::tables::Table;
use crate::yaml::Margin;

/// The knowledge base of these files, and what is wrong with them as far as nothing was tried yet: that is for `check`.
pub fn assemble(sources: &Sources, readings: &Readings) -> (KnowledgeBase, Vec<Problem>) {
    assemble_for(Scope::EVERYTHING, sources, readings)
}

/// The same without the records that are out of scope.
pub(super) fn assemble_for(
    scope: Scope,
    sources: &Sources,
    readings: &Readings,
) -> (KnowledgeBase, Vec<Problem>) {
    let mut parts = Parts::default();
    parts.base.vocabulary = Arc::clone(&readings.vocabulary);
    let mut problems = Vec::new();
    for file in sources.ids() {
        let Some(reading) = readings.files.get(file) else { continue };
        problems.extend_from_slice(&reading.problems);
        if matches!(&reading.said, Said::Record(record) if !scope.covers(record.front.scope())) {
            continue;
        }
        parts.add(file, &reading.said);
        if !reading.sentences.is_empty() {
            parts.base.sentences.insert(file, Arc::clone(&reading.sentences));
        }
    }
    let base = parts.together(sources, &mut problems);
    drop_consequences(&mut problems, sources);
    hidden::mark_drafts(&base, &mut problems);
    (base, problems)
}

#[derive(Default)]
struct Parts<'r> {
    base: KnowledgeBase,
    tables: BTreeMap<String, Table>,
    beside: Vec<(FileId, &'r Said)>,
}

impl<'r> Parts<'r> {
    fn add(&mut self, file: FileId, said: &'r Said) {
        let base = &mut self.base;
        match said {
            Said::Nothing => {}
            Said::Site(site) => base.site = Site::clone(site),
            Said::Register(sources) => base.sources = Arc::clone(sources),
            Said::Runs(runs) => base.runs = Arc::clone(runs),
            Said::Known(known) => base.known = Known::clone(known),
            Said::Table(table) => {
                self.tables.insert(table.name.clone(), Table::clone(table));
            }
            Said::Piece(named) => {
                let (name, piece) = named.as_ref();
                base.pieces.insert(name.clone(), piece.clone());
            }
            Said::Prose(page) => base.prose.push(Page::clone(page)),
            Said::Record(record) => base.records.push(Arc::clone(record)),
            Said::Image(image) => base.images.push(Arc::clone(image)),
            Said::Sample(_) | Said::Code(_) => self.beside.push((file, said)),
        }
    }

    fn together(self, sources: &Sources, problems: &mut Vec<Problem>) -> KnowledgeBase {
        let Parts { mut base, mut tables, beside } = self;
        base.records.sort_by(|a, b| a.id.cmp(&b.id));
        base.ids = ids(&base.records);
        base.samples = vec![Vec::new(); base.records.len()];
        base.code = vec![Vec::new(); base.records.len()];
        base.put_beside(&beside, sources, problems);
        let programs: Vec<&str> = base.site.programs.names().collect();
        gathered::fill_all(&mut tables, &base.records, &programs, problems);
        base.tables = tables;
        base.shown = base.shown_images();
        base.facets = Facets::of(&base.records, &base.vocabulary);
        base
    }
}

fn ids(records: &[Arc<Record>]) -> HashMap<String, RecordIx> {
    let ids = records.iter().map(|record| record.id.as_str().to_string());
    ids.zip(0..).map(|(id, ix)| (id, RecordIx(ix))).collect()
}

impl KnowledgeBase {
    /// Files beside a record lie in a folder of its name, and so next to each other in the order of paths.
    fn put_beside(&mut self, files: &[(FileId, &Said)], sources: &Sources, problems: &mut Vec<Problem>) {
        let mut last: (&str, Option<usize>) = ("", None);
        for (file, said) in files {
            let path = &sources.get(*file).path;
            let id = path.strip_prefix("content/records/").and_then(|path| path.rsplit_once('/'));
            let Some((id, _)) = id else { continue };
            if last.0 != id {
                last = (id, self.ids.get(id).map(|ix| ix.0 as usize));
            }
            match (last.1, said) {
                (Some(ix), Said::Sample(sample)) => self.samples[ix].push(Arc::clone(sample)),
                (Some(ix), Said::Code(code)) => self.code[ix].push(Arc::clone(code)),
                _ => problems.extend(parts::stray(*file, id, sources)),
            }
        }
    }
}

/// Where YAML breaks off, the rest of its entry is misread, and what stands above looks incomplete or of another kind:
/// that is no second mistake.
fn drop_consequences(problems: &mut Vec<Problem>, sources: &Sources) {
    let mut margins: HashMap<FileId, Margin> = HashMap::new();
    // By file and beginning of the entry: where it breaks off.
    let mut ends: BTreeMap<(FileId, u32), u32> = BTreeMap::new();
    for slip in problems.iter().filter(|problem| problem.rule == Rule::BadYaml) {
        let file = slip.file;
        let margin = margins.entry(file).or_insert_with(|| Margin::of(&sources.get(file).text));
        let end = ends.entry((file, margin.entry(slip.start()))).or_default();
        *end = slip.start().max(*end);
    }
    problems.retain(|problem| {
        let (file, start) = (problem.file, problem.start());
        let Some(entry) = margins.get(&file).map(|margin| margin.entry(start)) else { return true };
        let Some(end) = ends.get(&(file, entry)) else { return true };
        match problem.rule {
            Rule::MissingField
            | Rule::WrongType
            | Rule::ClaimWithoutStatus
            | Rule::ClaimWithoutSource
            | Rule::CauseWithoutSection => false,
            // Of a line that is no field, the first word is no name.
            Rule::UnknownField => start != entry && start < *end,
            Rule::BadValue | Rule::DuplicateKey => start < *end,
            _ => true,
        }
    });
}
