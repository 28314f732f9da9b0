//! Many files to one knowledge base: ids unique, references resolved, samples tried. After this it does not change,
//! and whatever it holds is known to be there.

mod addresses;
mod assembly;
mod checked;
mod checks;
mod clean;
mod dates;
mod facets;
mod gathered;
mod heads;
mod hidden;
mod holes;
mod image;
mod kept;
mod known;
mod links;
mod lints;
mod names;
mod parts;
mod places;
mod reading;
mod regexes;
mod samples;
mod sentences;
mod site;
mod verdicts;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

pub use addresses::{Addresses, addresses, lost, published};
pub use assembly::assemble;
pub use checked::Checked;
pub use checks::{Checks, Halt, check};
pub use dates::{Watched, cited_keys, stale, watched};
pub use facets::{Facets, Grouped, Groups, file_name, initial};
pub use heads::Heads;
pub use hidden::seen;
pub use image::Image;
pub use kept::Kept;
pub use known::Known;
pub use parts::{CodeFile, Page, Piece, Run, Sample};
pub use places::Owner;
pub use reading::{Reading, Readings, read, read_to_check, vocabulary};
use sentences::Long;
pub use site::{Program, Site};

use crate::evidence;
use crate::matcher;
use crate::problem::Problem;
use crate::record::{Record, RecordId, Scope};
use crate::source::{FileId, Sources};
use crate::tables::Table;
use crate::vocabulary::Vocabulary;
use crate::yaml::Named;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordIx(pub u32);

#[derive(Default)]
pub struct KnowledgeBase {
    pub site: Site,
    pub sources: Arc<Named<evidence::Source>>,
    pub known: Known,
    pub vocabulary: Arc<Vocabulary>,
    pub tables: BTreeMap<String, Table>,
    pub pieces: BTreeMap<String, Piece>,
    pub prose: Vec<Page>,
    /// In the order of their paths.
    pub images: Vec<Arc<Image>>,
    /// Those that a text shows, by their places in `images`.
    pub shown: Vec<u32>,
    /// By id.
    records: Vec<Arc<Record>>,
    /// The files beside each record, in the order of `records`.
    samples: Vec<Vec<Arc<Sample>>>,
    code: Vec<Vec<Arc<CodeFile>>>,
    runs: Arc<BTreeMap<String, Run>>,
    /// Of each record's file, what its sentences are known by.
    sentences: HashMap<FileId, Arc<[Long]>>,
    ids: HashMap<String, RecordIx>,
    pub facets: Facets,
    /// Made for the first who asks: a page is shown without it.
    matches: OnceLock<Arc<matcher::Table>>,
    /// A hash of what it is made of.
    signatures: OnceLock<blake3::Hash>,
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

    pub fn samples(&self, ix: RecordIx) -> &[Arc<Sample>] {
        &self.samples[ix.0 as usize]
    }

    pub fn code(&self, ix: RecordIx) -> &[Arc<CodeFile>] {
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
        self.indices().zip(self.records.iter().map(AsRef::as_ref))
    }

    /// The signatures of all records, ready to explain a text.
    pub fn matches(&self) -> &matcher::Table {
        self.shared_matches()
    }

    fn shared_matches(&self) -> &Arc<matcher::Table> {
        self.matches.get_or_init(|| {
            Arc::new(matcher::Table::compile(samples::entries(&self.records, &self.vocabulary)))
        })
    }

    /// The records of a program, which stand together: their ids begin alike.
    pub fn of_program<'a>(
        &'a self,
        program: &str,
    ) -> impl ExactSizeIterator<Item = (RecordIx, &'a Record)> + use<'a> {
        // `0` is what follows the slash, and `a-b/c` comes before `a/b`.
        let (first, behind) = (format!("{program}/"), format!("{program}0"));
        let start = self.records.partition_point(|record| record.id.as_str() < first.as_str());
        let end = self.records.partition_point(|record| record.id.as_str() < behind.as_str());
        let place = move |ix: usize| RecordIx(u32::try_from(start + ix).unwrap_or(u32::MAX));
        self.records[start..end].iter().enumerate().map(move |(ix, record)| (place(ix), record.as_ref()))
    }

    /// The same by status; what has none comes last.
    pub fn by_status(&self, program: &str) -> &[RecordIx] {
        let mut own = self.of_program(program);
        let count = own.len();
        let start = own.next().map_or(0, |(ix, _)| ix.0 as usize);
        &self.facets.by_status[start..start + count]
    }
}

/// The base for those who take it as it is, whatever may be wrong with it.
pub fn take(sources: &Sources) -> KnowledgeBase {
    let mut readings = Readings::default();
    read(sources, &mut readings);
    assemble(sources, &readings).0
}

/// Everything in one go: what the files say, and everything that is wrong with it.
pub fn load(sources: &Sources) -> (KnowledgeBase, Vec<Problem>) {
    load_for(Scope::EVERYTHING, sources, |_| ())
}

/// The same for those in a scope, who see a part of what is checked. Names each stage as it begins.
pub fn load_for(
    scope: Scope,
    sources: &Sources,
    mut tell: impl FnMut(&'static str),
) -> (KnowledgeBase, Vec<Problem>) {
    tell("parse");
    let mut readings = Readings::default();
    read(sources, &mut readings);
    tell("assemble");
    let (whole, problems) = assemble(sources, &readings);
    let seen = seen(scope, &whole, sources, &readings);
    drop(readings);
    tell("check");
    let problems = check(&whole, sources, problems);
    (seen.unwrap_or(whole), problems)
}

/// The id in a path below `content/records/`.
pub(crate) fn record_id(path: &str) -> Option<RecordId> {
    RecordId::parse(path.strip_prefix("content/records/")?.strip_suffix(".md")?)
}
