//! The body: sections, and in them causes with checks and fixes, decisions, questions.

use std::ops::Range;

use serde::Serialize;

use super::front::{CauseFacts, Front};
use super::section::{Section, SectionKind};
use crate::markdown::{Heading, Prose, headings, lists};
use crate::problem::{Place, Problem, Rule, nearest};
use crate::source::FileId;
use crate::yaml::Located;

#[derive(Clone, Debug, Default, Serialize)]
pub struct Body {
    pub lead: Prose,
    /// In the order of the page. Private notes are not among them: what is not kept cannot leak.
    pub sections: Vec<Section>,
    pub causes: Vec<Cause>,
    pub decisions: Vec<Decision>,
    pub questions: Vec<Question>,
}

#[derive(Clone, Debug, Serialize)]
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

#[derive(Clone, Debug, Serialize)]
pub struct Check {
    pub prose: Prose,
    pub outcomes: Vec<Outcome>,
    pub after: Prose,
}

#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    pub observation: Prose,
    pub meaning: Prose,
}

#[derive(Clone, Debug, Serialize)]
pub struct Fix {
    /// `Fix`, `Fix for admins`.
    pub title: String,
    pub prose: Prose,
}

#[derive(Clone, Debug, Serialize)]
pub struct Decision {
    pub question: Prose,
    pub answer: Prose,
    pub otherwise: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// Inline Markdown.
    pub question: String,
    pub answer: Prose,
}

impl Body {
    pub fn section(&self, kind: SectionKind) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind == kind)
    }

    pub fn texts(&self) -> Vec<&Prose> {
        let mut texts = vec![&self.lead];
        texts.extend(self.sections.iter().map(|section| &section.prose));
        for cause in &self.causes {
            texts.push(&cause.prose);
            if let Some(check) = &cause.check {
                texts.extend([&check.prose, &check.after]);
                texts.extend(
                    check.outcomes.iter().flat_map(|outcome| [&outcome.observation, &outcome.meaning]),
                );
            }
            texts.extend(cause.fixes.iter().map(|fix| &fix.prose));
            texts.extend(cause.undo.iter().chain(&cause.verify));
        }
        texts.extend(self.decisions.iter().flat_map(|decision| [&decision.question, &decision.answer]));
        texts.extend(self.questions.iter().map(|question| &question.answer));
        texts
    }

    /// `trusted`: whether the front matter was read to its end, so that what is not in it is really absent.
    pub fn read(
        text: &str,
        range: Range<usize>,
        file: FileId,
        front: &Front,
        trusted: bool,
        problems: &mut Vec<Problem>,
    ) -> Body {
        let all = headings(text, range.clone());
        let first =
            all.iter().find(|heading| heading.level <= 2).map_or(range.end, |heading| heading.span.start);
        let mut reader = BodyReader { text, file, front, trusted, all: &all, problems };
        let mut body = Body { lead: reader.prose(range.start..first), ..Body::default() };
        for heading in all.iter().filter(|heading| heading.level <= 2) {
            reader.section(heading, &mut body);
        }
        reader.missing_causes(&body);
        body.sections.sort_by_key(|section| section.kind);
        // The order of the front matter is the diagnostic order.
        body.causes.sort_by_key(|cause| front.causes.names().position(|id| id == cause.id.value));
        body
    }
}

struct BodyReader<'a, 'p> {
    text: &'a str,
    file: FileId,
    front: &'a Front,
    trusted: bool,
    all: &'a [Heading],
    problems: &'p mut Vec<Problem>,
}

impl<'a> BodyReader<'a, '_> {
    fn prose(&mut self, range: Range<usize>) -> Prose {
        Prose::read(self.text, range, self.file, self.problems)
    }

    fn problem(&mut self, rule: Rule, span: &Range<usize>, message: String, hint: impl Into<String>) {
        self.problems.push(Problem::new(rule, self.file, Place::Span(bytes(span)), message).hint(hint));
    }

    /// The headings of a level within a range.
    fn under(&self, range: &Range<usize>, level: u8) -> Vec<&'a Heading> {
        self.all
            .iter()
            .filter(|heading| heading.level == level && range.contains(&heading.span.start))
            .collect()
    }

    /// What stands before the first heading of the level.
    fn intro(&self, range: &Range<usize>, level: u8) -> Range<usize> {
        let end = self.under(range, level).first().map_or(range.end, |heading| heading.span.start);
        range.start..end
    }

    fn section(&mut self, heading: &Heading, body: &mut Body) {
        let kind = SectionKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.heading().eq_ignore_ascii_case(heading.title.trim()));
        let Some(kind) = kind.filter(|_| heading.level == 2) else {
            let names: Vec<&str> = SectionKind::ALL.iter().map(|kind| kind.heading()).collect();
            let title = heading.title.trim();
            let place = Place::Span(bytes(&heading.span));
            let problem =
                Problem::new(Rule::UnknownSection, self.file, place, format!("unknown section `{title}`"));
            self.problems.push(match nearest(title, names.iter().copied()) {
                Some(name) => {
                    let hint = format!("did you mean `## {name}`?");
                    match self.text[heading.span.clone()].find(title) {
                        Some(at) if heading.level == 2 => {
                            let start = heading.span.start + at;
                            problem.replace(bytes(&(start..start + title.len())), name, hint)
                        }
                        _ => problem.hint(hint),
                    }
                }
                None => problem.hint(format!("the sections are: {}", names.join(" · "))),
            });
            return;
        };
        if body.section(kind).is_some() {
            let message = format!("`{}` stands twice", kind.heading());
            self.problem(Rule::DuplicateSection, &heading.span, message, "join the two");
            return;
        }
        if self.text[heading.content.clone()].trim().is_empty() {
            let message = format!("nothing under `{}`", kind.heading());
            self.problem(Rule::EmptySection, &heading.span, message, "write it or remove the heading");
            return;
        }
        let range = heading.content.clone();
        let prose = match kind {
            SectionKind::Private => return,
            SectionKind::Causes => {
                self.causes(&range, body);
                self.prose(self.intro(&range, 3))
            }
            SectionKind::Decide => self.decide(heading, body),
            SectionKind::Faq => {
                self.questions(&range, body);
                self.prose(self.intro(&range, 3))
            }
            SectionKind::ShortAnswer => {
                self.short_answer(&range);
                self.prose(range)
            }
            _ => self.prose(range),
        };
        body.sections.push(Section { kind, prose });
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

    fn causes(&mut self, range: &Range<usize>, body: &mut Body) {
        for heading in self.under(range, 3) {
            let title = self.title(heading);
            let Some(id) = heading.id.clone() else {
                let hint = format!("write `### {title} {{#id}}` and describe `id` under `causes:`");
                self.problem(
                    Rule::SectionWithoutCause,
                    &heading.span,
                    format!("cause `{title}` has no id"),
                    hint,
                );
                continue;
            };
            let id = Located { value: id, span: bytes(&heading.span) };
            if body.causes.iter().any(|cause| cause.id.value == id.value) {
                let message = format!("cause `{}` is described twice", id.value);
                self.problem(Rule::DuplicateId, &heading.span, message, "join the two");
                continue;
            }
            let Some(facts) = self.front.causes.get(&id.value).cloned() else {
                if self.trusted {
                    self.unknown_cause(heading, &id);
                }
                continue;
            };
            let cause = self.cause(id, title, facts, &heading.content);
            body.causes.push(cause);
        }
    }

    fn unknown_cause(&mut self, heading: &Heading, id: &Located<String>) {
        let message = format!("cause `{}` is not in the front matter", id.value);
        let hint = match nearest(&id.value, self.front.causes.names()) {
            Some(near) => format!("did you mean `{{#{near}}}`?"),
            None => format!(
                "add under `causes:` the line `  {}: {{ evidence: documented, sources: [KEY] }}`",
                id.value
            ),
        };
        self.problem(Rule::SectionWithoutCause, &heading.span, message, hint);
    }

    fn cause(
        &mut self,
        id: Located<String>,
        title: String,
        facts: CauseFacts,
        range: &Range<usize>,
    ) -> Cause {
        let prose = self.prose(self.intro(range, 4));
        let mut cause =
            Cause { id, title, facts, prose, check: None, fixes: Vec::new(), undo: None, verify: None };
        for part in self.under(range, 4) {
            let title = part.title.trim().to_string();
            let content = part.content.clone();
            match title.as_str() {
                "Check" => cause.check = Some(self.check(part)),
                "Undo" => cause.undo = Some(self.prose(content)),
                "Verify" => cause.verify = Some(self.prose(content)),
                _ if title == "Fix" || title.starts_with("Fix for ") => {
                    let prose = self.prose(content);
                    cause.fixes.push(Fix { title, prose });
                }
                _ => self.problem(
                    Rule::UnknownSection,
                    &part.span,
                    format!("unknown part of a cause: `{title}`"),
                    "the parts are: Check · Fix · Fix for … · Undo · Verify",
                ),
            }
        }
        cause
    }

    fn check(&mut self, part: &Heading) -> Check {
        let range = part.content.clone();
        let list = lists(self.text, range.clone())
            .into_iter()
            .rev()
            .find(|list| list.items.iter().all(|item| arrow(&self.text[item.clone()]).is_some()));
        let Some(list) = list else {
            self.problem(
                Rule::CheckWithoutOutcomes,
                &part.span,
                "a check that does not say what its outcomes mean".into(),
                "add a list: `- what is seen → what it means`",
            );
            return Check { prose: self.prose(range), outcomes: Vec::new(), after: Prose::default() };
        };
        let outcomes = list
            .items
            .iter()
            .filter_map(|item| {
                let (observation, meaning) = self.sides(item)?;
                Some(Outcome { observation, meaning })
            })
            .collect();
        let prose = self.prose(range.start..list.span.start);
        let after = self.prose(list.span.end..range.end);
        Check { prose, outcomes, after }
    }

    fn sides(&mut self, item: &Range<usize>) -> Option<(Prose, Prose)> {
        let (left, right) = arrow(&self.text[item.clone()])?;
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
    fn title(&self, heading: &Heading) -> String {
        let line = self.text[heading.span.clone()].trim().trim_start_matches('#').trim_end_matches('#');
        let end = if heading.id.is_some() { line.rfind("{#").unwrap_or(line.len()) } else { line.len() };
        line[..end].trim().to_string()
    }

    fn missing_causes(&mut self, body: &Body) {
        for (id, _) in &self.front.causes.0 {
            if !body.causes.iter().any(|cause| cause.id.value == id.value) {
                let problem = Problem::new(
                    Rule::CauseWithoutSection,
                    self.file,
                    id.place(),
                    format!("cause `{}` is not described under `## Causes`", id.value),
                )
                .hint(format!("add `### A title {{#{}}}` and the text below it", id.value));
                self.problems.push(problem);
            }
        }
    }
}

/// Where the left side of `observation → meaning` ends and the right side begins.
fn arrow(item: &str) -> Option<(usize, usize)> {
    let mut code = false;
    for (ix, c) in item.char_indices() {
        match c {
            '`' => code = !code,
            '→' if !code => return Some((ix, ix + c.len_utf8())),
            _ => {}
        }
    }
    None
}

fn bytes(range: &Range<usize>) -> Range<u32> {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    byte(range.start)..byte(range.end)
}
