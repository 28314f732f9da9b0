//! The content folder as it lies on the disk: what is looked at, and what is refused for what it is.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use rayon::iter::Either;
use rayon::prelude::*;

use super::{Fault, FileId, Source, Sources, Stamp, with_many_readers};

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

/// What tells which record is which: `site.yaml`, and of each record only its `head`. Nothing beside a record is looked
/// at. A record is read to its end all the same: whether it is text shows nowhere else.
pub fn read_heads(dir: &Path, head: fn(&str) -> &str) -> Result<Sources> {
    let content = dir.join("content");
    let site = read_again(dir, &Sources::default(), &[content.join("site.yaml")])?;
    look(dir, &site, &[content.join("records")], DEPTH_OF_RECORDS, head)
}

/// Looks again at some files and folders below `content/`, and takes the rest as it was.
pub fn read_again(dir: &Path, before: &Sources, places: &[PathBuf]) -> Result<Sources> {
    look(dir, before, places, DEEPEST_FOLDER, |text| text)
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
        let (mut files, mut found) = (Vec::new(), Vec::new());
        for place in &places {
            let depth = place.strip_prefix(&content).map_or(0, |path| path.iter().count());
            if let Some(depth) = deepest.checked_sub(depth) {
                walk(dir, place, depth, &mut files, &mut found);
            }
        }
        let (same, read): (Vec<FileId>, Vec<Source>) =
            found.par_iter().partition_map(|file| match unchanged(dir, file, before) {
                Some(file) => Either::Left(file),
                None => Either::Right(read_one(dir, &file.path, file.kind, keep)),
            });
        files.extend(read);
        (same, files)
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

/// A file that nobody named and that has still the size and the time that it had when it was read. It is not opened
/// again: of a hundred thousand records that would take as long as the first time.
fn unchanged(dir: &Path, found: &Found, before: &Sources) -> Option<FileId> {
    if found.named || !found.kind.is_file() {
        return None;
    }
    let file = before.find(&relative_utf8(dir, &found.path)?)?;
    let stamp = Stamp::of(&fs::symlink_metadata(&found.path).ok()?);
    (stamp.is_some() && stamp == before.get(file).stamp).then_some(file)
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

/// A file that lies where one looked.
struct Found {
    path: PathBuf,
    kind: fs::FileType,
    /// By whom one was sent to look, not just come across.
    named: bool,
}

/// The files at and below a place, to a depth, and what cannot be looked into. A folder at that depth is left alone.
fn walk(dir: &Path, place: &Path, depth: usize, files: &mut Vec<Source>, found: &mut Vec<Found>) {
    let listed = match fs::symlink_metadata(place) {
        Ok(facts) if facts.is_dir() => list(place, depth),
        Ok(facts) => vec![Ok(Found { path: place.to_path_buf(), kind: facts.file_type(), named: true })],
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => vec![Err((place.to_path_buf(), error))],
    };
    for one in listed {
        match one {
            Ok(file) => found.push(file),
            Err((path, error)) => {
                files.push(refused(relative(dir, &path), Fault::Unreadable(error.to_string())));
            }
        }
    }
}

/// In no order, since the folders below are listed in parallel.
fn list(folder: &Path, depth: usize) -> Vec<Result<Found, (PathBuf, std::io::Error)>> {
    if depth == 0 {
        return Vec::new();
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return vec![Err((folder.to_path_buf(), error))],
    };
    let (mut found, mut folders) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
            Ok((_, entry)) if is_hidden(&entry.file_name().to_string_lossy()) => {}
            Ok((kind, entry)) if kind.is_dir() => folders.push(entry.path()),
            Ok((kind, entry)) => found.push(Ok(Found { path: entry.path(), kind, named: false })),
            Err(error) => found.push(Err((folder.to_path_buf(), error))),
        }
    }
    // At the last depth there are as many folders as records, and none is gone into.
    if depth > 1 {
        found.par_extend(folders.par_iter().flat_map_iter(|folder| list(folder, depth - 1)));
    }
    found
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
        Ok((bytes, _, stamp)) => match String::from_utf8(bytes) {
            Ok(text) => Source { path: relative, text: keep(&text).into(), fault: None, stamp },
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                Source { path: relative, text: text.into(), fault: Some(Fault::NotUtf8 { at }), stamp }
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
    Source { path, text: Arc::default(), fault: Some(fault), stamp: None }
}

fn relative_utf8(dir: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(dir).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

fn relative(dir: &Path, path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(dir).unwrap_or(path).to_path_buf();
    path.to_string_lossy().replace('\\', "/")
}
