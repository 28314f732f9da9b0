//! `errbook new`: the draft of a record, from a paste.

use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::{Outcome, print, tell};
use crate::base::{self, KnowledgeBase};
use crate::draft::{self, Draft, Paste, REGISTER, Signature, Subject, draft};
use crate::problem::{self, nearest};
pub use crate::record::slugify;
use crate::record::{RecordId, is_slug};
use crate::source::{self, LARGEST_FILE, Sources};
use crate::write::Content;
use crate::yaml::Day;

#[derive(Args)]
pub struct New {
    /// The id of the record: a program of content/site.yaml, and a name of your choice
    #[arg(value_name = "PROGRAM/SLUG")]
    id: String,
    /// A paste of the error: a file, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    from: Option<String>,
    #[command(flatten)]
    drafting: Drafting,
}

/// How a draft is made, whatever it is made of.
#[derive(Args)]
pub struct Drafting {
    /// Draft it even if a record answers the error already
    #[arg(long)]
    anyway: bool,
    /// The folder with `content/`
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// The day to write into the record; today if not given
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    on: Option<Day>,
}

/// Where a draft will lie: the base that is there, and how to add to it.
pub struct Desk<'a> {
    drafting: &'a Drafting,
    sources: Sources,
    pub base: KnowledgeBase,
}

impl Drafting {
    pub fn desk(&self) -> Result<Desk<'_>> {
        let sources = source::read(&self.dir)?;
        let base = base::take(&sources);
        Ok(Desk { drafting: self, sources, base })
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// How the drafts of another command are made.
    pub fn below(dir: &Path, on: Option<Day>) -> Drafting {
        Drafting { anyway: false, dir: dir.to_path_buf(), on }
    }

    pub fn day(&self) -> Day {
        super::day_or_today(self.on.clone())
    }
}

pub fn run(args: &New) -> Result<Outcome> {
    let desk = args.drafting.desk()?;
    let mut subject = Subject::new(record_id(&args.id, &desk.base)?, args.drafting.day());
    if let Some(from) = &args.from {
        let text = read(from)?;
        if let Some(outcome) = desk.answered(&text)? {
            return Ok(outcome);
        }
        subject.pastes.push(Paste { name: "sample.txt".into(), text });
    }
    desk.write(subject, &[])
}

/// A paste or an issue, from a file or from standard input.
pub fn read(from: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let most = LARGEST_FILE + 1;
    if from == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        source::open(Path::new(from))?
            .take(most)
            .read_to_end(&mut bytes)
            .with_context(|| format!("cannot read {from}"))?;
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if bytes.len() as u64 > LARGEST_FILE {
        bail!("the text is larger than {} KiB: keep the lines that matter", LARGEST_FILE / 1024);
    }
    if text.trim().is_empty() {
        bail!("the text is empty");
    }
    Ok(text)
}

/// The id as given, if it can be one.
pub fn record_id(id: &str, base: &KnowledgeBase) -> Result<RecordId> {
    let program = id.split('/').next().unwrap_or("");
    let programs: Vec<&str> = base.site.programs.names().collect();
    let Some(parsed) = RecordId::parse(id) else {
        let slug = id.rsplit('/').next().unwrap_or("");
        let program = if is_slug(program) && id.contains('/') {
            program
        } else {
            programs.first().unwrap_or(&"program")
        };
        bail!(
            "`{id}` is no id of a record: write PROGRAM/SLUG in lower-case letters, digits and hyphens, for instance `{program}/{}`",
            slugify(slug)
        );
    };
    self::program(program, &format!("/{}", parsed.slug()), base)?;
    if let Some(ix) = base.find(id) {
        bail!("the record `{id}` is there already: {}", base.record(ix).front.title);
    }
    Ok(parsed)
}

/// The id of a draft: the title as a name, with a number if that is taken.
pub fn free_id(program: &str, title: &str, base: &KnowledgeBase) -> Result<RecordId> {
    let slug = slugify(title);
    let ids =
        std::iter::once(format!("{program}/{slug}")).chain((2..).map(|n| format!("{program}/{slug}-{n}")));
    let mut free = ids.filter(|id| base.find(id).is_none());
    record_id(&free.next().unwrap_or_default(), base)
}

/// The only program of a base, if it has one alone.
pub fn only_program(base: &KnowledgeBase) -> Result<&str> {
    let programs: Vec<&str> = base.site.programs.names().collect();
    match programs[..] {
        [program] => Ok(program),
        _ => bail!("name the program with --program: one of {}", programs.join(", ")),
    }
}

/// A program of the base. `rest` is what follows it in an id.
pub fn program(program: &str, rest: &str, base: &KnowledgeBase) -> Result<()> {
    let programs: Vec<&str> = base.site.programs.names().collect();
    if programs.contains(&program) {
        return Ok(());
    }
    match nearest(program, programs.iter().copied()) {
        Some(near) => bail!("there is no program `{program}`: did you mean `{near}{rest}`?"),
        None => bail!(
            "there is no program `{program}`: add it under `programs:` in content/site.yaml, or use one of {}",
            programs.join(", ")
        ),
    }
}

impl Desk<'_> {
    /// Shows the record that answers the paste already, if there is one and that matters.
    pub fn answered(&self, paste: &str) -> Result<Option<Outcome>> {
        let twin = draft::twin(&self.base, paste).filter(|_| !self.drafting.anyway);
        let Some(twin) = twin else { return Ok(None) };
        let mut text = format!("`{twin}` answers this already:\n\n");
        if let Some(ix) = self.base.find(&twin) {
            let front = &self.base.record(ix).front;
            let summary = crate::markdown::plain(&front.summary);
            let _ = writeln!(text, "  {}\n  {summary}\n  content/records/{twin}.md", front.title);
        }
        print(&text)?;
        tell("nothing was written; add what is missing there, or draft a record of its own with --anyway");
        Ok(Some(Outcome::Problems))
    }

    /// Drafts, writes, and says what is left to do.
    pub fn write(&self, mut subject: Subject, forms: &[Signature]) -> Result<Outcome> {
        let dir = &self.drafting.dir;
        if dir.join("schema/record.schema.json").is_file() {
            subject.schema = Some("../../../schema/record.schema.json".into());
        }
        let Draft { files, register, prompts, problems, sources } =
            draft(&subject, forms, &self.base, &self.sources);
        let register = register.map(|text| draft::File { path: REGISTER.into(), text });
        Content::open(dir)?.add(&files, register.as_ref())?;
        for file in &files {
            print(&format!("{}\n", file.path))?;
        }
        if register.is_some() {
            print(&format!("{REGISTER}\n"))?;
        }
        print(&problem::render(&problems, &sources, problem::Format::Human))?;
        tell(format_args!(
            "drafted `{}` with {prompts} prompts to answer: look for TODO, then run `errbook check`",
            subject.id.as_str()
        ));
        Ok(Outcome::Done)
    }
}
