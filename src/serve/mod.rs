//! The live server: the knowledge base in a browser while it is written.
//!
//! Nothing lies on disk. A page is rendered when the browser asks for it, from what the last save left; each save is
//! pushed to the open pages. A path is looked up among the pages and never opened as a file, so there is nothing else
//! to be had, and only this machine can ask, under a name that is its own.
#![expect(clippy::disallowed_methods, reason = "this is the only room that listens")]

mod answer;
mod board;
mod checker;
mod http;
mod shown;
mod watch;

use std::io::{self, ErrorKind, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::base::Readings;
use crate::record::Scope;
use board::Board;
use checker::Checker;
use http::{Method, Request, Response};
use shown::Shown;
use watch::Watch;

/// So many ports are tried after one that is taken.
const OTHER_PORTS: u16 = 10;

/// More connections at once than browsers open, fewer than a machine has threads.
const MOST_CONNECTIONS: usize = 256;

/// An open page hears from us so often even if nothing happens; that is how its end is noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

/// Where a line of talk goes.
pub type Tell = fn(&str);

/// Takes the port, or one of the next ten if it is taken; port 0 means any.
pub fn bind(port: u16) -> Result<TcpListener> {
    let ports = port..=port.saturating_add(if port == 0 { 0 } else { OTHER_PORTS });
    let mut refused = None;
    for port in ports {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => refused = Some(error),
            Err(error) => return Err(error).with_context(|| format!("cannot listen on port {port}")),
        }
    }
    let error = refused.expect("a range that starts with a port is not empty");
    Err(error).with_context(|| {
        format!("port {port} and the next {OTHER_PORTS} are taken: name another with `--port`")
    })
}

/// Serves what is in scope of the knowledge base in `dir` until the process ends.
pub fn run(listener: TcpListener, dir: &Path, scope: Scope, tell: Tell) -> Result<()> {
    let start = Instant::now();
    let dir = dir.canonicalize().with_context(|| format!("cannot find {}", dir.display()))?;
    let mut readings = Readings::default();
    let first = Shown::first(&dir, scope, &mut readings);
    let pages = first.len();
    let board = Arc::new(Board::new(first, tell));
    tell(&format!("{pages} pages, ready in {:.2} s; stop with Ctrl-C", start.elapsed().as_secs_f64()));
    let seen = Arc::clone(&board);
    let port = listener.local_addr().context("the port is gone")?.port();
    thread::Builder::new().name("listen".into()).spawn(move || listen(&listener, port, &seen, tell))?;
    let checker = Checker::start(&board)?;
    // Many folders are not watched at once, and nobody should wait for it. So one looks again for what was saved meanwhile.
    let mut watch = Watch::start(&dir, tell);
    let mut meanwhile = Some(watch.everything());
    loop {
        let before = board.now().shown;
        if let Some(content) = before.content().filter(|_| !before.is_checked()) {
            checker.check(content.clone());
        }
        let change = meanwhile.take().unwrap_or_else(|| watch.next());
        let start = Instant::now();
        checker.halt();
        let after = before.after(&dir, &change, &mut readings);
        if before.says_the_same(&after) {
            continue;
        }
        let files = after.changed_since(&before);
        tell(&format!("changed: {} ({:.3} s)", named(&files), start.elapsed().as_secs_f64()));
        board.show(after);
        if change.lost {
            watch.renew();
            meanwhile = Some(watch.everything());
        }
    }
}

/// The files of a save; a checkout of another branch is not told file by file.
fn named(files: &[&str]) -> String {
    const NAMED: usize = 3;
    let mut names: Vec<String> = files.iter().take(NAMED).map(ToString::to_string).collect();
    if files.len() > NAMED {
        names.push(format!("{} more", files.len() - NAMED));
    }
    if names.is_empty() { "what could be read".into() } else { names.join(", ") }
}

fn listen(listener: &TcpListener, port: u16, board: &Arc<Board>, tell: Tell) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming().flatten() {
        if open.fetch_add(1, Ordering::Relaxed) >= MOST_CONNECTIONS {
            open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let (board, counted) = (Arc::clone(board), Arc::clone(&open));
        // A client that is gone or too slow is none of our business.
        let serve = move || {
            let _ = converse(stream, port, &board, tell);
            counted.fetch_sub(1, Ordering::Relaxed);
        };
        if thread::Builder::new().name("answer".into()).spawn(serve).is_err() {
            open.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// One request, one answer: the way between two programs of one machine is short enough.
fn converse(mut stream: TcpStream, port: u16, board: &Board, tell: Tell) -> io::Result<()> {
    match http::read(&mut stream, port)? {
        Ok(request) if request.path == answer::EVENTS && request.method == Method::Get => {
            http::begin_events(&mut stream)?;
            return send_events(stream, board);
        }
        Ok(request) => http::send(&mut stream, request.method, &answer_to(&request, board, tell))?,
        Err(refusal) => http::send(&mut stream, Method::Get, &refusal)?,
    }
    http::hang_up(&stream)
}

fn answer_to(request: &Request, board: &Board, tell: Tell) -> Response {
    answer::to(&request.path, &board.now().shown, tell)
}

/// What is shown now, and then each change, for as long as the page is open.
fn send_events(mut stream: TcpStream, board: &Board) -> io::Result<()> {
    let mut seen = board.now();
    stream.write_all(answer::event(&seen.shown).as_bytes())?;
    loop {
        match board.wait(seen.number, SIGN_OF_LIFE) {
            Some(next) => {
                stream.write_all(answer::event(&next.shown).as_bytes())?;
                seen = next;
            }
            None => stream.write_all(b": still here\n\n")?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_gives_way_to_the_next() {
        let first = bind(0).unwrap();
        let taken = first.local_addr().unwrap().port();
        let second = bind(taken).unwrap().local_addr().unwrap();
        assert!(second.ip().is_loopback());
        assert!((taken + 1..=taken.saturating_add(OTHER_PORTS)).contains(&second.port()));
    }

    #[test]
    fn many_files_are_named_briefly() {
        let files = ["a", "b", "c", "d", "e"];
        assert_eq!(named(&files), "a, b, c, 2 more");
        assert_eq!(named(&files[..1]), "a");
    }
}
