//! The site that is there now: which of its files are ours and still as they were written.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::manifest::{self, Entry, Manifest};
use super::target::Target;
use crate::source::with_many_readers;

/// So many foreign files are named in a refusal.
const NAMED: usize = 3;

#[derive(Default)]
pub struct Live {
    pub manifest: Manifest,
    pub same_program: bool,
    found: BTreeMap<String, Found>,
}

/// What a folder tells of a file without reading it.
#[derive(Clone, Copy)]
struct Found {
    bytes: u64,
    /// Since the manifest was written, which is done last: then the file is no longer what we wrote.
    touched: bool,
}

impl Live {
    /// Reads what is there, and refuses a folder with files that no build of ours wrote. `ours` tells whether this
    /// build has a page at a path.
    pub fn read(target: &Target, ours: &dyn Fn(&str) -> bool) -> Result<Live> {
        let folder = &target.folder;
        if !folder.exists() {
            return Ok(Live::default());
        }
        let written = Manifest::read(folder);
        let committed = fs::metadata(folder.join(manifest::NAME)).ok().and_then(|data| changed(&data));
        let known = written.is_some();
        let mut manifest = written.unwrap_or_default();
        let expected = |path: &str| manifest.has(path) || (!known && target.adopt && ours(path));
        let mut found = BTreeMap::new();
        let mut foreign = Vec::new();
        for (entry, data) in looked_at(folder)? {
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let name = path.to_string_lossy().replace('\\', "/");
            if entry.file_type().is_dir() {
                if fs::read_dir(entry.path()).is_ok_and(|mut inside| inside.next().is_none()) {
                    foreign.push(format!("{name}/"));
                }
            } else if entry.file_type().is_file() && path.to_str().is_some() && expected(&name) {
                let data = data.with_context(|| format!("cannot read {name}"))?;
                let touched = changed(&data).zip(committed).is_none_or(|(file, site)| file > site);
                found.insert(name, Found { bytes: data.len(), touched });
            } else if name != manifest::NAME || !entry.file_type().is_file() {
                foreign.push(name);
            }
        }
        if !foreign.is_empty() {
            bail!("{}", refusal(target, &foreign, known));
        }
        if !known && !found.is_empty() {
            manifest = Manifest::adopting(found.iter().map(|(path, file)| (path.clone(), file.bytes)));
            fs::write(folder.join(manifest::NAME), manifest.to_bytes())
                .with_context(|| format!("cannot adopt {}", folder.display()))?;
        }
        Ok(Live { same_program: manifest.same_program(), manifest, found })
    }

    /// Whether every file is still there and as it was.
    pub fn is_whole(&self) -> bool {
        self.manifest.files().all(|(path, _)| self.entry(path).is_some())
    }

    /// What was written at a path, if the file is still there, as large as it was and not written since.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
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
