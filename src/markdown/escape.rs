//! Text that means nothing to HTML but itself.

use std::borrow::Cow;

/// Text for the inside of an attribute in double quotes, and so for anywhere.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text, true);
    out
}

/// The same, borrowed where nothing has to change: most text.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if is_plain(text, true) { Cow::Borrowed(text) } else { Cow::Owned(escape(text)) }
}

/// Text between tags, where quotes are only quotes.
pub(super) fn escape_text(out: &mut String, text: &str) {
    push_escaped(out, text, false);
}

/// Most text is pushed as it is, from one sign that is not to the next.
fn push_escaped(out: &mut String, text: &str, quotes: bool) {
    if is_plain(text, quotes) {
        out.push_str(text);
        return;
    }
    let mut from = 0;
    let mut at = 0;
    while let Some(skipped) = text.as_bytes()[at..].iter().position(|b| is_odd(*b, quotes)) {
        at += skipped;
        let c = text[at..].chars().next().expect("a sign stands where its first byte does");
        let instead = match c {
            '&' => Some("&amp;"),
            '<' => Some("&lt;"),
            '>' => Some("&gt;"),
            '"' => Some("&quot;"),
            c if c.is_control() || crate::problem::is_invisible(c) => Some("\u{fffd}"),
            _ => None,
        };
        let end = at + c.len_utf8();
        if let Some(instead) = instead {
            out.push_str(&text[from..at]);
            out.push_str(instead);
            from = end;
        }
        at = end;
    }
    out.push_str(&text[from..]);
}

/// Whether all of a text may stay as it is. Without an end before the last byte many are looked at at once.
fn is_plain(text: &str, quotes: bool) -> bool {
    !text.bytes().fold(false, |any, b| any | is_odd(b, quotes))
}

/// Whether a byte begins a sign that may not stay as it is.
fn is_odd(b: u8, quotes: bool) -> bool {
    match b {
        b'\n' | b'\t' => false,
        b'&' | b'<' | b'>' => true,
        b'"' => quotes,
        _ => !(b' '..=b'~').contains(&b),
    }
}

/// A value of an attribute, in quotes only where it needs them: pages are read over slow lines.
pub(super) fn unquoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$()*+,;%".contains(c);
    // A slash at the end would run into the end of the tag for a reader of XML.
    if !value.is_empty() && value.chars().all(plain) && !value.ends_with('/') {
        return value.to_string();
    }
    format!("\"{}\"", escape(value))
}
