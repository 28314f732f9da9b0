//! `import --markdown`: pages of another site become drafts, and what they lose is named.

use std::fs;
use std::path::Path;

use super::desk::{Desk, root};

const SITE: &str = "title: Demo errors\ntagline: Paste the error.\ndescription: What the errors of the demo mean.\nprograms:\n  demo: { title: Demo, summary: What the demo prints. }\n";

fn begun() -> Desk {
    let desk = Desk::empty();
    fs::create_dir_all(desk.path("content")).expect("a folder");
    fs::write(desk.path("content/site.yaml"), SITE).expect("written");
    desk
}

fn wiki() -> String {
    root().join("tests/author/wiki").display().to_string()
}

#[test]
fn pages_become_drafts_and_what_is_lost_is_named() {
    let desk = begun();
    let ran = desk.run(&["import", "--markdown", &wiki()], "").expect(0);
    for name in ["readme", "disk-full", "timeout", "wait"] {
        let path = format!("content/records/demo/{name}.md");
        let expected =
            fs::read_to_string(root().join(format!("tests/author/imported/{name}.md"))).expect("it is text");
        assert_eq!(desk.read(&path), expected, "{name}");
        assert!(ran.out.contains(&path), "{}", ran.out);
    }
    for lost in [
        "left out: empty.md: empty",
        "readme.md: lost the link to `oncall.html`",
        "disk-full.md: lost the field `owner` of the front matter",
        "disk-full.md: lost the image `chart.png`",
        "disk-full.md: lost the heading `Nothing`, which nothing is below",
        "wait.md: lost 1 invisible characters",
        "wait.md: lost front matter in TOML",
        "4 drafts from 4 pages, 1 left out, 7 parts lost",
    ] {
        assert!(ran.err.contains(lost), "{lost}\n{}", ran.err);
    }
    desk.run(&["check"], "").expect(0);
}

#[test]
fn links_out_of_the_folder_lead_to_where_it_is_published() {
    let desk = begun();
    let args = ["import", "--markdown", &wiki(), "--url", "https://wiki.example/en/"];
    desk.run(&args, "").expect(0);
    let readme = desk.read("content/records/demo/readme.md");
    assert!(readme.contains("[how to page](https://wiki.example/en/oncall.html)"), "{readme}");
}

#[test]
fn what_is_there_is_left_alone() {
    let desk = begun();
    desk.run(&["import", "--markdown", &wiki()], "").expect(0);
    let path = "content/records/demo/timeout.md";
    fs::write(desk.path(path), "---\ntitle: Mine\nsummary: s\n---\n").expect("written");
    let ran = desk.run(&["import", "--markdown", &wiki()], "").expect(0);
    assert!(ran.err.contains("0 drafts from 4 pages, 5 left out"), "{}", ran.err);
    assert!(desk.read(path).contains("Mine"));
}

#[cfg(unix)]
#[test]
fn links_in_the_folder_are_not_followed() {
    let desk = begun();
    let pages = desk.path("pages");
    fs::create_dir_all(&pages).expect("a folder");
    fs::write(desk.path("secret.txt"), "# Secret\n\nSecret.\n").expect("written");
    std::os::unix::fs::symlink("../secret.txt", Path::new(&pages).join("a.md")).expect("linked");
    fs::write(pages.join("b.md"), "# B\n\nText.\n").expect("written");
    let ran = desk.run(&["import", "--markdown", "pages"], "").expect(0);
    assert!(ran.err.contains("left out: a.md: not a plain file"), "{}", ran.err);
    assert!(!desk.path("content/records/demo/a.md").exists());
}
