//! The promises can be broken: each finds its fault in a copy of the small site into which the fault was put.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;

use browser::promises::{self, Promise};
use browser::server::Server;
use browser::{Browser, DESKTOP, PHONE, View};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const HOME: &str = "index.html";
const RECORD: &str = "errors/refused.html";
const STYLE: &str = "style.css";
const SCRIPT: &str = "page.js";

/// A fault: the file, what stands in it, what is put there instead, and words of what must be found.
type Fault = (&'static str, &'static str, &'static str, &'static str);

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/fixture")
}

fn broken_copy(&(file, from, to, _): &Fault) -> TempDir {
    let copy = tempfile::tempdir().expect("the temporary folder can be written");
    std::fs::create_dir(copy.path().join("errors")).expect("a new folder has room");
    for name in [HOME, RECORD, "404.html", STYLE, SCRIPT] {
        let mut text = std::fs::read_to_string(fixture().join(name)).expect("the small site is whole");
        if name == file {
            assert!(text.contains(from), "{file} no longer contains {from}");
            text = text.replacen(from, to, 1);
        }
        std::fs::write(copy.path().join(name), text).expect("a new folder has room");
    }
    copy
}

fn finds(promise: Promise, view: View, faults: &[Fault]) {
    let Some(browser) = Browser::start() else { return };
    for fault in faults {
        let copy = broken_copy(fault);
        let server = Server::start_with_policy_header(copy.path());
        let found = promise(&browser, &server.url(RECORD), view);
        let expected = fault.3;
        assert!(found.iter().any(|what| what.contains(expected)), "{expected:?} is not among {found:#?}");
    }
}

#[test]
fn axe_sees_a_pale_text_a_lost_language_and_an_unnamed_box() {
    finds(
        promises::accessible,
        DESKTOP.dark(),
        &[
            (STYLE, "--link: #8ec5ff", "--link: #333333", "violation color-contrast"),
            (RECORD, "<html lang=\"en\">", "<html>", "violation html-has-lang"),
            (RECORD, "<label for=\"box\">Your error</label>", "", "paste box open: violation label"),
            (
                STYLE,
                "padding: 0.25rem; background: var(--paper)",
                "padding: 0.25rem",
                "undecided color-contrast",
            ),
        ],
    );
}

#[test]
fn weight_is_weighed() {
    let long = |of: &str| -> &'static str { of.repeat(30_000 / of.len()).leak() };
    let image = "<img src=\"../a.png\" alt=\"\"><img src=\"../b.png\" alt=\"\"></main>";
    let comment: &str = format!("<!-- {} -->", long("x")).leak();
    let style: &str = format!("/* {} */", long("x")).leak();
    let script: &str = format!("// {}\n", long("x")).leak();
    let numbers: Vec<String> = (0_u32..9_000).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
    let padding: &str = format!("<!-- {} --></main>", numbers.join(" ")).leak();
    finds(
        promises::light,
        DESKTOP,
        &[
            (RECORD, "</main>", image, "5 requests, 4 allowed"),
            (RECORD, "</main>", comment, "bytes of HTML, 24000 allowed"),
            (STYLE, ":root", style, "bytes of CSS, 28000 allowed"),
            (SCRIPT, "// ", script, "bytes of JavaScript, 16000 allowed"),
            (RECORD, "</main>", padding, "bytes in all, 70000 allowed"),
            (RECORD, "</main>", padding, "bytes in all, compressed, 20000 allowed"),
        ],
    );
}

#[test]
fn movement_is_felt() {
    let banner = "document.querySelector('main').before(Object.assign(document.createElement('p'), { textContent: 'Late' }));";
    let late: &str = format!("requestAnimationFrame(() => setTimeout(() => {{ {banner} }}));\n// ").leak();
    let on_opening: &str = format!("const open = () => {{ {banner} }};\n// ").leak();
    finds(
        promises::steady,
        DESKTOP,
        &[
            (SCRIPT, "// ", late, "unasked: <"),
            (SCRIPT, "const open", on_opening, "after input"),
            (STYLE, "[data-theme='dark'] {", "[data-theme='dark'] { font-size: 2rem;", ": <"),
        ],
    );
}

#[test]
fn the_policy_is_watched() {
    finds(
        promises::policed,
        DESKTOP,
        &[
            (RECORD, "<h1>", "<h1 style=\"margin: 0\">", "style-src-attr blocked inline"),
            (RECORD, "</main>", "<script>1</script></main>", "script-src-elem blocked inline"),
            (
                RECORD,
                "style-src 'self'",
                "style-src 'self' 'unsafe-inline'",
                "allows style-src 'unsafe-inline'",
            ),
            (RECORD, "; base-uri 'none'", "", "lacks base-uri 'none'"),
            (RECORD, "http-equiv=\"Content-Security-Policy\"", "name=\"policy\"", "no policy"),
            (
                SCRIPT,
                "const open",
                "fetch('https://example.com/paste').catch(() => {});\nconst open",
                "connect-src blocked",
            ),
        ],
    );
}

#[test]
fn complaints_are_heard() {
    finds(
        promises::quiet,
        DESKTOP,
        &[
            (SCRIPT, "const open", "console.error('odd');\nconst open", "console: \"odd\""),
            (SCRIPT, "dialog.showModal()", "dialog.nowhere()", "exception"),
            (RECORD, "../style.css", "../styles.css", "404 for"),
        ],
    );
}

#[test]
fn a_call_abroad_is_seen() {
    let image = "<img src=\"https://example.com/pixel.png\" alt=\"\"></main>";
    finds(
        promises::at_home,
        DESKTOP,
        &[
            (RECORD, "</main>", image, "asks https://example.com/pixel.png"),
            (
                SCRIPT,
                "dialog.showModal()",
                "new Image().src = 'https://example.com/opened'",
                "asks https://example.com/opened",
            ),
        ],
    );
}

#[test]
fn too_wide_is_too_wide() {
    finds(
        promises::fits,
        PHONE,
        &[
            (STYLE, "overflow-wrap: anywhere; }\n.scroll", "}\n.scroll", "wide in a window of 320 px"),
            (STYLE, "overflow-x: auto", "overflow-x: visible", "reaches beyond 320 px"),
            (
                STYLE,
                "h1, .home {",
                "html { overflow-x: clip } .sample { min-width: 1500px } h1, .home {",
                "reaches beyond 1440 px",
            ),
        ],
    );
}

#[test]
fn a_text_that_depends_on_scripts_is_missed() {
    let adds = "document.querySelector('h1').append(' (live)');\nconst open";
    let removes = "document.querySelector('h1').remove();\nconst open";
    finds(
        promises::whole_without_scripts,
        PHONE,
        &[
            (SCRIPT, "const open", adds, "only with scripts: (live)"),
            (SCRIPT, "const open", removes, "only without scripts: 403: permission refused"),
            (RECORD, "id=\"main\"", "id=\"main\" hidden", "no text in a main element"),
        ],
    );
}

#[test]
fn keys_that_do_nothing_are_noticed() {
    const AWAY: &str = "const open = () => { location.href = '../index.html#away'; };
        if (location.hash === '#away') (dialog.showModal(), dialog.querySelector('textarea').focus());";
    finds(
        promises::steered_by_keys,
        DESKTOP,
        &[
            (RECORD, "href=\"#main\"", "href=\"#nowhere\"", "the first stop is no visible link"),
            (STYLE, ".skip:focus { left: 0;", ".skip:focus {", "the first stop is no visible link"),
            (SCRIPT, "event.key === '/'", "event.key === 's'", "/ opens no box"),
            (SCRIPT, "event.ctrlKey", "event.altKey", "Control+k opens no box"),
            (
                SCRIPT,
                "const open = () => dialog.showModal();",
                AWAY,
                "/ leads to a page from which Escape does not lead back",
            ),
            (SCRIPT, "event.preventDefault();", "", "/ stands in the box it opened"),
            (SCRIPT, "&& !typing", "", "/ opens a box into which no slash can be typed"),
            (
                SCRIPT,
                "dialog.showModal()",
                "(dialog.show(), dialog.querySelector('textarea').focus())",
                "/ opens a box that Escape does not close",
            ),
            (
                SCRIPT,
                "const open",
                "dialog.addEventListener('close', () => document.querySelector('.open').focus());\nconst open",
                "Control+k opens a box after which Escape does not give the focus back",
            ),
        ],
    );
}

#[test]
fn an_unseen_focus_is_seen() {
    finds(
        promises::focus_shows,
        DESKTOP,
        &[
            (STYLE, "outline: 3px solid var(--link)", "outline: none", "outline of 0 px: <a class=\"skip\""),
            (STYLE, "outline: 3px solid var(--link)", "outline: 1px solid var(--link)", "outline of 1 px"),
            (
                STYLE,
                "outline: 3px solid var(--link)",
                "outline: 3px solid #cccccc",
                "outline contrast of 1.61",
            ),
            (STYLE, ".skip:focus { left: 0;", ".skip:focus {", "focus out of sight"),
            (RECORD, "<body>", "<body inert>", "the Tab key stops nowhere"),
        ],
    );
}

#[test]
fn small_targets_are_measured() {
    finds(
        promises::easy_to_hit,
        PHONE,
        &[
            (
                STYLE,
                ".home, .row { display: inline-block; padding: 0.5rem 0; }",
                "",
                "needs 24: <a class=\"row\"",
            ),
            (
                STYLE,
                "min-height: 2.75rem",
                "min-height: 2rem",
                "needs 44: <button type=\"button\" class=\"copy\"",
            ),
        ],
    );
}

#[test]
fn paper_that_lacks_something_is_returned() {
    finds(
        promises::prints_whole,
        DESKTOP,
        &[
            (STYLE, "  .scroll pre { white-space: pre-wrap; overflow-wrap: anywhere; }", "", "cut at"),
            (STYLE, ".tools, nav, .copy", ".tools, .copy", "printed: <nav"),
            (
                STYLE,
                "@media print {",
                "@media print { table { display: none }",
                "not printed: The key works; ask for another model.",
            ),
            (STYLE, "@media print {", "@media print { table { position: absolute; left: 80rem }", "cut: 401"),
        ],
    );
}
