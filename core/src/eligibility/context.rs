//! Everything that a proof is bound to beside its statements: who asks, for what, until when, at
//! which state of the ledger, and which credentials are shown.
//!
//! The fields are public and there is no default, so that whoever builds a context says all of it.
//! Prover and verifier each build it from what they hold themselves; it does not travel with a proof.

use super::group::ValueCommitment;
use crate::{
    keys::VerifyingKey,
    types::{KeyId, LedgerId, Sha256Digest, Timestamp},
};
use serde::{Deserialize, Serialize};

/// What a proof is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Hash of the request that the verifier signed.
    pub request: Sha256Digest,
    /// The key that signed it.
    pub verifier: KeyId,
    /// Whom the proof is for, as the request names them.
    pub audience: String,
    /// The request's 32 random bytes, used once.
    pub nonce: [u8; 32],
    /// When the request ends.
    pub expires: Timestamp,
    /// Hash of the policy that the statements were compiled from.
    pub policy: Sha256Digest,
    /// The state of the ledger at which the credentials' status holds.
    pub ledger: LedgerPoint,
    /// The credentials shown, in the order in which the program numbers their commitments.
    pub credentials: Vec<PresentedCredential>,
}

impl Context {
    /// The commitments that the program's indices mean, in order.
    pub(super) fn commitments(&self) -> impl Iterator<Item = &ValueCommitment> + Clone {
        let commitments = self
            .credentials
            .iter()
            .flat_map(|credential| &credential.commitments);
        commitments.map(|(_, commitment)| commitment)
    }
}

/// A state of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerPoint {
    /// The ledger.
    pub ledger: LedgerId,
    /// Number of its block.
    pub height: u64,
    /// Root of the authenticated state there.
    pub state_root: Sha256Digest,
    /// The block's time.
    pub time: Timestamp,
}

/// What is shown of one credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresentedCredential {
    /// Hash of the credential's signed payload and its signature.
    pub digest: Sha256Digest,
    /// The issuer's key.
    pub issuer: KeyId,
    /// The holder's key in this copy.
    pub holder: VerifyingKey,
    /// The copy's handle in the status registry.
    #[serde(with = "serde_bytes")]
    pub status: Vec<u8>,
    /// Positions in the credential's list, and the commitments there. A position is its meaning.
    pub commitments: Vec<(u16, ValueCommitment)>,
}
