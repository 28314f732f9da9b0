//! What the template of a record gets.

use anyhow::Result;
use serde::Serialize;

use super::Model;
use super::siblings::Siblings;
use super::writer::{SectionView, Writer};
use crate::base::KnowledgeBase;
use crate::evidence::{self, Kind};
use crate::markdown::{Numbering, OWN_SOURCE};
use crate::pages::blocks::BlockView;
use crate::pages::cited::Cited;
use crate::pages::frame::{Frame, Way};
use crate::pages::list::{Badge, CardView};
use crate::pages::template;
use crate::record::{At, Record, Retry};
use crate::theme::Theme;
use crate::vocabulary::Meaning;

#[derive(Serialize)]
struct View<'m> {
    #[serde(flatten)]
    frame: &'m Frame,
    id: &'m str,
    badges: &'m [Badge],
    summary_html: String,
    quick_fix_html: Option<String>,
    retry: Option<RetryView>,
    siblings: Option<&'m Siblings>,
    apart_html: Option<String>,
    lead: Vec<BlockView>,
    retired: Option<RetiredView<'m>>,
    unexplained: bool,
    /// Of a record that has nothing below its front matter.
    bare: bool,
    messages: Vec<String>,
    contents: Vec<ContentView<'m>>,
    sections: Vec<SectionView<'m>>,
    sources: Vec<SourceView>,
    statuses: Vec<StatusView>,
    related: Vec<CardView<'m>>,
    facts: Vec<FactView>,
    history: Vec<ChangeView>,
    volatile_html: Option<String>,
    checked: Option<&'m str>,
    created: Option<&'m str>,
    stale_after: Option<&'m str>,
    markdown_href: &'m str,
    json_href: &'m str,
    edit_url: Option<&'m str>,
    report_url: Option<&'m str>,
}

#[derive(Serialize)]
struct RetryView {
    class: Retry,
    word: &'static str,
    html: String,
    href: Option<String>,
}

#[derive(Serialize)]
struct RetiredView<'m> {
    on: &'m str,
    because_html: String,
    successor: &'m Option<Way>,
}

#[derive(Serialize)]
struct ContentView<'m> {
    id: &'m str,
    title: &'m str,
}

#[derive(Serialize)]
struct SourceView {
    id: Option<String>,
    number: usize,
    key: String,
    title: String,
    url: String,
    kind_text: &'static str,
    place: String,
    read_text: String,
    note: Option<String>,
    used_text: String,
}

#[derive(Serialize)]
struct StatusView {
    word: &'static str,
    meaning: &'static str,
}

#[derive(Serialize)]
struct FactView {
    name: String,
    html: String,
}

#[derive(Serialize)]
struct ChangeView {
    on: String,
    what_html: String,
}

impl Model<'_> {
    pub fn render(&self, theme: &Theme) -> Result<Vec<u8>> {
        template(theme, "record.html", self.site, &self.view(theme))
    }

    fn view<'m>(&'m self, theme: &'m Theme) -> View<'m> {
        let mut writer = Writer { model: self, theme, numbering: Numbering::default() };
        let front = &self.record.front;
        let sections = self.record.body.sections.iter();
        let mut sections: Vec<SectionView<'_>> =
            sections.map(|section| writer.section(&section.kind, &section.prose)).collect();
        // The case comes before the causes.
        sections.sort_by_key(|section| section.kind != "decide");
        View {
            frame: &self.frame,
            id: self.record.id.as_str(),
            badges: &self.badges,
            summary_html: writer.inline(&front.summary),
            quick_fix_html: front.quick_fix.as_ref().map(|text| with_commands(&writer.inline(text))),
            siblings: self.siblings.as_ref(),
            retry: self.retry(&writer),
            apart_html: front.apart.as_ref().map(|apart| writer.remark(apart)),
            lead: writer.blocks(&self.record.body.lead),
            retired: self.retired.as_ref().map(|retired| RetiredView {
                on: &retired.on,
                because_html: writer.inline(&retired.because),
                successor: &retired.successor,
            }),
            unexplained: self.unexplained,
            bare: self.messages.is_some(),
            messages: self.messages.clone().unwrap_or_default(),
            contents: self.contents(),
            sections,
            sources: self.sources.iter().enumerate().map(|(ix, cited)| source_view(ix + 1, cited)).collect(),
            statuses: self
                .statuses
                .iter()
                .map(|status| StatusView { word: status.label(), meaning: status.meaning() })
                .collect(),
            related: self.related.iter().map(|card| card.view(&theme.highlighter)).collect(),
            facts: self.facts(),
            history: front
                .history
                .iter()
                .map(|change| ChangeView {
                    on: change.on.as_ref().map(|day| day.as_str().to_string()).unwrap_or_default(),
                    what_html: writer.inline(&change.what),
                })
                .collect(),
            volatile_html: front.volatile.as_ref().map(|text| writer.inline(text)),
            checked: front.checked.as_ref().map(crate::yaml::Day::as_str),
            created: front.created.as_ref().map(crate::yaml::Day::as_str),
            stale_after: front.stale_after.as_ref().map(crate::yaml::Day::as_str),
            markdown_href: &self.markdown_href,
            json_href: &self.json_href,
            edit_url: self.edit_url.as_deref(),
            report_url: self.report_url.as_deref(),
        }
    }

    /// None where nobody asked the question.
    fn retry(&self, writer: &Writer<'_, '_>) -> Option<RetryView> {
        let class = self.record.front.retry;
        if class == Retry::NotStated && self.record.front.wait.is_none() {
            return None;
        }
        let (mut word, text) = retry_text(class);
        if class == Retry::Yes && self.record.front.wait.is_some() {
            word = "Wait.";
        }
        let href = self.record.body.section(Meaning::Retries).map(|section| format!("#{}", section.kind.id));
        let wait = self.record.front.wait.as_ref().map(|wait| writer.remark(wait));
        Some(RetryView { class, word, html: wait.unwrap_or_else(|| text.to_string()), href })
    }

    fn contents(&self) -> Vec<ContentView<'_>> {
        let own = self.record.body.sections.iter();
        let mut contents: Vec<ContentView<'_>> =
            own.map(|section| ContentView { id: &section.kind.id, title: &section.kind.title }).collect();
        if !self.sources.is_empty() {
            contents.push(ContentView { id: "sources", title: "Sources" });
        }
        if !self.related.is_empty() {
            contents.push(ContentView { id: "related", title: "Related" });
        }
        contents
    }

    fn facts(&self) -> Vec<FactView> {
        let front = &self.record.front;
        let escape = crate::markdown::escape;
        let mut facts: Vec<FactView> = self
            .facts
            .iter()
            .map(|(name, text)| FactView { name: name.clone(), html: escape(text) })
            .collect();
        let mut add = |name: &'static str, html: String| {
            if !html.is_empty() {
                facts.push(FactView { name: name.to_string(), html });
            }
        };
        let tags: Vec<String> = self
            .tags
            .iter()
            .map(|(tag, href)| format!("<a href=\"{}\">{}</a>", escape(href), escape(tag)))
            .collect();
        add("Tags", tags.join(", "));
        let aliases: Vec<String> =
            front.aliases.iter().map(|alias| format!("<code>{}</code>", escape(&alias.value))).collect();
        add("Also found as", aliases.join(", "));
        facts
    }
}

/// Code that is a command (`/login`, `claude update --x`) rather than a value is marked, so that a tap copies it.
fn with_commands(html: &str) -> String {
    let mut parts = html.split("<code>");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let text = part.split("</code>").next().unwrap_or_default();
        out.push_str(if is_command(text) { "<code class=command>" } else { "<code>" });
        out.push_str(part);
    }
    out
}

/// Port: `COMMAND` in `static/js/answers.js`.
fn is_command(text: &str) -> bool {
    let begins = |text: &str| text.starts_with(|first: char| first.is_ascii_lowercase());
    let Some((name, rest)) = text.split_once(' ') else {
        return text.strip_prefix('/').is_some_and(begins);
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    text.strip_prefix('/').is_some_and(begins)
        || begins(name)
            && name.chars().all(is_name)
            && rest.contains(|c: char| c.is_ascii_uppercase() || "-/~=$_".contains(c))
}

/// Whether to send it again, and what that comes to.
pub fn retry_text(retry: Retry) -> (&'static str, &'static str) {
    match retry {
        Retry::Yes => ("Yes.", "The same request may work the next time."),
        Retry::No => ("No.", "The same request gets the same error."),
        Retry::AfterChange => ("Fix first.", "The same request fails again until you change something."),
        Retry::NotStated => ("Unknown.", "No source says whether a retry helps."),
    }
}

/// What the front matter says about the error in words of its own, by name.
pub fn facts(record: &Record, base: &KnowledgeBase) -> Vec<(String, String)> {
    let front = &record.front;
    let versions = front.versions.as_ref();
    let told = base.vocabulary.fields(&front.facets);
    let told = told.iter().filter(|field| field.is_told() && !field.facet.badge);
    let mut facts: Vec<(String, String)> =
        told.map(|field| (field.facet.label.clone(), field.labels())).collect();
    for (name, version) in [
        ("Versions affected", versions.and_then(|versions| versions.affected.as_ref())),
        ("Fixed in", versions.and_then(|versions| versions.fixed.as_ref())),
        ("About versions", versions.and_then(|versions| versions.note.as_ref())),
    ] {
        facts.extend(version.map(|version| (name.to_string(), version.clone())));
    }
    facts
}

fn source_view(number: usize, cited: &Cited<'_>) -> SourceView {
    let source = cited.source;
    let url = source.url.as_ref().map(|url| url.value.clone()).unwrap_or_default();
    SourceView {
        id: cited.led_to.then(|| format!("{}{number}", OWN_SOURCE.trim_start_matches('#'))),
        number,
        key: cited.key.to_string(),
        title: source.title.clone(),
        place: host(&url).to_string(),
        url,
        kind_text: kind_text(source.kind),
        read_text: read_text(source),
        note: source.note.clone(),
        used_text: used_text(&cited.used),
    }
}

/// Whose place it is that a link leads to.
fn host(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    behind.split(['/', '?', '#']).next().unwrap_or(behind).trim_start_matches("www.")
}

pub fn kind_text(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Documentation) => "Vendor documentation",
        Some(Kind::Package) => "Published package",
        Some(Kind::Maintainer) => "Someone from the vendor",
        Some(Kind::Report) => "Public report",
        Some(Kind::OwnTest) => "Our own test",
        None => "Source",
    }
}

pub fn read_text(source: &evidence::Source) -> String {
    match (&source.posted, &source.read) {
        (Some(posted), Some(read)) => format!("posted {}, read {}", posted.as_str(), read.as_str()),
        (Some(posted), None) => format!("posted {}", posted.as_str()),
        (None, Some(read)) => format!("read {}", read.as_str()),
        (None, None) => "undated".into(),
    }
}

/// `Short answer, causes 1 and 2`.
fn used_text(used: &[At<'_>]) -> String {
    let (mut all, mut causes, mut questions) = (Vec::new(), Vec::new(), Vec::new());
    for at in used {
        match at {
            At::Lead => all.push("Lead".to_string()),
            At::Section(kind) => all.push(kind.title.clone()),
            At::Cause(number) => causes.push(number.to_string()),
            At::Question(number) => questions.push(number.to_string()),
        }
    }
    for (what, numbers) in [("cause", causes), ("question", questions)] {
        match numbers.as_slice() {
            [] => {}
            [one] => all.push(format!("{what} {one}")),
            [most @ .., last] => all.push(format!("{what}s {} and {last}", most.join(", "))),
        }
    }
    format!("For: {}.", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_values() {
        for command in ["/login", "claude update --yes", "unset ANTHROPIC_API_KEY", "curl -I https://a.b"] {
            assert!(is_command(command), "{command}");
        }
        for value in ["retry-after", "no longer a member", "GET /v1/models", "thinking: {\"a-b\"}", "[1m]"] {
            assert!(!is_command(value), "{value}");
        }
        assert_eq!(
            with_commands("a <code>/b</code> <code>c</code>"),
            "a <code class=command>/b</code> <code>c</code>"
        );
    }
}
