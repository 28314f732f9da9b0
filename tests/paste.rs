//! The paste box in a real browser: from http below a path and from disk, with a mouse, with keys alone, on a phone.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;
mod report;

use browser::page::Page;
use browser::server::Server;
use browser::{Browser, DESKTOP, PHONE, View, missing, our_site};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/axe-core/axe.min.js");
const KEY: &str = "sk-ant-api03-AbCdEf0123456789AbCdEf0123456789";
const MAIL: &str = "jo@example.org";
const REFUSED: &str =
    "API Error: 403 {\"error\":{\"type\":\"forbidden\",\"message\":\"Request not allowed\"}}";
const OVERLOADED: &str =
    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";
const UNKNOWN: &str = "thread 'main' panicked at src/main.rs:14:9:\nno entry found for key: zebra";

/// The page from the network and from disk.
fn everywhere(path: &str) -> (Server, [String; 2]) {
    let server = Server::start(&our_site());
    let urls = [server.url(path), format!("file://{}", our_site().join(path).display())];
    (server, urls)
}

/// A real paste as it was sent.
fn paste(id: &str) -> String {
    let lines =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/pastes.jsonl")).unwrap();
    let mut all = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.find(|paste| paste["id"] == id).unwrap()["text"].as_str().unwrap().to_string()
}

/// Three kinds of dirt, and the record of each.
fn pastes() -> Vec<(String, String)> {
    let wanted = [
        ("p001", "amazon-bedrock/400-invalid-beta-flag"),
        ("p017", "anthropic-api/400-long-context-not-available"),
        ("p031", "anthropic-api/403-oauth-scope"),
    ];
    wanted.iter().map(|(id, record)| (paste(id), (*record).to_string())).collect()
}

/// Waits until an expression is true, also while one page goes and the next one comes.
fn until(page: &Page<'_>, question: &str) {
    let end = Instant::now() + Duration::from_secs(20);
    while page.try_evaluate(&format!("Boolean({question})")) != Ok(true.into()) {
        assert!(Instant::now() < end, "never: {question}\n{}", page.evaluate("document.body.innerText"));
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Puts a text into the box, as a paste does, and waits for its answer.
fn ask(page: &Page<'_>, text: &str) {
    page.evaluate("(() => { const box = document.querySelector('#paste'); box.focus(); box.select(); document.querySelector('#answers')?.replaceChildren(); })()");
    page.paste(text);
    until(page, "document.querySelector('#answers .footnote')");
    page.rest();
}

fn text_of(page: &Page<'_>, expression: &str) -> String {
    page.evaluate(expression).as_str().unwrap_or_default().to_string()
}

fn first(page: &Page<'_>) -> String {
    text_of(page, "document.querySelector('.hit h3 a')?.href.replace(/#.*/, '')")
}

fn texts(page: &Page<'_>, selector: &str) -> Vec<String> {
    page.findings(&format!("[...document.querySelectorAll({})].map(one => one.textContent)", json!(selector)))
}

#[test]
fn dirty_pastes_find_their_records_from_the_network_and_from_disk() {
    let Some(browser) = Browser::start() else { return };
    for path in ["index.html", "search.html"] {
        let (_server, urls) = everywhere(path);
        for url in urls {
            let page = browser.open(&url, DESKTOP);
            for (text, record) in pastes() {
                ask(&page, &text);
                assert!(
                    first(&page).ends_with(&format!("{record}.html")),
                    "{url}: {} for {text}",
                    first(&page)
                );
                assert_eq!(texts(&page, "#answers h2")[0], "We know this error", "{text}");
                assert!(!texts(&page, ".hit .excerpt mark")[0].is_empty());
            }
            assert_eq!(page.violations(), Vec::<String>::new(), "{url}");
            assert_eq!(page.complaints(), Vec::<String>::new(), "{url}");
        }
    }
}

#[test]
fn what_decided_is_marked_in_the_readers_own_text() {
    let Some(browser) = Browser::start() else { return };
    let (_server, urls) = everywhere("search.html");
    let page = browser.open(&urls[0], DESKTOP);
    ask(&page, &format!("$ claude\nstarting\n{REFUSED}"));
    assert!(texts(&page, ".hit .excerpt mark")[0].ends_with("Request not allowed"));
    assert!(texts(&page, ".hit .excerpt")[0].contains("API Error: 403"));
    assert_eq!(texts(&page, ".hit .place"), ["Line 3 of your text"]);
    assert_eq!(texts(&page, ".hit .next h4")[0], "Do this first");
    assert!(texts(&page, "#answers").concat().contains("Nothing left this browser"));
}

/// The matcher knows records by their ids.
#[test]
fn a_reader_is_told_of_records_by_their_titles() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&everywhere("search.html").1[1], DESKTOP);
    ask(&page, &paste("p322"));
    let why = texts(&page, ".not p").join("\n");
    assert!(
        why.contains("such lines often stand beside “Claude Code: You've hit your session limit”"),
        "{why}"
    );
}

#[test]
fn what_a_record_does_not_state_no_answer_states() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&everywhere("search.html").1[1], DESKTOP);
    ask(&page, "Anthropic: ANTHROPIC_API_KEY and ANTHROPIC_AUTH_TOKEN are both set.");
    assert!(first(&page).ends_with("api-key-and-auth-token-both-set.html"), "{}", first(&page));
    assert_eq!(texts(&page, ".hit:first-child .badges"), Vec::<String>::new());
    ask(&page, REFUSED);
    assert!(!texts(&page, ".hit:first-child .badges > :is(.yes, .no, .after-change)").is_empty());
}

#[test]
fn an_answer_keeps_away_from_the_band_above_it() {
    let Some(browser) = Browser::start() else { return };
    for path in ["index.html", "search.html"] {
        let page = browser.open(&everywhere(path).1[1], PHONE);
        for text in [REFUSED, UNKNOWN, "prmpt too long"] {
            ask(&page, text);
            let gap = page.evaluate("document.querySelector('#answers').firstChild.getBoundingClientRect().top - document.querySelector('.hero').getBoundingClientRect().bottom");
            assert!(gap.as_f64().unwrap() >= 16.0, "{path}: {gap} for {text}");
        }
    }
}

#[test]
fn several_errors_are_answered_in_order_and_repeats_are_counted() {
    let Some(browser) = Browser::start() else { return };
    let (_server, urls) = everywhere("search.html");
    let page = browser.open(&urls[1], DESKTOP);
    ask(&page, &format!("{OVERLOADED}\n{}\n{REFUSED}\n{OVERLOADED}\n", "a quiet line\n".repeat(100)));
    let links = page.findings("[...document.querySelectorAll('.hit h3 a')].map(one => one.href)");
    assert!(
        links.len() >= 2
            && links[0].contains("529-overloaded")
            && links[1].contains("403-request-not-allowed"),
        "{links:?}"
    );
    assert!(texts(&page, ".hit:first-child .place")[0].contains("2 times"));
    assert_eq!(texts(&page, "#answers h2")[0], "2 errors recognized");
}

#[test]
fn secrets_are_masked_wherever_the_text_is_shown_again() {
    let Some(browser) = Browser::start() else { return };
    let (_server, urls) = everywhere("search.html");
    let page = browser.open(&urls[0], DESKTOP);
    for text in [
        format!("key {KEY} {REFUSED} by jo@example.org"),
        format!("{UNKNOWN} {KEY}\nfrom jo@example.org in /Users/jo/x"),
    ] {
        ask(&page, &text);
        until(&page, "location.hash.includes('%5Bkey%5D')");
        let shown = text_of(
            &page,
            "document.querySelector('#answers').outerHTML + decodeURIComponent(location.href) + [...document.querySelectorAll('a')].map(a => decodeURIComponent(a.href)).join(' ')",
        );
        for secret in [KEY, "AbCdEf0123456789", "jo@example.org", "/Users/jo/"] {
            assert!(!shown.contains(secret), "{secret} is shown: {shown}");
        }
        assert!(shown.contains("[key]"), "{shown}");
    }
}

#[test]
fn nothing_but_the_sites_own_files_is_asked_for() {
    let Some(browser) = Browser::start() else { return };
    for url in &everywhere_open().1 {
        let page = browser.open(url, DESKTOP);
        let before = page.requests().len();
        assert!(
            !page.requests().iter().any(|request| request.url.contains("/search-")),
            "the search comes with the first focus"
        );
        for text in [REFUSED, UNKNOWN, "CopyNext"] {
            ask(&page, text);
        }
        let root = url.rsplit_once('/').unwrap().0;
        let asked = page.requests().split_off(before);
        assert!(asked.len() > 1, "the box loads its index");
        for request in asked {
            assert_eq!(request.kind, "Script", "{}", request.url);
            let path = request
                .url
                .strip_prefix(&format!("{root}/assets/"))
                .unwrap_or_else(|| panic!("{}", request.url));
            let name = path.trim_start_matches("index/");
            let hashed = name.chars().all(|c| c.is_ascii_alphanumeric() || "-./".contains(c));
            assert!(hashed && !path.contains("equest"), "{path} tells something of the text");
        }
    }
}

fn everywhere_open() -> (Server, [String; 2]) {
    everywhere("index.html")
}

#[test]
fn the_address_brings_an_answer_back() {
    let Some(browser) = Browser::start() else { return };
    for url in everywhere("search.html").1.iter().skip(1).chain([&everywhere_open().1[1]]) {
        let page = browser.open(url, DESKTOP);
        ask(&page, &format!("{KEY} {REFUSED}"));
        until(&page, "location.hash.startsWith('#q=')");
        let linked = text_of(&page, "location.href");
        assert!(linked.contains("#q="), "{linked}");
        let again = browser.open(&linked, DESKTOP);
        until(&again, "document.querySelector('.hit')");
        assert!(first(&again).ends_with("403-request-not-allowed.html"));
        assert!(text_of(&again, "document.querySelector('#paste').value").contains("[key]"));
        let asked = browser.open(&format!("{url}?q=CopyNext"), DESKTOP);
        until(&asked, "document.querySelector('.words')");
        assert!(texts(&asked, ".found mark")[0].contains("SecKeychainSearchCopyNext"));
    }
}

#[test]
fn every_page_has_the_box_behind_a_key() {
    let Some(browser) = Browser::start() else { return };
    let (_server, urls) = everywhere("anthropic-api/529-overloaded.html");
    for url in urls {
        for (key, view) in [("/", DESKTOP), ("Control+k", DESKTOP), ("Meta+k", PHONE)] {
            let page = browser.open(&url, view);
            page.evaluate("document.querySelector('.brand').focus()");
            page.press(key);
            page.rest();
            assert_eq!(page.evaluate("document.activeElement.id"), "paste", "{key}");
            page.paste(REFUSED);
            until(&page, "document.querySelector('dialog .hit')");
            page.press("ArrowDown");
            assert_eq!(
                page.evaluate("document.activeElement.getAttribute('aria-activedescendant')"),
                "choice-0"
            );
            assert_eq!(texts(&page, "[aria-selected=true]"), texts(&page, "[data-current] h3"));
            page.press("Escape");
            page.rest();
            assert_eq!(page.evaluate("document.activeElement.className"), "brand", "{key}");
            page.press(key);
            page.rest();
            page.press("ArrowDown");
            page.press("Enter");
            until(&page, "location.pathname.endsWith('403-request-not-allowed.html')");
        }
    }
}

#[test]
fn arrows_choose_among_results_and_return_to_the_text() {
    let Some(browser) = Browser::start() else { return };
    let (_server, urls) = everywhere("search.html");
    let page = browser.open(&urls[0], DESKTOP);
    ask(&page, "keychain");
    let choices = texts(&page, "#choices [role=option]");
    assert!(choices.len() > 1, "{choices:?}");
    page.press("ArrowDown");
    page.press("ArrowDown");
    assert_eq!(texts(&page, "[aria-selected=true]"), [choices[1].clone()]);
    page.press("ArrowUp");
    page.press("ArrowUp");
    assert_eq!(texts(&page, "[aria-selected=true]"), Vec::<String>::new());
    assert_eq!(texts(&page, ".hit"), Vec::<String>::new(), "a search is no match");
}

#[test]
fn filters_narrow_what_words_find() {
    let Some(browser) = Browser::start() else { return };
    let (_server, urls) = everywhere("search.html");
    let page = browser.open(&urls[1], DESKTOP);
    ask(&page, "error");
    let all = texts(&page, ".result").len();
    assert!(page.click("[data-word^='status:']"));
    until(&page, "document.querySelector('[aria-pressed=true]')");
    let word = texts(&page, "[aria-pressed=true]")[0].clone();
    assert!(text_of(&page, "document.querySelector('#paste').value").contains(&word));
    assert!(texts(&page, ".result").len() <= all && all > 0);
    let status = word.trim_start_matches("status:");
    for badges in texts(&page, ".result .badges") {
        assert!(badges.contains(&format!("HTTP {status}")), "{badges}");
    }
}

#[test]
fn the_ways_to_narrow_leave_room_for_what_was_found() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&everywhere("search.html").1[1], PHONE);
    for text in ["prmpt too long", "oauth", "oauth program:claude-code"] {
        ask(&page, text);
        let ways = texts(&page, "[data-word]");
        assert!((1..=6).contains(&ways.len()), "{ways:?}");
        let chosen = text.contains(':').then(|| "program:claude-code".to_string());
        assert_eq!(texts(&page, "[aria-pressed=true]").first(), chosen.as_ref(), "{text}");
    }
}

#[test]
fn on_a_phone_nothing_is_wider_than_the_window() {
    let Some(browser) = Browser::start() else { return };
    let narrow = View { name: "small phone", ..PHONE.wide(320) };
    for view in [PHONE, narrow] {
        let page = browser.open(&everywhere("search.html").1[1], view);
        for text in [REFUSED, UNKNOWN, "keychain", &pastes()[0].0] {
            ask(&page, text);
            assert_eq!(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true, "{text}");
        }
    }
}

#[test]
fn axe_finds_nothing_in_answers() {
    let Some(browser) = Browser::start() else { return };
    let Ok(axe) = std::fs::read_to_string(AXE) else {
        missing("no axe-core");
        return;
    };
    let (_server, urls) = everywhere("search.html");
    for view in [DESKTOP, PHONE.dark()] {
        let page = browser.open(&urls[0], view);
        page.evaluate(&axe);
        for text in [REFUSED, UNKNOWN, "keychain error"] {
            ask(&page, text);
            page.press("ArrowDown");
            let found = page.findings(include_str!("browser/js/axe.js"));
            assert_eq!(found, Vec::<String>::new(), "{text}");
        }
    }
}

#[test]
fn a_huge_paste_never_freezes_the_page() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&everywhere("search.html").1[1], DESKTOP);
    ask(&page, "warm");
    // How often the page got its turn while the answer was on its way: time would tell more of the machine than of us.
    let turns = page.evaluate(&format!(
        "new Promise(done => {{
            const box = document.querySelector('#paste'), line = {};
            document.querySelector('#answers').replaceChildren();
            box.value = 'a quiet line of a log with id 42\\n'.repeat(60000) + line;
            box.dispatchEvent(new Event('input'));
            let turns = 0;
            const tick = () => {{
                turns += 1;
                if (document.querySelector('#answers .footnote')) done(turns); else setTimeout(tick, 0);
            }};
            setTimeout(tick, 0);
        }})",
        json!(REFUSED)
    ));
    assert!(first(&page).ends_with("403-request-not-allowed.html"));
    assert!(turns.as_u64().unwrap() > 20, "while 2 MB were looked through the page got only {turns} turns");
}
