//! A static host on the loopback, as plain as the plainest real one: no compression, no clean addresses, no redirects.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A folder served below `/kb/`: a site that works in a sub-folder works at the root too, not the other way round.
pub struct Server {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

#[derive(Clone)]
struct Host {
    folder: PathBuf,
    /// Repeat the policy of a page's `<meta>` as a header, which binds from the first byte.
    policy_header: bool,
    /// How long a stylesheet takes, as over a bad line.
    style_after: Duration,
}

const BASE: &str = "/kb/";

impl Server {
    pub fn start(folder: &Path) -> Server {
        Server::run(Host::of(folder))
    }

    pub fn start_with_slow_styles(folder: &Path) -> Server {
        Server::run(Host { style_after: Duration::from_millis(700), ..Host::of(folder) })
    }

    pub fn start_with_policy_header(folder: &Path) -> Server {
        Server::run(Host { policy_header: true, ..Host::of(folder) })
    }

    fn run(host: Host) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let listener = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let host = host.clone();
                // A reader who goes away in the middle is no fault of the site.
                std::thread::spawn(move || host.answer(&stream).ok());
            }
        });
        Server { address, stop, listener: Some(listener) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{BASE}{path}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the listener, which then sees that it should stop.
        let _ = TcpStream::connect(self.address);
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

impl Host {
    fn of(folder: &Path) -> Host {
        Host { folder: folder.to_path_buf(), policy_header: false, style_after: Duration::ZERO }
    }

    fn answer(&self, stream: &TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut request = String::new();
        let mut lines = BufReader::new(stream.take(64 * 1024));
        lines.read_line(&mut request)?;
        let mut header = String::new();
        while lines.read_line(&mut header)? > 2 {
            header.clear();
        }
        let target = request.split(' ').nth(1).unwrap_or_default();
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let (status, file) = match self.locate(path) {
            Some(file) => ("200 OK", file),
            None => ("404 Not Found", self.folder.join("404.html")),
        };
        if file.extension().is_some_and(|ending| ending == "css") {
            std::thread::sleep(self.style_after);
        }
        let body = std::fs::read(&file).unwrap_or_default();
        let policy = if self.policy_header { policy_of(&body) } else { None };
        let policy =
            policy.map(|policy| format!("Content-Security-Policy: {policy}\r\n")).unwrap_or_default();
        let (kind, length) = (media_type(&file), body.len());
        let mut out = stream;
        write!(
            out,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{policy}Connection: close\r\n\r\n"
        )?;
        out.write_all(&body)
    }

    fn locate(&self, path: &str) -> Option<PathBuf> {
        let path = path.strip_prefix(BASE)?;
        let inside = !path.split('/').any(|part| part == ".." || part.starts_with('.'));
        let file = self.folder.join(path);
        let file = if file.is_dir() { file.join("index.html") } else { file };
        (inside && file.is_file()).then_some(file)
    }
}

/// The policy a page sets itself by `<meta http-equiv="Content-Security-Policy" content="…">`.
pub fn policy_of(page: &[u8]) -> Option<String> {
    let page = std::str::from_utf8(page).ok()?;
    // The name may stand in quotes or without.
    let (_, meta) = page.split_once("http-equiv=")?;
    let meta = meta.trim_start_matches('"').strip_prefix("Content-Security-Policy")?;
    let (_, content) = meta.split_once("content=\"")?;
    Some(content.split_once('"')?.0.replace("&#39;", "'").replace("&#x27;", "'"))
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("xml") => "application/xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("md") => "text/markdown; charset=utf-8",
        _ => "application/octet-stream",
    }
}
