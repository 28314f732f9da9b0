//! Lists of records: of a program, of a facet, from A to Z; and the card that stands for a record wherever it is listed.

use std::ops::Not;

use anyhow::Result;
use serde::Serialize;

use super::frame::{Frame, Site, Way, in_a_sentence};
use super::subject::subject;
use super::{Setting, template};
use crate::base::{KnowledgeBase, RecordIx, file_name};
use crate::markdown::{Highlighter, unlinked};
use crate::record::{Record, Retry};
use crate::route::{Facet, PAGE_SIZE, Page, relative};
use crate::theme::Theme;

#[derive(Serialize, Clone)]
pub struct Badge {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    #[serde(skip_serializing_if = "Not::not")]
    code: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
}

/// A record in a list.
#[derive(Serialize)]
pub struct Card {
    id: String,
    pub title: String,
    pub href: String,
    summary: String,
    badges: Vec<Badge>,
}

#[derive(Serialize)]
pub struct CardView<'m> {
    id: &'m str,
    title: &'m str,
    href: &'m str,
    summary_html: String,
    badges: &'m [Badge],
}

impl Card {
    pub fn of(from: Page, ix: RecordIx, setting: &Setting<'_>) -> Card {
        let record = setting.base.record(ix);
        Card {
            id: record.id.as_str().to_string(),
            title: record.front.title.clone(),
            href: setting.href(from, Page::Record(ix)),
            summary: record.front.summary.clone(),
            // The whole card is a link, so its badges lead nowhere.
            badges: badges(record, setting.base, |_, _| None),
        }
    }

    pub fn program(id: &str, title: &str, summary: &str, href: String) -> Card {
        let (id, title, summary) = (id.to_string(), title.to_string(), summary.to_string());
        Card { id, title, href, summary, badges: Vec::new() }
    }

    pub fn view(&self, highlighter: &Highlighter) -> CardView<'_> {
        CardView {
            id: &self.id,
            title: &self.title,
            href: &self.href,
            summary_html: unlinked(&self.summary, highlighter),
            badges: &self.badges,
        }
    }
}

/// Where the list of all records with a value lies, seen from a page.
pub fn list_of(facet: Facet, value: &str, from: Page, setting: &Setting<'_>) -> Option<String> {
    let ix = facet.groups(setting.base).find(value)?;
    Some(setting.href(from, Page::List(facet, ix, 1)))
}

/// Code, facets, retry: what tells records apart at a glance. `list` knows where a value leads.
pub fn badges(
    record: &Record,
    base: &KnowledgeBase,
    list: impl Fn(Facet, &str) -> Option<String>,
) -> Vec<Badge> {
    let front = &record.front;
    let mut badges = Vec::new();
    if let Some(label) = front.scope().label() {
        let text = label[..1].to_uppercase() + &label[1..];
        badges.push(Badge { text, href: None, code: false, class: Some("no") });
    }
    if let Some(code) = &front.code {
        badges.push(Badge { text: code.value.as_str().to_string(), href: None, code: true, class: None });
    }
    for field in base.vocabulary.fields(&front.facets) {
        if !field.facet.badge || !field.is_told() {
            continue;
        }
        let facet = Facet::find(field.id, base);
        for value in &field.values {
            let href = facet.and_then(|facet| list(facet, value));
            badges.push(Badge { text: field.facet.title(value), href, code: field.facet.code, class: None });
        }
    }
    let (text, class) = match front.retry {
        Retry::Yes if front.wait.is_some() => ("Retry: wait", "after-change"),
        Retry::Yes => ("Retry: yes", "yes"),
        Retry::No => ("Retry: no", "no"),
        Retry::AfterChange => ("Retry: fix first", "after-change"),
        Retry::NotStated => return badges,
    };
    badges.push(Badge { text: text.into(), href: None, code: false, class: Some(class) });
    badges
}

#[derive(Serialize)]
pub struct Model<'a> {
    pub site: &'a Site,
    frame: Frame,
    intro: Option<String>,
    filters: Vec<Filter<'a>>,
    groups: Vec<Group>,
    pager: Option<Pager>,
    count: usize,
}

#[derive(Serialize)]
pub struct Filter<'a> {
    title: &'a str,
    /// The title behind other words.
    name: String,
    links: Vec<Choice<'a>>,
}

#[derive(Serialize)]
pub struct Choice<'a> {
    text: &'a str,
    href: String,
    count: usize,
    current: bool,
}

#[derive(Serialize)]
struct Group {
    id: Option<String>,
    title: Option<String>,
    cards: Vec<Card>,
}

#[derive(Serialize)]
struct Pager {
    number: u32,
    of: u32,
    previous: Option<String>,
    next: Option<String>,
}

pub fn model<'a>(page: Page, setting: &'a Setting<'_>) -> Model<'a> {
    let subject = subject(page, setting);
    let mut groups: Vec<Group> = Vec::new();
    for ix in &subject.records {
        let title = (subject.grouped)(setting.base.record(*ix));
        if groups.last().is_none_or(|group| group.title != title) {
            let id = title.as_ref().map(|title| format!("in-{}", file_name(&title.replace(' ', "-"))));
            groups.push(Group { id, title, cards: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.cards.push(Card::of(page, *ix, setting));
        }
    }
    let trail = [Way::to("Home", setting.href(page, Page::Home)), Way::here(&subject.title)];
    Model {
        site: setting.site(page),
        frame: Frame::new(page, "list", &subject.title, &subject.description, setting)
            .trail(trail, page, setting),
        intro: subject.intro,
        filters: filters(page, setting),
        groups,
        pager: pager(page, subject.number, subject.count, setting),
        count: subject.count,
    }
}

/// The other lists, as plain links.
fn filters<'a>(page: Page, setting: &'a Setting<'_>) -> Vec<Filter<'a>> {
    let here = setting.path(page);
    let count = setting.base.facets.by_code.len();
    let codes = (count > 0).then(|| Filter {
        title: "Code",
        name: "code".into(),
        links: vec![Choice {
            text: "All codes",
            href: relative(&here, &setting.path(Page::Codes(1))),
            count,
            current: matches!(page, Page::Codes(_)),
        }],
    });
    let facets = Facet::all(setting.base).into_iter().filter_map(|facet| {
        let groups = facet.groups(setting.base);
        let links: Vec<Choice<'_>> = groups
            .largest()
            .iter()
            .map(|ix| {
                let group = &groups[*ix as usize];
                Choice {
                    text: group.short(),
                    href: relative(&here, &setting.path(Page::List(facet, *ix, 1))),
                    count: group.records.len(),
                    current: matches!(page, Page::List(f, at, _) if f == facet && at == *ix),
                }
            })
            .collect();
        let title = facet.label(setting.base);
        (!links.is_empty()).then(|| Filter { title, name: in_a_sentence(title), links })
    });
    codes.into_iter().chain(facets).collect()
}

fn pager(page: Page, number: u32, count: usize, setting: &Setting<'_>) -> Option<Pager> {
    let of = u32::try_from(count.div_ceil(PAGE_SIZE).max(1)).unwrap_or(u32::MAX);
    let at = |n: u32| match page {
        Page::Program(ix, _) => Page::Program(ix, n),
        Page::List(facet, ix, _) => Page::List(facet, ix, n),
        Page::Codes(_) => Page::Codes(n),
        _ => Page::AToZ(n),
    };
    (of > 1).then(|| Pager {
        number,
        of,
        previous: (number > 1).then(|| setting.href(page, at(number - 1))),
        next: (number < of).then(|| setting.href(page, at(number + 1))),
    })
}

#[derive(Serialize)]
struct View<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    intro_html: Option<String>,
    filters: &'m [Filter<'m>],
    groups: Vec<GroupView<'m>>,
    pager: &'m Option<Pager>,
    count: usize,
}

#[derive(Serialize)]
struct GroupView<'m> {
    id: &'m Option<String>,
    title: &'m Option<String>,
    cards: Vec<CardView<'m>>,
}

impl Model<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        let view = View {
            frame: &self.frame,
            intro_html: self.intro.as_ref().map(|text| unlinked(text, &theme.highlighter)),
            filters: &self.filters,
            groups: self
                .groups
                .iter()
                .map(|group| GroupView {
                    id: &group.id,
                    title: &group.title,
                    cards: group.cards.iter().map(|card| card.view(&theme.highlighter)).collect(),
                })
                .collect(),
            pager: &self.pager,
            count: self.count,
        };
        template(theme, "list.html", self.site, &view)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::prepare;
    use super::*;
    use crate::base;
    use crate::route::pages;
    use crate::source::Sources;

    /// Records and types whose names differ in nothing that an address could say.
    fn alike() -> Vec<(String, String)> {
        let site = "title: T\ntagline: t\ndescription: d\nprograms:\n  tea: { title: Tea, summary: s }\n  tea-pot: { title: Pot, summary: s }\n";
        let titles =
            ["「Zebra", "Zebra", "ant", "Ähre", "Öl", "403 a", "– 403 b", "«»", "Other", "404", "403 c"];
        let types = ["認証エラー", "権限エラー", "a b", "a.b"];
        let mut files = vec![("content/site.yaml".into(), site.into())];
        for (n, title) in titles.iter().enumerate() {
            let (kind, status) = (types[n % types.len()], 401 + n % 3);
            let text = format!(
                "---\ntitle: \"{title}\"\nsummary: s\nstatus: {status}\ntype: {kind}\nchecked: 2026-11-20\n---\n\nText.\n"
            );
            let program = ["tea", "tea-pot"][n % 2];
            files.push((format!("content/records/{program}/{n}.md"), text));
        }
        files
    }

    #[test]
    fn whatever_is_alike_keeps_its_own_address() {
        let base = base::take(&Sources::from_texts(alike()));
        let theme = Theme::load(None).expect("the built-in theme");
        let setting = Setting::new(&base, &theme);
        let mut paths = BTreeSet::new();
        let mut headings = 0;
        for page in pages(&base, 0) {
            let path = setting.path(page);
            assert!(paths.insert(path.clone()), "{path} twice");
            if path.strip_suffix(".html").is_none() {
                continue;
            }
            let html =
                String::from_utf8(prepare(page, &setting).render().expect("it renders")).expect("text");
            let mut ids = BTreeSet::new();
            for id in html.split(" id=").skip(1).filter_map(|rest| rest.split([' ', '>']).next()) {
                assert!(ids.insert(id), "{path} has {id} twice");
                headings += usize::from(id.starts_with("in-"));
            }
        }
        // Eight from A to Z, three statuses in each of two programs, and two programs with each of three statuses.
        assert_eq!(headings, 8 + 6 + 6);
        let of = |program| base.of_program(program).count();
        assert_eq!((of("tea"), of("tea-pot")), (6, 5));
    }
}
