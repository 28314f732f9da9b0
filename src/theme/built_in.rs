//! The files that are part of the program: embedded in a release build, read from the checkout by a debug build.

#[cfg(not(debug_assertions))]
include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

#[cfg(debug_assertions)]
pub use from_checkout::{CONTENT, STATIC, TEMPLATES};

#[cfg(debug_assertions)]
mod from_checkout {
    use std::path::Path;
    use std::sync::LazyLock;

    type Files = LazyLock<Vec<(&'static str, &'static str)>>;

    pub static TEMPLATES: Files = LazyLock::new(|| read("templates"));
    pub static STATIC: Files = LazyLock::new(|| read("static"));
    pub static CONTENT: Files = LazyLock::new(|| read("content"));

    /// The text files below a folder of the checkout, sorted by path. They live as long as the program, as embedded
    /// ones do.
    fn read(folder: &str) -> Vec<(&'static str, &'static str)> {
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
