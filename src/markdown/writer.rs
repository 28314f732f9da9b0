//! The HTML of a text: links resolved, evidence as badges, code in frames, HTML that a text cannot use as text.

use std::fmt::Write;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Parser, Tag, TagEnd, TextMergeStream};

use super::Highlighter;
use super::escape::{escape, escape_text, unquoted};
use super::frame::{code_frame, language_name};
use super::links::{Links, addresses};
use super::notes::Notes;
use super::numbering::Numbering;
use super::outline::OPTIONS;
use super::places::Place;
use super::tags::{Element, Joined, Piece, pieces};
use super::target::anchor;
use crate::evidence;

pub(super) struct Writer<'a> {
    links: &'a Links,
    highlighter: &'a Highlighter,
    out: String,
    /// What each open tag is closed with; a link that leads nowhere opens nothing.
    closing: Vec<&'static str>,
    /// A link without words gets the title of what it leads to.
    wordless: Option<String>,
    code: Option<(String, String)>,
    /// The open image: its address and the words that stand for it.
    image: Option<(String, String)>,
    table: Table,
    /// How many tags of Markdown are open, and which elements were opened at which depth.
    depth: usize,
    open: Vec<(Element, usize)>,
    /// The open heading: where its tag ends, its id, and its words.
    heading: Option<(usize, Option<String>, String)>,
    notes: Notes,
    numbering: &'a mut Numbering,
}

#[derive(Default)]
struct Table {
    head: bool,
    column: usize,
    alignments: Vec<Alignment>,
}

impl<'a> Writer<'a> {
    pub fn new(links: &'a Links, highlighter: &'a Highlighter, numbering: &'a mut Numbering) -> Writer<'a> {
        Writer {
            links,
            highlighter,
            out: String::new(),
            closing: Vec::new(),
            wordless: None,
            code: None,
            image: None,
            table: Table::default(),
            depth: 0,
            open: Vec::new(),
            heading: None,
            notes: Notes::new(numbering.texts),
            numbering,
        }
    }

    pub fn run(mut self, markdown: &str) -> String {
        for event in Joined::new(TextMergeStream::new(Parser::new_ext(markdown, OPTIONS))) {
            match event {
                Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
                Event::Start(tag) => {
                    self.start(tag);
                    self.depth += 1;
                }
                Event::End(tag) => {
                    self.close_elements(self.depth);
                    self.depth -= 1;
                    self.end(tag);
                }
                Event::Text(text) => self.text(&text),
                Event::Code(code) if self.image.is_some() => self.text(&code),
                Event::Code(code) => {
                    self.wordless = None;
                    if let Some((_, _, words)) = &mut self.heading {
                        words.push_str(&code);
                    }
                    self.out.push_str("<code>");
                    escape_text(&mut self.out, &code);
                    self.out.push_str("</code>");
                }
                Event::Html(html) => self.html(&html, true),
                Event::InlineHtml(html) => self.html(&html, false),
                Event::FootnoteReference(_) if self.links.closed => {}
                Event::FootnoteReference(label) => {
                    self.wordless = None;
                    self.notes.refer(&mut self.out, &label);
                }
                Event::TaskListMarker(done) => self.out.push_str(if done {
                    "<span role=img aria-label=Done>☑</span> "
                } else {
                    "<span role=img aria-label=Open>☐</span> "
                }),
                Event::SoftBreak => self.out.push('\n'),
                Event::HardBreak => self.out.push_str("<br>\n"),
                Event::Rule => self.out.push_str("<hr>\n"),
                _ => {}
            }
        }
        self.close_elements(0);
        if !self.links.closed {
            self.notes.push_all(&mut self.out);
        }
        self.out
    }

    /// Raw HTML. Elements are closed within what they were opened in, whatever the text says.
    fn html(&mut self, html: &str, block: bool) {
        self.wordless = None;
        for (_, piece) in pieces(html) {
            match piece {
                Piece::Comment => {}
                Piece::Open(Element::Br, _) => self.out.push_str("<br>"),
                Piece::Open(element, open) if self.opens(element, block) => {
                    self.out.extend(["<", element.name(), if open { " open>" } else { ">" }]);
                    self.open.push((element, self.depth));
                }
                Piece::Close(element) if self.open.last() == Some(&(element, self.depth)) => {
                    self.close_element();
                }
                Piece::Open(element, _) => escape_text(&mut self.out, &format!("<{}>", element.name())),
                Piece::Close(element) => escape_text(&mut self.out, &format!("</{}>", element.name())),
                Piece::Text(text) => {
                    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                    escape_text(&mut self.out, &text);
                }
                Piece::Foreign(text) | Piece::OpenComment(text) => escape_text(&mut self.out, text),
            }
        }
    }

    /// Whether an element can be opened here.
    fn opens(&self, element: Element, block: bool) -> bool {
        match element {
            Element::Details => block && !self.links.closed && !self.in_summary(),
            Element::Summary => block && self.open.last() == Some(&(Element::Details, self.depth)),
            _ => true,
        }
    }

    fn in_summary(&self) -> bool {
        self.open.last() == Some(&(Element::Summary, self.depth))
    }

    fn close_element(&mut self) {
        if let Some((element, _)) = self.open.pop() {
            self.out.extend(["</", element.name(), ">"]);
        }
    }

    /// Those opened at a depth or within it.
    fn close_elements(&mut self, depth: usize) {
        while self.open.last().is_some_and(|(_, at)| *at >= depth) {
            self.close_element();
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        if let Some((_, words)) = &mut self.image {
            words.push_str(text);
            return;
        }
        if let Some((_, _, words)) = &mut self.heading {
            words.push_str(text);
        }
        // Something stands in the link, so it needs no title of ours.
        self.wordless = None;
        let mut from = 0;
        for found in evidence::marks(text) {
            if let Ok(mark) = &found.mark {
                self.words(&text[from..found.range.start]);
                self.out.push_str(&self.links.badge(mark));
                from = found.range.end;
            }
        }
        self.words(&text[from..]);
    }

    /// Running text, in which a bare address is a link.
    fn words(&mut self, text: &str) {
        let mut from = 0;
        if self.closing.is_empty() && !self.links.closed {
            for address in addresses(text) {
                escape_text(&mut self.out, &text[from..address.start]);
                from = address.end;
                let _ = write!(self.out, "<a href={}>", unquoted(&text[address.clone()]));
                escape_text(&mut self.out, &text[address]);
                self.out.push_str("</a>");
            }
        }
        escape_text(&mut self.out, &text[from..]);
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if self.in_summary() => {}
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, id, .. } => {
                // A page has one first-level heading, its title.
                let level = (level as u8).max(2);
                let _ = write!(self.out, "<h{level}>");
                self.heading = Some((self.out.len() - 1, id.map(|id| id.to_string()), String::new()));
            }
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>"),
            Tag::BlockQuote(Some(kind)) => {
                let (class, title) = alert(kind);
                let _ = writeln!(self.out, "<div class=\"alert {class}\" role=note><p><b>{title}</b></p>");
            }
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::List(Some(1)) => self.out.push_str("<ol>"),
            Tag::List(Some(first)) => {
                let _ = write!(self.out, "<ol start=\"{first}\">");
            }
            Tag::Item => self.out.push_str("<li>"),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<s>"),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new()));
            }
            Tag::Link { dest_url, .. } => self.open_link(&dest_url),
            Tag::Image { dest_url, .. } => self.image = Some((dest_url.to_string(), String::new())),
            Tag::Table(alignments) => {
                self.table = Table { alignments, ..Table::default() };
                self.out.push_str("<div class=scroll><table>");
            }
            Tag::TableHead => {
                self.table.head = true;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.open_cell(),
            Tag::FootnoteDefinition(label) => self.notes.open(&mut self.out, &label),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.in_summary() => {}
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => {
                self.name_heading();
                let level = (level as u8).max(2);
                let _ = writeln!(self.out, "</h{level}>");
            }
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::FootnoteDefinition => self.notes.close(&mut self.out),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</s>"),
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::Link => {
                if let Some(title) = self.wordless.take() {
                    escape_text(&mut self.out, &title);
                }
                let closing = self.closing.pop().unwrap_or("");
                self.out.push_str(closing);
            }
            TagEnd::Image => self.close_image(),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.table.head = false;
                self.out.push_str("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.close_cell(),
            _ => {}
        }
    }

    fn name_heading(&mut self) {
        let Some((at, id, words)) = self.heading.take() else { return };
        if let Some(place) = self.numbering.take(&anchor(id.as_deref(), &words)) {
            self.out.insert_str(at, &format!(" id={}", unquoted(&place)));
        }
    }

    fn open_link(&mut self, url: &str) {
        if let Some(place) = Place::parse(url).filter(|_| !self.links.closed) {
            let kind = place.kind.map(|kind| format!(" data-kind={kind}")).unwrap_or_default();
            let _ = write!(self.out, "<span data-hole={}{kind}>", unquoted(place.hole));
            self.closing.push("</span>");
            return;
        }
        let Some((href, title)) = self.links.href(url) else {
            self.closing.push("");
            return;
        };
        let _ = write!(self.out, "<a href={}>", unquoted(href));
        self.closing.push("</a>");
        self.wordless = Some(if title.is_empty() { url.to_string() } else { title.to_string() });
    }

    /// An image that is not ours is the words that stand for it.
    fn close_image(&mut self) {
        let Some((url, words)) = self.image.take() else { return };
        self.wordless = None;
        let Some(image) = self.links.images.get(&url).filter(|_| !self.links.closed) else {
            return escape_text(&mut self.out, &words);
        };
        let (src, alt) = (unquoted(&image.href), escape(&words));
        let _ = write!(
            self.out,
            "<img src={src} width={} height={} loading=lazy alt=\"{alt}\">",
            image.width, image.height
        );
    }

    fn close_code(&mut self) {
        let Some((info, code)) = self.code.take() else { return };
        let mut words = info.split_whitespace();
        let language = words.next().unwrap_or("");
        let error = words.next() == Some("error");
        let rest: Vec<&str> = words.collect();
        let caption = match (rest.is_empty(), error) {
            (false, _) => rest.join(" "),
            (true, true) => "Error text".to_string(),
            (true, false) => language_name(language),
        };
        self.out.push_str(&code_frame(&caption, &code, language, error, self.highlighter));
    }

    fn open_cell(&mut self) {
        if self.table.head {
            self.out.push_str("<th>");
            return;
        }
        let right = self.table.alignments.get(self.table.column) == Some(&Alignment::Right);
        self.out.push_str(if right { "<td class=right>" } else { "<td>" });
    }

    fn close_cell(&mut self) {
        if self.table.head {
            self.out.push_str("</th>");
        } else {
            self.table.column += 1;
            self.out.push_str("</td>");
        }
    }
}

/// Class and title of an alert.
fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}
