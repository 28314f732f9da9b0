//! The same content gives the same bytes, whatever the machine, the clock, the language or the place.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder, by path.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = entries.map(|entry| entry.expect("the folder can be read"));
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// Every file of the site that a knowledge base makes in such an environment, also what the build keeps for itself.
fn built(base: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> BTreeMap<PathBuf, Vec<u8>> {
    let place = tempfile::tempdir().expect("a temporary folder can be made");
    let site = place.path().join("site");
    let mut build = Command::new(env!("CARGO_BIN_EXE_errbook"));
    build.arg("build").arg(base).arg("--out").arg(&site).args(arguments).envs(environment.iter().copied());
    let done = build.output().expect("the program starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&site).expect("it lies below").to_path_buf();
        (name, fs::read(path).expect("the file can be read"))
    };
    files(&site).into_iter().map(read).collect()
}

/// Our content, written in the opposite order into a folder elsewhere, with other times.
fn copied() -> tempfile::TempDir {
    let copy = tempfile::Builder::new().prefix("Ein Ort mit Lücken ").tempdir().expect("it can be made");
    for path in files(&root().join("content")).into_iter().rev() {
        let to = copy.path().join(path.strip_prefix(root()).expect("it lies below"));
        fs::create_dir_all(to.parent().expect("a file lies in a folder")).expect("the folder is ours");
        fs::copy(&path, &to).expect("the folder is ours");
        let file = fs::File::options().write(true).open(&to).expect("it is there");
        file.set_modified(std::time::UNIX_EPOCH).expect("its time can be set");
    }
    copy
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let usual = ["--base-url", "https://errors.example.org/kb"];
    let expected = built(root(), &[("RAYON_NUM_THREADS", "1"), ("TZ", "UTC"), ("LANG", "C")], &usual);
    assert!(expected.len() > 100);
    let copy = copied();
    let elsewhere = [
        ("RAYON_NUM_THREADS", "2"),
        ("TZ", "Pacific/Kiritimati"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
    ];
    for (base, environment) in
        [(root(), &elsewhere[..1]), (root(), &elsewhere[1..]), (copy.path(), &elsewhere[..])]
    {
        let found = built(base, environment, &usual);
        let differing: Vec<_> = expected
            .keys()
            .chain(found.keys())
            .filter(|path| expected.get(*path) != found.get(*path))
            .collect();
        assert!(differing.is_empty(), "{environment:?} in {}: {differing:?}", base.display());
    }
}
