//! What a base may say about its errors: a built-in vocabulary, and `content/vocabulary.yaml` laid over it. Records,
//! pages, lists, filters, search, JSON and drafts read it from here.

mod facet;
mod level;
mod risk;
mod section;

use std::sync::{Arc, LazyLock};

pub use facet::{Facet, Field, Holds, NOT_STATED, Stated};
pub use level::{Level, Levels};
pub use risk::Risk;
pub use section::{Meaning, Others, SectionKind, Sections};

use crate::problem::{Problem, Rule, nearest};
use crate::source::{FileId, is_slug};
use crate::yaml::{Data, Fields, Located, Named, Node, Object, Reader, parse as parse_yaml};

/// Where a base declares its own.
pub const PATH: &str = "content/vocabulary.yaml";

const DEFAULT: &str = include_str!("default.yaml");

static BUILT_IN: LazyLock<(Node, Vocabulary)> = LazyLock::new(|| {
    let mut problems = Vec::new();
    let node = parse_yaml(DEFAULT, 0..DEFAULT.len(), FileId(0), &mut problems).expect("it is YAML");
    let vocabulary = Vocabulary::of(&node, None, FileId(0), &mut problems).expect("it is a mapping");
    assert!(problems.is_empty(), "{problems:?}");
    (node, vocabulary)
});

#[derive(Clone, Debug)]
pub struct Vocabulary {
    pub facets: Named<Facet>,
    pub sections: Sections,
    pub risks: Named<Risk>,
    pub levels: Levels,
    /// Of the text of what the base declares.
    pub hash: [u8; 32],
    /// What the base declares itself: the names on the way to each entry.
    own: Arc<[String]>,
}

impl Default for Vocabulary {
    fn default() -> Vocabulary {
        BUILT_IN.1.clone()
    }
}

/// The file as it is written.
pub struct Written {
    facets: Named<Facet>,
    sections: section::AllWritten,
    risks: Named<Risk>,
    rules: Named<Level>,
}

impl Object for Written {
    const NAME: &'static str = "the vocabulary";

    fn read(f: &mut Fields<'_, '_>) -> Written {
        Written {
            facets: f
                .get("facets", "Properties of errors, by their fields in a record.", "")
                .unwrap_or_default(),
            sections: f.get("sections", "The headings of a record.", "{ other: allow }").unwrap_or_default(),
            risks: f
                .get("risks", "What a fix may do to the reader's machine or account.", "")
                .unwrap_or_default(),
            rules: f
                .get(
                    "rules",
                    "How seriously `check` takes a rule; rules of safety stay as they are.",
                    "{ record-without-sample: off }",
                )
                .unwrap_or_default(),
        }
    }
}

/// The vocabulary of a base that declares none.
fn built_in() -> &'static Vocabulary {
    &BUILT_IN.1
}

/// Read by `laid_over`; asked for here, so that it is a field.
fn replaces(f: &mut Fields<'_, '_>) {
    let _: Option<bool> =
        f.get("replace", "`true`: nothing of the built-in entry of this name is kept.", "true");
}

/// A name as the beginning of a sentence.
pub fn label(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A mapping adds to a mapping; whatever else is declared takes the place of the built-in.
fn laid_over(own: Node, built_in: &Node) -> Node {
    let Node { data: Data::Map(pairs), span } = own else { return own };
    let Data::Map(known) = &built_in.data else { return Node { data: Data::Map(pairs), span } };
    let replaces = |pairs: &[(Node, Node)]| {
        pairs.iter().any(|(key, value)| key.text() == Some("replace") && value.text() == Some("true"))
    };
    if replaces(&pairs) {
        return Node { data: Data::Map(pairs), span };
    }
    let mut all = known.clone();
    for (key, value) in pairs {
        let same = key.text().and_then(|name| all.iter_mut().find(|(known, _)| known.text() == Some(name)));
        match same {
            Some(_) if value.is_null() => {}
            Some(entry) => *entry = (key, laid_over(value, &entry.1)),
            None => all.push((key, value)),
        }
    }
    Node { data: Data::Map(all), span }
}

/// `facets`, `facets/status`, `facets/status/label`.
fn names(node: &Node, above: &str, names: &mut Vec<String>) {
    let Data::Map(pairs) = &node.data else { return };
    for (key, value) in pairs {
        let Some(name) = key.text() else { continue };
        let path = format!("{above}{name}");
        self::names(value, &format!("{path}/"), names);
        names.push(path);
    }
}

impl Vocabulary {
    pub fn parse(file: FileId, text: &str, problems: &mut Vec<Problem>) -> Option<Vocabulary> {
        let node = parse_yaml(text, 0..text.len(), file, problems)?;
        let mut own = Vec::new();
        names(&node, "", &mut own);
        let vocabulary = Vocabulary::of(&laid_over(node, &BUILT_IN.0), Some(&BUILT_IN.1), file, problems)?;
        let hash = blake3::hash(text.as_bytes()).into();
        Some(Vocabulary { own: own.into(), hash, ..vocabulary })
    }

    fn of(
        node: &Node,
        built_in: Option<&Vocabulary>,
        file: FileId,
        problems: &mut Vec<Problem>,
    ) -> Option<Vocabulary> {
        let Written { mut facets, sections, mut risks, rules } =
            Reader::new(file, problems).object::<Written>(node)?;
        for (id, facet) in &mut facets.0 {
            if !is_slug(&id.value) {
                let message = format!("`{}` is not a name for a facet", id.value);
                let hint = "choose another name: lower-case letters, digits and hyphens";
                problems.push(Problem::new(Rule::BadName, file, id.place(), message).hint(hint));
            }
            if facet.label.is_empty() {
                facet.label = label(&id.value);
            }
            if !facet.public && built_in.is_some_and(|known| known.facets.get(&id.value).is_some()) {
                let message = format!("`{}` cannot be kept from readers", id.value);
                let hint = "declare a facet of another name with `public: false`";
                problems.push(Problem::new(Rule::BadValue, file, id.place(), message).hint(hint));
            }
            if let Some((message, hint)) = facet.fault() {
                problems.push(Problem::new(Rule::BadValue, file, id.place(), message).hint(hint));
            }
        }
        let levels = Levels::of(&rules, file, problems);
        for (id, risk) in &mut risks.0 {
            if risk.label.is_empty() {
                risk.label = id.value.replace('-', " ");
            }
        }
        let sections = Sections::of(sections, built_in.map(|known| &known.sections), file, problems);
        Some(Vocabulary { facets, sections, risks, levels, hash: [0; 32], own: Arc::default() })
    }

    /// Facets whose names are taken: by fields that every record has, by folders of the site.
    pub fn check_names(
        &self,
        fields: &[&'static str],
        folders: &[&'static str],
        file: FileId,
        problems: &mut Vec<Problem>,
    ) {
        for (id, _) in
            self.facets.0.iter().filter(|(id, _)| self.own.contains(&format!("facets/{}", id.value)))
        {
            let message = match nearest(&id.value, fields.iter().copied()) {
                _ if folders.contains(&id.value.as_str()) => {
                    format!("the site needs the folder `{}` itself", id.value)
                }
                Some(field) if field == id.value => format!("`{field}` is a field that every record has"),
                Some(_) if BUILT_IN.1.facets.get(&id.value).is_some() => continue,
                Some(field) => format!("`{}` is too easily mistaken for the field `{field}`", id.value),
                None => continue,
            };
            let hint = "choose another name: lower-case letters, digits and hyphens";
            problems.push(Problem::new(Rule::BadName, file, id.place(), message).hint(hint));
        }
    }

    /// What to write where, so that the vocabulary knows it.
    pub fn line(&self, path: &[&str], value: &str) -> String {
        let declared = |count: &usize| self.own.contains(&path[..*count].join("/"));
        let known = (1..path.len()).rev().find(declared).unwrap_or(0);
        let (last, inner) = path[known..].split_last().expect("more than what is declared");
        let line =
            inner.iter().rev().fold(format!("{last}: {value}"), |line, name| format!("{name}: {{ {line} }}"));
        match path[..known].split_last() {
            None => format!("to allow it, add to {PATH} the line `{line}`"),
            Some((parent, [])) => format!("to allow it, add under `{parent}:` in {PATH} the line `  {line}`"),
            Some((parent, above)) => {
                let of = above
                    .last()
                    .filter(|_| above.len() > 1)
                    .map_or(String::new(), |of| format!(" of `{of}`"));
                format!("to allow it, add under `{parent}:`{of} in {PATH} `{line}`")
            }
        }
    }

    /// Whether a facet holds a value.
    pub fn has(&self, facet: &str, value: &str) -> bool {
        self.facets.get(facet).is_some_and(|facet| facet.of.0.is_empty() || facet.of.get(value).is_some())
    }

    /// The facets that a record names and readers may see, in the order of the vocabulary.
    pub fn fields<'v>(&'v self, said: &'v [Stated]) -> Vec<Field<'v>> {
        let facets = self.facets.iter().filter(|(_, facet)| facet.public);
        let fields = facets.filter_map(|(id, facet)| {
            let values: Vec<&str> = said.iter().find(|said| said.name.value == id)?.values().collect();
            (!values.is_empty()).then_some(Field { id, facet, values })
        });
        fields.collect()
    }

    /// What a record says of facets that a paste may say too, for the matcher; statuses and types it knows itself.
    pub fn evidence(&self, said: &[Stated]) -> Vec<String> {
        let own = |name: &str| !["status", "type"].contains(&name);
        let facets = said.iter().filter(|said| {
            let facet = self.facets.get(&said.name.value);
            own(&said.name.value) && facet.is_some_and(|facet| facet.evidence && facet.public)
        });
        // What would be a pattern there is no plain word.
        let plain = |value: &&str| !value.contains(['{', '}', '*']);
        facets.flat_map(Stated::values).filter(plain).map(ToString::to_string).collect()
    }

    /// What a record says of facets, compared with what is declared.
    pub fn check(&self, said: &[Stated], file: FileId, problems: &mut Vec<Problem>) {
        for said in said {
            match self.facets.get(&said.name.value) {
                Some(facet) => facet.check(said, self, file, problems),
                None => problems.push(self.unknown(&said.name, file)),
            }
        }
    }

    fn unknown(&self, name: &Located<String>, file: FileId) -> Problem {
        let problem =
            Problem::new(Rule::UnknownField, file, name.place(), format!("unknown field `{}`", name.value))
                .label("not a field of a record, and no facet of this base");
        match nearest(&name.value, self.facets.names()) {
            Some(near) => problem.replace(name.span.clone(), near, format!("did you mean `{near}`?")),
            None => problem.hint(format!(
                "docs/record.md lists the fields; {}",
                self.line(&["facets", &name.value], &format!("{{ label: {} }}", label(&name.value)))
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_to_add_fits_what_is_declared() {
        let line = |own: &str| {
            let mut problems = Vec::new();
            let own = Vocabulary::parse(FileId(0), own, &mut problems).expect("a mapping");
            assert_eq!(problems, []);
            own.line(&["facets", "class", "of", "syntax"], "Syntax")
        };
        for (own, wanted) in [
            ("rules: {}\n", "the line `facets: { class: { of: { syntax: Syntax } } }`"),
            (
                "facets:\n  team: {}\n",
                "under `facets:` in content/vocabulary.yaml the line `  class: { of: { syntax: Syntax } }`",
            ),
            (
                "facets:\n  class: { of: { style: Style } }\n",
                "under `of:` of `class` in content/vocabulary.yaml `syntax: Syntax`",
            ),
        ] {
            assert!(line(own).ends_with(wanted), "{}", line(own));
        }
    }
}
