//! An answer as Markdown: for a job summary, a comment, an agent.

use std::fmt::Write as _;

use super::text::retry_word;
use super::{Essentials, Found, Plain, Reply, Suspect, caveat};

/// What a verdict and a place in the text add to [`essentials`], for each record.
pub fn markdown(reply: &Reply, top: usize) -> String {
    let mut out = String::new();
    for found in reply.hits.iter().take(top) {
        if !out.is_empty() {
            out.push('\n');
        }
        heading(&mut out, found);
        essentials(&mut out, &found.essentials);
    }
    if reply.hits.is_empty() {
        let _ = writeln!(out, "{}", escaped(&reply.unknown()));
    }
    if !reply.not.is_empty() {
        out.push_str("\nRuled out:\n\n");
    }
    for miss in &reply.not {
        let _ = writeln!(out, "- {}: {}", words(&miss.title), words(&miss.why));
    }
    if let Some(report) = reply.report().filter(|_| reply.hits.is_empty()) {
        let _ = writeln!(out, "\nReport it, without secrets: {}", address(report));
    }
    if reply.hits.len() > top {
        let _ = writeln!(out, "\n{} more found.", reply.hits.len() - top);
    }
    out
}

/// What a record says to somebody who has not met its error yet.
pub fn page(known: &Essentials) -> String {
    let mut out = format!("# {}\n\n", words(&known.title));
    essentials(&mut out, known);
    let _ = writeln!(out, "\nPage: {}", known.url);
    out
}

fn heading(out: &mut String, found: &Found) {
    let known = &found.essentials;
    let _ = writeln!(out, "### {}{}\n", link(&known.title, &known.url), caveat(found.verdict));
    let times = if found.count > 1 { format!(", {} times", found.count) } else { String::new() };
    let _ = writeln!(out, "Line {}{times}: {}\n", found.line, code(&found.fragment));
    for (name, value) in &found.holes {
        let _ = writeln!(out, "- {name} = {}", code(value));
    }
    if let Some(version) = &found.your_version {
        let _ = writeln!(out, "- your version {}", words(&version.text().into()));
    }
    if !found.holes.is_empty() || found.your_version.is_some() {
        out.push('\n');
    }
}

fn essentials(out: &mut String, known: &Essentials) {
    let _ = writeln!(out, "{}", words(&known.summary));
    let mut paragraph = |name: &str, text: &str| {
        let _ = writeln!(out, "\n**{name}:** {text}");
    };
    if let Some(retired) = &known.retired {
        paragraph("Retired", &words(retired));
    }
    if let Some(versions) = &known.versions {
        let parts = [("affected", &versions.affected), ("fixed in", &versions.fixed)];
        let parts = parts.iter().filter_map(|(name, text)| Some(format!("{name} {}", words(text.as_ref()?))));
        paragraph(
            "Versions",
            &parts.chain(versions.note.as_ref().map(&words)).collect::<Vec<_>>().join(", "),
        );
    }
    if let Some(first) = &known.first {
        paragraph("Do this first", &words(first));
    }
    if let Some(retry) = &known.retry {
        let text = retry.text.as_ref().map(|text| format!(": {}", words(text))).unwrap_or_default();
        paragraph("Retry", &format!("{}{text}", retry_word(retry.verdict)));
    }
    if let Some(cause) = known.causes.first() {
        suspect(out, known.suspicion(), cause);
    }
    if !known.avoid.is_empty() {
        out.push_str("\n**Don't:**\n\n");
    }
    for avoid in &known.avoid {
        let _ = writeln!(out, "- {}", words(avoid));
    }
    if !known.sources.is_empty() {
        let sources = known.sources.iter().map(|source| match &source.url {
            Some(url) => link(&source.title, url),
            None => words(&source.title),
        });
        let _ = writeln!(out, "\nSources: {}", sources.collect::<Vec<_>>().join(", "));
    }
}

fn suspect(out: &mut String, suspicion: &str, cause: &Suspect) {
    let (first, rest) = suspicion.split_at(1);
    let suspicion = first.to_uppercase() + rest;
    let _ = writeln!(out, "\n**{suspicion}:** {} ({})", words(&cause.title), words(&cause.evidence));
    for line in &cause.check {
        let _ = writeln!(out, "\nCheck: {}", words(line));
    }
    if !cause.outcomes.is_empty() {
        out.push('\n');
    }
    for outcome in &cause.outcomes {
        let links = outcome.links.iter().map(|to| format!(" ({})", link(&to.title, &to.url)));
        let links: String = links.collect();
        let _ = writeln!(out, "- {} → {}{links}", words(&outcome.observation), words(&outcome.meaning));
    }
    for line in &cause.fix {
        let _ = writeln!(out, "\nFix: {}", words(line));
    }
}

/// A link, or only its words where it leads nowhere from outside of the site.
pub fn link(title: &Plain, url: &Plain) -> String {
    if url.as_str().starts_with("http") {
        format!("[{}](<{}>)", words(title), url.as_str().replace(['<', '>', '\n'], ""))
    } else {
        words(title)
    }
}

fn address(url: &Plain) -> String {
    format!("<{}>", url.as_str().replace(['<', '>', '\n'], ""))
}

/// A text on one line in which nothing is markup.
pub fn words(text: &Plain) -> String {
    escaped(text.as_str())
}

/// One line in which no character is markup, a mention or a reference to an issue.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' => out.extend(['\\', c]),
            // A zero-width character would do as well, and then the name could not be searched for.
            '@' => out.push_str("&#64;"),
            '&' => out.push_str("&amp;"),
            _ => out.push(c),
        }
    }
    out
}

/// As code, whatever it holds.
pub fn code(text: &Plain) -> String {
    let text = text.as_str().replace(['\n', '\t'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_record_says_is_no_markup() {
        let text = "a_b *c* <img src=x> [d](e) @everyone `f` #1\n# g";
        let expected = "a\\_b \\*c\\* \\<img src=x\\> \\[d\\](e) &#64;everyone \\`f\\` \\#1 \\# g";
        assert_eq!(words(&text.into()), expected);
        assert_eq!(code(&"a ``b`` c".into()), "```a ``b`` c```");
        assert_eq!(code(&"`a".into()), "`` `a ``");
    }
}
