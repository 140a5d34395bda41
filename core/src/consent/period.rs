//! The period in which the records a grant covers were created.

use super::scope::ScopeError;
use crate::types::Timestamp;
use serde::{Deserialize, Serialize};

/// When records were created, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PeriodWire", into = "PeriodWire")]
pub struct DataPeriod {
    from: Timestamp,
    to: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodWire {
    from: Timestamp,
    to: Timestamp,
}

impl DataPeriod {
    /// Any time.
    pub const ALL: Self = Self {
        from: Timestamp::EPOCH,
        to: Timestamp::MAX,
    };

    /// From one time to another, both included.
    ///
    /// # Errors
    ///
    /// [`ScopeError::Empty`] if it ends before it begins.
    pub fn new(from: Timestamp, to: Timestamp) -> Result<Self, ScopeError> {
        if from <= to {
            Ok(Self { from, to })
        } else {
            Err(ScopeError::Empty)
        }
    }

    /// The first second of the period.
    #[must_use]
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// The last second of the period.
    #[must_use]
    pub fn to(self) -> Timestamp {
        self.to
    }

    /// Whether this time lies in the period.
    #[must_use]
    pub fn contains(self, time: Timestamp) -> bool {
        self.from <= time && time <= self.to
    }

    /// Whether this period lies in `parent`.
    #[must_use]
    pub fn is_within(self, parent: Self) -> bool {
        parent.from <= self.from && self.to <= parent.to
    }
}

impl TryFrom<PeriodWire> for DataPeriod {
    type Error = ScopeError;

    fn try_from(wire: PeriodWire) -> Result<Self, ScopeError> {
        Self::new(wire.from, wire.to)
    }
}

impl From<DataPeriod> for PeriodWire {
    fn from(period: DataPeriod) -> Self {
        Self {
            from: period.from,
            to: period.to,
        }
    }
}
