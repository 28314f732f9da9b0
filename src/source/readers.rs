//! Many files at once.

use anyhow::{Context as _, Result};
use rayon::ThreadPoolBuilder;

/// A disk answers many questions at once, and who asks one waits: that keeps no processor busy.
const READERS: usize = 16;

/// Does on many threads what waits for a disk and hardly works. Where everything is in memory already, as it is right
/// after it was written, this takes as long as on few.
pub fn with_many_readers<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    let readers = ThreadPoolBuilder::new().num_threads(READERS).build();
    Ok(readers.context("cannot start the threads that read files")?.install(work))
}
