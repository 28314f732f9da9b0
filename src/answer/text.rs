//! An answer for people, in a terminal.

use std::fmt::Write as _;

use super::{Essentials, Found, Reply, Suspect, YourVersion, caveat};
use crate::matcher::Role;
use crate::record::Retry;

/// So many occurrences of an error are listed after the first.
const INSTANCES: usize = 4;

/// How words are set off, where they can be.
pub struct Style<'a> {
    pub bold: &'a dyn Fn(&str) -> String,
    /// Of a label, with its colon.
    pub label: &'a dyn Fn(&str) -> String,
}

/// Shows `top` records at most.
pub fn text(reply: &Reply, top: usize, style: &Style<'_>) -> String {
    let mut out = String::new();
    for (ix, found) in reply.hits.iter().take(top).enumerate() {
        if ix > 0 {
            out.push('\n');
        }
        Writer { out: &mut out, style }.found(found, reply.bases.len() > 1);
    }
    if reply.hits.is_empty() {
        out.extend([&reply.unknown(), "\n"]);
    }
    if !reply.not.is_empty() {
        out.push_str("\nRuled out:\n");
    }
    for miss in &reply.not {
        let _ = writeln!(out, "  {}: {}", miss.title, miss.why);
    }
    if let Some(report) = reply.report().filter(|_| reply.hits.is_empty()) {
        let _ = writeln!(out, "\nReport it, without secrets: {report}");
    }
    if reply.hits.len() > top {
        let (more, all) = (reply.hits.len() - top, reply.hits.len());
        let _ = writeln!(out, "\n{more} more found: print them with `--top {all}`");
    }
    out
}

/// What a record says to somebody who has not met its error yet.
pub fn record(known: &Essentials) -> String {
    let mut out = String::new();
    let mut writer = Writer { out: &mut out, style: &Style::PLAIN };
    writer.head(known, "");
    writer.aid(known, None);
    writer.line("read", known.url.as_str());
    out
}

impl Style<'_> {
    /// Words as they are.
    pub const PLAIN: Style<'static> =
        Style { bold: &|text: &str| text.to_string(), label: &|text: &str| format!("{text}:") };
}

struct Writer<'a> {
    out: &'a mut String,
    style: &'a Style<'a>,
}

impl Writer<'_> {
    fn line(&mut self, label: &str, text: impl AsRef<str>) {
        let _ = writeln!(self.out, "  {} {}", (self.style.label)(label), text.as_ref());
    }

    fn found(&mut self, found: &Found, name_base: bool) {
        let known = &found.essentials;
        self.head(known, caveat(found.verdict));
        let times = if found.count > 1 { format!(", {} times", found.count) } else { String::new() };
        self.line("matched", format!("line {}{times}: {}", found.line, found.fragment));
        if found.role == Some(Role::Recovered) {
            self.line("recovered", "a later line says that it was overcome");
        }
        for (name, value) in &found.holes {
            self.line("where", format!("{name} = {value}"));
        }
        for instance in found.instances.iter().skip(1).take(INSTANCES) {
            let holes = instance.holes.iter().map(|(name, value)| format!("{name} = {value}"));
            let holes = holes.collect::<Vec<_>>().join(", ");
            let gap = if holes.is_empty() { "" } else { ": " };
            self.line("also", format!("line {}{gap}{holes}", instance.line));
        }
        if found.count > INSTANCES + 1 {
            self.line("also", format!("in {} more places", found.count - INSTANCES - 1));
        }
        self.aid(known, found.your_version.as_ref());
        if name_base {
            self.line("from", found.base.as_str());
        }
        self.line("read", known.url.as_str());
    }

    fn head(&mut self, known: &Essentials, caveat: &str) {
        let _ = writeln!(self.out, "{}{caveat}", (self.style.bold)(known.title.as_str()));
        let _ = writeln!(self.out, "  {}", known.summary);
        if let Some(retired) = &known.retired {
            self.line("retired", retired.as_str());
        }
    }

    fn aid(&mut self, known: &Essentials, yours: Option<&YourVersion>) {
        if let Some(versions) = &known.versions {
            let parts = [("affected", &versions.affected), ("fixed in", &versions.fixed)];
            let parts = parts.iter().filter_map(|(name, text)| Some(format!("{name} {}", text.as_ref()?)));
            self.line("versions", parts.collect::<Vec<_>>().join(", "));
            if let Some(note) = &versions.note {
                self.line("versions", note.as_str());
            }
        }
        if let Some(version) = yours {
            self.line("yours", version.text());
        }
        if let Some(first) = &known.first {
            self.line("do first", first.as_str());
        }
        if let Some(retry) = &known.retry {
            let text = retry.text.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
            self.line("retry", format!("{}{text}", retry_word(retry.verdict)));
        }
        if let Some(cause) = known.causes.first() {
            self.suspect(known.suspicion(), cause);
        }
        for avoid in &known.avoid {
            self.line("don't", avoid.as_str().trim_start_matches("- "));
        }
        for source in &known.sources {
            let url = source.url.as_ref().map(|url| format!(", {url}")).unwrap_or_default();
            self.line("source", format!("{}{url}", source.title));
        }
    }

    fn suspect(&mut self, suspicion: &str, cause: &Suspect) {
        self.line(suspicion, cause.title.as_str());
        for line in &cause.check {
            self.line("check", line.as_str());
        }
        for outcome in &cause.outcomes {
            let _ = write!(self.out, "    {} → {}", outcome.observation, outcome.meaning);
            for link in &outcome.links {
                let _ = write!(self.out, " ({})", link.url);
            }
            self.out.push('\n');
        }
        for line in &cause.fix {
            self.line("fix", line.as_str());
        }
    }
}

/// Whether to send the same request again.
pub(super) fn retry_word(retry: Retry) -> &'static str {
    match retry {
        Retry::Yes => "yes",
        Retry::No => "no",
        Retry::AfterChange => "fix first",
        Retry::NotStated => "unknown",
    }
}
