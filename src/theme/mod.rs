//! The second door in: templates and static files, built in or the site's own. A file of the same path takes the place
//! of the built-in one, and nothing else has to be copied.
#![expect(clippy::disallowed_methods, reason = "this is the door through which themes come in")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use base64::Engine;
use sha2::{Digest, Sha256};

use crate::markdown::Highlighter;
use crate::source::{Paths, refuse_link, trouble};
use lean::{lean, lean_css, lean_html};

mod built_in;
mod lean;
mod steps;

/// The knowledge base that is part of the program.
pub fn built_in_content() -> &'static [(&'static str, &'static str)] {
    &built_in::CONTENT
}

/// The templates and static files that are part of the program.
pub fn built_in_theme() -> impl Iterator<Item = (&'static str, &'static str)> {
    built_in::TEMPLATES.iter().chain(built_in::STATIC.iter()).copied()
}

/// How the name of a stylesheet ends.
const STYLE: &str = ".css";

/// Stylesheets in the order of their layers; a site's own come after them.
const STYLES: &[&str] = &["tokens", "base", "layout", "parts", "code"];

/// The script of every page, and what it loads when the reader turns to the paste box.
const PAGE_SCRIPTS: &[&str] = &["head", "main", "record", "guide"];
const SEARCH_SCRIPTS: &[&str] = &[
    "normalize",
    "prefix",
    "secrets",
    "redact",
    "pattern",
    "reading",
    "table",
    "role",
    "matcher",
    "clue",
    "words",
    "index",
    "search",
    "answers",
    "ask",
    "paste",
    "fill",
];

/// What `main.js` and `embed.js` call the script of the paste box, whose name changes with its content.
const SEARCH_SCRIPT: &str = "search.js";

/// The paste box for other pages: at an address that does not change.
const EMBED_SCRIPT: &str = "static/embed.js";

/// Everything a page may do, said to the browser: nothing but to load its own files. Those who look into a page from
/// within, as Lighthouse does for `robots.txt`, need `connect-src`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'";

pub struct Theme {
    tera: tera::Tera,
    pub highlighter: Highlighter,
    /// Files that are written as they are: path in the site, content.
    assets: Vec<Asset>,
    pub style: usize,
    pub script: usize,
    pub icon: usize,
    /// The style of a page that loads nothing.
    pub style_text: String,
    pub policy: String,
    /// Of everything above: a page's stamp holds it.
    pub stamp: String,
}

pub struct Asset {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl Theme {
    /// The built-in theme with what `templates/` and `static/` below `dir` put in its place.
    pub fn load(dir: Option<&Path>) -> Result<Theme> {
        let templates = files(&built_in::TEMPLATES, dir, "templates")?;
        let statics = files(&built_in::STATIC, dir, "static")?;
        let mut hash = blake3::Hasher::new();
        hash.update(env!("CARGO_PKG_VERSION").as_bytes());
        for (path, bytes) in templates.iter().chain(&statics) {
            hash.update(path.as_bytes());
            hash.update(&bytes.len().to_le_bytes());
            hash.update(bytes);
        }
        let stamp = hash.finalize().to_hex().to_string();
        let styles = ordered(&statics, "css", STYLES);
        let style = joined(&statics, &styles)?;
        let scripts = ordered(&statics, "js", &[PAGE_SCRIPTS, SEARCH_SCRIPTS].concat());
        let joined_files: Vec<String> = [&styles[..], &scripts].concat();
        let (page, search): (Vec<String>, Vec<String>) = scripts
            .into_iter()
            .partition(|path| PAGE_SCRIPTS.iter().any(|name| *path == format!("static/js/{name}.js")));
        let search = hashed("search", "js", joined(&statics, &search)?);
        // The script of the page names the one that it loads.
        let naming = |text: String| text.replace(SEARCH_SCRIPT, search.path.trim_start_matches("assets/"));
        let page = naming(joined(&statics, &page)?);
        let embed = naming(joined(&statics, &[EMBED_SCRIPT.to_string()])?).into_bytes();
        let mut assets = vec![hashed("site", "css", style), hashed("site", "js", page), search];
        assets.push(Asset { path: "embed.js".to_string(), bytes: embed });
        for (path, bytes) in &statics {
            if !joined_files.contains(path) && path != EMBED_SCRIPT {
                let path = format!("assets/{}", path.trim_start_matches("static/"));
                assets.push(Asset { path, bytes: bytes.clone() });
            }
        }
        let icon = assets
            .iter()
            .position(|asset| asset.path == "assets/icon.svg")
            .ok_or_else(|| anyhow!("the theme has no static/icon.svg"))?;
        // The page that brings its style along shows no record.
        let frame: Vec<String> =
            ["tokens", "base", "layout"].map(|name| format!("static/css/{name}.css")).to_vec();
        let style_text = joined(&statics, &frame)?;
        let highlighter = Highlighter::new();
        let tera = tera(&templates)?;
        Ok(Theme {
            tera,
            highlighter,
            assets,
            style: 0,
            script: 1,
            icon,
            style_text,
            policy: POLICY.to_string(),
            stamp,
        })
    }

    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// The policy of a page that carries its style in itself.
    pub fn inline_policy(&self) -> String {
        self.policy_of(&self.style_text)
    }

    /// The policy of a page that carries this style in itself.
    pub fn policy_of(&self, style: &str) -> String {
        self.policy.replace("style-src 'self'", &format!("style-src '{}'", hash_source(style)))
    }

    pub fn render(&self, template: &str, context: &tera::Context) -> Result<String> {
        steps::begin();
        let html = self.tera.render(template, context).map_err(|error| template_error(&error))?;
        Ok(lean_html(&html))
    }
}

/// How a policy names a text within the page.
fn hash_source(text: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn tera(templates: &BTreeMap<String, Vec<u8>>) -> Result<tera::Tera> {
    let mut tera = tera::Tera::new();
    tera.set_escape_fn(|text, out| out.write_all(crate::markdown::escaped(text).as_bytes()));
    steps::register(&mut tera);
    let mut texts = Vec::new();
    for (path, bytes) in templates {
        let text = String::from_utf8(bytes.clone()).with_context(|| format!("{path} is not UTF-8"))?;
        let built_in = built_in::TEMPLATES.contains(&(path, &text));
        let text = if built_in { text } else { steps::counted(&text) };
        texts.push((path.trim_start_matches("templates/").to_string(), text));
    }
    tera.add_raw_templates(texts).map_err(|error| template_error(&error))?;
    Ok(tera)
}

/// The whole chain of a template's error, with its excerpt.
fn template_error(error: &tera::Error) -> anyhow::Error {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}\n{cause}");
        source = cause.source();
    }
    anyhow!("a template cannot be used: {text}")
}

/// Whether every disk can carry the names in `templates/` and `static/` below `dir`.
pub fn check_names(dir: &Path) -> Result<()> {
    own_files(&built_in::TEMPLATES, dir, "templates")?;
    own_files(&built_in::STATIC, dir, "static")?;
    Ok(())
}

fn files(built_in: &[(&str, &str)], dir: Option<&Path>, folder: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let own = dir.map(|dir| own_files(built_in, dir, folder)).transpose()?.unwrap_or_default();
    let mut files: BTreeMap<String, Vec<u8>> =
        built_in.iter().map(|(path, text)| ((*path).to_string(), text.as_bytes().to_vec())).collect();
    for (path, file) in own {
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        files.insert(path, bytes);
    }
    Ok(files)
}

/// The files of a folder of the site, by their path in it.
fn own_files(built_in: &[(&str, &str)], dir: &Path, folder: &str) -> Result<BTreeMap<String, PathBuf>> {
    let (own, mut files, mut troubles) = (dir.join(folder), BTreeMap::new(), Vec::new());
    if !own.is_dir() {
        return Ok(files);
    }
    refuse_link(&own)?;
    for entry in walkdir::WalkDir::new(&own).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot read {}", own.display()))?;
        let relative = entry.path().strip_prefix(&own).unwrap_or(entry.path());
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        let hidden = parts.iter().any(|part| part.starts_with('.') || part.ends_with('~'));
        if hidden || entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            bail!("{} is a link or a device: put the file itself here", entry.path().display());
        }
        if relative.to_str().is_none() {
            troubles
                .push(format!("`{}` is not UTF-8", relative.as_os_str().as_encoded_bytes().escape_ascii()));
        }
        troubles.extend(parts.iter().find_map(|part| Some(format!("`{part}` {}", trouble(part)?))));
        files.insert(format!("{folder}/{}", parts.join("/")), entry.into_path());
    }
    let mut seen = Paths::default();
    let all: BTreeSet<&str> =
        built_in.iter().map(|(path, _)| *path).chain(files.keys().map(String::as_str)).collect();
    let clashes = all.into_iter().filter_map(|path| Some((path, seen.add(path)?)));
    troubles
        .extend(clashes.map(|(path, other)| format!("`{path}` and `{other}` are the same on some disks")));
    if !troubles.is_empty() {
        bail!(
            "not every disk can carry the names in {}, rename these: {}",
            own.display(),
            troubles.join("; ")
        );
    }
    Ok(files)
}

/// The files of a kind: those with a place in the order, then the others by name.
fn ordered(files: &BTreeMap<String, Vec<u8>>, kind: &str, first: &[&str]) -> Vec<String> {
    let (folder, ending) = (format!("static/{kind}/"), format!(".{kind}"));
    let mut paths: Vec<String> = first.iter().map(|name| format!("{folder}{name}.{kind}")).collect();
    let rest = files
        .keys()
        .filter(|path| path.starts_with(&folder) && path.ends_with(&ending) && !paths.contains(path));
    let rest: Vec<String> = rest.cloned().collect();
    paths.extend(rest);
    paths
}

/// One text of many. Only what is built in is made lean: how others write their comments is theirs to decide.
fn joined(files: &BTreeMap<String, Vec<u8>>, paths: &[String]) -> Result<String> {
    let mut text = String::new();
    for path in paths {
        let bytes = files.get(path).ok_or_else(|| anyhow!("the theme has no {path}"))?;
        let own = std::str::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?;
        if built_in::STATIC.contains(&(path, own)) {
            text.push_str(&if path.ends_with(STYLE) { lean_css(own) } else { lean(own) });
        } else {
            text.push_str(own);
            text.push('\n');
        }
    }
    Ok(text)
}

/// A name that changes with the content, so that old pages never meet new scripts.
pub fn hashed(stem: &str, ending: &str, text: impl Into<Vec<u8>>) -> Asset {
    let bytes = text.into();
    let hash = blake3::hash(&bytes).to_hex();
    Asset { path: format!("assets/{stem}-{}.{ending}", &hash[..8]), bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_brings_its_style_names_it_by_its_hash() {
        assert_eq!(hash_source(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        let theme = Theme::load(None).expect("the built-in theme is sound");
        let style = format!("style-src '{}'", hash_source(&theme.style_text));
        assert!(theme.inline_policy().contains(&style));
    }

    #[test]
    fn what_others_write_comes_through_whole() {
        let own = "/* x */ .one { }\n/* a\n b */ .two { }\n  .three { } /* c */\n";
        let builtin = built_in::STATIC.iter().find(|(path, _)| *path == "static/css/base.css");
        let (path, text) = *builtin.expect("it is there");
        let files = [(path, text), ("static/css/mine.css", own)];
        let files = files.map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).into();
        let joined = joined(&files, &["static/css/base.css", "static/css/mine.css"].map(String::from));
        assert_eq!(joined.expect("both are there"), lean_css(text) + own + "\n");
    }

    #[test]
    fn the_script_of_a_page_names_the_search() {
        let theme = Theme::load(None).expect("the built-in theme is sound");
        let named = |stem: &str| {
            let asset = theme.assets.iter().find(|asset| asset.path.starts_with(&format!("assets/{stem}-")));
            asset.expect("a script of the theme")
        };
        let search = named("search").path.trim_start_matches("assets/").to_string();
        assert!(
            String::from_utf8_lossy(&theme.assets[theme.script].bytes).contains(&format!("\"{search}\""))
        );
    }
}
