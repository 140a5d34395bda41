//! What a verifier asks.

use super::policy::EligibilityPolicy;
use crate::{error::Result, guard::guard, identity::SecretIdentity, ledger::LedgerPoint, text};
use medseal::{
    eligibility::{self, RequestTerms},
    types::Duration,
};
use std::sync::Arc;

/// A verifier's signed request to show eligibility under a policy.
#[derive(Debug, Clone)]
pub struct EligibilityRequest(Arc<eligibility::EligibilityRequest>);

/// What a request says, to be shown to the holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EligibilityRequestDetails {
    /// Who asks, as a `did:key`.
    pub verifier: String,
    /// Whom presentations are for: a place of the verifier's.
    pub audience: String,
    /// The hash of the policy.
    pub policy: String,
    /// The oldest state of the ledger that is acceptable.
    pub ledger: LedgerPoint,
    /// When it was made, in seconds since 1970.
    pub issued: u64,
    /// Until when it may be answered, in seconds since 1970.
    pub expires: u64,
}

impl EligibilityRequest {
    /// Signs a request. `audience` is a place of the verifier's, such as
    /// `https://trial.example.org/screening`; `ledger` the state in which credentials must not be
    /// revoked. It may be answered for `lifetime` seconds, at most a day; without it, an hour.
    ///
    /// # Errors
    ///
    /// `closed`, `invalid-eligibility-request`, `request-lifetime`, `malformed-hex`.
    pub fn issue(
        verifier: &SecretIdentity,
        policy: &EligibilityPolicy,
        audience: &str,
        ledger: &LedgerPoint,
        lifetime: Option<u64>,
        now: Option<u64>,
    ) -> Result<Self> {
        guard("EligibilityRequest.issue", || {
            let key = verifier.open()?.signing_key();
            let terms = RequestTerms {
                audience: audience.to_owned(),
                ledger: ledger.to_core()?,
                issued: text::time(now)?,
                lifetime: Duration::from_seconds(lifetime.unwrap_or(3600)),
            };
            let request = eligibility::EligibilityRequest::issue(&key, policy.core(), terms)?;
            Ok(Self(Arc::new(request)))
        })
    }

    /// Reads a request and verifies its signature.
    ///
    /// # Errors
    ///
    /// Of kind `Malformed`, or `invalid-signature`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        guard("EligibilityRequest.from_bytes", || {
            let request = eligibility::EligibilityRequest::from_bytes(bytes)?;
            Ok(Self(Arc::new(request)))
        })
    }

    /// The request as it is sent.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("EligibilityRequest.to_bytes", || {
            Ok(self.0.as_bytes().to_vec())
        })
    }

    /// What the request says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<EligibilityRequestDetails> {
        guard("EligibilityRequest.details", || {
            Ok(EligibilityRequestDetails {
                verifier: self.0.verifier().did_key(),
                audience: self.0.audience().to_owned(),
                policy: self.0.policy().to_string(),
                ledger: LedgerPoint::of(self.0.ledger()),
                issued: self.0.issued().seconds(),
                expires: self.0.expires().seconds(),
            })
        })
    }

    pub(crate) fn core(&self) -> &eligibility::EligibilityRequest {
        &self.0
    }
}
