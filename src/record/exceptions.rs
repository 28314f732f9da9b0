//! The rows of shared tables that a record names as its exceptions. The page shows them, whether a text does or not.

use std::sync::Arc;

use super::body::Body;
use super::section::{Section, in_order};
use crate::markdown::{Block, Prose, Reference, Target};
use crate::vocabulary::{Meaning, Sections};
use crate::yaml::Located;

fn table_and_row(exception: &Located<String>) -> (&str, &str) {
    exception.value.split_once('/').unwrap_or((&exception.value, ""))
}

/// What the rows refer to, as if a text did.
pub(super) fn references(exceptions: &[Located<String>]) -> Prose {
    let references = exceptions.iter().map(|exception| {
        let (table, row) = table_and_row(exception);
        let target = Target::Table { name: table.to_string(), rows: vec![row.to_string()] };
        Reference { target, span: exception.span.clone() }
    });
    Prose { references: references.collect(), ..Prose::default() }
}

/// Puts those that no text shows behind the reference.
pub(super) fn show(exceptions: &[Located<String>], sections: &Sections, body: &mut Body) {
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for (table, row) in exceptions.iter().map(table_and_row) {
        let shows = |block: &Block| matches!(block, Block::Table { name, rows } if name == table && (rows.is_empty() || rows.iter().any(|shown| shown == row)));
        if body.texts().iter().any(|text| text.blocks.iter().any(shows)) {
            continue;
        }
        match tables.iter_mut().find(|(name, _)| name == table) {
            Some((_, rows)) => rows.push(row.to_string()),
            None => tables.push((table.to_string(), vec![row.to_string()])),
        }
    }
    if tables.is_empty() {
        return;
    }
    let is_there = |section: &Section| section.kind.is == Meaning::Reference;
    if !body.sections.iter().any(is_there) {
        let kind = Arc::clone(sections.meaning(Meaning::Reference));
        body.sections.push(Section { kind, prose: Prose::default() });
        in_order(&mut body.sections);
    }
    let section = body.sections.iter_mut().find(|section| is_there(section));
    let prose = &mut section.expect("it was added").prose;
    let tables = tables.into_iter().map(|(name, rows)| Block::Table { name, rows });
    prose.blocks = std::mem::take(&mut prose.blocks).into_iter().chain(tables).collect();
}

#[cfg(test)]
mod tests {
    use crate::record::{RecordId, parse};
    use crate::source::{FileId, Sources};
    use crate::vocabulary::Meaning;

    #[test]
    fn exceptions_that_no_text_shows_stand_in_the_reference() {
        let shown = |text: &str| {
            let text = format!("---\ntitle: t\nexceptions: [sdk/403, sdk/401, cli/1]\n---\n{text}");
            let sources = Sources::from_texts([("content/records/a/b.md", text)]);
            let id = RecordId::parse("a/b").expect("an id");
            let record = parse(
                FileId(0),
                sources.get(FileId(0)),
                id,
                &crate::vocabulary::Vocabulary::default(),
                &mut Vec::new(),
                &mut Vec::new(),
            );
            let body = record.expect("it can be read").body;
            let blocks: Vec<_> =
                body.section(Meaning::Reference).into_iter().flat_map(|s| s.prose.blocks.to_vec()).collect();
            serde_json::to_string(&blocks).expect("plain data")
        };
        let sdk = r#"{"kind":"table","name":"sdk","rows":["403","401"]}"#;
        let cli = r#"{"kind":"table","name":"cli","rows":["1"]}"#;
        assert_eq!(shown("Text.\n"), format!("[{sdk},{cli}]"));
        assert_eq!(
            shown("## Reference\nText.\n"),
            format!("[{{\"kind\":\"text\",\"markdown\":\"Text.\"}},{sdk},{cli}]")
        );
        assert_eq!(shown("## Code\n{{ table sdk }}\n"), format!("[{cli}]"));
        assert_eq!(
            shown("{{ table cli 1 }}\n\n## Code\n{{ table sdk 401 }}\n"),
            format!("[{}]", sdk.replace(",\"401\"", ""))
        );
    }
}
