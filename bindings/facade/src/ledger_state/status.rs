//! What facts of a ledger's state say of a grant or a record, wherever they come from.

use crate::error::{FacadeError, Result};
use medseal::{
    audit::{AuditError, VerifiedState},
    ledger::{Fact, GrantFact, LedgerView, RecordFact},
    types::Commitment,
};

/// What becomes of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GrantStatus {
    /// `active`; `revoked`, the grant itself or one that it was passed on from; or `unknown`: it is
    /// not on the ledger.
    pub status: String,
    /// The patient.
    pub controller: Option<String>,
    /// Who made it: the patient, or the grantee who passed it on.
    pub issuer: Option<String>,
    /// The commitment of the grant it was passed on from, if it was.
    pub parent: Option<String>,
    /// The number of its entry on the ledger.
    pub index: Option<u64>,
    /// The height of the block that ended it, the earliest if there are several.
    pub revoked: Option<u64>,
}

/// What becomes of a version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordStatus {
    /// `current`; `replaced` by a newer version; `erased`; or `unknown`: it is not on the ledger.
    pub status: String,
    /// The patient.
    pub controller: Option<String>,
    /// Who anchored it.
    pub author: Option<String>,
    /// The number of its entry on the ledger.
    pub index: Option<u64>,
    /// The commitment of the version it replaces.
    pub previous: Option<String>,
    /// The commitment of the version that replaces it.
    pub replaced_by: Option<String>,
    /// The height of the block that erased it.
    pub erased: Option<u64>,
}

/// Where facts come from.
pub(super) trait Facts {
    fn fact<F: Fact>(&self, of: &Commitment) -> Result<Option<F>>;
}

impl Facts for LedgerView<'_> {
    fn fact<F: Fact>(&self, of: &Commitment) -> Result<Option<F>> {
        let value = self.value(&F::KIND.key(of.as_bytes()));
        Ok(value.map(F::from_value).transpose()?)
    }
}

impl Facts for VerifiedState {
    fn fact<F: Fact>(&self, of: &Commitment) -> Result<Option<F>> {
        match Self::fact(self, of.as_bytes()) {
            Err(AuditError::Incomplete) => Err(FacadeError::NotProven.into()),
            fact => Ok(fact?),
        }
    }
}

/// A grant is active if neither it nor any grant above it is revoked. A way up that does not end in a
/// patient's own grant is none, and no ledger admits one.
pub(super) fn grant_status(facts: &impl Facts, grant: &Commitment) -> Result<GrantStatus> {
    let Some(own) = facts.fact::<GrantFact>(grant)? else {
        return Ok(GrantStatus {
            status: "unknown".to_owned(),
            ..GrantStatus::default()
        });
    };
    let (mut revoked, mut above) = (own.revoked, own.parent);
    for _ in 0..GrantFact::MAX_DEPTH {
        let Some(parent) = above else { break };
        let fact = facts
            .fact::<GrantFact>(&parent)?
            .ok_or(FacadeError::NotProven)?;
        revoked = revoked.into_iter().chain(fact.revoked).min();
        above = fact.parent;
    }
    if above.is_some() {
        return Err(FacadeError::NotProven.into());
    }
    let status = if revoked.is_some() {
        "revoked"
    } else {
        "active"
    };
    Ok(GrantStatus {
        status: status.to_owned(),
        controller: Some(own.controller.to_string()),
        issuer: Some(own.issuer.to_string()),
        parent: own.parent.map(|parent| parent.to_string()),
        index: Some(own.index),
        revoked,
    })
}

pub(super) fn record_status(facts: &impl Facts, version: &Commitment) -> Result<RecordStatus> {
    let Some(fact) = facts.fact::<RecordFact>(version)? else {
        return Ok(RecordStatus {
            status: "unknown".to_owned(),
            ..RecordStatus::default()
        });
    };
    let status = match (fact.erased, fact.replaced_by) {
        (Some(_), _) => "erased",
        (None, Some(_)) => "replaced",
        (None, None) => "current",
    };
    Ok(RecordStatus {
        status: status.to_owned(),
        controller: Some(fact.controller.to_string()),
        author: Some(fact.author.to_string()),
        index: Some(fact.index),
        previous: fact.previous.map(|version| version.to_string()),
        replaced_by: fact.replaced_by.map(|version| version.to_string()),
        erased: fact.erased,
    })
}
