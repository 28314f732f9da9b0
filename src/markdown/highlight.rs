//! Code to HTML with eight colours.
//!
//! The stock generator of the highlighting crate writes every scope of every token into the page, nineteen times the
//! code. A theme tells eight things apart, so we walk the scope stack ourselves and name each run of text once. Operators
//! and punctuation stay plain: colour on every dot is noise, and half of the bytes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::colours::{Colours, Memory, Palette};
use super::escape::escape_text;
use super::grammars::grammars;
use super::languages;

pub struct Highlighter {
    syntaxes: SyntaxSet,
    /// What people write after the three backticks, in lower case: which syntax it is.
    languages: HashMap<String, usize>,
    /// Beginnings of scopes and their classes; the longest that fits the innermost scope wins.
    classes: Vec<(Scope, &'static str)>,
    memory: Memory,
    nanoseconds: AtomicU64,
}

/// What the grammars tell apart, and the class of each.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("string", "s"),
    ("constant.numeric", "n"),
    ("keyword", "k"),
    ("meta.interpolation", ""),
    ("support.type", "t"),
    ("variable.parameter", "v"),
    ("markup.heading", "m"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
];

/// A line beyond this is data, not code: it is shown plain, so that no line holds up a build.
const LONGEST_LINE: usize = 4000;

/// The first line of a code that is too long to be colored, and what to say about it.
pub fn long_line(language: &str, code: &str) -> Option<(Range<usize>, String)> {
    let known =
        || languages::LANGUAGES.iter().any(|one| one.tokens.split(' ').any(|token| token == language));
    let mut from = 0;
    let line = code.split_inclusive('\n').find_map(|line| {
        from += line.len();
        (line.len() > LONGEST_LINE).then(|| from - line.len()..from)
    })?;
    known().then(|| {
        let message = format!("a line of {} bytes is too long to be colored", line.len());
        (line, message)
    })
}

/// What to do about it.
pub const LONG_LINE_HINT: &str =
    "break the line or cut what readers do not need; or write `text` as its language";

impl Default for Highlighter {
    fn default() -> Highlighter {
        Highlighter::new()
    }
}

impl Highlighter {
    pub fn new() -> Highlighter {
        let classes =
            CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect();
        let syntaxes = grammars();
        let endings = syntaxes.syntaxes().iter().enumerate();
        let endings =
            endings.flat_map(|(nth, syntax)| syntax.file_extensions.iter().map(move |ending| (ending, nth)));
        let languages = endings.map(|(ending, nth)| (ending.clone(), nth)).collect();
        let (memory, nanoseconds) = (Memory::default(), AtomicU64::default());
        Highlighter { syntaxes, languages, classes, memory, nanoseconds }
    }

    /// Whether code in this language is coloured.
    pub fn knows(&self, language: &str) -> bool {
        self.syntax(language).is_some()
    }

    fn syntax(&self, language: &str) -> Option<&SyntaxReference> {
        self.languages.get(&language.to_ascii_lowercase()).map(|nth| &self.syntaxes.syntaxes()[*nth])
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
        let Some(syntax) = self.syntax(language) else {
            escape_text(&mut out, code);
            return out;
        };
        let start = Instant::now();
        let colours = self.memory.recall(&syntax.name, code, || self.find(syntax, code));
        let taken = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(taken, Ordering::Relaxed);
        for (text, class) in colours.runs(code).expect("these are the colours of this code") {
            paint(&mut out, text, class);
        }
        out
    }

    fn find(&self, syntax: &SyntaxReference, code: &str) -> Colours {
        let mut out = Palette::default();
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut known: HashMap<Vec<Scope>, &'static str> = HashMap::new();
        for line in code.split_inclusive('\n') {
            let ops =
                if line.len() > LONGEST_LINE { None } else { state.parse_line(line, &self.syntaxes).ok() };
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
    use super::{Highlighter, LONGEST_LINE};

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
            ("ini", "[a]\nb = 'c'"),
            ("css", "a { color: #fff; }"),
            ("html", "<a href=\"b\">c</a>"),
            ("sql", "select 'a' from b"),
            ("md", "# A\n`b`"),
            ("c", "int main() { return 1; }"),
            ("php", "<?php echo 'a';"),
            ("dockerfile", "FROM a # b"),
            ("lua", "local a = 'b'"),
            ("elixir", "def a, do: :b"),
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

    /// Bytes that repeated make lines on which regular expressions go back most.
    const REPEATED: &[&str] = &[
        " ", "\t", "a", "1", "\"", "'", "\\", "<", "(", "[", "{", "#", "$", "-", "=", ":", "@", ".", "`",
        "*", "/", "&", "a ", "a=", "a:", "a.", "a-", "a(", "\"a", "\"\\", "'\"", "\":", "- ", "# ", "$a",
        "${", "$(", "<a", "<!", "](", "/*", "--", "=\"", "a\"", ": ", " =", " #", "\\\"", "`a", "**", "A1",
        "&a", "!a", "::", "[a", "@\"", "a!", "(a", "'a", "1.", "<<",
    ];

    /// How long this thread had a processor, in seconds: what others do on the machine does not count.
    #[cfg(target_os = "linux")]
    fn processor_time() -> f64 {
        #[expect(clippy::disallowed_methods, reason = "the system says it in a file")]
        let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux keeps count");
        told.split(' ').next().and_then(|count| count.parse::<f64>().ok()).expect("a number comes first")
            / 1e9
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn no_line_holds_up_a_build_in_any_language() {
        let highlighter = Highlighter::new();
        for syntax in highlighter.syntaxes.syntaxes() {
            let language = &syntax.file_extensions[0];
            for unit in REPEATED {
                for before in ["", "\"", "x = "] {
                    let line = before.to_string() + &unit.repeat((LONGEST_LINE - before.len()) / unit.len());
                    let start = processor_time();
                    let html = highlighter.highlight(language, &line);
                    let taken = processor_time() - start;
                    assert!(html.len() >= line.len());
                    println!("{taken:.4} {language} {before:?} {unit:?}");
                    assert!(taken < 2.0, "{language}: {taken} s for {before:?} and {unit:?} repeated");
                }
            }
        }
    }
}
