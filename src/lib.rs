//! errbook: mdBook for errors.
//!
//! The rooms of the house in the order in which the data passes through them. A room uses only rooms above it.

pub mod source;
pub mod problem;
pub mod yaml;
pub mod evidence;
pub mod markdown;
pub mod matcher;
pub mod tables;
pub mod vocabulary;
pub mod record;
pub mod base;
pub mod schema;
pub mod draft;
pub mod import;
pub mod answer;
pub mod bundle;
pub mod catalog;
pub mod theme;
pub mod coverage;
pub mod route;
pub mod pages;
pub mod library;
pub mod triage;
pub mod mcp;
pub mod write;
pub mod run;
pub mod serve;
pub mod cli;
