//! Names that would be two things at once: titles, old ids, and the addresses that the site needs for itself.

use std::collections::HashMap;

use super::KnowledgeBase;
use crate::problem::{Place, Problem, Rule};
use crate::record::{Record, is_slug};
use crate::source::FileId;

/// Folders of the site that are no program's.
pub(super) const FOLDERS: [&str; 5] = ["assets", "e", "images", "schema", "tag"];

/// Pages of the site that are nobody's to write.
const PAGES: [&str; 7] = ["404", "a-z", "changes", "index", "search", "sources", "stale"];

/// Names whose addresses the site needs for pages of its own.
fn taken(base: &KnowledgeBase, problems: &mut Vec<Problem>) {
    let is_taken = |id: &str| {
        let (folder, page) = id.split_once('/').unwrap_or((id, ""));
        let listed = base.vocabulary.facets.get(folder).is_some_and(|facet| facet.list);
        FOLDERS.contains(&folder) || listed || page == "index"
    };
    for (_, record) in base.records() {
        if is_taken(record.id.as_str()) {
            problems.push(needed(record.file, Place::WholeFile, record.id.as_str()));
        }
        for alias in record.front.aliases.iter().filter(|alias| is_taken(&alias.value)) {
            problems.push(needed(record.file, alias.place(), &alias.value));
        }
    }
    if let Some(file) = base.site.file {
        for (program, _) in &base.site.programs.0 {
            if is_taken(&program.value) {
                problems.push(needed(file, program.place(), &program.value));
            } else if !is_slug(&program.value) {
                let message = format!("`{}` is no id for a program", program.value);
                let problem = Problem::new(Rule::BadName, file, program.place(), message);
                problems.push(problem.hint("use lower-case letters, digits and hyphens"));
            }
        }
    }
    for page in base.prose.iter().filter(|page| PAGES.contains(&page.name.as_str())) {
        problems.push(needed(page.file, Place::WholeFile, &page.name));
    }
}

fn needed(file: FileId, place: Place, name: &str) -> Problem {
    let message = format!("`{name}` is the address of a page that every site has");
    Problem::new(Rule::BadName, file, place, message).hint("choose another name")
}

/// A code names one error of its program.
fn codes(base: &KnowledgeBase, problems: &mut Vec<Problem>) {
    let mut codes: HashMap<(&str, String), &Record> = HashMap::new();
    for (_, record) in base.records() {
        let Some(code) = &record.front.code else { continue };
        if let Some(first) = codes.insert((record.id.program(), code.value.file_name()), record) {
            let message =
                format!("`{}` has two records with the code `{}`", record.id.program(), code.value.as_str());
            problems.push(
                Problem::new(Rule::DuplicateId, record.file, code.place(), message)
                    .note(first.file, Place::WholeFile, "here")
                    .hint("keep the code in one of them; the other can link to it"),
            );
        }
    }
}

/// Titles within a program, and the addresses of pages with those of aliases.
pub(super) fn check(base: &KnowledgeBase, problems: &mut Vec<Problem>) {
    taken(base, problems);
    let mut titles: HashMap<(&str, String), &Record> = HashMap::new();
    let mut aliases: HashMap<&str, &Record> = HashMap::new();
    codes(base, problems);
    for (_, record) in base.records() {
        let title = record.front.title.to_lowercase();
        if let Some(first) = titles.insert((record.id.program(), title), record)
            && !record.front.title.is_empty()
        {
            problems.push(
                Problem::new(
                    Rule::DuplicateTitle,
                    record.file,
                    Place::WholeFile,
                    format!("the title `{}` is taken", record.front.title),
                )
                .note(first.file, Place::WholeFile, "here")
                .hint("say in the title what tells the two apart"),
            );
        }
        for alias in &record.front.aliases {
            let taken = base
                .find(&alias.value)
                .map(|ix| base.record(ix))
                .or_else(|| aliases.get(alias.value.as_str()).copied());
            if let Some(other) = taken {
                problems.push(
                    Problem::new(
                        Rule::DuplicateId,
                        record.file,
                        alias.place(),
                        format!("`{}` is taken", alias.value),
                    )
                    .note(other.file, Place::WholeFile, "here")
                    .hint("an old address can lead to one record only"),
                );
            }
            aliases.insert(&alias.value, record);
        }
    }
}
