//! Attacks made of files: links, devices, names, sizes. Each meets the program itself, as a process with a time limit.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::commands;
use super::small::{Small, record};

/// What must become of an attack.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// A problem of this rule, with the path of the file.
    Problem(&'static str),
    /// The program says why it does not begin.
    Refused(&'static str),
    Built,
}
use End::{Built, Problem, Refused};

type Attack = (&'static str, fn(&Small), End);

const SECRET: &str = "the secret of someone else";
const RECORD: &str = "content/records/tea/error-0.md";
const SAMPLE: &str = "content/records/tea/error-0/attack.txt";

/// A link in the place of a file or a folder, to what lies beside the knowledge base.
fn link(small: &Small, at: &str, to: &str) {
    let at = small.path(at);
    let _ = fs::remove_file(&at);
    let _ = fs::remove_dir_all(&at);
    fs::create_dir_all(at.parent().expect("it lies in a folder")).expect("it can be made");
    symlink(small.dir().with_extension("outside").join(to), at).expect("a link can be made");
}

fn fifo(small: &Small, at: &str) {
    let at = small.path(at);
    fs::create_dir_all(at.parent().expect("it lies in a folder")).expect("it can be made");
    let _ = fs::remove_file(&at);
    assert!(Command::new("mkfifo").arg(at).status().is_ok_and(|status| status.success()));
}

fn named(small: &Small, name: &[u8]) {
    let path = small.path("content/records/tea").join(OsStr::from_bytes(name));
    fs::write(path, record(77, "It has an odd name.")).expect("the name can be had");
}

fn bytes(small: &Small, path: &str, bytes: &[u8]) {
    small.put(path, "");
    fs::write(small.path(path), bytes).expect("it can be written");
}

/// A record with something in the place of its section.
fn body(small: &Small, body: &str) {
    small.put(RECORD, &format!("{}\n## What it means\n{body}\n", record(0, "It is a teapot.")));
}

/// A record with more lines in its front matter.
fn front(small: &Small, lines: &str) {
    small.put(RECORD, &record(0, "It is a teapot.").replacen("created:", &format!("{lines}\ncreated:"), 1));
}

const LINKS: &[Attack] = &[
    ("a record that is a link", |s| link(s, RECORD, "secret.md"), Problem("not-a-file")),
    ("a sample that is a link", |s| link(s, SAMPLE, "secret.md"), Problem("not-a-file")),
    ("a table that is a link", |s| link(s, "content/tables/x.yaml", "secret.md"), Problem("not-a-file")),
    ("a site that is a link", |s| link(s, "content/site.yaml", "secret.md"), Problem("not-a-file")),
    ("a link to nowhere", |s| link(s, "content/records/tea/x.md", "nothing"), Problem("not-a-file")),
    (
        "a link to itself",
        |s| symlink("x.md", s.path("content/records/tea/x.md")).expect("it can be made"),
        Problem("not-a-file"),
    ),
    (
        "a link to the root",
        |s| symlink("/", s.path("content/records/root")).expect("it can be made"),
        Problem("not-a-file"),
    ),
    (
        "a link upward",
        |s| symlink("../..", s.path("content/records/tea/up")).expect("it can be made"),
        Problem("not-a-file"),
    ),
    ("a program that is a link", |s| link(s, "content/records/tea", "folder"), Problem("not-a-file")),
    (
        "a folder of samples that is a link",
        |s| link(s, "content/records/tea/error-0", "folder"),
        Problem("not-a-file"),
    ),
    ("content that is a link", |s| link(s, "content", "folder"), Refused("symbolic link")),
    ("static that is a link", |s| link(s, "static", "folder"), Refused("symbolic link")),
    ("templates that are a link", |s| link(s, "templates", "folder"), Refused("symbolic link")),
    (
        "a static file that is a link",
        |s| link(s, "static/key.txt", "secret.md"),
        Refused("a link or a device"),
    ),
    (
        "a template that is a link",
        |s| link(s, "templates/home.html", "secret.md"),
        Refused("a link or a device"),
    ),
    ("a static folder that is a link", |s| link(s, "static/keys", "folder"), Refused("a link or a device")),
    ("a site that leads elsewhere", |s| link(s, "site", "secret.md"), Refused("is a symbolic link")),
];

/// A record that shows an image of this text.
fn image(small: &Small, text: &str) {
    body(small, "![It boils](kettle.svg)");
    small.put("content/images/kettle.svg", text);
}

const IMAGES: &[Attack] = &[
    ("an image that draws", |s| image(s, "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>"), Built),
    (
        "an image with a script",
        |s| image(s, "<svg viewBox='0 0 1 1'><script>hit(1)</script></svg>"),
        Problem("bad-image"),
    ),
    (
        "an image with an entity",
        |s| image(s, "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg viewBox='0 0 1 1'/>"),
        Problem("bad-image"),
    ),
    ("an image that is a page", |s| image(s, "<html><script>hit(1)</script></html>"), Problem("bad-image")),
    (
        "an image that is a link",
        |s| {
            body(s, "![It boils](kettle.png)");
            link(s, "content/images/kettle.png", "secret.md");
        },
        Problem("not-a-file"),
    ),
    (
        "a page named as an image",
        |s| {
            body(s, "![It boils](kettle.png)");
            s.put("content/images/kettle.png", "<script>hit(1)</script>");
        },
        Problem("bad-image"),
    ),
    (
        "an image of a billion pixels",
        |s| {
            body(s, "![It boils](kettle.gif)");
            bytes(s, "content/images/kettle.gif", b"GIF89a\xff\xff\xff\xff\0\0\0");
        },
        Problem("bad-image"),
    ),
    (
        "an image of two megabytes",
        |s| {
            body(s, "![It boils](kettle.png)");
            bytes(s, "content/images/kettle.png", &vec![0; 2 << 20]);
        },
        Problem("file-too-large"),
    ),
    ("an image in an odd folder", |s| s.put("content/images/a/kettle.svg", "<svg/>"), Problem("bad-name")),
];

const DEVICES: &[Attack] = &[
    ("a pipe for a record", |s| fifo(s, RECORD), Problem("not-a-file")),
    ("a pipe for a sample", |s| fifo(s, SAMPLE), Problem("not-a-file")),
    ("a pipe for the site", |s| fifo(s, "content/site.yaml"), Problem("not-a-file")),
    ("a pipe in static", |s| fifo(s, "static/x.svg"), Refused("a link or a device")),
    ("a pipe for a template", |s| fifo(s, "templates/home.html"), Refused("a link or a device")),
    (
        "a socket",
        |s| drop(UnixListener::bind(s.path("content/records/tea/x.md")).expect("it can be made")),
        Problem("not-a-file"),
    ),
    (
        "a link to a device",
        |s| symlink("/dev/zero", s.path("content/records/tea/x.md")).expect("it can be made"),
        Problem("not-a-file"),
    ),
    (
        "a folder for a record",
        |s| fs::create_dir(s.path("content/records/tea/x.md")).expect("it can be made"),
        Built,
    ),
];

const FILE_NAMES: &[Attack] = &[
    ("a name with a newline", |s| named(s, b"x\n::error::y.md"), Problem("bad-name")),
    ("a name with an escape", |s| named(s, b"x\x1b[31m.md"), Problem("bad-name")),
    ("a name that turns around", |s| named(s, "x\u{202e}dm.md".as_bytes()), Problem("bad-name")),
    ("a name that is not UTF-8", |s| named(s, b"x\xff\xfe.md"), Problem("bad-name")),
    ("a name of dots", |s| named(s, b"...md"), Built),
    ("a name with a quote", |s| named(s, b"x\"onclick=hit(1).md"), Problem("bad-name")),
    ("a name with a tag", |s| named(s, b"<img src=x>.md"), Problem("bad-name")),
    ("a name with a backslash", |s| named(s, b"x\\..\\..\\evil.md"), Problem("bad-name")),
    ("a hidden name with a backslash", |s| named(s, b"..\\..\\evil.md"), Built),
    ("a name with a drive", |s| named(s, b"c:evil.md"), Problem("bad-name")),
    ("an encoded name", |s| named(s, b"%2e%2e%2fevil.md"), Problem("bad-name")),
    ("a name of a device", |s| named(s, b"con.md"), Problem("bad-name")),
    ("a name in capitals", |s| named(s, b"ERROR-0.md"), Problem("bad-name")),
    ("a name with a space", |s| named(s, b"x y.md"), Problem("bad-name")),
    ("a name of 250 bytes", |s| named(s, format!("{}.md", "x".repeat(247)).as_bytes()), Problem("bad-name")),
    ("a name of a list", |s| named(s, b"index.md"), Problem("bad-name")),
    (
        "a page by the name of a page",
        |s| s.put("content/prose/index.md", "---\ntitle: x\nsummary: x\n---\nx\n"),
        Problem("bad-name"),
    ),
    (
        "a code file with a name",
        |s| s.put("content/records/tea/error-0/x\u{1b}y.sh", "x"),
        Problem("bad-name"),
    ),
    ("folders without end", |s| s.put(&format!("content/records/{}x.md", "a/".repeat(40)), "x"), Built),
    (
        "a static name with a newline",
        |s| s.put("static/x\ny.svg", "<svg/>"),
        Refused("has a character that Windows does not allow"),
    ),
];

const SIZES: &[Attack] = &[
    ("a file of 2 MiB", |s| s.put(RECORD, &"x".repeat(2 << 20)), Problem("file-too-large")),
    (
        "a file without end",
        |s| {
            let file = fs::File::create(s.path(RECORD)).expect("it can be made");
            file.set_len(1 << 40).expect("a file can have a hole");
        },
        Problem("file-too-large"),
    ),
    ("an empty file", |s| s.put(RECORD, ""), Problem("empty-file")),
    ("nul bytes", |s| bytes(s, RECORD, &[0; 1000]), Problem("invisible-character")),
    ("bytes that are no text", |s| bytes(s, RECORD, b"---\ntitle: \xff\xfe\n---\n"), Problem("not-utf8")),
    ("half a letter", |s| bytes(s, SAMPLE, b"x\xc3"), Problem("not-utf8")),
    ("UTF-16", |s| bytes(s, RECORD, b"\xff\xfe-\0-\0-\0\n\0"), Problem("not-utf8")),
    ("a line of a megabyte", |s| body(s, &"x".repeat(1_000_000)), Built),
    ("a word of a megabyte", |s| front(s, &format!("{}: y", "x".repeat(1_000_000))), Problem("")),
    ("a list of a megabyte", |s| front(s, &format!("tags: [{}]", "a,".repeat(200_000))), Built),
    (
        "fields without end",
        |s| {
            let fields: String = (0..60_000).map(|number| format!("f{number}: x\n")).collect();
            front(s, &fields);
        },
        Problem("unknown-field"),
    ),
    ("a deep list in YAML", |s| front(s, &format!("tags: {}", "[".repeat(100_000))), Problem("bad-yaml")),
    (
        "a deep mapping in YAML",
        |s| front(s, &format!("tags: {}", "{a: ".repeat(100_000))),
        Problem("bad-yaml"),
    ),
    (
        "laughs by the billion",
        |s| {
            let laughs: String =
                (1..12).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{},", n - 1).repeat(9))).collect();
            front(s, &format!("a0: &a0 ha\n{laughs}"));
        },
        Problem("bad-yaml"),
    ),
    ("an alias", |s| front(s, "volatile: &x y\nquick-fix: *x"), Problem("bad-yaml")),
    (
        "a tag of another language",
        |s| front(s, "volatile: !!python/object/apply:os.system [touch evil]"),
        Problem("wrong-type"),
    ),
    ("two documents", |s| front(s, "...\n--- !x"), Problem("")),
    ("a number too large", |s| front(s, "stale-after: 99999999999999999999"), Problem("")),
    ("deep quotations", |s| body(s, &format!("{}x", ">".repeat(50_000))), Built),
    ("deep lists", |s| body(s, &"- ".repeat(5_000)), Built),
    ("brackets", |s| body(s, &"[".repeat(50_000)), Built),
    ("links in links", |s| body(s, &"[a](".repeat(20_000)), Built),
    ("stars", |s| body(s, &"*a **b ".repeat(20_000)), Built),
    ("backticks", |s| body(s, &(1..600).map(|n| format!("{} ", "`".repeat(n))).collect::<String>()), Built),
    ("entities", |s| body(s, &"&amp".repeat(50_000)), Built),
    ("angles", |s| body(s, &"<a ".repeat(50_000)), Built),
    ("comments", |s| body(s, &"<!--".repeat(50_000)), Built),
    (
        "a wide table",
        |s| body(s, &format!("{}\n{}\n{}", "|a".repeat(1000), "|-".repeat(1000), "|b\n".repeat(200))),
        Built,
    ),
    ("headings", |s| body(s, &"### x\n".repeat(20_000)), Built),
    ("marks", |s| body(s, &"{documented: D-tea} ".repeat(5_000)), Built),
    ("open marks", |s| body(s, &"{documented: ".repeat(20_000)), Built),
    ("directives", |s| body(s, &"{{ piece x }}\n".repeat(2_000)), Problem("dangling-reference")),
    (
        "a piece that holds itself",
        |s| {
            s.put("content/pieces/x.md", "{{ piece x }}\n\n{{ piece x }}\n");
            body(s, "{{ piece x }}");
        },
        Built,
    ),
    ("code of a megabyte in one line", |s| body(s, &format!("```json\n{}\n```", "[".repeat(900_000))), Built),
    (
        "code in 20,000 lines",
        |s| body(s, &format!("```bash\n{}```", "if [ \"$(echo\n".repeat(20_000))),
        Built,
    ),
    ("holes", |s| front(s, &format!("noise: [\"{}\"]", "{a} ".repeat(20_000))), Built),
    (
        "a sample of a megabyte",
        |s| s.put(SAMPLE, &"the kettle number ".repeat(55_000)),
        Problem("sample-not-matched"),
    ),
];

#[test]
fn every_hostile_file_is_refused_or_harmless() {
    let mut found = Vec::new();
    let attacks: Vec<&Attack> = [LINKS, IMAGES, DEVICES, FILE_NAMES, SIZES].into_iter().flatten().collect();
    for (name, attack, end) in &attacks {
        let small = Small::new(2);
        let outside = small.dir().with_extension("outside");
        fs::create_dir_all(outside.join("folder")).expect("it can be made");
        for path in ["secret.md", "folder/secret.md", "folder/secret.txt"] {
            fs::write(outside.join(path), SECRET).expect("it can be written");
        }
        attack(&small);
        found.extend(judged(&small, *end).into_iter().map(|what| format!("{name}: {what}")));
        fs::remove_dir_all(outside).expect("it is still there");
    }
    assert!(found.is_empty(), "{} found\n{}", found.len(), super::shown(&found));
}

const PATIENCE: Duration = Duration::from_mins(1);

fn judged(small: &Small, end: End) -> Vec<String> {
    let mut found = Vec::new();
    let site = small.path("site");
    let mut build = small.errbook("build");
    let Some(output) = ended(build.args(["--format", "short"])) else { return vec!["does not end".into()] };
    let (results, talk) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let fits = match (end, output.status.code()) {
        (Built, Some(0 | 1)) => true,
        (Problem(rule), Some(1)) => {
            results.lines().any(|line| line.starts_with("content/") && line.contains(rule))
        }
        (Refused(words), Some(2)) => talk.contains(words),
        _ => false,
    };
    let short = |text: &str| text.chars().take(400).collect::<String>();
    if !fits {
        found.push(format!("ended with {:?}: {}{}", output.status, short(&results), short(&talk)));
    }
    found.extend(
        commands(&format!("{results}{talk}")).map(|c| format!("tells the terminal U+{:04X}", c as u32)),
    );
    if output.status.code() != Some(0) && fs::symlink_metadata(&site).is_ok_and(|found| found.is_dir()) {
        found.push("wrote a site all the same".into());
    }
    if holds_secret(&site) || results.contains(SECRET) || talk.contains(SECRET) {
        found.push("shows what lies elsewhere".into());
    }
    let outside = small.dir().with_extension("outside");
    if walkdir::WalkDir::new(&outside).into_iter().count() != 5 {
        found.push("wrote outside".into());
    }
    found
}

fn holds_secret(site: &Path) -> bool {
    let files = walkdir::WalkDir::new(site).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files
        .filter_map(|entry| fs::read(entry.path()).ok())
        .any(|text| text.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()))
}

/// What a process said, if it ends in time. Its words go to files: a pipe would hold it up.
fn ended(command: &mut Command) -> Option<Output> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = |name: &str| fs::File::create(folder.path().join(name)).expect("it can be made");
    let mut process = command
        .stdin(Stdio::null())
        .stdout(file("out"))
        .stderr(file("err"))
        .spawn()
        .expect("errbook can be started");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = process.try_wait().expect("it is ours") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            process.kill().expect("it can be killed");
            process.wait().expect("it ends");
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |name: &str| fs::read(folder.path().join(name)).expect("it is there");
    Some(Output { status, stdout: read("out"), stderr: read("err") })
}
