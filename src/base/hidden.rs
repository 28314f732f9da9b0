//! A base without what it hides from a reader: drafts, internal records, and what only these use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{KnowledgeBase, Piece, Readings, assembly, cited_keys};
use crate::markdown::{Prose, Target};
use crate::problem::{Problem, Severity};
use crate::record::Scope;
use crate::source::{FileId, Sources};
use crate::yaml::Named;

/// What those in this scope may see of the whole base. None if that is all of it.
pub fn seen(
    scope: Scope,
    whole: &KnowledgeBase,
    sources: &Sources,
    readings: &Readings,
) -> Option<KnowledgeBase> {
    if whole.records().all(|(_, record)| scope.covers(record.front.scope())) {
        return None;
    }
    let mut base = assembly::assemble_for(scope, sources, readings).0;
    let shown = Shown::of(whole);
    let is_seen =
        |scopes: Option<&Scopes>| scopes.is_none_or(|scopes| scopes.iter().any(|one| scope.covers(*one)));
    base.tables.retain(|name, _| is_seen(shown.tables.get(name.as_str())));
    base.pieces.retain(|name, _| is_seen(shown.pieces.get(name.as_str())));
    base.shown = base.shown_images();
    base.site.programs = kept(&base.site.programs, |id| whole.sees_program(scope, id));
    let (all, still) = (cited_keys(whole), cited_keys(&base));
    let register = kept(&whole.sources, |key| still.contains(key) || !all.contains(key));
    base.sources = Arc::new(register);
    Some(base)
}

fn kept<T: Clone>(all: &Named<T>, keep: impl Fn(&str) -> bool) -> Named<T> {
    Named::new(all.0.iter().filter(|(name, _)| keep(&name.value)).cloned().collect())
}

impl KnowledgeBase {
    /// A program is seen with one of its records, and one without records by everyone.
    pub(super) fn sees_program(&self, scope: Scope, id: &str) -> bool {
        let mut records = self.of_program(id).map(|(_, record)| record.front.scope());
        records.len() == 0 || records.any(|one| scope.covers(one))
    }
}

/// The scopes of the texts that show something.
pub(super) type Scopes = BTreeSet<Scope>;

/// By whom tables and pieces are shown. What is not listed is shown nowhere.
#[derive(Default)]
pub(super) struct Shown<'b> {
    pub tables: BTreeMap<&'b str, Scopes>,
    pub pieces: BTreeMap<&'b str, Scopes>,
}

impl<'b> Shown<'b> {
    pub(super) fn of(base: &'b KnowledgeBase) -> Shown<'b> {
        let mut shown = Shown::default();
        for (_, record) in base.records() {
            for text in record.texts() {
                shown.add(text, record.front.scope(), &base.pieces);
            }
        }
        for page in &base.prose {
            shown.add(&page.prose, Scope::PUBLIC, &base.pieces);
        }
        shown
    }

    fn add(&mut self, text: &'b Prose, scope: Scope, pieces: &'b BTreeMap<String, Piece>) {
        for reference in &text.references {
            match &reference.target {
                Target::Table { name, .. } => {
                    self.tables.entry(name).or_default().insert(scope);
                }
                Target::Piece(name) => {
                    self.pieces.entry(name).or_default().insert(scope);
                    // A piece holds no other.
                    if let Some(piece) = pieces.get(name) {
                        self.add(&piece.prose, scope, pieces);
                    }
                }
                _ => {}
            }
        }
    }
}

/// What has to do with a draft stops nothing, be it in its own file or beside it, or in one that it gets in the way of.
pub(super) fn mark_drafts(base: &KnowledgeBase, problems: &mut [Problem]) {
    let mut drafts: BTreeSet<FileId> = BTreeSet::new();
    for (ix, record) in base.records().filter(|(_, record)| record.front.draft) {
        drafts.insert(record.file);
        drafts.extend(base.samples(ix).iter().map(|sample| sample.file));
        drafts.extend(base.code(ix).iter().map(|code| code.file));
    }
    for problem in problems {
        let mut files = problem.also.iter().map(|note| note.file).chain([problem.file]);
        if files.any(|file| drafts.contains(&file)) {
            problem.severity = Severity::Warning;
        }
    }
}
