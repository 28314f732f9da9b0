//! What is read back from disk, in encodings that it was not written in.

use std::fs;

use super::manifest::manifest;
use super::{LETTER, Victim, talk};

/// Ways to write a manifest that names the letter outside of the site.
fn disguises(victim: &Victim) -> Vec<(&'static str, Vec<u8>)> {
    let honest = manifest(&[("../notes/letter.txt", LETTER)]);
    let inner = |path: &str| manifest(&[("PATH", LETTER)]).replace("PATH", path).into_bytes();
    let utf16 = |order: fn(u16) -> [u8; 2], mark: &[u8]| {
        [mark, &honest.encode_utf16().flat_map(order).collect::<Vec<u8>>()].concat()
    };
    let mut overlong = inner("X/notes/letter.txt");
    let at = overlong.iter().position(|byte| *byte == b'X').expect("it is there");
    overlong.splice(at..=at, *b"\xc0\xae\xc0\xae");
    vec![
        ("a byte order mark", [b"\xef\xbb\xbf", honest.as_bytes()].concat()),
        ("UTF-16", utf16(u16::to_le_bytes, b"\xff\xfe")),
        ("UTF-16, big", utf16(u16::to_be_bytes, b"\xfe\xff")),
        ("overlong dots", overlong),
        ("escaped dots", inner(r"\u002e\u002e\u002fnotes\u002fletter.txt")),
        ("an escaped slash", inner(r"..\/notes\/letter.txt")),
        ("an escaped NUL", inner(r"../notes/letter.txt\u0000.html")),
        ("half a character", inner(r"../notes/\ud800letter.txt")),
        ("percent", inner("%2e%2e/notes/letter.txt")),
        ("wide dots", inner("．．/notes/letter.txt")),
        ("a turned-round name", inner("../notes/\u{202e}txt.rettel")),
        ("cut and begun again", format!("{}{honest}", honest.trim_end_matches('}')).into_bytes()),
        ("a line after it", format!("{honest}\n{honest}").into_bytes()),
        ("deep", [b"[".repeat(200_000), b"]".repeat(200_000)].concat()),
        ("a number too large", honest.replace("\"version\":1", "\"version\":1e999").into_bytes()),
        ("nothing but NUL", vec![0; 4096]),
        ("up", inner(&victim.upward("letter.txt"))),
    ]
}

#[test]
fn a_manifest_in_disguise_removes_nothing() {
    for place in ["site", ".site.new", ".site.errbook-1-2"] {
        let victim = Victim::new();
        for (what, bytes) in disguises(&victim) {
            victim.small.put(&format!("{place}/.errbook.json"), "");
            fs::write(victim.small.path(place).join(".errbook.json"), bytes).expect("it can be written");
            victim.small.put(&format!("{place}/letter.txt"), LETTER);
            let output = victim.survives(what, &mut victim.build());
            let expected = if place == "site" { 2 } else { 0 };
            assert_eq!(output.status.code(), Some(expected), "{what} in {place}: {}", talk(&output));
            assert!(victim.small.path(place).join("letter.txt").exists(), "{what} in {place}");
        }
    }
}

#[test]
fn a_memory_in_disguise_is_not_believed() {
    let fine = Victim::new();
    let expected = talk(&fine.survives("fine", fine.small.errbook("check").args(["--format", "short"])));
    let victim = Victim::new();
    for (what, bytes) in disguises(&victim) {
        for name in ["colours", "checked"] {
            victim.small.put(&format!(".errbook/{name}"), "");
            fs::write(victim.small.path(".errbook").join(name), &bytes).expect("it can be written");
        }
        let output = victim.survives(what, victim.small.errbook("check").args(["--format", "short"]));
        assert_eq!(talk(&output), expected, "{what}");
        assert!(victim.survives(what, &mut victim.build()).status.success(), "{what}");
    }
}
