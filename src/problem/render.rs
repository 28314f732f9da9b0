//! Problems as text: for people, for editors, for programs, and as annotations on a pull request.

use std::fmt::Write;

use super::place::{Lines, Spot};
use super::{Place, Problem, Severity, is_invisible};
use crate::source::{FileId, Sources};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    #[default]
    Human,
    Short,
    Json,
    Github,
}

pub fn render(problems: &[Problem], sources: &Sources, format: Format) -> String {
    let lines = Lines::of(problems, sources);
    let harmless = || problems.iter().map(harmless);
    match format {
        Format::Human => harmless().map(|problem| human(&problem, &lines)).collect(),
        Format::Short => harmless().map(|problem| short(&problem, &lines)).collect(),
        Format::Json => escaped(&json(problems, &lines)),
        Format::Github => annotations(problems, sources, ""),
    }
}

/// Commands to GitHub Actions. It names files from the root of the repository, where `folder` lies.
pub fn annotations(problems: &[Problem], sources: &Sources, folder: &str) -> String {
    let lines = Lines::of(problems, sources);
    problems.iter().map(harmless).map(|problem| github(&problem, &lines, folder)).collect()
}

/// Messages quote what was found, and names of files are found too: a terminal must show that, not obey it.
fn harmless(problem: &Problem) -> Problem {
    let mut problem = problem.clone();
    let hint = problem.hint.iter_mut().map(|hint| &mut hint.text);
    let notes = problem.also.iter_mut().map(|note| &mut note.label);
    for text in [&mut problem.message, &mut problem.label].into_iter().chain(hint).chain(notes) {
        *text = one_line(text);
    }
    problem
}

/// What is quoted can be a megabyte long.
const LONGEST: usize = 1000;

fn one_line(text: &str) -> String {
    let shown = text.chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { visible(c) });
    let mut line: String = shown.take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

/// A text for the terminal in which nothing but the ends of lines is a command.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\t') { c } else { visible(c) }).collect()
}

/// The same JSON, with whatever is not to be seen spelled out.
pub fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && visible(c) != c {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The closing line: `2 errors, 1 warning in 2 of 214 files`.
pub fn summary(problems: &[Problem], of: usize) -> String {
    if problems.is_empty() {
        return format!("no problems in {}", counted(of, "record"));
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let files: std::collections::BTreeSet<FileId> = problems.iter().map(|problem| problem.file).collect();
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(counted(errors, "error"));
    }
    if warnings > 0 {
        parts.push(counted(warnings, "warning"));
    }
    format!("{} in {}, {} in all", parts.join(", "), counted(files.len(), "file"), counted(of, "record"))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn human(problem: &Problem, lines: &Lines<'_>) -> String {
    let mut out = format!("{}[{}]: {}\n", problem.severity.name(), problem.rule.name(), problem.message);
    excerpt(&mut out, problem.file, &problem.place, &problem.label, lines);
    for note in &problem.also {
        excerpt(&mut out, note.file, &note.place, &note.label, lines);
    }
    if let Some(hint) = &problem.hint {
        let _ = writeln!(out, "   = hint: {}", hint.text);
    }
    out.push('\n');
    out
}

fn excerpt(out: &mut String, file: FileId, place: &Place, label: &str, lines: &Lines<'_>) {
    let spot = lines.spot(file, place);
    let Place::Span(span) = place else {
        let _ = writeln!(out, "  --> {}", one_line(spot.path));
        if !label.is_empty() {
            let _ = writeln!(out, "   = {label}");
        }
        return;
    };
    let number = spot.line.to_string();
    let margin = " ".repeat(number.len());
    // A line can be a megabyte of anything: show the neighbourhood, with what a terminal must not obey made visible.
    let from = spot.column.saturating_sub(61);
    let before = spot.column - 1 - from;
    let shown: String = spot.text.chars().skip(from).take(110).map(visible).collect();
    let length = lines.covered(file, span).chars().count().clamp(1, 110 - before);
    let _ = writeln!(out, " {margin}--> {}:{}:{}", one_line(spot.path), spot.line, spot.column);
    let _ = writeln!(out, " {margin} |");
    let _ = writeln!(out, " {number} | {}", shown.trim_end());
    let marks = format!("{}{}", " ".repeat(before), "^".repeat(length));
    let _ = writeln!(out, " {margin} | {}", format!("{marks} {label}").trim_end());
}

fn visible(c: char) -> char {
    if c.is_control() || is_invisible(c) { '\u{fffd}' } else { c }
}

fn short(problem: &Problem, lines: &Lines<'_>) -> String {
    let Spot { path, line, column, .. } = lines.spot(problem.file, &problem.place);
    let (severity, rule) = (problem.severity.name(), problem.rule.name());
    let path = one_line(path);
    let hint = problem.hint.as_ref().map(|hint| format!(" ({})", hint.text)).unwrap_or_default();
    format!("{path}:{line}:{column}: {severity}[{rule}]: {}{hint}\n", problem.message)
}

fn github(problem: &Problem, lines: &Lines<'_>, folder: &str) -> String {
    let Spot { path, line, column, .. } = lines.spot(problem.file, &problem.place);
    let hint = problem.hint.as_ref().map(|hint| format!("\nhint: {}", hint.text)).unwrap_or_default();
    let message = format!("{}{hint}", problem.message);
    let (line, column) = (line.to_string(), column.to_string());
    let file = if folder.is_empty() { one_line(path) } else { format!("{folder}/{}", one_line(path)) };
    let properties = [("file", &*file), ("line", &line), ("col", &column), ("title", problem.rule.name())];
    annotation(problem.severity.name(), &properties, &message)
}

/// A command to GitHub Actions, which shows it beside the file that it names.
pub fn annotation(level: &str, properties: &[(&str, &str)], message: &str) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let properties = properties.iter().map(|(name, value)| format!("{name}={}", property(value)));
    format!("::{level} {}::{}\n", properties.collect::<Vec<_>>().join(","), data(message))
}

/// Described in `docs/check-json.md`.
fn json(problems: &[Problem], lines: &Lines<'_>) -> String {
    let problems: Vec<serde_json::Value> =
        problems.iter().map(|problem| one_as_json(problem, lines)).collect();
    format!("{:#}\n", serde_json::json!({ "version": 1, "problems": problems }))
}

fn one_as_json(problem: &Problem, lines: &Lines<'_>) -> serde_json::Value {
    let notes = problem.also.iter().map(|note| {
        let Spot { path, line, column, .. } = lines.spot(note.file, &note.place);
        serde_json::json!({ "file": path, "line": line, "column": column, "label": note.label })
    });
    let Spot { path, line, column, .. } = lines.spot(problem.file, &problem.place);
    serde_json::json!({
        "rule": problem.rule.name(),
        "severity": problem.severity.name(),
        "file": path,
        "line": line,
        "column": column,
        "message": problem.message,
        "label": problem.label,
        "hint": problem.hint.as_ref().map(|hint| &hint.text),
        "fixable": problem.hint.as_ref().is_some_and(|hint| !hint.replacements.is_empty()),
        "also": notes.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Rule;

    fn one() -> (Sources, Problem) {
        let sources = Sources::from_texts([("content/a.md", "---\ntitle: x\nseverty: error\n---\n")]);
        let problem =
            Problem::new(Rule::UnknownField, FileId(0), Place::Span(13..20), "unknown field `severty`")
                .label("not a field of a record")
                .replace(13..20, "severity", "did you mean `severity`?");
        (sources, problem)
    }

    #[test]
    fn a_person_sees_rule_place_excerpt_and_hint() {
        let (sources, problem) = one();
        let expected = "error[unknown-field]: unknown field `severty`\n  --> content/a.md:3:1\n   |\n 3 | severty: error\n   | ^^^^^^^ not a field of a record\n   = hint: did you mean `severity`?\n\n";
        assert_eq!(render(&[problem], &sources, Format::Human), expected);
    }

    #[test]
    fn a_terminal_is_told_nothing_it_would_obey() {
        let path = "content/\u{1b}[31m\n::error::.md";
        let sources = Sources::from_texts([(path, "a\u{202e}b")]);
        let problem =
            Problem::new(Rule::BadName, FileId(0), Place::WholeFile, "`\u{1b}c\n\u{9b}1m`").hint("\u{202e}x");
        for format in [Format::Human, Format::Short, Format::Json, Format::Github] {
            let told = render(std::slice::from_ref(&problem), &sources, format);
            assert!(told.chars().all(|c| c == '\n' || visible(c) == c), "{told:?}");
            assert!(!told.contains("\n::error::.md"), "{told:?}");
        }
        let json: serde_json::Value =
            serde_json::from_str(&render(&[problem], &sources, Format::Json)).expect("it is JSON");
        assert_eq!(json["problems"][0]["file"], path);
    }

    #[test]
    fn an_editor_and_a_pull_request_get_one_line() {
        let (sources, problem) = one();
        let short = render(std::slice::from_ref(&problem), &sources, Format::Short);
        assert_eq!(
            short,
            "content/a.md:3:1: error[unknown-field]: unknown field `severty` (did you mean `severity`?)\n"
        );
        let github = render(&[problem], &sources, Format::Github);
        assert_eq!(
            github,
            "::error file=content/a.md,line=3,col=1,title=unknown-field::unknown field `severty`%0Ahint: did you mean `severity`?\n"
        );
    }
}
