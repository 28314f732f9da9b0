//! What a check knows when it ends, and the next one begins with: of each record that is right, how its files looked and
//! what is asked of it. So a check opens what looks different, and what there is something to say about.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::known::Uses;
use super::parts::{Kind, kind};
use super::reading::Said;
use super::samples::Trials;
use super::{Checks, CodeFile, KnowledgeBase, Reading, Readings, RecordIx, Sample, sentences};
use crate::problem::Problem;
use crate::record::{Gist, Record};
use crate::source::{FileId, Sources, Stamp};

/// A smaller base is read sooner than anybody notices.
const FEWEST: usize = 1000;

/// While less than one record in so many is new, they are read again sooner than all are written.
const FEW: usize = 50;

/// The files of a knowledge base, what they say, and what was tried of it.
#[derive(Default)]
pub struct Checked {
    pub sources: Sources,
    pub readings: Readings,
    pub checks: Checks,
}

/// What holds for all records of a memory: the first line of it. Each record is a line below it.
#[derive(Serialize, Deserialize)]
struct Head {
    /// A hash of the text of the vocabulary, if there is one.
    vocabulary: Option<String>,
    /// A hash of those by which every sample finds its record.
    signatures: String,
    /// What `uses` were looked for by.
    families: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Line<'r> {
    id: String,
    stamp: Stamp,
    gist: Gist<'r>,
    sentences: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uses: Option<Vec<String>>,
    beside: Vec<Beside>,
}

/// A sample, or a file of code.
#[derive(Serialize, Deserialize)]
struct Beside {
    name: String,
    stamp: Stamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uses: Option<Vec<String>>,
}

impl Checked {
    /// A record takes three kilobytes; more would be no memory of ours.
    pub const LARGEST: usize = 2 * 1024 * 1024 * 1024;

    /// As it was written; what is not understood is not remembered.
    pub fn from_bytes(bytes: &[u8]) -> Checked {
        Checked::recall(bytes).unwrap_or_default()
    }

    fn recall(bytes: &[u8]) -> Option<Checked> {
        let (head, lines) = bytes.split_at(memchr::memchr(b'\n', bytes)?);
        let head: Head = serde_json::from_slice(head).ok()?;
        let lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').collect();
        let line = |line: &&[u8]| serde_json::from_slice(line).ok();
        let lines: Vec<Line<'_>> = lines.par_iter().filter_map(line).collect();
        let files: Vec<(String, Stamp)> = lines.iter().flat_map(Line::files).collect();
        // Then the number of a file is its place here, and no file stands for two.
        if !files.is_sorted_by(|one, next| one.0 < next.0) {
            return None;
        }
        let mut checked = Checked { sources: Sources::unread(files), ..Checked::default() };
        checked.readings.spoken = head.vocabulary.map(|hash| hash.parse()).transpose().ok()?;
        checked.checks.trials = Trials::recalled(head.signatures.parse().ok()?);
        checked.checks.uses = Uses::recalled(head.families);
        let mut files = (0..).map(FileId);
        for Line { gist, sentences, uses, beside, .. } in lines {
            let file = files.next()?;
            checked.keep(file, Some(gist), &sentences, uses)?;
            for Beside { uses, .. } in beside {
                checked.keep(files.next()?, None, "", uses)?;
            }
        }
        Some(checked)
    }

    fn keep(
        &mut self,
        file: FileId,
        gist: Option<Gist<'_>>,
        sentences: &str,
        uses: Option<Vec<String>>,
    ) -> Option<()> {
        let text = Arc::default();
        let said = match (kind(&self.sources.get(file).path)?, gist) {
            (Kind::Record(id), Some(gist)) => Said::Record(Arc::new(gist.into_record(file, id))),
            (Kind::Sample(name), None) => {
                self.checks.trials.recall(file, &self.sources);
                Said::Sample(Arc::new(Sample { file, name, text }))
            }
            (Kind::Code(name), None) => Said::Code(Arc::new(CodeFile { file, name, text })),
            _ => return None,
        };
        let sentences = Arc::new([sentences::recalled(sentences)?]);
        self.readings.files.keep(file, &self.sources, Reading { said, problems: Vec::new(), sentences });
        if let Some(uses) = uses {
            self.checks.uses.recall(file, &self.sources, uses);
        }
        Some(())
    }

    /// What has to be read because something is to be said about it, or it is to be tried.
    pub fn asked_for(&mut self, base: &KnowledgeBase, problems: &[Problem]) -> Vec<FileId> {
        let notes = problems.iter().flat_map(|problem| &problem.also).map(|note| note.file);
        let told = problems.iter().map(|problem| problem.file).chain(notes);
        let samples = self.checks.trials.wanting(base, &self.sources, base.indices());
        let samples = samples.into_iter().map(|(_, sample)| sample.file);
        let uses = self.checks.uses.wanting(base, &self.sources).into_iter().map(|(_, file)| file);
        let files: BTreeSet<FileId> = told.chain(samples).chain(uses).collect();
        files.into_iter().filter(|file| self.sources.get(*file).unread).collect()
    }

    /// What the next check may begin with; none if that is not worth it.
    pub fn to_bytes(&self, base: &KnowledgeBase, problems: &[Problem]) -> Option<Vec<u8>> {
        if base.len() < FEWEST {
            return None;
        }
        let told: BTreeSet<FileId> = problems.iter().map(|problem| problem.file).collect();
        let mut records: Vec<(RecordIx, &Record)> =
            base.records().filter(|(ix, _)| self.is_right(base, *ix, &told)).collect();
        // Where most are wrong one thing is, and when that is mended they are what they were.
        if records.len() * 2 < base.len() {
            return None;
        }
        let is_new = |ix: RecordIx| files(base, ix).any(|file| !self.sources.get(file).unread);
        if records.iter().filter(|(ix, _)| is_new(*ix)).count() * FEW < records.len() {
            return None;
        }
        records.sort_by_key(|(_, record)| &self.sources.get(record.file).path);
        let signatures = self.checks.trials.of()?.to_string();
        let vocabulary = self.readings.spoken.map(|hash| hash.to_string());
        let head = Head { vocabulary, signatures, families: base.known.families.clone() };
        let mut bytes = serde_json::to_vec(&head).expect("plain data");
        let json = |(ix, record): &(RecordIx, &Record)| {
            serde_json::to_vec(&self.line(base, *ix, record)).expect("plain data")
        };
        for line in records.par_iter().map(json).collect::<Vec<_>>() {
            bytes.push(b'\n');
            bytes.extend(line);
        }
        Some(bytes)
    }

    /// Whether there is nothing to say about any of the files of a record, and they can be known by how they look.
    fn is_right(&self, base: &KnowledgeBase, ix: RecordIx, told: &BTreeSet<FileId>) -> bool {
        let fine = |file: FileId| self.checks.trials.is_fine(file, &self.sources);
        base.samples(ix).iter().all(|sample| fine(sample.file))
            && files(base, ix).all(|file| !told.contains(&file) && self.sources.get(file).stamp.is_some())
    }

    fn line<'r>(&self, base: &KnowledgeBase, ix: RecordIx, record: &'r Record) -> Line<'r> {
        let stamp = |file: FileId| self.sources.get(file).stamp.expect("it was asked for");
        let uses = |file: FileId| base.known.file.map(|_| self.checks.uses.values(file));
        let mut beside: Vec<(&String, FileId)> =
            base.samples(ix).iter().map(|one| (&one.name, one.file)).collect();
        beside.extend(base.code(ix).iter().map(|one| (&one.name, one.file)));
        beside.sort_unstable();
        let beside = beside.into_iter().map(|(name, file)| Beside {
            name: name.clone(),
            stamp: stamp(file),
            uses: uses(file),
        });
        Line {
            id: record.id.as_str().to_string(),
            stamp: stamp(record.file),
            gist: record.gist(),
            sentences: self
                .readings
                .files
                .get(record.file)
                .map(|one| sentences::to_keep(&one.sentences))
                .unwrap_or_default(),
            uses: uses(record.file),
            beside: beside.collect(),
        }
    }
}

impl Line<'_> {
    /// In the order of their paths.
    fn files(&self) -> impl Iterator<Item = (String, Stamp)> {
        let folder = format!("content/records/{}", self.id);
        let record = (format!("{folder}.md"), self.stamp);
        let beside = self.beside.iter().map(move |one| (format!("{folder}/{}", one.name), one.stamp));
        std::iter::once(record).chain(beside)
    }
}

/// Those of a record: its own and what lies beside it.
fn files(base: &KnowledgeBase, ix: RecordIx) -> impl Iterator<Item = FileId> {
    let samples = base.samples(ix).iter().map(|sample| sample.file);
    let code = base.code(ix).iter().map(|code| code.file);
    std::iter::once(base.record(ix).file).chain(samples).chain(code)
}
