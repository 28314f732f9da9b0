//! The site that is there now: which of its files are ours and still as they were written.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::folder::{Folder, is_writable};
use super::manifest::{self, Entry, Manifest};
use super::path::SitePath;
use super::scratch::Draft;
use super::staging::is_as_written;
use super::target::Target;
use crate::source::with_many_readers;

/// So many foreign files are named in a refusal.
const NAMED: usize = 3;

#[derive(Default)]
pub struct Live {
    pub manifest: Manifest,
    pub same_program: bool,
    /// None if there is no site yet.
    pub folder: Option<Folder>,
    known: bool,
    folders: Vec<PathBuf>,
    found: BTreeMap<SitePath, Found>,
}

/// What a folder tells of a file without reading it.
#[derive(Clone, Copy)]
struct Found {
    bytes: u64,
    /// The file is no longer what we wrote: it was written since the manifest, which is done last, or a new one would
    /// have other permissions.
    touched: bool,
}

impl Live {
    /// Reads what is there, and refuses a folder with files that no build of ours wrote. `ours` tells whether this
    /// build has a page at a path.
    pub fn read(target: &Target, ours: &dyn Fn(&str) -> bool) -> Result<Live> {
        let path = &target.folder;
        if fs::symlink_metadata(path).is_err() {
            return Ok(Live::default());
        }
        let folder = Folder::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let written = Manifest::read(&folder);
        let committed = folder.read(manifest::NAME).and_then(|file| file.metadata()).ok();
        let committed = committed.and_then(|data| changed(&data));
        let known = written.is_some();
        let mut live = Live { known, manifest: written.unwrap_or_default(), ..Live::default() };
        let mut foreign = Vec::new();
        for (entry, data) in looked_at(path)? {
            let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let name = below.to_string_lossy().replace('\\', "/");
            let page = below.to_str().and_then(|_| live.expected(&name, target.adopt && ours(&name)));
            if entry.file_type().is_dir() {
                if fs::read_dir(entry.path()).is_ok_and(|mut inside| inside.next().is_none()) {
                    foreign.push(format!("{name}/"));
                }
                live.folders.push(entry.into_path());
            } else if let Some(page) = page.filter(|_| entry.file_type().is_file()) {
                let data = data.with_context(|| format!("cannot read {name}"))?;
                let later = changed(&data).zip(committed).is_none_or(|(file, site)| file > site);
                let touched = later || (known && !live.manifest.fits(&data));
                live.found.insert(page, Found { bytes: data.len(), touched });
            } else if name != manifest::NAME || !entry.file_type().is_file() {
                foreign.push(name);
            }
        }
        foreign.extend(live.look_into(&folder, target.verify, ours)?);
        if !foreign.is_empty() {
            bail!("{}", refusal(target, &foreign, known));
        }
        Ok(Live { same_program: live.manifest.same_program(), folder: Some(folder), ..live })
    }

    /// A path of the site, or of one that lost its manifest.
    fn expected(&self, path: &str, adopt: bool) -> Option<SitePath> {
        let adopted = || (!self.known && adopt).then(|| SitePath::try_from(path.to_string()).ok()).flatten();
        self.manifest.path(path).cloned().or_else(adopted)
    }

    /// Reads the files that this build will remove, and all of them if they are to be verified. What the manifest names
    /// and is not what it says is somebody else's, unless this build has a page in its place.
    fn look_into(&mut self, folder: &Folder, all: bool, ours: &dyn Fn(&str) -> bool) -> Result<Vec<String>> {
        let read: Vec<(&SitePath, &Entry, bool)> = self
            .manifest
            .files()
            .filter(|(path, _)| self.found.contains_key(*path))
            .map(|(path, entry)| (path, entry, !ours(path.as_str())))
            .filter(|(.., leaves)| all || *leaves)
            .collect();
        let differs = |(path, entry, leaves): (&SitePath, &Entry, bool)| {
            (!is_as_written(folder, path, entry)).then(|| (path.clone(), leaves))
        };
        let different: Vec<(SitePath, bool)> =
            with_many_readers(|| read.into_par_iter().filter_map(differs).collect())?;
        for (path, _) in &different {
            self.found.entry(path.clone()).and_modify(|found| found.touched = true);
        }
        Ok(different.into_iter().filter(|(_, leaves)| *leaves).map(|(path, _)| path.to_string()).collect())
    }

    /// Writes a manifest for a site that lost its own, so that a killed build leaves a site that the next one knows.
    pub fn adopt(&mut self) -> Result<()> {
        let Some(folder) = self.folder.as_ref().filter(|_| !self.known && !self.found.is_empty()) else {
            return Ok(());
        };
        let sizes = self.found.iter().map(|(path, file)| (path.clone(), file.bytes));
        self.manifest = Manifest::adopting(sizes);
        self.same_program = true;
        let write = || {
            let mut draft = Draft::new(folder, manifest::NAME)?;
            draft.file.write_all(&self.manifest.to_bytes())?;
            draft.replace()
        };
        write().context("cannot adopt the site")
    }

    /// Whether the site can be removed once there is a new one. Better to know it before.
    pub fn may_be_removed(&self) -> Result<()> {
        self.folders.iter().try_for_each(|path| {
            is_writable(path).with_context(|| format!("cannot write in {}", path.display()))
        })
    }

    /// Whether every file is still there and as it was.
    pub fn is_whole(&self) -> bool {
        self.manifest.files().all(|(path, _)| self.entry(path).is_some())
    }

    /// What was written at a path, if the file is still there and as it was, as far as one sees from outside.
    pub fn entry(&self, path: &SitePath) -> Option<&Entry> {
        let found = self.found.get(path)?;
        self.manifest.get(path).filter(|entry| found.bytes == entry.bytes && !found.touched)
    }
}

/// Everything below a folder and how it looks from outside.
fn looked_at(folder: &Path) -> Result<Vec<(DirEntry, walkdir::Result<Metadata>)>> {
    let entries: walkdir::Result<Vec<DirEntry>> =
        WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter().collect();
    let entries = entries.with_context(|| format!("cannot read {}", folder.display()))?;
    let look = |entry: DirEntry| {
        let data = entry.metadata();
        (entry, data)
    };
    with_many_readers(|| entries.into_par_iter().map(look).collect())
}

fn changed(data: &Metadata) -> Option<SystemTime> {
    data.modified().ok()
}

fn refusal(target: &Target, foreign: &[String], known: bool) -> String {
    let mut named: Vec<String> =
        foreign.iter().take(NAMED).map(|name| format!("`{}`", name.escape_debug())).collect();
    if foreign.len() > NAMED {
        named.push(format!("{} more", foreign.len() - NAMED));
    }
    let adopt = if known || target.adopt {
        ""
    } else {
        ", or, if it is a site of this knowledge base that lost its `.errbook.json`, add `--force`"
    };
    format!(
        "{} holds what errbook did not write: {}; move it away or name another folder{adopt}",
        target.folder.display(),
        named.join(", ")
    )
}
