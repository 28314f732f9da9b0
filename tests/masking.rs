//! What survives masking, and what is masked for nothing: hundreds of secrets in hundreds of contexts and disguises.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test reports what it saw"
)]

mod support;

use errbook::matcher::redact;
use serde::Deserialize;
use support::{Dice, pastes, read, table, twin};

/// Where a secret begins and ends in a text that is still to be disguised.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

#[derive(Deserialize)]
struct Corpus {
    secrets: Vec<String>,
    neutral: Vec<String>,
    named: Vec<String>,
    second: Vec<String>,
    fresh: Vec<String>,
    harmless: Vec<String>,
    public: Vec<String>,
}

struct Case {
    disguise: &'static str,
    text: String,
    /// What is around the secrets.
    rest: String,
    /// What must not be readable afterwards.
    secrets: Vec<String>,
}

fn corpus() -> Corpus {
    serde_json::from_str(&read("tests/attack/masking.json")).unwrap()
}

/// Characters drawn from a set, neither beginning nor ending with punctuation.
fn drawn(set: char, count: usize, dice: &mut Dice) -> String {
    let letters = "abcdefghijklmnopqrstuvwxyz";
    let digits = "0123456789";
    let upper = letters.to_uppercase();
    let signs = match set {
        'l' => letters.to_string(),
        'U' => upper + digits,
        'd' => digits.to_string(),
        'h' => "0123456789abcdef".to_string(),
        'w' => format!("{letters}{upper}{digits}_-"),
        'b' => format!("{letters}{upper}{digits}+/"),
        'p' => format!("{letters}{upper}{digits}_-.~"),
        _ => format!("{letters}{upper}{digits}"),
    };
    let signs: Vec<char> = signs.chars().collect();
    let draw = |n: usize| {
        let sign = *dice.pick(&signs);
        if (n == 0 || n + 1 == count) && !sign.is_alphanumeric() { 'k' } else { sign }
    };
    (0..count).map(draw).collect()
}

/// The text with `⟦{a20}⟧` made up.
fn filled(text: &str, dice: &mut Dice) -> String {
    let (mut out, mut inside) = (String::new(), false);
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let run = rest.strip_prefix('{').filter(|_| inside).and_then(|run| run.split_once('}'));
        let count = run.and_then(|(run, _)| run.get(1..)?.parse().ok());
        if let (Some((run, more)), Some(count)) = (run, count) {
            out.push_str(&drawn(run.chars().next().unwrap(), count, dice));
            rest = more;
            continue;
        }
        inside = sign == '⟦' || inside && sign != '⟧';
        out.push(match sign {
            '⟦' => OPEN,
            '⟧' => CLOSE,
            sign => sign,
        });
        rest = &rest[sign.len_utf8()..];
    }
    out
}

/// Every line between these, and no secret reaches over them.
fn lines(text: &str, before: &str, after: &str) -> String {
    let mut inside = false;
    let lines = text.split('\n').map(|line| {
        let open = if inside { OPEN.to_string() } else { String::new() };
        for sign in line.chars() {
            inside = sign == OPEN || inside && sign != CLOSE;
        }
        let close = if inside { CLOSE.to_string() } else { String::new() };
        format!("{before}{open}{line}{close}{after}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn html(text: &str) -> String {
    let entities = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")];
    entities.iter().fold(text.to_string(), |text, (sign, entity)| text.replace(sign, entity))
}

fn percent(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        if sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | '~' | '-' | OPEN | CLOSE) {
            out.push(sign);
        } else {
            out.extend(sign.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    out
}

type Disguise = (&'static str, fn(&str) -> String);

const DISGUISES: [Disguise; 16] = [
    ("none", str::to_string),
    ("JSON", |text| serde_json::to_string(&[text]).unwrap()),
    ("JSON in JSON", |text| serde_json::to_string(&serde_json::to_string(&[text]).unwrap()).unwrap()),
    ("HTML", html),
    ("percent", percent),
    ("mail", |text| lines(text, "> ", "")),
    ("box", |text| format!("╭────╮\n{}\n╰────╯", lines(text, "│ ", " │"))),
    ("comment", |text| lines(text, "# ", "")),
    ("diff", |text| lines(text, "+ ", "")),
    ("container", |text| lines(text, "web-1  | ", "")),
    ("ANSI", |text| text.replace(OPEN, "\u{1b}[31m\u{e000}").replace(CLOSE, "\u{e001}\u{1b}[0m")),
    ("ANSI in words", |text| text.replace(OPEN, "\\u001b[31m\u{e000}").replace(CLOSE, "\u{e001}\\x1b[0m")),
    ("zero width", |text| text.replace(OPEN, "\u{200b}\u{e000}").replace('a', "a\u{200d}")),
    ("line ends in words", |text| format!("error\\n{}\\nend", text.replace('\n', "\\n"))),
    ("Windows", |text| text.replace('\n', "\r\n")),
    ("equals in words", |text| text.replace('=', "\\u003d")),
];

fn cases(seed: u64) -> Vec<Case> {
    let (corpus, mut dice) = (corpus(), Dice::fixed(seed));
    let mut cases = Vec::new();
    let neutral = corpus.secrets.iter().flat_map(|secret| {
        let secret = if secret.contains('⟦') { secret.clone() } else { format!("⟦{secret}⟧") };
        corpus.neutral.iter().map(move |text| (text.replace("⟦S⟧", &secret), 6))
    });
    let whole = corpus.named.iter().chain(&corpus.second).map(|text| (text.clone(), 1));
    let fresh = corpus.fresh.iter().map(|text| (text.clone(), 8));
    for (text, odds) in neutral.chain(whole).chain(fresh) {
        for (n, (name, disguise)) in DISGUISES.into_iter().enumerate() {
            if n > 0 && !dice.chance(odds) {
                continue;
            }
            let marked = disguise(&filled(&text, &mut dice));
            let rest = marked.split(OPEN).map(|part| part.split(CLOSE).next_back().unwrap_or("")).collect();
            let secrets = marked.split(OPEN).skip(1).filter_map(|rest| rest.split(CLOSE).next());
            let secrets = secrets.map(str::to_string).collect();
            cases.push(Case { disguise: name, text: marked.replace([OPEN, CLOSE], ""), rest, secrets });
        }
    }
    cases
}

/// The first six characters in a row, or a whole short word, of a secret that can still be read.
fn survivor(case: &Case, redacted: &str, public: &[String]) -> Option<String> {
    let mut seen = redacted.to_string();
    for mask in ["[key]", "[token]", "[secret]", "[e-mail]", "[user]"] {
        seen = seen.replace(mask, " ");
    }
    case.secrets.iter().find_map(|secret| {
        let escape = ["\\u003d", "&quot;", "&amp;", "&#39;", "%2B", "%2F", "%3D", "%3d", "%25"];
        let plain = escape.iter().fold(secret.clone(), |secret, escape| secret.replace(escape, " "));
        let words: Vec<&str> = plain.split(|sign: char| !sign.is_alphanumeric()).collect();
        words.iter().filter(|word| !public.iter().any(|known| word == &known)).find_map(|word| {
            let signs: Vec<char> = word.chars().collect();
            let least = signs.len().min(6);
            if least < 4 && words.len() > 1 || least == 0 {
                return None;
            }
            let windows = signs.windows(least).map(|window| window.iter().collect::<String>());
            let count = |text: &str, window: &str| text.matches(window).count();
            windows.into_iter().find(|window| count(&seen, window) > count(&case.rest, window))
        })
    })
}

#[test]
fn hardly_any_secret_survives() {
    let (cases, public) = (cases(7), corpus().public);
    let mut survivors = std::collections::BTreeMap::<&str, usize>::new();
    for case in &cases {
        let redacted = redact(&case.text);
        if let Some(left) = survivor(case, &redacted, &public) {
            println!("{}: {:?}\n    => {:?} shows {left}", case.disguise, case.text, redacted);
            *survivors.entry(case.disguise).or_default() += 1;
        }
    }
    let count: usize = survivors.values().sum();
    println!("{count} of {} survive: {survivors:?}", cases.len());
    assert!(cases.len() > 4000, "{}", cases.len());
    assert!(count * 100 <= cases.len() * 2, "{count} of {} secrets survive", cases.len());
}

#[test]
fn harmless_texts_stay_as_they_are() {
    let texts = corpus().harmless;
    let changed: Vec<(&String, String)> =
        texts.iter().map(|text| (text, redact(text))).filter(|(text, redacted)| *text != redacted).collect();
    assert!(texts.len() > 200);
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn masking_twice_changes_nothing() {
    let again = |text: &str| {
        let once = redact(text);
        assert_eq!(redact(&once), once, "{text:?}");
    };
    for case in &cases(11) {
        again(&case.text);
    }
    for text in composed(2000, 5) {
        again(&text);
    }
}

/// Texts put together at random from secrets, harmless texts, pastes and what separates them, some cut short.
fn composed(count: usize, seed: u64) -> Vec<String> {
    let mut dice = Dice::fixed(seed);
    let mut pieces: Vec<String> = cases(seed).into_iter().map(|case| case.text).collect();
    pieces.extend(corpus().harmless);
    pieces.extend(pastes().into_iter().map(|paste| paste.text));
    let between =
        [" ", "\n", "", ": ", "=", "\"", "\\n", "[", "key: ", "password ", "-", "\u{200b}", "%", "&", "> "];
    (0..count)
        .map(|_| {
            let mut text = String::new();
            for _ in 0..=dice.below(4) {
                let piece = dice.pick(&pieces);
                let from = if dice.chance(3) { dice.below(piece.chars().count()) } else { 0 };
                let to = if dice.chance(3) { dice.below(200) } else { usize::MAX };
                text.extend(piece.chars().skip(from).take(to));
                text.push_str(dice.pick::<&str>(&between));
            }
            text
        })
        .collect()
}

#[test]
fn both_ports_mask_the_same() {
    let mut texts: Vec<String> = cases(3).into_iter().map(|case| case.text).collect();
    texts.extend(corpus().harmless);
    texts.extend(composed(4000, 9));
    let Some(twins) = twin(&table(), &texts) else { return };
    assert_eq!(twins.len(), texts.len());
    let differs = texts.iter().zip(&twins).filter(|(text, twin)| redact(text) != twin.redacted);
    let differs: Vec<String> = differs
        .map(|(text, twin)| format!("{text:?}\n  {:?}\n  {:?}", redact(text), twin.redacted))
        .collect();
    let shown = &differs[..differs.len().min(10)];
    assert!(differs.is_empty(), "{} of {} differ:\n{}", differs.len(), texts.len(), shown.join("\n"));
}
