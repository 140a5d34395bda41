//! Statements: what a registered identity says, signed with its current key.

use super::body::Version1;
use crate::{
    keys::VerifyingKey,
    types::{Commitment, IdentityId, LedgerId, Sha256Digest, Timestamp, bytes::byte_values},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

byte_values! {
    /// 16 random bytes that make two statements of the same content different entries.
    EntryNonce[16];
}

impl EntryNonce {
    /// Draws a fresh nonce.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; Self::LEN];
        rng.fill_bytes(&mut bytes);
        Self::from_bytes(bytes)
    }
}

/// One statement: who says what, to which ledger, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    version: Version1,
    /// The ledger this is meant for: a statement cannot be replayed on another.
    pub ledger: LedgerId,
    /// When it was made, by the signer's clock.
    pub time: Timestamp,
    /// The key that signs; at the time of admission the current key of an identity.
    pub signer: VerifyingKey,
    /// Makes the statement unique among those of its signer.
    pub nonce: EntryNonce,
    /// What is said.
    pub action: Action,
}

impl Statement {
    /// A statement with these parts.
    #[must_use]
    pub fn new(
        ledger: LedgerId,
        time: Timestamp,
        signer: VerifyingKey,
        nonce: EntryNonce,
        action: Action,
    ) -> Self {
        Self {
            version: Version1,
            ledger,
            time,
            signer,
            nonce,
            action,
        }
    }
}

/// What a statement says. Everything named here is an identifier of random bytes or a salted
/// commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// A new identity, named by the key that signs.
    Register {
        /// Commitment to the identity's document.
        document: Commitment,
        /// Digest of the key that will sign the first rotation.
        next: Sha256Digest,
    },
    /// An identity goes over to its next key, which signs this.
    Rotate {
        /// The identity.
        identity: IdentityId,
        /// Commitment to the identity's new document.
        document: Commitment,
        /// Digest of the key that will sign the rotation after this.
        next: Sha256Digest,
    },
    /// An author anchors a record, or a new version of one.
    Anchor {
        /// Commitment to the record's manifest.
        record: Commitment,
        /// The identity that decides over the record. It need not be registered yet.
        controller: IdentityId,
        /// The version this one replaces.
        previous: Option<Commitment>,
    },
    /// A controller makes a grant, or a grantee delegates part of one.
    Grant {
        /// Commitment to the grant.
        grant: Commitment,
        /// The identity over whose records it is.
        controller: IdentityId,
        /// The grant it is delegated from; `None` for the controller's own.
        parent: Option<Commitment>,
    },
    /// A grant, with all that was delegated from it, ends.
    Revoke {
        /// The grant.
        grant: Commitment,
    },
    /// A record was opened under a grant.
    Access {
        /// Commitment to the access event.
        event: Commitment,
        /// The identity whose record it is.
        controller: IdentityId,
        /// The grant it was opened under.
        grant: Commitment,
        /// The record.
        record: Commitment,
    },
    /// Emergency access without a grant is claimed; on the ledger before anything is released.
    BreakGlass {
        /// Commitment to the event, with its reason.
        event: Commitment,
        /// The identity whose emergency records are claimed.
        controller: IdentityId,
        /// When the claim ends: at most 24 hours after the statement's time.
        expires: Timestamp,
    },
    /// A controller erases one version of a record.
    Erase {
        /// The record.
        record: Commitment,
    },
}

impl Action {
    /// What the encoded statement calls it (`docs/formats`, entries), and programs call it to their users.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Register { .. } => "register",
            Self::Rotate { .. } => "rotate",
            Self::Anchor { .. } => "anchor",
            Self::Grant { .. } => "grant",
            Self::Revoke { .. } => "revoke",
            Self::Access { .. } => "access",
            Self::BreakGlass { .. } => "break-glass",
            Self::Erase { .. } => "erase",
        }
    }
}
