//! How a clinical value becomes a number that can be committed to.
//!
//! | value | becomes |
//! |---|---|
//! | decimal in one unit | an integer, scaled by a power of ten; never through floating point |
//! | date | days since 1900-01-01; a partial date becomes the earliest and the latest day it can be |
//! | code | an identifier, hashed from system and code; where the system is a tree, also a position |

mod code;
mod date;
mod decimal;

pub use code::Hierarchy;
pub use date::{Day, Days, LeapDayRule};
pub use decimal::{Decimal, Rounding};

/// A value cannot be encoded. Code: `invalid-value`.
///
/// It is no decimal, date or code; or outside what its schema's width can hold; or has more
/// decimal places than a schema without rounding allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the value is not one that its schema can certify")]
pub struct ValueError;

impl crate::errors::ErrorCode for ValueError {
    fn code(&self) -> &'static str {
        "invalid-value"
    }
}
