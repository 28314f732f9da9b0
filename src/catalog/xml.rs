//! As much XML as catalogues need: elements, attributes, text, CDATA. A document type is refused, so nothing expands.

use super::{Trouble, line_of};

const DEEPEST: usize = 64;
const MOST_NODES: usize = 2_000_000;

#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn elements<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter_map(move |node| match node {
            Node::Element(element) if element.name == name => Some(element),
            _ => None,
        })
    }

    /// All text in it, whatever elements it is in.
    pub fn text(&self) -> String {
        let parts = self.children.iter().map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        });
        parts.collect()
    }
}

/// The root element.
pub fn parse(text: &str) -> Result<Element, Trouble> {
    let mut reader = Reader { text, at: 0, open: vec![Element::default()], nodes: 0 };
    while reader.at < text.len() {
        reader.step()?;
    }
    let mut open = reader.open;
    if open.len() > 1 {
        let name = &open[open.len() - 1].name;
        return Err(Trouble::at(
            line_of(text, text.len()),
            format!("`<{name}>` is never closed"),
            "the file seems to be cut off",
        ));
    }
    let root = open.pop().unwrap_or_default();
    let first = root.children.into_iter().find_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    first.ok_or_else(|| Trouble::new("there is no XML element", "give the XML file of the catalogue"))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// The elements that are open; the first is the document.
    open: Vec<Element>,
    nodes: usize,
}

impl Reader<'_> {
    fn trouble(&self, message: impl Into<String>, help: &str) -> Trouble {
        Trouble::at(line_of(self.text, self.at), message, help)
    }

    fn step(&mut self) -> Result<(), Trouble> {
        let rest = &self.text[self.at..];
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(self.trouble("too many XML elements", "split the file"));
        }
        if let Some(cdata) = rest.strip_prefix("<![CDATA[") {
            let end = self.end_of(cdata, "]]>")?;
            self.add_text(cdata[..end].to_string());
            self.at += "<![CDATA[".len() + end + 3;
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            self.at += 4 + self.end_of(comment, "-->")? + 3;
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            self.at += 2 + self.end_of(instruction, "?>")? + 2;
        } else if rest.starts_with("<!") {
            return Err(
                self.trouble("a document type definition", "remove `<!DOCTYPE …>`; catalogues need none")
            );
        } else if let Some(name) = rest.strip_prefix("</") {
            let end = self.end_of(name, ">")?;
            self.close(name[..end].trim())?;
            self.at += end + 3;
        } else if rest.starts_with('<') {
            self.element()?;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let text = unescaped(&rest[..end]);
            self.add_text(text);
            self.at += end;
        }
        Ok(())
    }

    fn end_of(&self, rest: &str, end: &str) -> Result<usize, Trouble> {
        let missing =
            || self.trouble(format!("`{end}` is missing after this"), "the file seems to be cut off");
        rest.find(end).ok_or_else(missing)
    }

    fn add_text(&mut self, text: String) {
        self.open.last_mut().expect("the document stays open").children.push(Node::Text(text));
    }

    fn element(&mut self) -> Result<(), Trouble> {
        if self.open.len() > DEEPEST {
            return Err(self
                .trouble(format!("more than {DEEPEST} elements inside each other"), "catalogues are flat"));
        }
        let rest = &self.text[self.at + 1..];
        let end = self.end_of_tag(rest)?;
        let (inside, alone) = match rest[..end].strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (&rest[..end], false),
        };
        let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_end);
        if name.is_empty() {
            return Err(self.trouble("a `<` that begins no element", "write `&lt;` in text"));
        }
        let attributes = self.attributes(attributes)?;
        self.open.push(Element { name: name.to_string(), attributes, children: Vec::new() });
        if alone {
            let name = name.to_string();
            self.close(&name)?;
        }
        self.at += end + 2;
        Ok(())
    }

    /// Where the `>` of a tag is, outside of its quotes.
    fn end_of_tag(&self, rest: &str) -> Result<usize, Trouble> {
        let mut quote = None;
        for (at, c) in rest.char_indices() {
            match (quote, c) {
                (None, '>') => return Ok(at),
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                _ => {}
            }
        }
        Err(self.trouble("a tag without its `>`", "the file seems to be cut off"))
    }

    fn attributes(&self, text: &str) -> Result<Vec<(String, String)>, Trouble> {
        let broken = || self.trouble("an attribute is not written as `name=\"value\"`", "correct the tag");
        let mut found = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (name, value) = rest.split_once('=').ok_or_else(broken)?;
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(broken)?;
            let (value, after) = value[1..].split_once(quote).ok_or_else(broken)?;
            found.push((name.trim().to_string(), unescaped(value)));
            rest = after.trim_start();
        }
        Ok(found)
    }

    fn close(&mut self, name: &str) -> Result<(), Trouble> {
        let open = self.open.last().map(|element| element.name.clone()).unwrap_or_default();
        if self.open.len() < 2 || open != name {
            let message = format!("`</{name}>` closes nothing that is open");
            return Err(self.trouble(message, &format!("`<{open}>` is open here")));
        }
        let element = self.open.pop().expect("there are two");
        self.open.last_mut().expect("the document stays open").children.push(Node::Element(element));
        Ok(())
    }
}

/// The five entities and numbers; what is none is itself.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let entity = after.find(';').filter(|end| *end < 12).map(|end| &after[..end]);
        let Some((entity, c)) = entity.and_then(|entity| Some((entity, character(entity)?))) else {
            out.push('&');
            rest = after;
            continue;
        };
        out.push(c);
        rest = &after[entity.len() + 1..];
    }
    out.push_str(rest);
    out
}

fn character(entity: &str) -> Option<char> {
    Some(match entity {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_attributes_and_text_are_read() {
        let text = "\u{feff}<?xml version='1.0'?><!-- > --><r a=\"1 &lt; 2\"><x/>one <b>two</b><![CDATA[ <3> ]]>&#x41;&nope;</r>\n";
        let root = parse(text.trim_start_matches('\u{feff}')).expect("it is XML");
        assert_eq!((root.name.as_str(), root.attribute("a")), ("r", Some("1 < 2")));
        assert_eq!(root.text(), "one two <3> A&nope;");
        assert_eq!(root.elements("b").count(), 1);
    }

    #[test]
    fn what_is_broken_or_could_grow_is_refused_with_its_line() {
        for (text, line) in [
            ("<a>\n</b>", 2),
            ("<a>\n\n<b>", 3),
            ("<!DOCTYPE a [<!ENTITY x \"y\">]><a/>", 1),
            ("<a b=c/>", 1),
            ("<a b=\"c", 1),
            ("<a>\n<!-- ", 2),
            ("</a>", 1),
            ("<a>< b></a>", 1),
        ] {
            assert_eq!(parse(text).expect_err(text).line, Some(line), "{text}");
        }
        assert!(parse(&"<a>".repeat(100_000)).expect_err("deep").message.contains("inside each other"));
        assert!(parse("").is_err());
    }
}
