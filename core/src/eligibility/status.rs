//! Whether a credential is revoked, and which state of the ledger says so.

use super::context::LedgerPoint;
use crate::{
    domain::CREDENTIAL_STATUS,
    errors::ErrorCode,
    types::{Commitment, LedgerId, bytes::byte_values, id::labelled_sha256},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

byte_values! {
    /// What one copy of a credential is revoked by: 32 random bytes, which its issuer and its holder
    /// know, and the one verifier that the copy was shown to.
    StatusHandle[32];
}

impl StatusHandle {
    /// Draws a fresh handle.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; Self::LEN];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// What stands for the handle on a ledger, where a copy is revoked as soon as this is there:
    /// `SHA-256(label ‖ 0x00 ‖ handle)`. Nobody who does not know the handle can tell what it is.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        Commitment::from_bytes(labelled_sha256(CREDENTIAL_STATUS, &[&self.0]))
    }
}

/// Where a credential's status is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// The ledger that revocations are written to.
    pub registry: LedgerId,
    /// Under what.
    pub handle: StatusHandle,
}

/// What a verifier knows of a ledger when it decides: one state, proven to it, and the statuses in
/// that state. The wallet, the request and the presentation have no say in it.
///
/// An implementation checks that the state is the ledger's (a cosigned checkpoint) and answers from
/// that state alone.
pub trait StatusView {
    /// The state that all answers are from.
    fn state(&self) -> LedgerPoint;

    /// Whether the credential with this handle is revoked in that state.
    ///
    /// # Errors
    ///
    /// [`StatusUnavailable`] if that cannot be told. Nothing is accepted then.
    fn is_revoked(&self, handle: &StatusHandle) -> Result<bool, StatusUnavailable>;
}

/// The status of a credential cannot be told. Code: `status-unavailable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the status of a credential cannot be looked up")]
pub struct StatusUnavailable;

impl ErrorCode for StatusUnavailable {
    fn code(&self) -> &'static str {
        "status-unavailable"
    }
}
