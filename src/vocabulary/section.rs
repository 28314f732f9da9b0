//! Sections: the headings that a record may have, and what the program makes of what stands below them.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::choice;
use crate::problem::{Place, Problem, Rule, nearest};
use crate::source::{FileId, is_slug};
use crate::yaml::{Fields, Located, Named, Object};

choice! {
    /// What the program makes of a section, or of a part of a cause.
    Meaning {
        Text = "text",
        ShortAnswer = "short-answer",
        LooksLike = "looks-like",
        Causes = "causes",
        Decide = "decide",
        Retries = "retries",
        Code = "code",
        Reference = "reference",
        Faq = "faq",
        Private = "private",
        Check = "check",
        Fix = "fix",
        Undo = "undo",
        Verify = "verify",
    }
}

impl Meaning {
    /// Whether it is a part of a cause, below a fourth-level heading.
    pub fn is_part(self) -> bool {
        matches!(self, Meaning::Check | Meaning::Fix | Meaning::Undo | Meaning::Verify)
    }
}

choice! { Others { Refuse = "refuse", Allow = "allow", } }

/// A section that a record may have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SectionKind {
    /// In addresses.
    pub id: String,
    /// The heading in the record.
    pub title: String,
    /// The heading on the page.
    pub shown: String,
    pub is: Meaning,
    pub fold: bool,
    /// In the order of the page; none for what stays where the author put it.
    pub place: Option<u16>,
    #[serde(skip)]
    pub help: String,
    #[serde(skip)]
    pub draft: bool,
    #[serde(skip)]
    aliases: Vec<String>,
}

/// As it is declared.
pub struct Written {
    title: Option<String>,
    shown: Option<String>,
    is: Meaning,
    aliases: Vec<String>,
    after: Option<Located<String>>,
    fold: bool,
    draft: bool,
    help: String,
}

impl Object for Written {
    const NAME: &'static str = "a section";

    fn read(f: &mut Fields<'_, '_>) -> Written {
        super::replaces(f);
        Written {
            title: f.get("title", "The heading in a record; else its name.", "Impact"),
            shown: f.get("shown", "The heading on the page, where it differs.", "Find your case"),
            is: f.get("is", "What is made of it.", "causes").unwrap_or(Meaning::Text),
            aliases: f.get("aliases", "Other headings for it.", "[Effect]").unwrap_or_default(),
            after: f.get(
                "after",
                "The section that it follows; else it stays where the author puts it.",
                "means",
            ),
            fold: f.get("fold", "Whether readers open it first.", "true").unwrap_or_default(),
            draft: f.get("draft", "Whether `errbook new` asks for it.", "true").unwrap_or_default(),
            help: f
                .get("help", "What belongs there, in one sentence.", "Who notices it.")
                .unwrap_or_default(),
        }
    }
}

/// `sections:` of the file.
#[derive(Default)]
pub struct AllWritten {
    other: Option<Others>,
    named: Named<Written>,
}

impl Object for AllWritten {
    const NAME: &'static str = "the sections";

    fn read(f: &mut Fields<'_, '_>) -> AllWritten {
        AllWritten {
            other: f.get(
                "other",
                "`allow`: any other heading is a section, where the author puts it.",
                "allow",
            ),
            named: f.rest("A section.", "{ title: Impact, after: means }"),
        }
    }
}

/// The built-in section that is never published, and its usual heading.
const PRIVATE: &str = "private";
const PRIVATE_NOTES: &str = "Private notes";

/// The sections of a base.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    /// Those with a place in the order of the page, then the others.
    all: Vec<Arc<SectionKind>>,
    /// Whether any other heading is a section too.
    pub others: bool,
}

impl Sections {
    /// `built_in`: none while these are read.
    pub(super) fn of(
        written: AllWritten,
        built_in: Option<&Sections>,
        file: FileId,
        problems: &mut Vec<Problem>,
    ) -> Sections {
        let AllWritten { other, named } = written;
        let is_built_in = |id: &str| built_in.is_none_or(|known| known.by_id(id).is_some());
        let mut order: Vec<&str> = Vec::new();
        let mut rest: Vec<&str> = Vec::new();
        // How many were put behind each already.
        let mut behind: HashMap<String, usize> = HashMap::new();
        for (id, section) in &named.0 {
            check_name(id, file, problems);
            if id.value == PRIVATE && section.is != Meaning::Private {
                let message = "`private` is private whatever it is called";
                let problem = Problem::new(Rule::BadValue, file, id.place(), message);
                problems.push(
                    problem.hint("remove `is:` or `replace:`, and choose another name for what readers see"),
                );
            }
            if section.after.is_none() && is_built_in(&id.value) {
                order.push(&id.value);
                continue;
            }
            // A heading with the meaning of another takes its place.
            let like = order.iter().find(|known| {
                section.is != Meaning::Text && named.get(known).is_some_and(|known| known.is == section.is)
            });
            let like = like.map(|id| Located { value: (*id).to_string(), span: 0..0 });
            let Some(after) = section.after.clone().or(like) else {
                rest.push(&id.value);
                continue;
            };
            if let Some(place) = order.iter().position(|known| *known == after.value) {
                let count = behind.entry(after.value).or_default();
                order.insert(place + 1 + *count, &id.value);
                *count += 1;
            } else {
                rest.push(&id.value);
                problems.push(no_section(&after, &order, file));
            }
        }
        let placed = order.iter().copied().zip((1..).map(Some));
        let all = placed.chain(rest.iter().map(|id| (*id, None)));
        let all = all.map(|(id, place)| Arc::new(kind(id, named.get(id).expect("it is named"), place)));
        Sections { all: all.collect(), others: other == Some(Others::Allow) }
    }

    /// The sections of a page in its order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<SectionKind>> {
        self.all.iter().filter(|kind| !kind.is.is_part())
    }

    pub fn by_id(&self, id: &str) -> Option<&Arc<SectionKind>> {
        self.all.iter().find(|kind| kind.id == id)
    }

    /// The first with a meaning that is built in.
    pub fn meaning(&self, is: Meaning) -> &Arc<SectionKind> {
        let built_in = || super::built_in().sections.meaning(is);
        self.all.iter().find(|kind| kind.is == is).unwrap_or_else(built_in)
    }

    /// The section that a heading opens.
    pub fn named(&self, heading: &str) -> Option<&Arc<SectionKind>> {
        self.iter().find(|kind| kind.is_called(heading))
    }

    /// The part of a cause that a heading opens.
    pub fn part(&self, heading: &str) -> Option<&Arc<SectionKind>> {
        self.parts().find(|kind| kind.titles().any(|title| title == heading))
    }

    pub fn parts(&self) -> impl Iterator<Item = &Arc<SectionKind>> {
        self.all.iter().filter(|kind| kind.is.is_part())
    }
}

impl SectionKind {
    /// A heading that is not declared.
    pub fn plain(id: String, title: String) -> SectionKind {
        SectionKind {
            shown: title.clone(),
            id,
            title,
            is: Meaning::Text,
            fold: false,
            place: None,
            help: String::new(),
            draft: false,
            aliases: Vec::new(),
        }
    }

    /// The headings that open it.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.title.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    fn is_called(&self, heading: &str) -> bool {
        self.titles().chain([self.id.as_str()]).any(|title| title.eq_ignore_ascii_case(heading))
    }
}

fn kind(id: &str, written: &Written, place: Option<u16>) -> SectionKind {
    let private = id == PRIVATE;
    // What a record has under the usual name stays private when another is chosen.
    let usual = private.then(|| PRIVATE_NOTES.to_string());
    let title = written.title.clone().unwrap_or_else(|| super::label(id));
    SectionKind {
        id: id.to_string(),
        shown: written.shown.clone().unwrap_or_else(|| title.clone()),
        title,
        is: if private { Meaning::Private } else { written.is },
        fold: written.fold,
        place,
        help: written.help.clone(),
        draft: written.draft,
        aliases: written.aliases.iter().cloned().chain(usual).collect(),
    }
}

fn check_name(id: &Located<String>, file: FileId, problems: &mut Vec<Problem>) {
    if is_slug(&id.value) {
        return;
    }
    let message = format!("`{}` is not a name for a section", id.value);
    let hint = "choose another name: lower-case letters, digits and hyphens; `title:` is what authors write";
    problems.push(Problem::new(Rule::BadName, file, id.place(), message).hint(hint));
}

fn no_section(after: &Located<String>, known: &[&str], file: FileId) -> Problem {
    let message = format!("there is no section `{}` with a place of its own", after.value);
    let problem = Problem::new(Rule::BadValue, file, Place::Span(after.span.clone()), message);
    match nearest(&after.value, known.iter().copied()) {
        Some(near) => problem.replace(after.span.clone(), near, format!("did you mean `{near}`?")),
        None => problem.hint(format!("the sections above it are: {}", known.join(", "))),
    }
}
