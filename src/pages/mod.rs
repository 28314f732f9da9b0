//! What pages say and how they are rendered: one file per kind of page, with a model and its rendering.
//!
//! `prepare` computes a page's model, which is plain data, and from it the stamp. Rendering (Markdown, highlighting,
//! template) happens only when someone wants the bytes.

mod blocks;
mod cited;
mod data;
mod feed;
mod frame;
pub mod index;
mod list;
mod metadata;
mod opensearch;
mod plain;
mod record;
mod registers;
mod simple;
mod sitemap;
mod skill;
mod sources;
mod subject;
mod targets;
mod twin;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::sync::{Arc, OnceLock};

use anyhow::Result;
use serde::Serialize;

pub use index::Index;
use index::Layout;

use crate::base::KnowledgeBase;
use crate::bundle;
use crate::markdown::escape;
use crate::route::{self, Address, Page, relative};
use crate::theme::Theme;
use frame::Site;

/// What pages are made from.
pub struct Setting<'a> {
    pub base: &'a KnowledgeBase,
    pub theme: &'a Theme,
    /// Where the site is published, if that is known. Without it no page says anything about it.
    pub address: Option<&'a Address>,
    index: Arc<OnceLock<Index>>,
    /// The site as the pages at each depth see it, made once for all of them.
    sites: [Site; route::DEPTHS],
    /// The same with addresses that count from the root of the host.
    rooted: Site,
}

impl<'a> Setting<'a> {
    pub fn new(base: &'a KnowledgeBase, theme: &'a Theme) -> Setting<'a> {
        Setting::sharing(base, theme, Arc::default())
    }

    /// With an index that outlives this setting. It is made when it is first asked for: most pages do without it.
    pub fn sharing(base: &'a KnowledgeBase, theme: &'a Theme, index: Arc<OnceLock<Index>>) -> Setting<'a> {
        let sites = std::array::from_fn(|depth| Site::seen_from(depth, base, theme));
        let rooted = Site::rooted(base, theme, None);
        Setting { base, theme, address: None, index, sites, rooted }
    }

    #[must_use]
    pub fn at(self, address: Option<&'a Address>) -> Setting<'a> {
        let rooted = Site::rooted(self.base, self.theme, address);
        Setting { address, rooted, ..self }
    }
}

impl Setting<'_> {
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self, Layout::BySize))
    }

    fn site(&self, page: Page) -> &Site {
        &self.sites[self.path(page).matches('/').count()]
    }

    /// Whether a page is that of an error which is recognized and not explained yet.
    fn is_unexplained(&self, page: Page) -> bool {
        matches!(page, Page::Record(ix) if self.base.record(ix).is_unexplained())
    }

    pub fn path(&self, page: Page) -> String {
        match page {
            Page::Shard(ix) => self.index().shards[ix as usize].0.clone(),
            page => page.path(self.base, self.theme.assets()),
        }
    }

    pub fn href(&self, from: Page, to: Page) -> String {
        relative(&self.path(from), &self.path(to))
    }

    pub fn pages(&self) -> Vec<Page> {
        let shards = u32::try_from(self.index().shards.len()).unwrap_or(u32::MAX);
        self.pages_but_shards().into_iter().chain((0..shards).map(Page::Shard)).collect()
    }

    /// Without the parts of the index, which take their time to be known.
    pub fn pages_but_shards(&self) -> Vec<Page> {
        let mut pages = crate::route::pages(self.base, self.theme.assets().len());
        if self.address.is_some() {
            pages.extend(crate::route::published(self.base, &pages));
        }
        pages
    }

    /// The part of the index that lies at this path.
    pub fn shard(&self, path: &str) -> Option<Page> {
        if !path.starts_with(index::FOLDER) {
            return None;
        }
        let ix = self.index().shards.iter().position(|(name, _)| name == path)?;
        Some(Page::Shard(u32::try_from(ix).ok()?))
    }
}

/// A page that knows what it says and has not said it yet.
pub struct Prepared<'a> {
    model: Model<'a>,
    theme: &'a Theme,
}

#[derive(Serialize)]
#[serde(tag = "page", content = "model", rename_all = "kebab-case")]
enum Model<'a> {
    Record(Box<record::Model<'a>>),
    List(list::Model<'a>),
    Home(simple::Home<'a>),
    Simple(simple::Simple<'a>),
    Prose(simple::Prose<'a>),
    Sources(sources::Sources<'a>),
    Stale(registers::Stale<'a>),
    Changes(registers::Changes<'a>),
    Redirect(simple::Redirect<'a>),
    Text(String),
    #[serde(skip)]
    Ready(&'a [u8]),
    /// The whole base in one file, too large to be held: it is told while it is written.
    #[serde(skip)]
    Told(&'a Setting<'a>, fn(&Setting<'_>, &mut dyn Write) -> Result<()>),
}

/// Asks for a page by name.
pub fn prepare<'a>(page: Page, setting: &'a Setting<'a>) -> Prepared<'a> {
    let model = match page {
        Page::Home => Model::Home(simple::home(setting)),
        Page::Program(..) | Page::List(..) | Page::AToZ(_) | Page::Codes(_) => {
            Model::List(list::model(page, setting))
        }
        Page::Code(ix) => match setting.base.facets.codes[ix as usize].records[..] {
            [one] => Model::Redirect(simple::redirect(page, one, setting)),
            _ => Model::List(list::model(page, setting)),
        },
        Page::Record(ix) => Model::Record(Box::new(record::model(ix, setting))),
        Page::RecordMarkdown(ix) => Model::Text(twin::markdown(ix, setting)),
        Page::RecordJson(ix) => Model::Text(data::record(ix, setting)),
        Page::Search => Model::Simple(simple::search(setting)),
        Page::NotFound => Model::Simple(simple::not_found(setting)),
        Page::Sources => Model::Sources(sources::sources(setting)),
        Page::Stale => Model::Stale(registers::stale(setting)),
        Page::Changes => Model::Changes(registers::changes(setting)),
        Page::Prose(ix) => Model::Prose(simple::prose(ix, setting)),
        Page::Alias(ix, _) => Model::Redirect(simple::redirect(page, ix, setting)),
        Page::Errors => Model::Told(setting, data::errors),
        Page::Schema => Model::Text(data::schema()),
        Page::Llms => Model::Told(setting, plain::llms),
        Page::LlmsFull => Model::Told(setting, plain::llms_full),
        Page::Skill => Model::Text(skill::skill(setting)),
        Page::SkillIndex => Model::Text(skill::index(setting)),
        Page::Bundle => Model::Told(setting, whole),
        Page::Index => Model::Ready(setting.index().root.as_bytes()),
        Page::Shard(ix) => Model::Ready(setting.index().shards[ix as usize].1.as_bytes()),
        Page::Robots => Model::Text(sitemap::robots(setting)),
        Page::NoJekyll => Model::Text(String::new()),
        Page::Asset(ix) => Model::Ready(&setting.theme.assets()[ix as usize].bytes),
        Page::Image(ix) => Model::Ready(&setting.base.images[ix as usize].bytes),
        Page::Sitemap => Model::Text(published(setting, sitemap::whole)),
        Page::SitemapPart(n) => Model::Text(published(setting, |setting, at| sitemap::part(n, setting, at))),
        Page::Feed => Model::Text(published(setting, feed::feed)),
        Page::OpenSearch => Model::Text(published(setting, opensearch::description)),
    };
    Prepared { model, theme: setting.theme }
}

/// The base in one file.
fn whole(setting: &Setting<'_>, out: &mut dyn Write) -> Result<()> {
    Ok(out.write_all(&bundle::write(setting.base, setting.address.map(|address| address.of("index.html"))))?)
}

/// A page that exists only where the address of the site is known.
fn published(setting: &Setting<'_>, page: impl Fn(&Setting<'_>, &Address) -> String) -> String {
    setting.address.map(|address| page(setting, address)).unwrap_or_default()
}

/// Text within XML, which also forbids two characters that HTML bears with.
fn xml(text: &str) -> String {
    escape(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

impl Prepared<'_> {
    /// A hash of all that the bytes depend on: the model, the theme and the program. What is a text already is its own
    /// model.
    pub fn stamp(&self) -> Option<String> {
        if matches!(self.model, Model::Text(_) | Model::Ready(_) | Model::Told(..)) {
            return None;
        }
        let mut hash = blake3::Hasher::new();
        hash.update(self.theme.stamp.as_bytes());
        hash.update(&serde_json::to_vec(&self.model).expect("models are plain data"));
        Some(hash.finalize().to_hex()[..32].to_string())
    }

    /// The page as a whole, for those who look at it.
    pub fn render(self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write(&mut bytes)?;
        Ok(bytes)
    }

    pub fn write(self, out: &mut dyn Write) -> Result<()> {
        let bytes = match self.model {
            Model::Record(model) => model.render(self.theme),
            Model::List(model) => model.render(self.theme),
            Model::Home(model) => model.render(self.theme),
            Model::Simple(model) => model.render(self.theme),
            Model::Prose(model) => model.render(self.theme),
            Model::Sources(model) => template(self.theme, "sources.html", model.site, &model),
            Model::Stale(model) => model.render(self.theme),
            Model::Changes(model) => model.render(self.theme),
            Model::Redirect(model) => template(self.theme, "redirect.html", model.site, &model),
            Model::Text(text) => Ok(text.into_bytes()),
            Model::Ready(bytes) => return Ok(out.write_all(bytes)?),
            Model::Told(setting, tell) => return tell(setting, out),
        };
        Ok(out.write_all(&bytes?)?)
    }
}

/// Renders a template with what it gets: `site` and `page`.
fn template(theme: &Theme, name: &str, site: &frame::Site, page: &impl Serialize) -> Result<Vec<u8>> {
    let mut context = tera::Context::new();
    context.insert_value("site", site.value());
    context.insert("page", page);
    Ok(theme.render(name, &context)?.into_bytes())
}
