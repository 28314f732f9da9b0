//! Which error is this? A paste goes in, records come out.
//!
//! The journey: [`normalize`] turns dirty text into glyphs, a [`Table`] knows the fragments of every signature, `find`
//! tells where they stand, `explain` decides which records that makes. Each step has a twin in `static/js/`, in the same
//! order and under the same name; `tests/parity/` holds the cases that both must answer alike.
//! Nothing here uses another room of the house.

mod claim;
mod clue;
mod edge;
mod explain;
mod facet;
mod find;
mod fragment;
mod hole;
mod noise;
mod normalize;
mod pattern;
mod prefix;
mod reading;
mod redact;
mod role;
mod scan;
mod sentence;
mod signs;
mod table;
mod terminal;
mod view;
mod weakness;
mod why;

pub use clue::{Filed, clues_in};
pub use explain::{Answer, Hit, Instance, Miss, Role, Verdict};
pub use hole::slip;
pub use normalize::normalize;
pub use pattern::Pattern;
pub use prefix::without_prefix;
pub use redact::redact;
pub use scan::{Found, Scanner};
pub use table::{Entry, Exclusion, Signature, Table};
pub use weakness::{Kind as WeaknessKind, Weakness, weaknesses};
pub use why::{Part, Score, Step, Tried, Why};
