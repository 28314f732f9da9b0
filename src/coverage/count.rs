//! What was counted: a value that grows with the number of different errors, not with the number of texts, and that can
//! be joined with others in any order.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use super::date::{Date, Week};
use super::examples::{Examples, Issues, Versions};
use super::judge::{Finding, MESSAGE, TRACE};
use super::mask::{HOLE, is_word, pieces};
use super::text::Text;
use crate::matcher::Verdict;

/// The version of the format of partial counts.
const PART: u32 = 1;
/// So many different forms of errors are kept apart; beyond that they are counted more coarsely.
const FORMS: usize = 50_000;
/// The coarsest way to count.
const COARSEST: u8 = 3;
/// The largest number that every reader of JSON keeps exactly.
const MOST: u64 = 1 << 53;

/// What counts: only equal rules make counts that can be joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The hash of the signatures that were looked for, and the version of the program.
    pub base: String,
    pub program: String,
    pub since: Option<Date>,
    pub labels: BTreeSet<String>,
}

impl Rules {
    /// Whether a text is looked at.
    fn admit(&self, text: &Text) -> bool {
        self.since.is_none_or(|since| text.day.is_some_and(|day| day >= since))
            && (self.labels.is_empty() || text.labels.iter().any(|label| self.labels.contains(label)))
    }
}

/// How often an error was found in a week, by how it was answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tally {
    #[serde(rename = "match")]
    pub matched: u64,
    pub fallback: u64,
    pub possible: u64,
    pub gap: u64,
}

impl Tally {
    pub fn answered(self) -> u64 {
        self.matched + self.fallback + self.possible
    }

    pub fn errors(self) -> u64 {
        self.answered() + self.gap
    }

    pub fn add(&mut self, other: Tally) {
        self.matched += other.matched;
        self.fallback += other.fallback;
        self.possible += other.possible;
        self.gap += other.gap;
    }
}

/// Texts with one error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub weeks: BTreeMap<Week, Tally>,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub versions: Versions,
    pub examples: Examples,
    pub issues: Issues,
}

impl Group {
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.weeks.values().for_each(|tally| total.add(*tally));
        total
    }

    pub fn join(&mut self, other: Group) {
        for (week, tally) in other.weeks {
            self.weeks.entry(week).or_default().add(tally);
        }
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
        self.versions.join(other.versions);
        self.examples.join(other.examples);
        self.issues.join(other.issues);
    }

    fn add(&mut self, text: &Text, tally: Tally, example: Option<String>) {
        self.weeks.entry(Week::of(text.day)).or_default().add(tally);
        if text.day.is_some() {
            self.first = [self.first, text.day].into_iter().flatten().min();
            self.last = self.last.max(text.day);
        }
        if let Some(version) = text.version() {
            self.versions.add(&version);
        }
        if let Some(example) = example {
            self.examples.add(example);
        }
        self.issues.add(text);
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    #[serde(rename = "errbook-coverage-part")]
    part: u32,
    pub rules: Rules,
    /// Texts that were looked at, by week.
    pub texts: BTreeMap<Week, u64>,
    /// Texts that the rules left out.
    pub left_out: u64,
    pub records: BTreeMap<String, Group>,
    /// How coarsely the forms are counted: 0 is exact.
    level: u8,
    /// Errors without a record, by their form.
    pub gaps: BTreeMap<String, Group>,
    #[serde(skip, default = "forms")]
    most: usize,
}

fn forms() -> usize {
    FORMS
}

impl Counts {
    pub fn new(rules: Rules) -> Counts {
        Counts {
            part: PART,
            rules,
            texts: BTreeMap::new(),
            left_out: 0,
            records: BTreeMap::new(),
            level: 0,
            gaps: BTreeMap::new(),
            most: FORMS,
        }
    }

    #[cfg(test)]
    #[must_use]
    pub fn with_most(self, most: usize) -> Counts {
        Counts { most, ..self }
    }

    /// Whether the text counts; if not, it is counted as left out.
    pub fn admits(&mut self, text: &Text) -> bool {
        let admitted = self.rules.admit(text);
        if admitted {
            *self.texts.entry(Week::of(text.day)).or_default() += 1;
        } else {
            self.left_out += 1;
        }
        admitted
    }

    pub fn add(&mut self, text: &Text, finding: Finding) {
        match finding {
            Finding::Nothing => {}
            Finding::Answered { record, verdict } => {
                let mut tally = Tally::default();
                match verdict {
                    Verdict::Match => tally.matched = 1,
                    Verdict::Fallback => tally.fallback = 1,
                    Verdict::Possible => tally.possible = 1,
                }
                self.records.entry(record).or_default().add(text, tally, None);
            }
            Finding::Gap { form, example } => {
                let tally = Tally { gap: 1, ..Tally::default() };
                let form = coarse(form, self.level);
                self.gaps.entry(form).or_default().add(text, tally, Some(example));
                self.coarsen();
            }
        }
    }

    /// Joins other counts to these. Whatever the order, the result is the same.
    pub fn join(&mut self, other: Counts) -> Result<()> {
        self.rules.refuse_other(&other.rules)?;
        for (week, count) in other.texts {
            *self.texts.entry(week).or_default() += count;
        }
        self.left_out += other.left_out;
        for (record, group) in other.records {
            self.records.entry(record).or_default().join(group);
        }
        self.level = self.level.max(other.level);
        let all = std::mem::take(&mut self.gaps).into_iter().chain(other.gaps);
        self.gaps = regrouped(all, self.level);
        self.coarsen();
        self.refuse_too_large()
    }

    /// Counts more coarsely while there are too many forms. Whether that happens depends on all forms together, so the
    /// order of texts and of parts does not matter.
    fn coarsen(&mut self) {
        while self.gaps.len() > self.most && self.level < COARSEST {
            self.level += 1;
            self.gaps = regrouped(std::mem::take(&mut self.gaps).into_iter(), self.level);
        }
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("maps with names as keys are JSON")
    }

    /// Reads partial counts, which anyone may have written.
    pub fn from_json(text: &str) -> Result<Counts> {
        let counts: Counts = serde_json::from_str(text).map_err(|error| {
            anyhow::anyhow!("these are not counts of `errbook coverage --partial`: {error}")
        })?;
        if counts.part != PART {
            bail!(
                "the format of these counts has version {}, this program reads {PART}: count again",
                counts.part
            );
        }
        counts.refuse_impossible()?;
        Ok(counts)
    }

    fn refuse_impossible(&self) -> Result<()> {
        self.refuse_too_large()?;
        if self.level > COARSEST || self.gaps.len() > self.most {
            bail!(
                "these counts have {} different errors, more than are ever kept: count again",
                self.gaps.len()
            );
        }
        let mut errors: BTreeMap<Week, u64> = BTreeMap::new();
        for (name, group) in self.records.iter().chain(&self.gaps) {
            let gap = self.gaps.contains_key(name);
            let total = group.total();
            let sound = if gap { total.answered() == 0 } else { total.gap == 0 };
            if !sound || total.errors() == 0 || !group.is_bounded() {
                bail!("the counts of `{}` are not possible: count again", name.escape_debug());
            }
            for (week, tally) in &group.weeks {
                *errors.entry(*week).or_default() += tally.errors();
            }
        }
        for (week, count) in &errors {
            if self.texts.get(week).is_none_or(|texts| texts < count) {
                bail!("there are more errors than texts in the week `{}`: count again", String::from(*week));
            }
        }
        let named = |form: &String| {
            [TRACE, MESSAGE].iter().any(|start| form.starts_with(start)) && !form.contains(char::is_control)
        };
        if let Some(form) = self.gaps.keys().find(|form| !named(form)) {
            bail!("`{}` is not the form of an error: count again", form.escape_debug());
        }
        Ok(())
    }

    /// Sums stay numbers that every program can read.
    fn refuse_too_large(&self) -> Result<()> {
        let groups = self.records.values().chain(self.gaps.values()).flat_map(|group| group.weeks.values());
        let tallies = groups.flat_map(|tally| [tally.matched, tally.fallback, tally.possible, tally.gap]);
        let versions =
            self.gaps.values().chain(self.records.values()).flat_map(|group| group.versions.counts());
        let all = tallies.chain(versions).chain(self.texts.values().copied()).chain([self.left_out]);
        let sum = all.fold(0_u64, u64::saturating_add);
        if sum > MOST {
            bail!("the counts add up to more than {MOST}: they are not possible");
        }
        Ok(())
    }
}

impl Group {
    fn is_bounded(&self) -> bool {
        self.versions.is_bounded() && self.examples.is_bounded() && self.issues.is_bounded()
    }
}

impl Rules {
    fn refuse_other(&self, other: &Rules) -> Result<()> {
        let named = |date: Option<Date>| date.map_or("none".to_string(), String::from);
        if self.program != other.program {
            bail!(
                "counted by errbook {} and by errbook {}: count with one version",
                self.program,
                other.program.escape_debug()
            );
        }
        if self.base != other.base {
            bail!("counted with different knowledge bases: count all parts with the same records");
        }
        if self.since != other.since {
            bail!("counted with different `--since`: {} and {}", named(self.since), named(other.since));
        }
        if self.labels != other.labels {
            bail!("counted with different `--label`");
        }
        Ok(())
    }
}

fn regrouped(all: impl Iterator<Item = (String, Group)>, level: u8) -> BTreeMap<String, Group> {
    let mut gaps: BTreeMap<String, Group> = BTreeMap::new();
    for (form, group) in all {
        gaps.entry(coarse(form, level)).or_default().join(group);
    }
    gaps
}

/// A form with fewer words: 0 is all of it, 3 none. What is coarse stays what it is at the same level and below.
fn coarse(form: String, level: u8) -> String {
    let most = match level {
        0 => return form,
        1 => 6,
        2 => 2,
        _ => 0,
    };
    let (start, text) = form.split_at(TRACE.len());
    if start == TRACE {
        let name = text.split(" in ").next().unwrap_or(text);
        return if level == 1 { format!("{start}{name}") } else { format!("{start}{HOLE}") };
    }
    let plain = |piece: &&str| is_word(piece) && piece.chars().all(|c| c.is_ascii_lowercase());
    let words: Vec<&str> = pieces(text).into_iter().filter(plain).take(most).collect();
    format!("{start}{} {HOLE}", words.join(" ")).replace(": <", ":<")
}
