//! Points in time and spans of it, in whole seconds.

use crate::errors::ErrorCode;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A text or clock reading is no time between 1970 and 9999. Code: `invalid-time`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time is not an RFC 3339 date and time between 1970 and 9999")]
pub struct TimeError;

impl ErrorCode for TimeError {
    fn code(&self) -> &'static str {
        "invalid-time"
    }
}

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, up to the end of the year 9999.
///
/// Shown and read as RFC 3339; carried as an unsigned integer (the NumericDate of RFC 8392) in all
/// binary formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Timestamp(u64);

impl Timestamp {
    /// The start of 1970.
    pub const EPOCH: Self = Self(0);
    /// The last second of the year 9999, the latest time there is here.
    pub const MAX: Self = Self(253_402_300_799);

    /// The time this many seconds after the start of 1970.
    ///
    /// # Errors
    ///
    /// [`TimeError`] after the end of the year 9999.
    pub const fn from_seconds(seconds: u64) -> Result<Self, TimeError> {
        if seconds <= Self::MAX.0 {
            Ok(Self(seconds))
        } else {
            Err(TimeError)
        }
    }

    /// Seconds since the start of 1970.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// What the system's clock says now.
    ///
    /// # Errors
    ///
    /// [`TimeError`] if the clock stands before 1970 or after 9999.
    pub fn now() -> Result<Self, TimeError> {
        std::time::UNIX_EPOCH
            .elapsed()
            .map_err(|_| TimeError)
            .and_then(|elapsed| Self::from_seconds(elapsed.as_secs()))
    }

    /// The time `span` later, or [`Timestamp::MAX`].
    #[must_use]
    pub const fn plus(self, span: Duration) -> Self {
        let sum = self.0.saturating_add(span.0);
        if sum <= Self::MAX.0 {
            Self(sum)
        } else {
            Self::MAX
        }
    }

    /// The time `span` earlier, or [`Timestamp::EPOCH`].
    #[must_use]
    pub const fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// The span between two times, whichever comes first.
    #[must_use]
    pub const fn distance(self, other: Self) -> Duration {
        Duration(self.0.abs_diff(other.0))
    }
}

impl TryFrom<u64> for Timestamp {
    type Error = TimeError;

    fn try_from(seconds: u64) -> Result<Self, TimeError> {
        Self::from_seconds(seconds)
    }
}

impl From<Timestamp> for u64 {
    fn from(time: Timestamp) -> Self {
        time.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = i64::try_from(self.0)
            .ok()
            .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
            .and_then(|time| time.format(&Rfc3339).ok())
            .ok_or(fmt::Error)?;
        f.write_str(&text)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// Reads RFC 3339; fractions of a second are dropped.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| TimeError)?;
        Self::from_seconds(u64::try_from(time.unix_timestamp()).map_err(|_| TimeError)?)
    }
}

/// A span of time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Duration(u64);

impl Duration {
    /// This many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// This many hours.
    #[must_use]
    pub const fn from_hours(hours: u32) -> Self {
        Self(hours as u64 * 3600)
    }

    /// This many days of 24 hours.
    #[must_use]
    pub const fn from_days(days: u32) -> Self {
        Self(days as u64 * 86_400)
    }

    /// Length in seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3339_in_and_out() {
        let time: Timestamp = "2026-02-28T23:59:60Z".parse().unwrap_or(Timestamp::EPOCH);
        assert!(time.seconds() > 0, "a leap second is read");
        let time: Timestamp = "2026-03-01T01:00:00.9+01:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-03-01T00:00:00Z");
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59Z");
        assert_eq!("1969-12-31T23:59:59Z".parse::<Timestamp>(), Err(TimeError));
        assert_eq!("yesterday".parse::<Timestamp>(), Err(TimeError));
    }

    #[test]
    fn arithmetic_saturates() {
        let day = Duration::from_days(1);
        assert_eq!(Timestamp::MAX.plus(day), Timestamp::MAX);
        assert_eq!(Timestamp::EPOCH.minus(day), Timestamp::EPOCH);
        assert_eq!(Timestamp::EPOCH.plus(day).distance(Timestamp::EPOCH), day);
    }
}
