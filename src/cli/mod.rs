//! The command line: one file per command. The only place that prints.

mod build;
mod bundle;
mod catalog;
mod check;
mod codes;
mod completions;
mod coverage;
mod explain;
mod github;
mod hook;
mod import;
mod init;
mod links;
mod list;
mod mcp;
mod man;
mod new;
mod pages;
mod run;
mod schema;
mod serve;
mod shell;
mod stopwatch;
mod triage;
mod utf16;
mod voice;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::problem;
use crate::source::Sources;
use crate::yaml::Day;
use stopwatch::Stopwatch;
use voice::{Paint, print, print_json, tell};

/// mdBook for errors: turns a folder of error records into a searchable troubleshooting site.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the site: whole, and only what changed
    Build(build::Build),
    /// Show the site while you write it: the open page follows each save
    Serve(serve::Serve),
    /// Report every problem of every file, with its place and its remedy
    Check(check::Check),
    /// Which error is this? Reads a paste, a file or standard input
    Explain(explain::Explain),
    /// Run a command as it is, and explain its failure
    Run(run::Run),
    /// Print a hook for a shell, which offers `why` after a failure
    Shell(shell::Shell),
    /// Serve the base to agents over standard input and output (Model Context Protocol)
    Mcp(mcp::Mcp),
    /// Answer the failure hook of a coding agent: its report comes in, context or nothing goes out
    Hook(hook::Hook),
    /// Print the addresses of the error codes as constants of a language
    Codes(codes::Codes),
    /// Write the base into one file, for `explain --base` and `mcp`
    Bundle(bundle::Bundle),
    /// What of a tracker or of logs is answered, and what is not
    Coverage(coverage::Coverage),
    /// Draft a record, from a paste if there is one
    New(new::New),
    /// Draft a record from a GitHub issue, as `gh issue view N --json …` prints it, or many from a folder of Markdown
    Import(import::Import),
    /// The comment that a bot may write below a new issue, or nothing
    Triage(triage::Triage),
    /// Turn the message catalogues of a program into records, and keep up with them
    Catalog(Box<catalog::Catalog>),
    /// Begin a new knowledge base
    Init(init::Init),
    /// List what is in the base: all of it, or what is stale, disputed, or lacks something
    List(list::List),
    /// Print the JSON Schema of the content files, for editors
    Schema(schema::Schema),
    /// Print the completions for a shell
    Completions(completions::Completions),
    /// Print the manual page, of errbook or of one command
    Man(man::Man),
}

/// The knowledge base a command works on.
#[derive(Args)]
struct Base {
    /// The folder with `content/`
    #[arg(default_value = ".")]
    dir: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// With excerpts, for people
    Human,
    /// A line each, for editors
    Short,
    /// For programs
    Json,
    /// Annotations on a pull request
    Github,
}

impl From<Format> for problem::Format {
    fn from(format: Format) -> problem::Format {
        match format {
            Format::Human => problem::Format::Human,
            Format::Short => problem::Format::Short,
            Format::Json => problem::Format::Json,
            Format::Github => problem::Format::Github,
        }
    }
}

/// Problems as they are to be written. On GitHub their files are named from the root of the repository.
fn written(problems: &[problem::Problem], sources: &Sources, format: Format, dir: &Path) -> String {
    match format {
        Format::Github => {
            problem::annotations(problems, sources, &github::in_repository(dir).unwrap_or_default())
        }
        format => problem::render(problems, sources, format.into()),
    }
}

/// A day on the command line.
fn day(text: &str) -> Result<Day, String> {
    let day = Day::parse(text).filter(Day::is_exact);
    day.ok_or_else(|| "write it as year-month-day: 2026-11-20".to_string())
}

/// The day that was given, else that of the clock (UTC): only here, where a person asks, does a clock count.
fn day_or_today(day: Option<Day>) -> Day {
    let today = || jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    day.unwrap_or_else(|| Day::parse(&today()).expect("a date is written as one"))
}

/// What a process still holds when it ends, the system takes back at once. Given back value by value, a hundred thousand
/// records keep one core busy for a second.
fn leave_to_the_system<T>(value: T) {
    std::mem::forget(value);
}

/// How a command ended, as far as it ran at all.
pub enum Outcome {
    Done,
    /// The content has problems, or nothing was found.
    Problems,
    /// As the command that was run.
    Code(u8),
}

/// Runs the command line and says with which code to end: 0 fine, 1 problems in the content, 2 could not run.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Build(args) => build::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Shell(args) => shell::run(&args),
        Command::Mcp(args) => mcp::run(&args),
        Command::Hook(args) => hook::run(&args),
        Command::Codes(args) => codes::run(&args),
        Command::Bundle(args) => bundle::run(&args),
        Command::Coverage(args) => coverage::run(&args),
        Command::New(args) => new::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Triage(args) => triage::run(&args),
        Command::Catalog(args) => catalog::run(&args),
        Command::Init(args) => init::run(&args),
        Command::List(args) => list::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Ok(Outcome::Code(code)) => ExitCode::from(code),
        Err(error) => {
            tell(format_args!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
