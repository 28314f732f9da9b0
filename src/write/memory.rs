//! What a build remembers for the next one, in a folder beside the content. Who deletes it loses time and nothing else.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::manifest::PROGRAM;
use super::open_plain;
use crate::base::Checked;
use crate::markdown::Memory as Colours;

/// Hidden, and named in `.gitignore`.
const FOLDER: &str = ".errbook";
const COLOURS: &str = "colours";
const CHECKED: &str = "checked";
/// Nobody writes that long.
const ABANDONED: Duration = Duration::from_hours(1);

/// The place of the memory of a knowledge base.
pub struct Memory(PathBuf);

impl Memory {
    /// `dir` is the folder of the knowledge base.
    pub fn beside(dir: &Path) -> Memory {
        Memory(dir.join(FOLDER))
    }

    /// The colours of code that were kept; none if there are none, or they cannot be read.
    pub fn colours(&self) -> Vec<u8> {
        self.read(COLOURS, Colours::LARGEST)
    }

    pub fn keep_colours(&self, bytes: &[u8]) -> Result<()> {
        self.keep(COLOURS, &[bytes])
    }

    /// What the last check knew, if it was this program's.
    pub fn checked(&self) -> Checked {
        let bytes = self.read(CHECKED, Checked::LARGEST);
        let own = bytes.strip_prefix(PROGRAM.as_bytes()).and_then(|bytes| bytes.strip_prefix(b"\n"));
        own.map(Checked::from_bytes).unwrap_or_default()
    }

    pub fn keep_checked(&self, bytes: &[u8]) -> Result<()> {
        self.keep(CHECKED, &[PROGRAM.as_bytes(), b"\n", bytes])
    }

    fn read(&self, name: &str, largest: usize) -> Vec<u8> {
        let read = || {
            let file = open_plain(&self.0.join(name))?;
            let size = usize::try_from(file.metadata()?.len()).unwrap_or(largest).min(largest);
            let mut bytes = Vec::with_capacity(size + 1);
            file.take(largest as u64).read_to_end(&mut bytes)?;
            std::io::Result::Ok(bytes)
        };
        read().unwrap_or_default()
    }

    /// Written whole before it takes its name, so that a killed program leaves no half.
    fn keep(&self, name: &str, parts: &[&[u8]]) -> Result<()> {
        let cannot = || format!("cannot keep what was learned in {}", self.0.display());
        fs::create_dir_all(&self.0).with_context(cannot)?;
        // Content can come from anyone: a link would lead us to a place that is not ours.
        if !fs::symlink_metadata(&self.0).with_context(cannot)?.is_dir() {
            bail!("{} is not a folder", self.0.display());
        }
        self.sweep();
        let draft = self.0.join(format!("{name}.{}", std::process::id()));
        let _ = fs::remove_file(&draft);
        let write = |mut file: fs::File| parts.iter().try_for_each(|part| file.write_all(part));
        let kept =
            fs::File::create_new(&draft).and_then(write).and_then(|()| fs::rename(&draft, self.0.join(name)));
        if kept.is_err() {
            let _ = fs::remove_file(&draft);
        }
        kept.with_context(cannot)
    }

    /// Removes what killed programs left half written: a draft is done in seconds.
    fn sweep(&self) {
        let old = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('.'));
            let is_draft = name.is_some_and(|(name, process)| {
                [COLOURS, CHECKED].contains(&name) && process.bytes().all(|b| b.is_ascii_digit())
            });
            let time = fs::symlink_metadata(path).and_then(|facts| facts.modified());
            is_draft && time.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > ABANDONED))
        };
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()).filter(old) {
            let _ = fs::remove_file(path);
        }
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
        fs::File::create(colours).unwrap().set_len(2 * Colours::LARGEST as u64).unwrap();
        assert_eq!(memory.colours().len(), Colours::LARGEST);
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

    #[test]
    fn what_killed_programs_left_is_removed_and_what_others_write_is_not() {
        let place = tempfile::tempdir().unwrap();
        let memory = Memory::beside(place.path());
        memory.keep_checked(b"").unwrap();
        let names = ["checked.1", ".gitignore", "checked.md", "colours.2"];
        let files = names.map(|name| place.path().join(FOLDER).join(name));
        for file in &files {
            fs::write(file, "half").unwrap();
        }
        for old in &files[..3] {
            let old = fs::File::options().write(true).open(old).unwrap();
            old.set_modified(std::time::UNIX_EPOCH).unwrap();
        }
        memory.keep_colours(b"").unwrap();
        assert_eq!(files.map(|file| file.exists()), [false, true, true, true]);
    }
}
