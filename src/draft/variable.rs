//! Which words of a message differ from paste to paste: ids, numbers, times, hosts, paths, values in quotation marks.

/// Nothing but digits.
pub fn is_number(text: &str) -> bool {
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

/// Words with which programs say that something went wrong.
pub const ERROR_WORDS: [&str; 27] = [
    "error",
    "exception",
    "fatal",
    "failed",
    "failure",
    "cannot",
    "can't",
    "could not",
    "couldn't",
    "denied",
    "forbidden",
    "invalid",
    "not found",
    "no such",
    "refused",
    "unable",
    "timed out",
    "timeout",
    "unauthorized",
    "not allowed",
    "panic",
    "unexpected",
    "missing",
    "not supported",
    "exceed",
    "rejected",
    "not accessible",
];

/// Words that a value in quotation marks follows; what is in backticks is a name of the program's own more often.
const PREPOSITIONS: [&str; 8] = ["as", "by", "for", "from", "of", "on", "to", "with"];

/// What sort of thing this is, if it differs from paste to paste.
pub fn varies(core: &str, before: &str, is_quoted: bool, spoken: bool) -> Option<&'static str> {
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
