//! The door out: a site becomes files, all of them or none.
//!
//! The new site is put together in a folder beside the target: unchanged pages are hard links to the files of the live
//! site, changed ones are rendered and written. Then the two folders change places in one step. Whoever reads, and
//! whenever the program is killed, the target is wholly the old site or wholly the new one. If nothing changed,
//! nothing is touched.
#![expect(clippy::disallowed_methods, reason = "this is the door through which files leave")]

mod content;
mod folder;
mod live;
mod lock;
mod manifest;
mod memory;
mod path;
mod scratch;
mod spool;
mod staging;
mod target;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;

pub use content::Content;
pub use manifest::Manifest;
pub use memory::Memory;
pub use target::{INPUTS, Target};

use crate::pages::Prepared;
use crate::source::Paths;
use live::Live;
use manifest::Entry;
use path::SitePath;
use spool::Spool;
use staging::Staging;

/// What can say whether it changed before anyone asks how it looks.
pub trait Stamped {
    /// A hash of all that the bytes depend on; none if they are made as fast as it would be.
    fn stamp(&self) -> Option<String>;
    /// Says the page, a large one piece by piece.
    fn write(self, out: &mut dyn Write) -> Result<()>;
}

impl Stamped for Prepared<'_> {
    fn stamp(&self) -> Option<String> {
        Prepared::stamp(self)
    }

    fn write(self, out: &mut dyn Write) -> Result<()> {
        Prepared::write(self, out)
    }
}

/// What happens while a site is written, for those who show it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// Another build writes the same target.
    Waiting,
    /// One more page is ready.
    PageReady,
}

/// Writes a file outside of any site that somebody named: it is the old one or the new one.
pub fn file(path: &Path, bytes: &[u8]) -> Result<()> {
    let made = path.with_added_extension(format!("{}.new", std::process::id()));
    let written = std::fs::write(&made, bytes).and_then(|()| std::fs::rename(&made, path));
    written
        .inspect_err(|_| drop(std::fs::remove_file(&made)))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// A file outside of any site that somebody named, to write at its end.
pub fn append(path: &Path) -> Result<impl Write + use<>> {
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    file.with_context(|| format!("cannot write {}", path.display()))
}

/// What was done.
#[derive(Debug, Default)]
pub struct Report {
    /// Every file of the site and its size, by path.
    pub files: BTreeMap<String, u64>,
    pub written: usize,
    pub removed: usize,
    /// Why a part of the old site is still there.
    pub left: Option<anyhow::Error>,
    pub spent: Spent,
}

/// Where the time went. The first three happen side by side on all threads; their times are parts of the time on the
/// clock, in proportion to the work.
#[derive(Debug, Default)]
pub struct Spent {
    pub prepare: Duration,
    pub render: Duration,
    pub write: Duration,
    pub switch: Duration,
    /// Time on the clock for a second of work.
    pub pace: f64,
}

/// What a build would report that has nothing to do, because this program made the whole site from these very inputs.
pub fn unchanged(target: &Target, inputs: &str) -> Option<Report> {
    // Another build is at work, or was killed: `sync` waits for the one and cleans up after the other.
    if target.is_locked() || staging::is_left(target) {
        return None;
    }
    // A folder that cannot be read, or holds what is not ours, is for `sync` to speak of.
    let live = Live::read(target, &|_| true).ok()?;
    let files = || live.manifest.files().map(|(path, entry)| (path.to_string(), entry.bytes)).collect();
    (live.manifest.is_made_from(inputs) && live.is_whole())
        .then(|| Report { files: files(), ..Report::default() })
}

/// Makes the target hold exactly these pages, by path. `inputs` is a hash of all that they are made from, if the next
/// build may take an equal one as a sign that there is nothing to do and nothing to tell.
pub fn sync<P, S>(
    pages: impl IntoIterator<Item = (String, P)>,
    prepare: impl Fn(P) -> S + Sync,
    target: &Target,
    inputs: &str,
    tell: &(dyn Fn(Step) + Sync),
) -> Result<Report>
where
    P: Copy + Send + Sync,
    S: Stamped,
{
    let pages = checked(pages)?;
    target.may_be_replaced()?;
    let parent = target.make_parent()?;
    let _lock = lock::take(&parent, &target.lock(), || tell(Step::Waiting))?;
    staging::recover(target, &parent)?;
    let is_page = |path: &str| pages.binary_search_by(|(other, _)| other.as_str().cmp(path)).is_ok();
    let mut live = Live::read(target, &is_page)?;
    live.adopt()?;
    let staging = Staging::new(target, &parent);
    let work = Work { live: &live, staging: &staging, clocks: Clocks::default() };
    let start = Instant::now();
    let made: Vec<(Entry, Fate)> = pages
        .par_iter()
        .map(|(path, page)| {
            let made = work.make(path, &prepare, *page).with_context(|| format!("cannot make {path}"))?;
            tell(Step::PageReady);
            Ok(made)
        })
        .collect::<Result<_>>()?;
    let spent = work.clocks.spent(start.elapsed());
    finish(&pages, &made, &live, &staging, inputs, spent)
}

/// What became of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// The file of the live site stays.
    Kept,
    Written,
}

/// Brings the kept pages over and lets the new site take the place of the old one.
fn finish<P: Sync>(
    pages: &[(SitePath, P)],
    made: &[(Entry, Fate)],
    live: &Live,
    staging: &Staging,
    inputs: &str,
    spent: Spent,
) -> Result<Report> {
    let start = Instant::now();
    let paths = || pages.iter().map(|(path, _)| path);
    let entries = paths().cloned().zip(made.iter().map(|(entry, _)| entry.clone())).collect();
    let manifest = Manifest::new(inputs, entries);
    let mut report = Report {
        files: manifest.files().map(|(path, entry)| (path.to_string(), entry.bytes)).collect(),
        written: made.iter().filter(|(_, fate)| *fate == Fate::Written).count(),
        removed: live.manifest.files().filter(|(path, _)| manifest.get(path).is_none()).count(),
        left: None,
        spent,
    };
    if !manifest.says_the_same(&live.manifest) || report.written > 0 {
        live.may_be_removed()?;
        let kept: Vec<&SitePath> =
            paths().zip(made).filter(|(_, (_, fate))| *fate == Fate::Kept).map(|(path, _)| path).collect();
        if let Some(folder) = &live.folder {
            staging.keep(folder, &kept)?;
        }
        report.left = staging.switch(manifest, &live.manifest)?;
    }
    report.spent.switch = start.elapsed();
    Ok(report)
}

struct Work<'a> {
    live: &'a Live,
    staging: &'a Staging<'a>,
    clocks: Clocks,
}

impl Work<'_> {
    /// Renders a page only if its stamp is new, and writes it only if its bytes are.
    fn make<P, S: Stamped>(
        &self,
        path: &SitePath,
        prepare: &impl Fn(P) -> S,
        page: P,
    ) -> Result<(Entry, Fate)> {
        let clocks = &self.clocks;
        let (page, stamp) = clocks.prepare.time(|| {
            let page = prepare(page);
            let stamp = page.stamp();
            (page, stamp)
        });
        let old = self.live.entry(path);
        let known =
            |old: &&Entry| self.live.same_program && stamp.as_ref().is_some_and(|new| *new == old.stamp);
        if let Some(old) = old.filter(known) {
            return Ok((old.clone(), Fate::Kept));
        }
        let mut spool = Spool::new(path, self.staging);
        clocks.render.time(|| page.write(&mut spool))?;
        clocks.write.time(|| spool.finish(stamp.unwrap_or_default(), old))
    }
}

/// Nanoseconds of work, summed over the threads.
#[derive(Default)]
struct Clock(AtomicU64);

#[derive(Default)]
struct Clocks {
    prepare: Clock,
    render: Clock,
    write: Clock,
}

impl Clock {
    fn time<T>(&self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        self.0.fetch_add(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        done
    }

    fn total(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

impl Clocks {
    fn spent(&self, wall: Duration) -> Spent {
        let work = self.prepare.total() + self.render.total() + self.write.total();
        let pace = wall.as_secs_f64() / work.as_secs_f64().max(0.001);
        let part = |clock: &Clock| clock.total().mul_f64(pace);
        Spent {
            prepare: part(&self.prepare),
            render: part(&self.render),
            write: part(&self.write),
            switch: Duration::ZERO,
            pace,
        }
    }
}

/// Content cannot name a path outside the site, because the rules of the base forbid it; this is the second lock on
/// the same door.
fn checked<P>(pages: impl IntoIterator<Item = (String, P)>) -> Result<Vec<(SitePath, P)>> {
    let mut seen = Paths::default();
    let mut checked = Vec::new();
    for (path, page) in pages {
        if let Some(other) = seen.add(&path) {
            bail!("two pages want to be `{path}`, since `{other}` is the same on some disks");
        }
        checked.push((SitePath::try_from(path).map_err(anyhow::Error::msg)?, page));
    }
    checked.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(checked)
}

#[cfg(test)]
mod tests;
