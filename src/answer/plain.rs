//! Text that is safe to print anywhere: a terminal, an annotation, a message to an agent.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::is_invisible;

/// Text without control characters and without characters that change the direction of the text around them. Lines and
/// tabs stay. There is no other way to make one, so what a record or a file says can't take over a terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Plain(String);

impl Plain {
    pub fn new(text: impl Into<String>) -> Plain {
        let text: String = text.into();
        let unsafe_char = |c: char| !matches!(c, '\n' | '\t') && (c.is_control() || is_invisible(c));
        if text.contains(unsafe_char) {
            return Plain(text.chars().filter(|&c| !unsafe_char(c)).collect());
        }
        Plain(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Plain {
    fn from(text: String) -> Plain {
        Plain::new(text)
    }
}

impl From<&str> for Plain {
    fn from(text: &str) -> Plain {
        Plain::new(text)
    }
}

impl From<Plain> for String {
    fn from(text: Plain) -> String {
        text.0
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_commands_a_terminal_or_turns_text_around() {
        let text = "a\u{1b}[31mb\u{202e}c\u{2066}d\u{7}e\r\nf\tg\u{9b}h\u{200b}i";
        assert_eq!(Plain::new(text).as_str(), "a[31mbcde\nf\tghi");
        let read: Plain = serde_json::from_str("\"x\\u001b[2J\\u202ey\"").expect("it is JSON");
        assert_eq!(read.as_str(), "x[2Jy");
    }
}
