//! A knowledge base in one file: all that `explain` and `mcp` need, in a form that is read without parsing all of it.
//!
//! ```text
//! header    magic, version, how many sections, length, checksum of all the rest
//! sections  name, place and length of each; a reader skips those it does not know
//! base      JSON: what the base is called, where it is published, how many records it has
//! ids       the ids of the records in their order; a record's place in it is its number
//! clue      clue and number, sorted: which signatures can matter for a text (see `matcher::clue`)
//! mtch      blocks: the signatures of each record
//! aid       blocks: the essentials of each record
//! word      blocks: what a search looks at
//! code      JSON: the error codes, each with the number of its record
//! gaps      JSON: what is missing, each with the number of its record
//! ```
//!
//! Numbers are little-endian. Blocks hold [`EACH`] records as JSON, packed. A higher minor version adds sections or
//! fields of JSON, a higher major version is another format.

mod read;
mod word;
mod write;

use serde::{Deserialize, Serialize};

pub use read::Bundle;
pub use word::{Match, Query};
pub use write::{joined, packed, sealed, write};

/// What its file is called in a site.
pub const FILE: &str = "errbook.bundle";

const MAGIC: [u8; 8] = *b"errbook\0";
const MAJOR: u16 = 1;
const MINOR: u16 = 0;
/// Magic, major and minor version, number of sections, length of the file, checksum.
const HEADER: usize = 56;
/// Where the checksum begins in the header; it covers what is before and what is after it.
const CHECKSUM: usize = 24;
/// Name, place and length.
const SECTION: usize = 20;
/// Records in a block.
const EACH: usize = 32;

/// What a bundle says about itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    pub title: String,
    pub description: String,
    /// Where the site is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where the content lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    pub records: usize,
    /// Records in a block.
    pub each: usize,
    /// The error types of all records.
    pub types: Vec<String>,
    /// What any record calls noise.
    pub noise: Vec<String>,
}

/// What a search looks at, and what it shows of a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    pub id: String,
    pub title: String,
    pub summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Words to find it by that are not shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// `status:403`, `class:permission`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<String>,
}

/// What a record lacks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// It has no cause and nothing to do first: it is little more than a name.
    NoHelp,
    /// It names causes, and none of them has a fix.
    NoFix,
    /// No good source supports any of its causes.
    CauseUnknown,
    #[serde(other)]
    Unknown,
}
