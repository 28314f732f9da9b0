//! Turns the grammars of `languages` into what the highlighting engine reads.
//!
//! The stock grammars are made for editors: they distinguish hundreds of things, took half of a cold build, and on some
//! lines of 200 characters their regular expressions need seconds. Ours distinguish what a page shows, and each looks
//! at a line once.

use std::collections::HashMap;

use syntect::parsing::syntax_definition::{
    Context, ContextReference, MatchOperation, MatchPattern, Pattern, SyntaxDefinition,
};
use syntect::parsing::{Scope, SyntaxSet, SyntaxSetBuilder};

use super::languages::{Grammar, HOLE, LANGUAGES, Span};

/// Every grammar there is.
pub fn grammars() -> SyntaxSet {
    let mut set = SyntaxSetBuilder::new();
    for grammar in LANGUAGES {
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
            file_extensions: self.tokens.split(' ').map(ToString::to_string).collect(),
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
    use super::LANGUAGES;

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
        for grammar in LANGUAGES {
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
