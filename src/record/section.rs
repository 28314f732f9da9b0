//! The sections of a record, in the order of its page.

use std::sync::Arc;

use crate::markdown::Prose;
use crate::vocabulary::SectionKind;

#[derive(Clone, Debug)]
pub struct Section {
    pub kind: Arc<SectionKind>,
    pub prose: Prose,
}

/// What has no place of its own follows what it follows in the file.
pub(super) fn in_order(sections: &mut Vec<Section>) {
    let mut place = 0;
    let placed = std::mem::take(sections).into_iter().map(|section| {
        place = section.kind.place.unwrap_or(place);
        (place, section)
    });
    let mut placed: Vec<(u16, Section)> = placed.collect();
    placed.sort_by_key(|(place, _)| *place);
    sections.extend(placed.into_iter().map(|(_, section)| section));
}
