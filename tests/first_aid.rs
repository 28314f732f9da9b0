//! The page of a record: how far one scrolls to the first check, what is folded and how it opens, the reader's own error on
//! it, and the way from check to check.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;

use browser::page::Page;
use browser::{Browser, DESKTOP, PHONE, missing, our_site};
use serde_json::Value;
use std::process::Command;
use std::time::{Duration, Instant};

const LONG: &str = "anthropic-api/403-permission-error.html";

fn url(path: &str) -> String {
    format!("file://{}", our_site().join(path).display())
}

fn until(page: &Page<'_>, question: &str) {
    let end = Instant::now() + Duration::from_secs(20);
    while page.try_evaluate(&format!("Boolean({question})")) != Ok(true.into()) {
        assert!(Instant::now() < end, "never: {question}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn yes(page: &Page<'_>, question: &str) -> bool {
    page.evaluate(&format!("Boolean({question})")) == true
}

fn text_of(page: &Page<'_>, selector: &str) -> String {
    let text = page.evaluate(&format!("document.querySelector({selector:?})?.textContent ?? ''"));
    text.as_str().unwrap_or_default().to_string()
}

fn records() -> Vec<String> {
    let list: Value =
        serde_json::from_str(&std::fs::read_to_string(our_site().join("errors.json")).unwrap()).unwrap();
    let records = list["records"].as_array().unwrap().iter();
    records.map(|record| record["url"].as_str().unwrap().to_string()).collect()
}

/// In screens of a phone: how long the page is, where the reader finds the case, where the first check.
const MEASURE: &str = "[document.documentElement.scrollHeight, '#decide', '.check'].map(what => {
    const place = typeof what === 'string' ? document.querySelector(what)?.getBoundingClientRect().top + scrollY : what;
    return ((place || 0) / 844).toFixed(2);
})";

#[test]
fn no_record_is_longer_than_twelve_screens_of_a_phone() {
    let Some(browser) = Browser::start() else { return };
    let records = records();
    assert!(records.len() > 40, "only {} records", records.len());
    let mut wrong = Vec::new();
    for record in records {
        let found = browser.open(&url(&record), PHONE).findings(MEASURE);
        let screens: Vec<f64> = found.iter().map(|screens| screens.parse().unwrap()).collect();
        if screens[0] > 12.0 || screens[1] > 2.0 || screens[2] > 3.0 {
            wrong.push(format!("{record}: {screens:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "screens in all, to the decision list, to the first check:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_page_prints_on_six_sheets_unless_everything_is_asked_for() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url(LONG), DESKTOP);
    let Some(summary) = sheets(&page.pdf()) else {
        missing("no pdfinfo");
        return;
    };
    assert!(summary <= 6, "{summary} sheets");
    assert!(page.click(".open-all"));
    assert!(yes(&page, "!document.querySelector('.text details:not([open])')"));
    assert!(sheets(&page.pdf()).unwrap() > summary);
}

fn sheets(pdf: &[u8]) -> Option<u32> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, pdf).unwrap();
    let said = Command::new("pdfinfo").arg(file.path()).output().ok()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    said.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok())
}

#[test]
fn a_link_opens_what_is_folded() {
    let Some(browser) = Browser::start() else { return };
    for view in [PHONE, PHONE.without_scripts()] {
        for id in ["organization-policy", "often-blamed", "prevent", "q2", "sources"] {
            let page = browser.open(&format!("{}#{id}", url(LONG)), view);
            let seen = format!(
                "(() => {{ const place = document.getElementById('{id}'); const {{ top }} = place.getBoundingClientRect(); return place.checkVisibility() && top >= 0 && top < innerHeight; }})()"
            );
            assert!(yes(&page, &seen), "{id}, scripts: {}", view.scripts);
        }
    }
}

#[test]
fn the_browser_finds_what_is_folded() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url(LONG), DESKTOP);
    // What `find` selects is what the search of the browser would; folded text must be searchable, not hidden.
    assert!(yes(
        &page,
        "[...document.querySelectorAll('.text details > div')].every(part => getComputedStyle(part).display !== 'none')"
    ));
}

#[test]
fn a_source_appears_where_it_is_named() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url(LONG), DESKTOP);
    assert!(page.click("#short-answer ~ ul sup a"));
    let card = text_of(&page, ".source-card");
    assert!(card.contains("documentation") && card.contains("read 20"), "{card}");
    assert!(yes(&page, "document.querySelector('.source-card a[href^=http]')"));
    page.press("Escape");
    assert!(!yes(&page, "document.querySelector('.source-card')"));
}

#[test]
fn what_is_in_doubt_says_so_in_words_that_agree() {
    let page = std::fs::read_to_string(our_site().join(LONG)).unwrap();
    assert!(page.contains("Rumor: claimed by <a"), "{page}");
    assert!(!page.contains("unsupported "), "the status alone would contradict its sentence");
}

#[test]
fn the_page_shows_the_readers_error_and_only_as_text() {
    let Some(browser) = Browser::start() else { return };
    let attack = "<img src=x onerror=hit(1)> Missing required scopes";
    let hash = format!(
        "#e={}&w=Missing%20required&c=wrong-kind-of-key",
        attack.replace('<', "%3C").replace('>', "%3E").replace(' ', "%20").replace('=', "%3D")
    );
    let page = browser.open(&format!("{}{hash}", url(LONG)), PHONE);
    assert_eq!(text_of(&page, ".yours .excerpt"), attack);
    assert_eq!(text_of(&page, ".yours mark"), "Missing required");
    assert_eq!(page.hits(), Vec::<String>::new());
    assert!(yes(&page, "document.getElementById('wrong-kind-of-key').checkVisibility()"));
    assert!(text_of(&page, ".likely").contains("Likely"));
    let plain = browser.open(&url(LONG), PHONE);
    assert!(!yes(&plain, "document.querySelector('.yours, .likely')"));
}

#[test]
fn an_outcome_leads_on_and_back_works() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url(LONG), PHONE);
    let third = "#read-the-message .check > dl > dt:nth-of-type(3) .outcome";
    page.evaluate(&format!("document.querySelector({third:?}).focus()"));
    page.press("Enter");
    until(&page, "document.querySelector('.ruled-out')");
    assert!(text_of(&page, ".ruled-out").starts_with("Ruled out: there is no request id"));
    assert!(yes(&page, "document.getElementById('not-from-the-api').checkVisibility()"));
    assert!(!yes(&page, "document.getElementById('read-the-message').checkVisibility()"));
    assert!(yes(&page, "location.hash.includes('d=read-the-message.2')"));
    assert!(page.click("#not-from-the-api .check > dl > dt:nth-of-type(3) .outcome"));
    let told = page.evaluate("document.querySelector('.support button').dataset.copy");
    let told = told.as_str().unwrap();
    assert!(told.contains("What I checked:") && told.contains("there is no request id"), "{told}");
    let again = browser.open(page.evaluate("location.href").as_str().unwrap(), PHONE);
    assert!(yes(&again, "document.querySelectorAll('.outcome[aria-pressed=true]').length === 2"));
    page.evaluate("history.go(-2)");
    until(&page, "!document.querySelector('.ruled-out, .outcome[aria-pressed=true]')");
}

#[test]
fn a_chosen_language_stays_chosen() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url(LONG), DESKTOP);
    page.evaluate("document.querySelectorAll('.text details').forEach(fold => { fold.open = true; })");
    page.evaluate("[...document.querySelectorAll('.tabs > label')].find(tab => tab.textContent === 'TypeScript').click()");
    let chosen = "[...document.querySelectorAll('.tabs')].filter(tabs => [...tabs.children].some(tab => tab.textContent === 'TypeScript')).every(tabs => tabs.querySelector(':checked').parentElement.textContent === 'TypeScript')";
    assert!(yes(&page, chosen));
    page.evaluate("location.reload()");
    page.rest();
    assert!(yes(&page, chosen));
}

#[test]
fn other_errors_of_the_status_are_one_tap_away() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&url(LONG), PHONE);
    assert!(yes(
        &page,
        "document.querySelector('.siblings summary').getBoundingClientRect().bottom < innerHeight"
    ));
    assert!(page.click(".siblings summary"));
    assert!(yes(&page, "document.querySelectorAll('.siblings li a').length > 3"));
}

const PLUGIN: &str = "---
title: A plugin cannot be read
summary: \"Acme cannot read [the plugin](hole:file).\"
quick-fix: \"Delete [`FILE`](hole:file:path), then start again.\"
signatures: [\"acme: cannot read plugin {file:path}: no such file\"]
---

See [a plugin](hole:file).
";

/// A site with places for what the reader's error says.
fn site_with_places() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "content/site.yaml",
        "title: T\ntagline: t\ndescription: d\nprograms:\n  acme: { title: A, summary: s }\n",
    );
    write("content/records/acme/plug.md", PLUGIN);
    let built =
        Command::new(env!("CARGO_BIN_EXE_errbook")).arg("build").current_dir(dir.path()).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stdout));
    dir
}

/// Code and text of the places, after the page got this fragment.
fn places(page: &Page<'_>) -> (String, String) {
    (text_of(page, "code[data-hole], [data-hole] code"), text_of(page, ".text [data-hole=file]"))
}

#[test]
fn a_place_shows_what_the_readers_error_says() {
    let Some(browser) = Browser::start() else { return };
    let dir = site_with_places();
    let address = format!("file://{}", dir.path().join("site/acme/plug.html").display());
    let given = |value: &str| {
        let line: String = format!("acme: cannot read plugin {value}: no such file")
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect::<Vec<_>>()
            .concat();
        browser.open(&format!("{address}#e={line}"), PHONE)
    };
    let page = given("plugins/a.js");
    until(&page, "document.querySelector('[data-hole] code').textContent === 'plugins/a.js'");
    let hostile = [
        "a/b; rm -rf ~",
        "$(reboot)/a",
        "`reboot`/a",
        "\"a/b\" & x",
        "'a/b'$IFS",
        "./a|sh",
        "a/b\n/c",
        "a/\u{202e}b",
        "</script><script>hit(1)</script>/a",
        "<img/src=x/onerror=hit(1)>",
    ];
    for value in hostile {
        let page = given(value);
        until(&page, "globalThis.errbook?.admits");
        page.rest();
        let (code, _) = places(&page);
        let inert = |c: char| c.is_ascii_alphanumeric() || "._/:@+-".contains(c);
        assert!(code == "FILE" || code.chars().all(inert) && !code.contains("rm"), "{value}: {code}");
        assert_eq!(page.hits(), Vec::<String>::new(), "{value}");
        assert!(!yes(&page, "document.querySelector('main img, main script')"), "{value}");
    }
    // Without an error, or with one that this record does not recognize, the page says its own words.
    for address in [address.clone(), format!("{address}#e=another%20error%20of%20plugins/a.js")] {
        let page = browser.open(&address, PHONE);
        page.rest();
        assert_eq!(places(&page), ("FILE".to_string(), "a plugin".to_string()), "{address}");
    }
}
