//! The draft of a new record: what a paste or an issue tells is filled in, the rest is asked.
//!
//! A draft is tried on the whole base before anyone sees it. Of several signatures the first is taken that finds its own
//! paste first and takes no other record's.

mod code;
mod holes;
mod page;
pub mod paste;
mod signature;
mod stamps;
mod starter;
#[cfg(test)]
mod tests;
mod variable;

pub use page::unlabelled;
pub use signature::{Signature, candidates};
pub use stamps::{LOCK, Outdated, outdated, stamps};
pub use starter::{GITHUB, hosting, starter, starter_below, workflows};

use std::sync::Arc;

use crate::base::{self, KnowledgeBase};
use crate::matcher::Verdict;
use crate::problem::{Place, Problem, Rule};
use crate::record::RecordId;
use crate::source::Sources;
use crate::yaml::Day;
use paste::Reading;

/// The evidence register of a knowledge base.
pub const REGISTER: &str = "content/sources.yaml";

/// A file to be written: path below the folder of the knowledge base, text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub text: String,
}

/// What the record is to be about.
#[derive(Clone, Debug)]
pub struct Subject {
    pub id: RecordId,
    /// The day of the draft.
    pub on: Day,
    pub title: Option<String>,
    /// Real pastes; the first is the error itself.
    pub pastes: Vec<Paste>,
    /// Where the error was reported, the oldest report first.
    pub origins: Vec<Origin>,
    pub os: Vec<&'static str>,
    pub surfaces: Vec<&'static str>,
    pub version: Option<String>,
    /// For the author to judge, never published.
    pub notes: Vec<String>,
    /// Where an editor finds the schema of the front matter, seen from the record.
    pub schema: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paste {
    /// The name of its file.
    pub name: String,
    pub text: String,
}

impl Paste {
    fn masked(&self) -> String {
        paste::masked(&self.text)
    }
}

/// A source of the record that may not be in the register yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub key: String,
    /// What has to be added to the register, if anything.
    pub entry: Option<String>,
}

impl Subject {
    pub fn new(id: RecordId, on: Day) -> Subject {
        Subject {
            id,
            on,
            title: None,
            pastes: Vec::new(),
            origins: Vec::new(),
            os: Vec::new(),
            surfaces: Vec::new(),
            version: None,
            notes: Vec::new(),
            schema: None,
        }
    }

    fn path(&self) -> String {
        format!("content/records/{}.md", self.id.as_str())
    }
}

pub struct Draft {
    /// New files: the record and its samples.
    pub files: Vec<File>,
    /// The register with the new source in it, if there is one.
    pub register: Option<String>,
    /// How many prompts are left to answer.
    pub prompts: usize,
    /// What is wrong with the draft beside its prompts.
    pub problems: Vec<Problem>,
    /// What the problems are about.
    pub sources: Sources,
}

/// The record that answers a paste already.
pub fn twin(base: &KnowledgeBase, paste: &str) -> Option<String> {
    let answer = base.matches().explain(paste);
    answer.hits.into_iter().find(|hit| hit.verdict == Verdict::Match).map(|hit| hit.record)
}

/// Everything that some record calls noise.
pub fn noise(base: &KnowledgeBase) -> Vec<String> {
    base.records().flat_map(|(_, record)| record.front.noise.iter().map(|line| line.value.clone())).collect()
}

/// Drafts the record. `forms` are signatures of further forms of the error, from other pastes.
pub fn draft(subject: &Subject, forms: &[Signature], base: &KnowledgeBase, sources: &Sources) -> Draft {
    let first = subject.pastes.first();
    let reading = first.map(|paste| paste::read(&paste.masked(), &noise(base))).unwrap_or_default();
    let title = title(subject, &reading, base);
    let tries = signature::candidates(&reading, &context(subject, base));
    let mut best: Option<Draft> = None;
    for excerpt in [true, false] {
        for signature in tries.iter().map(std::slice::from_ref).chain(tries.is_empty().then_some(&[][..])) {
            let signatures: Vec<Signature> = signature.iter().chain(forms).cloned().collect();
            let draft = attempt(subject, &title, &reading, &signatures, excerpt, sources);
            if draft.problems.is_empty() {
                return draft;
            }
            if best.as_ref().is_none_or(|known| known.problems.len() > draft.problems.len()) {
                best = Some(draft);
            }
        }
    }
    best.unwrap_or_else(|| attempt(subject, &title, &reading, forms, false, sources))
}

/// The title that the paste suggests, or one that no other record of the program has.
fn title(subject: &Subject, reading: &Reading, base: &KnowledgeBase) -> String {
    let title = page::title(subject, reading);
    let taken = |title: &str| {
        base.of_program(subject.id.program())
            .any(|(_, record)| record.front.title.eq_ignore_ascii_case(title))
    };
    if taken(&title) { format!("{title} ({})", subject.id.slug()) } else { title }
}

/// Words that name the program, as far as they stand in the paste.
fn context(subject: &Subject, base: &KnowledgeBase) -> Vec<String> {
    let program = subject.id.program();
    let known = base.site.programs.get(program);
    let names =
        known.into_iter().flat_map(|known| [Some(known.title.as_str()), known.vendor.as_deref()]).flatten();
    let text = subject.pastes.first().map(|paste| paste.text.to_lowercase()).unwrap_or_default();
    let words = names.chain(program.split('-')).map(str::to_lowercase);
    let mut words: Vec<String> =
        words.filter(|word| word.len() >= 4 && text.contains(word.as_str())).collect();
    words.sort();
    words.dedup();
    words
}

/// One draft, tried on the whole base. A sample that another record claims is declared, not hidden.
fn attempt(
    subject: &Subject,
    title: &str,
    reading: &Reading,
    signatures: &[Signature],
    excerpt: bool,
    sources: &Sources,
) -> Draft {
    let register = register(subject, sources);
    let mut expected: Expected = Vec::new();
    let vocabulary = &base::vocabulary(sources);
    loop {
        let parts = page::Parts { vocabulary, reading, title, signatures, samples: &expected, excerpt };
        let mut files = vec![File { path: subject.path(), text: page::write(subject, &parts) }];
        files.extend(subject.pastes.iter().map(|paste| File {
            path: format!("content/records/{}/{}", subject.id.as_str(), paste.name),
            text: paste.masked(),
        }));
        let changed = register.iter().map(|text| File { path: REGISTER.into(), text: text.clone() });
        let texts = files.iter().cloned().chain(changed).map(|file| (file.path, file.text));
        let all = sources.with_texts(texts);
        let (base, problems) = base::load(&all);
        let stolen = stolen(subject, &base);
        if expected.is_empty() && !stolen.is_empty() && !signatures.is_empty() {
            expected = stolen;
            continue;
        }
        let (prompts, mut problems) = concerning(subject, &all, problems);
        // A declared list is a second choice: a signature of its own is better.
        problems.extend(expected.iter().filter_map(|(name, ids)| claimed(subject, name, &ids[0], &all)));
        return Draft { files, register, prompts, problems, sources: all };
    }
}

fn claimed(subject: &Subject, name: &str, id: &str, all: &Sources) -> Option<Problem> {
    let file = all.find(&format!("content/records/{}/{name}", subject.id.as_str()))?;
    let message = format!("`{id}` answers this paste first");
    let problem = Problem::new(Rule::SampleStolen, file, Place::WholeFile, message);
    Some(problem.hint("declared under `samples:`; better: words in a signature that only this error has"))
}

/// Samples, each with all the records that it finds.
type Expected = Vec<(String, Vec<String>)>;

/// The samples of the draft that another record answers first.
fn stolen(subject: &Subject, base: &KnowledgeBase) -> Expected {
    let Some(ix) = base.find(subject.id.as_str()) else { return Vec::new() };
    let found = |sample: &Arc<base::Sample>| {
        let hits = base.matches().explain(&sample.text).hits.into_iter();
        let firm = hits.filter(|hit| hit.verdict != Verdict::Possible).map(|hit| hit.record);
        let records: Vec<String> = firm.collect();
        let other = records.first().is_some_and(|first| first != subject.id.as_str());
        other.then(|| (sample.name.clone(), records))
    };
    base.samples(ix).iter().filter_map(found).collect()
}

/// How many prompts there are, and the other problems that the draft has or makes for others.
fn concerning(subject: &Subject, all: &Sources, problems: Vec<Problem>) -> (usize, Vec<Problem>) {
    let (record, folder) = (subject.path(), format!("content/records/{}/", subject.id.as_str()));
    let mine = |file| {
        let path = &all.get(file).path;
        *path == record || path.starts_with(&folder)
    };
    let prompts =
        problems.iter().filter(|problem| mine(problem.file) && problem.rule == Rule::PrivateText).count();
    let asked = [Rule::PrivateText, Rule::RecordWithoutSample, Rule::MissingSignature];
    let concerns = |problem: &Problem| mine(problem.file) || problem.also.iter().any(|note| mine(note.file));
    let found = problems.into_iter().filter(|problem| concerns(problem) && !asked.contains(&problem.rule));
    (prompts, found.collect())
}

/// The register with the entries of the sources after what is there, byte for byte.
fn register(subject: &Subject, sources: &Sources) -> Option<String> {
    let entries: String = subject.origins.iter().filter_map(|origin| origin.entry.as_deref()).collect();
    if entries.is_empty() {
        return None;
    }
    let known = sources.find(REGISTER).map_or("", |file| &*sources.get(file).text);
    let gap = if known.is_empty() || known.ends_with('\n') { "" } else { "\n" };
    Some(format!("{known}{gap}{entries}"))
}
