//! Code to HTML with eight colours.
//!
//! The stock generator of the highlighting crate writes every scope of every token into the page, nineteen times the
//! code. A theme tells eight things apart, so we walk the scope stack ourselves and name each run of text once. Operators
//! and punctuation stay plain: colour on every dot is noise, and half of the bytes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::colours::{Colours, Memory, Palette};
use super::escape::escape_text;
use super::grammars::grammars;

pub struct Highlighter {
    /// Grammars of our own, then those for whatever else there is.
    syntaxes: [SyntaxSet; 2],
    /// Names and endings in small letters: in which set a syntax is, and where in it.
    languages: HashMap<String, (usize, usize)>,
    /// Beginnings of scopes and their classes; the longest that fits the innermost scope wins.
    classes: Vec<(Scope, &'static str)>,
    /// Scopes that make a string a key.
    keys: Vec<Scope>,
    memory: Memory,
    nanoseconds: AtomicU64,
}

const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("string", "s"),
    ("constant.numeric", "n"),
    ("constant.character.escape", "n"),
    ("constant.language", "n"),
    ("constant.other", "n"),
    ("keyword", "k"),
    ("keyword.operator", ""),
    ("meta.interpolation", ""),
    ("storage", "k"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("entity.name.struct", "t"),
    ("entity.name.namespace", "t"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("entity.name.tag", "k"),
    ("entity.other.attribute-name", "v"),
    ("variable.parameter", "v"),
    ("variable.other.member", "v"),
    ("support.type.property-name", "v"),
    ("entity.name.section", "m"),
    ("markup.heading", "m"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
];

const KEYS: &[&str] = &["meta.mapping.key", "meta.object-literal.key", "meta.structure.dictionary.key"];

/// What people write after the three backticks, and what the syntaxes are called.
const ALIASES: &[(&str, &str)] = &[
    ("http", "HTTP Request and Response"),
    ("cs", "C#"),
    ("csharp", "C#"),
    ("yml", "YAML"),
    ("powershell", "PowerShell"),
    ("ps1", "PowerShell"),
];

/// A line beyond this is data, not code: it is shown plain.
const LONGEST_LINE: usize = 4000;

impl Default for Highlighter {
    fn default() -> Highlighter {
        Highlighter::new()
    }
}

impl Highlighter {
    pub fn new() -> Highlighter {
        let classes =
            CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect();
        let keys = KEYS.iter().filter_map(|scope| Scope::new(scope).ok()).collect();
        let syntaxes = [grammars(), two_face::syntax::extra_newlines()];
        let languages = languages(&syntaxes);
        let (memory, nanoseconds) = (Memory::default(), AtomicU64::default());
        Highlighter { syntaxes, languages, classes, keys, memory, nanoseconds }
    }

    /// Whether code in this language is coloured.
    pub fn knows(&self, language: &str) -> bool {
        self.syntax(language).is_some()
    }

    fn syntax(&self, language: &str) -> Option<(&SyntaxSet, &SyntaxReference)> {
        let (set, nth) = self.languages.get(&language.to_ascii_lowercase())?;
        let set = &self.syntaxes[*set];
        Some((set, &set.syntaxes()[*nth]))
    }

    /// Starts from what earlier builds found.
    pub fn remember(&mut self, memory: Memory) {
        self.memory = memory;
    }

    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// How long the search for colours took so far, on all threads together.
    pub fn spent(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed))
    }

    /// The code with elements around what is told apart; escaped, plain code in an unknown language.
    pub fn highlight(&self, language: &str, code: &str) -> String {
        let mut out = String::with_capacity(code.len() * 2);
        let Some((set, syntax)) = self.syntax(language) else {
            escape_text(&mut out, code);
            return out;
        };
        let start = Instant::now();
        let colours = self.memory.recall(&syntax.name, code, || self.find(set, syntax, code));
        let taken = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(taken, Ordering::Relaxed);
        for (text, class) in colours.runs(code).expect("these are the colours of this code") {
            paint(&mut out, text, class);
        }
        out
    }

    fn find(&self, set: &SyntaxSet, syntax: &SyntaxReference, code: &str) -> Colours {
        let mut out = Palette::default();
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut known: HashMap<Vec<Scope>, &'static str> = HashMap::new();
        for line in code.split_inclusive('\n') {
            let ops = if line.len() > LONGEST_LINE { None } else { state.parse_line(line, set).ok() };
            let Some(ops) = ops else {
                out.push(line, "");
                continue;
            };
            let mut from = 0;
            for (at, op) in &ops {
                if *at > from {
                    out.push(&line[from..*at], self.class(&stack, &mut known));
                    from = *at;
                }
                if stack.apply(op).is_err() {
                    break;
                }
            }
            out.push(&line[from..], self.class(&stack, &mut known));
        }
        out.finish()
    }

    fn class(&self, stack: &ScopeStack, known: &mut HashMap<Vec<Scope>, &'static str>) -> &'static str {
        if let Some(class) = known.get(stack.as_slice()) {
            return class;
        }
        let class = self.classify(stack.as_slice());
        known.insert(stack.as_slice().to_vec(), class);
        class
    }

    fn classify(&self, stack: &[Scope]) -> &'static str {
        // A key is a string too, and more telling as a key.
        if stack.iter().any(|scope| self.keys.iter().any(|key| key.is_prefix_of(*scope))) {
            return "v";
        }
        for scope in stack.iter().rev() {
            let best = self
                .classes
                .iter()
                .filter(|(prefix, _)| prefix.is_prefix_of(*scope))
                .max_by_key(|(prefix, _)| prefix.len())
                .map(|(_, class)| *class);
            if let Some(class) = best {
                return class;
            }
        }
        ""
    }
}

/// What comes later is found in place of what came before: endings before names, ours before the others.
fn languages(sets: &[SyntaxSet]) -> HashMap<String, (usize, usize)> {
    let mut languages = HashMap::new();
    for (n, set) in sets.iter().enumerate().rev() {
        let names = set.syntaxes().iter().enumerate().map(|(nth, syntax)| (&syntax.name, nth));
        let endings = set.syntaxes().iter().enumerate();
        let endings =
            endings.flat_map(|(nth, syntax)| syntax.file_extensions.iter().map(move |ending| (ending, nth)));
        languages.extend(names.chain(endings).map(|(name, nth)| (name.to_ascii_lowercase(), (n, nth))));
    }
    for (alias, name) in ALIASES {
        if let Some(place) = languages.get(&name.to_ascii_lowercase()).copied() {
            languages.insert((*alias).to_string(), place);
        }
    }
    languages
}

/// The elements that code is coloured with. HTML has short ones that fit: keywords are `b`, comments an aside in `i`,
/// variables are `var`, a value is stressed by `em`, a type is an `a` that leads nowhere; what has none is an `i` with a
/// class.
const ELEMENTS: &[(char, &str, &str)] = &[
    ('k', "<b>", "</b>"),
    ('c', "<i>", "</i>"),
    ('s', "<u>", "</u>"),
    ('v', "<var>", "</var>"),
    ('n', "<em>", "</em>"),
    ('t', "<a>", "</a>"),
];

fn paint(out: &mut String, text: &str, class: Option<char>) {
    let Some(class) = class else {
        escape_text(out, text);
        return;
    };
    let closing = if let Some((_, opening, closing)) = ELEMENTS.iter().find(|(name, _, _)| *name == class) {
        out.push_str(opening);
        closing
    } else {
        out.push_str("<i class=");
        out.push(class);
        out.push('>');
        "</i>"
    };
    escape_text(out, text);
    out.push_str(closing);
}

#[cfg(test)]
mod tests {
    use super::Highlighter;

    #[test]
    fn every_promised_language_is_known_and_coloured() {
        let highlighter = Highlighter::new();
        for (language, code) in [
            ("python", "def f(x): return 'a'"),
            ("typescript", "const x: string = 'a';"),
            ("javascript", "const x = 'a';"),
            ("bash", "if true; then echo 'a'; fi"),
            ("json", "{\"a\": 1}"),
            ("yaml", "a: 1 # b"),
            ("http", "HTTP/1.1 403 Forbidden\ncontent-type: text/plain"),
            ("go", "func main() { return }"),
            ("java", "class A { int x = 1; }"),
            ("ruby", "def a; 'b'; end"),
            ("csharp", "class A { int x = 1; }"),
            ("rust", "fn main() { let x = 1; }"),
            ("toml", "a = 1"),
            ("diff", "-a\n+b\n"),
            ("powershell", "if ($x) { Remove-Item 'Env:X' }"),
        ] {
            let html = highlighter.highlight(language, code);
            assert!(highlighter.knows(language), "{language}");
            assert!(html.contains("</"), "{language}: {html}");
        }
    }

    #[test]
    fn what_is_shown_is_what_was_written() {
        let highlighter = Highlighter::new();
        let code = "# <b>&\"x\"\nprint('</script>')\n";
        let html = highlighter.highlight("python", code);
        let mut text = String::new();
        let mut tag = false;
        for c in html.chars() {
            match c {
                '<' => tag = true,
                '>' if tag => tag = false,
                _ if !tag => text.push(c),
                _ => {}
            }
        }
        let text =
            text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        assert_eq!(text, code);
    }
}
