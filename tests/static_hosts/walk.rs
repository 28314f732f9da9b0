//! A walk over a host: every file of the site, and every link of every page as the host sends it.

use super::http::{self, Answer};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What a site is made of, by path; files that begin with a dot are for hosts, not for readers.
pub fn files(site: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(site).sort_by_file_name() {
        let entry = entry.expect("the site can be read");
        let path = entry.path().strip_prefix(site).expect("it lies below").to_string_lossy().into_owned();
        if entry.file_type().is_file() && !path.starts_with('.') {
            files.insert(path, fs::read(entry.path()).expect("the file can be read"));
        }
    }
    files
}

/// Whether a browser does with the file what is meant. What only programs read may come without a type: they know it.
fn is_sensible(path: &str, media_type: Option<&str>) -> bool {
    let types: &[&str] = match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => return media_type == Some("text/html"),
        "css" => return media_type == Some("text/css"),
        "svg" => return media_type == Some("image/svg+xml"),
        "js" => return matches!(media_type, Some("text/javascript" | "application/javascript")),
        "txt" => return media_type == Some("text/plain"),
        "json" => &["application/json", "application/octet-stream"],
        "xml" => &["application/xml", "text/xml"],
        "md" => &["text/markdown", "text/plain", "application/octet-stream"],
        _ => &["application/octet-stream"],
    };
    media_type.is_none_or(|found| types.contains(&found))
}

/// Follows redirects within the host; the answer comes with the path that it has in the end.
fn follow(port: u16, path: &str) -> Result<(String, Answer), String> {
    let mut path = path.to_string();
    for _ in 0..4 {
        let answer = http::get(port, &path).map_err(|error| format!("{path}: {error}"))?;
        if !matches!(answer.status, 301 | 302 | 307 | 308) {
            return Ok((path, answer));
        }
        let target = answer.header("location").unwrap_or_default();
        let target = target.strip_prefix(&format!("http://127.0.0.1:{port}")).unwrap_or(target);
        let target = http::resolve(&path, target);
        path = target.ok_or_else(|| format!("{path}: leads to another host"))?;
    }
    Err(format!("{path}: redirects without end"))
}

/// What is wrong with a site at `base` on a host.
pub fn walk(port: u16, base: &str, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut linked = BTreeSet::new();
    for (path, bytes) in files {
        let (at, answer) = match follow(port, &format!("{base}{path}")) {
            Ok(found) => found,
            Err(why) => {
                wrong.push(why);
                continue;
            }
        };
        if answer.status != 200 || answer.body != *bytes {
            wrong.push(format!("{path}: {} and {} bytes", answer.status, answer.body.len()));
        }
        if !is_sensible(path, answer.media_type()) {
            wrong.push(format!("{path}: sent as {:?}", answer.header("content-type")));
        }
        // Shown at any depth, so its links count from the root of the host.
        if path.rsplit('.').next() == Some("html") && path != "404.html" {
            let links = http::links(&String::from_utf8_lossy(&answer.body));
            linked.extend(links.iter().filter_map(|link| Some((http::resolve(&at, link)?, path.clone()))));
        }
    }
    let mut seen = BTreeSet::new();
    for (link, page) in linked {
        let known = link.strip_prefix(base).is_some_and(|path| files.contains_key(path));
        if known || !seen.insert(link.clone()) {
            continue;
        }
        match follow(port, &link) {
            Ok((_, answer)) if answer.status == 200 => {}
            Ok((_, answer)) => wrong.push(format!("{page}: {link} is {}", answer.status)),
            Err(why) => wrong.push(format!("{page}: {why}")),
        }
    }
    // The address that people type.
    match follow(port, base) {
        Ok((_, answer)) if Some(&answer.body) == files.get("index.html") => {}
        Ok((_, answer)) => wrong.push(format!("{base}: {} and not the home page", answer.status)),
        Err(why) => wrong.push(why),
    }
    wrong
}

/// What is wrong with the page for addresses that do not exist.
pub fn missing_page(port: u16, base: &str, own: Option<&Vec<u8>>) -> Vec<String> {
    let path = format!("{base}no/such/page.html");
    match follow(port, &path).map(|(_, answer)| answer) {
        Ok(answer) if answer.status != 404 => vec![format!("{path}: {}", answer.status)],
        Ok(answer) if own.is_some_and(|own| *own != answer.body) => {
            vec![format!("{path}: not the site's own page")]
        }
        Ok(_) => Vec::new(),
        Err(why) => vec![why],
    }
}
