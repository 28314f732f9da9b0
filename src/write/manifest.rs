//! What a build wrote, kept inside the site: which files are ours, what each depends on, and what it holds.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use super::folder::{Folder, mode, umask};
use super::path::SitePath;

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
    /// What new files might not be, and what they became: their permissions are those of every file of the site.
    #[serde(default)]
    umask: u64,
    #[serde(default)]
    mode: u32,
    files: BTreeMap<SitePath, Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Empty if nothing but the bytes tells whether it changed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stamp: String,
    pub hash: String,
    pub bytes: u64,
}

/// What stands for the bytes of a page.
pub fn digest(mut bytes: impl Read) -> io::Result<String> {
    let mut hash = blake3::Hasher::new();
    io::copy(&mut bytes, &mut hash)?;
    Ok(short(&hash))
}

pub fn short(hash: &blake3::Hasher) -> String {
    hash.finalize().to_hex()[..32].to_string()
}

impl Manifest {
    pub fn new(inputs: &str, files: BTreeMap<SitePath, Entry>) -> Manifest {
        Manifest {
            version: VERSION,
            program: PROGRAM.into(),
            inputs: inputs.into(),
            umask: umask(),
            mode: 0,
            files,
        }
    }

    /// `None` if these bytes are not a manifest that this program understands. One that names a path outside of its
    /// site is nobody's.
    pub fn parse(bytes: &[u8]) -> Option<Manifest> {
        let manifest: Manifest = serde_json::from_slice(bytes).ok()?;
        (manifest.version == VERSION).then_some(manifest)
    }

    /// The manifest of the site in a folder, if it is one.
    pub fn read(folder: &Folder) -> Option<Manifest> {
        let mut bytes = Vec::new();
        folder.read(NAME).and_then(|mut file| file.read_to_end(&mut bytes)).ok()?;
        Manifest::parse(&bytes)
    }

    /// Of files of which only the size is known: each of them will be rendered anew.
    pub fn adopting(sizes: impl Iterator<Item = (SitePath, u64)>) -> Manifest {
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

    /// The same of a site whose files came out as this one did.
    #[must_use]
    pub fn written_as(self, file: &Metadata) -> Manifest {
        Manifest { mode: mode(file), ..self }
    }

    /// Whether a file has the permissions that a new one would have.
    pub fn fits(&self, file: &Metadata) -> bool {
        self.umask == umask() && self.mode == mode(file)
    }

    /// Whether both list the same files, made from the same inputs by the same program.
    pub fn says_the_same(&self, other: &Manifest) -> bool {
        self.inputs == other.inputs && self.program == other.program && self.files == other.files
    }

    pub fn files(&self) -> impl Iterator<Item = (&SitePath, &Entry)> {
        self.files.iter()
    }

    /// Where a path is one of this site.
    pub fn path(&self, path: &str) -> Option<&SitePath> {
        self.files.get_key_value(path).map(|(path, _)| path)
    }

    pub fn get(&self, path: &SitePath) -> Option<&Entry> {
        self.files.get(path)
    }
}
