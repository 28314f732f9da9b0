//! The environment that an issue names: `- Platform: darwin`, a row of a table, or a heading with the answer below it.

use crate::draft::paste::one_line;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Environment {
    pub os: Vec<&'static str>,
    pub surfaces: Vec<&'static str>,
    pub version: Option<String>,
    /// What has no field of its own.
    pub others: Vec<String>,
}

/// Beyond this a line is prose, not an answer.
const ANSWER: usize = 80;

pub fn read(body: &str) -> Environment {
    let mut found = Environment::default();
    for (label, value) in answers(body) {
        found.take(&label.to_lowercase(), &value);
    }
    found
}

impl Environment {
    fn take(&mut self, label: &str, value: &str) {
        let is =
            |words: &[&str]| words.iter().any(|word| label == *word || label.ends_with(&format!(" {word}")));
        if is(&["version"]) && !label.contains("node") && !label.contains("os ") {
            let shaped = value.len() <= 40 && value.bytes().any(|byte| byte.is_ascii_digit());
            if shaped && self.version.is_none() {
                self.version = Some(value.to_string());
            }
        } else if is(&["platform", "os", "operating system", "system"]) {
            self.system(value);
        } else if is(&["terminal", "terminal/shell", "shell"]) {
            add(&mut self.surfaces, "cli");
            self.others.push(format!("Terminal: {value}"));
        } else if is(&["editor", "ide"]) {
            add(&mut self.surfaces, "editor");
            self.others.push(format!("Editor: {value}"));
        }
    }

    fn system(&mut self, value: &str) {
        let lower = value.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        if has(&["mac", "darwin", "os x"]) {
            add(&mut self.os, "macos");
        }
        if has(&["linux", "ubuntu", "debian", "fedora", "arch", "wsl"]) {
            add(&mut self.os, "linux");
        }
        if has(&["windows", "win32", "win64"]) {
            add(&mut self.os, "windows");
        }
    }
}

fn add(list: &mut Vec<&'static str>, word: &'static str) {
    if !list.contains(&word) {
        list.push(word);
    }
}

/// Labels and what stands beside or below them.
fn answers(body: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut heading: Option<String> = None;
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(title) = line.strip_prefix('#') {
            heading = Some(words(title.trim_start_matches('#')));
            continue;
        }
        let below = heading.take().map(|label| (label, words(line)));
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        let beside = if line.starts_with('|') && cells.len() == 2 {
            Some((words(cells[0]), words(cells[1])))
        } else {
            line.split_once(':').map(|(label, value)| (words(label), words(value)))
        };
        found.extend(beside.into_iter().chain(below).filter(|(label, value)| {
            let answered = !value.is_empty()
                && value.len() <= ANSWER
                && value != "No response"
                && !value.starts_with("---");
            answered && label.len() <= 40
        }));
    }
    found
}

/// Without the marks of Markdown around it.
fn words(text: &str) -> String {
    let text = one_line(text);
    text.trim_matches(|sign: char| sign.is_whitespace() || "*_`-•".contains(sign)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_to_name_an_environment() {
        for body in [
            "**Environment**\n- Platform: darwin\n- **Version:** 2.1.116\n- Terminal: iTerm\n",
            "| Platform | macOS 15 |\n|---|---|\n| Version | 2.1.116 |\n| Terminal | iTerm |\n",
            "### Operating System\n\nmacOS\n\n### Claude Code Version\n\n2.1.116\n\n### Terminal/Shell\n\niTerm\n",
        ] {
            let found = read(body);
            assert_eq!((found.os, found.version.as_deref()), (vec!["macos"], Some("2.1.116")), "{body}");
            assert_eq!((found.surfaces, found.others), (vec!["cli"], vec!["Terminal: iTerm".to_string()]));
        }
    }

    #[test]
    fn what_was_not_answered_is_not_there() {
        assert_eq!(read("### Version\n\n_No response_\n\n### OS\n\n"), Environment::default());
        assert_eq!(
            read(
                "Version: see the very long explanation which I am going to write down here, sorry for that"
            ),
            Environment::default()
        );
    }
}
