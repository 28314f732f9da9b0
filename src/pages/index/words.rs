//! From text to the words one can look up: words as they are, and symbols with all their endings that begin a part, so
//! that `CopyNext` finds `SecKeychainSearchCopyNext`. Twin of `wordsOf` in static/js/words.js.

use std::collections::BTreeMap;

/// A longer key is cut: what is looked up is cut the same way.
const LONGEST: usize = 40;
/// Endings of a symbol that are looked up.
const PARTS: usize = 8;
/// Shorter endings are noise.
const LEAST: usize = 3;

/// The keys of a text, each with the symbol it stands in, if that looks otherwise.
pub fn words(text: &str) -> BTreeMap<String, Option<String>> {
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    for symbol in symbols(text) {
        let parts = parts(symbol);
        for (n, _) in parts.iter().enumerate().take(PARTS) {
            let key = key(&parts[n..]);
            let length = key.chars().count();
            if length < 2 || n > 0 && length < LEAST {
                continue;
            }
            let written = parts.len() > 1 || symbol.chars().skip(1).any(char::is_uppercase);
            let whole = written.then(|| symbol.to_string());
            let known = found.entry(key).or_insert_with(|| whole.clone());
            // The word itself says more than any symbol it ends.
            if whole.is_none() || known.as_ref().is_some_and(|known| Some(known) > whole.as_ref()) {
                *known = whole;
            }
        }
    }
    found
}

fn joins(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | ':' | '/' | '\\' | '@' | '+')
}

/// Runs of letters and digits, also where one or two joining signs stand between them.
fn symbols(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut end, mut joined) = (None, 0, 0);
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            start.get_or_insert(at);
            end = at + c.len_utf8();
            joined = 0;
        } else if joins(c) && joined < 2 {
            joined += 1;
        } else if let Some(from) = start.take() {
            found.push(&text[from..end]);
        }
    }
    found.extend(start.map(|from| &text[from..end]));
    found
}

/// The parts of a symbol, each with whether a joining sign stands before it.
fn parts(symbol: &str) -> Vec<(bool, String)> {
    let signs: Vec<char> = symbol.chars().collect();
    let mut parts: Vec<(bool, String)> = Vec::new();
    let mut joined = false;
    for (n, &c) in signs.iter().enumerate() {
        if joins(c) {
            joined = true;
            continue;
        }
        let before = if n == 0 { ' ' } else { signs[n - 1] };
        let small_behind = signs.get(n + 1).is_some_and(|next| next.is_lowercase());
        let hump = c.is_uppercase() && (before.is_lowercase() || before.is_uppercase() && small_behind);
        match parts.last_mut() {
            Some((_, part)) if !joined && !hump => part.push(c),
            _ => parts.push((joined, c.to_string())),
        }
        joined = false;
    }
    parts
}

fn key(parts: &[(bool, String)]) -> String {
    let mut key = String::new();
    for (n, (joined, part)) in parts.iter().enumerate() {
        if *joined && n > 0 {
            key.push('-');
        }
        key.push_str(&part.to_lowercase());
    }
    key.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        words(text).into_keys().collect()
    }

    #[test]
    fn a_symbol_is_found_by_its_parts() {
        let found = words("SecKeychainSearchCopyNext: gone");
        assert_eq!(found["copynext"].as_deref(), Some("SecKeychainSearchCopyNext"));
        assert_eq!(found["gone"], None);
        assert!(found.contains_key("seckeychainsearchcopynext"));
    }

    #[test]
    fn joining_signs_are_all_alike() {
        assert_eq!(keys("files-api-2025"), ["2025", "api-2025", "files-api-2025"]);
        assert_eq!(keys("rate_limit"), ["limit", "rate-limit"]);
        assert_eq!(keys("HTTPServer io::Error"), ["error", "httpserver", "io-error", "server"]);
    }

    #[test]
    fn prose_is_its_words() {
        assert_eq!(keys("A key, or 2 … 403."), ["403", "key", "or"]);
    }
}
