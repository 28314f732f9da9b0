//! What a record says, section by section: for looking up words, and for the short answer beside a hit.

use super::super::Setting;
use super::super::plain::Text;
use crate::base::RecordIx;
use crate::markdown::{Block, Prose, plain};
use crate::record::{Record, Words};
use crate::route::Page;
use crate::vocabulary::{Meaning, SectionKind, Sections};

/// Where a word can stand, most telling first; behind these come the sections of a page.
const PLACES: [&str; TELLING] = ["Title", "Id, status, type or tag", "Error text", "Summary", "Table"];
pub const TELLING: usize = 5;
/// A place is a letter in the index.
const MOST: usize = 26;

/// The names of all places; a place is an index into them.
pub fn places(sections: &Sections) -> Vec<&str> {
    let shown = sections.iter().filter(|kind| kind.is != Meaning::Private).map(|kind| kind.title.as_str());
    let places = PLACES.into_iter().chain(shown).take(MOST - 1);
    places.chain(sections.others.then_some("Text")).collect()
}

/// The place of the code samples.
pub fn code(sections: &Sections) -> usize {
    behind(sections.meaning(Meaning::Code), sections)
}

/// That of a section which is not declared, or one too many, is the last.
fn behind(kind: &SectionKind, sections: &Sections) -> usize {
    let mut shown = sections.iter().filter(|known| known.is != Meaning::Private);
    let place = shown.position(|known| known.id == kind.id).map(|place| PLACES.len() + place);
    place.filter(|place| *place < MOST - 1).unwrap_or_else(|| places(sections).len() - 1)
}

/// The texts of a record, each with its place.
pub fn texts(ix: RecordIx, setting: &Setting<'_>) -> Vec<(usize, String)> {
    let record = setting.base.record(ix);
    let text = Text::of(ix, Page::Record(ix), setting).without_evidence();
    let prose = |prose: &Prose| without_addresses(text.prose(prose));
    let (front, sections) = (&record.front, &setting.base.vocabulary.sections);
    let mut texts = vec![(0, front.title.clone()), (1, facets(record, setting)), (2, fragments(record))];
    texts.push((3, plain(&front.summary)));
    texts.extend(front.quick_fix.as_ref().map(|fix| (3, plain(fix))));
    texts.extend(record.texts().into_iter().filter_map(tables).map(|tables| (4, prose(&tables))));
    for part in record.body.parts() {
        let place = part.section.map_or(3, |kind| behind(kind, sections));
        texts.push(match part.words {
            Words::Line(line) => (place, line.to_string()),
            // In code a bracket behind a bracket is no link.
            Words::Prose(code) if part.section.is_some_and(|kind| kind.is == Meaning::Code) => {
                (place, text.prose(code))
            }
            Words::Prose(words) => (place, prose(words)),
        });
    }
    texts
}

/// Markdown whose links lead nowhere. Words are looked for, and what else makes it Markdown is no part of any.
fn without_addresses(markdown: String) -> String {
    if !markdown.contains("](") {
        return markdown;
    }
    let mut parts = markdown.split("](");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |kept, part| kept + "]" + part.split_once(')').map_or(part, |(_, behind)| behind))
}

/// The tables in a text, which are looked at for their own sake.
fn tables(prose: &Prose) -> Option<Prose> {
    let tables = prose.blocks.iter().filter(|block| matches!(block, Block::Table { .. })).cloned();
    let tables = Prose { blocks: tables.collect(), ..Prose::default() };
    (!tables.is_empty()).then_some(tables)
}

fn facets(record: &Record, setting: &Setting<'_>) -> String {
    let front = &record.front;
    let mut words = vec![record.id.slug().to_string()];
    if let Some(code) = &front.code {
        words
            .extend([Some(code.value.as_str()), code.value.number()].into_iter().flatten().map(String::from));
    }
    words.extend(front.tags.iter().map(|tag| tag.value.clone()));
    for field in setting.base.vocabulary.fields(&front.facets).iter().filter(|field| field.is_told()) {
        for value in &field.values {
            words.push((*value).to_string());
            words.extend(Some(field.facet.title(value)).filter(|title| title != value));
        }
    }
    words.join(" ")
}

fn fragments(record: &Record) -> String {
    let fragments = record.front.signatures.iter().flat_map(|signature| &signature.value.all);
    fragments.map(|fragment| fragment.value.as_str()).collect::<Vec<_>>().join(" \n")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::base;
    use crate::source::Sources;
    use crate::theme::Theme;

    const KETTLE: &str = "---\ntitle: Kettle\nsummary: \"Cold. {documented: D-tea}\"\nchecked: 2026-11-20\n\
        signatures:\n  - all: [the kettle is cold]\n\
        causes:\n  off: { often: not-stated, evidence: documented, sources: [D-tea], risk: read-only }\n\
        code-samples:\n  check.sh: { purpose: probe, title: \"Is it on?\" }\n---\n\n\
        ## What it means\nIt is cold {documented: D-tea}, or off.\n\n{{ table cups }}\n\n\
        ## Causes\n### Off {#off}\nNobody pressed. {reported: D-tea}\n\n\
        #### Check\n\n{{ code check.sh }}\n\n- no → on.\n\n\
        #### Fix\n\nPress it. {documented: D-tea}\n\n{{ table cups }}\n";
    const CUPS: &str = "title: Cups\nas-of: 2026-11-20\nstale-after: 2027-02-20\nverify: Count.\n\
        columns:\n  size: { title: Size, type: text }\n\
        rows:\n  big: { size: large, evidence: documented, sources: [D-tea] }\n";

    pub(in super::super) fn with_kettle<T>(look: impl FnOnce(RecordIx, &Setting<'_>) -> T) -> T {
        let files = [
            ("content/records/tea/kettle.md", KETTLE),
            ("content/records/tea/kettle/check.sh", "#!/bin/sh\npressed kettle\n"),
            ("content/tables/cups.yaml", CUPS),
            ("content/sources.yaml", "D-tea:\n  title: Tea\n  kind: documentation\n  read: 2026-11-20\n"),
        ];
        let (base, _) = base::load(&Sources::from_texts(files));
        let theme = Theme::load(None).expect("the built-in theme is whole");
        look(base.find("tea/kettle").expect("it was read"), &Setting::new(&base, &theme))
    }

    #[test]
    fn the_key_of_a_source_is_no_word_of_a_page() {
        let texts = with_kettle(texts);
        let said = texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
        for word in ["It is cold, or off.", "Nobody pressed.", "| large |", "pressed kettle"] {
            assert!(said.contains(word), "{word} is not in\n{said}");
        }
        assert!(!said.contains("D-tea") && !said.contains("documented"), "{said}");
    }

    #[test]
    fn an_address_is_no_word_of_a_text() {
        let text = without_addresses("a [b c](../d/e.html) f [g](h)".into());
        assert_eq!(text, "a [b c] f [g]");
    }
}
