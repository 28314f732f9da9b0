//! Statuses and error types that stand in the text, each with its place: what an error object says about itself.

use super::find::Places;
use super::normalize::{Gap, Glyph, is_word};
use super::table::Table;

/// How far from a phrase a facet still belongs to the same error object.
const SAME_OBJECT: usize = 200;
/// How far before a number the word stands that makes it a status.
const LOOK_BACK: usize = 16;
/// Points for a facet that agrees, lost for one that contradicts.
const STATUS_POINTS: i32 = 4;
const KIND_POINTS: i32 = 8;
/// The same for what else supports a record. What else stands there contradicts nothing.
pub(super) const EVIDENCE_POINTS: i32 = 4;

pub(super) struct Facets<'a> {
    statuses: Vec<(usize, u16)>,
    kinds: Vec<(usize, &'a str)>,
}

impl<'a> Facets<'a> {
    pub fn read(table: &'a Table, glyphs: &[Glyph], places: &Places) -> Self {
        let statuses = (0..glyphs.len()).filter_map(|at| Some((at, status_at(glyphs, at)?))).collect();
        let mut kinds: Vec<(usize, &str)> = Vec::new();
        for (pattern, kind) in &table.kinds {
            kinds.extend(places.get(pattern).into_iter().flatten().map(|place| (place.start, kind.as_str())));
        }
        kinds.sort_unstable();
        Self { statuses, kinds }
    }

    /// What the facets beside a span add to a claim or take from it.
    pub fn points(&self, span: (usize, usize), status: Option<u16>, kind: Option<&str>) -> i32 {
        let (status, kind) = self.parts(span, status, kind);
        status + kind
    }

    /// The same for the status and the type alone.
    pub fn parts(&self, span: (usize, usize), status: Option<u16>, kind: Option<&str>) -> (i32, i32) {
        let status = points(nearest(&self.statuses, span), status, STATUS_POINTS);
        (status, points(nearest(&self.kinds, span), kind, KIND_POINTS))
    }
}

fn points<T: PartialEq>(found: Option<T>, wanted: Option<T>, worth: i32) -> i32 {
    match (found, wanted) {
        (Some(found), Some(wanted)) if found == wanted => worth,
        (Some(_), Some(_)) => -worth,
        _ => 0,
    }
}

/// The facet next to the span, before it rather than behind it.
fn nearest<T: Copy>(facets: &[(usize, T)], span: (usize, usize)) -> Option<T> {
    let behind = facets.partition_point(|facet| facet.0 < span.0);
    let before = behind.checked_sub(1).map(|n| (span.0 - facets[n].0, facets[n].1));
    let behind = facets.get(behind).map(|facet| (facet.0.saturating_sub(span.1), facet.1));
    let best = match (before, behind) {
        (Some(before), Some(behind)) if behind.0 < before.0 => behind,
        (Some(before), _) => before,
        (None, behind) => behind?,
    };
    (best.0 <= SAME_OBJECT).then_some(best.1)
}

/// A number from 400 to 599 that stands alone, behind a word that makes it a status.
fn status_at(glyphs: &[Glyph], at: usize) -> Option<u16> {
    if !matches!(glyphs[at].sign, '4' | '5') {
        return None;
    }
    let tight =
        |place: usize| glyphs.get(place).filter(|glyph| glyph.gap == Gap::None).map(|glyph| glyph.sign);
    let starts = at == 0
        || glyphs[at].gap != Gap::None
        || !(is_word(glyphs[at - 1].sign) || matches!(glyphs[at - 1].sign, '.' | '-'));
    let decimal = tight(at + 3) == Some('.') && tight(at + 4).is_some_and(|sign| sign.is_ascii_digit());
    let goes_on = decimal || tight(at + 3).is_some_and(|sign| is_word(sign) || sign == '-');
    if !starts || goes_on {
        return None;
    }
    let value = (at..at + 3).try_fold(0, |value: u32, place| {
        let digit = glyphs.get(place)?.sign.to_digit(10)?;
        (place == at || glyphs[place].gap == Gap::None).then_some(value * 10 + digit)
    })?;
    let before: String = glyphs[at.saturating_sub(LOOK_BACK)..at].iter().map(|glyph| glyph.sign).collect();
    let named = ["error", "code", "status", "http"].iter().any(|word| before.contains(word));
    named.then_some(u16::try_from(value).ok()?)
}
