//! The checks that need the whole base, done behind the page: it is shown first, and what is wrong is added.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use super::board::Board;
use super::shown::Content;
use crate::base::Checks;

/// The browser asks for the page as soon as it hears of it; both would have to share the machine.
const PAGE_FIRST: Duration = Duration::from_millis(50);

pub struct Checker {
    jobs: Sender<Job>,
    /// The number of the newest job: all others are moot.
    newest: Arc<AtomicU64>,
}

struct Job {
    number: u64,
    content: Content,
}

impl Checker {
    pub fn start(board: &Arc<Board>) -> io::Result<Checker> {
        let (jobs, waiting) = channel();
        let (board, newest) = (Arc::clone(board), Arc::default());
        let checker = Checker { jobs, newest: Arc::clone(&newest) };
        thread::Builder::new().name("check".into()).spawn(move || work(&waiting, &newest, &board))?;
        Ok(checker)
    }

    /// Something was saved: what is being checked is what was. The save needs the machine for itself.
    pub fn halt(&self) {
        self.newest.fetch_add(1, Ordering::Relaxed);
    }

    pub fn check(&self, content: Content) {
        let number = self.newest.fetch_add(1, Ordering::Relaxed) + 1;
        self.jobs.send(Job { number, content }).expect("the checker works as long as the server");
    }
}

fn work(jobs: &Receiver<Job>, newest: &AtomicU64, board: &Board) {
    let mut checks = Checks::default();
    for Job { number, content } in jobs {
        let moot = || newest.load(Ordering::Relaxed) != number;
        thread::sleep(PAGE_FIRST);
        if !moot() && content.check(&mut checks, &moot) {
            board.more_is_known();
        }
    }
}
