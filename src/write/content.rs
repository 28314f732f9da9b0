//! What a command writes for an author: new files, and the new text of an old one. Each is written beside its place and
//! takes it when it is whole and on the disk; whatever fails or is killed, the old file is still there.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::folder::Folder;
use super::scratch::{self, Draft};
use crate::draft::File;

/// The folder of a knowledge base, to write into. No link below it is followed.
pub struct Content {
    dir: PathBuf,
    folder: Folder,
    swept: BTreeSet<String>,
}

impl Content {
    /// Makes the folder if it is missing.
    pub fn open(dir: &Path) -> Result<Content> {
        let open = || {
            fs::create_dir_all(dir)?;
            Folder::named(dir)
        };
        let folder = open().with_context(|| format!("cannot make the folder {}", dir.display()))?;
        Ok(Content { dir: dir.to_path_buf(), folder, swept: BTreeSet::new() })
    }

    /// Writes new files, none of which may be there yet, and then the new text of one that may be: all or nothing.
    pub fn add(&mut self, files: &[File], changed: Option<&File>) -> Result<()> {
        let there: Vec<&str> = files
            .iter()
            .map(|file| file.path.as_str())
            .filter(|path| fs::symlink_metadata(self.dir.join(path)).is_ok())
            .collect();
        if !there.is_empty() {
            bail!("nothing was written, because this is there already: {}", there.join(", "));
        }
        let all = files.iter().chain(changed);
        let folders = all.map(|file| self.folder_of(&file.path)).collect::<Result<Vec<Folder>>>()?;
        let all = files.iter().map(|file| (file, false)).chain(changed.map(|file| (file, true)));
        let drafts = all
            .zip(&folders)
            .map(|((file, old), folder)| draft(folder, file, old).with_context(|| self.cannot(&file.path)));
        let mut drafts = drafts.collect::<Result<Vec<Draft<'_>>>>()?;
        let last = drafts.split_off(files.len());
        let mut made = Made { folders: &folders, files: Vec::new() };
        for (file, draft) in files.iter().zip(drafts) {
            draft.create().with_context(|| self.cannot(&file.path))?;
            made.files.push(name(&file.path));
        }
        for (file, draft) in changed.into_iter().zip(last) {
            draft.replace().with_context(|| self.cannot(&file.path))?;
        }
        made.files.clear();
        folders.iter().for_each(Folder::sync);
        Ok(())
    }

    /// Puts a text in the place of a file, which need not be there.
    pub fn replace(&mut self, path: &str, text: &str) -> Result<()> {
        self.add(&[], Some(&File { path: path.to_string(), text: text.to_string() }))
    }

    fn cannot(&self, path: &str) -> String {
        format!("cannot write {}", self.dir.join(path).display())
    }

    fn folder_of(&mut self, path: &str) -> Result<Folder> {
        let of = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = self.folder.made(of).with_context(|| self.cannot(path))?;
        if self.swept.insert(of.to_string()) {
            scratch::sweep(&folder);
        }
        Ok(folder)
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The whole text on the disk, beside its place, with the owner and the permissions of the old file.
fn draft<'f>(folder: &'f Folder, file: &File, old: bool) -> io::Result<Draft<'f>> {
    let name = name(&file.path);
    let old = match old.then(|| folder.write(name)) {
        None => None,
        Some(Err(error)) if error.kind() == ErrorKind::NotFound => None,
        Some(old) => Some(old?.metadata()?),
    };
    let mut draft = Draft::new(folder, name)?;
    draft.file.write_all(file.text.as_bytes())?;
    if let Some(old) = old {
        keep_owner(&draft.file, &old)?;
        draft.file.set_permissions(old.permissions())?;
    }
    draft.file.sync_all()?;
    Ok(draft)
}

#[cfg(unix)]
fn keep_owner(new: &fs::File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = new.metadata()?;
    if (own.uid(), own.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(new, Some(old.uid()), Some(old.gid()))
}

#[cfg(not(unix))]
fn keep_owner(_: &fs::File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Files made so far: removed again unless all could be made.
struct Made<'m> {
    folders: &'m [Folder],
    files: Vec<&'m str>,
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        for (folder, name) in self.folders.iter().zip(&self.files) {
            // It failed already; that it cannot be tidied up is no further news.
            let _ = folder.remove_file(name);
        }
    }
}
