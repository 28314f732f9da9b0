//! Text that means nothing to HTML but itself.

/// Text for the inside of an attribute in double quotes, and so for anywhere.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_text(&mut out, text);
    out.replace('"', "&quot;")
}

/// Text between tags, where quotes are only quotes.
pub(super) fn escape_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if (c.is_control() && c != '\n' && c != '\t') || crate::problem::is_invisible(c) => {
                out.push('\u{fffd}');
            }
            c => out.push(c),
        }
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
