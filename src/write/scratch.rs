//! Files and folders that are half made. Nobody can prepare one: it is made anew under a name by chance, and then takes
//! one with its own number on the disk, which no checkout and no copy can fit. By that name the next run knows what a
//! killed one left.

use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind};

use super::folder::{Folder, identity};

/// After the name of what it will become.
const MARK: &str = ".errbook-";

fn name(of: &str, rest: &str) -> String {
    format!(".{of}{MARK}{rest}")
}

/// A name that is not there.
fn by_chance(of: &str) -> String {
    name(of, &format!("{:016x}", RandomState::new().hash_one(of)))
}

/// A new folder beside what it will become.
pub fn folder(parent: &Folder, of: &str) -> io::Result<(String, Folder)> {
    let first = by_chance(of);
    parent.make(&first)?;
    let folder = parent.folder(&first)?;
    let own = name(of, &identity(&folder.metadata()?));
    parent.rename(&first, parent, &own)?;
    Ok((own, folder))
}

/// The folders that killed programs left.
pub fn left_folders(parent: &Folder, of: &str) -> io::Result<Vec<(String, Folder)>> {
    let mut left = Vec::new();
    for found in parent.names()?.into_iter().filter(|found| found.starts_with(&name(of, ""))) {
        let Ok(folder) = parent.folder(&found) else { continue };
        if found == name(of, &identity(&folder.metadata()?)) {
            left.push((found, folder));
        }
    }
    Ok(left)
}

/// A file beside the one it will become: whoever reads sees the old one or the new one.
pub struct Draft<'f> {
    folder: &'f Folder,
    of: String,
    name: String,
    pub file: File,
}

impl<'f> Draft<'f> {
    pub fn new(folder: &'f Folder, of: &str) -> io::Result<Draft<'f>> {
        let first = by_chance(of);
        let file = folder.create(&first)?;
        let mut draft = Draft { folder, of: of.to_string(), name: first, file };
        // As long as it is locked, somebody is writing it.
        let _ = draft.file.try_lock();
        let own = name(of, &identity(&draft.file.metadata()?));
        folder.rename(&draft.name, folder, &own)?;
        draft.name = own;
        Ok(draft)
    }

    /// Takes the place of what is there.
    pub fn replace(self) -> io::Result<()> {
        self.folder.rename(&self.name, self.folder, &self.of)
    }

    /// Takes a place that must be free.
    pub fn create(self) -> io::Result<()> {
        match self.folder.link(&self.name, self.folder, &self.of) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                // A disk where a file has but one name.
                match self.folder.read(&self.of) {
                    Err(error) if error.kind() == ErrorKind::NotFound => self.replace(),
                    _ => Err(ErrorKind::AlreadyExists.into()),
                }
            }
            linked => linked,
        }
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        // Gone already if it took its place.
        let _ = self.folder.remove_file(&self.name);
    }
}

/// Removes the drafts that killed programs left in a folder.
pub fn sweep(folder: &Folder) {
    let is_left = |found: &str| {
        let Some((of, rest)) = found.strip_prefix('.').and_then(|rest| rest.rsplit_once(MARK)) else {
            return false;
        };
        let Ok(file) = folder.read(found) else { return false };
        let Ok(facts) = file.metadata() else { return false };
        let own = found == name(of, &identity(&facts));
        // Killed before it had its name, it is empty.
        (own || (facts.len() == 0 && rest.len() == 16)) && file.try_lock().is_ok()
    };
    for found in folder.names().into_iter().flatten().filter(|found| is_left(found)) {
        let _ = folder.remove_file(&found);
    }
}

/// Removes the folders that were made and not yet named: they are empty, and no other is removed.
pub fn sweep_folders(parent: &Folder, of: &str) -> io::Result<()> {
    for found in parent.names()?.iter().filter(|found| found.starts_with(&name(of, ""))) {
        let _ = parent.remove_folder(found);
    }
    Ok(())
}
