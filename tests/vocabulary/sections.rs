//! Sections, risks, evidence, and the shortest record: what a base declares about the text of its records.

use errbook::base;
use errbook::pages::{Setting, prepare};
use errbook::problem::Problem;
use errbook::source::Sources;
use errbook::theme::Theme;

use super::{NOTHING, SITE, site};

/// A page of an alert as a runbook of another project has it.
const RUNBOOK: &str = "---\ntitle: One\nsummary: s\nsignatures: [the words of one]\nchecked: 2026-11-20\n---\n
## Meaning\n\nIt means.\n\n## Impact\n\nAll stop.\n\n## Diagnosis\n\nLook.\n\n## Mitigation\n\nGo [there](#impact).\n
## Impact and more\n\nText.\n";

fn with_body(vocabulary: &str, record: &str) -> (base::KnowledgeBase, Vec<Problem>) {
    let vocabulary = if vocabulary.is_empty() { NOTHING } else { vocabulary };
    let (base, problems) = base::load(&Sources::from_texts([
        ("content/site.yaml", SITE),
        ("content/vocabulary.yaml", vocabulary),
        ("content/records/a/one.md", record),
    ]));
    let other = |problem: &Problem| problem.rule.name() != "record-without-sample";
    (base, problems.into_iter().filter(other).collect())
}

fn page_of(base: &base::KnowledgeBase, ending: &str) -> String {
    let theme = Theme::load(None).expect("the built-in theme");
    let setting = Setting::new(base, &theme);
    let path = format!("a/one.{ending}");
    let page = setting.pages().into_iter().find(|page| setting.path(*page) == path).expect("there is one");
    String::from_utf8(prepare(page, &setting).render().expect("it renders")).expect("text")
}

#[test]
fn a_meaning_that_no_section_has_any_more_is_missed_by_nobody() {
    let own = "sections: { other: allow, retries: { is: text }, looks-like: { is: text }, code: { is: text }, reference: { is: text }, causes: { is: text }, faq: { is: text }, decide: { is: text } }\n";
    let record = RUNBOOK.replace("checked:", "retry: no\nwait: { text: Never., evidence: advice }\napart: { text: Red., evidence: advice }\nexceptions: [x/y]\nchecked:");
    let (base, _) = with_body(own, &record);
    for ending in ["html", "md", "json"] {
        assert!(page_of(&base, ending).contains("Mitigation"), "{ending}");
    }
}

/// Where each of the words is, which must come one after the other.
fn in_order(text: &str, words: &[&str]) {
    let mut from = 0;
    for word in words {
        let at = text[from..].find(word);
        from += at.unwrap_or_else(|| panic!("no `{word}` behind {from} in {text}")) + word.len();
    }
}

#[test]
fn any_heading_is_a_section_where_the_base_allows_it() {
    let (base, problems) = with_body("sections: { other: allow }\n", RUNBOOK);
    assert_eq!(problems, []);
    let titles = ["Meaning", "Impact", "Diagnosis", "Mitigation", "Impact and more"];
    let page = page_of(&base, "html");
    in_order(
        &page,
        &[
            "<h2 id=meaning",
            "<h2 id=impact",
            "<h2 id=diagnosis",
            "<h2 id=mitigation",
            "<h2 id=impact-and-more",
        ],
    );
    in_order(
        &page_of(&base, "md"),
        &["## Meaning", "## Impact", "## Diagnosis", "## Mitigation", "## Impact and more"],
    );
    let data: serde_json::Value = serde_json::from_str(&page_of(&base, "json")).expect("JSON");
    let said: Vec<&str> =
        data["sections"].as_array().expect("a list").iter().filter_map(|one| one["title"].as_str()).collect();
    assert_eq!(said, titles);
}

#[test]
fn a_heading_that_is_not_declared_is_a_problem_with_the_line_to_add() {
    let (_, problems) = with_body("", RUNBOOK);
    let hints: Vec<String> = problems
        .iter()
        .map(|problem| problem.hint.as_ref().map(|hint| hint.text.clone()).unwrap_or_default())
        .collect();
    let impact = &hints[1];
    assert!(impact.ends_with("the line `sections: { impact: { title: Impact } }`"), "{hints:?}");
    let own =
        "sections:\n  meaning: {}\n  impact: {}\n  diagnosis: {}\n  mitigation: {}\n  impact-and-more: {}\n";
    assert_eq!(with_body(own, RUNBOOK).1, []);
}

#[test]
fn a_declared_section_has_a_place_other_names_and_a_meaning() {
    let own = "sections:
  means: { title: Meaning, aliases: [Sense] }
  impact: { after: short-answer }
  diagnosis: { is: causes }
  mitigation: { after: causes, fold: true }
  workaround: { is: fix }
";
    let record = RUNBOOK
        .replace("checked:", "causes: { x: { evidence: advice } }\nchecked:")
        .replace("Look.", "### Full {#x}\n\nText.\n\n#### Workaround\n\nEmpty it.")
        .replace("## Meaning", "## Sense")
        .replace("\n## Impact and more\n\nText.\n", "");
    let (base, problems) = with_body(own, &record);
    assert_eq!(problems, []);
    in_order(
        &page_of(&base, "md"),
        &["## Impact", "## Meaning", "## Diagnosis", "### 1. Full", "#### Workaround", "## Mitigation"],
    );
    in_order(
        &page_of(&base, "html"),
        &["id=diagnosis", "Full", "id=impact", "id=means", "id=More", "id=mitigation"],
    );
    let (_, problems) = with_body(&own.replace("after: causes", "after: cuases"), &record);
    assert!(problems.iter().any(|problem| problem.rule.name() == "bad-value"), "{problems:?}");
}

#[test]
fn private_notes_are_private_under_every_name() {
    let own = "sections: { other: allow, private: { title: Internal, aliases: [For us] } }\n";
    for heading in ["Internal", "internal", "For us", "private", "For su", "Intrenal"] {
        let (base, _) = with_body(own, &format!("{RUNBOOK}\n## {heading}\n\nCANARY\n"));
        for ending in ["html", "md", "json"] {
            assert!(!page_of(&base, ending).contains("CANARY"), "{heading}");
        }
    }
    for own in ["private: { is: text }", "private: { replace: true }", "private: { title: Ours }"] {
        let own = format!("sections: {{ other: allow, {own} }}\n");
        let (base, _) = with_body(&own, &format!("{RUNBOOK}\n## Private notes\n\nCANARY\n"));
        assert!(!page_of(&base, "html").contains("CANARY"), "{own}");
    }
    let (_, problems) = with_body(own, &format!("{RUNBOOK}\n```\n\n## For us\n\nCANARY\n"));
    assert_eq!(problems[0].rule.name(), "private-text", "{problems:?}");
}

#[test]
fn a_page_is_made_again_when_the_vocabulary_says_otherwise() {
    let stamp = |own: &str| {
        let (base, _) = with_body(own, RUNBOOK);
        let theme = Theme::load(None).expect("the built-in theme");
        let setting = Setting::new(&base, &theme);
        let page = setting.pages().into_iter().find(|page| setting.path(*page) == "a/one.html");
        prepare(page.expect("there is one"), &setting).stamp()
    };
    let own = "sections: { other: allow, impact: { title: Impact } }\n";
    assert_eq!(stamp(own), stamp(own));
    assert_ne!(stamp(own), stamp(&own.replace("{ title: Impact }", "{ title: Impact, fold: true }")));
}

#[test]
fn a_risk_is_one_of_the_vocabulary_and_may_need_an_undo() {
    let record = |risk: &str| {
        let causes = format!("causes: {{ x: {{ evidence: advice, risk: {risk} }} }}\nchecked:");
        let head = RUNBOOK.split("## Meaning").next().unwrap_or_default().replace("checked:", &causes);
        format!("{head}## Causes\n\n### Full {{#x}}\n\nText.\n\n#### Fix\n\nEmpty it.\n")
    };
    let rules = |own: &str, risk: &str| -> Vec<(&str, String)> {
        let (_, problems) = with_body(own, &record(risk));
        let told =
            |problem: Problem| (problem.rule.name(), problem.hint.map(|hint| hint.text).unwrap_or_default());
        problems.into_iter().map(told).collect()
    };
    assert_eq!(rules("", "changes-state"), []);
    assert_eq!(rules("", "loses-data")[0].0, "fix-without-undo");
    let told = rules("", "restarts");
    assert!(told[0].1.ends_with("the line `risks: { restarts: { label: restarts } }`"), "{told:?}");
    let own = "risks: { restarts: { label: restarts it, needs: undo } }\n";
    assert_eq!(rules(own, "restarts")[0].0, "fix-without-undo");
    let own = own.replace(", needs: undo", "");
    assert_eq!(rules(&own, "restarts"), []);
    let (base, _) = with_body(&own, &record("restarts"));
    assert!(
        page_of(&base, "html").contains("restarts it") && page_of(&base, "md").contains("Fix (restarts it)")
    );
}

#[test]
fn what_a_paste_says_of_a_facet_is_evidence() {
    let own = "facets: { component: { evidence: true }, team: {} }\n";
    let record = |title: &str, facets: &str| {
        format!("---\ntitle: {title}\nsummary: s\n{facets}signatures: [the words of both]\n---\n\nText.\n")
    };
    let (base, _) = base::load(&Sources::from_texts([
        ("content/site.yaml", SITE.to_string()),
        ("content/vocabulary.yaml", own.to_string()),
        ("content/records/a/one.md", record("One", "component: billing\nteam: blue\n")),
        ("content/records/a/two.md", record("Two", "component: orders\nteam: red\n")),
    ]));
    let first = |text: &str| base.matches().explain(text).hits[0].record.clone();
    assert_eq!(first("the words of both"), "a/one");
    assert_eq!(first("component=orders: the words of both"), "a/two");
    assert_eq!(first("team=red: the words of both"), "a/one", "the team is no evidence");
}

#[test]
fn four_lines_make_a_page_with_something_on_it() {
    let record = "---\ntitle: The disk is full\nsummary: No room is left.\nsignatures: [\"cannot write {file}: `no` {{space}}\"]\n---\n";
    let (base, problems) = with_body("", record);
    assert_eq!(problems, []);
    let page = page_of(&base, "html");
    in_order(
        &page,
        &[
            "The disk is full",
            "No room is left.",
            "What it looks like",
            "cannot write …: `no` {space}",
            "About this page",
        ],
    );
    for words in ["On this page", "More about this error", "Open all", "Checked", "Sources</h3>"] {
        assert!(!page.contains(words), "{words} in {page}");
    }
    assert!(page_of(&base, "md").contains("```text\ncannot write …: `no` {space}\n```\n"));
    let home = site("", "").remove("index.html").expect("a home page");
    assert!(!home.contains("Every claim has a source"), "{home}");
}
