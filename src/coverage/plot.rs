//! Plots as SVG within a page: no script, no style of their own, readable in light and dark.

use std::fmt::Write as _;

use super::report::WeekRow;
use crate::markdown::escape;

const WIDTH: u64 = 800;
const HEIGHT: u64 = 200;
/// Below and left of the bars.
const FOOT: u64 = 24;
const SIDE: u64 = 56;
const ROW: u64 = 26;
const LABEL: u64 = 380;
/// How wide a date is.
const DATE: u64 = 75;
/// What fits beside a bar.
const LETTERS: usize = 52;

/// A bar for each dated week, from what was answered up to what was not. None without two weeks.
pub fn trend(weeks: &[WeekRow]) -> Option<String> {
    let dated: Vec<&WeekRow> = weeks.iter().filter(|row| row.week.is_some()).collect();
    let most = dated.iter().map(|row| row.errors).max().filter(|most| *most > 0)?;
    let count = dated.len() as u64;
    if count < 2 {
        return None;
    }
    let mut svg = open(HEIGHT + FOOT + 8, "Errors by week, answered and not answered");
    let _ = write!(svg, "<path class=\"axis\" d=\"M{SIDE} {y}H{WIDTH}\"/>", y = HEIGHT + 8);
    let _ = write!(svg, "<text x=\"{x}\" y=\"16\" text-anchor=\"end\">{most}</text>", x = SIDE - 6);
    let (step, every) = ((WIDTH - SIDE) * 100 / count, count.div_ceil(8));
    for (number, row) in (0..).zip(&dated) {
        let x = SIDE * 100 + number * step;
        let (left, width) = (hundredths(x), hundredths((step * 8 / 10).max(50)));
        let week = row.week.map(String::from).unwrap_or_default();
        let _ =
            write!(svg, "<g><title>{week}: {} errors, {} not answered</title>", row.errors, row.tally.gap);
        let mut bottom = (HEIGHT + 8) * 100;
        let tally = row.tally;
        for (class, part) in [
            ("match", tally.matched),
            ("fallback", tally.fallback),
            ("possible", tally.possible),
            ("gap", tally.gap),
        ] {
            let tall = share(part, most, HEIGHT * 100);
            bottom -= tall;
            if tall > 0 {
                let (y, tall) = (hundredths(bottom), hundredths(tall));
                let _ = write!(
                    svg,
                    "<rect class=\"{class}\" x=\"{left}\" y=\"{y}\" width=\"{width}\" height=\"{tall}\"/>"
                );
            }
        }
        if number % every == 0 && x + DATE * 100 <= WIDTH * 100 {
            let _ = write!(svg, "<text x=\"{left}\" y=\"{y}\">{week}</text>", y = HEIGHT + FOOT);
        }
        svg.push_str("</g>");
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// A bar for each name.
pub fn bars(name: &str, class: &str, rows: &[(&str, u64)]) -> String {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let mut svg = open(rows.len() as u64 * ROW, name);
    for (number, (label, count)) in (0..).zip(rows) {
        let (y, text) = (number * ROW, number * ROW + 17);
        let short: String = label.chars().take(LETTERS).collect();
        let more = if short.len() < label.len() { "…" } else { "" };
        let wide = share(*count, most, WIDTH - LABEL - 90).max(2);
        let _ = write!(
            svg,
            "<g><title>{}: {count}</title><text x=\"{x}\" y=\"{text}\" text-anchor=\"end\">{}{more}</text><rect class=\"{class}\" x=\"{LABEL}\" y=\"{top}\" width=\"{wide}\" height=\"18\" rx=\"3\"/><text x=\"{after}\" y=\"{text}\">{count}</text></g>",
            escape(label),
            escape(&short),
            x = LABEL - 8,
            top = y + 3,
            after = LABEL + wide + 8,
        );
    }
    svg.push_str("</svg>");
    svg
}

fn open(height: u64, name: &str) -> String {
    format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">", escape(name))
}

/// How much of a length a part is of the most.
fn share(part: u64, most: u64, length: u64) -> u64 {
    let share = u128::from(part) * u128::from(length) / u128::from(most.max(1));
    u64::try_from(share).unwrap_or(length).min(length)
}

fn hundredths(number: u64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}
