//! Decimals as FHIR writes them, turned into integers without floating point.

use super::ValueError;
use std::str::FromStr;

/// A decimal number, exactly: `digits × 10^exponent`.
///
/// Reads the FHIR `decimal` syntax: `-12.50`, `6.5`, `1.2e-3`; no leading zeros or `+`, at most 38
/// characters, so that their digits are a number that is never too large to round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    digits: i128,
    exponent: i32,
}

/// What happens to decimal places that a schema's scale has no room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// They are refused: the value cannot be certified.
    Exact,
    /// To the nearest, a tie to the even neighbour (IEC 60559).
    HalfEven,
    /// To the nearest, a tie away from zero.
    HalfUp,
    /// Towards zero.
    Truncate,
    /// Towards minus infinity; used for upper bounds.
    Floor,
    /// Towards plus infinity; used for lower bounds.
    Ceiling,
}

impl Rounding {
    /// The name in a schema; only the first four can be written there.
    pub(in crate::eligibility) fn from_name(name: &str) -> Option<Self> {
        match name {
            "exact" => Some(Self::Exact),
            "half-even" => Some(Self::HalfEven),
            "half-up" => Some(Self::HalfUp),
            "truncate" => Some(Self::Truncate),
            _ => None,
        }
    }
}

impl Decimal {
    /// `self × 10^scale` as an integer.
    ///
    /// # Errors
    ///
    /// [`ValueError`] if the result leaves ±2⁶², or if places would be lost under
    /// [`Rounding::Exact`].
    pub fn scaled(self, scale: u8, rounding: Rounding) -> Result<i64, ValueError> {
        let shift = self.exponent + i32::from(scale);
        let power = 10i128.checked_pow(shift.unsigned_abs());
        let scaled = match (shift >= 0, power) {
            _ if self.digits == 0 => 0,
            (true, Some(power)) => self.digits.checked_mul(power).ok_or(ValueError)?,
            (true, None) => return Err(ValueError),
            (false, Some(power)) => divide(self.digits, power, rounding)?,
            // The divisor is larger than any digits there are: only the sign is left.
            (false, None) => divide(self.digits.signum(), 10, rounding)?,
        };
        let scaled = i64::try_from(scaled).map_err(|_| ValueError)?;
        if scaled.unsigned_abs() < 1 << 62 {
            Ok(scaled)
        } else {
            Err(ValueError)
        }
    }
}

impl FromStr for Decimal {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if text.len() > MAX_LEN {
            return Err(ValueError);
        }
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, signed(exponent)?),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return Err(ValueError),
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || leading_zero || !all_digits(whole) || !all_digits(fraction) {
            return Err(ValueError);
        }
        let digits: i128 = format!("{whole}{fraction}")
            .parse()
            .map_err(|_| ValueError)?;
        let places = i32::try_from(fraction.len()).map_err(|_| ValueError)?;
        Ok(Self {
            digits: if negative { -digits } else { digits },
            exponent: exponent - places,
        })
    }
}

const MAX_LEN: usize = 38;

fn all_digits(text: &str) -> bool {
    text.bytes().all(|c| c.is_ascii_digit())
}

/// A decimal exponent of at most three digits.
fn signed(text: &str) -> Result<i32, ValueError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if (1..=3).contains(&digits.len()) && all_digits(digits) {
        text.parse().map_err(|_| ValueError)
    } else {
        Err(ValueError)
    }
}

fn divide(digits: i128, divisor: i128, rounding: Rounding) -> Result<i128, ValueError> {
    let floor = digits.div_euclid(divisor);
    let rest = digits.rem_euclid(divisor);
    if rest == 0 {
        return Ok(floor);
    }
    // Which half the rest is in. It may be too large to be doubled.
    let half = rest.cmp(&(divisor - rest));
    let up = match rounding {
        Rounding::Exact => return Err(ValueError),
        Rounding::Floor => false,
        Rounding::Ceiling => true,
        Rounding::Truncate => digits < 0,
        Rounding::HalfEven => half.is_gt() || (half.is_eq() && floor % 2 != 0),
        Rounding::HalfUp => half.is_gt() || (half.is_eq() && digits > 0),
    };
    Ok(floor + i128::from(up))
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Rounding::*, ValueError};

    fn scaled(text: &str, scale: u8, rounding: super::Rounding) -> Result<i64, ValueError> {
        text.parse::<Decimal>()?.scaled(scale, rounding)
    }

    #[test]
    fn ties_and_signs() {
        for (text, even, up, truncated, floor, ceiling) in [
            ("6.45", 64, 65, 64, 64, 65),
            ("6.55", 66, 66, 65, 65, 66),
            ("6.449999999999", 64, 64, 64, 64, 65),
            ("6.450000000001", 65, 65, 64, 64, 65),
            ("-6.45", -64, -65, -64, -65, -64),
            ("-6.55", -66, -66, -65, -66, -65),
            ("0.05", 0, 1, 0, 0, 1),
            ("-0.05", 0, -1, 0, -1, 0),
            ("1e-300", 0, 0, 0, 0, 1),
            ("-1e-39", 0, 0, 0, -1, 0),
            ("-1e-38", 0, 0, 0, -1, 0),
            (
                "-9.99999999999999999999999999999999999",
                -100,
                -100,
                -99,
                -100,
                -99,
            ),
            ("0.949999999999999999999999999999999999", 9, 9, 9, 9, 10),
            ("-1e-300", 0, 0, 0, -1, 0),
        ] {
            for (rounding, expected) in [
                (HalfEven, even),
                (HalfUp, up),
                (Truncate, truncated),
                (Floor, floor),
                (Ceiling, ceiling),
            ] {
                assert_eq!(
                    scaled(text, 1, rounding),
                    Ok(expected),
                    "{text} {rounding:?}"
                );
            }
            assert_eq!(scaled(text, 1, Exact), Err(ValueError), "{text}");
        }
    }

    #[test]
    fn exact_values() {
        for (text, scale, expected) in [
            ("6.5", 1, 65),
            ("6.50", 1, 65),
            ("1.2e2", 0, 120),
            ("12E-1", 1, 12),
            ("-0", 3, 0),
            ("0.0e999", 9, 0),
            ("4611686018427387903", 0, (1 << 62) - 1),
        ] {
            assert_eq!(scaled(text, scale, Exact), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_decimal_or_too_large() {
        for text in [
            "",
            "-",
            "+1",
            "01",
            "1.",
            ".5",
            "1,5",
            "0x10",
            "1e",
            "1e1000",
            "1e+-1",
            "NaN",
            " 1",
            "1 ",
            "١",
            "4611686018427387904",
            "1e300",
            "11111111111111111111111111111111111111111",
        ] {
            assert_eq!(scaled(text, 0, HalfEven), Err(ValueError), "{text}");
        }
    }
}
