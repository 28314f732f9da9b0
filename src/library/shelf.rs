//! One knowledge base that can be asked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::answer::{Asked, Essentials, Found, Missed, Plain, Reply};
use crate::base::{self, Heads, KnowledgeBase};
use crate::matcher::{Answer, Entry, Hit, Verdict};
use crate::record::{self, Scope};
use crate::source::{self, Sources};
use crate::theme;

pub(super) struct Shelf {
    pub asked: Asked,
    heads: Heads,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    BuiltIn,
}

impl Shelf {
    /// A base that somebody named: if it can't be asked, that is an error.
    pub fn named(path: &Path, scope: Scope) -> Result<Shelf> {
        if !path.is_dir() {
            bail!("there is no folder `{}`: name the folder of a knowledge base", path.display());
        }
        let shelf = Shelf::folder(path, scope)?;
        if shelf.heads.site.title.is_empty() {
            let content = path.join("content/site.yaml");
            bail!(
                "{} cannot be read, so this is not a knowledge base: see `errbook check {}`",
                content.display(),
                path.display()
            );
        }
        Ok(shelf)
    }

    pub fn folder(dir: &Path, scope: Scope) -> Result<Shelf> {
        let heads = Heads::of(&source::read_heads(dir, record::head)?, scope);
        Ok(Shelf::new(heads, Place::Folder(dir.to_path_buf())))
    }

    /// What is part of the program; of it one program, or all.
    pub fn built_in(program: Option<&str>) -> Shelf {
        let folder = program.map(|program| format!("content/records/{program}/"));
        let wanted = |path: &str| {
            folder.as_ref().is_none_or(|folder| path.starts_with(folder) || path == "content/site.yaml")
        };
        let all = theme::built_in_content().iter().copied();
        let mut heads = Heads::of(&Sources::from_texts(all.filter(|(path, _)| wanted(path))), Scope::PUBLIC);
        if let Some(program) = program {
            heads.site.title = program.to_string();
        }
        Shelf::new(heads, Place::BuiltIn)
    }

    fn new(heads: Heads, place: Place) -> Shelf {
        let built_in = matches!(place, Place::BuiltIn);
        let title = match heads.site.title.as_str() {
            "" => "this knowledge base",
            title => title,
        };
        // Who has no base of their own is in a project of their own, too: its errors are not ours to collect.
        let repository = heads.site.repository.as_ref().filter(|_| !built_in);
        let report =
            repository.map(|url| Plain::new(format!("{}/issues/new", url.value.trim_end_matches('/'))));
        Shelf { asked: Asked { title: title.into(), built_in, report }, heads, place }
    }

    pub fn explain(&self, text: &str) -> Answer {
        self.heads.matches().explain(text)
    }

    pub fn code(&self, code: &str) -> Answer {
        let hits = self.heads.called(code).into_iter().map(|(code, record)| Hit {
            record: record.to_string(),
            verdict: Verdict::Match,
            line: 1,
            fragment: code.as_str().to_string(),
            holes: BTreeMap::new(),
            count: 1,
            excerpt: code.as_str().to_string(),
            cut: false,
        });
        Answer { hits: hits.collect(), ..Answer::default() }
    }

    /// What the matcher knows of each record, whose ids begin with the number of this base.
    pub fn entries(&self, number: usize) -> Vec<Entry> {
        let entries = self.heads.matches().entries().iter().cloned();
        entries.map(|entry| Entry { record: format!("{number} {}", entry.record), ..entry }).collect()
    }

    /// Adds what this base answered, with what its records say.
    pub fn tell(&self, answer: Answer, reply: &mut Reply) -> Result<()> {
        let ids: Vec<&str> = answer.hits.iter().map(|hit| hit.record.as_str()).collect();
        let known = self.essentials(&ids)?;
        for miss in answer.not {
            // The matcher knows records by their ids, a reader by their titles.
            let titled = |why: String, hit: &Hit| {
                why.replace(&format!(" {} ", hit.record), &format!(" “{}” ", self.title(&hit.record)))
            };
            reply.not.push(Missed {
                title: self.title(&miss.record).into(),
                why: answer.hits.iter().fold(miss.why, titled).into(),
                record: miss.record.into(),
            });
        }
        let found = answer.hits.iter().zip(known);
        let found = found.filter_map(|(hit, known)| Some(Found::new(hit, known?, &self.asked.title)));
        reply.hits.extend(found);
        Ok(())
    }

    fn title<'a>(&'a self, id: &'a str) -> &'a str {
        self.heads.title(id).unwrap_or(id)
    }

    /// Reads these records whole, which the base otherwise knows by their heads.
    fn essentials(&self, ids: &[&str]) -> Result<Vec<Option<Essentials>>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let base = self.read_whole(ids)?;
        let title = |id: &str| self.heads.title(id).map(ToString::to_string);
        let of = |id: &&str| {
            let record = base.record(base.find(id)?);
            Some(Essentials::of(record, &base, &title).at(&self.heads.site))
        };
        Ok(ids.iter().map(of).collect())
    }

    fn read_whole(&self, ids: &[&str]) -> Result<KnowledgeBase> {
        let mut paths: Vec<String> = ids.iter().map(|id| format!("content/records/{id}.md")).collect();
        paths.push("content/sources.yaml".to_string());
        Ok(base::take(&match &self.place {
            Place::Folder(dir) => {
                let places: Vec<PathBuf> = paths.iter().map(|path| dir.join(path)).collect();
                source::read_again(dir, &Sources::default(), &places)?
            }
            Place::BuiltIn => {
                let all = theme::built_in_content().iter().copied();
                Sources::from_texts(all.filter(|(path, _)| paths.iter().any(|wanted| wanted == path)))
            }
        }))
    }
}

/// The number of a base, and the id of a record in it.
pub(super) fn split(numbered: &str) -> Option<(usize, &str)> {
    let (number, id) = numbered.split_once(' ')?;
    Some((number.parse().ok()?, id))
}
