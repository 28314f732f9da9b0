//! Versions as a program numbers them, ranges of them, and what these say of one version: never a guess.

use crate::choice;

choice! { Scheme { Semver = "semver", Calver = "calver", Plain = "plain", } }

/// Between ranges of which one must hold, and between fixed versions.
const OR: &str = "||";

/// What ranges and fixed versions say of a version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    Applies,
    Fixed(String),
    Unknown,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Version {
    /// Without zeros at the end: `2.0` is `2`.
    numbers: Vec<u64>,
    stage: Stage,
}

/// A pre-release comes before its release.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Stage {
    Before(Vec<Mark>),
    Release,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Mark {
    Number(u64),
    Word(String),
}

impl Version {
    fn parse(scheme: Scheme, text: &str) -> Option<Version> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        match scheme {
            Scheme::Semver => {
                let text = text.split_once('+').map_or(text, |(version, _)| version);
                let (core, stage) = match text.split_once('-') {
                    Some((core, marks)) => {
                        (core, Stage::Before(marks.split('.').map(mark).collect::<Option<_>>()?))
                    }
                    None => (text, Stage::Release),
                };
                let numbers = numbers(core.split('.')).filter(|_| core.matches('.').count() < 3)?;
                Some(Version { numbers, stage })
            }
            Scheme::Calver => {
                Some(Version { numbers: numbers(text.split(['.', '-']))?, stage: Stage::Release })
            }
            Scheme::Plain => None,
        }
    }

    /// Whether both are releases of one line, as 2.3.7 and 2.3.9 are.
    fn is_beside(&self, other: &Version) -> bool {
        let line = |version: &Version| {
            let mut numbers = version.numbers.clone();
            numbers.resize(3, 0);
            (numbers[0], numbers[1])
        };
        line(self) == line(other)
    }
}

fn numbers<'t>(parts: impl Iterator<Item = &'t str>) -> Option<Vec<u64>> {
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
    let mut numbers: Vec<u64> = parts.map(number).collect::<Option<_>>()?;
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

fn mark(text: &str) -> Option<Mark> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then(|| text.parse().map_or_else(|_| Mark::Word(text.into()), Mark::Number))
}

/// A bound, and whether it is a part of the range itself.
type Bound = (Version, bool);

/// From one bound to another.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Range {
    low: Option<Bound>,
    high: Option<Bound>,
}

impl Range {
    /// `>=1.2 <1.5`, `1.2.x`, `1.2.3` or `*`. None if no version can be in it.
    fn parse(scheme: Scheme, text: &str) -> Option<Range> {
        let mut range = Range::default();
        let mut written = text.to_string();
        for sign in ["<", ">", "="] {
            written = written.replace(&format!("{sign} "), sign);
        }
        let mut parts = written.split_whitespace().peekable();
        parts.peek()?;
        for part in parts {
            range.narrow(scheme, part)?;
        }
        let empty = match (&range.low, &range.high) {
            (Some(low), Some(high)) => low.0 > high.0 || low.0 == high.0 && !(low.1 && high.1),
            _ => false,
        };
        (!empty).then_some(range)
    }

    fn narrow(&mut self, scheme: Scheme, part: &str) -> Option<()> {
        let signs = ["<=", ">=", "<", ">", "="];
        let (sign, text) =
            signs.iter().find_map(|sign| Some((*sign, part.strip_prefix(sign)?))).unwrap_or(("", part));
        if sign.is_empty() && part == "*" {
            return Some(());
        }
        let wild = text.strip_suffix(".x").or_else(|| text.strip_suffix(".*")).filter(|_| sign.is_empty());
        let version = Version::parse(scheme, wild.unwrap_or(text))?;
        if let Some(wild) = wild {
            let places = wild.split(['.', '-']).count();
            let mut next = version.numbers.clone();
            next.resize(places, 0);
            *next.last_mut()? += 1;
            self.from((version, true));
            self.to((Version { numbers: next, stage: Stage::Release }, false));
            return Some(());
        }
        match sign {
            ">=" | ">" => self.from((version, sign == ">=")),
            "<=" | "<" => self.to((version, sign == "<=")),
            _ => {
                self.from((version.clone(), true));
                self.to((version, true));
            }
        }
        Some(())
    }

    fn from(&mut self, bound: Bound) {
        let tighter = self.low.as_ref().is_none_or(|low| (&bound.0, !bound.1) > (&low.0, !low.1));
        self.low = if tighter { Some(bound) } else { self.low.take() };
    }

    fn to(&mut self, bound: Bound) {
        let tighter = self.high.as_ref().is_none_or(|high| (&bound.0, bound.1) < (&high.0, high.1));
        self.high = if tighter { Some(bound) } else { self.high.take() };
    }

    fn holds(&self, version: &Version) -> bool {
        let above = |(low, own): &Bound| version > low || *own && version == low;
        let below = |(high, own): &Bound| version < high || *own && version == high;
        self.low.as_ref().is_none_or(above) && self.high.as_ref().is_none_or(below)
    }
}

/// The parts of a text that name a range or a version each.
fn alternatives(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split(OR)).map(str::trim)
}

/// The ranges and versions that this scheme can't read.
pub(super) fn unreadable<'t>(
    scheme: Scheme,
    affected: Option<&'t str>,
    fixed: Option<&'t str>,
) -> impl Iterator<Item = &'t str> {
    let plain = move |text: &str| scheme == Scheme::Plain && !text.is_empty();
    let affected =
        alternatives(affected).filter(move |text| !plain(text) && Range::parse(scheme, text).is_none());
    let fixed =
        alternatives(fixed).filter(move |text| !plain(text) && Version::parse(scheme, text).is_none());
    affected.chain(fixed)
}

/// What they say of a version; what one of them leaves open is unknown.
pub fn standing(scheme: Scheme, affected: Option<&str>, fixed: Option<&str>, version: &str) -> Standing {
    if scheme == Scheme::Plain {
        if alternatives(affected).any(|one| one == version) {
            return Standing::Applies;
        }
        let fix = alternatives(fixed).find(|one| *one == version);
        return fix.map_or(Standing::Unknown, |fix| Standing::Fixed(fix.into()));
    }
    let ranges: Option<Vec<Range>> = alternatives(affected).map(|text| Range::parse(scheme, text)).collect();
    let fix = |text: &str| Some((Version::parse(scheme, text)?, text.to_string()));
    let repairs: Option<Vec<(Version, String)>> = alternatives(fixed).map(fix).collect();
    match (Version::parse(scheme, version), ranges, repairs) {
        (Some(version), Some(ranges), Some(mut repairs)) => {
            repairs.sort();
            judge(&version, &ranges, &repairs)
        }
        _ => Standing::Unknown,
    }
}

fn judge(version: &Version, ranges: &[Range], fixes: &[(Version, String)]) -> Standing {
    let bounds = ranges.iter().flat_map(|range| range.low.iter().chain(&range.high)).map(|bound| &bound.0);
    let mut named = bounds.chain(fixes.iter().map(|fix| &fix.0));
    // Whether a pre-release of a named version has its change already is not known.
    if version.stage != Stage::Release && named.any(|one| one != version && one.numbers == version.numbers) {
        return Standing::Unknown;
    }
    let reached = |fix: &&(Version, String)| fix.0 <= *version;
    let own_line = fixes.iter().rev().filter(reached).find(|fix| fix.0.is_beside(version));
    let all = fixes.last().filter(reached);
    let surely = own_line.or(all).map(|fix| Standing::Fixed(fix.1.clone()));
    let mut holding = ranges.iter().filter(|range| range.holds(version)).peekable();
    if holding.peek().is_some() {
        // A range without an end goes as far as a fix.
        let ends = holding.any(|range| range.high.is_some());
        return match surely {
            Some(fix) if !ends => fix,
            None if !ends && fixes.iter().any(|fix| reached(&fix)) => Standing::Unknown,
            _ => Standing::Applies,
        };
    }
    surely.unwrap_or(Standing::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(scheme: Scheme, affected: &str, fixed: &str, version: &str) -> String {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_string());
        match standing(scheme, some(affected).as_deref(), some(fixed).as_deref(), version) {
            Standing::Applies => "applies".into(),
            Standing::Fixed(fix) => format!("fixed in {fix}"),
            Standing::Unknown => "unknown".into(),
        }
    }

    #[test]
    fn a_version_applies_is_fixed_or_unknown() {
        for (affected, fixed, version, expected) in [
            ("<2.1.156", "2.1.156", "2.1.155", "applies"),
            ("<2.1.156", "2.1.156", "v2.1.156", "fixed in 2.1.156"),
            ("<2.1.156", "2.1.156", "2.1.200", "fixed in 2.1.156"),
            ("<2.1.156", "", "2.1.200", "unknown"),
            (">=1.0.88 <2.1", "", "1.0.87", "unknown"),
            (">=1.0.88 <2.1", "", "1.0.88", "applies"),
            (">=1.0.88 <=2.1", "", "2.1.0", "applies"),
            (">= 1.0.88 < 2.1", "", "2.1", "unknown"),
            // Without an end, it goes as far as the fix.
            (">=1.0", "2.1.5", "2.1.4", "applies"),
            (">=1.0", "2.1.5", "3.0.0", "fixed in 2.1.5"),
            ("*", "2.1.5", "0.1", "applies"),
            // Two lines of releases.
            (">=2.3 <2.3.9 || >=2.4 <2.4.1", "2.3.9 || 2.4.1", "2.4.0", "applies"),
            (">=2.3 <2.3.9 || >=2.4 <2.4.1", "2.3.9 || 2.4.1", "2.3.10", "fixed in 2.3.9"),
            (">=2.3 <2.3.9 || >=2.4 <2.4.1", "2.3.9 || 2.4.1", "2.5", "fixed in 2.4.1"),
            (">=2.0", "2.3.9 || 2.4.1", "2.4.0", "unknown"),
            ("", "2.3.9 || 2.4.1", "2.4.0", "unknown"),
            ("", "2.3.9 || 2.4.1", "2.3.9", "fixed in 2.3.9"),
            ("", "2.3.9", "2.3.8", "unknown"),
            ("2.1.x", "", "2.1.999", "applies"),
            ("2.1.*", "", "2.2.0", "unknown"),
            ("2.1.116", "", "2.1.116", "applies"),
            // A pre-release of a bound may have it or not.
            ("<2.1.156", "2.1.156", "2.1.156-beta.1", "unknown"),
            ("<2.1.156", "2.1.156", "2.1.155-beta.1", "applies"),
            ("<2.1.156-beta.3", "", "2.1.155", "applies"),
            ("<2.1.156", "2.1.156", "2.1.155+build.7", "applies"),
            ("<2.1.156", "2.1.156", "latest", "unknown"),
            ("<2.1.156", "2.1.156", "99999999999999999999.0.0", "unknown"),
            ("<2.1.156", "not stated", "2.1.1", "unknown"),
        ] {
            assert_eq!(
                said(Scheme::Semver, affected, fixed, version),
                expected,
                "{affected}; {fixed}; {version}"
            );
        }
    }

    #[test]
    fn calendars_and_names_are_versions_too() {
        for (affected, fixed, version, expected) in [
            (">=2024.10 <2025.2", "2025.2", "2024.10.1", "applies"),
            (">=2024.10 <2025.2", "2025.2", "2025.2", "fixed in 2025.2"),
            ("2024-10-07", "", "2024.10.7", "applies"),
            ("24.04.x", "", "24.04.3", "applies"),
        ] {
            assert_eq!(said(Scheme::Calver, affected, fixed, version), expected, "{affected} {version}");
        }
        for (version, expected) in [("23H2", "applies"), ("24H2", "fixed in 24H2"), ("22H2", "unknown")] {
            assert_eq!(said(Scheme::Plain, "23H1 || 23H2", "24H2", version), expected);
        }
    }

    #[test]
    fn what_a_scheme_cannot_read_is_named() {
        let bad =
            |scheme, affected, fixed| unreadable(scheme, Some(affected), Some(fixed)).collect::<Vec<_>>();
        assert_eq!(bad(Scheme::Semver, ">=1 <2 || 2.x", "2.1"), [""; 0]);
        assert_eq!(
            bad(Scheme::Semver, "before 2.1 || >2 <1 || ", "not stated"),
            ["before 2.1", ">2 <1", "", "not stated"]
        );
        assert_eq!(bad(Scheme::Calver, ">=2024.10 || 2024.rc1", "2025.2"), ["2024.rc1"]);
        assert_eq!(bad(Scheme::Plain, "23H2 || Sequoia", "24H2"), [""; 0]);
    }
}
