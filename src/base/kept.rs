//! What was worked out of files, kept for as long as the files are the same.

use std::sync::Arc;

use crate::source::{FileId, Source, Sources};

/// By the number of the file, each with the very value it was worked out of.
pub struct Kept<T> {
    files: Vec<Option<(Arc<Source>, T)>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept { files: Vec::new() }
    }
}

impl<T> Kept<T> {
    pub fn get(&self, file: FileId) -> Option<&T> {
        self.files.get(file.0 as usize)?.as_ref().map(|(_, value)| value)
    }

    pub fn keep(&mut self, file: FileId, sources: &Sources, value: T) {
        let ix = file.0 as usize;
        if self.files.len() <= ix {
            self.files.resize_with(ix + 1, || None);
        }
        self.files[ix] = Some((Arc::clone(sources.shared(file)), value));
    }

    /// What was worked out of a file that is still the same.
    pub fn current(&self, file: FileId, sources: &Sources) -> Option<&T> {
        self.get(file).filter(|_| self.is_current(file, sources))
    }

    pub fn is_current(&self, file: FileId, sources: &Sources) -> bool {
        let known = self.files.get(file.0 as usize).and_then(Option::as_ref);
        known.is_some_and(|(source, _)| Arc::ptr_eq(source, sources.shared(file)))
    }

    /// The files for which there is nothing yet, or only what they once said.
    pub fn wanting(&self, sources: &Sources) -> Vec<FileId> {
        sources.ids().filter(|file| !self.is_current(*file, sources)).collect()
    }
}
