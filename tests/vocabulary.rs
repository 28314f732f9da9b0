//! A base declares facets of its own in `content/vocabulary.yaml`, and every output follows.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

#[path = "vocabulary/sections.rs"]
mod sections;

use std::collections::BTreeMap;

use errbook::base;
use errbook::pages::{Setting, prepare};
use errbook::problem::Problem;
use errbook::source::Sources;
use errbook::theme::Theme;

const SITE: &str = "title: T\ntagline: t\ndescription: d\nprograms:\n  a: { title: A, summary: s }\n";

const VOCABULARY: &str = "facets:
  component: { label: Component, of: { billing: Billing desk, orders: Orders }, badge: true, list: true, filter: true }
  exit-code: { label: Exit code, holds: number, from: 1, to: 255 }
  regions: { label: Regions, holds: many, list: true }
  owner: { label: Team, holds: text, public: false, badge: true, list: true, filter: true }
";

/// A vocabulary that declares nothing.
const NOTHING: &str = "rules: {}\n";

fn load(vocabulary: &str, fields: &str) -> (base::KnowledgeBase, Vec<Problem>) {
    let vocabulary = if vocabulary.is_empty() { NOTHING } else { vocabulary };
    let record = format!(
        "---\ntitle: One\nsummary: s\n{fields}signatures:\n  - all: [\"the words of one\"]\nchecked: 2026-11-20\n---\n\nText.\n"
    );
    base::load(&Sources::from_texts([
        ("content/site.yaml", SITE),
        ("content/vocabulary.yaml", vocabulary),
        ("content/records/a/one.md", &record),
    ]))
}

/// The pages by their paths.
fn site(vocabulary: &str, fields: &str) -> BTreeMap<String, String> {
    let (base, _) = load(vocabulary, fields);
    let theme = Theme::load(None).expect("the built-in theme");
    let setting = Setting::new(&base, &theme);
    let page = |page| {
        let bytes = prepare(page, &setting).render().expect("it renders");
        (setting.path(page), String::from_utf8_lossy(&bytes).into_owned())
    };
    setting.pages().into_iter().map(page).collect()
}

/// Rule, and message with its hint.
fn problems(vocabulary: &str, fields: &str) -> Vec<(&'static str, String)> {
    let told = |problem: Problem| {
        let hint = problem.hint.map(|hint| hint.text).unwrap_or_default();
        (problem.rule.name(), format!("{}; {hint}", problem.message))
    };
    let (_, problems) = load(vocabulary, fields);
    problems.into_iter().map(told).filter(|(rule, _)| *rule != "record-without-sample").collect()
}

#[test]
fn a_facet_is_badge_list_filter_word_and_key() {
    let fields = "component: billing\nexit-code: 7\nregions: [eu, us]\n";
    assert_eq!(problems(VOCABULARY, fields), []);
    let site = site(VOCABULARY, fields);
    let page = &site["a/one.html"];
    assert!(page.contains("../component/billing.html") && page.contains("Billing desk"), "{page}");
    assert!(page.contains("Exit code") && page.contains("eu, us"), "{page}");
    assert!(site["component/billing.html"].contains("with component Billing desk,"));
    assert!(site["index.html"].contains("By component"));
    assert!(site["component/billing.html"].contains("../a/one.html"));
    assert!(site.contains_key("regions/eu.html") && !site.contains_key("component/orders.html"));
    assert!(site["a/one.md"].contains("- Component: Billing desk\n- Exit code: 7\n- Regions: eu, us\n"));
    let data: serde_json::Value = serde_json::from_str(&site["a/one.json"]).expect("JSON");
    assert_eq!(data["component"], "billing");
    assert_eq!(data["exit-code"], 7);
    assert_eq!(data["regions"], serde_json::json!(["eu", "us"]));
    assert!(site["assets/index.js"].contains("\"facets\":[\"component\"]"));
}

#[test]
fn a_facet_without_records_appears_nowhere() {
    // `encodeURIComponent` is part of the scripts.
    let pages = site(VOCABULARY, "").into_iter().filter(|(path, _)| !path.starts_with("assets/"));
    for (path, text) in pages {
        assert!(!path.starts_with("component") && !text.contains("Component"), "{path}\n{text}");
    }
}

#[test]
fn what_a_record_does_not_say_is_not_asked() {
    for (path, text) in site(VOCABULARY, "").into_iter().filter(|(path, _)| !path.starts_with("assets/")) {
        for words in ["Retry?", "Retry not stated", "- Retry:", "By ", "No HTTP status", "Severity", "Kind"] {
            assert!(!text.contains(words), "{path} has {words}\n{text}");
        }
    }
    let stated = site(VOCABULARY, "status: 403\nretry: no\n");
    assert!(stated["a/one.html"].contains("Retry?") && stated["a/one.md"].contains("- Retry: No."));
    assert!(stated["index.html"].contains("By HTTP status") && stated["a/index.html"].contains("HTTP 403"));
}

#[test]
fn what_is_not_public_is_on_no_page() {
    for (path, text) in site(VOCABULARY, "owner: canary-team\n") {
        assert!(!path.contains("canary") && !text.contains("canary"), "{path}\n{text}");
    }
}

#[test]
fn what_is_not_declared_is_a_problem_with_the_line_to_add() {
    let told = problems(VOCABULARY, "wizard: x\n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "unknown-field");
    assert!(
        told[0]
            .1
            .contains("under `facets:` in content/vocabulary.yaml the line `  wizard: { label: Wizard }`"),
        "{told:?}"
    );
    let told = problems(VOCABULARY, "component: refunds\n");
    assert_eq!(told[0].0, "bad-value");
    assert!(
        told[0].1.contains("under `of:` of `component` in content/vocabulary.yaml `refunds: Refunds`"),
        "{told:?}"
    );
    for (fields, rule, words) in [
        ("componnt: billing\n", "unknown-field", "did you mean `component`?"),
        ("component: biling\n", "bad-value", "did you mean `billing`?"),
        ("component: [billing]\n", "wrong-type", "holds: many"),
        ("exit-code: 256\n", "bad-value", "from 1 to 255"),
        ("exit-code: seven\n", "bad-value", "from 1 to 255"),
        ("component: { a: b }\n", "unknown-field", ""),
        ("severty: blocking\n", "unknown-field", "did you mean `severity`?"),
    ] {
        let told = problems(VOCABULARY, fields);
        assert!(told.len() == 1 && told[0].0 == rule && told[0].1.contains(words), "{fields}: {told:?}");
    }
}

#[test]
fn a_bad_vocabulary_is_a_problem() {
    for (facet, rule) in [
        ("summary: { label: Summary }", "bad-name"),
        ("tag: { label: Tag }", "bad-name"),
        ("titel: { label: Title }", "bad-name"),
        ("Team Name: { label: Team }", "bad-name"),
        ("team: { of: { a: A }, usual: b }", "bad-value"),
        ("status: { from: 700 }", "bad-value"),
        ("status: { public: false }", "bad-value"),
        ("team: { label: Team, holds: two }", "bad-value"),
        ("team: { label: Team, holds: number, from: 9, to: 3 }", "bad-value"),
        ("team: { label: Team, colour: red }", "unknown-field"),
    ] {
        let told = problems(&format!("facets:\n  {facet}\n"), "");
        assert!(told.len() == 1 && told[0].0 == rule, "{facet}: {told:?}");
    }
}

/// What other products say that no built-in value has, with the line of vocabulary that allows it.
const OTHERS: [(&str, &str); 7] = [
    ("class: syntax", "class: { of: { syntax: Syntax } }"),
    ("severity: critical", "severity: { of: { critical: Critical } }"),
    ("kind: alert", "kind: { of: { alert: Alert } }"),
    ("surfaces: [kubernetes]", "surfaces: { of: { kubernetes: Kubernetes } }"),
    ("os: [freebsd]", "os: { of: { freebsd: Freebsd } }"),
    ("status: 22023", "status: { to: 22023 }"),
    ("error-code: x", "error-code: { label: Error code }"),
];

#[test]
fn check_prints_the_line_that_allows_what_another_product_says() {
    for (field, line) in OTHERS {
        let told = problems("", &format!("{field}\n"));
        let wanted = format!("add to content/vocabulary.yaml the line `facets: {{ {line} }}`");
        assert!(told.len() == 1 && told[0].1.ends_with(&wanted), "{field}: {told:?}");
        let own = format!("facets: {{ {line} }}\n");
        assert_eq!(problems(&own, &format!("{field}\n")), [], "{field}");
        let page = &site(&own, &format!("{field}\n"))["a/one.html"];
        let shown = line.split(": ").last().unwrap_or_default().trim_end_matches([' ', '}']);
        assert!(page.contains(shown), "{field}: no {shown} in {page}");
    }
}

#[test]
fn an_entry_adds_to_the_built_in_one_or_replaces_it() {
    let own = "facets: { class: { of: { syntax: Syntax } } }\n";
    assert_eq!(problems(own, "class: network\n"), []);
    let own = "facets: { class: { replace: true, of: { syntax: Syntax } } }\n";
    assert_eq!(problems(own, "class: network\n")[0].0, "bad-value");
}

#[test]
fn what_is_not_stated_is_said_nowhere() {
    let fields = "severity: not-stated\nclass: not-stated\n";
    assert_eq!(problems("", fields), []);
    let site = site("", fields);
    assert!(!site["a/one.html"].contains("not stated") && !site["a/one.md"].contains("not-stated"));
}

#[test]
fn rules_are_off_or_another_level() {
    let with = |rules: &str| {
        let (_, problems) = load(&format!("rules: {{ {rules} }}\n"), "class: sintax\n");
        problems.into_iter().map(|problem| (problem.rule.name(), problem.severity.name())).collect::<Vec<_>>()
    };
    let usual = [("record-without-sample", "warning"), ("bad-value", "error")];
    assert_eq!(with(""), usual);
    assert_eq!(with("record-without-sample: off"), usual[1..]);
    assert_eq!(
        with("bad-value: warning, record-without-sample: error"),
        [("record-without-sample", "error"), ("bad-value", "warning")]
    );
    assert!(with("bad-valu: off").contains(&("bad-value", "error")));
    for rule in ["unsafe-link", "private-text", "not-a-file"] {
        let told = problems(&format!("rules: {{ {rule}: off }}\n"), "");
        assert!(told[0].1.contains("cannot be set to `off`"), "{told:?}");
    }
}
