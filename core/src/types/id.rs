//! Identifiers and digests. Each is a type of its own, so that none is taken for another.

use super::bytes::byte_values;
use crate::domain::Label;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

byte_values! {
    /// A record, for all its life: 32 random bytes drawn when the first version is sealed.
    RecordId[32];
    /// A grant: 16 random bytes (the CWT `cti` claim).
    GrantId[16];
    /// An access event: 16 random bytes.
    EventId[16];
    /// A public key: SHA-256 over its label, its algorithm and its bytes.
    KeyId[32];
    /// An identity, for all its life: the [`KeyId`] of its first signing key, so that it outlives
    /// every rotation and nobody can claim another's.
    IdentityId[32];
    /// A ledger: SHA-256 over its genesis entry.
    LedgerId[32];
    /// BLAKE3 of a record's encrypted payload.
    PayloadDigest[32];
    /// SHA-256 of a record's signed manifest.
    ManifestDigest[32];
    /// A salted SHA-256 commitment: what the ledger holds in place of the thing itself.
    Commitment[32];
    /// The 32 random bytes that make a [`Commitment`] hide what it commits to. Kept beside the data,
    /// never on the ledger.
    Salt[32];
    /// A plain SHA-256 digest of public bytes.
    Sha256Digest[32];
}

impl Commitment {
    /// Commits to `content` under `label`: `SHA-256(label ‖ 0x00 ‖ salt ‖ content)`.
    ///
    /// The salt makes a value with few possibilities (a laboratory result, a diagnosis) impossible
    /// to guess from the ledger; destroying it makes the commitment meaningless.
    #[must_use]
    pub fn new(label: Label, salt: &Salt, content: &[u8]) -> Self {
        Self(labelled_sha256(label, &[salt.as_bytes(), content]))
    }
}

/// `SHA-256(label ‖ 0x00 ‖ parts…)`. All parts but the last must have a fixed length.
pub(crate) fn labelled_sha256(label: Label, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(label.as_bytes());
    hash.update([0]);
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

impl From<KeyId> for IdentityId {
    fn from(first_key: KeyId) -> Self {
        Self(first_key.0)
    }
}

macro_rules! drawn_at_random {
    ($($name:ident),*) => {$(
        impl $name {
            /// Draws a fresh value.
            #[must_use]
            pub fn random(rng: &mut impl CryptoRng) -> Self {
                let mut bytes = [0; Self::LEN];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }
        }
    )*};
}

drawn_at_random!(RecordId, GrantId, EventId, Salt);
