//! A base in one file answers as its folder does, and nothing that is not a whole bundle answers at all.

use std::path::Path;
use std::process::Command;

use errbook::base::{self, KnowledgeBase};
use errbook::bundle::{self, Bundle, Query};
use errbook::source;

use super::program::{errbook, run};
use super::small::Small;

fn ours() -> KnowledgeBase {
    base::take(&source::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the content is there"))
}

#[test]
fn it_answers_as_the_base_does() {
    let base = ours();
    let bundle = Bundle::open(bundle::write(&base, None)).expect("it is whole");
    let mut tried = 0;
    for ix in base.indices() {
        for sample in base.samples(ix) {
            let (expected, found) =
                (base.matches().explain(&sample.text), bundle.explain(&sample.text).expect("it can be read"));
            assert_eq!(found, expected, "{}", sample.name);
            tried += 1;
        }
        let id = base.record(ix).id.as_str();
        let known = bundle.essentials(&[id]).expect("it can be read").remove(0).expect("it is there");
        assert_eq!(known.title.as_str(), base.record(ix).front.title);
    }
    assert!(tried > 300, "{tried}");
    assert_eq!(bundle.entries().expect("they can be read").len(), base.matches().entries().len());
    let absent = bundle.essentials(&["nothing/such"]).expect("it can be read");
    assert_eq!(absent, [None]);
}

#[test]
fn the_same_base_gives_the_same_bytes() {
    let base = ours();
    let bytes = bundle::write(&base, None);
    assert_eq!(bytes, bundle::write(&ours(), None));
    let per_record = bytes.len() / base.len();
    assert!(per_record < 1500, "{per_record} bytes a record, which are our longest");
}

/// What two thousand records of a catalogue may take on the disk of every reader.
#[test]
fn two_thousand_records_are_small() {
    let small = Small::new(0);
    // Words that repeat as little as those of real messages do.
    let words: Vec<String> = include_str!("../../docs/record.md")
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() > 3)
        .map(str::to_lowercase)
        .collect();
    let say = |number: usize, from: usize, count: usize| -> String {
        let word = |n: usize| words[(number * 7919 + (from + n) * 104_729) % words.len()].as_str();
        (0..count).map(word).collect::<Vec<_>>().join(" ")
    };
    for number in 0..2000 {
        let text = format!(
            "---\ntitle: \"{} {number}\"\ncode: TEA-{number}\nsummary: \"{}.\"\nquick-fix: \"{}.\"\nsignatures:\n  - all: [\"{} {number}\", \"{}\"]\ncauses:\n  one: {{ evidence: documented, sources: [D-tea] }}\nchecked: 2026-11-20\n---\n## Causes\n### {} {{#one}}\n{}.\n#### Check\n{}:\n- {} → {}\n- {} → {}\n#### Fix\n{}.\n",
            say(number, 0, 4),
            say(number, 10, 18),
            say(number, 40, 14),
            say(number, 60, 6),
            say(number, 70, 4),
            say(number, 80, 5),
            say(number, 90, 20),
            say(number, 120, 10),
            say(number, 130, 4),
            say(number, 140, 5),
            say(number, 150, 4),
            say(number, 160, 5),
            say(number, 170, 16),
        );
        small.put(&format!("content/records/tea/error-{number}.md"), &text);
    }
    let base = base::take(&source::read(small.dir()).expect("the content is there"));
    assert_eq!(base.len(), 2000);
    let bytes = bundle::write(&base, None);
    assert!(bytes.len() <= 1_500_000, "{} bytes", bytes.len());
    assert!(bytes.len() > 400_000, "{} bytes: these records are nothing like real ones", bytes.len());
}

#[test]
fn every_place_gives_the_same_answer() {
    let small = Small::new(40);
    small.put("content/site.yaml", &format!("{}url: https://tea.example/kb\n", super::small::SITE));
    let folder = |name: &str| small.path(name);
    let out = |command: &mut Command| {
        let ran = run(command, b"");
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        ran.out
    };
    out(errbook(small.dir()).args(["bundle", "--out", "tea.bundle"]));
    out(errbook(small.dir()).args(["build", "--out", "public"]));
    let alone = std::fs::read(folder("tea.bundle")).expect("it is there");
    assert_eq!(alone, std::fs::read(folder("public/errbook.bundle")).expect("every site has it"));
    let nowhere = tempfile::tempdir().expect("a folder");
    let ask = |place: &Path, format: &str| {
        let mut errbook = errbook(nowhere.path());
        errbook.args(["explain", "x\nthe kettle number 33 is cold", "--format", format, "--base"]).arg(place);
        out(&mut errbook)
    };
    for format in ["human", "json", "markdown", "github"] {
        let expected = ask(small.dir(), format);
        assert!(expected.contains("Teapot error 33"), "{expected}");
        for place in ["tea.bundle", "public", "public/errbook.bundle"] {
            assert_eq!(ask(&folder(place), format), expected, "{place}");
        }
    }
}

#[test]
fn it_holds_what_is_public_and_nothing_else() {
    let small = Small::new(1);
    let private = "## Private notes\nCANARY-PRIVATE-NOTE\n";
    small.put("content/records/tea/error-0.md", &(super::small::record(0, "Fine.") + private));
    for (number, hidden) in [(1, "draft: true"), (2, "internal: true")] {
        let record = super::small::record(number, "CANARY").replace("kettle", "CANARY kettle");
        small.put(
            &format!("content/records/tea/error-{number}.md"),
            &record.replace("status:", &format!("{hidden}\ncode: CANARY-{number}\nstatus:")),
        );
    }
    let ran = run(errbook(small.dir()).args(["bundle", "--out", "tea.bundle"]), b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let bundle =
        Bundle::open(std::fs::read(small.path("tea.bundle")).expect("it is there")).expect("it is whole");
    let found = bundle.search(&Query::parse("")).expect("it can be read");
    let said = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        bundle.about(),
        bundle.essentials(&["tea/error-0", "tea/error-1", "tea/error-2"]),
        bundle.entries(),
        bundle.called("CANARY-1"),
        bundle.gaps(),
        found.into_iter().map(|one| one.line).collect::<Vec<_>>()
    );
    assert!(said.contains("Teapot error 0") && said.contains("tea/error-0"), "{said}");
    assert!(!said.contains("CANARY") && !said.contains("error-1") && !said.contains("error-2"), "{said}");
}

#[test]
fn a_search_finds_words_and_facets() {
    let base = ours();
    let bundle = Bundle::open(bundle::write(&base, None)).expect("it is whole");
    let found = |query: &str| -> Vec<String> {
        let found = bundle.search(&Query::parse(query)).expect("it can be read");
        found.into_iter().map(|one| one.line.id).collect()
    };
    assert_eq!(found("overloaded status:529")[0], "anthropic-api/529-overloaded");
    assert!(found("program:mcp").iter().all(|id| id.starts_with("mcp/")));
    assert_eq!(found("no-such-word-anywhere"), Vec::<String>::new());
    assert_eq!(found("").len(), base.len());
}

fn small_bundle() -> Vec<u8> {
    let small = Small::new(70);
    let base = base::take(&source::read(small.dir()).expect("the content is there"));
    bundle::write(&base, None)
}

/// Gives bytes the checksum that they should have, as somebody who makes one up would.
fn signed(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut hash = blake3::Hasher::new();
    hash.update(&bytes[..24]);
    hash.update(&bytes[56..]);
    bytes[24..56].copy_from_slice(hash.finalize().as_bytes());
    bytes
}

/// Asks it everything there is to ask.
fn ask(bundle: &Bundle) {
    bundle.explain("x\nthe kettle number 33 is cold").ok();
    bundle.entries().ok();
    bundle.essentials(&["tea/error-33", "tea/error-1"]).ok();
    bundle.search(&Query::parse("teapot")).ok();
    bundle.called("TEA-1").ok();
    bundle.gaps().ok();
}

fn refused(bytes: Vec<u8>) -> String {
    Bundle::open(bytes).err().map(|error| format!("{error:#}")).expect("it is refused")
}

#[test]
fn what_is_cut_or_changed_anywhere_is_refused() {
    let whole = small_bundle();
    for length in (0..whole.len()).step_by(7).chain(0..200) {
        let reason = refused(whole[..length].to_vec());
        let expected = if length < 8 { "not a bundle" } else { "the bundle is" };
        assert!(reason.contains(expected), "{length}: {reason}");
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        refused(bytes);
    }
    let longer = [&whole[..], b"more"].concat();
    assert!(refused(longer).contains("damaged"));
    assert!(
        refused(b"PK\x03\x04 a foreign file, longer than the header of a bundle".to_vec())
            .contains("not a bundle")
    );
}

#[test]
fn what_is_made_up_is_read_without_harm() {
    let whole = small_bundle();
    for at in (8..24).chain((56..whole.len()).step_by(5)) {
        for value in [0xff, whole[at].wrapping_add(1)] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            if let Ok(bundle) = Bundle::open(signed(bytes)) {
                ask(&bundle);
            }
        }
    }
}

/// Where the place and the length of a section are written.
fn section(bytes: &[u8], name: [u8; 4]) -> usize {
    let at = bytes.windows(4).position(|four| four == name).expect("it has the section");
    at + 4
}

#[test]
fn huge_numbers_take_no_memory() {
    let whole = small_bundle();
    for name in [b"base", b"ids ", b"clue", b"mtch", b"aid ", b"word", b"code", b"gaps"] {
        let at = section(&whole, *name);
        for (place, value) in [(at, u64::MAX), (at + 8, u64::MAX), (at + 8, 1 << 40), (at, 1 << 62)] {
            let mut bytes = whole.clone();
            bytes[place..place + 8].copy_from_slice(&value.to_le_bytes());
            let reason = refused(signed(bytes));
            assert!(reason.contains("parts that it does not have"), "{reason}");
        }
    }
    let mut bytes = whole.clone();
    bytes[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(refused(signed(bytes)).contains("impossible numbers"));
    let start =
        usize::from_le_bytes(whole[section(&whole, *b"aid ")..][..8].try_into().expect("eight bytes"));
    let mut bytes = whole.clone();
    bytes[start..start + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(refused(signed(bytes)).contains("does not hold what it should"));
}

/// A newer errbook may say more; an older one reads what it knows.
#[test]
fn newer_minor_versions_are_read_and_newer_major_ones_are_refused() {
    let whole = small_bundle();
    let mut newer = whole.clone();
    newer[10] = 9;
    let at = section(&newer, *b"gaps");
    newer[at - 4..at].copy_from_slice(b"news");
    let bundle = Bundle::open(signed(newer)).expect("it is read");
    assert_eq!(bundle.explain("the kettle number 33 is cold").expect("it answers").hits.len(), 1);
    let mut foreign = whole;
    foreign[8] = 2;
    assert!(refused(signed(foreign)).contains("format 2, and this errbook reads format 1"));
}

#[test]
fn a_broken_bundle_ends_the_command() {
    let small = Small::new(1);
    let mut bytes = small_bundle();
    bytes.truncate(1000);
    std::fs::write(small.path("cut.bundle"), bytes).expect("it can be written");
    let ran = run(errbook(small.dir()).args(["explain", "x", "--base", "cut.bundle"]), b"");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("error: cannot use cut.bundle: the bundle is damaged"), "{}", ran.err);
}
