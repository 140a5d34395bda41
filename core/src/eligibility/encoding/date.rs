//! Dates as numbers of days, and ages as dates of birth.

use super::ValueError;
use std::{fmt, str::FromStr};
use time::{Date, Month};

/// A calendar day: days since 1900-01-01, up to 2079-06-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u16);

/// All the days a date can mean: one for `2026-02-18`, a month of them for `2026-02`, a year of
/// them for `2026`.
///
/// Reads FHIR `date`, `dateTime` and `instant`. Of a time, only the date as written counts: the day
/// it was where the value was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first of them.
    pub earliest: Day,
    /// The last of them.
    pub latest: Day,
}

/// When somebody born on 29 February grows a year older in a year without that day.
///
/// Jurisdictions differ, so each policy about an age states its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeapDayRule {
    /// On 28 February.
    February28,
    /// On 1 March.
    March1,
}

impl Day {
    /// 2079-06-06, the last day there is here.
    pub const LAST: Self = Self(u16::MAX);

    /// The day this many days after 1900-01-01.
    #[must_use]
    pub const fn from_number(number: u16) -> Self {
        Self(number)
    }

    /// Days since 1900-01-01.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The UTC day of a time.
    ///
    /// # Errors
    ///
    /// [`ValueError`] after 2079-06-06.
    pub fn of(time: crate::types::Timestamp) -> Result<Self, ValueError> {
        let since_1970 = time.seconds() / 86_400;
        u16::try_from(since_1970 + 25_567)
            .map(Self)
            .map_err(|_| ValueError)
    }

    fn from_date(date: Date) -> Result<Self, ValueError> {
        u16::try_from(date.to_julian_day() - FIRST_JULIAN_DAY)
            .map(Self)
            .map_err(|_| ValueError)
    }

    fn date(self) -> Result<Date, ValueError> {
        Date::from_julian_day(FIRST_JULIAN_DAY + i32::from(self.0)).map_err(|_| ValueError)
    }

    /// The latest day on which somebody who is `years` old today can be born; `None` if that is
    /// before 1900.
    ///
    /// "At least 18" is "born on or before this day".
    ///
    /// # Errors
    ///
    /// [`ValueError`] never for a day of this range.
    pub fn latest_birth(self, years: u8, rule: LeapDayRule) -> Result<Option<Self>, ValueError> {
        let today = self.date()?;
        let year = today.year() - i32::from(years);
        let length = today.month().length(year);
        let near = Date::from_calendar_date(year, today.month(), today.day().min(length));
        let near = near.map_err(|_| ValueError)?.to_julian_day();
        // The rules move a birthday by one day at most, so one of three days is the last whose
        // birthday has come.
        for candidate in [near + 1, near, near - 1] {
            let born = Date::from_julian_day(candidate).map_err(|_| ValueError)?;
            if birthday(born, years, rule)? <= today {
                return Ok(Self::from_date(born).ok());
            }
        }
        Err(ValueError)
    }
}

impl Days {
    /// One certain day.
    #[must_use]
    pub const fn exactly(day: Day) -> Self {
        Self {
            earliest: day,
            latest: day,
        }
    }
}

impl FromStr for Days {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        if time.is_some_and(|time| date.len() != 10 || !is_time(time)) {
            return Err(ValueError);
        }
        let mut parts = date.split('-');
        let year = i32::from(number(parts.next(), 4)?.ok_or(ValueError)?);
        let (month, day) = (number(parts.next(), 2)?, number(parts.next(), 2)?);
        let of = |month: Month, day: u8| {
            let date = Date::from_calendar_date(year, month, day).map_err(|_| ValueError)?;
            Day::from_date(date)
        };
        let month_named = |number: u16| {
            let number = u8::try_from(number).map_err(|_| ValueError)?;
            Month::try_from(number).map_err(|_| ValueError)
        };
        if parts.next().is_some() {
            return Err(ValueError);
        }
        match (month, day) {
            (None, _) => Ok(Self {
                earliest: of(Month::January, 1)?,
                latest: of(Month::December, 31)?,
            }),
            (Some(month), None) => {
                let month = month_named(month)?;
                Ok(Self {
                    earliest: of(month, 1)?,
                    latest: of(month, month.length(year))?,
                })
            }
            (Some(month), Some(day)) => {
                let day = u8::try_from(day).map_err(|_| ValueError)?;
                of(month_named(month)?, day).map(Self::exactly)
            }
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date().map_err(|_| fmt::Error)?;
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }
}

impl LeapDayRule {
    pub(in crate::eligibility) fn from_name(name: &str) -> Option<Self> {
        match name {
            "february-28" => Some(Self::February28),
            "march-1" => Some(Self::March1),
            _ => None,
        }
    }

    /// The rule in plain words.
    pub(in crate::eligibility) const fn in_words(self) -> &'static str {
        match self {
            Self::February28 => "28 February",
            Self::March1 => "1 March",
        }
    }
}

/// The Julian day number of 1900-01-01.
const FIRST_JULIAN_DAY: i32 = 2_415_021;

/// The day on which somebody completes `years` years.
fn birthday(born: Date, years: u8, rule: LeapDayRule) -> Result<Date, ValueError> {
    let year = born.year() + i32::from(years);
    let (month, day) = match (born.month(), born.day()) {
        (Month::February, 29) if Month::February.length(year) == 28 => match rule {
            LeapDayRule::February28 => (Month::February, 28),
            LeapDayRule::March1 => (Month::March, 1),
        },
        same => same,
    };
    Date::from_calendar_date(year, month, day).map_err(|_| ValueError)
}

/// A number of exactly so many digits, if there is a part at all.
fn number(part: Option<&str>, digits: usize) -> Result<Option<u16>, ValueError> {
    match part {
        None => Ok(None),
        Some(text) if text.len() == digits && text.bytes().all(|c| c.is_ascii_digit()) => {
            text.parse().map(Some).map_err(|_| ValueError)
        }
        Some(_) => Err(ValueError),
    }
}

/// `hh:mm[:ss[.fraction]]` and a zone, as FHIR demands of every time.
fn is_time(text: &str) -> bool {
    let zone_at = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone_at);
    let two = |part: &str, below: u8| {
        part.len() == 2
            && part.bytes().all(|c| c.is_ascii_digit())
            && part.parse().is_ok_and(|value: u8| value < below)
    };
    let mut parts = clock.splitn(3, ':');
    let hours = parts.next().is_some_and(|part| two(part, 24));
    let minutes = parts.next().is_some_and(|part| two(part, 60));
    let seconds = parts.next().is_none_or(|part| match part.split_once('.') {
        Some((whole, fraction)) => {
            let digits = fraction.bytes().all(|c| c.is_ascii_digit());
            two(whole, 61) && !fraction.is_empty() && digits
        }
        None => two(part, 61),
    });
    let offset = zone == "Z"
        || zone
            .strip_prefix(['+', '-'])
            .and_then(|rest| rest.split_once(':'))
            .is_some_and(|(hours, minutes)| two(hours, 15) && two(minutes, 60));
    hours && minutes && seconds && offset
}

#[cfg(test)]
mod tests;
