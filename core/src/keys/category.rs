//! Category keys: one HPKE key pair for each category and epoch.

use super::sealing::SealingPublicKey;
use crate::types::CategoryCode;
use serde::{Deserialize, Serialize};

/// How often a category's key has been rotated: 0 at first.
///
/// Revoking a grant rotates the category's epoch: what is sealed afterwards is out of the former
/// grantee's reach.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct KeyEpoch(u32);

impl KeyEpoch {
    /// The epoch with this number.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The epoch's number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The epoch after this one, or `None` after the last.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

/// The public key under which authors seal a patient's records of one category, while the patient
/// may be offline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryKey {
    /// The category.
    pub category: CategoryCode,
    /// The category's current epoch.
    pub epoch: KeyEpoch,
    /// The HPKE public key of this category and epoch.
    pub key: SealingPublicKey,
}
