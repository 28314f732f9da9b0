//! What a reader gets after a paste: the answer and its first step in view, one thing to do with its command, and a way to
//! share it. In a real browser, on a phone with the keyboard open and on a desktop.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;

use browser::page::Page;
use browser::{Browser, DESKTOP, PHONE, View, our_site};
use serde_json::json;
use std::time::{Duration, Instant};

const REFUSED: &str =
    "API Error: 403 {\"error\":{\"type\":\"forbidden\",\"message\":\"Request not allowed\"}}";
const OVERLOADED: &str =
    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";
/// A phone whose keyboard is open.
const TYPING: View = View { name: "phone, keyboard open", height: 500, ..PHONE };

fn url(path: &str) -> String {
    format!("file://{}", our_site().join(path).display())
}

fn until(page: &Page<'_>, question: &str) {
    let end = Instant::now() + Duration::from_secs(20);
    while page.try_evaluate(&format!("Boolean({question})")) != Ok(true.into()) {
        assert!(Instant::now() < end, "never: {question}\n{}", page.evaluate("document.body.innerText"));
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What the browser does when somebody pastes: an event with the text, where the focus is or at the body.
fn paste(page: &Page<'_>, text: &str) {
    page.evaluate(&format!(
        "(() => {{
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', {});
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData, bubbles: true, cancelable: true }}));
        }})()",
        json!(text)
    ));
    until(page, "document.querySelector('#answers .footnote')");
    page.rest();
}

fn text_of(page: &Page<'_>, expression: &str) -> String {
    page.evaluate(expression).as_str().unwrap_or_default().to_string()
}

fn first(page: &Page<'_>) -> String {
    text_of(page, "document.querySelector('.hit h3 a')?.href.replace(/#.*/, '')")
}

/// The title of the answer and the first line of what to do.
fn in_view(page: &Page<'_>) -> bool {
    let seen = "['.hit h3', '.next :is(p, ol > li)'].every(part => {
        const { top } = document.querySelector(part).getBoundingClientRect();
        return top >= 0 && top + 24 <= innerHeight;
    })";
    page.evaluate(seen) == true
}

#[test]
fn a_paste_anywhere_brings_the_answer_and_its_first_step_into_view() {
    let Some(browser) = Browser::start() else { return };
    for path in ["index.html", "search.html", "anthropic-api/529-overloaded.html"] {
        for view in [TYPING, DESKTOP] {
            let page = browser.open(&url(path), view);
            page.evaluate("scrollTo(0, 400)");
            paste(&page, REFUSED);
            assert!(first(&page).ends_with("403-request-not-allowed.html"), "{path}: {}", first(&page));
            assert!(in_view(&page), "{path}, {}", view.name);
            assert_eq!(page.complaints(), Vec::<String>::new(), "{path}");
        }
    }
}

#[test]
fn a_shared_link_brings_the_answer_into_view_and_nothing_moves() {
    let Some(browser) = Browser::start() else { return };
    for path in ["index.html", "search.html"] {
        for view in [TYPING, DESKTOP] {
            let page = browser.open(
                &format!("{}#q={}", url(path), "Request%20not%20allowed%20forbidden%20API%20Error"),
                view,
            );
            until(&page, "document.querySelector('.hit')");
            page.rest();
            assert!(in_view(&page), "{path}, {}", view.name);
            assert_eq!(page.shifts(), Vec::<String>::new(), "{path}, {}", view.name);
        }
    }
}

#[test]
fn a_second_paste_replaces_the_first_and_can_be_undone() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url("index.html"), DESKTOP);
    let value = "document.querySelector('#paste').value";
    paste(&page, REFUSED);
    paste(&page, OVERLOADED);
    until(&page, "document.querySelector('.hit h3 a')?.href.includes('529-overloaded')");
    assert_eq!(text_of(&page, value), OVERLOADED);
    assert!(page.click(".undo button"));
    assert_eq!(text_of(&page, value), REFUSED);
    until(&page, "document.querySelector('.hit h3 a')?.href.includes('403-request')");
    assert!(page.click(".clear"));
    assert_eq!(text_of(&page, value), "");
    assert_eq!(page.evaluate("document.querySelector('#answers').childElementCount"), 0);
    assert_eq!(page.evaluate("document.querySelector('.hero h1').checkVisibility()"), true);
}

#[test]
fn on_a_phone_a_button_pastes() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url("index.html"), PHONE);
    page.evaluate(&format!(
        "Object.defineProperty(navigator.clipboard, 'readText', {{ value: async () => {} }})",
        json!(REFUSED)
    ));
    assert!(page.click(".take"), "there is a button");
    until(&page, "document.querySelector('.hit')");
    assert!(first(&page).ends_with("403-request-not-allowed.html"));
    let desktop = browser.open(&url("index.html"), DESKTOP);
    assert!(!desktop.click(".take"), "a desktop has a key for it");
}

#[test]
fn enter_brings_the_answer_of_a_text_of_many_lines() {
    let Some(browser) = Browser::start() else { return };
    for key in ["Enter", "Control+Enter"] {
        let page = browser.open(&url("search.html"), TYPING);
        paste(&page, &format!("starting\nwaiting\n{REFUSED}\n"));
        page.evaluate("scrollTo(0, document.body.scrollHeight)");
        page.press(key);
        until(&page, "document.querySelector('#answers').getBoundingClientRect().top >= 0");
        assert!(!text_of(&page, "document.querySelector('#paste').value").ends_with("\n\n"), "{key}");
    }
}

#[test]
fn what_a_card_speaks_of_it_shows() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url("index.html"), DESKTOP);
    let bad: Vec<String> = page.findings(
        "(async () => {
            const root = document.querySelector('a.ask');
            await new Promise(done => { const wait = () => globalThis.errbook.openIndex ? done() : setTimeout(wait, 5); document.querySelector('#paste').focus(); wait(); });
            const { records } = await errbook.openIndex(), bad = [];
            for (const card of (await errbook.cards([...Array(records).keys()])).values()) {
                for (const { text, code } of card.causes) if (/:$/.test(text) && !code) bad.push(`${card.id}: ${text}`);
                if (/\\]\\(record:|\\[\\]\\(/.test(JSON.stringify(card))) bad.push(`${card.id} has an empty link`);
            }
            return bad;
        })()",
    );
    assert_eq!(bad, Vec::<String>::new());
    paste(&page, REFUSED);
    assert!(text_of(&page, "document.querySelector('.next pre').textContent").contains("curl"));
    assert!(text_of(&page, "document.querySelector('.next').textContent").contains("Possible cause 1 of "));
}

#[test]
fn the_link_to_an_answer_is_copied_and_the_page_says_so() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url("index.html"), DESKTOP);
    paste(&page, &format!("sk-ant-api03-AbCdEf0123456789AbCdEf0123456789 {REFUSED}"));
    let link = text_of(&page, "document.querySelector('.footnote button').dataset.copy");
    assert!(link.contains("#q=") && !link.contains("AbCdEf"), "{link}");
    page.evaluate("document.addEventListener('copy', () => { globalThis.copied = getSelection().toString() || document.activeElement.value; }, true)");
    assert!(page.click(".footnote button"));
    until(&page, "document.querySelector('.footnote button').textContent === 'Copied'");
    assert_eq!(text_of(&page, "globalThis.copied"), link);
    let there = browser.open(&link, TYPING);
    until(&there, "document.querySelector('.hit')");
    there.rest();
    assert!(in_view(&there));
}

#[test]
fn a_search_never_asks_for_a_report_and_waits_for_a_word() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url("search.html"), DESKTOP);
    page.evaluate("document.querySelector('#paste').focus()");
    for letter in ["k", "e"] {
        page.press(letter);
        page.rest();
    }
    assert_eq!(page.evaluate("document.querySelector('#answers').childElementCount"), 0);
    page.press("y");
    until(&page, "document.querySelector('.result')");
    page.evaluate("(() => { const box = document.querySelector('#paste'); box.select(); })()");
    page.paste("zxqvwk");
    until(&page, "document.querySelector('#answers h2')?.textContent.includes('zxqvwk')");
    assert_eq!(page.evaluate("document.querySelectorAll('.none').length"), 0);
    page.evaluate("document.querySelector('#paste').select()");
    page.paste("403");
    until(&page, "document.querySelector('.result, .hit')");
}

#[test]
fn a_general_answer_keeps_the_insides_of_the_matcher_to_itself() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url("search.html"), DESKTOP);
    paste(
        &page,
        "anthropic.BadRequestError: Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': 'something nobody wrote down'}}",
    );
    let card = text_of(&page, "document.querySelector('#answers .hits').innerText");
    assert!(!card.contains("{{") && !card.contains("Decided by"), "{card}");
}
