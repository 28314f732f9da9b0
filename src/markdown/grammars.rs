//! Grammars for eight colours, in the languages that most samples are written in.
//!
//! The stock grammars are made for editors: they tell hundreds of things apart, and finding the colours of a sample was
//! half of a cold build. These tell apart what a page shows. The engine is the same; languages without a grammar here
//! have the stock one.

use std::collections::HashMap;

use syntect::parsing::syntax_definition::{
    Context, ContextReference, MatchOperation, MatchPattern, Pattern, SyntaxDefinition,
};
use syntect::parsing::{Scope, SyntaxSet, SyntaxSetBuilder};

/// All patterns of one kind are one regular expression, so that a line is searched once and not once for each kind.
struct Grammar {
    name: &'static str,
    /// What people write after the three backticks.
    tokens: &'static [&'static str],
    /// What goes over several lines; tried before everything else.
    spans: &'static [Span],
    /// Patterns by their scope. The first that fits wins; a word that fits none is passed over whole.
    kinds: &'static [(&'static str, &'static str)],
}

struct Span {
    open: &'static str,
    /// `\1` is what the first group of `open` found.
    close: &'static str,
    scope: &'static str,
    /// Code within a text begins and ends so.
    hole: Option<(&'static str, &'static str)>,
    /// Patterns within, by their scope.
    inside: &'static [(&'static str, &'static str)],
}

const COMMENT: &str = "comment";
const STRING: &str = "string";
const KEYWORD: &str = "keyword";
const VALUE: &str = "constant.numeric";
const TYPE: &str = "support.type";
const NAME: &str = "variable.parameter";
/// Whatever else is code within a text.
const HOLE: &str = "meta.interpolation";

const BLOCK_COMMENT: Span = Span { open: r"/\*", close: r"\*/", scope: COMMENT, hole: None, inside: &[] };
const LINE_COMMENT: (&str, &str) = (COMMENT, "//.*");
/// Text in quotes that ends in its line, or is cut off there.
const QUOTED: (&str, &str) = (STRING, r#""(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?"#);
const ESCAPE: (&str, &str) = (VALUE, r"\\.");
/// Constants are all capitals, types have a small letter somewhere.
const CAMEL_CASE: (&str, &str) = (TYPE, r"\b[A-Z]\w*[a-z]\w*\b");

const GRAMMARS: &[Grammar] = &[
    Grammar {
        name: "TypeScript and JavaScript",
        tokens: &["ts", "tsx", "typescript", "js", "jsx", "mjs", "cjs", "javascript"],
        spans: &[
            BLOCK_COMMENT,
            Span { open: "`", close: "`", scope: STRING, hole: Some((r"\$\{", r"\}")), inside: &[ESCAPE] },
        ],
        kinds: &[
            LINE_COMMENT,
            (NAME, r#"\b(?!default\b)[\w$]+(?=\??:)|(?:"[^"\\\n]*"|'[^'\\\n]*')(?=:)"#),
            QUOTED,
            // After what cannot end a value, a slash begins a pattern.
            (
                STRING,
                r"(?<=[=(,:!&|?]|[=(,:!&|?] )/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*",
            ),
            (
                KEYWORD,
                r"(?<![.$])\b(?:async|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|finally|for|function|if|implements|import|in|instanceof|keyof|let|new|of|private|protected|public|readonly|return|satisfies|static|super|switch|this|throw|try|typeof|var|void|while|yield|as(?= +\w)|(?:abstract|declare|interface|namespace)(?= +\w)|type(?= +\w+ *[=<])|from(?= *['\x22]))\b",
            ),
            (VALUE, r"(?<![.$])\b(?:true|false|null|undefined|NaN|Infinity|\d[\w.]*)\b"),
            (
                TYPE,
                r"(?<![.$])\b(?:any|bigint|boolean|never|number|object|string|symbol|unknown)\b(?! *[.(=])",
            ),
            CAMEL_CASE,
        ],
    },
    Grammar {
        name: "Python",
        tokens: &["py", "python", "python3", "pyi"],
        spans: &[Span {
            open: r#"\b[bfruBFRU]{0,2}("""|''')|("""|''')"#,
            close: r"\1\2",
            scope: STRING,
            hole: None,
            inside: &[ESCAPE],
        }],
        kinds: &[
            (COMMENT, "#.*"),
            (NAME, r#"(?:"[^"\\\n]*"|'[^'\\\n]*')(?=: *\S)|\b\w+(?==[^=\s])"#),
            (STRING, r#"(?:\b[bfruBFRU]{1,2})?(?:"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)"#),
            (
                KEYWORD,
                r"\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield|(?:case|match)(?= .*:$))\b",
            ),
            (VALUE, r"\b(?:True|False|None|\d[\w.]*)\b"),
            (TYPE, r"\b(?:bool|bytes|dict|float|int|list|object|set|str|tuple)\b(?!\()"),
            CAMEL_CASE,
        ],
    },
    Grammar {
        name: "Shell",
        tokens: &["sh", "bash", "shell", "zsh", "console", "ksh", "bashrc"],
        spans: &[
            Span { open: "'", close: "'", scope: STRING, hole: None, inside: &[] },
            Span {
                open: "\"",
                close: "\"",
                scope: STRING,
                hole: Some((r"\$\(", r"\)")),
                inside: &[ESCAPE, (NAME, VARIABLE)],
            },
            Span {
                open: r"<<-?\s*(?:(['\x22])(\w+)\1|(\w+))",
                close: r"^\s*\2\3$",
                scope: STRING,
                hole: None,
                inside: &[],
            },
        ],
        kinds: &[
            (COMMENT, r"(?<!\S)#.*"),
            (NAME, VARIABLE),
            (NAME, r"(?<!\S)--?[A-Za-z][\w-]*|(?<!\S)[A-Za-z_]\w*(?==)"),
            (
                KEYWORD,
                r"(?<![\w./-])(?:case|do|done|elif|else|esac|export|fi|for|function|if|in|local|readonly|return|select|then|until|unset|while)(?![\w./=-])",
            ),
            (VALUE, r"(?<![\w./:-])\d+(?![\w./:-])"),
        ],
    },
    Grammar {
        name: "Go",
        tokens: &["go", "golang"],
        spans: &[BLOCK_COMMENT, Span { open: "`", close: "`", scope: STRING, hole: None, inside: &[] }],
        kinds: &[
            LINE_COMMENT,
            (NAME, r"\b(?!default\b)\w+(?=: +\S)"),
            QUOTED,
            (
                KEYWORD,
                r"\b(?:break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import|interface|map|package|range|return|select|struct|switch|type|var)\b",
            ),
            (VALUE, r"(?<!\.)\b(?:true|false|nil|iota|\d[\w.]*)\b"),
            (
                TYPE,
                r"\b(?:any|bool|byte|complex(?:64|128)|error|float(?:32|64)|rune|string|u?int(?:8|16|32|64)?|uintptr)\b(?!\()|\b[A-Z]\w*(?=\{)",
            ),
        ],
    },
    Grammar {
        name: "Java",
        tokens: &["java"],
        spans: &[
            BLOCK_COMMENT,
            Span { open: r#"""""#, close: r#"""""#, scope: STRING, hole: None, inside: &[ESCAPE] },
        ],
        kinds: &[
            LINE_COMMENT,
            QUOTED,
            (
                KEYWORD,
                r"(?<!\.)\b(?:abstract|assert|boolean|break|byte|case|catch|char|class|continue|default|do|double|else|enum|extends|final|finally|float|for|if|implements|import|instanceof|int|interface|long|native|new|package|private|protected|public|record|return|short|static|super|switch|synchronized|this|throw|throws|transient|try|var|void|volatile|while|yield)\b",
            ),
            (VALUE, r"(?<!\.)\b(?:true|false|null|\d[\w.]*)\b"),
            CAMEL_CASE,
        ],
    },
];

const VARIABLE: &str = r"\$(?:\w+|[@#?*$!-]|\{[^}\n]*\})";

/// All grammars of the house.
pub fn grammars() -> SyntaxSet {
    let mut set = SyntaxSetBuilder::new();
    for grammar in GRAMMARS {
        set.add(grammar.definition());
    }
    set.build()
}

impl Grammar {
    fn definition(&self) -> SyntaxDefinition {
        let mut contexts = HashMap::new();
        let mut main = Context::new(false);
        for (n, span) in self.spans.iter().enumerate() {
            let (inside, hole) = (format!("inside {n}"), format!("hole {n}"));
            main.patterns.push(plain(span.open, &[span.scope], enter(&inside)));
            if let Some((_, close)) = span.hole {
                let mut context = Context::new(false);
                context.meta_scope = vec![scope(HOLE)];
                context.patterns.push(plain(close, &[], MatchOperation::Pop));
                context.patterns.push(Pattern::Include(named(MAIN)));
                contexts.insert(hole.clone(), context);
            }
            contexts.insert(inside, span.context(&hole));
        }
        main.patterns.push(kinds(self.kinds));
        contexts.insert(MAIN.to_string(), main);
        let mut start = Context::new(false);
        start.patterns.push(plain("", &[], enter(MAIN)));
        contexts.insert(START.to_string(), start);
        SyntaxDefinition {
            name: self.name.to_string(),
            file_extensions: self.tokens.iter().map(ToString::to_string).collect(),
            scope: scope("source"),
            first_line_match: None,
            hidden: false,
            variables: HashMap::new(),
            contexts,
        }
    }
}

impl Span {
    fn context(&self, hole: &str) -> Context {
        let mut context = Context::new(false);
        context.meta_scope = vec![scope(self.scope)];
        context.uses_backrefs = self.close.contains(r"\1") || self.close.contains(r"\2");
        let close = self.close.to_string();
        let leave = MatchOperation::Pop;
        let close = MatchPattern::new(context.uses_backrefs, close, Vec::new(), None, leave, None);
        context.patterns.push(Pattern::Match(close));
        if let Some((open, _)) = self.hole {
            context.patterns.push(plain(open, &[], enter(hole)));
        }
        if !self.inside.is_empty() {
            context.patterns.push(kinds(self.inside));
        }
        context
    }
}

/// Where the engine begins, and what it is then in.
const START: &str = "__start";
const MAIN: &str = "__main";

fn scope(name: &str) -> Scope {
    Scope::new(name).expect("the names of scopes are fixed")
}

fn plain(regex: &str, scopes: &[&str], operation: MatchOperation) -> Pattern {
    let scopes = scopes.iter().map(|name| scope(name)).collect();
    Pattern::Match(MatchPattern::new(false, regex.to_string(), scopes, None, operation, None))
}

/// One expression for all patterns: a group for each says which of them it was.
fn kinds(kinds: &[(&str, &str)]) -> Pattern {
    let groups: Vec<String> = kinds.iter().map(|(_, pattern)| format!("({pattern})")).collect();
    let scopes = kinds.iter().enumerate().map(|(n, (name, _))| (n + 1, vec![scope(name)])).collect();
    let regex = format!(r"{}|\b[\w$]+", groups.join("|"));
    let stay = MatchOperation::None;
    Pattern::Match(MatchPattern::new(false, regex, Vec::new(), Some(scopes), stay, None))
}

fn enter(context: &str) -> MatchOperation {
    MatchOperation::Push(vec![named(context)])
}

/// The crate lets nobody else make one, but reads it as it wrote it.
fn named(context: &str) -> ContextReference {
    serde_json::from_value(serde_json::json!({ "Named": context })).expect("this is how a name is written")
}

#[cfg(test)]
mod tests {
    use super::super::Highlighter;

    /// The markup tells all: `b` a keyword, `u` a string, `i` a comment, `var` a name, `em` a value, `a` a type.
    const COLOURED: &[(&str, &str, &str)] = &[
        ("ts", "const type = x.default; // c", "<b>const</b> type = x.default; <i>// c</i>"),
        ("ts", "/* a\n*/ let n: string", "<i>/* a\n*/ </i><b>let </b><var>n</var>: <a>string</a>"),
        ("js", "`a ${b} c`", "<u>`a </u>${b}<u> c`</u>"),
        ("ts", "x = /a[/]'/g, y = a / b / c", "x = <u>/a[/]'/g</u>, y = a / b / c"),
        ("ts", "import { A } from 'b'", "<b>import</b> { A } <b>from </b><u>'b'</u>"),
        ("py", "f(key='a', n=3)  # c", "f(<var>key</var>=<u>'a'</u>, <var>n</var>=<em>3</em>)  <i># c</i>"),
        ("py", "'''a\n''' if x == 'b':", "<u>'''a\n''' </u><b>if</b> x == <u>'b'</u>:"),
        ("py", "raise ValueError(None)", "<b>raise </b><a>ValueError</a>(<em>None</em>)"),
        ("sh", r#"echo "a $b $(cat c)" # d"#, r#"echo <u>"a </u><var>$b </var>$(cat c)<u>" </u><i># d</i>"#),
        ("sh", "if a; then b --if=c; fi", "<b>if</b> a; <b>then</b> b <var>--if</var>=c; <b>fi</b>"),
        ("sh", "cat <<'E'\n$a\nE\nls", "cat <u>&lt;&lt;'E'\n$a\nE\n</u>ls"),
        ("go", "x := T{Name: nil}", "x := <a>T</a>{<var>Name</var>: <em>nil</em>}"),
        ("java", "throw new Error(1);", "<b>throw new </b><a>Error</a>(<em>1</em>);"),
    ];

    #[test]
    fn code_is_coloured_as_people_read_it() {
        let highlighter = Highlighter::new();
        for (language, code, coloured) in COLOURED {
            assert_eq!(highlighter.highlight(language, code), *coloured, "{language}");
        }
    }

    #[test]
    fn every_pattern_is_a_regular_expression_without_groups_of_its_own() {
        for grammar in super::GRAMMARS {
            let inside = grammar.spans.iter().flat_map(|span| span.inside);
            for (_, pattern) in grammar.kinds.iter().chain(inside) {
                assert!(syntect::parsing::Regex::try_compile(pattern).is_none(), "{pattern}");
                assert_eq!(groups(pattern), 0, "{pattern}");
            }
        }
    }

    /// Brackets that remember what they found: not escaped, not in a class, not `(?…)`.
    fn groups(pattern: &str) -> usize {
        let (mut groups, mut class) = (0, false);
        let mut signs = pattern.chars().peekable();
        while let Some(sign) = signs.next() {
            match sign {
                '\\' => drop(signs.next()),
                '[' => class = true,
                ']' => class = false,
                '(' if !class && signs.peek() != Some(&'?') => groups += 1,
                _ => {}
            }
        }
        groups
    }
}
