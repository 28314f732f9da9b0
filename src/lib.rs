//! errbook: mdBook for errors.

pub mod source;
pub mod problem;
pub mod yaml;
pub mod evidence;
pub mod markdown;
pub mod tables;
pub mod record;
pub mod base;
pub mod cli;
