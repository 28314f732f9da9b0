//! Just enough of HTTP to see what a host really sends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub struct Answer {
    pub status: u16,
    headers: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// Without the character set.
    pub fn media_type(&self) -> Option<&str> {
        Some(self.header("content-type")?.split(';').next()?.trim())
    }
}

/// One request, and whatever comes back.
pub fn get(port: u16, path: &str) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let headers = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
    let mut answer = Answer { status, headers, body };
    if answer.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        answer.body = unchunked(&answer.body);
    }
    Ok(answer)
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).ok();
        let size = size.and_then(|text| usize::from_str_radix(text.split(';').next()?.trim(), 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        body.extend(bytes.get(end + 2..end + 2 + size).unwrap_or_default());
        bytes = bytes.get(end + 4 + size..).unwrap_or_default();
    }
    body
}

/// Where a link on a page leads, as a path on this host without its fragment; None if it leaves the host.
pub fn resolve(from: &str, link: &str) -> Option<String> {
    let link = link.split('#').next().unwrap_or_default();
    if link.is_empty() {
        return Some(from.to_string());
    }
    if link.starts_with("//") || link.split('/').next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    if link.starts_with('/') {
        return Some(link.to_string());
    }
    let folder = &from[..=from.rfind('/').unwrap_or_default()];
    let mut parts: Vec<&str> = Vec::new();
    let whole = format!("{folder}{link}");
    for part in whole.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

/// Every address in the tags of a page.
pub fn links(html: &str) -> Vec<String> {
    let mut links = Vec::new();
    for tag in html.split('<').skip(1).filter(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic())) {
        for name in [" href=", " src=", " action=", "0; url="] {
            let mut rest = tag;
            while let Some((_, value)) = rest.split_once(name) {
                let (value, ends): (&str, &[char]) = match value.strip_prefix('"') {
                    Some(value) => (value, &['"']),
                    None => (value, &[' ', '>', '\n', '"']),
                };
                let end = value.find(ends).unwrap_or(value.len());
                links.push(value[..end].replace("&amp;", "&"));
                rest = &value[end..];
            }
        }
    }
    links
}
