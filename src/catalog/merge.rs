//! Messages of several files, and of several languages, as entries: one for each error.

use std::collections::HashMap;

use super::Message;
use super::text::Form;

/// One error of a program, in all its languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code, or the key if there is none: what stays the same from release to release.
    pub id: String,
    pub code: Option<String>,
    pub status: Option<u16>,
    pub kind: Option<String>,
    /// The catalogue's own language comes first.
    pub texts: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub language: String,
    /// As the catalogue has it.
    pub raw: String,
    pub forms: Vec<Form>,
}

/// The language of files that do not say theirs.
const UNNAMED: &str = "-";

/// Which messages are one: the language of the first file decides what there is, the others add to it.
pub fn merge(files: Vec<(Option<String>, Vec<Message>)>) -> Vec<Entry> {
    let mut own = None;
    let mut entries: Vec<Entry> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    // The keys of several messages may lead to one code, and the other way round.
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for (file, messages) in files {
        for message in messages {
            let language =
                message.language.clone().or_else(|| file.clone()).unwrap_or_else(|| UNNAMED.into());
            let language = language.replace('_', "-");
            let own = own.get_or_insert_with(|| language.clone());
            let id = message.code.clone().unwrap_or_else(|| message.key.clone());
            let known = by_key.get(&message.key).or_else(|| by_id.get(&id)).copied();
            let place = match known {
                Some(place) => place,
                // A translation of something that is no message any more, or was not asked for.
                None if language != *own => continue,
                None => {
                    let (code, status, kind) = (message.code.clone(), message.status, message.kind.clone());
                    entries.push(Entry { id: id.clone(), code, status, kind, texts: Vec::new() });
                    entries.len() - 1
                }
            };
            by_id.entry(id).or_insert(place);
            by_key.entry(message.key).or_insert(place);
            add(&mut entries[place], language, message.text, message.forms);
        }
    }
    entries
}

/// A second text of the same language is another form: a code may have several messages.
fn add(entry: &mut Entry, language: String, text: String, forms: Vec<Form>) {
    match entry.texts.iter_mut().find(|known| known.language == language) {
        None => entry.texts.push(Text { language, raw: text, forms }),
        Some(known) => {
            let new = forms.into_iter().filter(|form| !known.forms.contains(form)).collect::<Vec<_>>();
            if !new.is_empty() {
                known.forms.extend(new);
                known.raw.push('\n');
                known.raw.push_str(&text);
            }
        }
    }
}

/// Whether a name is that of a language: `de`, `pt-BR`, `zh_Hant`.
pub fn is_language(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let first = parts.next().unwrap_or_default();
    let plain = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    first.bytes().all(|byte| byte.is_ascii_lowercase())
        && plain(first, 2..=3)
        && name.len() <= 16
        && parts.all(|part| plain(part, 2..=8) || part == "x")
}

/// The language that a path names: `de/x.json`, `values-pt-rBR/strings.xml`, `de.lproj/x.strings`, `x.de.resx`,
/// `x_pt_BR.properties`, `de.po`, `locale/de/LC_MESSAGES/x.mo`. Names of three letters could be any word.
pub fn language_of(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let (name, folders) = parts.split_last()?;
    let stem = name.rsplit_once('.').map_or(*name, |(stem, _)| stem);
    let short =
        |name: &str| is_language(name) && name.split(['-', '_']).next().is_some_and(|first| first.len() == 2);
    let after = |mark: char| stem.split_once(mark).map(|(_, after)| after).filter(|after| short(after));
    let named = Some(stem).filter(|stem| short(stem));
    if let Some(named) = named.or_else(|| after('.')).or_else(|| after('_')).or_else(|| after('-')) {
        return Some(named.to_string());
    }
    folders.iter().rev().take(3).find_map(|folder| {
        let folder = folder.strip_suffix(".lproj").unwrap_or(folder);
        let folder =
            folder.strip_prefix("values-").map_or(folder.to_string(), |name| name.replace("-r", "-"));
        short(&folder).then_some(folder)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::text::Token;

    fn message(key: &str, code: &str, text: &str) -> Message {
        Message {
            key: key.into(),
            code: Some(code.into()).filter(|code: &String| !code.is_empty()),
            text: text.into(),
            forms: vec![vec![Token::text(text)]],
            ..Message::default()
        }
    }

    #[test]
    fn languages_meet_by_key_and_codes_stay_one() {
        let files = vec![
            (
                Some("en".to_string()),
                vec![message("a_1", "E1", "one"), message("b", "", "two"), message("c", "E1", "also")],
            ),
            (Some("de".to_string()), vec![message("a_1", "", "eins"), message("gone", "", "weg")]),
        ];
        let entries = merge(files);
        let found: Vec<(&str, Vec<(&str, &str)>)> = entries
            .iter()
            .map(|one| {
                (
                    one.id.as_str(),
                    one.texts.iter().map(|text| (text.language.as_str(), text.raw.as_str())).collect(),
                )
            })
            .collect();
        assert_eq!(found, [("E1", vec![("en", "one\nalso"), ("de", "eins")]), ("b", vec![("en", "two")])]);
    }

    #[test]
    fn paths_name_languages() {
        for (path, language) in [
            ("lib/de/diagnosticMessages.generated.json", Some("de")),
            ("lib/zh-cn/diagnosticMessages.generated.json", Some("zh-cn")),
            ("res/values-pt-rBR/strings.xml", Some("pt-BR")),
            ("res/values/strings.xml", None),
            ("App/ja.lproj/Errors.strings", Some("ja")),
            ("Errors.de.resx", Some("de")),
            ("errors_pt_BR.properties", Some("pt_BR")),
            ("po/fr.po", Some("fr")),
            ("/usr/share/locale/de/LC_MESSAGES/git.mo", Some("de")),
            ("lib/tsc.js", None),
        ] {
            assert_eq!(language_of(path).as_deref(), language, "{path}");
        }
    }
}
