//! `errbook serve` on a small knowledge base: what it says, what it answers, what it pushes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Small;

/// So long a test waits for what must happen; a machine may be slow, a test never hangs.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Server {
    pub process: Child,
    pub port: u16,
    talk: Receiver<String>,
}

impl Server {
    pub fn start(small: &Small) -> Server {
        Server::start_with(small, &["--port", "0"])
    }

    pub fn start_with(small: &Small, more: &[&str]) -> Server {
        let mut command = small.errbook("serve");
        let mut process =
            command.args(more).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut address = String::new();
        let results = process.stdout.take().expect("it is piped");
        BufReader::new(results).read_line(&mut address).expect("the address comes first");
        let port = address.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix('/'));
        let port =
            port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("no address: {address:?}"));
        let (sender, talk) = channel();
        let lines = BufReader::new(process.stderr.take().expect("it is piped")).lines();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let server = Server { process, port, talk };
        server.hear("stop with Ctrl-C");
        server
    }

    /// Waits until the server says something with these words in it.
    pub fn hear(&self, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut heard = String::new();
        while !heard.contains(words) {
            let left = deadline.saturating_duration_since(Instant::now());
            let line =
                self.talk.recv_timeout(left).unwrap_or_else(|_| panic!("never said {words:?}, but: {heard}"));
            heard.push_str(&line);
            heard.push('\n');
        }
        heard
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit can be set");
        stream
    }

    /// Sends these bytes and returns the whole answer.
    pub fn raw(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("the request is taken");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the answer ends");
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn ask(&self, method: &str, path: &str) -> String {
        self.raw(&format!("{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port))
    }

    pub fn get(&self, path: &str) -> String {
        self.ask("GET", path)
    }

    /// Asks for a page until it says this: a save may be read in steps, and what is known of it comes bit by bit.
    pub fn shows(&self, path: &str, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let page = self.get(path);
            if page.contains(words) {
                return;
            }
            assert!(Instant::now() < deadline, "{path} never says {words:?}, but: {page}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn events(&self) -> Events {
        let mut stream = self.connect();
        let request = format!("GET /_errbook/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).expect("the request is taken");
        Events(BufReader::new(stream))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The data of the next event.
    pub fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            let length = self.0.read_line(&mut line).expect("an event comes");
            assert_ne!(length, 0, "the stream has ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("the data is JSON");
            }
        }
    }

    /// The first event whose trouble is as it should be.
    pub fn until(&mut self, fits: impl Fn(&str) -> bool) -> Value {
        self.first(|event| fits(event["trouble"].as_str().expect("it is text")))
    }

    /// The first event of something else than was shown then.
    pub fn after(&mut self, then: &Value) -> Value {
        self.first(|event| event["version"] != then["version"])
    }

    fn first(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let event = self.next();
            if fits(&event) {
                return event;
            }
            assert!(Instant::now() < deadline, "the last event was {event}");
        }
    }
}
