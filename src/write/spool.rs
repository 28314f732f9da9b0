//! The bytes of a page on their way into the new site. Whether they are new is known when the last of them has come:
//! until then a page is held in memory, and of a large one no more than the end.

use std::fs::File;
use std::io::{self, Write};

use anyhow::{Context as _, Result};

use super::Fate;
use super::manifest::{self, Entry};
use super::path::SitePath;
use super::staging::Staging;

/// What is held at most.
const HELD: usize = 1 << 20;

pub struct Spool<'a> {
    staging: &'a Staging<'a>,
    path: &'a SitePath,
    held: Vec<u8>,
    /// Of a large page: what came before.
    file: Option<File>,
    hash: blake3::Hasher,
    bytes: u64,
}

impl<'a> Spool<'a> {
    pub fn new(path: &'a SitePath, staging: &'a Staging<'a>) -> Spool<'a> {
        Spool { staging, path, held: Vec::new(), file: None, hash: blake3::Hasher::new(), bytes: 0 }
    }

    /// Leaves the page in its place in the new site, unless `old` already says the same.
    pub fn finish(mut self, stamp: String, old: Option<&Entry>) -> Result<(Entry, Fate)> {
        self.count();
        let hash = manifest::short(&self.hash);
        let entry = Entry { stamp, hash, bytes: self.bytes };
        if old.is_some_and(|old| old.hash == entry.hash) {
            if self.file.is_some() {
                self.staging.remove(self.path)?;
            }
            return Ok((entry, Fate::Kept));
        }
        self.pass_on()?;
        Ok((entry, Fate::Written))
    }

    fn count(&mut self) {
        self.hash.update(&self.held);
        self.bytes += self.held.len() as u64;
    }

    fn pass_on(&mut self) -> Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(self.staging.create(self.path)?),
        };
        file.write_all(&self.held).with_context(|| format!("cannot write {}", self.path))?;
        self.held.clear();
        Ok(())
    }
}

impl Write for Spool<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() > HELD {
            self.count();
            self.pass_on().map_err(io::Error::other)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
