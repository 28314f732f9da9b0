//! What a sample finds, against what it is to find: its own record first, or the records that `samples:` name, all of
//! them and no other.

use std::collections::BTreeSet;

use super::{Kept, KnowledgeBase, RecordIx, Sample};
use crate::matcher::{Answer, Hit, Miss, Verdict};
use crate::problem::{Place, Problem, Rule};
use crate::record::Record;
use crate::yaml::Located;

/// What a sample finds that does not find its own record alone.
pub(super) struct Outcome {
    hits: Vec<Hit>,
    misses: Vec<Miss>,
}

impl Outcome {
    pub(super) fn of(answer: Answer, id: &str) -> Option<Outcome> {
        let Answer { hits, not: misses, .. } = answer;
        let alone = hits.len() == 1 && hits[0].record == id && is_firm(&hits[0]);
        (!alone).then_some(Outcome { hits, misses })
    }

    /// Why a record does not answer, as far as that is known.
    fn why(&self, id: &str) -> &str {
        let miss = self.misses.iter().find(|miss| miss.record == id);
        miss.map_or("none of its fragments is in the text", |miss| &miss.why)
    }
}

fn is_firm(hit: &Hit) -> bool {
    hit.verdict != Verdict::Possible
}

pub(super) fn of(
    base: &KnowledgeBase,
    ix: RecordIx,
    tried: &Kept<Option<Outcome>>,
    weak: &BTreeSet<String>,
) -> Vec<Problem> {
    let record = base.record(ix);
    let mut problems = Vec::new();
    for sample in base.samples(ix) {
        let Some(outcome) = tried.get(sample.file) else { continue };
        match (record.front.samples.get(&sample.name), outcome) {
            (Some(expected), outcome) => {
                let judge = Judge { base, record, sample, weak };
                judge.whole(outcome.as_ref(), &expected.0, &mut problems);
            }
            (None, None) => {}
            (None, Some(outcome)) => problems.extend(Judge { base, record, sample, weak }.first(outcome)),
        }
    }
    problems
}

struct Judge<'a> {
    base: &'a KnowledgeBase,
    record: &'a Record,
    sample: &'a Sample,
    /// What a weak signature does to samples is no mistake of theirs.
    weak: &'a BTreeSet<String>,
}

impl Judge<'_> {
    /// Nothing is said about the sample: its own record comes first.
    fn first(&self, outcome: &Outcome) -> Option<Problem> {
        let id = self.record.id.as_str();
        let first = outcome.hits.first();
        if first.is_some_and(|hit| self.weak.contains(&hit.record)) {
            return None;
        }
        match first.filter(|hit| is_firm(hit)) {
            Some(hit) if hit.record == id => None,
            Some(hit) => {
                let message = format!("`{}` of `{id}` is claimed by `{}`", self.sample.name, hit.record);
                Some(self.stolen(hit, message).hint(format!(
                    "make the signature of `{id}` more specific, add a `not:` to that of `{}`, or list under `samples:` all that the sample holds",
                    hit.record
                )))
            }
            // A hole that is none has been told.
            None if self.record.front.signatures.iter().any(|signature| signature.value.has_slip()) => None,
            None if first.is_some_and(|hit| hit.record == id) => Some(
                self.problem(Rule::SampleNotMatched, format!("`{}` does not find `{id}` for sure", self.sample.name))
                    .label("its words are there, but none of its `any:`: that is a guess")
                    .hint("save more of the paste, with what names the program, or add to `any:` what names it there"),
            ),
            None => Some(
                self.problem(Rule::SampleNotMatched, format!("`{}` does not find `{id}`", self.sample.name))
                    .label(outcome.why(id))
                    .hint("write fragments that stand in the sample as it is, with holes for what varies"),
            ),
        }
    }

    /// The sample finds what is expected, and nothing else.
    fn whole(&self, outcome: Option<&Outcome>, expected: &[Located<String>], problems: &mut Vec<Problem>) {
        let hits = outcome.map(|outcome| outcome.hits.iter().filter(|hit| is_firm(hit)));
        let hits: Vec<&Hit> = hits.into_iter().flatten().collect();
        let own = self.record.id.as_str();
        let is_found = |id: &str| match outcome {
            Some(_) => hits.iter().any(|hit| hit.record == id),
            None => id == own,
        };
        let is_expected = |id: &str| self.weak.contains(id) || expected.iter().any(|one| one.value == id);
        for hit in hits.iter().filter(|hit| !is_expected(&hit.record)) {
            let message = format!("`{}` also finds `{}`", self.sample.name, hit.record);
            problems.push(self.stolen(hit, message).hint(format!(
                "add it to `{}` under `samples:` if the error is there, or add a `not:` to its signature",
                self.sample.name
            )));
        }
        if outcome.is_none() && !is_expected(own) {
            let message = format!("`{}` finds `{own}`", self.sample.name);
            let hint = "add it to the list under `samples:`, or add a `not:` to its signature";
            problems.push(self.problem(Rule::SampleStolen, message).hint(hint));
        }
        for one in expected.iter().filter(|one| !is_found(&one.value) && !self.weak.contains(&one.value)) {
            // What is not there has been told.
            if self.base.find(&one.value).is_none() {
                continue;
            }
            let message = format!("`{}` does not find `{}`", self.sample.name, one.value);
            let problem = Problem::new(Rule::SampleNotMatched, self.record.file, one.place(), message)
                .label(outcome.map_or("only its own record is found", |outcome| outcome.why(&one.value)))
                .note(self.sample.file, Place::WholeFile, "the sample")
                .hint("remove it from the list, or write fragments that are in the sample");
            problems.push(problem);
        }
    }

    fn problem(&self, rule: Rule, message: String) -> Problem {
        Problem::new(rule, self.sample.file, Place::WholeFile, message)
    }

    fn stolen(&self, hit: &Hit, message: String) -> Problem {
        let problem = self
            .problem(Rule::SampleStolen, message)
            .label(format!("line {} matches `{}`", hit.line, hit.fragment));
        match self.base.find(&hit.record) {
            Some(thief) => {
                problem.note(self.base.record(thief).file, Place::WholeFile, "the record that claims it")
            }
            None => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use crate::source::Sources;

    const SITE: &str = "title: T\ntagline: t\ndescription: d\nprograms:\n  a: { title: A, summary: s }\n";
    const BOTH: &str = "the words of one: 7\n\nand then\n\nthe words of two: 8\n";

    /// What is reported for two records and a file beside the first.
    fn told(samples: &str, name: &str, paste: &str) -> Vec<String> {
        let record = |word: &str, more: &str| {
            format!(
                "---\ntitle: {word}\nsummary: s\n{more}signatures: [\"the words of {word}: {{n:int}}\"]\n---\n"
            )
        };
        let path = format!("content/records/a/one/{name}");
        let sources = Sources::from_texts([
            ("content/site.yaml", SITE),
            ("content/records/a/one.md", &record("one", samples)),
            ("content/records/a/two.md", &record("two", "")),
            (&path, paste),
            ("content/records/a/two/sample.out", "the words of two: 8\n"),
        ]);
        let (_, problems) = load(&sources);
        problems.into_iter().map(|problem| format!("{}: {}", problem.rule.name(), problem.message)).collect()
    }

    #[test]
    fn a_sample_finds_the_set_that_is_named() {
        let none: [&str; 0] = [];
        assert_eq!(told("samples: { real.log: [a/one, a/two] }\n", "real.log", BOTH), none);
        assert_eq!(told("samples: { real.log: [a/two] }\n", "real.log", "the words of two: 8\n"), none);
        assert_eq!(told("samples: { real.log: a/two }\n", "real.log", "the words of two: 8\n"), none);
        assert_eq!(told("samples: { quiet.log: [] }\n", "quiet.log", "all is well\n"), none);
        assert_eq!(told("samples: { real.log: [a/one] }\n", "real.log", "the words of one: 7\n"), none);
    }

    #[test]
    fn each_record_too_many_and_too_few_is_told() {
        let log = |samples: &str, paste: &str| {
            told(&format!("samples: {{ real.log: {samples} }}\n"), "real.log", paste)
        };
        assert_eq!(log("[a/one]", BOTH), ["sample-stolen: `real.log` also finds `a/two`"]);
        assert_eq!(log("[]", "the words of one: 7\n"), ["sample-stolen: `real.log` finds `a/one`"]);
        assert_eq!(log("[]", "the words of two: 8\n"), ["sample-stolen: `real.log` also finds `a/two`"]);
        let missing = ["sample-not-matched: `real.log` does not find `a/two`"];
        assert_eq!(log("[a/one, a/two]", "the words of one: 7\n"), missing);
        assert_eq!(log("[a/two]", "all is well\n"), missing);
        assert_eq!(
            log("[a/one, a/three]", "the words of one: 7\n"),
            ["dangling-reference: there is no record `a/three`"]
        );
        assert_eq!(
            told("samples: { other.log: [] }\n", "real.log", "the words of one: 7\n"),
            ["dangling-reference: there is no sample `other.log`"]
        );
    }

    #[test]
    fn a_sample_of_which_nothing_is_said_finds_its_record_first() {
        assert_eq!(told("", "real.log", "the words of one: 7\n"), [""; 0]);
        assert_eq!(told("", "real.log", BOTH), [""; 0]);
        assert_eq!(
            told("", "real.log", "the words of two: 8\n"),
            ["sample-stolen: `real.log` of `a/one` is claimed by `a/two`"]
        );
        assert_eq!(
            told("", "real.log", "all is well\n"),
            ["sample-not-matched: `real.log` does not find `a/one`"]
        );
    }

    #[test]
    fn the_old_name_is_told_and_read() {
        assert_eq!(
            told("collisions: { real.log: a/two }\n", "real.log", "the words of two: 8\n"),
            ["unknown-field: a mapping under `collisions` is now called `samples`"]
        );
    }
}
