//! The records as git knows them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::Sources;

/// The records as they were at a revision that git knows.
pub fn read_revision(dir: &Path, revision: &str) -> Result<Sources> {
    if revision.starts_with('-') {
        bail!("`{revision}` is neither a file nor a revision");
    }
    let listed = git(dir, &["ls-tree", "-r", "-z", revision, "--", "content/records"], String::new())
        .with_context(|| format!("`{revision}` is neither a file nor a revision that git can read"))?;
    let listed = String::from_utf8_lossy(&listed);
    // Each is `100644 blob <hash>`, a tab and the path.
    let files: Vec<(&str, &str)> = listed
        .split('\0')
        .filter_map(|line| line.split_once('\t'))
        .filter(|(_, path)| Path::new(path).extension().is_some_and(|ending| ending == "md"))
        .filter_map(|(facts, path)| Some((facts.split(' ').nth(2)?, path)))
        .collect();
    let wanted = files.iter().flat_map(|(hash, _)| [hash, "\n"]).collect();
    let answer = git(dir, &["cat-file", "--batch"], wanted)?;
    let mut rest = answer.as_slice();
    let texts = files.iter().map_while(|(_, path)| {
        // Each is `<hash> blob <size>`, the text, and the end of a line.
        let head = rest.iter().position(|byte| *byte == b'\n')?;
        let size: usize = std::str::from_utf8(&rest[..head]).ok()?.rsplit(' ').next()?.parse().ok()?;
        let text = String::from_utf8_lossy(rest.get(head + 1..head + 1 + size)?).into_owned();
        rest = rest.get(head + size + 2..)?;
        Some(((*path).to_string(), text))
    });
    Ok(Sources::from_texts(texts.collect::<Vec<_>>()))
}

/// What git answers, in the folder of the knowledge base.
fn git(dir: &Path, args: &[&str], input: String) -> Result<Vec<u8>> {
    let mut git = Command::new("git");
    git.arg("-C").arg(dir).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut git = git.spawn().context("cannot run `git`")?;
    let stdin = git.stdin.take();
    // Git answers while it is still being asked.
    let asking = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = git.wait_with_output().context("cannot run `git`")?;
    // If git did not listen to the end, its status says why.
    drop(asking.join());
    if !output.status.success() {
        bail!("git: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}
