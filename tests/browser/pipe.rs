//! The debugging pipe: JSON messages, each ended by a zero byte, on the file descriptors 3 and 4 of the browser.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longer than a loaded machine ever needed; a browser that is silent for so long is stuck.
const PATIENCE: Duration = Duration::from_mins(1);

const FLAGS: [&str; 11] = [
    "--headless",
    // The sandbox wants rights that root and most containers lack; only our own pages are opened.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    // Containers have a small /dev/shm; a full one crashes the page.
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
];

/// Something the browser told without being asked.
pub struct Event {
    pub session: String,
    pub method: String,
    pub params: Value,
}

pub struct Pipe {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    events: Vec<Event>,
    last_id: u64,
    /// Removed when the pipe is dropped, after the browser has gone.
    _profile: TempDir,
}

impl Pipe {
    pub fn start(program: &Path) -> Pipe {
        let profile = tempfile::tempdir().expect("the temporary folder can be written");
        // A shell can move our two ends to 3 and 4 without unsafe code.
        let mut child = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#])
            .arg(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            for message in output.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("the browser speaks JSON");
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Pipe { child, input, messages, events: Vec::new(), last_id: 0, _profile: profile }
    }

    /// Asks and waits for the answer; what the browser tells meanwhile is kept as events.
    pub fn ask(&mut self, session: Option<&str>, method: &str, params: &Value) -> Result<Value, String> {
        let id = self.send(session, method, params)?;
        let until = Instant::now() + PATIENCE;
        loop {
            let mut message = self.next(until).map_err(|why| format!("{method}: {why}"))?;
            if message["id"] != id {
                self.keep(message);
            } else if message["error"].is_null() {
                return Ok(message["result"].take());
            } else {
                return Err(format!("{method}: {}", message["error"]["message"]));
            }
        }
    }

    /// Waits until the session has told of `method`.
    pub fn wait(&mut self, session: &str, method: &str) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        while !self.events(session).any(|event| event.method == method) {
            let message = self.next(until).map_err(|why| format!("{method}: {why}"))?;
            self.keep(message);
        }
        Ok(())
    }

    pub fn events(&self, session: &str) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.session == session)
    }

    pub fn forget(&mut self, session: &str) {
        self.events.retain(|event| event.session != session);
    }

    fn send(&mut self, session: Option<&str>, method: &str, params: &Value) -> Result<u64, String> {
        self.last_id += 1;
        let mut message = json!({ "id": self.last_id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        let input = self.input.as_mut().expect("the pipe is open until it is dropped");
        input.write_all(&bytes).map_err(|why| format!("{method}: the browser is gone: {why}"))?;
        Ok(self.last_id)
    }

    fn next(&self, until: Instant) -> Result<Value, String> {
        let left = until.saturating_duration_since(Instant::now());
        self.messages.recv_timeout(left).map_err(|why| match why {
            RecvTimeoutError::Timeout => format!("no answer within {} s", PATIENCE.as_secs()),
            RecvTimeoutError::Disconnected => "the browser has ended".to_string(),
        })
    }

    fn keep(&mut self, mut message: Value) {
        if let Some(method) = message["method"].as_str().map(str::to_string) {
            let session = message["sessionId"].as_str().unwrap_or_default().to_string();
            self.events.push(Event { session, method, params: message["params"].take() });
        }
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // Asked politely the browser ends its own children and leaves the profile; then the profile can be removed.
        let _ = self.send(None, "Browser.close", &json!({}));
        self.input = None;
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
