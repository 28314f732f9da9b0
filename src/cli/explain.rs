//! `errbook explain`: which error is this?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Outcome, Paint, print, print_json, tell};
use crate::base::{self, Heads, KnowledgeBase};
use crate::markdown::{Block, plain};
use crate::matcher::{Answer, Hit, Scanner, Table, Verdict};
use crate::record;
use crate::source::{self, Sources};
use crate::theme;

/// A paste is explained whole; beyond this it is a log, and read in passing.
const PASTE: usize = 4 << 20;

#[derive(Args)]
pub struct Explain {
    /// The error text or code, a file that holds the text, or `-` for standard input
    input: Option<String>,
    /// The knowledge base to look in; without one here, the one built into the program
    #[arg(long)]
    dir: Option<PathBuf>,
    /// The input is an error code, even if a file has that name
    #[arg(long, requires = "input")]
    code: bool,
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Print at most so many records; JSON has all of them
    #[arg(long, default_value = "5")]
    top: NonZeroUsize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

pub fn run(args: &Explain) -> Result<Outcome> {
    let dir = find_folder(args.dir.as_deref());
    let heads = Heads::of(&match dir {
        Some(dir) => source::read_heads(dir, record::head)?,
        None => Sources::from_texts(theme::built_in_content().iter().copied()),
    });
    let mut answer = read(args, &heads)?;
    let found = answer.hits.iter().any(|hit| hit.verdict != Verdict::Possible);
    match args.format {
        Format::Json => print_json(&as_json(&answer, &heads))?,
        Format::Human => {
            let all = answer.hits.len();
            answer.hits.truncate(args.top.get());
            let mut text = as_text(&answer, &heads, &read_whole(dir, &answer)?);
            if all > answer.hits.len() {
                let more = all - answer.hits.len();
                let _ = writeln!(text, "\n{more} more found: print them with `--top {all}`");
            }
            print(&text)?;
        }
    }
    Ok(if found { Outcome::Done } else { Outcome::Problems })
}

/// The folder that was named, or the one here if it is a knowledge base. None stands for the base in the program: a user
/// with nothing but the binary has answers too.
fn find_folder(dir: Option<&Path>) -> Option<&Path> {
    let here = Path::new(".");
    dir.or_else(|| here.join("content/site.yaml").is_file().then_some(here))
}

/// The few records that the answer shows, with what their heads lack.
fn read_whole(dir: Option<&Path>, answer: &Answer) -> Result<KnowledgeBase> {
    let paths: Vec<String> =
        answer.hits.iter().map(|hit| format!("content/records/{}.md", hit.record)).collect();
    Ok(base::take(&if let Some(dir) = dir {
        let places: Vec<PathBuf> = paths.iter().map(|path| dir.join(path)).collect();
        source::read_again(dir, &Sources::default(), &places)?
    } else {
        let all = theme::built_in_content().iter().copied();
        Sources::from_texts(all.filter(|(path, _)| paths.iter().any(|wanted| wanted == path)))
    }))
}

fn read(args: &Explain, heads: &Heads) -> Result<Answer> {
    let table = heads.matches();
    match args.input.as_deref() {
        Some(code) if args.code => Ok(explain_code(code, heads)),
        None if std::io::stdin().is_terminal() => bail!(NOTHING),
        None | Some("-") => explain_stream(std::io::stdin().lock(), table),
        Some(text) => {
            let is_code = !heads.called(text).is_empty();
            let file = Path::new(text).is_file();
            if is_code && file {
                tell(format_args!("`{text}` is a file here: to explain the code, add `--code`"));
            } else if is_code {
                return Ok(explain_code(text, heads));
            }
            match named(text)? {
                Some(path) => explain_stream(source::open(path)?, table),
                None => explain_text(text, table),
            }
        }
    }
}

/// Every record with this code, or with a code that ends with this number.
fn explain_code(code: &str, heads: &Heads) -> Answer {
    let hits = heads.called(code).into_iter().map(|(code, record)| Hit {
        record: record.to_string(),
        verdict: Verdict::Match,
        line: 1,
        fragment: code.as_str().to_string(),
        holes: BTreeMap::new(),
        count: 1,
        excerpt: code.as_str().to_string(),
        cut: false,
    });
    Answer { version: 1, hits: hits.collect(), not: Vec::new() }
}

const NOTHING: &str = "nothing to explain: give the text, a file, or `-` and the text on standard input";

/// The file that is meant, if not the words themselves are. A misspelled name is no error that has no record.
fn named(text: &str) -> Result<Option<&Path>> {
    let path = Path::new(text);
    if text.len() >= 4096 || text.contains('\n') {
        return Ok(None);
    }
    if path.is_dir() {
        bail!("`{text}` is a folder: name a file in it, {AS_TEXT}");
    }
    if path.exists() {
        return Ok(Some(path));
    }
    match likeness(text) {
        Likeness::Path => bail!("there is no file `{text}`: name another, {AS_TEXT}"),
        Likeness::Doubtful => tell(format_args!("there is no file `{text}`: taken as the text of an error")),
        Likeness::Text => {}
    }
    Ok(None)
}

const AS_TEXT: &str = "or give the words of an error as `-` and the text on standard input";

#[derive(Debug, PartialEq, Eq)]
enum Likeness {
    Path,
    Doubtful,
    Text,
}

/// How much a text looks like the name of a file. Many an error is one word with dots and slashes in it.
fn likeness(text: &str) -> Likeness {
    let rooted = ["/", "./", "../", "~/"].iter().any(|root| text.starts_with(root));
    let ending =
        text.rsplit(['/', '\\']).next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, end)| end);
    if text.contains(char::is_whitespace) {
        Likeness::Text
    } else if rooted || ["err", "log", "out", "txt"].contains(&ending) {
        Likeness::Path
    } else if text.contains(['/', '\\']) || (1..=4).contains(&ending.len()) {
        Likeness::Doubtful
    } else {
        Likeness::Text
    }
}

fn explain_text(text: &str, table: &Table) -> Result<Answer> {
    if text.trim().is_empty() {
        bail!(NOTHING);
    }
    Ok(table.explain(text))
}

fn explain_stream(stream: impl Read, table: &Table) -> Result<Answer> {
    let mut stream = super::utf16::decoded(stream).context("cannot read the text")?;
    let mut head = Vec::new();
    (&mut stream).take(PASTE as u64 + 1).read_to_end(&mut head).context("cannot read the text")?;
    if head.len() <= PASTE {
        return explain_text(&String::from_utf8_lossy(&head), table);
    }
    let scanner = Scanner::new(table).context("cannot prepare the search")?;
    let hits = scanner.scan(head.as_slice().chain(stream)).context("cannot read the text")?;
    Ok(Answer { version: 1, hits, not: Vec::new() })
}

fn as_json(answer: &Answer, heads: &Heads) -> Value {
    let hits = answer.hits.iter().map(|hit| {
        let mut value = serde_json::to_value(hit).expect("a hit is plain data");
        value["title"] = title(&hit.record, heads).into();
        value["url"] = address(&hit.record, heads).into();
        value
    });
    json!({ "version": answer.version, "hits": hits.collect::<Vec<_>>(), "not": answer.not })
}

fn title(id: &str, heads: &Heads) -> String {
    heads.title(id).unwrap_or(id).to_string()
}

/// Where the record can be read: on the published site if the base names one, else its place in any copy of the site.
fn address(id: &str, heads: &Heads) -> String {
    match &heads.site.url {
        Some(url) => format!("{}/{id}.html", url.value.trim_end_matches('/')),
        None => format!("{id}.html"),
    }
}

fn as_text(answer: &Answer, heads: &Heads, shown: &KnowledgeBase) -> String {
    let mut out = String::new();
    for (ix, hit) in answer.hits.iter().enumerate() {
        if ix > 0 {
            out.push('\n');
        }
        tell_hit(&mut out, hit, heads, shown);
    }
    if answer.hits.is_empty() {
        tell_none(&mut out, answer, heads);
    } else {
        tell_misses(&mut out, answer, heads);
    }
    out
}

fn tell_hit(out: &mut String, hit: &Hit, heads: &Heads, shown: &KnowledgeBase) {
    let paint = Paint::of_stdout();
    let Some(ix) = shown.find(&hit.record) else { return };
    let record = shown.record(ix);
    let word = match hit.verdict {
        Verdict::Match => "",
        Verdict::Fallback => " (the general case: nothing more specific fits)",
        Verdict::Possible => " (possible: the words fit, but nothing says that they come from this program)",
    };
    let _ = writeln!(out, "{}{word}", paint.bold(&record.front.title));
    let _ = writeln!(out, "  {}", plain(&record.front.summary));
    let times = if hit.count > 1 { format!(", {} times", hit.count) } else { String::new() };
    let _ = writeln!(out, "  {} line {}{times}: {}", paint.dim("matched"), hit.line, hit.fragment);
    for (name, value) in &hit.holes {
        let _ = writeln!(out, "  {} {name} = {value}", paint.dim("where"));
    }
    if let Some(fix) = &record.front.quick_fix {
        let _ = writeln!(out, "  {} {}", paint.dim("do first"), said(fix));
    }
    if let Some(cause) = record.body.causes.first() {
        let _ = writeln!(out, "  {} {}", paint.dim("first suspect"), plain(&cause.title));
        if let Some(check) = &cause.check {
            let lines = first_lines(&check.prose);
            let samples = if lines.is_empty() { record.code_titles(&check.prose) } else { Vec::new() };
            for line in lines.iter().chain(&samples) {
                let _ = writeln!(out, "  {} {line}", paint.dim("check"));
            }
            for outcome in &check.outcomes {
                let _ = writeln!(out, "    {} → {}", words(&outcome.observation), words(&outcome.meaning));
            }
        }
        if let Some(fix) = cause.fixes.first() {
            for line in first_lines(&fix.prose) {
                let _ = writeln!(out, "  {} {line}", paint.dim("fix"));
            }
        }
    }
    let _ = writeln!(out, "  {} {}", paint.dim("read"), address(&hit.record, heads));
}

fn tell_misses(out: &mut String, answer: &Answer, heads: &Heads) {
    if answer.not.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nRuled out:");
    for miss in &answer.not {
        // The matcher knows records by their ids, a reader by their titles.
        let titled = |why: String, hit: &Hit| {
            why.replace(&format!(" {} ", hit.record), &format!(" “{}” ", title(&hit.record, heads)))
        };
        let why = answer.hits.iter().fold(miss.why.clone(), titled);
        let _ = writeln!(out, "  {}: {why}", title(&miss.record, heads));
    }
}

fn tell_none(out: &mut String, answer: &Answer, heads: &Heads) {
    let _ = writeln!(out, "We don't know this one yet: no record of {} matches this text.", heads.site.title);
    tell_misses(out, answer, heads);
    if let Some(repository) = &heads.site.repository {
        let _ = writeln!(
            out,
            "\nReport it, without secrets: {}/issues/new",
            repository.value.trim_end_matches('/')
        );
    }
}

fn words(prose: &crate::markdown::Prose) -> String {
    prose
        .blocks
        .iter()
        .map(|block| if let Block::Text { markdown, .. } = block { said(markdown) } else { String::new() })
        .collect()
}

/// Markdown as words; a link that has none of its own names the record it leads to.
fn said(markdown: &str) -> String {
    let mut parts = markdown.split("[](record:");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (target, rest) = part.split_once(')').unwrap_or((part, ""));
        let id = target.split('#').next().unwrap_or(target);
        text.extend([id.rsplit('/').next().unwrap_or(id), rest]);
    }
    plain(&text)
}

/// The first sentences of a text: enough to act on, the rest stands on the page.
fn first_lines(prose: &crate::markdown::Prose) -> Vec<String> {
    let text = prose.blocks.iter().find_map(|block| match block {
        Block::Text { markdown, .. } => Some(markdown),
        _ => None,
    });
    let lines = text.into_iter().flat_map(|markdown| markdown.lines()).map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with("```"))
        .take(3)
        .map(said)
        .filter(|line| !line.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_without_words_names_its_record() {
        let text = "follow [](record:a/403-x#why); then [b](record:a/c).";
        assert_eq!(said(text), "follow 403-x; then b.");
    }

    #[test]
    fn a_name_of_a_file_is_told_from_an_error_of_one_word() {
        use Likeness::{Doubtful, Path, Text};
        for (text, expected) in [
            ("nosuchfile.txt", Path),
            ("logs/build.log", Path),
            ("/var/log/syslog", Path),
            ("./a", Path),
            ("errors/NotFound", Doubtful),
            ("Cargo.toml", Doubtful),
            ("ECONNREFUSED", Text),
            ("ERR_MODULE_NOT_FOUND", Text),
            ("java.lang.OutOfMemoryError", Text),
            ("cannot open a.txt", Text),
            ("/bin/sh: not found", Text),
        ] {
            assert_eq!(likeness(text), expected, "{text}");
        }
    }
}
