//! Message catalogues of every format become records that find what their program prints, and stay in step with it.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod console;

use console::{Knowledge, Said};
use serde_json::Value;

fn catalog(knowledge: &Knowledge, args: &[&str]) -> Said {
    let all: Vec<&str> = args.iter().copied().chain(["--program", "demo", "--on", "2026-11-20"]).collect();
    knowledge.run("catalog", &all)
}

/// The changes of a run by kind and id.
fn changes(knowledge: &Knowledge, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    let said = catalog(knowledge, &args);
    let json = said.printed.rsplit_once("\n}\n").expect(&said.printed).0.to_string() + "\n}";
    let found: Value = serde_json::from_str(&json).expect("it prints JSON");
    let word = |change: &Value, name: &str| change[name].as_str().unwrap_or_default().to_string();
    let line =
        |change: &Value| format!("{} {} {}", word(change, "kind"), word(change, "id"), word(change, "left"));
    found["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|change| line(change).trim().to_string())
        .collect()
}

/// The record that answers a paste, if that is a match.
fn answer(knowledge: &Knowledge, paste: &str) -> String {
    knowledge.write("paste.txt", paste);
    let said = knowledge.run("explain", &["paste.txt", "--dir", ".", "--format", "json"]);
    let json = said.printed.rsplit_once("\n}\n").map(|(json, _)| format!("{json}\n}}")).unwrap_or_default();
    let found: Value = serde_json::from_str(&json).unwrap_or_default();
    let hit = &found["hits"][0];
    let word = |name: &str| hit[name].as_str().unwrap_or_default().to_string();
    if word("verdict") == "match" {
        word("record")
    } else {
        format!("{} {}", word("verdict"), word("record"))
    }
}

fn no_errors(knowledge: &Knowledge) {
    let said = knowledge.check(&["--format", "short"]);
    let errors: Vec<&str> = said.printed.lines().filter(|line| line.contains(": error[")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// A catalogue of each format, by file name; what the program prints; the record that it finds.
const FORMATS: [(&str, &str, &str, &str); 12] = [
    (
        "errors.json",
        r#"{"kettle":{"cold":"The kettle {name} has been cold for {minutes, plural, one {# minute} other {# minutes}}"}}"#,
        "Error: The kettle blue has been cold for 7 minutes",
        "demo/kettle-cold",
    ),
    (
        "de.po",
        "msgid \"\"\nmsgstr \"Language: de\\n\"\n\n#, c-format\nmsgid \"cannot open the kettle '%s'\"\nmsgstr \"kann den Kessel '%s' nicht öffnen\"\n",
        "demo: kann den Kessel 'blau' nicht öffnen",
        "demo/cannot-open-the-kettle-s",
    ),
    (
        "errors.ftl",
        "-brand = Demo\nkettle-cold = { -brand } found a cold kettle: { $name }\n",
        "Demo found a cold kettle: blue",
        "demo/kettle-cold",
    ),
    (
        "Messages.properties",
        "kettle.cold = Can''t heat the kettle {0} to {1,number} degrees\n",
        "java.io.IOException: Can't heat the kettle blue to 96 degrees",
        "demo/kettle-cold",
    ),
    (
        "Errors.resx",
        "<root><data name=\"KettleCold\"><value>The kettle &quot;{0}&quot; stays cold after {1:N0} tries.</value></data></root>",
        "System.Exception: The kettle \"blue\" stays cold after 1,000 tries.",
        "demo/kettlecold",
    ),
    (
        "strings.xml",
        "<resources><string name=\"kettle_cold\">Couldn\\'t heat the kettle <xliff:g>%1$s</xliff:g></string></resources>",
        "E/Demo: Couldn't heat the kettle blue",
        "demo/kettle-cold",
    ),
    (
        "Errors.strings",
        "\"kettle.cold\" = \"The kettle \\\"%@\\\" lost %ld cups\";",
        "The kettle \"blue\" lost 3 cups",
        "demo/kettle-cold",
    ),
    (
        "Errors.xcstrings",
        r#"{"sourceLanguage":"en","strings":{"The kettle %@ is lost":{"localizations":{"fr":{"stringUnit":{"value":"La bouilloire %@ est perdue"}}}}}}"#,
        "La bouilloire bleue est perdue",
        "demo/the-kettle-is-lost",
    ),
    (
        "openapi.yaml",
        "openapi: 3.1.0\npaths:\n  /tea:\n    get:\n      responses:\n        '402':\n          content:\n            application/problem+json:\n              example: { type: 'https://tea.example/probs/no-credit', title: You do not have enough credit for tea., code: TEA_NO_CREDIT }\n",
        "{\"title\":\"You do not have enough credit for tea.\",\"status\":402}",
        "demo/tea-no-credit",
    ),
    (
        "errors.csv",
        "code;message\nTEA-7;The kettle {0} boiled over\n",
        "TEA-7: The kettle blue boiled over",
        "demo/tea-7",
    ),
    (
        "errors.rs",
        "#[error(\"the kettle {name} went missing\")]\nKettleMissing,\n",
        "Error: the kettle blue went missing",
        "demo/kettlemissing",
    ),
    (
        "list.json",
        r#"[{"code":"TEA-8","message":"No water in kettle {0}"}]"#,
        "TEA-8 No water in kettle blue",
        "demo/tea-8",
    ),
];

#[test]
fn a_catalogue_of_each_format_finds_what_its_program_prints() {
    for (name, text, paste, record) in FORMATS {
        let knowledge = Knowledge::new();
        knowledge.write(name, text);
        let pattern = ["--pattern", r#"#\[error\((?<text>"[^"]*")\)\]\s*(?<key>\w+)"#];
        let args: &[&str] = if name == "errors.rs" { &pattern } else { &[] };
        let said = catalog(&knowledge, &[&[name], args].concat());
        assert_eq!(said.code, Some(0), "{name}: {}", said.printed);
        assert_eq!(answer(&knowledge, paste), record, "{name}: {}", said.printed);
        no_errors(&knowledge);
        assert_eq!(
            changes(&knowledge, &[name]),
            Vec::<String>::new(),
            "{name}: a second run changes nothing"
        );
    }
}

const FIRST: &str = "code,en,de\nTEA-1,The kettle {0} is cold,Der Kessel {0} ist kalt\nTEA-2,The kettle {0} is empty,Der Kessel {0} ist leer\nTEA-3,The kettle {0} is gone,\nTEA-4,The kettle {0} is loud,\n";
const SECOND: &str = "code,en,de\nTEA-1,The kettle {0} has gone cold,Der Kessel {0} ist erkaltet\nTEA-2,The kettle {0} is empty,Im Kessel {0} ist kein Wasser\nTEA-4,The kettle {0} is too loud,\nTEA-5,The kettle {0} is new,\n";

fn second_release(knowledge: &Knowledge) -> Vec<String> {
    knowledge.write("errors.csv", SECOND);
    changes(knowledge, &["errors.csv", "--release", "2.0"])
}

#[test]
fn a_second_release_is_taken_up_and_what_was_printed_before_is_still_found() {
    let knowledge = Knowledge::new();
    knowledge.write("errors.csv", FIRST);
    assert_eq!(catalog(&knowledge, &["errors.csv", "--release", "1.0"]).code, Some(0));
    // With --check nothing is written, and the exit code tells a script.
    knowledge.write("errors.csv", SECOND);
    let before = knowledge.read("catalogs/demo.json");
    assert_eq!(catalog(&knowledge, &["errors.csv", "--check"]).code, Some(1));
    assert_eq!(knowledge.read("catalogs/demo.json"), before);
    assert_eq!(
        second_release(&knowledge),
        ["added TEA-5", "reworded TEA-1", "reworded TEA-4", "translated TEA-2", "removed TEA-3"]
    );
    assert_eq!(
        knowledge.read("content/records/demo/tea-1.md"),
        "---\ntitle: \"The kettle … has gone cold\"\ncode: \"TEA-1\"\nsummary: \"Demo reports this error as `TEA-1`.\"\nsignatures:\n  \
         - { all: [\"The kettle {0} is cold\"], versions: \"<2.0\" }\n  \
         - { all: [\"Der Kessel {0} ist kalt\"], versions: \"<2.0\" }\n  \
         - \"The kettle {0} has gone cold\"\n  - \"Der Kessel {0} ist erkaltet\"\n---\n"
    );
    let retired = "retired: { on: 2026-11-20, because: \"Demo 2.0 no longer has this message.\" }\n";
    assert!(knowledge.read("content/records/demo/tea-3.md").contains(retired));
    for (paste, record) in [
        ("The kettle blue is cold", "demo/tea-1"),
        ("Der Kessel blau ist erkaltet", "demo/tea-1"),
        ("Im Kessel blau ist kein Wasser", "demo/tea-2"),
        ("The kettle blue is gone", "demo/tea-3"),
    ] {
        assert_eq!(answer(&knowledge, paste), record, "{paste}");
    }
    no_errors(&knowledge);
    // A third release: one message changes again, and one comes back.
    let third = SECOND.replace("has gone cold", "went cold") + "TEA-3,The kettle {0} is gone,\n";
    knowledge.write("errors.csv", &third);
    assert_eq!(
        changes(&knowledge, &["errors.csv", "--release", "3.0"]),
        ["reworded TEA-1", "returned TEA-3"]
    );
    let record = knowledge.read("content/records/demo/tea-1.md");
    assert!(
        record.contains("{ all: [\"The kettle {0} has gone cold\"], versions: \">=2.0 <3.0\" }"),
        "{record}"
    );
    assert!(!knowledge.read("content/records/demo/tea-3.md").contains("retired"));
}

#[test]
fn what_a_person_wrote_is_never_touched() {
    let knowledge = Knowledge::new();
    knowledge.write("errors.csv", FIRST);
    assert_eq!(catalog(&knowledge, &["errors.csv", "--release", "1.0"]).code, Some(0));
    let path = |n: u32| format!("content/records/demo/tea-{n}.md");
    // Words, a title, a comment, other quotes, the line ends of Windows: all of it stays.
    let words = "\n## What it means\nIt was left alone.\n";
    let own =
        knowledge.read(&path(1)).replace("title: \"The kettle … is cold\"", "title: 'Cold kettle' # mine");
    knowledge.write(&path(1), &(own + words).replace('\n', "\r\n"));
    // A signature of one's own, and a deleted record.
    let edited = knowledge.read(&path(4)).replace("is loud\"", "is {how} loud\"");
    knowledge.write(&path(4), &edited);
    std::fs::remove_file(knowledge.path(&path(2))).expect("it is there");
    assert_eq!(
        second_release(&knowledge),
        [
            "added TEA-5",
            "reworded TEA-1",
            "reworded TEA-4 a signature was edited by hand",
            "translated TEA-2 the record was deleted",
            "removed TEA-3"
        ]
    );
    let record = knowledge.read(&path(1));
    assert!(record.starts_with("---\r\ntitle: 'Cold kettle' # mine\r\n"), "{record}");
    assert!(record.ends_with(&words.replace('\n', "\r\n")), "{record}");
    assert!(
        record.contains("\r\n  - \"The kettle {0} has gone cold\"\r\n")
            && !record.replace("\r\n", "").contains('\n')
    );
    assert_eq!(knowledge.read(&path(4)).replace("The kettle … is too loud", "The kettle … is loud"), edited);
    assert!(!knowledge.path(&path(2)).exists());
    no_errors(&knowledge);
}

#[test]
fn a_record_that_covers_the_code_already_is_left_alone() {
    let knowledge = Knowledge::new();
    let own = "---\ntitle: Cold\ncode: TEA-1\nsummary: It is cold.\n---\n\nHeat it.\n";
    knowledge.write("content/records/demo/cold.md", own);
    knowledge.write("errors.csv", FIRST);
    let first = changes(&knowledge, &["errors.csv"]);
    assert_eq!(first.last().map(String::as_str), Some("covered TEA-1 a person wrote this record"));
    assert!(!knowledge.path("content/records/demo/tea-1.md").exists());
    knowledge.write("errors.csv", "code,en\nTEA-2,The kettle {0} is empty\n");
    assert!(
        changes(&knowledge, &["errors.csv"])
            .contains(&"removed TEA-1 a person wrote this record".to_string())
    );
    assert_eq!(knowledge.read("content/records/demo/cold.md"), own);
}

#[test]
fn an_error_without_words_has_a_page_that_says_so_and_is_a_gap() {
    let knowledge = Knowledge::new();
    knowledge.write("errors.csv", FIRST);
    assert_eq!(catalog(&knowledge, &["errors.csv"]).code, Some(0));
    let gaps = knowledge.run("list", &["--gaps"]).printed;
    assert_eq!(gaps.lines().filter(|line| line.contains(": gap: ")).count(), 4, "{gaps}");
    let site = console::SITE.to_string() + "repository: https://git.example.org/tea\n";
    knowledge.write("content/site.yaml", &site);
    assert_eq!(
        knowledge.run("build", &[".", "--out", "site", "--base-url", "https://tea.example.org/"]).code,
        Some(0)
    );
    let page = knowledge.read("site/demo/tea-1.html");
    for part in ["isn’t explained here yet", "tell us what helped", "<meta name=robots content=noindex>"] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let other = knowledge.read("site/demo/refused.html");
    assert!(!other.contains("noindex") && !other.contains("explained here yet"), "{other}");
    let map = knowledge.read("site/sitemap.xml");
    assert!(map.contains("demo/refused.html") && !map.contains("tea-1.html"), "{map}");
}

#[test]
fn hostile_files_are_refused_with_their_place_and_write_nothing() {
    let knowledge = Knowledge::new();
    let refused = |name: &str, text: &str, said: &str| {
        knowledge.write(name, text);
        let ran = catalog(&knowledge, &[name]);
        assert_eq!(ran.code, Some(2), "{name}: {}", ran.printed);
        assert!(ran.printed.contains(said) && ran.printed.contains("help: "), "{name}: {}", ran.printed);
        assert!(!knowledge.path("catalogs").exists(), "{name}");
    };
    refused("a.json", "{\n\"a\": \"b\",\n}", "a.json:3: not valid JSON");
    refused("deep.json", &"[".repeat(1_000_000), "deep.json:1: ");
    refused("a.po", "msgid \"a\"\nmsgstr \"b\n", "a.po:2: a text without its closing quote");
    refused("a.resx", "<!DOCTYPE a [<!ENTITY b \"c\">]><root/>", "a.resx:1: a document type definition");
    refused("a.ftl", "a = { b", "a.ftl:1: `a` has a brace");
    refused("a.strings", "\"a\" = \"b\"\n", "a.strings:2: expected `;`");
    refused("a.yaml", "openapi: 3.0.0\npaths: [\n", "not valid YAML");
    refused("a.csv", "x,y\n1,2\n", "a.csv:1: no column");
    refused("a.mo", "no catalogue", "a.mo: not a compiled catalogue");
    refused("a.txt", "text", "a.txt: the name does not say the format");
    // A key leads nowhere but to a name.
    knowledge.write("keys.json", r#"{"../../../x":"The kettle is outside","CON":"The kettle is a device"}"#);
    assert_eq!(catalog(&knowledge, &["keys.json"]).code, Some(0));
    assert!(knowledge.path("content/records/demo/x.md").exists());
    assert!(knowledge.path("content/records/demo/error-con.md").exists());
    // A lock file that leads elsewhere is refused.
    let lock = knowledge.read("catalogs/demo.json");
    knowledge.write("catalogs/demo.json", &lock.replace("demo/x", "demo/../../x"));
    let ran = catalog(&knowledge, &["keys.json"]);
    assert!(ran.code == Some(2) && ran.printed.contains("restore the file"), "{}", ran.printed);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let (knowledge, elsewhere) = (Knowledge::new(), Knowledge::new());
    knowledge.write("errors.csv", FIRST);
    std::os::unix::fs::symlink(elsewhere.path("content"), knowledge.path("catalogs"))
        .expect("it can be linked");
    let ran = catalog(&knowledge, &["errors.csv"]);
    assert_eq!(ran.code, Some(2), "{}", ran.printed);
    assert!(!elsewhere.path("content/demo.json").exists());
}
