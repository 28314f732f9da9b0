//! The new site while it is put together, and its way to the place of the old one.
//!
//! Both lie in a folder of ours beside the target, the new site until the switch and the old one after it. A reader in
//! the middle of the switch sees the old site or the new one, never both. Only where the system cannot exchange two
//! folders (neither Linux nor macOS, or a network drive) there is a moment without a site, and a build killed in just
//! that moment is mended by the next.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, ErrorKind, Write as _};
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;

use super::folder::Folder;
use super::manifest::{self, Entry, Manifest};
use super::path::SitePath;
use super::scratch::{self, Draft};
use super::target::Target;

/// Within our folder: the new site, or after the exchange the old one.
const NEW: &str = "new";
/// Where the old site steps aside on machines where two folders cannot change places in one step.
pub(super) const OLD: &str = "old";

pub struct Staging<'t> {
    target: &'t Target,
    parent: &'t Folder,
    /// None yet means that nothing has changed yet and nothing is touched.
    work: Mutex<Option<Arc<Work>>>,
}

struct Work {
    name: String,
    folder: Folder,
    new: Folder,
}

impl<'t> Staging<'t> {
    pub fn new(target: &'t Target, parent: &'t Folder) -> Staging<'t> {
        Staging { target, parent, work: Mutex::default() }
    }

    fn work(&self) -> Result<Arc<Work>> {
        let mut work = self.work.lock().expect("no thread panics while it holds this");
        if let Some(work) = &*work {
            return Ok(work.clone());
        }
        let begin = || {
            let (name, folder) = scratch::folder(self.parent, self.target.name())?;
            folder.make(NEW)?;
            let new = folder.folder(NEW)?;
            io::Result::Ok(Arc::new(Work { name, folder, new }))
        };
        let made =
            begin().with_context(|| format!("cannot write beside {}", self.target.folder.display()))?;
        Ok(work.insert(made).clone())
    }

    /// A new file.
    pub fn create(&self, path: &SitePath) -> Result<File> {
        let new = &self.work()?.new;
        let create = || new.made(path.folder())?.create(path.name());
        create().with_context(|| format!("cannot write {path}"))
    }

    /// A file that turned out to be what the live site has.
    pub fn remove(&self, path: &SitePath) -> Result<()> {
        let new = &self.work()?.new;
        let remove = || new.at(path.folder())?.remove_file(path.name());
        remove().with_context(|| format!("cannot remove {path}"))
    }

    /// Takes files of the live site over as they are, with their times: under a second name, or as copies where a file
    /// can have but one.
    pub fn keep(&self, live: &Folder, paths: &[&SitePath]) -> Result<()> {
        let new = &self.work()?.new;
        paths.par_chunk_by(|a, b| a.folder() == b.folder()).try_for_each(|paths| {
            let folder = paths[0].folder();
            let open = || io::Result::Ok((live.at(folder)?, new.made(folder)?));
            let (from, to) = open().with_context(|| format!("cannot keep {}", paths[0]))?;
            paths.par_iter().try_for_each(|path| {
                let kept =
                    from.link(path.name(), &to, path.name()).or_else(|_| copy(&from, &to, path.name()));
                kept.with_context(|| format!("cannot keep {path}"))
            })
        })
    }

    /// Completes the new site and lets it take the place of the old one. The old one is then removed; what of it
    /// cannot be is returned.
    pub fn switch(&self, manifest: Manifest, old: &Manifest) -> Result<Option<anyhow::Error>> {
        let work = self.work()?;
        // Written whole before it takes its place: half a manifest would say nothing about the rest.
        let write = || {
            let mut draft = Draft::new(&work.new, manifest::NAME)?;
            let manifest = manifest.written_as(&draft.file.metadata()?);
            draft.file.write_all(&manifest.to_bytes())?;
            draft.replace()?;
            io::Result::Ok(manifest)
        };
        let manifest = write().context("cannot write the manifest")?;
        let (name, live) = (self.target.name(), &self.target.folder);
        let cannot = || format!("the site is ready, but cannot take its place at {}", live.display());
        let mut aside = None;
        if let Ok(folder) = self.parent.folder(name) {
            work.new.set_permissions_of(&folder).with_context(cannot)?;
            aside = Some(NEW);
            if !work.folder.exchange(NEW, self.parent, name).with_context(cannot)? {
                step_aside(&work.folder, self.parent, name).with_context(cannot)?;
                aside = Some(OLD);
            }
        } else {
            work.folder.rename(NEW, self.parent, name).with_context(cannot)?;
        }
        // From here on it is the old site that lies there.
        self.work.lock().expect("no thread panics while it holds this").take();
        let remove = || {
            if let Some(aside) = aside {
                remove_site(&work.folder, aside, old, &manifest)?;
            }
            Ok(self.parent.remove_folder(&work.name)?)
        };
        Ok(remove().err().map(|error: anyhow::Error| {
            error.context(format!("cannot remove the old site, which is now in {}", self.beside(&work.name)))
        }))
    }

    fn beside(&self, name: &str) -> String {
        self.target.folder.with_file_name(name).display().to_string()
    }
}

impl Drop for Staging<'_> {
    /// A build that fails takes its half-made site along.
    fn drop(&mut self) {
        if let Some(work) = self.work.lock().expect("no thread panics while it holds this").take() {
            let _ = self.parent.remove_all(&work.name);
        }
    }
}

fn copy(from: &Folder, to: &Folder, name: &str) -> io::Result<()> {
    let (mut old, mut new) = (from.read(name)?, to.create(name)?);
    io::copy(&mut old, &mut new)?;
    new.set_permissions(old.metadata()?.permissions())?;
    new.set_modified(old.metadata()?.modified()?)
}

/// What an exchange does, in two steps.
pub(super) fn step_aside(work: &Folder, parent: &Folder, live: &str) -> io::Result<()> {
    parent.rename(live, work, OLD)?;
    work.rename(NEW, parent, live).inspect_err(|_| {
        let _ = work.rename(OLD, parent, live);
    })
}

/// Whether a killed build left something to mend.
pub fn is_left(target: &Target) -> bool {
    let left = target.parent().and_then(|parent| scratch::left_folders(&parent, target.name()));
    left.is_ok_and(|left| !left.is_empty())
}

/// Mends what a killed build left: a site that had stepped aside comes back, half-made and outdated ones go. Only a
/// folder that is provably ours is looked into.
pub fn recover(target: &Target, parent: &Folder) -> Result<()> {
    let cannot = |name: &str| format!("cannot remove what a killed build left in {name}");
    let name = target.name();
    for (work, folder) in scratch::left_folders(parent, name).with_context(|| cannot(name))? {
        let aside = folder.folder(OLD).ok().and_then(|old| Manifest::read(&old));
        if parent.folder(name).is_err() && aside.is_some() {
            folder
                .rename(OLD, parent, name)
                .with_context(|| format!("cannot bring back {}", target.folder.display()))?;
        }
        let live = parent.folder(name).ok().and_then(|live| Manifest::read(&live)).unwrap_or_default();
        for part in [NEW, OLD] {
            let Ok(site) = folder.folder(part) else { continue };
            match Manifest::read(&site) {
                Some(manifest) => remove_site(&folder, part, &manifest, &live),
                None => folder.remove_all(part).map_err(Into::into),
            }
            .with_context(|| cannot(&work))?;
        }
        parent.remove_folder(&work).with_context(|| cannot(&work))?;
    }
    scratch::sweep_folders(parent, name).with_context(|| cannot(name))
}

/// Whether a file is still what a manifest says.
pub fn is_as_written(site: &Folder, path: &SitePath, entry: &Entry) -> bool {
    let read = || manifest::digest(site.at(path.folder())?.read(path.name())?);
    read().is_ok_and(|hash| hash == entry.hash)
}

/// Removes a site file by file, the manifest last: those that its successor has a page for, and those that are as they
/// were written. Whatever else lies there stays.
fn remove_site(parent: &Folder, name: &str, manifest: &Manifest, successor: &Manifest) -> Result<()> {
    let site = parent.folder(name)?;
    let files: Vec<(&SitePath, &Entry)> = manifest.files().collect();
    files.par_chunk_by(|a, b| a.0.folder() == b.0.folder()).try_for_each(|files| {
        let Ok(folder) = site.at(files[0].0.folder()) else { return Ok(()) };
        files.par_iter().try_for_each(|(path, entry)| {
            let may_go = successor.path(path.as_str()).is_some() || is_as_written(&site, path, entry);
            if may_go { gone(folder.remove_file(path.name())) } else { Ok(()) }
        })
    })?;
    let folders: BTreeSet<&str> = files.iter().flat_map(|(path, _)| above(path)).collect();
    for folder in folders.into_iter().rev() {
        let (outer, inner) = folder.rsplit_once('/').unwrap_or(("", folder));
        if let Ok(outer) = site.at(outer) {
            gone(outer.remove_folder(inner)).or_else(not_empty)?;
        }
    }
    if let Some(foreign) = site.names()?.iter().find(|name| *name != manifest::NAME) {
        bail!("it holds what errbook did not write, such as `{}`: move it away", foreign.escape_debug());
    }
    gone(site.remove_file(manifest::NAME))?;
    Ok(parent.remove_folder(name)?)
}

/// The folders that a path lies in.
fn above(path: &SitePath) -> impl Iterator<Item = &str> {
    let path = path.as_str();
    path.match_indices('/').map(move |(at, _)| &path[..at])
}

/// What is gone already need not be removed.
fn gone(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// A folder with something foreign in it stays.
fn not_empty(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::DirectoryNotEmpty { Ok(()) } else { Err(error) }
}
