//! Attacks by what lies on disk before errbook runs: what an earlier run is said to have written, links, names and
//! encodings. Whatever the attack, nothing outside of the site and of our own folders is written or removed.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the I/O boundaries are for errbook"
)]

#[path = "attack/encoding.rs"]
mod encoding;
#[path = "attack/links.rs"]
mod links;
#[path = "attack/manifest.rs"]
mod manifest;
#[path = "attack/names.rs"]
mod names;
mod small;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use small::Small;
use small::disk::tree;

/// A knowledge base as it comes with a repository, and the folder of somebody who builds it.
struct Victim {
    small: Small,
    home: tempfile::TempDir,
}

const LETTER: &str = "a letter to a friend\n";

impl Victim {
    fn new() -> Victim {
        let victim = Victim {
            small: Small::new(1),
            home: tempfile::tempdir().expect("a temporary folder can be made"),
        };
        fs::create_dir(victim.home("empty")).expect("it can be made");
        fs::write(victim.home("letter.txt"), LETTER).expect("it can be written");
        victim.small.put("notes/letter.txt", LETTER);
        victim
    }

    fn home(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// The same from any folder, however deep, without a slash at the beginning.
    fn upward(&self, path: &str) -> String {
        let home = self.home(path);
        format!("{}{}", "../".repeat(20), home.display().to_string().trim_start_matches('/'))
    }

    fn link(&self, at: &str, to: &Path) {
        let at = self.small.path(at);
        fs::create_dir_all(at.parent().expect("it lies in a folder")).expect("it can be made");
        std::os::unix::fs::symlink(to, at).expect("a link can be made");
    }

    /// Everything that is not errbook's to touch.
    fn belongings(&self) -> BTreeMap<String, Vec<u8>> {
        let mut all = tree(self.home.path());
        all.insert("empty".into(), vec![u8::from(self.home("empty").is_dir())]);
        let base = tree(self.small.dir()).into_iter().map(|(path, bytes)| (format!("base/{path}"), bytes));
        all.extend(
            base.filter(|(path, _)| {
                !["base/site/", "base/.errbook/"].iter().any(|own| path.starts_with(own))
            }),
        );
        all
    }

    /// Runs errbook, which must end soon and touch nothing.
    fn survives(&self, what: &str, command: &mut Command) -> Output {
        let before = self.belongings();
        let output = ends(what, command);
        let after = self.belongings();
        let changed: Vec<&String> =
            before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
        assert!(changed.is_empty(), "{what}: {changed:?}\n{}", talk(&output));
        output
    }

    fn build(&self) -> Command {
        self.small.errbook("build")
    }
}

fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

/// A program that waits for a pipe would wait forever.
fn ends(what: &str, command: &mut Command) -> Output {
    const PATIENCE: Duration = Duration::from_mins(1);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .expect("it starts");
    let start = Instant::now();
    while child.try_wait().expect("it is ours").is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().expect("it can be killed");
            panic!("{what}: it never ends");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().expect("it has ended")
}
