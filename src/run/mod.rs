//! The door through which another program is started, whose output is looked at while it passes.
//!
//! The program keeps its terminal: standard input is our own, and an output that is a terminal becomes a second terminal
//! whose output we copy, so that colors and progress bars stay. It is in our group of processes, so what the keyboard
//! sends reaches it directly; meanwhile we stay alive to explain. Elsewhere than on Unix its outputs are pipes.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the only room that starts a program for its own sake"
)]

mod tail;
#[cfg(unix)]
mod terminal;

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

pub use tail::Tail;

/// Output that comes later than this after the program ended is not its own.
const QUIET: Duration = Duration::from_millis(100);
const LONGEST_REST: Duration = Duration::from_secs(2);

/// What became of a program.
pub struct Ran {
    /// The exit code, or 128 and the number of the signal that ended it, as shells count.
    pub code: u8,
    pub output: Tail,
}

/// Starts a program, passes on what it prints, and waits for its end.
pub fn run(program: &OsString, args: &[OsString]) -> Result<Ran> {
    let mut command = Command::new(program);
    command.args(args);
    let output = Arc::new(Mutex::new(Tail::default()));
    let (sender, receiver) = channel();
    #[cfg(unix)]
    let (mut child, _signals) = {
        let (streams, terminal) = terminal::attach(&mut command)?;
        let child = start(&mut command, program)?;
        // Our ends of what the program writes to: without this nothing would ever end.
        drop(command);
        let signals = terminal::Signals::watch(&child, terminal)?;
        for stream in streams {
            pass_on(stream.from, stream.to, &output, &sender);
        }
        (child, signals)
    };
    #[cfg(not(unix))]
    let mut child = {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        start(&mut command, program)?
    };
    if let Some(stdout) = child.stdout.take() {
        pass_on(stdout, Target::Stdout, &output, &sender);
    }
    if let Some(stderr) = child.stderr.take() {
        pass_on(stderr, Target::Stderr, &output, &sender);
    }
    drop(sender);
    let status = child.wait().context("cannot wait for the program")?;
    rest(&receiver);
    let output = std::mem::take(&mut *output.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Ran { code: code(status), output })
}

fn start(command: &mut Command, program: &OsString) -> Result<Child> {
    command
        .stdin(Stdio::inherit())
        .spawn()
        .with_context(|| format!("cannot start `{}`", program.to_string_lossy()))
}

/// Where output is passed on to.
#[derive(Clone, Copy)]
enum Target {
    Stdout,
    Stderr,
}

/// Copies in a thread of its own, each piece as soon as it comes.
fn pass_on(mut from: impl Read + Send + 'static, to: Target, output: &Arc<Mutex<Tail>>, alive: &Sender<()>) {
    let (output, alive) = (Arc::clone(output), alive.clone());
    thread::spawn(move || {
        let mut piece = vec![0; 64 << 10];
        loop {
            let size = match from.read(&mut piece) {
                Ok(size) if size > 0 => size,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                // A terminal whose last user is gone says so by an error.
                Ok(_) | Err(_) => return,
            };
            output.lock().unwrap_or_else(PoisonError::into_inner).push(&piece[..size]);
            // When the reader is gone, the program is to learn that from its next line.
            if write(to, &piece[..size]).is_err() || alive.send(()).is_err() {
                return;
            }
        }
    });
}

fn write(to: Target, piece: &[u8]) -> io::Result<()> {
    match to {
        Target::Stdout => {
            let mut out = io::stdout().lock();
            out.write_all(piece)?;
            out.flush()
        }
        Target::Stderr => io::stderr().lock().write_all(piece),
    }
}

/// Waits for what the program printed last. A program of its own that it left behind may print on for ever.
fn rest(alive: &Receiver<()>) {
    let end = Instant::now() + LONGEST_REST;
    while Instant::now() < end {
        match alive.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    u8::try_from(status.code().unwrap_or(1) & 0xff).unwrap_or(1)
}
