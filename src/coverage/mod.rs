//! What of a tracker or of logs is answered, and what is not.
//!
//! [`read`] finds the texts of an input, a [`Judge`] says what each of them holds, [`Counts`] keeps what was found and can
//! be joined with the counts of other machines, and a [`Report`] is what people, programs and pages are shown of them.

mod cluster;
mod count;
mod csv;
mod date;
mod examples;
mod frames;
mod input;
mod judge;
mod mask;
mod page;
mod plot;
mod report;
#[cfg(test)]
mod tests;
mod text;

pub use cluster::templates;
pub use count::{Counts, Rules, Tally};
pub use date::Date;
pub use input::read;
pub use judge::{Finding, Judge, MESSAGE};
pub use mask::mask;
pub use page::page;
pub use report::{Gap, Kind, Named, Report, Wanted, cluster_of, signature};
pub use text::Text;
