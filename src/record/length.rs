//! How long a record is: the words that a reader has to get through.

use super::{Part, Record};
use crate::markdown::{Block, Prose};

/// A record with more words of prose is hard to use in a hurry.
pub const LONGEST: usize = 1_200;

/// What a catalogue says of a message that no person has explained yet.
pub const PRINTS: &str = "prints this message.";
pub const REPORTS: &str = "reports this error as";

impl Record {
    /// The words of the body, without code blocks, evidence marks and what tables and pieces put in.
    pub fn words(&self) -> usize {
        let parts = self.body.parts();
        let prose = parts.iter().filter_map(Part::prose).map(words_of);
        let lines = parts.iter().filter_map(Part::line).map(words_in);
        prose.chain(lines).sum()
    }

    /// Whether a paste finds it and there is nothing to read yet: its summary says no more than whose it is. Of a record
    /// read without its words this is not known.
    pub fn is_unexplained(&self) -> bool {
        let Record { front, body, .. } = self;
        body.lead.blocks.is_empty()
            && body.sections.is_empty()
            && body.causes.is_empty()
            && body.questions.is_empty()
            && (front.summary.ends_with(PRINTS) || front.summary.contains(REPORTS))
            && front.quick_fix.is_none()
            && front.wait.is_none()
            && front.apart.is_none()
    }
}

fn words_of(prose: &Prose) -> usize {
    let texts = prose.blocks.iter().map(|block| match block {
        Block::Text { markdown, .. } => {
            let mut fenced = false;
            let lines = markdown.lines().filter(|line| {
                let fence = line.trim_start().starts_with("```");
                fenced ^= fence;
                !fence && !fenced
            });
            lines.map(words_in).sum()
        }
        Block::Table { .. } | Block::Code { .. } | Block::Piece { .. } => 0,
    });
    texts.sum()
}

/// Evidence marks (`{documented: …}`) and the targets of links are not read.
fn words_in(line: &str) -> usize {
    let (mut readable, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(at) = rest.find(['{', ']']) {
        let (before, after) = rest.split_at(at);
        readable.push_str(before);
        let skipped = match after.starts_with("](") {
            true => after.find(')'),
            false if after.starts_with('{') => after.find('}'),
            false => Some(0),
        };
        rest = &after[skipped.unwrap_or(0) + 1..];
    }
    readable.push_str(rest);
    readable.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::words_in;

    #[test]
    fn what_nobody_reads_is_not_counted() {
        assert_eq!(
            words_in("- it *is* `one` → apply [the fix](#some-cause) – now. {documented: D-err, C-err}"),
            7
        );
        assert_eq!(words_in("an open { or ] or [x](y"), 5);
    }
}
