//! The promises of `browser::promises`, kept by every kind of page of a real site: served from a sub-folder and opened
//! from disk, on phones and desktops, in light and dark.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;

use browser::promises::{self, Promise};
use browser::server::Server;
use browser::{Browser, DESKTOP, PHONE, View};
use std::path::PathBuf;

/// The site that is judged.
fn site() -> PathBuf {
    browser::our_site()
}

/// One page of each kind, as `(kind, path)`; the judges of `tests/judges` read the same list.
fn pages() -> Vec<(String, String)> {
    let list: serde_json::Value =
        serde_json::from_str(include_str!("pages.json")).expect("tests/pages.json is a list of pages");
    let word = |page: &serde_json::Value, key: &str| {
        page[key].as_str().expect("a page has kind and path").to_string()
    };
    list.as_array().into_iter().flatten().map(|page| (word(page, "kind"), word(page, "path"))).collect()
}

fn everywhere() -> [View; 4] {
    [PHONE, PHONE.dark(), DESKTOP, DESKTOP.dark()]
}

/// Where a page is loaded from.
enum Host {
    Served(Server),
    Disk(PathBuf),
}

impl Host {
    fn url(&self, path: &str) -> String {
        match self {
            Host::Served(server) => server.url(path),
            Host::Disk(folder) => format!("file://{}", folder.join(path).display()),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Host::Served(_) => "served",
            Host::Disk(_) => "from disk",
        }
    }
}

/// Every kind of page keeps the promise, in every view, on every host; all that is broken is told at once.
fn keeps(promise: Promise, views: &[View], hosts: &[Host]) {
    keeps_on(&pages(), promise, views, hosts);
}

fn keeps_on(pages: &[(String, String)], promise: Promise, views: &[View], hosts: &[Host]) {
    let Some(browser) = Browser::start() else { return };
    assert!(!pages.is_empty(), "tests/pages.json names no page");
    let mut broken = Vec::new();
    for host in hosts {
        for (kind, path) in pages {
            for view in views {
                let found = promise(&browser, &host.url(path), *view);
                let place = format!("{kind} {}, {} {}", host.name(), view.name, view.scheme);
                broken.extend(found.into_iter().map(|what| format!("{place}: {what}")));
            }
        }
    }
    assert!(broken.is_empty(), "{} broken\n{}", broken.len(), broken.join("\n"));
}

fn served() -> Host {
    Host::Served(Server::start(&site()))
}

fn both() -> [Host; 2] {
    [served(), Host::Disk(site())]
}

#[test]
fn axe_finds_nothing() {
    keeps(promises::accessible, &everywhere(), &both());
}

#[test]
fn a_page_is_light() {
    keeps(promises::light, &[DESKTOP, PHONE], &[served()]);
}

/// The page of a large record may weigh more than 24 KB: then twice the bytes of its text alone, as `weight.js` counts it.
#[test]
fn every_record_is_light() {
    let list = std::fs::read_to_string(site().join("errors.json")).expect("the site has its list");
    let list: serde_json::Value = serde_json::from_str(&list).expect("errors.json is JSON");
    let paths = list["records"].as_array().into_iter().flatten().filter_map(|record| record["url"].as_str());
    let records: Vec<(String, String)> = paths.map(|path| ("record".to_string(), path.to_string())).collect();
    assert!(records.len() > 40, "only {} records", records.len());
    keeps_on(&records, promises::light, &[PHONE], &[served()]);
}

#[test]
fn nothing_moves_by_itself() {
    keeps(promises::steady, &everywhere(), &both());
}

#[test]
fn the_strict_policy_holds() {
    keeps(promises::policed, &everywhere(), &both());
}

#[test]
fn the_strict_policy_holds_as_a_header_too() {
    keeps(promises::policed, &everywhere(), &[Host::Served(Server::start_with_policy_header(&site()))]);
}

#[test]
fn the_console_stays_empty() {
    keeps(promises::quiet, &everywhere(), &both());
}

#[test]
fn no_other_host_is_asked() {
    keeps(promises::at_home, &everywhere(), &both());
}

#[test]
fn nothing_is_wider_than_the_window() {
    keeps(promises::fits, &[PHONE, DESKTOP], &both());
}

/// What an SDK raises is a name of up to 29 letters; a reader looks for all of it.
#[test]
fn the_name_of_a_class_stands_in_one_line_on_a_phone() {
    let Some(browser) = Browser::start() else { return };
    let record = site().join("anthropic-api/402-billing-error.html");
    let page = browser.open(&format!("file://{}", record.display()), PHONE);
    let names = page.findings(
        "[...document.querySelectorAll('.single dd > code')].map(name => `${name.getClientRects().length} ${name.textContent}`)",
    );
    assert!(names.contains(&"1 UnexpectedStatusCodeException".to_string()), "{names:?}");
    assert!(names.iter().all(|name| name.starts_with("1 ")), "{names:?}");
}

#[test]
fn without_scripts_the_text_is_the_same() {
    keeps(promises::whole_without_scripts, &[PHONE, DESKTOP], &both());
}

#[test]
fn the_keyboard_is_enough() {
    // The page for lost addresses loads nothing, so it has no script that could open a box.
    let mut pages = pages();
    pages.retain(|(kind, _)| kind != "missing");
    keeps_on(&pages, promises::steered_by_keys, &[PHONE, DESKTOP], &both());
}

#[test]
fn the_focus_is_always_seen() {
    keeps(promises::focus_shows, &everywhere(), &[served()]);
}

#[test]
fn targets_are_large_enough() {
    keeps(promises::easy_to_hit, &[PHONE, DESKTOP], &both());
}

#[test]
fn paper_shows_all_of_it() {
    keeps(promises::prints_whole, &[DESKTOP, DESKTOP.dark()], &both());
}
