//! The short texts that are no section: those of the front matter, and the titles of causes and questions. They are
//! inline Markdown, so what they link to and cite has to exist as well. What they say is kept where it belongs; here it
//! is what they refer to.

use std::ops::Range;

use super::outline::Outline;
use super::section::SectionKind;
use crate::markdown::{Passage, Prose};
use crate::problem::Problem;
use crate::source::FileId;
use crate::yaml::{Node, unquoted};

pub(super) fn read(
    text: &str,
    front: &Node,
    outline: &Outline,
    file: FileId,
    problems: &mut Vec<Problem>,
    passages: &mut Vec<Passage>,
) -> Vec<Prose> {
    let mut ranges: Vec<Range<usize>> = ["summary", "quick-fix", "volatile"]
        .iter()
        .filter_map(|name| front.get(name))
        .chain(["wait", "apart"].iter().filter_map(|name| front.get(name)?.get("text")))
        .chain(front.get("retired").and_then(|retired| retired.get("because")))
        .chain(front.get("history").into_iter().flat_map(Node::items).filter_map(|change| change.get("what")))
        .filter_map(|node| unquoted(text, &node.span))
        .collect();
    let all = &outline.headings;
    let kinds = [SectionKind::Causes, SectionKind::Faq];
    let sections = all.iter().filter(|heading| {
        heading.level == 2 && kinds.iter().any(|kind| kind.heading().eq_ignore_ascii_case(&heading.title))
    });
    for section in sections {
        let titles =
            all.iter().filter(|heading| heading.level == 3 && section.content.contains(&heading.span.start));
        ranges.extend(titles.map(|heading| heading.span.clone()));
    }
    let texts = ranges.into_iter().map(|range| Prose::read(text, range, file, problems, passages));
    texts.map(|prose| Prose { blocks: Box::default(), ..prose }).collect()
}
