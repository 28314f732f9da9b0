//! How a paste is recognised, as the front matter says it.

use serde::Serialize;

use crate::yaml::{Fields, Located, Object};

/// What rules a signature out, and where such a text belongs.
#[derive(Clone, Debug, Serialize)]
pub struct Exclusion {
    pub text: Option<Located<String>>,
    pub record: Option<Located<String>>,
    pub why: String,
}

impl Object for Exclusion {
    const NAME: &'static str = "an exclusion";

    fn read(fields: &mut Fields<'_, '_>) -> Exclusion {
        Exclusion {
            text: fields.need(
                "text",
                "The fragment whose presence rules this record out.",
                "OAuth token has been revoked",
            ),
            record: fields.get(
                "record",
                "The sibling record that such a text belongs to.",
                "anthropic-api/403-oauth-token-revoked",
            ),
            why: fields
                .need(
                    "why",
                    "What a reader is told: half a sentence.",
                    "the token was revoked, which has a page of its own",
                )
                .unwrap_or_default(),
        }
    }
}

/// How the error is recognised: literal fragments with holes.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    pub all: Vec<Located<String>>,
    pub any: Vec<Located<String>>,
    #[serde(rename = "not")]
    pub not: Vec<Exclusion>,
    pub status: Option<u16>,
    #[serde(rename = "type")]
    pub error_type: Option<String>,
    pub fallback: bool,
}

impl Object for Signature {
    const NAME: &'static str = "a signature";

    fn read(fields: &mut Fields<'_, '_>) -> Signature {
        Signature {
            all: fields
                .need(
                    "all",
                    "Fragments that must all be there, in any order; `{name}` is a hole for what varies.",
                    "[\"prompt is too long: {tokens} tokens\"]",
                )
                .unwrap_or_default(),
            any: fields
                .get(
                    "any",
                    "Fragments of which at least one must be there: the context.",
                    "[anthropic, claude]",
                )
                .unwrap_or_default(),
            not: fields
                .get("not", "What rules it out, each with the sibling it points to.", "")
                .unwrap_or_default(),
            status: fields.get(
                "status",
                "The HTTP status of this form, where it differs from the record's.",
                "401",
            ),
            error_type: fields.get(
                "type",
                "The error type of this form, where it differs from the record's.",
                "authentication_error",
            ),
            fallback: fields
                .get("fallback", "`true`: answers only when nothing more specific does.", "true")
                .unwrap_or_default(),
        }
    }
}
