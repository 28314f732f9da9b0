//! The short texts that are no section: those of the front matter, and the titles of causes and questions. They are
//! inline Markdown, so what they link to and cite has to exist as well. What they say is kept where it belongs; here it
//! is what they refer to.

use super::outline::Outline;
use crate::markdown::{Passage, Prose};
use crate::problem::{Place, Problem};
use crate::source::FileId;
use crate::vocabulary::{Meaning, Vocabulary};
use crate::yaml::{Data, Node, unquoted};

pub(super) fn read(
    text: &str,
    front: &Node,
    outline: &Outline<'_>,
    file: FileId,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
    passages: &mut Vec<Passage>,
) -> Vec<Prose> {
    let nodes = ["summary", "quick-fix", "volatile"]
        .iter()
        .filter_map(|name| front.get(name))
        .chain(["wait", "apart"].iter().filter_map(|name| front.get(name)?.get("text")))
        .chain(front.get("retired").and_then(|retired| retired.get("because")))
        .chain(
            front.get("history").into_iter().flat_map(Node::items).filter_map(|change| change.get("what")),
        );
    let mut texts: Vec<Prose> =
        nodes.filter_map(|node| scalar(text, node, file, problems, passages)).collect();
    let all = &outline.headings;
    for section in all.iter().filter(|heading| heading.level == 2) {
        let kind = vocabulary.sections.named(section.title.trim());
        match kind.map(|kind| kind.is) {
            None => texts.push(Prose::read(text, section.span.clone(), file, problems, passages)),
            Some(Meaning::Causes | Meaning::Faq) => {}
            Some(_) => continue,
        }
        let titles =
            all.iter().filter(|heading| heading.level == 3 && section.content.contains(&heading.span.start));
        let titles = titles.map(|heading| heading.span.clone());
        texts.extend(titles.map(|range| Prose::read(text, range, file, problems, passages)));
    }
    texts.into_iter().map(|prose| Prose { blocks: Box::default(), ..prose }).collect()
}

/// A value of the front matter. Where double quotes hold escapes it says another thing than what is written, and what
/// refers to something has no place of its own.
fn scalar(
    text: &str,
    node: &Node,
    file: FileId,
    problems: &mut Vec<Problem>,
    passages: &mut Vec<Passage>,
) -> Option<Prose> {
    let range = unquoted(text, &node.span)?;
    let Data::Scalar { text: value, .. } = &node.data else { return None };
    if !text[node.span.start as usize..].starts_with('"') || !text[range.clone()].contains('\\') {
        return Some(Prose::read(text, range, file, problems, passages));
    }
    let mut own = Vec::new();
    let mut prose = Prose::read(value, 0..value.len(), file, &mut own, &mut Vec::new());
    let place = || Place::Span(node.span.clone());
    problems.extend(own.into_iter().map(|mut problem| {
        problem.place = place();
        if let Some(hint) = &mut problem.hint {
            hint.replacements.clear();
        }
        problem
    }));
    for reference in &mut prose.references {
        reference.span = node.span.clone();
    }
    // What it says is looked over as it is written.
    Prose::read(text, range, file, &mut Vec::new(), passages);
    Some(Prose { span: node.span.clone(), ..prose })
}
