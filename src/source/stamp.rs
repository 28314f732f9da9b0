//! How a file looks from outside: whoever remembers it need not open it again.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// Two times, the size and the number of a file, in nanoseconds and bytes. The time of the last change of anything about
/// it nobody can set back, so a file with an older text in an older time's clothes is told apart, where a system has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp(u64, u64, u64, u64);

impl Stamp {
    /// Times are coarse: what was written just now can be written again without another one.
    const SETTLED: Duration = Duration::from_secs(2);

    /// None where it would say too little.
    pub(super) fn of(facts: &Metadata) -> Option<Stamp> {
        let modified = nanos(facts.modified().ok()?)?;
        let (changed, number) = changed(facts);
        let newest = SystemTime::UNIX_EPOCH + Duration::from_nanos(modified.max(changed));
        let settled = newest.elapsed().is_ok_and(|age| age > Stamp::SETTLED);
        settled.then_some(Stamp(modified, changed, facts.len(), number))
    }
}

fn nanos(time: SystemTime) -> Option<u64> {
    u64::try_from(time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos()).ok()
}

#[cfg(unix)]
fn changed(facts: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;

    let nanos =
        facts.ctime().checked_mul(1_000_000_000).and_then(|time| time.checked_add(facts.ctime_nsec()));
    (nanos.and_then(|time| u64::try_from(time).ok()).unwrap_or(0), facts.ino())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> (u64, u64) {
    (0, 0)
}
