//! `feed.xml`: what was added and corrected, as Atom (RFC 4287). Entries and their days are those of the records'
//! histories; nothing else has a date.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::frame::GENERATOR;
use super::{Setting, xml};
use crate::markdown::plain;
use crate::record::Record;
use crate::route::{Address, Page};
use crate::yaml::Day;

/// A feed reader that comes by every few weeks misses nothing; older changes stand in the records.
const ENTRIES: usize = 100;

struct Entry<'a> {
    id: String,
    href: String,
    title: &'a str,
    what: &'a str,
    updated: String,
}

pub fn feed(setting: &Setting<'_>, address: &Address) -> String {
    let base = setting.base;
    let mut entries: Vec<Entry<'_>> = base
        .records()
        .flat_map(|(ix, record)| entries(record, &address.of(&setting.path(Page::Record(ix)))))
        .collect();
    entries.sort_by(|a, b| (Reverse(&a.updated), &a.id).cmp(&(Reverse(&b.updated), &b.id)));
    entries.truncate(ENTRIES);
    let checked = base.records().filter_map(|(_, record)| record.front.checked.as_ref()).map(instant).max();
    let updated = entries.first().map(|entry| entry.updated.clone()).or(checked).unwrap_or_default();
    let own = xml(&address.of(&setting.path(Page::Feed)));
    let (title, language) = (xml(&base.site.title), xml(&base.site.language));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">
<title>{title}</title>
<subtitle>{}</subtitle>
<id>{own}</id>
<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>
<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>
<updated>{updated}</updated>
<author><name>{title}</name></author>
<generator>{GENERATOR}</generator>
",
        xml(&base.site.description),
        xml(&address.of(&setting.path(Page::Changes))),
    );
    for entry in &entries {
        entry.write(&mut out);
    }
    out.push_str("</feed>\n");
    out
}

/// The changes of one record. Those of one day are counted from the oldest, so that the next one renames none.
fn entries<'a>(record: &'a Record, href: &str) -> Vec<Entry<'a>> {
    let mut of_day: BTreeMap<&str, u32> = BTreeMap::new();
    let changes = record.front.history.iter().rev().filter_map(|change| Some((change.on.as_ref()?, change)));
    changes
        .map(|(on, change)| {
            let count = of_day.entry(on.as_str()).or_default();
            *count += 1;
            let nth = if *count == 1 { String::new() } else { format!("-{count}") };
            Entry {
                id: format!("{href}#changed-{}{nth}", on.as_str()),
                href: href.to_string(),
                title: &record.front.title,
                what: &change.what,
                updated: instant(on),
            }
        })
        .collect()
}

/// RFC 3339 wants a time, of which nothing is known but the day.
fn instant(day: &Day) -> String {
    format!("{}T00:00:00Z", day.first())
}

impl Entry<'_> {
    fn write(&self, out: &mut String) {
        let Entry { id, href, title, what, updated } = self;
        let (title, what) = (xml(title), xml(&plain(what)));
        let _ = writeln!(
            out,
            "<entry>\n<title>{title}</title>\n<id>{}</id>\n<link href=\"{}\"/>\n<updated>{updated}</updated>\n<summary>{what}</summary>\n</entry>",
            xml(id),
            xml(href),
        );
    }
}
