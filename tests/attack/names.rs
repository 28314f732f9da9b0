//! Names that are something else on another disk.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use super::{Victim, talk};
use crate::small::disk::{built, tree};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

/// Names in `static/`, and what is said of them.
const REFUSED: &[(&[&[u8]], &[&str])] = &[
    (&[b"CON.svg"], &["`CON.svg` is a device on Windows"]),
    (&[b"aux"], &["`aux` is a device"]),
    (&[b"lpt1.tar.gz"], &["`lpt1.tar.gz` is a device"]),
    (&[b"a."], &["`a.` ends with a dot"]),
    (&[b"a "], &["`a ` ends with a dot or a space"]),
    (&["a\u{308}.svg".as_bytes()], &["has a letter in two parts"]),
    (&["ä.svg".as_bytes(), "a\u{308}.svg".as_bytes()], &["has a letter in two parts"]),
    (&["Ä.svg".as_bytes(), "ä.svg".as_bytes()], &["`static/Ä.svg`", "`static/ä.svg`", "are the same"]),
    (&[b"X", b"x/y.svg"], &["`static/x/y.svg` and `static/X` are the same"]),
    (&[b"Icon.svg"], &["`static/Icon.svg`", "`static/icon.svg`", "are the same"]),
    (&[b"a\\b.svg"], &["does not allow"]),
    (&[b"a\\b.svg", b"a/b.svg"], &["does not allow"]),
    (&[b"a:b.svg"], &["does not allow"]),
    (&[b"\xff.svg", b"\xfe.svg"], &["`\\xff.svg` is not UTF-8", "`\\xfe.svg` is not UTF-8"]),
];

#[test]
fn names_in_static_that_some_disk_changes_are_refused() {
    for (names, said) in REFUSED {
        let victim = Victim::new();
        for name in *names {
            let path = victim.small.path("static").join(OsStr::from_bytes(name));
            fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
            fs::write(path, SVG).expect("this disk can carry it");
        }
        for command in [&mut victim.build(), &mut victim.small.errbook("check")] {
            let output = victim.survives(said[0], command);
            assert_eq!(output.status.code(), Some(2), "{said:?}: {}", talk(&output));
            for words in *said {
                assert!(talk(&output).contains(words), "{words}: {}", talk(&output));
            }
        }
    }
}

#[test]
fn names_of_content_that_some_disk_changes_are_refused() {
    let files: &[&[u8]] = &[
        b"content/records/tea/con.md",
        b"content/records/tea/error-0/nul.txt",
        b"content/records/tea/error-0/a.txt.",
        b"content/records/tea/error-0/a\\b.txt",
        b"content/records/Tea/error-1.md",
        b"content/records/tea/\xff.md",
        b"content/records/tea/\xfe.md",
        "content/records/tea/a\u{308}.md".as_bytes(),
        "content/records/tea/ä.md".as_bytes(),
        "content/records/tea/Ä.md".as_bytes(),
        b"content/records/tea/ERROR-0.md",
    ];
    let victim = Victim::new();
    for (number, file) in files.iter().enumerate() {
        let path = victim.small.dir().join(OsStr::from_bytes(file));
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(path, crate::small::record(number + 10, "It is a teapot."))
            .expect("this disk can carry it");
    }
    let output = victim.survives("names", victim.small.errbook("check").args(["--format", "short"]));
    let refused = talk(&output).lines().filter(|line| line.contains("error[bad-name]")).count();
    assert_eq!(refused, files.len(), "{}", talk(&output));
}

#[test]
fn every_file_in_static_is_published() {
    let victim = Victim::new();
    let deep = "a/b/c/d/e/f/g/h/i/cup.svg";
    for path in [deep, "css/tea.woff2", "css/deep/er/tea.png", "js/tea.svg", "js/tea.js.map", "css/own.css"] {
        victim.small.put(&format!("static/{path}"), &format!("/* {path} */"));
    }
    built(&victim.small, &[]);
    let site = tree(&victim.small.path("site"));
    for path in [deep, "css/tea.woff2", "css/deep/er/tea.png", "js/tea.svg", "js/tea.js.map"] {
        let published = site.get(&format!("assets/{path}"));
        assert_eq!(published.map(Vec::as_slice), Some(format!("/* {path} */").as_bytes()), "{path}");
    }
    let style = site.iter().find(|(path, _)| path.starts_with("assets/site-") && path.ends_with("css"));
    assert!(String::from_utf8_lossy(style.expect("there is a style").1).contains("/* css/own.css */"));
    assert!(!site.contains_key("assets/css/own.css"));
}
