//! The codes in a paste: the status of HTTP, and the code of the error as the product writes it.

use super::paste::bare;

/// A number from 400 to 599 that something says is a status.
pub fn status(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(2)).find_map(|at| {
        let digits = &bytes[at..at + 3];
        let alone = (at == 0
            || !matches!(bytes[at - 1], b'.' | b'-' | b'_') && !bytes[at - 1].is_ascii_alphanumeric())
            && bytes
                .get(at + 3)
                .is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_'));
        if !alone || !matches!(digits[0], b'4' | b'5') || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        (text.is_char_boundary(at) && is_status(&text[..at], &text[at + 3..]))
            .then(|| digits.iter().fold(0, |value, digit| value * 10 + u16::from(digit - b'0')))
    })
}

/// How far before a status the word may be that names it.
const NEAR: usize = 24;

/// What follows a status on the line that a server begins with, or in a message that quotes an answer.
const REASONS: [&str; 12] = [
    "{",
    "Bad ",
    "Unauthorized",
    "Forbidden",
    "Not ",
    "Method ",
    "Conflict",
    "Too ",
    "Internal ",
    "Service ",
    "Gateway ",
    "Request ",
];

fn is_status(before: &str, after: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let near: String = line.chars().rev().take(NEAR).collect::<Vec<char>>().into_iter().rev().collect();
    // `HttpClient.java:531` is a place.
    let word = near.rsplit(|c: char| c.is_whitespace() || "([\"'".contains(c)).next().unwrap_or_default();
    let ending = word.strip_suffix(':').and_then(|file| file.rsplit_once('.'));
    let place = ending.is_some_and(|(_, ending)| (1..=5).contains(&ending.len()) && is_letters(ending));
    let lower = near.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if place || words.iter().rev().take(3).any(|word| word.starts_with("exit") || *word == "line") {
        return false;
    }
    let naming = ["error", "code", "status", "http"];
    // `HTTP/1.1 500`
    let last = words.iter().rev().find(|word| !word.bytes().all(|byte| byte.is_ascii_digit() && byte < b'4'));
    let named = last.is_some_and(|word| naming.iter().any(|name| word.ends_with(name)));
    let apart = near.trim_end().ends_with([',', ';', '.']);
    let told =
        after.strip_prefix(' ').is_some_and(|after| REASONS.iter().any(|reason| after.starts_with(reason)));
    named && !apart || told && naming.iter().any(|name| lower.contains(name))
}

fn is_letters(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The code of an error.
pub fn code(text: &str) -> Option<String> {
    let readers = [in_brackets, in_json, at_start, sqlstate, hresult, exit];
    readers.iter().find_map(|read| read(text)).map(ToString::to_string)
}

/// `E0382`, `ACME-1042`: capitals and a number.
fn is_code(word: &str) -> bool {
    let number = word.trim_start_matches(|c: char| c.is_ascii_uppercase() || matches!(c, '-' | '_'));
    let letters = word.len() - number.len();
    (2..=16).contains(&letters.max(2))
        && letters > 0
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && (2..=6).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// `error[E0382]`
fn in_brackets(text: &str) -> Option<&str> {
    let starts = ["error[", "warning[", "Error[", "ERROR["];
    let found = starts.iter().filter_map(|start| text.split_once(start));
    found.filter_map(|(_, rest)| rest.split_once(']')).map(|(code, _)| code).find(|code| is_code(code))
}

/// `{"code":"ACME-1042"}`, as answers and problem details have it.
fn in_json(text: &str) -> Option<&str> {
    text.match_indices("\"code\"").find_map(|(at, key)| {
        let rest = text[at + key.len()..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        let (code, _) = rest.split_once('"')?;
        (is_code(code) || is_state(code)).then_some(code)
    })
}

/// `ORA-00942: …`, `error TS2322: …`, at the start of what a line says.
fn at_start(text: &str) -> Option<&str> {
    text.lines().find_map(|line| {
        let line = bare(line);
        let said = line.find("error ").map_or(line, |at| &line[at + "error ".len()..]);
        [line, said].into_iter().find_map(|said| {
            let (code, rest) = said.split_once(':')?;
            (is_code(code) && rest.starts_with(' ')).then_some(code)
        })
    })
}

/// Five capitals and digits with a digit first or second: `42P01`, `HY000`.
fn is_state(code: &str) -> bool {
    code.len() == 5
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && code.bytes().filter(u8::is_ascii_digit).count() >= 2
        && code.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn sqlstate(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("SQLSTATE")?;
    let rest = rest.trim_start_matches([' ', '[', ':', '=', '(']);
    let code = rest.get(..5)?;
    let ends = !rest[5..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    (ends && (is_state(code) || digits)).then_some(code)
}

/// `0x80070005`: the codes of Windows have their first bit set.
fn hresult(text: &str) -> Option<&str> {
    text.match_indices("0x").find_map(|(at, _)| {
        let code = text.get(at..at + 10)?;
        let digits = &code[2..];
        let whole = !text[at + 10..].starts_with(|c: char| c.is_ascii_alphanumeric());
        let failed =
            digits.starts_with(['8', 'C', 'c']) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        (whole && failed).then_some(code)
    })
}

/// `exit code 137`, but not that it went well, or that something went wrong.
fn exit(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    ["exit code ", "exit code: ", "exit status ", "exited with code "].iter().find_map(|words| {
        let at = lower.find(words)? + words.len();
        let rest = text.get(at..)?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: u32 = rest[..end].parse().ok()?;
        (2..=255).contains(&number).then_some(&rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_the_product_writes_them() {
        for (text, expected) in [
            ("error[E0382]: borrow of moved value: `x`", "E0382"),
            ("src/a.ts(3,5): error TS2322: Type 'string' is not assignable", "TS2322"),
            ("src/a.ts:3:5 - error TS2322: Type 'string' is not assignable", "TS2322"),
            ("ORA-00942: table or view does not exist", "ORA-00942"),
            ("{\"code\":\"ACME-1042\",\"message\":\"No seats left\"}", "ACME-1042"),
            (
                "{\"type\":\"https://acme.example/problems/seats\",\"title\":\"No seats\",\"status\":409,\"code\": \"SEAT_409\"}",
                "SEAT_409",
            ),
            ("SQLSTATE[42S02]: Base table or view not found", "42S02"),
            ("ERROR: relation \"x\" does not exist (SQLSTATE 42P01)", "42P01"),
            ("Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))", "0x80070005"),
            ("the container exited with code 137", "137"),
        ] {
            assert_eq!(code(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for text in [
            "at 0x7ffee4b0 in main",
            "exit code 0, then exit status 1",
            "UTF-8: bad",
            "{\"code\":\"permission_denied\"}",
            "{\"code\":500}",
            "container 4F2A9C11 died",
            "Error: cannot open the door",
            "2026-11-20: 3 jobs",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn a_status_is_named_as_one() {
        for (text, expected) in [
            ("API Error: 429 {\"type\":\"error\"}", Some(429)),
            ("Request failed with status code 404", Some(404)),
            ("< HTTP/1.1 500 Internal Server Error", Some(500)),
            ("HTTP/2 403", Some(403)),
            ("{\"status\":409,\"title\":\"No seats\"}", Some(409)),
            ("statusCode=503", Some(503)),
            ("Error: refused, 403 Forbidden", Some(403)),
            ("at sun.net.HttpClient.java:531", None),
            ("at jdk.http/HttpClient.send(HttpClientImpl.java:559)", None),
            ("HttpError in \"a.py\", line 431", None),
            ("0 errors, 404 warnings", None),
            ("the process exited with code 500", None),
            ("read 512 bytes from the error log", None),
            ("error at offset 4096, 512", None),
        ] {
            assert_eq!(status(text), expected, "{text}");
        }
    }
}
