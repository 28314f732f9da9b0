//! Manifests that no build wrote.

use std::fs;
use std::path::Path;

use super::{LETTER, Victim, talk};
use crate::small::disk::{built, tree};

/// The paths that an attacker would name, one a line; braces stand for what is known only here.
const PATHS: &str = include_str!("paths.txt");

/// Where a manifest may lie before a build.
const PLACES: [&str; 5] =
    ["site", ".site.old", ".site.new", ".site.errbook-1-2", ".site.errbook-0123456789abcdef"];

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_string()
}

/// As our own, but for the files in it.
pub fn manifest(files: &[(&str, &str)]) -> String {
    let files: serde_json::Map<String, serde_json::Value> = files
        .iter()
        .map(|(path, text)| {
            ((*path).to_string(), serde_json::json!({ "hash": hash(text), "bytes": text.len() }))
        })
        .collect();
    serde_json::json!({ "version": 1, "program": "0.1.0", "umask": 18, "mode": 420, "files": files })
        .to_string()
}

fn paths(victim: &Victim) -> Vec<String> {
    let absolute = victim.home("letter.txt").display().to_string();
    let known = |line: &str| {
        line.replace("{upward}", &victim.upward("letter.txt"))
            .replace("{absolute}", &absolute)
            .replace("{nothing}", "")
            .replace("{space}", " ")
    };
    let nul = format!("{}\0", victim.upward("letter.txt"));
    PATHS.lines().map(known).chain([nul]).collect()
}

#[test]
fn a_manifest_that_leads_out_of_its_site_removes_nothing() {
    for place in PLACES {
        let victim = Victim::new();
        for path in paths(&victim) {
            let what = format!("{path:?} in {place}");
            victim.small.put(&format!("{place}/.errbook.json"), &manifest(&[(&path, LETTER)]));
            victim.small.put(&format!("{place}/x/y.txt"), LETTER);
            let before = tree(&victim.small.path(place));
            let output = victim.survives(&what, &mut victim.build());
            if place == "site" {
                assert_eq!(output.status.code(), Some(2), "{what}: {}", talk(&output));
                assert!(tree(&victim.small.path(place)) == before, "{what}");
            } else {
                assert!(output.status.success(), "{what}: {}", talk(&output));
            }
        }
    }
}

/// Also one that is right: only a folder that a build made is cleaned up.
#[test]
fn a_manifest_beside_the_site_removes_nothing() {
    for place in &PLACES[1..] {
        let victim = Victim::new();
        victim.small.put(&format!("{place}/letter.txt"), LETTER);
        victim.small.put(&format!("{place}/.errbook.json"), &manifest(&[("letter.txt", LETTER)]));
        assert!(victim.survives(place, &mut victim.build()).status.success());
    }
}

#[test]
fn a_manifest_removes_only_what_is_as_it_says() {
    let other = LETTER.replace("friend", "enemyy");
    let claims: [(&str, &str, bool); 4] = [
        ("letter.txt", LETTER, true),
        ("letter.txt", &other, false),
        ("letter.txt", "", false),
        ("letter.txt/x", LETTER, false),
    ];
    for (path, text, is_right) in claims {
        let victim = Victim::new();
        victim.small.put("site/letter.txt", LETTER);
        victim.small.put("site/.errbook.json", &manifest(&[(path, text)]));
        let output = victim.survives(path, &mut victim.build());
        assert_eq!(output.status.success(), is_right, "{path} {text:?}: {}", talk(&output));
        assert_eq!(victim.small.path("site/letter.txt").exists(), !is_right, "{path} {text:?}");
        assert_eq!(victim.small.path("site/index.html").exists(), is_right, "{path} {text:?}");
    }
}

/// A file that our own manifest names and that somebody made his own, at a path that is no page any more.
#[test]
fn an_edited_page_that_is_to_go_is_refused_and_stays() {
    let victim = Victim::new();
    victim.small.put("static/cup.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    built(&victim.small, &[]);
    victim.small.put("site/assets/cup.svg", LETTER);
    fs::remove_file(victim.small.path("static/cup.svg")).expect("it is there");
    let output = victim.survives("edited", &mut victim.build());
    assert!(talk(&output).contains("did not write: `assets/cup.svg`"), "{}", talk(&output));
    assert_eq!(fs::read_to_string(victim.small.path("site/assets/cup.svg")).expect("it is there"), LETTER);
}

#[test]
fn a_link_on_the_way_is_not_followed() {
    for (at, to) in [("site/x", ""), ("site/letter.txt", "letter.txt"), ("site/empty", "empty")] {
        for named in ["x/letter.txt", "letter.txt", "empty/letter.txt"] {
            let victim = Victim::new();
            victim.link(at, &victim.home(to));
            victim.small.put("site/.errbook.json", &manifest(&[(named, LETTER)]));
            let output = victim.survives(at, &mut victim.build());
            assert_eq!(output.status.code(), Some(2), "{at} {named}: {}", talk(&output));
            assert!(victim.small.path(at).is_symlink());
        }
    }
}

#[test]
fn the_list_of_paths_says_what_it_should() {
    let victim = Victim::new();
    let paths = paths(&victim);
    assert!(paths.len() > 30 && paths.iter().any(String::is_empty));
    let letter = victim.home("letter.txt");
    assert!(paths.iter().any(|path| Path::new(path) == letter));
    let site = victim.small.path("site");
    fs::create_dir(&site).expect("it can be made");
    assert!(paths.iter().any(|path| path.starts_with("..") && site.join(path).exists()));
}
