//! The front matter of a record, and its title wherever that is.

use std::ops::Range;

use super::body::bytes;
use super::{Front, RecordId};
use crate::markdown::{Heading, front_matter};
use crate::problem::{Place, Problem, Rule};
use crate::source::{FileId, Source};
use crate::yaml::{Margin, Node, Object, Reader, found_elsewhere, parse as parse_yaml};

pub(super) struct Head {
    pub node: Node,
    pub front: Front,
    /// Whether its causes could be read, so that one that is not among them is really absent.
    pub causes_known: bool,
}

impl Head {
    /// The ranges of the front matter and of the body.
    pub fn parts(
        file: FileId,
        source: &Source,
        id: &RecordId,
        problems: &mut Vec<Problem>,
    ) -> Option<(Range<usize>, Range<usize>)> {
        if source.text.starts_with('\u{feff}') {
            // Told as an invisible character, which hides the first `---`.
            return None;
        }
        let parts = front_matter(&source.text);
        if parts.is_none() {
            problems.push(
                Problem::new(Rule::MissingFrontMatter, file, Place::WholeFile, "no front matter")
                    .label("the first line is not `---`, or the second `---` is missing")
                    .hint(format!(
                        "begin the file with `---`, the fields, and `---`; `errbook new {}` drafts one",
                        id.as_str()
                    )),
            );
        }
        parts
    }

    /// `title`: the heading that the body begins with.
    pub fn read(
        file: FileId,
        source: &Source,
        yaml: Range<usize>,
        title: Option<Heading>,
        problems: &mut Vec<Problem>,
    ) -> Option<Head> {
        let told = problems.len();
        let node = parse_yaml(&source.text, yaml, file, problems)?;
        let slips = problems[told..].iter().filter(|problem| problem.rule == Rule::BadYaml);
        let slips: Vec<u32> = slips.map(Problem::start).collect();
        let causes_known = slips.is_empty() || {
            let margin = Margin::of(&source.text);
            let causes = node.get("causes").map(|causes| margin.entry(causes.span.start));
            slips.into_iter().all(|slip| causes != Some(margin.entry(slip)))
        };
        let mut front = Reader::new(file, problems).object::<Front>(&node)?;
        match title {
            Some(heading) if front.title.is_empty() => {
                found_elsewhere(problems, told, Front::NAME, "title");
                front.title = heading.title;
            }
            Some(heading) if !front.title.trim().eq_ignore_ascii_case(heading.title.trim()) => {
                let place = Place::Span(bytes(&heading.span));
                let message = format!("a second title `{}`", heading.title);
                let problem = Problem::new(Rule::UnknownSection, file, place, message);
                problems.push(problem.hint("keep one of them: `title:` above, or this heading"));
            }
            _ => {}
        }
        Some(Head { node, front, causes_known })
    }
}
