//! What the links of a text point at, and where that lies.

use super::Setting;
use crate::base::Owner;
use crate::evidence::Source;
use crate::markdown::{Numbering, plain};
use crate::route::Page;

/// What a link of ours leads to; a link to the web is nobody's but the web's.
pub(super) enum Goal<'a> {
    Source(&'a str, &'a Source),
    /// A record or a page, or what has an anchor in it.
    Text(Owner, Option<&'a str>),
}

impl<'a> Goal<'a> {
    /// `owner`: what the text belongs to that the link is in.
    pub(super) fn of(target: &'a str, owner: Owner, setting: &Setting<'a>) -> Option<Goal<'a>> {
        if let Some(key) = target.strip_prefix("source:") {
            return Some(Goal::Source(key, setting.base.sources.get(key)?));
        }
        if let Some(anchor) = target.strip_prefix('#') {
            return (owner != Owner::Shared).then_some(Goal::Text(owner, Some(anchor)));
        }
        let Some((kind, name)) = target.split_once(':') else {
            let (owner, anchor) = setting.base.at_path(owner, target)?;
            return Some(Goal::Text(owner, anchor));
        };
        let (name, anchor) = name.split_once('#').map_or((name, None), |(name, anchor)| (name, Some(anchor)));
        let owner = match kind {
            "record" => Owner::Record(setting.base.find(name)?),
            "prose" => Owner::Page(setting.base.find_page(name)?),
            _ => return None,
        };
        Some(Goal::Text(owner, anchor))
    }

    pub(super) fn href(&self, page: Page, setting: &Setting<'_>) -> String {
        let (owner, anchor) = match *self {
            Goal::Source(key, _) => return setting.href(page, Page::Sources) + "#" + &source_id(key),
            Goal::Text(owner, anchor) => (owner, anchor),
        };
        let goal = match owner {
            Owner::Record(ix) => Page::Record(ix),
            Owner::Page(ix) => Page::Prose(ix),
            Owner::Shared => page,
        };
        let mut href = if page == goal { String::new() } else { setting.href(page, goal) };
        if let Some(anchor) = anchor {
            let record = owner.record().map(|ix| setting.base.record(ix));
            href.push('#');
            if record.is_some_and(|record| record.has_part(anchor)) {
                href.push_str(anchor);
            } else {
                href.push_str(&Numbering::place(anchor));
            }
        }
        href
    }

    pub(super) fn title(&self, setting: &Setting<'_>) -> String {
        match *self {
            Goal::Source(_, source) => source.title.clone(),
            Goal::Text(Owner::Record(ix), anchor) => {
                let record = setting.base.record(ix);
                let mut causes = record.body.causes.iter();
                anchor
                    .and_then(|anchor| causes.find(|cause| cause.id.value == anchor))
                    .map_or_else(|| record.front.title.clone(), |cause| plain(&cause.title))
            }
            Goal::Text(Owner::Page(ix), _) => setting.base.prose[ix as usize].title.clone(),
            Goal::Text(Owner::Shared, _) => String::new(),
        }
    }
}

/// The anchor of a source, on the pages that cite it and in the register. What is no letter or digit is a hyphen there: keys
/// that differ in nothing else share an anchor, and addresses stay as short as they were promised.
pub(super) fn source_id(key: &str) -> String {
    let id: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("s-{id}")
}
