//! From text to the words one can look up: words as they are, and symbols with all their endings that begin a part, so
//! that `CopyNext` finds `SecKeychainSearchCopyNext`. Twin of `wordsOf` in static/js/words.js.

/// A longer key is cut: what is looked up is cut the same way.
const LONGEST: usize = 40;
/// Endings of a symbol that are looked up.
const PARTS: usize = 8;
/// Shorter endings are noise.
const LEAST: usize = 3;

/// Tells the keys of a text, each with the symbol it stands in, if that looks otherwise.
pub fn each_word<'t>(text: &'t str, parts: Parts, mut tell: impl FnMut(&str, Option<&'t str>)) {
    for symbol in symbols(text) {
        if symbol.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit()) {
            if symbol.len() >= 2 {
                tell(cut(symbol), None);
            }
            continue;
        }
        let (lower, starts) = self::parts(symbol);
        let written = starts.len() > 1 || symbol.chars().skip(1).any(char::is_uppercase);
        let whole = written.then_some(symbol);
        let many = if parts == Parts::All { PARTS } else { 1 };
        for (n, start) in starts.iter().enumerate().take(many) {
            let key = cut(&lower[*start..]);
            let length = key.chars().count();
            let number = key.bytes().all(|sign| sign.is_ascii_digit());
            if length < 2 || n > 0 && (length < LEAST || number) {
                continue;
            }
            tell(key, whole);
        }
    }
}

/// Which endings of a symbol can be looked up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    All,
    /// None: what stands in a sample is full of names that belong to nothing else.
    Whole,
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

/// A symbol in lower case with a hyphen for its joining signs, and where its parts begin in it.
fn parts(symbol: &str) -> (String, Vec<usize>) {
    let mut lower = String::with_capacity(symbol.len());
    let mut starts = Vec::new();
    let mut end = |part: &str, joined: bool| {
        if joined && !starts.is_empty() {
            lower.push('-');
        }
        starts.push(lower.len());
        lower.push_str(&part.to_lowercase());
    };
    let (mut from, mut joined, mut before) = (0, false, ' ');
    let mut signs = symbol.char_indices().peekable();
    // Whether a joining sign stands before the part that is being read.
    let mut own = false;
    while let Some((at, c)) = signs.next() {
        if joins(c) {
            if !joined && at > from {
                end(&symbol[from..at], own);
            }
            joined = true;
        } else {
            let small_behind = signs.peek().is_some_and(|(_, next)| next.is_lowercase());
            let hump = c.is_uppercase() && (before.is_lowercase() || before.is_uppercase() && small_behind);
            if joined {
                (from, own, joined) = (at, true, false);
            } else if hump && at > from {
                end(&symbol[from..at], own);
                (from, own) = (at, false);
            }
        }
        before = c;
    }
    if !joined && from < symbol.len() {
        end(&symbol[from..], own);
    }
    (lower, starts)
}

fn cut(key: &str) -> &str {
    key.char_indices().nth(LONGEST).map_or(key, |(end, _)| &key[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, parts: Parts) -> Vec<(String, Option<&str>)> {
        let mut words = Vec::new();
        each_word(text, parts, |key, symbol| words.push((key.to_string(), symbol)));
        words.sort();
        words
    }

    fn keys(text: &str) -> Vec<String> {
        words(text, Parts::All).into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn a_symbol_is_found_by_its_parts() {
        let symbol = Some("SecKeychainSearchCopyNext");
        let found = words("SecKeychainSearchCopyNext: gone", Parts::All);
        assert!(found.contains(&("copynext".to_string(), symbol)), "{found:?}");
        assert!(found.contains(&("gone".to_string(), None)), "{found:?}");
        let whole = vec![("gone".to_string(), None), ("seckeychainsearchcopynext".to_string(), symbol)];
        assert_eq!(words("SecKeychainSearchCopyNext: gone", Parts::Whole), whole);
    }

    #[test]
    fn joining_signs_are_all_alike() {
        assert_eq!(keys("rate_limit"), ["limit", "rate-limit"]);
        assert_eq!(keys("HTTPServer io::Error"), ["error", "httpserver", "io-error", "server"]);
    }

    #[test]
    fn a_number_is_no_ending() {
        assert_eq!(keys("files-api-2025"), ["api-2025", "files-api-2025"]);
        assert_eq!(keys("in 2025"), ["2025", "in"]);
    }

    #[test]
    fn prose_is_its_words() {
        assert_eq!(keys("A key, or 2 … 403."), ["403", "key", "or"]);
    }
}
