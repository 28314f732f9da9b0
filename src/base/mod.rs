//! Many files to one knowledge base: ids unique, references resolved, samples tried. After this it does not change,
//! and whatever it holds is known to be there.

mod addresses;
mod clean;
mod dates;
mod facets;
mod gathered;
mod known;
mod links;
mod lints;
mod parts;
mod samples;
mod sentences;
mod site;

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

pub use addresses::{Addresses, addresses, lost, published};
pub use dates::stale;
pub use facets::{Facets, Groups, file_name};
pub use known::Known;
pub use parts::{CodeFile, Page, Piece, Run, Sample};
pub use site::{Program, Site};

use crate::evidence;
use crate::matcher;
use crate::problem::{Place, Problem, Rule};
use crate::record::{self, Record, RecordId};
use crate::source::{Fault, FileId, Source, Sources};
use crate::tables::{self, Table};
use crate::yaml::Named;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordIx(pub u32);

pub struct KnowledgeBase {
    pub site: Site,
    pub sources: Named<evidence::Source>,
    pub known: Known,
    pub tables: BTreeMap<String, Table>,
    pub pieces: BTreeMap<String, Piece>,
    pub prose: Vec<Page>,
    /// By id.
    records: Vec<Record>,
    /// The files beside each record, in the order of `records`.
    samples: Vec<Vec<Sample>>,
    code: Vec<Vec<CodeFile>>,
    runs: BTreeMap<String, Run>,
    ids: HashMap<String, RecordIx>,
    pub facets: Facets,
    /// The signatures of all records, ready to explain a text.
    pub matches: matcher::Table,
}

impl KnowledgeBase {
    pub fn len(&self) -> usize {
        self.records.len()
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn indices(&self) -> impl Iterator<Item = RecordIx> + use<> {
        (0..u32::try_from(self.records.len()).unwrap_or(u32::MAX)).map(RecordIx)
    }

    pub fn record(&self, ix: RecordIx) -> &Record {
        &self.records[ix.0 as usize]
    }

    pub fn samples(&self, ix: RecordIx) -> &[Sample] {
        &self.samples[ix.0 as usize]
    }

    pub fn code(&self, ix: RecordIx) -> &[CodeFile] {
        &self.code[ix.0 as usize]
    }

    /// How a code sample was last run: by `<program>/<slug>/<file>`.
    pub fn run(&self, path: &str) -> Option<&Run> {
        self.runs.get(path)
    }

    pub fn find(&self, id: &str) -> Option<RecordIx> {
        self.ids.get(id).copied()
    }

    pub fn records(&self) -> impl Iterator<Item = (RecordIx, &Record)> {
        self.indices().zip(&self.records)
    }

    /// The records of a program, which stand together because ids sort by program.
    pub fn of_program<'a>(
        &'a self,
        program: &str,
    ) -> impl ExactSizeIterator<Item = (RecordIx, &'a Record)> + use<'a> {
        let start = self.records.partition_point(|record| record.id.program() < program);
        let end = self.records.partition_point(|record| record.id.program() <= program);
        let place = move |ix: usize| RecordIx(u32::try_from(start + ix).unwrap_or(u32::MAX));
        self.records[start..end].iter().enumerate().map(move |(ix, record)| (place(ix), record))
    }
}

/// Parses and assembles everything that was read.
pub fn load(sources: &Sources) -> (KnowledgeBase, Vec<Problem>) {
    parse(sources).assemble()
}

/// Every record by itself; nothing is known yet of how they belong together.
pub struct Parsed<'s> {
    sources: &'s Sources,
    parts: parts::Parts,
    records: Vec<Record>,
    problems: Vec<Problem>,
}

pub fn parse(sources: &Sources) -> Parsed<'_> {
    let mut problems = Vec::new();
    let mut readable = Vec::new();
    for (id, source) in sources.iter() {
        match &source.fault {
            Some(fault) => problems.push(refusal(id, source, fault)),
            None => readable.push((id, source)),
        }
    }
    let parts = parts::sort_out(&readable, &mut problems);
    let parsed: Vec<(Option<Record>, Vec<Problem>)> = parts
        .records
        .par_iter()
        .map(|(file, id)| {
            let source = sources.get(*file);
            let mut problems = Vec::new();
            clean::check(*file, source, &mut problems);
            (record::parse(*file, source, id.clone(), &mut problems), problems)
        })
        .collect();
    let mut records = Vec::new();
    for (record, mut told) in parsed {
        records.extend(record);
        problems.append(&mut told);
    }
    Parsed { sources, parts, records, problems }
}

impl Parsed<'_> {
    pub fn assemble(self) -> (KnowledgeBase, Vec<Problem>) {
        let Parsed { sources, parts, mut records, mut problems } = self;
        records.sort_by(|a, b| a.id.cmp(&b.id));
        let base = assemble(&parts, records, sources, &mut problems);
        drop_consequences(&mut problems);
        links::check(&base, sources, &mut problems);
        lints::check(&base, sources, &mut problems);
        samples::check(&base, &mut problems);
        crate::problem::sort(&mut problems);
        (base, problems)
    }
}

fn assemble(
    parts: &parts::Parts,
    records: Vec<Record>,
    sources: &Sources,
    problems: &mut Vec<Problem>,
) -> KnowledgeBase {
    for (file, _) in &parts.others {
        clean::check(*file, sources.get(*file), problems);
    }
    let site = parts.site.and_then(|file| site::parse(file, &sources.get(file).text, problems));
    let register = parts.sources.map(|file| parts::parse_sources(file, &sources.get(file).text, problems));
    let known = parts.known.and_then(|file| Known::parse(file, &sources.get(file).text, problems));
    let mut tables: BTreeMap<String, Table> = parts
        .tables
        .iter()
        .filter_map(|(file, name)| tables::parse_table(*file, name, &sources.get(*file).text, problems))
        .map(|table| (table.name.clone(), table))
        .collect();
    let programs: Vec<&str> = site.iter().flat_map(|site| site.programs.names()).collect();
    gathered::fill_all(&mut tables, &records, &programs, problems);
    let pieces = parts
        .pieces
        .iter()
        .map(|(file, name)| (name.clone(), Piece::parse(*file, sources, problems)))
        .collect();
    let prose =
        parts.prose.iter().filter_map(|(file, name)| Page::parse(*file, name, sources, problems)).collect();
    let runs =
        parts.runs.map(|file| parts::parse_runs(file, &sources.get(file).text, problems)).unwrap_or_default();
    let ids: HashMap<String, RecordIx> = records
        .iter()
        .enumerate()
        .map(|(ix, record)| (record.id.as_str().to_string(), RecordIx(u32::try_from(ix).unwrap_or(u32::MAX))))
        .collect();
    let (samples, code) = parts::beside(&records, &parts.beside, sources, problems);
    let facets = Facets::of(&records);
    let matches = matcher::Table::compile(samples::entries(&records));
    KnowledgeBase {
        facets,
        matches,
        site: site.unwrap_or_default(),
        sources: register.unwrap_or_default(),
        known: known.unwrap_or_default(),
        tables,
        pieces,
        prose,
        records,
        samples,
        code,
        runs,
        ids,
    }
}

/// Where YAML breaks off, what was open looks incomplete or of another kind: that is no second mistake.
fn drop_consequences(problems: &mut Vec<Problem>) {
    let broken = problems.iter().filter(|problem| problem.rule == Rule::BadYaml);
    let ends: HashMap<FileId, u32> = broken.map(|problem| (problem.file, problem.start())).collect();
    problems.retain(|problem| {
        let incomplete = matches!(
            problem.rule,
            Rule::MissingField
                | Rule::WrongType
                | Rule::TableWithoutDate
                | Rule::ClaimWithoutStatus
                | Rule::ClaimWithoutSource
                | Rule::CauseWithoutSection
        );
        !incomplete || ends.get(&problem.file).is_none_or(|end| problem.start() > *end)
    });
}

/// What `source` would not read, said to the author.
fn refusal(id: FileId, source: &Source, fault: &Fault) -> Problem {
    let problem =
        |rule, message: String, hint: &str| Problem::new(rule, id, Place::WholeFile, message).hint(hint);
    match fault {
        Fault::NotUtf8 { at } => {
            let at = u32::try_from(*at).unwrap_or(u32::MAX);
            Problem::new(Rule::NotUtf8, id, Place::Span(at..at + 1), "the file is not UTF-8 text")
                .label("the first byte that is not")
                .hint("save it as UTF-8")
        }
        Fault::TooLarge { bytes } => problem(
            Rule::FileTooLarge,
            format!("the file is {} KiB large", bytes / 1024),
            "keep the lines that matter: a content file is at most 1024 KiB",
        ),
        Fault::Link => problem(Rule::NotAFile, "a symbolic link".into(), "put the file itself here"),
        Fault::NotAFile => {
            problem(Rule::NotAFile, "not a plain file".into(), "remove it from the content folder")
        }
        Fault::Unreadable(why) => problem(
            Rule::UnreadableFile,
            format!("`{}` cannot be read: {why}", source.path),
            "mend its permissions, or remove it",
        ),
        Fault::OddName => problem(
            Rule::BadName,
            format!("the name of `{}` is not UTF-8", source.path),
            "use lower-case letters, digits and hyphens",
        ),
    }
}

/// The id in a path below `content/records/`.
pub(crate) fn record_id(path: &str) -> Option<RecordId> {
    RecordId::parse(path.strip_prefix("content/records/")?.strip_suffix(".md")?)
}
