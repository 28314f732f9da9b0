//! What each file says by itself: a function of its path and its text, so a file that did not change is not read twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::image::Image;
use super::lints::{self, Phrases};
use super::parts::{self, CodeFile, Kind, Page, Piece, Run, Sample, kind};
use super::sentences::{self, Long};
use super::site::{self, Site};
use super::{Kept, Known, clean, names};
use crate::evidence;
use crate::markdown::{LONG_LINE_HINT, Passage, long_line};
use crate::problem::{Place, Problem, Rule};
use crate::record::{self, Front, LONGEST, Record};
use crate::source::{Fault, FileId, Source, Sources, is_image};
use crate::tables::{self, Table};
use crate::vocabulary::{self, Vocabulary};
use crate::yaml::{Named, describe};

/// A file as it was understood, and what is wrong with it whatever the other files say.
pub struct Reading {
    pub(super) said: Said,
    pub(super) problems: Vec<Problem>,
    /// Of a record, each passage's.
    pub(super) sentences: Arc<[Long]>,
}

/// Small, since most files are samples, of which there are many.
pub(super) enum Said {
    /// Nothing that could be understood.
    Nothing,
    Site(Box<Site>),
    Register(Arc<Named<evidence::Source>>),
    Runs(Arc<BTreeMap<String, Run>>),
    Known(Box<Known>),
    Table(Box<Table>),
    Piece(Box<(String, Piece)>),
    Prose(Box<Page>),
    Record(Arc<Record>),
    Sample(Arc<Sample>),
    Code(Arc<CodeFile>),
    Image(Arc<Image>),
}

/// Reads what was not read before, and forgets what has changed since.
pub fn read(sources: &Sources, readings: &mut Readings) {
    read_keeping(sources, readings, |reading| reading);
}

/// The same for whoever only checks: of records not the words, which are most of what a base holds.
pub fn read_to_check(sources: &Sources, readings: &mut Readings) {
    read_keeping(sources, readings, Reading::without_words);
}

fn read_keeping(sources: &Sources, readings: &mut Readings, keep: fn(Reading) -> Reading) {
    let phrases = Phrases::new();
    readings.renew(sources);
    let wanting: Vec<FileId> = readings.files.wanting(sources);
    let vocabulary = &readings.vocabulary;
    let read = |file: FileId| (file, keep(one(file, sources.get(file), vocabulary, &phrases)));
    let read: Vec<(FileId, Reading)> = wanting.into_par_iter().map(read).collect();
    for (file, reading) in read {
        readings.files.keep(file, sources, reading);
    }
}

/// What was read, and the vocabulary it was read by.
#[derive(Default)]
pub struct Readings {
    pub(super) files: Kept<Reading>,
    pub(super) vocabulary: Arc<Vocabulary>,
    /// A hash of the vocabulary's text; none where there is no file of it.
    pub(super) spoken: Option<blake3::Hash>,
}

impl Readings {
    /// Whether these files have another vocabulary, so that what was read may mean something else now.
    pub fn are_outdated(&self, sources: &Sources) -> bool {
        self.spoken != spoken(sources)
    }

    fn renew(&mut self, sources: &Sources) {
        if self.are_outdated(sources) {
            *self = Readings { spoken: spoken(sources), ..Readings::default() };
        }
        let file = sources.find(vocabulary::PATH);
        if file.is_some_and(|file| !self.files.is_current(file, sources)) {
            self.vocabulary = Arc::new(vocabulary(sources));
        }
    }
}

/// The built-in vocabulary, or the base's own.
pub fn vocabulary(sources: &Sources) -> Vocabulary {
    let own = sources.find(vocabulary::PATH).and_then(|file| {
        let text = &sources.get(file).text;
        Vocabulary::parse(file, text, &mut Vec::new())
    });
    own.unwrap_or_default()
}

fn spoken(sources: &Sources) -> Option<blake3::Hash> {
    sources.find(vocabulary::PATH).map(|file| blake3::hash(sources.get(file).text.as_bytes()))
}

impl Reading {
    fn without_words(self) -> Reading {
        let said = match self.said {
            Said::Record(record) => Said::Record(Arc::new(Arc::unwrap_or_clone(record).without_words())),
            other => other,
        };
        Reading { said, ..self }
    }
}

fn one(file: FileId, source: &Source, vocabulary: &Vocabulary, phrases: &Phrases) -> Reading {
    let (mut problems, mut passages) = (Vec::new(), Vec::new());
    let said = understand(file, source, vocabulary, &mut problems, &mut passages).unwrap_or(Said::Nothing);
    passages.sort_by_key(Passage::start);
    for passage in &passages {
        lints::look_over(file, passage, phrases, &mut problems);
    }
    match &said {
        Said::Record(record) => problems.extend(too_long(file, record)),
        _ => passages.clear(),
    }
    let of_sections = passages.iter().filter(|passage| !passage.aside);
    let sentences = of_sections.map(sentences::long).filter(|long| !long.is_empty()).collect();
    Reading { said, problems, sentences }
}

fn too_long(file: FileId, record: &Record) -> Option<Problem> {
    let words = record.words();
    let message =
        format!("{words} words of prose; {LONGEST} are the most that a reader in trouble gets through");
    let problem = Problem::new(Rule::RecordTooLong, file, Place::WholeFile, message);
    (words > LONGEST).then(|| problem.hint("say each thing once, and move reference into tables"))
}

fn understand(
    file: FileId,
    source: &Source,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
    passages: &mut Vec<Passage>,
) -> Option<Said> {
    if let Some(fault) = &source.fault {
        problems.push(refusal(file, source, fault));
        return None;
    }
    let text = &source.text;
    if let Some(Kind::Image) = kind(&source.path) {
        return Image::parse(file, source, problems).map(|image| Said::Image(Arc::new(image)));
    }
    if text.trim().is_empty() && !is_image(&source.path) {
        let problem = Problem::new(Rule::EmptyFile, file, Place::WholeFile, "the file is empty");
        let needed = matches!(kind(&source.path), Some(Kind::Site));
        problems.push(problem.hint(if needed {
            "write it: `title:`, `tagline:`, `description:` and `programs:`; there is no site without it"
        } else {
            "write it or remove it"
        }));
        return None;
    }
    let Some(kind) = kind(&source.path) else {
        problems.push(parts::stranger(file, &source.path));
        return None;
    };
    if kind.is_ours() {
        clean::check(file, source, problems);
    }
    Some(match kind {
        Kind::Site => Said::Site(Box::new(site::parse(file, text, problems)?)),
        Kind::Register => Said::Register(Arc::new(parts::parse_sources(file, text, problems))),
        Kind::Runs => Said::Runs(Arc::new(parts::parse_runs(file, text, problems))),
        Kind::Known => Said::Known(Box::new(Known::parse(file, text, problems)?)),
        Kind::Vocabulary => check_vocabulary(file, text, problems)?,
        Kind::Table(name) => {
            Said::Table(Box::new(tables::parse_table(file, &name, text, problems, passages)?))
        }
        Kind::Piece(name) => Said::Piece(Box::new((name, Piece::parse(file, text, problems, passages)))),
        Kind::Prose(name) => Said::Prose(Box::new(Page::parse(file, &name, text, problems, passages)?)),
        Kind::Record(id) => {
            Said::Record(Arc::new(record::parse(file, source, id, vocabulary, problems, passages)?))
        }
        Kind::Sample(name) => Said::Sample(Arc::new(Sample { file, name, text: Arc::clone(text) })),
        Kind::Image => return None,
        Kind::Code(name) => {
            let ending = name.rsplit('.').next().unwrap_or("");
            if let Some((line, message)) = long_line(ending, text) {
                let problem = Problem::new(Rule::LongLine, file, Place::Span(clean::bytes(line)), message);
                problems.push(problem.hint(LONG_LINE_HINT));
            }
            Said::Code(Arc::new(CodeFile { file, name, text: Arc::clone(text) }))
        }
    })
}

/// It was read before all other files, for what they say; here it is read for what is wrong with it.
fn check_vocabulary(file: FileId, text: &str, problems: &mut Vec<Problem>) -> Option<Said> {
    let fields: Vec<&str> = describe::<Front>().into_iter().map(|field| field.name).collect();
    Vocabulary::parse(file, text, problems)?.check_names(&fields, &names::FOLDERS, file, problems);
    Some(Said::Nothing)
}

/// What `source` would not read, said to the author.
fn refusal(id: FileId, source: &Source, fault: &Fault) -> Problem {
    let problem =
        |rule, message: String, hint: &str| Problem::new(rule, id, Place::WholeFile, message).hint(hint);
    match fault {
        Fault::NotUtf8 { at } => {
            let at = u32::try_from(*at).unwrap_or(u32::MAX);
            Problem::new(Rule::NotUtf8, id, Place::Span(at..at + 1), "the file is not UTF-8 text")
                .label("the first byte that is not")
                .hint("save it as UTF-8")
        }
        Fault::TooLarge { bytes } => problem(
            Rule::FileTooLarge,
            format!("the file is {} KiB large", bytes / 1024),
            "keep the lines that matter: a content file is at most 1024 KiB",
        ),
        Fault::Link => problem(Rule::NotAFile, "a symbolic link".into(), "put the file itself here"),
        Fault::NotAFile => {
            problem(Rule::NotAFile, "not a plain file".into(), "remove it from the content folder")
        }
        Fault::Unreadable(why) => problem(
            Rule::UnreadableFile,
            format!("`{}` cannot be read: {why}", source.path),
            "mend its permissions, or remove it",
        ),
        Fault::OddName => problem(
            Rule::BadName,
            format!("the name of `{}` is not UTF-8", source.path),
            "use lower-case letters, digits and hyphens",
        ),
    }
}
