//! Which section, or which part of a cause, a heading opens.

use std::sync::Arc;

use super::body::{Body, BodyReader, bytes};
use crate::markdown::Heading;
use crate::problem::{Place, Problem, Rule, nearest};
use crate::vocabulary::{Meaning, SectionKind};

/// What a page has at addresses of its own.
const TAKEN: [&str; 5] = ["about", "main", "more", "related", "sources"];

impl BodyReader<'_, '_> {
    /// The section that a heading opens; where the slip is plain, the one that was meant, so that the one mistake hides
    /// no other.
    pub fn kind(&mut self, heading: &Heading, body: &Body) -> Option<Arc<SectionKind>> {
        let sections = &self.vocabulary.sections;
        let title = heading.title.trim();
        let known = sections.named(title).filter(|_| heading.level == 2);
        if let Some(kind) = known {
            return Some(Arc::clone(kind));
        }
        let titles: Vec<(&str, &Arc<SectionKind>)> =
            sections.iter().flat_map(|kind| kind.titles().map(move |title| (title, kind))).collect();
        let near = nearest(title, titles.iter().map(|(title, _)| *title));
        let meant = near.and_then(|near| titles.into_iter().find(|(title, _)| *title == near));
        // Notes that are nearly private are not published.
        let private = meant.is_some_and(|(_, kind)| kind.is == Meaning::Private);
        if sections.others && heading.level == 2 && !private {
            let id = self.anchor(heading, body);
            return Some(Arc::new(SectionKind::plain(id, title.to_string())));
        }
        let (name, kind) = meant.unzip();
        self.unknown_section(heading, name);
        kind.filter(|_| heading.level == 2).map(Arc::clone)
    }

    fn unknown_section(&mut self, heading: &Heading, meant: Option<&str>) {
        let title = heading.title.trim();
        let place = Place::Span(bytes(&heading.span));
        let problem =
            Problem::new(Rule::UnknownSection, self.file, place, format!("unknown section `{title}`"));
        self.problems.push(match meant {
            Some(name) if heading.level == 2 => self.renamed(problem, heading, title, name),
            Some(name) => problem.hint(format!("did you mean `## {name}`?")),
            None => {
                let names: Vec<&str> =
                    self.vocabulary.sections.iter().map(|kind| kind.title.as_str()).collect();
                problem.hint(format!("the sections are: {}; {}", names.join(" · "), self.line(title, "")))
            }
        });
    }

    /// The part of a cause that a heading opens, in the same way, and its title.
    pub fn part(&mut self, heading: &Heading) -> Option<(Meaning, String)> {
        let sections = &self.vocabulary.sections;
        let title = heading.title.trim();
        // A fix may be for someone: `Fix for admins`.
        let short = title.split_once(" for ").map(|(short, _)| short);
        let known = sections.part(title);
        let for_someone = short.and_then(|short| sections.part(short)).filter(|part| part.is == Meaning::Fix);
        if let Some(part) = known.or(for_someone) {
            return Some((part.is, title.to_string()));
        }
        let place = Place::Span(bytes(&heading.span));
        let message = format!("unknown part of a cause: `{title}`");
        let problem = Problem::new(Rule::UnknownSection, self.file, place, message);
        let names: Vec<&str> = sections.parts().map(|part| part.title.as_str()).collect();
        let meant = nearest(title, names.iter().copied());
        self.problems.push(if let Some(name) = meant {
            self.renamed(problem, heading, title, name)
        } else {
            let line = self.line(title, ", is: fix");
            problem.hint(format!("the parts are: {} · Fix for …; {line}", names.join(" · ")))
        });
        let meant = sections.part(meant?)?;
        Some((meant.is, meant.title.clone()))
    }

    /// What to add to the vocabulary for a heading.
    fn line(&self, title: &str, more: &str) -> String {
        let id = slug(title).filter(char::is_ascii);
        let id: String = id.collect();
        let id = if id.is_empty() { "other-heading" } else { &id };
        let plain = title.chars().all(|c| c.is_alphanumeric() || c == ' ');
        let title = if plain { title.to_string() } else { serde_json::Value::from(title).to_string() };
        self.vocabulary.line(&["sections", id], &format!("{{ title: {title}{more} }}"))
    }

    /// An address that nothing else on the page has.
    fn anchor(&self, heading: &Heading, body: &Body) -> String {
        let words: String = slug(heading.id.as_deref().unwrap_or(&heading.title)).collect();
        let is_taken = |id: &str| {
            id.is_empty()
                || TAKEN.contains(&id)
                || self.front.causes.get(id).is_some()
                || self.vocabulary.sections.by_id(id).is_some()
                || body.by_id(id).is_some()
        };
        if !is_taken(&words) {
            return words;
        }
        let numbered = (1..).map(|number| format!("section-{number}"));
        numbered.into_iter().find(|id| !is_taken(id)).expect("numbers have no end")
    }
}

/// Letters and digits in lower case, with hyphens between the words.
fn slug(title: &str) -> impl Iterator<Item = char> {
    let lower = title.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-").chars().collect::<Vec<_>>().into_iter()
}
