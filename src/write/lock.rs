//! One build at a time for each target.
//!
//! The second build waits: it was started because something changed, so its result is wanted, and it starts from what
//! the first one leaves. The lock is the system's own and ends with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

pub struct Lock {
    _file: File,
    path: PathBuf,
}

pub fn take(path: &Path, waiting: impl FnOnce()) -> Result<Lock> {
    let cannot = || format!("cannot lock {}", path.display());
    let mut waiting = Some(waiting);
    loop {
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).open(path).with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                if let Some(tell) = waiting.take() {
                    tell();
                }
                file.lock().with_context(cannot)?;
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(cannot),
        }
        // The build we waited for has removed the file, and another may have made and locked a new one.
        if is_at(&file, path) {
            return Ok(Lock { _file: file, path: path.to_path_buf() });
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where a removed file cannot be told from a new one of its name, an empty file stays behind.
        if cfg!(unix) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(ours), Ok(named)) => place(ours) == place(named),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
