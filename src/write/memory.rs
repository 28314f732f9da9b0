//! What a build remembers for the next one, in a folder beside the content. Who deletes it loses time and nothing else.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::open_plain;
use crate::markdown::Memory as Remembered;

/// Hidden, and named in `.gitignore`.
const FOLDER: &str = ".errbook";
const COLOURS: &str = "colours";

/// The place of the memory of a knowledge base.
pub struct Memory(PathBuf);

impl Memory {
    /// `dir` is the folder of the knowledge base.
    pub fn beside(dir: &Path) -> Memory {
        Memory(dir.join(FOLDER))
    }

    /// The colours of code that were kept; none if there are none, or they cannot be read.
    pub fn colours(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let read = |file: fs::File| file.take(Remembered::LARGEST as u64).read_to_end(&mut bytes);
        if open_plain(&self.0.join(COLOURS)).and_then(read).is_err() {
            bytes.clear();
        }
        bytes
    }

    /// Written whole before it takes its name, so that a killed build leaves no half.
    pub fn keep_colours(&self, bytes: &[u8]) -> Result<()> {
        let cannot = || format!("cannot keep what was learned in {}", self.0.display());
        fs::create_dir_all(&self.0).with_context(cannot)?;
        // Content can come from anyone: a link would lead us to a place that is not ours.
        if !fs::symlink_metadata(&self.0).with_context(cannot)?.is_dir() {
            bail!("{} is not a folder", self.0.display());
        }
        let draft = self.0.join(format!("{COLOURS}.{}", std::process::id()));
        let _ = fs::remove_file(&draft);
        fs::write(&draft, bytes).with_context(cannot)?;
        fs::rename(&draft, self.0.join(COLOURS)).with_context(cannot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_is_not_read() {
        let place = tempfile::tempdir().unwrap();
        let memory = Memory::beside(place.path());
        fs::create_dir(place.path().join(FOLDER)).unwrap();
        let colours = place.path().join(FOLDER).join(COLOURS);
        std::os::unix::fs::symlink("/dev/zero", &colours).unwrap();
        assert_eq!(memory.colours(), b"");
        fs::remove_file(&colours).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&colours).status().unwrap().success());
        assert_eq!(memory.colours(), b"");
    }

    #[test]
    fn no_more_is_read_than_is_ever_kept() {
        let place = tempfile::tempdir().unwrap();
        let memory = Memory::beside(place.path());
        memory.keep_colours(b"").unwrap();
        let colours = place.path().join(FOLDER).join(COLOURS);
        fs::File::create(colours).unwrap().set_len(2 * Remembered::LARGEST as u64).unwrap();
        assert_eq!(memory.colours().len(), Remembered::LARGEST);
    }

    #[test]
    fn what_is_kept_is_found_again() {
        let place = tempfile::tempdir().unwrap();
        let memory = Memory::beside(place.path());
        assert_eq!(memory.colours(), b"");
        memory.keep_colours(b"one").unwrap();
        memory.keep_colours(b"two").unwrap();
        assert_eq!(memory.colours(), b"two");
        assert_eq!(fs::read_dir(place.path().join(FOLDER)).unwrap().count(), 1);
    }
}
