//! The content folder as it lies on the disk: what is looked at, and what is refused for what it is.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use rayon::iter::Either;
use rayon::prelude::*;

use super::{Fault, FileId, Source, Sources, Stamp, is_image, with_many_readers};

/// A record is prose; a file beyond this size is a mistake (a log, a binary) and would cost every reader.
pub const LARGEST_FILE: u64 = 1024 * 1024;

/// How deep folders may nest below the content folder: what lies beside a record needs four.
const DEEPEST_FOLDER: usize = 8;

/// `records/<program>/<slug>.md`.
const DEPTH_OF_RECORDS: usize = 3;

/// Reads `content/` below `dir`.
pub fn read(dir: &Path) -> Result<Sources> {
    read_again(dir, &Sources::default(), &[dir.join("content")])
}

/// What tells which record is which: `site.yaml`, `vocabulary.yaml`, and of each record only its `head`. Nothing beside a record is looked
/// at. A record is read to its end all the same: whether it is text shows nowhere else.
pub fn read_heads(dir: &Path, head: fn(&str) -> &str) -> Result<Sources> {
    let content = dir.join("content");
    let places = [content.join("site.yaml"), content.join("vocabulary.yaml")];
    let site = read_again(dir, &Sources::default(), &places)?;
    look(dir, &site, &[content.join("records")], DEPTH_OF_RECORDS, head)
}

/// Looks again at some files and folders below `content/`, and takes the rest as it was.
pub fn read_again(dir: &Path, before: &Sources, places: &[PathBuf]) -> Result<Sources> {
    look(dir, before, places, DEEPEST_FOLDER, |text| text)
}

/// Reads what was only remembered, now that somebody asks what it says. What is gone meanwhile is gone.
pub fn read_unread(dir: &Path, before: &Sources, files: &[FileId]) -> Result<Sources> {
    let read = |file: &FileId| {
        let path = dir.join(&before.get(*file).path);
        let kind = fs::symlink_metadata(&path).ok()?.file_type();
        Some(read_one(dir, &path, kind, |text| text))
    };
    let found = with_many_readers(|| files.par_iter().filter_map(read).collect())?;
    let looked: Vec<String> = files.iter().map(|file| before.get(*file).path.clone()).collect();
    Ok(before.with(found, &[], &looked))
}

/// Looks at some places, not deeper than `deepest` below `content/`, and keeps of each text what is asked for.
fn look(
    dir: &Path,
    before: &Sources,
    places: &[PathBuf],
    deepest: usize,
    keep: fn(&str) -> &str,
) -> Result<Sources> {
    let content = content_folder(dir)?;
    refuse_link(&content)?;
    let places: BTreeSet<PathBuf> = places.iter().filter_map(|path| place(&content, path)).collect();
    let (same, mut files) = with_many_readers(|| {
        let mut found = Vec::new();
        for place in &places {
            let depth = place.strip_prefix(&content).map_or(0, |path| path.iter().count());
            if let Some(depth) = deepest.checked_sub(depth) {
                found.extend(walk(&Look { dir, before }, place, depth));
            }
        }
        found.into_par_iter().partition_map::<Vec<FileId>, Vec<Source>, _, _, _>(|found| match found {
            Found::Same(file) => Either::Left(file),
            Found::File(path, kind) => Either::Right(read_one(dir, &path, kind, keep)),
            Found::Closed(path, error) => {
                Either::Right(refused(relative(dir, &path), Fault::Unreadable(error.to_string())))
            }
        })
    })?;
    // It may have gone while it was read, and then nothing in it was seen.
    content_folder(dir)?;
    // Of two places one may lie in the other.
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    let looked: Vec<String> = places.iter().map(|place| relative(dir, place)).collect();
    Ok(before.with(files, &same, &looked))
}

/// `content/`, as long as it is there.
fn content_folder(dir: &Path) -> Result<PathBuf> {
    let content = dir.join("content");
    if !content.is_dir() {
        bail!(
            "no `content` folder in {}: name the folder of a knowledge base, or start one with `errbook init DIR`",
            dir.display()
        );
    }
    Ok(content)
}

/// Where to look for what a path may have become: at the path, or at the first of its folders that is none any more.
/// None for what is nobody's content.
fn place(content: &Path, path: &Path) -> Option<PathBuf> {
    let mut place = content.to_path_buf();
    for name in path.strip_prefix(content).ok()? {
        if is_hidden(&name.to_string_lossy())
            || !fs::symlink_metadata(&place).is_ok_and(|found| found.is_dir())
        {
            break;
        }
        place.push(name);
    }
    let hidden =
        path.strip_prefix(&place).ok()?.iter().next().is_some_and(|name| is_hidden(&name.to_string_lossy()));
    (!hidden).then_some(place)
}

/// What lies where one looked.
enum Found {
    /// A file that nobody named and that looks as it did when it was read. It is not opened again: of a hundred thousand
    /// records that would take as long as the first time.
    Same(FileId),
    File(PathBuf, fs::FileType),
    /// It cannot be looked into.
    Closed(PathBuf, std::io::Error),
}

struct Look<'l> {
    dir: &'l Path,
    before: &'l Sources,
}

/// What lies at and below a place, to a depth. A folder at that depth is left alone.
fn walk(look: &Look<'_>, place: &Path, depth: usize) -> Vec<Found> {
    match fs::symlink_metadata(place) {
        Ok(facts) if facts.is_dir() => look.list(place, depth, &look.before.order),
        Ok(facts) => vec![Found::File(place.to_path_buf(), facts.file_type())],
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => vec![Found::Closed(place.to_path_buf(), error)],
    }
}

impl Look<'_> {
    /// In no order, since the folders below are listed in parallel. `known` is what was there and around it before.
    fn list(&self, folder: &Path, depth: usize, known: &[FileId]) -> Vec<Found> {
        if depth == 0 {
            return Vec::new();
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return vec![Found::Closed(folder.to_path_buf(), error)],
        };
        let path = relative_utf8(self.dir, folder);
        let known = path.as_ref().map_or(&[][..], |path| self.before.below(known, path));
        let (mut found, mut folders) = (Vec::new(), Vec::new());
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((_, entry)) if is_hidden(&entry.file_name().to_string_lossy()) => {}
                Ok((kind, entry)) if kind.is_dir() => folders.push(entry.path()),
                Ok((kind, entry)) => {
                    let same = path.as_ref().and_then(|path| self.same(known, path, &entry));
                    found.push(same.map_or_else(|| Found::File(entry.path(), kind), Found::Same));
                }
                Err(error) => found.push(Found::Closed(folder.to_path_buf(), error)),
            }
        }
        // At the last depth there are as many folders as records, and none is gone into.
        if depth > 1 {
            found.par_extend(folders.par_iter().flat_map_iter(|folder| self.list(folder, depth - 1, known)));
        }
        found
    }

    fn same(&self, known: &[FileId], folder: &str, entry: &fs::DirEntry) -> Option<FileId> {
        if known.is_empty() {
            return None;
        }
        let file = self.before.find_among(known, &format!("{folder}/{}", entry.file_name().to_str()?))?;
        let facts = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let stamp = Stamp::of(&facts);
        (stamp.is_some() && stamp == self.before.get(file).stamp).then_some(file)
    }
}

/// A folder is read where it stands: a link in its place could show anyone's files to everyone.
pub fn refuse_link(folder: &Path) -> Result<()> {
    if fs::symlink_metadata(folder).is_ok_and(|found| found.is_symlink()) {
        bail!("{} is a symbolic link: put the folder itself here", folder.display());
    }
    Ok(())
}

/// Hidden files and what editors leave behind are nobody's content.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || name.starts_with('#')
}

fn read_one(dir: &Path, path: &Path, kind: fs::FileType, keep: fn(&str) -> &str) -> Source {
    let Some(relative) = relative_utf8(dir, path) else {
        return refused(relative(dir, path), Fault::OddName);
    };
    if kind.is_symlink() {
        return refused(relative, Fault::Link);
    }
    if !kind.is_file() {
        return refused(relative, Fault::NotAFile);
    }
    match read_bounded(path) {
        Ok((_, bytes, _)) if bytes > LARGEST_FILE => refused(relative, Fault::TooLarge { bytes }),
        Ok((bytes, _, stamp)) if is_image(&relative) => Source {
            path: relative,
            text: Arc::default(),
            bytes: bytes.into(),
            fault: None,
            stamp,
            unread: false,
        },
        Ok((bytes, _, stamp)) => match String::from_utf8(bytes) {
            Ok(text) => {
                let (text, bytes) = (keep(&text).into(), Arc::default());
                Source { path: relative, text, bytes, fault: None, stamp, unread: false }
            }
            Err(error) => {
                let fault = Some(Fault::NotUtf8 { at: error.utf8_error().valid_up_to() });
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned().into();
                Source { path: relative, text, bytes: Arc::default(), fault, stamp, unread: false }
            }
        },
        Err(error) => refused(relative, Fault::Unreadable(error.to_string())),
    }
}

/// The bytes, never more than the limit, the size the file claims, and how it looked before it was read.
fn read_bounded(path: &Path) -> std::io::Result<(Vec<u8>, u64, Option<Stamp>)> {
    let file = fs::File::open(path)?;
    let facts = file.metadata()?;
    let (size, stamp) = (facts.len(), Stamp::of(&facts));
    // Exactly so much: growing step by step leaves a third of the room empty, for as long as the texts are kept.
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LARGEST_FILE)).unwrap_or(0) + 1);
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    let read = bytes.len() as u64;
    Ok((bytes, size.max(read), stamp))
}

fn refused(path: String, fault: Fault) -> Source {
    let (text, bytes) = (Arc::default(), Arc::default());
    Source { path, text, bytes, fault: Some(fault), stamp: None, unread: false }
}

fn relative_utf8(dir: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(dir).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

fn relative(dir: &Path, path: &Path) -> String {
    let part = |part: &OsStr| match part.to_str() {
        Some(part) => part.to_string(),
        // Two names that are not UTF-8 stay two.
        None => part.as_encoded_bytes().escape_ascii().to_string(),
    };
    let parts: Vec<String> = path.strip_prefix(dir).unwrap_or(path).iter().map(part).collect();
    parts.join("/")
}
