//! Signatures are tried before a reader does: every record's samples must find it first, and nobody else's.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::verdicts::{self, Outcome};
use super::{Halt, Kept, KnowledgeBase, RecordIx, Sample};
use crate::matcher::{self, Entry, Weakness, WeaknessKind};
use crate::problem::{Place, Problem, Rule, Severity};
use crate::record::{Code, Record, Signature};
use crate::source::{FileId, Sources};
use crate::vocabulary::Vocabulary;

/// What the matcher knows of each record.
pub(super) fn entries(records: &[Arc<Record>], vocabulary: &Vocabulary) -> Vec<Entry> {
    let mut known: Vec<(Entry, Option<Code>)> =
        records.iter().map(|record| (entry(record, vocabulary), code(record))).collect();
    add_codes(&mut known);
    known.into_iter().map(|(entry, _)| entry).filter(|entry| !entry.signatures.is_empty()).collect()
}

/// The signatures that the front matter has.
fn written(records: &[Arc<Record>], vocabulary: &Vocabulary) -> Vec<Entry> {
    records
        .iter()
        .map(|record| entry(record, vocabulary))
        .filter(|entry| !entry.signatures.is_empty())
        .collect()
}

pub(super) fn entry(record: &Record, vocabulary: &Vocabulary) -> Entry {
    Entry {
        record: record.id.as_str().to_string(),
        status: http(record.front.status()),
        kind: record.front.error_type().map(ToString::to_string),
        signatures: record.front.signatures.iter().map(|signature| of(&signature.value)).collect(),
        noise: record.front.noise.iter().map(|line| line.value.clone()).collect(),
        evidence: vocabulary.evidence(&record.front.facets),
    }
}

/// Only what HTTP knows can stand beside an error as its status.
fn http(status: Option<u32>) -> Option<u16> {
    status.and_then(|status| u16::try_from(status).ok()).filter(|status| (100..600).contains(status))
}

pub(super) fn code(record: &Record) -> Option<Code> {
    record.front.code.as_ref().map(|code| code.value.clone())
}

/// As a whole word, the code of a record says which error it is, unless another record has it too or it is too plain.
pub(super) fn add_codes(entries: &mut [(Entry, Option<Code>)]) {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for code in entries.iter().filter_map(|(_, code)| code.as_ref()) {
        *uses.entry(code.file_name()).or_default() += 1;
    }
    for (entry, code) in entries {
        let Some(code) = code.as_ref().filter(|code| code.is_distinct() && uses[&code.file_name()] == 1)
        else {
            continue;
        };
        let all = vec![code.as_str().to_string()];
        entry.signatures.push(matcher::Signature { all, ..matcher::Signature::default() });
    }
}

fn of(signature: &Signature) -> matcher::Signature {
    let texts = |list: &[crate::yaml::Located<String>]| list.iter().map(|text| text.value.clone()).collect();
    let not = signature.not.iter().filter_map(|exclusion| {
        Some(matcher::Exclusion {
            text: exclusion.text.as_ref()?.value.clone(),
            record: exclusion.record.as_ref().map(|record| record.value.clone()),
            here: exclusion.here,
            why: exclusion.why.clone(),
        })
    });
    matcher::Signature {
        all: texts(&signature.all),
        any: texts(&signature.any),
        not: not.collect(),
        status: signature.status,
        kind: signature.error_type.clone(),
        fallback: signature.fallback,
        order: signature.order,
        start: signature.start,
        cause: signature.cause.as_ref().map(|cause| cause.value.clone()),
    }
}

/// What was tried so far, for as long as the signatures are what they were.
#[derive(Default)]
pub(super) struct Trials {
    /// A hash of the signatures.
    of: Option<blake3::Hash>,
    /// Made when there is something to try.
    table: Option<Arc<matcher::Table>>,
    /// Looked for when somebody wants to know.
    weaknesses: Option<Vec<Weakness>>,
    /// By sample: none where it finds its own record and nothing else.
    tried: Kept<Option<Outcome>>,
}

impl Trials {
    /// Those of an earlier run of the program, with these signatures.
    pub(super) fn recalled(of: blake3::Hash) -> Trials {
        Trials { of: Some(of), ..Trials::default() }
    }

    pub(super) fn of(&self) -> Option<blake3::Hash> {
        self.of
    }

    /// A sample that found its record alone then.
    pub(super) fn recall(&mut self, sample: FileId, sources: &Sources) {
        self.tried.keep(sample, sources, None);
    }

    /// Whether a sample is known to find its record alone.
    pub(super) fn is_fine(&self, sample: FileId, sources: &Sources) -> bool {
        self.tried.current(sample, sources).is_some_and(Option::is_none)
    }

    /// Of these records the samples that are to be tried: all, if the signatures are not what they were.
    pub(super) fn wanting<'b>(
        &mut self,
        base: &'b KnowledgeBase,
        sources: &Sources,
        of: impl Iterator<Item = RecordIx>,
    ) -> Vec<(RecordIx, &'b Arc<Sample>)> {
        self.prepare(base);
        let samples = of.flat_map(|ix| base.samples(ix).iter().map(move |sample| (ix, sample)));
        samples.filter(|(_, sample)| !self.tried.is_current(sample.file, sources)).collect()
    }

    fn prepare(&mut self, base: &KnowledgeBase) {
        let of = *base.signatures.get_or_init(|| digest(&base.records, &base.vocabulary));
        if self.of != Some(of) {
            *self = Trials { of: Some(of), ..Trials::default() };
        }
        if let Some(table) = &self.table {
            base.matches.get_or_init(|| Arc::clone(table));
        }
    }

    fn weaknesses(&mut self, base: &KnowledgeBase) -> &[Weakness] {
        self.weaknesses.get_or_insert_with(|| matcher::weaknesses(&written(&base.records, &base.vocabulary)))
    }

    fn run(&mut self, base: &KnowledgeBase, sources: &Sources, of: &[RecordIx], halt: Halt<'_>) {
        let new = self.wanting(base, sources, of.iter().copied());
        if new.is_empty() {
            return;
        }
        let table = base.shared_matches();
        self.table = Some(Arc::clone(table));
        let try_one = |(ix, sample): &(RecordIx, &Arc<Sample>)| {
            let id = base.record(*ix).id.as_str();
            (!halt()).then(|| (sample.file, Outcome::of(table.explain(&sample.text), id)))
        };
        for (file, outcome) in new.par_iter().filter_map(try_one).collect::<Vec<_>>() {
            self.tried.keep(file, sources, outcome);
        }
    }
}

/// What the table of these records depends on.
fn digest(records: &[Arc<Record>], vocabulary: &Vocabulary) -> blake3::Hash {
    let one = |record: &Arc<Record>| {
        let entry = entries(std::slice::from_ref(record), vocabulary);
        let json = serde_json::to_vec(&entry).expect("strings, numbers and lists are JSON");
        *blake3::hash(&json).as_bytes()
    };
    blake3::hash(records.par_iter().map(one).collect::<Vec<_>>().as_flattened())
}

pub(super) fn check(
    base: &KnowledgeBase,
    sources: &Sources,
    trials: &mut Trials,
    halt: Halt<'_>,
    problems: &mut Vec<Problem>,
) {
    trials.prepare(base);
    let weaknesses = trials.weaknesses(base).to_vec();
    // A record with a mistake in its front matter may have lost its signatures by it: that has been told.
    // A `TODO` loses nothing, and a draft is told everything at once.
    let told: BTreeSet<FileId> = problems
        .iter()
        .filter(|problem| problem.rule.severity() == Severity::Error && problem.rule != Rule::PrivateText)
        .map(|problem| problem.file)
        .collect();
    let mut sound = sound(base, &told, problems);
    problems.extend(sound.iter().filter_map(|ix| without_sample(base, *ix)));
    // What a weak signature does to samples, its record's or anybody's, is no mistake of theirs.
    let weak_ids: BTreeSet<String> = weaknesses
        .iter()
        .flat_map(|weakness| std::iter::once(&weakness.record).chain(&weakness.other))
        .cloned()
        .collect();
    sound.retain(|ix| !weak_ids.contains(base.record(*ix).id.as_str()));
    for weakness in &weaknesses {
        let twin = weakness.kind == WeaknessKind::Duplicate;
        if !twin || weakness.other.as_ref().is_some_and(|other| *other < weakness.record) {
            let lost =
                |problem: &Problem| weakness.kind == WeaknessKind::Empty && told.contains(&problem.file);
            problems.extend(weak(base, weakness).filter(|problem| !lost(problem)));
        }
    }
    trials.run(base, sources, &sound, halt);
    // What samples are to find is not known where the YAML broke off.
    let broken = problems.iter().filter(|problem| problem.rule == Rule::BadYaml);
    let broken: BTreeSet<FileId> = broken.map(|problem| problem.file).collect();
    let judge = |ix: &RecordIx| {
        let known = !broken.contains(&base.record(*ix).file);
        let told = verdicts::of(base, *ix, &trials.tried, &weak_ids);
        told.into_iter().filter(move |problem| known || problem.rule != Rule::SampleStolen)
    };
    let told: Vec<Problem> = sound.iter().flat_map(judge).collect();
    problems.extend(told);
}

/// The records whose signatures can be tried; those without any are told.
fn sound(base: &KnowledgeBase, told: &BTreeSet<FileId>, problems: &mut Vec<Problem>) -> Vec<RecordIx> {
    let mut sound = Vec::new();
    for (ix, record) in base.records() {
        if !record.front.signatures.is_empty() || record.front.code.is_some() {
            sound.push(ix);
        } else if record.front.retired.is_none() && !told.contains(&record.file) {
            problems.push(
                Problem::new(
                    Rule::MissingSignature,
                    record.file,
                    Place::WholeFile,
                    "no signature: no paste can find this record",
                )
                .hint("add under `signatures:` the words of the message: `- \"…\"`"),
            );
        }
    }
    sound
}

fn without_sample(base: &KnowledgeBase, ix: RecordIx) -> Option<Problem> {
    let record = base.record(ix);
    let id = record.id.as_str();
    let message = "no sample: nothing shows that its signatures work";
    let wanting = base.samples(ix).is_empty() && record.front.retired.is_none();
    wanting.then(|| {
        Problem::new(Rule::RecordWithoutSample, record.file, Place::WholeFile, message)
            .hint(format!("save a real paste as content/records/{id}/sample.txt"))
    })
}

fn weak(base: &KnowledgeBase, weakness: &Weakness) -> Option<Problem> {
    let record = base.record(base.find(&weakness.record)?);
    let signature = record.front.signatures.get(weakness.signature)?;
    let clash = matches!(weakness.kind, WeaknessKind::Subset | WeaknessKind::Duplicate);
    let rule = if clash { Rule::SignatureClash } else { Rule::WeakSignature };
    let message = match weakness.kind {
        WeaknessKind::Empty => "a signature without fragments".to_string(),
        WeaknessKind::OnlyHoles => "a fragment of holes alone".into(),
        WeaknessKind::TooShort => "a fragment that begins with too few letters to be looked up".into(),
        WeaknessKind::NeverMatches => "a fragment that can never match".into(),
        WeaknessKind::AdjacentHoles => "two holes with nothing between them".into(),
        WeaknessKind::Ordinary => "a signature that ordinary text matches".into(),
        WeaknessKind::OnlyNoise => "a signature made of the record's own noise".into(),
        WeaknessKind::Subset => {
            format!("a signature that is a part of one of `{}`", weakness.other.as_deref().unwrap_or(""))
        }
        WeaknessKind::Duplicate => {
            format!("a signature that `{}` has too", weakness.other.as_deref().unwrap_or(""))
        }
    };
    let mut problem =
        Problem::new(rule, record.file, signature.place(), message).hint(weakness.remedy.clone());
    if let Some(other) = weakness.other.as_deref().and_then(|id| base.find(id)) {
        problem = problem.note(base.record(other).file, Place::WholeFile, "the other record");
    }
    Some(problem)
}
