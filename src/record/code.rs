//! An error code as the product writes it: `ACME-1042`, `TS2322`, `0x80070005`, `1`.

use serde::{Deserialize, Serialize};

use crate::yaml::{Node, Reader, Shape, Value};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code(String);

impl Code {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number that the code ends with, where that is less than the whole: what people say of `ACME-1042`.
    pub fn number(&self) -> Option<&str> {
        let digits = self.0.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        (digits > 0 && digits < self.0.len()).then(|| &self.0[digits..])
    }

    /// Whether the code alone says which error it is: an exit code `1` or a plain number appears everywhere.
    pub fn is_distinct(&self) -> bool {
        let has = |wanted: fn(&char) -> bool| self.0.chars().any(|c| wanted(&c));
        let signs = self.0.chars().filter(|c| c.is_alphanumeric()).count();
        signs >= 5 && has(char::is_ascii_alphabetic) && has(|c| c.is_ascii_digit() || *c == '_')
    }

    /// The name of its page: lower case, anything but letters, digits, `-`, `_` and `.` escaped as `~` and its bytes in
    /// hexadecimal digits. Codes that differ in more than their case never share a name.
    pub fn file_name(&self) -> String {
        let escaped = |byte: u8| match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("~{byte:02x}"),
        };
        let name: String = self.0.to_ascii_lowercase().bytes().map(escaped).collect();
        let stem = name.split('.').next().unwrap_or_default();
        let device = ["con", "prn", "aux", "nul"].contains(&stem)
            || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
        // `index` is the list of all codes, and a name that begins with a dot is hidden from some hosts.
        if device || stem == "index" || stem.is_empty() { format!("~{name}") } else { name }
    }
}

/// The codes that are called so, with what belongs to them: whole codes if there are any, else those that end with this
/// number.
pub fn called<'c, T>(codes: impl Iterator<Item = (&'c Code, T)> + Clone, name: &str) -> Vec<(&'c Code, T)> {
    let whole: Vec<_> = codes.clone().filter(|(code, _)| code.0.eq_ignore_ascii_case(name)).collect();
    if whole.is_empty() { codes.filter(|(code, _)| code.number() == Some(name)).collect() } else { whole }
}

/// Whether a text has the form of a code.
pub fn may_be_code(text: &str) -> bool {
    /// Names of files have a limit, and an escaped byte takes three characters.
    const LONGEST: usize = 64;
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '{' | '}');
    !text.is_empty() && text.len() <= LONGEST && !text.contains(odd)
}

impl Value for Code {
    fn shape() -> Shape {
        Shape::Text
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Code> {
        let text = String::read(node, reader)?;
        if !may_be_code(&text) {
            let hint = "write the code alone, as the program prints it: `ACME-1042`";
            reader.bad_value(&node.span, format!("`{text}` is not an error code"), hint);
            return None;
        }
        Some(Code(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code(text.into())
    }

    #[test]
    fn the_number_of_a_code_is_what_it_ends_with() {
        assert_eq!(code("ACME-1042").number(), Some("1042"));
        assert_eq!(code("ORA-00942").number(), Some("00942"));
        assert_eq!(code("1042").number(), None);
        assert_eq!(code("ENOENT").number(), None);
    }

    #[test]
    fn only_a_code_with_letters_and_digits_identifies_an_error() {
        for yes in ["ACME-1042", "TS2322", "E0382", "0x80070005", "42P01", "ERR_MODULE_NOT_FOUND"] {
            assert!(code(yes).is_distinct(), "{yes}");
        }
        for no in ["1", "1042", "22023", "ENOENT", "E1"] {
            assert!(!code(no).is_distinct(), "{no}");
        }
    }

    #[test]
    fn each_code_has_a_file_name_that_every_system_accepts() {
        for (text, name) in [
            ("ACME-1042", "acme-1042"),
            ("NET::ERR", "net~3a~3aerr"),
            ("a~3a", "a~7e3a"),
            ("NUL", "~nul"),
            ("nul.1", "~nul.1"),
            ("COM1", "~com1"),
            ("index", "~index"),
            ("index.page-2", "~index.page-2"),
            ("..", "~.."),
            ("é", "~c3~a9"),
        ] {
            assert_eq!(code(text).file_name(), name);
        }
    }
}
