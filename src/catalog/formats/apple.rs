//! Apple's `.strings` (`"key" = "value";`) and string catalogues (`.xcstrings`, JSON).

use serde_json::Value;

use super::super::{Message, Options, Style, Trouble, line_of};
use super::android::joined;
use super::{escape, json, message};

pub fn strings(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    if text.starts_with("bplist") || text.trim_start().starts_with("<?xml") {
        return Err(Trouble::new(
            "a property list",
            "convert it with `plutil -convert json`, and read it as JSON",
        ));
    }
    let mut reader = Reader { text, at: 0 };
    let mut all = Vec::new();
    loop {
        reader.skip_space()?;
        if reader.at >= text.len() {
            return Ok(all);
        }
        let key = reader.token()?;
        reader.skip_space()?;
        let value = if reader.take('=') {
            reader.skip_space()?;
            reader.token()?
        } else {
            key.clone()
        };
        reader.skip_space()?;
        if !reader.take(';') {
            return Err(reader.trouble("expected `;`", "end each entry as in `\"key\" = \"value\";`"));
        }
        all.push(message(key, &value, options, Style::Printf));
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn trouble(&self, message: &str, help: &str) -> Trouble {
        Trouble::at(line_of(self.text, self.at), message, help)
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len_utf8() } else { 0 };
        found
    }

    /// White space and comments.
    fn skip_space(&mut self) -> Result<(), Trouble> {
        loop {
            let rest = self.rest();
            let space = rest.len() - rest.trim_start().len();
            self.at += space;
            let rest = self.rest();
            if let Some(comment) = rest.strip_prefix("/*") {
                let missing = || self.trouble("a comment without its `*/`", "close the comment");
                self.at += comment.find("*/").ok_or_else(missing)? + 4;
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else {
                return Ok(());
            }
        }
    }

    /// In quotes, or a plain word.
    fn token(&mut self) -> Result<String, Trouble> {
        if !self.take('"') {
            let plain = |c: char| c.is_alphanumeric() || "_.-$/:".contains(c);
            let rest = self.rest();
            let word = &rest[..rest.find(|c| !plain(c)).unwrap_or(rest.len())];
            if word.is_empty() {
                return Err(self.trouble("expected a text in quotes", "write `\"key\" = \"value\";`"));
            }
            let word = word.to_string();
            self.at += word.len();
            return Ok(word);
        }
        let mut out = String::new();
        let mut characters = self.rest().char_indices();
        while let Some((at, c)) = characters.next() {
            match c {
                '"' => {
                    self.at += at + 1;
                    return Ok(out);
                }
                '\\' => match characters.next() {
                    Some((_, 'U' | 'u')) => {
                        let digits: String = characters.by_ref().take(4).map(|(_, c)| c).collect();
                        let unit = u32::from_str_radix(&digits, 16).ok();
                        out.push(unit.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                    }
                    Some((_, c)) => out.push(escape(c)),
                    None => break,
                },
                c => out.push(c),
            }
        }
        Err(self.trouble("a text without its closing quote", "close the quote"))
    }
}

/// A string catalogue holds all languages.
pub fn catalog(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let root = json::parse(text)?;
    let source = root["sourceLanguage"].as_str().unwrap_or("en");
    let Some(strings) = root["strings"].as_object() else {
        return Err(Trouble::new(
            "no `strings` in it",
            "give an .xcstrings file, or name the format with --as",
        ));
    };
    let mut all = Vec::new();
    for (key, entry) in strings {
        let localizations = entry["localizations"].as_object();
        let known = localizations.into_iter().flatten();
        let mut read: Vec<Message> = known
            .filter_map(|(language, value)| {
                let mut texts = Vec::new();
                units(value, 0, &mut texts);
                let forms = texts.iter().map(|text| message(key, text, options, Style::Printf)).collect();
                Some(Message { language: Some(language.clone()), ..joined(forms)? })
            })
            .collect();
        if !read.iter().any(|one| one.language.as_deref() == Some(source)) {
            // Without a text of its own the key is the text.
            let own = message(key, key, options, Style::Printf);
            read.insert(0, Message { language: Some(source.to_string()), ..own });
        }
        read.sort_by_key(|one| one.language.as_deref() != Some(source));
        all.extend(read);
    }
    Ok(all)
}

/// The texts of a localization: one, or one for each variation.
fn units<'v>(value: &'v Value, depth: usize, texts: &mut Vec<&'v str>) {
    const DEEPEST: usize = 8;
    if let Some(text) = value["stringUnit"]["value"].as_str() {
        texts.push(text);
    } else if let (Some(fields), true) = (value.as_object(), depth < DEEPEST) {
        fields.values().for_each(|value| units(value, depth + 1, texts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_with_comments_and_escapes_are_read() {
        let text =
            "/* a */\n\"no.file\" = \"No \\\"%@\\\" in %1$ld\\n\\U00e9\"; // b\nplain = \"x\";\n\"alone\";";
        let found = strings(text, &Options::default()).expect("it is one");
        let found: Vec<(&str, &str)> =
            found.iter().map(|one| (one.key.as_str(), one.text.as_str())).collect();
        assert_eq!(found, [("no.file", "No \"%@\" in %1$ld\né"), ("plain", "x"), ("alone", "alone")]);
        for (text, line) in [("\"a\" = \"b\"\n\"c\"", 2), ("\n/* ", 2), ("\"a", 1), ("= 1", 1)] {
            assert_eq!(strings(text, &Options::default()).expect_err(text).line, Some(line), "{text}");
        }
    }

    #[test]
    fn a_string_catalogue_has_all_languages_and_variations() {
        let text = r#"{"sourceLanguage":"en","strings":{"%lld left":{"localizations":{"de":{"variations":{"plural":{
            "one":{"stringUnit":{"value":"%lld übrig"}},"other":{"stringUnit":{"value":"%lld sind übrig"}}}}}}}}}"#;
        let found = catalog(text, &Options::default()).expect("it is one");
        let found: Vec<(Option<&str>, usize)> =
            found.iter().map(|one| (one.language.as_deref(), one.forms.len())).collect();
        assert_eq!(found, [(Some("en"), 1), (Some("de"), 2)]);
    }
}
