//! Errors that look alike at first sight: the same program, the same status.

use serde::Serialize;

use crate::base::RecordIx;
use crate::pages::Setting;
use crate::pages::frame::Way;
use crate::pages::list::list_of;
use crate::route::{Facet, Page};

/// So many have room where a page begins; the list has all of them.
const SHOWN: usize = 8;

#[derive(Serialize)]
pub struct Siblings {
    status: u32,
    list: Option<String>,
    records: Vec<Way>,
}

pub fn of(ix: RecordIx, setting: &Setting<'_>) -> Option<Siblings> {
    let base = setting.base;
    let page = Page::Record(ix);
    let record = base.record(ix);
    let status = record.front.status()?;
    // What has no status comes last there.
    let key = |ix: RecordIx| base.record(ix).front.status().unwrap_or(u32::MAX);
    let all = base.by_status(record.id.program());
    let start = all.partition_point(|other| key(*other) < status);
    let same = all[start..].iter().take_while(|other| key(**other) == status);
    let records: Vec<Way> = same
        .filter(|other| **other != ix)
        .take(SHOWN)
        .map(|other| Way::to(&base.record(*other).front.title, setting.href(page, Page::Record(*other))))
        .collect();
    let list =
        Facet::find("status", base).and_then(|facet| list_of(facet, &status.to_string(), page, setting));
    (!records.is_empty()).then_some(Siblings { status, list, records })
}
