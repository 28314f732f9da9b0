//! What the links of a text point at, and where that lies.

use super::Setting;
use crate::base::RecordIx;
use crate::evidence::Source;
use crate::markdown::plain;
use crate::route::Page;

/// What a link of ours leads to; a link to the web is nobody's but the web's.
pub(super) enum Goal<'a> {
    Source(&'a str, &'a Source),
    /// A record, or what stands under an id in it.
    Record(RecordIx, Option<&'a str>),
}

impl<'a> Goal<'a> {
    pub(super) fn of(target: &'a str, owner: Option<RecordIx>, setting: &Setting<'a>) -> Option<Goal<'a>> {
        if let Some(key) = target.strip_prefix("source:") {
            return Some(Goal::Source(key, setting.base.sources.get(key)?));
        }
        if let Some(anchor) = target.strip_prefix('#') {
            return Some(Goal::Record(owner?, Some(anchor)));
        }
        let id = target.strip_prefix("record:")?;
        let (id, anchor) = id.split_once('#').map_or((id, None), |(id, anchor)| (id, Some(anchor)));
        Some(Goal::Record(setting.base.find(id)?, anchor))
    }

    pub(super) fn href(&self, page: Page, setting: &Setting<'_>) -> String {
        match *self {
            Goal::Source(key, _) => setting.href(page, Page::Sources) + "#" + &source_id(key),
            Goal::Record(ix, anchor) => {
                let mut href = if page == Page::Record(ix) {
                    String::new()
                } else {
                    setting.href(page, Page::Record(ix))
                };
                if let Some(anchor) = anchor {
                    href.extend(["#", anchor]);
                }
                href
            }
        }
    }

    pub(super) fn title(&self, setting: &Setting<'_>) -> String {
        match *self {
            Goal::Source(_, source) => source.title.clone(),
            Goal::Record(ix, anchor) => {
                let record = setting.base.record(ix);
                let mut causes = record.body.causes.iter();
                anchor
                    .and_then(|anchor| causes.find(|cause| cause.id.value == anchor))
                    .map_or_else(|| record.front.title.clone(), |cause| plain(&cause.title))
            }
        }
    }
}

/// The anchor of a source, on the pages that cite it and in the register. What is no letter or digit is a hyphen there: keys
/// that differ in nothing else share an anchor, and addresses stay as short as they were promised.
pub(super) fn source_id(key: &str) -> String {
    let id: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("s-{id}")
}
