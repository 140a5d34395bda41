//! Signing checkpoints, and never two that contradict each other.
//!
//! An authority's word is worth what it has never signed against it. So the signer remembers the
//! largest tree it signed, in a place of its own outside the ledger's database, and signs nothing
//! that does not provably extend it. A database restored from an old backup then simply cannot be
//! signed for: the signer knows better.

use super::checkpoint::{Checkpoint, Origin};
use super::note::NoteSignature;
use super::proof::ConsistencyProof;
use super::tree::TreeHead;
use super::verifier_key::{KeyName, VerifierKey, cosign};
use crate::errors::ErrorCode;
use crate::keys::{SecretIdentity, SigningKey};
use crate::types::Timestamp;
use std::{fmt, io};

mod file;
// Used by the room that lays out a ledger's directory, which is there with the embedded store only.
#[cfg(feature = "redb")]
mod place;

pub use file::FileSignerState;

/// An authority's signer of one ledger's checkpoints.
///
/// ```
/// use medseal::keys::SigningKey;
/// use medseal::ledger::{Checkpoint, CheckpointSigner, LeafHash, MemorySignerState, MemoryTree};
/// use medseal::types::Timestamp;
///
/// let key = SigningKey::from_seed(&[7; 32]);
/// let mut signer = CheckpointSigner::new("node.example".parse()?, key, MemorySignerState::new());
///
/// let mut tree = MemoryTree::new();
/// tree.append(LeafHash::of(b"first entry"));
/// let first = Checkpoint::new("example.org/ledger".parse()?, tree.head());
/// signer.sign(&first, 0, None, Timestamp::now()?)?;
///
/// // A tree of the same size with another entry: refused.
/// let other: MemoryTree = [LeafHash::of(b"another entry")].into_iter().collect();
/// let fork = Checkpoint::new("example.org/ledger".parse()?, other.head());
/// assert!(signer.sign(&fork, 0, None, Timestamp::now()?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct CheckpointSigner {
    name: KeyName,
    key: SigningKey,
    state: Box<dyn SignerState + Send>,
}

/// The largest tree a signer ever signed, and the height of the block that made it so large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The ledger's origin: a signer signs for one ledger.
    pub origin: Origin,
    /// The height of the block.
    pub height: u64,
    /// Size and root of the tree.
    pub head: TreeHead,
}

impl SignedHead {
    fn of(checkpoint: &Checkpoint, height: u64) -> Self {
        Self {
            origin: checkpoint.origin().clone(),
            height,
            head: checkpoint.head(),
        }
    }
}

/// Where a signer remembers what it signed.
///
/// It must not be restored together with the ledger's database, and must be lost only together with
/// the signer's key: a signer that forgets may contradict itself.
pub trait SignerState {
    /// What was recorded last, or `None` if nothing ever was.
    ///
    /// # Errors
    ///
    /// [`SignerStateError`] if that cannot be told for certain.
    fn last_signed(&self) -> Result<Option<SignedHead>, SignerStateError>;

    /// Does ahead what [`record`](Self::record) of the same head can be spared, such as writing a
    /// file that is not in force yet. It binds nobody: what follows may be another head, or nothing,
    /// and a failure shows again in `record`.
    fn prepare(&mut self, head: &SignedHead) {
        let _ = head;
    }

    /// Records what is about to be signed. When this returns, the record survives a crash.
    ///
    /// # Errors
    ///
    /// [`SignerStateError`] if it is not certain to survive.
    fn record(&mut self, head: &SignedHead) -> Result<(), SignerStateError>;
}

/// A signer's state in memory: for tests, and for ledgers that do not outlive the process.
#[derive(Debug, Clone, Default)]
pub struct MemorySignerState(Option<SignedHead>);

impl CheckpointSigner {
    /// A signer with this name and key, which remembers in `state`.
    #[must_use]
    pub fn new(name: KeyName, key: SigningKey, state: impl SignerState + Send + 'static) -> Self {
        Self {
            name,
            key,
            state: Box::new(state),
        }
    }

    /// The signer of an identity, which cosigns under its identifier.
    #[must_use]
    pub fn of_identity(
        identity: &SecretIdentity,
        state: impl SignerState + Send + 'static,
    ) -> Self {
        Self::new(identity.identity_id().into(), identity.signing_key(), state)
    }

    /// The key that verifies its cosignatures.
    #[must_use]
    pub fn verifier_key(&self) -> VerifierKey {
        VerifierKey::cosigner(self.name.clone(), self.key.verifying_key())
    }

    /// The largest tree it signed: the one the next consistency proof must start from.
    ///
    /// # Errors
    ///
    /// [`SignerError::State`] if its memory cannot be read.
    pub fn last_signed(&self) -> Result<Option<SignedHead>, SignerError> {
        Ok(self.state.last_signed()?)
    }

    /// Checks that signing would contradict nothing, without signing or recording anything.
    ///
    /// # Errors
    ///
    /// Those of [`sign`](Self::sign).
    pub fn check(
        &self,
        checkpoint: &Checkpoint,
        height: u64,
        proof: Option<&ConsistencyProof>,
    ) -> Result<(), SignerError> {
        let Some(last) = self.state.last_signed()? else {
            return Ok(());
        };
        let head = checkpoint.head();
        if last.origin != *checkpoint.origin() {
            return Err(SignerError::OtherOrigin);
        }
        if head.size < last.head.size {
            return Err(SignerError::Rollback);
        }
        if head.size == last.head.size {
            let same = head.root == last.head.root && height == last.height;
            return same.then_some(()).ok_or(SignerError::Contradiction);
        }
        let extends = proof.is_some_and(|proof| proof.verify(&last.head, &head).is_ok());
        if extends && height > last.height {
            Ok(())
        } else {
            Err(SignerError::Contradiction)
        }
    }

    /// Lets the signer's memory make ready for a checkpoint that will soon be signed.
    pub(crate) fn prepare(&mut self, checkpoint: &Checkpoint, height: u64) {
        self.state.prepare(&SignedHead::of(checkpoint, height));
    }

    /// Cosigns a checkpoint, after recording it durably.
    ///
    /// `proof` leads from the tree signed [last](Self::last_signed) to this one. It is not needed
    /// for the first checkpoint, nor to sign the same one again.
    ///
    /// # Errors
    ///
    /// [`SignerError`]; nothing is signed then. If recording failed, the record may or may not have
    /// been made: signing the same checkpoint again is safe either way.
    pub fn sign(
        &mut self,
        checkpoint: &Checkpoint,
        height: u64,
        proof: Option<&ConsistencyProof>,
        time: Timestamp,
    ) -> Result<NoteSignature, SignerError> {
        self.check(checkpoint, height, proof)?;
        self.state.record(&SignedHead::of(checkpoint, height))?;
        let text = checkpoint.to_string();
        Ok(cosign(&self.name, &self.key, &text, time))
    }
}

impl fmt::Debug for CheckpointSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckpointSigner")
            .field("verifier_key", &self.verifier_key().to_string())
            .finish_non_exhaustive()
    }
}

impl MemorySignerState {
    /// A memory that holds nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }
}

impl SignerState for MemorySignerState {
    fn last_signed(&self) -> Result<Option<SignedHead>, SignerStateError> {
        Ok(self.0.clone())
    }

    fn record(&mut self, head: &SignedHead) -> Result<(), SignerStateError> {
        self.0 = Some(head.clone());
        Ok(())
    }
}

/// Why a checkpoint is not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignerError {
    /// The signer signs for another ledger. Code: `other-origin`.
    #[error("the signer signs the checkpoints of another ledger")]
    OtherOrigin,
    /// The tree is smaller than one already signed, as after restoring an old database.
    /// Code: `signer-rollback`.
    #[error("the signer has signed a later checkpoint of this ledger")]
    Rollback,
    /// The tree does not extend the one signed last, or was not proved to.
    /// Code: `signer-contradiction`.
    #[error("the checkpoint does not extend what the signer has signed")]
    Contradiction,
    /// The signer's memory failed. Codes: those of [`SignerStateError`].
    #[error(transparent)]
    State(#[from] SignerStateError),
}

impl ErrorCode for SignerError {
    fn code(&self) -> &'static str {
        match self {
            Self::OtherOrigin => "other-origin",
            Self::Rollback => "signer-rollback",
            Self::Contradiction => "signer-contradiction",
            Self::State(error) => error.code(),
        }
    }
}

/// Why a signer's memory cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignerStateError {
    /// Another process uses it. Code: `signer-busy`.
    #[error("another process is using the signer's state")]
    Busy,
    /// It does not exist where it must. Code: `signer-state-missing`.
    #[error("the signer's state does not exist")]
    Missing,
    /// It exists where a new one should be made. Code: `signer-state-exists`.
    #[error("the signer's state exists already")]
    Exists,
    /// Two files hold what the same key signed, and one of them is old.
    /// Code: `signer-state-ambiguous`.
    #[error("two files say what the same key signed")]
    Ambiguous,
    /// What it holds is not a signer's state. Code: `signer-state-damaged`.
    #[error("the signer's state is damaged")]
    Damaged,
    /// It cannot be read or written. Code: `signer-state-io`.
    #[error("the signer's state cannot be read or written")]
    Io(#[from] io::Error),
}

impl ErrorCode for SignerStateError {
    fn code(&self) -> &'static str {
        match self {
            Self::Busy => "signer-busy",
            Self::Missing => "signer-state-missing",
            Self::Exists => "signer-state-exists",
            Self::Ambiguous => "signer-state-ambiguous",
            Self::Damaged => "signer-state-damaged",
            Self::Io(_) => "signer-state-io",
        }
    }
}

#[cfg(test)]
mod tests;
