//! What the front matter says about a record in one sentence that lists of records show as well.

use serde::{Deserialize, Serialize};

use crate::evidence::{Mark, Status};
use crate::yaml::{Fields, Located, Object};

/// A sentence with what it rests on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Remark {
    pub text: Located<String>,
    pub evidence: Option<Status>,
    pub sources: Vec<Located<String>>,
}

impl Remark {
    pub fn mark(&self) -> Option<Mark> {
        let sources = self.sources.iter().map(|key| key.value.clone()).collect();
        self.evidence.map(|status| Mark { status, sources, against: Vec::new() })
    }
}

impl Object for Remark {
    const NAME: &'static str = "a remark";

    fn read(fields: &mut Fields<'_, '_>) -> Remark {
        let place = fields.span();
        Remark {
            text: fields
                .need("text", "One sentence; inline Markdown.", "Type `forbidden`, and no `request_id`.")
                .unwrap_or_else(|| Located { value: String::new(), span: place }),
            evidence: fields.get("evidence", "How well it stands; required.", "documented"),
            sources: fields
                .get(
                    "sources",
                    "Keys of the sources that say so; required unless the status needs none.",
                    "[D-err]",
                )
                .unwrap_or_default(),
        }
    }
}
