//! What the claims of a record rest on, in the order in which its page says them.

use serde::Serialize;

use crate::base::KnowledgeBase;
use crate::evidence::{Mark, Source, Status};
use crate::markdown::{Block, Prose};
use crate::record::{At, Cause, Record};
use crate::vocabulary::Meaning;
use crate::yaml::Located;

/// Of something that is said: where, how well it stands, and on which sources.
pub struct Support<'a> {
    at: At<'a>,
    pub status: Option<Status>,
    sources: Vec<&'a str>,
    against: Vec<&'a str>,
}

/// A source, and where it is used.
#[derive(Serialize)]
pub struct Cited<'a> {
    pub key: &'a str,
    pub source: &'a Source,
    #[serde(skip)]
    pub used: Vec<At<'a>>,
    /// Whether a badge leads to it: the first of its side.
    pub led_to: bool,
}

/// The sources, each once, in the order in which the page first needs them.
pub fn cited<'a>(supports: &[Support<'a>], base: &'a KnowledgeBase) -> Vec<Cited<'a>> {
    let mut list: Vec<Cited<'a>> = Vec::new();
    for support in supports {
        let first = [support.sources.first(), support.against.first()];
        for key in support.sources.iter().chain(&support.against) {
            let led_to = first.contains(&Some(key));
            if let Some(known) = list.iter_mut().find(|cited| cited.key == *key) {
                known.led_to |= led_to;
                if !known.used.contains(&support.at) {
                    known.used.push(support.at);
                }
            } else if let Some(source) = base.sources.get(key) {
                list.push(Cited { key, source, used: vec![support.at], led_to });
            }
        }
    }
    list
}

/// Of all that a record claims: in its front matter, in its texts, and in the tables and pieces they show.
pub fn supports<'a>(record: &'a Record, base: &'a KnowledgeBase) -> Vec<Support<'a>> {
    let mut supports = Supports { base, all: Vec::new() };
    for (name, remark) in record.front.remarks() {
        let is = if name == "wait" { Meaning::Retries } else { Meaning::LooksLike };
        supports.add(
            At::Section(base.vocabulary.sections.meaning(is)),
            remark.evidence,
            &remark.sources,
            &[],
        );
    }
    for part in record.body.parts() {
        if let Some(prose) = part.prose() {
            supports.text(prose, part.at);
        }
    }
    for (number, Cause { facts, .. }) in (1..).zip(&record.body.causes) {
        let status = facts.evidence.unwrap_or(Status::Unsupported);
        supports.add(At::Cause(number), Some(status), &facts.sources, &facts.against);
    }
    for text in &record.inline {
        supports.text(text, At::Lead);
    }
    supports.all
}

struct Supports<'a> {
    base: &'a KnowledgeBase,
    all: Vec<Support<'a>>,
}

impl<'a> Supports<'a> {
    fn add(
        &mut self,
        at: At<'a>,
        status: Option<Status>,
        sources: &'a [Located<String>],
        against: &'a [Located<String>],
    ) {
        let keys = |list: &'a [Located<String>]| list.iter().map(|key| key.value.as_str()).collect();
        self.all.push(Support { at, status, sources: keys(sources), against: keys(against) });
    }

    /// What a text claims, and before it what its tables and pieces do.
    fn text(&mut self, prose: &'a Prose, at: At<'a>) {
        for block in &prose.blocks {
            match block {
                Block::Text { .. } | Block::Code { .. } => {}
                Block::Table { name, rows } => {
                    let Some(table) = self.base.tables.get(name) else { continue };
                    for row in table.shown(rows) {
                        if let (Some(status), sources) = table.ground(row) {
                            self.add(at, Some(status), sources, &[]);
                        }
                    }
                }
                Block::Piece { name } => {
                    if let Some(piece) = self.base.pieces.get(name) {
                        self.text(&piece.prose, at);
                    }
                }
            }
        }
        self.all.extend(prose.marks.iter().map(|Mark { status, sources, against }| {
            let keys = |list: &'a [String]| list.iter().map(String::as_str).collect();
            Support { at, status: Some(*status), sources: keys(sources), against: keys(against) }
        }));
    }
}
