//! Markdown: where the front matter ends, what the headings divide, what a text refers to, and how it becomes HTML.
//!
//! A body is split once, into sections and blocks; pages, JSON and `llms.txt` address the same pieces.

mod brief;
mod colours;
mod escape;
mod grammars;
mod highlight;
mod html;
mod languages;
mod links;
mod outline;
mod passages;
mod prose;
mod spots;

pub use brief::{Brief, brief};
pub use colours::Memory;
pub use escape::{escape, escaped};
pub use highlight::{Highlighter, LONG_LINE_HINT, long_line};
pub use html::{code_frame, inline, language_name, plain, render, unlinked};
pub use links::{Link, Links, OWN_SOURCE};
pub use outline::{Heading, List, code_blocks, front_matter, headings, lists};
pub use passages::Passage;
pub use prose::{Block, Prose, Reference, Target};
pub use spots::{Spot, What, spots, targets};
