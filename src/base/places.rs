//! What the links of a text lead to: records, pages, headings, images.

use std::ops::Range;

use super::links::Checker;
use super::{KnowledgeBase, Page, RecordIx};
use crate::markdown::join;
use crate::problem::{Place, Problem, Rule};
use crate::record::Record;

/// What a text belongs to: paths and anchors in it count from there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    Record(RecordIx),
    /// By its place in `prose`.
    Page(u32),
    /// A piece or a table, which appears on many pages.
    Shared,
}

impl Owner {
    pub fn record(self) -> Option<RecordIx> {
        match self {
            Owner::Record(ix) => Some(ix),
            Owner::Page(_) | Owner::Shared => None,
        }
    }
}

impl KnowledgeBase {
    pub fn find_page(&self, name: &str) -> Option<u32> {
        let at = self.prose.iter().position(|page| page.name == name)?;
        u32::try_from(at).ok()
    }

    /// What lies at the path in a link, and the anchor there.
    pub fn at_path<'p>(&self, owner: Owner, path: &'p str) -> Option<(Owner, Option<&'p str>)> {
        let (path, anchor) = path.split_once('#').map_or((path, None), |(path, id)| (path, Some(id)));
        let from = match owner {
            Owner::Record(ix) => format!("content/records/{}.md", self.record(ix).id.as_str()),
            Owner::Page(ix) => format!("content/prose/{}.md", self.prose[ix as usize].name),
            Owner::Shared => return None,
        };
        let path = join(&from, path)?;
        let name = |folder: &str| path.strip_prefix(folder)?.strip_suffix(".md");
        let record = || Some(Owner::Record(self.find(name("content/records/")?)?));
        let page = || Some(Owner::Page(self.find_page(name("content/prose/")?)?));
        Some((record().or_else(page)?, anchor))
    }
}

impl Record {
    /// Whether an id is that of a cause or a section, which is its own place on the page.
    pub fn has_part(&self, id: &str) -> bool {
        self.front.causes.get(id).is_some() || self.body.by_id(id).is_some()
    }

    fn has_heading(&self, anchor: &str) -> bool {
        self.texts().iter().any(|text| text.anchors.iter().any(|known| known == anchor))
    }
}

impl Checker<'_, '_> {
    pub(super) fn anchor(&mut self, record: &Record, id: &str, span: &Range<u32>) {
        if record.has_part(id) || record.has_heading(id) || self.broken.contains(&record.file) {
            return;
        }
        let known = record.front.causes.names();
        let what = format!("cause, section or heading in `{}`", record.id.as_str());
        self.dangling(&what, id, span, known, "causes are listed in its front matter");
    }

    pub(super) fn here(&mut self, id: &str, span: &Range<u32>) {
        match self.owner {
            Owner::Record(ix) => self.anchor(self.base.record(ix), id, span),
            Owner::Page(ix) => self.heading(&self.base.prose[ix as usize], id, span),
            Owner::Shared => self.shared(&format!("#{id}"), span),
        }
    }

    fn heading(&mut self, page: &Page, id: &str, span: &Range<u32>) {
        let anchors = || page.prose.anchors.iter().map(String::as_str);
        if !anchors().any(|known| known == id) && !self.broken.contains(&page.file) {
            let hint = "link to a heading by its words in small letters, with hyphens between them";
            self.dangling(&format!("heading in `{}`", page.name), id, span, anchors(), hint);
        }
    }

    /// In a text that appears on many pages.
    fn shared(&mut self, url: &str, span: &Range<u32>) {
        let message = format!("`{url}` leads elsewhere from each page that shows this text");
        let problem = Problem::new(Rule::DanglingReference, self.file, Place::Span(span.clone()), message);
        self.problems.push(problem.hint("write `record:program/slug#…` or `prose:NAME#…`"));
    }

    pub(super) fn page(&mut self, name: &str, anchor: Option<&str>, span: &Range<u32>) {
        let Some(ix) = self.base.find_page(name) else {
            if !self.is_broken(&format!("content/prose/{name}.md")) {
                let known = self.base.prose.iter().map(|page| page.name.as_str());
                self.dangling("page", name, span, known, "pages are the files of content/prose");
            }
            return;
        };
        if let Some(anchor) = anchor {
            self.heading(&self.base.prose[ix as usize], anchor, span);
        }
    }

    pub(super) fn path(&mut self, path: &str, span: &Range<u32>) {
        if self.owner == Owner::Shared {
            return self.shared(path, span);
        }
        match self.base.at_path(self.owner, path) {
            Some((Owner::Record(ix), anchor)) => {
                let record = self.base.record(ix);
                self.record(record.id.as_str(), span);
                if let Some(anchor) = anchor {
                    self.anchor(record, anchor, span);
                }
            }
            Some((Owner::Page(ix), Some(anchor))) => {
                self.heading(&self.base.prose[ix as usize], anchor, span);
            }
            Some(_) => {}
            None => {
                let from = &self.sources.get(self.file).path;
                let file = path.split('#').next().unwrap_or(path);
                if !join(from, file).is_some_and(|file| self.is_broken(&file)) {
                    let hint = "link to a file below content/records or content/prose, counted from this one";
                    self.dangling("record or page at", file, span, [], hint);
                }
            }
        }
    }

    pub(super) fn image(&mut self, url: &str, span: &Range<u32>) {
        if self.base.image(self.owner, url).is_some() {
            return;
        }
        let name = url.rsplit('/').next().unwrap_or(url);
        let beside =
            self.owner.record().map(|ix| format!("content/records/{}", self.base.record(ix).id.as_str()));
        let folders: Vec<String> = beside.into_iter().chain(["content/images".to_string()]).collect();
        if folders.iter().any(|folder| self.is_broken(&format!("{folder}/{name}"))) {
            return;
        }
        let hint = format!("put it at {}/{name}", folders.join(&format!("/{name} or ")));
        let base = self.base;
        let known = base.images.iter().map(|image| image.path.rsplit('/').next().unwrap_or_default());
        self.dangling("image", url, span, known, &hint);
    }
}
