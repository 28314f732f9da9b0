//! Places for what a hole holds: the record's signatures have that hole, of the kind that the place asks for.

use crate::matcher::Pattern;
use crate::problem::{Place, Problem, Rule, nearest};
use crate::record::Record;
use crate::source::FileId;

/// What is wrong with a place in a text of this record, or of none.
pub(super) fn check(
    record: Option<&Record>,
    name: &str,
    kind: Option<&str>,
    file: FileId,
    place: Place,
) -> Option<Problem> {
    let Some(record) = record else {
        let problem =
            Problem::new(Rule::DanglingReference, file, place, format!("there is no hole `{name}` here"));
        return Some(problem.hint("holes belong to the signatures of a record"));
    };
    let fragments = record.front.signatures.iter().flat_map(|signature| &signature.value.all);
    let holes = fragments.flat_map(|fragment| Pattern::parse(&fragment.value).holes);
    let holes: Vec<(String, &str)> = holes.map(|hole| (hole.name, hole.kind.word())).collect();
    let same = || holes.iter().filter(|hole| hole.0 == name);
    let Some((_, first)) = same().next() else {
        let problem =
            Problem::new(Rule::DanglingReference, file, place, format!("there is no hole `{name}`"));
        return Some(match nearest(name, holes.iter().map(|hole| hole.0.as_str())) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(format!("write `{{{name}}}` in a signature, where the message has it")),
        });
    };
    let kind = kind.filter(|kind| same().any(|hole| hole.1 != *kind))?;
    let message = format!("the hole `{name}` is one of kind `{first}`, not `{kind}`");
    let problem = Problem::new(Rule::BadValue, file, place, message);
    Some(problem.hint(format!("declare it as `{{{name}:{kind}}}` in each signature that has it")))
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use crate::source::Sources;

    /// What is reported for a text in a record with a hole of a kind and one of any.
    fn told(text: &str) -> Vec<String> {
        let site = "title: T\ntagline: t\ndescription: d\nprograms:\n  a: { title: A, summary: s }\n";
        let record = format!(
            "---\ntitle: t\nsummary: s\nsignatures: [\"cannot read {{file:path}} of {{what}} today\"]\n---\n\n{text}\n"
        );
        let sources = Sources::from_texts([
            ("content/site.yaml", site),
            ("content/records/a/one.md", &record),
            ("content/records/a/one/sample.txt", "cannot read a/b of it today\n"),
        ]);
        load(&sources)
            .1
            .into_iter()
            .map(|problem| format!("{}: {}", problem.rule.name(), problem.message))
            .collect()
    }

    #[test]
    fn a_place_is_for_a_hole_of_its_record() {
        let fine = [
            "Delete [the file](hole:file) of [it](hole:what).",
            "Delete [`FILE`](hole:file:path).",
            "Write `[x](hole:nothing)`.",
        ];
        for text in fine {
            assert_eq!(told(text), [""; 0], "{text}");
        }
        assert_eq!(told("[x](hole:fil)"), ["dangling-reference: there is no hole `fil`"]);
        assert_eq!(
            told("[x](hole:what:word)"),
            ["bad-value: the hole `what` is one of kind `line`, not `word`"]
        );
        assert_eq!(told("[`X`](hole:file)"), ["bad-value: code for a hole of any kind"]);
        assert_eq!(told("[](hole:file)"), ["bad-value: a place without words"]);
        assert_eq!(told("[x](hole:file:line)")[0], "bad-value: a place that names no hole");
    }
}
