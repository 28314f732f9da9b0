//! Every reference leads somewhere: each text's links, sources, tables, code and pieces, and those of the front matter.

use std::collections::BTreeSet;
use std::ops::Range;

use super::hidden::{Scopes, Shown};
use super::{KnowledgeBase, Owner, holes, names};
use crate::markdown::{Reference, Target};
use crate::problem::{Guesses, Place, Problem, Rule};
use crate::record::{Record, RecordId, Scope, is_slug};
use crate::source::{FileId, Sources};
use crate::yaml::Located;

pub(super) fn check(base: &KnowledgeBase, sources: &Sources, problems: &mut Vec<Problem>) {
    let broken = broken(problems);
    let mut checker = Checker {
        base,
        sources,
        broken: &broken,
        file: FileId(0),
        owner: Owner::Shared,
        scopes: Scopes::new(),
        guesses: Guesses::default(),
        problems,
    };
    checker.programs();
    for (ix, record) in base.records() {
        checker.file = record.file;
        checker.owner = Owner::Record(ix);
        checker.scopes = Scopes::from([record.front.scope()]);
        checker.front(record);
        for text in record.texts() {
            checker.references(&text.references);
        }
        checker.code(ix, record);
    }
    checker.owner = Owner::Shared;
    let mut shown = Shown::of(base);
    for (name, table) in &base.tables {
        checker.file = table.file;
        checker.scopes = shown.tables.remove(name.as_str()).unwrap_or_default();
        let rows = table.rows.iter().flat_map(|(_, row)| &row.sources);
        for source in table.sources.iter().chain(rows) {
            checker.source(&source.value, &source.span);
        }
        for text in &table.texts {
            checker.references(&text.references);
        }
    }
    for value in base.known.values.iter().flat_map(|(_, value)| &value.sources) {
        checker.file = base.known.file.unwrap_or(FileId(0));
        checker.source(&value.value, &value.span);
    }
    for (name, piece) in &base.pieces {
        checker.file = piece.file;
        checker.scopes = shown.pieces.remove(name.as_str()).unwrap_or_default();
        checker.references(&piece.prose.references);
    }
    checker.scopes = Scopes::from([Scope::PUBLIC]);
    for (ix, page) in (0..).zip(&base.prose) {
        checker.file = page.file;
        checker.owner = Owner::Page(ix);
        checker.references(&page.prose.references);
    }
    unused_images(base, problems);
    names::check(base, problems);
}

fn unused_images(base: &KnowledgeBase, problems: &mut Vec<Problem>) {
    for (place, image) in (0..).zip(&base.images) {
        if base.shown.binary_search(&place).is_err() {
            let message = format!("no text shows `{}`", image.path.rsplit('/').next().unwrap_or_default());
            let problem = Problem::new(Rule::UnusedFile, image.file, Place::WholeFile, message);
            problems.push(problem.hint("show it with `![What it shows](NAME)`, or remove the file"));
        }
    }
}

/// The files that could not be read to their end. What refers to something in them is told once they can.
fn broken(problems: &[Problem]) -> BTreeSet<FileId> {
    let broken = problems.iter().filter(|problem| {
        let image = problem.rule == Rule::BadImage && problem.place == Place::WholeFile;
        image
            || matches!(
                problem.rule,
                Rule::UnreadableFile
                    | Rule::NotUtf8
                    | Rule::FileTooLarge
                    | Rule::NotAFile
                    | Rule::EmptyFile
                    | Rule::MissingFrontMatter
                    | Rule::BadYaml
                    | Rule::WrongType
            )
    });
    broken.map(|problem| problem.file).collect()
}

const SITE: &str = "content/site.yaml";

pub(super) struct Checker<'a, 'p> {
    pub base: &'a KnowledgeBase,
    pub sources: &'a Sources,
    pub broken: &'a BTreeSet<FileId>,
    pub file: FileId,
    pub owner: Owner,
    /// Of those who see it: none if it is seen by none.
    scopes: Scopes,
    guesses: Guesses,
    pub problems: &'p mut Vec<Problem>,
}

impl<'a> Checker<'a, '_> {
    pub(super) fn dangling<'n>(
        &mut self,
        what: &str,
        name: &str,
        span: &Range<u32>,
        known: impl IntoIterator<Item = &'n str>,
        hint: &str,
    ) {
        let place = Place::Span(span.clone());
        let problem =
            Problem::new(Rule::DanglingReference, self.file, place, format!("there is no {what} `{name}`"));
        self.problems.push(match self.guesses.nearest(name, known) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(hint),
        });
    }

    fn hidden(&mut self, message: String, span: &Range<u32>) {
        let problem = Problem::new(Rule::HiddenReference, self.file, Place::Span(span.clone()), message);
        self.problems.push(
            problem
                .label("more people see this text than that record")
                .hint("publish it, or remove the reference, or mark this record `draft` or `internal` too"),
        );
    }

    /// Whether a file is there that could not be understood: it has been told, and who refers to it is right.
    pub(super) fn is_broken(&self, path: &str) -> bool {
        self.sources.find(path).is_some_and(|file| self.broken.contains(&file))
    }

    /// Whether it is known what is a program and what is none.
    fn programs_known(&self) -> bool {
        self.sources.find(SITE).is_some_and(|file| !self.broken.contains(&file))
    }

    /// A program without its entry is one mistake, however many records it has.
    fn programs(&mut self) {
        if self.sources.find(SITE).is_none() {
            self.no_site();
        }
        if !self.programs_known() {
            return;
        }
        let mut last = "";
        for (_, record) in self.base.records() {
            let program = record.id.program();
            if program == last || self.base.site.programs.get(program).is_some() {
                continue;
            }
            last = program;
            let hint = match self.guesses.nearest(program, self.base.site.programs.names()) {
                Some(near) => format!("did you mean the folder `{near}`?"),
                None => format!(
                    "add `{program}: {{ title: …, summary: … }}` under `programs:` in content/site.yaml"
                ),
            };
            let message = format!("there is no program `{program}`");
            self.problems.push(
                Problem::new(Rule::DanglingReference, record.file, Place::WholeFile, message).hint(hint),
            );
        }
    }

    /// Told where it is missed: at the first record that has a program.
    fn no_site(&mut self) {
        let Some((_, record)) = self.base.records().next() else { return };
        let message = format!("there is no {SITE}");
        let hint = format!(
            "write it: `title:`, `tagline:`, `description:`, and under `programs:` the line `  {}: {{ title: …, summary: … }}`",
            record.id.program()
        );
        let problem = Problem::new(Rule::DanglingReference, record.file, Place::WholeFile, message);
        self.problems.push(problem.hint(hint));
    }

    fn references(&mut self, references: &[Reference]) {
        for reference in references {
            self.reference(reference);
        }
    }

    fn front(&mut self, record: &Record) {
        let front = &record.front;
        for (_, cause) in &front.causes.0 {
            for key in cause.sources.iter().chain(&cause.against) {
                self.source(&key.value, &key.span);
            }
        }
        for key in front.remarks().flat_map(|(_, remark)| &remark.sources) {
            self.source(&key.value, &key.span);
        }
        for related in &front.related {
            let program = !related.value.contains('/') && !self.programs_known();
            if self.base.site.programs.get(&related.value).is_some() {
                let is_hidden = |scope: &Scope| !self.base.sees_program(*scope, &related.value);
                if self.scopes.iter().any(is_hidden) {
                    self.hidden(format!("all records of `{}` are hidden", related.value), &related.span);
                }
            } else if !program {
                self.record(&related.value, &related.span);
            }
        }
        let exclusions = front.signatures.iter().flat_map(|signature| &signature.value.not);
        let records = exclusions.filter_map(|exclusion| exclusion.record.as_ref());
        let successor = front.retired.iter().filter_map(|retired| retired.successor.as_ref());
        let expected = front.samples.0.iter().flat_map(|(_, records)| &records.0);
        for id in records.chain(successor).chain(expected) {
            self.record(&id.value, &id.span);
        }
        for cause in front.signatures.iter().filter_map(|signature| signature.value.cause.as_ref()) {
            if front.causes.get(&cause.value).is_none() && !self.broken.contains(&record.file) {
                let hint = "a signature names a cause that is listed under `causes:`";
                self.dangling("cause here", &cause.value, &cause.span, front.causes.names(), hint);
            }
        }
        for tag in front.tags.iter().filter(|tag| !is_slug(&tag.value)) {
            self.bad(tag, "is no tag", "use lower-case letters, digits and hyphens");
        }
        for alias in &front.aliases {
            if RecordId::parse(&alias.value).is_none() {
                self.bad(alias, "is no id", "write it as `program/slug`");
            }
        }
    }

    fn bad(&mut self, value: &Located<String>, what: &str, hint: &str) {
        let message = format!("`{}` {what}", value.value);
        self.problems.push(Problem::new(Rule::BadValue, self.file, value.place(), message).hint(hint));
    }

    fn reference(&mut self, reference: &Reference) {
        let span = &reference.span;
        match &reference.target {
            Target::Record { id, cause } => {
                if let Some(record) = self.record(id, span)
                    && let Some(cause) = cause
                {
                    self.anchor(record, cause, span);
                }
            }
            Target::Page { name, anchor } => self.page(name, anchor.as_deref(), span),
            Target::Path(path) => self.path(path, span),
            Target::Image(url) => self.image(url, span),
            Target::Anchor(id) => self.here(id, span),
            Target::Source(key) => self.source(key, span),
            Target::Table { name, rows } => self.table(name, rows, span),
            Target::Piece(name) => {
                let path = format!("content/pieces/{name}.md");
                if !self.base.pieces.contains_key(name) && !self.is_broken(&path) {
                    let known = self.base.pieces.keys().map(String::as_str);
                    self.dangling("piece", name, span, known, "pieces are the files of content/pieces");
                }
            }
            Target::Code(name) => {
                let Some(record) = self.owner.record().map(|ix| self.base.record(ix)) else {
                    self.dangling("code here", name, span, [], "code belongs to a record");
                    return;
                };
                if record.front.code_samples.get(name).is_none() && !self.broken.contains(&record.file) {
                    let hint = format!(
                        "add under `code-samples:` the line `  {name}: {{ purpose: probe, title: … }}`"
                    );
                    self.dangling("code sample", name, span, record.front.code_samples.names(), &hint);
                }
            }
            Target::Hole { name, kind } => {
                let place = Place::Span(span.clone());
                let record = self.owner.record().map(|ix| self.base.record(ix));
                let known = record.is_none_or(|record| !self.broken.contains(&record.file));
                let problem = holes::check(record, name, kind.as_deref(), self.file, place);
                self.problems.extend(problem.filter(|_| known));
            }
            Target::Web(_) => {}
        }
    }

    pub(super) fn record(&mut self, id: &str, span: &Range<u32>) -> Option<&'a Record> {
        if let Some(ix) = self.base.find(id) {
            let record = self.base.record(ix);
            let scope = record.front.scope();
            if !self.scopes.iter().all(|own| own.covers(scope)) {
                self.hidden(format!("`{id}` is {}", scope.phrase()), span);
            }
            return Some(record);
        }
        if self.is_broken(&format!("content/records/{id}.md")) {
            return None;
        }
        let known = self.base.records.iter().map(|record| record.id.as_str());
        self.dangling("record", id, span, known, "records are the files below content/records");
        None
    }

    fn source(&mut self, key: &str, span: &Range<u32>) {
        if self.base.sources.get(key).is_none() && !self.is_broken("content/sources.yaml") {
            self.dangling("source", key, span, self.base.sources.names(), "add it to content/sources.yaml");
        }
    }

    fn table(&mut self, name: &str, rows: &[String], span: &Range<u32>) {
        let path = format!("content/tables/{name}.yaml");
        let Some(table) = self.base.tables.get(name) else {
            if self.is_broken(&path) {
                return;
            }
            let known = self.base.tables.keys().map(String::as_str);
            self.dangling("table", name, span, known, "tables are the files of content/tables");
            return;
        };
        for row in rows {
            if table.rows.get(row).is_none() && !self.broken.contains(&table.file) {
                self.dangling(
                    &format!("row in table `{name}`"),
                    row,
                    span,
                    table.rows.names(),
                    "rows are named in the table's file",
                );
            }
        }
    }

    fn code(&mut self, ix: super::RecordIx, record: &Record) {
        let files = self.base.code(ix);
        for (name, _) in &record.front.code_samples.0 {
            let path = format!("content/records/{}/{}", record.id.as_str(), name.value);
            if !files.iter().any(|file| file.name == name.value) && !self.is_broken(&path) {
                let hint = format!("put it at {path}");
                self.dangling(
                    "file",
                    &name.value,
                    &name.span,
                    files.iter().map(|file| file.name.as_str()),
                    &hint,
                );
            }
        }
        let whole = !self.broken.contains(&record.file);
        for file in files.iter().filter(|file| whole && record.front.code_samples.get(&file.name).is_none()) {
            self.problems.push(
                Problem::new(
                    Rule::UnusedFile,
                    file.file,
                    Place::WholeFile,
                    format!("`{}` is used by no record", file.name),
                )
                .hint(format!(
                    "add it under `code-samples:` in content/records/{}.md, and show it with `{{{{ code {} }}}}`",
                    record.id.as_str(),
                    file.name
                )),
            );
        }
        let samples = self.base.samples(ix);
        for (name, _) in &record.front.samples.0 {
            if !samples.iter().any(|sample| sample.name == name.value) {
                self.dangling(
                    "sample",
                    &name.value,
                    &name.span,
                    samples.iter().map(|sample| sample.name.as_str()),
                    "samples are the .txt, .log and .out files beside the record",
                );
            }
        }
    }
}
