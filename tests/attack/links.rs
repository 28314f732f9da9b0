//! Links, pipes and folders in the places where errbook writes.

use std::fs;
use std::os::unix::net::UnixListener;
use std::process::Command;

use super::{LETTER, Victim, ends, talk};
use crate::small::disk::built;

#[test]
fn a_link_is_not_written_through() {
    let cases: [(&str, &str, bool); 7] = [
        (".site.lock", "made-by-errbook", false),
        (".site.lock", "letter.txt", false),
        (".site.new", "empty", true),
        (".site.old", "empty", true),
        ("site", "empty", false),
        ("site", "nothing", false),
        (".errbook", "empty", true),
    ];
    for (at, to, is_built) in cases {
        let victim = Victim::new();
        victim.link(at, &victim.home(to));
        // Code, so that there are colours to remember.
        victim.small.put("content/prose/about.md", "---\ntitle: T\nsummary: S.\n---\n```sh\nls\n```\n");
        let output = victim.survives(at, &mut victim.build());
        assert_eq!(output.status.success(), is_built, "{at}: {}", talk(&output));
        assert!(victim.small.path(at).is_symlink(), "{at}");
    }
}

#[test]
fn a_folder_on_the_way_to_the_site_is_not_a_link() {
    let victim = Victim::new();
    victim.link("deep", &victim.home("empty"));
    let output = victim.survives("deep", victim.build().args(["--out", "deep/site"]));
    assert!(talk(&output).contains("is a symbolic link"), "{}", talk(&output));
}

#[test]
fn a_lock_that_is_not_a_plain_file_does_not_hang() {
    for kind in ["fifo", "folder", "socket", "device"] {
        let victim = Victim::new();
        let lock = victim.small.path(".site.lock");
        let _listener = match kind {
            "fifo" => {
                assert!(Command::new("mkfifo").arg(&lock).status().is_ok_and(|status| status.success()));
                None
            }
            "folder" => {
                fs::create_dir(&lock).expect("it can be made");
                None
            }
            "socket" => Some(UnixListener::bind(&lock).expect("it can be bound")),
            _ => {
                std::os::unix::fs::symlink("/dev/zero", &lock).expect("it can be linked");
                None
            }
        };
        let output = victim.survives(kind, &mut victim.build());
        assert_eq!(output.status.code(), Some(2), "{kind}");
        assert!(talk(&output).contains("cannot lock `.site.lock`"), "{kind}: {}", talk(&output));
        assert!(fs::symlink_metadata(&lock).is_ok(), "{kind} is still there");
    }
}

#[test]
fn a_lock_that_somebody_else_wrote_into_stays() {
    let victim = Victim::new();
    victim.small.put(".site.lock", LETTER);
    assert!(victim.survives("lock", &mut victim.build()).status.success());
}

#[test]
fn a_memory_that_is_not_a_plain_file_is_not_read() {
    for name in ["colours", "checked"] {
        let victim = Victim::new();
        victim.link(&format!(".errbook/{name}"), std::path::Path::new("/dev/zero"));
        assert!(victim.survives(name, &mut victim.build()).status.success());
        assert!(victim.survives(name, &mut victim.small.errbook("check")).status.success());
    }
}

#[test]
fn the_memory_of_errbook_is_no_place_for_a_site() {
    let victim = Victim::new();
    for out in [".errbook", ".errbook/site", "./.errbook", "x/../.errbook"] {
        for _ in 0..2 {
            fs::create_dir_all(victim.small.path("x")).expect("it can be made");
            let output = victim.survives(out, victim.build().args(["--out", out]));
            assert_eq!(output.status.code(), Some(2), "{out}");
            assert!(talk(&output).contains("keeps its memory"), "{out}: {}", talk(&output));
        }
        built(&victim.small, &[]);
    }
}

/// `errbook` with a command that writes into the content.
fn author(victim: &Victim, args: &[&str]) -> Command {
    let mut errbook = Command::new(env!("CARGO_BIN_EXE_errbook"));
    errbook.args(args).current_dir(victim.small.dir());
    errbook
}

const ISSUE: &str = r#"{"number":1,"title":"Tea is cold","body":"```\ntea: no water in pot 7\n```\n",
"author":{"login":"anna"},"createdAt":"2026-11-01T00:00:00Z","comments":[],"labels":[],"state":"OPEN",
"url":"https://git.example/tea/errors/issues/1"}"#;

#[test]
fn an_author_writes_through_no_link() {
    let broken = "sumary: It is a teapot.";
    // Which link, to what, and the command that would write through it.
    let cases: [(&str, &str, &[&str], bool); 7] = [
        ("content/sources.new", "letter.txt", &["import", "issue.json", "--id", "tea/cold"], true),
        ("content/records/tea/cold", "empty", &["new", "tea/cold", "--from", "issue.json"], false),
        ("content/records/pot", "empty", &["new", "pot/cold"], false),
        ("content/records/tea/cold.md", "nothing", &["new", "tea/cold"], false),
        ("content/records/tea/error-0.new", "letter.txt", &["check", "--fix"], true),
        (".github", "empty", &["init", "."], false),
        ("templates", "empty", &["init", ".", "--theme"], false),
    ];
    for (at, to, args, is_done) in cases {
        let victim = Victim::new();
        let site = crate::small::SITE.to_string() + "  pot: { title: Pot, summary: Pots. }\n";
        victim.small.put("content/site.yaml", &site);
        victim.small.put("issue.json", ISSUE);
        let record = crate::small::record(0, "It is a teapot.").replace("summary: It is a teapot.", broken);
        victim.small.put("content/records/tea/error-0.md", &record);
        if args[0] == "init" {
            fs::remove_dir_all(victim.small.path("content")).expect("it is there");
        }
        victim.link(at, &victim.home(to));
        let output = ends(at, &mut author(&victim, args));
        assert_eq!(fs::read_to_string(victim.home("letter.txt")).expect("it is there"), LETTER, "{at}");
        assert_eq!(fs::read_dir(victim.home("empty")).expect("it is there").count(), 0, "{at}");
        assert!(!victim.home("nothing").exists(), "{at}");
        assert!(victim.small.path(at).is_symlink(), "{at}");
        assert_eq!(output.status.code() != Some(2), is_done, "{at}: {}", talk(&output));
    }
}
