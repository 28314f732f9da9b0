//! A check begins with what the last one knew. What it tells must be what it would tell without.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use errbook::base::{self, Checked};
use errbook::source;
use errbook::write::Memory;
use small::edits::{Dice, EDITED, HINT, SENTENCE, edit};
use small::{SOURCES, Small, record, record_path};

/// Enough for a memory to be kept.
const RECORDS: usize = 1000;
const STEPS: usize = 120;
/// What was written just now can be written again without looking different.
const SETTLED: Duration = Duration::from_millis(2100);

fn memory(small: &Small) -> PathBuf {
    small.path(".errbook/checked")
}

/// What `errbook check` says, and how it ends.
fn told(small: &Small) -> String {
    let output = small.errbook("check").output().expect("the program runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}{err}{:?}", output.status.code())
}

/// The same without a memory, which is left as it was.
fn told_anew(small: &Small) -> String {
    let (memory, aside) = (memory(small), small.path("aside"));
    fs::rename(&memory, &aside).expect("there is a memory");
    let told = told(small);
    fs::rename(aside, memory).expect("it is there");
    told
}

fn settled(records: usize) -> Small {
    let small = Small::new(records);
    thread::sleep(SETTLED);
    small
}

/// Those that are not edited depend on those that are.
fn settled_and_entangled() -> Small {
    let small = Small::new(RECORDS);
    small.put("content/pieces/hint.md", HINT);
    for number in EDITED..RECORDS {
        let says = match number % 9 {
            0 => SENTENCE.replace("tea", &format!("tea number {number}")),
            1 => format!("See [that one](record:tea/error-{}).", number % EDITED),
            2 => "{{ piece hint }}".into(),
            3 => format!("Use kettle-{number}."),
            4 => "Use lid-2026-01-01.".into(),
            _ => "It is cold.".into(),
        };
        // Of two that say the same, the one told is the later by id, and 10 comes before 2.
        let says = if number == 10 { SENTENCE.into() } else { says };
        let text = record(number, "It is a teapot.");
        small.put(&record_path(number), &format!("{text}\n## What it means\n{says}\n"));
    }
    thread::sleep(SETTLED);
    small
}

#[test]
fn a_check_with_a_memory_tells_what_one_without_would_tell() {
    let small = settled_and_entangled();
    assert!(told(&small).ends_with("no problems in 1000 records\nSome(0)"));
    assert!(memory(&small).is_file());
    let dice = Dice::new(1903);
    let (mut fine, mut wrong) = (0, 0);
    for step in 0..STEPS {
        let places = edit(&small, &dice, step);
        if dice.below(3) == 0 {
            continue;
        }
        let told = told(&small);
        assert_eq!(told, told_anew(&small), "step {step}: {places:?}");
        *if told.ends_with("Some(0)") { &mut fine } else { &mut wrong } += 1;
    }
    assert!(fine > 3 && wrong > 10, "{fine} fine, {wrong} wrong");
}

/// What an edit makes wrong in records that are only remembered, one edit on the other.
#[test]
fn what_is_wrong_now_in_files_that_did_not_change_is_told() {
    let small = settled_and_entangled();
    told(&small);
    let edited = record(2, "It is a teapot.");
    let edits = [
        (
            record_path(2),
            edited.replace("the kettle", "tea: the kettle").replace("number 2 is", "number {n} is"),
            "sample-stolen",
        ),
        (record_path(2), format!("{edited}\n## What it means\n{SENTENCE}\n"), "same-sentence"),
        (record_path(2), edited.replace("error 2", "error 33"), "duplicate-title"),
        (record_path(2), edited.replace("created:", "aliases: [tea/error-44]\ncreated:"), "duplicate-id"),
        ("content/known.yaml".into(), "families: [pot-]\n".into(), "lid-2026-01-01"),
        ("content/known.yaml".into(), "families: [kettle-]\n".into(), "kettle-12"),
        (
            "content/known.yaml".into(),
            "families: [lid-]\nvalues: { lid-2026-01-01: { note: N, sources: [D-tea] } }\n".into(),
            "",
        ),
        ("content/pieces/hint.md".into(), String::new(), "empty-file"),
        ("content/sources.yaml".into(), SOURCES.replace("D-tea", "D-pot"), "no source `D-tea`"),
        (record_path(60), String::new(), "error-60.md"),
    ];
    for (path, text, expected) in edits {
        small.put(&path, &text);
        let told = told(&small);
        assert!(told.contains(expected), "{expected}: {told}");
        assert!(told == told_anew(&small), "{expected}");
        small.put(&record_path(2), &edited);
    }
    small.remove_record(3);
    small.put("content/sources.yaml", SOURCES);
    let told = told(&small);
    assert!(told.contains("no record `tea/error-3`") && told == told_anew(&small), "{told}");
}

/// Of each record the whole content but the words comes back, and no file of theirs is opened.
#[test]
fn what_did_not_change_is_not_opened() {
    let small = settled(RECORDS);
    told(&small);
    let text = fs::read(memory(&small)).expect("there is a memory");
    let lines = &text[text.iter().position(|byte| *byte == b'\n').expect("it says whose it is") + 1..];
    let recalled = Checked::from_bytes(lines);
    small.put(&record_path(7), &record(7, "It is a kettle."));
    let now =
        source::read_again(small.dir(), &recalled.sources, &[small.path("content")]).expect("it is there");
    let opened = now.iter().filter(|(_, source)| !source.unread).map(|(_, source)| source.path.as_str());
    assert_eq!(
        opened.collect::<Vec<_>>(),
        ["content/records/tea/error-7.md", "content/site.yaml", "content/sources.yaml"]
    );
    let (base, problems) = base::assemble(&recalled.sources, &recalled.readings);
    assert!(problems.is_empty() && base.len() == RECORDS);
}

/// An older text in a file with an older time is another text.
#[cfg(unix)]
#[test]
fn a_time_that_was_set_back_deceives_nobody() {
    let small = settled(RECORDS);
    told(&small);
    let path = small.path(&record_path(3));
    let time = fs::metadata(&path).and_then(|facts| facts.modified()).expect("it has a time");
    small.put(&record_path(3), &record(3, "It is tea, TBD."));
    let file = fs::File::options().write(true).open(&path).expect("it is there");
    file.set_modified(time).expect("its time can be set");
    thread::sleep(SETTLED);
    let told = told(&small);
    assert!(told.contains("`TBD`"), "{told}");
}

type Damage<'d> = &'d dyn Fn(&mut Vec<u8>);

#[test]
fn what_is_no_memory_is_not_believed() {
    let small = settled(RECORDS);
    let fine = told(&small);
    let text = fs::read(memory(&small)).expect("there is a memory");
    let dice = Dice::new(77);
    let damages: &[Damage] = &[
        &|text| text.clear(),
        &|text| text.truncate(dice.below(text.len())),
        &|text| text.reverse(),
        &|text| text.extend_from_slice(&text.clone()),
        &|text| {
            let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
            *text = [&lines[..2], &lines[500..], &lines[2..500]].concat().join(&b'\n');
        },
    ];
    for (ix, damage) in damages.iter().enumerate() {
        let mut text = text.clone();
        damage(&mut text);
        fs::write(memory(&small), text).expect("it can be written");
        assert_eq!(told(&small), fine, "damage {ix}");
    }
    // As a bad disk would: what is told stays true.
    let whole = &text;
    for round in 0..150 {
        let mut text = whole.clone();
        let at = dice.below(text.len());
        match round % 3 {
            0 => text[at] ^= 1 << dice.below(8),
            1 => text[at] = b'0' + u8::try_from(dice.below(10)).expect("it is a digit"),
            _ => {
                let (from, to) = (dice.below(text.len()), dice.below(text.len()));
                let piece = text[from..(from + 64).min(text.len())].to_vec();
                text.splice(to..to, piece);
            }
        }
        let is_same = text == *whole;
        fs::write(memory(&small), text).expect("it can be written");
        let believed = Memory::beside(small.dir()).checked().sources.ids().count();
        assert_eq!(believed > 0, is_same, "round {round}");
        if round % 15 == 0 {
            assert_eq!(told(&small), fine, "round {round}");
        }
    }
    for _ in 0..300 {
        let mut text = text.clone();
        for _ in 0..=dice.below(9) {
            let at = dice.below(text.len());
            text[at] = u8::try_from(dice.below(256)).expect("it is below");
        }
        let checked = Checked::from_bytes(&text);
        base::assemble(&checked.sources, &checked.readings);
    }
}

/// Whoever writes a memory for somebody else does not know how the files look there.
#[test]
fn a_memory_of_other_files_says_nothing_of_these() {
    let (small, other) = (Small::new(RECORDS), settled(RECORDS));
    told(&other);
    small.put(&record_path(5), &record(5, "TODO"));
    fs::create_dir(small.path(".errbook")).expect("it can be made");
    fs::copy(memory(&other), memory(&small)).expect("it can be copied");
    let told = told(&small);
    assert!(told.contains("content/records/tea/error-5.md"), "{told}");
}

#[test]
fn a_small_base_leaves_nothing_behind() {
    let small = settled(20);
    assert!(told(&small).ends_with("no problems in 20 records\nSome(0)"));
    assert!(!small.path(".errbook").exists());
}
