//! Building a small site, and looking at what lies on disk then.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::SystemTime;

use super::Small;

pub fn build(small: &Small, more: &[&str]) -> Output {
    small.errbook("build").args(more).output().expect("errbook can be started")
}

pub fn built(small: &Small, more: &[&str]) -> String {
    let output = build(small, more);
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}{talk}", String::from_utf8_lossy(&output.stdout));
    talk.lines().last().unwrap_or_default().to_string()
}

/// Every file of a folder by path.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("the folder can be read");
        if entry.file_type().is_file() {
            let path =
                entry.path().strip_prefix(folder).expect("it lies below").to_string_lossy().into_owned();
            files.insert(path, fs::read(entry.path()).expect("the file can be read"));
        }
    }
    files
}

pub fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    let time = |path: &String| {
        fs::metadata(folder.join(path)).and_then(|found| found.modified()).expect("it is there")
    };
    tree(folder).into_keys().map(|path| (path.clone(), time(&path))).collect()
}

pub fn beside(small: &Small) -> Vec<String> {
    let entries = fs::read_dir(small.dir()).expect("the folder can be read");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("it is there").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
