//! The paste box on pages of others: another origin, a strict policy, no request but to the site.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;

use browser::page::Page;
use browser::server::Server;
use browser::{Browser, DESKTOP, PHONE, our_site};
use std::fs;
use std::time::{Duration, Instant};

const REFUSED: &str = r#"API Error: 403 {"error":{"type":"forbidden","message":"Request not allowed"}}"#;
const UNKNOWN: &str = "thread 'main' panicked at src/main.rs:14:9:\nno entry found for key: zebra";
/// What the box shows.
const BOX: &str = "document.querySelector('errbook-paste').shadowRoot";

/// A page of somebody else's, with a policy that allows the least that docs/embed.md asks for.
fn host(site: &Server) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let address = site.url("");
    let origin = address.trim_end_matches("/kb/");
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Docs</title>
<meta name=viewport content='width=device-width'>
<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; script-src {origin}; style-src 'self'\">
<main><h1>Docs of a product</h1><errbook-paste label='What went wrong?' target=_blank></errbook-paste></main>
<script src='{address}embed.js' async></script>"
    );
    fs::write(folder.path().join("index.html"), page).expect("the page can be written");
    let server = Server::start(folder.path());
    (folder, server)
}

fn until(page: &Page<'_>, question: &str) {
    let end = Instant::now() + Duration::from_secs(30);
    while page.try_evaluate(&format!("Boolean({question})")) != Ok(true.into()) {
        assert!(Instant::now() < end, "never: {question}\n{}", page.evaluate(&format!("{BOX}?.innerHTML")));
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Pastes a text and yields what the box says then.
fn ask(page: &Page<'_>, text: &str) -> String {
    until(page, &format!("{BOX}?.querySelector('textarea')"));
    page.evaluate(&format!(
        "{{ const area = {BOX}.querySelector('textarea'); area.focus(); area.select(); {BOX}.querySelector('[part=answers]').replaceChildren(); }}"
    ));
    page.paste(text);
    until(page, &format!("{BOX}.querySelector('[part=answers] h2')"));
    page.evaluate(&format!("{BOX}.querySelector('[part=answers]').innerText"))
        .as_str()
        .unwrap_or_default()
        .to_string()
}

#[test]
fn the_box_answers_on_a_page_of_another_origin() {
    let Some(browser) = Browser::start() else { return };
    let site = Server::start(&our_site());
    let (_folder, host) = host(&site);
    for view in [DESKTOP, PHONE] {
        let page = browser.open(&host.url("index.html"), view);
        let known = ask(&page, REFUSED);
        assert!(known.contains("We know this error") && known.contains("Do this first"), "{known}");
        let link = page.evaluate(&format!("{BOX}.querySelector('.hit h3 a').href")).to_string();
        assert!(link.contains(&site.url("anthropic-api/403-request-not-allowed.html")), "{link}");
        let said = page.evaluate(&format!("{BOX}.querySelector('[role=status]').textContent"));
        assert_eq!(said, "We know this error");
        let unknown = ask(&page, UNKNOWN);
        assert!(unknown.contains("We don’t know this one yet"), "{unknown}");
        assert!(
            !page.evaluate("document.documentElement.scrollWidth > innerWidth").as_bool().unwrap_or(true)
        );
        assert_eq!(page.violations(), Vec::<String>::new());
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
}

#[test]
fn the_box_asks_for_nothing_but_the_index_of_the_site() {
    let Some(browser) = Browser::start() else { return };
    let site = Server::start(&our_site());
    let (_folder, host) = host(&site);
    let page = browser.open(&host.url("index.html"), DESKTOP);
    let loaded = "performance.getEntriesByType('resource').map(one => one.name)";
    let before = page.findings(loaded);
    assert_eq!(before, [site.url("embed.js")], "nothing but the box before the first text");
    ask(&page, REFUSED);
    for address in page.findings(loaded) {
        let ours = address.strip_prefix(&site.url("")).unwrap_or_else(|| panic!("{address}"));
        assert!(ours == "embed.js" || ours.starts_with("assets/"), "{ours}");
        assert!(!address.contains("forbidden") && !address.contains('?'), "{address}");
    }
    let embed = fs::read(our_site().join("embed.js")).expect("every site has it");
    assert!(embed.len() < 40_000, "{} bytes before the first paste", embed.len());
}

#[test]
fn a_site_that_is_away_is_named() {
    let Some(browser) = Browser::start() else { return };
    let site = Server::start(&our_site());
    let (_folder, host) = host(&site);
    let page = browser.open(&host.url("index.html"), DESKTOP);
    page.evaluate(&format!(
        "document.querySelector('errbook-paste').setAttribute('src', '{}')",
        site.url("nowhere/")
    ));
    until(&page, &format!("{BOX}?.querySelector('textarea')"));
    page.evaluate(&format!("{BOX}.querySelector('textarea').focus()"));
    page.paste(REFUSED);
    until(&page, &format!("{BOX}.querySelector('[part=answers] a')"));
    let said = page.evaluate(&format!("{BOX}.querySelector('[part=answers]').innerText")).to_string();
    assert!(said.contains("could not be loaded"), "{said}");
}
