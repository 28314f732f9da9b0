//! The door through which answers come in: which knowledge bases to ask, where they are, and what they say.
//!
//! A base is a folder with `content/site.yaml`, a built site, a bundle, or what is built into the program. The bases that were named are asked
//! in their order; without any, the one around the current folder; without that, the built-in one.

mod find;
mod shelf;

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context as _, Result};

use crate::answer::{Essentials, Plain, Reply, VERSION};
use crate::bundle::{Gap, Match, Query};
use crate::matcher::{Answer, Entry, Hit, Scanner, Table, Verdict, Why};
use crate::record::{self, Scope};
use shelf::Shelf;

/// The program of errbook's own messages, which every base is asked about last.
const OWN_PROGRAM: &str = "errbook";

/// The bases of one run of the program.
pub struct Library {
    shelves: Vec<Shelf>,
    /// What errbook itself prints, for owners of another base.
    /// Looked at only where the others know nothing.
    own: Option<LazyLock<Shelf>>,
}

impl Library {
    /// The bases that were named, or the one that `here` lies in, or the built-in one; of each what is in scope.
    pub fn open(named: &[PathBuf], here: &Path, scope: Scope) -> Result<Library> {
        let mut shelves: Vec<Shelf> =
            named.iter().map(|path| Shelf::named(path, scope)).collect::<Result<_>>()?;
        if shelves.is_empty()
            && let Some(dir) = find::around(here)
        {
            shelves.push(Shelf::folder(&dir, scope)?.1);
        }
        let own = (!shelves.is_empty()).then(|| LazyLock::new(own as fn() -> Shelf));
        if shelves.is_empty() {
            shelves.push(Shelf::built_in(None));
        }
        Ok(Library { shelves, own })
    }

    /// The title of the preferred base.
    pub fn title(&self) -> &Plain {
        &self.shelves[0].asked.title
    }

    /// The folder of the preferred base; none for one that cannot be written to.
    pub fn folder(&self) -> Option<&Path> {
        self.shelves[0].dir()
    }

    /// What the matcher knows of the records of the preferred base.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        self.shelves[0].entries()
    }

    /// What these records of the preferred base say.
    pub fn essentials(&self, ids: &[&str]) -> Result<Vec<Option<Essentials>>> {
        self.shelves[0].essentials(ids)
    }

    pub fn explain(&self, text: &str) -> Result<Reply> {
        let mut reply = self.ask(|shelf| shelf.explain(text))?;
        reply.with_versions_in(text);
        Ok(reply)
    }

    /// Why a record of the first base that has it answers a text, or does not.
    pub fn why(&self, text: &str, record: &str) -> Result<Option<Why>> {
        self.all().map(|shelf| shelf.why(text, record)).find_map(Result::transpose).transpose()
    }

    /// The same for a text that is too long to hold: one table of all bases reads it in passing.
    pub fn scan(&self, text: impl Read) -> Result<Reply> {
        let entries: Vec<Vec<Entry>> =
            self.all().zip(0..).map(|(shelf, number)| shelf.numbered(number)).collect::<Result<_>>()?;
        let table = Table::compile(entries.concat());
        let scanner = Scanner::new(&table).context("cannot prepare the search")?;
        let hits = scanner.scan(text).context("cannot read the text")?;
        let mut answers: Vec<Answer> = self.all().map(|_| Answer::default()).collect();
        for hit in hits {
            if let Some((number, record)) = shelf::split(&hit.record) {
                answers[number].hits.push(Hit { record: record.to_string(), ..hit });
            }
        }
        self.reply(answers)
    }

    /// Every record with this code, or with a code that ends with this number; none if there is no such code.
    pub fn code(&self, code: &str) -> Result<Reply> {
        self.ask(|shelf| shelf.code(code))
    }

    pub fn has_code(&self, text: &str) -> Result<bool> {
        if !record::may_be_code(text) {
            return Ok(false);
        }
        for shelf in &self.shelves {
            if !shelf.code(text)?.hits.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The records of all bases with these words and facets, the best first.
    pub fn search(&self, query: &str) -> Result<Vec<Match>> {
        let query = Query::parse(query);
        let mut found = Vec::new();
        for shelf in &self.shelves {
            found.extend(shelf.bundled()?.search(&query)?);
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.score));
        Ok(found)
    }

    /// What the first base that has this record says about it.
    pub fn record(&self, id: &str) -> Result<Option<Essentials>> {
        for shelf in self.all() {
            if let Some(known) = shelf.bundled()?.essentials(&[id])?.pop().flatten() {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }

    /// The page of a record as Markdown; of a bundle, which has no pages, what it says in short.
    pub fn page(&self, id: &str) -> Result<Option<Plain>> {
        for shelf in self.all() {
            if let Some(page) = shelf.page(id)? {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }

    /// What is missing, and from which records.
    pub fn gaps(&self) -> Result<Vec<(Gap, Plain)>> {
        let gaps = self.shelves.iter().map(|shelf| shelf.bundled()?.gaps());
        Ok(gaps.collect::<Result<Vec<_>>>()?.concat())
    }

    /// In the order of preference.
    fn all(&self) -> impl Iterator<Item = &Shelf> {
        self.shelves.iter().chain(self.own())
    }

    fn own(&self) -> Option<&Shelf> {
        self.own.as_deref()
    }

    fn ask(&self, ask: impl Fn(&Shelf) -> Result<Answer>) -> Result<Reply> {
        let mut answers: Vec<Answer> = self.shelves.iter().map(&ask).collect::<Result<_>>()?;
        if !answers.iter().any(is_certain) {
            answers.extend(self.own().map(ask).transpose()?);
        }
        self.reply(answers)
    }

    /// Puts the answers of the bases together. What a preferred base is sure of, no other base speaks about.
    fn reply(&self, answers: Vec<Answer>) -> Result<Reply> {
        let mut reply = Reply { version: VERSION, bases: Vec::new(), hits: Vec::new(), not: Vec::new() };
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for (number, mut answer) in answers.into_iter().enumerate() {
            let own = number == self.shelves.len();
            let Some(base) = self.shelves.get(number).or_else(|| self.own()) else { continue };
            if !own || is_certain(&answer) {
                reply.bases.push(base.asked.clone());
            }
            if own && !is_certain(&answer) {
                continue;
            }
            answer.hits.retain(|hit| {
                !taken.contains(&hit.line) && (taken.is_empty() || hit.verdict != Verdict::Possible)
            });
            taken.extend(
                answer.hits.iter().filter(|hit| hit.verdict != Verdict::Possible).map(|hit| hit.line),
            );
            base.tell(&answer, &mut reply)?;
        }
        // A guess of a preferred base comes after what another base knows.
        reply.hits.sort_by_key(|found| !found.is_certain());
        Ok(reply)
    }
}

fn own() -> Shelf {
    Shelf::built_in(Some(OWN_PROGRAM))
}

fn is_certain(answer: &Answer) -> bool {
    answer.hits.iter().any(|hit| hit.verdict != Verdict::Possible)
}
