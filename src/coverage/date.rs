//! The day of a text, and the week it belongs to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(i32);

/// Years in which errors are reported: what else looks like a date is a number.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2099;

impl Date {
    fn of(year: i16, month: i8, day: i8) -> Option<Date> {
        let date = jiff::civil::Date::new(year, month, day).ok().filter(|_| YEARS.contains(&year))?;
        let days = date.since(EPOCH).ok()?.get_days();
        Some(Date(days))
    }

    /// The day that a time of any usual form begins with: `2026-11-20T10:00:00Z`, `2026/11/20`, `20/Nov/2026:10:00`, or
    /// seconds and milliseconds since 1970.
    pub fn parse(text: &str) -> Option<Date> {
        let text = text.trim();
        let number = |part: Option<&str>| part.and_then(|part| part.parse::<i16>().ok());
        if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return Date::since_epoch(text);
        }
        let head = text.get(..10).or_else(|| text.get(..11))?;
        let mut parts = head.split(['-', '/']);
        let (first, second) = (parts.next()?, parts.next()?);
        let third = text.split(['-', '/']).nth(2)?;
        if first.len() == 4 {
            let day = third.get(..2)?;
            return Date::of(number(Some(first))?, month(second)?, number(Some(day))?.try_into().ok()?);
        }
        let year = third.get(..4)?;
        let day = first.trim_start_matches('[');
        Date::of(number(Some(year))?, month(second)?, number(Some(day))?.try_into().ok()?)
    }

    fn since_epoch(text: &str) -> Option<Date> {
        let whole = text.split('.').next()?;
        let seconds: i64 = whole.parse().ok()?;
        let seconds = if whole.len() >= 12 { seconds / 1000 } else { seconds };
        let date = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
        Date::of(date.year(), date.month(), date.day())
    }

    /// The first date in the head of a log line, where its time is written.
    pub fn in_head(line: &str) -> Option<Date> {
        const HEAD: usize = 80;
        let end = line.char_indices().nth(HEAD).map_or(line.len(), |(at, _)| at);
        let bytes = line.as_bytes();
        (0..end).find_map(|at| {
            let begins = bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
            let apart = |n: usize| matches!(bytes.get(at + n), Some(b'-' | b'/'));
            let dated = apart(4) && apart(7) || apart(2) && apart(6);
            if begins && dated { line.get(at..).and_then(Date::parse) } else { None }
        })
    }

    /// The Monday of its week.
    #[must_use]
    pub fn week(self) -> Date {
        // 1970-01-01 was a Thursday.
        Date(self.0 - (self.0 + 3).rem_euclid(7))
    }

    /// The same day so many weeks later.
    #[must_use]
    pub fn later(self, weeks: i32) -> Date {
        Date(self.0 + 7 * weeks)
    }

    /// How many weeks there are from an earlier day to this one.
    pub fn weeks_since(self, earlier: Date) -> i32 {
        (self.0 - earlier.0) / 7
    }
}

const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

fn month(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let lower = text.to_ascii_lowercase();
    let place = NAMES.iter().position(|name| *name == lower)?;
    i8::try_from(place + 1).ok()
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use jiff::ToSpan;
        let date = EPOCH.checked_add(self.0.days()).unwrap_or(EPOCH);
        write!(f, "{date}")
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Date, String> {
        let date = Date::parse(&text).filter(|date| date.to_string() == text);
        date.ok_or_else(|| format!("`{}` is not a date", text.escape_debug()))
    }
}

/// The week of a text, by its Monday; none for a text without a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week(pub Option<Date>);

impl Week {
    pub fn of(day: Option<Date>) -> Week {
        Week(day.map(Date::week))
    }
}

impl From<Week> for String {
    fn from(week: Week) -> String {
        week.0.map(String::from).unwrap_or_default()
    }
}

impl TryFrom<String> for Week {
    type Error = String;

    fn try_from(text: String) -> Result<Week, String> {
        if text.is_empty() {
            return Ok(Week(None));
        }
        let date = Date::try_from(text)?;
        if date.week() == date { Ok(Week(Some(date))) } else { Err(format!("`{date}` is not a Monday")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_every_usual_form() {
        for text in [
            "2026-11-20",
            "2026-11-20T23:59:59Z",
            "2026/11/20 10:00",
            "20/Nov/2026:10:00:00 +0000",
            "20/11/2026",
            "1795132800",
            "1795132800123",
        ] {
            assert_eq!(
                Date::parse(text).map(|date| date.to_string()).as_deref(),
                Some("2026-11-20"),
                "{text}"
            );
        }
        for text in
            ["", "2026-13-40", "12-34-56", "0001-01-01", "9999-99-99T", "ab-cd-ef", "12345", "ä026-11-20"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_day_of_a_line_is_in_its_head() {
        for line in [
            "[2026-11-20 10:00] ERROR x",
            "host 2026-11-20T10:00:00Z x",
            "- - [20/Nov/2026:10:00:00 +0000] x",
        ] {
            assert!(Date::in_head(line).is_some(), "{line}");
        }
        assert_eq!(Date::in_head("ERROR 10-20-30 é 1-2-3"), None);
    }

    #[test]
    fn a_week_begins_on_monday() {
        let week = |text: &str| Date::parse(text).map(|date| date.week().to_string());
        assert_eq!(week("2026-11-16").as_deref(), Some("2026-11-16"));
        assert_eq!(week("2026-11-22").as_deref(), Some("2026-11-16"));
        assert_eq!(week("1990-01-01").as_deref(), Some("1990-01-01"));
    }
}
