//! Right answers: every labelled paste through both matchers, the same pastes disguised, and texts that must not match.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test says what it saw"
)]

mod support;

use errbook::matcher::{Answer, Verdict, redact};
use std::collections::BTreeMap;
use support::{Dice, Paste, labels, pastes, script, table, twin, written};

#[derive(PartialEq, Clone, Copy)]
enum Outcome {
    Right,
    Wrong,
    None,
}

/// The records that may answer a paste: those of its label and of the labels that are defensible too.
fn accepted(paste: &Paste, labels: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let names = std::iter::once(&paste.label).chain(&paste.also);
    names.flat_map(|label| labels.get(label).cloned().unwrap_or_default()).collect()
}

fn outcome(answer: &Answer, accepted: &[String]) -> Outcome {
    match answer.hits.first() {
        None => Outcome::None,
        Some(hit) if accepted.contains(&hit.record) => Outcome::Right,
        Some(_) => Outcome::Wrong,
    }
}

#[test]
fn the_scripts_answer_huge_texts_in_slices() {
    let Some((node, _table)) = script("tests/js/huge.mjs", &table()) else { return };
    let output = node.wait_with_output().expect("node ends");
    let told = String::from_utf8_lossy(&output.stdout);
    println!("{told}");
    assert!(output.status.success() && told.contains("5 MB of random signs"), "node failed");
}

#[test]
fn pastes_find_their_record_and_the_others_find_none() {
    let (table, labels, pastes) = (table(), labels(), pastes());
    let texts: Vec<String> = pastes.iter().map(|paste| paste.text.clone()).collect();
    let twins = twin(&table, &texts);
    let mut rows: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let (mut with, mut right, mut without, mut dressed) = (0, 0, 0, 0);
    for (n, paste) in pastes.iter().enumerate() {
        let answer = table.explain(&paste.text);
        if let Some(twins) = &twins {
            assert_eq!(twins[n].answer, written(&answer), "{}", paste.id);
            assert_eq!(twins[n].redacted, redact(&paste.text), "{}", paste.id);
        }
        let own = &labels[&paste.label];
        let outcome = outcome(&answer, if own.is_empty() { &[] } else { own });
        rows.entry(&paste.label).or_default()[outcome as usize] += 1;
        if own.is_empty() {
            without += 1;
            let first = answer.hits.first().filter(|hit| hit.verdict == Verdict::Match);
            let defensible = accepted(paste, &labels);
            if let Some(hit) = first.filter(|hit| !defensible.contains(&hit.record)) {
                dressed += 1;
                println!("{} {}: matched {} by {:?}", paste.id, paste.label, hit.record, hit.fragment);
            }
        } else {
            with += 1;
            right += usize::from(outcome == Outcome::Right);
            if outcome != Outcome::Right {
                println!(
                    "{} {}: {:?}",
                    paste.id,
                    paste.label,
                    answer.hits.first().map(|hit| (&hit.record, &hit.fragment))
                );
            }
        }
    }
    println!("{:<45} {:>5} {:>5} {:>5}", "label", "right", "wrong", "none");
    for (label, [right, wrong, none]) in &rows {
        println!("{label:<45} {right:>5} {wrong:>5} {none:>5}");
    }
    println!("with a record: {right} of {with} right first; without: {dressed} of {without} matched");
    assert!(right * 100 >= with * 95);
    assert!(dressed * 100 <= without * 2);
}

/// What answers first, and how firmly.
fn first(answer: &Answer) -> Option<(&str, Verdict)> {
    answer.hits.first().map(|hit| (hit.record.as_str(), hit.verdict))
}

/// Both matchers answer each text as they answer the text it was made of.
fn answers_stay(dressed: impl Fn(&str) -> Vec<String>) {
    let (table, pastes) = (table(), pastes());
    let texts: Vec<String> = pastes.iter().flat_map(|paste| dressed(&paste.text)).collect();
    let twins = twin(&table, &texts);
    let mut texts = texts.iter().enumerate();
    for paste in &pastes {
        let plain = table.explain(&paste.text);
        for (n, text) in texts.by_ref().take(dressed(&paste.text).len()) {
            let answer = table.explain(text);
            assert_eq!(first(&answer), first(&plain), "{}: {text:?}", paste.id);
            assert!(twins.as_ref().is_none_or(|twins| twins[n].answer == written(&answer)), "{}", paste.id);
        }
    }
}

#[test]
fn terminal_links_on_every_word_change_nothing() {
    let ends = ["\u{7}", "\u{1b}\\", "\u{9c}"];
    let begins =
        ["\u{1b}]8;;", "\u{9d}8;;", "\u{1b}P1;", "\u{1b}_G", "\u{1b}^x", "\u{1b}Xx", "\u{90}q", "\u{9f}y"];
    answers_stay(|text| {
        let linked = |begin: &str, end: &str| {
            let link = |word: &str| format!("{begin}https://example.org/a?b=c{end}{word}{begin}{end}");
            let row = |row: &str| row.split(' ').map(link).collect::<Vec<_>>().join(" ");
            text.split('\n').map(row).collect::<Vec<_>>().join("\n")
        };
        begins.iter().zip(ends.iter().cycle()).map(|(begin, end)| linked(begin, end)).collect()
    });
}

#[test]
fn a_repeated_error_is_the_same_error() {
    answers_stay(|text| vec![format!("{text}\n\n{text}"), format!("{text}\n{text}\n{text}")]);
}

/// The same message as somebody else would have met it: other ids, addresses, ports, paths, counts, line numbers.
fn mutate(text: &str, dice: &mut Dice) -> String {
    let signs: Vec<char> = text.chars().collect();
    let (mut mutated, mut n) = (String::new(), 0);
    while n < signs.len() {
        let word: String = signs[n..].iter().take_while(|sign| sign.is_ascii_alphanumeric()).collect();
        let digits = word.chars().all(|sign| sign.is_ascii_digit());
        let before = mutated.chars().last().unwrap_or(' ');
        let after = signs.get(n + word.len()).copied().unwrap_or(' ');
        // A number of three digits that stands alone may be the status; everything else that is a number may change.
        let number =
            digits && (word.len() > 3 || (before == ':' && after == ':') || (before == '.' && after == '.'));
        let id = before == '_' && word.len() > 12
            || word.len() > 15 && word.chars().any(|sign| sign.is_ascii_digit());
        match (word.as_str(), word.is_empty()) {
            (_, true) => mutated.push(signs[n]),
            ("code" | "srv" | "rag" | "scripts" | "venv" | "nodejs" | "homebrew", _) if before == '/' => {
                mutated.push_str(dice.pick::<&str>(&["work", "opt", "x86-64", "büro"]));
            }
            _ if number => (0..word.len()).for_each(|at| {
                mutated.push_str(&(dice.below(9) + usize::from(at == 0)).to_string());
            }),
            _ if id => word.chars().for_each(|sign| {
                let other = char::from(b"0123456789"[dice.below(10)]);
                mutated.push(if sign.is_ascii_digit() { other } else { sign });
            }),
            _ => mutated.push_str(&word),
        }
        n += word.len().max(1);
    }
    let hosts = [
        ("docs.anthropic.com", "platform.claude.com"),
        ("docs.claude.com", "docs.anthropic.com"),
        ("xxx:3000", "gw.corp.example:8080"),
        ("C:/Users/Marta", "D:/home/ö"),
    ];
    hosts.iter().fold(mutated, |text, (old, new)| if dice.chance(2) { text.replace(old, new) } else { text })
}

#[test]
fn other_hosts_ids_and_counts_change_nothing() {
    let (table, labels) = (table(), labels());
    let pastes: Vec<Paste> = pastes().into_iter().filter(|paste| !labels[&paste.label].is_empty()).collect();
    let mut dice = Dice::fixed(8403);
    let (mut right, mut cases) = (0, 0);
    while cases < 200 {
        let paste = dice.pick(&pastes);
        let text = mutate(&paste.text, &mut dice);
        if text == paste.text {
            continue;
        }
        cases += 1;
        let answer = table.explain(&text);
        let found = outcome(&answer, &labels[&paste.label]) == Outcome::Right;
        right += usize::from(found);
        if !found {
            println!("{}: {:?}\n{text}", paste.id, answer.hits.first());
        }
    }
    println!("{right} of {cases} right");
    assert!(right >= 196);
}

/// The text in lines of at most so many characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let wrap = |line: &str| {
        let signs: Vec<char> = line.chars().collect();
        signs.chunks(width).map(|part| part.iter().collect()).collect::<Vec<String>>()
    };
    text.lines().flat_map(wrap).collect()
}

/// What happens to a text on its way to us, with what varies left to dice.
type Mutation = (&'static str, usize, fn(&str, &mut Dice) -> String);

/// The least share of what is right without it, in percent.
const MUTATIONS: [Mutation; 8] = [
    ("percent signs", 97, |text, dice| {
        let quote = |byte: u8| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        let once: String = text.bytes().map(quote).collect();
        if dice.chance(4) { once.bytes().map(quote).collect() } else { once }
    }),
    ("syslog", 97, |text, dice| {
        let prefix =
            dice.pick::<&str>(&["May  3 10:11:00 host app[4711]: ", "Nov 30 00:00:59 db-1.example kernel: "]);
        let width = 40 + dice.below(60);
        wrapped(text, width).iter().flat_map(|line| [prefix, line.as_str(), "\n"]).collect()
    }),
    ("a foreign line", 97, |text, dice| {
        let width = 40 + dice.below(60);
        let mut lines = wrapped(text, width);
        let foreign = dice.pick::<&str>(&[
            "2026-11-30T10:00:00Z INFO all is well",
            "[26-03-10 00:02:47] DEBUG tick 4711",
            "May  3 10:11:00 host app[4711]: info: GET /health 200",
        ]);
        lines.insert(lines.len() / 2, (*foreign).to_owned());
        lines.join("\n")
    }),
    ("joined strings", 97, |text, dice| {
        let width = 20 + dice.below(60);
        let lines: Vec<String> = wrapped(text, width).iter().map(|line| format!("'{line}'")).collect();
        lines.join(" +\n  ")
    }),
    ("two panes", 97, |text, dice| {
        let width = 40 + dice.below(40);
        let other = ["$ ls -la src", "total 12", "drwxr-xr-x 3 jo", "main.rs"];
        let pane = |line: &String| {
            let blanks = " ".repeat(width + 2 - line.chars().count());
            format!("{line}{blanks}│ {}\n", other[line.len() % other.len()])
        };
        wrapped(text, width).iter().map(pane).collect()
    }),
    ("no quotes, underscores, braces", 88, |text, _| text.replace(['"', '\'', '`', '_', '{', '}'], "")),
    ("mojibake", 97, |text, dice| {
        let garbled = dice.pick::<&str>(&["â€™", "â€\u{99}", "\\xe2\\x80\\x99", "%E2%80%99"]);
        text.replace(['\'', '’'], garbled)
    }),
    ("UTF-16", 97, |text, _| text.chars().flat_map(|sign| [sign, '\0']).collect()),
];

#[test]
fn dirt_leaves_right_answers_right() {
    let (table, labels) = (table(), labels());
    let is_right = |paste: &Paste, answer: &Answer| outcome(answer, &labels[&paste.label]) == Outcome::Right;
    let mut pastes: Vec<Paste> = pastes();
    pastes.retain(|paste| is_right(paste, &table.explain(&paste.text)));
    assert!(pastes.len() > 100);
    for (name, least, mutate) in MUTATIONS {
        let mut dice = Dice::fixed(1719);
        let texts: Vec<String> = pastes.iter().map(|paste| mutate(&paste.text, &mut dice)).collect();
        let answers: Vec<Answer> = texts.iter().map(|text| table.explain(text)).collect();
        for (twin, answer) in twin(&table, &texts).iter().flatten().zip(&answers) {
            assert_eq!(twin.answer, written(answer), "{name}");
        }
        let right = pastes.iter().zip(&answers).filter(|(paste, answer)| is_right(paste, answer)).count();
        println!("{name}: {right} of {} right", pastes.len());
        assert!(right * 100 >= pastes.len() * least, "{name}: {right} of {}", pastes.len());
    }
}

#[test]
fn a_text_whose_ends_are_cut_is_answered_by_what_decides() {
    let (table, labels) = (table(), labels());
    let (mut right, mut cases) = (0, 0);
    for paste in pastes() {
        let Some(hit) = table.explain(&paste.text).hits.into_iter().next() else { continue };
        let signs: Vec<char> = paste.text.chars().collect();
        let (quarter, own) = (signs.len() / 4, &labels[&paste.label]);
        for part in [&signs[quarter..], &signs[..signs.len() - quarter]] {
            let text: String = part.iter().collect();
            if own.contains(&hit.record) && text.contains(&hit.excerpt) {
                cases += 1;
                right += usize::from(outcome(&table.explain(&text), own) == Outcome::Right);
            }
        }
    }
    println!("{right} of {cases} right");
    assert!(cases > 100 && right * 100 >= cases * 97);
}

#[test]
fn innocent_text_matches_nothing() {
    let table = table();
    let mut bytes = 0;
    for entry in std::fs::read_dir(support::path("tests/data/innocent")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let text = support::read(&format!("tests/data/innocent/{name}"));
        bytes += text.len();
        for hit in table.explain(&text).hits {
            assert!(
                hit.verdict == Verdict::Possible,
                "{name}:{}: {} by {:?}",
                hit.line,
                hit.record,
                hit.excerpt
            );
        }
        // Each paragraph alone, too: nothing around it may be what kept a signature quiet.
        for part in text.split("\n\n").chain(text.lines()) {
            for hit in table.explain(part).hits {
                assert!(
                    hit.verdict == Verdict::Possible,
                    "{name}: {} by {:?} in\n{part}",
                    hit.record,
                    hit.excerpt
                );
            }
        }
    }
    assert!(bytes >= 40_000, "the corpus has only {bytes} bytes");
}
