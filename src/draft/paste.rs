//! What a paste says about its error: status, type, message; and which of its lines tell nothing.

use crate::matcher::{Pattern, normalize, redact, without_prefix};
use crate::problem::is_invisible;

use super::code::{code, status};
pub use super::variable::ERROR_WORDS;

/// What was found in a paste.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub status: Option<u16>,
    /// The code of the error, as the program writes it.
    pub code: Option<String>,
    /// The error type, as the program names it.
    pub kind: Option<String>,
    /// On one line, as it was written.
    pub message: Option<String>,
    /// The lines around the message, ready to be shown.
    pub excerpt: Vec<String>,
    /// How sure one may be that this is an error at all.
    pub score: i32,
}

/// From this score on, a text is taken for an error without having been called one.
pub const LIKELY: i32 = 5;

/// A message beyond this length is a page, not a message.
const MESSAGE: usize = 1500;
/// How far from the message its type and status may stand.
const NEAR: usize = 400;
const EXCERPT_LINES: usize = 12;
const EXCERPT_WIDTH: usize = 400;

/// Reads a paste; `noise` are the fragments that records of the base know as noise.
pub fn read(text: &str, noise: &[String]) -> Reading {
    let noise: Vec<Pattern> = noise.iter().map(|fragment| Pattern::parse(fragment)).collect();
    read_with(text, &noise)
}

/// The same for many pastes, whose noise was prepared once.
pub fn read_with(text: &str, noise: &[Pattern]) -> Reading {
    let text = unescaped(text);
    let told = json_message(&text);
    let line = best_line(&text, noise);
    let (at, message, kind, score) = match (told, line) {
        (Some((at, message)), _) => (at, message, None, LIKELY + 5),
        (None, Some(best)) => (best.at, best.message, best.kind, best.score),
        (None, None) => return Reading { status: status(&text), ..Reading::default() },
    };
    let near = window(&text, at);
    Reading {
        status: status(near).or_else(|| status(&text)),
        code: code(line_at(&text, at)).or_else(|| code(near)),
        kind: json_type(near, &message).or(kind),
        message: Some(message),
        excerpt: excerpt(&text, at, noise),
        // Often all that a program says of its failure; whatever says more comes first.
        score: score + if exits_badly(line_at(&text, at)) { 2 } else { 0 },
    }
}

/// The text as it was before terminals, JSON in strings and HTML got hold of it.
fn unescaped(text: &str) -> String {
    let mut text = without_colours(text);
    for _ in 0..4 {
        if !text.contains("\\\"") {
            break;
        }
        text = unescaped_once(&text);
    }
    for (entity, sign) in [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
        if text.contains(entity) {
            text = text.replace(entity, sign);
        }
    }
    text
}

fn unescaped_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let next = if sign == '\\' { signs.peek().copied() } else { None };
        let plain = match next {
            Some('n') => '\n',
            Some('t') => ' ',
            Some(next @ ('"' | '\\' | '/' | '\'')) => next,
            _ => {
                out.push(sign);
                continue;
            }
        };
        signs.next();
        out.push(plain);
    }
    out
}

/// Without ANSI sequences and whatever else nobody sees.
pub fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '\u{1b}' && signs.peek() == Some(&'[') {
            signs.next();
            for _ in 0..32 {
                if signs.next().is_none_or(|sign| matches!(sign, '@'..='~')) {
                    break;
                }
            }
        } else if sign == '\n'
            || !(sign.is_control() && sign != '\t' || is_invisible(sign) || sign == '\u{fffd}')
        {
            out.push(if sign == '\t' { ' ' } else { sign });
        }
    }
    out
}

/// What of a text of strangers may be written anywhere. What nobody sees goes first: it could part a key so that it
/// looks like none.
pub fn masked(text: &str) -> String {
    redact(&without_colours(text))
}

/// A text on one line: every kind of white space is one blank.
pub fn one_line(text: &str) -> String {
    without_colours(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn window(text: &str, at: usize) -> &str {
    let (mut from, mut to) = (at.saturating_sub(NEAR), (at + NEAR).min(text.len()));
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    &text[from..to]
}

/// The value of a `message` in something like JSON or a Python repr, and where it stands.
fn json_message(text: &str) -> Option<(usize, String)> {
    let mut best: Option<(usize, String)> = None;
    for (at, word) in text.match_indices("message") {
        let Some(value) = quoted_value(&text[at + word.len()..], MESSAGE) else { continue };
        // A logger put its words before each line of it.
        let lines = value.split('\n').enumerate();
        let lines: Vec<&str> = lines.map(|(ix, line)| if ix == 0 { line } else { bare(line) }).collect();
        let value = one_line(&lines.join(" "));
        let whole = value.chars().filter(|sign| sign.is_alphabetic()).count() >= 3;
        // JSON in a message is a wrapper: the real message is in it.
        let wrapper = value.contains("{\"") || value.contains("{'") || value.ends_with('{');
        if whole && !wrapper && best.as_ref().is_none_or(|(_, known)| known.len() < value.len()) {
            best = Some((at, value));
        }
    }
    best.map(|(at, value)| (at, innermost(&value)))
}

/// `client: operation X: ValidationException: invalid flag` says `invalid flag`; what stands before it is how it came.
fn innermost(message: &str) -> String {
    let parts: Vec<&str> = message.split(": ").collect();
    let last = parts.iter().rposition(|part| is_exception(part.rsplit([' ', '.']).next().unwrap_or("")));
    match last {
        Some(ix) if ix + 1 < parts.len() => parts[ix + 1..].join(": "),
        _ => message.to_string(),
    }
}

/// `": "value"`: what follows a key, if that is a quoted text.
fn quoted_value(rest: &str, most: usize) -> Option<&str> {
    let rest = rest.trim_start_matches(['"', '\'']).trim_start();
    let rest = rest.strip_prefix("=>").or_else(|| rest.strip_prefix([':', '=']))?.trim_start();
    let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let value = &rest[1..];
    let mut escaped = false;
    for (at, sign) in value.char_indices().take(most) {
        if sign == quote && !escaped {
            let behind = value[at + 1..].chars().next().unwrap_or('\n');
            // An apostrophe is no end.
            if !behind.is_alphanumeric() {
                return Some(&value[..at]);
            }
        }
        escaped = sign == '\\' && !escaped;
    }
    None
}

/// The `type` nearest before the message, else behind it; or a `code` or `status` in words.
fn json_type(near: &str, message: &str) -> Option<String> {
    let middle = near.find(message.split(' ').next().unwrap_or("")).unwrap_or(near.len() / 2);
    for key in ["type", "code", "status"] {
        let values = near.match_indices(key).filter_map(|(at, _)| {
            let value = quoted_value(&near[at + key.len()..], 80)?;
            let named = value.len() >= 3
                && value != "error"
                && value.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'.' | b'-'));
            let bounded = !near[..at].ends_with(|sign: char| sign.is_alphanumeric());
            (named && bounded).then_some((at > middle, at.abs_diff(middle), value))
        });
        if let Some((_, _, value)) = values.min() {
            return Some(value.to_string());
        }
    }
    None
}

struct Line {
    at: usize,
    message: String,
    kind: Option<String>,
    score: i32,
}

fn best_line(text: &str, noise: &[Pattern]) -> Option<Line> {
    let mut best: Option<Line> = None;
    let mut at = 0;
    let mut framed = false;
    for raw in text.split_inclusive('\n') {
        let start = at;
        at += raw.len();
        // The code line below a frame of a Python traceback.
        let quoted = framed && raw.starts_with([' ', '\t']);
        framed = raw.trim_start().starts_with("File \"");
        let line = bare(raw);
        if quoted
            || framed
            || line.chars().filter(|sign| sign.is_alphabetic()).count() < 4
            || tells_nothing(line, noise)
        {
            continue;
        }
        let (kind, message) = exception(line);
        let score = score(line, kind.is_some());
        if best.as_ref().is_none_or(|known| known.score < score) {
            let message = one_line(message).chars().take(MESSAGE).collect();
            best = Some(Line { at: start, message, kind, score });
        }
    }
    best
}

/// `openai.RateLimitError: too many` is a type and a message.
fn exception(line: &str) -> (Option<String>, &str) {
    let Some((head, rest)) = line.split_once(": ") else { return (None, line) };
    let head = head.rsplit(' ').next().unwrap_or(head);
    let name = head.rsplit(['.', ':', '$']).next().unwrap_or(head);
    let long_enough = rest.chars().filter(|sign| sign.is_alphabetic()).count() >= 6;
    if is_exception(name) && long_enough { (Some(name.to_string()), rest.trim()) } else { (None, line) }
}

fn is_exception(name: &str) -> bool {
    name.len() > 5
        && name.starts_with(|sign: char| sign.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && ["Error", "Exception", "Fault"].iter().any(|ending| name.ends_with(ending))
}

fn score(line: &str, exception: bool) -> i32 {
    let lower = line.to_ascii_lowercase();
    let words = ERROR_WORDS.iter().filter(|word| lower.contains(**word)).count();
    let starts = ["error", "fatal", "panic", "failed", "api error", "message:", "http 4", "http 5", "✘"]
        .iter()
        .any(|word| lower.starts_with(word));
    // What a wrapper says about what went wrong within it.
    let wraps = ["request id", "client error", "server error:", "command failed", "error code:"]
        .iter()
        .any(|word| lower.contains(word));
    let length = line.chars().count();
    let shape = if (16..=300).contains(&length) { 1 } else { -2 };
    i32::try_from(words.min(2)).unwrap_or(0) * 3
        + if exception { 6 } else { 0 }
        + if starts { 3 } else { 0 }
        + if status(line).is_some() || exits_badly(line) { 2 } else { 0 }
        + shape
        - if wraps { 4 } else { 0 }
}

/// `exited with code 7`, `exit status 2`
fn exits_badly(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let behind = lower.find("exit").map_or("", |at| &lower[at..]);
    ["code ", "status "].iter().any(|word| {
        let number = behind.split_once(word).map_or("", |(_, rest)| rest);
        number.starts_with(|sign: char| sign.is_ascii_digit() && sign != '0')
    })
}

fn line_at(text: &str, at: usize) -> &str {
    text[at..].lines().next().unwrap_or_default()
}

/// Frames of a stack, underlines, and what records of the base call noise.
fn tells_nothing(line: &str, noise: &[Pattern]) -> bool {
    let frame = (line.starts_with("at ") && line.contains([':', '(']))
        || [
            "File \"",
            "Traceback (",
            "goroutine ",
            "stack backtrace",
            "During handling of",
            "The above exception",
        ]
        .iter()
        .any(|start| line.starts_with(start))
        || (line.starts_with('#') && line[1..].starts_with(|sign: char| sign.is_ascii_digit()))
        || (line.starts_with("from ") && line.contains(":in "))
        || line.starts_with("... ") && line.ends_with("more");
    frame || is_noise(line, noise)
}

fn is_noise(line: &str, noise: &[Pattern]) -> bool {
    if noise.is_empty() {
        return false;
    }
    let glyphs = normalize(&line.chars().take(MESSAGE).collect::<Vec<_>>());
    noise.iter().filter(|pattern| pattern.weight > 0).any(|pattern| {
        let first = pattern.pieces[0][0].sign;
        (0..glyphs.len()).any(|start| glyphs[start].sign == first && pattern.spans(&glyphs, start).is_some())
    })
}

/// What a line says: without what a logger, a terminal or the name of a service put before it.
pub fn bare(line: &str) -> &str {
    let line = without_prefix(line.trim()).trim();
    match line.split_once(" | ") {
        Some((name, said)) if !name.is_empty() && !name.contains([' ', '.']) => without_prefix(said).trim(),
        _ => line,
    }
}

/// The lines worth showing: those at the message, without frames and noise.
fn excerpt(text: &str, at: usize, noise: &[Pattern]) -> Vec<String> {
    let ahead = text[..at].lines().count().saturating_sub(3);
    text.lines()
        .skip(ahead)
        .filter(|line| !line.trim().is_empty() && !tells_nothing(line.trim(), noise))
        .take(EXCERPT_LINES)
        .map(|line| line.trim_end().chars().take(EXCERPT_WIDTH).collect())
        .collect()
}
