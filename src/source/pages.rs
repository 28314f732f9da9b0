//! A folder of Markdown that is not ours, to import.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use walkdir::{DirEntry, WalkDir};

use super::folder::LARGEST_FILE;

/// A page, or why it was not read.
pub type Foreign = (String, Result<String, &'static str>);

/// How many pages are read at once: more are a folder that was not meant.
const MOST: usize = 100_000;

/// Reads each `.md` file at and below a folder, in the order of their paths. Links are not followed.
pub fn read_pages(dir: &Path) -> Result<Vec<Foreign>> {
    let hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let mut pages = Vec::new();
    for entry in WalkDir::new(dir).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry)) {
        let entry = entry.with_context(|| format!("cannot read {}", dir.display()))?;
        let ending = entry.path().extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
        if !ending || entry.file_type().is_dir() {
            continue;
        }
        if pages.len() == MOST {
            bail!("more than {MOST} pages in {}: import it folder by folder", dir.display());
        }
        let path = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        pages.push((path, read(&entry)));
    }
    Ok(pages)
}

fn read(entry: &DirEntry) -> Result<String, &'static str> {
    if !entry.file_type().is_file() {
        return Err("not a plain file");
    }
    if entry.metadata().map_or(u64::MAX, |facts| facts.len()) > LARGEST_FILE {
        return Err("larger than 1024 KiB");
    }
    let bytes = fs::read(entry.path()).map_err(|_| "cannot be read")?;
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8 text")?;
    if text.trim().is_empty() { Err("empty") } else { Ok(text) }
}
