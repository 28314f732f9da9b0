//! The same answer wherever an error happens: terminal, CI, agents. Each file of `tests/reach` is a place or a form.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

#[path = "reach/base.rs"]
mod base;
#[path = "reach/bundle.rs"]
mod bundle;
#[path = "reach/ci.rs"]
mod ci;
#[path = "reach/forms.rs"]
mod forms;
#[path = "reach/run.rs"]
mod command;
#[path = "reach/mcp.rs"]
mod mcp;
#[path = "reach/program.rs"]
mod program;
