//! Whatever happens to a build, the site is wholly the old one or wholly the new one; and whatever an author edits, the
//! site is the one that a clean build would make.
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::fs;
#[cfg(target_os = "linux")]
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use small::disk::{beside, build, built, times, tree};
use small::{Small, record, record_path};

#[test]
fn a_build_killed_at_any_moment_leaves_one_whole_site() {
    const RECORDS: usize = 10;
    /// Of builds that were still at work, which not every one is that is aimed at.
    const KILLS: u32 = 200;
    let small = Small::new(RECORDS);
    let teas = ["Green tea.", "Black tea."];
    let mut sites = Vec::new();
    let mut longest = Duration::ZERO;
    for summary in teas {
        (0..RECORDS).for_each(|number| small.put_record(number, summary));
        let start = Instant::now();
        built(&small, &[]);
        longest = start.elapsed();
        sites.push(tree(&small.path("site")));
    }
    let mut dice = Dice::seeded();
    let (mut killed, mut wanted) = (0, 1);
    for round in 0.. {
        if killed == KILLS {
            break;
        }
        assert!(round < 4 * KILLS, "only {killed} of {round} builds were killed before their end");
        // Where the last build was killed, its half-made site still lies beside the old one.
        wanted = 1 - wanted;
        (0..RECORDS).for_each(|number| small.put_record(number, teas[wanted]));
        let mut build =
            small.errbook("build").stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        // Every second one towards its end, where the sites change places.
        let part = f64::from(dice.below(1000)) / 1000.0;
        let part = if round % 2 == 0 { part } else { 0.5 + part * 0.6 };
        std::thread::sleep(longest.mul_f64(part));
        let at_work = build.try_wait().expect("it is ours").is_none();
        killed += u32::from(at_work);
        // A busy machine becomes a quiet one, and the other way round: what came too late is aimed earlier.
        longest = longest.mul_f64(if at_work { 1.01 } else { 0.96 });
        build.kill().expect("it can be killed");
        build.wait().expect("it ends");
        let site = tree(&small.path("site"));
        assert!(sites.contains(&site), "round {round}: neither the old site nor the new one");
    }
    built(&small, &[]);
    assert!(tree(&small.path("site")) == sites[wanted]);
    assert_eq!(beside(&small), ["content", "site"], "what the killed builds left is cleaned up");
}

/// Reproducible dice; the seed is printed, and `ERRBOOK_SEED` sets it.
struct Dice(u64);

impl Dice {
    fn seeded() -> Dice {
        let given = std::env::var("ERRBOOK_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or(20_261_120);
        println!("seed {seed} (set ERRBOOK_SEED to repeat)");
        Dice(u64::wrapping_mul(seed, 0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 % u64::from(bound)).expect("a remainder of a u32 fits")
    }
}

const TABLE: &str = "title: Leaves
as-of: 2026-11-20
verify: Look into the tin.
evidence: documented
sources: [D-tea]
columns: { leaf: { title: Leaf } }
rows: { green: { leaf: LEAF } }
";

/// One edit that an author could make; what it was, for the failure.
fn edit(small: &Small, dice: &mut Dice, number: usize) -> String {
    let mut names: Vec<String> = fs::read_dir(small.path("content/records/tea"))
        .expect("the records are there")
        .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_string))
        .collect();
    names.sort();
    let chosen = names[dice.below(u32::try_from(names.len()).expect("they are few")) as usize].clone();
    let path = format!("content/records/tea/{chosen}.md");
    let text = fs::read_to_string(small.path(&path)).expect("the record is there");
    match dice.below(9) {
        0 => small.put_record(100 + number, "A new one."),
        1 if names.len() > 2 => {
            fs::remove_file(small.path(&path)).expect("it is there");
            let _ = fs::remove_dir_all(small.path(&format!("content/records/tea/{chosen}")));
        }
        2 => {
            let to = small.path("content/records/tea").join(format!("renamed-{number}"));
            fs::rename(small.path(&path), to.with_extension("md")).expect("it is there");
            fs::rename(small.path(&format!("content/records/tea/{chosen}")), to).expect("it is there");
        }
        3 => {
            small.put("content/tables/leaves.yaml", &TABLE.replace("LEAF", &format!("Leaf {number}")));
            let shown = text.replace("\n## Reference\n{{ table leaves }}\n", "");
            small.put(&path, &format!("{shown}\n## Reference\n{{{{ table leaves }}}}\n"));
        }
        4 => small.put("templates/parts/foot.html", &format!("<p>foot {number}</p>")),
        5 => small.put("static/css/own.css", &format!("p {{ margin: {number}px }}\n")),
        6 => {
            let site = fs::read_to_string(small.path("content/site.yaml")).expect("it is there");
            let rest = site.split_once('\n').expect("it has lines").1;
            small.put("content/site.yaml", &format!("title: Small errors {number}\n{rest}"));
        }
        7 => {
            let _ = fs::remove_dir_all(small.path("templates"));
            let _ = fs::remove_dir_all(small.path("static"));
        }
        _ => small.put(&path, &text.replacen("summary: ", &format!("summary: Edit {number}. "), 1)),
    }
    format!("edit {number} at {chosen}")
}

#[test]
fn after_any_edit_an_incremental_build_is_byte_equal_to_a_clean_one() {
    let small = Small::new(5);
    built(&small, &[]);
    let site = small.path("site");
    let mut dice = Dice::seeded();
    for number in 0..60 {
        let (before, old_times) = (tree(&site), times(&site));
        let what = edit(&small, &mut dice, number);
        built(&small, &[]);
        built(&small, &["--out", "clean"]);
        let (after, clean) = (tree(&site), tree(&small.path("clean")));
        let different = after.iter().find(|(path, bytes)| clean.get(*path) != Some(*bytes));
        assert!(
            after.len() == clean.len() && different.is_none(),
            "{what}: {:?}",
            different.map(|(path, _)| path)
        );
        let new_times = times(&site);
        // The manifest holds stamps, which change with what a page is made of.
        for (path, bytes) in after.iter().filter(|(path, _)| *path != ".errbook.json") {
            if before.get(path) == Some(bytes) {
                assert_eq!(old_times[path], new_times[path], "{what}: {path} was written for nothing");
            }
        }
        fs::remove_dir_all(small.path("clean")).expect("it is there");
    }
}

/// Runs a command within a shell's limit on the size of files and tells how it ended.
#[cfg(unix)]
fn limited(small: &Small, command: &str, blocks: u32) -> Output {
    // As a full disk would; the signal for it is ignored.
    let build = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {command} \"$1\"");
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &build])
        .arg(env!("CARGO_BIN_EXE_errbook"))
        .arg(small.dir())
        .output()
        .expect("there is a shell")
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_whole_leaves_the_site_as_it_was() {
    let small = Small::new(2);
    built(&small, &[]);
    let before = tree(&small.path("site"));
    small.put_record(0, "It is a samovar.");
    small.put("static/large.svg", &format!("<svg>{}</svg>", " ".repeat(300_000)));
    // The system lets no file grow beyond so many blocks of 512 bytes.
    let output = limited(&small, "build", 200);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write "));
    assert!(tree(&small.path("site")) == before);
    assert_eq!(beside(&small), ["content", "site", "static"], "what was half-made is gone");
    built(&small, &[]);
}

/// A disk of its own, of 1 MB.
#[cfg(target_os = "linux")]
struct Disk(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl Disk {
    fn new() -> Disk {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(folder.path());
        assert!(mount.status().is_ok_and(|status| status.success()), "who may make disks can make this one");
        Disk(folder)
    }

    /// Whether the system lets us have disks: root in its own house has this capability, root in some containers not.
    fn may_be_made() -> bool {
        const SYS_ADMIN: u64 = 1 << 21;
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let granted = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
        granted
            .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .is_some_and(|mask| mask & SYS_ADMIN != 0)
    }
}

/// Runs a test of this file once more where we may make disks: in a name space of its own. None if there can be none.
#[cfg(target_os = "linux")]
fn within_own_space(test: &str) -> Option<Output> {
    let unshare = |program: &Path| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount"]).arg(program);
        unshare
    };
    unshare(Path::new("true")).output().ok().filter(|output| output.status.success())?;
    let this = std::env::current_exe().expect("a test knows its own program");
    Some(unshare(&this).args([test, "--exact"]).output().expect("it started a moment ago"))
}

#[cfg(target_os = "linux")]
impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_site_as_it_was() {
    if !Disk::may_be_made() {
        if let Some(output) = within_own_space("a_full_disk_leaves_the_site_as_it_was") {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        } else {
            let must = std::env::var_os("CI").is_some();
            assert!(
                !must,
                "nobody here may make a disk, and under CI nothing is skipped: be root, or allow name spaces"
            );
            eprintln!("skipped: nobody here may make a disk; the limit on files is tried by another test");
        }
        return;
    }
    let disk = Disk::new();
    let out = disk.0.path().join("site");
    let out = out.to_str().expect("a temporary folder has a plain name");
    let small = Small::new(3);
    built(&small, &["--out", out]);
    let before = tree(Path::new(out));
    small.put("static/large.svg", &format!("<svg>{}</svg>", " ".repeat(2_000_000)));
    small.put_record(0, "It is a samovar.");
    let output = build(&small, &["--out", out]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(tree(Path::new(out)) == before);
    assert_eq!(fs::read_dir(disk.0.path()).expect("it can be read").count(), 1, "what was half-made is gone");
    fs::remove_file(small.path("static/large.svg")).expect("it is there");
    built(&small, &["--out", out]);
    assert!(tree(Path::new(out)) != before);
    // Neither is a record lost on it.
    let [broken, mended] = mistaken(&small, 1).remove(0);
    let copied = Command::new("cp").arg("-r").arg(small.path("content")).arg(disk.0.path()).status();
    assert!(copied.is_ok_and(|status| status.success()));
    let read = || fs::read_to_string(disk.0.path().join(record_path(0))).expect("it is there");
    fs::write(disk.0.path().join("full"), vec![0; 1 << 20]).expect_err("there is not that much space");
    let fix =
        || Command::new(env!("CARGO_BIN_EXE_errbook")).args(["check", "--fix"]).arg(disk.0.path()).output();
    assert_eq!(fix().expect("it starts").status.code(), Some(2));
    assert_eq!(read(), broken);
    fs::remove_file(disk.0.path().join("full")).expect("it is there");
    fix().expect("it starts");
    assert_eq!(read(), mended);
}

#[cfg(unix)]
#[test]
fn a_file_that_vanishes_or_cannot_be_read_is_a_problem_and_no_page_is_lost() {
    let small = Small::new(2);
    built(&small, &[]);
    let before = tree(&small.path("site"));
    // Whoever runs this, a link that leads nowhere cannot be read.
    std::os::unix::fs::symlink("nowhere", small.path("content/records/tea/gone.md")).expect("it can be made");
    let output = build(&small, &["--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .contains("content/records/tea/gone.md:1:1: error[not-a-file]")
    );
    assert!(tree(&small.path("site")) == before);
    fs::remove_file(small.path("content/records/tea/gone.md")).expect("it is there");
    // Records that come and go while builds read them: each build is refused or whole.
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                small.put_record(7, "It comes and goes.");
                std::thread::sleep(Duration::from_millis(3));
                small.remove_record(7);
                std::thread::sleep(Duration::from_millis(3));
            }
        });
        for _ in 0..10 {
            let output = build(&small, &[]);
            let pages = tree(&small.path("site"));
            let pages = pages.iter().filter(|(path, _)| path.ends_with(".html"));
            let whole = pages.clone().all(|(_, bytes)| bytes.ends_with(b"</html>\n"));
            let code = output.status.code();
            stop.fetch_or(code.is_none_or(|code| code > 2) || !whole, std::sync::atomic::Ordering::Relaxed);
            assert!(code.is_some_and(|code| code <= 2) && whole, "{code:?}");
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

/// Records with a mistake each, for which there is a remedy; and the texts without it, which are long.
fn mistaken(small: &Small, records: usize) -> Vec<[String; 2]> {
    let texts = (0..records).map(|number| {
        let text = record(number, "It is a teapot.") + &"It is cold. ".repeat(400) + "\n";
        let broken = text.replacen("status:", "statsu:", 1);
        small.put(&record_path(number), &broken);
        [broken, text]
    });
    texts.collect()
}

#[test]
fn a_fix_killed_at_any_moment_leaves_each_record_as_it_was_or_mended() {
    const RECORDS: usize = 10;
    const KILLS: u32 = 200;
    let small = Small::new(RECORDS);
    let fix = || {
        let mut fix = small.errbook("check");
        fix.arg("--fix").stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    let texts = mistaken(&small, RECORDS);
    let read = |number| fs::read_to_string(small.path(&record_path(number))).expect("it is there");
    let start = Instant::now();
    fix().wait().expect("it ends");
    let mut longest = start.elapsed();
    assert!((0..RECORDS).all(|number| read(number) == texts[number][1]), "there is something to mend");
    let mut dice = Dice::seeded();
    let mut killed = 0;
    for round in 0.. {
        if killed == KILLS {
            break;
        }
        assert!(round < 4 * KILLS, "only {killed} of {round} runs were killed before their end");
        mistaken(&small, RECORDS);
        let mut fix = fix();
        std::thread::sleep(longest.mul_f64(0.3 + f64::from(dice.below(1000)) / 1000.0));
        let at_work = fix.try_wait().expect("it is ours").is_none();
        killed += u32::from(at_work);
        longest = longest.mul_f64(if at_work { 1.01 } else { 0.96 });
        fix.kill().expect("it can be killed");
        fix.wait().expect("it ends");
        for (number, texts) in texts.iter().enumerate() {
            assert!(texts.contains(&read(number)), "round {round}: record {number} is {:?}", read(number));
        }
    }
    fix().wait().expect("it ends");
    let left = fs::read_dir(small.path("content/records/tea")).expect("it is there").count();
    assert_eq!(left, 2 * RECORDS, "what the killed runs left is cleaned up");
}

#[cfg(unix)]
#[test]
fn a_fix_that_cannot_be_written_whole_leaves_the_record_as_it_was() {
    let small = Small::new(1);
    let texts = mistaken(&small, 1);
    let output = limited(&small, "check --fix", 2);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(small.path(&record_path(0))).expect("it is there"), texts[0][0]);
    let left = fs::read_dir(small.path("content/records/tea")).expect("it is there").count();
    assert_eq!(left, 2, "what was half-made is gone");
}
