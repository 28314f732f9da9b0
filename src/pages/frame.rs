//! What every page has: the site's name, the ways to its other pages, the policy, the trail.

use std::sync::OnceLock;

use serde::Serialize;

use super::{Setting, metadata};
use crate::base::KnowledgeBase;
use crate::route::{Address, Page};
use crate::theme::Theme;

#[derive(Serialize, Clone)]
pub struct Site {
    pub title: String,
    pub tagline: String,
    pub language: String,
    pub home: String,
    pub search: String,
    pub az: String,
    pub sources: String,
    pub stale: String,
    pub changes: String,
    pub errors_json: String,
    pub llms: String,
    pub css: String,
    pub scripts: Vec<String>,
    pub csp: String,
    pub icon: String,
    pub repository: Option<String>,
    pub guides: Option<String>,
    pub generator: &'static str,
    /// The same as templates read it: made once, and shared by all pages.
    #[serde(skip)]
    value: OnceLock<tera::Value>,
}

/// A title and where it leads.
#[derive(Serialize, Clone)]
pub struct Way {
    pub title: String,
    pub href: Option<String>,
}

/// The head of a page and its place in the site.
#[derive(Serialize, Clone)]
pub struct Frame {
    pub kind: &'static str,
    pub title: String,
    pub heading: String,
    pub description: String,
    pub trail: Vec<Way>,
    pub search_box: bool,
    /// From this page to the root of the site: empty or `../`.
    pub root: String,
    /// What the head says about the page where its address is known.
    pub head_html: String,
}

pub const GENERATOR: &str = concat!("errbook ", env!("CARGO_PKG_VERSION"));

impl Site {
    pub fn value(&self) -> tera::Value {
        self.value.get_or_init(|| tera::Value::from_serializable(self)).clone()
    }

    /// As the pages so many folders below the root see it.
    pub fn seen_from(depth: usize, base: &KnowledgeBase, theme: &Theme) -> Site {
        let up = "../".repeat(depth);
        let to = |target: Page| format!("{up}{}", target.path(base, theme.assets()));
        let asset = |ix: usize| to(Page::Asset(u32::try_from(ix).unwrap_or(u32::MAX)));
        let repository = base.site.repository.as_ref().map(|url| url.value.trim_end_matches('/').to_string());
        let guides = format!("{}#guides", to(Page::Home));
        Site {
            title: base.site.title.clone(),
            tagline: base.site.tagline.clone(),
            language: base.site.language.clone(),
            home: to(Page::Home),
            search: to(Page::Search),
            az: to(Page::AToZ(1)),
            sources: to(Page::Sources),
            stale: to(Page::Stale),
            changes: to(Page::Changes),
            errors_json: to(Page::Errors),
            llms: to(Page::Llms),
            css: asset(theme.style),
            scripts: vec![asset(theme.script)],
            csp: theme.policy.clone(),
            icon: asset(theme.icon),
            repository,
            guides: (!base.prose.is_empty()).then_some(guides),
            generator: GENERATOR,
            value: OnceLock::new(),
        }
    }
}

impl Site {
    /// With addresses that count from the root of the host, where the site is expected unless it is known to be
    /// published elsewhere, and a policy that lets the page bring its own style.
    pub fn rooted(base: &KnowledgeBase, theme: &Theme, address: Option<&Address>) -> Site {
        let mut site = Site::seen_from(0, base, theme);
        let root = address.map_or("/", Address::root);
        let ways = [
            &mut site.home,
            &mut site.search,
            &mut site.az,
            &mut site.sources,
            &mut site.stale,
            &mut site.changes,
            &mut site.errors_json,
            &mut site.llms,
            &mut site.icon,
        ];
        for href in ways.into_iter().chain(site.guides.as_mut()) {
            href.insert_str(0, root);
        }
        site.csp = theme.inline_policy();
        site
    }
}

impl Frame {
    pub fn new(
        page: Page,
        kind: &'static str,
        title: &str,
        description: &str,
        setting: &Setting<'_>,
    ) -> Frame {
        let path = setting.path(page);
        let root = "../".repeat(path.matches('/').count());
        let frame = Frame {
            kind,
            title: document_title(title, &setting.base.site.title),
            heading: title.to_string(),
            description: description.to_string(),
            trail: Vec::new(),
            search_box: matches!(page, Page::Home | Page::Search),
            root,
            head_html: String::new(),
        };
        frame.described(page, setting)
    }

    #[must_use]
    pub fn trail(mut self, ways: impl IntoIterator<Item = Way>, page: Page, setting: &Setting<'_>) -> Frame {
        self.trail = ways.into_iter().collect();
        self.described(page, setting)
    }

    fn described(mut self, page: Page, setting: &Setting<'_>) -> Frame {
        self.head_html = metadata::head(page, &self, setting);
        self
    }
}

/// What a tab and a search engine show: some seventy characters, of which the page's own come first.
fn document_title(title: &str, site: &str) -> String {
    const LONGEST: usize = 70;
    let both = format!("{title} · {site}");
    if title == site || title.is_empty() {
        return site.to_string();
    }
    if both.chars().count() <= LONGEST {
        return both;
    }
    if title.chars().count() <= LONGEST {
        return title.to_string();
    }
    let cut: String = title.chars().take(LONGEST - 1).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}

impl Way {
    pub fn to(title: impl Into<String>, href: impl Into<String>) -> Way {
        Way { title: title.into(), href: Some(href.into()) }
    }

    pub fn here(title: impl Into<String>) -> Way {
        Way { title: title.into(), href: None }
    }
}

/// `not-stated` to `not stated`: a choice as people read it.
pub fn words(word: &str) -> String {
    word.replace('-', " ")
}

/// A label behind other words: `Component` to `component`, and `HTTP status` as it is.
pub fn in_a_sentence(label: &str) -> String {
    let mut chars = label.chars();
    let first = chars.next().into_iter();
    if chars.clone().next().is_some_and(char::is_uppercase) {
        return label.to_string();
    }
    first.flat_map(char::to_lowercase).chain(chars).collect()
}
