//! Drafts and internal records are checked with the rest, and left out of what is published, to the last byte.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SITE: &str = "title: T
tagline: t
description: d
programs:
  demo: { title: Demo, summary: s }
  secret: { title: Canaryprogram, summary: Canarysummary. }
";

const VOCABULARY: &str = "facets:
  owner: { label: Canarylabel, holds: text, public: false, badge: true, list: true, filter: true }
  team: { label: Team, of: { blue: Blue, red: Canaryvalue }, badge: true, list: true, filter: true }
";

const PUBLIC: &str = "---
title: Access refused
summary: The demo knows you and refuses.
owner: canary-owner
team: blue
signatures: [\"demo: access refused for `{user}`\"]
causes:
  only: { evidence: documented, sources: [S-public] }
checked: 2026-11-20
---

{{ table limits }}

## Causes

### The only one {#only}

It refuses.

## Private notes

Canarynote.
";

/// Every place in which a record can say something.
fn hidden(name: &str, flag: &str) -> String {
    format!(
        "---
title: Canary{name}title
{flag}: true
code: CANARY{name}-77
summary: Canary{name}summary.
quick-fix: Canary{name}quick.
status: 418
type: canary{name}_type
team: red
tags: [canary{name}tag]
aliases: [demo/canary{name}alias]
signatures: [\"canary{name}signature: it failed for {{user}}\"]
causes:
  it: {{ evidence: documented, sources: [S-secret] }}
code-samples:
  probe.sh: {{ purpose: probe, title: Canary{name}code }}
created: 2026-11-20
checked: 2026-11-20
history: [{{ on: 2026-11-20, what: Canary{name}change. }}]
---

Canary{name}lead, see [it](record:demo/refused). {{documented: S-secret}}

{{{{ table secret-limits }}}}

{{{{ piece secret-words }}}}

{{{{ code probe.sh }}}}

## Causes

### Canary{name}cause {{#it}}

Canary{name}text.
"
    )
}

fn write(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
    fs::write(path, text).expect("it can be written");
}

fn base() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let at = dir.path();
    write(at, "content/site.yaml", SITE);
    write(at, "content/vocabulary.yaml", VOCABULARY);
    write(
        at,
        "content/sources.yaml",
        "S-public: { kind: documentation, title: Public, url: \"https://example.org/p\", read: 2026-11-20 }\nS-secret: { kind: documentation, title: Canarysource, url: \"https://example.org/canaryurl\", read: 2026-11-20 }\n",
    );
    let table = |title: &str, cell: &str, source: &str| {
        format!(
            "title: {title}\nas-of: 2026-11-20\nevidence: documented\nsources: [{source}]\ncolumns:\n  a: {{ title: A }}\nrows:\n  one: {{ a: {cell} }}\n"
        )
    };
    write(at, "content/tables/limits.yaml", &table("Limits", "ten", "S-public"));
    write(at, "content/tables/secret-limits.yaml", &table("Canarytable", "canarycell", "S-secret"));
    write(at, "content/pieces/secret-words.md", "Canarypiece. {documented: S-secret}\n");
    write(at, "content/prose/about.md", "---\ntitle: About\nsummary: It is.\n---\n\nThis is it.\n");
    write(at, "content/records/demo/refused.md", PUBLIC);
    write(at, "content/records/demo/refused/sample.txt", "demo: access refused for `anna`\n");
    for (id, name, flag) in [
        ("demo/one", "draft", "draft"),
        ("demo/two", "inner", "internal"),
        ("secret/three", "third", "internal"),
    ] {
        write(at, &format!("content/records/{id}.md"), &hidden(name, flag));
        write(
            at,
            &format!("content/records/{id}/sample.txt"),
            &format!("canary{name}signature: it failed for canary{name}user\n"),
        );
        write(at, &format!("content/records/{id}/probe.sh"), &format!("echo canary{name}probe\n"));
    }
    dir
}

fn run(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_errbook")).args(args).current_dir(dir).output().expect("it runs")
}

fn build(dir: &Path, more: &[&str]) -> String {
    let args = [&["build", "--base-url", "https://example.org/"], more].concat();
    let output = run(dir, &args);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
    said
}

/// The files of the site whose name or content has this word.
fn found(site: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![site.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(site).expect("below").to_string_lossy().to_lowercase();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = String::from_utf8_lossy(&fs::read(&path).expect("a file")).to_lowercase();
                found.extend((name.contains(word) || text.contains(word)).then_some(name));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_byte_of_what_is_hidden_is_published() {
    let dir = base();
    let said = build(dir.path(), &[]);
    assert!(said.contains("pages"), "{said}");
    let site = dir.path().join("site");
    assert_eq!(found(&site, "canary"), Vec::<String>::new());
    // Facet pages that only they fill are gone, and so is their program.
    for path in ["status/418.html", "team/red.html", "secret/index.html", "e/canarydraft-77.html"] {
        assert!(!site.join(path).exists(), "{path}");
    }
    // The bundle is packed: it is asked.
    for words in
        ["canarydraftsignature: it failed for me", "canaryinnersignature: it failed for me", "CANARYinner-77"]
    {
        let args = ["explain", "--base", "site/errbook.bundle", words];
        assert_eq!(run(dir.path(), &args).status.code(), Some(1), "{words}");
    }
    let known = ["explain", "--base", "site/errbook.bundle", "demo: access refused for `anna`"];
    assert_eq!(run(dir.path(), &known).status.code(), Some(0));
    // The search is what looks at every byte: it finds what is there.
    assert!(found(&site, "access refused").len() > 5);
    assert!(site.join("team/blue.html").is_file());
}

#[test]
fn internal_records_are_built_when_asked_for() {
    let dir = base();
    build(dir.path(), &[]);
    let said = build(dir.path(), &["--internal"]);
    assert!(!said.contains(" 0 written"), "the flag is one of the inputs: {said}");
    let site = dir.path().join("site");
    for word in ["canaryinner", "canarythird", "canarytable", "canarypiece", "canarysource", "canaryprogram"]
    {
        assert!(found(&site, word).len() > 1, "{word}");
    }
    for word in ["canarydraft", "canarynote", "canary-owner", "canarylabel"] {
        assert_eq!(found(&site, word), Vec::<String>::new(), "{word}");
    }
    build(dir.path(), &[]);
    assert_eq!(found(&site, "canary"), Vec::<String>::new());
}

#[test]
fn a_draft_stops_nothing_and_a_public_reminder_does() {
    let dir = base();
    let at = dir.path();
    let draft = "---\ntitle: New\ndraft: true\nsummary: \"TODO: one sentence\"\nsignatures: [\"demo: it is new\"]\nserverity: x\n---\n\nTODO: more.\n";
    write(at, "content/records/demo/new.md", draft);
    let output = run(at, &["check", "--format", "short"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("demo/new.md:4:11: warning[private-text]"), "{said}");
    assert!(said.contains("warning[unknown-field]"), "{said}");
    build(at, &[]);
    write(at, "content/records/demo/new.md", &draft.replace("draft: true\n", ""));
    assert_eq!(run(at, &["check"]).status.code(), Some(1));
    assert_eq!(run(at, &["build"]).status.code(), Some(1));
}

#[test]
fn what_is_seen_by_more_refers_to_nothing_hidden() {
    let dir = base();
    let at = dir.path();
    let rules = || {
        let said = run(at, &["check", "--format", "short"]).stdout;
        let said = String::from_utf8_lossy(&said).into_owned();
        said.lines()
            .filter(|line| line.contains("hidden-reference"))
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(), Vec::<String>::new());
    // In a text, in the front matter, in a table and a piece that public records show, on a page of prose.
    let text = PUBLIC.replace("It refuses.", "It refuses, see [it](record:demo/one).");
    write(at, "content/records/demo/refused.md", &text);
    assert_eq!(rules().len(), 1, "{:?}", rules());
    let front = PUBLIC.replace("checked:", "related: [demo/two, secret]\nchecked:");
    write(at, "content/records/demo/refused.md", &front);
    assert_eq!(rules().len(), 2, "{:?}", rules());
    write(at, "content/records/demo/refused.md", &PUBLIC.replace("{{ table limits }}", "{{ piece words }}"));
    write(at, "content/pieces/words.md", "See [it](record:demo/two).\n");
    write(
        at,
        "content/prose/about.md",
        "---\ntitle: About\nsummary: It is.\n---\n\nSee [it](record:demo/one).\n",
    );
    assert_eq!(rules().len(), 2, "{:?}", rules());
    // Nobody but the drafts and the internal records shows it any more.
    write(at, "content/records/demo/refused.md", PUBLIC);
    assert_eq!(rules().len(), 1, "{:?}", rules());
    // An internal record may refer to another, and not to a draft.
    let inner = hidden("inner", "internal");
    let inner = inner.replace("record:demo/refused", "record:secret/three");
    write(at, "content/records/demo/two.md", &inner);
    assert_eq!(rules().len(), 1, "{:?}", rules());
    write(at, "content/records/demo/two.md", &inner.replace("record:secret/three", "record:demo/one"));
    assert_eq!(rules().len(), 2, "{:?}", rules());
}

#[test]
fn lists_name_what_is_hidden_and_explain_leaves_it_out() {
    let dir = base();
    let at = dir.path();
    let list = String::from_utf8_lossy(&run(at, &["list"]).stdout).into_owned();
    for line in
        ["demo/one.md:1: draft: Canary", "demo/two.md:1: internal: Canary", "refused.md:1: record: Access"]
    {
        assert!(list.contains(line), "{list}");
    }
    let code = |args: &[&str]| run(at, args).status.code();
    assert_eq!(code(&["explain", "canaryinnersignature: it failed for me"]), Some(1));
    assert_eq!(code(&["explain", "--internal", "canaryinnersignature: it failed for me"]), Some(0));
    assert_eq!(code(&["explain", "--internal", "canarydraftsignature: it failed for me"]), Some(1));
    assert_eq!(code(&["explain", "demo: access refused for `anna`"]), Some(0));
}

#[test]
fn a_record_that_becomes_a_draft_loses_its_address() {
    let dir = base();
    let at = dir.path();
    build(at, &[]);
    fs::copy(at.join("site/errors.json"), at.join("before.json")).expect("a copy");
    write(at, "content/records/demo/refused.md", &PUBLIC.replace("summary:", "draft: true\nsummary:"));
    let said = run(at, &["check", "--against", "before.json", "--format", "short"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("lost-address"), "{said}");
}
