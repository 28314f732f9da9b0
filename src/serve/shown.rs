//! What the server shows: the knowledge base as last saved, or as much of it as could be read.
//!
//! What is broken keeps its last good state beside the words that say what is wrong, so that a slip in a template or a
//! folder that is gone for a moment never leaves the writer without the page.

use std::collections::HashMap;
use std::path::Path;
use std::process;
use std::sync::{Arc, OnceLock};

use crate::base::{self, KnowledgeBase};
use crate::pages::{Index, Setting};
use crate::problem::{self, Format};
use crate::route::Page;
use crate::source::{self, Source, Sources};
use crate::theme::Theme;

/// A page in the browser also listens to the server that it came from.
const LISTENING: &str = "; connect-src 'self'";

pub struct Shown {
    /// Another one for each change, and for each run of the server.
    pub version: String,
    count: u64,
    content: Option<Content>,
    theme: Option<Arc<Theme>>,
    theme_trouble: Option<String>,
    /// By path in the site.
    paths: HashMap<String, Page>,
    /// Everything that is wrong, as the terminal tells it; empty if nothing is.
    pub trouble: String,
}

#[derive(Clone)]
struct Content {
    sources: Arc<Sources>,
    base: Arc<KnowledgeBase>,
    /// Made for the first reader who pastes something: until then no save waits for it.
    index: Arc<OnceLock<Index>>,
    /// The problems as text.
    problems: String,
}

impl Shown {
    pub fn first(dir: &Path) -> Shown {
        Shown::read(dir, None, true).0
    }

    /// What is to be shown after a save, and which files made the difference.
    pub fn after(&self, dir: &Path, theme_changed: bool) -> (Shown, Vec<String>) {
        Shown::read(dir, Some(self), theme_changed)
    }

    fn read(dir: &Path, before: Option<&Shown>, theme_changed: bool) -> (Shown, Vec<String>) {
        let old = before.and_then(|before| before.content.clone());
        let (content, content_trouble, mut files) = match source::read(dir) {
            Ok(sources) => {
                let files = old.as_ref().map(|old| differing(&old.sources, &sources)).unwrap_or_default();
                let same = old.filter(|_| files.is_empty());
                (Some(same.unwrap_or_else(|| Content::load(sources))), None, files)
            }
            Err(error) => (old, Some(format!("error: {error:#}\n")), Vec::new()),
        };
        let last = before.map(|before| (before.theme.clone(), before.theme_trouble.clone()));
        let (theme, theme_trouble) = match last {
            Some(last) if !theme_changed => last,
            last => match Theme::load(Some(dir)) {
                Ok(mut theme) => {
                    if !theme.policy.contains("connect-src") {
                        theme.policy.push_str(LISTENING);
                    }
                    (Some(Arc::new(theme)), None)
                }
                Err(error) => (last.and_then(|(theme, _)| theme), Some(format!("error: {error:#}\n"))),
            },
        };
        let stamp = |theme: &Option<Arc<Theme>>| theme.as_ref().map(|theme| theme.stamp.clone());
        if before.is_some_and(|before| {
            stamp(&before.theme) != stamp(&theme) || before.theme_trouble != theme_trouble
        }) {
            files.push("the theme".into());
        }
        let count = before.map_or(0, |before| before.count + 1);
        let paths = match (&content, &theme) {
            (Some(content), Some(theme)) => paths(&content.setting(theme)),
            _ => HashMap::new(),
        };
        let problems = content.as_ref().map(|content| content.problems.as_str());
        let trouble =
            [content_trouble.as_deref(), theme_trouble.as_deref(), problems].into_iter().flatten().collect();
        let version = format!("{}-{count}", process::id());
        (Shown { version, count, content, theme, theme_trouble, paths, trouble }, files)
    }

    /// Whether a page would look the same; `after` shares with its predecessor what did not change.
    pub fn says_the_same(&self, after: &Shown) -> bool {
        let sources = |shown: &Shown| shown.content.as_ref().map(|content| Arc::as_ptr(&content.sources));
        let stamp = |shown: &Shown| shown.theme.as_ref().map(|theme| theme.stamp.clone());
        sources(self) == sources(after) && stamp(self) == stamp(after) && self.trouble == after.trouble
    }

    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// The pages and what they are made from, unless there never was anything to show.
    pub fn setting(&self) -> Option<Setting<'_>> {
        let (content, theme) = (self.content.as_ref()?, self.theme.as_ref()?);
        Some(content.setting(theme))
    }

    pub fn find(&self, path: &str) -> Option<Page> {
        let shard = || self.setting()?.shard(path);
        self.paths.get(path).copied().or_else(shard)
    }
}

impl Content {
    fn load(sources: Sources) -> Content {
        let (base, problems) = base::load(&sources);
        let mut text = problem::render(&problems, &sources, Format::Human);
        if !problems.is_empty() {
            text.push_str(&problem::summary(&problems, base.len()));
        }
        let (sources, base) = (Arc::new(sources), Arc::new(base));
        Content { sources, base, index: Arc::default(), problems: text }
    }

    fn setting<'a>(&'a self, theme: &'a Theme) -> Setting<'a> {
        Setting::sharing(&self.base, theme, Arc::clone(&self.index))
    }
}

fn paths(setting: &Setting<'_>) -> HashMap<String, Page> {
    setting.pages_but_shards().into_iter().map(|page| (setting.path(page), page)).collect()
}

/// The files that are in one of the two only, or not the same in both.
fn differing(before: &Sources, after: &Sources) -> Vec<String> {
    let same = |a: &Source, b: &Source| a.text == b.text && a.fault == b.fault;
    let changed = after.iter().filter(|(_, source)| match before.find(&source.path) {
        Some(id) => !same(before.get(id), source),
        None => true,
    });
    let gone = before.iter().filter(|(_, source)| after.find(&source.path).is_none());
    let mut files: Vec<String> = changed.chain(gone).map(|(_, source)| source.path.clone()).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_is_told_by_the_files_that_differ() {
        let before = Sources::from_texts([("a", "1"), ("b", "2"), ("c", "3")]);
        let after = Sources::from_texts([("a", "1"), ("b", "two"), ("d", "4")]);
        assert_eq!(differing(&before, &after), ["b", "c", "d"]);
        assert_eq!(differing(&before, &before.clone()), Vec::<String>::new());
    }
}
