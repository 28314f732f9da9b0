//! A real browser for the tests: a Chromium spoken to over its debugging pipe, with nothing but `serde_json`.
//!
//! Neither `WebDriver` nor `WebSocket` nor async: one child process, one message at a time. `promises` holds what every page
//! of the site must keep, `server` a static host to load it from.
#![allow(dead_code, reason = "every test binary uses its own part of this module")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

pub mod page;
mod pipe;
pub mod promises;
pub mod server;

use page::Page;
use pipe::Pipe;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// In order of preference: the headless shell is two to four times faster per page than the full browser.
const NAMES: [&str; 4] = ["chromium-headless-shell", "chromium", "google-chrome", "chrome"];

/// Our own knowledge base as a site, built once by the program under test.
pub fn our_site() -> PathBuf {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    SITE.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let site = root.join("target/test-site");
        let built = Command::new(env!("CARGO_BIN_EXE_errbook"))
            .arg("build")
            .arg(root)
            .arg("--out")
            .arg(&site)
            .output();
        let built = built.expect("the program starts");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        site
    })
    .clone()
}

/// How a reader looks at a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    /// Device pixels per CSS pixel.
    pub scale: f32,
    pub touch: bool,
    pub scripts: bool,
    /// `light` or `dark`, as the system asks for it.
    pub scheme: &'static str,
    /// `screen` or `print`.
    pub medium: &'static str,
    /// The reader's default font size; 16 unless enlarged.
    pub font_size: u32,
}

pub const DESKTOP: View = View {
    name: "desktop",
    width: 1440,
    height: 900,
    scale: 1.0,
    touch: false,
    scripts: true,
    scheme: "light",
    medium: "screen",
    font_size: 16,
};
pub const PHONE: View = View { name: "phone", width: 390, height: 844, scale: 2.0, touch: true, ..DESKTOP };

impl View {
    pub fn dark(self) -> View {
        View { scheme: "dark", ..self }
    }

    pub fn without_scripts(self) -> View {
        View { scripts: false, ..self }
    }

    pub fn printed(self) -> View {
        View { medium: "print", ..self }
    }

    pub fn wide(self, width: u32) -> View {
        View { width, ..self }
    }

    /// What zooming the whole page does: fewer and larger CSS pixels in the same window.
    pub fn zoomed(self, times: u16) -> View {
        let times_32 = u32::from(times);
        View {
            width: self.width / times_32,
            height: self.height / times_32,
            scale: self.scale * f32::from(times),
            ..self
        }
    }
}

/// A running browser; it and its profile are gone when this is dropped.
pub struct Browser {
    pipe: RefCell<Pipe>,
}

impl Browser {
    /// Starts the browser, or says that the test is skipped because there is none.
    /// On a build machine (`CI` is set) nothing is skipped: a missing browser fails the test.
    pub fn start() -> Option<Browser> {
        let Some(program) = find() else {
            missing("no browser");
            return None;
        };
        Some(Browser { pipe: RefCell::new(Pipe::start(&program)) })
    }

    /// Opens a page in a fresh profile of its own and waits until it has loaded and come to rest.
    pub fn open(&self, url: &str, view: View) -> Page<'_> {
        Page::open(self, url, view)
    }
}

/// Says what a test lacks; fails it where nothing may be skipped.
pub fn missing(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what}, and under CI nothing is skipped: run `make deps`");
    let test = std::thread::current();
    promises::say(&format!("skipped {}: {what}", test.name().unwrap_or_default()));
}

fn find() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("ERRBOOK_BROWSER") {
        let chosen = PathBuf::from(chosen);
        assert!(starts(&chosen), "ERRBOOK_BROWSER is {}, which does not start", chosen.display());
        return Some(chosen);
    }
    NAMES.iter().map(PathBuf::from).find(starts)
}

fn starts(program: &PathBuf) -> bool {
    let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}
