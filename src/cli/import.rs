//! `errbook import`: the draft of a record, from a GitHub issue. The issue comes as JSON; nothing is fetched.

use anyhow::{Context, Result, bail};
use clap::Args;

use super::new::{self, Drafting};
use super::{Outcome, tell};
use crate::draft;
use crate::import::{self, Issue, address, first_paste};

/// The fields to ask `gh` for.
const FIELDS: &str = "number,title,body,author,createdAt,closedAt,comments,labels,state,url";

#[derive(Args)]
pub struct Import {
    /// The issue: a file, or `-` for standard input
    #[arg(default_value = "-")]
    file: String,
    /// The id of the record; made from the title if the program is clear
    #[arg(long, value_name = "PROGRAM/SLUG")]
    id: Option<String>,
    #[command(flatten)]
    drafting: Drafting,
}

pub fn run(args: &Import) -> Result<Outcome> {
    let desk = args.drafting.desk()?;
    let base = &desk.base;
    let text = new::read(&args.file)?;
    let issue: Issue = serde_json::from_str(&text)
        .with_context(|| format!("this is no issue as `gh issue view N --json {FIELDS}` prints it"))?;
    if address(&issue.url).is_none() {
        bail!("`{}` is no address of an issue", issue.url.escape_debug());
    }
    let id = match (&args.id, import::program(&issue, base)) {
        (Some(id), _) => id.clone(),
        (None, Some(program)) => format!("{program}/{}", new::slugify(draft::unlabelled(&issue.title))),
        (None, None) => {
            let programs: Vec<&str> = base.site.programs.names().collect();
            bail!("name the record with --id PROGRAM/SLUG; the programs are {}", programs.join(", "));
        }
    };
    let id = new::record_id(&id, base)?;
    if let Some(paste) = first_paste(&issue, base)
        && let Some(outcome) = desk.answered(&paste)?
    {
        return Ok(outcome);
    }
    let import::Import { subject, forms } = import::import(&issue, id, args.drafting.day(), base);
    let (nothing_found, record) = (subject.pastes.is_empty(), subject.id.as_str().to_string());
    let outcome = desk.write(subject, &forms)?;
    if nothing_found {
        tell(format_args!(
            "no error text was recognised in the issue: write its words under `signatures:`, and save it as content/records/{record}/sample.txt"
        ));
    }
    Ok(outcome)
}
