//! As much of HTTP as a browser on the same machine needs: one request, one answer, goodbye.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// A request longer than this, or slower, comes from no browser that shows our pages.
const LONGEST_REQUEST: usize = 16 * 1024;
const SLOWEST_REQUEST: Duration = Duration::from_secs(10);
const SLOWEST_READER: Duration = Duration::from_secs(10);

/// What a client still sends after its answer is read for so long, or the system would take the answer back.
const LAST_WORDS: Duration = Duration::from_millis(500);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Get,
    Head,
}

#[derive(PartialEq, Eq, Debug)]
pub struct Request {
    pub method: Method,
    /// Decoded, without the leading slash and without what follows a `?`.
    pub path: String,
}

#[derive(PartialEq, Eq, Debug)]
pub struct Response {
    pub status: u16,
    pub kind: &'static str,
    pub body: Vec<u8>,
}

impl Response {
    pub fn text(status: u16, text: &str) -> Response {
        Response { status, kind: "text/plain; charset=utf-8", body: format!("{text}\n").into_bytes() }
    }
}

/// The request, or what to answer instead.
pub fn read(stream: &mut TcpStream, port: u16) -> io::Result<Result<Request, Response>> {
    let deadline = Instant::now() + SLOWEST_REQUEST;
    stream.set_write_timeout(Some(SLOWEST_READER))?;
    let mut head = Vec::new();
    let mut piece = [0; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() > LONGEST_REQUEST {
            return Ok(Err(Response::text(431, "the request is too long")));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Err(Response::text(408, "the request took too long")));
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut piece) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(length) => head.extend_from_slice(&piece[..length]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(parse(&head, port))
}

fn parse(head: &[u8], port: u16) -> Result<Request, Response> {
    let bad = |why| Response::text(400, why);
    let text = std::str::from_utf8(head).map_err(|_| bad("the request is not UTF-8"))?;
    let (text, _) = text.split_once("\r\n\r\n").ok_or_else(|| bad("the request has no end"))?;
    let mut lines = text.split("\r\n");
    let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let &[method, target, "HTTP/1.1" | "HTTP/1.0"] = words.as_slice() else {
        return Err(bad("this is no HTTP request"));
    };
    let mut hosts = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim())
    });
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_ours(host, port) => {}
        (Some(_), None) => return Err(Response::text(403, &format!("ask for http://127.0.0.1:{port}/"))),
        _ => return Err(bad("the request names no host, or two")),
    }
    let method = match method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        _ => return Err(Response::text(405, "pages can only be read")),
    };
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_prefix('/').ok_or_else(|| bad("the path does not begin with a slash"))?;
    let path = decoded(path).ok_or_else(|| bad("the path is not UTF-8"))?;
    Ok(Request { method, path })
}

/// A page of another site may give its own name the address of this machine and then read us as itself; its requests
/// still carry that name.
fn is_ours(host: &str, port: u16) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, given)) if given == port.to_string() => name,
        None if port == 80 => host,
        _ => return false,
    };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|ours| name.eq_ignore_ascii_case(ours))
}

/// Percent signs resolved; a lone one stands for itself.
fn decoded(path: &str) -> Option<String> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        let (byte, used) = match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => (u8::try_from(high * 16 + low).ok()?, 2),
            _ => (first, 0),
        };
        out.push(byte);
        rest = &after[used..];
    }
    String::from_utf8(out).ok()
}

pub fn send(stream: &mut TcpStream, method: Method, response: &Response) -> io::Result<()> {
    let allow = if response.status == 405 { "Allow: GET, HEAD\r\n" } else { "" };
    let mut out = format!(
        "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{allow}{SAFE}Connection: close\r\n\r\n",
        response.status,
        reason(response.status),
        response.kind,
        response.body.len()
    )
    .into_bytes();
    if method == Method::Get {
        out.extend_from_slice(&response.body);
    }
    stream.write_all(&out)
}

/// Every page may be another at the next save, and no other site may use or guess at them.
const SAFE: &str = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n";

/// Opens a stream of events; a page that lost it asks again soon.
pub fn begin_events(stream: &mut TcpStream) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{SAFE}Connection: close\r\n\r\nretry: 500\n\n"
    );
    stream.write_all(head.as_bytes())
}

/// Ends our side and hears the client out for a moment.
pub fn hang_up(mut stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let deadline = Instant::now() + LAST_WORDS;
    let mut piece = [0; 2048];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        stream.set_read_timeout(Some(left))?;
        if stream.read(&mut piece)? == 0 {
            return Ok(());
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        431 => "Request Header Fields Too Large",
        _ => "Internal Server Error",
    }
}

/// What a browser must be told about a file, by the ending of its name.
pub fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "txt" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(request: &str) -> Result<Request, u16> {
        parse(request.replace('\n', "\r\n").as_bytes(), 8403).map_err(|response| response.status)
    }

    #[test]
    fn a_request_is_a_method_and_a_decoded_path() {
        let request = |method, path: &str| Ok(Request { method, path: path.into() });
        assert_eq!(asked("GET / HTTP/1.1\nHost: localhost:8403\n\n"), request(Method::Get, ""));
        assert_eq!(
            asked("HEAD /a%20b.html?q=1 HTTP/1.1\nhost: 127.0.0.1:8403\n\n"),
            request(Method::Head, "a b.html")
        );
        assert_eq!(asked("GET /%c3%bc%zz% HTTP/1.0\nHOST: [::1]:8403\n\n"), request(Method::Get, "ü%zz%"));
    }

    #[test]
    fn only_our_own_name_is_answered() {
        for host in [
            "evil.example:8403",
            "localhost",
            "localhost:80",
            "127.0.0.1:8403.evil.example",
            "",
            "a@localhost:8403",
        ] {
            assert_eq!(asked(&format!("GET / HTTP/1.1\nHost: {host}\n\n")), Err(403), "{host}");
        }
        assert_eq!(asked("GET / HTTP/1.1\n\n"), Err(400));
        assert_eq!(asked("GET / HTTP/1.1\nHost: localhost:8403\nHost: evil.example\n\n"), Err(400));
        assert!(is_ours("LOCALHOST", 80));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for request in [
            "",
            "GET /",
            "GET  / HTTP/1.1",
            "GET / HTTP/2",
            "GET http://localhost:8403/ HTTP/1.1",
            "GET /%ff HTTP/1.1",
        ] {
            assert_eq!(asked(&format!("{request}\nHost: localhost:8403\n\n")), Err(400), "{request}");
        }
        assert_eq!(asked("POST / HTTP/1.1\nHost: localhost:8403\n\n"), Err(405));
    }
}
