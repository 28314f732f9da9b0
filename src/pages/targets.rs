//! What the links of a text point at, and where that lies.

use std::fmt::Write as _;

use super::Setting;
use crate::base::RecordIx;
use crate::markdown::Link;
use crate::route::Page;

/// The targets of links that are ours to resolve, wherever they stand in a text.
pub(super) fn find_targets(markdown: &str, targets: &mut Vec<String>) {
    for (at, _) in markdown.match_indices("](") {
        let rest = &markdown[at + 2..];
        let end = rest.find([')', ' ', '\n']).unwrap_or(rest.len());
        let target = &rest[..end];
        if target.starts_with("record:") || target.starts_with("source:") || target.starts_with('#') {
            targets.push(target.to_string());
        }
    }
}

pub(super) fn resolve(
    target: &str,
    page: Page,
    owner: Option<RecordIx>,
    setting: &Setting<'_>,
) -> Option<Link> {
    let base = setting.base;
    if let Some(key) = target.strip_prefix("source:") {
        let source = base.sources.get(key)?;
        let href = format!("{}#{}", setting.href(page, Page::Sources), source_id(key));
        return Some(Link { href, title: source.title.clone() });
    }
    let (ix, anchor) = match target.strip_prefix("record:") {
        Some(id) => {
            let (id, anchor) = id.split_once('#').map_or((id, None), |(id, anchor)| (id, Some(anchor)));
            (base.find(id)?, anchor)
        }
        None => (owner?, target.strip_prefix('#')),
    };
    let record = base.record(ix);
    let title = anchor
        .and_then(|anchor| record.body.causes.iter().find(|cause| cause.id.value == anchor))
        .map_or_else(|| record.front.title.clone(), |cause| crate::markdown::plain(&cause.title));
    let mut href =
        if page == Page::Record(ix) { String::new() } else { setting.href(page, Page::Record(ix)) };
    if let Some(anchor) = anchor {
        let _ = write!(href, "#{anchor}");
    }
    Some(Link { href, title })
}

/// The anchor of a source, on the pages that cite it and in the register.
pub(super) fn source_id(key: &str) -> String {
    let id: String =
        key.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
    format!("s-{id}")
}
