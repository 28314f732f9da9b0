//! What stands under `## Causes`: each cause with its check, its fixes and the way back.

use std::collections::HashSet;
use std::ops::Range;

use super::body::{Body, BodyReader, Cause, Check, Fix, Outcome, arrow, bytes};
use super::front::CauseFacts;
use crate::markdown::{Heading, Prose, lists};
use crate::problem::{Guesses, Place, Problem, Rule};
use crate::vocabulary::Meaning;
use crate::yaml::Located;

impl BodyReader<'_, '_> {
    pub fn causes(&mut self, range: &Range<usize>, body: &mut Body) {
        let headings = self.under(range, 3);
        body.causes.reserve_exact(headings.len());
        let described: HashSet<&str> = headings.iter().filter_map(|heading| heading.id.as_deref()).collect();
        let mut open: Vec<&str> = self.front.causes.names().filter(|id| !described.contains(id)).collect();
        let mut seen = HashSet::new();
        let mut guesses = Guesses::default();
        for heading in headings {
            let title = self.title(heading);
            let id = Located { value: heading.id.clone().unwrap_or_default(), span: bytes(&heading.span) };
            let facts = self.front.causes.get(&id.value).cloned();
            let twice = heading.id.is_some() && !seen.insert(id.value.clone());
            if heading.id.is_none() {
                self.nameless(heading, &title);
            } else if twice {
                let message = format!("cause `{}` is described twice", id.value);
                self.problem(Rule::DuplicateId, &heading.span, message, "join the two");
            } else if facts.is_none() && self.trusted {
                self.unknown_cause(heading, &id.value, &mut open, &mut guesses);
            }
            // It is read whatever is wrong with its heading: one mistake hides no other.
            let known = facts.is_some() && !twice;
            let cause = self.cause(id, title, facts.unwrap_or_default(), &heading.content, &mut body.strays);
            if known {
                body.causes.push(cause);
            } else {
                body.strays.extend(cause.into_texts());
            }
        }
        self.undescribed(&open);
    }

    fn nameless(&mut self, heading: &Heading, title: &str) {
        let hint = format!("write `### {title} {{#id}}` and describe `id` under `causes:`");
        self.problem(Rule::SectionWithoutCause, &heading.span, format!("cause `{title}` has no id"), hint);
    }

    /// `open`: the causes that no heading names. A misspelt id explains one of them.
    fn unknown_cause(&mut self, heading: &Heading, id: &str, open: &mut Vec<&str>, guesses: &mut Guesses) {
        let place = Place::Span(bytes(&heading.span));
        let message = format!("cause `{id}` is not in the front matter");
        let problem = Problem::new(Rule::SectionWithoutCause, self.file, place, message);
        let near = guesses.nearest(id, open.iter().copied());
        let at = self.text[heading.span.clone()].rfind("{#").map(|at| heading.span.start + at + 2);
        self.problems.push(match (near, at) {
            (Some(near), Some(at)) if self.text[at..].starts_with(id) => {
                open.retain(|other| *other != near);
                problem.replace(bytes(&(at..at + id.len())), near, format!("did you mean `{{#{near}}}`?"))
            }
            _ => problem.hint(format!(
                "add under `causes:` the line `  {id}: {{ evidence: documented, sources: [KEY] }}`"
            )),
        });
    }

    fn cause(
        &mut self,
        id: Located<String>,
        title: String,
        facts: CauseFacts,
        range: &Range<usize>,
        strays: &mut Vec<Prose>,
    ) -> Cause {
        let prose = self.prose(self.intro(range, 4));
        let mut cause =
            Cause { id, title, facts, prose, check: None, fixes: Vec::new(), undo: None, verify: None };
        for heading in self.under(range, 4) {
            let content = heading.content.clone();
            let Some((part, title)) = self.part(heading) else {
                strays.push(self.prose(content));
                continue;
            };
            let there = [
                (Meaning::Check, cause.check.is_some()),
                (Meaning::Undo, cause.undo.is_some()),
                (Meaning::Verify, cause.verify.is_some()),
            ];
            if there.contains(&(part, true)) {
                let message = format!("`{title}` stands twice in a cause");
                self.problem(Rule::DuplicateSection, &heading.span, message, "join the two");
                strays.push(self.prose(content));
                continue;
            }
            match part {
                Meaning::Check => cause.check = Some(self.check(heading)),
                Meaning::Undo => cause.undo = Some(self.prose(content)),
                Meaning::Verify => cause.verify = Some(self.prose(content)),
                _ => {
                    let prose = self.prose(content);
                    cause.fixes.push(Fix { title, prose });
                }
            }
        }
        cause.fixes.shrink_to_fit();
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
            return Check { prose: self.prose(range), outcomes: Box::default(), after: Prose::default() };
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

    pub fn undescribed(&mut self, open: &[&str]) {
        let open: HashSet<&str> = open.iter().copied().collect();
        for (id, _) in self.front.causes.0.iter().filter(|(id, _)| open.contains(id.value.as_str())) {
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
