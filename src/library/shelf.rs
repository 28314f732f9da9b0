//! One knowledge base that can be asked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context as _, Result, bail};

use crate::answer::{Asked, Essentials, Found, Missed, Plain, Reply, page};
use crate::base::{self, Heads, KnowledgeBase};
use crate::bundle::{self, Bundle};
use crate::matcher::{Answer, Entry, Hit, Table, Verdict, Why};
use crate::pages::{Setting, prepare};
use crate::record::{self, RecordId, Scope};
use crate::route::Page;
use crate::source::{self, Sources};
use crate::theme::{self, Theme};

pub(super) struct Shelf {
    pub asked: Asked,
    content: Content,
    scope: Scope,
    /// All of a folder, for those who ask for more than an error.
    whole: OnceLock<Whole>,
}

struct Whole {
    base: KnowledgeBase,
    bundle: Bundle,
}

enum Content {
    /// Records in a folder, read as far as it takes to find the right one.
    Folder(PathBuf, Heads),
    /// What is part of the program; of it one program, or all.
    BuiltIn(Heads, Option<&'static str>),
    /// One file, and the built site that it lies in.
    Bundle(Box<Bundle>, Option<PathBuf>),
}

impl Shelf {
    /// A base that somebody named: if it can't be asked, that is an error.
    pub fn named(path: &Path, scope: Scope) -> Result<Shelf> {
        let shown = path.display();
        let bundled = path.join(bundle::FILE);
        if path.is_file() {
            return Shelf::bundle(path, None);
        }
        if !path.is_dir() {
            bail!("there is no `{shown}`: name the folder of a knowledge base, of a built site, or a bundle");
        }
        if bundled.is_file() && !path.join("content").is_dir() {
            return Shelf::bundle(&bundled, Some(path));
        }
        let (title, shelf) = Shelf::folder(path, scope)?;
        if title.is_empty() {
            let content = path.join("content/site.yaml");
            bail!(
                "{} cannot be read, so this is not a knowledge base: see `errbook check {shown}`",
                content.display()
            );
        }
        Ok(shelf)
    }

    /// The base in a folder that was found, and the title it gives itself.
    pub fn folder(dir: &Path, scope: Scope) -> Result<(String, Shelf)> {
        let heads = Heads::of(&source::read_heads(dir, record::head)?, scope);
        let title = heads.site.title.clone();
        let repository = heads.site.repository.as_ref().map(|url| url.value.clone());
        let content = Content::Folder(dir.to_path_buf(), heads);
        let shelf = Shelf::new(&title, repository.as_deref(), content);
        Ok((title, Shelf { scope, ..shelf }))
    }

    fn bundle(path: &Path, site: Option<&Path>) -> Result<Shelf> {
        let named = || format!("cannot use {}", path.display());
        let bundle = Bundle::open(source::read_bundle(path)?).with_context(named)?;
        let about = bundle.about().clone();
        Ok(Shelf::new(
            &about.title,
            about.repository.as_deref(),
            Content::Bundle(Box::new(bundle), site.map(Path::to_path_buf)),
        ))
    }

    /// What is part of the program; of it one program, or all.
    pub fn built_in(program: Option<&'static str>) -> Shelf {
        let heads = Heads::of(&built_in_sources(program), Scope::PUBLIC);
        let title = program.map_or_else(|| heads.site.title.clone(), ToString::to_string);
        // Whoever has no base of their own is in a project of their own: its errors are not ours to collect.
        Shelf::new(&title, None, Content::BuiltIn(heads, program))
    }

    fn new(title: &str, repository: Option<&str>, content: Content) -> Shelf {
        let built_in = matches!(content, Content::BuiltIn(..));
        let title = if title.is_empty() { "this knowledge base" } else { title };
        let report = repository.map(|url| Plain::new(format!("{}/issues/new", url.trim_end_matches('/'))));
        Shelf {
            asked: Asked { title: title.into(), built_in, report },
            content,
            scope: Scope::PUBLIC,
            whole: OnceLock::new(),
        }
    }

    pub fn explain(&self, text: &str) -> Result<Answer> {
        match &self.content {
            Content::Folder(_, heads) | Content::BuiltIn(heads, _) => Ok(heads.matches().explain(text)),
            Content::Bundle(bundle, _) => bundle.explain(text),
        }
    }

    pub fn why(&self, text: &str, record: &str) -> Result<Option<Why>> {
        match &self.content {
            Content::Folder(_, heads) | Content::BuiltIn(heads, _) => Ok(heads.matches().why(text, record)),
            Content::Bundle(bundle, _) => Ok(Table::compile(bundle.entries()?).why(text, record)),
        }
    }

    pub fn code(&self, code: &str) -> Result<Answer> {
        let called: Vec<(String, String)> = match &self.content {
            Content::Folder(_, heads) | Content::BuiltIn(heads, _) => {
                let called = heads.called(code).into_iter();
                called.map(|(code, record)| (code.as_str().to_string(), record.to_string())).collect()
            }
            Content::Bundle(bundle, _) => bundle.called(code)?,
        };
        let hits = called.into_iter().map(|(code, record)| Hit {
            record,
            verdict: Verdict::Match,
            line: 1,
            fragment: code.clone(),
            holes: BTreeMap::new(),
            count: 1,
            instances: Vec::new(),
            excerpt: code,
            cause: None,
            role: None,
            cut: false,
        });
        Ok(Answer { hits: hits.collect(), ..Answer::default() })
    }

    /// Where the base can be written to.
    pub fn dir(&self) -> Option<&Path> {
        if let Content::Folder(dir, _) = &self.content { Some(dir) } else { None }
    }

    /// What the matcher knows of each record.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        match &self.content {
            Content::Folder(_, heads) | Content::BuiltIn(heads, _) => Ok(heads.matches().entries().to_vec()),
            Content::Bundle(bundle, _) => bundle.entries(),
        }
    }

    /// The same with ids that begin with the number of this base.
    pub fn numbered(&self, number: usize) -> Result<Vec<Entry>> {
        let numbered = |entry: Entry| Entry { record: format!("{number} {}", entry.record), ..entry };
        Ok(self.entries()?.into_iter().map(numbered).collect())
    }

    /// Adds what this base answered, with what its records say.
    pub fn tell(&self, answer: &Answer, reply: &mut Reply) -> Result<()> {
        let ids: Vec<&str> = answer.hits.iter().map(|hit| hit.record.as_str()).collect();
        let known = self.essentials(&ids)?;
        let missed: Vec<&str> = answer.not.iter().map(|miss| miss.record.as_str()).collect();
        for (miss, title) in answer.not.iter().zip(self.titles(&missed)?) {
            // The matcher knows records by their ids, a reader by their titles.
            let titled = |why: String, (hit, known): (&Hit, &Option<Essentials>)| {
                let title = known.as_ref().map_or(hit.record.as_str(), |known| known.title.as_str());
                why.replace(&format!(" {} ", hit.record), &format!(" “{title}” "))
            };
            let why = answer.hits.iter().zip(&known).fold(miss.why.clone(), titled);
            reply.not.push(Missed { title, why: why.into(), record: miss.record.as_str().into() });
        }
        let found = answer.hits.iter().zip(known);
        let found = found.filter_map(|(hit, known)| Some(Found::new(hit, known?, &self.asked.title)));
        reply.hits.extend(found);
        Ok(())
    }

    /// The base as a bundle, which a folder becomes when it is first searched.
    pub fn bundled(&self) -> Result<&Bundle> {
        match &self.content {
            Content::Bundle(bundle, _) => Ok(bundle),
            Content::Folder(..) | Content::BuiltIn(..) => Ok(&self.whole()?.bundle),
        }
    }

    fn whole(&self) -> Result<&Whole> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole);
        }
        let sources = match &self.content {
            Content::Folder(dir, _) => source::read(dir)?,
            Content::BuiltIn(_, program) => built_in_sources(*program),
            Content::Bundle(..) => Sources::default(),
        };
        let (base, _) = base::load_for(self.scope, &sources, |_| ());
        let bundle = Bundle::open(bundle::write(&base, None))?;
        Ok(self.whole.get_or_init(|| Whole { base, bundle }))
    }

    /// The page of a record as Markdown.
    pub fn page(&self, id: &str) -> Result<Option<Plain>> {
        if RecordId::parse(id).is_none() {
            return Ok(None);
        }
        let known = || anyhow::Ok(self.bundled()?.essentials(&[id])?.pop().flatten());
        if let Content::Bundle(_, site) = &self.content {
            let path = site.as_ref().map(|site| site.join(format!("{id}.md"))).filter(|path| path.is_file());
            return match path {
                Some(path) => Ok(Some(source::read_text(&path)?.into())),
                None => Ok(known()?.map(|known| page(&known).into())),
            };
        }
        let base = &self.whole()?.base;
        let Some(ix) = base.find(id) else { return Ok(None) };
        let theme = Theme::load(None)?;
        let setting = Setting::new(base, &theme);
        let bytes = prepare(Page::RecordMarkdown(ix), &setting).render()?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned().into()))
    }

    fn titles(&self, ids: &[&str]) -> Result<Vec<Plain>> {
        match &self.content {
            Content::Folder(_, heads) | Content::BuiltIn(heads, _) => {
                Ok(ids.iter().map(|id| heads.title(id).unwrap_or(id).into()).collect())
            }
            Content::Bundle(bundle, _) => {
                let known = ids.iter().zip(bundle.essentials(ids)?);
                Ok(known.map(|(id, known)| known.map_or((*id).into(), |known| known.title)).collect())
            }
        }
    }

    /// What these records say to somebody who has met their error. A folder is known by the heads of its records until
    /// one of them is asked for.
    pub fn essentials(&self, ids: &[&str]) -> Result<Vec<Option<Essentials>>> {
        let (heads, base) = match &self.content {
            Content::Bundle(bundle, _) => return bundle.essentials(ids),
            _ if ids.is_empty() => return Ok(Vec::new()),
            Content::Folder(dir, heads) => (heads, whole_from(dir, ids)?),
            Content::BuiltIn(heads, _) => (heads, whole_built_in(ids)),
        };
        let title = |id: &str| heads.title(id).map(ToString::to_string);
        let root = heads.site.url.as_ref().map(|url| url.value.as_str());
        let of = |id: &&str| {
            let record = base.record(base.find(id)?);
            Some(Essentials::of(record, &base, &title).at(root))
        };
        Ok(ids.iter().map(of).collect())
    }
}

/// The built-in files, without the records of other programs.
fn built_in_sources(program: Option<&str>) -> Sources {
    let folder = program.map(|program| format!("content/records/{program}/"));
    let wanted = |path: &str| {
        let is_record = path.starts_with("content/records/");
        folder.as_ref().is_none_or(|folder| path.starts_with(folder) || !is_record)
    };
    let all = theme::built_in_content().iter().copied();
    Sources::from_texts(all.filter(|(path, _)| wanted(path)))
}

/// The files of these records, and what they cite.
fn paths(ids: &[&str]) -> Vec<String> {
    let records = ids.iter().map(|id| format!("content/records/{id}.md"));
    records.chain(["content/sources.yaml".to_string()]).collect()
}

fn whole_from(dir: &Path, ids: &[&str]) -> Result<KnowledgeBase> {
    let places: Vec<PathBuf> = paths(ids).iter().map(|path| dir.join(path)).collect();
    Ok(base::take(&source::read_again(dir, &Sources::default(), &places)?))
}

fn whole_built_in(ids: &[&str]) -> KnowledgeBase {
    let paths = paths(ids);
    let all = theme::built_in_content().iter().copied();
    base::take(&Sources::from_texts(all.filter(|(path, _)| paths.iter().any(|wanted| wanted == path))))
}

/// The number of a base, and the id of a record in it.
pub(super) fn split(numbered: &str) -> Option<(usize, &str)> {
    let (number, id) = numbered.split_once(' ')?;
    Some((number.parse().ok()?, id))
}
