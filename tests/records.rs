//! What a record may say and leave out, and how it appears in every output.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod console;

use console::{Knowledge, RECORD};

const REFUSED: &str = "content/records/demo/refused.md";

impl Knowledge {
    /// A base whose record has these fields and this body, built.
    fn built(fields: &str, body: &str, register: &str) -> Knowledge {
        let knowledge = Knowledge::new();
        knowledge.write(REFUSED, &(RECORD.replace("checked:", &format!("{fields}checked:")) + body));
        knowledge.write("content/sources.yaml", register);
        let said = knowledge.run("build", &[]);
        assert_eq!(said.code, Some(0), "{}", said.printed);
        knowledge
    }
}

const REGISTER: &str = "D-blog:
  title: A post about the demo
  url: https://example.org/blog
  kind: report
  posted: 2026-03-02
  read: 2026-11-19
O-run:
  title: The demo, run on Linux
  kind: own-test
  read: 2026-11-20
D-old:
  title: An old manual
  url: https://example.org/old
  kind: documentation
  undated: true
";

#[test]
fn advice_and_first_hand_need_no_source_and_are_shown_as_what_they_are() {
    let fields = "causes:\n  locked: { evidence: first-hand }\n  idle: { evidence: reported, sources: [D-blog, O-run] }\n";
    let body = "\n## Short answer\n\n- Sign in again. {advice}\n\n## Causes\n\n### Locked {#locked}\n\nIt is locked.\n\n### Idle {#idle}\n\nIt is idle.\n";
    let knowledge = Knowledge::built(fields, body, REGISTER);

    let page = knowledge.read("site/demo/refused.html");
    assert!(page.contains("<cite class=advice>our advice</cite>"), "{page}");
    assert!(page.contains("<cite class=first-hand>first-hand</cite>"), "{page}");
    assert!(page.contains("our own judgment"), "{page}");
    assert!(page.contains("posted 2026-03-02, read 2026-11-19"), "{page}");
    assert!(
        !page.contains("href=\"\"") && !page.contains("href=>"),
        "a source without an address is no link"
    );

    let markdown = knowledge.read("site/demo/refused.md");
    assert!(markdown.contains("(our advice)") && markdown.contains("(first-hand)"), "{markdown}");
    assert!(
        markdown.contains("- O-run: The demo, run on Linux, our own test, read 2026-11-20"),
        "{markdown}"
    );
    assert!(markdown.contains("posted 2026-03-02, read 2026-11-19"), "{markdown}");

    let json: serde_json::Value =
        serde_json::from_str(&knowledge.read("site/demo/refused.json")).expect("it is JSON");
    assert_eq!(json["causes"][0]["evidence"], "first-hand");
    let source = json["sources"].as_array().expect("a list").iter().find(|source| source["key"] == "D-blog");
    let source = source.expect("it is cited");
    assert_eq!([&source["posted"], &source["read"]], ["2026-03-02", "2026-11-19"]);

    let sources = knowledge.read("site/sources.html");
    assert!(sources.contains("posted 2026-03-02, read 2026-11-19"), "{sources}");
}

#[test]
fn a_source_that_nothing_cites_is_listed() {
    let knowledge = Knowledge::built("", "\nIt refuses. {reported: D-blog}\n", REGISTER);
    knowledge.write(
        "content/tables/limits.yaml",
        "title: L\nas-of: 2026-11-20\nevidence: reported\nsources: [O-run]\ncolumns:\n  a: { title: A }\nrows:\n  b: { a: c }\n",
    );
    let said = knowledge.run("list", &["--without", "citation"]);
    assert!(
        said.printed.starts_with("content/sources.yaml:11: without citation: An old manual\n1 found"),
        "{}",
        said.printed
    );
}

const FOUR_LINES: &str = "---\ntitle: The door is locked\nsummary: Somebody locked it.\n---\n";

#[test]
fn a_record_needs_neither_a_day_nor_a_signature() {
    let knowledge = Knowledge::new();
    knowledge.write("content/records/demo/locked.md", FOUR_LINES);
    let said = knowledge.check(&["--format", "short"]);
    assert_eq!(said.code, Some(0), "{}", said.printed);
    assert!(
        said.printed.starts_with("content/records/demo/locked.md:1:1: warning[missing-signature]"),
        "{}",
        said.printed
    );
    assert!(said.printed.contains("\n1 warning in 1 file, 2 records in all"), "{}", said.printed);
    knowledge.run("build", &[]);
    let page = knowledge.read("site/demo/locked.html");
    assert!(!page.contains("<dt>Checked"), "{page}");
    assert!(knowledge.read("site/stale.html").contains("Not checked yet"));
}

#[test]
fn a_signature_may_be_its_text_alone() {
    let knowledge = Knowledge::new();
    let signatures = "signatures: [\"demo: access refused for `{user}`\", { all: [\"demo: go away\"] }]\n";
    knowledge.write(
        REFUSED,
        &RECORD.replace("signatures:\n  - all: [\"demo: access refused for `{user}`\"]\n", signatures),
    );
    let said = knowledge.check(&[]);
    assert_eq!(said.printed, "no problems in 1 record\n");
    let bad = knowledge.read(REFUSED).replace("checked:", "wait: up to six hours\nchecked:");
    knowledge.write(REFUSED, &bad);
    let said = knowledge.check(&[]).printed;
    assert!(said.contains("write it in braces: `{ text: …, evidence: …, sources: … }`"), "{said}");
}

#[test]
fn a_plain_arrow_is_understood_and_written_as_the_other() {
    let body = "\n## Decide\n\n1. Is it locked? -> [locked](#locked)\n2. else → `a -> b`\n\n## Causes\n\n### Locked {#locked}\n\nIt is locked. A -> B is no outcome.\n\n#### Check\n\n- `a -> b` is seen -> yes\n- nothing -> no\n";
    let knowledge = Knowledge::built("causes:\n  locked: { evidence: advice }\n", body, REGISTER);
    let json: serde_json::Value =
        serde_json::from_str(&knowledge.read("site/demo/refused.json")).expect("it is JSON");
    assert_eq!(json["decisions"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["causes"][0]["check"]["outcomes"][0]["observation"], "`a -> b` is seen");
    let before = knowledge.read(REFUSED);
    let said = knowledge.run("check", &["--fix"]);
    assert!(said.printed.ends_with("no problems in 1 record\n"), "{}", said.printed);
    let mended = before
        .replace("? -> [", "? → [")
        .replace("seen -> yes", "seen → yes")
        .replace("nothing -> no", "nothing → no");
    assert_eq!(knowledge.read(REFUSED), mended);
}

#[test]
fn a_regular_expression_becomes_a_fragment_with_holes() {
    let knowledge = Knowledge::new();
    let with = |signature: &str| RECORD.replace("all: [\"demo: access refused for `{user}`\"]", signature);
    knowledge.write(REFUSED, &with("\"^demo: access refused for .*$\""));
    let said = knowledge.run("check", &["--fix"]);
    assert!(said.printed.ends_with("no problems in 1 record\n"), "{}", said.printed);
    assert_eq!(knowledge.read(REFUSED), with("\"demo: access refused for\""));

    // A message that quotes one is shown by a sample.
    knowledge.write(REFUSED, &with("\"demo: the name must match [a-z0-9]+\""));
    assert!(knowledge.check(&[]).printed.contains("warning[regex-in-signature]"));
    knowledge.write("content/records/demo/refused/sample.txt", "demo: the name must match [a-z0-9]+\n");
    assert_eq!(knowledge.check(&[]).printed, "no problems in 1 record\n");
}
