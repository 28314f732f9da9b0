//! What a record says to somebody who has just met its error: enough to act on. The page says the rest.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Plain;
use crate::base::KnowledgeBase;
use crate::evidence::Status;
use crate::markdown::{Block, Prose, What, enclose, filled, plain, spots};
use crate::record::{Cause, Check, Often, Record, Retry, Scheme, Versions};
use crate::yaml::Located;

/// How many lines of a check or a fix, and how many dead ends, an answer shows.
const LINES: usize = 3;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Essentials {
    #[serde(rename = "record")]
    pub id: Plain,
    pub title: Plain,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Plain>,
    /// Counts from the root of the site until [`Essentials::at`] makes it absolute.
    pub url: Plain,
    pub summary: Plain,
    /// What to do first, whatever the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Plain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<Advice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<Affected>,
    /// In diagnostic order, in an answer the one that the error names first. The first one, and those that an error may
    /// name, have their checks and fixes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Suspect>,
    /// Whether the first of them is the one that the error names.
    #[serde(skip)]
    is_cause_named: bool,
    /// What costs time or makes it worse.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub avoid: Vec<Plain>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Cited>,
    /// The day on which the record was last checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<Plain>,
    /// Why the record is retired, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired: Option<Plain>,
}

/// Whether the same request may succeed when it is sent again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    pub verdict: Retry,
    /// When, and how long to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Plain>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Affected {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected: Option<Plain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Plain>,
    /// How the two are written; without one they are words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Plain>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Suspect {
    pub id: Plain,
    pub title: Plain,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub often: Option<Often>,
    pub evidence: Plain,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<Plain>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Outcome>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fix: Vec<Plain>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    pub observation: Plain,
    pub meaning: Plain,
    /// Where its links lead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    pub title: Plain,
    pub url: Plain,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cited {
    pub key: Plain,
    pub title: Plain,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Plain>,
}

impl Essentials {
    /// `base` holds the record and the sources it cites; `title` knows the other records it may link to.
    pub fn of(record: &Record, base: &KnowledgeBase, title: &dyn Fn(&str) -> Option<String>) -> Essentials {
        let front = &record.front;
        let reader = Reader { record, title };
        let mut causes: Vec<Suspect> = record.body.causes.iter().map(|cause| reader.suspect(cause)).collect();
        let named = |id: &Plain| {
            let names = front.signatures.iter().filter_map(|signature| signature.value.cause.as_ref());
            names.into_iter().any(|name| name.value == id.as_str())
        };
        for cause in causes.iter_mut().skip(1).filter(|cause| !named(&cause.id)) {
            (cause.check, cause.outcomes, cause.fix) = Default::default();
        }
        let wait = front.wait.as_ref().map(|wait| reader.line(&wait.text.value));
        let retry = front.retry;
        Essentials {
            id: record.id.as_str().into(),
            title: front.title.as_str().into(),
            code: front.code.as_ref().map(|code| code.value.as_str().into()),
            url: address(record.id.as_str(), None),
            summary: reader.line(&front.summary),
            first: front.quick_fix.as_deref().map(|fix| reader.line(fix)),
            retry: (retry != Retry::NotStated || wait.is_some())
                .then_some(Advice { verdict: retry, text: wait }),
            versions: front.versions.as_ref().and_then(versions),
            causes,
            is_cause_named: false,
            avoid: record
                .body
                .by_id("do-not")
                .map(|section| reader.lines(&section.prose))
                .unwrap_or_default(),
            sources: sources(record, base),
            checked: front.checked.as_ref().map(|day| day.as_str().into()),
            retired: front.retired.as_ref().map(|retired| reader.line(&retired.because)),
        }
    }

    /// The same with what the holes of an error hold, where a text has a place for it.
    #[must_use]
    pub fn filled(mut self, holes: &BTreeMap<String, String>) -> Essentials {
        let causes = self.causes.iter_mut().flat_map(|cause| {
            let outcomes = cause.outcomes.iter_mut();
            let outcomes = outcomes.flat_map(|outcome| [&mut outcome.observation, &mut outcome.meaning]);
            [&mut cause.title].into_iter().chain(&mut cause.check).chain(&mut cause.fix).chain(outcomes)
        });
        let wait = self.retry.iter_mut().filter_map(|retry| retry.text.as_mut());
        let lines = [&mut self.summary].into_iter().chain(&mut self.first).chain(&mut self.retired);
        for text in lines.chain(wait).chain(causes).chain(&mut self.avoid) {
            *text = filled(text.as_str(), holes).into();
        }
        self
    }

    /// The same with the cause first that an error names.
    #[must_use]
    pub fn naming(mut self, cause: Option<&str>) -> Essentials {
        // The sort is stable.
        self.causes.sort_by_key(|suspect| Some(suspect.id.as_str()) != cause);
        self.is_cause_named = self.causes.first().is_some_and(|first| Some(first.id.as_str()) == cause);
        self
    }

    /// What the first of the causes is called.
    pub(super) fn suspicion(&self) -> &'static str {
        if self.is_cause_named { "likely cause" } else { "first suspect" }
    }

    /// The same with the addresses that it has where the site is published, if that is known.
    #[must_use]
    pub fn at(mut self, root: Option<&str>) -> Essentials {
        if let Some(root) = root {
            let root = root.trim_end_matches('/');
            let links = self.causes.iter_mut().flat_map(|cause| &mut cause.outcomes);
            let links = links.flat_map(|outcome| &mut outcome.links).map(|link| &mut link.url);
            for url in links.chain([&mut self.url]) {
                *url = format!("{root}/{url}").into();
            }
        }
        self
    }
}

/// Where the page of a record is, counted from the root of the site.
fn address(id: &str, cause: Option<&str>) -> Plain {
    match cause {
        Some(cause) => format!("{id}.html#{cause}").into(),
        None => format!("{id}.html").into(),
    }
}

fn versions(versions: &Versions) -> Option<Affected> {
    let text = |text: &Option<String>| text.as_deref().map(Plain::new);
    let Versions { affected, fixed, scheme, note } = versions;
    let affected =
        Affected { affected: text(affected), fixed: text(fixed), scheme: *scheme, note: text(note) };
    (affected != Affected::default()).then_some(affected)
}

/// The sources that what is shown rests on, each once.
fn sources(record: &Record, base: &KnowledgeBase) -> Vec<Cited> {
    let first = record.body.causes.iter().take(1).flat_map(|cause| &cause.facts.sources);
    let remarks = record.front.remarks().flat_map(|(_, remark)| &remark.sources);
    let mut seen = BTreeSet::new();
    let mut cited = |key: &Located<String>| {
        let source = base.sources.get(&key.value).filter(|_| seen.insert(key.value.clone()))?;
        let url = source.url.as_ref().map(|url| url.value.as_str().into());
        Some(Cited { key: key.value.as_str().into(), title: source.title.as_str().into(), url })
    };
    first.chain(remarks).filter_map(&mut cited).collect()
}

/// Reads the texts of one record as words.
struct Reader<'a> {
    record: &'a Record,
    title: &'a dyn Fn(&str) -> Option<String>,
}

impl Reader<'_> {
    fn suspect(&self, cause: &Cause) -> Suspect {
        let status = cause.facts.evidence.unwrap_or(Status::Unsupported);
        Suspect {
            id: cause.id.value.as_str().into(),
            title: self.line(&cause.title),
            often: cause.facts.often.filter(|often| *often != Often::NotStated),
            evidence: status.label().into(),
            check: cause.check.as_ref().map(|check| self.steps(&check.prose)).unwrap_or_default(),
            outcomes: cause.check.as_ref().map(|check| self.outcomes(check)).unwrap_or_default(),
            fix: cause.fixes.first().map(|fix| self.steps(&fix.prose)).unwrap_or_default(),
        }
    }

    fn outcomes(&self, check: &Check) -> Vec<Outcome> {
        let outcomes = check.outcomes.iter().map(|outcome| Outcome {
            observation: self.words(&outcome.observation),
            meaning: self.words(&outcome.meaning),
            links: texts(&outcome.meaning).flat_map(|text| self.links(text)).collect(),
        });
        outcomes.collect()
    }

    /// The first lines of a text, and what the first code in it does.
    fn steps(&self, prose: &Prose) -> Vec<Plain> {
        let mut lines = self.lines(prose);
        lines.extend(self.record.code_titles(prose).into_iter().take(1).map(Plain::from));
        lines
    }

    fn lines(&self, prose: &Prose) -> Vec<Plain> {
        let lines = texts(prose).take(1).flat_map(str::lines).map(str::trim);
        lines
            .filter(|line| !line.is_empty() && !line.starts_with("```"))
            .take(LINES)
            .map(|line| self.line(line))
            .filter(|line| !line.is_empty())
            .collect()
    }

    fn words(&self, prose: &Prose) -> Plain {
        texts(prose).map(|text| self.said(text)).collect::<String>().into()
    }

    fn line(&self, markdown: &str) -> Plain {
        self.said(markdown).into()
    }

    /// Markdown as words. A link that has no words of its own has the title of what it leads to.
    fn said(&self, markdown: &str) -> String {
        let (mut text, mut from, mut place) = (String::new(), 0, 0);
        for spot in &spots(markdown) {
            let (start, end) = (spot.range.start as usize, spot.range.end as usize);
            if !matches!(spot.what, What::Mark) {
                text.push_str(&markdown[from..start]);
                from = end;
            }
            match &spot.what {
                What::Wordless(target) => {
                    text.push_str(self.target(target).as_ref().map_or(target, |link| link.title.as_str()));
                }
                What::Place => place = text.len(),
                What::Filled(url) => enclose(&mut text, place, url),
                _ => {}
            }
        }
        text.push_str(&markdown[from..]);
        plain(&text)
    }

    fn links(&self, markdown: &str) -> Vec<Link> {
        let spots = spots(markdown);
        let targets = spots.iter().filter_map(|spot| match &spot.what {
            What::Link(target) | What::Wordless(target) => self.target(target),
            _ => None,
        });
        targets.collect()
    }

    /// Where a link leads, if it is to a record or to one of this record's causes.
    fn target(&self, target: &str) -> Option<Link> {
        let own = self.record.id.as_str();
        let (id, cause) = match target.strip_prefix("record:") {
            Some(target) => target.split_once('#').map_or((target, None), |(id, cause)| (id, Some(cause))),
            None => (own, Some(target.strip_prefix('#')?)),
        };
        let of_cause = || {
            let causes = &self.record.body.causes;
            causes.iter().find(|known| id == own && Some(known.id.value.as_str()) == cause)
        };
        let title = match of_cause() {
            Some(cause) => plain(&cause.title),
            None => (self.title)(id).unwrap_or_else(|| id.to_string()),
        };
        Some(Link { title: title.into(), url: address(id, cause) })
    }
}

fn texts(prose: &Prose) -> impl Iterator<Item = &str> {
    prose.blocks.iter().filter_map(|block| match block {
        Block::Text { markdown, .. } => Some(markdown.as_str()),
        _ => None,
    })
}
