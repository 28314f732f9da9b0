//! `errbook import`: drafts of records, from issues, which come as JSON, or from a folder of Markdown. Nothing is fetched.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::new::{self, Drafting};
use super::pages;
use super::{Outcome, print, tell};
use crate::coverage::{Finding, Judge, MESSAGE, Text, cluster_of, signature};
use crate::draft;
use crate::import::{self, Issue, address, first_paste};
use crate::source;

/// The fields to ask `gh` for.
const FIELDS: &str = "number,title,body,author,createdAt,closedAt,comments,labels,state,url";
/// The most that is read: some hundred thousand issues.
const LARGEST: u64 = 512 << 20;

#[derive(Args)]
pub struct Import {
    /// An issue, or many as an array or one a line: a file, or `-` for standard input
    #[arg(default_value = "-", conflicts_with = "markdown")]
    file: String,
    /// The id of the record; made from the title if the program is clear
    #[arg(long, value_name = "PROGRAM/SLUG", conflicts_with_all = ["program", "markdown"])]
    id: Option<String>,
    /// The program that the records belong to; not needed if the repository has its name, or the base has only one
    #[arg(long)]
    program: Option<String>,
    #[command(flatten)]
    pages: pages::Pages,
    #[command(flatten)]
    drafting: Drafting,
}

pub fn run(args: &Import) -> Result<Outcome> {
    if let Some(folder) = &args.pages.markdown {
        return pages::run(folder, args.program.as_deref(), &args.pages, &args.drafting);
    }
    let text = read(&args.file)?;
    let issues = parse(&text)?;
    if let Some(wrong) = issues.iter().find(|issue| address(&issue.url).is_none()) {
        bail!("`{}` is no address of an issue", wrong.url.escape_debug());
    }
    match <[Issue; 1]>::try_from(issues) {
        Ok([issue]) => one(args, &issue),
        Err(issues) if args.id.is_some() => {
            bail!(
                "--id names one record, and these are {} issues: name the program with --program",
                issues.len()
            )
        }
        Err(issues) => many(args, issues),
    }
}

fn read(file: &str) -> Result<String> {
    let from: Box<dyn Read> = match file {
        "-" => Box::new(std::io::stdin()),
        path => Box::new(source::open(Path::new(path))?),
    };
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {file}"))?;
    if bytes.len() as u64 > LARGEST {
        bail!("the issues are larger than {} MiB: import them in parts", LARGEST >> 20);
    }
    if bytes.trim_ascii().is_empty() {
        bail!("the text is empty");
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// One issue, an array of issues, or an issue after the other.
fn parse(text: &str) -> Result<Vec<Issue>> {
    let wrong = || format!("this is no issue as `gh issue view N --json {FIELDS}` prints it");
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text).with_context(wrong);
    }
    let all = serde_json::Deserializer::from_str(text).into_iter::<Issue>();
    all.collect::<Result<Vec<Issue>, _>>().with_context(wrong)
}

fn one(args: &Import, issue: &Issue) -> Result<Outcome> {
    let desk = args.drafting.desk()?;
    let base = &desk.base;
    let id = match (&args.id, args.program.as_deref().or_else(|| import::program(issue, base))) {
        (Some(id), _) => id.clone(),
        (None, Some(program)) => format!("{program}/{}", new::slugify(draft::unlabelled(&issue.title))),
        (None, None) => {
            let programs: Vec<&str> = base.site.programs.names().collect();
            bail!("name the record with --id PROGRAM/SLUG; the programs are {}", programs.join(", "));
        }
    };
    let id = new::record_id(&id, base)?;
    if let Some(paste) = first_paste(issue, base)
        && let Some(outcome) = desk.answered(&paste)?
    {
        return Ok(outcome);
    }
    let import::Import { subject, forms } = import::import(issue, id, args.drafting.day(), base);
    let (nothing_found, record) = (subject.pastes.is_empty(), subject.id.as_str().to_string());
    let outcome = desk.write(subject, &forms)?;
    if nothing_found {
        tell(format_args!(
            "no error text was recognised in the issue: write its words under `signatures:`, and save it as content/records/{record}/sample.txt"
        ));
    }
    Ok(outcome)
}

/// Drafts a record for each error that the issues show, and says of each issue what became of it.
fn many(args: &Import, mut issues: Vec<Issue>) -> Result<Outcome> {
    // Times as GitHub writes them are in order as text.
    issues.sort_by(|one, other| (&one.created_at, one.number).cmp(&(&other.created_at, other.number)));
    let mut groups: Vec<Group> = Vec::new();
    {
        let desk = args.drafting.desk()?;
        let judge = Judge::new(desk.base.matches()).context("cannot prepare the search")?;
        let mut forms: Vec<(&Issue, String)> = Vec::new();
        for issue in &issues {
            match judge.judge(&text_of(issue)) {
                Finding::Nothing => print(&format!("{}: no error text was recognised\n", issue.url))?,
                Finding::Answered { record, .. } => {
                    print(&format!("{}: `{record}` answers it\n", issue.url))?;
                }
                Finding::Gap { form, .. } => forms.push((issue, form)),
            }
        }
        let distinct: BTreeSet<&str> = forms.iter().map(|(_, form)| form.as_str()).collect();
        let cluster: BTreeMap<&str, String> = distinct.iter().copied().zip(cluster_of(&distinct)).collect();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (issue, form) in &forms {
            let place = *places.entry(&cluster[form.as_str()]).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Group { cluster: cluster[form.as_str()].clone(), issues: Vec::new() });
            }
            groups[place].issues.push(issue);
        }
    }
    for group in groups {
        draft_group(args, &group)?;
    }
    Ok(Outcome::Done)
}

fn text_of(issue: &Issue) -> Text {
    Text { title: issue.title.clone(), body: issue.body.clone(), ..Text::default() }
}

/// Issues of one error, the oldest first.
struct Group<'a> {
    cluster: String,
    issues: Vec<&'a Issue>,
}

/// One draft for a group: the oldest issue says what it is, all are its sources.
fn draft_group(args: &Import, group: &Group<'_>) -> Result<()> {
    // Read again: what was drafted before it is there, too.
    let desk = args.drafting.desk()?;
    let base = &desk.base;
    let oldest = group.issues[0];
    let twin = first_paste(oldest, base).and_then(|paste| draft::twin(base, &paste));
    if let Some(twin) = twin {
        for issue in &group.issues {
            print(&format!("{}: the draft `{twin}` answers it\n", issue.url))?;
        }
        return Ok(());
    }
    let program = match args.program.as_deref().or_else(|| import::program(oldest, base)) {
        Some(program) => program,
        None => new::only_program(base)?,
    };
    let id = new::free_id(program, draft::unlabelled(&oldest.title), base)?;
    let name = id.as_str().to_string();
    let import::Import { mut subject, forms } = import::import(oldest, id, args.drafting.day(), base);
    let general = group.cluster.strip_prefix(MESSAGE).and_then(signature);
    let texts: Vec<String> = group.issues.iter().filter_map(|issue| first_paste(issue, base)).collect();
    let general = general.filter(|general| import::find_all(general, &texts));
    let forms = general.map_or(forms, |general| vec![general]);
    subject
        .origins
        .extend(group.issues[1..].iter().map(|issue| import::origin(issue, base, &args.drafting.day())));
    desk.write(subject, &forms)?;
    for (number, issue) in group.issues.iter().enumerate() {
        let what = if number == 0 { "drafted as" } else { "the same error, a source of" };
        print(&format!("{}: {what} `{name}`\n", issue.url))?;
    }
    Ok(())
}
