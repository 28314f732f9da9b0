//! What a build wrote, kept inside the site: which files are ours, what each depends on, and what it holds.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::open_plain;

pub const NAME: &str = ".errbook.json";

/// The version alone says too little while the program is being written: the hash of its source tells builds apart.
pub(super) const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("ERRBOOK_SOURCE"));
/// Of this file's form.
const VERSION: u32 = 1;

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Manifest {
    version: u32,
    /// Another program may render the same model otherwise.
    program: String,
    /// A hash of all that the site was made from; empty if the next build has to look again in any case.
    #[serde(default)]
    inputs: String,
    files: BTreeMap<String, Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Empty if nothing but the bytes tells whether it changed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stamp: String,
    pub hash: String,
    pub bytes: u64,
}

/// What stands in the place of a manifest.
pub fn bytes(folder: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_plain(&folder.join(NAME))?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Manifest {
    pub fn new(inputs: &str, files: BTreeMap<String, Entry>) -> Manifest {
        Manifest { version: VERSION, program: PROGRAM.into(), inputs: inputs.into(), files }
    }

    /// `None` if these bytes are no manifest that this program understands.
    fn parse(bytes: &[u8]) -> Option<Manifest> {
        let manifest: Manifest = serde_json::from_slice(bytes).ok()?;
        (manifest.version == VERSION).then_some(manifest)
    }

    /// The manifest of the site in a folder, if it is one.
    pub fn read(folder: &Path) -> Option<Manifest> {
        Manifest::parse(&bytes(folder).ok()?)
    }

    /// Of files of which only the size is known: each of them will be rendered anew.
    pub fn adopting(sizes: impl Iterator<Item = (String, u64)>) -> Manifest {
        let entry = |bytes| Entry { stamp: String::new(), hash: String::new(), bytes };
        Manifest::new("", sizes.map(|(path, bytes)| (path, entry(bytes))).collect())
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a manifest is plain data")
    }

    /// Whether a site of these files is what this program would make of these inputs.
    pub fn is_made_from(&self, inputs: &str) -> bool {
        self.same_program() && !inputs.is_empty() && self.inputs == inputs
    }

    pub fn same_program(&self) -> bool {
        self.program == PROGRAM
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.files.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.files.get(path)
    }

    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}
