//! The site map: every page is a small name, and a name knows its address.
//!
//! Nothing else decides where a page lies. Every address is a file, and every link between two pages is relative, so
//! that the same tree works at a root, under a path and from disk.

mod address;
mod part;

pub use address::Address;
pub use part::Part;

use crate::base::{Groups, KnowledgeBase, RecordIx};
use crate::bundle;

/// Pages lie at the root or in one folder below it; only what a theme brings may lie deeper.
pub const DEPTHS: usize = 2;

/// How many records a list shows at once.
pub const PAGE_SIZE: usize = 100;

/// How many addresses one sitemap may hold, by its definition.
pub const SITEMAP_SIZE: usize = 50_000;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Facet {
    /// One of the vocabulary: an index into `Facets::grouped`.
    Of(u32),
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
    /// What has this code: its record, or a choice where several programs have it.
    Code(u32),
    /// All records with a code.
    Codes(u32),
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
    /// The base in one file, for programs.
    Bundle,
    /// How agents look an error up, and where they find that.
    Skill,
    SkillIndex,
    Robots,
    NoJekyll,
    /// A file of the theme.
    Asset(u32),
    /// An image of the content, by its place in `KnowledgeBase::images`.
    Image(u32),
    /// The list of all pages for search engines, or where it is too long for one file, the list of its parts.
    Sitemap,
    /// Numbered from 1.
    SitemapPart(u32),
    Feed,
    OpenSearch,
    /// What the paste box looks things up in, and the parts of it that it asks for one by one.
    Index,
    Shard(u32),
}

impl Facet {
    /// Those whose values have lists.
    pub fn all(base: &KnowledgeBase) -> Vec<Facet> {
        let grouped = &base.facets.grouped;
        let listed = numbers(grouped.len()).filter(|ix| grouped[*ix as usize].list);
        listed.map(Facet::Of).chain([Facet::Tag]).collect()
    }

    /// The facet of this name, if its values have lists.
    pub fn find(id: &str, base: &KnowledgeBase) -> Option<Facet> {
        base.facets.find(id).filter(|ix| base.facets.grouped[*ix as usize].list).map(Facet::Of)
    }

    pub fn folder(self, base: &KnowledgeBase) -> &str {
        match self {
            Facet::Of(ix) => &base.facets.grouped[ix as usize].id,
            Facet::Tag => "tag",
        }
    }

    pub fn label(self, base: &KnowledgeBase) -> &str {
        match self {
            Facet::Of(ix) => &base.facets.grouped[ix as usize].label,
            Facet::Tag => "Tag",
        }
    }

    pub fn groups(self, base: &KnowledgeBase) -> &Groups {
        match self {
            Facet::Of(ix) => &base.facets.grouped[ix as usize].groups,
            Facet::Tag => &base.facets.tags,
        }
    }
}

/// Every page of the site but the parts of the index. `assets` is the number of files the theme brings.
pub fn pages(base: &KnowledgeBase, assets: usize) -> Vec<Page> {
    use Page::{
        AToZ, Alias, Asset, Bundle, Changes, Code, Codes, Errors, Home, Index, List, Llms, LlmsFull,
        NoJekyll, NotFound, Program, Prose, Record, RecordJson, RecordMarkdown, Robots, Schema, Search,
        Skill, SkillIndex, Sources, Stale,
    };
    let mut pages = vec![
        Home, Search, Sources, Stale, Changes, NotFound, Errors, Schema, Llms, LlmsFull, Bundle, Skill,
        SkillIndex, Robots, NoJekyll, Index,
    ];
    pages.extend(numbers(assets).map(Asset));
    pages.extend(base.shown.iter().copied().map(Page::Image));
    pages.extend(numbers(base.prose.len()).map(Prose));
    pages.extend(parts(base.len()).map(AToZ));
    if !base.facets.by_code.is_empty() {
        pages.extend(parts(base.facets.by_code.len()).map(Codes));
        pages.extend(numbers(base.facets.codes.len()).map(Code));
    }
    for (ix, program) in base.site.programs.names().enumerate() {
        pages.extend(parts(base.of_program(program).len()).map(|n| Program(index(ix), n)));
    }
    for facet in Facet::all(base) {
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

/// The pages that need to know where the site is published. `pages` are all the others.
pub fn published(base: &KnowledgeBase, pages: &[Page]) -> Vec<Page> {
    let listed = pages.iter().filter(|page| page.is_listed()).count();
    let mut published = vec![Page::Sitemap, Page::OpenSearch];
    // A feed says when it was last changed, and without a record it never was.
    published.extend((!base.is_empty()).then_some(Page::Feed));
    if listed > SITEMAP_SIZE {
        published.extend((1..=index(listed.div_ceil(SITEMAP_SIZE))).map(Page::SitemapPart));
    }
    published
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
                numbered(&[program, "index"], n)
            }
            Page::Record(ix) => [base.record(ix).id.as_str(), ".html"].concat(),
            Page::RecordMarkdown(ix) => [base.record(ix).id.as_str(), ".md"].concat(),
            Page::RecordJson(ix) => [base.record(ix).id.as_str(), ".json"].concat(),
            Page::List(facet, ix, n) => {
                let key = &facet.groups(base)[ix as usize].key;
                numbered(&[facet.folder(base), key], n)
            }
            Page::AToZ(n) => numbered(&["a-z"], n),
            Page::Code(ix) => format!("e/{}.html", base.facets.codes[ix as usize].key),
            Page::Codes(n) => numbered(&["e", "index"], n),
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
            Page::Bundle => bundle::FILE.into(),
            Page::Skill => "skill.md".into(),
            Page::SkillIndex => ".well-known/agent-skills/index.json".into(),
            Page::Robots => "robots.txt".into(),
            Page::NoJekyll => ".nojekyll".into(),
            Page::Asset(ix) => assets[ix as usize].path.clone(),
            Page::Image(ix) => format!("images/{}", base.images[ix as usize].name),
            Page::Sitemap => "sitemap.xml".into(),
            Page::SitemapPart(n) => format!("sitemap.part-{n}.xml"),
            Page::Feed => "feed.xml".into(),
            Page::OpenSearch => "opensearch.xml".into(),
            Page::Index => "assets/index.js".into(),
            Page::Shard(_) => unreachable!("a shard is named by the index: `Setting::path`"),
        }
    }

    /// The page of a record at this path.
    pub fn of_record(path: &str, base: &KnowledgeBase) -> Option<Page> {
        let (id, ending) = path.rsplit_once('.')?;
        let ix = base.find(id)?;
        match ending {
            "html" => Some(Page::Record(ix)),
            "md" => Some(Page::RecordMarkdown(ix)),
            "json" => Some(Page::RecordJson(ix)),
            _ => None,
        }
    }

    pub fn is_of_record(self) -> bool {
        matches!(self, Page::Record(_) | Page::RecordMarkdown(_) | Page::RecordJson(_))
    }

    /// Whether search engines should know it: pages for people, each under its one address.
    pub fn is_listed(self) -> bool {
        match self {
            Page::Home
            | Page::Program(..)
            | Page::Record(_)
            | Page::List(..)
            | Page::AToZ(_)
            | Page::Codes(_)
            | Page::Search
            | Page::Sources
            | Page::Stale
            | Page::Changes
            | Page::Prose(_) => true,
            Page::RecordMarkdown(_)
            | Page::RecordJson(_)
            | Page::NotFound
            | Page::Alias(..)
            | Page::Code(_)
            | Page::Errors
            | Page::Schema
            | Page::Llms
            | Page::LlmsFull
            | Page::Bundle
            | Page::Skill
            | Page::SkillIndex
            | Page::Robots
            | Page::NoJekyll
            | Page::Asset(_)
            | Page::Image(_)
            | Page::Index
            | Page::Shard(_)
            | Page::Sitemap
            | Page::SitemapPart(_)
            | Page::Feed
            | Page::OpenSearch => false,
        }
    }
}

/// `a-z.html`, `a-z.page-2.html`: the dot keeps a list's second page apart from any list's own name.
fn numbered(steps: &[&str], n: u32) -> String {
    let stem = steps.join("/");
    if n <= 1 { stem + ".html" } else { format!("{stem}.page-{n}.html") }
}

/// The way from one page to another: `../status/403.html`.
///
/// The page of a folder says the folder's name even to its neighbours, `../a/b.html`: there are hosts that show it without
/// the slash at the end, where a browser takes `b.html` for a file beside the folder.
pub fn relative(from: &str, to: &str) -> String {
    let folder = folder(from);
    let of_folder = from[folder.len()..].starts_with("index.");
    let common = if of_folder { self::folder(folder.trim_end_matches('/')) } else { folder };
    let same = common.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).enumerate();
    let shared = same.filter(|(_, (sign, _))| *sign == b'/').last().map_or(0, |(at, _)| at + 1);
    let up = folder[shared..].bytes().filter(|sign| *sign == b'/').count();
    let mut way = String::with_capacity("../".len() * up + to.len());
    way.extend(std::iter::repeat_n("../", up));
    way.push_str(&to[shared..]);
    way
}

/// What a path begins with, up to and with its last slash.
fn folder(path: &str) -> &str {
    &path[..path.rfind('/').map_or(0, |at| at + 1)]
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
        assert_eq!(relative("a/index.html", "a/b.html"), "../a/b.html");
        assert_eq!(relative("index.html", "a/index.html"), "a/index.html");
    }

    #[test]
    fn a_long_list_has_numbered_pages() {
        assert_eq!(parts(0), 1..=1);
        assert_eq!(parts(101), 1..=2);
        assert_eq!(
            (numbered(&["a-z"], 1), numbered(&["a-z"], 2)),
            ("a-z.html".into(), "a-z.page-2.html".into())
        );
    }
}
