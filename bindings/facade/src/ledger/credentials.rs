//! Credentials on a ledger: revoked, and proven not to be.

use super::Ledger;
use crate::{error::Result, guard::guard, identity::SecretIdentity, text};
use medseal::{
    eligibility::{self, StatusHandle, StatusView},
    exchange::{NodeView, prove_status},
};

/// A state of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPoint {
    /// The ledger.
    pub ledger_id: String,
    /// The height of its block.
    pub height: u64,
    /// The root of its authenticated state there.
    pub state_root: String,
    /// The block's time, in seconds since 1970.
    pub time: u64,
}

impl LedgerPoint {
    pub(crate) fn of(point: &eligibility::LedgerPoint) -> Self {
        Self {
            ledger_id: point.ledger.to_string(),
            height: point.height,
            state_root: point.state_root.to_string(),
            time: point.time.seconds(),
        }
    }

    pub(crate) fn to_core(&self) -> Result<eligibility::LedgerPoint> {
        Ok(eligibility::LedgerPoint {
            ledger: self.ledger_id.parse()?,
            height: self.height,
            state_root: self.state_root.parse()?,
            time: text::time(Some(self.time))?,
        })
    }
}

impl Ledger {
    /// The state at the ledger's last block, for
    /// [`EligibilityRequest::issue`](crate::EligibilityRequest::issue).
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn point(&self) -> Result<LedgerPoint> {
        guard("Ledger.point", || {
            self.step(|exchange| Ok(LedgerPoint::of(&NodeView::new(exchange.ledger()).state())))
        })
    }

    /// Revokes copies of credentials, for good, and says how many were not revoked before. Their
    /// issuer can, and their holder, whose wallet may be stolen.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`; of kind `Conflict` or `Storage`.
    pub fn revoke_credentials(
        &self,
        by: &SecretIdentity,
        handles: &[String],
        now: Option<u64>,
    ) -> Result<u64> {
        guard("Ledger.revoke_credentials", || {
            let (by, now, handles) = (by.open()?, text::time(now)?, parsed(handles)?);
            self.step(|exchange| Ok(exchange.revoke_credentials(&by, &handles, now)? as u64))
        })
    }

    /// Proves whether credentials are revoked, for a verifier without a ledger
    /// ([`EligibilityVerifier::verify_with_proof`](crate::EligibilityVerifier::verify_with_proof)).
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`; of kind `Storage`.
    pub fn prove_status(&self, handles: &[String]) -> Result<Vec<u8>> {
        guard("Ledger.prove_status", || {
            let handles = parsed(handles)?;
            self.step(|exchange| Ok(prove_status(exchange.ledger(), &handles)?))
        })
    }
}

fn parsed(handles: &[String]) -> Result<Vec<StatusHandle>> {
    handles.iter().map(|handle| Ok(handle.parse()?)).collect()
}
