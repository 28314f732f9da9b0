//! Scans a large log for many signatures, beside `rg -F -f` with the same fragments over the same log, in one run.
//!
//! `cargo bench --bench scan -- [MEGABYTES] [SIGNATURES]` (default 100 and 100000). Log and fragments are made from a
//! fixed seed, so that two machines compare the same thing.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the figures are what this program is for"
)]

use errbook::matcher::{Entry, Scanner, Signature, Table};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const WORDS: [&str; 24] = [
    "request", "worker", "cache", "session", "queue", "upload", "replica", "index", "token", "socket",
    "shard", "backup", "failed", "refused", "expired", "pending", "closed", "missing", "invalid", "with",
    "after", "before", "from", "because",
];

/// A linear congruential generator: enough for text, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound as u64).unwrap_or(0)
    }

    fn phrase(&mut self, length: usize) -> String {
        (0..length).map(|_| WORDS[self.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }

    /// A made-up symbol, as programs have them: `zukarelomi_fault`.
    fn symbol(&mut self) -> String {
        let mut syllables = String::new();
        for _ in 0..5 {
            let (front, back) = (self.below(15), self.below(5));
            syllables.push(char::from(b"bdfgklmnprstvwz"[front]));
            syllables.push(char::from(b"aeiou"[back]));
        }
        format!("{syllables}_fault")
    }
}

fn fragments(count: usize, dice: &mut Dice) -> Vec<String> {
    (0..count).map(|_| format!("{} {} {}", dice.phrase(2), dice.symbol(), dice.phrase(2))).collect()
}

/// One line in a thousand carries an error.
fn write_log(path: &Path, megabytes: usize, fragments: &[String], dice: &mut Dice) -> std::io::Result<()> {
    let mut log = BufWriter::new(File::create(path)?);
    let (mut written, mut number) = (0, 0);
    while written < megabytes << 20 {
        let what = if number % 1000 == 999 {
            fragments[dice.below(fragments.len())].clone()
        } else {
            dice.phrase(7)
        };
        let line = format!(
            "2026-11-20T10:{:02}:{:02}.{:03}Z INFO web-{} {what} id={}\n",
            number / 60 % 60,
            number % 60,
            number % 1000,
            number % 7,
            dice.below(1 << 30)
        );
        log.write_all(line.as_bytes())?;
        written += line.len();
        number += 1;
    }
    log.flush()
}

fn table(fragments: &[String]) -> Table {
    let entry = |(number, text): (usize, &String)| Entry {
        record: format!("bench/{number:06}"),
        signatures: vec![Signature { all: vec![text.clone()], ..Signature::default() }],
        ..Entry::default()
    };
    Table::compile(fragments.iter().enumerate().map(entry).collect())
}

/// The time and the number of lines that ripgrep finds.
fn ripgrep(fragments: &Path, log: &Path) -> std::io::Result<(Duration, usize)> {
    let start = Instant::now();
    let output = Command::new("rg")
        .args(["-F", "--count", "--no-config", "-f"])
        .arg(fragments)
        .arg(log)
        .stdin(Stdio::null())
        .output()?;
    Ok((start.elapsed(), String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(0)))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let (megabytes, count) =
        (numbers.first().copied().unwrap_or(100), numbers.get(1).copied().unwrap_or(100_000));
    let folder = std::env::temp_dir().join(format!("errbook-scan-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let (log, list) = (folder.join("big.log"), folder.join("fragments.txt"));
    let mut dice = Dice(8403);
    let fragments = fragments(count, &mut dice);
    std::fs::write(&list, fragments.join("\n"))?;
    write_log(&log, megabytes, &fragments, &mut dice)?;

    let start = Instant::now();
    let table = table(&fragments);
    let compiled = start.elapsed();
    let building = Instant::now();
    let scanner = Scanner::new(&table)?;
    let built = building.elapsed();
    let found = scanner.scan(File::open(&log)?)?;
    let ours = start.elapsed();
    let lines: usize = found.iter().map(|hit| hit.count).sum();
    println!("{megabytes} MB, {count} signatures");
    println!(
        "errbook  {ours:>8.2?}  {lines} errors of {} records (table {compiled:.2?}, automaton {:.2?})",
        found.len(),
        built
    );
    match ripgrep(&list, &log) {
        Ok((theirs, lines)) => {
            println!("rg -F -f {theirs:>8.2?}  {lines} lines");
            println!("ratio    {:>8.2}", ours.as_secs_f64() / theirs.as_secs_f64());
        }
        Err(error) => println!("rg was not run: {error}"),
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
