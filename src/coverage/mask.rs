//! A message without what differs from time to time: numbers, ids, times, hosts and paths become `<*>`.
//!
//! It depends on the message alone, so two machines that read different parts of a log write the same.

/// What is written for a value.
pub const HOLE: &str = "<*>";

/// The message on one line, its values as holes.
pub fn mask(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    for word in message.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        mask_word(word, &mut out);
    }
    out
}

/// The pieces of a masked message: words, and the characters between them.
pub fn pieces(masked: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = masked;
    while !rest.is_empty() {
        let end = if rest.starts_with(HOLE) {
            HOLE.len()
        } else if rest.starts_with(is_delimiter) {
            rest.chars().next().map_or(1, char::len_utf8)
        } else {
            let word = rest.find(is_delimiter).unwrap_or(rest.len());
            rest.find(HOLE).map_or(word, |hole| hole.min(word))
        };
        found.push(&rest[..end]);
        rest = &rest[end..];
    }
    found
}

/// Whether a piece is a word, which could differ from time to time.
pub fn is_word(piece: &str) -> bool {
    piece != HOLE && piece.chars().any(char::is_alphanumeric)
}

fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || "()[]{}<>,;=\"'`|:".contains(c)
}

fn mask_word(word: &str, out: &mut String) {
    if is_place(word) {
        return hole(out);
    }
    let mut rest = word;
    while !rest.is_empty() {
        let end = rest.find(is_delimiter).unwrap_or(rest.len());
        if end > 0 {
            mask_part(&rest[..end], out);
        }
        let delimiter = rest[end..].chars().next().map_or(0, char::len_utf8);
        out.push_str(&rest[end..end + delimiter]);
        rest = &rest[end + delimiter..];
    }
}

/// An address of the web.
fn is_place(word: &str) -> bool {
    word.contains("://") && !word.contains(['=', '"', '\'', '(', '<'])
}

fn hole(out: &mut String) {
    if !out.ends_with(HOLE) {
        out.push_str(HOLE);
    }
}

/// A run without delimiters.
fn mask_part(part: &str, out: &mut String) {
    let core = part.trim_end_matches(['.', '!', '?']);
    let tail = &part[core.len()..];
    if is_path(core) || is_value(core) {
        hole(out);
    } else if core.bytes().any(|byte| byte.is_ascii_digit()) {
        mask_name(core, out);
    } else {
        out.push_str(core);
    }
    out.push_str(tail);
}

/// `/var/log/syslog`, `C:\a`, `a/b/c`, `~/x`: two separators, or one that begins a path with an ending.
fn is_path(core: &str) -> bool {
    let separators = core.bytes().filter(|byte| matches!(byte, b'/' | b'\\')).count();
    separators >= 2 && !core.bytes().all(|byte| matches!(byte, b'/' | b'\\'))
        || separators == 1
            && (core.starts_with('/') && core.len() > 1 || core.bytes().any(|byte| byte.is_ascii_digit()))
}

/// A number with its sign, unit and separators; an id in hexadecimal.
fn is_value(core: &str) -> bool {
    let digits = core.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 {
        return false;
    }
    let body = core.trim_start_matches(['-', '+', '#', '$', '~', '@', '*', '%']);
    let unit = body
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | '+' | '%' | '#'));
    if unit.len() < body.len() && unit.len() <= 3 && unit.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return true;
    }
    if body.starts_with("0x") {
        return true;
    }
    let hex = body.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    hex && body.len() >= 6
}

/// `blk_123`, `worker-7.local`: the parts that are values become holes, the names stay.
fn mask_name(core: &str, out: &mut String) {
    if is_mixed(core) || is_numbered(core) || is_host(core) {
        return hole(out);
    }
    for part in core.split_inclusive(['_', '-', '.', '@', '#', '+', '/', '$', '~', '*', '&', '%']) {
        let name = part.trim_end_matches(['_', '-', '.', '@', '#', '+', '/', '$', '~', '*', '&', '%']);
        if is_value(name) {
            hole(out);
        } else {
            out.push_str(name);
        }
        out.push_str(&part[name.len()..]);
    }
}

/// `blk_38865049064139660`, `attempt_1445_0001_m_000003_0`: a name and a number that no person counts to.
fn is_numbered(core: &str) -> bool {
    let digits = core.bytes().filter(u8::is_ascii_digit).count();
    let joints = core.bytes().filter(|byte| *byte == b'_').count();
    joints >= 1 && digits >= 4 || joints >= 2 && digits >= 2
}

/// `msra-sa-41.fareast.corp.example.com`
fn is_host(core: &str) -> bool {
    core.contains('-')
        && core.bytes().filter(|byte| *byte == b'.').count() >= 2
        && core.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

/// Letters and digits in turns, as in `req_011CERG3tCYmrx8n4E4uTyMi`: an id.
fn is_mixed(core: &str) -> bool {
    let kinds = core.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.is_ascii_digit());
    let kinds: Vec<bool> = kinds.collect();
    kinds.windows(2).filter(|pair| pair[0] != pair[1]).count() >= 4
}
