//! The door out for what a contributor asked for: new files, and the register with a line more. Nothing is ever
//! overwritten, and either all of it is written or nothing.
#![expect(clippy::disallowed_methods, reason = "this is the door through which drafts leave")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::draft::File;

/// Writes files that must not be there yet.
pub fn create(dir: &Path, files: &[File]) -> Result<()> {
    let there: Vec<&str> = files
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| fs::symlink_metadata(dir.join(path)).is_ok())
        .collect();
    if !there.is_empty() {
        bail!("nothing was written, because this is there already: {}", there.join(", "));
    }
    let mut made = Made::default();
    for file in files {
        made.create(dir, file).with_context(|| format!("cannot write {}", dir.join(&file.path).display()))?;
    }
    made.files.clear();
    Ok(())
}

pub fn create_dir(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))
}

/// Puts a new text in the place of a file in one step: whoever reads it sees the old one or the new one.
pub fn replace(path: &Path, text: &str) -> Result<()> {
    let beside = path.with_extension("new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Files made so far: removed again unless all could be made.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
}

impl Made {
    fn create(&mut self, dir: &Path, file: &File) -> std::io::Result<()> {
        let path = dir.join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut new = fs::File::create_new(&path)?;
        self.files.push(path);
        new.write_all(file.text.as_bytes())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for path in &self.files {
            // It failed already; that it cannot be tidied up is no further news.
            let _ = fs::remove_file(path);
        }
    }
}
