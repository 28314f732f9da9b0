//! What every page of the site promises its reader. A promise looks at a page as a reader would and tells what it
//! found broken, nothing when all is well.

use super::page::{Page, Request};
use super::server::policy_of;
use super::{Browser, View, missing};
use serde_json::Value;
use std::io::{Seek, Write};
use std::process::{Command, Stdio};

pub type Promise = fn(&Browser, url: &str, View) -> Vec<String>;

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/axe-core/axe.min.js");
/// Words that stand in the paste box while a page is tried out.
const PASTE: &str = "permission_error: a paste that no page should send anywhere";
/// What is no text of a page: only scripts can use it, or only their absence shows it. The classes `with-js` and
/// `without-js` mark what else is meant for one of the two.
const APART: &str = "noscript, script, style, template, button, select, textarea, form, search, [aria-live], [role=search], .with-js, .without-js";
/// A4 within the margins Chromium gives it, in CSS pixels.
const PAPER: u32 = 718;

/// Axe finds no violation and no contrast it cannot decide, at rest and with the paste box open.
pub fn accessible(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let Ok(axe) = std::fs::read_to_string(AXE) else {
        missing("no axe-core");
        return Vec::new();
    };
    let page = browser.open(url, view);
    page.evaluate(&axe);
    let mut found = page.findings(include_str!("js/axe.js"));
    page.press("/");
    page.rest();
    // An empty box has no contrast to judge.
    page.paste(PASTE);
    page.evaluate(&axe);
    found.extend(
        page.findings(include_str!("js/axe.js")).iter().map(|what| format!("paste box open: {what}")),
    );
    found
}

/// Few requests and few bytes, raw and compressed. One KB is 1,000 bytes.
pub fn light(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let page = browser.open(url, view);
    let requests = page.requests();
    let bodies: Vec<(&Request, Vec<u8>)> =
        requests.iter().map(|request| (request, page.body(request))).collect();
    let size = |kind: &str| -> u64 {
        bodies.iter().filter(|(request, _)| request.kind == kind).map(|(_, body)| body.len() as u64).sum()
    };
    let text = page.evaluate(include_str!("js/weight.js")).as_u64().unwrap_or_default();
    let (html, ample) = (size("Document"), text * 2);
    if html > 24_000 && ample > 24_000 {
        say(&format!(
            "{url}: {html} bytes of HTML for {text} bytes of text, of which twice as much, {ample}, is allowed"
        ));
    }
    let compressed = bodies.iter().map(|(_, body)| gzip(body)).sum();
    let wire = requests.iter().map(|request| request.bytes).sum();
    // What a large record may take more than others, plain and compressed.
    let extra = ample.saturating_sub(24_000);
    let budgets = [
        ("requests", requests.len() as u64, 4),
        ("bytes in all", wire, 70_000 + extra),
        ("bytes in all, compressed", compressed, 20_000 + extra * 2 / 7),
        ("bytes of HTML", html, ample.max(24_000)),
        ("bytes of CSS", size("Stylesheet"), 28_000),
        ("bytes of JavaScript", size("Script"), 16_000),
    ];
    let over = budgets.iter().filter(|(_, spent, budget)| spent > budget);
    over.map(|(what, spent, budget)| format!("{spent} {what}, {budget} allowed")).collect()
}

/// Nothing moves by itself: not while loading, not when the paste box opens, the theme changes or a text is copied.
pub fn steady(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let page = browser.open(url, view);
    try_out(&page, None);
    let shifts = page.shifts();
    let sum: f64 = shifts.iter().filter_map(|shift| shift.split(' ').next()?.parse::<f64>().ok()).sum();
    // The measure is told with three decimals everywhere; what they do not show, nobody sees.
    if sum < 0.0005 { Vec::new() } else { shifts }
}

/// The page sets the strict policy and lives by it.
pub fn policed(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let page = browser.open(url, view);
    let document = page.requests().first().map(|request| page.body(request)).unwrap_or_default();
    try_out(&page, Some(PASTE));
    let mut found = page.violations();
    match policy_of(&document) {
        None => found.push("no policy in a <meta>".to_string()),
        Some(policy) => found.extend(lax(&policy)),
    }
    found
}

/// No error, no exception, nothing that failed to load.
pub fn quiet(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let page = browser.open(url, view);
    try_out(&page, Some(PASTE));
    let mut found = page.complaints();
    let failed = page.requests().into_iter().filter(|request| request.status >= 400);
    found.extend(failed.map(|request| format!("{} for {}", request.status, request.url)));
    found
}

/// No request leaves the host the page came from.
pub fn at_home(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let page = browser.open(url, view);
    try_out(&page, Some(PASTE));
    let origin = |url: &str| url.split('/').take(3).collect::<Vec<_>>().join("/");
    let abroad = page.requests().into_iter().filter(|request| origin(&request.url) != origin(url));
    abroad.map(|request| format!("asks {}", request.url)).collect()
}

/// Nothing is wider than the window: on phones, tablets and desktops, zoomed, and with text of double size.
pub fn fits(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let wide = view.wide(1440);
    let windows = [
        view.wide(320),
        view.wide(390),
        view.wide(768),
        wide,
        wide.zoomed(2),
        view.wide(1280).zoomed(2),
        View { font_size: 32, ..wide },
    ];
    let look = |window: View| {
        let page = browser.open(url, window);
        page.findings(&format!("{}({})", include_str!("js/overflow.js").trim_end(), window.width))
    };
    windows.into_iter().flat_map(look).collect()
}

/// Who allows no scripts reads the same.
pub fn whole_without_scripts(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let with = texts(&browser.open(url, view), APART);
    let without = texts(&browser.open(url, view.without_scripts()), APART);
    if with.is_empty() {
        return vec!["no text in a main element".to_string()];
    }
    let (with_all, without_all) = (with.join(" "), without.join(" "));
    if with_all == without_all {
        return Vec::new();
    }
    let missing = with.iter().filter(|text| !without_all.contains(text.as_str()));
    let added = without.iter().filter(|text| !with_all.contains(text.as_str()));
    let mut found: Vec<String> = missing.map(|text| format!("only with scripts: {text}")).collect();
    found.extend(added.map(|text| format!("only without scripts: {text}")));
    if found.is_empty() {
        found.push("the same texts, in another order or number".to_string());
    }
    found
}

/// The first stop is the skip link; `/` and Ctrl+K open the paste box, Escape gives the focus back.
pub fn steered_by_keys(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let page = browser.open(url, view);
    page.press("Tab");
    let mut found = page.findings(include_str!("js/skip.js"));
    for key in ["/", "Control+k"] {
        found.extend(
            opens_the_box(&browser.open(url, view), key).into_iter().map(|what| format!("{key} {what}")),
        );
    }
    found
}

/// The box may stand on the page, open over it, or have a page of its own, which Escape leaves again.
fn opens_the_box(page: &Page, key: &str) -> Vec<&'static str> {
    let yes = |question: &str| page.evaluate(&format!("Boolean({question})")) == true;
    page.evaluate(include_str!("js/before.js"));
    let address = page.evaluate("location.href");
    page.press(key);
    page.rest();
    if !yes("document.activeElement.matches('textarea, input')") {
        return vec!["opens no box"];
    }
    let mut found = Vec::new();
    page.evaluate("window.box = document.activeElement");
    if yes("box.value !== box.defaultValue") {
        found.push("stands in the box it opened");
    }
    page.evaluate("box.value = ''");
    page.press("/");
    if !yes("box.value === '/'") {
        found.push("opens a box into which no slash can be typed");
    }
    page.evaluate("box.value = box.defaultValue");
    let stayed = page.evaluate("location.href") == address;
    page.press("Escape");
    page.rest();
    if page.evaluate("location.href") != address {
        found.push("leads to a page from which Escape does not lead back");
    }
    if stayed && !yes("document.activeElement === window.before") {
        found.push("opens a box after which Escape does not give the focus back");
    }
    if stayed && yes("box.checkVisibility() && !window.shown.includes(box)") {
        found.push("opens a box that Escape does not close");
    }
    found
}

/// Every stop of the Tab key shows that it is one, within sight.
pub fn focus_shows(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let page = browser.open(url, view);
    let mut found = Vec::new();
    for stops in 0.. {
        page.press("Tab");
        match page.evaluate(include_str!("js/focus.js")) {
            Value::Array(wrong) => found.extend(wrong.iter().filter_map(Value::as_str).map(str::to_string)),
            _ if stops == 0 => return vec!["the Tab key stops nowhere".to_string()],
            _ => break,
        }
    }
    found
}

/// Nothing is too small for a finger.
pub fn easy_to_hit(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let page = browser.open(url, view);
    page.findings(&format!("{}({})", include_str!("js/targets.js").trim_end(), view.touch))
}

/// On paper the text is complete and the controls are gone.
pub fn prints_whole(browser: &Browser, url: &str, view: View) -> Vec<String> {
    let on_paper = format!("{APART}, nav, label");
    let shown = texts(&browser.open(url, view), &on_paper);
    let page = browser.open(url, view.printed().wide(PAPER));
    let printed = texts(&page, &on_paper);
    let mut found = page.findings(&format!("{}({PAPER})", include_str!("js/print.js").trim_end()));
    found.extend(
        shown.iter().filter(|text| !printed.contains(text)).map(|text| format!("not printed: {text}")),
    );
    let Some(paper) = pdf_text(&page.pdf()) else {
        missing("no pdftotext");
        return found;
    };
    let paper = bare(&paper);
    found.extend(
        printed.iter().filter(|text| !paper.contains(&bare(text))).map(|text| format!("cut: {text}")),
    );
    found
}

/// Uses the theme, a copy button and the paste box as a reader might; the box last, since it may have a page of its own.
fn try_out(page: &Page, paste: Option<&str>) {
    if !page.view.scripts {
        return;
    }
    page.evaluate(include_str!("js/themes.js"));
    for scheme in ["dark", "light"] {
        page.prefer(scheme, "screen");
        page.rest();
    }
    page.press("/");
    page.rest();
    if let Some(words) = paste {
        page.paste(words);
    }
    // The first Escape may clear the box before the second closes it.
    for _ in 0..2 {
        page.press("Escape");
        page.rest();
    }
}

/// What a policy allows beyond the strict one.
fn lax(policy: &str) -> Vec<String> {
    let directives: Vec<&str> = policy.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut found = Vec::new();
    for needed in ["default-src 'none'", "base-uri 'none'"] {
        if !directives.contains(&needed) {
            found.push(format!("the policy lacks {needed}"));
        }
    }
    for directive in directives {
        let mut words = directive.split_whitespace();
        let name = words.next().unwrap_or_default();
        let strict = |source: &&str| {
            matches!(*source, "'none'" | "'self'")
                || source.starts_with("'sha256-")
                || (name == "img-src" && *source == "data:")
        };
        found.extend(
            words.filter(|source| !strict(source)).map(|source| format!("the policy allows {name} {source}")),
        );
    }
    found
}

/// The texts of the main element, all of them or only what belongs on paper.
fn texts(page: &Page, apart: &str) -> Vec<String> {
    page.findings(&format!("{}({apart:?})", include_str!("js/text.js").trim_end()))
}

/// Text as paper and page have it in common: without blanks, ligatures and case, which a style may change.
fn bare(text: &str) -> String {
    let letters =
        text.replace('ﬁ', "fi").replace('ﬂ', "fl").replace('ﬀ', "ff").replace('ﬃ', "ffi").to_lowercase();
    letters.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn pdf_text(pdf: &[u8]) -> Option<String> {
    let output = filter("pdftotext", &["-raw", "-nopgbrk", "-enc", "UTF-8", "-", "-"], pdf)?;
    Some(String::from_utf8_lossy(&output).into_owned())
}

fn gzip(bytes: &[u8]) -> u64 {
    filter("gzip", &["-6", "-c"], bytes).expect("every Unix has gzip").len() as u64
}

/// What a program makes of the input, or nothing when it is not installed.
fn filter(program: &str, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    // A file, because two pipes would wait for each other when the output is large.
    let mut file = tempfile::tempfile().expect("the temporary folder can be written");
    file.write_all(input).and_then(|()| file.rewind()).expect("the temporary folder can be written");
    let output = Command::new(program).args(arguments).stdin(Stdio::from(file)).output().ok()?;
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

/// Told even when the test passes, which keeps to itself what it prints.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
