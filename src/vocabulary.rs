//! What a base may say about its errors beyond the built-in fields: `content/vocabulary.yaml` declares facets, and
//! pages, lists, filters, search and JSON read them from here.

use crate::choice;
use crate::problem::{Place, Problem, Rule, nearest};
use crate::record::{Extra, Front, is_slug};
use crate::source::FileId;
use crate::yaml::{Fields, Located, Named, Object, Reader, describe, parse as parse_yaml};

choice! {
    /// How many values a record may have of a facet, and of what kind.
    Holds { One = "one", Many = "many", Number = "number", Text = "text", }
}

/// A property of errors that a base declares: its component, its team, its exit code.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file")]
pub struct Facet {
    pub label: String,
    pub holds: Holds,
    /// The values and their labels; any value where there are none.
    pub of: Named<String>,
    pub from: u16,
    pub to: u16,
    pub badge: bool,
    pub list: bool,
    pub filter: bool,
    pub public: bool,
}

impl Object for Facet {
    const NAME: &'static str = "a facet";

    fn read(f: &mut Fields<'_, '_>) -> Facet {
        let mut flag = |name, help, usual: bool| f.get(name, help, "true").unwrap_or(usual);
        let badge = flag("badge", "Whether it is a badge on the page and in lists.", false);
        let list = flag("list", "Whether each value has a page that lists its records.", false);
        let filter = flag("filter", "Whether `name:value` narrows a search.", false);
        let public = flag("public", "`false`: it appears nowhere on the site.", true);
        Facet {
            label: f.need("label", "What readers see.", "Component").unwrap_or_default(),
            holds: f.get("holds", "One value, many, a number, or any text.", "one").unwrap_or(Holds::One),
            of: f
                .get("of", "The values, each with its label; without them any value.", "{ billing: Billing }")
                .unwrap_or_default(),
            from: f.get("from", "The least number.", "1").unwrap_or(0),
            to: f.get("to", "The largest number.", "255").unwrap_or(u16::MAX),
            badge,
            list,
            filter,
            public,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub file: Option<FileId>,
    pub facets: Named<Facet>,
}

impl Object for Vocabulary {
    const NAME: &'static str = "the vocabulary";

    fn read(f: &mut Fields<'_, '_>) -> Vocabulary {
        let facets = f.get("facets", "The facets of this base, by their fields in a record.", "");
        Vocabulary { file: None, facets: facets.unwrap_or_default() }
    }
}

/// What a record says of a facet.
#[derive(Clone, Debug)]
pub struct Field<'v> {
    pub id: &'v str,
    pub facet: &'v Facet,
    /// As written, each with its label.
    pub values: Vec<(&'v str, &'v str)>,
}

impl Field<'_> {
    pub fn labels(&self) -> String {
        self.values.iter().map(|(_, label)| *label).collect::<Vec<_>>().join(", ")
    }
}

impl Vocabulary {
    pub fn parse(file: FileId, text: &str, problems: &mut Vec<Problem>) -> Option<Vocabulary> {
        let node = parse_yaml(text, 0..text.len(), file, problems)?;
        let vocabulary = Reader::new(file, problems).object::<Vocabulary>(&node)?;
        let fields: Vec<&str> = describe::<Front>().into_iter().map(|field| field.name).collect();
        for (id, _) in &vocabulary.facets.0 {
            let taken = fields.contains(&id.value.as_str());
            let alike = nearest(&id.value, fields.iter().copied());
            let message = match alike {
                _ if !is_slug(&id.value) => format!("`{}` is not a name for a facet", id.value),
                Some(_) if taken => format!("`{}` is a field that every record has", id.value),
                Some(field) => format!("`{}` is too easily mistaken for the field `{field}`", id.value),
                None => continue,
            };
            let hint = "choose another name: lower-case letters, digits and hyphens";
            problems.push(Problem::new(Rule::BadName, file, id.place(), message).hint(hint));
        }
        for (id, facet) in vocabulary.facets.0.iter().filter(|(_, facet)| facet.from > facet.to) {
            let message = format!("`from: {}` is greater than `to: {}`", facet.from, facet.to);
            let hint = "swap the two";
            problems.push(Problem::new(Rule::BadValue, file, id.place(), message).hint(hint));
        }
        Some(Vocabulary { file: Some(file), ..vocabulary })
    }

    /// The facets that a record names and readers may see, in the order of the vocabulary.
    pub fn fields<'v>(&'v self, extras: &'v [Extra]) -> Vec<Field<'v>> {
        let facets = self.facets.iter().filter(|(_, facet)| facet.public);
        let fields = facets.filter_map(|(id, facet)| {
            let extra = extras.iter().find(|extra| extra.name.value == id)?;
            let label = |value: &'v str| facet.of.get(value).map_or(value, String::as_str);
            let values = extra.values.iter().map(|value| (value.value.as_str(), label(&value.value)));
            Some(Field { id, facet, values: values.collect() })
        });
        fields.collect()
    }

    /// What a record says beyond the built-in fields, compared with what is declared.
    pub fn check(&self, extras: &[Extra], file: FileId, problems: &mut Vec<Problem>) {
        for extra in extras {
            match self.facets.get(&extra.name.value) {
                Some(facet) => facet.check(extra, file, problems),
                None => problems.push(self.unknown(&extra.name, file)),
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
                "docs/record.md lists the fields; to declare a facet, add under `facets:` in content/vocabulary.yaml the line `  {}: {{ label: {} }}`",
                name.value, name.value
            )),
        }
    }
}

impl Facet {
    fn check(&self, extra: &Extra, file: FileId, problems: &mut Vec<Problem>) {
        let name = &extra.name.value;
        if self.holds != Holds::Many && extra.is_list {
            let message = format!("`{name}` holds one value");
            let hint = "write one value without brackets, or declare it with `holds: many`";
            problems.push(Problem::new(Rule::WrongType, file, extra.name.place(), message).hint(hint));
        }
        for value in &extra.values {
            problems.extend(self.check_value(name, value, file));
        }
    }

    fn check_value(&self, name: &str, value: &Located<String>, file: FileId) -> Option<Problem> {
        let text = &value.value;
        let problem = |message| Problem::new(Rule::BadValue, file, Place::Span(value.span.clone()), message);
        if self.holds == Holds::Number {
            let fits = text.parse::<u16>().is_ok_and(|number| (self.from..=self.to).contains(&number));
            let hint = format!("`{name}` is a whole number from {} to {}", self.from, self.to);
            return (!fits).then(|| problem(format!("`{text}` is not a number for `{name}`")).hint(hint));
        }
        if self.of.0.is_empty() || self.of.get(text).is_some() {
            return None;
        }
        let problem = problem(format!("`{text}` is not a value of `{name}`"));
        Some(match nearest(text, self.of.names()) {
            Some(near) => problem.replace(value.span.clone(), near, format!("did you mean `{near}`?")),
            None => problem.hint(format!(
                "the values are {}; to add one, write under `of:` of `{name}` in content/vocabulary.yaml the line `{text}: {text}`",
                self.of.names().collect::<Vec<_>>().join(", ")
            )),
        })
    }
}
