//! A folder held open. Everything that errbook writes or removes goes through one, name by name, so that no link in
//! the content can lead it elsewhere.

#[cfg_attr(any(target_os = "linux", target_os = "android", target_vendor = "apple"), path = "held.rs")]
#[cfg_attr(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")), path = "named.rs")]
mod system;

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

pub use system::{Folder, is_writable, mode, umask};

impl Folder {
    /// The folder that a person named: they may well name it by a link.
    pub fn named(path: &Path) -> io::Result<Folder> {
        Folder::open(&fs::canonicalize(path)?)
    }

    /// A folder below this one, reached without a link. `""` is this one.
    pub fn at(&self, path: &str) -> io::Result<Folder> {
        let mut names = path.split('/').filter(|name| !name.is_empty());
        names.try_fold(self.again()?, |folder, name| folder.folder(name))
    }

    /// The same, made if it is missing.
    pub fn made(&self, path: &str) -> io::Result<Folder> {
        let mut names = path.split('/').filter(|name| !name.is_empty());
        names.try_fold(self.again()?, |folder, name| match folder.folder(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => match folder.make(name) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                // Another thread may have made it meanwhile.
                _ => folder.folder(name),
            },
            found => found,
        })
    }

    /// Removes a file, or a folder with everything in it; a link is removed, not followed.
    pub fn remove_all(&self, name: &str) -> io::Result<()> {
        let Ok(folder) = self.folder(name) else { return self.remove_file(name) };
        folder.names()?.iter().try_for_each(|name| folder.remove_all(name))?;
        drop(folder);
        self.remove_folder(name)
    }
}

/// The file, unless it is a device, a pipe or a folder.
fn plain(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a plain file")) }
}

/// What tells a file or a folder from every other on this machine, and from every copy of it.
#[cfg(unix)]
pub fn identity(facts: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!("{:x}-{:x}", facts.dev(), facts.ino())
}

/// Where a disk does not even know when it was made, nothing is known again.
#[cfg(not(unix))]
pub fn identity(facts: &Metadata) -> String {
    use std::hash::{BuildHasher, RandomState};
    let age = facts.created().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    age.map_or_else(|| format!("{:x}", RandomState::new().hash_one(0)), |age| format!("{:x}", age.as_nanos()))
}

#[cfg(all(test, any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod tests;
