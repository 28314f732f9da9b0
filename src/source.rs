//! The door in: the content folder as paths and texts.
//!
//! Everything a contributor can send passes here first, so this is where a file is refused for what it *is* (a link,
//! a device, too large, not text) before anyone looks at what it says. A refusal is data: the whole folder is read
//! whatever one file does.
#![expect(clippy::disallowed_methods, reason = "this is the door through which content comes in")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

/// A record is prose; a file beyond this size is a mistake (a log, a binary) and would cost every reader.
pub const LARGEST_FILE: u64 = 1024 * 1024;

/// How deep folders may nest below the content folder: records need three.
const DEEPEST_FOLDER: usize = 8;

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
    pub text: String,
    pub fault: Option<Fault>,
}

#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// From texts in memory: the base built into the program, and tests.
    pub fn from_texts<P: Into<String>, T: Into<String>>(texts: impl IntoIterator<Item = (P, T)>) -> Sources {
        let mut files: Vec<Source> = texts
            .into_iter()
            .map(|(path, text)| Source { path: path.into(), text: text.into(), fault: None })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Sources { files }
    }

    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(ix, source)| (FileId(u32::try_from(ix).unwrap_or(u32::MAX)), source))
    }

    /// A hash of all that was read: equal content, equal hash, on any machine.
    pub fn digest(&self) -> blake3::Hash {
        let mut hash = blake3::Hasher::new();
        for source in &self.files {
            for part in [&source.path, &source.text, &format!("{:?}", source.fault)] {
                hash.update(&part.len().to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        hash.finalize()
    }

    pub fn find(&self, path: &str) -> Option<FileId> {
        let ix = self.files.binary_search_by(|source| source.path.as_str().cmp(path)).ok()?;
        Some(FileId(u32::try_from(ix).ok()?))
    }
}

impl Source {
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

/// Reads `content/` below `dir`.
pub fn read(dir: &Path) -> Result<Sources> {
    let content = dir.join("content");
    if !content.is_dir() {
        bail!(
            "no `content` folder in {}: name the folder of a knowledge base, or start one with `errbook init DIR`",
            dir.display()
        );
    }
    refuse_link(&content)?;
    let (mut files, mut found) = (Vec::new(), Vec::new());
    let walk = walkdir::WalkDir::new(&content).max_depth(DEEPEST_FOLDER).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => found.push(entry),
            Err(error) => {
                let path = error.path().map_or_else(|| content.clone(), Path::to_path_buf);
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                files.push(refused(relative(dir, &path), Fault::Unreadable(reason)));
            }
        }
    }
    let read = |entry: &walkdir::DirEntry| read_one(dir, entry.path(), entry.file_type());
    files.par_extend(found.par_iter().map(read));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Sources { files })
}

/// A folder is read where it stands: a link in its place could show anyone's files to everyone.
pub fn refuse_link(folder: &Path) -> Result<()> {
    if fs::symlink_metadata(folder).is_ok_and(|found| found.is_symlink()) {
        bail!("{} is a symbolic link: put the folder itself here", folder.display());
    }
    Ok(())
}

/// A text that a command was pointed at (a paste, an issue), not part of the content.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// The records as they were at a revision that git knows.
pub fn read_revision(dir: &Path, revision: &str) -> Result<Sources> {
    if revision.starts_with('-') {
        bail!("`{revision}` is neither a file nor a revision");
    }
    let listed = git(dir, &["ls-tree", "-r", "-z", revision, "--", "content/records"], String::new())
        .with_context(|| format!("`{revision}` is neither a file nor a revision that git can read"))?;
    let listed = String::from_utf8_lossy(&listed);
    // Each is `100644 blob <hash>`, a tab and the path.
    let files: Vec<(&str, &str)> = listed
        .split('\0')
        .filter_map(|line| line.split_once('\t'))
        .filter(|(_, path)| Path::new(path).extension().is_some_and(|ending| ending == "md"))
        .filter_map(|(facts, path)| Some((facts.split(' ').nth(2)?, path)))
        .collect();
    let wanted = files.iter().flat_map(|(hash, _)| [hash, "\n"]).collect();
    let answer = git(dir, &["cat-file", "--batch"], wanted)?;
    let mut rest = answer.as_slice();
    let texts = files.iter().map_while(|(_, path)| {
        // Each is `<hash> blob <size>`, the text, and the end of a line.
        let head = rest.iter().position(|byte| *byte == b'\n')?;
        let size: usize = std::str::from_utf8(&rest[..head]).ok()?.rsplit(' ').next()?.parse().ok()?;
        let text = String::from_utf8_lossy(rest.get(head + 1..head + 1 + size)?).into_owned();
        rest = rest.get(head + size + 2..)?;
        Some(((*path).to_string(), text))
    });
    Ok(Sources::from_texts(texts.collect::<Vec<_>>()))
}

/// What git answers, in the folder of the knowledge base.
fn git(dir: &Path, args: &[&str], input: String) -> Result<Vec<u8>> {
    let mut git = Command::new("git");
    git.arg("-C").arg(dir).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut git = git.spawn().context("cannot run `git`")?;
    let stdin = git.stdin.take();
    // Git answers while it is still being asked.
    let asking = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = git.wait_with_output().context("cannot run `git`")?;
    // If git did not listen to the end, its status says why.
    drop(asking.join());
    if !output.status.success() {
        bail!("git: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}

/// A text too large to hold.
pub fn open(path: &Path) -> Result<impl Read + use<>> {
    fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Hidden files and what editors leave behind are nobody's content.
fn is_hidden(entry: &walkdir::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() > 0 && (name.starts_with('.') || name.ends_with('~') || name.starts_with('#'))
}

fn read_one(dir: &Path, path: &Path, kind: fs::FileType) -> Source {
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
        Ok((_, bytes)) if bytes > LARGEST_FILE => refused(relative, Fault::TooLarge { bytes }),
        Ok((bytes, _)) => match String::from_utf8(bytes) {
            Ok(text) => Source { path: relative, text, fault: None },
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                Source { path: relative, text, fault: Some(Fault::NotUtf8 { at }) }
            }
        },
        Err(error) => refused(relative, Fault::Unreadable(error.to_string())),
    }
}

/// The bytes, never more than the limit, and the size the file claims.
fn read_bounded(path: &Path) -> std::io::Result<(Vec<u8>, u64)> {
    let file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    // Exactly so much: growing step by step leaves a third of the room empty, for as long as the texts are kept.
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LARGEST_FILE)).unwrap_or(0) + 1);
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    let read = bytes.len() as u64;
    Ok((bytes, size.max(read)))
}

fn refused(path: String, fault: Fault) -> Source {
    Source { path, text: String::new(), fault: Some(fault) }
}

fn relative_utf8(dir: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(dir).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

fn relative(dir: &Path, path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(dir).unwrap_or(path).to_path_buf();
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_line_and_column_in_characters() {
        let source = Source { path: String::new(), text: "a: é\nb: ü!\n".into(), fault: None };
        let offset = source.text.find('!').expect("it is there");
        assert_eq!(source.line_at(offset), (2, 5, "b: ü!"));
        assert_eq!(source.line_at(9999).0, 3);
    }
}
