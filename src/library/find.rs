//! Where the knowledge base is that somebody means who names none.

use std::path::{Path, PathBuf};

/// The folder of the base that a folder lies in: the nearest one upwards, up to the root of the repository. Outside of a
/// repository only the folder itself counts.
pub(super) fn around(here: &Path) -> Option<PathBuf> {
    let here = here.canonicalize().ok()?;
    let root = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here);
    here.ancestors()
        .take_while(|folder| folder.starts_with(root))
        .find(|folder| is_base(folder))
        .map(Path::to_path_buf)
}

/// What makes a folder a base.
pub(super) fn is_base(folder: &Path) -> bool {
    folder.join("content/site.yaml").is_file()
}
