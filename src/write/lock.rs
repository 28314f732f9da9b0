//! One build at a time for each target.
//!
//! The second build waits: it was started because something changed, so its result is wanted, and it starts from what
//! the first one leaves. The lock is the system's own and ends with the process, however that ends.

use std::fs::{File, TryLockError};

use anyhow::{Context as _, Result};

use super::folder::{Folder, identity};

pub struct Lock<'f> {
    folder: &'f Folder,
    name: String,
    file: File,
}

pub fn take<'f>(folder: &'f Folder, name: &str, waiting: impl FnOnce()) -> Result<Lock<'f>> {
    let cannot = || format!("cannot lock `{name}` beside the site: if no build made it, remove it");
    let mut waiting = Some(waiting);
    loop {
        let file = folder.write_or_create(name).with_context(cannot)?;
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
        let lock = Lock { folder, name: name.to_string(), file };
        // The build we waited for has removed the file, and another may have made and locked a new one.
        if lock.is_in_place() {
            return Ok(lock);
        }
    }
}

impl Lock<'_> {
    fn is_in_place(&self) -> bool {
        let of = |file: &File| file.metadata().map(|facts| identity(&facts)).ok();
        !cfg!(unix) || self.folder.read(&self.name).is_ok_and(|there| of(&there) == of(&self.file))
    }
}

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        // Where a removed file cannot be told from a new one of its name, an empty file stays behind. And somebody
        // else's file of this name is not empty.
        let is_ours = self.file.metadata().is_ok_and(|facts| facts.len() == 0);
        if cfg!(unix) && is_ours && self.is_in_place() {
            let _ = self.folder.remove_file(&self.name);
        }
    }
}
