//! Whoever looks at bad content finds the same wrong with it: a check from nothing, a check with its memory, a build, and
//! the server after a save.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use errbook::base::{self, Checks, Readings};
use errbook::pages::{Setting, prepare};
use errbook::problem::{self, Format, Problem, Rule};
use errbook::source::{self, Sources};
use errbook::theme::Theme;
use small::{SITE, SOURCES, Small};

/// Enough for a check to remember them.
const RECORDS: usize = 1000;
/// What was written just now can be written again without looking different.
const SETTLED: Duration = Duration::from_millis(2100);

/// The folders of bad content that the transcripts of the rules are about.
fn cases() -> Vec<PathBuf> {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/rules");
    let entries =
        fs::read_dir(rules).expect("it is there").map(|entry| entry.expect("it can be read").path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.join("content").is_dir()).collect();
    cases.sort();
    assert!(cases.len() > 40, "{cases:?}");
    cases
}

/// The files below a folder, relative to it.
fn files(folder: &Path, below: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.join(below)).expect("it is there") {
        let entry = entry.expect("it can be read");
        let path = format!("{below}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(files(folder, &path));
        } else {
            found.push(path);
        }
    }
    found
}

/// A site with the records of the test and the program of the cases.
fn settled() -> Small {
    let small = Small::new(RECORDS);
    small.put(
        "content/site.yaml",
        &format!("{SITE}  demo: {{ title: Demo, summary: Errors of the demo. }}\n"),
    );
    thread::sleep(SETTLED);
    small
}

/// Puts a case into the base; gives what to do to take it out.
fn put(case: &Path, small: &Small) -> Vec<String> {
    let files: Vec<String> =
        files(case, "content").into_iter().filter(|path| path != "content/site.yaml").collect();
    for path in &files {
        let text = fs::read(case.join(path)).expect("it is there");
        let known = if path == "content/sources.yaml" { SOURCES.as_bytes() } else { &[] };
        let to = small.path(path);
        fs::create_dir_all(to.parent().expect("a file lies in a folder")).expect("it can be made");
        fs::write(to, [known, &text].concat()).expect("it can be written");
    }
    files
}

fn take_out(files: &[String], small: &Small) {
    for path in files {
        fs::remove_file(small.path(path)).expect("it was put there");
    }
    small.put("content/sources.yaml", SOURCES);
}

fn told(problems: &[Problem], sources: &Sources) -> String {
    problem::render(problems, sources, Format::Short)
}

fn checked(small: &Small) -> String {
    let output = small.errbook("check").args(["--format", "short"]).output().expect("the program runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_bad_case_is_the_same_to_all() {
    let small = settled();
    assert_eq!(checked(&small), "");
    let (memory, aside) = (small.path(".errbook/checked"), small.path("aside"));
    // What the server holds from one save to the next.
    let (mut readings, mut checks, mut sources) =
        (Readings::default(), Checks::default(), Sources::default());
    for case in cases() {
        let files = put(&case, &small);
        sources =
            source::read_again(small.dir(), &sources, &[small.path("content")]).expect("it can be read");
        base::read(&sources, &mut readings);
        let (base, found) = base::assemble(&sources, &readings);
        let served = checks.run(&base, &sources, found, &|| false).expect("nobody halts it");
        let served = told(&served, &sources);
        let (_, built) = base::load(&sources);
        assert_eq!(served, told(&built, &sources), "{}: server and build", case.display());
        let remembered = checked(&small);
        assert_eq!(served, remembered, "{}: server and check with memory", case.display());
        fs::rename(&memory, &aside).expect("there is a memory");
        let anew = checked(&small);
        fs::rename(&aside, &memory).expect("it is there");
        assert_eq!(served, anew, "{}: server and check from nothing", case.display());
        take_out(&files, &small);
    }
}

/// A base that takes its mistakes lightly gets its pages, whatever the mistakes are.
#[test]
fn what_is_only_a_warning_stops_no_page() {
    let lowered: String = Rule::ALL
        .iter()
        .filter(|rule| !rule.is_of_safety())
        .map(|rule| format!("  {}: warning\n", rule.name()))
        .collect::<Vec<_>>()
        .concat();
    let theme = Theme::load(None).expect("the built-in theme");
    for case in cases() {
        let read = source::read(&case).expect("it can be read");
        let sources = read.with_texts([("content/vocabulary.yaml", format!("rules:\n{lowered}"))]);
        let (base, problems) = base::load(&sources);
        let errors = problems.iter().filter(|problem| problem.severity == problem::Severity::Error);
        assert!(
            errors.clone().all(|problem| problem.rule.is_of_safety()),
            "{}: {problems:?}",
            case.display()
        );
        if errors.count() == 0 {
            let setting = Setting::new(&base, &theme);
            for page in setting.pages() {
                prepare(page, &setting)
                    .render()
                    .unwrap_or_else(|error| panic!("{}: {error:#}", case.display()));
            }
        }
    }
}

/// What is off is told by nobody.
#[test]
fn what_is_off_is_not_told() {
    for case in cases() {
        let read = source::read(&case).expect("it can be read");
        let (_, told) = base::load(&read);
        let rules: String = told
            .iter()
            .filter(|problem| !problem.rule.is_of_safety())
            .map(|problem| problem.rule.name())
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .map(|name| format!("  {name}: off\n"))
            .collect::<Vec<_>>()
            .concat();
        let sources = read.with_texts([("content/vocabulary.yaml", format!("rules:\n{rules}"))]);
        let (_, problems) = base::load(&sources);
        assert!(
            problems.iter().all(|problem| problem.rule.is_of_safety()),
            "{}: {problems:?}",
            case.display()
        );
    }
}
