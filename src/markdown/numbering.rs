//! What the texts of a page share: how many there were, and which names they have taken.

use std::collections::BTreeSet;

/// How the addresses of headings on a page begin. No other place does: an id is written in small letters.
const HEADING: &str = "H-";

#[derive(Default)]
pub struct Numbering {
    pub groups: usize,
    pub(super) texts: usize,
    anchors: BTreeSet<String>,
}

impl Numbering {
    /// The place of a heading on a page.
    pub fn place(anchor: &str) -> String {
        [HEADING, anchor].concat()
    }

    /// The same where no heading above has it.
    pub(super) fn take(&mut self, anchor: &str) -> Option<String> {
        let taken = anchor.is_empty() || !self.anchors.insert(anchor.to_string());
        (!taken).then(|| Numbering::place(anchor))
    }
}
