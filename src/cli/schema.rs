//! `errbook schema`: what the files hold, for editors.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Outcome, print};
use crate::schema::{self, Kind};
use crate::source::{self, Sources};
use crate::write::Content;
use crate::yaml::Choice;
use crate::{base, vocabulary};

#[derive(Args)]
pub struct Schema {
    /// Which kind of file
    #[arg(default_value = "record", value_parser = PossibleValuesParser::new(Kind::ALL.iter().map(|(name, _)| *name)))]
    kind: String,
    /// Write the schemas of all kinds into this folder instead, a file each
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    all: Option<PathBuf>,
    /// The knowledge base whose own vocabulary counts
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

pub fn run(args: &Schema) -> Result<Outcome> {
    let own = args.dir.join(vocabulary::PATH);
    let sources = if own.is_file() {
        source::read_again(&args.dir, &Sources::default(), &[own])?
    } else {
        Sources::default()
    };
    let vocabulary = &base::vocabulary(&sources);
    if let Some(dir) = &args.all {
        let mut folder = Content::open(dir)?;
        for (_, kind) in Kind::ALL {
            folder.replace(&kind.file(), &schema::file(*kind, vocabulary))?;
            print(&format!("{}\n", kind.file()))?;
        }
        return Ok(Outcome::Done);
    }
    for (_, kind) in Kind::ALL.iter().filter(|(name, _)| *name == args.kind) {
        print(&schema::file(*kind, vocabulary))?;
    }
    Ok(Outcome::Done)
}
