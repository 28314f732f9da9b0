//! `errbook catalog`: the messages of a program, from its catalogues, as records.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use super::{Outcome, print, print_json, tell};
use crate::base;
use crate::catalog::{self, Change, Format, Kind, Lock, Options, Plan, Setting, Style};
use crate::draft::File;
use crate::record::is_slug;
use crate::source;
use crate::write::Content;
use crate::yaml::Day;

/// Files of one call. More are a mistaken pattern of the shell.
const MOST_FILES: usize = 1000;
/// New files that are put in place at once.
const BATCH: usize = 100;

#[derive(Args)]
pub struct Catalog {
    /// The catalogue, and its translations: a file, or `LANGUAGE=FILE` where the name does not say the language
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The program that prints the messages: one of content/site.yaml
    #[arg(long)]
    program: String,
    /// The version of the program that the catalogue comes with
    #[arg(long, value_name = "VERSION")]
    release: Option<String>,
    /// The name of the lock file, catalogs/NAME.json; that of the program if not given
    #[arg(long)]
    name: Option<String>,
    /// Report what changed and write nothing; exit code 1 if anything did
    #[arg(long)]
    check: bool,
    /// The folder with `content/`
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// The day to write where a message is gone; today if not given
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    on: Option<Day>,
    #[arg(long, value_enum, default_value = "human")]
    format: Output,
    #[command(flatten)]
    reading: Reading,
}

/// How the files are read. What is not given is as it was the last time.
#[derive(Args)]
#[command(next_help_heading = "How the files are read (remembered in the lock file)")]
struct Reading {
    /// The format, where the name of the file does not say it
    #[arg(long = "as", value_name = "FORMAT", value_enum)]
    read_as: Option<Format>,
    /// What placeholders look like
    #[arg(long, value_enum)]
    placeholders: Option<Style>,
    /// For source code: a regular expression with groups `code`, `text`, `key`, `category`
    #[arg(long, value_name = "REGEX")]
    pattern: Option<String>,
    /// For JSON: where the messages are; `*` is any key
    #[arg(long, value_name = "POINTER")]
    items: Option<String>,
    /// The field or column of the key
    #[arg(long, value_name = "FIELD")]
    key: Option<String>,
    /// The field or column of the text; `@key` is the key itself
    #[arg(long, value_name = "FIELD")]
    text: Option<String>,
    /// The field or column of the code
    #[arg(long, value_name = "FIELD")]
    code: Option<String>,
    /// The field or column of the category
    #[arg(long, value_name = "FIELD")]
    category: Option<String>,
    /// What the program prints before each code
    #[arg(long)]
    prefix: Option<String>,
    /// Only messages of this category
    #[arg(long, value_name = "CATEGORY")]
    only: Vec<String>,
    /// Only messages whose key matches
    #[arg(long, value_name = "REGEX")]
    keys: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// A line for each change, for people
    Human,
    /// For programs
    Json,
}

impl Reading {
    fn options(&self) -> Options {
        Options {
            format: self.read_as,
            placeholders: self.placeholders,
            pattern: self.pattern.clone(),
            items: self.items.clone(),
            key: self.key.clone(),
            text: self.text.clone(),
            code: self.code.clone(),
            category: self.category.clone(),
            prefix: self.prefix.clone(),
            only: self.only.clone(),
            keys: self.keys.clone(),
        }
    }
}

pub fn run(args: &Catalog) -> Result<Outcome> {
    let sources = source::read(&args.dir)?;
    let base = base::take(&sources);
    let Some(program) = base.site.programs.get(&args.program) else {
        let programs: Vec<&str> = base.site.programs.names().collect();
        bail!("there is no program `{}`: content/site.yaml has {}", args.program, programs.join(", "));
    };
    let name = args.name.as_deref().unwrap_or(&args.program);
    if !is_slug(name) {
        bail!("`{name}` is not a name: use lower-case letters, digits and hyphens");
    }
    let lock_path = catalog::lock_path(name);
    let earlier = read_lock(&args.dir.join(&lock_path), &args.program)?;
    let before = earlier.as_ref().map(|lock| lock.options.clone()).unwrap_or_default();
    let options = args.reading.options().or(before);
    let on = super::day_or_today(args.on.clone());
    let setting = Setting {
        program: &args.program,
        title: &program.title,
        release: args.release.as_deref(),
        on: on.as_str(),
        options: &options,
        sources: &sources,
        base: &base,
    };
    let entries = catalog::merge(read_files(&args.files, &options)?);
    let old = earlier.as_ref().map(Lock::to_text);
    let plan =
        catalog::plan(&entries, earlier, &setting).map_err(|trouble| anyhow::anyhow!("{name}{trouble}"))?;
    if !args.check {
        write(&plan, &args.dir, &lock_path, old.as_deref())?;
    }
    report(&plan, args)?;
    let drifted = args.check && !plan.changes.is_empty();
    super::leave_to_the_system((sources, base));
    Ok(if drifted { Outcome::Problems } else { Outcome::Done })
}

fn read_lock(path: &Path, program: &str) -> Result<Option<Lock>> {
    if !path.exists() {
        return Ok(None);
    }
    source::refuse_link(path)?;
    let text =
        String::from_utf8(bytes_of(path)?).with_context(|| format!("{} is not UTF-8", path.display()))?;
    let lock = Lock::parse(&text, program);
    lock.map(Some).map_err(|trouble| anyhow::anyhow!("{}{trouble}", path.display()))
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = source::open(path)?.take(catalog::LARGEST + 1).read_to_end(&mut bytes);
    read.with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() as u64 > catalog::LARGEST {
        bail!("{} is larger than {} MiB: split it", path.display(), catalog::LARGEST >> 20);
    }
    Ok(bytes)
}

type Messages = Vec<(Option<String>, Vec<catalog::Message>)>;

fn read_files(files: &[String], options: &Options) -> Result<Messages> {
    if files.len() > MOST_FILES {
        bail!("{} files: {MOST_FILES} are the most that one catalogue has", files.len());
    }
    let mut all = Vec::new();
    for file in files {
        let (language, path) = match file.split_once('=') {
            Some((language, path)) if catalog::is_language(language) => (Some(language.to_string()), path),
            _ => (catalog::language_of(file), file.as_str()),
        };
        let bytes = bytes_of(Path::new(path))?;
        let guessed = catalog::formats::guess(path, &bytes);
        // What is said of the format is said of the catalogue; a translation may have another one.
        let source = options.pattern.as_ref().map(|_| Format::Source);
        let given = options.format.or(source);
        let format = if all.is_empty() { given.or(guessed) } else { guessed.or(given) };
        let Some(format) = format else {
            bail!(
                "{path}: the name does not say the format\n  help: name it with --as, or give a --pattern for source code"
            );
        };
        let messages = catalog::formats::read(format, &bytes, options);
        all.push((language, messages.map_err(|trouble| anyhow::anyhow!("{path}{trouble}"))?));
    }
    Ok(all)
}

/// The lock file comes last: if the rest is cut short, the next run does what is missing.
fn write(plan: &Plan, dir: &Path, lock_path: &str, old: Option<&str>) -> Result<()> {
    let lock = plan.lock.to_text();
    let mut content = Content::open(dir)?;
    for batch in plan.new.chunks(BATCH) {
        content.add(batch, None)?;
    }
    for File { path, text } in &plan.changed {
        content.replace(path, text)?;
    }
    if old != Some(lock.as_str()) {
        content.replace(lock_path, &lock)?;
    }
    Ok(())
}

fn report(plan: &Plan, args: &Catalog) -> Result<()> {
    match args.format {
        Output::Json => print_json(&serde_json::json!({
            "version": 1,
            "changes": plan.changes,
            "unchanged": plan.unchanged,
            "skipped": plan.skipped,
        }))?,
        Output::Human => print(&plan.changes.iter().map(line).collect::<String>())?,
    }
    let mut said = String::new();
    for (kind, word) in [
        (Kind::Added, "added"),
        (Kind::Reworded, "reworded"),
        (Kind::Translated, "translated anew"),
        (Kind::Removed, "removed"),
        (Kind::Returned, "returned"),
        (Kind::Covered, "covered by records that people wrote"),
    ] {
        let count = plan.changes.iter().filter(|change| change.kind == kind).count();
        if count > 0 {
            let _ = write!(said, "{count} {word}, ");
        }
    }
    let left =
        plan.changes.iter().filter(|change| change.left.is_some() && change.kind != Kind::Covered).count();
    let _ = write!(said, "{} unchanged", plan.unchanged);
    if !plan.skipped.is_empty() {
        let _ = write!(said, ", {} skipped because they say too little", plan.skipped.len());
    }
    if left > 0 {
        let _ = write!(said, "; {left} edited by people and left as they are");
    }
    tell(format_args!("{said}{}", if args.check { "; nothing was written" } else { "" }));
    Ok(())
}

fn line(change: &Change) -> String {
    let word = match change.kind {
        Kind::Added => "added",
        Kind::Reworded => "reworded",
        Kind::Translated => "translated",
        Kind::Removed => "removed",
        Kind::Returned => "returned",
        Kind::Covered => "covered",
    };
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{} → {}", flat(old), flat(new)),
        (Some(text), None) | (None, Some(text)) => flat(text),
        (None, None) => change.id.clone(),
    };
    let left = change.left.map(|why| format!(" (left as it is: {why})")).unwrap_or_default();
    format!("content/records/{}.md: {word}: {text}{left}\n", change.record)
}
