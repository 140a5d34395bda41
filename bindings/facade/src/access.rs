//! From the wish to open a record to its plaintext: request, permit, unlocked record.

mod request;
mod unlocked;

pub use request::{AccessRequest, AccessRequestDetails, BreakGlass};
pub use unlocked::Unlocked;

use crate::{
    error::{FacadeError, Result},
    grant::Grant,
    guard::guard,
    handle::Once,
    identity::SecretIdentity,
    sealed_header::SealedHeader,
    text,
};
use medseal::{
    consent::{self, PermittedAccess},
    exchange::unlock,
};
use std::sync::Arc;

/// The leave to open one record once. A handle, closed by its use.
///
/// It stays in the process that decided: what travels is the [`Decision`](crate::Decision).
#[derive(Clone)]
pub struct AccessPermit(Arc<Once<consent::AccessPermit>>);

/// What is permitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitDetails {
    /// The patient.
    pub controller: String,
    /// The record.
    pub record_id: String,
    /// The commitment of the record's version.
    pub commitment: String,
    /// The grant it relies on.
    pub grant_id: String,
    /// Who may open it.
    pub grantee: String,
    /// What for, as an HL7 purpose-of-use code.
    pub purpose: String,
    /// What the grantee is obliged to: `record-access`, `notify-patient`, `no-redelegation`.
    pub obligations: Vec<String>,
    /// The height of the ledger's block on which it was decided.
    pub height: u64,
    /// When it was decided, in seconds since 1970.
    pub decided: u64,
    /// When it is void, in seconds since 1970.
    pub expires: u64,
}

impl AccessPermit {
    /// What is permitted.
    ///
    /// # Errors
    ///
    /// `closed` once it was used.
    pub fn details(&self) -> Result<PermitDetails> {
        guard("AccessPermit.details", || {
            self.0.look(|permit| Ok(details(permit.access())))
        })
    }

    /// Uses the permit up to unlock the record for its grantee, and makes the access event that must
    /// reach the ledger. `break_glass` is what was stated when the glass was broken, if it was.
    ///
    /// # Errors
    ///
    /// `closed` if it was used before; `permit-for-another-record`, `permit-expired`,
    /// `not-the-grantee`, `no-key-for-record`. The permit is used up in any case.
    pub fn unlock(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        break_glass: Option<&BreakGlass>,
        now: Option<u64>,
    ) -> Result<Unlocked> {
        guard("AccessPermit.unlock", || {
            let (holder, now) = (holder.open()?, text::time(now)?);
            let permit = self.0.take().ok_or(FacadeError::Closed)?;
            let reason = break_glass.map(BreakGlass::reason);
            let unlocked = unlock(permit, &holder, grant.core(), header.core(), reason, now)?;
            Ok(Unlocked::new(unlocked, header.clone()))
        })
    }

    /// Throws the permit away. Closing twice is fine.
    pub fn close(&self) {
        drop(self.0.take());
    }

    pub(crate) fn new(permit: consent::AccessPermit) -> Self {
        Self(Arc::new(Once::new(permit)))
    }
}

fn details(access: &PermittedAccess) -> PermitDetails {
    PermitDetails {
        controller: access.controller.to_string(),
        record_id: access.record.to_string(),
        commitment: access.commitment.to_string(),
        grant_id: access.grant.to_string(),
        grantee: access.grantee.identity.to_string(),
        purpose: access.purpose.to_string(),
        obligations: access.obligations.iter().map(ToString::to_string).collect(),
        height: access.height,
        decided: access.decided.seconds(),
        expires: access.expires.seconds(),
    }
}
