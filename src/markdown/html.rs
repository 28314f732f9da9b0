//! Markdown to HTML: raw HTML as text, links resolved, evidence as badges, code in frames.

use std::fmt::Write;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Parser, Tag, TagEnd, TextMergeStream};

use super::Highlighter;
use super::escape::{escape, escape_text, unquoted};
use super::links::Links;
use super::outline::OPTIONS;
use crate::evidence;

/// A text of several blocks.
pub fn render(markdown: &str, links: &Links, highlighter: &Highlighter) -> String {
    let mut writer = Writer::new(links, highlighter);
    writer.run(markdown);
    // What sets a cause apart is looked for by eye; a text cannot yield a `b`, so the style finds it.
    writer.out.replace("<p><strong>Sign:</strong>", "<p><b>Sign:</b>")
}

/// A text of one paragraph, without the paragraph around it: for titles, cells, sentences.
pub fn inline(markdown: &str, links: &Links, highlighter: &Highlighter) -> String {
    let html = render(markdown, links, highlighter);
    let html = html.trim();
    match html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(inner) if !inner.contains("<p>") => inner.to_string(),
        _ => html.to_string(),
    }
}

/// A text of one paragraph whose links lead nowhere and whose marks are left out: for cards that are links themselves.
pub fn unlinked(markdown: &str, highlighter: &Highlighter) -> String {
    let links = Links { closed: true, ..Links::default() };
    inline(markdown, &links, highlighter)
}

/// The words alone, for `<title>`, descriptions and the search index.
pub fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in TextMergeStream::new(Parser::new_ext(markdown, OPTIONS)) {
        match event {
            Event::Text(piece) => {
                let mut from = 0;
                for found in evidence::marks(&piece) {
                    text.push_str(&piece[from..found.range.start]);
                    from = found.range.end;
                    // The blank before a mark goes with it where the sentence ends behind it.
                    if piece[from..].starts_with(['.', ',', ';', ':', '?', '!']) {
                        text.truncate(text.trim_end().len());
                    }
                }
                text.push_str(&piece[from..]);
            }
            Event::Code(piece) | Event::Html(piece) | Event::InlineHtml(piece) => text.push_str(&piece),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push(' '),
            _ => {}
        }
    }
    let mut words = String::with_capacity(text.len());
    for word in text.split(crate::problem::is_unseen).filter(|word| !word.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// Code in its frame: what it is, and the code. Error text wraps, code scrolls; the script adds the button that copies.
pub fn code_frame(
    caption: &str,
    code: &str,
    language: &str,
    error: bool,
    highlighter: &Highlighter,
) -> String {
    let caption = escape(caption);
    // What a program said is a sample of its output.
    let element = if error { "samp" } else { "code" };
    // The error is what the reader compares with the screen, where it has one colour.
    let language = if error { "" } else { language };
    let html = highlighter.highlight(language, code.trim_end_matches('\n'));
    format!("<figure><figcaption>{caption}</figcaption><pre><{element}>{html}</{element}></pre></figure>\n")
}

/// A language by its name for people.
pub fn language_name(language: &str) -> String {
    let known = [
        ("py", "Python"),
        ("python", "Python"),
        ("ts", "TypeScript"),
        ("typescript", "TypeScript"),
        ("js", "JavaScript"),
        ("mjs", "JavaScript"),
        ("javascript", "JavaScript"),
        ("sh", "Shell"),
        ("bash", "Shell"),
        ("shell", "Shell"),
        ("console", "Shell"),
        ("json", "JSON"),
        ("yaml", "YAML"),
        ("yml", "YAML"),
        ("http", "HTTP"),
        ("go", "Go"),
        ("java", "Java"),
        ("rb", "Ruby"),
        ("ruby", "Ruby"),
        ("cs", "C#"),
        ("csharp", "C#"),
        ("rs", "Rust"),
        ("rust", "Rust"),
        ("toml", "TOML"),
        ("diff", "Diff"),
        ("ps1", "PowerShell"),
        ("powershell", "PowerShell"),
        ("text", "Text"),
        ("", "Text"),
    ];
    known
        .iter()
        .find(|(id, _)| *id == language)
        .map_or_else(|| language.to_string(), |(_, name)| (*name).to_string())
}

struct Writer<'a> {
    links: &'a Links,
    highlighter: &'a Highlighter,
    out: String,
    /// What each open tag is closed with; a link that leads nowhere opens nothing.
    closing: Vec<&'static str>,
    /// A link without words gets the title of what it leads to.
    wordless: Option<String>,
    code: Option<(String, String)>,
    table: Table,
}

#[derive(Default)]
struct Table {
    head: bool,
    column: usize,
    alignments: Vec<Alignment>,
}

impl<'a> Writer<'a> {
    fn new(links: &'a Links, highlighter: &'a Highlighter) -> Writer<'a> {
        let (out, closing) = (String::new(), Vec::new());
        Writer { links, highlighter, out, closing, wordless: None, code: None, table: Table::default() }
    }

    fn run(&mut self, markdown: &str) {
        for event in TextMergeStream::new(Parser::new_ext(markdown, OPTIONS)) {
            match event {
                Event::Start(tag) => self.start(tag),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => self.text(&text),
                Event::Code(code) => {
                    self.wordless = None;
                    self.out.push_str("<code>");
                    escape_text(&mut self.out, &code);
                    self.out.push_str("</code>");
                }
                Event::Html(html) | Event::InlineHtml(html) => escape_text(&mut self.out, &html),
                Event::SoftBreak => self.out.push('\n'),
                Event::HardBreak => self.out.push_str("<br>\n"),
                Event::Rule => self.out.push_str("<hr>\n"),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        // Something stands in the link, so it needs no title of ours.
        self.wordless = None;
        let mut from = 0;
        for found in evidence::marks(text) {
            if let Ok(mark) = &found.mark {
                escape_text(&mut self.out, &text[from..found.range.start]);
                self.out.push_str(&self.links.badge(mark));
                from = found.range.end;
            }
        }
        escape_text(&mut self.out, &text[from..]);
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, .. } => {
                // A page has one first-level heading, its title.
                let level = (level as u8).max(2);
                let _ = write!(self.out, "<h{level}>");
            }
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>"),
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
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => {
                let level = (level as u8).max(2);
                let _ = writeln!(self.out, "</h{level}>");
            }
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
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

    fn open_link(&mut self, url: &str) {
        let Some((href, title)) = self.links.href(url) else {
            self.closing.push("");
            return;
        };
        let _ = write!(self.out, "<a href={}>", unquoted(href));
        self.closing.push("</a>");
        self.wordless = Some(if title.is_empty() { url.to_string() } else { title.to_string() });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Mark;
    use crate::evidence::Status;
    use crate::markdown::Link;

    fn html(markdown: &str) -> String {
        let mut links = Links::default();
        links.targets.insert("record:a/b".into(), Link { href: "../a/b.html".into(), title: "The B".into() });
        links.sources.insert("D-x".into(), (1, "#S1".into()));
        render(markdown, &links, &Highlighter::new())
    }

    #[test]
    fn html_in_a_text_is_text() {
        assert_eq!(html("a <b onclick=x>c</b>"), "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n");
        assert!(!html("<script>alert(1)</script>").contains("<script"));
    }

    #[test]
    fn only_known_links_lead_anywhere() {
        assert_eq!(html("[](record:a/b)"), "<p><a href=../a/b.html>The B</a></p>\n");
        assert_eq!(html("[x](javascript:alert(1))"), "<p>x</p>\n");
    }

    #[test]
    fn a_mark_becomes_a_badge_that_leads_to_its_source() {
        assert!(html("So. {documented: D-x}").contains("<sup><a href=#S1><i>documented</i> 1</a></sup>"));
        let mark = Mark { status: Status::Unsupported, sources: Vec::new(), against: vec!["D-x".into()] };
        let mut links = Links::default();
        links.sources.insert("D-x".into(), (1, "#S1".into()));
        assert_eq!(
            links.badge(&mark),
            "<cite class=unsupported>Rumor: contradicted by <a href=#S1>1</a></cite>"
        );
        links.sources.insert("D-y".into(), (2, "#S2".into()));
        let mark =
            Mark { status: Status::Source, sources: vec!["D-y".into(), "D-x".into()], against: Vec::new() };
        assert_eq!(links.badge(&mark), "<sup><a href=#S2><i>source</i> 2, 1</a></sup>");
        links.sources.insert("D-y".into(), (2, "sources.html#s-D-y".into()));
        assert_eq!(links.badge(&mark), "<sup><a href=sources.html#s-D-y><i>source</i> 2, 1</a></sup>");
    }

    #[test]
    fn plain_words_have_no_marks_left() {
        assert_eq!(plain("A `b` [c](https://d.e). {documented: D-x}"), "A b c.");
        assert_eq!(plain("**A** *b*, and c {documented: D-x}."), "A b, and c.");
    }

    #[test]
    fn plain_words_can_be_typed_as_they_stand() {
        assert_eq!(
            plain("Run `find . -name a`, then look into a `.env` file."),
            "Run find . -name a, then look into a .env file."
        );
    }
}
