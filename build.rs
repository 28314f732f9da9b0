//! Puts the built-in theme and the first knowledge base into the program, so that the binary alone can build a site and
//! explain an error.

#![expect(clippy::disallowed_methods, reason = "a build script lives outside the house")]

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    println!("cargo:rustc-env=ERRBOOK_SOURCE={:016x}", source_hash(&root));
    // A debug build reads these folders when it runs, so that a change of content or theme compiles nothing.
    if env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        return;
    }
    let mut code = String::new();
    for (name, folder) in [("TEMPLATES", "templates"), ("STATIC", "static"), ("CONTENT", "content")] {
        let mut files = Vec::new();
        collect(&root.join(folder), &mut files);
        files.sort();
        println!("cargo:rerun-if-changed={folder}");
        writeln!(code, "pub static {name}: &[(&str, &str)] = &[").expect("a string takes all");
        for file in files {
            let path = file.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
            writeln!(code, "    ({path:?}, include_str!({:?})),", file.display().to_string())
                .expect("a string takes all");
        }
        code.push_str("];\n");
    }
    fs::write(out.join("built_in.rs"), code).expect("cargo made the folder");
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
