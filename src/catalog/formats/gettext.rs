//! gettext `.po`: `msgid`, `msgid_plural`, `msgctxt`, `msgstr[n]`, flags.

use super::super::placeholders::forms;
use super::super::{Message, Options, Style, Trouble};
use super::escape;

/// The language of `msgid`.
pub const SOURCE: &str = "en";

pub fn read(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let mut all = Vec::new();
    let mut language = None;
    for entry in entries(text)? {
        if entry.id.is_empty() {
            let header = entry.translations.first().map(String::as_str).unwrap_or_default();
            charset_is_utf8(header)?;
            language = header_field(header, "Language").map(ToString::to_string);
        } else {
            let style = options.placeholders.unwrap_or_else(|| style(&entry.flags));
            all.extend(messages(&entry, language.as_deref(), style));
        }
    }
    Ok(all)
}

/// One entry: a text with its plural, and what it is in the other language.
#[derive(Debug, Default)]
pub struct Translated {
    pub context: Option<String>,
    pub id: String,
    pub plural: Option<String>,
    pub translations: Vec<String>,
    pub flags: String,
}

/// The source text, and the translation if there is one.
pub fn messages(entry: &Translated, language: Option<&str>, style: Style) -> Vec<Message> {
    let key = match &entry.context {
        Some(context) => format!("{context}|{}", entry.id),
        None => entry.id.clone(),
    };
    let message = |language: Option<&str>, texts: Vec<&str>| Message {
        key: key.clone(),
        language: language.map(ToString::to_string),
        text: texts.join("\n"),
        forms: texts.into_iter().flat_map(|text| forms(style, text)).collect(),
        ..Message::default()
    };
    let source = std::iter::once(entry.id.as_str()).chain(entry.plural.as_deref()).collect();
    let translated: Vec<&str> =
        entry.translations.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let mut all = vec![message(Some(SOURCE), source)];
    if !translated.is_empty() && !entry.flags.contains("fuzzy") {
        all.push(message(language, translated));
    }
    all
}

pub fn header_field<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let value = header.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?.trim();
    (!value.is_empty()).then_some(value)
}

pub fn charset_is_utf8(header: &str) -> Result<(), Trouble> {
    let charset = header_field(header, "Content-Type").and_then(|kind| kind.split_once("charset="));
    let charset = charset.map_or("UTF-8", |(_, charset)| charset.trim()).to_ascii_uppercase();
    // A template says CHARSET.
    if matches!(charset.as_str(), "UTF-8" | "UTF8" | "ASCII" | "US-ASCII" | "CHARSET") {
        return Ok(());
    }
    Err(Trouble::new(format!("the catalogue is in {charset}"), "convert it with `msgconv --to-code=UTF-8`"))
}

fn style(flags: &str) -> Style {
    let has = |flag: &str| flags.split([',', ' ']).any(|one| one == flag);
    if has("python-brace-format") || has("csharp-format") || has("perl-brace-format") {
        Style::Braces
    } else if has("java-format") || has("icu-format") {
        Style::Icu
    } else if has("no-c-format") {
        Style::None
    } else if flags.contains("-format") {
        Style::Printf
    } else {
        Style::Auto
    }
}

fn entries(text: &str) -> Result<Vec<Translated>, Trouble> {
    let mut all: Vec<Translated> = Vec::new();
    let mut entry = Translated::default();
    let mut field = None;
    let mut has_id = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let trouble = |message: &str, help: &str| Trouble::at(number, message, help);
        if line.is_empty() || line.starts_with('#') {
            if has_id && !line.starts_with("#~") {
                all.push(std::mem::take(&mut entry));
                (has_id, field) = (false, None);
            }
            if let Some(flags) = line.strip_prefix("#,") {
                entry.flags.push_str(flags);
            }
            continue;
        }
        let (keyword, quoted) = line.split_at(line.find('"').ok_or_else(|| {
            trouble("expected a text in quotes", "a .po file has lines like `msgid \"text\"`")
        })?);
        let part =
            unquoted(quoted).ok_or_else(|| trouble("a text without its closing quote", "close the quote"))?;
        let keyword = keyword.trim();
        if has_id && matches!(keyword, "msgid" | "msgctxt") && field != Some(Field::Context) {
            all.push(std::mem::take(&mut entry));
        }
        if !keyword.is_empty() {
            field = Field::of(keyword);
            has_id |= field == Some(Field::Id);
            if field == Some(Field::Translation) {
                entry.translations.push(String::new());
            }
        }
        let into = match field {
            Some(Field::Context) => entry.context.get_or_insert_default(),
            Some(Field::Id) => &mut entry.id,
            Some(Field::Plural) => entry.plural.get_or_insert_default(),
            Some(Field::Translation) => entry.translations.last_mut().expect("it was begun"),
            None => {
                let message = format!("`{keyword}` is not a keyword of .po files");
                return Err(trouble(&message, "use msgctxt, msgid, msgid_plural, msgstr, msgstr[n]"));
            }
        };
        into.push_str(&part);
    }
    if has_id {
        all.push(entry);
    }
    Ok(all)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Context,
    Id,
    Plural,
    Translation,
}

impl Field {
    fn of(keyword: &str) -> Option<Field> {
        Some(match keyword {
            "msgctxt" => Field::Context,
            "msgid" => Field::Id,
            "msgid_plural" => Field::Plural,
            keyword if keyword == "msgstr" || keyword.starts_with("msgstr[") => Field::Translation,
            _ => return None,
        })
    }
}

fn unquoted(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text.strip_prefix('"')?.chars();
    loop {
        match rest.next()? {
            '"' => return rest.as_str().trim().is_empty().then_some(out),
            '\\' => out.push(escape(rest.next()?)),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::text::fragments;

    const PO: &str = "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n\
        #: a.c:1\n#, c-format\nmsgid \"cannot open \"\n\"'%s'\"\nmsgstr \"kann '%s' nicht öffnen\"\n\n\
        #, fuzzy, c-format\nmsgid \"old %d\"\nmsgstr \"alt %d\"\n\
        msgctxt \"menu\"\nmsgid \"%d file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"%d Datei\"\nmsgstr[1] \"%d Dateien\"\n\n\
        #~ msgid \"gone\"\n#~ msgstr \"weg\"\n";

    #[test]
    fn both_languages_of_each_entry_are_read() {
        let found = read(PO, &Options::default()).expect("it is one");
        let found: Vec<(&str, &str, String)> = found
            .iter()
            .map(|one| {
                let forms: Vec<String> = one.forms.iter().map(|form| fragments(form).join("/")).collect();
                (one.key.as_str(), one.language.as_deref().unwrap_or_default(), forms.join(" | "))
            })
            .collect();
        let text = |text: &str| text.to_string();
        assert_eq!(
            found,
            [
                ("cannot open '%s'", "en", text("cannot open '{1}'")),
                ("cannot open '%s'", "de", text("kann '{1}' nicht öffnen")),
                ("old %d", "en", text("old {1:int}")),
                ("menu|%d file", "en", text("{1:int} file | {1:int} files")),
                ("menu|%d file", "de", text("{1:int} Datei | {1:int} Dateien")),
            ]
        );
    }

    #[test]
    fn what_is_broken_is_refused_with_its_line() {
        for (text, line) in [("msgid \"a\"\nmsgstr \"b", 2), ("x \"a\"", 1), ("\n\nnonsense", 3)] {
            assert_eq!(read(text, &Options::default()).expect_err(text).line, Some(line), "{text}");
        }
        let latin = PO.replace("UTF-8", "ISO-8859-1");
        assert!(read(&latin, &Options::default()).expect_err("Latin-1").help.contains("msgconv"));
    }
}
