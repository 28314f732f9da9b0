//! The files that are part of the program: embedded in a release build, read from the checkout by a debug build.

use std::sync::LazyLock;

type Files = LazyLock<Vec<(&'static str, &'static str)>>;

/// The text files below a folder of the project, sorted by path. They live as long as the program.
#[cfg(not(debug_assertions))]
macro_rules! files {
    ($folder:literal) => {
        unpack(include_bytes!(concat!(env!("OUT_DIR"), "/", $folder)))
    };
}

#[cfg(debug_assertions)]
macro_rules! files {
    ($folder:literal) => {
        from_checkout::read($folder)
    };
}

pub static TEMPLATES: Files = LazyLock::new(|| files!("templates"));
pub static STATIC: Files = LazyLock::new(|| files!("static"));
pub static CONTENT: Files = LazyLock::new(|| files!("content"));

/// The files that `build.rs` packed: a path, a text, each followed by a zero.
#[cfg(not(debug_assertions))]
fn unpack(packed: &[u8]) -> Vec<(&'static str, &'static str)> {
    let mut text = String::new();
    let mut reader = flate2::read::DeflateDecoder::new(packed);
    std::io::Read::read_to_string(&mut reader, &mut text).expect("the program holds what was packed");
    let mut parts = text.leak().split_terminator('\0');
    std::iter::from_fn(|| Some((parts.next()?, parts.next()?))).collect()
}

#[cfg(debug_assertions)]
mod from_checkout {
    use std::path::Path;

    pub fn read(folder: &str) -> Vec<(&'static str, &'static str)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        let visible = |entry: &walkdir::DirEntry| !entry.file_name().to_string_lossy().starts_with('.');
        for entry in walkdir::WalkDir::new(root.join(folder)).into_iter().filter_entry(visible) {
            let entry = entry.expect("the checkout can be read");
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(root).expect("it is below the root");
                let path = path.to_string_lossy().replace('\\', "/");
                let text = std::fs::read_to_string(entry.path()).expect("built-in files are text");
                files.push((&*path.leak(), &*text.leak()));
            }
        }
        files.sort_unstable();
        files
    }
}
