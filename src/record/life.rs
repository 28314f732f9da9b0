//! What became of a record: its changes, and its retirement.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::yaml::{Day, Fields, Located, Object};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Retired {
    pub on: Option<Day>,
    pub because: String,
    pub successor: Option<Located<String>>,
}

impl Object for Retired {
    const NAME: &'static str = "a retirement";

    fn read(fields: &mut Fields<'_, '_>) -> Retired {
        Retired {
            on: fields.need("on", "The day it was retired.", "2026-11-20"),
            because: fields
                .need("because", "Why, in one sentence.", "The message is gone since version 3.")
                .unwrap_or_default(),
            successor: fields.get(
                "successor",
                "The record that took its place.",
                "anthropic-api/403-permission-error",
            ),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Change {
    #[serde(skip)]
    pub span: Range<u32>,
    pub on: Option<Day>,
    pub what: String,
}

impl Object for Change {
    const NAME: &'static str = "a change";

    fn read(fields: &mut Fields<'_, '_>) -> Change {
        Change {
            span: fields.span(),
            on: fields.need("on", "The day of the change.", "2026-11-20"),
            what: fields.need("what", "What changed, in one sentence.", "First version.").unwrap_or_default(),
        }
    }
}
