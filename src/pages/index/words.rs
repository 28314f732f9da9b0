//! From text to what one can look up: plain words, and names with their parts and endings, so that `CopyNext` finds
//! `SecKeychainSearchCopyNext`. Twin of `wordsOf` in static/js/words.js.

/// A longer key is cut: what is looked up is cut the same way.
const LONGEST: usize = 40;
/// Endings of a name that are looked up.
const ENDINGS: usize = 7;
/// Shorter parts and endings are noise.
const LEAST: usize = 3;

/// What can be looked up, by its key: in small letters, with a hyphen for its joining signs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Word<'k, 't> {
    /// Nothing but letters.
    Plain(&'k str),
    /// All else, with how it is written if that is otherwise.
    Name(&'k str, Option<&'t str>),
    /// Where a part of a name begins, to the end of the name; and the name.
    Ending(&'k str, &'t str),
    /// A part of a name with a number in it, if the part is a plain word.
    Part(&'k str),
}

/// Tells the words of a text.
pub fn each_word<'t>(text: &'t str, mut tell: impl FnMut(Word<'_, 't>)) {
    for symbol in symbols(text) {
        if symbol.bytes().all(|sign| sign.is_ascii_lowercase()) {
            if symbol.len() >= 2 {
                tell(Word::Plain(cut(symbol)));
            }
            continue;
        }
        let (lower, starts) = parts(symbol);
        let key = cut(&lower);
        if key.chars().nth(1).is_none() {
            continue;
        }
        if starts.len() == 1 && key.chars().all(char::is_alphabetic) {
            tell(Word::Plain(key));
            continue;
        }
        let written = starts.len() > 1 || symbol.chars().skip(1).any(char::is_uppercase);
        tell(Word::Name(key, written.then_some(symbol)));
        for start in starts.iter().skip(1).take(ENDINGS) {
            let key = cut(&lower[*start..]);
            if key.chars().nth(LEAST - 1).is_some() && !key.bytes().all(|sign| sign.is_ascii_digit()) {
                tell(Word::Ending(key, symbol));
            }
        }
        if starts.len() == 1 || !numbered(&lower) {
            continue;
        }
        for (n, start) in starts.iter().enumerate() {
            let end = starts.get(n + 1).map_or(lower.len(), |next| *next);
            let part = cut(lower[*start..end].trim_end_matches('-'));
            if part.chars().nth(LEAST - 1).is_some() && part.chars().all(char::is_alphabetic) {
                tell(Word::Part(part));
            }
        }
    }
}

pub fn numbered(key: &str) -> bool {
    key.bytes().any(|sign| sign.is_ascii_digit())
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

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(text, |word| words.push(format!("{word:?}")));
        words
    }

    #[test]
    fn a_name_is_found_by_its_endings() {
        let found = words("SecKeychainCopy: gone");
        let name = [
            "Name(\"seckeychaincopy\", Some(\"SecKeychainCopy\"))",
            "Ending(\"keychaincopy\", \"SecKeychainCopy\")",
            "Ending(\"copy\", \"SecKeychainCopy\")",
            "Plain(\"gone\")",
        ];
        assert_eq!(found, name);
    }

    #[test]
    fn joining_signs_are_all_alike() {
        let key = |text: &str| words(text)[0].clone();
        assert_eq!(key("rate_limit"), "Name(\"rate-limit\", Some(\"rate_limit\"))");
        assert_eq!(key("rate::limit"), "Name(\"rate-limit\", Some(\"rate::limit\"))");
        assert_eq!(key("HTTPServer"), "Name(\"httpserver\", Some(\"HTTPServer\"))");
    }

    #[test]
    fn a_number_is_neither_ending_nor_part() {
        let found = [
            "Name(\"files-api-2025\", Some(\"files-api-2025\"))",
            "Ending(\"api-2025\", \"files-api-2025\")",
            "Part(\"files\")",
            "Part(\"api\")",
        ];
        assert_eq!(words("files-api-2025"), found);
        assert_eq!(words("in 2025"), ["Plain(\"in\")", "Name(\"2025\", None)"]);
    }

    #[test]
    fn prose_is_its_words() {
        assert_eq!(words("A Key, or 2 …."), ["Plain(\"key\")", "Plain(\"or\")"]);
    }
}
