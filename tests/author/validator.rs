//! The schemas, tried with a validator that is not ours.

use errbook::schema::{self, Kind};
use errbook::yaml::{self, Choice};
use serde_json::Value;

use crate::desk::{Desk, root};

/// The front matter or the whole of a file, as an editor's validator sees it.
fn instance(text: &str, front: bool) -> Value {
    let range =
        if front { errbook::markdown::front_matter(text).expect("front matter").0 } else { 0..text.len() };
    let mut problems = Vec::new();
    let node = yaml::parse(text, range, errbook::source::FileId(0), &mut problems).expect("YAML");
    schema::as_json(&node)
}

fn kind_of(path: &str) -> Option<(&'static str, bool)> {
    match path {
        "content/site.yaml" => Some(("site", false)),
        "content/sources.yaml" => Some(("sources", false)),
        _ if path.starts_with("content/tables/") => Some(("table", false)),
        _ => {
            let record = path.strip_prefix("content/records/")?.strip_suffix(".md")?;
            errbook::record::RecordId::parse(record).map(|_| ("record", true))
        }
    }
}

/// What a slip of an author looks like: kind, text, and whether the reader refuses it too.
const BAD: [(&str, &str); 12] = [
    ("record", "{ title: t, sumary: s, checked: 2026-11-20, signatures: [{ all: [abc] }] }"),
    ("record", "{ title: t, checked: 2026-11-20, signatures: [{ all: [abc] }] }"),
    ("record", "{ title: t, summary: s, checked: soon, signatures: [{ all: [abc] }] }"),
    ("record", "{ title: t, summary: s, checked: 2026-11-20, signatures: abc }"),
    ("record", "{ title: t, summary: s, checked: 2026-11-20, signatures: [{ all: [abc] }], class: weather }"),
    ("record", "{ title: t, summary: s, checked: 2026-11-20, signatures: [{ all: [abc] }], status: teapot }"),
    ("record", "{ title: [t], summary: s, checked: 2026-11-20, signatures: [{ all: [abc] }] }"),
    ("table", "{ title: t, columns: { a: { title: A, type: picture } }, rows: {} }"),
    ("table", "{ title: t, rows: {} }"),
    ("sources", "{ D-x: { title: t, url: 'https://x.example', kind: rumour } }"),
    ("sources", "{ D-x: { title: t } }"),
    ("site", "{ title: t, tagline: t, description: d }"),
];

#[test]
fn a_real_validator_accepts_our_content_and_refuses_slips() {
    let desk = Desk::of_ours();
    let mut cases: Vec<Value> = Vec::new();
    for path in desk.files() {
        if let Some((kind, front)) = kind_of(&path) {
            cases.push(serde_json::json!({ "name": path, "kind": kind, "good": true, "value": instance(&desk.read(&path), front) }));
        }
    }
    assert!(cases.len() > 20);
    for (kind, text) in BAD {
        cases.push(
            serde_json::json!({ "name": text, "kind": kind, "good": false, "value": instance(text, false) }),
        );
    }
    let schemas: serde_json::Map<String, Value> = Kind::ALL
        .iter()
        .map(|(name, kind)| ((*name).to_string(), schema::schema(*kind, &own_vocabulary())))
        .collect();
    desk.write("cases.json", &serde_json::json!({ "schemas": schemas, "cases": cases }).to_string());
    let script = format!("sh '{}' cases.json", root().join("tests/author/validate.sh").display());
    let ran = desk.shell(&script);
    if ran.code == 77 && std::env::var_os("CI").is_none() {
        println!("skipped: no Python jsonschema here, and none could be installed");
        return;
    }
    let ran = ran.expect(0);
    assert_eq!(ran.out.trim(), format!("{} as expected", cases.len()));
}

/// That of our own content.
pub fn own_vocabulary() -> errbook::vocabulary::Vocabulary {
    errbook::base::vocabulary(&errbook::source::read(root()).expect("the content is there"))
}
