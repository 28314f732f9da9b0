//! Puts the built-in theme and the first knowledge base into the program, so that the binary alone can build a site and
//! explain an error.

#![expect(clippy::disallowed_methods, reason = "a build script lives outside the house")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::DeflateEncoder;

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    println!("cargo:rustc-env=ERRBOOK_SOURCE={:016x}", source_hash(&root));
    // A debug build reads these folders when it runs, so that a change of content or theme compiles nothing.
    if env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        return;
    }
    for folder in ["templates", "static", "content"] {
        let mut files = Vec::new();
        collect(&root.join(folder), &mut files);
        files.sort();
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        for file in files {
            let path = file.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&file).expect("built-in files are text");
            // No text holds the character that ends a path and a text.
            write!(packed, "{path}\0{text}\0").expect("memory takes all");
        }
        let packed = packed.finish().expect("memory takes all");
        fs::write(out.join(folder), packed).expect("cargo made the folder");
    }
}

/// What the program itself is made of: a page kept from an older build is stale when the code that renders it changed,
/// whatever the version says.
fn source_hash(root: &Path) -> u64 {
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.push(root.join("Cargo.lock"));
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        fs::read(file).unwrap_or_default().hash(&mut hash);
    }
    hash.finish()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo:rerun-if-changed={}", folder.display());
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
