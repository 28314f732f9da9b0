//! What is shown now, where everyone can see it and wait for the next; and what of it the terminal has been told.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Tell;
use super::shown::Shown;

pub struct Board {
    now: Mutex<Notice>,
    changed: Condvar,
    tell: Tell,
    /// What was wrong when that was last told.
    told: Mutex<String>,
}

/// What is shown, and the number of its last change.
#[derive(Clone)]
pub struct Notice {
    pub number: u64,
    pub shown: Arc<Shown>,
}

impl Board {
    pub fn new(shown: Shown, tell: Tell) -> Board {
        let now = Notice { number: 0, shown: Arc::new(shown) };
        let board = Board { now: Mutex::new(now), changed: Condvar::new(), tell, told: Mutex::default() };
        board.say();
        board
    }

    pub fn now(&self) -> Notice {
        locked(&self.now).clone()
    }

    pub fn show(&self, shown: Shown) {
        let shown = Arc::new(shown);
        locked(&self.now).shown = shown;
        self.more_is_known();
    }

    /// There is more to say about what is shown.
    pub fn more_is_known(&self) {
        locked(&self.now).number += 1;
        self.changed.notify_all();
        self.say();
    }

    /// The next notice, if it comes soon enough.
    pub fn wait(&self, seen: u64, patience: Duration) -> Option<Notice> {
        let same = |now: &mut Notice| now.number == seen;
        let waited = self.changed.wait_timeout_while(locked(&self.now), patience, same);
        let (now, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        (!timeout.timed_out()).then(|| now.clone())
    }

    /// Tells what is wrong if that is news. That nothing is wrong is known once everything was checked.
    fn say(&self) {
        let mut told = locked(&self.told);
        let shown = self.now().shown;
        let trouble = shown.trouble();
        if trouble == *told || trouble.is_empty() && !shown.is_checked() {
            return;
        }
        (self.tell)(if trouble.is_empty() { "all mended" } else { &trouble });
        *told = trouble;
    }
}

/// Only whole values are put here, so a panic elsewhere has spoilt nothing.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
