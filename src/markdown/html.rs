//! Markdown to HTML, and to words.

use pulldown_cmark::{Event, Parser, TagEnd, TextMergeStream};

use super::Highlighter;
use super::links::Links;
use super::numbering::Numbering;
use super::outline::OPTIONS;
use super::tags::{Joined, push_words};
use super::writer::Writer;
use crate::evidence;

/// A text of several blocks, on a page with others.
pub fn render(markdown: &str, links: &Links, highlighter: &Highlighter, numbering: &mut Numbering) -> String {
    numbering.texts += 1;
    let html = Writer::new(links, highlighter, numbering).run(markdown);
    // What sets a cause apart is looked for by eye; a text cannot yield a `b` there, so the style finds it.
    html.replace("<p><strong>Sign:</strong>", "<p><b>Sign:</b>")
}

/// A text of one paragraph, without the paragraph around it: for titles, cells, sentences.
pub fn inline(markdown: &str, links: &Links, highlighter: &Highlighter) -> String {
    let html = render(markdown, links, highlighter, &mut Numbering::default());
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
    for event in Joined::new(TextMergeStream::new(Parser::new_ext(markdown, OPTIONS))) {
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
            Event::Code(piece) => text.push_str(&piece),
            Event::Html(html) | Event::InlineHtml(html) => push_words(&mut text, &html),
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
        render(markdown, &links, &Highlighter::new(), &mut Numbering::default())
    }

    #[test]
    fn a_place_for_a_hole_has_its_own_words() {
        assert_eq!(html("[the f](hole:f)"), "<p><span data-hole=f>the f</span></p>\n");
        let place = "<p><span data-hole=f data-kind=path><code>F</code></span></p>\n";
        assert_eq!(html("[`F`](hole:f:path)"), place);
        assert_eq!(html("[x](hole:F onclick=hit(1))"), "<p>[x](hole:F onclick=hit(1))</p>\n");
    }

    #[test]
    fn html_in_a_text_is_text() {
        assert_eq!(html("a <b onclick=x>c</b>"), "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n");
        assert!(!html("<script>alert(1)</script>").contains("<script"));
    }

    #[test]
    fn a_few_elements_are_used_and_always_closed() {
        assert_eq!(html("<kbd>Ctrl</kbd>+<kbd>C"), "<p><kbd>Ctrl</kbd>+<kbd>C</kbd></p>\n");
        assert_eq!(
            html("*a</kbd><kbd>b*c</kbd>"),
            "<p><em>a&lt;/kbd&gt;<kbd>b</kbd></em>c&lt;/kbd&gt;</p>\n"
        );
        let folded = "<details>\n<summary>More <kbd>x</kbd> &lt;y></summary>\n\n**z**\n\n</details>\n";
        let shown = "<details>\n<summary>More <kbd>x</kbd> &lt;y&gt;</summary>\n<p><strong>z</strong></p>\n</details>";
        assert_eq!(html(folded).trim(), shown);
        assert_eq!(html("- <details>\n\n  a\n\n</details>\n").matches("<details>").count(), 1);
        assert!(html("- <details>\n\n  a\n\nb\n\n</details>\n").contains("</details></li>"));
        assert!(!html("a <details>b</details>").contains("<details"));
        assert!(!html("<summary>b</summary>").contains("<summary"));
    }

    #[test]
    fn comments_are_left_out() {
        assert_eq!(html("a<!-- b --> c"), "<p>a c</p>\n");
        assert_eq!(html("<!-- a\n\nb -->\nc").trim(), "<p>c</p>");
        assert_eq!(plain("a <!-- b -->c<kbd>d</kbd> <T>"), "a cd <T>");
        assert!(html("<!-- a\n\nb").contains("&lt;!-- a"));
    }

    #[test]
    fn alerts_tasks_and_bare_addresses() {
        let found = html("> [!WARNING]\n> a");
        assert_eq!(found, "<div class=\"alert warning\" role=note><p><b>Warning</b></p>\n<p>a</p>\n</div>\n");
        let found = html("- [x] a\n- [ ] b");
        assert!(found.contains("<li><span role=img aria-label=Done>☑</span> a</li>"), "{found}");
        assert_eq!(
            html("See (https://a.example/b_(c)), `https://d.e`."),
            "<p>See (<a href=https://a.example/b_(c)>https://a.example/b_(c)</a>), <code>https://d.e</code>.</p>\n"
        );
        assert_eq!(html("[https://a.example](https://b.example)").matches("<a ").count(), 1);
        for text in ["xhttps://a.b", "https://", "https://a{b}", "javascript:https", "https://\u{202e}a"] {
            assert!(!html(text).contains("<a "), "{text}");
        }
    }

    #[test]
    fn notes_stand_below_their_text_in_the_order_of_their_marks() {
        let found = html("A[^x] b[^y] c[^x].\n\n[^y]: Two.\n[^x]: One.\n[^z]: Three.\n");
        assert!(found.contains("A<sup><a href=#N1-1 id=R1-1 role=doc-noteref>note 1</a></sup>"), "{found}");
        let order = ["<li id=N1-1><p>One.</p>", "<li id=N1-2><p>Two.</p>", "<li><p>Three.</p>"];
        let places: Vec<_> = order.iter().map(|words| found.find(words)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{found}");
        assert_eq!(found.matches("id=R1-1").count(), 1);
        assert_eq!(unlinked("A[^x].\n\n[^x]: One.\n", &Highlighter::new()), "A.");
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
