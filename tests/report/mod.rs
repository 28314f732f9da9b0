//! The report that somebody can send who met an error without a record.

use super::browser::{Browser, DESKTOP};
use super::{KEY, MAIL, UNKNOWN, ask, everywhere, text_of, texts};

#[test]
fn an_unknown_error_is_told_so_and_can_be_reported() {
    let Some(browser) = Browser::start() else { return };
    for url in everywhere("search.html").1.iter().skip(1) {
        let page = browser.open(url, DESKTOP);
        ask(&page, UNKNOWN);
        assert_eq!(texts(&page, ".none h2"), ["We don’t know this one yet"]);
        assert_eq!(texts(&page, ".hit"), Vec::<String>::new());
        assert!(texts(&page, ".none pre")[0].contains("no entry found for key"));
        let issue = text_of(&page, "document.querySelector('.none .button').href");
        assert!(issue.contains("/issues/new?title=thread") && issue.len() < 8_000, "{issue}");
        let near = texts(&page, ".not h2");
        assert!(near.is_empty() || near[0] == "Similar, but not a match", "{near:?}");
    }
}

/// What the page that begins an issue gets: its own address, the title, the text, and all of it as it is sent.
const ISSUE: &str = "(() => {
    const link = new URL(document.querySelector('.none .button').href);
    const [title, body] = ['title', 'body'].map(name => link.searchParams.get(name));
    return [link.origin + link.pathname, title, body, link.href, decodeURIComponent(link.href)];
})()";

#[test]
fn a_report_is_begun_in_the_repository_with_the_masked_text() {
    let Some(browser) = Browser::start() else { return };
    let site = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/content/site.yaml")).unwrap();
    let repository = site.lines().find_map(|line| line.strip_prefix("repository: ")).unwrap();
    let (_server, urls) = everywhere("search.html");
    for url in urls {
        let page = browser.open(&url, DESKTOP);
        ask(&page, &format!("{UNKNOWN}\nsent {KEY} for {MAIL} from /Users/jo/x"));
        let issue = page.findings(ISSUE);
        assert_eq!(issue[0], format!("{repository}/issues/new"));
        assert_eq!(issue[1], UNKNOWN.lines().next().unwrap());
        let masked = format!("```\n{UNKNOWN}\nsent [key] for [e-mail] from /Users/[user]/x\n```\n");
        assert!(issue[2].contains(&masked), "{}", issue[2]);
        for secret in ["AbCdEf0123456789", MAIL, "/Users/jo/"] {
            assert!(!issue[4].contains(secret), "{}", issue[4]);
        }
    }
}

/// The end of what is sent divides no sign and no secret.
#[test]
fn a_report_of_a_long_text_is_masked_and_fits_into_an_address() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&everywhere("search.html").1[1], DESKTOP);
    ask(&page, &format!("{KEY} a zebra{}", format!("\n🦓🦓🦓🦓🦓🦓\nsent {KEY} for {MAIL}").repeat(150)));
    let issue = page.findings(ISSUE);
    assert_eq!(issue[1], "[key] a zebra");
    assert!(issue[2].contains("a zebra\n🦓🦓🦓🦓🦓🦓\nsent [key] for [e-mail]"), "{}", issue[2]);
    assert!(issue[3].len() < 8_000 && !issue[2].contains('\u{fffd}'), "{}", issue[3]);
    assert!(!issue[4].contains("AbCdEf") && !issue[4].contains("jo@"), "{}", issue[4]);
}

/// However long the text is: it is cut, and what is asked of the reporter stands behind it.
#[test]
fn a_report_of_a_long_text_keeps_its_frame() {
    let Some(browser) = Browser::start() else { return };
    let page = browser.open(&everywhere("search.html").1[1], DESKTOP);
    let frames = "  File \"/srv/zebra/app.py\", line 14, in run\n    return self.stripes[name]\n".repeat(60);
    let traceback =
        format!("$ python app.py\nTraceback (most recent call last):\n{frames}KeyError: 'zebra'\n");
    let chinese = format!("斑马错误\n{}", "斑马没有找到条纹，请稍后再试。\n".repeat(200));
    for (text, title) in [(&traceback, "KeyError: 'zebra'"), (&chinese, "斑马错误")] {
        ask(&page, text);
        let issue = page.findings(ISSUE);
        assert_eq!(issue[1], title);
        assert!(issue[2].starts_with("### An error that has no page yet\n\n```\n"), "{}", issue[2]);
        assert!(
            issue[2].ends_with("\n```\n\n- what I ran:\n- what I expected:\n- where (system, version):\n"),
            "{}",
            issue[2]
        );
        assert!((4_000..8_000).contains(&issue[3].len()), "{} bytes: {}", issue[3].len(), issue[3]);
    }
}
