//! Stack traces: which exception, and where in the program's own code.

/// Where libraries and the languages themselves are.
const FOREIGN: [&str; 24] = [
    "node_modules/",
    "node:",
    "internal/",
    "<anonymous>",
    "site-packages/",
    "dist-packages/",
    "/lib/python",
    "<frozen ",
    "/rustc/",
    ".cargo/registry",
    "/pkg/mod/",
    "/go/src/",
    "/gems/",
    "/vendor/",
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "kotlin.",
    "org.springframework.",
    "org.apache.",
    "System.",
    "Microsoft.",
    "std::",
];

/// The place in the program's own code where a trace begins: a function, else a file. None: the text has no trace.
pub fn own_frame(text: &str) -> Option<String> {
    let mut frames: Vec<Frame> = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        frames.extend(frame(line.trim(), lines.get(at + 1).map_or("", |next| next.trim())));
    }
    // Python writes the innermost frame last.
    if frames.iter().all(|frame| frame.innermost_last) {
        frames.reverse();
    }
    let own = frames.iter().find(|frame| !frame.foreign).or_else(|| frames.first())?;
    Some(own.name.clone()).filter(|name| !name.is_empty())
}

struct Frame {
    name: String,
    foreign: bool,
    innermost_last: bool,
}

fn frame(line: &str, next: &str) -> Option<Frame> {
    let (name, file, innermost_last) = if let Some(rest) = line.strip_prefix("File \"") {
        let (file, rest) = rest.split_once('"')?;
        (rest.split_once(", in ").map_or("", |(_, name)| name), file, true)
    } else if let Some(rest) = line.strip_prefix("at ") {
        let rest = rest.strip_prefix("async ").unwrap_or(rest);
        match rest.split_once(" (") {
            Some((name, file)) => (name, file, false),
            None if rest.contains(" in ") => (rest.split('(').next()?, rest, false),
            None if rest.contains('(') => (rest.split('(').next()?, rest, false),
            None if rest.contains(':') => ("", rest, false),
            None => return None,
        }
    } else if next.contains(".go:") && line.ends_with(')') {
        (line.rsplit_once('(')?.0, next, false)
    } else if next.starts_with("at ") && line.split_once(": ").is_some_and(|(n, _)| n.parse::<u32>().is_ok())
    {
        (line.split_once(": ")?.1, next, false)
    } else if let Some(rest) =
        line.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        let (_, rest) = rest.split_once(' ')?;
        let (file, name) = rest.split_once(": ").unwrap_or((rest, rest));
        (name.split('(').next()?, file, false)
    } else {
        return None;
    };
    let foreign = FOREIGN.iter().any(|path| file.contains(path) || name.starts_with(path));
    let name = if name.trim().is_empty() || name.contains("<anonymous>") { base(file) } else { name.trim() };
    Some(Frame { name: name.to_string(), foreign, innermost_last })
}

/// The name of a file without its folders, line and column.
fn base(file: &str) -> &str {
    let name = file.trim_end_matches(')').rsplit(['/', '\\']).next().unwrap_or(file);
    name.split(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_frame_of_a_trace() {
        for (trace, expected) in [
            (
                "TypeError: x\n    at Object.get (/a/node_modules/b/c.js:1:2)\n    at async loadCart (/srv/app/cart.js:10:5)\n    at main (/srv/app/main.js:1:1)",
                Some("loadCart"),
            ),
            ("Error: x\n    at file:///srv/app/cart.js:10:5", Some("cart.js")),
            (
                "Traceback (most recent call last):\n  File \"/srv/app.py\", line 3, in run\n    load()\n  File \"/srv/load.py\", line 9, in load\n    json.loads(t)\n  File \"/usr/lib/python3.12/json/__init__.py\", line 1, in loads\nValueError: x",
                Some("load"),
            ),
            (
                "java.lang.IllegalStateException: x\n\tat java.util.A.b(A.java:1)\n\tat com.acme.Cart.load(Cart.java:12)",
                Some("com.acme.Cart.load"),
            ),
            (
                "panic: x\n\ngoroutine 1 [running]:\nmain.load(0x1, 0x2)\n\t/srv/load.go:12 +0x1d",
                Some("main.load"),
            ),
            (
                "thread 'main' panicked\n   0: std::panicking::begin\n             at /rustc/abc/a.rs:1\n   1: acme::load\n             at ./src/load.rs:12",
                Some("acme::load"),
            ),
            (
                "   at System.IO.File.Open(String p)\n   at Acme.Cart.Load(Int32 n) in C:\\a\\Cart.cs:line 7",
                Some("Acme.Cart.Load"),
            ),
            ("just words: at home (all day)\nand more", None),
        ] {
            assert_eq!(own_frame(trace).as_deref(), expected, "{trace}");
        }
    }
}
