//! Bad content of every kind, as it comes from hurried hands: what is said about it, and that nothing else is.
#![allow(clippy::disallowed_methods, reason = "tests use the file system")]

mod console;

use console::{RECORD, SITE, SOURCES, TABLE};
use errbook::base;
use errbook::problem::{Format, Problem, fix, render};
use errbook::source::Sources;

const AT: &str = "content/records/demo/refused.md";
const CAUSES: &str = "causes:\n  locked: { evidence: documented, sources: [D-manual] }\nchecked:";
const LOCKED: &str = "\n## Causes\n\n### Locked {#locked}\n\nSomebody locked it.\n";

/// A small sound base with some files in place of its own or beside them.
fn sources(files: &[(&str, &str)]) -> Sources {
    let sound = [
        ("content/site.yaml", SITE),
        ("content/sources.yaml", SOURCES),
        ("content/tables/limits.yaml", TABLE),
        (AT, RECORD),
        ("content/records/demo/refused/sample.txt", "demo: access refused for `anna`\n"),
    ];
    let kept = sound.into_iter().filter(|(path, _)| !files.iter().any(|(other, _)| other == path));
    Sources::from_texts(kept.chain(files.iter().copied()))
}

fn problems(files: &[(&str, &str)]) -> Vec<Problem> {
    base::load(&sources(files)).1
}

fn rules(files: &[(&str, &str)]) -> Vec<&'static str> {
    problems(files).iter().map(|problem| problem.rule.name()).collect()
}

/// The rules that a record breaks if a piece of it is replaced.
fn edited(from: &str, to: &str) -> Vec<&'static str> {
    assert!(RECORD.contains(from), "{from:?} is not in the record");
    rules(&[(AT, &RECORD.replace(from, to))])
}

/// The rules that a record breaks with a text below its front matter.
fn with_body(body: &str) -> Vec<&'static str> {
    rules(&[(AT, &format!("{RECORD}\n{body}\n"))])
}

const FINE: [&str; 0] = [];

#[test]
fn a_sound_base_has_no_problems() {
    assert_eq!(rules(&[]), FINE);
    assert_eq!(rules(&[(AT, &(RECORD.replace("checked:", CAUSES) + LOCKED))]), FINE);
}

#[test]
fn a_piece_holds_no_piece_and_so_has_an_end() {
    let (own, other) = ("It goes on.\n\n{{ piece endless }}\n", "{{ piece endless }}\n");
    assert_eq!(rules(&[("content/pieces/endless.md", own)]), ["bad-directive"]);
    let both = [("content/pieces/endless.md", "{{ piece other }}\n"), ("content/pieces/other.md", other)];
    assert_eq!(rules(&both), ["bad-directive", "bad-directive"]);
    let pieces = base::load(&sources(&both)).0.pieces;
    assert!(pieces.values().all(|piece| piece.prose.is_empty()), "{pieces:?}");
}

/// The samples of others are not to blame for a signature that ordinary text has.
#[test]
fn a_weak_signature_is_told_once() {
    let held =
        RECORD.replace("Access refused", "Access held").replace("access refused for `{user}`", "access held");
    let weak = RECORD.replace("demo: access refused for `{user}`", "error");
    let told = rules(&[
        (AT, &weak),
        ("content/records/demo/held.md", &held),
        ("content/records/demo/held/sample.txt", "error\n\n\nan error of the day: demo: access held\n"),
    ]);
    assert_eq!(told, ["weak-signature"]);
}

/// What is open, where, and how a brace is written that the message has.
#[test]
fn a_brace_that_looks_like_a_hole_is_told_where_it_stands() {
    let told = |fragment: &str| {
        let text = RECORD.replace("\"demo: access refused for `{user}`\"", fragment);
        assert_ne!(text, RECORD);
        let all = sources(&[(AT, &text)]);
        let problems = base::load(&all).1;
        assert_eq!(problems.len(), 1, "{problems:?}");
        render(&problems, &all, Format::Short).split(": ").skip(1).collect::<Vec<_>>().join(": ")
    };
    assert_eq!(
        told("\"demo: access refused for {user\""),
        "error[weak-signature]: `{user` begins a hole that nothing ends \
         (write `{user}`; a brace that the message itself has is written twice: `{{user`)\n"
    );
    assert_eq!(
        told("\"demo: access refused for {The User} here\""),
        "error[weak-signature]: `{The User}` is no hole \
         (write `{the-user}`; a brace that the message itself has is written twice: `{{The User}`)\n"
    );
    // Without quotes the brace is YAML's.
    let open = "error[bad-yaml]: a `{` that nothing closes \
                (close it; a text with a bracket in it needs quotes: `\"reached {host} late\"`)\n";
    assert_eq!(told("refused for {user"), open);
    assert_eq!(edited("{user}", "{{user}}"), ["sample-not-matched"], "a brace of the message is no mistake");
}

#[test]
fn a_draft_is_told_everything_at_once() {
    let signature = "signatures:\n  - all: [\"demo: access refused for `{user}`\"]\n";
    assert!(RECORD.contains(signature));
    let draft =
        RECORD.replace(signature, "signatures: []\n").replace("The demo knows", "TODO the demo knows");
    let told = rules(&[(AT, &draft)]);
    assert!(["private-text", "missing-signature"].iter().all(|rule| told.contains(rule)), "{told:?}");
}

#[test]
fn fields_that_are_missing_unknown_misspelt_or_of_another_type() {
    assert_eq!(edited("title: Access refused\n", ""), ["missing-field"]);
    assert_eq!(edited("title:", "titel:"), ["unknown-field"]);
    assert_eq!(edited("title:", "colour: red\ntitle:"), ["unknown-field"]);
    assert_eq!(edited("title:", "titel: again\ntitle:"), ["unknown-field"]);
    assert_eq!(edited("signatures:", "signatres:"), ["unknown-field"]);
    assert_eq!(edited("title:", "status: forbidden\ntitle:"), ["bad-value"]);
    assert_eq!(edited("title:", "status: 70000\ntitle:"), ["bad-value"]);
    assert_eq!(edited("title:", "tags: login\ntitle:"), ["wrong-type"]);
    assert_eq!(edited("title:", "causes: [a]\ntitle:"), ["wrong-type"]);
    assert_eq!(edited("2026-11-20", "2026-02-30"), ["bad-value"]);
    assert_eq!(edited("title:", "title: again\ntitle:"), ["duplicate-key"]);
}

#[test]
fn yaml_that_cannot_be_read_is_one_mistake() {
    for bad in [
        "title: [a\n",
        "title: a: b\n",
        "\ttitle: a\n",
        "title: \"a\n",
        "title: @a\n",
        "title: *a\n",
        "title: &a b\n",
    ] {
        assert_eq!(edited("title: Access refused\n", bad), ["bad-yaml"], "{bad:?}");
    }
    // Who cites a source of a register that cannot be read is right until it can.
    let cites = RECORD.replace("checked:", CAUSES) + LOCKED;
    assert_eq!(rules(&[("content/sources.yaml", "D-manual: [\n"), (AT, &cites)]), ["bad-yaml"]);
    assert_eq!(rules(&[("content/site.yaml", "title: [\n")]), ["bad-yaml"]);
    assert_eq!(
        rules(&[
            ("content/tables/limits.yaml", "title: [\n"),
            (AT, &format!("{RECORD}\n{{{{ table limits a }}}}\n"))
        ]),
        ["bad-yaml"]
    );
}

/// One run tells all five, and none twice.
#[test]
fn mistakes_of_every_kind_in_one_record_are_told_in_one_run() {
    let front = RECORD.replace("title:", "class:request\ntitle:").replace("checked:", CAUSES);
    let front = front.replace("2026-11-20", "2026-13-20");
    let body = LOCKED.replace("{#locked}", "{#loked}") + "\n#### Checks\n\nTODO [See](record:demo/other).\n";
    let told = rules(&[(AT, &format!("{front}{body}"))]);
    let expected = [
        "bad-yaml",
        "bad-value",
        "section-without-cause",
        "check-without-outcomes",
        "unknown-section",
        "private-text",
        "dangling-reference",
    ];
    assert_eq!(told, expected);
    // Some of the remedies are exact; what is left is for a person.
    let all = sources(&[(AT, &format!("{front}{body}"))]);
    let fixed = fix(&base::load(&all).1, &all).remove(0).text;
    assert!(
        ["class: request\n", "{#locked}", "#### Check\n"].iter().all(|part| fixed.contains(part)),
        "{fixed}"
    );
    let left = rules(&[(AT, &fixed)]);
    assert_eq!(left, ["bad-value", "check-without-outcomes", "private-text", "dangling-reference"]);
}

#[test]
fn a_slip_has_no_consequences() {
    let causes = |to: &str| RECORD.replace("checked:", &CAUSES.replace("documented, ", to)) + LOCKED;
    let code = "code:probe.py\nchecked:";
    let use_it = format!("{}\n{{{{ code probe.py }}}}\n", RECORD.replace("checked:", code));
    assert_eq!(rules(&[(AT, &use_it)]), ["bad-yaml"]);
    assert_eq!(rules(&[(AT, &causes("[documented, "))]), ["bad-yaml"]);
    assert_eq!(edited("signatures:", "signatures"), ["bad-yaml"]);
    assert_eq!(edited("summary: The", "summary The"), ["bad-yaml"]);
    let table = TABLE.replace("as-of: ", "as-of:");
    assert_eq!(rules(&[("content/tables/limits.yaml", &table)]), ["bad-yaml"]);
}

/// Who has no `site.yaml`, or none that can be read, is told that, and nothing about the programs in it.
#[test]
fn a_site_that_is_not_described_is_one_mistake() {
    let related = RECORD.replace("checked:", "related: [demo]\nchecked:");
    for site in ["", "title: [\n"] {
        assert_eq!(rules(&[("content/site.yaml", site), (AT, &related)]).len(), 1, "{site:?}");
    }
    let without = Sources::from_texts([
        (AT, related.as_str()),
        ("content/records/demo/b.md", &RECORD.replace("refused", "b")),
    ]);
    let problems = base::load(&without).1;
    let dangling: Vec<&Problem> =
        problems.iter().filter(|problem| problem.rule.name() == "dangling-reference").collect();
    assert_eq!(dangling.len(), 1, "{dangling:?}");
    assert_eq!(dangling[0].message, "there is no content/site.yaml");
}

/// A guess is never dressed as a match.
#[test]
fn a_sample_that_only_yields_a_guess_does_not_find_its_record() {
    let any = "{user}`\"]\n    any: [server]";
    assert_eq!(edited("{user}`\"]", any), ["sample-not-matched"]);
    assert_eq!(edited("{user}`\"]", &any.replace("server", "anna")), FINE);
}

#[test]
fn an_alias_bomb_goes_off_nowhere() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (one, next) in "abcdefghi".chars().zip("bcdefghij".chars()) {
        let all = vec![format!("*{one}"); 9].join(", ");
        bomb = format!("{bomb}{next}: &{next} [{all}]\n");
    }
    let told = rules(&[(AT, &format!("---\n{bomb}---\n"))]);
    assert!(told.contains(&"bad-yaml") && told.len() < 120, "{} problems", told.len());
}

#[test]
fn an_empty_file_is_one_mistake() {
    for empty in ["", "\n\n", "   \n"] {
        for path in [AT, "content/site.yaml", "content/tables/limits.yaml", "content/pieces/a.md"] {
            assert_eq!(rules(&[(path, empty)]), ["empty-file"], "{path} {empty:?}");
        }
    }
    assert_eq!(rules(&[("content/tables/limits.yaml", "# to be written\n")]), ["empty-file"]);
    assert_eq!(rules(&[(AT, "---\n---\n")]), ["empty-file"]);
}

#[test]
fn what_is_referred_to_exists_wherever_it_is_referred_to() {
    for body in [
        "It refuses. {documented: D-manul}",
        "See [it](record:demo/other).",
        "See [it](#locked).",
        "See [it](record:demo/refused#locked).",
        "See [it](source:D-other).",
        "{{ table limit }}",
        "{{ table limits none }}",
        "{{ piece none }}",
        "{{ code none.py }}",
        "## FAQ\n\n### Is [it](record:demo/other) so?\n\nNo. {documented: D-manual}",
    ] {
        assert_eq!(with_body(body), ["dangling-reference"], "{body}");
    }
    for field in [
        "related: [demo/other]",
        "exceptions: [limits/none]",
        "samples: { none.txt: demo/refused }",
        "code-samples: { none.py: { purpose: probe, title: None } }",
        "quick-fix: See [it](record:demo/other).",
        "quick-fix: \"See [it](record:demo/other).\"",
        "volatile: 'It may change. {documented: D-other}'",
        "history: [{ on: 2026-11-20, what: 'See [it](source:D-other).' }]",
        "retired: { on: 2026-11-20, because: It is gone., successor: demo/other }",
    ] {
        assert_eq!(edited("checked:", &format!("{field}\nchecked:")), ["dangling-reference"], "{field}");
    }
    let cause = RECORD.replace("checked:", CAUSES) + &LOCKED.replace("Locked", "[Locked](record:demo/other)");
    assert_eq!(rules(&[(AT, &cause)]), ["dangling-reference"]);
    for cell in ["'[Small](record:demo/other)'", "'Small {documented: D-other}'"] {
        let table = TABLE.replace("plan: Small", &format!("plan: {cell}"));
        assert_eq!(rules(&[("content/tables/limits.yaml", &table)]), ["dangling-reference"], "{cell}");
    }
    for field in
        ["caption: >-\n  See the\n  [page](source:D-other).", "verify: \"[Page](record:demo/other)\""]
    {
        assert_eq!(
            rules(&[("content/tables/limits.yaml", &format!("{TABLE}{field}\n"))]),
            ["dangling-reference"],
            "{field}"
        );
    }
}

#[test]
fn who_refers_to_a_broken_file_is_right() {
    let link = format!("{RECORD}\nSee [it](record:demo/other#x).\n");
    assert_eq!(
        rules(&[(AT, &link), ("content/records/demo/other.md", "no front matter\n")]),
        ["missing-front-matter"]
    );
    assert_eq!(rules(&[(AT, "no front matter\n")]), ["missing-front-matter"]);
}

#[test]
fn a_cause_and_its_section_belong_together() {
    let listed = RECORD.replace("checked:", CAUSES);
    assert_eq!(rules(&[(AT, &listed)]), ["cause-without-section"]);
    assert_eq!(with_body(LOCKED), ["section-without-cause"]);
}

#[test]
fn a_claim_has_status_and_source_and_a_table_a_date() {
    for (from, rule) in [
        ("evidence: documented, ", "claim-without-status"),
        (", sources: [D-manual]", "claim-without-source"),
    ] {
        let causes = CAUSES.replace(from, "");
        assert_eq!(rules(&[(AT, &(RECORD.replace("checked:", &causes) + LOCKED))]), [rule]);
    }
    assert_eq!(with_body("## Short answer\n\n- It refuses."), ["claim-without-status"]);
    assert_eq!(with_body("It refuses. {reported: }"), ["claim-without-source"]);
    for (from, rule) in [
        ("as-of: 2026-11-20\n", "table-without-date"),
        ("evidence: documented\n", "claim-without-status"),
        ("sources: [D-manual]\n", "claim-without-source"),
    ] {
        assert_eq!(rules(&[("content/tables/limits.yaml", &TABLE.replace(from, ""))]), [rule]);
    }
    assert_eq!(
        rules(&[("content/sources.yaml", &SOURCES.replace("  read: 2026-11-20\n", ""))]),
        ["missing-field"]
    );
    assert_eq!(
        rules(&[("content/sources.yaml", &SOURCES.replace("  url: https://example.org/manual\n", ""))]),
        ["missing-field"]
    );
    let own_test =
        SOURCES.replace("  url: https://example.org/manual\n  kind: documentation", "  kind: own-test");
    for register in [SOURCES.replace("read:", "posted:"), own_test] {
        assert_eq!(rules(&[("content/sources.yaml", &register)]), Vec::<&str>::new(), "{register}");
    }
    for status in ["first-hand", "advice", "unsupported"] {
        let record =
            RECORD.replace("checked:", &format!("causes:\n  locked: {{ evidence: {status} }}\nchecked:"));
        assert_eq!(rules(&[(AT, &(record + LOCKED))]), Vec::<&str>::new(), "{status}");
        assert_eq!(with_body(&format!("It refuses. {{{status}}}")), Vec::<&str>::new());
        let table = TABLE.replace("documented\nsources: [D-manual]", status);
        assert_eq!(rules(&[("content/tables/limits.yaml", &table)]), Vec::<&str>::new(), "{status}");
    }
}

#[test]
fn text_that_is_not_what_it_seems() {
    assert_eq!(with_body("It refuses at the caf\u{c3}\u{a9}."), ["mojibake"]);
    assert_eq!(with_body("Run `demo\u{202e}`."), ["invisible-character"]);
    assert_eq!(rules(&[(AT, &format!("\u{feff}{RECORD}"))]), ["invisible-character"]);
}

#[test]
fn remedies_mend_once_and_only_what_they_name() {
    let bad = format!(
        "\u{feff}{}",
        RECORD.replace("title:", "titel:").replace("checked:", "severity: blockign\r\nchecked:")
    );
    let sources = sources(&[(AT, &bad)]);
    let first = base::load(&sources).1;
    let fixed = fix(&first, &sources);
    assert_eq!(fixed.len(), 1);
    // The mark at the start hid the front matter: the rest is seen when it is gone.
    assert_eq!(fixed[0].text, bad.trim_start_matches('\u{feff}'));
    let second = self::sources(&[(AT, &fixed[0].text)]);
    let told = base::load(&second).1;
    let mended = fix(&told, &second).remove(0).text;
    assert_eq!(mended, RECORD.replace("checked:", "severity: blocking\r\nchecked:"));
    let third = self::sources(&[(AT, &mended)]);
    assert!(fix(&base::load(&third).1, &third).is_empty());
}

#[test]
fn every_mistake_of_three_hundred_files_is_told() {
    let files: Vec<(String, String)> = (0..300)
        .map(|number| {
            let text = RECORD
                .replace("refused", &format!("refused {number}"))
                .replace("title:", "severty: blocking\ntitle:");
            (
                format!("content/records/demo/r{number}.md"),
                format!("{text}\nSee [it](record:demo/none{number}).\n\n## What it meens\n\nNo.\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let told = rules(&files);
    for rule in ["unknown-field", "dangling-reference", "unknown-section"] {
        assert_eq!(told.iter().filter(|other| **other == rule).count(), 300, "{rule}");
    }
}
