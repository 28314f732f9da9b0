//! What is tried with any text at all. The fuzzer calls these, and `tests/fuzz_corpus.rs` with the texts it found.
#![allow(dead_code, reason = "each target tries one thing")]

use std::collections::BTreeMap;

use errbook::base::{self, Checked};
use errbook::bundle::{self, Bundle, Query};
use errbook::catalog::{self, Format as Catalog, Lock, Options, Setting, formats, merge};
use errbook::draft;
use errbook::import::{self, Issue};
use errbook::markdown::{Highlighter, Links, Memory as Colours, Numbering, Prose, inline, plain, render};
use errbook::matcher::{Entry, Signature, Table, redact};
use errbook::problem::{self, Format, Problem, Severity};
use errbook::record::RecordId;
use errbook::source::{FileId, Sources};
use errbook::write::Manifest;
use errbook::yaml::Day;

const BODY: &str = "## What it means\nIt is cold.\n";
const FRONT: &str = "title: Cold\nsummary: It is cold.\nchecked: 2026-11-20\nsignatures:\n  - all: [\"the kettle is cold\"]\ncauses:\n  cold: { evidence: unsupported }\n";

/// The front matter of a record: read, and every problem told.
pub fn front_matter(text: &str) {
    load(format!("---\n{text}\n---\n{BODY}"));
}

/// The body of a record: read, told, and rendered without an element that is not ours.
pub fn markdown_body(text: &str) {
    load(format!("---\n{FRONT}---\n{text}"));
    let prose = Prose::read(text, 0..text.len(), FileId(0), &mut Vec::new(), &mut Vec::new());
    assert!(prose.references.iter().all(|found| found.span.start <= found.span.end));
    // Colours cost more time than they can hide.
    thread_local!(static HIGHLIGHTER: Highlighter = Highlighter::new());
    HIGHLIGHTER.with(|highlighter| {
        let html = render(text, &Links::default(), highlighter, &mut Numbering::default());
        // A text may well say `href=javascript`; an element may not.
        for element in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
            let foreign =
                ["script", "img", "svg", "iframe", "style"].iter().any(|name| element.starts_with(name));
            assert!(!foreign && !element.contains("javascript:"), "<{element}> in {html}");
        }
        inline(text, &Links::default(), highlighter);
    });
    assert!(plain(text).chars().all(|c| !c.is_control()));
}

/// A paste: its first line as a signature, too.
pub fn matcher(text: &str) {
    let first = text.lines().next().unwrap_or_default();
    let signature = |fragment: &str| Signature { all: vec![fragment.to_string()], ..Signature::default() };
    let entries = [("tea/cold", "the kettle {n} is cold"), ("tea/own", first)];
    let entries = entries.map(|(record, fragment)| Entry {
        record: record.to_string(),
        signatures: vec![signature(fragment)],
        ..Entry::default()
    });
    let table = Table::compile(entries.to_vec());
    let lines = text.lines().count().max(1);
    for hit in table.explain(text).hits {
        assert!(hit.line >= 1 && hit.line <= lines, "line {} of {lines}", hit.line);
    }
    assert_eq!(redact(&redact(text)), redact(text), "what is masked stays as it is");
}

/// An issue: all of it where that is JSON, else its title and its body.
pub fn import(text: &str) {
    let (title, body) = text.split_once('\n').unwrap_or((text, text));
    let issue: Issue = serde_json::from_str(text).unwrap_or_else(|_| Issue {
        title: title.to_string(),
        body: body.to_string(),
        url: "https://git.example/tea/errors/issues/7".to_string(),
        ..Issue::default()
    });
    let sources = sources(format!("---\n{FRONT}---\n{BODY}"));
    let (base, _) = base::load(&sources);
    let id = RecordId::parse("tea/drafted").expect("this is an id");
    let on = Day::parse("2026-11-20").expect("this is a day");
    let import = import::import(&issue, id, on, &base);
    let draft = draft::draft(&import.subject, &import.forms, &base, &sources);
    for file in &draft.files {
        let inside = file.path.starts_with("content/") && !file.path.split('/').any(|part| part == "..");
        assert!(inside, "a draft goes to {}", file.path);
        let unseen = file.text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert!(unseen.is_none(), "{unseen:?} in {}", file.path);
    }
}

/// A catalogue of each format: read, made into records, and read again with another text in it.
pub fn catalog(text: &str) {
    let sources = sources(format!("---\n{FRONT}---\n{BODY}"));
    let (base, _) = base::load(&sources);
    let options = Options { pattern: Some(r"(?<code>\w+)\W+(?<text>.*)".into()), ..Options::default() };
    for format in Catalog::all() {
        let read = |text: &str| formats::read(*format, text.as_bytes(), &options);
        let (Ok(messages), again) = (read(text), read(&text.replace('e', "a"))) else { continue };
        let setting = Setting {
            program: "tea",
            title: "Tea",
            release: Some("2"),
            on: "2026-11-20",
            options: &options,
            sources: &sources,
            base: &base,
        };
        let Ok(plan) = catalog::plan(&merge(vec![(None, messages)]), None, &setting) else { continue };
        let lock = Lock::parse(&plan.lock.to_text(), "tea").expect("a lock is read as it was written");
        let files = plan.new.iter().map(|file| (file.path.clone(), file.text.clone()));
        for file in &plan.new {
            assert!(
                file.path.starts_with("content/records/tea/") && !file.path.contains(".."),
                "{}",
                file.path
            );
        }
        let sources = sources.with_texts(files);
        let (base, problems) = base::load(&sources);
        let is_broken = |problem: &&Problem| problem.severity == Severity::Error && problem.file != FileId(0);
        let broken = problems.iter().find(is_broken);
        assert!(broken.is_none(), "{format:?}: {broken:?}");
        let entries = merge(vec![(None, again.unwrap_or_default())]);
        let setting = Setting { sources: &sources, base: &base, ..setting };
        if let Ok(plan) = catalog::plan(&entries, Some(lock), &setting) {
            let changed = plan.changed.iter().map(|file| (file.path.clone(), file.text.clone()));
            let (_, problems) = base::load(&sources.with_texts(changed));
            let broken = problems.iter().find(is_broken);
            assert!(broken.is_none(), "{format:?} again: {broken:?}");
        }
    }
}

/// What an earlier run is said to have written: the manifest of a site, and what is remembered from one run to the next.
pub fn read_back(text: &str) {
    if let Some(manifest) = Manifest::parse(text.as_bytes()) {
        for (path, _) in manifest.files() {
            let names = format!("{}/{}", path.folder(), path.name());
            let outward =
                names.trim_start_matches('/').split('/').any(|name| matches!(name, "" | "." | ".."));
            assert!(!outward && !names.contains(['\\', ':', '\0']), "a manifest leads to {path}");
        }
        assert_eq!(Manifest::parse(&manifest.to_bytes()), Some(manifest), "it is written as it was read");
    }
    let checked = Checked::from_bytes(text.as_bytes());
    base::assemble(&checked.sources, &checked.readings);
    let colours = Colours::from_bytes(text.as_bytes().to_vec());
    colours.recall("py", text, Default::default);
    colours.to_bytes();
}

/// A bundle that somebody made up: each line is a section, its name and what it holds. Answers come, or reasons.
pub fn bundle(text: &str) {
    let mut sections: BTreeMap<[u8; 4], Vec<u8>> = BTreeMap::new();
    for line in text.lines() {
        let Some((Ok(name), held)) =
            line.split_at_checked(4).map(|(name, held)| (name.as_bytes().try_into(), held))
        else {
            continue;
        };
        let held = match &name {
            b"base" | b"clue" => held.as_bytes().to_vec(),
            b"mtch" | b"aid " | b"word" => bundle::joined(&[bundle::packed(held.as_bytes())]),
            _ => bundle::packed(held.as_bytes()),
        };
        sections.insert(name, held);
    }
    let sections: Vec<(&[u8; 4], Vec<u8>)> =
        sections.iter().map(|(name, held)| (name, held.clone())).collect();
    for bytes in [bundle::sealed(&sections), text.as_bytes().to_vec()] {
        let Ok(bundle) = Bundle::open(bytes) else { continue };
        bundle.explain("the kettle is cold").ok();
        bundle.called("1042").ok();
        bundle.search(&Query::parse("kettle status:403")).ok();
        bundle.gaps().ok();
        for known in bundle.essentials(&["tea/cold"]).into_iter().flatten().flatten() {
            assert!(!known.title.as_str().contains('\u{1b}'), "what it says is plain");
        }
    }
}

fn load(record: String) {
    let sources = sources(record);
    let (_, problems) = base::load(&sources);
    for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
        let told = problem::render(&problems, &sources, format);
        assert!(told.chars().all(|c| c == '\n' || !c.is_control()));
    }
}

fn sources(record: String) -> Sources {
    let site = "title: T\ntagline: T\ndescription: D\nprograms:\n  tea: { title: Tea, summary: Tea. }\n";
    Sources::from_texts([("content/site.yaml", site.to_string()), ("content/records/tea/cold.md", record)])
}
