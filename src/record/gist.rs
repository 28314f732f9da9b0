//! A record but for its words: what other records, and those who check the base, ask of it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Body, Front, Record, RecordId, Section};
use crate::markdown::{Prose, Reference, Target};
use crate::source::FileId;
use crate::vocabulary::SectionKind;

/// The same without places, which belong to the words.
#[derive(Serialize, Deserialize)]
pub struct Gist<'r> {
    front: Cow<'r, Front>,
    sections: Vec<SectionKind>,
    /// By what its headings are linked to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    anchors: Vec<Cow<'r, str>>,
    /// What its texts refer to.
    targets: Vec<Cow<'r, Target>>,
}

impl Record {
    /// All that is asked of a record of which no page is made.
    #[must_use]
    pub fn without_words(self) -> Record {
        let bare = |prose: &Prose| Prose {
            references: prose.references.clone(),
            anchors: prose.anchors.clone(),
            span: prose.span.clone(),
            ..Prose::default()
        };
        let inline = self.texts().into_iter().map(bare).collect();
        let sections = empty(self.body.sections.into_iter().map(|section| section.kind));
        Record { body: Body { sections, ..Body::default() }, inline, ..self }
    }

    pub fn gist(&self) -> Gist<'_> {
        let references = self.texts().into_iter().flat_map(|prose| &prose.references);
        let targets = references.map(|reference| &reference.target);
        // Nothing is asked of what lies elsewhere.
        let mut targets: Vec<_> = targets.filter(|target| !matches!(target, Target::Web(_))).collect();
        targets.sort_unstable();
        targets.dedup();
        let anchors = self.texts().into_iter().flat_map(|prose| &prose.anchors);
        Gist {
            anchors: anchors.map(|anchor| Cow::Borrowed(anchor.as_str())).collect(),
            front: Cow::Borrowed(&self.front),
            sections: self.body.sections.iter().map(|section| section.kind.as_ref().clone()).collect(),
            targets: targets.into_iter().map(Cow::Borrowed).collect(),
        }
    }
}

impl Gist<'_> {
    pub fn into_record(self, file: FileId, id: RecordId) -> Record {
        let reference = |target: Cow<'_, Target>| Reference { target: target.into_owned(), span: 0..0 };
        let references = self.targets.into_iter().map(reference).collect();
        let body = Body { sections: empty(self.sections.into_iter().map(Arc::new)), ..Body::default() };
        let anchors = self.anchors.into_iter().map(Cow::into_owned).collect();
        let inline = vec![Prose { references, anchors, ..Prose::default() }];
        // A hash of words that are not there.
        let hash = [0; 32];
        Record { file, hash, id, front: self.front.into_owned(), body, inline }
    }
}

fn empty(kinds: impl Iterator<Item = Arc<SectionKind>>) -> Vec<Section> {
    kinds.map(|kind| Section { kind, prose: Prose::default() }).collect()
}
