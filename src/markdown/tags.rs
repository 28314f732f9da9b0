//! HTML within Markdown: comments, which no reader sees, the few elements that a text may use, and all other HTML, which
//! is shown as it is written.

use std::ops::Range;

use pulldown_cmark::Event;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Element {
    Details,
    Summary,
    Kbd,
    Sub,
    Sup,
    Br,
}

impl Element {
    pub const ALL: [Element; 6] =
        [Element::Details, Element::Summary, Element::Kbd, Element::Sub, Element::Sup, Element::Br];

    pub fn name(self) -> &'static str {
        match self {
            Element::Details => "details",
            Element::Summary => "summary",
            Element::Kbd => "kbd",
            Element::Sub => "sub",
            Element::Sup => "sup",
            Element::Br => "br",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece<'h> {
    Text(&'h str),
    Comment,
    /// `<!--` without its end.
    OpenComment(&'h str),
    /// Only `<details>` can be open from the start.
    Open(Element, bool),
    Close(Element),
    /// A tag that a text cannot use.
    Foreign(&'h str),
}

/// The parts of a stretch of raw HTML and where they are.
pub(super) fn pieces(html: &str) -> Vec<(Range<usize>, Piece<'_>)> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let Some((length, piece)) = tag(&html[start..]) else {
            at = start + 1;
            continue;
        };
        if from < start {
            pieces.push((from..start, Piece::Text(&html[from..start])));
        }
        at = start + length;
        from = at;
        pieces.push((start..at, piece));
    }
    if from < html.len() {
        pieces.push((from..html.len(), Piece::Text(&html[from..])));
    }
    pieces
}

/// The tag or comment that a text begins with, and its length.
fn tag(html: &str) -> Option<(usize, Piece<'_>)> {
    if html.starts_with("<!--") {
        return Some(match html[2..].find("-->") {
            Some(end) => (2 + end + 3, Piece::Comment),
            None => (html.len(), Piece::OpenComment(html)),
        });
    }
    let close = html.starts_with("</");
    let name = &html[if close { 2 } else { 1 }..];
    let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (name, rest) = name.split_at(length);
    let end = tag_end(rest)?;
    let whole = html.len() - rest.len() + end + 1;
    let attributes = rest[..end].trim().trim_end_matches('/').trim_end();
    let known = Element::ALL.into_iter().find(|element| element.name().eq_ignore_ascii_case(name));
    let piece = match known {
        Some(element) if attributes.is_empty() && close => Piece::Close(element),
        Some(element) if attributes.is_empty() => Piece::Open(element, false),
        Some(Element::Details) if attributes == "open" && !close => Piece::Open(Element::Details, true),
        _ => Piece::Foreign(&html[..whole]),
    };
    Some((whole, piece))
}

/// Where a tag ends: a `>` in a quoted value ends nothing.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    rest.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        None
    })
}

/// Adds what a reader sees of raw HTML, as words.
pub(super) fn push_words(out: &mut String, html: &str) {
    for (_, piece) in pieces(html) {
        match piece {
            Piece::Text(text) | Piece::Foreign(text) | Piece::OpenComment(text) => out.push_str(text),
            Piece::Open(Element::Br, _) | Piece::Close(Element::Summary) => out.push(' '),
            Piece::Comment | Piece::Open(..) | Piece::Close(_) => {}
        }
    }
}

/// The element that a tag is of, where it is one of HTML and not a placeholder such as `<your-key>`.
pub(super) fn html_name(tag: &str) -> Option<&str> {
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    HTML.split(' ').any(|known| known.eq_ignore_ascii_case(name)).then_some(name)
}

/// Elements that someone who writes them expects to work.
const HTML: &str = "a abbr acronym address applet article aside audio b base big blockquote body button canvas caption \
    center cite code col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font footer form \
    frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark \
    meta nav noscript object ol optgroup option p param picture pre q s samp script section select small source span \
    strike strong style sub summary sup svg table tbody td textarea tfoot th thead title tr tt u ul var video wbr br";

/// Joins the lines of a block of HTML, which the parser gives one by one.
pub(super) struct Joined<I: Iterator> {
    events: std::iter::Peekable<I>,
}

impl<'e, I: Iterator<Item = Event<'e>>> Joined<I> {
    pub fn new(events: I) -> Joined<I> {
        Joined { events: events.peekable() }
    }
}

impl<'e, I: Iterator<Item = Event<'e>>> Iterator for Joined<I> {
    type Item = Event<'e>;

    fn next(&mut self) -> Option<Event<'e>> {
        let event = self.events.next()?;
        let Event::Html(first) = event else { return Some(event) };
        let mut html = first.into_string();
        while let Some(Event::Html(_)) = self.events.peek() {
            if let Some(Event::Html(line)) = self.events.next() {
                html.push_str(&line);
            }
        }
        Some(Event::Html(html.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Vec<Piece<'_>> {
        pieces(html).into_iter().map(|(_, piece)| piece).collect()
    }

    #[test]
    fn only_bare_tags_of_the_list_are_tags() {
        let kbd = Element::Kbd;
        assert_eq!(found("<kbd>x</KBD>"), [Piece::Open(kbd, false), Piece::Text("x"), Piece::Close(kbd)]);
        assert_eq!(found("<details open><br/>").len(), 2);
        for foreign in ["<kbd onclick=x>", "<details onclick=x>", "<kbd/x>", "<b>", "</kbd x>", "<a b='>'>"] {
            assert_eq!(found(foreign), [Piece::Foreign(foreign)], "{foreign}");
        }
        assert_eq!(found("a < b <3 </ <kbd"), [Piece::Text("a < b <3 </ <kbd")]);
    }

    #[test]
    fn a_comment_ends_where_the_parser_ends_it() {
        assert_eq!(found("<!-- <b> -->x"), [Piece::Comment, Piece::Text("x")]);
        assert_eq!(found("<!-->x"), [Piece::Comment, Piece::Text("x")]);
        assert_eq!(found("<!-- x"), [Piece::OpenComment("<!-- x")]);
        let mut words = String::new();
        push_words(&mut words, "a<!-- b --><kbd>c</kbd><br><T>");
        assert_eq!(words, "ac <T>");
    }
}
