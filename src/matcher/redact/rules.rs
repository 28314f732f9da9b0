//! The rules of redaction, as `static/js/secrets.js` lists them for both implementations.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const DATA: &str = include_str!("../../../static/js/secrets.js");

/// Kinds of characters.
pub(super) const LOWER: u16 = 1;
pub(super) const UPPER: u16 = 2;
pub(super) const DIGIT: u16 = 4;
pub(super) const HEX: u16 = 8;
pub(super) const WORD: u16 = 16;
pub(super) const DOT: u16 = 32;
pub(super) const BASE: u16 = 64;
pub(super) const MARKS: u16 = 128;
pub(super) const SPACE: u16 = 256;
pub(super) const END: u16 = 512;
pub(super) const VOWEL: u16 = 1024;
pub(super) const QUOTE: u16 = 2048;
const PRINTED: u16 = 4096;
pub(super) const RULING: u16 = 8192;
pub(super) const FREE: u16 = 16384;
pub(super) const FULL: u16 = 32768;
pub(super) const LETTER: u16 = LOWER | UPPER;
pub(super) const ALNUM: u16 = LETTER | DIGIT;
pub(super) const TOKEN: u16 = ALNUM | WORD;
pub(super) const VALUE: u16 = TOKEN | DOT | BASE | MARKS;

/// The kinds of an ASCII character; others have none.
pub(super) fn kinds(sign: char) -> u16 {
    static KINDS: LazyLock<[u16; 128]> = LazyLock::new(|| {
        let mut kinds = [0; 128];
        for (code, kind) in (0u8..).zip(&mut kinds) {
            *kind = kinds_of(char::from(code));
        }
        kinds
    });
    KINDS.get(sign as usize).copied().unwrap_or(0)
}

fn kinds_of(sign: char) -> u16 {
    let sets: [(bool, u16); 16] = [
        (sign.is_ascii_lowercase(), LOWER),
        (sign.is_ascii_uppercase(), UPPER),
        (sign.is_ascii_digit(), DIGIT),
        (matches!(sign, 'a'..='f' | 'A'..='F'), HEX),
        (matches!(sign, '_' | '-'), WORD),
        (sign == '.', DOT),
        ("+/=~".contains(sign), BASE),
        (":%@!$^*#".contains(sign), MARKS),
        (" |>\"'`\\*+#\n".contains(sign), SPACE),
        (" \t\n\r\u{b}\u{c}\"'`<>|\\,;)]}\0".contains(sign), END),
        ("aeiouyAEIOUY".contains(sign), VOWEL),
        ("\"'`".contains(sign), QUOTE),
        (sign >= ' ' && !"\"'`\\".contains(sign), PRINTED),
        (">| +:=-".contains(sign), RULING),
        (sign.is_ascii_alphanumeric() || "_.+/~-".contains(sign), FREE),
        (sign.is_ascii_graphic() && !"\"'`<>|\\,;)]}".contains(sign), FULL),
    ];
    sets.iter().filter(|(holds, _)| *holds).fold(0, |all, (_, kind)| all | kind)
}

/// How shapes name the sets of characters.
fn set(name: u8) -> u16 {
    match name {
        b'a' => ALNUM,
        b'U' => UPPER | DIGIT,
        b'd' => DIGIT,
        b'h' => DIGIT | HEX,
        b'p' => TOKEN | DOT,
        b'b' => TOKEN | DOT | BASE,
        b'B' => VALUE,
        b't' => FULL,
        b'q' => PRINTED,
        _ => TOKEN,
    }
}

#[derive(Deserialize)]
struct Data {
    shapes: Vec<String>,
    contexts: Vec<String>,
    users: Vec<String>,
    lines: Vec<String>,
    cookies: Vec<String>,
    strong: Vec<String>,
    names: Vec<String>,
    suffixes: BTreeSet<String>,
    verbs: Vec<String>,
    links: Vec<String>,
    bridges: BTreeSet<String>,
    keep: Vec<String>,
    errors: BTreeSet<String>,
    tools: BTreeMap<String, String>,
    public: BTreeSet<String>,
    shared: BTreeSet<String>,
    folders: BTreeSet<String>,
    roles: BTreeSet<String>,
    files: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Key,
    Token,
    Context,
    User,
    Line,
    Cookie,
    Strong,
    Name,
    Tool,
    Block,
    Login,
}

pub(super) enum Part {
    Literal(String),
    Run { set: u16, least: usize, most: usize, plain: bool, secret: bool },
}

pub(super) struct Rule {
    pub kind: Kind,
    pub text: String,
    /// No letter or digit may come before it.
    pub bounded: bool,
    /// At least a colon has to be between the name and the value.
    pub tied: bool,
    /// How many characters of which set come before the text.
    pub back: (usize, u16),
    pub parts: Vec<Part>,
    /// The flags that a tool takes a password by.
    pub flags: String,
}

impl Rule {
    fn read(kind: Kind, text: &str) -> Rule {
        let (bounded, text) = text.strip_prefix('^').map_or((false, text), |rest| (true, rest));
        let name = text.strip_suffix(':').filter(|_| kind == Kind::Strong);
        let (tied, text) = name.map_or((false, text), |name| (true, name));
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (literal, more) = rest.split_once('{').unwrap_or((rest, ""));
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_string()));
            }
            let (run, more) = more.split_once('}').unwrap_or(("", ""));
            if !run.is_empty() {
                parts.push(Part::run(run));
            }
            rest = more;
        }
        let mut parts = parts.into_iter().peekable();
        let back = match parts.next_if(|part| matches!(part, Part::Run { .. })) {
            Some(Part::Run { set, least, .. }) => (least, set),
            _ => (0, 0),
        };
        let text = match parts.next() {
            Some(Part::Literal(text)) => text,
            _ => String::new(),
        };
        Rule { kind, text, bounded, tied, back, parts: parts.collect(), flags: String::new() }
    }
}

impl Part {
    /// `w8`, `U16-16`, `!b8`, `$t4`
    fn run(text: &str) -> Part {
        let (plain, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let (secret, text) = text.strip_prefix('$').map_or((false, text), |rest| (true, rest));
        let (least, most) = text[1..].split_once('-').unwrap_or((&text[1..], "0"));
        Part::Run {
            set: set(text.as_bytes()[0]),
            least: least.parse().unwrap_or(0),
            most: most.parse().unwrap_or(0),
            plain,
            secret,
        }
    }
}

pub(super) struct Rules {
    all: Vec<Rule>,
    /// The rules by the two characters that they begin with, lower case.
    beginnings: Vec<Vec<usize>>,
    data: Data,
}

pub(super) static RULES: LazyLock<Rules> = LazyLock::new(Rules::read);

/// Where the rules are that begin with these characters; others may be there too.
fn beginning(first: char, second: char) -> usize {
    let index = |sign: char| sign.to_ascii_lowercase() as usize & 127;
    index(first) * 128 + index(second)
}

impl Rules {
    fn read() -> Rules {
        let json = DATA.split_once("errbook.secrets = ").map_or("", |(_, rest)| rest);
        let data: Data = serde_json::from_str(json.trim_end().trim_end_matches(';'))
            .expect("secrets.js is part of the program, and a test reads it");
        let mut rules = Vec::new();
        for shape in &data.shapes {
            let (kind, text) = shape.split_once(' ').unwrap_or(("", shape));
            rules.push(Rule::read(if kind == "token" { Kind::Token } else { Kind::Key }, text));
        }
        let lists = [
            (Kind::Context, &data.contexts),
            (Kind::User, &data.users),
            (Kind::Line, &data.lines),
            (Kind::Cookie, &data.cookies),
            (Kind::Strong, &data.strong),
            (Kind::Name, &data.names),
        ];
        for (kind, list) in lists {
            rules.extend(list.iter().map(|text| Rule::read(kind, text)));
        }
        for (tool, flags) in &data.tools {
            rules.push(Rule { flags: flags.clone(), ..Rule::read(Kind::Tool, tool) });
        }
        rules.push(Rule::read(Kind::Block, "-----BEGIN "));
        rules.push(Rule::read(Kind::Login, "://"));
        let mut beginnings = vec![Vec::new(); 128 * 128];
        for (n, rule) in rules.iter().enumerate() {
            let mut signs = rule.text.chars();
            beginnings[beginning(signs.next().unwrap_or('\0'), signs.next().unwrap_or('\0'))].push(n);
        }
        Rules { all: rules, beginnings, data }
    }

    /// The rules that begin with these two characters.
    pub fn at(&self, first: char, second: char) -> impl Iterator<Item = &Rule> {
        let known = &self.beginnings[beginning(first, second)];
        known.iter().map(|&n| &self.all[n])
    }

    pub fn is_error(&self, word: &str) -> bool {
        self.data.errors.contains(word)
    }

    /// Whether what such a word introduces is an id or a hash.
    pub fn is_public(&self, word: &str) -> bool {
        self.data.public.contains(word)
    }

    pub fn is_folder(&self, name: &str) -> bool {
        self.data.folders.contains(name)
    }

    /// What is before the value that a sentence gives: `is`.
    pub fn verbs(&self) -> &[String] {
        &self.data.verbs
    }

    /// The words that go on with a name: `password for …`.
    pub fn links(&self) -> &[String] {
        &self.data.links
    }

    pub fn is_shared(&self, name: &str) -> bool {
        self.data.shared.contains(name)
    }

    pub fn is_role(&self, name: &str) -> bool {
        self.data.roles.contains(name)
    }

    pub fn is_file(&self, ending: &str) -> bool {
        self.data.files.contains(ending)
    }

    pub fn is_suffix(&self, word: &str) -> bool {
        self.data.suffixes.contains(word)
    }

    pub fn is_bridge(&self, word: &str) -> bool {
        self.data.bridges.contains(word)
    }

    pub fn keeps(&self, start: &str) -> bool {
        self.data.keep.iter().any(|word| start.starts_with(word.as_str()))
    }
}
