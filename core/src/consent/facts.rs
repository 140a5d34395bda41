//! What a decision needs to know about a record: what its author's manifest states.

use super::terms::{Confidentiality, ResourceType};
use crate::types::{CategoryCode, Commitment, RecordId, Timestamp};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};

/// What a record's signed manifest states about it, and the commitment the ledger holds of that
/// manifest.
///
/// Whoever decides takes the facts from a manifest whose author signature and commitment it has
/// checked itself. The grantee states the same facts in its request, so that both parties sign what
/// the decision was about; a difference denies.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordFacts {
    /// The record, through all its versions.
    pub record: RecordId,
    /// The ledger's commitment to this version's manifest.
    pub commitment: Commitment,
    /// The category whose key opens it.
    pub category: CategoryCode,
    /// When the record was created.
    pub created: Timestamp,
    /// The FHIR resource types it contains; empty if its manifest does not say.
    pub resource_types: BTreeSet<ResourceType>,
    /// How confidential it is, if its manifest says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidentiality: Option<Confidentiality>,
}

impl RecordFacts {
    /// The facts of a record whose manifest states neither resource types nor confidentiality.
    #[must_use]
    pub fn new(
        record: RecordId,
        commitment: Commitment,
        category: CategoryCode,
        created: Timestamp,
    ) -> Self {
        Self {
            record,
            commitment,
            category,
            created,
            resource_types: BTreeSet::new(),
            confidentiality: None,
        }
    }
}

/// Shows nothing of what only the parties should read.
impl fmt::Debug for RecordFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordFacts")
            .field("record", &self.record)
            .field("commitment", &self.commitment)
            .finish_non_exhaustive()
    }
}
