//! Secrets by their column: every cell below a heading that names one.

use super::Secret;
use super::bridge::{Bond, Tie};
use super::named::Start;
use super::rules::{Kind, QUOTE, RULING, Rule, TOKEN};
use super::text::Text;

/// How many columns of secrets a table may have, and how many columns are looked at.
const KEPT: usize = 8;
const COLUMNS: usize = 64;
/// How long a heading may be.
const CELL: usize = 32;

/// The table that the text is in, as far as it is known.
#[derive(Default)]
pub(super) struct Tables {
    /// The last line that was looked up.
    line: Option<(usize, usize)>,
    /// The end of the last line with a name, and what separates its columns if it is the head of a table.
    head: Option<(usize, Option<char>)>,
    /// How far its columns are counted, and which one is there.
    counted: usize,
    column: usize,
    /// Where the rows begin, and what separates their columns.
    body: (usize, char),
    /// The columns of secrets, and whether those are passwords.
    columns: Vec<(usize, bool)>,
    /// Where the row begins that `cells` are of.
    row: Option<usize>,
    cells: Vec<(usize, usize)>,
}

/// What a line consists of.
#[derive(Default)]
struct Survey {
    end: usize,
    bars: usize,
    /// The bars but for the frame around the line.
    inner: usize,
    commas: usize,
    lines: usize,
    /// Where the last list of words begins, and how many commas it has.
    first: usize,
    tail: usize,
    /// A space comes after a comma.
    loose: bool,
}

impl Text {
    /// Whether the name is the heading of a column, which is then remembered.
    pub(super) fn heading(&self, place: usize, rule: &Rule) -> bool {
        let line = self.around(place);
        let Some(bar) = self.head(line) else { return false };
        let mut tables = self.tables.borrow_mut();
        if place < tables.counted {
            return false;
        }
        tables.column += (tables.counted..place).filter(|&at| self.at(at) == bar).count();
        tables.counted = place;
        let (column, columns) = (tables.column, &mut tables.columns);
        if columns.len() < KEPT && !columns.iter().any(|&(known, _)| known == column) {
            columns.push((column, rule.kind == Kind::Strong));
        }
        true
    }

    /// The line of a place.
    fn around(&self, place: usize) -> (usize, usize) {
        let known = self.tables.borrow().line.filter(|&(from, to)| from <= place && place <= to);
        known.unwrap_or_else(|| {
            let from = (0..place).rev().find(|&at| self.at(at) == '\n').map_or(0, |at| at + 1);
            let to = (place..self.len()).find(|&at| self.at(at) == '\n').unwrap_or(self.len());
            self.tables.borrow_mut().line = Some((from, to));
            (from, to)
        })
    }

    /// What separates the columns, if the line is the head of a table: of Markdown, of a database, or with commas.
    fn head(&self, (from, to): (usize, usize)) -> Option<char> {
        if let Some((_, bar)) = self.tables.borrow().head.filter(|&(end, _)| end == to) {
            return bar;
        }
        let (start, next_line) = (self.content(from), self.content(to + 1));
        let head = self.survey(start);
        let next = if head.inner > 0 || head.tail > 0 { self.survey(next_line) } else { Survey::default() };
        let list = head.tail > 0 && next.commas == head.tail && !next.loose;
        let drawn = next.lines + next.bars > 2 && self.run(next_line, RULING) == next.end;
        let ruled = head.inner > 0 && drawn;
        let bar = if list { Some(',') } else { ruled.then_some('|') };
        let mut tables = self.tables.borrow_mut();
        tables.head = Some((to, bar));
        if let Some(bar) = bar {
            tables.columns.clear();
            (tables.counted, tables.column) = (if list { head.first } else { from }, 0);
            tables.body = (if ruled { next.end } else { to }, bar);
        }
        bar
    }

    fn survey(&self, from: usize) -> Survey {
        let mut survey = Survey { first: from, ..Survey::default() };
        let mut cell = from;
        survey.end = (from..self.len()).find(|&at| self.at(at) == '\n').unwrap_or(from.max(self.len()));
        for place in from..survey.end {
            let sign = self.at(place);
            survey.bars += usize::from(sign == '|');
            if sign == ',' {
                survey.commas += 1;
                survey.tail += 1;
                cell = place + 1;
                survey.loose |= self.at(place + 1) == ' ';
            }
            survey.lines += usize::from(matches!(sign, '-' | '='));
            let strange = !self.is(place, TOKEN | QUOTE) && !matches!(sign, ',' | ' ' | '\\');
            if strange || place >= cell + CELL {
                (survey.first, survey.tail) = (place + 1, 0);
                cell = place + 1;
            }
        }
        let frame = usize::from(self.at(from) == '|') + usize::from(self.before(survey.end) == '|');
        survey.inner = survey.bars.saturating_sub(frame);
        survey
    }

    /// The cell that begins here in a column of secrets.
    pub(super) fn cell(&self, place: usize) -> Option<Secret> {
        if self.tables.borrow().columns.is_empty() {
            return None;
        }
        let (from, to) = self.around(place);
        if place <= self.tables.borrow().body.0 {
            return None;
        }
        if self.tables.borrow().row != Some(from) {
            self.read_row(from, to);
        }
        let cells = &self.tables.borrow().cells;
        let cell = cells.iter().find(|cell| cell.0 == place && cell.1 > place);
        cell.map(|&(from, to)| Secret { from, to, mask: "[secret]" })
    }

    fn read_row(&self, from: usize, to: usize) {
        let (bar, columns) = (self.tables.borrow().body.1, self.tables.borrow().columns.clone());
        let first = if bar == ',' { self.content(from) } else { from };
        let (mut cells, mut n, mut start) = (Vec::new(), 0, first);
        for at in first..=to {
            if at < to && self.at(at) != bar {
                continue;
            }
            if let Some(&(_, strong)) = columns.iter().find(|column| column.0 == n) {
                cells.push(self.value(start, at, strong));
            }
            (start, n) = (at + 1, n + 1);
            if n == COLUMNS {
                break;
            }
        }
        let mut tables = self.tables.borrow_mut();
        (tables.row, tables.cells) = (Some(from), cells);
        if n < 2 {
            tables.columns.clear();
        }
    }

    /// The value in a cell, empty if there is no secret in it.
    fn value(&self, from: usize, to: usize, strong: bool) -> (usize, usize) {
        let outside = |at: usize| self.at(at) == ' ' || self.is(at, QUOTE);
        let from = (from..to).find(|&at| !outside(at)).unwrap_or(to);
        let to = (from..to).rev().find(|&at| !outside(at)).map_or(from, |at| at + 1);
        let real = if strong {
            let tie = Tie { from, bond: Bond::Equals, crossed: false };
            self.believed((from, to), &tie, None, Start::Other)
        } else {
            to - from >= 8 && self.random(from, to, 0) && !self.keeps(from)
        };
        (from, if real && self.masked(from).is_none() { to } else { from })
    }
}
