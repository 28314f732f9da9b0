//! The body: sections, and in them causes with checks and fixes, decisions, questions.

use std::ops::Range;

use super::front::{CauseFacts, Front};
use super::outline::Outline;
use super::section::{Section, in_order};
use crate::markdown::{Heading, Passage, Prose, lists};
use crate::problem::{Place, Problem, Rule};
use crate::source::FileId;
use crate::vocabulary::{Meaning, Vocabulary};
use crate::yaml::Located;

#[derive(Clone, Debug, Default)]
pub struct Body {
    pub lead: Prose,
    /// In the order of the page. Private notes are not among them: what is not kept cannot leak.
    pub sections: Vec<Section>,
    pub causes: Vec<Cause>,
    pub decisions: Vec<Decision>,
    pub questions: Vec<Question>,
    /// What has no place on the page because its heading is wrong, for what it refers to.
    pub strays: Vec<Prose>,
}

#[derive(Clone, Debug)]
pub struct Cause {
    pub id: Located<String>,
    /// Inline Markdown.
    pub title: String,
    pub facts: CauseFacts,
    pub prose: Prose,
    pub check: Option<Check>,
    pub fixes: Vec<Fix>,
    pub undo: Option<Prose>,
    pub verify: Option<Prose>,
}

#[derive(Clone, Debug)]
pub struct Check {
    pub prose: Prose,
    pub outcomes: Box<[Outcome]>,
    pub after: Prose,
}

#[derive(Clone, Debug)]
pub struct Outcome {
    pub observation: Prose,
    pub meaning: Prose,
}

#[derive(Clone, Debug)]
pub struct Fix {
    /// `Fix`, `Fix for admins`.
    pub title: String,
    pub prose: Prose,
}

#[derive(Clone, Debug)]
pub struct Decision {
    pub question: Prose,
    pub answer: Prose,
    pub otherwise: bool,
}

#[derive(Clone, Debug)]
pub struct Question {
    /// Inline Markdown.
    pub question: String,
    pub answer: Prose,
}

impl Body {
    pub fn section(&self, is: Meaning) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind.is == is)
    }

    pub fn by_id(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind.id == id)
    }

    /// `trusted`: whether the causes of the front matter are all that there are.
    pub(super) fn read(
        text: &str,
        outline: &Outline<'_>,
        file: FileId,
        front: &Front,
        trusted: bool,
        problems: &mut Vec<Problem>,
        passages: &mut Vec<Passage>,
    ) -> Body {
        let Outline { vocabulary, range, headings: all } = outline;
        let first =
            all.iter().find(|heading| heading.level <= 2).map_or(range.end, |heading| heading.span.start);
        let mut reader = BodyReader { text, file, front, vocabulary, trusted, all, problems, passages };
        let mut body = Body { lead: reader.prose(range.start..first), ..Body::default() };
        for heading in all.iter().filter(|heading| heading.level <= 2) {
            reader.section(heading, &mut body);
        }
        if body.section(Meaning::Causes).is_none() {
            reader.undescribed(&front.causes.names().collect::<Vec<_>>());
        }
        body.sections.shrink_to_fit();
        body.questions.shrink_to_fit();
        in_order(&mut body.sections);
        // The order of the front matter is the diagnostic order.
        body.causes.sort_by_key(|cause| front.causes.position(&cause.id.value));
        body
    }
}

pub(super) struct BodyReader<'a, 'p> {
    pub text: &'a str,
    pub file: FileId,
    pub front: &'a Front,
    pub vocabulary: &'a Vocabulary,
    pub trusted: bool,
    all: &'a [Heading],
    pub problems: &'p mut Vec<Problem>,
    passages: &'p mut Vec<Passage>,
}

impl<'a> BodyReader<'a, '_> {
    pub(super) fn prose(&mut self, range: Range<usize>) -> Prose {
        Prose::read(self.text, range, self.file, self.problems, self.passages)
    }

    pub(super) fn problem(
        &mut self,
        rule: Rule,
        span: &Range<usize>,
        message: String,
        hint: impl Into<String>,
    ) {
        self.problems.push(Problem::new(rule, self.file, Place::Span(bytes(span)), message).hint(hint));
    }

    /// The headings of a level within a range.
    pub(super) fn under(&self, range: &Range<usize>, level: u8) -> Vec<&'a Heading> {
        let place = |at| self.all.partition_point(|heading| heading.span.start < at);
        let all: &'a [Heading] = self.all;
        let within = all[place(range.start)..place(range.end)].iter();
        within.filter(|heading| heading.level == level).collect()
    }

    /// What stands before the first heading of the level.
    pub(super) fn intro(&self, range: &Range<usize>, level: u8) -> Range<usize> {
        let end = self.under(range, level).first().map_or(range.end, |heading| heading.span.start);
        range.start..end
    }

    fn section(&mut self, heading: &Heading, body: &mut Body) {
        let Some(kind) = self.kind(heading, body) else { return self.stray(heading, body) };
        let first = if kind.is == Meaning::Text { body.by_id(&kind.id) } else { body.section(kind.is) };
        if let Some(first) = first {
            let message = if first.kind.title == kind.title {
                format!("`{}` stands twice", kind.title)
            } else {
                format!("`{}` and `{}` are the same section", first.kind.title, kind.title)
            };
            self.problem(Rule::DuplicateSection, &heading.span, message, "join the two");
            if kind.is != Meaning::Private {
                self.stray(heading, body);
            }
            return;
        }
        if self.text[heading.content.clone()].trim().is_empty() {
            let message = format!("nothing under `{}`", kind.title);
            self.problem(Rule::EmptySection, &heading.span, message, "write it or remove the heading");
            return;
        }
        let range = heading.content.clone();
        let prose = match kind.is {
            Meaning::Private => return,
            Meaning::Causes => {
                self.causes(&range, body);
                self.prose(self.intro(&range, 3))
            }
            Meaning::Decide => self.decide(heading, body),
            Meaning::Faq => {
                self.questions(&range, body);
                self.prose(self.intro(&range, 3))
            }
            Meaning::ShortAnswer => {
                self.short_answer(&range);
                self.prose(range)
            }
            _ => self.prose(range),
        };
        body.sections.push(Section { kind, prose });
    }

    /// What stands under a heading that is none is read all the same, so that the one mistake hides no other.
    fn stray(&mut self, heading: &Heading, body: &mut Body) {
        let prose = self.prose(self.intro(&heading.content, 2));
        body.strays.push(prose);
    }

    /// With the remedy to write a heading as it was meant.
    pub(super) fn renamed(&self, problem: Problem, heading: &Heading, from: &str, to: &str) -> Problem {
        let hint = format!("did you mean `{} {to}`?", "#".repeat(heading.level.into()));
        match self.text[heading.span.clone()].find(from) {
            Some(at) => {
                let start = heading.span.start + at;
                problem.replace(bytes(&(start..start + from.len())), to, hint)
            }
            None => problem.hint(hint),
        }
    }

    fn short_answer(&mut self, range: &Range<usize>) {
        for list in lists(self.text, range.clone()) {
            for item in list.items {
                if crate::evidence::marks(&self.text[item.clone()]).is_empty() {
                    self.problem(
                        Rule::ClaimWithoutStatus,
                        &item,
                        "a short answer without evidence".into(),
                        "end it with a mark: `{documented: KEY}`",
                    );
                }
            }
        }
    }

    pub(super) fn sides(&mut self, item: &Range<usize>) -> Option<(Prose, Prose)> {
        let (left, right) = arrow(&self.text[item.clone()])?;
        let at = item.start + left..item.start + right;
        if self.text[at.clone()] == *PLAIN_ARROW {
            let problem = Problem::new(Rule::PlainArrow, self.file, Place::Span(bytes(&at)), "a plain `->`");
            self.problems.push(problem.replace(
                bytes(&at),
                "→",
                "it works; `errbook check --fix` writes `→`",
            ));
        }
        let left = self.prose(item.start..item.start + left);
        let right = self.prose(item.start + right..item.end);
        Some((left, right))
    }

    fn decide(&mut self, heading: &Heading, body: &mut Body) -> Prose {
        let range = heading.content.clone();
        let Some(list) = lists(self.text, range.clone()).into_iter().next() else {
            let hint = "write a numbered list: `1. question → [cause](#id)`, the last one `else → …`";
            self.problem(Rule::DecisionWithoutElse, &heading.span, "no list under `Decide`".into(), hint);
            return self.prose(range);
        };
        for item in &list.items {
            match self.sides(item) {
                Some((question, answer)) => {
                    let word = self.text[item.clone()].trim_start_matches(['*', '_']).to_ascii_lowercase();
                    let otherwise = word.starts_with("else") || word.starts_with("otherwise");
                    body.decisions.push(Decision { question, answer, otherwise });
                }
                None => self.problem(
                    Rule::BadValue,
                    item,
                    "a decision without an answer".into(),
                    "write it as `question → answer`",
                ),
            }
        }
        if !body.decisions.last().is_some_and(|decision| decision.otherwise) {
            let message = "the list does not say what to do when nothing fits";
            self.problem(Rule::DecisionWithoutElse, &heading.span, message.into(), "end it with `else → …`");
        }
        self.prose(range.start..list.span.start)
    }

    fn questions(&mut self, range: &Range<usize>, body: &mut Body) {
        for heading in self.under(range, 3) {
            let question = self.title(heading);
            let answer = self.prose(heading.content.clone());
            if answer.marks.is_empty() {
                self.problem(
                    Rule::ClaimWithoutStatus,
                    &heading.span,
                    format!("the answer to `{question}` names no evidence"),
                    "end it with a mark: `{documented: KEY}`",
                );
            }
            body.questions.push(Question { question, answer });
        }
    }

    /// The heading as written, without its marks of level and id.
    pub(super) fn title(&self, heading: &Heading) -> String {
        let line = self.text[heading.span.clone()].trim().trim_start_matches('#').trim_end_matches('#');
        let end = if heading.id.is_some() { line.rfind("{#").unwrap_or(line.len()) } else { line.len() };
        line[..end].trim().to_string()
    }
}

/// What stands for `→`, which no keyboard has.
const PLAIN_ARROW: &str = "->";

/// Where the left side of `observation → meaning` ends and the right side begins. A plain arrow has spaces around it.
pub(super) fn arrow(item: &str) -> Option<(usize, usize)> {
    let mut code = false;
    let mut plain = None;
    for (ix, c) in item.char_indices() {
        match c {
            '`' => code = !code,
            '→' if !code => return Some((ix, ix + c.len_utf8())),
            ' ' if !code && plain.is_none() && item[ix + 1..].starts_with("-> ") => {
                plain = Some((ix + 1, ix + 1 + PLAIN_ARROW.len()));
            }
            _ => {}
        }
    }
    plain
}

pub(super) fn bytes(range: &Range<usize>) -> Range<u32> {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    byte(range.start)..byte(range.end)
}
