//! The register of sources: what each is, and which records rest on it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Setting;
use super::cited::{cited, supports};
use super::frame::{Frame, Site, Way};
use super::record::{kind_text, read_text};
use super::registers::frame;
use super::targets::source_id;
use crate::base::{KnowledgeBase, RecordIx};
use crate::evidence::Kind;
use crate::markdown::{Block, Target};
use crate::record::Record;
use crate::route::Page;
use crate::yaml::Choice;

#[derive(Serialize)]
pub struct Sources<'a> {
    pub site: &'a Site,
    #[serde(flatten)]
    frame: Frame,
    kinds: Vec<KindView>,
}

#[derive(Serialize)]
struct KindView {
    id: &'static str,
    title: &'static str,
    sources: Vec<SourceView>,
}

#[derive(Serialize)]
struct SourceView {
    id: String,
    key: String,
    title: String,
    url: String,
    read_text: String,
    note: Option<String>,
    used: Vec<Way>,
    /// So many more use it than are named.
    more: usize,
}

/// So many of the records that use a source are named. Every record names its sources, so nothing is lost.
const USES: usize = 50;

/// The records that use a source, as far as they are named, and how many there are.
#[derive(Default)]
struct Uses {
    named: Vec<RecordIx>,
    count: usize,
}

pub fn sources<'a>(setting: &'a Setting<'_>) -> Sources<'a> {
    let page = Page::Sources;
    let base = setting.base;
    let mut used: BTreeMap<&str, Uses> = BTreeMap::new();
    for (ix, record) in base.records() {
        for key in keys_of(record, base) {
            let known = used.entry(key).or_default();
            known.count += 1;
            if known.named.len() < USES {
                known.named.push(ix);
            }
        }
    }
    let way = |ix: RecordIx| Way::to(&base.record(ix).front.title, setting.href(page, Page::Record(ix)));
    let kinds = Kind::ALL.iter().map(|(id, kind)| KindView {
        id,
        title: kind_text(Some(*kind)),
        sources: base
            .sources
            .iter()
            .filter(|(_, source)| source.kind == Some(*kind))
            .map(|(key, source)| {
                let known = used.remove(key).unwrap_or_default();
                SourceView {
                    id: source_id(key),
                    key: key.to_string(),
                    title: source.title.clone(),
                    url: source.url.as_ref().map(|url| url.value.clone()).unwrap_or_default(),
                    read_text: read_text(source),
                    note: source.note.clone(),
                    more: known.count - known.named.len(),
                    used: known.named.into_iter().map(way).collect(),
                }
            })
            .collect(),
    });
    let description =
        "Every source that a claim on this site rests on, with the day of the copy that was read.";
    Sources {
        site: setting.site(page),
        frame: frame(page, "sources", "Sources", description, setting),
        kinds: kinds.filter(|kind| !kind.sources.is_empty()).collect(),
    }
}

/// The keys a record names, each once: those its page cites, and those its texts link to.
fn keys_of<'a>(record: &'a Record, base: &'a KnowledgeBase) -> Vec<&'a str> {
    let cited = cited(&supports(record, base), base);
    let texts = record.texts();
    let pieces = texts.iter().flat_map(|text| &text.blocks).filter_map(|block| match block {
        Block::Piece { name } => base.pieces.get(name).map(|piece| &piece.prose),
        _ => None,
    });
    let references = texts.iter().copied().chain(pieces).flat_map(|text| &text.references);
    let linked = references.filter_map(|reference| match &reference.target {
        Target::Source(key) => Some(key.as_str()),
        _ => None,
    });
    let mut keys: Vec<&str> = cited.iter().map(|cited| cited.key).chain(linked).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base;
    use crate::pages::prepare;
    use crate::source::Sources as Files;
    use crate::theme::Theme;

    #[test]
    fn a_source_of_all_records_names_some_and_counts_the_rest() {
        let record = |n: usize| {
            let head = format!("---\ntitle: Error {n}\nsummary: It is {n}.\nretry: \"no\"\n---\n");
            let head = head + "## What it means\n\nIt means it. {documented: D-a}\n";
            (format!("content/records/tool/e{n}.md"), head)
        };
        let site = "title: T\ntagline: t\ndescription: d\nprograms: { tool: { title: Tool, summary: s } }\n";
        let register =
            "D-a: { title: Manual, url: 'https://example.org/a', kind: documentation, undated: true }\n";
        let files = [("content/site.yaml", site), ("content/sources.yaml", register)];
        let files = files.map(|(path, text)| (path.to_string(), text.to_string()));
        let base = base::take(&Files::from_texts(files.into_iter().chain((0..USES + 7).map(record))));
        let theme = Theme::load(None).expect("the built-in theme");
        let page = prepare(Page::Sources, &Setting::new(&base, &theme)).render().expect("it renders");
        let page = String::from_utf8(page).expect("it is text");
        assert_eq!(page.matches("tool/e").count(), USES);
        assert!(page.contains(" and 7 more"), "{page}");
    }
}
