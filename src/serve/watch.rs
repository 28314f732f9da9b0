//! Notices saves below the folders that a site is made from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{
    Config, Event, EventKind, EventKindMask, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher,
};

use super::Tell;
use crate::write::INPUTS;

/// An editor's save is several events; they belong together as long as no longer pause separates them.
const QUIET: Duration = Duration::from_millis(30);

/// The same where the last of them is one that ends a save: another file may follow, but none is half written.
const SETTLED: Duration = Duration::from_millis(5);

/// Even if the events never pause, someone waits for the page.
const LONGEST: Duration = Duration::from_millis(300);

/// How often to look for a folder that is gone, and at all files where the system reports nothing.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

type Found = notify::Result<Event>;

/// What a save may have changed.
#[derive(PartialEq, Eq, Debug)]
pub struct Change {
    pub theme: bool,
    /// Where to look again below the content.
    pub content: Vec<PathBuf>,
    /// Whether the system lost count: then a folder may have come that no one watches.
    pub lost: bool,
}

pub struct Watch {
    dir: PathBuf,
    watcher: Option<Box<dyn Watcher + Send>>,
    found: Receiver<Found>,
    watched: BTreeSet<PathBuf>,
    polling: bool,
    tell: Tell,
}

impl Watch {
    /// Watches the folder of a knowledge base, given without links in it.
    pub fn start(dir: &Path, tell: Tell) -> Watch {
        Watch::start_as(dir, tell, false)
    }

    fn start_as(dir: &Path, tell: Tell, polling: bool) -> Watch {
        let (watcher, found) = watcher(polling);
        let mut watch = Watch { dir: dir.into(), watcher, found, watched: BTreeSet::new(), polling, tell };
        watch.arm();
        watch
    }

    /// Waits for the next save.
    pub fn next(&mut self) -> Change {
        loop {
            let Some(events) = self.events() else {
                // The folder was gone when last looked for.
                self.arm();
                if self.is_whole() {
                    return self.everything();
                }
                continue;
            };
            let unsure = events.iter().any(|event| event.as_ref().map_or(true, Event::need_rescan));
            let paths: BTreeSet<PathBuf> =
                events.into_iter().flatten().flat_map(|event| event.paths).collect();
            let inputs = INPUTS.map(|input| self.dir.join(input));
            if paths.iter().any(|path| *path == self.dir || inputs.contains(path)) {
                // A folder that came back is another folder, which no one watches yet.
                self.renew();
                return self.everything();
            }
            if unsure {
                return Change { lost: true, ..self.everything() };
            }
            let (content, others): (Vec<PathBuf>, Vec<PathBuf>) =
                paths.into_iter().partition(|path| path.starts_with(&inputs[0]));
            let theme = others.iter().any(|path| inputs.iter().any(|input| path.starts_with(input)));
            if theme || !content.is_empty() {
                return Change { theme, content, lost: false };
            }
        }
    }

    /// As if all had been saved.
    pub fn everything(&self) -> Change {
        Change { theme: true, content: vec![self.dir.join(INPUTS[0])], lost: false }
    }

    /// Watches all folders as if none had been. The system reports even that, and for many folders more than it can
    /// keep: whoever did this each time that it lost count would do nothing else.
    pub fn renew(&mut self) {
        self.watched.clear();
        self.arm();
    }

    /// The events of one save, or none after a while without a folder to watch.
    fn events(&mut self) -> Option<Vec<Found>> {
        let first = if self.is_whole() {
            self.found.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            self.found.recv_timeout(LOOK_AGAIN)
        };
        let mut events = match first {
            Ok(event) => vec![event],
            Err(RecvTimeoutError::Timeout) => return None,
            Err(RecvTimeoutError::Disconnected) => {
                self.fall_back();
                return Some(Vec::new());
            }
        };
        let deadline = Instant::now() + LONGEST;
        while Instant::now() < deadline {
            let pause = if events.last().is_some_and(ends_a_save) { SETTLED } else { QUIET };
            match self.found.recv_timeout(pause) {
                Ok(event) => events.push(event),
                Err(_) => break,
            }
        }
        Some(events)
    }

    fn is_whole(&self) -> bool {
        self.watched.contains(&self.dir)
    }

    /// Watches what is there and not watched yet: the folder itself, for what comes and goes in it, and all below
    /// the three that count. Other folders may be large, and what happens there is nobody's save.
    fn arm(&mut self) {
        let own = [(self.dir.clone(), RecursiveMode::NonRecursive)];
        let inputs = INPUTS.map(|input| (self.dir.join(input), RecursiveMode::Recursive));
        for (path, mode) in own.into_iter().chain(inputs) {
            if self.watched.contains(&path) || !path.is_dir() {
                continue;
            }
            let Some(watcher) = &mut self.watcher else { return self.fall_back() };
            let _ = watcher.unwatch(&path);
            match watcher.watch(&path, mode) {
                Ok(()) => {
                    self.watched.insert(path);
                }
                // Gone in this very moment: it is looked for again.
                Err(_) if self.polling || !path.is_dir() => {}
                Err(_) => return self.fall_back(),
            }
        }
    }

    /// Some systems report nothing, or not about so many folders: then all files are looked at again and again.
    fn fall_back(&mut self) {
        if !self.polling {
            (self.tell)("the system does not report saves here: looking at all files twice a second");
        }
        *self = Watch { polling: true, ..Watch::start_as(&self.dir.clone(), self.tell, true) };
    }
}

fn watcher(polling: bool) -> (Option<Box<dyn Watcher + Send>>, Receiver<Found>) {
    let (sender, found) = channel();
    // Not who reads: to look at a large base is more than the system can keep count of, and when it has lost count
    // all is looked at again. The times of files count whole seconds here, so what they hold is compared.
    let config = Config::default()
        .with_event_kinds(EventKindMask::CORE | EventKindMask::ACCESS_CLOSE)
        .with_poll_interval(LOOK_AGAIN)
        .with_compare_contents(true)
        .with_follow_symlinks(false);
    let watcher: Option<Box<dyn Watcher + Send>> = if polling {
        PollWatcher::new(sender, config).ok().map(|watcher| Box::new(watcher) as _)
    } else {
        RecommendedWatcher::new(sender, config).ok().map(|watcher| Box::new(watcher) as _)
    };
    (watcher, found)
}

/// A file was closed by its writer, or took the place of another.
fn ends_a_save(event: &Found) -> bool {
    let kind = event.as_ref().map(|event| event.kind);
    matches!(
        kind,
        Ok(EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)))
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use super::*;

    /// The next change, however slow the machine is; a watch that notices nothing fails.
    fn next(mut watch: Watch) -> (Watch, Change) {
        let (sender, done) = channel();
        thread::spawn(move || {
            let change = watch.next();
            let _ = sender.send((watch, change));
        });
        done.recv_timeout(Duration::from_secs(20)).expect("the save was noticed")
    }

    fn tried(polling: bool) {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().canonicalize().unwrap();
        let put = |path: &str, text: &str| fs::write(dir.join(path), text).unwrap();
        fs::create_dir(dir.join("content")).unwrap();
        put("content/a.md", "1");
        let watch = Watch::start_as(&dir, |_| {}, polling);
        // The second before the first look is over would be no change to one who polls.
        thread::sleep(LOOK_AGAIN * 2);
        put("content/a.md", "2");
        let (watch, change) = next(watch);
        assert_eq!(change, Change { theme: false, content: vec![dir.join("content/a.md")], lost: false });
        put("content/.a.md.swp", "3");
        fs::rename(dir.join("content/.a.md.swp"), dir.join("content/a.md")).unwrap();
        let (mut watch, _) = next(watch);
        fs::create_dir(dir.join("templates")).unwrap();
        // A save may be noticed in several steps: what counts is that the theme is among them.
        loop {
            let (back, change) = next(watch);
            watch = back;
            if change.theme {
                break;
            }
        }
        put("templates/home.html", "x");
        assert!(next(watch).1.theme);
    }

    #[test]
    fn saves_are_noticed_as_the_system_reports_them() {
        tried(false);
    }

    #[test]
    fn saves_are_noticed_by_looking() {
        tried(true);
    }

    #[test]
    fn reading_is_not_reported() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().canonicalize().unwrap();
        fs::create_dir(dir.join("content")).unwrap();
        fs::write(dir.join("content/read.md"), "1").unwrap();
        let watch = Watch::start(&dir, |_| {});
        fs::read_dir(dir.join("content")).unwrap().for_each(drop);
        fs::read(dir.join("content/read.md")).unwrap();
        fs::write(dir.join("content/saved.md"), "2").unwrap();
        // In the order in which it happened, so that what was read would come first.
        let first = watch.found.recv_timeout(Duration::from_secs(20)).expect("the save was noticed");
        assert_eq!(first.unwrap().paths, [dir.join("content/saved.md")]);
    }

    #[test]
    fn a_folder_that_comes_back_is_watched_again() {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().canonicalize().unwrap().join("kb");
        fs::create_dir_all(dir.join("content")).unwrap();
        let watch = Watch::start(&dir, |_| {});
        fs::rename(&dir, dir.with_file_name("away")).unwrap();
        let (watch, _) = next(watch);
        fs::rename(dir.with_file_name("away"), &dir).unwrap();
        let (mut watch, _) = next(watch);
        fs::write(dir.join("content/a.md"), "1").unwrap();
        while !watch.is_whole() {
            watch = next(watch).0;
        }
        fs::write(dir.join("content/a.md"), "2").unwrap();
        next(watch);
    }
}
