//! Signatures are tried before a reader does: every record's samples must find it first, and nobody else's.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::{KnowledgeBase, RecordIx};
use crate::matcher::{self, Answer, Entry, Verdict, Weakness, WeaknessKind};
use crate::problem::{Place, Problem, Rule, Severity};
use crate::record::{Record, Signature};
use crate::source::FileId;

/// What the matcher knows of each record.
pub(super) fn entries(records: &[Arc<Record>]) -> Vec<Entry> {
    records
        .iter()
        .filter(|record| !record.front.signatures.is_empty())
        .map(|record| Entry {
            record: record.id.as_str().to_string(),
            status: record.front.status,
            kind: record.front.error_type.clone(),
            signatures: record.front.signatures.iter().map(|signature| of(&signature.value)).collect(),
            noise: record.front.noise.iter().map(|line| line.value.clone()).collect(),
        })
        .collect()
}

fn of(signature: &Signature) -> matcher::Signature {
    let texts = |list: &[crate::yaml::Located<String>]| list.iter().map(|text| text.value.clone()).collect();
    let not = signature.not.iter().filter_map(|exclusion| {
        Some(matcher::Exclusion {
            text: exclusion.text.as_ref()?.value.clone(),
            record: exclusion.record.as_ref().map(|record| record.value.clone()),
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
    }
}

pub(super) fn check(base: &KnowledgeBase, problems: &mut Vec<Problem>) {
    // A record with a mistake in its front matter may have lost its signatures by it: that has been told.
    // A `TODO` loses nothing, and a draft is told everything at once.
    let told: BTreeSet<FileId> = problems
        .iter()
        .filter(|problem| problem.severity() == Severity::Error && problem.rule != Rule::PrivateText)
        .map(|problem| problem.file)
        .collect();
    let mut sound = Vec::new();
    for (ix, record) in base.records() {
        if !record.front.signatures.is_empty() {
            sound.push(ix);
        } else if record.front.retired.is_none() && !told.contains(&record.file) {
            problems.push(
                Problem::new(
                    Rule::MissingSignature,
                    record.file,
                    Place::WholeFile,
                    "no signature: no paste can find this record",
                )
                .hint("add under `signatures:` the words of the message: `- all: [\"…\"]`"),
            );
        }
    }
    problems.extend(sound.iter().filter_map(|ix| without_sample(base, *ix)));
    let weaknesses = matcher::weaknesses(base.matches().entries());
    // What a weak signature does to samples, its record's or anybody's, is no mistake of theirs.
    let weak_ids: BTreeSet<&str> = weaknesses
        .iter()
        .flat_map(|weakness| std::iter::once(weakness.record.as_str()).chain(weakness.other.as_deref()))
        .collect();
    sound.retain(|ix| !weak_ids.contains(base.record(*ix).id.as_str()));
    for weakness in &weaknesses {
        let twin = weakness.kind == WeaknessKind::Duplicate;
        if !twin || weakness.other.as_ref().is_some_and(|other| *other < weakness.record) {
            problems.extend(weak(base, weakness));
        }
    }
    let tried: Vec<Vec<Problem>> = sound.par_iter().map(|ix| try_samples(base, *ix, &weak_ids)).collect();
    problems.extend(tried.into_iter().flatten());
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

fn try_samples(base: &KnowledgeBase, ix: RecordIx, weak_ids: &BTreeSet<&str>) -> Vec<Problem> {
    let record = base.record(ix);
    let mut problems = Vec::new();
    for sample in base.samples(ix) {
        let answer = base.matches().explain(&sample.text);
        if answer.hits.first().is_some_and(|hit| weak_ids.contains(hit.record.as_str())) {
            continue;
        }
        let allowed = record.front.collisions.get(&sample.name).map(|id| id.value.as_str());
        problems.extend(judge(base, record, sample, &answer, allowed));
    }
    problems
}

fn judge(
    base: &KnowledgeBase,
    record: &Record,
    sample: &super::Sample,
    answer: &Answer,
    allowed: Option<&str>,
) -> Option<Problem> {
    let id = record.id.as_str();
    let first = answer.hits.first();
    match first {
        Some(hit) if hit.record == id || Some(hit.record.as_str()) == allowed => None,
        Some(hit) if hit.verdict == Verdict::Possible => Some(unmatched(sample, id, answer)),
        Some(hit) => {
            let message = format!("`{}` of `{id}` is claimed by `{}`", sample.name, hit.record);
            let mut problem = Problem::new(Rule::SampleStolen, sample.file, Place::WholeFile, message)
                .label(format!("line {} matches `{}`", hit.line, hit.fragment))
                .hint(format!(
                    "make the signature of `{id}` more specific, add a `not:` to that of `{}`, or declare it under `collisions:`",
                    hit.record
                ));
            if let Some(thief) = base.find(&hit.record) {
                problem =
                    problem.note(base.record(thief).file, Place::WholeFile, "the record that claims it");
            }
            Some(problem)
        }
        None => Some(unmatched(sample, id, answer)),
    }
}

fn unmatched(sample: &super::Sample, id: &str, answer: &Answer) -> Problem {
    let why = answer
        .not
        .iter()
        .find(|miss| miss.record == id)
        .map_or_else(|| "none of its fragments is in the text".to_string(), |miss| miss.why.clone());
    Problem::new(
        Rule::SampleNotMatched,
        sample.file,
        Place::WholeFile,
        format!("`{}` does not find `{id}`", sample.name),
    )
    .label(why)
    .hint("write fragments that stand in the sample as it is, with holes for what varies")
}
