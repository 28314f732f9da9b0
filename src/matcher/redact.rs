//! Masks what nobody should publish: keys, tokens, passwords, e-mail addresses, user names in home paths.
//!
//! Better one mask too many than a key too few. Every look ahead is bounded or remembered, so the work is linear in
//! the text.

use std::cell::Cell;

/// What keys look like: how they begin and how many signs follow at least.
const KEYS: [(&str, usize); 18] = [
    ("sk-ant-", 8),
    ("sk-", 16),
    ("AKIA", 12),
    ("ASIA", 12),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("AIza", 20),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("glpat-", 16),
    ("hf_", 16),
    ("npm_", 20),
    ("pypi-", 20),
    ("ya29.", 16),
];
/// Words in a name whose value is a secret.
const NAMES: [&str; 10] = [
    "api-key",
    "api_key",
    "apikey",
    "token",
    "secret",
    "password",
    "passwd",
    "access-key",
    "access_key",
    "authorization",
];
const NAME: usize = 64;
const VALUE: usize = 512;

/// The text with every secret replaced by `[key]`, `[token]`, `[secret]`, `[e-mail]` or `[user]`.
pub fn redact(text: &str) -> String {
    let text = Text { signs: text.chars().collect(), rest: Cell::default(), digit: Cell::default() };
    let mut masked = String::new();
    let mut place = 0;
    while place < text.signs.len() {
        if let Some(secret) = text.secret(place) {
            masked.extend(&text.signs[place..secret.from]);
            masked.push_str(secret.mask);
            place = secret.to;
        } else {
            masked.push(text.signs[place]);
            place += 1;
        }
    }
    masked
}

struct Secret {
    from: usize,
    to: usize,
    mask: &'static str,
}

struct Text {
    signs: Vec<char>,
    /// From where to where the last look ahead went: many a start of a key may lie in one run of signs.
    rest: Cell<(usize, usize)>,
    digit: Cell<(usize, usize)>,
}

fn is_token(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-')
}

fn is_value(sign: char) -> bool {
    is_token(sign) || matches!(sign, '.' | '~' | '+' | '/' | '=')
}

fn is_quoting(sign: char) -> bool {
    matches!(sign, '"' | '\'' | '`' | '\\' | ' ')
}

impl Text {
    fn at(&self, place: usize) -> char {
        self.signs.get(place).copied().unwrap_or('\0')
    }

    /// Behind the run of such signs that begins at `from`, looking at most `most` far.
    fn run(&self, from: usize, most: usize, holds: fn(char) -> bool) -> usize {
        (from..from + most).find(|&place| !holds(self.at(place))).unwrap_or(from + most)
    }

    fn begins(&self, from: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(n, sign)| self.at(from + n) == sign)
    }

    fn has(&self, from: usize, to: usize, holds: fn(&char) -> bool) -> bool {
        self.signs[from..to].iter().any(holds)
    }

    /// The secret that begins here, by the first rule that knows it.
    fn secret(&self, place: usize) -> Option<Secret> {
        let sign = self.at(place);
        let before = if place == 0 { '\0' } else { self.at(place - 1) };
        if matches!(sign, '/' | '\\') && sign != before {
            return self.home(place);
        }
        if sign == ':' {
            return self.login(place);
        }
        if !sign.is_ascii_alphanumeric() && sign != '_' || before.is_ascii_alphanumeric() || before == '_' {
            return None;
        }
        self.named(place)
            .or_else(|| self.key(place))
            .or_else(|| self.jwt(place))
            .or_else(|| self.bearer(place))
            .or_else(|| self.email(place))
    }

    fn key(&self, from: usize) -> Option<Secret> {
        let (start, least) = KEYS.into_iter().find(|(start, _)| self.begins(from, start))?;
        let body = from + start.len();
        let end = self.rest(body);
        let real = end - body >= least && self.digit(body) < end;
        real.then(|| Secret { from, to: self.wrapped(end), mask: "[key]" })
    }

    /// A long key may go on behind a hard wrap.
    fn wrapped(&self, end: usize) -> usize {
        let end = self.rest(end);
        let line = if self.at(end) == '\r' { end + 1 } else { end };
        if self.at(line) != '\n' {
            return end;
        }
        let start = self.run(line + 1, 16, |sign| sign == ' ');
        let next = self.run(start, VALUE, is_token);
        let more = next - start >= 8
            && self.has(start, next, char::is_ascii_digit)
            && self.has(start, next, char::is_ascii_uppercase);
        if more { next } else { end }
    }

    /// Behind all of the token that goes on at `from`: all of a secret goes, however long it is.
    fn rest(&self, from: usize) -> usize {
        let (known, end) = self.rest.get();
        if (known..end).contains(&from) {
            return end;
        }
        let end = self.run(from, self.signs.len(), is_token);
        self.rest.set((from, end));
        end
    }

    /// The next digit at or behind `from`.
    fn digit(&self, from: usize) -> usize {
        let (known, next) = self.digit.get();
        if (known..next).contains(&from) {
            return next;
        }
        let next = (from..self.signs.len()).find(|&place| self.at(place).is_ascii_digit());
        let next = next.unwrap_or(self.signs.len());
        self.digit.set((from, next));
        next
    }

    fn jwt(&self, from: usize) -> Option<Secret> {
        if !self.begins(from, "eyJ") || self.at(self.rest(from)) != '.' {
            return None;
        }
        let to = self.run(from, self.signs.len(), |sign| is_token(sign) || sign == '.');
        (to - from >= 30).then_some(Secret { from, to, mask: "[token]" })
    }

    /// `Bearer …` and `Basic …`.
    fn bearer(&self, from: usize) -> Option<Secret> {
        let end = self.run(from, 8, |sign| sign.is_ascii_alphabetic());
        let word: String = self.signs[from..end].iter().collect::<String>().to_ascii_lowercase();
        let start = self.run(end, 4, |sign| sign == ' ');
        if !matches!(word.as_str(), "bearer" | "basic") || start == end {
            return None;
        }
        let to = self.run(start, VALUE, is_value);
        let real = to - start >= 8 && self.digit(start) < to;
        real.then(|| Secret { from: start, to: self.rest(to), mask: "[token]" })
    }

    /// `ANTHROPIC_API_KEY=…`, `"password": "…"`.
    fn named(&self, from: usize) -> Option<Secret> {
        let end = self.run(from, NAME, is_token);
        let sign = self.run(end, 16, is_quoting);
        if !matches!(self.at(sign), ':' | '=') {
            return None;
        }
        let name: String = self.signs[from..end].iter().collect::<String>().to_ascii_lowercase();
        if !NAMES.iter().any(|word| name.contains(word)) {
            return None;
        }
        let start = self.run(sign + 1, 16, is_quoting);
        if self.digit(start) >= start + VALUE {
            return None;
        }
        let to = self.run(start, VALUE, is_value);
        let mixed = self.digit(start) < to && self.has(start, to, char::is_ascii_alphabetic);
        (to - start >= 8 && mixed).then(|| Secret { from: start, to: self.wrapped(to), mask: "[secret]" })
    }

    /// `https://user:password@host`.
    fn login(&self, from: usize) -> Option<Secret> {
        if !self.begins(from, "://") {
            return None;
        }
        let start = from + 3;
        let end = self.run(start, NAME * 2, |sign| {
            is_value(sign) && sign != '/' || matches!(sign, ':' | '%' | '!' | '$' | '&')
        });
        let real = self.at(end) == '@' && self.has(start, end, |sign| *sign == ':');
        real.then_some(Secret { from: start, to: end, mask: "[secret]" })
    }

    fn email(&self, from: usize) -> Option<Secret> {
        let at = self.run(from, NAME, |sign| is_token(sign) || matches!(sign, '.' | '%' | '+'));
        if self.at(at) != '@' || self.signs[from..at] == ['g', 'i', 't'] {
            return None;
        }
        let mut end =
            self.run(at + 1, NAME * 4, |sign| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-'));
        while end > at + 1 && matches!(self.at(end - 1), '.' | '-') {
            end -= 1;
        }
        let dot = (at + 1..end).rev().find(|&place| self.at(place) == '.')?;
        let top = &self.signs[dot + 1..end];
        let real = dot > at + 1 && top.len() >= 2 && top.iter().all(char::is_ascii_alphabetic);
        real.then_some(Secret { from, to: end, mask: "[e-mail]" })
    }

    /// `/Users/x`, `/home/x`, `C:\Users\x`, with any number of backslashes.
    fn home(&self, from: usize) -> Option<Secret> {
        let separator = |sign: char| matches!(sign, '/' | '\\');
        let word = self.run(from, 16, separator);
        let folder = ["Users", "home"].into_iter().find(|folder| self.begins(word, folder))?;
        let start = self.run(word + folder.len(), 16, separator);
        let mut end = start;
        while is_name(self.at(end)) {
            end += 1;
        }
        if start == word + folder.len() || end == start {
            return None;
        }
        // A Windows name may hold a blank; only the next backslash tells.
        if self.at(end) == ' ' && self.at(start - 1) == '\\' {
            let far = self.run(end, 32, |sign| is_token(sign) || matches!(sign, '.' | ' '));
            end = if self.at(far) == '\\' { far } else { end };
        }
        Some(Secret { from: start, to: end, mask: "[user]" })
    }
}

fn is_name(sign: char) -> bool {
    !matches!(
        sign,
        '\0'..=' '
            | '/'
            | '\\'
            | '"'
            | '\''
            | '`'
            | '<'
            | '>'
            | '|'
            | ':'
            | ','
            | ';'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
    )
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn masking_twice_changes_nothing() {
        let text = r"x-api-key: sk-ant-api03-AbCdEfGh12345678 Bearer abcd1234efgh C:\\Users\\Jo Doe\\x me@example.org";
        assert_eq!(redact(text), r"x-api-key: [secret] Bearer [token] C:\\Users\\[user]\\x [e-mail]");
        assert_eq!(redact(&redact(text)), redact(text));
    }

    #[test]
    fn what_errors_need_stays() {
        for text in [
            "max_tokens: 128000 > 64000",
            "anthropic.claude-3-haiku@20240307",
            "k8s.io/client-go@v0.28.3",
            "req_011CERG3tCYmrx8n4E4uTyMi",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
