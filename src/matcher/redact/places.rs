//! Secrets by where they are: logins in addresses and commands, private keys, e-mail addresses, home folders, prompts.

use super::Secret;
use super::rules::{ALNUM, BASE, DIGIT, DOT, END, FULL, LETTER, MARKS, QUOTE, RULES, SPACE, TOKEN, UPPER};
use super::text::{FAR, NEAR, Text};

/// How far the end of a public block is looked for.
const BLOCK: usize = 8192;

impl Text {
    /// `-u name:password` and, after a program that takes one so, `-ppassword`.
    pub(super) fn flag(&self, place: usize) -> Option<Secret> {
        if place > 0 && !self.was(place, SPACE) && self.before(place) != ',' {
            return None;
        }
        let user = ["-u", "--user", "-U", "--proxy-user"].into_iter().find(|word| {
            let glued = word.len() == 2 && self.allows(self.at(place + 1));
            self.begins(place, word) && (glued || !self.is(place + word.len(), TOKEN))
        });
        if let Some(user) = user {
            return self.user_flag(place + user.len());
        }
        let letter = self.at(place + 1);
        if letter == '\0' || !self.allows(letter) {
            return None;
        }
        let from = self.few(place + 2, SPACE, 3);
        let to = self.phrase(from, self.opening(from));
        let value = self.slice(from, to.min(from + FAR));
        let digits = self.few(from, DIGIT, FAR);
        let number = digits > from
            && (digits == to || self.at(digits) == ':' && self.few(digits + 1, DIGIT, FAR) == to);
        let other = from == place + 2
            && ["assword", "ort", "rotocol", "ath"].iter().any(|word| value.starts_with(word));
        let word = value.bytes().all(|byte| byte.is_ascii_lowercase());
        let refers = value.starts_with(['-', '/', '.', '$', '<', '{']);
        let real = to >= from + 4 && !number && !other && !word && !refers && self.masked(from).is_none();
        real.then_some(Secret { from, to, mask: "[secret]" })
    }

    fn user_flag(&self, place: usize) -> Option<Secret> {
        let from = self.few(place, SPACE | BASE | END, 6);
        let to = self.phrase(from, self.opening(from));
        let mark = (from..to.min(from + NEAR)).find(|&at| matches!(self.at(at), ':' | '%' | '/'))?;
        let numbers = self.few(from, DIGIT, NEAR) == mark && self.few(mark + 1, DIGIT, NEAR) == to;
        if mark == from || self.at(mark) == '/' || numbers || to < mark + 4 {
            return None;
        }
        let password = self.lower(mark + 1, to.min(mark + NEAR));
        let known = password.contains('/') || self.is_about(mark + 1, to) || self.masked(mark + 1).is_some();
        (!known).then_some(Secret { from: mark + 1, to, mask: "[secret]" })
    }

    /// The inside of a PEM block.
    pub(super) fn block(&self, place: usize) -> Option<Secret> {
        let title = self.few(place, UPPER | DIGIT | SPACE, NEAR);
        if !self.begins(title, "-----") {
            return None;
        }
        if !self.lower(place, title).contains("private") {
            let far = self.len().min(title + BLOCK);
            let end = (title + 5..far).find(|&at| self.begins(at, "-----"));
            self.open.set(end.unwrap_or(far.max(title + 5)));
            return None;
        }
        let from = self.skip_decoration(title + 5).0;
        if self.masked(from).is_some() {
            return None;
        }
        let mut end = from;
        if self.blocks.get() {
            while end < self.len() && !self.begins(end, "-----END") {
                end += 1;
            }
            self.blocks.set(end < self.len());
        }
        if !self.blocks.get() {
            end = self.open_block(from);
        }
        while end > from && self.was(end, SPACE) {
            end -= 1;
        }
        (end > from).then_some(Secret { from, to: end, mask: "[key]" })
    }

    /// The end of a block that somebody cut short.
    fn open_block(&self, from: usize) -> usize {
        let mut end = from;
        loop {
            let start = self.skip_decoration(end).0;
            let next = self.few(start, TOKEN | DOT | BASE, FAR);
            if next - start < 24 && !(next > start && self.line_ends(next)) {
                return end;
            }
            end = next;
        }
    }

    /// `https://user:password@host`
    pub(super) fn login(&self, from: usize) -> Option<Secret> {
        let mut at = None;
        for place in from..(from + FAR).min(self.len()) {
            let sign = self.at(place);
            if sign == '@' {
                at = Some(place);
            }
            let slash = sign == '/' && self.as_plain_as(place, from - 1);
            if self.is(place, SPACE) && !matches!(sign, '+' | '*' | '#')
                || sign == '<'
                || slash && (at.is_some() || self.is_host(from, place))
            {
                break;
            }
        }
        let at = at.filter(|&at| at > from && self.masked(from).is_none())?;
        let colon = (from..at).find(|&place| self.at(place) == ':');
        let refers = matches!(self.at(from), '$' | '{' | '<');
        let real = match colon {
            Some(colon) => {
                let password = self.lower(colon + 1, at);
                !RULES.is_error(&password)
                    && !password.is_empty()
                    && !password.starts_with(['$', '<', '{', '*'])
            }
            None => self.random(from, at, 0),
        };
        (real && !refers).then_some(Secret { from, to: at, mask: "[secret]" })
    }

    /// A host, perhaps with a port, and no login.
    fn is_host(&self, from: usize, to: usize) -> bool {
        let colon = (from..to).rev().find(|&place| self.at(place) == ':');
        colon.is_none_or(|colon| self.few(colon + 1, DIGIT, FAR) >= to)
    }

    /// `user:password@tcp(host)`, which no scheme introduces.
    fn bare_login(&self, place: usize, last: usize) -> Option<Secret> {
        let hosts = ["tcp(", "unix(", "localhost", "127.0.0.1"];
        hosts.into_iter().find(|host| self.begins(place + 1, host))?;
        let part = |at: usize| !self.is(at, SPACE) && !matches!(self.at(at), ':' | '/');
        let mut from = place;
        while from > last && from + NEAR > place && part(from - 1) {
            from -= 1;
        }
        let named = self.before(from) == ':' && self.is(from.wrapping_sub(2), TOKEN);
        let real = named && from + 3 < place && !self.is_about(from, place);
        real.then_some(Secret { from, to: place, mask: "[secret]" })
    }

    /// The password after an address: `anna@example.org:…`.
    fn with_password(&self, end: usize) -> usize {
        let to = if self.at(end) == ':' { self.few(end + 1, FULL, NEAR) } else { end };
        let real = to > end + 6 && self.has(end + 1, to, DIGIT) && self.has(end + 1, to, LETTER);
        let path = (end + 1..to).any(|at| matches!(self.at(at), '/' | ':'));
        if real && !path { to } else { end }
    }

    pub(super) fn email(&self, place: usize, last: usize) -> Option<Secret> {
        let login = self.bare_login(place, last);
        if login.is_some() {
            return login;
        }
        let local = |at: usize| {
            self.is(at, TOKEN | DOT) || self.foreign(at) || matches!(self.at(at), '%' | '+' | '\'')
        };
        let mut from = place;
        while from > last && from + NEAR > place && local(from - 1) {
            from -= 1;
        }
        while from < place && (self.is(from, DOT | MARKS) || self.at(from) == '\'') {
            from += 1;
        }
        let mut end = place + 1;
        while end < place + FAR && (self.is(end, ALNUM | DOT) || self.at(end) == '-' || self.foreign(end)) {
            end += 1;
        }
        while end > place + 1 && matches!(self.before(end), '.' | '-') {
            end -= 1;
        }
        if from == place || RULES.is_role(&self.lower(from, place)) {
            return None;
        }
        let host = self.lower(place + 1, end);
        let (name, top) = host.rsplit_once('.')?;
        let letters = top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_lowercase());
        let encoded = top.strip_prefix("xn--").is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
        let foreign = !top.is_empty() && top.chars().all(|sign| !sign.is_ascii());
        let real = !name.is_empty() && !host.starts_with('.') && (letters || encoded || foreign);
        let to = self.with_password(end);
        (real && !RULES.is_file(top)).then_some(Secret { from, to, mask: "[e-mail]" })
    }

    /// The user in the prompt of a shell: `anna@buildbox:~$`.
    pub(super) fn prompt(&self, place: usize, last: usize) -> Option<Secret> {
        let mut from = place;
        while from > last && from + 32 > place && (self.was(from, TOKEN | DOT) || self.foreign(from - 1)) {
            from -= 1;
        }
        let host = self.few(place + 1, TOKEN | DOT, NEAR);
        let user = self.lower(from, place);
        let nobody = RULES.is_role(&user) || RULES.is_shared(&user) || matches!(self.before(from), '/' | '@');
        if from == place || host == place + 1 || nobody {
            return None;
        }
        let line = self.slice(host, host + 40);
        let line = line.split('\n').next().unwrap_or("");
        let mut words = line.strip_prefix(' ').unwrap_or("").split(' ');
        let (first, second) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let shell =
            !first.is_empty() && (first.ends_with(['%', '$', '#']) || matches!(second, "%" | "$" | "#"));
        let called = ["ssh ", "scp ", "sftp ", "rsync "].iter().any(|name| {
            let start = from.wrapping_sub(name.len());
            self.begins(start, name) && !self.was(start, TOKEN)
        });
        let real =
            shell || called || line.starts_with(":~") || line.starts_with(":/") || line.starts_with(")-[");
        real.then_some(Secret { from, to: place, mask: "[user]" })
    }

    fn is_separator(&self, place: usize) -> bool {
        matches!(self.at(place), '/' | '\\')
    }

    /// `/Users/x`, `/home/x`, `C:\Users\x`, with any number of backslashes.
    pub(super) fn home(&self, place: usize) -> Option<Secret> {
        if matches!(self.before(place), '/' | '\\') {
            return None;
        }
        let word = (place..place + 16).find(|&at| !self.is_separator(at)).unwrap_or(place + 16);
        let folder =
            ["documents and settings", "users", "home"].into_iter().find(|name| self.like(word, name))?;
        let mut start = word + folder.len();
        while self.is_separator(start) && start < word + 40 {
            start += 1;
        }
        if start == word + folder.len() {
            return None;
        }
        let windows = self.before(place) == ':' || self.at(place) == '\\';
        let written = match folder {
            "users" => self.at(word) == 'U',
            _ => self.at(word) == 'h' && !self.in_address(place),
        };
        (windows || written).then(|| self.user(start, windows || self.opening(place).is_some()))?
    }

    fn is_name(&self, place: usize) -> bool {
        let sign = self.at(place);
        !matches!(sign, '\0'..=' ' | '/' | '\\' | '"' | '\'' | '`' | '<' | '>' | '|' | ':' | ',' | ';')
            && !matches!(sign, '(' | ')' | '[' | ']' | '{' | '}')
    }

    /// The folder's name, blanks and all.
    fn user(&self, start: usize, windows: bool) -> Option<Secret> {
        let name_end = |from: usize, to: usize| (from..to).find(|&at| !self.is_name(at)).unwrap_or(to);
        let mut end = name_end(start, self.len());
        let shared = RULES.is_shared(&self.lower(start, end.min(start + 24)));
        if end <= start || shared || matches!(self.at(start), '$' | '%' | '<' | '*') {
            return None;
        }
        // A name may hold a blank; only what comes after tells.
        let mut far = end;
        while far < start + 48 {
            let escaped = self.at(far) == '\\' && self.at(far + 1) == ' ';
            if self.at(far) != ' ' && !escaped {
                break;
            }
            let next = far + if escaped { 2 } else { 1 };
            let capital = escaped || self.is(next, UPPER) || self.foreign(next);
            far = name_end(next, next + 32);
            if far == next || !(windows || capital) {
                break;
            }
            let separated = self.at(far) == '/' || self.at(far) == '\\' && self.at(far + 1) != ' ';
            if separated || capital && self.is(far, QUOTE) {
                end = far;
            }
        }
        Some(Secret { from: start, to: end, mask: "[user]" })
    }

    /// Whether the path is that of an address on the web.
    fn in_address(&self, place: usize) -> bool {
        let mut from = place;
        while from + NEAR > place && !self.was(from, SPACE) && self.before(from) != '\0' {
            from -= 1;
        }
        let before = self.slice(from, place);
        before.contains("http://") || before.contains("https://")
    }

    /// A path made into one word: `-Users-anna-project`.
    pub(super) fn slug(&self, place: usize) -> Option<Secret> {
        let folder = ["-Users-", "-home-"].into_iter().find(|name| self.begins(place, name))?;
        let drive = self.before(place) == '-'
            && self.is(place.wrapping_sub(2), LETTER)
            && !self.is(place.wrapping_sub(3), ALNUM);
        if !drive && self.was(place, TOKEN) {
            return None;
        }
        let start = place + folder.len();
        let end = self.few(start, ALNUM | DOT, 40);
        let real = end > start && !RULES.is_shared(&self.lower(start, end));
        let second = self.few(end + 1, ALNUM, 40);
        let named = self.at(end) == '-' && second > end + 2 && !self.is(end + 1, DIGIT);
        let end = if named && !RULES.is_folder(&self.lower(end + 1, second)) { second } else { end };
        real.then_some(Secret { from: start, to: end, mask: "[user]" })
    }
}
