//! `A..B`: a range of bytes.

use std::{ops::Range, str::FromStr};

/// Bytes from a place up to, but not including, another; either may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RangeArg {
    start: u64,
    end: Option<u64>,
}

impl RangeArg {
    /// The range in something of this length.
    pub(crate) fn within(self, length: u64) -> Range<u64> {
        self.start..self.end.unwrap_or(length)
    }
}

impl FromStr for RangeArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected A..B with A not after B, such as 0..1024";
        let number = |text: &str| text.parse::<u64>().map_err(|_| EXPECTED);
        let (start, end) = text.split_once("..").ok_or(EXPECTED)?;
        let start = if start.is_empty() { 0 } else { number(start)? };
        let end = match end {
            "" => None,
            end => Some(number(end)?),
        };
        if end.is_some_and(|end| end < start) {
            return Err(EXPECTED);
        }
        Ok(Self { start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::RangeArg;

    #[test]
    fn ranges_are_half_open_and_open_ended() {
        let within = |text: &str| text.parse::<RangeArg>().map(|range| range.within(100));
        assert_eq!(within("3..7"), Ok(3..7));
        assert_eq!(within("3.."), Ok(3..100));
        assert_eq!(within("..7"), Ok(0..7));
        assert_eq!(within("7..7"), Ok(7..7));
        for bad in ["", "7", "7..3", "a..b", "-1..3", "1..=3", "1...3"] {
            assert!(within(bad).is_err(), "{bad}");
        }
    }
}
