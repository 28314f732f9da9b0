//! Android's `strings.xml`: `<string>`, `<plurals>`, `<string-array>`.

use super::super::{Message, Options, Style, Trouble, xml};
use super::{escape, message};

pub fn read(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let root = xml::parse(text)?;
    if root.name != "resources" {
        let message = format!("expected `<resources>`, found `<{}>`", root.name);
        return Err(Trouble::new(message, "give a strings.xml, or name the format with --as"));
    }
    let mut all = Vec::new();
    for node in &root.children {
        let xml::Node::Element(element) = node else { continue };
        let Some(name) = element.attribute("name") else { continue };
        let one = |key: String, element: &xml::Element| {
            message(key, &unescaped(&element.text()), options, Style::Printf)
        };
        match element.name.as_str() {
            "string" => all.push(one(name.to_string(), element)),
            "string-array" => {
                let items = element.elements("item").enumerate();
                all.extend(items.map(|(n, item)| one(format!("{name}[{n}]"), item)));
            }
            "plurals" => {
                let forms: Vec<Message> =
                    element.elements("item").map(|item| one(name.to_string(), item)).collect();
                all.extend(joined(forms));
            }
            _ => {}
        }
    }
    Ok(all)
}

/// The forms of a plural as one message.
pub(super) fn joined(forms: Vec<Message>) -> Option<Message> {
    forms.into_iter().reduce(|mut all, one| {
        all.text.push('\n');
        all.text.push_str(&one.text);
        all.forms.extend(one.forms);
        all
    })
}

/// Quotes keep white space, a backslash hides what follows, and any other white space is one space.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    let mut rest = text.trim().chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' => match rest.next() {
                Some('u') => {
                    let digits: String = rest.by_ref().take(4).collect();
                    let unit = u32::from_str_radix(&digits, 16).ok();
                    out.push(unit.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                }
                Some(c) => out.push(escape(c)),
                None => {}
            },
            c if c.is_whitespace() && !quoted => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::text::fragments;

    #[test]
    fn strings_plurals_and_arrays_are_read() {
        let text = "<resources xmlns:x='u'>\n<string name='a'>Can\\'t   open\n <b><x:g id='f'>%1$s</x:g></b>\\u0021</string>\n\
            <plurals name='p'><item quantity='one'>%d file</item><item quantity='other'>%d files</item></plurals>\n\
            <string-array name='s'><item>\"two  spaces\"</item></string-array><integer name='n'>3</integer></resources>";
        let messages = read(text, &Options::default()).expect("it is one");
        let found: Vec<(&str, Vec<Vec<String>>)> = messages
            .iter()
            .map(|one| (one.key.as_str(), one.forms.iter().map(|form| fragments(form)).collect()))
            .collect();
        let one = |text: &str| vec![text.to_string()];
        assert_eq!(
            found,
            [
                ("a", vec![one("Can't open {1}!")]),
                ("p", vec![one("{1:int} file"), one("{1:int} files")]),
                ("s[0]", vec![one("two spaces")]),
            ]
        );
    }
}
