//! Logs too big for memory: a cheap look for words that only signatures have, and the full matcher on what surrounds them.
//!
//! A log is read in windows that overlap by some lines, and each part of it is owned by one window: what stands there
//! counts, what surrounds it is there to be understood. Memory depends on the window and the number of records hit, not
//! on the log. The cheap look reads bytes as they stand, so a word that is itself broken by a hard wrap is missed here, and
//! so are letters beyond ASCII that are written as escapes (a paste goes through `Table::explain`, which misses nothing).

use super::explain::{Answer, Hit, MOST, Verdict};
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
    window: usize,
}

/// A stretch of bytes worth explaining.
type Stretch = (usize, usize);

impl<'a> Scanner<'a> {
    pub fn new(table: &'a Table) -> Result<Self, BuildError> {
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(telling_words(table))?;
        Ok(Self { table, words, window: WINDOW })
    }

    /// Whether a text holds a word that only signatures have: without one, no record answers it.
    pub fn may_hit(&self, text: &[u8]) -> bool {
        self.words.is_match(text)
    }

    /// Reads to the end. Hits are ordered as in an answer: verdict, then line.
    pub fn scan(&self, mut log: impl Read) -> io::Result<Found> {
        let mut found: BTreeMap<String, Hit> = BTreeMap::new();
        let mut window = Vec::with_capacity(self.window + REACH);
        // The line that the window begins with, and where in it the part begins that it owns.
        let (mut line, mut owned) = (1, 0);
        loop {
            let read = fill(&mut log, &mut window, self.window)?;
            // What may go on behind the window is left to the next, unless the log ends here.
            let end = if read == 0 { window.len() } else { around(&window, window.len()).max(owned) };
            let (mut first, mut counted) = (line, 0);
            for (from, to) in self.stretches(&window) {
                let text = String::from_utf8_lossy(&window[from..to]);
                let sign = |place: usize| signs(&window[from..place.clamp(from, to)]);
                first += count_lines(&window[counted..from]);
                counted = from;
                merge(&mut found, self.table.explain_part(&text, &(sign(owned)..sign(end))), first);
            }
            if read == 0 {
                break;
            }
            let keep = around(&window, end);
            line += count_lines(&window[..keep]);
            owned = end - keep;
            window.drain(..keep);
        }
        let mut found: Vec<Hit> = found.into_values().collect();
        found.sort_by(|a, b| (a.verdict, a.line, &a.record).cmp(&(b.verdict, b.line, &b.record)));
        Ok(found)
    }

    /// The lines around telling words, neighbours joined.
    fn stretches(&self, window: &[u8]) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut last = 0;
        for word in self.words.find_iter(window) {
            let word = word.start();
            // How far the last word of a stretch reaches is asked only of the last.
            if let Some(stretch) = stretches.last_mut().filter(|stretch| stretch.1 <= word) {
                stretch.1 = ahead(window, last);
            }
            last = word;
            match stretches.last_mut() {
                Some(stretch) if word < stretch.1 => {}
                Some(stretch) if back(window, word) <= stretch.1 => stretch.1 = ahead(window, word),
                _ => stretches.push((back(window, word), ahead(window, word))),
            }
        }
        if let Some(stretch) = stretches.last_mut() {
            stretch.1 = ahead(window, last);
        }
        stretches
    }
}

/// For each rule the rarest word of its fragments, longest first among equals: a log line without any is not looked at.
fn telling_words(table: &Table) -> Vec<String> {
    let words: Vec<Vec<String>> = table.patterns.iter().map(|pattern| runs(pattern, is_word)).collect();
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    for word in words.iter().flatten() {
        *frequency.entry(word).or_default() += 1;
    }
    let rarity = |word: &&String| (frequency[word.as_str()], usize::MAX - word.len());
    let mut telling: Vec<String> = Vec::new();
    for rule in &table.rules {
        let candidates = rule.all.iter().flat_map(|&pattern| &words[pattern]).filter(|word| word.len() >= 4);
        // A rule in another script, or one of short words, is told by the longest run of letters that it has.
        let longest = || {
            let letters = |sign: char| is_word(sign) || !sign.is_ascii();
            let runs = rule.all.iter().flat_map(|&pattern| runs(&table.patterns[pattern], letters));
            runs.max_by_key(String::len)
        };
        telling.extend(candidates.min_by_key(rarity).cloned().or_else(longest));
    }
    telling.sort_unstable();
    telling.dedup();
    telling
}

/// Runs of such signs without a gap. Those of words are left alone by every way of quoting and escaping.
fn runs(pattern: &Pattern, belongs: impl Fn(char) -> bool) -> Vec<String> {
    let mut words = Vec::new();
    for piece in &pattern.pieces {
        for glyph in piece {
            let joined = glyph.gap == super::normalize::Gap::None
                && words.last().is_some_and(|word: &String| !word.is_empty());
            if !belongs(glyph.sign) {
                words.push(String::new());
            } else if joined {
                words.last_mut().expect("joined means that there is one").push(glyph.sign);
            } else {
                words.push(glyph.sign.to_string());
            }
        }
        words.push(String::new());
    }
    words.retain(|word| !word.is_empty());
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

/// The beginning of the line some lines back; in a log without lines, some bytes.
fn back(window: &[u8], from: usize) -> usize {
    let least = from.saturating_sub(REACH);
    let mut ends = (least..from).rev().filter(|&place| window[place] == b'\n');
    ends.nth(LINES).map_or(least, |place| place + 1)
}

/// Twice as far back: a word that tells of an error stands some lines from where the error counts, and the rest of that
/// error some lines from the word.
fn around(window: &[u8], from: usize) -> usize {
    back(window, back(window, from))
}

/// How many signs begin in these bytes, which may end within one.
fn signs(bytes: &[u8]) -> usize {
    String::from_utf8_lossy(bytes).chars().count()
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
        hit.instances.iter_mut().for_each(|instance| instance.line += first - 1);
        match found.get_mut(&hit.record) {
            Some(known) if known.verdict == hit.verdict => {
                known.count += hit.count;
                let more = MOST.saturating_sub(known.instances.len());
                known.instances.extend(hit.instances.into_iter().take(more));
            }
            Some(known) if known.verdict < hit.verdict => known.count += hit.count,
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

#[cfg(test)]
mod tests {
    use super::super::table::{Entry, Signature};
    use super::*;
    use std::fmt::Write;

    /// Record, line and count of each hit of a log read in small windows.
    fn scanned(fragments: &[&str], log: &str) -> Vec<(String, usize, usize)> {
        let all = fragments.iter().map(ToString::to_string).collect();
        let signatures = vec![Signature { all, ..Signature::default() }];
        let table = Table::compile(vec![Entry { record: "a/b".into(), signatures, ..Entry::default() }]);
        let scanner = Scanner { window: 4 << 10, ..Scanner::new(&table).expect("few words") };
        let found = scanner.scan(log.as_bytes()).expect("it is in memory");
        found.into_iter().map(|hit| (hit.record, hit.line, hit.count)).collect()
    }

    #[test]
    fn an_error_of_several_lines_is_found_wherever_a_window_ends() {
        let fragments = ["the kettle exploded", "and nobody was in the kitchen"];
        let calm = "all is well and the day is long\n";
        for between in [0, 5, LINES - 1] {
            for lines in 60..160 {
                let error = format!("{}\n{}{}\n", fragments[0], calm.repeat(between), fragments[1]);
                let log = calm.repeat(lines) + &error + &calm.repeat(300 - lines);
                let line = lines + between + 2;
                assert_eq!(scanned(&fragments, &log), [("a/b".into(), line, 1)], "{between} {lines}");
            }
        }
    }

    #[test]
    fn an_error_in_a_log_without_lines_is_found_wherever_a_window_ends() {
        let fragments = ["the kettle exploded", "and nobody was in the kitchen"];
        for signs in (0..100_000).step_by(8_237) {
            let log = "é ".repeat(signs) + &fragments.join(", ") + &" é".repeat(100_000 - signs);
            assert_eq!(scanned(&fragments, &log), [("a/b".into(), 1, 1)], "{signs}");
        }
    }

    #[test]
    fn errors_of_any_script_and_of_short_words_are_found() {
        for fragment in ["認証エラーが発生しました", "E 401: no", "[E/401]"] {
            let log = format!("all is well\n{fragment}\n").repeat(500);
            assert_eq!(scanned(&[fragment], &log), [("a/b".into(), 2, 500)], "{fragment}");
        }
    }

    #[test]
    fn instances_have_their_lines_and_holes_wherever_a_window_ends() {
        let mut log = String::new();
        for n in 1..=150 {
            let _ = writeln!(log, "{}the kettle lost {n} cups", "all is well\n".repeat(99));
        }
        let signatures =
            vec![Signature { all: vec!["the kettle lost {n:int} cups".into()], ..Signature::default() }];
        let table = Table::compile(vec![Entry { record: "a/b".into(), signatures, ..Entry::default() }]);
        let scanner = Scanner { window: 4 << 10, ..Scanner::new(&table).expect("few words") };
        let found = scanner.scan(log.as_bytes()).expect("it is in memory");
        assert_eq!((found[0].count, found[0].instances.len()), (150, MOST));
        for (n, instance) in (1..).zip(&found[0].instances) {
            assert_eq!((instance.line, instance.holes["n"].as_str()), (n * 100, n.to_string().as_str()));
        }
    }

    #[test]
    fn equal_lines_are_counted_once_each() {
        for lines in [1, 100, 1_000, 5_000] {
            let log = "ERROR the kettle exploded\n".repeat(lines);
            assert_eq!(scanned(&["the kettle exploded"], &log), [("a/b".into(), 1, lines)]);
        }
    }

    #[test]
    fn the_lines_around_every_word_are_looked_at() {
        let fragments = ["the kettle exploded", "and nobody was in the kitchen"];
        let calm = "all is well\n";
        // The first kettle reaches to just behind the second, which is the one that tells.
        let log = format!(
            "kettle, exploded\n{}{}\n{}{}\n",
            calm.repeat(11),
            fragments[0],
            calm.repeat(5),
            fragments[1]
        );
        assert_eq!(scanned(&fragments, &log), [("a/b".into(), 19, 1)]);
    }
}
