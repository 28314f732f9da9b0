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
    let mut parts = Parts::default();
    for symbol in symbols(text) {
        if symbol.bytes().all(|sign| sign.is_ascii_lowercase()) {
            if symbol.len() >= 2 {
                tell(Word::Plain(cut(symbol)));
            }
            continue;
        }
        parts.read(symbol);
        let Parts { lower, starts } = &parts;
        let key = cut(lower);
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
        if starts.len() == 1 || !numbered(lower) {
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

fn joins(sign: char) -> bool {
    matches!(sign, '-' | '_' | '.' | ':' | '/' | '\\' | '@' | '+')
}

/// Runs of letters and digits, also where one or two joining signs stand between them.
fn symbols(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[rest.find(char::is_alphanumeric)?..];
        let mut end = run(rest);
        loop {
            let joined = rest[end..].chars().take(3).take_while(|sign| joins(*sign)).count();
            let more = if matches!(joined, 1 | 2) { run(&rest[end + joined..]) } else { 0 };
            if more == 0 {
                break;
            }
            end += joined + more;
        }
        let symbol;
        (symbol, rest) = rest.split_at(end);
        Some(symbol)
    })
}

/// How many bytes of letters and digits a text begins with.
fn run(text: &str) -> usize {
    let ascii = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if text.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return ascii;
    }
    text.find(|sign: char| !sign.is_alphanumeric()).unwrap_or(text.len())
}

/// A symbol in lower case with a hyphen for its joining signs, and where its parts begin in it: at each run, and at each
/// hump in one. One symbol after the other has the same room.
#[derive(Default)]
struct Parts {
    lower: String,
    starts: Vec<usize>,
}

impl Parts {
    fn read(&mut self, symbol: &str) {
        self.lower.clear();
        self.starts.clear();
        for run in symbol.split(joins).filter(|run| !run.is_empty()) {
            if !self.lower.is_empty() {
                self.lower.push('-');
            }
            let mut from = 0;
            for (at, c) in run.char_indices().filter(|(_, c)| c.is_uppercase()) {
                let small_behind = || run[at + c.len_utf8()..].starts_with(char::is_lowercase);
                let hump = |before: char| before.is_lowercase() || before.is_uppercase() && small_behind();
                if run[..at].chars().next_back().is_some_and(hump) {
                    self.push(&run[from..at]);
                    from = at;
                }
            }
            self.push(&run[from..]);
        }
    }

    fn push(&mut self, part: &str) {
        let start = self.lower.len();
        self.starts.push(start);
        if part.is_ascii() {
            self.lower.push_str(part);
            self.lower[start..].make_ascii_lowercase();
        } else {
            self.lower.push_str(&part.to_lowercase());
        }
    }
}

fn cut(key: &str) -> &str {
    if key.len() <= LONGEST {
        return key;
    }
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
        assert_eq!(
            words("+a--b---ÄrgerÜber/"),
            [
                "Name(\"a-b\", Some(\"a--b\"))",
                "Name(\"ärgerüber\", Some(\"ÄrgerÜber\"))",
                "Ending(\"über\", \"ÄrgerÜber\")"
            ]
        );
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
