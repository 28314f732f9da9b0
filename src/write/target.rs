//! Where a site may be written: not over anything that is not a site.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result, bail};

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
}

impl Target {
    /// `base` is the folder of the knowledge base; a relative `out` lies below it.
    pub fn new(out: &Path, base: &Path, adopt: bool) -> Result<Target> {
        let base = real(base)?;
        let folder = real(&base.join(out))?;
        let shown = out.display();
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
        if folder.exists() && !folder.is_dir() {
            bail!("`{shown}` is not a folder: name a folder for the site");
        }
        Ok(Target { parent: parent.to_path_buf(), name: name.to_string(), adopt, folder })
    }

    /// Where the new site is put together, and where the old one lies until it is removed.
    pub fn staging(&self) -> PathBuf {
        self.sibling("new")
    }

    /// Where the old site steps aside on machines where two folders cannot change places in one step.
    pub fn aside(&self) -> PathBuf {
        self.sibling("old")
    }

    pub fn lock(&self) -> PathBuf {
        self.sibling("lock")
    }

    fn sibling(&self, kind: &str) -> PathBuf {
        self.parent.join(format!(".{}.{kind}", self.name))
    }

    /// Refuses a site that we may not write in. To exchange it would take no more than a parent we may write in; but
    /// who took that right away from a folder wants it to stay. The system decides: root may write everywhere.
    pub fn may_be_replaced(&self) -> Result<()> {
        if self.folder.exists() {
            writable(&self.folder).with_context(|| format!("cannot write in {}", self.folder.display()))?;
        }
        Ok(())
    }

    pub fn make_parent(&self) -> Result<()> {
        fs::create_dir_all(&self.parent).with_context(|| format!("cannot make {}", self.parent.display()))
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn writable(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::access(folder, rustix::fs::Access::WRITE_OK)?)
}

/// Elsewhere, only folders that change places in two steps are known; the system speaks up then.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn writable(_: &Path) -> io::Result<()> {
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
