//! Tables as trackers export them: cells in quotes may hold separators and line breaks.

use std::io::{self, BufRead};

/// A cell is cut here, so that a quote without an end does not fill the memory.
const LONGEST: usize = 1 << 20;
const MOST_CELLS: usize = 4096;

/// Reads row by row.
pub struct Rows<R> {
    from: R,
    separator: u8,
    line: Vec<u8>,
}

impl<R: BufRead> Rows<R> {
    pub fn new(from: R, separator: u8) -> Rows<R> {
        Rows { from, separator, line: Vec::new() }
    }

    /// The next row; none at the end. Empty lines are passed over.
    pub fn next_row(&mut self) -> io::Result<Option<Vec<String>>> {
        let mut row = Row::default();
        loop {
            self.line.clear();
            if super::input::read_line(&mut self.from, &mut self.line, LONGEST)? == 0 {
                return Ok((!row.cells.is_empty() || !row.cell.is_empty()).then(|| row.finish()));
            }
            if !row.quoted && row.is_empty() && self.line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            row.take(&self.line, self.separator);
            if !row.quoted {
                return Ok(Some(row.finish()));
            }
        }
    }
}

#[derive(Default)]
struct Row {
    cells: Vec<String>,
    cell: Vec<u8>,
    quoted: bool,
}

impl Row {
    fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.cell.is_empty()
    }

    fn take(&mut self, line: &[u8], separator: u8) {
        let mut bytes = line.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if self.quoted && bytes.peek() == Some(&b'"') => {
                    bytes.next();
                    self.push(b'"');
                }
                b'"' if self.quoted => self.quoted = false,
                b'"' if self.cell.is_empty() => self.quoted = true,
                _ if byte == separator && !self.quoted => self.end_cell(),
                b'\n' | b'\r' if !self.quoted => {}
                _ => self.push(byte),
            }
        }
    }

    fn push(&mut self, byte: u8) {
        if self.cell.len() < LONGEST {
            self.cell.push(byte);
        }
    }

    fn end_cell(&mut self) {
        let cell = String::from_utf8_lossy(&self.cell).into_owned();
        self.cell.clear();
        if self.cells.len() < MOST_CELLS {
            self.cells.push(cell);
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end_cell();
        self.cells
    }
}

/// The separator of a header that names columns of issues, if it is one.
pub fn separator(header: &str) -> Option<u8> {
    const COLUMNS: [&str; 12] = [
        "summary",
        "title",
        "subject",
        "description",
        "body",
        "message",
        "text",
        "issue key",
        "created",
        "created_at",
        "labels",
        "id",
    ];
    [(b',', ','), (b';', ';'), (b'\t', '\t')].into_iter().find_map(|(byte, separator)| {
        let cells = header.trim().split(separator).map(|cell| cell.trim_matches(['"', '\u{feff}', ' ']));
        let known = cells.filter(|cell| COLUMNS.iter().any(|column| cell.eq_ignore_ascii_case(column)));
        (known.count() >= 2).then_some(byte)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_what_was_quoted() {
        let table = "a,b\r\n\n\"1, \"\"x\"\"\nline\",2\nlast,";
        let mut rows = Rows::new(table.as_bytes(), b',');
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().expect("it is in memory") {
            all.push(row);
        }
        assert_eq!(all, [vec!["a", "b"], vec!["1, \"x\"\nline", "2"], vec!["last", ""]]);
    }

    #[test]
    fn a_header_names_two_columns_of_issues() {
        assert_eq!(separator("Summary,Issue key,Created"), Some(b','));
        assert_eq!(separator("\u{feff}\"title\";\"body\""), Some(b';'));
        assert_eq!(separator("Error: no summary, no title"), None);
    }
}
