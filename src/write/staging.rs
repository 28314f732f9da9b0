//! The new site while it is put together, and its way to the place of the old one.
//!
//! The folder carries a marker from its first moment, so that the next build knows what a killed one left behind. A
//! reader in the middle of the switch sees the old site or the new one, never both. Only where the system cannot
//! exchange two folders (neither Linux nor macOS, or a network drive) there is a moment without a site, and a build
//! killed in just that moment is mended by the next.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;

use super::manifest::{self, Manifest};
use super::target::Target;

/// Stands in the place of the manifest while there is none.
const MARKER: &[u8] = b"{\"building\": true}\n";

pub struct Staging<'t> {
    target: &'t Target,
    folder: PathBuf,
    /// Folders made so far; none yet means that nothing has changed yet and nothing is touched.
    made: Mutex<HashSet<PathBuf>>,
}

impl<'t> Staging<'t> {
    pub fn new(target: &'t Target) -> Staging<'t> {
        Staging { target, folder: target.staging(), made: Mutex::default() }
    }

    /// A new file.
    pub fn create(&self, path: &str) -> Result<File> {
        File::create(self.place(path)?).with_context(|| format!("cannot write {path}"))
    }

    /// A file that turned out to be what the live site has.
    pub fn remove(&self, path: &str) -> Result<()> {
        fs::remove_file(self.folder.join(path)).with_context(|| format!("cannot remove {path}"))
    }

    /// Takes a file of the live site over as it is, with its time: as a second name, or as a copy where a file can
    /// have but one.
    pub fn keep(&self, path: &str) -> Result<()> {
        let (from, to) = (self.target.folder.join(path), self.place(path)?);
        if fs::hard_link(&from, &to).is_ok() {
            return Ok(());
        }
        let copy = || {
            fs::copy(&from, &to)?;
            let modified = fs::metadata(&from)?.modified()?;
            File::options().write(true).open(&to)?.set_modified(modified)
        };
        copy().with_context(|| format!("cannot keep {path}"))
    }

    /// The place of a file, in a folder that exists.
    fn place(&self, path: &str) -> Result<PathBuf> {
        let place = self.folder.join(path);
        let folder = place.parent().unwrap_or(&self.folder).to_path_buf();
        let mut made = self.made.lock().expect("no thread panics while it holds this");
        let cannot = || format!("cannot make {}", folder.display());
        if made.insert(self.folder.clone()) {
            fs::create_dir(&self.folder).with_context(cannot)?;
            fs::write(self.folder.join(manifest::NAME), MARKER).with_context(cannot)?;
        }
        if !made.contains(&folder) {
            fs::create_dir_all(&folder).with_context(cannot)?;
            made.insert(folder);
        }
        Ok(place)
    }

    /// Completes the new site, lets it take the place of the old one, and removes the old one.
    pub fn switch(&self, manifest: &Manifest) -> Result<()> {
        // Written whole before it takes the marker's place: half a manifest would say nothing about the rest.
        let draft = format!("{}.new", manifest::NAME);
        self.create(&draft)?.write_all(&manifest.to_bytes()).context("cannot write the manifest")?;
        fs::rename(self.folder.join(draft), self.folder.join(manifest::NAME))
            .context("cannot write the manifest")?;
        let live = &self.target.folder;
        let cannot = || format!("the site is ready, but cannot take its place at {}", live.display());
        if !live.exists() {
            return fs::rename(&self.folder, live).with_context(cannot);
        }
        fs::set_permissions(&self.folder, fs::metadata(live)?.permissions()).with_context(cannot)?;
        if exchange(&self.folder, live).with_context(cannot)? {
            return remove(&self.folder);
        }
        step_aside(&self.folder, live, &self.target.aside()).with_context(cannot)?;
        remove(&self.target.aside())
    }
}

impl Drop for Staging<'_> {
    /// A build that fails takes its half-made site along.
    fn drop(&mut self) {
        let begun = !self.made.lock().expect("no thread panics while it holds this").is_empty();
        if begun {
            let _ = discard(&self.folder);
        }
    }
}

/// Lets two folders change places in one step; `false` where the system or the disk cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// The same in two steps.
pub(super) fn step_aside(new: &Path, live: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(live, aside)?;
    fs::rename(new, live).inspect_err(|_| {
        let _ = fs::rename(aside, live);
    })
}

/// Mends what a killed build left: a site that had stepped aside comes back, half-made and outdated ones go.
pub fn recover(target: &Target) -> Result<()> {
    let (live, aside, staging) = (&target.folder, target.aside(), target.staging());
    if !live.exists() && Manifest::read(&aside).is_some() {
        fs::rename(&aside, live).with_context(|| format!("cannot bring back {}", live.display()))?;
    }
    discard(&aside)?;
    discard(&staging)
}

/// Removes a site that was never completed, or is one no more; nothing if there is none.
fn discard(folder: &Path) -> Result<()> {
    // Killed while it wrote the marker, a build leaves the beginning of it.
    if manifest::bytes(folder).is_ok_and(|bytes| MARKER.starts_with(&bytes)) {
        clear(folder).with_context(|| format!("cannot remove {}", folder.display()))
    } else if fs::symlink_metadata(folder).is_ok() {
        remove(folder)
    } else {
        Ok(())
    }
}

/// Removes a folder with a marker. The marker goes last: killed before that, the next build still knows what it is.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != manifest::NAME {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_file(folder.join(manifest::NAME))?;
    fs::remove_dir(folder)
}

/// Removes a site file by file as its manifest lists them, the manifest last: whatever else lies there stays, and
/// says so.
fn remove(folder: &Path) -> Result<()> {
    let cannot = || format!("cannot remove the old site at {}", folder.display());
    if let Some(manifest) = Manifest::read(folder) {
        let paths: Vec<&str> = manifest.files().map(|(path, _)| path).collect();
        paths
            .par_iter()
            .try_for_each(|path| gone(fs::remove_file(folder.join(path))))
            .with_context(cannot)?;
        let inner =
            |path| Path::new(path).ancestors().skip(1).filter(|part: &&Path| !part.as_os_str().is_empty());
        let folders: BTreeSet<&Path> = paths.into_iter().flat_map(inner).collect();
        for part in folders.iter().rev() {
            gone(fs::remove_dir(folder.join(part))).or_else(kept).with_context(cannot)?;
        }
        if let Some(foreign) = first_foreign(folder).with_context(cannot)? {
            bail!("{} holds what errbook did not write, such as `{foreign}`: move it away", folder.display());
        }
        gone(fs::remove_file(folder.join(manifest::NAME))).with_context(cannot)?;
    }
    // Removes nothing but an empty folder.
    fs::remove_dir(folder).with_context(cannot)
}

fn first_foreign(folder: &Path) -> io::Result<Option<String>> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != manifest::NAME {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// What is gone already need not be removed.
fn gone(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// A folder with something foreign in it stays.
fn kept(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::DirectoryNotEmpty { Ok(()) } else { Err(error) }
}
