//! What a site gains by knowing where it is published, and that its addresses last.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use errbook::base;
use errbook::pages::{Setting, prepare};
use errbook::route::{Address, Page};
use errbook::source::Sources;
use errbook::theme::Theme;
use serde_json::Value;
use small::{Small, record};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const URL: &str = "https://errors.example.org/kb";

fn run(mut command: Command) -> Output {
    command.output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

/// A base with a renamed record, a retired one, and one whose texts try to be more than text.
fn base() -> Small {
    let small = Small::new(3);
    let put = |number: usize, more: &str| {
        let text = record(number, "It is a teapot.").replace("created:", &format!("{more}\ncreated:"));
        small.put(&small::record_path(number), &text);
    };
    put(
        0,
        "aliases: [tea/kettle]\nhistory:\n  - { on: 2026-11-22, what: 'Second & <b>third</b>.' }\n  - { on: 2026-11-22, what: Second. }\n  - { on: 2026-11, what: First. }",
    );
    put(1, "retired: { on: 2026-11-21, because: The kettle is gone., successor: tea/error-0 }");
    let hostile = record(2, "It is `</script>` & more.");
    small.put(&small::record_path(2), &hostile.replace("Teapot error 2", "\"'</script><!--&' ]]> error\""));
    small
}

fn build(small: &Small, out: &str, more: &[&str]) -> BTreeMap<String, String> {
    let mut command = small.errbook("build");
    command.args(["--out", out]).args(more);
    let built = run(command);
    assert!(built.status.success(), "{}", said(&built));
    let mut files = BTreeMap::new();
    let site = small.path(out);
    for entry in walkdir::WalkDir::new(&site) {
        let entry = entry.expect("the site can be read");
        let path = entry.path().strip_prefix(&site).expect("it lies below").to_string_lossy().into_owned();
        if entry.file_type().is_file() && path != ".errbook.json" {
            let bytes = fs::read(entry.path()).expect("it can be read");
            // The bundle is the one file that is no text.
            let is_bundle = path == "errbook.bundle";
            let text =
                if is_bundle { String::new() } else { String::from_utf8(bytes).expect("a page is text") };
            files.insert(path, text);
        }
    }
    files
}

fn published(small: &Small) -> BTreeMap<String, String> {
    build(small, "published", &["--base-url", URL])
}

fn is_page(path: &str) -> bool {
    path.rsplit('.').next() == Some("html")
}

/// The text between two others, wherever they stand.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|rest| Some(rest.split_once(close)?.0)).collect()
}

/// The page without the elements that begin so.
fn without(html: &str, start: &str) -> String {
    let end = if start.starts_with("<script") { "</script>" } else { ">" };
    let mut parts = html.split(start);
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |kept, part| kept + part.split_once(end).map_or("", |(_, behind)| behind))
}

#[test]
fn the_address_adds_files_and_head_lines_and_changes_nothing_else() {
    let small = base();
    let (plain, published) = (build(&small, "plain", &[]), published(&small));
    let added: Vec<&String> = published.keys().filter(|path| !plain.contains_key(*path)).collect();
    assert_eq!(added, ["feed.xml", "opensearch.xml", "sitemap.xml"]);
    for (path, before) in &plain {
        let after = &published[path];
        let expected = match path.as_str() {
            "robots.txt" => format!("{before}\nSitemap: {URL}/sitemap.xml\n"),
            "404.html" => before.replace("href=/", "href=/kb/"),
            // It says to agents what to fetch; the index has its hash.
            "skill.md" => after.replace(&format!("{URL}/"), ""),
            ".well-known/agent-skills/index.json" => continue,
            _ => {
                let head = [
                    "<link rel=canonical ",
                    "<meta property=",
                    "<link rel=search ",
                    "<link rel=alternate ",
                    "<script type=application/ld+json>",
                ];
                let kept = head.iter().fold(after.clone(), |html, start| without(&html, start));
                assert_eq!(kept == *after, !is_page(path), "{path}");
                assert!(
                    !before.contains("rel=canonical") && !before.contains("errors.example.org"),
                    "{path}"
                );
                assert_eq!(kept, *before, "{path}");
                continue;
            }
        };
        let after = if path == "skill.md" { before } else { after };
        assert_eq!(*after, expected, "{path}");
    }
}

#[test]
fn an_address_that_is_none_is_refused() {
    let small = Small::new(1);
    for url in ["errors.example.org", "ftp://example.org", "https://example.org/?q=1", "https://a b.org"] {
        let mut command = small.errbook("build");
        command.args(["--base-url", url]);
        let refused = run(command);
        assert_eq!(refused.status.code(), Some(2), "{url}");
        assert!(!small.path("site").exists());
    }
}

#[test]
fn every_page_says_its_own_address_and_an_old_one_says_the_new() {
    for (path, page) in published(&base()).iter().filter(|(path, _)| is_page(path)) {
        let own = match path.as_str() {
            "404.html" => {
                assert!(!page.contains("rel=canonical"));
                continue;
            }
            "tea/kettle.html" => "tea/error-0.html",
            "index.html" => "",
            path => path,
        };
        let canonical = between(page, "<link rel=canonical href=", ">");
        assert_eq!(canonical.len(), 1, "{path}");
        assert_eq!(canonical[0].trim_matches('"'), format!("{URL}/{own}"));
    }
}

/// The data blocks of a page.
fn data(page: &str) -> Vec<Value> {
    let blocks = between(page, "<script type=application/ld+json>", "</script>");
    blocks.into_iter().map(|block| serde_json::from_str(block).expect("a block is JSON")).collect()
}

#[test]
fn structured_data_says_what_the_page_says() {
    for (path, page) in published(&base()).iter().filter(|(path, _)| is_page(path)) {
        let record = path.starts_with("tea/error");
        let mut kinds = Vec::new();
        for block in data(page) {
            assert_eq!(block["@context"], "https://schema.org", "{path}");
            kinds.push(block["@type"].as_str().expect("a block has a type").to_string());
            if block["@type"] == "BreadcrumbList" {
                let steps = block["itemListElement"].as_array().expect("a trail has steps");
                for (ix, step) in steps.iter().enumerate() {
                    assert_eq!(step["position"], ix + 1, "{path}");
                    let item = step["item"].as_str();
                    assert_eq!(item.is_none(), ix + 1 == steps.len(), "{path}");
                    assert!(item.is_none_or(|item| item.starts_with(URL)), "{path}: {item:?}");
                }
            }
            if block["@type"] == "TechArticle" {
                assert_eq!(block["datePublished"], "2026-11-20", "{path}");
                let changed = if path == "tea/error-0.html" { "2026-11-22" } else { "2026-11-20" };
                assert_eq!(block["dateModified"], changed, "{path}");
                assert!(block["headline"].as_str().is_some_and(|text| text.chars().count() <= 110));
            }
        }
        let expected: &[&str] = match path.as_str() {
            "index.html" => &["WebSite"],
            "404.html" | "tea/kettle.html" => &[],
            _ if record => &["TechArticle", "BreadcrumbList"],
            _ => &["BreadcrumbList"],
        };
        assert_eq!(kinds, expected, "{path}");
    }
    let hostile = data(&published(&base())["tea/error-2.html"]);
    assert_eq!(hostile[0]["headline"], "'</script><!--&' ]]> error");
}

#[test]
fn the_sitemap_lists_every_page_for_readers_once() {
    let published = published(&base());
    let mut listed = between(&published["sitemap.xml"], "<loc>", "</loc>");
    listed.sort_unstable();
    let for_readers = published.keys().filter(|path| is_page(path));
    let for_readers = for_readers.filter(|path| !matches!(path.as_str(), "404.html" | "tea/kettle.html"));
    let mut expected: Vec<String> =
        for_readers.map(|path| format!("{URL}/{}", if path == "index.html" { "" } else { path })).collect();
    expected.sort();
    assert_eq!(listed, expected);
    assert_eq!(
        between(&published["sitemap.xml"], "<lastmod>", "<"),
        ["2026-11-22", "2026-11-20", "2026-11-20"]
    );
}

#[test]
fn the_feed_keeps_the_rules_of_atom() {
    let published = published(&base());
    let feed = &published["feed.xml"];
    let (head, _) = feed.split_once("<entry>").expect("there are entries");
    let one = |text: &str, tag: &str| {
        let found = between(text, &format!("<{tag}>"), &format!("</{tag}>"));
        assert_eq!(found.len(), 1, "{tag} in {text}");
        found[0].to_string()
    };
    assert_eq!(one(head, "id"), format!("{URL}/feed.xml"));
    assert_eq!(one(head, "updated"), "2026-11-22T00:00:00Z");
    assert_eq!(one(head, "name"), "Small errors");
    assert!(head.contains(&format!("rel=\"self\" type=\"application/atom+xml\" href=\"{URL}/feed.xml\"")));
    let entries = between(feed, "<entry>", "</entry>");
    let ids: Vec<String> = entries.iter().map(|entry| one(entry, "id")).collect();
    let record = format!("{URL}/tea/error-0.html");
    let changes = ["#changed-2026-11-22", "#changed-2026-11-22-2", "#changed-2026-11"];
    assert_eq!(ids, changes.map(|change| format!("{record}{change}")));
    let days: Vec<String> = entries.iter().map(|entry| one(entry, "updated")).collect();
    assert_eq!(days, ["2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z", "2026-11-01T00:00:00Z"]);
    for entry in &entries {
        assert_eq!(one(entry, "title"), "Teapot error 0");
        assert_eq!(between(entry, "<link href=\"", "\"/>"), [record.as_str()]);
    }
    // The older of two changes of a day keeps its id when the newer one comes.
    assert_eq!(one(entries[0], "summary"), "Second.");
}

#[test]
fn all_xml_can_be_read() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        assert!(
            std::env::var_os("CI").is_none(),
            "no xmllint, and under CI nothing is skipped: run `make deps`"
        );
        eprintln!("skipped: no xmllint");
        return;
    }
    let small = base();
    published(&small);
    for name in ["feed.xml", "sitemap.xml", "opensearch.xml"] {
        let mut xmllint = Command::new("xmllint");
        xmllint.args(["--noout", "--nonet"]).arg(small.path("published").join(name));
        let read = run(xmllint);
        assert!(read.status.success(), "{}", said(&read));
    }
}

#[test]
fn titles_and_descriptions_fit() {
    let mut titles = BTreeMap::new();
    for (path, page) in published(&base()).iter().filter(|(path, _)| is_page(path)) {
        let title = between(page, "<title>", "</title>");
        assert!(
            title.len() == 1 && !title[0].is_empty() && title[0].chars().count() <= 120,
            "{path}: {title:?}"
        );
        assert!(page.contains("<meta name=description content="), "{path}");
        if path != "tea/kettle.html" {
            let other = titles.insert(title[0].to_string(), path.clone());
            assert_eq!(other, None, "{path} has the title of another page: {title:?}");
        }
    }
}

#[test]
fn an_old_address_is_a_page_that_leads_on() {
    let site = build(&base(), "site", &[]);
    let page = &site["tea/kettle.html"];
    assert!(page.contains("<meta http-equiv=refresh content=\"0; url=error-0.html\">"), "{page}");
    assert!(page.contains("<a id=moved href=error-0.html>"), "{page}");
    assert!(page.contains("<meta name=robots content=noindex>"), "{page}");
}

#[test]
fn a_retired_record_keeps_its_page_with_a_note_and_its_successor() {
    let page = &build(&base(), "site", &[])["tea/error-1.html"];
    assert!(page.contains("Retired on 2026-11-21: The kettle is gone."), "{page}");
    assert!(page.contains("See <a href=error-0.html>Teapot error 0</a>"), "{page}");
}

fn git(dir: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(dir)
        .args(["-c", "user.name=Anna", "-c", "user.email=anna@example.org"])
        .args(arguments);
    let done = run(git);
    assert!(done.status.success(), "{}", said(&done));
}

fn check(small: &Small, against: &str) -> (Option<i32>, String) {
    let mut command = small.errbook("check");
    command.args(["--format", "short", "--against", against]);
    let checked = run(command);
    (checked.status.code(), said(&checked))
}

#[test]
fn a_renamed_record_without_alias_is_found() {
    // In a folder of a larger repository, as the knowledge base of a project is.
    let small = base();
    build(&small, "site", &[]);
    let before = small.path("site/errors.json");
    git(small.dir(), &["init", "-q"]);
    git(small.dir(), &["add", "content"]);
    git(small.dir(), &["commit", "-q", "-m", "All there"]);
    let before = before.to_string_lossy().into_owned();
    for against in ["HEAD", &before] {
        let (code, told) = check(&small, against);
        assert!(code == Some(0) && !told.contains("lost-address"), "{told}");
    }
    small.rename_record(0, "kettle-cold");
    small.remove_record(2);
    for against in ["HEAD", &before] {
        let (code, told) = check(&small, against);
        assert_eq!(code, Some(1), "{told}");
        let lost: Vec<&str> = told.lines().filter(|line| line.contains("lost-address")).collect();
        assert_eq!(lost.len(), 2, "{told}");
        assert!(
            lost.iter().any(|line| line.contains("kettle-cold.md") && line.contains("tea/error-0")),
            "{told}"
        );
        assert!(lost.iter().any(|line| line.contains("site.yaml") && line.contains("tea/error-2")), "{told}");
    }
    let renamed =
        record(0, "It is a teapot.").replace("created:", "aliases: [tea/error-0, tea/error-2]\ncreated:");
    small.put("content/records/tea/kettle-cold.md", &renamed);
    let (_, told) = check(&small, "HEAD");
    // The alias of the record before it was renamed is an address too.
    let lost: Vec<&str> = told.lines().filter(|line| line.contains("lost-address")).collect();
    assert!(lost.len() == 1 && lost[0].contains("`tea/kettle`"), "{told}");
    for nonsense in ["no-such-branch", "--output=x", &small.path("content/site.yaml").to_string_lossy()] {
        let (code, told) = check(&small, nonsense);
        assert_eq!(code, Some(2), "{nonsense}: {told}");
    }
}

/// The records themselves are of no interest here, so they are as short as can be.
#[test]
fn a_long_sitemap_is_an_index_of_its_parts() {
    const RECORDS: usize = 50_000;
    let texts = (0..RECORDS).map(|number| {
        let text = format!("---\ntitle: {number}\nsummary: s\nquick-fix: Wait.\nsignatures: []\n---\n");
        (small::record_path(number), text)
    });
    let site = ("content/site.yaml".to_string(), small::SITE.to_string());
    let (base, _) = base::load(&Sources::from_texts(texts.chain([site])));
    assert_eq!(base.len(), RECORDS);
    let (theme, address) =
        (Theme::load(None).expect("it is built in"), Address::parse(URL).expect("it is one"));
    let setting = Setting::new(&base, &theme).at(Some(&address));
    let pages = setting.pages_but_shards();
    let says =
        |page| String::from_utf8(prepare(page, &setting).render().expect("it is text")).expect("it is text");
    assert_eq!(pages.iter().filter(|page| matches!(page, Page::SitemapPart(_))).count(), 2);
    let index = says(Page::Sitemap);
    let parts = ["sitemap.part-1.xml", "sitemap.part-2.xml"].map(|part| format!("{URL}/{part}"));
    assert_eq!(between(&index, "<loc>", "</loc>"), parts);
    let (first, second) = (says(Page::SitemapPart(1)), says(Page::SitemapPart(2)));
    let (first, second) = (between(&first, "<loc>", "<"), between(&second, "<loc>", "<"));
    assert_eq!(
        (first.len(), first.len() + second.len()),
        (50_000, pages.iter().filter(|page| page.is_listed()).count())
    );
    let all: std::collections::BTreeSet<&str> = first.iter().chain(&second).copied().collect();
    assert_eq!(all.len(), first.len() + second.len());
}
