//! gettext `.mo`: two tables of lengths and offsets, in the byte order of the machine that compiled it.

use super::super::{MOST_MESSAGES, Message, Options, Style, Trouble};
use super::gettext::{Translated, charset_is_utf8, header_field, messages};

pub fn read(bytes: &[u8], options: &Options) -> Result<Vec<Message>, Trouble> {
    let file = File::open(bytes)?;
    let mut language = None;
    let mut all = Vec::new();
    for n in 0..file.count {
        let (id, translation) = file.pair(n)?;
        if id.is_empty() {
            charset_is_utf8(translation)?;
            language = header_field(translation, "Language").map(ToString::to_string);
            continue;
        }
        let (context, id) = match id.split_once('\u{4}') {
            Some((context, id)) => (Some(context.to_string()), id),
            None => (None, id),
        };
        let (id, plural) =
            id.split_once('\0').map_or((id, None), |(id, plural)| (id, Some(plural.to_string())));
        let translations = translation.split('\0').map(ToString::to_string).collect();
        let entry = Translated { context, id: id.to_string(), plural, translations, ..Translated::default() };
        all.extend(messages(&entry, language.as_deref(), options.placeholders.unwrap_or(Style::Auto)));
    }
    Ok(all)
}

struct File<'b> {
    bytes: &'b [u8],
    big: bool,
    count: usize,
    ids: usize,
    translations: usize,
}

impl File<'_> {
    fn open(bytes: &[u8]) -> Result<File<'_>, Trouble> {
        let big = match bytes {
            [0xde, 0x12, 0x04, 0x95, ..] => false,
            [0x95, 0x04, 0x12, 0xde, ..] => true,
            _ => {
                return Err(Trouble::new(
                    "not a compiled catalogue",
                    "give a .mo file, or name the format with --as",
                ));
            }
        };
        let mut file = File { bytes, big, count: 0, ids: 0, translations: 0 };
        [file.count, file.ids, file.translations] = [file.number(8)?, file.number(12)?, file.number(16)?];
        // Each entry takes two numbers in each table.
        if file.count > MOST_MESSAGES || file.count * 16 > bytes.len() {
            return Err(Trouble::new("the table of messages is damaged", "compile it again with `msgfmt`"));
        }
        Ok(file)
    }

    fn number(&self, at: usize) -> Result<usize, Trouble> {
        let four =
            at.checked_add(4).and_then(|end| self.bytes.get(at..end)).and_then(|four| four.try_into().ok());
        let number =
            four.map(|four| if self.big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) });
        number.map(|number| number as usize).ok_or_else(cut_off)
    }

    fn pair(&self, n: usize) -> Result<(&str, &str), Trouble> {
        Ok((self.text(self.ids + n * 8)?, self.text(self.translations + n * 8)?))
    }

    fn text(&self, at: usize) -> Result<&str, Trouble> {
        let (length, start) = (self.number(at)?, self.number(at + 4)?);
        let bytes =
            start.checked_add(length).and_then(|end| self.bytes.get(start..end)).ok_or_else(cut_off)?;
        std::str::from_utf8(bytes).map_err(|_| {
            Trouble::new(
                "the catalogue is not in UTF-8",
                "convert it: `msgunfmt FILE | msgconv --to-code=UTF-8`",
            )
        })
    }
}

fn cut_off() -> Trouble {
    Trouble::new("the file seems to be cut off", "compile it again with `msgfmt`")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `msgfmt` writes it, in either byte order.
    fn compiled(pairs: &[(&str, &str)], big: bool) -> Vec<u8> {
        let number = |n: usize| {
            let n = u32::try_from(n).expect("it is small");
            if big { n.to_be_bytes() } else { n.to_le_bytes() }
        };
        let mut texts: Vec<u8> = Vec::new();
        let start = 28 + pairs.len() * 16;
        let mut table = |which: fn(&(&str, &str)) -> String| -> Vec<u8> {
            let entries = pairs.iter().flat_map(|pair| {
                let text = which(pair);
                let entry = [number(text.len()), number(start + texts.len())].concat();
                texts.extend(text.bytes().chain([0]));
                entry
            });
            entries.collect()
        };
        let tables = [table(|pair| pair.0.into()), table(|pair| pair.1.into())].concat();
        let head = [0x9504_12de, 0, pairs.len(), 28, 28 + pairs.len() * 8, 0, 0];
        let head: Vec<u8> = head.into_iter().flat_map(number).collect();
        [head, tables, texts].concat()
    }

    #[test]
    fn a_compiled_catalogue_is_read_in_either_byte_order() {
        let pairs = [
            ("", "Language: ja\nContent-Type: text/plain; charset=UTF-8\n"),
            ("menu\u{4}%d file\0%d files", "%d 個"),
        ];
        for big in [false, true] {
            let found = read(&compiled(&pairs, big), &Options::default()).expect("it is one");
            let found: Vec<(&str, Option<&str>, usize)> = found
                .iter()
                .map(|one| (one.key.as_str(), one.language.as_deref(), one.forms.len()))
                .collect();
            assert_eq!(found, [("menu|%d file", Some("en"), 2), ("menu|%d file", Some("ja"), 1)]);
        }
    }

    #[test]
    fn damaged_tables_are_refused() {
        let whole = compiled(&[("a", "b")], false);
        for end in 0..whole.len() - 4 {
            assert!(read(&whole[..end], &Options::default()).is_err(), "{end}");
        }
        for at in 8..44 {
            let mut damaged = whole.clone();
            damaged[at] = 0xff;
            let _ = read(&damaged, &Options::default());
        }
    }
}
