//! Why a record answers a text, or does not, for people.

use std::fmt::Write as _;

use super::{Plain, Style};
use crate::matcher::{Part, Score, Step, Tried, Verdict, Why};

pub fn why(why: &Why, style: &Style<'_>) -> String {
    let mut out = format!("{}: {}\n", (style.bold)(&why.record), said(why.verdict));
    if let Some(against) = &why.against {
        let _ = writeln!(out, "  {}", Plain::new(against.as_str()));
    }
    for tried in &why.signatures {
        signature(&mut out, tried, style);
    }
    out
}

fn said(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Match) => "match",
        Some(Verdict::Fallback) => "fallback",
        Some(Verdict::Possible) => "possible",
        None => "not in the answer",
    }
}

fn signature(out: &mut String, tried: &Tried, style: &Style<'_>) {
    let claims = if tried.verdict.is_some() { said(tried.verdict) } else { "claims nothing" };
    let _ = writeln!(out, "  signature {}: {claims}", tried.signature);
    for Step { part, text, line } in &tried.steps {
        let part = match part {
            Part::All => "all",
            Part::Any => "any",
            Part::Not => "not",
        };
        let place = line.map_or("not in the text".to_string(), |line| format!("line {line}"));
        let _ = writeln!(out, "    {} {}: {place}", (style.label)(part), Plain::new(text.as_str()));
    }
    for missing in &tried.missing {
        let _ = writeln!(out, "    {} {}", (style.label)("missing"), Plain::new(missing.as_str()));
    }
    if let Some(Score { letters, lost, status, kind, evidence, total }) = tried.score {
        let mut parts = format!("2 × {letters} letters");
        if lost > 0 {
            parts.push_str(" − 1 for the cut");
        }
        for (name, points) in [("status", status), ("type", kind), ("evidence", evidence)] {
            if points != 0 {
                let _ =
                    write!(parts, " {} {} for the {name}", if points > 0 { '+' } else { '−' }, points.abs());
            }
        }
        let _ = writeln!(out, "    {} {total} = {parts}", (style.label)("score"));
    }
}
