//! Facets: properties of errors that lists, filters, badges and the matcher use.

use serde::{Deserialize, Serialize};

use super::Vocabulary;
use crate::choice;
use crate::problem::{Place, Problem, Rule, nearest};
use crate::source::FileId;
use crate::yaml::{Fields, Located, Named, Object};

choice! {
    /// How many values a record may have of a facet, and of what kind.
    Holds { One = "one", Many = "many", Number = "number", Text = "text", }
}

/// A property of errors that a base declares: its component, its team, its exit code.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file")]
pub struct Facet {
    pub label: String,
    help: Option<String>,
    pub holds: Holds,
    /// The values and their labels; any value where there are none.
    pub of: Named<String>,
    /// What goes without saying.
    pub usual: Option<String>,
    pub from: u32,
    pub to: u32,
    shown: Option<String>,
    pub code: bool,
    pub badge: bool,
    pub list: bool,
    pub filter: bool,
    pub evidence: bool,
    pub public: bool,
}

impl Object for Facet {
    const NAME: &'static str = "a facet";

    fn read(f: &mut Fields<'_, '_>) -> Facet {
        super::replaces(f);
        let mut flag = |name, help, usual: bool| f.get(name, help, "true").unwrap_or(usual);
        let code = flag("code", "Whether its values are shown as code.", false);
        let badge = flag("badge", "Whether it is a badge on the page and in lists.", false);
        let list = flag("list", "Whether each value has a page that lists its records.", false);
        let filter = flag("filter", "Whether `name:value` narrows a search.", false);
        let evidence = flag("evidence", "Whether its value in a paste supports the record.", false);
        let public = flag("public", "`false`: it appears nowhere on the site.", true);
        Facet {
            label: f.get("label", "What readers see; else its name.", "Component").unwrap_or_default(),
            help: f.get(
                "help",
                "What authors should know about it, in one sentence.",
                "The part that fails.",
            ),
            holds: f.get("holds", "One value, many, a number, or any text.", "one").unwrap_or(Holds::One),
            of: f
                .get("of", "The values, each with its label; without them any value.", "{ billing: Billing }")
                .unwrap_or_default(),
            usual: f.get("usual", "The value of records that name none; it is not shown.", "error"),
            from: f.get("from", "The least number.", "1").unwrap_or(0),
            to: f.get("to", "The largest number.", "255").unwrap_or(u32::MAX),
            shown: f.get("shown", "How a value without a label is shown; `{}` is the value.", "exit code {}"),
            code,
            badge,
            list,
            filter,
            evidence,
            public,
        }
    }
}

/// What the front matter says of a facet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stated {
    pub name: Located<String>,
    pub values: Vec<Located<String>>,
    pub is_list: bool,
}

/// As good as nothing, in every facet: somebody looked, and no source says.
pub const NOT_STATED: &str = "not-stated";

impl Stated {
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.value.as_str()).filter(|value| *value != NOT_STATED)
    }
}

impl From<(Located<String>, Vec<Located<String>>, bool)> for Stated {
    fn from((name, values, is_list): (Located<String>, Vec<Located<String>>, bool)) -> Stated {
        Stated { name, values, is_list }
    }
}

/// What a record says of a facet.
#[derive(Clone, Debug)]
pub struct Field<'v> {
    pub id: &'v str,
    pub facet: &'v Facet,
    /// As written; at least one.
    pub values: Vec<&'v str>,
}

impl Field<'_> {
    /// Whether it says more than goes without saying.
    pub fn is_told(&self) -> bool {
        self.values.iter().any(|value| Some(*value) != self.facet.usual.as_deref())
    }

    /// As readers see them beside the label of the facet.
    pub fn labels(&self) -> String {
        let title = |value: &&str| match self.facet.holds {
            Holds::Number => (*value).to_string(),
            _ => self.facet.title(value),
        };
        self.values.iter().map(title).collect::<Vec<_>>().join(", ")
    }
}

impl Facet {
    /// A value as readers see it.
    pub fn title(&self, value: &str) -> String {
        match (self.of.get(value), &self.shown) {
            (Some(label), _) => label.clone(),
            (None, Some(shown)) => shown.replacen("{}", value, 1),
            (None, None) => value.to_string(),
        }
    }

    /// What it is for, in one sentence.
    pub fn help(&self) -> String {
        self.help.clone().unwrap_or_else(|| format!("{}.", self.label))
    }

    /// Whether its values are known beforehand, so that all of them make a list.
    pub fn is_countable(&self) -> bool {
        self.holds == Holds::Number || !self.of.0.is_empty()
    }

    /// What is wrong with how it is declared: message and remedy.
    pub(super) fn fault(&self) -> Option<(String, &'static str)> {
        if self.from > self.to {
            let message = format!("`from: {}` is greater than `to: {}`", self.from, self.to);
            return Some((message, "swap the two"));
        }
        let usual = self.usual.as_ref().filter(|usual| !self.of.0.is_empty() && self.of.get(usual).is_none());
        usual.map(|usual| (format!("`usual: {usual}` is not a value of `of:`"), "write one of its values"))
    }

    pub(super) fn check(&self, said: &Stated, own: &Vocabulary, file: FileId, problems: &mut Vec<Problem>) {
        let name = &said.name.value;
        if self.holds != Holds::Many && said.is_list {
            let message = format!("`{name}` holds one value");
            let hint = "write one value without brackets, or declare it with `holds: many`";
            problems.push(Problem::new(Rule::WrongType, file, said.name.place(), message).hint(hint));
        }
        let values = said.values.iter().filter(|value| value.value != NOT_STATED);
        problems.extend(values.filter_map(|value| self.check_value(name, value, own, file)));
    }

    fn check_value(
        &self,
        name: &str,
        value: &Located<String>,
        own: &Vocabulary,
        file: FileId,
    ) -> Option<Problem> {
        let text = &value.value;
        let problem = |message| Problem::new(Rule::BadValue, file, Place::Span(value.span.clone()), message);
        if self.holds == Holds::Number {
            let number = text.parse::<u32>().ok();
            let what = if number.is_some() { "in the range of" } else { "a number for" };
            let fits = number.is_some_and(|number| (self.from..=self.to).contains(&number));
            let mut hint = format!("`{name}` is a whole number from {} to {}", self.from, self.to);
            if let Some(larger) = number.filter(|number| *number > self.to) {
                hint = format!("{hint}; {}", own.line(&["facets", name, "to"], &larger.to_string()));
            }
            return (!fits).then(|| problem(format!("`{text}` is not {what} `{name}`")).hint(hint));
        }
        if self.of.0.is_empty() || self.of.get(text).is_some() {
            return None;
        }
        let problem = problem(format!("`{text}` is not a value of `{name}`"));
        Some(match nearest(text, self.of.names()) {
            Some(near) => problem.replace(value.span.clone(), near, format!("did you mean `{near}`?")),
            None => problem.hint(format!(
                "the values are {}; {}",
                self.of.names().collect::<Vec<_>>().join(", "),
                own.line(&["facets", name, "of", text], &super::label(text))
            )),
        })
    }
}
