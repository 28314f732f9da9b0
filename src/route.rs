//! The site map: every page is a small name, and a name knows its address.
//!
//! Nothing else decides where a page lies. Every address is a file, and every link between two pages is relative, so
//! that the same tree works at a root, under a path and from disk.

use std::fmt;
use std::str::FromStr;

use crate::base::{Groups, KnowledgeBase, RecordIx};

/// Pages lie at the root or in one folder below it; only what a theme brings may lie deeper.
pub const DEPTHS: usize = 2;

/// How many records a list shows at once.
pub const PAGE_SIZE: usize = 100;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Facet {
    Status,
    Type,
    Tag,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Page {
    Home,
    /// The records of a program; lists are numbered from 1.
    Program(u32, u32),
    Record(RecordIx),
    RecordMarkdown(RecordIx),
    RecordJson(RecordIx),
    List(Facet, u32, u32),
    AToZ(u32),
    Search,
    Sources,
    Stale,
    Changes,
    Prose(u32),
    NotFound,
    Alias(RecordIx, u32),
    Errors,
    Schema,
    Llms,
    LlmsFull,
    Robots,
    NoJekyll,
    /// A file of the theme.
    Asset(u32),
    /// What the paste box looks things up in, and the parts of it that it asks for one by one.
    Index,
    Shard(u32),
}

impl Facet {
    pub const ALL: [Facet; 3] = [Facet::Status, Facet::Type, Facet::Tag];

    pub fn folder(self) -> &'static str {
        match self {
            Facet::Status => "status",
            Facet::Type => "type",
            Facet::Tag => "tag",
        }
    }

    pub fn groups(self, base: &KnowledgeBase) -> &Groups {
        match self {
            Facet::Status => &base.facets.statuses,
            Facet::Type => &base.facets.types,
            Facet::Tag => &base.facets.tags,
        }
    }
}

/// One of so many disjoint sets of pages, which a machine can make while others make the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    number: u32,
    of: u32,
}

impl Part {
    pub const WHOLE: Part = Part { number: 1, of: 1 };

    /// Whether the file at a path belongs to this part. The path alone decides, so that no part has to know of another.
    pub fn has(self, path: &str) -> bool {
        let hash = blake3::hash(path.as_bytes());
        let number = u32::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash is longer"));
        number % self.of == self.number - 1
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Part {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Part, &'static str> {
        let numbers =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Part { number, of }),
            _ => Err("a part is written K/N, with K from 1 to N"),
        }
    }
}

/// Every page of the site. but the parts of the index. `assets` is the number of files the theme brings.
pub fn pages(base: &KnowledgeBase, assets: usize) -> Vec<Page> {
    use Page::{
        AToZ, Alias, Asset, Changes, Errors, Home, Index, List, Llms, LlmsFull, NoJekyll, NotFound, Program,
        Prose, Record, RecordJson, RecordMarkdown, Robots, Schema, Search, Sources, Stale,
    };
    let mut pages = vec![
        Home, Search, Sources, Stale, Changes, NotFound, Errors, Schema, Llms, LlmsFull, Robots, NoJekyll,
        Index,
    ];
    pages.extend(numbers(assets).map(Asset));
    pages.extend(numbers(base.prose.len()).map(Prose));
    pages.extend(parts(base.len()).map(AToZ));
    for (ix, program) in base.site.programs.names().enumerate() {
        pages.extend(parts(base.of_program(program).len()).map(|n| Program(index(ix), n)));
    }
    for facet in Facet::ALL {
        for (ix, group) in facet.groups(base).iter().enumerate() {
            pages.extend(parts(group.records.len()).map(|n| List(facet, index(ix), n)));
        }
    }
    for (ix, record) in base.records() {
        pages.extend([Record(ix), RecordMarkdown(ix), RecordJson(ix)]);
        pages.extend(numbers(record.front.aliases.len()).map(|n| Alias(ix, n)));
    }
    pages
}

fn numbers(count: usize) -> std::ops::Range<u32> {
    0..index(count)
}

fn index(ix: usize) -> u32 {
    u32::try_from(ix).expect("fewer than four billion of anything fit in memory")
}

/// The numbers of the pages that a list of so many records takes: at least one.
fn parts(count: usize) -> std::ops::RangeInclusive<u32> {
    1..=index(count.div_ceil(PAGE_SIZE).max(1))
}

impl Page {
    /// Where the page lies in the site: a relative path with forward slashes.
    pub fn path(self, base: &KnowledgeBase, assets: &[crate::theme::Asset]) -> String {
        match self {
            Page::Home => "index.html".into(),
            Page::Program(ix, n) => {
                let program = base.site.programs.names().nth(ix as usize).unwrap_or_default();
                numbered(&format!("{program}/index"), n)
            }
            Page::Record(ix) => format!("{}.html", base.record(ix).id.as_str()),
            Page::RecordMarkdown(ix) => format!("{}.md", base.record(ix).id.as_str()),
            Page::RecordJson(ix) => format!("{}.json", base.record(ix).id.as_str()),
            Page::List(facet, ix, n) => {
                let key = &facet.groups(base)[ix as usize].key;
                numbered(&format!("{}/{key}", facet.folder()), n)
            }
            Page::AToZ(n) => numbered("a-z", n),
            Page::Search => "search.html".into(),
            Page::Sources => "sources.html".into(),
            Page::Stale => "stale.html".into(),
            Page::Changes => "changes.html".into(),
            Page::Prose(ix) => format!("{}.html", base.prose[ix as usize].name),
            Page::NotFound => "404.html".into(),
            Page::Alias(ix, n) => format!("{}.html", base.record(ix).front.aliases[n as usize].value),
            Page::Errors => "errors.json".into(),
            Page::Schema => "schema/errors.json".into(),
            Page::Llms => "llms.txt".into(),
            Page::LlmsFull => "llms-full.txt".into(),
            Page::Robots => "robots.txt".into(),
            Page::NoJekyll => ".nojekyll".into(),
            Page::Asset(ix) => assets[ix as usize].path.clone(),
            Page::Index => "assets/index.js".into(),
            Page::Shard(_) => unreachable!("a shard is named by the index: `Setting::path`"),
        }
    }
}

/// `a-z.html`, `a-z.page-2.html`: the dot keeps a list's second page apart from any list's own name.
fn numbered(stem: &str, n: u32) -> String {
    if n <= 1 { format!("{stem}.html") } else { format!("{stem}.page-{n}.html") }
}

/// The way from one page to another: `../status/403.html`.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = from.len() - 1;
    let shared = from[..folders].iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; folders - shared];
    parts.extend(&to[shared..]);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_pages_is_relative() {
        assert_eq!(relative("index.html", "a/b.html"), "a/b.html");
        assert_eq!(relative("a/b.html", "index.html"), "../index.html");
        assert_eq!(relative("a/b.html", "a/c.html"), "c.html");
        assert_eq!(relative("a/b.html", "status/403.html"), "../status/403.html");
    }

    #[test]
    fn a_path_belongs_to_one_part() {
        let parts: Vec<Part> = ["1/3", "2/3", "3/3"].iter().filter_map(|text| text.parse().ok()).collect();
        assert_eq!(parts.len(), 3);
        for path in ["index.html", "a/b.html", "assets/index.js"] {
            assert_eq!(parts.iter().filter(|part| part.has(path)).count(), 1, "{path}");
            assert!(Part::WHOLE.has(path));
        }
        for wrong in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3"] {
            assert!(wrong.parse::<Part>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_long_list_has_numbered_pages() {
        assert_eq!(parts(0), 1..=1);
        assert_eq!(parts(101), 1..=2);
        assert_eq!((numbered("a-z", 1), numbered("a-z", 2)), ("a-z.html".into(), "a-z.page-2.html".into()));
    }
}
