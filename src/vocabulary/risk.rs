//! What a fix does to the reader's machine or account.

use super::Vocabulary;
use crate::choice;
use crate::problem::{Problem, Rule, nearest};
use crate::source::FileId;
use crate::yaml::{Fields, Located, Object};

choice! { Need { Undo = "undo", } }

#[derive(Clone, Debug)]
pub struct Risk {
    pub label: String,
    pub needs: Option<Need>,
}

impl Object for Risk {
    const NAME: &'static str = "a risk";

    fn read(f: &mut Fields<'_, '_>) -> Risk {
        super::replaces(f);
        Risk {
            label: f.get("label", "What readers see; else its name.", "deletes data").unwrap_or_default(),
            needs: f.get("needs", "`undo`: the cause has to say how to get back.", "undo"),
        }
    }
}

impl Vocabulary {
    /// What is wrong with a risk.
    pub fn check_risk(&self, risk: &Located<String>, file: FileId) -> Option<Problem> {
        let name = &risk.value;
        if self.risks.get(name).is_some() {
            return None;
        }
        let problem = Problem::new(Rule::BadValue, file, risk.place(), format!("`{name}` is not a risk"));
        Some(match nearest(name, self.risks.names()) {
            Some(near) => problem.replace(risk.span.clone(), near, format!("did you mean `{near}`?")),
            None => problem.hint(format!(
                "the risks are {}; {}",
                self.risks.names().collect::<Vec<_>>().join(", "),
                self.line(&["risks", name], &format!("{{ label: {} }}", name.replace('-', " ")))
            )),
        })
    }

    /// What a fix does that needs an undo.
    pub fn needs_undo(&self, risk: &str) -> Option<&str> {
        self.risks.get(risk).filter(|risk| risk.needs.is_some()).map(|risk| risk.label.as_str())
    }

    /// A risk as readers see it.
    pub fn risk_label<'v>(&'v self, risk: &'v str) -> &'v str {
        self.risks.get(risk).map_or(risk, |risk| &risk.label)
    }
}
