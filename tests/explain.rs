//! `errbook explain` reads of each record what it is recognised by, and only those it shows whole. That must be the same
//! as reading everything, whatever the files are.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::path::Path;
use std::process::Command;

use errbook::base::{self, Heads, KnowledgeBase};
use errbook::record::{self, Scope};
use errbook::source::{self, LARGEST_FILE, Sources};
use small::{SITE, Small};

fn heads(dir: &Path) -> Sources {
    source::read_heads(dir, record::head).expect("the content is there")
}

fn whole(dir: &Path) -> KnowledgeBase {
    base::take(&source::read(dir).expect("the content is there"))
}

/// Compares what both know of the records, and returns the ids of those that can be found.
fn same(dir: &Path) -> Vec<String> {
    let (heads, whole) = (Heads::of(&heads(dir), Scope::PUBLIC), whole(dir));
    assert_eq!(heads.matches().to_json(), whole.matches().to_json());
    assert_eq!(heads.site.title, whole.site.title);
    assert_eq!(
        heads.site.programs.names().collect::<Vec<_>>(),
        whole.site.programs.names().collect::<Vec<_>>()
    );
    let ids: Vec<String> = heads.matches().entries().iter().map(|entry| entry.record.clone()).collect();
    for id in &ids {
        let ix = whole.find(id).expect("the whole base has it");
        assert_eq!(heads.title(id), Some(whole.record(ix).front.title.as_str()));
    }
    ids
}

#[test]
fn the_heads_of_our_own_records_are_enough() {
    let ids = same(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(ids.len() > 80, "{}", ids.len());
}

/// A record that is recognised by its own name.
fn front(name: &str, more: &str) -> String {
    format!(
        "---\ntitle: {name}\nsummary: s\n{more}signatures:\n  - all: [\"the cup {name} is cracked\"]\nchecked: 2026-11-20\n"
    )
}

#[test]
fn odd_files_are_what_they_are_to_everyone() {
    let small = Small::new(2);
    let put = |name: &str, text: &str| small.put(&format!("content/records/tea/{name}.md"), text);
    // A site that looks like a record is no record: nothing of it is cut off.
    small.put("content/site.yaml", &format!("---\n{SITE}---\n"));
    put("plain", &format!("{}---\nText.\n", front("plain", "")));
    put("crlf", &format!("{}---\nText.\n", front("crlf", "")).replace('\n', "\r\n"));
    put("blanks", &format!("{}---  \nText.\n---\n", front("blanks", "")));
    put("ends-there", &format!("{}---", front("ends-there", "")));
    put("dashes", &format!("{}---\nText.\n", front("dashes", "volatile: |\n  ---\n  more\n")));
    put("broken-below", &format!("{}x: a: [\n---\nText.\n", front("broken-below", "")));
    put("broken-above", &format!("{}---\nText.\n", front("broken-above", "x: a: [\n")));
    put("bom", &format!("\u{feff}{}---\nText.\n", front("bom", "")));
    put("no-end", &format!("{}\nText.\n", front("no-end", "")));
    put("no-start", "title: no-start\n---\nText.\n");
    put("empty", "");
    let room = usize::try_from(LARGEST_FILE).expect("a megabyte");
    let long = |name: &str, size: usize| {
        let text = format!("{}---\nText.\n", front(name, "volatile: @\n"));
        text.replace('@', &"a".repeat(size + 1 - text.len()))
    };
    put("long", &long("long", room));
    put("too-long", &long("too-long", room + 1));
    put("long-body", &format!("{}---\n{}", front("long-body", ""), "a ".repeat(room / 2)));
    small.put("content/records/tea/folder.md/plain.txt", "It is a folder.");
    small.put("content/records/Tea/plain.md", &format!("{}---\n", front("capital", "")));
    small.put("content/records/tea/deep/er/plain.md", &format!("{}---\n", front("deep", "")));
    for (name, text) in
        [("latin-head", b"x: \xe9\n---\nText.\n".as_slice()), ("latin-body", b"---\nCaf\xe9\n")]
    {
        let text = [front(name, "").as_bytes(), text].concat();
        std::fs::write(small.path(&format!("content/records/tea/{name}.md")), text)
            .expect("it can be written");
    }
    #[cfg(unix)]
    for (from, to) in [("tea/plain.md", "tea/link.md"), ("tea", "linked")] {
        let records = small.path("content/records");
        std::os::unix::fs::symlink(records.join(from), records.join(to)).expect("it can be linked");
    }
    let found = same(small.dir());
    let found: Vec<&str> = found.iter().filter_map(|id| id.strip_prefix("tea/")).collect();
    assert_eq!(
        found,
        [
            "blanks",
            "broken-above",
            "broken-below",
            "crlf",
            "dashes",
            "ends-there",
            "error-0",
            "error-1",
            "long",
            "plain"
        ]
    );
}

#[test]
fn nothing_beside_a_record_is_looked_at() {
    let small = Small::new(2);
    small.put("content/tables/cups.yaml", "no: table\n");
    small.put("content/records/tea/error-0/more/deep.txt", "deep\n");
    let heads = heads(small.dir());
    let read: Vec<(&str, bool)> =
        heads.iter().map(|(_, source)| (source.path.as_str(), source.text.contains("Heat"))).collect();
    let expected = ["content/records/tea/error-0.md", "content/records/tea/error-1.md", "content/site.yaml"];
    assert_eq!(read, expected.map(|path| (path, false)));
}

#[test]
fn what_is_shown_is_read_whole() {
    let small = Small::new(3);
    let causes = "causes:\n  cold: { evidence: documented, sources: [D-tea] }\n---\n";
    let body = "## Causes\n### The stove is off {#cold}\nText.\n#### Check\nTouch it:\n- cold → it is off\n- hot → it is on\n#### Fix\nLight the stove.\n";
    small.put("content/records/tea/cup.md", &format!("{}{causes}{body}", front("blue", "")));
    let printed = explained(&small, "the cup blue is cracked");
    for told in
        ["first suspect: The stove is off", "check: Touch it:", "cold → it is off", "fix: Light the stove."]
    {
        assert!(printed.contains(told), "{told}\n{printed}");
    }
}

#[test]
fn the_cause_that_a_signature_names_comes_first() {
    let small = Small::new(1);
    let named = "  - { all: [\"the lid of {size:int} litres is stuck\"], cause: lid }\n";
    let causes = "causes:\n  cold: { evidence: inferred }\n  lid: { evidence: inferred }\n---\n";
    let body = "## Causes\n### The stove is off {#cold}\nText.\n#### Fix\nLight it.\n### The lid {#lid}\nText.\n#### Fix\nLift it.\n";
    let front = front("blue", "");
    let front = front.replace("signatures:\n", &format!("signatures:\n{named}"));
    small.put("content/records/tea/cup.md", &format!("{front}{causes}{body}"));
    let printed = explained(&small, "the lid of 3 litres is stuck");
    assert!(printed.contains("likely cause: The lid\n  fix: Lift it.\n"), "{printed}");
    let printed = explained(&small, "the cup blue is cracked");
    assert!(printed.contains("first suspect: The stove is off\n  fix: Light it.\n"), "{printed}");
}

#[test]
fn a_signature_shows_why_it_answers_or_does_not() {
    let small = Small::new(1);
    let more = "  - { all: [\"the lid is stuck\"], any: [stove] }\n";
    let front = front("blue", "").replace("signatures:\n", &format!("signatures:\n{more}"));
    small.put("content/records/tea/cup.md", &format!("{front}---\n"));
    let why = |text: &str, record: &str| {
        let mut errbook = Command::new(env!("CARGO_BIN_EXE_errbook"));
        errbook.args(["explain", text, "--why", record, "--dir"]).arg(small.dir());
        let output = errbook.output().expect("errbook runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("it prints text"))
    };
    let (code, printed) = why("tea:\nthe cup blue is cracked\nthe lid is stuck", "tea/cup");
    let expected = "tea/cup: match\n  signature 1: possible\n    all: the lid is stuck: line 3\n    any: stove: not in the text\n    missing: nothing near it says “stove”\n    score: 26 = 2 × 13 letters\n  signature 2: match\n    all: the cup blue is cracked: line 2\n    score: 38 = 2 × 19 letters\n";
    assert_eq!((code, printed.as_str()), (Some(0), expected));
    let (code, printed) = why("the cup is fine", "tea/cup");
    assert!(code == Some(1) && printed.starts_with("tea/cup: not in the answer\n"), "{printed}");
    assert_eq!(why("the cup is fine", "tea/none"), (Some(2), String::new()));
}

#[test]
fn a_reader_is_told_of_records_by_their_titles() {
    let small = Small::new(1);
    let signature = "  - all: [\"the saucer is cracked\"]\n";
    small.put(
        "content/records/tea/saucer.md",
        &format!("---\ntitle: Saucer\nsummary: s\nchecked: 2026-11-20\nsignatures:\n{signature}---\n"),
    );
    small.put(
        "content/records/tea/cup.md",
        &format!("{}---\n", front("Blue", "noise: [\"the saucer is cracked\"]\n")),
    );
    let printed = explained(&small, "the cup Blue is cracked\nthe saucer is cracked");
    assert!(printed.contains("Saucer: such lines often stand beside “Blue” and decide nothing"), "{printed}");
}

fn explained(small: &Small, text: &str) -> String {
    let mut errbook = Command::new(env!("CARGO_BIN_EXE_errbook"));
    let output = errbook.args(["explain", text, "--dir"]).arg(small.dir()).output().expect("errbook runs");
    String::from_utf8(output.stdout).expect("it prints text")
}
