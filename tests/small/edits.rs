//! What authors do to a knowledge base, at random and the same in every run.

use std::cell::Cell;
use std::fs;

use super::{SITE, SOURCES, Small, record, record_path};

/// So many records are edited.
pub const EDITED: usize = 8;

/// The same numbers in every run.
pub struct Dice(Cell<u64>);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(Cell::new(seed))
    }

    pub fn below(&self, bound: usize) -> usize {
        self.0.set(
            self.0.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407),
        );
        usize::try_from(self.0.get() >> 33).expect("31 bits") % bound
    }
}

pub const HINT: &str = "Heat it.\n";
/// Long enough that to say it twice is a mistake.
pub const SENTENCE: &str = "The water that you have poured into the pot was not hot enough for tea.";

const TABLE: &str = "title: Kettles
records: { program: [tea] }
columns:
  text: { title: Text, shows: texts }
  page: { title: Page, shows: title }
";

const VOCABULARIES: [&str; 5] = [
    "sections: { other: allow }\n",
    "facets: { team: { list: true } }\nsections: { impact: { after: means, is: retries } }\n",
    "rules: { dangling-reference: warning, record-without-sample: off, unsafe-link: off }\n",
    "facets: { status: { evidence: false }, team: { evidence: true } }\n",
    "",
];

/// One edit, and the places that it touched as a watcher would name them.
pub fn edit(small: &Small, dice: &Dice, step: usize) -> Vec<String> {
    let number = dice.below(EDITED);
    let (path, text) = (record_path(number), record(number, &format!("It is teapot {step}.")));
    let folder = path.trim_end_matches(".md").to_string();
    let sample = format!("{folder}/sample.txt");
    let put = |path: &str, text: &str| {
        small.put(path, text);
        vec![path.to_string()]
    };
    match dice.below(33) {
        0..4 => {
            small.put(&sample, &format!("tea: the kettle number {number} is cold\n"));
            [put(&path, &text), vec![sample]].concat()
        }
        4 => put(&path, &text.replace("status: ", "status: [")),
        5 => put(&path, &text.replace("kettle number", "kettle of number")),
        6 => put(&path, &text.replace(&format!("number {number} is"), "number {n} is")),
        7 => put(
            &path,
            &format!("{text}\n## What it means\nSee [that one](record:tea/error-{}).\n", dice.below(9)),
        ),
        8 => put(&path, &format!("{text}\n## What it means\n{SENTENCE}\n")),
        9 => {
            let _ = fs::remove_file(small.path(&path));
            vec![path]
        }
        10 => {
            let _ = fs::remove_dir_all(small.path(&folder));
            vec![folder]
        }
        11 => {
            let (from, to) = (small.path(&path), format!("content/records/tea/moved-{number}.md"));
            let _ = fs::rename(from, small.path(&to));
            vec![path, to]
        }
        12 => put(&sample, &format!("tea: the kettle number {} is cold\n", dice.below(EDITED))),
        13 => {
            let text =
                text.replace("created:", "code-samples:\n  a.py: { purpose: fix, title: Heat }\ncreated:");
            let code = format!("{folder}/a.py");
            [put(&code, "heat()\n"), put(&path, &format!("{text}\n## Code\n{{{{ code a.py }}}}\n"))].concat()
        }
        14 => put("content/tables/kettles.yaml", &format!("{TABLE}caption: As of step {step}.\n")),
        15 => put("content/site.yaml", &SITE.replace("Tea,", &format!("Tea {},", dice.below(3)))),
        16 => put("content/pieces/hint.md", ["Heat it.\n", "TODO\n", "", "{{ piece }}\n"][dice.below(4)]),
        17 => {
            let _ = fs::remove_dir_all(small.path("content/pieces"));
            put(&path, &format!("{text}\n## What it means\n{{{{ piece hint }}}}\n"));
            vec!["content/pieces".into(), path, "content/.error.md.swp".into()]
        }
        18 => {
            let known = ["families: [kettle-]\n", "families: [pot-]\n", "values: {}\n", ""][dice.below(4)];
            put(&path, &text.replace("It is", "Use kettle-9, pot-8 or lid-2026-01-01: it is"));
            [put("content/known.yaml", known), vec![path]].concat()
        }
        19 => {
            let _ = fs::remove_file(small.path("content/known.yaml"));
            vec!["content/known.yaml".into()]
        }
        20 => put(
            &path,
            &text.replace(&format!("error {number}"), &format!("error {}", dice.below(2 * EDITED))),
        ),
        21 => {
            let alias = format!("aliases: [tea/error-{}]\ncreated:", dice.below(2 * EDITED));
            put(&path, &text.replace("created:", &alias))
        }
        22 => put(&path, &text.replace(&format!("the kettle number {number} is cold"), "the kettle number")),
        23 => put(&path, &text.replace("documented: D-tea", "documented: D-pot")),
        24 => put(&path, &text.replace("Heat the kettle.", "{{ piece hint }}\n\n[Heat](#heat) it.")),
        25 => put("content/sources.yaml", &SOURCES.replace("D-tea", "D-pot")),
        30 => put(
            &path,
            &format!("{}\n## Impact\nNo tea.\n", text.replace("created:", "team: black\ncreated:")),
        ),
        31 => put("content/vocabulary.yaml", VOCABULARIES[dice.below(VOCABULARIES.len())]),
        32 => {
            let _ = fs::remove_file(small.path("content/vocabulary.yaml"));
            vec!["content/vocabulary.yaml".into()]
        }
        26 => {
            let theirs = format!("tea: the kettle number {} is cold", dice.below(2 * EDITED));
            put(&path, &text.replace(&format!("the kettle number {number} is cold"), &theirs))
        }
        _ => {
            let _ = fs::remove_dir_all(small.path("content/tables"));
            let _ = fs::remove_file(small.path("content/known.yaml"));
            small.put("content/sources.yaml", SOURCES);
            small.put("content/pieces/hint.md", HINT);
            for number in 0..EDITED {
                let _ = fs::remove_file(small.path(&format!("content/records/tea/moved-{number}.md")));
                let _ = fs::remove_dir_all(small.path(record_path(number).trim_end_matches(".md")));
                small.put_record(number, "It is a teapot.");
            }
            vec!["content".into()]
        }
    }
}
