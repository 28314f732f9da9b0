//! errbook: mdBook for errors.

pub mod base;
pub mod cli;
pub mod evidence;
pub mod markdown;
pub mod matcher;
pub mod pages;
pub mod problem;
pub mod record;
pub mod route;
pub mod serve;
pub mod source;
pub mod tables;
pub mod theme;
pub mod write;
pub mod yaml;
