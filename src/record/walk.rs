//! The one walk over the body of a record. It visits each text in reading order; what the visitor makes of the texts
//! comes back in the shape of the record. Pages, Markdown, JSON, index, citations and claims all use it.

use std::borrow::Cow;

use serde::Serialize;

use super::Record;
use super::body::{Body, Cause, Check, Decision, Fix, Question};
use super::front::CauseFacts;
use super::section::Section;
use crate::markdown::Prose;
use crate::vocabulary::{Meaning, SectionKind};

/// Where on the page a text is, as a citation names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At<'r> {
    Lead,
    Section(&'r SectionKind),
    /// Causes and questions are numbered from 1.
    Cause(usize),
    Question(usize),
}

/// What a text is for.
#[derive(Clone, Copy)]
pub enum Role<'r> {
    Lead,
    Section(&'r Section),
    CauseTitle(&'r Cause),
    Cause,
    Check,
    Observation,
    Meaning,
    AfterCheck,
    Fix(&'r Fix, &'r Cause),
    Undo,
    Verify,
    /// The question of the decision with this number.
    Decision(usize),
    Decided,
    Question,
    Answer,
}

#[derive(Clone, Copy)]
pub enum Words<'r> {
    /// A line of inline Markdown.
    Line(&'r str),
    Prose(&'r Prose),
}

/// One text of a record.
#[derive(Clone, Copy)]
pub struct Part<'r> {
    /// Of what is below a heading.
    pub section: Option<&'r SectionKind>,
    pub at: At<'r>,
    pub role: Role<'r>,
    pub words: Words<'r>,
}

impl<'r> Part<'r> {
    pub fn prose(&self) -> Option<&'r Prose> {
        match self.words {
            Words::Prose(prose) => Some(prose),
            Words::Line(_) => None,
        }
    }

    pub fn line(&self) -> Option<&'r str> {
        match self.words {
            Words::Line(line) => Some(line),
            Words::Prose(_) => None,
        }
    }
}

/// What was made of a body.
#[derive(Serialize)]
pub struct Walked<'r, T> {
    pub lead: T,
    pub sections: Vec<WalkedSection<'r, T>>,
    pub causes: Vec<WalkedCause<'r, T>>,
    pub decisions: Vec<WalkedDecision<T>>,
    pub questions: Vec<WalkedQuestion<T>>,
}

#[derive(Serialize)]
pub struct WalkedSection<'r, T> {
    pub id: &'r str,
    pub title: &'r str,
    #[serde(skip)]
    pub kind: &'r SectionKind,
    pub text: T,
}

#[derive(Serialize)]
pub struct WalkedCause<'r, T> {
    pub id: &'r str,
    pub title: T,
    #[serde(flatten)]
    pub facts: Cow<'r, CauseFacts>,
    pub text: T,
    pub check: Option<WalkedCheck<T>>,
    pub fixes: Vec<WalkedFix<'r, T>>,
    pub undo: Option<T>,
    pub verify: Option<T>,
}

#[derive(Serialize)]
pub struct WalkedCheck<T> {
    pub text: T,
    pub outcomes: Vec<WalkedOutcome<T>>,
    pub after: T,
}

#[derive(Serialize)]
pub struct WalkedOutcome<T> {
    pub observation: T,
    pub meaning: T,
}

#[derive(Serialize)]
pub struct WalkedFix<'r, T> {
    pub title: &'r str,
    pub text: T,
}

#[derive(Serialize)]
pub struct WalkedDecision<T> {
    pub question: T,
    pub answer: T,
    #[serde(rename = "else")]
    pub otherwise: bool,
}

#[derive(Serialize)]
pub struct WalkedQuestion<T> {
    pub question: T,
    pub answer: T,
}

impl Body {
    pub fn walk<'r, T>(&'r self, mut visit: impl FnMut(Part<'r>) -> T) -> Walked<'r, T> {
        let mut walk = Walk { visit: &mut visit, section: None, at: At::Lead };
        let mut walked = Walked {
            lead: walk.prose(Role::Lead, &self.lead),
            sections: Vec::with_capacity(self.sections.len()),
            causes: Vec::new(),
            decisions: Vec::new(),
            questions: Vec::new(),
        };
        for section in &self.sections {
            let kind = section.kind.as_ref();
            walk.section = Some(kind);
            walk.at = At::Section(kind);
            let text = walk.prose(Role::Section(section), &section.prose);
            walked.sections.push(WalkedSection { id: &kind.id, title: &kind.title, kind, text });
            match kind.is {
                Meaning::Causes => {
                    let causes = (1..).zip(&self.causes);
                    walked.causes = causes.map(|(number, cause)| walk.cause(number, cause)).collect();
                }
                Meaning::Decide => {
                    let decisions = (1..).zip(&self.decisions);
                    walked.decisions = decisions.map(|(number, step)| walk.decision(number, step)).collect();
                }
                Meaning::Faq => {
                    let questions = (1..).zip(&self.questions);
                    walked.questions = questions.map(|(number, faq)| walk.question(number, faq)).collect();
                }
                _ => {}
            }
        }
        walked
    }

    /// The texts in reading order.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        self.walk(|part| parts.push(part));
        parts
    }

    /// Every prose, also what is on no page because its heading is wrong.
    pub fn texts(&self) -> Vec<&Prose> {
        let shown = self.parts().into_iter().filter_map(|part| part.prose());
        shown.chain(&self.strays).collect()
    }
}

impl Cause {
    pub(super) fn into_texts(self) -> Vec<Prose> {
        let mut texts = Vec::new();
        let mut visit = |part: Part<'_>| texts.extend(part.prose().cloned());
        Walk { visit: &mut visit, section: None, at: At::Lead }.cause(0, &self);
        texts
    }
}

impl Record {
    /// The texts of one line in reading order, the front matter's first: what `inline` holds the references of.
    pub fn lines(&self) -> Vec<&str> {
        let front = &self.front;
        let mut lines = vec![front.summary.as_str()];
        lines.extend(front.quick_fix.as_deref().into_iter().chain(front.volatile.as_deref()));
        lines.extend(front.remarks().map(|(_, remark)| remark.text.value.as_str()));
        lines.extend(front.retired.iter().map(|retired| retired.because.as_str()));
        lines.extend(front.history.iter().map(|change| change.what.as_str()));
        lines.extend(self.body.parts().into_iter().filter_map(|part| part.line()));
        lines
    }
}

struct Walk<'v, 'r, T> {
    visit: &'v mut dyn FnMut(Part<'r>) -> T,
    section: Option<&'r SectionKind>,
    at: At<'r>,
}

impl<'r, T> Walk<'_, 'r, T> {
    fn visit(&mut self, role: Role<'r>, words: Words<'r>) -> T {
        (self.visit)(Part { section: self.section, at: self.at, role, words })
    }

    fn prose(&mut self, role: Role<'r>, prose: &'r Prose) -> T {
        self.visit(role, Words::Prose(prose))
    }

    fn cause(&mut self, number: usize, cause: &'r Cause) -> WalkedCause<'r, T> {
        self.at = At::Cause(number);
        WalkedCause {
            id: &cause.id.value,
            title: self.visit(Role::CauseTitle(cause), Words::Line(&cause.title)),
            facts: Cow::Borrowed(&cause.facts),
            text: self.prose(Role::Cause, &cause.prose),
            check: cause.check.as_ref().map(|check| self.check(check)),
            fixes: cause
                .fixes
                .iter()
                .map(|fix| WalkedFix {
                    title: &fix.title,
                    text: self.prose(Role::Fix(fix, cause), &fix.prose),
                })
                .collect(),
            undo: cause.undo.as_ref().map(|undo| self.prose(Role::Undo, undo)),
            verify: cause.verify.as_ref().map(|verify| self.prose(Role::Verify, verify)),
        }
    }

    fn check(&mut self, check: &'r Check) -> WalkedCheck<T> {
        WalkedCheck {
            text: self.prose(Role::Check, &check.prose),
            outcomes: check
                .outcomes
                .iter()
                .map(|outcome| WalkedOutcome {
                    observation: self.prose(Role::Observation, &outcome.observation),
                    meaning: self.prose(Role::Meaning, &outcome.meaning),
                })
                .collect(),
            after: self.prose(Role::AfterCheck, &check.after),
        }
    }

    fn decision(&mut self, number: usize, step: &'r Decision) -> WalkedDecision<T> {
        WalkedDecision {
            question: self.prose(Role::Decision(number), &step.question),
            answer: self.prose(Role::Decided, &step.answer),
            otherwise: step.otherwise,
        }
    }

    fn question(&mut self, number: usize, faq: &'r Question) -> WalkedQuestion<T> {
        self.at = At::Question(number);
        WalkedQuestion {
            question: self.visit(Role::Question, Words::Line(&faq.question)),
            answer: self.prose(Role::Answer, &faq.answer),
        }
    }
}
