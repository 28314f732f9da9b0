//! Where a file is named by its whole path only: each step is looked at before it is taken.

#![allow(
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "it offers what the other one does, which may fail and looks at itself"
)]

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::write::folder::plain;

pub struct Folder(PathBuf);

impl Folder {
    pub fn open(path: &Path) -> io::Result<Folder> {
        if fs::symlink_metadata(path)?.is_dir() {
            return Ok(Folder(path.to_path_buf()));
        }
        Err(io::Error::other("a symbolic link or a file is where a folder should be"))
    }

    pub fn folder(&self, name: &str) -> io::Result<Folder> {
        Folder::open(&self.0.join(name))
    }

    pub fn again(&self) -> io::Result<Folder> {
        Ok(Folder(self.0.clone()))
    }

    pub fn make(&self, name: &str) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    pub fn metadata(&self) -> io::Result<Metadata> {
        fs::symlink_metadata(&self.0)
    }

    pub fn names(&self) -> io::Result<Vec<String>> {
        let names = fs::read_dir(&self.0)?.map(|entry| Ok(entry?.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect()
    }

    pub fn read(&self, name: &str) -> io::Result<File> {
        self.file(name, OpenOptions::new().read(true))
    }

    pub fn write(&self, name: &str) -> io::Result<File> {
        self.file(name, OpenOptions::new().read(true).write(true))
    }

    pub fn write_or_create(&self, name: &str) -> io::Result<File> {
        match self.create(name) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.write(name),
            created => created,
        }
    }

    pub fn create(&self, name: &str) -> io::Result<File> {
        File::options().read(true).write(true).create_new(true).open(self.0.join(name))
    }

    fn file(&self, name: &str, options: &OpenOptions) -> io::Result<File> {
        let path = self.0.join(name);
        if !fs::symlink_metadata(&path)?.is_file() {
            return Err(io::Error::other("not a plain file"));
        }
        plain(options.open(path)?)
    }

    pub fn remove_file(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub fn remove_folder(&self, name: &str) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    pub fn rename(&self, name: &str, to: &Folder, new: &str) -> io::Result<()> {
        fs::rename(self.0.join(name), to.0.join(new))
    }

    pub fn link(&self, name: &str, to: &Folder, new: &str) -> io::Result<()> {
        fs::hard_link(self.0.join(name), to.0.join(new))
    }

    pub fn exchange(&self, _: &str, _: &Folder, _: &str) -> io::Result<bool> {
        Ok(false)
    }

    pub fn set_permissions_of(&self, other: &Folder) -> io::Result<()> {
        fs::set_permissions(&self.0, other.metadata()?.permissions())
    }

    pub fn sync(&self) {}
}

/// Two folders change places in two steps here; the system speaks up then.
pub fn is_writable(_: &Path) -> io::Result<()> {
    Ok(())
}

pub fn mode(_: &Metadata) -> u32 {
    0
}

pub fn umask() -> u64 {
    0
}
