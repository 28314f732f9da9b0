//! `errbook build` as a process: what it prints, and what it leaves on disk.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use small::Small;
use small::disk::{beside, build, built, times, tree};

#[test]
fn one_line_says_what_was_done() {
    let small = Small::new(3);
    let first = built(&small, &[]);
    let pages = tree(&small.path("site")).len() - 1;
    assert!(first.starts_with(&format!("{pages} pages, {pages} written, 0 removed, in ")), "{first}");
    assert!(first.ends_with(" s: site/"), "{first}");
    let again = built(&small, &[]);
    assert!(again.starts_with(&format!("{pages} pages, 0 written, 0 removed, in ")), "{again}");
    assert_eq!(beside(&small), ["content", "site"]);
}

#[test]
fn an_edit_writes_what_it_changes_and_nothing_else() {
    let small = Small::new(12);
    built(&small, &[]);
    let site = small.path("site");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in tree(&site).keys() {
        let file = fs::File::options().write(true).open(site.join(path)).expect("it is there");
        file.set_modified(long_ago).expect("its time can be set");
    }
    let before = tree(&site);
    small.put_record(3, "It is a samovar.");
    built(&small, &[]);
    let (after, times) = (tree(&site), times(&site));
    for (path, bytes) in &after {
        let same = before.get(path) == Some(bytes);
        assert_eq!(times[path] == long_ago, same, "{path}: its time says whether it was written");
    }
    assert_ne!(before["tea/error-3.html"], after["tea/error-3.html"]);
    assert_eq!(before["tea/error-4.html"], after["tea/error-4.html"]);
}

#[test]
fn an_incremental_build_is_byte_equal_to_a_clean_one() {
    let small = Small::new(6);
    built(&small, &[]);
    let edits: [&dyn Fn(); 7] = [
        &|| small.put_record(2, "It is a samovar."),
        &|| small.put_record(6, "A new one."),
        &|| small.remove_record(1),
        &|| small.rename_record(0, "renamed"),
        &|| small.put("templates/parts/head.html", "<meta name=\"tea\" content=\"green\">"),
        &|| small.put("static/cup.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        &|| fs::remove_dir_all(small.path("templates")).expect("it is there"),
    ];
    for (number, edit) in edits.iter().enumerate() {
        edit();
        built(&small, &[]);
        built(&small, &["--out", "clean"]);
        let (incremental, clean) = (tree(&small.path("site")), tree(&small.path("clean")));
        assert!(incremental == clean, "after edit {number}");
        fs::remove_dir_all(small.path("clean")).expect("it is there");
    }
}

#[test]
fn the_parts_of_a_site_are_the_whole() {
    let small = Small::new(30);
    built(&small, &[]);
    // The manifest of a part lists that part.
    let without_manifest = |folder: &str| {
        let mut files = tree(&small.path(folder));
        files.remove(".errbook.json").expect("every site has a manifest");
        files
    };
    let whole = without_manifest("site");
    for of in [1, 2, 5] {
        let mut union = BTreeMap::new();
        for number in 1..=of {
            let out = format!("part-{number}-of-{of}");
            built(&small, &["--part", &format!("{number}/{of}"), "--out", &out]);
            let part = without_manifest(&out);
            assert!(part.len() < whole.len() || of == 1, "{out} is a part");
            for (path, bytes) in part {
                assert!(union.insert(path.clone(), bytes).is_none(), "{path} is in two parts of {of}");
            }
        }
        assert!(union == whole, "{of} parts");
    }
    // What is known to be unchanged is so for this part only.
    let talk = built(&small, &["--part", "1/2"]);
    assert!(!talk.contains(" 0 removed"), "{talk}");
}

#[test]
fn content_with_errors_is_not_written() {
    let small = Small::new(2);
    built(&small, &[]);
    let before = tree(&small.path("site"));
    small.put("content/records/tea/error-1.md", "---\ntitle: Broken\nstatus: tepid\n---\n");
    let output = build(&small, &["--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    let (results, talk) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(results.contains("content/records/tea/error-1.md:3:"), "{results}");
    assert!(talk.ends_with("nothing written: site/\n"), "{talk}");
    assert!(tree(&small.path("site")) == before);
}

#[test]
fn a_broken_template_leaves_the_site_as_it_was() {
    let small = Small::new(2);
    built(&small, &[]);
    let before = tree(&small.path("site"));
    for broken in ["{% if %}", "{{ page.no_such_field }}"] {
        small.put("templates/parts/foot.html", broken);
        let output = build(&small, &[]);
        assert_eq!(output.status.code(), Some(2), "{broken}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("error: "), "{broken}");
        assert!(tree(&small.path("site")) == before, "{broken}");
        assert_eq!(beside(&small), ["content", "site", "templates"], "{broken}");
    }
}

#[test]
fn foreign_files_are_refused_and_stay() {
    let small = Small::new(1);
    small.put("site/.git", "gitdir: elsewhere");
    for more in [&[] as &[&str], &["--force"]] {
        let output = build(&small, more);
        assert_eq!(output.status.code(), Some(2));
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(talk.contains("holds what errbook did not write: `.git`"), "{talk}");
    }
    assert_eq!(tree(&small.path("site")).len(), 1);
}

/// Root may write everywhere, so it is not root that builds.
#[cfg(unix)]
#[test]
fn a_folder_we_may_not_write_in_is_not_replaced() {
    use std::os::unix::fs::MetadataExt;
    let small = Small::new(1);
    set_mode(&small, "", 0o777);
    fs::create_dir(small.path("site")).expect("it is not there");
    set_mode(&small, "site", 0o555);
    let before = fs::metadata(small.path("site")).expect("it is there");
    let output = not_root(&small).output().expect("errbook can be started");
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{talk}");
    assert!(talk.contains("cannot write in ") && talk.contains("Permission denied"), "{talk}");
    let after = fs::metadata(small.path("site")).expect("it is there");
    assert_eq!((before.ino(), before.uid()), (after.ino(), after.uid()));
    set_mode(&small, "site", 0o755);
    built(&small, &[]);
}

#[cfg(unix)]
fn set_mode(small: &Small, path: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(small.path(path), fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[cfg(unix)]
fn mode(small: &Small, path: &str) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(small.path(path)).expect("it is there").permissions().mode() & 0o7777
}

/// A build by somebody who is not root.
#[cfg(unix)]
fn not_root(small: &Small) -> Command {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let mut errbook = small.errbook("build");
    if fs::metadata(small.dir()).expect("it is there").uid() == 0 {
        // Where the program lies, nobody else may have a way in.
        let copy = small.path("errbook");
        if !copy.exists() {
            fs::copy(errbook.get_program(), &copy).expect("it can be copied");
        }
        errbook = Command::new(copy);
        errbook.arg("build").arg(small.dir()).uid(NOBODY).gid(NOBODY);
    }
    errbook
}

/// What could not be removed later is refused before anything is live.
#[cfg(unix)]
#[test]
fn a_folder_of_the_site_that_we_may_not_write_in_is_refused_before_the_switch() {
    let small = Small::new(2);
    set_mode(&small, "", 0o777);
    let build = || not_root(&small).output().expect("errbook can be started");
    assert!(build().status.success());
    set_mode(&small, "site/tea", 0o555);
    assert!(build().status.success(), "there is nothing to do");
    small.put_record(0, "It is a samovar.");
    let before = tree(&small.path("site"));
    for _ in 0..2 {
        let output = build();
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{talk}");
        assert!(talk.contains("cannot write in ") && talk.contains("site/tea"), "{talk}");
        assert!(tree(&small.path("site")) == before);
        assert!(beside(&small).iter().all(|name| !name.starts_with(".site")));
    }
    set_mode(&small, "site/tea", 0o755);
    assert!(build().status.success());
    assert!(tree(&small.path("site")) != before);
}

#[cfg(unix)]
#[test]
fn files_of_the_site_have_the_permissions_of_new_ones() {
    let small = Small::new(1);
    let build = |umask: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("umask {umask}; exec \"$0\" build \"$1\"")]);
        let output =
            shell.arg(env!("CARGO_BIN_EXE_errbook")).arg(small.dir()).output().expect("there is a shell");
        assert!(output.status.success());
    };
    let wrong = |expected| -> Vec<String> {
        let files = tree(&small.path("site")).into_keys();
        files.filter(|path| mode(&small, &format!("site/{path}")) != expected).collect()
    };
    build("077");
    assert_eq!(wrong(0o600), Vec::<String>::new());
    build("022");
    assert_eq!(wrong(0o644), Vec::<String>::new());
    for odd in [0o000, 0o666, 0o755] {
        set_mode(&small, "site/index.html", odd);
        build("022");
        assert_eq!(wrong(0o644), Vec::<String>::new(), "after {odd:o}");
    }
}

/// An edit that changes neither the size nor the time is seen by who asks for it.
#[test]
fn a_site_can_be_verified() {
    let small = Small::new(1);
    built(&small, &[]);
    let (path, before) = (small.path("site/index.html"), tree(&small.path("site")));
    let time = fs::metadata(&path).and_then(|facts| facts.modified()).expect("it has a time");
    let mut bytes = before["index.html"].clone();
    bytes.reverse();
    fs::write(&path, bytes).expect("it can be written");
    let file = fs::File::options().write(true).open(&path).expect("it is there");
    file.set_modified(time).expect("its time can be set");
    assert!(built(&small, &[]).contains(" 0 written"));
    assert!(tree(&small.path("site")) != before);
    assert!(built(&small, &["--verify"]).contains(" 1 written"));
    assert!(tree(&small.path("site")) == before);
    assert!(built(&small, &["--verify"]).contains(" 0 written"));
}

#[cfg(unix)]
#[test]
fn a_fixed_record_keeps_its_owner_and_permissions() {
    use std::os::unix::fs::{MetadataExt, chown};
    let small = Small::new(1);
    let path = small.path(&small::record_path(0));
    let broken = small::record(0, "It is a teapot.").replace("status:", "statsu:");
    small.put(&small::record_path(0), &broken);
    let facts = || fs::metadata(&path).expect("it is there");
    if facts().uid() == 0 {
        chown(&path, Some(1234), Some(4321)).expect("root may");
    }
    set_mode(&small, &small::record_path(0), 0o640);
    let before = facts();
    small.errbook("check").arg("--fix").output().expect("errbook can be started");
    assert!(fs::read_to_string(&path).expect("it is there").contains("status:"));
    let of = |facts: &fs::Metadata| (facts.uid(), facts.gid(), facts.mode());
    assert_eq!(of(&facts()), of(&before));
}

#[cfg(unix)]
#[test]
fn a_manifest_that_never_ends_is_not_read() {
    let small = Small::new(1);
    built(&small, &[]);
    fs::remove_file(small.path("site/.errbook.json")).expect("it is there");
    std::os::unix::fs::symlink("/dev/zero", small.path("site/.errbook.json")).expect("it can be linked");
    let output = build(&small, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did not write: `.errbook.json`"));
}

#[test]
fn stats_and_timings_are_results() {
    let small = Small::new(1);
    let output = build(&small, &["--stats", "--timings"]);
    let results = String::from_utf8_lossy(&output.stdout).into_owned();
    for word in [
        "files",
        "bytes",
        "assets/",
        "read",
        "parse",
        "assemble",
        "index",
        "highlight",
        "render",
        "write",
        "whole",
        "100.0 %",
    ] {
        assert!(results.contains(word), "{word} in {results}");
    }
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let small = Small::new(10);
    let start =
        || small.errbook("build").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let builds = [start(), start(), start()];
    for build in builds {
        let output = build.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    built(&small, &["--out", "clean"]);
    assert!(tree(&small.path("site")) == tree(&small.path("clean")));
    assert_eq!(beside(&small), ["clean", "content", "site"]);
}
