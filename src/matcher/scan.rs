//! Logs too big for memory: a cheap look for words that only signatures have, and the full matcher on what surrounds them.
//!
//! A log is read in windows of whole lines that overlap by some lines; memory depends on the window and the number of
//! records hit, not on the log. The cheap look reads bytes as they stand, so a word that is itself broken by a hard wrap is
//! missed here (a paste, which terminals do wrap, goes through `Table::explain`, which misses nothing).

use super::explain::{Answer, Hit, Verdict};
use super::normalize::is_word;
use super::pattern::Pattern;
use super::table::Table;
use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read};

const WINDOW: usize = 4 << 20;
/// Lines kept around a word, before and behind, and the most bytes of them.
const LINES: usize = 12;
const REACH: usize = 16 << 10;

/// A record found in a log: its first hit, `count` summed over the whole log.
pub type Found = Vec<Hit>;

pub struct Scanner<'a> {
    table: &'a Table,
    words: AhoCorasick,
}

/// A stretch of bytes worth explaining.
type Stretch = (usize, usize);

impl<'a> Scanner<'a> {
    pub fn new(table: &'a Table) -> Result<Self, BuildError> {
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(telling_words(table))?;
        Ok(Self { table, words })
    }

    /// Reads to the end. Hits are ordered as in an answer: verdict, then line.
    pub fn scan(&self, mut log: impl Read) -> io::Result<Found> {
        let mut found: BTreeMap<String, Hit> = BTreeMap::new();
        let mut window = Vec::with_capacity(WINDOW + REACH);
        let (mut line, mut kept) = (1, 0);
        loop {
            let read = fill(&mut log, &mut window, WINDOW)?;
            // The last, perhaps unfinished line waits for the next window, unless the log ends here.
            let whole = if read == 0 { window.len() } else { line_start(&window, window.len()) };
            let whole = if whole == 0 { window.len() } else { whole };
            let (mut first, mut counted) = (line, 0);
            for (from, to) in self.stretches(&window[..whole], kept) {
                let text = String::from_utf8_lossy(&window[from..to]);
                first += count_lines(&window[counted..from]);
                counted = from;
                merge(&mut found, self.table.explain(&text), first);
            }
            if read == 0 {
                break;
            }
            let keep = back(&window[..whole], whole);
            line += count_lines(&window[..keep]);
            kept = whole - keep;
            window.drain(..keep);
        }
        let mut found: Vec<Hit> = found.into_values().collect();
        found.sort_by(|a, b| (a.verdict, a.line, &a.record).cmp(&(b.verdict, b.line, &b.record)));
        Ok(found)
    }

    /// The lines around telling words, neighbours joined. Words that begin before `kept` were seen with the window before.
    fn stretches(&self, window: &[u8], kept: usize) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut done = 0;
        for word in self.words.find_iter(window) {
            if word.start() < kept || word.start() < done {
                continue;
            }
            let (from, to) = (back(window, word.start()), ahead(window, word.end()));
            done = to;
            match stretches.last_mut() {
                Some(last) if from <= last.1 => last.1 = to,
                _ => stretches.push((from.max(stretches.last().map_or(0, |last| last.1)), to)),
            }
        }
        stretches
    }
}

/// For each rule the rarest word of its fragments, longest first among equals: a log line without any is not looked at.
fn telling_words(table: &Table) -> Vec<String> {
    let words: Vec<Vec<String>> = table.patterns.iter().map(words).collect();
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    for word in words.iter().flatten() {
        *frequency.entry(word).or_default() += 1;
    }
    let rarity = |word: &&String| (frequency[word.as_str()], usize::MAX - word.len());
    let mut telling: Vec<String> = Vec::new();
    for rule in &table.rules {
        let candidates = rule.all.iter().flat_map(|&pattern| &words[pattern]);
        telling.extend(candidates.min_by_key(rarity).cloned());
    }
    telling.sort_unstable();
    telling.dedup();
    telling
}

/// Runs of word signs without a gap, which every way of quoting and escaping leaves alone.
fn words(pattern: &Pattern) -> Vec<String> {
    let mut words = Vec::new();
    for piece in &pattern.pieces {
        for glyph in piece {
            let joined = glyph.gap == super::normalize::Gap::None
                && words.last().is_some_and(|word: &String| !word.is_empty());
            if !is_word(glyph.sign) {
                words.push(String::new());
            } else if joined {
                words.last_mut().expect("joined means that there is one").push(glyph.sign);
            } else {
                words.push(glyph.sign.to_string());
            }
        }
        words.push(String::new());
    }
    words.retain(|word| word.len() >= 4);
    words
}

fn fill(log: &mut impl Read, window: &mut Vec<u8>, size: usize) -> io::Result<usize> {
    let room = size.saturating_sub(window.len()).max(size / 4);
    let bound = u64::try_from(room).unwrap_or(u64::MAX);
    log.by_ref().take(bound).read_to_end(window)
}

#[expect(
    clippy::naive_bytecount,
    reason = "not worth a dependency: the automaton takes a hundred times as long"
)]
fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

/// Behind the last line end before `end`.
fn line_start(window: &[u8], end: usize) -> usize {
    window[..end].iter().rposition(|&byte| byte == b'\n').map_or(0, |place| place + 1)
}

/// The beginning of the line some lines back; in a log without lines, some bytes.
fn back(window: &[u8], from: usize) -> usize {
    let least = from.saturating_sub(REACH);
    let mut ends = (least..from).rev().filter(|&place| window[place] == b'\n');
    ends.nth(LINES).map_or(least, |place| place + 1)
}

fn ahead(window: &[u8], from: usize) -> usize {
    let most = window.len().min(from + REACH);
    let mut ends = (from..most).filter(|&place| window[place] == b'\n');
    ends.nth(LINES).map_or(most, |place| place + 1)
}

fn merge(found: &mut BTreeMap<String, Hit>, answer: Answer, first: usize) {
    for mut hit in answer.hits {
        if hit.verdict == Verdict::Possible {
            continue;
        }
        hit.line += first - 1;
        match found.get_mut(&hit.record) {
            Some(known) if known.verdict <= hit.verdict => known.count += hit.count,
            Some(known) => {
                hit.count += known.count;
                *known = hit;
            }
            None => {
                found.insert(hit.record.clone(), hit);
            }
        }
    }
}
