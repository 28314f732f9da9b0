//! The pages that are one of their kind: home, search, prose, redirects, and the page for addresses that do not exist.

use anyhow::Result;
use serde::Serialize;

use super::blocks::{BlockView, Shared};
use super::frame::{Frame, Site, Way};
use super::list::{Card, CardView};
use super::{Setting, template};
use crate::base::RecordIx;
use crate::markdown::Prose as Text;
use crate::record::{Retry, Severity};
use crate::route::{Facet, Page};
use crate::theme::Theme;

#[derive(Serialize)]
pub struct Home<'a> {
    site: &'a Site,
    frame: Frame,
    programs: Vec<Program>,
    guides: Vec<Guide>,
    urgent: Vec<Card>,
    newest: Vec<(Card, String)>,
    statuses: Vec<Status>,
    count: usize,
}

#[derive(Serialize)]
struct Program {
    id: String,
    title: String,
    summary: String,
    href: String,
    count: usize,
}

/// A page of prose, for readers who do not know the error yet.
#[derive(Serialize)]
struct Guide {
    title: String,
    summary: String,
    href: String,
}

#[derive(Serialize)]
struct Status {
    text: String,
    href: String,
    count: usize,
    current: bool,
}

/// How many records the home page shows of each sort.
const SHOWN: usize = 6;

pub fn home<'a>(setting: &'a Setting<'_>) -> Home<'a> {
    let base = setting.base;
    let page = Page::Home;
    let programs = base.site.programs.iter().enumerate().map(|(ix, (id, program))| Program {
        id: id.to_string(),
        title: program.title.clone(),
        summary: program.summary.clone(),
        href: setting.href(page, Page::Program(u32::try_from(ix).unwrap_or(u32::MAX), 1)),
        count: base.of_program(id).len(),
    });
    let mut newest: Vec<(std::cmp::Reverse<&str>, RecordIx)> = base
        .records()
        .map(|(ix, record)| {
            let front = &record.front;
            let day = front.history.first().and_then(|change| change.on.as_ref());
            let day = day.or(front.checked.as_ref()).map_or("", |day| day.as_str());
            (std::cmp::Reverse(day), ix)
        })
        .collect();
    newest.sort();
    let urgent = base
        .records()
        .filter(|(_, record)| {
            record.front.severity == Some(Severity::Blocking)
                && record.front.retry != Retry::Yes
                && record.front.retired.is_none()
        })
        .take(SHOWN);
    let statuses = base.facets.statuses.iter().enumerate().map(|(ix, group)| Status {
        text: group.title.clone(),
        href: setting.href(page, Page::List(Facet::Status, u32::try_from(ix).unwrap_or(u32::MAX), 1)),
        count: group.records.len(),
        current: false,
    });
    let guides = base.prose.iter().enumerate().map(|(ix, text)| Guide {
        title: text.title.clone(),
        summary: text.summary.clone(),
        href: setting.href(page, Page::Prose(u32::try_from(ix).unwrap_or(u32::MAX))),
    });
    Home {
        guides: guides.collect(),
        site: setting.site(page),
        frame: Frame::new(page, "home", &base.site.tagline, &base.site.description, setting),
        programs: programs.filter(|program| program.count > 0).collect(),
        urgent: urgent.map(|(ix, _)| Card::of(page, ix, setting)).collect(),
        newest: newest
            .into_iter()
            .take(SHOWN)
            .map(|(day, ix)| (Card::of(page, ix, setting), day.0.to_string()))
            .collect(),
        statuses: statuses.collect(),
        count: base.len(),
    }
}

#[derive(Serialize)]
struct HomeView<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    programs: &'m [Program],
    guides: &'m [Guide],
    urgent: Vec<CardView<'m>>,
    newest: Vec<Newest<'m>>,
    statuses: &'m [Status],
    count: usize,
}

#[derive(Serialize)]
struct Newest<'m> {
    #[serde(flatten)]
    card: CardView<'m>,
    checked: &'m str,
}

impl Home<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        let view = HomeView {
            frame: &self.frame,
            programs: &self.programs,
            guides: &self.guides,
            urgent: self.urgent.iter().map(|card| card.view(&theme.highlighter)).collect(),
            newest: self
                .newest
                .iter()
                .map(|(card, checked)| Newest { card: card.view(&theme.highlighter), checked })
                .collect(),
            statuses: &self.statuses,
            count: self.count,
        };
        template(theme, "home.html", self.site, &view)
    }
}

/// A page whose template needs nothing but the frame.
#[derive(Serialize)]
pub struct Simple<'a> {
    site: &'a Site,
    #[serde(skip)]
    template: &'static str,
    #[serde(flatten)]
    frame: Frame,
    css: Option<String>,
}

impl Simple<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        template(theme, self.template, self.site, self)
    }
}

pub fn search<'a>(setting: &'a Setting<'_>) -> Simple<'a> {
    let page = Page::Search;
    let description = format!(
        "Paste an error and find its page among {} records; nothing leaves this browser.",
        setting.base.len()
    );
    let frame = Frame::new(page, "search", "Paste an error", &description, setting).trail(
        [Way::to("Home", setting.href(page, Page::Home)), Way::here("Paste an error")],
        page,
        setting,
    );
    Simple { site: setting.site(page), template: "search.html", frame, css: None }
}

/// Shown for addresses at any depth, so it brings its style along, and its links count from the root of the host, or from
/// where the site is published if that is known.
pub fn not_found<'a>(setting: &'a Setting<'_>) -> Simple<'a> {
    let page = Page::NotFound;
    let description =
        "There is no page at this address. It may have been renamed before its old address was kept.";
    let frame = Frame::new(page, "404", "Page not found", description, setting);
    let site = &setting.rooted;
    Simple { site, template: "404.html", frame, css: Some(setting.theme.style_text.clone()) }
}

#[derive(Serialize)]
pub struct Redirect<'a> {
    pub site: &'a Site,
    #[serde(flatten)]
    frame: Frame,
    to: String,
    to_title: String,
}

pub fn redirect<'a>(page: Page, ix: RecordIx, setting: &'a Setting<'_>) -> Redirect<'a> {
    let record = setting.base.record(ix);
    let title = record.front.title.clone();
    let description = format!("This page has moved: {title}.");
    Redirect {
        site: setting.site(page),
        frame: Frame::new(page, "redirect", &title, &description, setting),
        to: setting.href(page, Page::Record(ix)),
        to_title: title,
    }
}

#[derive(Serialize)]
pub struct Prose<'a> {
    site: &'a Site,
    frame: Frame,
    text: &'a Text,
    shared: Shared<'a>,
}

pub fn prose<'a>(ix: u32, setting: &'a Setting<'a>) -> Prose<'a> {
    let page = Page::Prose(ix);
    let text = &setting.base.prose[ix as usize];
    let frame = Frame::new(page, "prose", &text.title, &text.summary, setting).trail(
        [Way::to("Home", setting.href(page, Page::Home)), Way::here(&text.title)],
        page,
        setting,
    );
    let mut shared = Shared::gather(page, None, &[&text.prose], &[], setting);
    shared.cite_register(page, setting);
    Prose { site: setting.site(page), frame, text: &text.prose, shared }
}

#[derive(Serialize)]
struct ProseView<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    blocks: Vec<BlockView>,
}

impl Prose<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        let blocks = self.shared.views(self.text, &theme.highlighter, &mut 0);
        template(theme, "prose.html", self.site, &ProseView { frame: &self.frame, blocks })
    }
}
