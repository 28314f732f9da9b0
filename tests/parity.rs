//! Two matchers, one answer: the cases of `tests/parity/`, and random pastes for which nobody wrote down what is right.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test says what it saw"
)]

mod support;

use errbook::matcher::{Table, redact};
use serde_json::Value;
use support::{Dice, pastes, path, read, table, twin, written};

/// Random pastes in one run.
const PASTES: usize = 20_000;

/// Whether everything that is expected is there; what is not mentioned may be anything.
fn agrees(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().all(|(key, value)| {
            // `null`: there must be none.
            found.get(key).map_or(value.is_null(), |other| {
                if key == "holes" { value == other } else { agrees(value, other) }
            })
        }),
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len()
                && expected.iter().zip(found).all(|(expected, found)| agrees(expected, found))
        }
        _ => expected == found,
    }
}

#[test]
fn the_cases_hold() {
    let mut cases = 0;
    for entry in std::fs::read_dir(path("tests/parity")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let file: Value = serde_json::from_str(&read(&format!("tests/parity/{name}"))).unwrap();
        for case in file["redact"].as_array().into_iter().flatten() {
            assert_eq!(
                redact(case["text"].as_str().unwrap()),
                case["redacted"].as_str().unwrap(),
                "{name}: {}",
                case["name"]
            );
            cases += 1;
        }
        for case in file["cases"].as_array().into_iter().flatten() {
            let table = Table::from_json(&file["table"].to_string()).unwrap();
            let answer = serde_json::to_value(table.explain(case["text"].as_str().unwrap())).unwrap();
            assert!(
                agrees(&case["hits"], &answer["hits"]),
                "{name}: {}\nexpected {:#}\nfound {:#}",
                case["name"],
                case["hits"],
                answer
            );
            assert!(
                case.get("not").is_none_or(|not| agrees(not, &answer["not"])),
                "{name}: {}\n{:#}",
                case["name"],
                answer
            );
            cases += 1;
        }
    }
    assert!(cases > 60, "only {cases} cases were read");
}

/// Pieces that random pastes are made of: what signatures say, what pastes say, and dirt.
struct Pieces {
    fragments: Vec<String>,
    lines: Vec<String>,
}

const DIRT: [&str; 51] = [
    "\"",
    "'",
    "`",
    "\\",
    "\\\\\"",
    "\\n",
    "\\\\n",
    "\\u2019",
    "\\ud83e\\udd16",
    "\\xe2\\x80\\x99",
    "\\x1b[0m",
    "\u{1b}[31m",
    "\u{1b}]0;title\u{7}",
    "[1m",
    "^[[2K",
    "&quot;",
    "&amp;#39;",
    "&#x27;",
    "&",
    "&amp;",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\n    ",
    "\n> ",
    "\n🤖 ",
    "\n│ ",
    " │\n",
    "\n[26-03-10 00:02:47] ",
    "\nweb-1  | ",
    "\n12 ",
    "\n13 ",
    "\u{200b}",
    "\u{feff}",
    "\u{a0}",
    "…",
    "...",
    "{",
    "}",
    "’",
    "“",
    "：",
    "503",
    " status 403 ",
    "sk-ant-api03-Ab12345678",
    "/Users/jo/",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx",
    "api_key=",
    "Authorization: Bearer ",
    "sk-ant-sk-sk-",
];

fn pieces() -> Pieces {
    let table = table();
    let mut fragments: Vec<String> = Vec::new();
    for entry in table.entries() {
        fragments.extend(entry.noise.iter().cloned());
        for signature in &entry.signatures {
            fragments.extend(signature.all.iter().chain(&signature.any).cloned());
            fragments.extend(signature.not.iter().map(|exclusion| exclusion.text.clone()));
        }
    }
    let lines =
        pastes().iter().flat_map(|paste| paste.text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    Pieces { fragments, lines }
}

fn paste(pieces: &Pieces, dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(6) {
        let piece = match dice.below(8) {
            0..3 => dice.pick(&pieces.fragments).replace("{{", "{").replace("}}", "}"),
            3..5 => dice.pick(&pieces.lines).clone(),
            5 => dice.pick(&DIRT).to_string(),
            6 => "word ".repeat(dice.below(60)),
            _ => format!(" {} ", dice.below(1000)),
        };
        text.push_str(&disguise(&piece, dice));
        text.push_str(dice.pick::<&str>(&[" ", "\n", "", ": ", "\", \""]));
    }
    match dice.below(6) {
        0 => serde_json::to_string(&text).unwrap(),
        1 => serde_json::to_string(&serde_json::to_string(&text).unwrap()).unwrap(),
        2 => text.chars().take(dice.below(text.chars().count() + 1)).collect(),
        3 => text.replace('"', "&quot;").replace('\'', "&#39;"),
        _ => text,
    }
}

/// Wraps, dirt and losses, at random places.
fn disguise(piece: &str, dice: &mut Dice) -> String {
    if dice.chance(3) {
        return piece.to_owned();
    }
    let odds = 4 + dice.below(60);
    let mut text = String::new();
    for sign in piece.chars() {
        if dice.chance(odds) {
            text.push_str(dice.pick::<&str>(&DIRT));
        }
        if !dice.chance(odds * 8) {
            text.push(sign);
        }
    }
    text
}

#[test]
fn random_pastes_get_the_same_answer_from_both() {
    let seed = std::time::UNIX_EPOCH.elapsed().map_or(1, |age| age.as_secs());
    let mut dice = Dice::seeded(seed);
    let (table, pieces) = (table(), pieces());
    let texts: Vec<String> = (0..PASTES).map(|_| paste(&pieces, &mut dice)).collect();
    let Some(twins) = twin(&table, &texts) else {
        return;
    };
    assert_eq!(twins.len(), texts.len());
    let mut hits = 0;
    for (text, twin) in texts.iter().zip(&twins) {
        let answer = table.explain(text);
        assert_eq!(twin.answer, written(&answer), "{text:?}");
        assert_eq!(twin.redacted, redact(text), "{text:?}");
        hits += usize::from(!answer.hits.is_empty());
    }
    println!("{PASTES} pastes, {hits} with hits");
    assert!(hits > PASTES / 5, "too few random pastes say anything: {hits}");
}
