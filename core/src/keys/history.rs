//! The signing keys an identity has had: each commits to the next before it is used.

use super::{
    error::SignatureError,
    signing::{Signature, SigningKey, VerifyingKey},
};
use crate::{
    domain::{KEY_STATEMENT, NEXT_KEY},
    types::{IdentityId, Sha256Digest, id::labelled_sha256},
};
use serde::{Deserialize, Serialize};

/// What an identity publishes in place of its next signing key:
/// `SHA-256(NEXT_KEY ‖ 0x00 ‖ key)`.
#[must_use]
pub fn next_key_digest(key: &VerifyingKey) -> Sha256Digest {
    Sha256Digest::from_bytes(labelled_sha256(NEXT_KEY, &[key.as_bytes()]))
}

/// All signing keys of an identity, first to current, each signed by itself and committed to by the
/// one before.
///
/// The history verifies by itself: the first key's identifier is the identity, and every later key
/// has the digest that its predecessor published. What it cannot show is that there is no second
/// history with the same beginning; the ledger's registry of identities decides that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyHistory(Vec<KeyStatement>);

impl KeyHistory {
    /// The most keys an identity can have had.
    pub const MAX_KEYS: usize = 64;

    pub(super) fn inception(key: &SigningKey, next: Sha256Digest) -> Self {
        let identity = key.verifying_key().identity_id();
        Self(vec![KeyStatement::sign(key, identity, 0, next)])
    }

    pub(super) fn rotated(mut self, key: &SigningKey, next: Sha256Digest) -> Option<Self> {
        let identity = self.identity_id()?;
        let rotation = u32::try_from(self.0.len()).ok()?;
        if self.0.len() >= Self::MAX_KEYS {
            return None;
        }
        self.0
            .push(KeyStatement::sign(key, identity, rotation, next));
        Some(self)
    }

    /// Verifies every statement and every commitment, and gives the identity.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] if the history is empty, too long, or any link does not hold.
    pub fn verify(&self) -> Result<IdentityId, SignatureError> {
        let identity = self.identity_id().ok_or(SignatureError)?;
        if self.0.len() > Self::MAX_KEYS {
            return Err(SignatureError);
        }
        let mut expected = None;
        for (rotation, statement) in (0u32..).zip(&self.0) {
            let digest = next_key_digest(&statement.key);
            if expected.is_some_and(|expected| expected != digest) {
                return Err(SignatureError);
            }
            statement.verify(identity, rotation)?;
            expected = Some(statement.next);
        }
        Ok(identity)
    }

    /// The current signing key, or `None` for an empty history, which never verifies.
    #[must_use]
    pub fn current(&self) -> Option<VerifyingKey> {
        self.0.last().map(|statement| statement.key)
    }

    /// The digest of the key that comes next.
    #[must_use]
    pub fn next(&self) -> Option<Sha256Digest> {
        self.0.last().map(|statement| statement.next)
    }

    /// How often the signing key was rotated.
    #[must_use]
    pub fn rotations(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    fn identity_id(&self) -> Option<IdentityId> {
        self.0.first().map(|statement| statement.key.identity_id())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyStatement {
    key: VerifyingKey,
    next: Sha256Digest,
    signature: Signature,
}

impl KeyStatement {
    fn sign(key: &SigningKey, identity: IdentityId, rotation: u32, next: Sha256Digest) -> Self {
        let signed = signed_bytes(identity, rotation, &key.verifying_key(), next);
        let signature = key.sign(KEY_STATEMENT, &signed);
        Self {
            key: key.verifying_key(),
            next,
            signature,
        }
    }

    fn verify(&self, identity: IdentityId, rotation: u32) -> Result<(), SignatureError> {
        let signed = signed_bytes(identity, rotation, &self.key, self.next);
        self.key.verify(KEY_STATEMENT, &signed, &self.signature)
    }
}

/// `identity (32) ‖ rotation (u32 big-endian) ‖ key (32) ‖ next (32)`.
fn signed_bytes(
    identity: IdentityId,
    rotation: u32,
    key: &VerifyingKey,
    next: Sha256Digest,
) -> Vec<u8> {
    [
        &identity.as_bytes()[..],
        &rotation.to_be_bytes(),
        key.as_bytes(),
        next.as_bytes(),
    ]
    .concat()
}
