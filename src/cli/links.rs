//! `errbook check --links-in SRC`: every address of the site that a program prints leads to a page.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::pages::Setting;
use crate::record::Scope;
use crate::route::Address;
use crate::theme::Theme;
use crate::{base, source};

/// The dead addresses in these files and folders, a line each, and how many addresses there are.
pub(super) fn dead(places: &[PathBuf], dir: &Path) -> Result<(String, usize)> {
    // Pages that only some see are not there for the readers of a program.
    let (base, _) = base::load_for(Scope::PUBLIC, &source::read(dir)?, |_| ());
    let url = base
        .site
        .url
        .as_ref()
        .context("`--links-in` looks for the addresses of the site: add `url:` to content/site.yaml")?;
    let address = Address::parse(&url.value).map_err(anyhow::Error::msg)?;
    let theme = Theme::load(Some(dir))?;
    let setting = Setting::new(&base, &theme).at(Some(&address));
    let pages = setting.pages_but_shards().into_iter();
    let known: BTreeSet<String> = pages.map(|page| setting.path(page)).collect();
    let root = address.of("index.html");
    let root = root.trim_end_matches('/');
    let (mut report, mut count) = (String::new(), 0);
    for place in places {
        source::each_text(place, &mut |path, text| {
            for (line, text) in (1..).zip(text.lines()) {
                let found = addresses(text, root);
                count += found.len();
                for (column, page) in found.into_iter().filter(|(_, page)| !leads_somewhere(page, &known)) {
                    let path = path.display();
                    let _ = writeln!(report, "{path}:{line}:{column}: no such page: {root}/{page}");
                }
            }
        })?;
    }
    Ok((report, count))
}

/// What follows the address of the site in a line, up to where an address ends, with its column.
fn addresses(line: &str, root: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices(root) {
        let rest = &line[at + root.len()..];
        // `https://errors.example.org.evil` is another host.
        let Some(rest) = rest.strip_prefix('/') else {
            let ends = rest.chars().next().is_none_or(|c| !(c.is_alphanumeric() || "-._:@".contains(c)));
            if ends {
                found.push((line[..at].chars().count() + 1, String::new()));
            }
            continue;
        };
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~/%#?=&+".contains(c);
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        // What a format puts in later can't be looked up.
        if rest[end..].starts_with(['{', '$']) {
            continue;
        }
        let path = rest[..end].trim_end_matches(['.', ',', '?']);
        found.push((line[..at].chars().count() + 1, path.to_string()));
    }
    found
}

/// Whether a host finds a file for a path: as it is, as a folder, or without its ending.
fn leads_somewhere(path: &str, known: &BTreeSet<String>) -> bool {
    let path = path.split(['#', '?']).next().unwrap_or_default();
    if path.is_empty() || path.ends_with('/') {
        return known.contains(&format!("{path}index.html"));
    }
    known.contains(path)
        || known.contains(&format!("{path}.html"))
        || known.contains(&format!("{path}/index.html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_prose_and_code_end_it() {
        let root = "https://e.org/kb";
        let found =
            |line: &str| -> Vec<String> { addresses(line, root).into_iter().map(|(_, path)| path).collect() };
        assert_eq!(found("see https://e.org/kb/e/a-1.html."), ["e/a-1.html"]);
        assert_eq!(found("(https://e.org/kb/a/b.html#c) \"https://e.org/kb\""), ["a/b.html#c", ""]);
        assert_eq!(found("format!(\"https://e.org/kb/e/{code}.html\")"), Vec::<String>::new());
        assert_eq!(found("https://e.org/kbx/a https://e.org/kb.evil/a"), Vec::<String>::new());
    }
}
