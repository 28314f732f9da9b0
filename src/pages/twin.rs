//! A record as Markdown: what its page says, in the words of the page.

use std::fmt::Write as _;

use super::Setting;
use super::cited::{cited, supports};
use super::plain::{Text, fenced, mark_text};
use super::record::{claim_text, facts, kind_text, often_text, read_text, retry_text};
use crate::base::RecordIx;
use crate::markdown::Prose;
use crate::record::{At, Cause, Front, Part, Record, Remark, Retry, Role, Words};
use crate::route::Page;
use crate::vocabulary::Meaning;

pub fn markdown(ix: RecordIx, setting: &Setting<'_>) -> String {
    record_text(ix, Page::RecordMarkdown(ix), setting)
}

/// `page`: where it stands, since links count from there.
pub fn record_text(ix: RecordIx, page: Page, setting: &Setting<'_>) -> String {
    let record = setting.base.record(ix);
    let front = &record.front;
    let twin = Twin { record, page, setting, text: Text::of(ix, page, setting) };
    let mut out = format!("# {}\n", front.title);
    twin.retired(&mut out);
    twin.paragraph(&mut out, "", &front.summary);
    out.push('\n');
    twin.essentials(&mut out);
    if let Some(fix) = &front.quick_fix {
        twin.paragraph(&mut out, "**Do this first:** ", fix);
    }
    for part in record.body.parts() {
        twin.part(&mut out, &part);
    }
    for message in record.bare_messages().unwrap_or_default() {
        out.extend(["\n", &fenced(&message), "\n"]);
    }
    twin.sources(&mut out);
    twin.related(&mut out);
    if let Some(volatile) = &front.volatile {
        twin.paragraph(&mut out, "May change: ", volatile);
    }
    twin.history(&mut out);
    out
}

struct Twin<'a> {
    record: &'a Record,
    page: Page,
    setting: &'a Setting<'a>,
    text: Text<'a>,
}

impl Twin<'_> {
    fn paragraph(&self, out: &mut String, title: &str, markdown: &str) {
        out.extend(["\n", title]);
        self.text.inline(out, markdown);
        out.push('\n');
    }

    fn remark(&self, remark: &Remark) -> String {
        let mut text = String::new();
        self.text.inline(&mut text, &remark.text.value);
        if let Some(mark) = remark.mark() {
            text.extend([" ", &mark_text(&mark)]);
        }
        text
    }

    fn link(&self, title: &str, to: Page) -> String {
        format!("[{title}]({})", self.setting.href(self.page, to))
    }

    fn record_link(&self, id: &str) -> Option<String> {
        let ix = self.setting.base.find(id)?;
        Some(self.link(&self.setting.base.record(ix).front.title, Page::Record(ix)))
    }

    fn retired(&self, out: &mut String) {
        let Some(retired) = &self.record.front.retired else { return };
        let on = retired.on.as_ref().map_or("", |day| day.as_str());
        let _ = write!(out, "\n**Retired on {on}:** ");
        self.text.inline(out, &retired.because);
        let successor = retired.successor.as_ref().and_then(|id| self.record_link(&id.value));
        if let Some(link) = successor {
            let _ = write!(out, " See {link}.");
        }
        out.push('\n');
    }

    fn essentials(&self, out: &mut String) {
        let Front { code: front_code, facets, tags, aliases, checked, stale_after, created, .. } =
            &self.record.front;
        let mut line = |name: &str, text: &str| {
            if !text.is_empty() {
                let _ = writeln!(out, "- {name}: {text}");
            }
        };
        let code = |text: &str| format!("`{text}`");
        line("Id", &code(self.record.id.as_str()));
        line("Code", &front_code.as_ref().map(|own| code(own.value.as_str())).unwrap_or_default());
        for field in self.setting.base.vocabulary.fields(facets) {
            if field.facet.badge && field.is_told() {
                line(
                    &field.facet.label,
                    &if field.facet.code { code(&field.labels()) } else { field.labels() },
                );
            }
        }
        let (word, usual) = retry_text(self.record.front.retry);
        let wait = self.record.front.wait.as_ref().map(|wait| self.remark(wait));
        if wait.is_some() || self.record.front.retry != Retry::NotStated {
            line("Retry", &format!("{word} {}", wait.as_deref().unwrap_or(usual)));
        }
        for (name, text) in facts(self.record, self.setting.base) {
            line(&name, &text);
        }
        let tags: Vec<&str> = tags.iter().map(|tag| tag.value.as_str()).collect();
        line("Tags", &tags.join(", "));
        let aliases: Vec<String> = aliases.iter().map(|alias| code(&alias.value)).collect();
        line("Also found as", &aliases.join(", "));
        if let Some(day) = checked {
            let due = stale_after.as_ref().map(|day| format!(", due again {}", day.as_str()));
            line("Checked", &format!("{}{}", day.as_str(), due.unwrap_or_default()));
        }
        line("Written", created.as_ref().map_or("", |day| day.as_str()));
    }

    fn part(&self, out: &mut String, part: &Part<'_>) {
        let prose = match part.words {
            Words::Prose(prose) => prose,
            Words::Line(line) => return self.line(out, part, line),
        };
        match part.role {
            Role::Section(section) => {
                let _ = write!(out, "\n## {}\n\n", section.kind.title);
                if !prose.is_empty() {
                    self.ended(out, prose);
                }
                let apart = self.record.front.apart.as_ref();
                if let Some(apart) = apart.filter(|_| section.kind.is == Meaning::LooksLike) {
                    let _ = writeln!(out, "\n**How to recognize it:** {}", self.remark(apart));
                }
            }
            Role::Lead | Role::AfterCheck if prose.is_empty() => {}
            Role::Lead | Role::AfterCheck => {
                out.push('\n');
                self.ended(out, prose);
            }
            Role::Check => {
                self.text.titled(out, "#### Check", prose);
                out.push('\n');
            }
            Role::Observation => out.extend(["- ", &self.text.prose(prose)]),
            Role::Decision(number) => {
                let _ = write!(out, "{number}. {}", self.text.prose(prose));
            }
            Role::Meaning | Role::Decided => {
                out.push_str(" → ");
                self.ended(out, prose);
            }
            Role::Fix(fix, cause) => {
                let vocabulary = &self.setting.base.vocabulary;
                let risk = cause.facts.risk.as_ref().map(|risk| vocabulary.risk_label(&risk.value));
                let risk = risk.map_or(String::new(), |risk| format!(" ({risk})"));
                self.text.titled(out, &format!("#### {}{risk}", fix.title), prose);
            }
            Role::Undo => self.text.titled(out, "#### Undo", prose),
            Role::Verify => self.text.titled(out, "#### Verify", prose),
            Role::CauseTitle(_) | Role::Cause | Role::Question | Role::Answer => self.ended(out, prose),
        }
    }

    fn line(&self, out: &mut String, part: &Part<'_>, line: &str) {
        out.push_str("\n### ");
        if let At::Cause(number) = part.at {
            let _ = write!(out, "{number}. ");
        }
        self.text.inline(out, line);
        out.push_str("\n\n");
        if let Role::CauseTitle(cause) = part.role {
            let _ = write!(out, "{}\n\n", self.evidence(cause));
        }
    }

    fn ended(&self, out: &mut String, prose: &Prose) {
        self.text.push(out, prose);
        out.push('\n');
    }

    /// What stands below the title of a cause.
    fn evidence(&self, cause: &Cause) -> String {
        let facts = &cause.facts;
        let mark = facts.mark();
        let mut parts: Vec<String> = Vec::new();
        parts.extend(claim_text(mark.status).map(|claim| format!("**{claim}**")));
        parts.extend(often_text(facts).map(|often| format!("*{often}*")));
        parts.push(format!("Evidence {}", mark_text(&mark)));
        let own = facts.checked.as_ref().filter(|day| Some(*day) != self.record.front.checked.as_ref());
        parts.extend(own.map(|day| format!("checked {}", day.as_str())));
        parts.join(" · ")
    }

    fn sources(&self, out: &mut String) {
        let base = self.setting.base;
        let cited = cited(&supports(self.record, base), base);
        if !cited.is_empty() {
            out.push_str("\n## Sources\n\n");
        }
        for cited in cited {
            let source = cited.source;
            let title = match &source.url {
                Some(url) => format!("[{}]({})", source.title, url.value),
                None => source.title.clone(),
            };
            let kind = kind_text(source.kind).to_lowercase();
            let note = source.note.as_ref().map_or(String::new(), |note| format!(". {note}"));
            let read = read_text(source);
            let _ = writeln!(out, "- {}: {title}, {kind}, {read}{note}", cited.key);
        }
    }

    fn related(&self, out: &mut String) {
        let base = self.setting.base;
        let links = self.record.front.related.iter().filter_map(|related| {
            self.record_link(&related.value).or_else(|| {
                let mut programs = (0..).zip(base.site.programs.iter());
                let (place, (_, program)) = programs.find(|(_, (id, _))| *id == related.value)?;
                Some(self.link(&program.title, Page::Program(place, 1)))
            })
        });
        let links: Vec<String> = links.map(|link| format!("- {link}\n")).collect();
        if !links.is_empty() {
            out.extend(["\n## Related\n\n", &links.concat()]);
        }
    }

    fn history(&self, out: &mut String) {
        let history = &self.record.front.history;
        if !history.is_empty() {
            out.push_str("\n## History\n\n");
        }
        for change in history {
            let _ = write!(out, "- {} ", change.on.as_ref().map_or("", |day| day.as_str()));
            self.text.inline(out, &change.what);
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base;
    use crate::pages::prepare;
    use crate::source::Sources;
    use crate::theme::Theme;

    const SITE: &str =
        "title: T\ntagline: t\ndescription: d\nprograms: { tool: { title: Tool, summary: s } }\n";
    const REGISTER: &str = "D-a: { title: Manual, url: 'https://example.org/a', kind: documentation, undated: true }\nD-b: { title: Notes, url: 'https://example.org/b', kind: report, undated: true }\n";
    const TABLE: &str = "title: Limits\nas-of: 2026-11-20\nevidence: documented\nsources: [D-b]\ncolumns:\n  name: { title: Name, type: code }\n  text: { title: Text }\nrows:\n  one: { name: '{documented: }', text: 'See [](record:tool/new).' }\n";
    const NEW: &str =
        "---\ntitle: New error\nsummary: s\nchecked: 2026-11-20\n---\n## What it means\n\nMeans.\n";
    const OLD: &str = "---
title: Old error
kind: bug
summary: \"Say `{documented: KEY}`.\"
class: quota
severity: blocking
retry: yes
wait: { text: After a minute., evidence: documented, sources: [D-a] }
apart: { text: It is red., evidence: documented, sources: [D-a] }
defect: open
surfaces: [cli]
versions: { affected: \"1.2\" }
tags: [red]
aliases: [tool/older]
retired: { on: 2026-11-19, because: Gone since 2., successor: tool/new }
causes:
  c: { often: rare, evidence: unsupported, risk: changes-state }
related: [tool/new, tool]
checked: 2026-11-20
history:
  - { on: 2026-11-20, what: First. }
---
## What it looks like

It is so.

## Causes

### It is [new](record:tool/new) {#c}

Text.

#### Fix

Do it.

## What it means

[x][o], <record:tool/new>, [z](<record:tool/new> \"title\"), `[w](record:tool/new)`.

[o]: record:tool/new

{{ piece shared }}

```text
{documented: D-a} [v](#c)
```
";

    /// The page of the old record, its Markdown and its JSON.
    fn forms() -> [String; 3] {
        let sources = Sources::from_texts([
            ("content/site.yaml", SITE),
            ("content/sources.yaml", REGISTER),
            ("content/tables/limits.yaml", TABLE),
            ("content/pieces/shared.md", "Shared.\n\n{{ table limits }}\n"),
            ("content/records/tool/new.md", NEW),
            ("content/records/tool/old.md", OLD),
        ]);
        let (base, problems) = base::load(&sources);
        assert!(
            problems.iter().all(|problem| problem.rule == crate::problem::Rule::MissingSignature),
            "{problems:?}"
        );
        let theme = Theme::load(None).expect("the built-in theme");
        let setting = Setting::new(&base, &theme);
        let ix = base.find("tool/old").expect("it was given");
        [Page::Record(ix), Page::RecordMarkdown(ix), Page::RecordJson(ix)].map(|page| {
            let bytes = prepare(page, &setting).render().expect("it renders");
            String::from_utf8(bytes).expect("it is text")
        })
    }

    #[test]
    fn the_twin_says_what_the_page_says() {
        let [_, text, _] = forms();
        for words in [
            "**Retired on 2026-11-19:** Gone since 2. See [New error](new.html).",
            "- Kind: Bug report",
            "- Class: Quota",
            "- Retry: Yes. After a minute. (documented: D-a)",
            "- Where it shows: CLI",
            "- Versions affected: 1.2",
            "- Defect: open",
            "- Severity: blocking",
            "- Tags: red",
            "- Also found as: `tool/older`",
            "**How to recognize it:** It is red. (documented: D-a)",
            "**Often claimed, not supported** · *rare* · Evidence (unsupported)",
            "### 1. It is [new](new.html)",
            "#### Fix (changes settings)",
            "- D-a: [Manual](https://example.org/a)",
            "- [New error](new.html)",
            "- [Tool](index.html)",
            "- 2026-11-20 First.",
        ] {
            assert!(text.contains(words), "{words}\n{text}");
        }
        assert!(text.find("Retired") < text.find("Say `"), "{text}");
    }

    #[test]
    fn every_way_to_write_a_link_leads_on_and_code_is_left_alone() {
        let [page, text, data] = forms();
        assert_eq!(page.matches("href=new.html>").count(), 7, "{page}");
        for form in [text, data.replace("\\n", "\n")] {
            for words in [
                "[x](new.html), [record:tool/new](new.html), [z](new.html), `[w](record:tool/new)`",
                "\n{documented: D-a} [v](#c)\n",
                "| `{documented: }` | See [New error](new.html). |",
            ] {
                assert!(form.contains(words), "{words}\n{form}");
            }
            assert!(!form.contains("[o]"), "{form}");
        }
    }

    #[test]
    fn the_sources_of_front_matter_and_pieces_are_sources_in_all_forms() {
        let [page, text, data] = forms();
        assert!(page.contains("<i>documented</i> 2</a>"), "{page}");
        for form in [page, text, data] {
            assert!(
                form.contains("https://example.org/a") && form.contains("https://example.org/b"),
                "{form}"
            );
        }
    }
}
