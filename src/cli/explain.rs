//! `errbook explain`: which error is this?

use std::io::{BufRead, IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Outcome, Paint, print, tell};
use crate::answer::{self, Reply, Style};
use crate::library::Library;
use crate::record::Scope;
use crate::{problem, source};

/// A paste is explained whole; beyond this it is a log, and read in passing.
const PASTE: usize = 4 << 20;

/// The knowledge bases a command asks.
#[derive(Args)]
pub struct Bases {
    /// The knowledge base to ask: a folder with `content/`, a built site, or a bundle. Several are asked in this order. Without one, those in
    /// `ERRBOOK_BASE`, or the one around this folder, or the one built into the program
    #[arg(long, alias = "dir", value_name = "PLACE")]
    base: Vec<PathBuf>,
    /// Answer with the records marked `internal` too
    #[arg(long)]
    internal: bool,
}

impl Bases {
    pub fn open(&self) -> Result<Library> {
        let named = if self.base.is_empty() {
            let listed = std::env::var_os("ERRBOOK_BASE").unwrap_or_default();
            std::env::split_paths(&listed).filter(|path| !path.as_os_str().is_empty()).collect()
        } else {
            self.base.clone()
        };
        Library::open(&named, Path::new("."), Scope { drafts: false, internal: self.internal })
    }
}

#[derive(Args)]
pub struct Explain {
    /// The error text or code, a file that holds the text, or `-` for standard input
    input: Option<String>,
    #[command(flatten)]
    bases: Bases,
    /// The version of a program that you have, as `claude-code=2.1.329`: says whether a record is about it
    #[arg(long, value_name = "PROGRAM=VERSION", value_parser = version)]
    with: Vec<(String, String)>,
    /// The input is an error code, even if a file has that name
    #[arg(long, requires = "input")]
    code: bool,
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Print at most so many records; JSON has all of them
    #[arg(long, default_value = "5")]
    top: NonZeroUsize,
    /// Each line of the input is a text as JSON, or an object with `text`; each line of the output is an answer
    #[arg(long, conflicts_with_all = ["code", "format"])]
    jsonl: bool,
    /// Say why this record answers the text or does not: which fragment is where, what is missing, how it scores
    #[arg(long, value_name = "RECORD", conflicts_with_all = ["code", "jsonl"])]
    why: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Markdown,
    /// Annotations, and a summary of the job where there is one
    Github,
}

pub fn run(args: &Explain) -> Result<Outcome> {
    let library = args.bases.open()?;
    if args.jsonl {
        return many(args, &library);
    }
    if let Some(record) = &args.why {
        return why(args, record, &library);
    }
    let (mut reply, log) = read(args, &library)?;
    reply.with_versions(&args.with);
    let top = args.top.get();
    print(&match args.format {
        Format::Json => problem::escaped(&format!("{:#}\n", json!(reply))),
        Format::Human => as_text(&reply, top),
        Format::Markdown => answer::markdown(&reply, top),
        Format::Github => {
            super::github::add_summary(&answer::summary(&reply, top))?;
            answer::annotations(&reply, top, log.as_deref())
        }
    })?;
    Ok(if reply.is_found() { Outcome::Done } else { Outcome::Problems })
}

fn version(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(program, version)| !program.is_empty() && !version.is_empty());
    let (program, version) = parts.ok_or("write the program and its version: claude-code=2.1.329")?;
    Ok((program.to_string(), version.to_string()))
}

/// Why a record answers the text, or does not. Found means that it is in the answer.
fn why(args: &Explain, record: &str, library: &Library) -> Result<Outcome> {
    let text = match args.input.as_deref() {
        None if std::io::stdin().is_terminal() => bail!(NOTHING),
        None | Some("-") => beginning(std::io::stdin().lock())?,
        Some(text) => match named(text)? {
            Some(path) => beginning(source::open(path)?)?,
            None => text.to_string(),
        },
    };
    let Some(why) = library.why(&text, record)? else {
        bail!("no record `{record}` has a signature: `errbook list` prints the records");
    };
    print(&match args.format {
        Format::Json => problem::escaped(&format!("{:#}\n", json!(why))),
        _ => with_style(|style| answer::why(&why, style)),
    })?;
    Ok(if why.verdict.is_some() { Outcome::Done } else { Outcome::Problems })
}

/// As much of a text as is explained whole.
fn beginning(stream: impl Read) -> Result<String> {
    let mut stream = super::utf16::decoded(stream).context("cannot read the text")?;
    let mut head = Vec::new();
    (&mut stream).take(PASTE as u64).read_to_end(&mut head).context("cannot read the text")?;
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// A reply as people read it in this terminal.
pub fn as_text(reply: &Reply, top: usize) -> String {
    with_style(|style| answer::text(reply, top, style))
}

fn with_style(write: impl Fn(&Style<'_>) -> String) -> String {
    let paint = Paint::of_stdout();
    write(&Style { bold: &|text| paint.bold(text), label: &|text| paint.dim(text) })
}

/// An answer a line, as soon as its question is read. What a question has beside its text comes back with the answer.
fn many(args: &Explain, library: &Library) -> Result<Outcome> {
    let mut all_found = true;
    let input = match args.input.as_deref() {
        None | Some("-") => super::utf16::decoded(std::io::stdin().lock()).context("cannot read the text")?,
        Some(path) => Box::new(source::open(Path::new(path))?),
    };
    let mut input = std::io::BufReader::new(input);
    for number in 1.. {
        let mut line = Vec::new();
        let limit = PASTE as u64 * 2;
        (&mut input).take(limit).read_until(b'\n', &mut line).context("cannot read the text")?;
        if line.is_empty() {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let (text, id) = question(&line).with_context(|| format!("line {number}"))?;
        let mut reply = library.explain(&text)?;
        reply.with_versions(&args.with);
        all_found &= reply.is_found();
        let mut value = json!(reply);
        if let Some(id) = id {
            value["id"] = id;
        }
        print(&problem::escaped(&format!("{value}\n")))?;
    }
    Ok(if all_found { Outcome::Done } else { Outcome::Problems })
}

/// The text of a question, and what it is to be known by.
fn question(line: &[u8]) -> Result<(String, Option<Value>)> {
    let value: Value = serde_json::from_slice(line).context("not a line of JSON, or one that is too long")?;
    match value {
        Value::String(text) => Ok((text, None)),
        Value::Object(mut fields) => {
            let Some(Value::String(text)) = fields.remove("text") else {
                bail!("an object without `text`: write {{\"id\": 1, \"text\": \"…\"}}");
            };
            Ok((text, fields.remove("id")))
        }
        _ => bail!("write the text of the error as a JSON string"),
    }
}

/// The reply, and the file that was read if it was one.
fn read(args: &Explain, library: &Library) -> Result<(Reply, Option<String>)> {
    match args.input.as_deref() {
        Some(code) if args.code => Ok((library.code(code)?, None)),
        None if std::io::stdin().is_terminal() => bail!(NOTHING),
        None | Some("-") => Ok((explain_stream(std::io::stdin().lock(), library)?, None)),
        Some(text) => {
            let is_code = library.has_code(text)?;
            let file = Path::new(text).is_file();
            if is_code && file {
                tell(format_args!("`{text}` is a file here: to explain the code, add `--code`"));
            } else if is_code {
                return Ok((library.code(text)?, None));
            }
            match named(text)? {
                Some(path) => {
                    Ok((explain_stream(source::open(path)?, library)?, super::github::in_repository(path)))
                }
                None => Ok((explain_text(text, library)?, None)),
            }
        }
    }
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

fn explain_text(text: &str, library: &Library) -> Result<Reply> {
    if text.trim().is_empty() {
        bail!(NOTHING);
    }
    library.explain(text)
}

fn explain_stream(stream: impl Read, library: &Library) -> Result<Reply> {
    let mut stream = super::utf16::decoded(stream).context("cannot read the text")?;
    let mut head = Vec::new();
    (&mut stream).take(PASTE as u64 + 1).read_to_end(&mut head).context("cannot read the text")?;
    if head.len() <= PASTE {
        return explain_text(&String::from_utf8_lossy(&head), library);
    }
    library.scan(head.as_slice().chain(stream))
}

#[cfg(test)]
mod tests {
    use super::*;

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
