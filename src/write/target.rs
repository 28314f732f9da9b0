//! Where a site may be written: not over anything that is not a site.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::folder::{Folder, is_writable};
use super::memory;

/// The folders below a knowledge base that a site is made from.
pub const INPUTS: [&str; 3] = ["content", "templates", "static"];

/// The folder of a site, and its siblings while it is written.
#[derive(Debug)]
pub struct Target {
    pub folder: PathBuf,
    parent: PathBuf,
    name: String,
    /// Also without a manifest, if it holds nothing but files that this build writes anyway.
    pub adopt: bool,
    /// Reads every file of the live site instead of trusting its size and time.
    pub verify: bool,
}

impl Target {
    /// `base` is the folder of the knowledge base; a relative `out` lies below it.
    pub fn new(out: &Path, base: &Path, adopt: bool) -> Result<Target> {
        let base = real(base)?;
        let path = base.join(out);
        let shown = out.display();
        refuse_links(&path, &base)?;
        let folder = real(&path)?;
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            bail!("`{shown}` is the root of the file system: name a folder for the site");
        };
        let Some(name) = name.to_str() else {
            bail!("the name of `{shown}` is not UTF-8: name another folder")
        };
        if base.starts_with(&folder) {
            bail!(
                "`{shown}` holds the knowledge base itself: name a folder for the site, such as `--out site`"
            );
        }
        for input in INPUTS {
            if folder.starts_with(real(&base.join(input))?) {
                bail!(
                    "`{shown}` lies in `{input}`, which the site is made from: name a folder outside of it"
                );
            }
        }
        if folder.starts_with(base.join(memory::FOLDER)) {
            bail!("`{shown}` is where errbook keeps its memory: name another folder");
        }
        if folder.exists() && !folder.is_dir() {
            bail!("`{shown}` is not a folder: name a folder for the site");
        }
        Ok(Target { parent: parent.to_path_buf(), name: name.to_string(), adopt, verify: false, folder })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder that the site lies in, and what we need while we write it.
    pub fn parent(&self) -> io::Result<Folder> {
        Folder::open(&self.parent)
    }

    pub fn lock(&self) -> String {
        format!(".{}.lock", self.name)
    }

    /// Whether another build is at work.
    pub fn is_locked(&self) -> bool {
        fs::symlink_metadata(self.parent.join(self.lock())).is_ok()
    }

    /// Refuses a site that we may not write in. To exchange it would take no more than a parent we may write in; but
    /// who took that right away from a folder wants it to stay. The system decides: root may write everywhere.
    pub fn may_be_replaced(&self) -> Result<()> {
        if self.folder.exists() {
            is_writable(&self.folder)
                .with_context(|| format!("cannot write in {}", self.folder.display()))?;
        }
        Ok(())
    }

    pub fn make_parent(&self) -> Result<Folder> {
        let make = || {
            fs::create_dir_all(&self.parent)?;
            self.parent()
        };
        make().with_context(|| format!("cannot make {}", self.parent.display()))
    }
}

/// A link in the knowledge base came with it, and whoever put it there should not choose where we write. Which links lead
/// to the knowledge base is for those who use it to know.
fn refuse_links(path: &Path, base: &Path) -> Result<()> {
    let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    let within = path.ancestors().take_while(|part| *part != base && part.starts_with(base));
    if let Some(link) = std::iter::once(path).chain(within).find(|part| is_link(part)) {
        bail!("`{}` is a symbolic link: name the folder that it leads to", link.display());
    }
    Ok(())
}

/// The path without links and steps upward; its last parts need not exist.
fn real(path: &Path) -> Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(real) => Ok(real),
        Err(error) if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
            let last = match path.components().next_back() {
                Some(Component::Normal(last)) => last.to_owned(),
                _ => bail!("cannot find {}", path.display()),
            };
            let parent =
                path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Ok(real(parent)?.join(last))
        }
        Err(error) => Err(error).with_context(|| format!("cannot use {}", path.display())),
    }
}
