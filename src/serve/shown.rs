//! What the server shows: the knowledge base as last saved, or as much of it as could be read.
//!
//! What is broken keeps its last good state beside the words that say what is wrong, so that a slip in a template or a
//! folder that is gone for a moment never leaves the writer without the page.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Arc, OnceLock};

use super::watch::Change;
use crate::base::{self, Checks, Halt, KnowledgeBase, Readings};
use crate::pages::{Index, Setting};
use crate::problem::{self, Format, Problem};
use crate::record::Scope;
use crate::route::Page;
use crate::source::{self, Sources};
use crate::theme::Theme;

/// A page in the browser also listens to the server that it came from.
const LISTENING: &str = "; connect-src 'self'";

pub struct Shown {
    /// Which records are shown; all of them are checked.
    scope: Scope,
    /// Another one for each change, and for each run of the server.
    pub version: String,
    count: u64,
    content: Option<Content>,
    content_trouble: Option<String>,
    theme: Option<Arc<Theme>>,
    theme_trouble: Option<String>,
    /// The pages that are no record's, by path in the site.
    apart: HashMap<String, Page>,
}

/// The knowledge base at one moment. Its clones are the same moment: what one learns, all know.
#[derive(Clone)]
pub struct Content {
    sources: Arc<Sources>,
    base: Arc<KnowledgeBase>,
    /// With what is out of scope.
    whole: Arc<KnowledgeBase>,
    /// Made for the first reader who pastes something: until then no save waits for it.
    index: Arc<OnceLock<Index>>,
    /// What reading alone found.
    found: Arc<Vec<Problem>>,
    /// That, and what the last check said about files that have not changed since: as much as is known at once.
    likely: Arc<Wrong>,
    checked: Arc<OnceLock<Wrong>>,
}

/// What is wrong, and the same as the terminal tells it; empty if nothing is.
struct Wrong {
    problems: Vec<Problem>,
    text: String,
}

impl Shown {
    pub fn first(dir: &Path, scope: Scope, readings: &mut Readings) -> Shown {
        let nothing = Shown {
            scope,
            version: String::new(),
            count: 0,
            content: None,
            content_trouble: None,
            theme: None,
            theme_trouble: None,
            apart: HashMap::new(),
        };
        let change = Change { theme: true, content: vec![dir.join("content")], lost: false };
        nothing.after(dir, &change, readings)
    }

    /// What is to be shown after a save.
    pub fn after(&self, dir: &Path, change: &Change, readings: &mut Readings) -> Shown {
        let (content, content_trouble) = match self.read(dir, &change.content, readings) {
            Ok(content) => (Some(content), None),
            Err(error) => (self.content.clone(), Some(format!("error: {error:#}\n"))),
        };
        let (theme, theme_trouble) = match change.theme.then(|| Theme::load(Some(dir))) {
            None => (self.theme.clone(), self.theme_trouble.clone()),
            Some(Ok(theme)) => (Some(Arc::new(listening(theme))), None),
            Some(Err(error)) => (self.theme.clone(), Some(format!("error: {error:#}\n"))),
        };
        let count = self.count + 1;
        let version = format!("{}-{count}", process::id());
        let mut shown = Shown {
            scope: self.scope,
            version,
            count,
            content,
            content_trouble,
            theme,
            theme_trouble,
            apart: HashMap::new(),
        };
        shown.apart = shown.setting().map(|setting| apart(&setting)).unwrap_or_default();
        shown
    }

    fn read(&self, dir: &Path, places: &[PathBuf], readings: &mut Readings) -> anyhow::Result<Content> {
        let Some(before) = &self.content else {
            return Ok(Content::first(source::read(dir)?, self.scope, readings));
        };
        let sources = source::read_again(dir, &before.sources, places)?;
        let same = sources.changed_since(&before.sources).is_empty();
        Ok(if same { before.clone() } else { before.after(sources, self.scope, readings) })
    }

    /// Whether a page would look the same; `after` shares with its predecessor what did not change.
    pub fn says_the_same(&self, after: &Shown) -> bool {
        let base = |shown: &Shown| shown.content.as_ref().map(|content| Arc::as_ptr(&content.base));
        base(self) == base(after)
            && self.look() == after.look()
            && self.content_trouble == after.content_trouble
            && self.theme_trouble == after.theme_trouble
    }

    fn look(&self) -> Option<&str> {
        self.theme.as_ref().map(|theme| theme.stamp.as_str())
    }

    /// The files that make the difference to what was shown before.
    pub fn changed_since(&self, before: &Shown) -> Vec<&str> {
        let both = self.content.as_ref().zip(before.content.as_ref());
        let mut files = both.map(|(now, then)| now.sources.changed_since(&then.sources)).unwrap_or_default();
        if self.look() != before.look() || self.theme_trouble != before.theme_trouble {
            files.push("the theme");
        }
        files
    }

    /// Everything that is known to be wrong, as the terminal tells it; empty if nothing is.
    pub fn trouble(&self) -> String {
        let problems = self.content.as_ref().map(|content| content.wrong().text.as_str());
        let all = [self.content_trouble.as_deref(), self.theme_trouble.as_deref(), problems];
        all.into_iter().flatten().collect()
    }

    /// Whether nothing more can turn out to be wrong.
    pub fn is_checked(&self) -> bool {
        self.content.as_ref().is_none_or(|content| content.checked.get().is_some())
    }

    pub fn content(&self) -> Option<&Content> {
        self.content.as_ref()
    }

    pub fn len(&self) -> usize {
        self.setting().map_or(0, |setting| setting.pages_but_shards().len())
    }

    /// The pages and what they are made from, unless there never was anything to show.
    pub fn setting(&self) -> Option<Setting<'_>> {
        let (content, theme) = (self.content.as_ref()?, self.theme.as_ref()?);
        Some(Setting::sharing(&content.base, theme, Arc::clone(&content.index)))
    }

    pub fn find(&self, path: &str) -> Option<Page> {
        let record = || Page::of_record(path, &self.content.as_ref()?.base);
        let shard = || self.setting()?.shard(path);
        record().or_else(|| self.apart.get(path).copied()).or_else(shard)
    }
}

impl Content {
    fn first(sources: Sources, scope: Scope, readings: &mut Readings) -> Content {
        Content::assemble(sources, scope, readings, |_| Vec::new())
    }

    fn after(&self, sources: Sources, scope: Scope, readings: &mut Readings) -> Content {
        let before = &self.sources;
        Content::assemble(sources, scope, readings, |sources| {
            let still = |problem: &&Problem| {
                let files = problem.also.iter().map(|note| note.file).chain([problem.file]);
                files.into_iter().all(|file| sources.has_still(file, before))
            };
            self.wrong().problems.iter().filter(still).cloned().collect()
        })
    }

    fn assemble(
        sources: Sources,
        scope: Scope,
        readings: &mut Readings,
        carried: impl Fn(&Sources) -> Vec<Problem>,
    ) -> Content {
        base::read(&sources, readings);
        let (whole, found) = base::assemble(&sources, readings);
        let seen = base::seen(scope, &whole, &sources, readings);
        let whole = Arc::new(whole);
        let mut likely = carried(&sources);
        likely.extend_from_slice(&found);
        whole.vocabulary.levels.apply(&mut likely);
        problem::sort(&mut likely, &sources);
        let likely = Wrong::told(likely, &sources, &whole);
        Content {
            sources: Arc::new(sources),
            base: seen.map_or_else(|| Arc::clone(&whole), Arc::new),
            whole,
            index: Arc::default(),
            found: Arc::new(found),
            likely: Arc::new(likely),
            checked: Arc::default(),
        }
    }

    fn wrong(&self) -> &Wrong {
        self.checked.get().unwrap_or(&self.likely)
    }

    /// Finds out everything that is wrong, unless it is halted before.
    pub fn check(&self, checks: &mut Checks, halt: Halt<'_>) -> bool {
        let problems = checks.run(&self.whole, &self.sources, self.found.to_vec(), halt);
        let wrong = problems.map(|problems| Wrong::told(problems, &self.sources, &self.whole));
        wrong.is_some_and(|wrong| self.checked.set(wrong).is_ok())
    }
}

impl Wrong {
    fn told(problems: Vec<Problem>, sources: &Sources, base: &KnowledgeBase) -> Wrong {
        let mut text = problem::render(&problems, sources, Format::Human);
        if !problems.is_empty() {
            text.push_str(&problem::summary(&problems, base.len()));
        }
        Wrong { problems, text }
    }
}

fn listening(mut theme: Theme) -> Theme {
    if !theme.policy.contains("connect-src") {
        theme.policy.push_str(LISTENING);
    }
    theme
}

fn apart(setting: &Setting<'_>) -> HashMap<String, Page> {
    let pages = setting.pages_but_shards().into_iter().filter(|page| !page.is_of_record());
    pages.map(|page| (setting.path(page), page)).collect()
}
