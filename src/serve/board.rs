//! What is shown now, where everyone can see it and wait for the next.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::shown::Shown;

pub struct Board {
    shown: Mutex<Arc<Shown>>,
    changed: Condvar,
}

impl Board {
    pub fn new(shown: Shown) -> Board {
        Board { shown: Mutex::new(Arc::new(shown)), changed: Condvar::new() }
    }

    pub fn now(&self) -> Arc<Shown> {
        Arc::clone(&self.locked())
    }

    pub fn show(&self, shown: Shown) {
        *self.locked() = Arc::new(shown);
        self.changed.notify_all();
    }

    /// What is shown next, if that happens soon enough.
    pub fn wait(&self, version: &str, patience: Duration) -> Option<Arc<Shown>> {
        let same = |shown: &mut Arc<Shown>| shown.version == version;
        let waited = self.changed.wait_timeout_while(self.locked(), patience, same);
        let (shown, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        (!timeout.timed_out()).then(|| Arc::clone(&shown))
    }

    /// Only whole values are put here, so a panic elsewhere has spoilt nothing.
    fn locked(&self) -> MutexGuard<'_, Arc<Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
