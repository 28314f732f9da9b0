//! The door in: the content folder as paths and texts.
//!
//! Everything a contributor can send passes here first, so this is where a file is refused for what it *is* (a link,
//! a device, too large, not text) before anyone looks at what it says. A refusal is data: the whole folder is read
//! whatever one file does.
#![expect(clippy::disallowed_methods, reason = "this is the door through which content comes in")]

mod folder;
mod names;
mod pages;
mod readers;
mod revision;
mod stamp;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};

pub use folder::{LARGEST_FILE, read, read_again, read_heads, read_unread, refuse_link};
pub use names::{Paths, is_slug, trouble};
pub use pages::{Foreign, read_pages};
pub use readers::with_many_readers;
pub use revision::read_revision;
pub use stamp::Stamp;

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    NotUtf8 { at: usize },
    TooLarge { bytes: u64 },
    Link,
    NotAFile,
    Unreadable(String),
    OddName,
}

#[derive(Clone, Debug)]
pub struct Source {
    /// Relative to the folder of the knowledge base, with forward slashes: `content/records/…`.
    pub path: String,
    pub text: Arc<str>,
    /// What an image holds; its text is empty.
    pub bytes: Arc<[u8]>,
    pub fault: Option<Fault>,
    /// How it looked before it was read, unless that tells nothing.
    pub stamp: Option<Stamp>,
    /// It looks as it did when somebody read it, who remembers what it said: its text is not here.
    pub unread: bool,
}

/// The files of a knowledge base at one moment. The next moment's share with them whatever did not change: it is the
/// very same value under the same number, so that whoever worked something out of it need not do so again.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// By number, with those that are gone.
    files: Vec<Arc<Source>>,
    /// Those that are there, by path.
    order: Vec<FileId>,
    /// A file that is gone keeps its number for the case that it comes back.
    gone: BTreeMap<String, FileId>,
}

impl Sources {
    /// From texts in memory: the base built into the program, and tests.
    pub fn from_texts<P: Into<String>, T: Into<Arc<str>>>(
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> Sources {
        Sources::default().with_texts(texts)
    }

    /// Files that were read before, by how they looked then. Their numbers are in the order of their paths.
    pub fn unread(files: impl IntoIterator<Item = (String, Stamp)>) -> Sources {
        let files = files.into_iter();
        let found = files.map(|(path, stamp)| Source {
            path,
            text: Arc::default(),
            bytes: Arc::default(),
            fault: None,
            stamp: Some(stamp),
            unread: true,
        });
        Sources::default().with(found.collect(), &[], &[])
    }

    /// The same with new and changed files.
    #[must_use]
    pub fn with_texts<P: Into<String>, T: Into<Arc<str>>>(
        &self,
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> Sources {
        let texts = texts.into_iter();
        let found = texts.map(|(path, text)| {
            let (path, text) = (path.into(), text.into());
            let image = is_image(&path);
            let bytes = if image { text.as_bytes().into() } else { Arc::default() };
            let text = if image { Arc::default() } else { text };
            Source { path, text, bytes, fault: None, stamp: None, unread: false }
        });
        self.with(found.collect(), &[], &[])
    }

    /// The same with what was found where one looked: what was there before and was not found again is gone.
    /// What was found the `same` need not have been read.
    fn with(&self, mut found: Vec<Source>, same: &[FileId], looked: &[String]) -> Sources {
        found.sort_by(|a, b| a.path.cmp(&b.path));
        let mut next = self.clone();
        next.leave_out(&found, same, looked);
        let mut came = Vec::new();
        for source in found {
            let path = source.path.as_str();
            if let Some(id) = next.find(path) {
                let file = &mut next.files[id.0 as usize];
                if file.unread || !file.says_what(&source) {
                    *file = Arc::new(source);
                }
            } else if let Some(id) = next.gone.remove(path) {
                next.files[id.0 as usize] = Arc::new(source);
                came.push(id);
            } else {
                came.push(FileId(u32::try_from(next.files.len()).expect("fewer than four billion files")));
                next.files.push(Arc::new(source));
            }
        }
        if !came.is_empty() {
            next.order.append(&mut came);
            let files = &next.files;
            next.order.sort_by(|a, b| files[a.0 as usize].path.cmp(&files[b.0 as usize].path));
        }
        next
    }

    fn leave_out(&mut self, found: &[Source], same: &[FileId], looked: &[String]) {
        let known = found.iter().filter_map(|source| self.find(&source.path));
        let found: BTreeSet<FileId> = known.chain(same.iter().copied()).collect();
        let mut gone = BTreeSet::new();
        for path in looked {
            let all = self.below(&self.order, path).iter().copied().chain(self.find(path));
            gone.extend(all.filter(|id| !found.contains(id)));
        }
        if gone.is_empty() {
            return;
        }
        self.order.retain(|id| !gone.contains(id));
        for id in gone {
            let file = &mut self.files[id.0 as usize];
            let path = file.path.clone();
            let (text, fault, stamp) = (Arc::default(), None, None);
            let bytes = Arc::default();
            *file = Arc::new(Source { path: path.clone(), text, bytes, fault, stamp, unread: false });
            self.gone.insert(path, id);
        }
    }

    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The file as a value that may be kept.
    pub fn shared(&self, id: FileId) -> &Arc<Source> {
        &self.files[id.0 as usize]
    }

    /// In the order of the paths.
    pub fn ids(&self) -> impl Iterator<Item = FileId> {
        self.order.iter().copied()
    }

    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.order.iter().map(|id| (*id, self.get(*id)))
    }

    /// Whether a file is what it was at an earlier moment.
    pub fn has_still(&self, id: FileId, before: &Sources) -> bool {
        let (now, then) = (self.files.get(id.0 as usize), before.files.get(id.0 as usize));
        now.zip(then).is_some_and(|(now, then)| Arc::ptr_eq(now, then))
    }

    /// The paths of the files that came, went or changed since an earlier moment.
    pub fn changed_since(&self, before: &Sources) -> Vec<&str> {
        let all = (0..u32::try_from(self.files.len()).unwrap_or(u32::MAX)).map(FileId);
        let changed = all.filter(|id| !self.has_still(*id, before));
        let mut paths: Vec<&str> = changed.map(|id| self.get(id).path.as_str()).collect();
        paths.sort_unstable();
        paths
    }

    /// A hash of all that was read: equal content, equal hash, on any machine.
    pub fn digest(&self) -> blake3::Hash {
        let mut hash = blake3::Hasher::new();
        for (_, source) in self.iter() {
            let fault = format!("{:?}", source.fault);
            for part in [source.path.as_bytes(), source.text.as_bytes(), &source.bytes, fault.as_bytes()] {
                hash.update(&part.len().to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize()
    }

    pub fn find(&self, path: &str) -> Option<FileId> {
        self.find_among(&self.order, path)
    }

    fn find_among(&self, files: &[FileId], path: &str) -> Option<FileId> {
        let ix = files.binary_search_by(|id| self.get(*id).path.as_str().cmp(path)).ok()?;
        Some(files[ix])
    }

    /// Which of these files, which are in the order of their paths, lie in a folder and its folders.
    fn below<'f>(&self, files: &'f [FileId], folder: &str) -> &'f [FileId] {
        // `0` is what follows the slash.
        let (first, behind) = (format!("{folder}/"), format!("{folder}0"));
        let place = |path: &String| files.partition_point(|id| self.get(*id).path < *path);
        &files[place(&first)..place(&behind)]
    }
}

/// Whether a path is that of an image, which is not text.
pub fn is_image(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    IMAGES.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

const IMAGES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "svg"];

impl Source {
    fn says_what(&self, other: &Source) -> bool {
        self.text == other.text && self.bytes == other.bytes && self.fault == other.fault
    }

    /// Line (from 1), column (from 1, in characters) and the text of the line at a byte offset.
    pub fn line_at(&self, offset: usize) -> (usize, usize, &str) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let start = before.rfind('\n').map_or(0, |ix| ix + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let end = self.text[start..].find('\n').map_or(self.text.len(), |ix| start + ix);
        let column = self.text[start..offset].chars().count() + 1;
        (line, column, self.text[start..end].trim_end_matches('\r'))
    }
}

/// A text that a command was pointed at (a paste, an issue), not part of the content.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Hands over every text file in a place, in order of path: what is hidden, built, foreign or no text is left out.
pub fn each_text(place: &Path, visit: &mut dyn FnMut(&Path, &str)) -> Result<()> {
    const LARGEST: u64 = 4 << 20;
    const FOREIGN: [&str; 4] = ["node_modules", "target", "vendor", "dist"];
    let is_wanted = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0
            || !(name.starts_with('.') || entry.file_type().is_dir() && FOREIGN.contains(&&*name))
    };
    for entry in walkdir::WalkDir::new(place).sort_by_file_name().into_iter().filter_entry(is_wanted) {
        let entry = entry.with_context(|| format!("cannot read {}", place.display()))?;
        let small = || entry.metadata().is_ok_and(|found| found.len() <= LARGEST);
        if entry.file_type().is_file()
            && small()
            && let Ok(text) = fs::read_to_string(entry.path())
        {
            visit(entry.path(), &text);
        }
    }
    Ok(())
}

/// A bundle, which is bytes.
pub fn read_bundle(path: &Path) -> Result<Vec<u8>> {
    /// One of a million records is a tenth of it.
    const LARGEST: u64 = 4 << 30;
    let found = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(found.is_file() && found.len() <= LARGEST, "{} is too large for a bundle", path.display());
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// A text too large to hold.
pub fn open(path: &Path) -> Result<impl Read + use<>> {
    fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_line_and_column_in_characters() {
        let sources = Sources::from_texts([("a", "a: é\nb: ü!\n")]);
        let source = sources.get(FileId(0));
        let offset = source.text.find('!').expect("it is there");
        assert_eq!(source.line_at(offset), (2, 5, "b: ü!"));
        assert_eq!(source.line_at(9999).0, 3);
    }
}
