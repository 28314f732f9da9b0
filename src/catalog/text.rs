//! The text of one message: literal pieces and typed holes, and the fragments that a signature makes of it.

/// Messages with more forms (plurals, selects) get a hole where they differ.
pub const MOST_FORMS: usize = 8;
/// A form with more lines is recognized by its first ones.
const MOST_LINES: usize = 3;

/// One way in which a message can be printed.
pub type Form = Vec<Token>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Text(String),
    Hole {
        name: String,
        /// As in `{n:int}`; empty for a hole within one line.
        kind: &'static str,
    },
}

impl Token {
    pub fn text(text: impl Into<String>) -> Token {
        Token::Text(text.into())
    }

    pub fn hole(name: &str, kind: &'static str) -> Token {
        Token::Hole { name: hole_name(name), kind }
    }
}

/// A name as signatures have it: lower-case letters, digits, `-` and `_`.
fn hole_name(name: &str) -> String {
    const LONGEST: usize = 30;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let name: String = name.chars().take(LONGEST).map(plain).collect();
    let name = name.trim_matches('_');
    if name.is_empty() { "x".to_string() } else { name.to_string() }
}

/// Appends literal text to a form.
pub fn push_text(form: &mut Form, text: &str) {
    match form.last_mut() {
        Some(Token::Text(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => form.push(Token::text(text)),
    }
}

/// Appends literal text to each form.
pub fn append(forms: &mut [Form], text: &str) {
    for form in forms {
        push_text(form, text);
    }
}

/// Each of the forms followed by each of the alternatives; none if that are more than a signature list can hold.
pub fn followed_by(forms: &[Form], alternatives: &[Form]) -> Option<Vec<Form>> {
    if forms.len() * alternatives.len() > MOST_FORMS {
        return None;
    }
    let mut all = Vec::new();
    for form in forms {
        for alternative in alternatives {
            let mut form = form.clone();
            for token in alternative {
                match token {
                    Token::Text(text) => push_text(&mut form, text),
                    hole @ Token::Hole { .. } => form.push(hole.clone()),
                }
            }
            all.push(form);
        }
    }
    Some(all)
}

/// The form for people: `…` for each hole, on one line.
pub fn shown(form: &[Token]) -> String {
    let parts = form.iter().map(|token| match token {
        Token::Text(text) => text.as_str(),
        Token::Hole { .. } => "…",
    });
    visible(&parts.collect::<String>()).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The fragments that recognize a form: one, unless the message has several lines.
pub fn fragments(form: &[Token]) -> Vec<String> {
    let lines = lines(form).into_iter().map(|line| fragment(&line));
    lines.filter(|line| weight(line) > 0).take(MOST_LINES).collect()
}

fn lines(form: &[Token]) -> Vec<Form> {
    let mut lines: Vec<Form> = vec![Vec::new()];
    for token in form {
        match token {
            hole @ Token::Hole { .. } => lines.last_mut().expect("begun with one").push(hole.clone()),
            Token::Text(text) => {
                for (n, part) in text.split(['\n', '\r']).enumerate() {
                    if n > 0 {
                        lines.push(Vec::new());
                    }
                    push_text(lines.last_mut().expect("begun with one"), part);
                }
            }
        }
    }
    lines
}

/// Literal text with holes, as a signature has it. Two holes without text between them are one.
fn fragment(form: &[Token]) -> String {
    let mut out = String::new();
    let mut after_hole = false;
    for token in form {
        match token {
            Token::Text(text) => {
                let text = visible(text);
                after_hole &= text.is_empty();
                for c in text.chars() {
                    if matches!(c, '{' | '}') {
                        out.push(c);
                    }
                    out.push(c);
                }
            }
            Token::Hole { .. } if after_hole => {}
            Token::Hole { name, kind } => {
                after_hole = true;
                out.push('{');
                out.push_str(name);
                if !kind.is_empty() {
                    out.push(':');
                    out.push_str(kind);
                }
                out.push('}');
            }
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits outside of holes; those of scripts without spaces count twice.
pub fn weight(fragment: &str) -> usize {
    let (mut weight, mut inside) = (0, false);
    let mut rest = fragment.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '{' | '}' if !inside && rest.peek() == Some(&c) => {
                rest.next();
            }
            '{' => inside = true,
            '}' => inside = false,
            c if !inside && c.is_alphanumeric() => weight += if c >= '\u{2e80}' { 2 } else { 1 },
            _ => {}
        }
    }
    weight
}

/// Words outside of holes. Where scripts have no spaces, each letter is one.
pub fn words(fragment: &str) -> usize {
    let words = fragment.split_whitespace().filter(|word| weight(word) > 0);
    words.map(|word| word.chars().filter(|c| *c >= '\u{2e80}').count().max(1)).sum()
}

/// Without what cannot be seen and may not be in a record.
fn visible(text: &str) -> String {
    let hidden = |c: &char| c.is_control() || crate::problem::is_invisible(*c);
    let spaced = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    spaced.filter(|c| !hidden(c) && *c != '\u{fffd}').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_one_fragment_for_each_line() {
        let form = [
            Token::text("cannot read {"),
            Token::hole("File Name", ""),
            Token::hole("2", "int"),
            Token::text("}\n\n\u{200b}try again"),
        ];
        assert_eq!(fragments(&form), ["cannot read {{{file_name}}}", "try again"]);
        assert_eq!(shown(&form), "cannot read {……} try again");
    }

    #[test]
    fn more_forms_than_a_list_can_hold_are_none() {
        let three = vec![vec![Token::text("a")]; 3];
        assert_eq!(followed_by(&three, &three), None);
        assert_eq!(followed_by(&three, &three[..2]).map(|all| all.len()), Some(6));
    }

    #[test]
    fn letters_outside_of_holes_count() {
        assert_eq!(weight("'{name}' {{is}} 開"), 4);
    }
}
