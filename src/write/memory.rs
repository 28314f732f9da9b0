//! What a build remembers for the next one, in a folder beside the content. Who deletes it loses time and nothing else.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rayon::prelude::*;

use super::folder::Folder;
use super::manifest::PROGRAM;
use super::scratch::{self, Draft};
use crate::base::Checked;
use crate::markdown::Memory as Colours;

/// Hidden, and named in `.gitignore`.
pub const FOLDER: &str = ".errbook";
const COLOURS: &str = "colours";
const CHECKED: &str = "checked";

/// The place of the memory of a knowledge base.
pub struct Memory(PathBuf);

impl Memory {
    /// `dir` is the folder of the knowledge base.
    pub fn beside(dir: &Path) -> Memory {
        Memory(dir.to_path_buf())
    }

    /// The colours of code that were kept; none if there are none, or they cannot be read.
    pub fn colours(&self) -> Vec<u8> {
        self.read(COLOURS, Colours::LARGEST).unwrap_or_default()
    }

    pub fn keep_colours(&self, bytes: &[u8]) -> Result<()> {
        self.keep(COLOURS, bytes)
    }

    /// What the last check knew, if it was this program's.
    pub fn checked(&self) -> Checked {
        self.read(CHECKED, Checked::LARGEST).map(|bytes| Checked::from_bytes(&bytes)).unwrap_or_default()
    }

    pub fn keep_checked(&self, bytes: &[u8]) -> Result<()> {
        self.keep(CHECKED, bytes)
    }

    /// What this program kept, if not a bit of it has changed.
    fn read(&self, name: &str, largest: usize) -> Option<Vec<u8>> {
        let file = Folder::named(&self.0).ok()?.folder(FOLDER).ok()?.read(name).ok()?;
        let size = usize::try_from(file.metadata().ok()?.len()).ok()?;
        let mut file = BufReader::new(file.take(largest as u64 + LONGEST_HEAD));
        let (mut first, mut kept) = (Vec::new(), Vec::with_capacity(size.min(largest) + 1));
        file.by_ref().take(LONGEST_HEAD).read_until(b'\n', &mut first).ok()?;
        file.read_to_end(&mut kept).ok()?;
        (first == head(&kept).as_bytes()).then_some(kept)
    }

    /// Written whole before it takes its name, so that a killed program leaves no half.
    fn keep(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let keep = || {
            let folder = Folder::named(&self.0)?.made(FOLDER)?;
            scratch::sweep(&folder);
            let mut draft = Draft::new(&folder, name)?;
            draft.file.write_all(head(bytes).as_bytes())?;
            draft.file.write_all(bytes)?;
            draft.replace()
        };
        keep().with_context(|| format!("cannot keep what was learned in {}", self.0.join(FOLDER).display()))
    }
}

/// More than a head takes.
const LONGEST_HEAD: u64 = 1024;

/// The first line of a memory: whose it is, and the hash of the rest, which is taken piece by piece on all threads.
fn head(bytes: &[u8]) -> String {
    const PIECE: usize = 1 << 20;
    let pieces: Vec<[u8; 32]> = bytes.par_chunks(PIECE).map(|piece| blake3::hash(piece).into()).collect();
    format!("{PROGRAM} {}\n", blake3::hash(pieces.as_flattened()))
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn what_is_larger_than_what_is_kept_is_not_believed() {
        let place = tempfile::tempdir().unwrap();
        let memory = Memory::beside(place.path());
        memory.keep_colours(b"").unwrap();
        let colours = place.path().join(FOLDER).join(COLOURS);
        fs::File::create(colours).unwrap().set_len(2 * Colours::LARGEST as u64).unwrap();
        assert_eq!(memory.colours(), b"");
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
        let path = place.path().join(FOLDER);
        let folder = Folder::named(&path).unwrap();
        for name in ["checked.1", ".gitignore", ".checked.errbook-1-2"] {
            fs::write(path.join(name), "half").unwrap();
        }
        let at_work = Draft::new(&folder, CHECKED).unwrap();
        // A killed program removes nothing, and its lock ends with it.
        let killed = Draft::new(&folder, COLOURS).unwrap();
        killed.file.unlock().unwrap();
        std::mem::forget(killed);
        assert_eq!(folder.names().unwrap().len(), 6);
        memory.keep_colours(b"").unwrap();
        let mut names = folder.names().unwrap();
        names.retain(|name| !name.starts_with(".checked.errbook-"));
        names.sort();
        assert_eq!(names, [".gitignore", "checked", "checked.1", "colours"]);
        at_work.replace().unwrap();
        assert_eq!(folder.names().unwrap().len(), 5);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let place = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        Memory::beside(other.path()).keep_colours(b"theirs").unwrap();
        std::os::unix::fs::symlink(other.path().join(FOLDER), place.path().join(FOLDER)).unwrap();
        let memory = Memory::beside(place.path());
        assert_eq!(memory.colours(), b"");
        memory.keep_colours(b"ours").unwrap_err();
        assert_eq!(Memory::beside(other.path()).colours(), b"theirs");
    }

    #[test]
    fn a_memory_with_any_bit_changed_is_not_believed() {
        let place = tempfile::tempdir().unwrap();
        let memory = Memory::beside(place.path());
        memory.keep_colours(b"what was learned").unwrap();
        let path = place.path().join(FOLDER).join(COLOURS);
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << (at % 8);
            fs::write(&path, damaged).unwrap();
            assert_eq!(memory.colours(), b"", "byte {at}");
        }
        fs::write(&path, bytes).unwrap();
        assert_eq!(memory.colours(), b"what was learned");
    }
}
