//! Which file is what: a path says it, and a path that says nothing is a problem.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::evidence;
use crate::markdown::{Block, Passage, Prose, Target, front_matter, title};
use crate::problem::{Place, Problem, Rule};
use crate::record::{RecordId, is_slug};
use crate::source::{FileId, Sources, is_image, trouble};
use crate::yaml::{Day, Fields, Named, Object, Reader, Value, found_elsewhere, parse as parse_yaml};

/// A real paste beside a record, which must find the record, or what its `samples:` say.
#[derive(Clone, Debug)]
pub struct Sample {
    pub file: FileId,
    pub name: String,
    pub text: Arc<str>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CodeFile {
    #[serde(skip)]
    pub file: FileId,
    pub name: String,
    pub text: Arc<str>,
}

/// A text that several records share. It holds no other, so none holds itself, and whoever shows one is soon done.
#[derive(Clone, Debug)]
pub struct Piece {
    pub file: FileId,
    pub prose: Prose,
}

/// A page of prose: about, contributing.
#[derive(Clone, Debug)]
pub struct Page {
    pub file: FileId,
    pub name: String,
    pub title: String,
    pub summary: String,
    pub prose: Prose,
}

/// How a code sample was last run, written by the tests that run it.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    pub with: String,
    pub on: Option<Day>,
}

impl Object for Run {
    const NAME: &'static str = "a run";

    fn read(fields: &mut Fields<'_, '_>) -> Run {
        Run {
            with: fields.need("with", "What it was run with.", "anthropic 2.11.0").unwrap_or_default(),
            on: fields.need("on", "The day.", "2026-11-20"),
        }
    }
}

/// What a file is, by its path.
pub(super) enum Kind {
    Site,
    Register,
    Runs,
    Known,
    Vocabulary,
    Table(String),
    Piece(String),
    Prose(String),
    Record(RecordId),
    Sample(String),
    Code(String),
    Image,
}

impl Kind {
    /// Whether its text is the author's own: a paste is as it was printed.
    pub fn is_ours(&self) -> bool {
        !matches!(self, Kind::Sample(_) | Kind::Image)
    }
}

pub(super) fn kind(path: &str) -> Option<Kind> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let named = |name: &str, ending: &str| {
        name.strip_suffix(ending).filter(|stem| is_slug(stem)).map(ToString::to_string)
    };
    match segments.as_slice() {
        ["site.yaml"] => Some(Kind::Site),
        ["sources.yaml"] => Some(Kind::Register),
        ["runs.yaml"] => Some(Kind::Runs),
        ["known.yaml"] => Some(Kind::Known),
        ["vocabulary.yaml"] => Some(Kind::Vocabulary),
        ["tables", name] => named(name, ".yaml").map(Kind::Table),
        ["pieces", name] => named(name, ".md").map(Kind::Piece),
        ["prose", name] => named(name, ".md").map(Kind::Prose),
        ["images", name] if is_file_name(name) && is_image(name) => Some(Kind::Image),
        ["records", _, _] => super::record_id(path).map(Kind::Record),
        ["records", program, slug, name] if is_slug(program) && is_slug(slug) && is_file_name(name) => {
            let name = (*name).to_string();
            Some(match () {
                () if is_image(&name) => Kind::Image,
                () if is_paste(&name) => Kind::Sample(name),
                () => Kind::Code(name),
            })
        }
        _ => None,
    }
}

/// What a log or the output of a program is called; names are lower case, so the ending is too.
fn is_paste(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ["txt", "log", "out"].contains(&ending))
}

fn is_file_name(name: &str) -> bool {
    trouble(name).is_none()
        && name.split_once('.').is_some_and(|(stem, ending)| {
            !ending.is_empty()
                && [stem, ending].iter().all(|part| {
                    part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
                })
                && !stem.is_empty()
        })
}

pub(super) fn stranger(id: FileId, path: &str) -> Problem {
    let lower = path.to_ascii_lowercase();
    let why = path.split('/').find_map(|name| Some(format!("`{name}` {}", trouble(name)?)));
    let hint = if let Some(why) = &why {
        why.as_str()
    } else if lower != path || path.contains([' ', '_']) {
        "use lower-case letters, digits and hyphens"
    } else {
        "content is: site.yaml, sources.yaml, known.yaml, tables/NAME.yaml, pieces/NAME.md, prose/NAME.md, images/NAME.png, records/PROGRAM/SLUG.md and files in records/PROGRAM/SLUG/"
    };
    Problem::new(
        Rule::BadName,
        id,
        Place::WholeFile,
        format!("`{path}` is not the name of a piece of content"),
    )
    .hint(hint)
}

pub(super) fn parse_sources(
    file: FileId,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Named<evidence::Source> {
    let Some(node) = parse_yaml(text, 0..text.len(), file, problems) else { return Named::default() };
    let mut register: Named<evidence::Source> =
        Named::read(&node, &mut Reader::new(file, problems)).unwrap_or_default();
    for (key, source) in &mut register.0 {
        source.url.take_if(|url| !super::site::check_url(file, url, problems));
        if source.day().is_none() && !source.undated {
            problems.push(
                Problem::new(
                    Rule::MissingField,
                    file,
                    key.place(),
                    format!("source `{}` has no date", key.value),
                )
                .hint("add `read:` with the day of the copy, `posted:` with the day of the post, or `undated: true`"),
            );
        }
        if key.value.is_empty() || key.value.chars().any(|c| c.is_whitespace() || "{},;:<>\"'&".contains(c)) {
            problems.push(
                Problem::new(
                    Rule::BadName,
                    file,
                    key.place(),
                    format!("`{}` is no key for a source", key.value),
                )
                .hint("use letters, digits and `- _ . / #`"),
            );
        }
    }
    register
}

pub(super) fn parse_runs(file: FileId, text: &str, problems: &mut Vec<Problem>) -> BTreeMap<String, Run> {
    let Some(node) = parse_yaml(text, 0..text.len(), file, problems) else { return BTreeMap::new() };
    let runs: Named<Run> = Named::read(&node, &mut Reader::new(file, problems)).unwrap_or_default();
    runs.0.into_iter().map(|(key, run)| (key.value, run)).collect()
}

impl Piece {
    pub(super) fn parse(
        file: FileId,
        text: &str,
        problems: &mut Vec<Problem>,
        passages: &mut Vec<Passage>,
    ) -> Piece {
        let mut prose = Prose::read(text, 0..text.len(), file, problems, passages);
        let (pieces, references) = prose
            .references
            .into_iter()
            .partition::<Vec<_>, _>(|reference| matches!(reference.target, Target::Piece(_)));
        prose.references = references.into();
        prose.blocks =
            prose.blocks.into_iter().filter(|block| !matches!(block, Block::Piece { .. })).collect();
        problems.extend(pieces.into_iter().map(|piece| {
            let place = Place::Span(piece.span);
            let problem = Problem::new(Rule::BadDirective, file, place, "a piece within a piece");
            problem.hint("put the other piece beside this one, in the texts that need both")
        }));
        Piece { file, prose }
    }
}

struct PageFront {
    title: String,
    summary: String,
}

impl Object for PageFront {
    const NAME: &'static str = "a page";

    fn read(fields: &mut Fields<'_, '_>) -> PageFront {
        PageFront {
            title: fields.need("title", "The title of the page.", "Contributing").unwrap_or_default(),
            summary: fields
                .need("summary", "One sentence about it.", "A record in five minutes.")
                .unwrap_or_default(),
        }
    }
}

impl Page {
    pub(super) fn parse(
        file: FileId,
        name: &str,
        text: &str,
        problems: &mut Vec<Problem>,
        passages: &mut Vec<Passage>,
    ) -> Option<Page> {
        let Some((yaml, body)) = front_matter(text) else {
            problems.push(
                Problem::new(Rule::MissingFrontMatter, file, Place::WholeFile, "no front matter")
                    .hint("begin the file with `---`, `title: …`, `summary: …` and `---`"),
            );
            return None;
        };
        let node = parse_yaml(text, yaml, file, problems)?;
        let told = problems.len();
        let mut front = Reader::new(file, problems).object::<PageFront>(&node)?;
        let heading = title(text, body.clone());
        let mut start = body.start;
        if let Some(heading) = heading.filter(|own| front.title.is_empty() || front.title == own.title) {
            found_elsewhere(problems, told, PageFront::NAME, "title");
            front.title = heading.title;
            start = heading.span.end;
        }
        let prose = Prose::read(text, start..body.end, file, problems, passages);
        Some(Page { file, name: name.to_string(), title: front.title, summary: front.summary, prose })
    }
}

/// A file in the folder of a record that is not there. Why a record could not be read has been told.
pub(super) fn stray(file: FileId, id: &str, sources: &Sources) -> Option<Problem> {
    let record = format!("content/records/{id}.md");
    sources.find(&record).is_none().then(|| {
        Problem::new(Rule::UnusedFile, file, Place::WholeFile, format!("there is no record `{id}`"))
            .hint(format!("write {record}, or move the file to the folder of its record"))
    })
}
