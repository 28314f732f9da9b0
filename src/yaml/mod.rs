//! Located YAML, and the reader that asks for fields one by one. The only place that names the YAML crate.
//!
//! Every node keeps its place, so that a problem can point at it, and a file's mistakes are all found in one run.
//! Anchors and aliases are refused: nothing here needs them, and they are how a small file grows without bound.

mod fields;
mod node;
mod short;
mod slip;
mod value;

pub use fields::{Field, Fields, Object, REST, Shape, describe, found_elsewhere};
pub use node::{Data, Node, parse, unquoted};
pub use short::{Listed, Short, Shorthand};
pub use slip::Margin;
pub use value::{Choice, Day, Located, Named, Reader, Value, read_choice};
