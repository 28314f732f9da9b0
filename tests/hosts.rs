//! One build works wherever files are served: on eight hosts, at the root and below a path, and from disk.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;
mod static_hosts;

use browser::page::Page;
use browser::server::Server;
use browser::{Browser, DESKTOP};
use serde_json::{Value, json};
use static_hosts::http::links;
use static_hosts::walk::{files, missing_page, walk};
use static_hosts::{HOSTS, Host};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The same built folder as `/` and as `/kb/` of what a host serves.
struct Places {
    site: PathBuf,
    above: tempfile::TempDir,
}

impl Places {
    fn new() -> Places {
        let site = browser::our_site();
        let above = tempfile::tempdir().expect("a temporary folder can be made");
        for (path, bytes) in files(&site) {
            let to = above.path().join("kb").join(path);
            fs::create_dir_all(to.parent().expect("a file lies in a folder")).expect("the folder is ours");
            fs::write(to, bytes).expect("the folder is ours");
        }
        Places { site, above }
    }

    fn of(&self, host: &Host) -> Vec<(&Path, &'static str)> {
        let mut places = vec![(self.site.as_path(), "/")];
        if host.below_a_path {
            places.push((self.above.path(), "/kb/"));
        }
        places
    }
}

/// Tries something on every host that is here; all that is wrong is told at once.
fn on_every_host(wrong: impl Fn(&Host, u16, &'static str) -> Vec<String>) {
    let places = Places::new();
    let mut all = Vec::new();
    for host in &HOSTS {
        if let Some(what) = host.missing() {
            browser::missing(&what);
            continue;
        }
        for (folder, base) in places.of(host) {
            let running = host.start(folder, base);
            let found = wrong(host, running.port, base);
            all.extend(found.into_iter().map(|what| format!("{} at {base}: {what}", host.name)));
        }
    }
    assert!(all.is_empty(), "{} wrong\n{}", all.len(), all.join("\n"));
}

#[test]
fn every_file_and_link_answers_on_every_host() {
    let files = files(&browser::our_site());
    on_every_host(|host, port, base| {
        let mut wrong = walk(port, base, &files);
        let own = files.get("404.html").filter(|_| host.own_missing_page);
        wrong.extend(missing_page(port, base, own));
        wrong
    });
}

/// One page of each kind, and the search.
fn kinds() -> Vec<String> {
    let pages: Value = serde_json::from_str(include_str!("pages.json")).expect("a list of pages");
    let pages = pages.as_array().expect("a list of pages");
    pages.iter().map(|page| page["path"].as_str().expect("a page has a path").to_string()).collect()
}

/// An old address of our own base and the page that it leads to.
fn alias() -> (String, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = errbook::source::read(root).expect("the content is there");
    let (base, _) = errbook::base::load(&sources);
    let renamed = base.records().find_map(|(_, record)| Some((record.front.aliases.first()?, record)));
    let (alias, record) = renamed.expect("a record of ours was renamed");
    (format!("{}.html", alias.value), format!("{}.html", record.id.as_str()))
}

/// What a page shows of having arrived whole: its style applies and its script ran.
const WHOLE: &str = "(() => {
    const wrong = [];
    if (!document.querySelector('main h1')) wrong.push('no heading');
    if (getComputedStyle(document.body).marginTop !== '0px') wrong.push('no style');
    if (document.querySelector('script[src]') && !document.querySelector('footer select')) wrong.push('no script');
    return wrong;
})()";

/// What is wrong with an open page: what it lacks, complains of, or asked of others.
fn wrong_with(page: &Page<'_>, origin: &str) -> Vec<String> {
    let mut wrong = page.findings(WHOLE);
    wrong.extend(page.complaints());
    wrong.extend(page.violations());
    let strangers = page.requests().into_iter().filter(|request| !request.url.starts_with(origin));
    wrong.extend(strangers.map(|request| format!("asked for {}", request.url)));
    wrong
}

const REFUSED: &str =
    "API Error: 403 {\"error\":{\"type\":\"forbidden\",\"message\":\"Request not allowed\"}}";
const ANSWER: &str = "anthropic-api/403-request-not-allowed";

/// Where the first answer of the paste box leads, as soon as there is one.
const ANSWERED: &str = "new Promise(done => {
    const end = Date.now() + 20000;
    const look = () => {
        const hit = document.querySelector('.hit h3 a');
        if (hit || Date.now() > end) done(hit?.href.split('#')[0] ?? 'nowhere'); else setTimeout(look, 20);
    };
    look();
})";

/// The walk of a reader: every kind of page, a paste, a search that came as a link, then an old address with a place in
/// the page.
fn read_all(browser: &Browser, origin: &str, base: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut answered = |page: &Page<'_>, how: &str| {
        let found = page.evaluate(ANSWERED);
        if !found.as_str().is_some_and(|href| href.ends_with(&format!("{base}{ANSWER}.html"))) {
            wrong.push(format!("{how} leads to {found}"));
        }
    };
    let home = browser.open(&format!("{origin}{base}index.html"), DESKTOP);
    let words = home.evaluate(&format!("encodeURIComponent({})", json!(REFUSED)));
    let search = format!("{origin}{base}search.html#q={}", words.as_str().unwrap_or_default());
    answered(&browser.open(&search, DESKTOP), "a search in the hash");
    home.evaluate("document.querySelector('#paste').focus()");
    home.paste(REFUSED);
    answered(&home, "a paste");
    wrong.extend(wrong_with(&home, origin).into_iter().map(|what| format!("after a paste: {what}")));
    for path in kinds() {
        let page = browser.open(&format!("{origin}{base}{path}"), DESKTOP);
        wrong.extend(wrong_with(&page, origin).into_iter().map(|what| format!("{path}: {what}")));
    }
    let (old, new) = alias();
    let page = browser.open(&format!("{origin}{base}{old}#about"), DESKTOP);
    page.rest();
    let there = page.evaluate("[location.pathname, location.hash]");
    let path = there[0].as_str().unwrap_or_default();
    // Some hosts show pages under their address without the ending.
    if there[1] != json!("#about") || !format!("{}.html", path.trim_end_matches(".html")).ends_with(&new) {
        wrong.push(format!("{old}#about leads to {there}"));
    }
    wrong
}

/// A reader at an address that does not exist. Below a path only a site that knows its address knows the way home.
fn lost(browser: &Browser, origin: &str, base: &str, knows_home: bool) -> Vec<String> {
    let page = browser.open(&format!("{origin}{base}no/such/page.html"), DESKTOP);
    let mut wrong: Vec<String> = page.findings(WHOLE).into_iter().chain(page.violations()).collect();
    if knows_home {
        let went = page.click(&format!("main a[href='{base}index.html']"));
        // The one complaint is that of the missing page itself.
        if !went
            || page.complaints().len() != 1
            || page.evaluate("Boolean(document.querySelector('#paste'))") != true
        {
            wrong.push(format!("from a missing page there is no way home: {:?}", page.complaints()));
        }
    }
    wrong
}

#[test]
fn readers_get_every_kind_of_page_on_every_host() {
    let Some(browser) = Browser::start() else { return };
    on_every_host(|host, port, base| {
        let origin = format!("http://127.0.0.1:{port}");
        let mut wrong = read_all(&browser, &origin, base);
        if host.own_missing_page {
            wrong.extend(lost(&browser, &origin, base, base == "/"));
        }
        wrong
    });
}

#[test]
fn readers_get_every_kind_of_page_from_disk() {
    let Some(browser) = Browser::start() else { return };
    let wrong = read_all(&browser, "file://", &format!("{}/", browser::our_site().display()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn readers_of_a_site_that_knows_its_address_get_the_same_and_find_home() {
    let Some(browser) = Browser::start() else { return };
    let host = &HOSTS[0];
    if let Some(what) = host.missing() {
        return browser::missing(&what);
    }
    let above = tempfile::tempdir().expect("a temporary folder can be made");
    let mut build = Command::new(env!("CARGO_BIN_EXE_errbook"));
    build.args(["build", env!("CARGO_MANIFEST_DIR"), "--base-url", "https://errors.example.org/kb", "--out"]);
    let done = build.arg(above.path().join("kb")).output().expect("the program starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let running = host.start(above.path(), "/kb/");
    let origin = format!("http://127.0.0.1:{}", running.port);
    let mut wrong = read_all(&browser, &origin, "/kb/");
    wrong.extend(lost(&browser, &origin, "/kb/", true));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A page that moves on gives up what it still loads, and a reader's console shows that as an error.
#[test]
fn an_old_address_leads_on_after_its_style_has_come() {
    let Some(browser) = Browser::start() else { return };
    let (old, new) = alias();
    let server = Server::start_with_slow_styles(&browser::our_site());
    let page = browser.open(&server.url(&old), DESKTOP);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let there = || page.try_evaluate("location.pathname").unwrap_or_default();
    while !there().as_str().is_some_and(|path| path.ends_with(&new)) {
        assert!(std::time::Instant::now() < until, "{old} leads to {}", there());
        page.rest();
    }
    page.rest();
    assert_eq!(page.complaints(), Vec::<String>::new());
    let styles = page.requests().into_iter().filter(|request| request.kind == "Stylesheet");
    let given_up: Vec<String> =
        styles.filter(|request| request.bytes == 0).map(|request| request.url).collect();
    assert_eq!(given_up, Vec::<String>::new());
}

#[test]
fn an_old_address_leads_on_without_scripts_too() {
    let Some(browser) = Browser::start() else { return };
    let (old, new) = alias();
    let page =
        browser.open(&format!("file://{}/{old}", browser::our_site().display()), DESKTOP.without_scripts());
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let there = || page.try_evaluate("location.pathname").unwrap_or_default();
    while !there().as_str().is_some_and(|path| path.ends_with(&new)) {
        assert!(std::time::Instant::now() < until, "{old} leads to {}", there());
        page.rest();
    }
}

#[test]
fn the_recipes_send_the_policy_with_every_answer() {
    let places = Places::new();
    for host in HOSTS.iter().filter(|host| matches!(host.name, "nginx" | "caddy")) {
        if let Some(what) = host.missing() {
            browser::missing(&what);
            continue;
        }
        let running = host.start(&places.site, "/");
        let kept = |path: &String| path.starts_with("assets/site-") || path.starts_with("assets/index/");
        let kept: Vec<String> = files(&places.site).into_keys().filter(kept).collect();
        assert!(kept.len() > 2, "{kept:?}");
        let asked = ["", "index.html", "assets/index.js", "no/such.html"].map(String::from);
        for path in asked.iter().chain(&kept) {
            let answer = static_hosts::http::get(running.port, &format!("/{path}")).expect("it answers");
            let policy = answer.header("content-security-policy").unwrap_or_default();
            assert!(policy.ends_with("frame-ancestors 'none'"), "{} /{path}: {policy:?}", host.name);
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{} /{path}", host.name);
            let cache = answer.header("cache-control");
            let expected = if kept.contains(path) { "max-age=31536000" } else { "no-cache" };
            assert!(answer.status == 404 || cache == Some(expected), "{} /{path}: {cache:?}", host.name);
        }
    }
}

#[test]
fn links_are_found_in_tags_only() {
    let html = "<a class=x href=../a.html#b>href=c</a> <img src=\"d e.png\"><meta content=\"0; url=f.html\">";
    assert_eq!(links(html), ["../a.html#b", "d e.png", "f.html"]);
}
