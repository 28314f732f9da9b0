//! `errbook serve` as a process, asked over plain connections.

#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::fs;
use std::io::Write;
use std::net::{Shutdown, TcpStream};
#[cfg(unix)]
use std::process::Command;
use std::time::{Duration, Instant};

use small::server::{PATIENCE, Server};
use small::{Small, record, record_path};

fn head(answer: &str) -> &str {
    answer.split("\r\n\r\n").next().unwrap_or_default()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn every_kind_of_page_comes_with_its_type() {
    let small = Small::new(2);
    let server = Server::start(&small);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/tea/error-1.html?q=1", "text/html; charset=utf-8"),
        ("/tea/", "text/html; charset=utf-8"),
        ("/tea/error-1.json", "application/json"),
        ("/tea/error-1.md", "text/markdown; charset=utf-8"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/_errbook/live.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = server.get(path);
        assert_eq!(status(&answer), "200", "{path}");
        assert!(head(&answer).contains(&format!("Content-Type: {kind}\r\n")), "{path}: {}", head(&answer));
    }
    let page = server.get("/tea/error-1.html");
    assert!(page.contains("It is a teapot."));
    assert_eq!(page.matches("<script src=\"/_errbook/live.js\"").count(), 1);
    assert!(page.contains("connect-src"), "the page's policy lets it listen");
    let text = server.get("/llms.txt");
    assert!(!text.contains("_errbook"), "only pages listen");
}

#[test]
fn what_is_not_in_the_site_is_not_found() {
    let small = Small::new(1);
    small.put("secret.txt", "the secret");
    let server = Server::start(&small);
    for path in [
        "/no-such-page.html",
        "/secret.txt",
        "/../secret.txt",
        "/tea/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/....//secret.txt",
        "/tea/./../../secret.txt",
        "/secret.txt%00.html",
        "/%00",
        "/tea/error-0.html/",
        "/file:///etc/passwd",
        "/.git/config",
        "/templates/home.html",
        "//etc/passwd",
        "/content/site.yaml",
        "/.errbook.json",
    ] {
        let answer = server.get(path);
        assert_eq!(status(&answer), "404", "{path}");
        assert!(answer.contains("text/html") && !answer.contains("the secret"), "{path}");
    }
}

#[test]
fn a_head_request_gets_the_head_of_the_same_answer() {
    let small = Small::new(1);
    let server = Server::start(&small);
    let (whole, only_head) = (server.get("/"), server.ask("HEAD", "/"));
    assert_eq!(head(&whole), head(&only_head));
    assert!(only_head.ends_with("\r\n\r\n"));
    let (_, body) = whole.split_once("\r\n\r\n").expect("there is a body");
    assert!(head(&whole).contains(&format!("Content-Length: {}\r\n", body.len())));
}

#[test]
fn other_names_methods_and_endless_requests_are_refused() {
    let small = Small::new(1);
    let server = Server::start(&small);
    let named = |host: &str| server.raw(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    for ours in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(status(&named(&format!("{ours}:{}", server.port))), "200", "{ours}");
    }
    for other in ["evil.example", &format!("evil.example:{}", server.port), "localhost:1"] {
        assert_eq!(status(&named(other)), "403", "{other}");
    }
    assert_eq!(status(&server.raw("GET / HTTP/1.1\r\n\r\n")), "400");
    assert_eq!(status(&server.ask("DELETE", "/")), "405");
    assert_eq!(status(&server.raw("nonsense\r\n\r\n")), "400");
    let endless = format!("GET /{} HTTP/1.1\r\n", "a".repeat(40_000));
    assert_eq!(status(&server.raw(&endless)), "431");
}

/// The addresses that listen at a port, in the words of the kernel.
#[cfg(target_os = "linux")]
fn listeners(port: u16) -> Vec<String> {
    const LISTENS: &str = "0A";
    let tables: String = ["tcp", "tcp6"]
        .iter()
        .map(|table| fs::read_to_string(format!("/proc/net/{table}")).unwrap_or_default())
        .collect();
    let rows = tables.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let listening = rows.filter(|row| row.get(3) == Some(&LISTENS));
    let here = listening.filter_map(|row| row[1].strip_suffix(&format!(":{port:04X}")).map(str::to_string));
    here.collect()
}

#[cfg(target_os = "linux")]
#[test]
fn only_this_machine_is_heard() {
    let small = Small::new(1);
    let server = Server::start(&small);
    let loopback = u32::from_ne_bytes([127, 0, 0, 1]);
    assert_eq!(listeners(server.port), [format!("{loopback:08X}")]);
}

#[test]
fn slow_clients_keep_no_one_waiting() {
    let small = Small::new(1);
    let server = Server::start(&small);
    let slow: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(b"GET / HT").expect("the beginning is taken");
            stream
        })
        .collect();
    let start = Instant::now();
    assert_eq!(status(&server.get("/")), "200");
    assert!(start.elapsed() < Duration::from_secs(5), "it took {:?}", start.elapsed());
    drop(slow);
}

#[test]
fn who_never_finishes_a_request_is_sent_away() {
    let small = Small::new(1);
    let server = Server::start(&small);
    let mut stream = server.connect();
    let start = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\n").expect("the beginning is taken");
    // A byte now and then keeps a plain time limit on reading from ever passing.
    while start.elapsed() < Duration::from_secs(12) && stream.write_all(b"X").is_ok() {
        std::thread::sleep(Duration::from_millis(300));
    }
    let mut answer = Vec::new();
    // Whoever still sends may find the door closed instead of the answer behind it.
    let heard = std::io::Read::read_to_end(&mut stream, &mut answer);
    let answer = String::from_utf8_lossy(&answer);
    assert!(heard.is_err() || status(&answer) == "408", "{answer}");
    assert_eq!(status(&server.get("/")), "200");
}

#[test]
fn a_save_reaches_the_open_page() {
    let small = Small::new(3);
    let server = Server::start(&small);
    let mut events = server.events();
    let first = events.next();
    assert_eq!(first["trouble"], "");
    let version = first["version"].as_str().expect("it is text");
    assert!(server.get("/tea/error-1.html").contains(&format!("data-version=\"{version}\"")));
    small.put_record(1, "It is a samovar.");
    events.after(&first);
    server.shows("/tea/error-1.html", "It is a samovar.");
    server.hear("changed: content/records/tea/error-1.md");
    // As editors save: another file takes the place.
    small.put("content/records/tea/.error-1.md.swp", &record(1, "It is a cup."));
    fs::rename(small.path("content/records/tea/.error-1.md.swp"), small.path(&record_path(1)))
        .expect("it is there");
    server.shows("/tea/error-1.html", "It is a cup.");
    // New records, and records that go.
    small.put_record(7, "A new one.");
    server.hear("error-7");
    server.shows("/tea/error-7.html", "A new one.");
    let deadline = Instant::now() + PATIENCE;
    small.remove_record(7);
    while status(&server.get("/tea/error-7.html")) != "404" {
        assert!(Instant::now() < deadline, "the old record is still shown");
    }
}

#[test]
fn a_problem_is_shown_in_both_places_and_goes_when_mended() {
    let small = Small::new(2);
    let server = Server::start(&small);
    let mut events = server.events();
    assert_eq!(events.next()["trouble"], "");
    let mistake = record(1, "It is a samovar.").replace("status: 401", "status: 401\nseverty: degraded");
    small.put(&record_path(1), &mistake);
    let event = events.until(|trouble| trouble.contains("error[unknown-field]"));
    let heard = server.hear("in all");
    for line in event["trouble"].as_str().expect("it is text").lines() {
        assert!(heard.contains(line), "the terminal tells {line:?} too: {heard}");
    }
    let page = server.get("/tea/error-0.html");
    assert_eq!(status(&page), "200", "the other pages are still shown");
    server.shows("/tea/error-1.html", "It is a samovar.");
    small.put_record(1, "It is mended.");
    events.until(str::is_empty);
    server.hear("all mended");
    server.shows("/tea/error-1.html", "It is mended.");
}

#[test]
fn a_broken_template_shows_its_error_and_the_last_good_page() {
    let small = Small::new(1);
    small.put("templates/parts/foot.html", "<p>the first foot</p>");
    let server = Server::start(&small);
    let mut events = server.events();
    events.next();
    assert!(server.get("/").contains("the first foot"));
    small.put("templates/parts/foot.html", "{% if %}");
    events.until(|trouble| trouble.contains("parts/foot.html"));
    assert!(server.get("/").contains("the first foot"));
    small.put("templates/parts/foot.html", "{{ page.no_such_field }}");
    events.until(str::is_empty);
    server.shows("/", "no_such_field");
    let page = server.get("/");
    assert_eq!(status(&page), "500");
    assert!(page.contains("/_errbook/live.js"), "{page}");
    small.put("templates/parts/foot.html", "<p>the second foot</p>");
    server.shows("/", "the second foot");
}

#[test]
fn a_theme_that_never_worked_is_told_until_it_does() {
    let small = Small::new(1);
    small.put("templates/home.html", "{% if %}");
    let server = Server::start(&small);
    let page = server.get("/");
    assert_eq!(status(&page), "500");
    assert!(page.contains("home.html") && page.contains("/_errbook/live.js"), "{page}");
    let mut events = server.events();
    events.next();
    fs::remove_file(small.path("templates/home.html")).expect("it is there");
    events.until(str::is_empty);
    assert_eq!(status(&server.get("/")), "200");
}

#[test]
fn a_content_folder_may_vanish_and_come_back() {
    let small = Small::new(1);
    let server = Server::start(&small);
    let mut events = server.events();
    events.next();
    fs::rename(small.path("content"), small.path("away")).expect("it is there");
    events.until(|trouble| trouble.contains("no `content` folder"));
    assert_eq!(status(&server.get("/tea/error-0.html")), "200", "what was last read is still shown");
    fs::rename(small.path("away"), small.path("content")).expect("it is there");
    events.until(str::is_empty);
    small.put_record(0, "It is back.");
    server.shows("/tea/error-0.html", "It is back.");
}

#[test]
fn a_taken_port_gives_way_to_the_next() {
    let small = Small::new(1);
    let first = Server::start(&small);
    let second = Server::start_with(&small, &["--port", &first.port.to_string()]);
    assert!((first.port + 1..=first.port + 10).contains(&second.port));
    assert_eq!(status(&second.get("/")), "200");
}

#[cfg(unix)]
fn interrupts_are_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 2 != 0)
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once_and_leaves_nothing() {
    let small = Small::new(1);
    let mut server = Server::start(&small);
    let _open = server.events();
    // A job in the background is started with interrupts ignored, and so is everything it starts.
    let signal = if interrupts_are_ignored() { "-TERM" } else { "-INT" };
    let sent = Command::new("kill").args([signal, &server.process.id().to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()));
    server.process.wait().expect("it ends");
    let left: Vec<_> =
        fs::read_dir(small.dir()).expect("it can be read").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["content"]);
}

#[test]
fn a_client_that_leaves_in_the_middle_is_nobodys_loss() {
    let small = Small::new(1);
    let server = Server::start(&small);
    for _ in 0..20 {
        let mut stream = server.connect();
        stream.write_all(b"GET / HTTP/1.1\r\n").expect("the beginning is taken");
        stream.shutdown(Shutdown::Both).expect("it can leave");
        drop(server.events());
    }
    assert_eq!(status(&server.get("/")), "200");
}
