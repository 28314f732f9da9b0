//! Markdown: where the front matter ends, what the headings divide, what a text refers to, and how it becomes HTML.
//!
//! A body is split once, into sections and blocks; pages, JSON and `llms.txt` address the same pieces.

mod brief;
mod colours;
mod directive;
mod escape;
mod frame;
mod grammars;
mod highlight;
mod html;
mod languages;
mod links;
mod losses;
mod notes;
mod numbering;
mod outline;
mod passages;
mod places;
mod prose;
mod spots;
mod tags;
mod target;
mod writer;

pub use brief::{Brief, brief};
pub use colours::Memory;
pub use escape::{escape, escaped};
pub use frame::{code_frame, language_name};
pub use highlight::{Highlighter, LONG_LINE_HINT, long_line};
pub use html::{inline, plain, render, unlinked};
pub use links::{Link, LinkedImage, Links, OWN_SOURCE};
pub use numbering::Numbering;
pub use outline::{Heading, List, OPTIONS, code_blocks, front_matter, headings, lists, title, verbatim};
pub use passages::Passage;
pub use places::{enclose, filled};
pub use prose::{Block, Prose, Reference};
pub use spots::{Spot, What, spots, targets};
pub use target::{Target, anchor, join};
