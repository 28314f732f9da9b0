//! A message as a fragment of a signature: what stays is literal, what varies is a hole.

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
        self.literal.push_str(&format!("{{{name}{number}}}"));
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
            text = tail.trim_start_matches(|sign: char| !sign.is_alphanumeric() && sign != '`');
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

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

const MODELS: [&str; 10] = [
    "claude-",
    "gpt-",
    "gemini-",
    "mistral",
    "llama-",
    "command-",
    "anthropic.",
    "us.anthropic.",
    "o1-",
    "o3-",
];
const ENDS_OF_HOSTS: [&str; 16] = [
    "com", "org", "net", "io", "dev", "ai", "local", "internal", "example", "test", "invalid", "app",
    "cloud", "edu", "gov", "co",
];
/// A quoted word behind one of these is a value.
const VALUE_WORDS: [&str; 38] = [
    "argument",
    "attribute",
    "bucket",
    "branch",
    "class",
    "column",
    "command",
    "database",
    "directory",
    "field",
    "file",
    "flag",
    "folder",
    "function",
    "got",
    "host",
    "key",
    "method",
    "model",
    "module",
    "name",
    "named",
    "namespace",
    "object",
    "option",
    "package",
    "path",
    "property",
    "received",
    "repository",
    "resource",
    "table",
    "target",
    "user",
    "value",
    "value(s)",
    "values",
    "variable",
];

/// Words that a value in quotation marks follows; what is in backticks is a name of the program's own more often.
const PREPOSITIONS: [&str; 8] = ["as", "by", "for", "from", "of", "on", "to", "with"];

/// What sort of thing this is, if it differs from paste to paste.
fn varies(core: &str, before: &str, is_quoted: bool, spoken: bool) -> Option<&'static str> {
    let digits = core.bytes().filter(u8::is_ascii_digit).count();
    let lower = core.to_ascii_lowercase();
    let before = before.trim_matches(['"', '\'', ':', ',', '(']).to_ascii_lowercase();
    if core.contains("://") {
        return Some("url");
    }
    if core.contains('@') && core.contains('.') {
        return Some("address");
    }
    if is_host(&lower) {
        return Some("host");
    }
    if is_path(core) {
        return Some("path");
    }
    if MODELS.iter().any(|start| lower.starts_with(start)) && (digits > 0 || is_quoted) {
        return Some("model");
    }
    if is_log_day(core) {
        return Some("time");
    }
    if is_id(core, digits) {
        return Some("id");
    }
    if digits > 0 && is_measure(core) {
        return Some(if core.matches(':').count() >= 1 || core.matches('-').count() >= 2 {
            "time"
        } else {
            "number"
        });
    }
    let dated = core.bytes().filter(|byte| *byte == b'-').count() >= 2 && digits >= 2;
    if dated || (is_quoted && (digits > 0 || core.contains(['/', ' ', '\\']))) {
        return Some("value");
    }
    let value = VALUE_WORDS.contains(&before.as_str()) || (spoken && PREPOSITIONS.contains(&before.as_str()));
    (is_quoted && value).then(|| if before == "model" { "model" } else { "name" })
}

/// `localhost:8080`, `10.0.0.1:443`, `api.example.com`.
fn is_host(lower: &str) -> bool {
    let (name, port) = lower.split_once(':').unwrap_or((lower, ""));
    if !port.is_empty() && !is_number(port) {
        return false;
    }
    let parts: Vec<&str> = name.split('.').collect();
    let plain = parts.iter().all(|part| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    });
    let address = parts.len() == 4 && parts.iter().all(|part| is_number(part));
    let named = parts.len() >= 2 && parts.last().is_some_and(|end| ENDS_OF_HOSTS.contains(end));
    plain && (address || named || name == "localhost") || lower.starts_with("[::") || lower.starts_with("::1")
}

/// Two separators, a home, a drive, an ending: a name of a program's own (`/login`, `and/or`) has one separator.
fn is_path(core: &str) -> bool {
    let separators = core.matches(['/', '\\']).count();
    let rooted =
        core.starts_with("~/") || core.starts_with("./") || core.as_bytes().get(1..3) == Some(b":\\");
    let placed = core.rsplit_once(':').is_some_and(|(file, line)| is_number(line) && file.contains('.'));
    let ended = separators == 1 && !core.starts_with('/') && core.contains('.');
    rooted || placed || ended || separators >= 2
}

/// `req_011C…`, a UUID, a hash.
fn is_id(core: &str, digits: usize) -> bool {
    let plain =
        core.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'));
    let hex =
        core.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') && digits > 0 && core.len() >= 7;
    let tail = core.rsplit(['_', '-']).next().unwrap_or(core);
    let mixed = tail.len() >= 10
        && tail.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && tail.bytes().any(|byte| byte.is_ascii_digit())
        && tail.bytes().any(|byte| byte.is_ascii_alphabetic());
    let pointer = core.starts_with("0x") && core.len() >= 6;
    plain && (mixed || pointer || hex && core.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// `W0731`: a level and a day, as Go's loggers write them.
fn is_log_day(core: &str) -> bool {
    core.len() == 5 && core.starts_with(['I', 'W', 'E', 'F']) && is_number(&core[1..])
}

/// `200,000`, `39s`, `4.5MB`, `12:30:01`, `2026-11-20`, `v2.1.116`, `95%`.
fn is_measure(core: &str) -> bool {
    let body = core.strip_prefix(['v', '$', '-', '+', '~']).unwrap_or(core);
    let unit = body.trim_start_matches(|sign: char| sign.is_ascii_digit() || ",.:/-_+×x".contains(sign));
    body.starts_with(|sign: char| sign.is_ascii_digit())
        && (unit.is_empty()
            || [
                "s", "ms", "m", "h", "d", "k", "kb", "mb", "gb", "kib", "mib", "gib", "b", "%", "z", "px",
                "min", "st", "nd", "rd", "th",
            ]
            .contains(&unit.to_ascii_lowercase().as_str()))
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
