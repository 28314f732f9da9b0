//! How the paste could be recognised: signatures to try, the best first. Which of them holds, the base decides.

use super::holes::{fragment, pattern};
use super::paste::{Reading, bare};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    pub all: Vec<String>,
    pub any: Vec<String>,
}

/// Signs below which a fragment alone is a guess.
const TELLING: usize = 16;

/// The signatures to try. `context` are words that name the program, as far as they stand in the paste.
pub fn candidates(reading: &Reading, context: &[String]) -> Vec<Signature> {
    let Some(message) = &reading.message else { return Vec::new() };
    let (short, whole) = (fragment(message, reading.status), pattern(message, reading.status));
    let mut found: Vec<Signature> = Vec::new();
    let mut add = |all: &[&str], any: &[String]| {
        let all: Vec<String> =
            all.iter().filter(|text| !text.is_empty()).map(|text| (*text).to_string()).collect();
        let signature = Signature { all, any: any.to_vec() };
        if !signature.all.is_empty() && !found.contains(&signature) {
            found.push(signature);
        }
    };
    let kind = reading.kind.as_deref().unwrap_or("");
    let telling = short.chars().filter(|sign| !sign.is_whitespace()).count() >= TELLING;
    if telling {
        add(&[&short], &[]);
    }
    add(&[kind, &short], &[]);
    add(&[&short], context);
    add(&[kind, &short], context);
    add(&[&whole], &[]);
    add(&[kind, &whole], &[]);
    for line in reading.excerpt.iter().map(|line| pattern(bare(line), reading.status)) {
        if line != short && line.len() >= TELLING && line.len() <= 200 {
            add(&[&short, &line], &[]);
            add(&[kind, &short, &line], &[]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::paste::read;

    fn first(text: &str) -> Vec<String> {
        candidates(&read(text, &[]), &[]).remove(0).all
    }

    #[test]
    fn the_message_is_found_in_whatever_it_was_wrapped() {
        for (text, expected) in [
            (
                r#"{"type":"error","error":{"type":"teapot_error","message":"This server is a teapot."},"request_id":"req_1"}"#,
                "This server is a teapot",
            ),
            (
                r#"[{"error":"Error: 400 {\"type\":\"error\",\"error\":{\"type\":\"x_error\",\"message\":\"Extra usage is required for long context.\"}}\n    at a (/b.js:1:2)"}]"#,
                "Extra usage is required for long context",
            ),
            (
                "Traceback (most recent call last):\n  File \"/home/u/a.py\", line 3, in f\n    raise error\nfoo.BarError: the bar is closed since 12:30:01",
                "the bar is closed since",
            ),
            (
                "2026-11-20T10:00:00.000Z [ERROR] api | cannot open the door at /var/lib/door/7\n    at open (/a/b.js:1:2)",
                "cannot open the door at",
            ),
            (
                "fatal: not a git repository (or any of the parent directories): .git",
                "fatal: not a git repository (or any of the parent directories): .git",
            ),
            (
                "chat  | app.BadRequest: Error code: 400 - {'error': {'type': 'aws_error', 'message': 'Invoke: operation error, RequestID: 5e24e3bd-4895-4844-b341-2fef40a56424, ValidationException: invalid beta flag'}}",
                "aws_error",
            ),
        ] {
            assert_eq!(first(text)[0], expected, "{text}");
        }
    }

    #[test]
    fn status_and_type_are_those_of_the_error() {
        let reading = read(
            "API Error: 429 {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Number of tokens has exceeded 500 per minute\"}}",
            &[],
        );
        assert_eq!((reading.status, reading.kind.as_deref()), (Some(429), Some("rate_limit_error")));
        let reading = read("openai.APITimeoutError: Request timed out after 600 s", &[]);
        assert_eq!((reading.status, reading.kind.as_deref()), (None, Some("APITimeoutError")));
    }

    #[test]
    fn a_line_that_is_known_as_noise_is_no_message() {
        let text = "Error: failed to delete keychain entry: exit 44\nrequest refused: the door is closed";
        assert_eq!(
            read(text, &[]).message.as_deref(),
            Some("Error: failed to delete keychain entry: exit 44")
        );
        let noise = ["failed to delete keychain entry".to_string()];
        assert_eq!(read(text, &noise).message.as_deref(), Some("request refused: the door is closed"));
    }
}
