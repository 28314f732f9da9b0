//! Content written by an attacker: refused with a place and a remedy, or built so that no reader is harmed.
//!
//! An attack is a payload in a slot of the knowledge base in `tests/hostile/base`; `files` has those that are made of
//! files instead of texts. What is refused is shown by `serve` all the same, so the browser opens that too.
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;
#[cfg(unix)]
#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/imported.rs"]
mod imported;
#[path = "hostile/payloads.rs"]
mod payloads;
#[path = "hostile/slots.rs"]
mod slots;
mod small;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use browser::server::Server;
use browser::{Browser, DESKTOP};
use errbook::base::{self, KnowledgeBase};
use errbook::pages::{Setting, prepare};
use errbook::problem::{self, Format, Problem, Severity};
use errbook::route::Page;
use errbook::source::Sources;
use errbook::theme::Theme;
use errbook::write::{self, Target};
use payloads::{ADDRESSES, NAMES, Payload, TEXTS, UNSEEN};
use rayon::prelude::*;
use slots::{Slot, Slots};

struct Attack<'a> {
    payload: &'a Payload,
    slot: &'a Slot,
}

impl Attack<'_> {
    fn name(&self) -> String {
        format!("{} in {}", self.payload.0, self.slot.name)
    }

    /// Whether nothing but a refusal will do: nobody should see what cannot be seen, and these fields are for nothing
    /// but what the payload is not.
    fn must_be_refused(&self) -> bool {
        let is = |list: &[Payload]| list.contains(self.payload);
        let Slot { name, quoted } = self.slot;
        let (name, text) = (name.as_str(), self.payload.1);
        // A sample is what a terminal printed, and shown to nobody; the end of a line is one in a text, too.
        let seen = is(UNSEEN) && name != "sample" && (*quoted || text != "good\rbad");
        let address = is(ADDRESSES) && *quoted && name.ends_with("address");
        // In Markdown, nothing with a space in it is a link.
        let named =
            is(NAMES) && NAMED.contains(&name) && !text.is_empty() && (*quoted || !text.contains(' '));
        seen || address || named
    }
}

/// Slots for names of records, files, rows, pieces.
const NAMED: &[&str] = &[
    "alias",
    "successor",
    "related",
    "sample name",
    "piece name",
    "row name",
    "record link",
    "source link",
    "exception row",
    "cause source",
    "table source",
    "tag",
];

fn attacks(slots: &[Slot]) -> Vec<Attack<'_>> {
    let mut attacks = Vec::new();
    for slot in slots {
        let address = slot.name.contains("address") || slot.name.contains("target");
        let lists = [
            Some(TEXTS),
            Some(UNSEEN),
            address.then_some(ADDRESSES),
            NAMED.contains(&slot.name.as_str()).then_some(NAMES),
        ];
        let payloads = lists.into_iter().flatten().flatten();
        attacks.extend(payloads.map(|payload| Attack { payload, slot }));
    }
    attacks
}

fn load(sources: &Sources) -> (KnowledgeBase, Vec<Problem>) {
    base::load(sources)
}

fn is_refused(problems: &[Problem]) -> bool {
    problem::any_error(problems)
}

/// What is wrong with the way in which problems are told.
fn untold(problems: &[Problem], sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    for one in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        if one.hint.is_none() && !one.label.contains("should be") {
            found.push(format!("no remedy: {}: {}", one.rule.name(), one.message));
        }
    }
    for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
        let told = problem::render(problems, sources, format);
        found.extend(commands(&told).map(|c| format!("U+{:04X} on the terminal, {format:?}", c as u32)));
        if format == Format::Short {
            let errors = problems.len();
            if told.lines().count() != errors || !told.lines().all(|line| line.starts_with("content/")) {
                found.push(format!("not one line for each problem: {told}"));
            }
        }
    }
    found
}

/// What a terminal would obey, or not show.
fn commands(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_control() && *c != '\n' || problem::is_invisible(*c))
}

#[test]
fn every_attack_is_refused_or_built() {
    let base = Slots::read();
    let slots = base.all();
    let (innocent, problems) = load(&base.sources("", &[]));
    assert_eq!(innocent.len(), 2);
    let told = problem::render(&problems, &base.sources("", &[]), Format::Short);
    assert!(!is_refused(&problems), "without an attack the base is fine: {told}");
    let attacks = attacks(&slots);
    let results: Vec<(bool, Vec<String>)> = attacks
        .par_iter()
        .map(|attack| {
            let sources = base.sources(attack.payload.1, &[attack.slot]);
            let start = Instant::now();
            let (_, problems) = load(&sources);
            let refused = is_refused(&problems);
            let mut found = untold(&problems, &sources);
            if attack.must_be_refused() && !refused {
                found.push("not refused".into());
            }
            if start.elapsed() > Duration::from_secs(5) {
                found.push(format!("took {:?}", start.elapsed()));
            }
            (refused, found.into_iter().map(|what| format!("{}: {what}", attack.name())).collect())
        })
        .collect();
    let refused = results.iter().filter(|(refused, _)| *refused).count();
    let found: Vec<&String> = results.iter().flat_map(|(_, found)| found).collect();
    println!("{} attacks: {refused} refused, {} built", attacks.len(), attacks.len() - refused);
    assert!(attacks.len() > 300 && refused > 100 && refused < attacks.len() - 100);
    assert!(found.is_empty(), "{} found\n{}", found.len(), shown(&found));
}

fn shown(found: &[impl AsRef<str>]) -> String {
    let lines: BTreeSet<&str> = found.iter().map(AsRef::as_ref).collect();
    lines.into_iter().take(60).collect::<Vec<_>>().join("\n")
}

/// Slots that go together for a payload: those that are built, in as few bases as take them, and those that are refused.
fn together<'s>(
    base: &Slots,
    payload: &Payload,
    slots: &[&'s Slot],
) -> (Vec<Vec<&'s Slot>>, Vec<Vec<&'s Slot>>) {
    let fine = |taken: &[&Slot]| !is_refused(&load(&base.sources(payload.1, taken)).1);
    let (mut built, mut refused): (Vec<Vec<&Slot>>, [Vec<&Slot>; 2]) = (Vec::new(), [Vec::new(), Vec::new()]);
    // Most go together, which spares trying them one by one.
    let (good, bad): (Vec<&Slot>, Vec<&Slot>) = slots.iter().copied().partition(|slot| fine(&[slot]));
    for slot in bad {
        refused[usize::from(slot.quoted)].push(slot);
    }
    if !good.is_empty() && fine(&good) {
        built.push(good);
    } else {
        for slot in good {
            let taker = built.iter_mut().find(|group| fine(&[group.as_slice(), &[slot]].concat()));
            match taker {
                Some(group) => group.push(slot),
                None => built.push(vec![slot]),
            }
        }
    }
    (built, refused.into_iter().filter(|group| !group.is_empty()).collect())
}

/// Builds a base, or, if it is refused, puts down what `serve` would show of it. Tells the pages.
fn put(base: &KnowledgeBase, refused: bool, theme: &Theme, folder: &Path) -> Vec<String> {
    let setting = Setting::new(base, theme);
    let pages: Vec<_> = setting.pages().into_iter().map(|page| (setting.path(page), page)).collect();
    let mut paths = Vec::new();
    if refused {
        // Each text of a refused base stands on one of these; the other lists are opened for those that are built.
        let telling = |page: &Page| {
            matches!(
                page,
                Page::Home | Page::Record(_) | Page::AToZ(_) | Page::Sources | Page::Prose(_) | Page::Search
            )
        };
        for (path, page) in pages.into_iter().filter(|(path, page)| telling(page) || !path.ends_with(".html"))
        {
            let made = catch_unwind(AssertUnwindSafe(|| prepare(page, &setting).render()));
            let (Ok(Ok(bytes)), true) = (made, is_inside(&path)) else { continue };
            let path = plain(&path);
            let place = folder.join(&path);
            fs::create_dir_all(place.parent().expect("a page lies in a folder")).expect("it can be made");
            fs::write(&place, bytes).expect("a page can be written");
            paths.push(path);
        }
    } else {
        paths.extend(pages.iter().map(|(path, _)| path.clone()));
        let target = Target::new(folder, folder.parent().expect("it lies in a folder"), false)
            .expect("the folder is fine");
        write::sync(pages, |page| prepare(page, &setting), &target, "", &|_| {}).expect("a site is written");
    }
    paths.retain(|path| path.ends_with(".html") && path != "404.html");
    paths
}

/// `serve` looks pages up by their paths, and no file can lie at such a one.
fn is_inside(path: &str) -> bool {
    !path.contains(['\\', '\0']) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// A name that every server finds, in the same depth: `serve` knows its pages without files.
fn plain(path: &str) -> String {
    let odd = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
    path.replace(odd, "_").replace("/.", "/_")
}

#[test]
fn no_attack_reaches_a_reader() {
    let Some(browser) = Browser::start() else { return };
    let base = Slots::read();
    let slots = base.all();
    let theme = Theme::load(None).expect("the theme is fine");
    let mut by_payload: BTreeMap<&Payload, Vec<&Slot>> = BTreeMap::new();
    for attack in attacks(&slots) {
        by_payload.entry(attack.payload).or_default().push(attack.slot);
    }
    let by_payload: Vec<(&Payload, Vec<&Slot>)> = by_payload.into_iter().collect();
    let around = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = around.path().join("sites");
    fs::create_dir(&folder).expect("it can be made");
    let pages: Vec<Vec<(&str, String)>> = by_payload
        .par_iter()
        .enumerate()
        .map(|(number, (payload, slots))| {
            let (built, refused) = together(&base, payload, slots);
            let groups =
                built.iter().map(|group| (group, false)).chain(refused.iter().map(|group| (group, true)));
            let mut pages = Vec::new();
            for (part, (group, refused)) in groups.enumerate() {
                let name = format!("{number}-{part}");
                let (attacked, _) = load(&base.sources(payload.1, group));
                let paths = put(&attacked, refused, &theme, &folder.join(&name));
                pages.extend(paths.into_iter().map(|path| (payload.0, format!("{name}/{path}"))));
            }
            pages
        })
        .collect();
    let outside: Vec<_> = fs::read_dir(around.path())
        .expect("it can be read")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(outside, ["sites"], "nothing is written beside the sites");
    let pages = told_apart(&folder, pages.into_iter().flatten());
    let server = Server::start(&folder);
    let mut found = Vec::new();
    for (number, some) in pages.chunks(FRAMES).enumerate() {
        let page = format!("look-{number}.html");
        fs::write(folder.join(&page), frames(some.iter().cloned())).expect("a page can be written");
        found.extend(looked_at(&browser, &server, &page));
    }
    println!("{} pages looked at", pages.len());
    assert!(found.is_empty(), "{} found\n{}", found.len(), shown(&found));
}

/// Most attacks reach few pages; those that are byte for byte alike are opened once. The page of the search is opened for
/// every site, since what it shows lies in the index.
fn told_apart<'p>(folder: &Path, pages: impl Iterator<Item = (&'p str, String)>) -> Vec<(&'p str, String)> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for (label, path) in pages {
        let bytes = fs::read(folder.join(&path)).expect("it was written a moment ago");
        if path.ends_with("/search.html") {
            kept.push((label, format!("{path}?q=kettle")));
        } else if seen.insert(bytes) {
            kept.push((label, path));
        }
    }
    kept
}

/// So many pages are opened at once, each in a frame.
const FRAMES: usize = 100;

/// A page that shows others, by label and address.
fn frames<'p>(pages: impl Iterator<Item = (&'p str, String)>) -> String {
    let mut html = String::from(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<link rel=\"icon\" href=\"data:,\">\n<title>Frames</title>\n",
    );
    for (label, address) in pages {
        let _ = writeln!(html, "<iframe src=\"{address}\" data-page=\"{label}\"></iframe>");
    }
    html
}

fn looked_at(browser: &Browser, server: &Server, path: &str) -> Vec<String> {
    let page = browser.open(&server.url(path), DESKTOP);
    let mut found = page.findings(include_str!("hostile/look.js"));
    found.extend(page.hits().into_iter().map(|why| format!("ran: {why}")));
    found.extend(page.violations().into_iter().map(|what| format!("violation: {what}")));
    found.extend(page.complaints());
    let home = server.url("");
    let own = |url: &str| {
        url.strip_prefix(&home).is_some_and(|path| !path.contains("canary") || path.contains(".html"))
    };
    found.extend(
        page.requests()
            .iter()
            .filter(|asked| !own(&asked.url) || asked.status >= 400)
            .map(|asked| format!("asked {} {}", asked.status, asked.url)),
    );
    found
}

#[test]
fn a_hostile_paste_stays_a_text() {
    let Some(browser) = Browser::start() else { return };
    let small = small::Small::new(3);
    let built = small.errbook("build").output().expect("errbook can be started");
    assert!(built.status.success());
    let server = Server::start(&small.path("site"));
    let page = browser.open(&server.url("search.html"), DESKTOP);
    for (name, text) in TEXTS.iter().chain(UNSEEN).chain(ADDRESSES) {
        let text = format!("the kettle number 1 is cold\n{text}");
        page.evaluate(
            "document.getElementById('paste').value = ''; document.getElementById('paste').focus()",
        );
        page.paste(&text);
        assert_eq!(page.hits(), [""; 0], "{name}");
    }
    assert_eq!(page.violations(), [""; 0]);
    let strange = page.findings("[...document.querySelectorAll('canary, [canary], iframe, object, embed, svg script, img')].map(one => one.outerHTML)");
    assert_eq!(strange, [""; 0]);
    let asked = TEXTS.iter().chain(ADDRESSES).map(|(name, text)| {
        let encoded = text.bytes().fold(String::new(), |mut out, byte| {
            let _ = write!(out, "%{byte:02x}");
            out
        });
        (*name, format!("search.html?q={encoded}#{encoded}"))
    });
    small.put("site/look.html", &frames(asked));
    let found = looked_at(&browser, &server, "look.html");
    assert!(found.is_empty(), "{}", shown(&found));
}
