//! `errbook import --markdown`: a folder of pages to the drafts of records.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;

use super::new::{self, Drafting};
use super::{Outcome, print, tell};
use crate::draft::File;
use crate::import::markdown::{Mapping, Page, import, slugs};
use crate::source::read_pages;
use crate::write::Content;

#[derive(Args)]
pub struct Pages {
    /// A folder of Markdown pages: each becomes the draft of a record
    #[arg(long, value_name = "DIR")]
    pub markdown: Option<PathBuf>,
    /// The field of their front matter that is the title
    #[arg(long, value_name = "FIELD", default_value = "title")]
    title: String,
    /// The field of their front matter that is the summary
    #[arg(long, value_name = "FIELD", default_value = "description")]
    summary: String,
    /// The field of their front matter that holds tags
    #[arg(long, value_name = "FIELD", default_value = "tags")]
    tags: String,
    /// The field of their front matter that is the error code
    #[arg(long, value_name = "FIELD")]
    code: Option<String>,
    /// Where the pages are published, for links that lead out of the folder
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

pub fn run(folder: &Path, program: Option<&str>, args: &Pages, drafting: &Drafting) -> Result<Outcome> {
    let desk = drafting.desk()?;
    let program = match program {
        Some(program) => program,
        None => new::only_program(&desk.base)?,
    };
    new::program(program, "", &desk.base)?;
    if let Some(url) =
        args.url.as_ref().filter(|url| !url.starts_with("https://") && !url.starts_with("http://"))
    {
        bail!("`{}` is not a web address", url.escape_debug());
    }
    let (pages, mut left) = readable(folder)?;
    let mapping = Mapping {
        program: program.to_string(),
        title: args.title.clone(),
        summary: args.summary.clone(),
        tags: args.tags.clone(),
        code: args.code.clone(),
        url: args.url.clone(),
    };
    let slugs = slugs(&pages, new::slugify);
    let of_program = desk.base.of_program(program);
    let mut titles: BTreeSet<String> =
        of_program.map(|(_, record)| record.front.title.to_lowercase()).collect();
    let (mut files, mut lost) = (Vec::new(), 0);
    for page in &pages {
        let imported = import(page, &slugs, &mut titles, &mapping);
        let path = format!("content/records/{program}/{}.md", imported.slug);
        if desk.base.find(&format!("{program}/{}", imported.slug)).is_some() {
            left += 1;
            tell(format_args!("left out: {}: {path} is there already", page.path.escape_debug()));
            continue;
        }
        for what in &imported.lost {
            lost += 1;
            tell(format_args!("{path}: lost {}", what.escape_debug()));
        }
        files.push(File { path, text: imported.text });
    }
    Content::open(drafting.dir())?.add(&files, None)?;
    for file in &files {
        print(&format!("{}\n", file.path))?;
    }
    tell(format_args!(
        "{} drafts from {} pages, {left} left out, {lost} parts lost; run `errbook check`",
        files.len(),
        pages.len()
    ));
    Ok(Outcome::Done)
}

/// The pages of a folder, and how many of them cannot be read.
fn readable(folder: &Path) -> Result<(Vec<Page>, usize)> {
    let (mut pages, mut left) = (Vec::new(), 0);
    for (path, text) in read_pages(folder)? {
        match text {
            Ok(text) => pages.push(Page { path, text }),
            Err(why) => {
                left += 1;
                tell(format_args!("left out: {}: {why}", path.escape_debug()));
            }
        }
    }
    if pages.is_empty() {
        bail!("no Markdown page in {}", folder.display());
    }
    Ok((pages, left))
}
