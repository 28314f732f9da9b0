//! Why a record answers a text, or does not: which fragment is where, what is missing, how the score came about.

use super::claim::{Claim, NearMiss, Text};
use super::explain::Verdict;
use super::facet::Facets;
use super::find::Places;
use super::table::{Rule, Table};
use serde::Serialize;

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Why {
    pub record: String,
    /// What the answer says of the record; none if it is not a hit.
    pub verdict: Option<Verdict>,
    /// What keeps it from being a hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    pub signatures: Vec<Tried>,
}

/// One signature, tried on a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Tried {
    /// Which signature of the record, from 1.
    pub signature: usize,
    pub steps: Vec<Step>,
    /// What it claims by itself.
    pub verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// What is missing, if it claims nothing, or no more than a guess.
    pub missing: Vec<String>,
}

/// A fragment, and the line that it is in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Step {
    pub part: Part,
    pub text: String,
    pub line: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    All,
    Any,
    Not,
}

/// Every letter that was found counts twice; a status or type beside it counts for or against it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Score {
    pub letters: usize,
    /// Letters that were cut off.
    pub lost: usize,
    pub status: i32,
    #[serde(rename = "type")]
    pub kind: i32,
    /// What the record's evidence adds.
    pub evidence: i32,
    pub total: i32,
}

impl Table {
    /// None if there is no such record.
    pub fn why(&self, text: &str, record: &str) -> Option<Why> {
        let entry = self.entries.iter().position(|entry| entry.record == record)?;
        let raw: Vec<char> = text.chars().collect();
        let glyphs = self.best_reading(&raw).glyphs;
        let places = self.find(&raw, &glyphs);
        let facets = Facets::read(self, &glyphs, &places);
        let text_read = Text::new(&raw, &glyphs);
        let rules = self.rules.iter().enumerate().filter(|(_, rule)| rule.entry == entry);
        let signatures: Vec<Tried> =
            rules.map(|(number, _)| self.tried(number, &text_read, &places, &facets)).collect();
        let answer = self.explain(text);
        let hit = answer.hits.iter().find(|hit| hit.record == record);
        let against = answer.not.into_iter().find(|miss| miss.record == record).map(|miss| miss.why);
        let better = || {
            let first =
                answer.hits.first().filter(|_| signatures.iter().any(|tried| tried.verdict.is_some()))?;
            Some(format!("{} fits these words better", first.record))
        };
        let against = if hit.is_some() { None } else { against.or_else(better) };
        Some(Why { record: record.to_owned(), verdict: hit.map(|hit| hit.verdict), against, signatures })
    }

    fn tried(&self, number: usize, text: &Text, places: &Places, facets: &Facets) -> Tried {
        let rule = &self.rules[number];
        let mut misses: Vec<NearMiss> = Vec::new();
        let leads = places.get(&rule.lead).into_iter().flatten();
        let claims = leads.filter_map(|lead| self.claim(number, *lead, text, places, facets, &mut misses));
        let claim = claims.min_by_key(|claim| (claim.verdict, -claim.score));
        let absent = rule.all.iter().filter(|pattern| !places.contains_key(pattern));
        let absent = absent.map(|&pattern| format!("“{}” is not in the text", self.patterns[pattern].text));
        let mut missing: Vec<String> = absent.chain(misses.into_iter().map(|miss| miss.why)).collect();
        missing.dedup();
        if claim.is_none() && missing.is_empty() {
            missing.push("its fragments are not together as it asks".to_owned());
        } else if claim.as_ref().is_some_and(|claim| claim.verdict == Verdict::Possible) && missing.is_empty()
        {
            missing.push("it is only a part of what the text says there".to_owned());
        } else if claim.as_ref().is_some_and(|claim| claim.verdict != Verdict::Possible) {
            missing.clear();
        }
        Tried {
            signature: rule.signature + 1,
            steps: self.steps(rule, claim.as_ref(), text, places),
            verdict: claim.as_ref().map(|claim| claim.verdict),
            score: claim.map(|claim| {
                let (status, kind) =
                    facets.parts((claim.lead.start, claim.lead.end), rule.status, rule.kind.as_deref());
                let letters = rule.weight - claim.lost;
                let found = i32::try_from(letters * 2).unwrap_or(i32::MAX / 2) - i32::from(claim.lost > 0);
                let evidence = claim.score - found - status - kind;
                Score { letters, lost: claim.lost, status, kind, evidence, total: claim.score }
            }),
            missing,
        }
    }

    fn steps(&self, rule: &Rule, claim: Option<&Claim>, text: &Text, places: &Places) -> Vec<Step> {
        let line_of = |start: usize| {
            let at = text.glyphs[start].at as usize;
            1 + text.raw[..at].iter().filter(|&&sign| sign == '\n').count()
        };
        let step = |part: Part, pattern: usize, start: Option<usize>| {
            let start = start.or_else(|| places.get(&pattern)?.first().map(|place| place.start));
            Step { part, text: self.patterns[pattern].text.clone(), line: start.map(line_of) }
        };
        let own = |n: usize| claim.map(|claim| claim.places[n].start);
        let all = rule.all.iter().enumerate().map(|(n, &pattern)| step(Part::All, pattern, own(n)));
        let any = rule.any.iter().map(|&pattern| step(Part::Any, pattern, None));
        let not = rule.not.iter().map(|&(pattern, _)| step(Part::Not, pattern, None));
        all.chain(any).chain(not).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Entry, Exclusion, Signature};
    use super::*;

    fn table() -> Table {
        let signature = Signature {
            all: vec!["the kettle broke".into(), "cold tea".into()],
            any: vec!["kitchen".into()],
            not: vec![Exclusion {
                text: "on purpose".into(),
                record: None,
                here: false,
                why: "it was meant".into(),
            }],
            status: Some(503),
            ..Signature::default()
        };
        Table::compile(vec![Entry { record: "a/b".into(), signatures: vec![signature], ..Entry::default() }])
    }

    fn why(text: &str) -> Why {
        table().why(text, "a/b").expect("there is such a record")
    }

    #[test]
    fn a_match_says_where_its_fragments_are_and_what_they_count() {
        let why = why("kitchen: status 503\nthe kettle broke\ncold tea");
        assert_eq!(why.verdict, Some(Verdict::Match));
        let lines: Vec<Option<usize>> = why.signatures[0].steps.iter().map(|step| step.line).collect();
        assert_eq!(lines, [Some(2), Some(3), Some(1), None]);
        let score = why.signatures[0].score.expect("it claims the text");
        assert_eq!((score.letters, score.lost, score.status, score.total), (21, 0, 4, 46));
    }

    #[test]
    fn what_is_missing_or_excludes_it_is_named() {
        let missing = |text: &str| why(text).signatures.remove(0).missing;
        assert_eq!(missing("the kettle broke"), ["“cold tea” is not in the text"]);
        assert_eq!(missing("the kettle broke, cold tea"), ["nothing near it says “kitchen”"]);
        assert_eq!(missing("kitchen: the kettle broke on purpose, cold tea"), ["it was meant"]);
        assert_eq!(table().why("", "a/c"), None);
    }
}
