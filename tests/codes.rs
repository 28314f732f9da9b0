//! An error code has an address of its own, one error in its program, and is found whole and by its number.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use std::collections::BTreeMap;

use errbook::base;
use errbook::pages::{Setting, prepare};
use errbook::problem::Problem;
use errbook::source::Sources;
use errbook::theme::Theme;

const SITE: &str = "title: T\ntagline: t\ndescription: d\nprograms:\n  a: { title: A, summary: s }\n  b: { title: B, summary: s }\n";

fn record(path: &str, fields: &str) -> (String, String) {
    let text = format!(
        "---\ntitle: The title of {path}\nsummary: s\n{fields}signatures:\n  - all: [\"the words of {path}\"]\nchecked: 2026-11-20\n---\n\nText.\n"
    );
    (format!("content/records/{path}.md"), text)
}

fn load(records: &[(&str, &str)]) -> (base::KnowledgeBase, Vec<Problem>) {
    let mut files: Vec<(String, String)> =
        records.iter().map(|(path, fields)| record(path, fields)).collect();
    files.push(("content/site.yaml".into(), SITE.into()));
    base::load(&Sources::from_texts(files))
}

/// The pages by their paths.
fn site(records: &[(&str, &str)]) -> BTreeMap<String, String> {
    let (base, _) = load(records);
    let theme = Theme::load(None).expect("the built-in theme");
    let setting = Setting::new(&base, &theme);
    let page = |page| {
        let bytes = prepare(page, &setting).render().expect("it renders");
        (setting.path(page), String::from_utf8_lossy(&bytes).into_owned())
    };
    setting.pages().into_iter().map(page).collect()
}

#[test]
fn a_code_leads_to_its_record() {
    let site = site(&[("a/one", "code: ACME-1042\n"), ("a/two", "code: ACME-7\n")]);
    assert!(site["e/acme-1042.html"].contains("../a/one.html"), "{}", site["e/acme-1042.html"]);
    let list = &site["e/index.html"];
    let at = |id: &str| list.find(&format!("a/{id}.html")).expect("it is listed");
    assert!(at("two") < at("one"), "7 comes before 1042\n{list}");
    assert!(site["a/one.html"].contains("<code>ACME-1042</code>"), "{}", site["a/one.html"]);
    assert!(site["a/one.md"].contains("- Code: `ACME-1042`"), "{}", site["a/one.md"]);
    assert!(site["a/one.json"].contains("\"code\": \"ACME-1042\""), "{}", site["a/one.json"]);
}

#[test]
fn a_code_of_two_programs_is_a_choice() {
    let site = site(&[("a/one", "code: \"1\"\n"), ("b/two", "code: \"1\"\n")]);
    let page = &site["e/1.html"];
    assert!(page.contains("../a/one.html") && page.contains("../b/two.html"), "{page}");
}

#[test]
fn a_base_without_codes_has_no_page_of_codes() {
    let site = site(&[("a/one", "")]);
    assert!(site.keys().all(|path| !path.starts_with("e/")), "{:?}", site.keys());
    assert!(!site["a-z.html"].contains("All codes"));
}

#[test]
fn a_program_uses_a_code_once() {
    let rules = |records: &[(&str, &str)]| -> Vec<&'static str> {
        load(records)
            .1
            .iter()
            .map(|problem| problem.rule.name())
            .filter(|rule| *rule != "record-without-sample")
            .collect()
    };
    assert_eq!(rules(&[("a/one", "code: X-1\n"), ("a/two", "code: x-1\n")]), ["duplicate-id"]);
    assert!(rules(&[("a/one", "code: X-1\n"), ("b/two", "code: X-1\n")]).is_empty());
    assert_eq!(rules(&[("a/one", "code: \"X 1\"\n")]), ["bad-value"]);
}

#[test]
fn a_paste_with_the_code_finds_the_record() {
    let (base, _) =
        load(&[("a/one", "code: ACME-1042\n"), ("a/two", "code: B-20417\n"), ("b/two", "code: B-20417\n")]);
    let found = |text: &str| -> Vec<String> {
        base.matches().explain(text).hits.into_iter().map(|hit| hit.record).collect()
    };
    assert_eq!(found("oops: ACME-1042!"), ["a/one"]);
    assert!(found("oops: ACME-10425!").is_empty());
    assert!(found("oops: XACME-1042!").is_empty());
    // The words of a signature say more than a code, and a code of two programs says nothing.
    assert_eq!(found("B-20417: the words of b/two"), ["b/two"]);
    assert!(found("oops: B-20417!").is_empty());
}

#[test]
fn the_old_form_of_code_samples_is_reported_with_its_fix() {
    let (base, problems) = load(&[("a/one", "code:\n  a.py: { purpose: fix, title: Look }\n")]);
    let moved =
        problems.iter().find(|problem| problem.rule.name() == "unknown-field").expect("it is reported");
    let hint = moved.hint.as_ref().expect("it has a fix");
    assert_eq!(hint.replacements[0].text, "code-samples", "{moved:?}");
    let ix = base.find("a/one").expect("it was read");
    assert_eq!(base.record(ix).front.code_samples.names().collect::<Vec<_>>(), ["a.py"]);
}
