//! Images of the content: PNG, JPEG, GIF, WebP and SVG without anything that runs or loads.

mod size;
mod svg;

use std::sync::Arc;

use super::{KnowledgeBase, Owner};
use crate::markdown::{Prose, Target, join};
use crate::problem::{Place, Problem, Rule};
use crate::source::{FileId, Source};

/// What a page can show of it without being too wide to load.
const LARGEST_SIDE: u32 = 10_000;

/// The folder of images that several texts share.
const FOLDER: &str = "content/images/";

#[derive(Debug)]
pub struct Image {
    pub file: FileId,
    /// `content/images/keys.png`.
    pub path: String,
    /// `keys-1a2b3c4d.png`: another image has another name, so that no cache shows the old one.
    pub name: String,
    pub width: u32,
    pub height: u32,
    pub bytes: Arc<[u8]>,
}

impl Image {
    pub(super) fn parse(file: FileId, source: &Source, problems: &mut Vec<Problem>) -> Option<Image> {
        let name = source.path.rsplit('/').next()?;
        let (stem, ending) = name.rsplit_once('.')?;
        match read(ending, &source.bytes) {
            Ok((width, height)) => {
                let hash = blake3::hash(&source.bytes).to_hex();
                Some(Image {
                    file,
                    path: source.path.clone(),
                    name: format!("{stem}-{}.{ending}", &hash[..10]),
                    width,
                    height,
                    bytes: Arc::clone(&source.bytes),
                })
            }
            Err((message, hint)) => {
                let problem = Problem::new(Rule::BadImage, file, Place::WholeFile, message);
                problems.push(problem.hint(hint));
                None
            }
        }
    }
}

/// Width and height, or what is wrong and what to do.
fn read(ending: &str, bytes: &[u8]) -> Result<(u32, u32), (String, String)> {
    let found = if ending == "svg" {
        svg::size(bytes)?
    } else {
        let (format, size) = size::of(bytes).ok_or_else(|| {
            let hint = "save it as PNG, JPEG, GIF or WebP";
            (format!("not an image that can be read as `{ending}`"), hint.to_string())
        })?;
        if format != ending && (format, ending) != ("jpg", "jpeg") {
            let hint = format!("name it `.{format}`");
            return Err((format!("named `.{ending}`, but it is a {} image", format.to_uppercase()), hint));
        }
        size
    };
    match found {
        (1..=LARGEST_SIDE, 1..=LARGEST_SIDE) => Ok(found),
        (width, height) => Err((
            format!("the image is {width} × {height} pixels"),
            format!("make it 1 to {LARGEST_SIDE} pixels wide and high"),
        )),
    }
}

impl KnowledgeBase {
    /// What no text shows is not published: it may belong to a note that is private.
    pub(super) fn shown_images(&self) -> Vec<u32> {
        let named = |owner: Owner, text: &Prose| {
            let targets = text.references.iter().map(|reference| &reference.target);
            let images = targets.filter_map(|target| match target {
                Target::Image(url) => self.image(owner, url),
                _ => None,
            });
            images.collect::<Vec<u32>>()
        };
        let of_records = self.records().flat_map(|(ix, record)| {
            record
                .texts()
                .into_iter()
                .flat_map(move |text| named(Owner::Record(ix), text))
                .collect::<Vec<u32>>()
        });
        let pieces = self.pieces.values().map(|piece| &piece.prose);
        let tables = self.tables.values().flat_map(|table| &table.texts);
        let others = pieces.chain(self.prose.iter().map(|page| &page.prose)).chain(tables);
        let mut shown: Vec<u32> =
            of_records.chain(others.flat_map(|text| named(Owner::Shared, text))).collect();
        shown.sort_unstable();
        shown.dedup();
        shown
    }

    /// The image that a text names: beside its record, or among those that all texts share.
    pub fn image(&self, owner: Owner, url: &str) -> Option<u32> {
        let find = |path: &str| {
            let at = self.images.binary_search_by(|image| image.path.as_str().cmp(path)).ok()?;
            u32::try_from(at).ok()
        };
        let (folder, name) = url.rsplit_once('/').unwrap_or(("", url));
        let shared = || find(&[FOLDER, name].concat());
        let record = owner.record().map(|ix| format!("content/records/{}", self.record(ix).id.as_str()));
        let beside = record.and_then(|record| match folder {
            "" => find(&format!("{record}/{name}")),
            _ => find(&join(&format!("{record}.md"), url)?),
        });
        // Whatever its folder: a piece is shown by records, and both name an image by its own way to it.
        let all = folder.is_empty() || folder.rsplit('/').next() == Some("images");
        beside.or_else(|| all.then(shared).flatten())
    }
}
