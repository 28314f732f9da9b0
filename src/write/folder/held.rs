//! Where the system lets us name a file relative to an open folder.

use std::fs::{File, Metadata};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::OnceLock;

use rustix::fs::{self as system, Access, AtFlags, CWD, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::plain;

pub struct Folder(File);

impl Folder {
    pub fn open(path: &Path) -> io::Result<Folder> {
        open_folder(CWD, path)
    }

    pub fn folder(&self, name: &str) -> io::Result<Folder> {
        open_folder(&self.0, name)
    }

    /// The same folder under a second handle.
    pub fn again(&self) -> io::Result<Folder> {
        self.0.try_clone().map(Folder)
    }

    /// A new folder.
    pub fn make(&self, name: &str) -> io::Result<()> {
        system::mkdirat(&self.0, name, Mode::from_raw_mode(0o777)).map_err(clear)
    }

    pub fn metadata(&self) -> io::Result<Metadata> {
        self.0.metadata()
    }

    /// The names in it that are UTF-8, which ours are.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in system::Dir::read_from(&self.0)? {
            match entry?.file_name().to_str() {
                Ok("." | "..") | Err(_) => {}
                Ok(name) => names.push(name.to_string()),
            }
        }
        Ok(names)
    }

    pub fn read(&self, name: &str) -> io::Result<File> {
        self.file(name, OFlags::RDONLY)
    }

    /// A file that is there, to write into. Nothing is cut off.
    pub fn write(&self, name: &str) -> io::Result<File> {
        self.file(name, OFlags::RDWR)
    }

    pub fn write_or_create(&self, name: &str) -> io::Result<File> {
        self.file(name, OFlags::RDWR | OFlags::CREATE)
    }

    /// A new file.
    pub fn create(&self, name: &str) -> io::Result<File> {
        self.file(name, OFlags::RDWR | OFlags::CREATE | OFlags::EXCL)
    }

    fn file(&self, name: &str, flags: OFlags) -> io::Result<File> {
        // A pipe that nobody writes into would keep us waiting.
        let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = system::openat(&self.0, name, flags, Mode::from_raw_mode(0o666)).map_err(clear)?;
        plain(file.into())
    }

    pub fn remove_file(&self, name: &str) -> io::Result<()> {
        system::unlinkat(&self.0, name, AtFlags::empty()).map_err(clear)
    }

    /// An empty folder.
    pub fn remove_folder(&self, name: &str) -> io::Result<()> {
        system::unlinkat(&self.0, name, AtFlags::REMOVEDIR).map_err(clear)
    }

    pub fn rename(&self, name: &str, to: &Folder, new: &str) -> io::Result<()> {
        system::renameat(&self.0, name, &to.0, new).map_err(clear)
    }

    /// A second name of a file.
    pub fn link(&self, name: &str, to: &Folder, new: &str) -> io::Result<()> {
        system::linkat(&self.0, name, &to.0, new, AtFlags::empty()).map_err(clear)
    }

    /// Lets two folders change places in one step; `false` where the system or the disk cannot.
    pub fn exchange(&self, name: &str, other: &Folder, with: &str) -> io::Result<bool> {
        match system::renameat_with(&self.0, name, &other.0, with, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(true),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    pub fn set_permissions_of(&self, other: &Folder) -> io::Result<()> {
        self.0.set_permissions(other.metadata()?.permissions())
    }

    /// Lets what was renamed in it survive a power cut. Some disks cannot, and are no worse for it.
    pub fn sync(&self) {
        let _ = self.0.sync_all();
    }
}

fn open_folder(at: impl AsFd, path: impl rustix::path::Arg) -> io::Result<Folder> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(Folder(system::openat(at, path, flags, Mode::empty()).map_err(clear)?.into()))
}

/// What the system says of a link that it was not to follow is hard to understand.
fn clear(error: Errno) -> io::Error {
    match error {
        Errno::LOOP => io::Error::other("it is a symbolic link"),
        Errno::NOTDIR => io::Error::other("a symbolic link or a file is where a folder should be"),
        Errno::NXIO => io::Error::other("not a plain file"),
        error => error.into(),
    }
}

/// Whether we may add and remove files.
pub fn is_writable(path: &Path) -> io::Result<()> {
    Ok(system::access(path, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Who may do what with a file.
pub fn mode(facts: &Metadata) -> u32 {
    facts.mode() & 0o7777
}

/// What a new file may not be. The system tells it only to who sets it: this is done once, before any file is made.
pub fn umask() -> u64 {
    static UMASK: OnceLock<u64> = OnceLock::new();
    *UMASK.get_or_init(|| {
        let mask = rustix::process::umask(Mode::from_raw_mode(0o077));
        rustix::process::umask(mask);
        mask.as_raw_mode().into()
    })
}
