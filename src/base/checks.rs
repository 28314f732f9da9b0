//! What only shows when all stands together: links that lead nowhere, sentences said twice, samples that find another
//! record.

use std::thread;

use super::known::Uses;
use super::samples::Trials;
use super::{KnowledgeBase, dates, hidden, known, links, regexes, samples, sentences};
use crate::problem::{self, Problem};
use crate::source::Sources;

/// Asked now and then during long work: whether nobody waits for it any more.
pub type Halt<'h> = &'h (dyn Fn() -> bool + Sync);

/// Checks, and remembers what the next time would work out again.
#[derive(Default)]
pub struct Checks {
    pub(super) trials: Trials,
    pub(super) uses: Uses,
}

/// Everything in one go.
pub fn check(base: &KnowledgeBase, sources: &Sources, problems: Vec<Problem>) -> Vec<Problem> {
    Checks::default().run(base, sources, problems, &|| false).expect("nobody halts it")
}

impl Checks {
    /// Adds to what was found in the files what is wrong between them; none if it was halted.
    pub fn run(
        &mut self,
        base: &KnowledgeBase,
        sources: &Sources,
        mut problems: Vec<Problem>,
        halt: Halt<'_>,
    ) -> Option<Vec<Problem>> {
        // Not a thread of those that read files: a save may need all of them.
        thread::scope(|scope| {
            let repeated = scope.spawn(|| sentences::check(base));
            links::check(base, sources, &mut problems);
            dates::check(base, sources, &mut problems);
            known::check(base, sources, &mut self.uses, &mut problems);
            regexes::check(base, &mut problems);
            problems.extend(repeated.join().expect("a check does not panic"));
        });
        if !halt() {
            samples::check(base, sources, &mut self.trials, halt, &mut problems);
        }
        base.vocabulary.levels.apply(&mut problems);
        hidden::mark_drafts(base, &mut problems);
        problem::sort(&mut problems, sources);
        (!halt()).then_some(problems)
    }
}
