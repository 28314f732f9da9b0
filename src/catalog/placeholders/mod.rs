//! The placeholders of each kind of catalogue, as typed holes.

mod braces;
mod icu;
mod printf;

use serde::{Deserialize, Serialize};

use super::text::{Form, Token};

/// How placeholders are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// Whichever a text has: ICU arguments, braces, or those of printf
    Auto,
    /// `%s`, `%1$d`, `%(name)s`, `%@`
    Printf,
    /// `{0}`, `{name:format}`; a brace is written twice
    Braces,
    /// `{0}`, `{n, plural, one {…} other {…}}`; a brace is quoted
    Icu,
    /// No placeholders
    None,
}

/// The ways in which a text can be printed.
pub fn forms(style: Style, text: &str) -> Vec<Form> {
    match style {
        Style::None => vec![vec![Token::text(text)]],
        Style::Printf => vec![printf::parse(text)],
        Style::Braces => vec![braces::parse(text, braces::Doubled::Literal)],
        Style::Icu => icu(text),
        Style::Auto if icu::is_likely(text) => icu(text),
        Style::Auto => {
            let form = braces::parse(text, braces::Doubled::Hole);
            let found = form.iter().any(|token| matches!(token, Token::Hole { .. }));
            vec![if found { form } else { printf::parse(text) }]
        }
    }
}

/// A text that does not follow the rules of ICU is taken as it is.
fn icu(text: &str) -> Vec<Form> {
    icu::parse(text).unwrap_or_else(|| vec![braces::parse(text, braces::Doubled::Literal)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::text::fragments;

    fn all(style: Style, text: &str) -> Vec<String> {
        forms(style, text).iter().map(|form| fragments(form).join(" / ")).collect()
    }

    #[test]
    fn printf_knows_numbers_names_and_positions() {
        for (text, fragment) in [
            ("%s: %d of %lu bytes, 100%% sure", "{1}: {2:int} of {3:int} bytes, 100% sure"),
            ("%2$s before %1$'5.2f", "{2} before {1:int}"),
            ("%(user)s has %(count)d", "{user} has {count:int}"),
            ("%@ and %1$@ at %p, %#x, %c", "{1} and {1} at {3:word}, {4:word}, {5}"),
            ("read %<PRIuMAX> blocks of %<PRId64>", "read {1:int} blocks of {2:int}"),
            ("%{name} is 5% of it %", "{name} is 5% of it %"),
            ("at %*d|%-10s|%.3s|%zu", "at {1:int}|{2}|{3}|{4:int}"),
        ] {
            assert_eq!(all(Style::Printf, text), [fragment]);
        }
    }

    #[test]
    fn braces_know_formats_and_doubled_braces() {
        for (text, fragment) in [
            ("Type '{0}' is not {1,-5:N2}.", "Type '{0}' is not {1:int}."),
            ("{{x}} of {user.name!r} {:d} {}", "{{x}} of {user_name} {x:int} {x}"),
            ("{ not a hole } {0:X8} {", "{{ not a hole }} {0:word} {{"),
        ] {
            assert_eq!(all(Style::Braces, text), [fragment]);
        }
        assert_eq!(all(Style::Auto, "Hello {{ name }}, ${count} left"), ["Hello {name}, {count} left"]);
        assert_eq!(all(Style::Auto, "%s is {not this}"), ["{1} is {{not this}}"]);
        assert_eq!(all(Style::None, "{0} %s"), ["{{0}} %s"]);
    }

    #[test]
    fn icu_makes_a_form_of_each_branch() {
        assert_eq!(
            all(
                Style::Icu,
                "{n, plural, =0 {No files} one {# file of {dir}} other {# files of {dir}}} isn''t '{x}'"
            ),
            [
                "No files isn't {{x}}",
                "{n:int} file of {dir} isn't {{x}}",
                "{n:int} files of {dir} isn't {{x}}"
            ]
        );
        assert_eq!(
            all(Style::Auto, "{0,number,#.#} by {who, select, me {me} other {{name}}} on {2,date,short}"),
            ["{0:int} by me on {2}", "{0:int} by {name} on {2}"]
        );
        assert_eq!(
            all(Style::Icu, "There {0,choice,0#are no files|1#is one file|1<are {0} files}."),
            ["There are no files.", "There is one file.", "There are {0} files."]
        );
    }

    #[test]
    fn too_many_branches_and_broken_texts_stay_recognizable() {
        let many = "{a, select, x {1} y {2} other {3}}".repeat(4);
        assert!(all(Style::Icu, &format!("before {many} after")).len() <= 8);
        assert_eq!(all(Style::Icu, "open {n, plural, one {x"), ["open {{n, plural, one {{x"]);
        let deep = format!("{}x{}", "{a, select, other {".repeat(5000), "}}".repeat(5000));
        assert_eq!(all(Style::Icu, &deep).len(), 1);
    }
}
