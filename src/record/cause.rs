//! What stands under `## Causes`: each cause with its check, its fixes and the way back.

use std::ops::Range;

use super::body::{Body, BodyReader, Cause, Check, Fix, Outcome, arrow, bytes};
use super::front::CauseFacts;
use crate::markdown::{Heading, Prose, lists};
use crate::problem::{Problem, Rule, nearest};
use crate::yaml::Located;

impl BodyReader<'_, '_> {
    pub fn causes(&mut self, range: &Range<usize>, body: &mut Body) {
        let headings = self.under(range, 3);
        body.causes.reserve_exact(headings.len());
        for heading in headings {
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

    pub fn missing_causes(&mut self, body: &Body) {
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
