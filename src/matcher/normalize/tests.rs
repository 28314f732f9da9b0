//! What a reader sees of dirty text.

use super::*;

/// The glyphs as a string: `'` for a mark, a blank for a blank, `/` for a wrap, `#` for a break.
fn shown(text: &str) -> String {
    let raw: Vec<char> = text.chars().collect();
    let mut shown = String::new();
    for glyph in normalize(&raw) {
        shown.push_str(["", "'", " ", "/", "#"][glyph.gap as usize]);
        shown.push(glyph.sign);
    }
    shown
}

#[test]
fn depth_of_escaping_does_not_matter() {
    for text in [
        r#"{"type":"a"}"#,
        r#"{\"type\":\"a\"}"#,
        r#"{\\\"type\\\":\\\"a\\\"}"#,
        "{&quot;type&quot;:&quot;a&quot;}",
    ] {
        assert_eq!(shown(text), "{'type':'a'}", "{text}");
    }
    assert_eq!(shown("don\u{2019}t"), shown(r"don\xe2\x80\x99t"));
    assert_eq!(shown("don't"), shown(r"don\\u2019t"));
    assert_eq!(shown("&amp;amp;quot;x"), "'x");
}

#[test]
fn colours_and_invisible_signs_leave_no_trace() {
    assert_eq!(shown("\u{1b}[31mAPI\u{1b}[0m Er\u{200b}ror"), "api error");
    assert_eq!(shown(r"\u001b[31mAPI\x1b[0m [0mError"), "'api error");
    assert_eq!(shown("opus[1m] ^[[2Kx"), "opus[1m] x");
}

#[test]
fn line_prefixes_are_not_part_of_what_was_said() {
    assert_eq!(shown("[26-03-10 00:02:47] one\n[26-03-10 00:02:47] two"), "one/two");
    assert_eq!(shown("api  | one\napi  | two"), "one/two");
    assert_eq!(shown("> one\n> two\n🤖 three\n│ four │\r\n   five"), "one/two/three/four/five");
    assert_eq!(shown("| a | b |\nname | four"), "a b/four");
    assert_eq!(shown("7 one\n8 two\n9 three"), "7 one/two/three");
    assert_eq!(shown("one\n\ntwo"), "one#two");
}
