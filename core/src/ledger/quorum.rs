//! The authorities of a ledger, and how many of them must stand behind a checkpoint.

use super::checkpoint::{Checkpoint, Origin, SignedCheckpoint};
use super::tree::TreeHead;
use super::verifier_key::{KeyName, SignatureType, VerifierKey};
use crate::errors::ErrorCode;
use crate::keys::SignatureError;
use crate::types::Timestamp;

/// Whose cosignatures a verifier trusts for one ledger, and how many of them it wants.
///
/// All a verifier needs to know in advance. The quorum is more than half, so that two checkpoints
/// that contradict each other always share an authority that signed both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorities {
    origin: Origin,
    keys: Vec<VerifierKey>,
    quorum: usize,
}

/// A checkpoint that a quorum of the authorities cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    signed: SignedCheckpoint,
    cosigners: Vec<Cosigner>,
}

/// An authority that cosigned a checkpoint, and when it says it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigner {
    /// The authority's key.
    pub key: VerifierKey,
    /// The time in its cosignature: as of then, it had seen no larger tree.
    pub time: Timestamp,
}

impl Authorities {
    /// The most authorities a ledger can have.
    pub const MAX: usize = 16;

    /// The authorities of the ledger with this origin, of whom `quorum` must cosign.
    ///
    /// # Errors
    ///
    /// [`AuthoritiesError`] unless there are 1 to 16 with distinct names and distinct keys, all of
    /// type [`SignatureType::CosignatureV1`], and the quorum is more than half and at most all.
    pub fn new(
        origin: Origin,
        keys: Vec<VerifierKey>,
        quorum: usize,
    ) -> Result<Self, AuthoritiesError> {
        let mut seen: &[VerifierKey] = &keys;
        let mut distinct = true;
        while let Some((one, others)) = seen.split_first() {
            // A cosignature does not state its signer's name: one key under two names would count
            // twice.
            distinct &= !others
                .iter()
                .any(|other| other.name() == one.name() || other.key() == one.key());
            seen = others;
        }
        let cosigners = keys
            .iter()
            .all(|key| key.signature_type() == SignatureType::CosignatureV1);
        let fits = keys.len() <= Self::MAX && quorum <= keys.len() && quorum > keys.len() / 2;
        if distinct && cosigners && fits {
            Ok(Self {
                origin,
                keys,
                quorum,
            })
        } else {
            Err(AuthoritiesError)
        }
    }

    /// How many of `count` authorities must cosign unless somebody says otherwise: more than two
    /// thirds.
    #[must_use]
    pub const fn default_quorum(count: usize) -> usize {
        count - count.saturating_sub(1) / 3
    }

    /// The origin of the ledger they are the authorities of.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The authorities' keys.
    #[must_use]
    pub fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }

    /// How many of them must cosign.
    #[must_use]
    pub const fn quorum(&self) -> usize {
        self.quorum
    }

    /// Verifies that a quorum cosigned the checkpoint. Signatures by keys not known here are
    /// ignored, and an authority counts once, however often it signed.
    ///
    /// # Errors
    ///
    /// [`QuorumError`]: another ledger's checkpoint, a false signature in an authority's name, or
    /// too few signatures.
    pub fn verify(&self, signed: &SignedCheckpoint) -> Result<VerifiedCheckpoint, QuorumError> {
        if *signed.checkpoint().origin() != self.origin {
            return Err(QuorumError::OtherOrigin);
        }
        let text = signed.note().text();
        let mut cosigners: Vec<Cosigner> = Vec::new();
        for signature in signed.note().signatures() {
            let Some(key) = self.keys.iter().find(|key| key.is_named_by(signature)) else {
                continue;
            };
            // A cosignature always has a time.
            let time = key.verify(text, signature)?.ok_or(SignatureError)?;
            match cosigners.iter_mut().find(|known| known.key == *key) {
                Some(known) => known.time = known.time.max(time),
                None => cosigners.push(Cosigner {
                    key: key.clone(),
                    time,
                }),
            }
        }
        if cosigners.len() < self.quorum {
            return Err(QuorumError::TooFew {
                valid: cosigners.len(),
                quorum: self.quorum,
            });
        }
        Ok(VerifiedCheckpoint {
            signed: signed.clone(),
            cosigners,
        })
    }
}

impl VerifiedCheckpoint {
    /// What the authorities state.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        self.signed.checkpoint()
    }

    /// Size and root of the tree.
    #[must_use]
    pub const fn head(&self) -> TreeHead {
        self.checkpoint().head()
    }

    /// The signed note, for keeping and passing on.
    #[must_use]
    pub const fn signed(&self) -> &SignedCheckpoint {
        &self.signed
    }

    /// The authorities whose cosignatures verified.
    #[must_use]
    pub fn cosigners(&self) -> &[Cosigner] {
        &self.cosigners
    }

    /// The names of the authorities that cosigned both checkpoints.
    pub(super) fn common_cosigners(&self, other: &Self) -> Vec<KeyName> {
        self.cosigners
            .iter()
            .filter(|one| other.cosigners.iter().any(|two| two.key == one.key))
            .map(|one| one.key.name().clone())
            .collect()
    }
}

/// Keys are not a set of authorities. Code: `invalid-authorities`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "there must be 1 to 16 authorities with distinct names and keys, and a quorum of more than half"
)]
pub struct AuthoritiesError;

impl ErrorCode for AuthoritiesError {
    fn code(&self) -> &'static str {
        "invalid-authorities"
    }
}

/// Why the authorities do not stand behind a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuorumError {
    /// The checkpoint is another ledger's. Code: `other-origin`.
    #[error("the checkpoint belongs to another ledger")]
    OtherOrigin,
    /// A signature in the name of an authority does not verify. Code: `invalid-signature`.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// Fewer authorities signed than must. Code: `quorum-not-reached`.
    #[error("{valid} of the authorities signed the checkpoint, and {quorum} must")]
    TooFew {
        /// How many signed.
        valid: usize,
        /// How many must.
        quorum: usize,
    },
}

impl ErrorCode for QuorumError {
    fn code(&self) -> &'static str {
        match self {
            Self::OtherOrigin => "other-origin",
            Self::Signature(error) => error.code(),
            Self::TooFew { .. } => "quorum-not-reached",
        }
    }
}
