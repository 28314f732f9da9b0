//! How seriously a base takes a rule. What keeps a site safe or readable cannot be taken lightly.

use crate::choice;
use crate::problem::{Problem, Rule, Severity, nearest};
use crate::source::FileId;
use crate::yaml::Named;

choice! {
    Level { Off = "off", Warning = "warning", Error = "error", }
}

/// The levels that differ from the built-in ones.
#[derive(Clone, Debug, Default)]
pub struct Levels(Vec<(Rule, Level)>);

impl Levels {
    pub(super) fn of(named: &Named<Level>, file: FileId, problems: &mut Vec<Problem>) -> Levels {
        let mut levels = Vec::new();
        for (name, level) in &named.0 {
            let Some(rule) = Rule::ALL.iter().copied().find(|rule| rule.name() == name.value) else {
                let message = format!("there is no rule `{}`", name.value);
                let problem = Problem::new(Rule::BadValue, file, name.place(), message);
                let rules = Rule::ALL.iter().map(|rule| rule.name());
                problems.push(match nearest(&name.value, rules) {
                    Some(near) => problem.replace(name.span.clone(), near, format!("did you mean `{near}`?")),
                    None => problem.hint("write the name that `check` prints in brackets: `error[NAME]`"),
                });
                continue;
            };
            if rule.is_of_safety() && *level != Level::Error {
                let message = format!("`{}` cannot be set to `{}`", name.value, level.as_str());
                let problem = Problem::new(Rule::BadValue, file, name.place(), message);
                problems.push(problem.label("it keeps the site safe").hint("remove the line"));
                continue;
            }
            levels.push((rule, *level));
        }
        Levels(levels)
    }

    /// Drops the problems of rules that are off, and gives the others their level.
    pub fn apply(&self, problems: &mut Vec<Problem>) {
        if self.0.is_empty() {
            return;
        }
        let level = |rule: Rule| self.0.iter().find(|(known, _)| *known == rule).map(|(_, level)| *level);
        problems.retain_mut(|problem| match level(problem.rule) {
            None => true,
            Some(Level::Off) => false,
            Some(level) => {
                problem.severity = if level == Level::Error { Severity::Error } else { Severity::Warning };
                true
            }
        });
    }
}
