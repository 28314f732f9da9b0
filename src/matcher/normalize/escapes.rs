//! What other programs made of a character: escapes of JSON and Python, entities, percent signs.

use super::super::signs::named_sign;
use super::{CLOSING, Gap, Reader};

/// The longest way from one half of a concatenated text to the next.
const CONCATENATION: usize = 80;

impl Reader<'_> {
    /// `%2F`, and the same escaped again (`%252F`).
    pub(super) fn percent(&mut self) {
        let at = self.place;
        let mut skip = 1;
        while self.hex(skip, 2) == Some(0x25) {
            skip += 2;
        }
        let Some((mut code, more)) = self.hex(skip, 2).map(lead) else {
            self.place += 1;
            return self.push('%', at);
        };
        for n in 1..=more {
            let next = n * (skip + 2);
            let byte = self.hex(next + skip, 2).filter(|byte| self.ahead(next) == '%' && byte & 0xc0 == 0x80);
            code = byte.filter(|_| code < 0x11_0000).map_or(u32::MAX, |byte| (code << 6) | (byte & 0x3f));
        }
        if let Some(sign) = char::from_u32(code).filter(|&sign| more > 0 || sign.is_ascii()) {
            self.place += (more + 1) * (skip + 2);
            match sign {
                '\r' => {}
                '\\' if self.verbatim.is_none() => self.slash(at),
                _ => self.take(sign, at),
            }
        } else if self.verbatim.is_some() {
            self.place += skip + 2;
            self.push('\u{fffd}', at);
        } else {
            self.place += 1;
            self.push('%', at);
        }
    }

    /// A backslash that was itself escaped: it leaves a mark, or with an `n` ends a line.
    fn slash(&mut self, at: usize) {
        self.widen(Gap::Mark);
        if self.ahead(0) == 'n' {
            self.place += 1;
            self.end_line(at);
        }
    }

    /// `'…' +` and a line end between two halves of a text, as Node prints it.
    pub(super) fn concatenation(&mut self) {
        let blanks = |from: usize| {
            from + (from..CONCATENATION).take_while(|&n| matches!(self.ahead(n), ' ' | '\t')).count()
        };
        let end = blanks(1);
        let next = match (self.ahead(end), self.ahead(end + 1)) {
            ('\n', _) => Some(blanks(end + 1)),
            ('\r', '\n') | ('\\', 'n') => Some(blanks(end + 2)),
            _ => None,
        };
        let quote = next.filter(|&n| n < CONCATENATION && matches!(self.ahead(n), '"' | '\'' | '`'));
        if let Some(quote) = quote {
            self.place += quote + 1;
            // The space after the quote is not part of the text.
            self.gap = if self.seen & CLOSING != 0 { Gap::Mark } else { Gap::Blank };
        } else {
            self.place += 1;
            self.push('+', self.place - 1);
        }
    }

    /// UTF-8 that was read as Windows-1252: quotes, dashes, an ellipsis.
    pub(super) fn mojibake(&mut self) {
        let at = self.place;
        let byte = match self.ahead(2) {
            '™' => 0x99,
            'œ' => 0x9c,
            '˜' => 0x98,
            '“' => 0x93,
            '”' => 0x94,
            third => u32::from(third),
        };
        if let Some(sign) = char::from_u32(0x2000 | byte & 0x3f).filter(|_| (0x80..0xc0).contains(&byte)) {
            self.place += 3;
            self.take(sign, at);
        } else {
            self.place += 1;
            self.push('â', at);
        }
    }

    /// The value of `count` hexadecimal digits, `skip` places on.
    fn hex(&self, skip: usize, count: usize) -> Option<u32> {
        (skip..skip + count).try_fold(0, |value, n| Some(value * 16 + self.ahead(n).to_digit(16)?))
    }

    pub(super) fn unicode_escape(&mut self, at: usize) {
        let Some(mut code) = self.hex(1, 4) else {
            return;
        };
        self.place += 5;
        if (0xd800..0xdc00).contains(&code) {
            let slashes = (0..8).find(|&n| self.ahead(n) != '\\').unwrap_or(0);
            match (self.ahead(slashes), self.hex(slashes + 1, 4)) {
                ('u', Some(low)) if slashes > 0 && (0xdc00..0xe000).contains(&low) => {
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    self.place += slashes + 5;
                }
                _ => {}
            }
        }
        if let Some(sign) = char::from_u32(code) {
            self.take(sign, at);
        }
    }

    /// `\xe2\x80\x99` as Python prints bytes: UTF-8, one escape per byte.
    pub(super) fn byte_escape(&mut self, at: usize) {
        let Some(lead) = self.hex(1, 2) else { return };
        self.place += 3;
        let (mut code, more) = self::lead(lead);
        if more == 0 && lead >= 0x80 {
            return;
        }
        for _ in 0..more {
            let slashes = (0..8).find(|&n| self.ahead(n) != '\\').unwrap_or(0);
            match (self.ahead(slashes), self.hex(slashes + 1, 2)) {
                ('x', Some(byte)) if slashes > 0 && byte & 0xc0 == 0x80 => {
                    code = (code << 6) | (byte & 0x3f);
                    self.place += slashes + 3;
                }
                _ => return,
            }
        }
        if let Some(sign) = char::from_u32(code) {
            self.take(sign, at);
        }
    }

    /// `&quot;`, `&#39;`, `&#x27;`, and the same escaped again (`&amp;quot;`).
    pub(super) fn entity(&mut self) {
        let at = self.place;
        let mut from = 1;
        while self.name_at(from) == Some("amp".into()) {
            from += 4;
        }
        let sign = self.name_at(from).and_then(|name| {
            let sign = named_sign(&name)?;
            from += name.len() + 1;
            Some(sign)
        });
        self.place += from;
        match sign {
            Some(sign) => self.take(sign, at),
            None => self.push('&', at),
        }
    }

    /// The name of an entity: up to eight ASCII letters, digits or `#` before a semicolon.
    fn name_at(&self, from: usize) -> Option<String> {
        let end = (from..from + 9).find(|&n| self.ahead(n) == ';')?;
        let name: String = (from..end).map(|n| self.ahead(n)).collect();
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#').then_some(name)
    }
}

/// What the first byte of a character in UTF-8 adds to it, and how many bytes follow.
fn lead(byte: u32) -> (u32, usize) {
    match byte {
        0xc2..0xe0 => (byte & 0x1f, 1),
        0xe0..0xf0 => (byte & 0xf, 2),
        0xf0..0xf5 => (byte & 7, 3),
        _ => (byte, 0),
    }
}
