//! The four pictures of the documentation: phone and desktop, light and dark. `make screenshots` puts them into `docs/`.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;

use browser::{Browser, DESKTOP, PHONE};
use std::path::{Path, PathBuf};

/// The page that is shown.
fn page() -> PathBuf {
    browser::our_site().join("anthropic-api/403-permission-error.html")
}

#[test]
fn the_pictures_of_the_documentation_can_be_taken() {
    let Some(browser) = Browser::start() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    let url = format!("file://{}", page().display());
    for view in [PHONE, PHONE.dark(), DESKTOP, DESKTOP.dark()] {
        let picture = browser.open(&url, view).screenshot();
        assert!(picture.starts_with(b"\x89PNG"), "a screenshot is a PNG");
        let size =
            |at: usize| u32::from_be_bytes([picture[at], picture[at + 1], picture[at + 2], picture[at + 3]]);
        let [times, width] = [if view.touch { 2 } else { 1 }, view.width];
        assert_eq!(size(16), width * times, "a screenshot is as wide as its window");
        let file = folder.join(format!("{}-{}.png", view.name, view.scheme));
        std::fs::write(file, picture).expect("the target folder can be written");
    }
}
