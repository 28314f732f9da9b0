//! One file to one `Record`. Reading never fails: it yields what was understood, and problems for the rest.

mod body;
mod cause;
mod claim;
mod code;
mod exceptions;
mod front;
mod gist;
mod head;
mod headings;
mod inline;
mod length;
mod life;
mod outline;
mod range;
mod remark;
mod scope;
mod section;
mod signature;
mod slug;
mod versions;
mod walk;

use serde::Serialize;

pub use body::{Body, Cause, Check, Decision, Fix, Outcome, Question};
pub use claim::Claim;
pub use code::{Code, called, may_be_code};
pub use front::*;
pub use gist::Gist;
pub use length::{LONGEST, PRINTS, REPORTS};
pub use life::{Change, Retired};
pub use range::{Scheme, Standing, standing};
pub use remark::Remark;
pub use scope::Scope;
pub use section::Section;
pub use signature::{Exclusion, Signature};
pub use slug::{is_slug, slugify};
pub use versions::Versions;
pub use walk::{At, Part, Role, Walked, WalkedCause, Words};

use crate::evidence::Status;
use crate::markdown::{Block, Passage, Prose, front_matter, plain, title};
use crate::problem::{Place, Problem, Rule, field};
use crate::source::{FileId, Source};
use crate::vocabulary::Vocabulary;
use crate::yaml::{Day, Located};
use head::Head;
use outline::Outline;

/// `<program>/<slug>`: the path of the file is the id, and nothing repeats it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RecordId(String);

impl RecordId {
    pub fn parse(id: &str) -> Option<RecordId> {
        let (program, slug) = id.split_once('/')?;
        (is_slug(program) && is_slug(slug)).then(|| RecordId(id.to_string()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn program(&self) -> &str {
        self.0.split_once('/').map_or("", |(program, _)| program)
    }

    pub fn slug(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, slug)| slug)
    }
}

#[derive(Clone, Debug)]
pub struct Record {
    pub file: FileId,
    /// Of its text: where this is the same, all below is.
    pub hash: [u8; 32],
    pub id: RecordId,
    pub front: Front,
    pub body: Body,
    /// The short texts outside of the sections, for what they refer to.
    pub inline: Vec<Prose>,
}

impl Record {
    /// Every text of the record, to resolve what it refers to.
    pub fn texts(&self) -> Vec<&Prose> {
        self.body.texts().into_iter().chain(&self.inline).collect()
    }

    /// The code samples of a text by what they do: what a short answer says of a check or a fix that is code alone.
    pub fn code_titles(&self, prose: &Prose) -> Vec<String> {
        let files = prose.blocks.iter().filter_map(|block| match block {
            Block::Code { files } => Some(files),
            _ => None,
        });
        let told = |file: &String| {
            let facts = self.front.code_samples.get(file)?;
            Some(format!("{} ({file}, on the page)", plain(&facts.title)))
        };
        files.flatten().filter_map(told).collect()
    }
}

/// The text of a record to the end of its front matter, and of its title if that is below: all that it is recognised by.
/// Without front matter, all of it.
pub fn head(text: &str) -> &str {
    let Some((yaml, body)) = front_matter(text) else { return text };
    let start = body.start;
    let titled = text[yaml].lines().any(|line| line.starts_with("title:"));
    let end = if titled { None } else { title(text, body) };
    &text[..end.map_or(start, |heading| heading.span.end)]
}

/// Reads a record. `None` only where there is no front matter to speak of.
pub fn parse(
    file: FileId,
    source: &Source,
    id: RecordId,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
    passages: &mut Vec<Passage>,
) -> Option<Record> {
    let (yaml, body) = Head::parts(file, source, &id, problems)?;
    let title = title(&source.text, body.clone());
    let body = title.as_ref().map_or(body.start, |title| title.span.end)..body.end;
    let head = Head::read(file, source, yaml, title, problems);
    let outline = Outline::read(&source.text, body, file, vocabulary, problems);
    let Some(Head { node, front, causes_known }) = head else {
        // What stands below it is wrong or right without it.
        let front = Front::unknown(file);
        Body::read(&source.text, &outline, file, &front, false, problems, passages);
        return None;
    };
    let mut inline = inline::read(&source.text, &node, &outline, file, vocabulary, problems, passages);
    inline.push(exceptions::references(&front.exceptions));
    for passage in passages.iter_mut() {
        passage.aside = true;
    }
    let mut body = Body::read(&source.text, &outline, file, &front, causes_known, problems, passages);
    exceptions::show(&front.exceptions, &vocabulary.sections, &mut body);
    vocabulary.check(&front.facets, file, problems);
    check(source, file, &front, &body, vocabulary, problems);
    Some(Record { file, hash: hash(source), id, front, body, inline })
}

/// The same without its body, for whoever only wants to recognise it.
pub fn parse_head(file: FileId, source: &Source, id: RecordId) -> Option<Record> {
    let (yaml, body) = Head::parts(file, source, &id, &mut Vec::new())?;
    let title = title(&source.text, body);
    let Head { front, .. } = Head::read(file, source, yaml, title, &mut Vec::new())?;
    Some(Record { file, hash: hash(source), id, front, body: Body::default(), inline: Vec::new() })
}

fn hash(source: &Source) -> [u8; 32] {
    blake3::hash(source.text.as_bytes()).into()
}

fn check(
    source: &Source,
    file: FileId,
    front: &Front,
    body: &Body,
    vocabulary: &Vocabulary,
    problems: &mut Vec<Problem>,
) {
    for (id, facts) in &front.causes.0 {
        let what = format!("cause `{}`", id.value);
        problems.extend(groundless(&what, facts.evidence, &facts.sources, file, id.place()));
    }
    for (name, remark) in front.remarks() {
        let what = format!("`{name}`");
        problems.extend(groundless(&what, remark.evidence, &remark.sources, file, remark.text.place()));
    }
    for signature in &front.signatures {
        signature.value.check(source, file, problems);
    }
    let risks = front.causes.iter().filter_map(|(_, facts)| facts.risk.as_ref());
    problems.extend(risks.filter_map(|risk| vocabulary.check_risk(risk, file)));
    for cause in body.causes.iter().filter(|cause| cause.undo.is_none()) {
        let does = cause.facts.risk.as_ref().and_then(|risk| vocabulary.needs_undo(&risk.value));
        problems.extend(does.map(|does| {
            let message = format!("the fix of `{}` {does} and has no undo", cause.id.value);
            Problem::new(Rule::FixWithoutUndo, file, cause.id.place(), message)
                .hint("add `#### Undo`: how to get back to where one was, or that one cannot")
        }));
    }
    if let Some(versions) = &front.versions {
        problems.extend(versions.check(file, &field(&source.text, "versions")));
    }
    days(source, file, front, problems);
}

/// Days in the order in which they can have come.
fn days(source: &Source, file: FileId, front: &Front, problems: &mut Vec<Problem>) {
    let before = |one: &Option<Day>, other: &Option<Day>| {
        one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one.is_before(other))
    };
    let mut tell = |place, message: &str, hint: &str| {
        problems.push(Problem::new(Rule::BadValue, file, place, message).hint(hint));
    };
    if front.stale_after.as_ref().zip(front.checked.as_ref()).is_some_and(|(stale, checked)| stale < checked)
    {
        let hint = "give the day after which the record is due for a check";
        tell(field(&source.text, "stale-after"), "`stale-after` lies before `checked`", hint);
    }
    if before(&front.checked, &front.created) {
        let hint = "a record is checked on the day it is written, or later: correct one of the two";
        tell(field(&source.text, "checked"), "`checked` lies before `created`", hint);
    }
    for change in front.history.iter().filter(|change| before(&change.on, &front.created)) {
        let hint = "nothing changed before the record was written: correct one of the two";
        tell(Place::Span(change.span.clone()), "a change before `created`", hint);
    }
}

/// A claim says how well it stands and who says so.
fn groundless(
    what: &str,
    evidence: Option<Status>,
    sources: &[Located<String>],
    file: FileId,
    place: Place,
) -> Option<Problem> {
    let problem = |rule, message: String| Some(Problem::new(rule, file, place, message));
    match evidence {
        None => problem(Rule::ClaimWithoutStatus, format!("{what} has no status"))
            .map(|problem| problem.hint(format!("add `evidence:` and one of {}", Status::words()))),
        Some(status) if !status.needs_source() => None,
        Some(_) if !sources.is_empty() => None,
        Some(_) => problem(Rule::ClaimWithoutSource, format!("{what} names no source"))
            .map(|problem| problem.hint("add `sources: [KEY]`; keys stand in content/sources.yaml")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    pub(super) fn rules(text: &str) -> Vec<&'static str> {
        let sources = Sources::from_texts([("content/records/a/b.md", text)]);
        let mut problems = Vec::new();
        let id = RecordId::parse("a/b").expect("an id");
        parse(FileId(0), sources.get(FileId(0)), id, &Vocabulary::default(), &mut problems, &mut Vec::new());
        problems.iter().map(|problem| problem.rule.name()).collect()
    }

    const HEAD: &str = "---\ntitle: t\nsummary: s\nchecked: 2026-11-20\nsignatures:\n  - all: [\"a b\"]\n";

    #[test]
    fn a_small_record_is_fine() {
        assert_eq!(rules(&format!("{HEAD}---\n\n## What it means\nIt means.\n")), Vec::<&str>::new());
    }

    #[test]
    fn a_quoted_value_is_read_as_what_it_says() {
        let with =
            |summary: &str| rules(&HEAD.replace("summary: s", summary).replace("b\"]\n", "b\"]\n---\n"));
        assert_eq!(with(r#"summary: "A \\[Symbol.iterator\\]() of `x`.""#), Vec::<&str>::new());
        assert_eq!(with(r#"summary: "A \u005bx](javascript:y) \\.""#), ["unsafe-link"]);
    }

    #[test]
    fn a_title_is_in_one_place() {
        let titled =
            |title: &str, body: &str| rules(&format!("{}---\n{body}\n", HEAD.replace("title: t\n", title)));
        assert_eq!(titled("", "\n# T\n\nText.\n\n## What it means\n\nText."), Vec::<&str>::new());
        assert_eq!(titled("title: T\n", "# T\nText."), Vec::<&str>::new());
        assert_eq!(titled("title: T\n", "# Other\nText."), ["unknown-section"]);
        assert_eq!(titled("", "Text.\n# T"), ["missing-field", "unknown-section"]);
    }

    #[test]
    fn a_misspelt_field_explains_the_missing_one() {
        assert_eq!(
            rules(&HEAD.replace("summary", "sumary").replace("b\"]\n", "b\"]\n---\n")),
            ["unknown-field"]
        );
    }

    #[test]
    fn what_is_below_broken_yaml_is_read() {
        let text = HEAD.replace("summary: s", "summary: a: b: [");
        assert_eq!(rules(&format!("{text}---\n## Whta it means\nText.\n")), ["bad-yaml", "unknown-section"]);
        let text = text.replace("checked: 2026-11-20", "class: requst").replace("title: t\n", "");
        assert_eq!(rules(&format!("{text}---\n")), ["bad-yaml", "missing-field", "bad-value"]);
        // Without any front matter the body is wrong or right by itself.
        assert_eq!(
            rules("---\n title: t\nsummary: s\n---\n## Whta it means\nText.\n"),
            ["bad-yaml", "unknown-section"]
        );
    }

    #[test]
    fn statuses_and_days_are_possible_ones() {
        let with = |line: &str| rules(&format!("{HEAD}{line}\n---\n"));
        assert_eq!(with("status: 4180"), ["bad-value"]);
        assert_eq!(with("status: 99"), ["bad-value"]);
        assert_eq!(with("status: 599"), Vec::<&str>::new());
        assert_eq!(
            rules(&format!("{}---\n", HEAD.replace("\"a b\"]", "\"a b\"]\n    status: 600"))),
            ["bad-value"]
        );
        assert_eq!(with("created: 2026-11-21"), ["bad-value"]);
        assert_eq!(with("created: 2026-11"), Vec::<&str>::new());
        let history = "created: 2026-11-20\nhistory:\n  - { on: 2026-11-20, what: Two. }\n  - { on: 2026-11-19, what: One. }";
        assert_eq!(with(history), ["bad-value"]);
    }

    #[test]
    fn causes_and_their_sections_belong_together() {
        let causes = "causes:\n  x: { evidence: documented, sources: [D-a] }\n---\n";
        assert_eq!(rules(&format!("{HEAD}{causes}")), ["cause-without-section"]);
        assert_eq!(rules(&format!("{HEAD}---\n## Causes\n### X {{#x}}\nText.\n")), ["section-without-cause"]);
        let twice = "## Causes\n### X {#x}\nText.\n#### Undo\nOnce.\n#### Fix\nA.\n#### Fix\nB.\n#### Undo\n{docmented: D-a}\n";
        assert_eq!(rules(&format!("{HEAD}{causes}{twice}")), ["duplicate-section", "bad-mark"]);
        // A misspelt id explains the missing section, and hides nothing below it.
        let causes = causes.replace("x:", "locked:");
        let body = "## Causes\n### X {#loked}\nText.\n#### Checks\nRun it.\n### Y\n{docmented: D-a}\n";
        assert_eq!(
            rules(&format!("{HEAD}{causes}{body}")),
            [
                "section-without-cause",
                "unknown-section",
                "check-without-outcomes",
                "section-without-cause",
                "bad-mark"
            ]
        );
    }

    #[test]
    fn a_check_says_what_its_outcomes_mean() {
        let causes = "causes:\n  x: { evidence: documented, sources: [D-a] }\n---\n## Causes\n### X {#x}\nText.\n#### Check\n";
        assert_eq!(rules(&format!("{HEAD}{causes}Run it.\n")), ["check-without-outcomes"]);
        assert_eq!(rules(&format!("{HEAD}{causes}Run it:\n- 1 → yes\n- 2 → no\n")), Vec::<&str>::new());
    }

    #[test]
    fn private_notes_behind_an_open_fence_are_cut_off() {
        let opened = ["```\ncode", "<script>hit(1)</sCrIpT>", "<!--"].map(|open| (open, "## Private notes"));
        let headings = [
            "## private notes",
            "## Private notes ##",
            "## Private notes {#n}",
            " ## Private notes",
            "## *Private notes*",
            "Private notes\n---",
        ];
        for (open, heading) in opened.into_iter().chain(headings.map(|heading| ("```sh", heading))) {
            let text = format!("{HEAD}---\n## What it means\nIt means.\n\n{open}\n\n{heading}\nPRIVATE\n");
            let more = match open.get(..4) {
                Some("<scr") => Some("raw-html"),
                Some("<!--") => Some("private-text"),
                _ => None,
            };
            let expected: Vec<&str> = ["private-text"].into_iter().chain(more).collect();
            assert_eq!(rules(&text), expected, "{open} {heading}");
            let id = RecordId::parse("a/b").expect("an id");
            let sources = Sources::from_texts([("content/records/a/b.md", text)]);
            let record = parse(
                FileId(0),
                sources.get(FileId(0)),
                id,
                &Vocabulary::default(),
                &mut Vec::new(),
                &mut Vec::new(),
            );
            let body = format!("{:?}", record.expect("it can be read").body);
            assert!(!body.contains("PRIVATE"), "{open} {heading}");
        }
        let closed = format!("{HEAD}---\n## What it means\n```\ncode\n```\n\n## Private notes\nPRIVATE\n");
        assert_eq!(rules(&closed), Vec::<&str>::new());
    }

    #[test]
    fn slugs_are_names_for_every_file_system() {
        assert!(is_slug("403-permission-error"));
        for bad in ["", "-a", "A", "a_b", "..", "nul", "com1", "a/b", "é"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
