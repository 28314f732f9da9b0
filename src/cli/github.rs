//! What GitHub Actions reads beside what a command prints.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::write;

/// Adds Markdown to the page of the job, where there is one.
pub(super) fn add_summary(markdown: &str) -> Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let mut file = write::append(Path::new(&path))?;
    file.write_all(markdown.as_bytes()).context("cannot write the summary of the job")
}

/// The path of a file as GitHub names it: from the root of the repository. None for a file outside of one.
pub(super) fn in_repository(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let root = root_of(&path)?;
    let below = path.strip_prefix(&root).ok()?;
    Some(below.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// The root of the repository that a folder is or will be in, and the folder as named from there; none if the folder
/// itself is the root, or is in no repository.
pub(super) fn around(dir: &Path) -> Option<(PathBuf, String)> {
    let dir = std::path::absolute(dir).ok()?;
    let there = dir.ancestors().find(|folder| folder.exists())?;
    let whole = there.canonicalize().ok()?.join(dir.strip_prefix(there).ok()?);
    let root = whole.ancestors().find(|folder| folder.join(".git").exists())?;
    let names = whole.strip_prefix(root).ok()?.iter().map(|name| name.to_str());
    let folder = names.collect::<Option<Vec<_>>>()?.join("/");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    (!folder.is_empty() && folder.chars().all(plain)).then(|| (root.to_path_buf(), folder))
}

/// The root of the repository that a path lies in.
fn root_of(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    path.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}
