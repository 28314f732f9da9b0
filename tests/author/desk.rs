//! A desk to work at: a new knowledge base in a folder of its own, and errbook.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub struct Desk {
    folder: tempfile::TempDir,
}

pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn expect(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Desk {
    pub fn empty() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder") }
    }

    /// What `errbook init` makes.
    pub fn begun() -> Desk {
        let desk = Desk::empty();
        desk.run(&["init", "."], "").expect(0);
        desk
    }

    /// A copy of this project's own content.
    pub fn of_ours() -> Desk {
        let desk = Desk::empty();
        let content = root().join("content");
        for entry in walkdir::WalkDir::new(&content) {
            let entry = entry.expect("our content can be read");
            let to = desk.path("content").join(entry.path().strip_prefix(&content).expect("below it"));
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(to).expect("a folder");
            } else {
                std::fs::copy(entry.path(), to).expect("a copy");
            }
        }
        desk
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, text: &str) {
        std::fs::create_dir_all(self.path(path).parent().expect("a folder")).expect("a folder");
        std::fs::write(self.path(path), text).expect("written");
    }

    /// Every file, by path.
    pub fn files(&self) -> Vec<String> {
        let files =
            walkdir::WalkDir::new(self.folder.path()).into_iter().map(|entry| entry.expect("it can be read"));
        let files = files.filter(|entry| !entry.file_type().is_dir());
        let path = |path: &Path| {
            path.strip_prefix(self.folder.path()).expect("below").to_string_lossy().into_owned()
        };
        let mut files: Vec<String> = files.map(|entry| path(entry.path())).collect();
        files.sort();
        files
    }

    pub fn run(&self, args: &[&str], input: &str) -> Ran {
        self.start(Command::new(env!("CARGO_BIN_EXE_errbook")).args(args), input)
    }

    /// A piece of shell, with errbook at hand.
    pub fn shell(&self, script: &str) -> Ran {
        let bin = Path::new(env!("CARGO_BIN_EXE_errbook")).parent().expect("a folder").display().to_string();
        let path = std::env::var("PATH").unwrap_or_default();
        self.start(Command::new("sh").args(["-c", script]).env("PATH", format!("{bin}:{path}")), "")
    }

    fn start(&self, command: &mut Command, input: &str) -> Ran {
        let command = command.current_dir(self.folder.path()).env("NO_COLOR", "1");
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut stdin = child.stdin.take().expect("piped");
        let input = input.to_string();
        // A program that does not read its input closes it: no failure of ours.
        let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let output = child.wait_with_output().expect("it ends");
        writer.join().expect("written");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What `check` says, a rule and its file per problem.
    pub fn problems(&self) -> Vec<(String, String)> {
        let ran = self.run(&["check", "--format", "json"], "");
        let told: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let word = |value: &serde_json::Value| value.as_str().expect("a text").to_string();
        let problems = told["problems"].as_array().expect("a list").iter();
        problems.map(|problem| (word(&problem["rule"]), word(&problem["file"]))).collect()
    }

    /// Nothing is left but prompts, and what only the author can bring.
    pub fn only_prompts_are_left(&self) {
        let asked = ["private-text", "record-without-sample", "missing-signature"];
        let others: Vec<_> =
            self.problems().into_iter().filter(|(rule, _)| !asked.contains(&rule.as_str())).collect();
        assert!(others.is_empty(), "{others:?}\n{}", self.run(&["check"], "").out);
    }

    /// The records that explain a text, best first.
    pub fn hits(&self, text: &str) -> Vec<String> {
        let ran = self.run(&["explain", "-", "--dir", ".", "--format", "json"], text);
        let told: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let hits = told["hits"].as_array().expect("a list").iter();
        hits.map(|hit| hit["record"].as_str().expect("an id").to_string()).collect()
    }
}
