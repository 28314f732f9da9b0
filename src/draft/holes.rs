//! A message as a fragment of a signature: what stays is literal, what varies is a hole.

use super::variable::{is_number, varies};

/// A fragment is the first sentence, if that says enough.
const ENOUGH: usize = 24;
const LONGEST: usize = 180;
/// A hole can only be found behind this many signs.
const ANCHOR: usize = 4;
/// Words over which a quoted value may stretch.
const QUOTED_WORDS: usize = 6;

/// The fragment of a message: its first sentence, or as much as tells enough.
pub fn fragment(message: &str, status: Option<u16>) -> String {
    pattern(first_sentences(message), status)
}

/// All of a message with holes for what varies; the status of the error does not.
pub fn pattern(message: &str, status: Option<u16>) -> String {
    let status = status.map(|status| status.to_string());
    let mut fragment = Fragment { status, ..Fragment::default() };
    let words: Vec<&str> = message.split_whitespace().collect();
    let mut at = 0;
    while at < words.len() {
        let before = at.checked_sub(1).map_or("", |ix| words[ix]);
        let length = quoted(&words[at..]);
        let word = words[at..at + length].join(" ");
        if at > 0 {
            fragment.literal.push(' ');
        }
        fragment.word(&word, before);
        at += length;
    }
    fragment.finish()
}

fn signs(text: &str) -> usize {
    text.chars().filter(|sign| !sign.is_whitespace()).count()
}

fn first_sentences(message: &str) -> &str {
    let limit = message.char_indices().nth(LONGEST).map_or(message.len(), |(at, _)| at);
    let ends = message.match_indices(['.', '!', '?', '\\', '·']).filter_map(|(at, sign)| {
        let behind = &message[at + sign.len()..];
        let ends = match sign {
            "\\" => behind.starts_with('n'),
            "·" => true,
            _ => behind.starts_with(' ') && behind.trim_start().starts_with(|c: char| c.is_uppercase()),
        };
        ends.then_some(at)
    });
    let mut ends = ends.filter(|at| signs(&message[..*at]) >= ENOUGH);
    match ends.next() {
        Some(end) if end <= limit => &message[..end],
        _ if limit < message.len() => {
            message[..limit].rsplit_once(' ').map_or(&message[..limit], |(head, _)| head)
        }
        _ => message,
    }
}

/// How many words the quotation holds that begins here: 1 where there is none.
fn quoted(words: &[&str]) -> usize {
    let open = words[0].trim_start_matches(['(', '[']).chars().next();
    let Some(close) = open.and_then(closing).filter(|_| signs(words[0]) > 1) else { return 1 };
    let ends = |word: &&str| word.trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?']).ends_with(close);
    words.iter().take(QUOTED_WORDS).position(ends).map_or(1, |ix| ix + 1)
}

fn closing(open: char) -> Option<char> {
    match open {
        '\'' | '`' | '"' => Some(open),
        '‘' => Some('’'),
        '“' => Some('”'),
        _ => None,
    }
}

#[derive(Default)]
struct Fragment {
    literal: String,
    names: Vec<&'static str>,
    status: Option<String>,
}

impl Fragment {
    fn text(&mut self, text: &str) {
        self.literal.push_str(&text.replace('{', "{{").replace('}', "}}"));
    }

    fn hole(&mut self, name: &'static str) {
        // Two holes side by side are one.
        if self.literal.trim_end().ends_with('}') && !self.literal.trim_end().ends_with("}}") {
            self.literal.truncate(self.literal.trim_end().len());
            return;
        }
        let count = self.names.iter().filter(|known| **known == name).count();
        self.names.push(name);
        let number = if count == 0 { String::new() } else { (count + 1).to_string() };
        self.literal.extend(["{", name, &number, "}"]);
    }

    fn word(&mut self, word: &str, before: &str) {
        let is_edge = |sign: char| "\"'`‘’“”()[]<>{},;:!?.…*".contains(sign);
        let core = word.trim_matches(is_edge);
        let start = word.find(core).unwrap_or(0);
        let (head, tail) = (&word[..start], &word[start + core.len()..]);
        let is_quoted = head.chars().any(|sign| closing(sign).is_some()) && !tail.is_empty();
        // A mask stands for what was never the same twice.
        let masked = ["key", "token", "secret", "e-mail", "user"].contains(&core)
            && head.ends_with('[')
            && tail.starts_with(']');
        if masked {
            self.text(&head[..head.len() - 1]);
            self.hole("secret");
            self.text(&tail[1..]);
            return;
        }
        self.text(head);
        match core.split_once('=') {
            Some((name, value)) if varies(value, "", false, false).is_some() && !name.contains('/') => {
                self.text(name);
                self.text("=");
                self.core(value, "", false, false);
            }
            _ => self.core(core, before, is_quoted, !head.contains('`')),
        }
        self.text(tail);
    }

    fn core(&mut self, core: &str, before: &str, is_quoted: bool, spoken: bool) {
        if self.status.as_deref() == Some(core) {
            self.text(core);
        } else if let Some(name) = varies(core, before, is_quoted, spoken) {
            self.hole(name);
        } else if core.split(['.', '[', ']']).any(is_number)
            && core.contains(|sign: char| sign.is_alphabetic())
        {
            self.indices(core);
        } else {
            self.text(core);
        }
    }

    /// `messages.2.content`: the number varies, the names do not.
    fn indices(&mut self, core: &str) {
        for part in core.split_inclusive(['.', '[', ']']) {
            let name = part.trim_end_matches(['.', '[', ']']);
            if is_number(name) {
                self.hole("number");
            } else {
                self.text(name);
            }
            self.text(&part[name.len()..]);
        }
    }

    /// Without holes at the edges, which have no beginning or no end.
    fn finish(self) -> String {
        let mut text = self.literal.as_str().trim();
        while let Some((head, name, tail)) = first_hole(text) {
            if signs(head) >= ANCHOR && !name.is_empty() {
                break;
            }
            // What opens the next hole stays.
            text = tail.trim_start_matches(|sign: char| !sign.is_alphanumeric() && !"`{".contains(sign));
        }
        let stop = |sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | '.');
        let open = |sign: char| stop(sign) || matches!(sign, '"' | '\'' | '`' | '(' | '[' | '<' | '‘' | '“');
        text = text.trim_end_matches(stop);
        // Behind a hole that goes, its quotes go too.
        loop {
            let bare = text
                .trim_end_matches(|sign: char| stop(sign) || matches!(sign, '"' | '\'' | '`' | '’' | '”'));
            match bare.rfind('{').filter(|_| bare.ends_with('}') && !bare.ends_with("}}")) {
                Some(start) => text = bare[..start].trim_end_matches(open),
                None => return text.to_string(),
            }
        }
    }
}

/// The text before the first hole, its name, and the text behind it.
fn first_hole(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        if text[open + 1..].starts_with('{') {
            from = open + 2;
            continue;
        }
        let close = open + text[open..].find('}')?;
        return Some((&text[..open], &text[open + 1..close], &text[close + 1..]));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_a_hole_and_what_does_not_is_not() {
        for (message, expected) in [
            (
                "prompt is too long: 200535 tokens > 200000 maximum",
                "prompt is too long: {number} tokens > {number2} maximum",
            ),
            (
                "messages.2: `tool_use` ids were found without `tool_result` blocks",
                "messages.{number}: `tool_use` ids were found without `tool_result` blocks",
            ),
            (
                "Unexpected value(s) `advisor-tool-2026-03-01` for the `anthropic-beta` header.",
                "Unexpected value(s) `{value}` for the `anthropic-beta` header",
            ),
            ("curl: (6) Could not resolve host: nothing.invalid", "curl: ({number}) Could not resolve host:"),
            ("No module named 'requests.sessions'", "No module named"),
            (
                "Permission to acme/filters.git denied to github-actions[bot].",
                "Permission to {path} denied to github-actions[bot]",
            ),
            (
                "open '/home/[user]/a b/c.json': permission denied, errno 13",
                "open '{path}': permission denied, errno",
            ),
            ("connect ECONNREFUSED 127.0.0.1:8080 after 39s", "connect ECONNREFUSED {host} after"),
            (
                "invalid key [key] for request req_011CERG3tCYmrx8n4E4uTyMi in us-east-1",
                "invalid key {secret} for request {id} in us-east-1",
            ),
            ("Please run /login · API Error", "Please run /login · API Error"),
            ("expected {\"a\"} and {b}", "expected {{\"a\"}} and {{b}}"),
        ] {
            assert_eq!(fragment(message, None), expected, "{message}");
        }
    }

    #[test]
    fn a_fragment_begins_and_ends_with_words() {
        assert_eq!(fragment("12 of 3f2b9c1a failed to load the module", None), "failed to load the module");
        assert_eq!(fragment("req_011CERG3tCYmrx8n4E4uTyMi", None), "");
    }

    #[test]
    fn the_first_sentence_is_enough() {
        let message = "The long context beta is not yet available for this subscription. Please consult our documentation.";
        assert_eq!(
            fragment(message, None),
            "The long context beta is not yet available for this subscription"
        );
        assert!(fragment(&"word ".repeat(200), None).len() <= LONGEST);
    }
}
