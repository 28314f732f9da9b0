//! What a reader's connection need not carry, taken from what people write: templates, styles and scripts.

use memchr::{memchr, memchr2, memchr3_iter, memmem};

/// Without the comments and the indentation. Only whole lines and notes on types go, so that nothing has to be
/// understood; a template literal or a string never spans lines in our scripts.
pub(super) fn lean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut comment = false;
    let text = without_types(text);
    for line in text.lines().map(str::trim) {
        if comment {
            comment = !line.ends_with("*/");
        } else if line.starts_with("/*") {
            comment = !line.contains("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// A stylesheet without the spaces that nothing reads: around braces and after colons, commas and semicolons.
pub(super) fn lean_css(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    for c in lean(text).chars() {
        match quote {
            Some(open) => quote = (open != c).then_some(open),
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_whitespace() && out.ends_with([':', ';', ',', '{', '}']) => continue,
            None if c == '{' || c == '}' => out.truncate(out.trim_end_matches([' ', ';']).len()),
            None => {}
        }
        out.push(c);
    }
    out
}

/// Notes on types stand within lines too, and nothing else looks like them: `/** @type {string} */`.
fn without_types(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, note)) = rest.split_once("/** @") {
        out.push_str(before);
        rest = note.split_once("*/").map_or("", |(_, behind)| behind.strip_prefix(' ').unwrap_or(behind));
    }
    out.push_str(rest);
    out
}

/// Whether a tag ends a paragraph by itself.
fn ends_paragraph(tag: &str) -> bool {
    let name = name(tag);
    if tag.starts_with("</") {
        matches!(name, "dd" | "div" | "footer" | "header" | "li" | "section")
    } else {
        matches!(
            name,
            "div" | "dl" | "figure" | "h2" | "h3" | "h4" | "ol" | "p" | "pre" | "section" | "table" | "ul"
        )
    }
}

/// Elements that stand in lines of their own: a blank beside their tags is seen by nobody.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "!doctype"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "caption"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "link"
            | "main"
            | "meta"
            | "nav"
            | "ol"
            | "p"
            | "script"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "th"
            | "thead"
            | "title"
            | "tr"
            | "ul"
    )
}

/// What stands in these is not ours to touch: its blanks count, and the policy names a script by its hash.
fn is_raw(name: &str) -> bool {
    matches!(name, "pre" | "script" | "style" | "textarea")
}

/// Takes the quotes from around attributes that need none, the end tags that HTML does without, and the blanks between
/// blocks. Templates write all of them, as a person should; a page is read over slow lines.
pub(super) fn lean_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut in_block = false;
    while let Some(open) = memchr(b'<', rest.as_bytes()) {
        let (mut text, behind) = rest.split_at(open);
        if behind.starts_with("<!--") {
            let end = behind.find("-->").map_or(behind.len(), |end| end + 3);
            out.push_str(&rest[..open + end]);
            rest = &behind[end..];
            in_block = false;
            continue;
        }
        let (tag, after) = behind.split_at(tag_end(behind));
        let name = name(tag);
        if in_block {
            text = text.trim_ascii_start();
        }
        in_block = is_block(name);
        if in_block {
            text = text.trim_ascii_end();
        }
        out.push_str(text);
        rest = after;
        let closes = tag.starts_with("</");
        if !closes || !ends_by_itself(tag, rest.trim_ascii_start()) {
            push_tag(&mut out, tag);
        }
        if !closes && is_raw(name) {
            let end = format!("</{name}");
            let raw = memmem::find(rest.as_bytes(), end.as_bytes()).unwrap_or(rest.len());
            out.push_str(&rest[..raw]);
            rest = &rest[raw..];
        }
    }
    out.push_str(rest);
    out
}

/// Whether HTML knows the end of an element by itself, given what follows.
fn ends_by_itself(tag: &str, next: &str) -> bool {
    match tag {
        // Only their like, or the end of their parent, can follow.
        "</li>" | "</dt>" | "</dd>" | "</td>" | "</th>" | "</tr>" | "</tbody>" => true,
        "</p>" => next.starts_with('<') && ends_paragraph(next),
        "</thead>" => next.starts_with("<tbody"),
        "</caption>" => next.starts_with("<thead"),
        _ => false,
    }
}

/// A tag without the quotes that it does not need.
fn push_tag(out: &mut String, tag: &str) {
    let plain = |value: &str| {
        !value.is_empty() && !value.ends_with('/') && value.bytes().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(
                    b,
                    b'!' | b'#'..=b'%' | b'('..=b'/' | b':' | b';' | b'?' | b'@' | b'[' | b']' | b'_' | b'~'
                )
        })
    };
    let mut rest = tag;
    while let Some((before, value, after)) = quoted(rest) {
        out.push_str(before);
        if plain(value) && after.starts_with([' ', '>', '\n']) {
            out.push_str(value);
        } else {
            out.push('"');
            out.push_str(value);
            out.push('"');
        }
        rest = after;
    }
    out.push_str(rest);
}

/// The first value in double quotes, what stands before and what behind it. A value in single quotes stays as it is.
fn quoted(tag: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + memchr2(b'"', b'\'', &tag.as_bytes()[from..])?;
        let close = open + 1 + memchr(tag.as_bytes()[open], &tag.as_bytes()[open + 1..])?;
        if tag.as_bytes()[open] == b'"' {
            return Some((&tag[..open], &tag[open + 1..close], &tag[close + 1..]));
        }
        from = close + 1;
    }
}

/// `a` of `<a href="x">` and of `</a>`.
fn name(tag: &str) -> &str {
    let behind = tag.trim_start_matches(['<', '/']);
    let end = behind
        .bytes()
        .position(|b| !b.is_ascii_alphanumeric() && !b"!-".contains(&b))
        .unwrap_or(behind.len());
    &behind[..end]
}

/// Where a tag ends: the first `>` outside of quotes. A lone `<` is no tag, and ends at once.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for at in memchr3_iter(b'"', b'\'', b'>', tag.as_bytes()) {
        match (tag.as_bytes()[at], quote) {
            (b'>', None) => return at + 1,
            (b'>', Some(_)) => {}
            (sign, None) => quote = Some(sign),
            (sign, Some(open)) if sign == open => quote = None,
            _ => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_keeps_every_space_that_counts() {
        let css = "a b:not(:hover, c) { margin: 0 calc(1px + 2px); content: \"; { }\"; }\n@media (width: 1rem) {\n  p { x: y; }\n}\n";
        let lean = "a b:not(:hover,c){margin:0 calc(1px + 2px);content:\"; { }\"}@media (width:1rem){p{x:y}}";
        assert_eq!(lean_css(css), lean);
    }

    #[test]
    fn lean_text_has_lost_whole_lines_only() {
        assert_eq!(lean("/* a\n b */\n  x: y; /* z */\n\n// c\n  u // v\n"), "x: y; /* z */\nu // v\n");
    }

    #[test]
    fn lean_text_has_lost_its_types() {
        assert_eq!(
            lean("f(/** @type {A} */ (a), /* b */ c);\n/** @param {B} b */\n"),
            "f((a), /* b */ c);\n"
        );
    }

    #[test]
    fn quotes_go_where_nothing_needs_them() {
        let html =
            "<a class=\"x\" href=\"../a.html#b\" title=\"a b\">\"kept\"</a><svg><path d=\"M0 1\"/></svg>";
        assert_eq!(
            lean_html(html),
            "<a class=x href=../a.html#b title=\"a b\">\"kept\"</a><svg><path d=\"M0 1\"/></svg>"
        );
        assert_eq!(lean_html("<i a=\"x\"/><b c=\"\">"), "<i a=\"x\"/><b c=\"\">");
    }

    #[test]
    fn what_others_write_in_templates_means_the_same() {
        for own in [
            "<a title='say \"hi\" now'>b</a>",
            "<a title='5\"'>b</a> <a title='6\"'>c</a>",
            "<a title=\"it's so\" rel=\"a b\">b</a>",
            "<!-- 5\" > <p>a</p> --> <b>c</b>",
            "<p>a</p><p-note>b</p-note>",
        ] {
            assert_eq!(lean_html(own), own);
        }
    }

    #[test]
    fn ends_go_where_html_knows_them() {
        assert_eq!(lean_html("<ul><li><p>a</p></li><li>b</li></ul>"), "<ul><li><p>a<li>b</ul>");
        assert_eq!(
            lean_html("<a><p>a</p></a><p>b</p> c<p>d</p>\n<p>e</p>"),
            "<a><p>a</p></a><p>b</p>c<p>d<p>e</p>"
        );
        let table = "<table>\n<caption>a</caption>\n<thead><tr><th>b</th></tr></thead>\n<tbody>\n<tr><td>c</td></tr></tbody></table>";
        assert_eq!(lean_html(table), "<table><caption>a<thead><tr><th>b<tbody><tr><td>c</table>");
    }

    #[test]
    fn blanks_go_beside_blocks_only() {
        assert_eq!(
            lean_html("<p>\n<b>a</b> <i>b</i>\n</p> <pre>\n <b>c</b>\n <p> </pre>\n<p>d <br>\n e</p>"),
            "<p><b>a</b> <i>b</i><pre>\n <b>c</b>\n <p> </pre><p>d<br>e</p>"
        );
    }
}
