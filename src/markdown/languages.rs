//! The languages that code is colored in: for each, what is a comment, a string, a keyword, a value, a type and a name.
//!
//! A pattern has no groups of its own, and never repeats what is itself repeated: the work is at most the length of a
//! line for each of its characters, and a long line is not colored at all.

/// All patterns of one kind are one regular expression, so that a line is searched once and not once for each kind.
pub struct Grammar {
    pub name: &'static str,
    /// What people write after the three backticks, and how such files end.
    pub tokens: &'static str,
    /// What goes over several lines; tried before everything else.
    pub spans: &'static [Span],
    /// Patterns by their scope. The first that fits wins; a word that fits none is passed over whole.
    pub kinds: &'static [(&'static str, &'static str)],
}

pub struct Span {
    pub open: &'static str,
    /// `\1` is what the first group of `open` found.
    pub close: &'static str,
    pub scope: &'static str,
    /// Code within a text begins and ends so.
    pub hole: Option<(&'static str, &'static str)>,
    /// Patterns within, by their scope.
    pub inside: &'static [(&'static str, &'static str)],
}

const COMMENT: &str = "comment";
const STRING: &str = "string";
const KEYWORD: &str = "keyword";
const VALUE: &str = "constant.numeric";
const TYPE: &str = "support.type";
const NAME: &str = "variable.parameter";
/// Whatever else is code within a text.
pub const HOLE: &str = "meta.interpolation";

const BLOCK_COMMENT: Span = Span { open: r"/\*", close: r"\*/", scope: COMMENT, hole: None, inside: &[] };
const LINE_COMMENT: (&str, &str) = (COMMENT, "//.*");
/// Text in quotes that ends in its line, or is cut off there.
const QUOTED: (&str, &str) = (STRING, r#""(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?"#);
const ESCAPE: (&str, &str) = (VALUE, r"\\.");
/// Constants are all capitals, types have a small letter somewhere.
const CAMEL_CASE: (&str, &str) = (TYPE, r"\b[A-Z]\w*[a-z]\w*\b");
const HEADING: &str = "markup.heading";
const HASH_COMMENT: (&str, &str) = (COMMENT, r"(?<!\S)#.*");
const MARKUP_COMMENT: Span = Span { open: "<!--", close: "-->", scope: COMMENT, hole: None, inside: &[] };
/// Numbers and the names of constant values.
const CONSTANT: (&str, &str) =
    (VALUE, r"(?<![.$\w])(?:true|false|null|nil|undefined|TRUE|FALSE|NULL|\d[\w.]*)\b");
const VARIABLE: &str = r"\$(?:\w+|[@#?*$!-]|\{[^}\n]{0,80}\})";

pub const LANGUAGES: &[Grammar] = &[
    Grammar {
        name: "TypeScript and JavaScript",
        tokens: "ts tsx typescript js jsx mjs cjs javascript",
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
        tokens: "py python python3 pyi",
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
        tokens: "sh bash shell zsh console ksh bashrc",
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
        tokens: "go golang",
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
        tokens: "java",
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
    Grammar {
        name: "JSON",
        tokens: "json jsonc json5 jsonl ndjson webmanifest",
        spans: &[BLOCK_COMMENT],
        kinds: &[LINE_COMMENT, (NAME, r#""(?:[^"\\\n]|\\.)*"(?=:)"#), QUOTED, CONSTANT],
    },
    Grammar {
        name: "YAML",
        tokens: "yaml yml",
        spans: &[],
        kinds: &[
            HASH_COMMENT,
            (NAME, r#"(?:"[^"\n]*"|'[^'\n]*'|(?<![\w.$/-])[\w.$/-]+)(?=:(?:\s|$))"#),
            QUOTED,
            (VALUE, r"(?<![\w.-])(?:true|false|null|yes|no|~|-?\d[\w.]*)(?![\w.:/-])"),
            (TYPE, r"(?<!\S)[&*!][\w./-]+"),
        ],
    },
    Grammar {
        name: "Settings",
        tokens: "toml ini cfg conf properties env dotenv reg editorconfig systemd desktop",
        spans: &[
            Span { open: r#"""""#, close: r#"""""#, scope: STRING, hole: None, inside: &[ESCAPE] },
            Span { open: "'''", close: "'''", scope: STRING, hole: None, inside: &[] },
        ],
        kinds: &[
            (COMMENT, r"^[;!].*|(?<!\S)[#;].*"),
            (TYPE, r"^\[[^\n]*\]"),
            (NAME, r#"^(?:"[^"\n]*"|[\w.-]+)(?= ?[=:])"#),
            QUOTED,
            CONSTANT,
        ],
    },
    Grammar {
        name: "HTTP",
        tokens: "http https",
        spans: &[],
        kinds: &[
            (KEYWORD, r"^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE)\b|\bHTTP/[\d.]+"),
            (NAME, r#"^[<>] [\w-]+(?=:)|^[\w-]+(?=:)|"(?:[^"\\\n]|\\.)*"(?=:)"#),
            (STRING, r#""(?:[^"\\\n]|\\.)*"?"#),
            CONSTANT,
        ],
    },
    Grammar {
        name: "Diff",
        tokens: "diff patch",
        spans: &[],
        kinds: &[
            (HEADING, r"^(?:@@|---|\+\+\+|diff|index).*"),
            ("markup.inserted", r"^\+.*"),
            ("markup.deleted", r"^-.*"),
        ],
    },
    Grammar {
        name: "Markdown",
        tokens: "md markdown mdx",
        spans: &[
            Span { open: "^```", close: "^```", scope: STRING, hole: None, inside: &[] },
            MARKUP_COMMENT,
        ],
        kinds: &[
            (HEADING, r"^#{1,6} .*"),
            (STRING, "`[^`\n]*`"),
            (NAME, r"^ *(?:[*+-]|\d+\.)(?= )|^[\w-]+(?=: )"),
            (KEYWORD, r"\*\*[^*\n]*\*\*|^---$|^>+"),
            (TYPE, r"\]\([^()\n]{0,200}\)"),
        ],
    },
    Grammar {
        name: "HTML and XML",
        tokens: "html htm xml svg vue svelte xhtml plist resx xsd csproj",
        spans: &[MARKUP_COMMENT],
        kinds: &[
            (KEYWORD, r"</?[\w:.-]+|/?>|<[!?][\w-]+"),
            (NAME, r"(?<=\s)[\w:@.-]+(?==)"),
            (STRING, r#"(?<==)(?:"[^"\n]*"?|'[^'\n]*'?)"#),
            (VALUE, r"&(?:\w+|#\w+);"),
        ],
    },
    Grammar {
        name: "CSS",
        tokens: "css scss sass less",
        spans: &[BLOCK_COMMENT],
        kinds: &[
            (COMMENT, r"(?<![:\w])//.*"),
            (KEYWORD, r"@[\w-]+|!\w+"),
            (NAME, r"(?<![\w-])[\w-]+(?=:(?:\s|$))|--[\w-]+|\$[\w-]+"),
            (TYPE, r"(?<![\w-])[.#][A-Za-z][\w-]*"),
            QUOTED,
            (VALUE, r"(?<![\w-])-?\d[\w.%]*|#[0-9A-Fa-f]{3,8}\b"),
        ],
    },
    Grammar {
        name: "SQL",
        tokens: "sql psql mysql plsql sqlite ddl",
        spans: &[BLOCK_COMMENT],
        kinds: &[
            (COMMENT, r"--.*"),
            QUOTED,
            (
                KEYWORD,
                r"(?i)\b(?:add|alter|and|as|asc|begin|between|by|case|cast|check|column|commit|constraint|create|cross|default|delete|desc|distinct|drop|else|end|exists|explain|foreign|from|full|function|grant|group|having|if|in|index|inner|insert|into|is|join|key|left|like|limit|not|null|offset|on|or|order|outer|primary|procedure|references|returning|revoke|right|rollback|select|set|show|table|then|transaction|trigger|truncate|union|unique|update|using|values|view|when|where|with)\b",
            ),
            CONSTANT,
        ],
    },
    Grammar {
        name: "Ruby",
        tokens: "rb ruby gemfile rake crystal cr",
        spans: &[Span { open: "^=begin", close: "^=end", scope: COMMENT, hole: None, inside: &[] }],
        kinds: &[
            HASH_COMMENT,
            (NAME, r"@@?\w+|\$\w+|\b\w+:(?!:)|(?<![:\w]):\w+[?!]?"),
            QUOTED,
            (
                KEYWORD,
                r"(?<!\.)\b(?:alias|and|begin|break|case|class|def|defined|do|else|elsif|end|ensure|extend|for|if|in|include|loop|module|next|not|or|private|raise|redo|require|rescue|retry|return|self|super|then|undef|unless|until|when|while|yield)\b",
            ),
            CONSTANT,
            CAMEL_CASE,
        ],
    },
    Grammar {
        name: "Rust",
        tokens: "rs rust",
        spans: &[BLOCK_COMMENT],
        kinds: &[
            LINE_COMMENT,
            (STRING, r#"b?"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)'"#),
            (NAME, r"'\w+|\b\w+!(?=[(\[{])|#!?\[[^\]\n]*\]"),
            (
                KEYWORD,
                r"\b(?:as|async|await|break|const|continue|crate|dyn|else|enum|extern|fn|for|if|impl|in|let|loop|match|mod|move|mut|pub|ref|return|self|Self|static|struct|super|trait|type|unsafe|use|where|while)\b",
            ),
            CONSTANT,
            (TYPE, r"\b(?:bool|char|f32|f64|[iu](?:8|16|32|64|128|size)|str)\b"),
            CAMEL_CASE,
        ],
    },
    Grammar {
        name: "C and its kin",
        tokens: "c h cc cpp cxx hpp c++ cs csharp c# objc m kt kts kotlin swift scala dart groovy gradle php d zig proto protobuf solidity sol glsl hlsl",
        spans: &[BLOCK_COMMENT],
        kinds: &[
            LINE_COMMENT,
            (KEYWORD, r"^\s{0,8}#\s{0,8}\w+|<\?php|\?>"),
            (NAME, r"\$\w+|(?<!\w)@\w+"),
            QUOTED,
            (
                KEYWORD,
                r"(?<!\.)\b(?:abstract|as|async|await|bool|break|byte|case|catch|char|class|const|continue|def|default|defer|delete|do|double|dynamic|echo|else|elseif|enum|export|extends|extension|extern|final|finally|float|fn|for|foreach|fun|func|function|goto|guard|if|implements|import|in|inline|int|interface|internal|is|lambda|late|lazy|let|lock|long|match|message|mixed|mut|mutable|namespace|new|object|operator|optional|out|override|package|private|protected|protocol|pub|public|readonly|record|ref|repeated|required|return|rpc|sealed|service|short|signed|sizeof|static|string|struct|super|switch|template|this|throw|throws|trait|try|type|typedef|typename|union|unsafe|unsigned|use|using|val|var|virtual|void|volatile|when|where|while|with|yield)\b",
            ),
            CONSTANT,
            CAMEL_CASE,
        ],
    },
    Grammar {
        name: "PowerShell",
        tokens: "powershell pwsh ps1 psm1 psd1",
        spans: &[
            Span { open: "<#", close: "#>", scope: COMMENT, hole: None, inside: &[] },
            Span { open: r#"@"$"#, close: r#"^"@"#, scope: STRING, hole: None, inside: &[] },
        ],
        kinds: &[
            (COMMENT, r"(?<!`)#.*"),
            (NAME, r"\$(?:[\w:]+|\{[^}\n]{0,80}\}|[?^$])|(?<=\s)-[A-Za-z]\w*"),
            (STRING, r#""(?:[^"`\n]|`.)*"?|'[^'\n]*'?"#),
            (
                KEYWORD,
                r"(?i)(?<![\w.-])(?:begin|break|catch|continue|do|else|elseif|end|exit|finally|foreach|for|function|if|in|param|process|return|switch|throw|try|until|using|while)(?![\w-])",
            ),
            CONSTANT,
            (TYPE, r"\b[A-Z]\w*-[A-Z]\w*\b|\[[\w.]+\]"),
        ],
    },
    Grammar {
        name: "Build files",
        tokens: "dockerfile docker containerfile makefile make mk cmake nginx caddyfile hcl tf terraform nix just justfile graphql gql",
        spans: &[BLOCK_COMMENT],
        kinds: &[
            HASH_COMMENT,
            (
                KEYWORD,
                r"^[A-Z]{3,12}\b|^[\w.%/-]+(?=:(?!=))|\b(?:data|enum|fragment|import|input|interface|let|locals|location|module|mutation|output|provider|query|resource|schema|server|subscription|type|upstream|variable)\b",
            ),
            (NAME, r"\$(?:\w+|\{[^}\n]{0,80}\}|\([^()\n]{0,200}\))|(?<![\w.-])[\w.-]+(?= ?:?=)"),
            QUOTED,
            CONSTANT,
        ],
    },
    Grammar {
        name: "Lua and Haskell",
        tokens: "lua hs haskell elm ada vhdl",
        spans: &[Span { open: r"--\[\[", close: r"\]\]", scope: COMMENT, hole: None, inside: &[] }],
        kinds: &[
            (COMMENT, r"--.*"),
            QUOTED,
            (
                KEYWORD,
                r"\b(?:and|as|begin|break|case|class|data|deriving|do|else|elseif|end|for|forall|function|goto|if|import|in|instance|is|let|local|loop|module|newtype|nil|not|of|or|repeat|return|then|type|until|where|while)\b",
            ),
            CONSTANT,
            CAMEL_CASE,
        ],
    },
    Grammar {
        name: "Elixir, Perl, R and Julia",
        tokens: "ex exs elixir erl erlang pl pm perl r jl julia nim tcl awk fish coffee",
        spans: &[Span { open: r#"""""#, close: r#"""""#, scope: STRING, hole: None, inside: &[ESCAPE] }],
        kinds: &[
            (COMMENT, r"(?<!\S)[#%].*"),
            (NAME, r"[$@%]\w+|\b\w+:(?!:)|(?<![:\w]):\w+"),
            QUOTED,
            (
                KEYWORD,
                r"(?<!\.)\b(?:after|alias|and|begin|break|case|catch|cond|def|defmodule|defp|do|else|elseif|elsif|end|export|fn|for|foreach|function|if|import|in|let|local|macro|module|my|next|not|or|our|package|print|proc|quote|raise|receive|repeat|require|rescue|return|set|struct|sub|then|try|unless|until|use|using|when|where|while|with)\b",
            ),
            CONSTANT,
            CAMEL_CASE,
        ],
    },
];
