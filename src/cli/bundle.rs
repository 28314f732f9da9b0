//! `errbook bundle`: the base in one file.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::{Base, Format, Outcome, print, tell};
use crate::record::Scope;
use crate::route::Address;
use crate::{base, bundle, problem, source, write};

#[derive(Args)]
pub struct Bundle {
    #[command(flatten)]
    base: Base,
    /// The file to write
    #[arg(long, default_value = bundle::FILE)]
    out: PathBuf,
    /// Where the site is published; answers link to it
    #[arg(long, value_name = "URL", value_parser = Address::parse)]
    base_url: Option<Address>,
}

pub fn run(args: &Bundle) -> Result<Outcome> {
    let sources = source::read(&args.base.dir)?;
    let (base, problems) = base::load_for(Scope::PUBLIC, &sources, |_| ());
    if problem::any_error(&problems) {
        print(&problem::render(&problems, &sources, Format::Human.into()))?;
        tell(problem::summary(&problems, base.len()));
        tell(format_args!("nothing written: {}", args.out.display()));
        return Ok(Outcome::Problems);
    }
    let url = args.base_url.as_ref().map(|address| address.of("index.html"));
    let bytes = bundle::write(&base, url);
    write::file(&args.out, &bytes)?;
    tell(format_args!("{}: {} records, {} bytes", args.out.display(), base.len(), bytes.len()));
    Ok(Outcome::Done)
}
