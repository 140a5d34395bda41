//! Following a ledger: a client that never lets itself be told two stories.

use super::checkpoint::SignedCheckpoint;
use super::evidence::SplitViewEvidence;
use super::index::TreeSize;
use super::proof::ConsistencyProof;
use super::quorum::{Authorities, QuorumError, VerifiedCheckpoint};
use super::tree::TreeHead;
use crate::errors::ErrorCode;

/// Remembers the last checkpoint of a ledger that it verified, and moves on only to one that a
/// quorum cosigned and that provably extends it.
///
/// Keep [`last`](Self::last) between runs and resume from it: a client that starts afresh can be
/// shown another history.
#[derive(Debug, Clone)]
pub struct LedgerFollower {
    authorities: Authorities,
    last: Option<VerifiedCheckpoint>,
}

impl LedgerFollower {
    /// Starts following a ledger: the first checkpoint is believed because a quorum cosigned it.
    #[must_use]
    pub const fn new(authorities: Authorities) -> Self {
        Self {
            authorities,
            last: None,
        }
    }

    /// Goes on from a checkpoint kept earlier.
    ///
    /// # Errors
    ///
    /// [`QuorumError`] if a quorum of the authorities does not stand behind it.
    pub fn resume(authorities: Authorities, kept: &SignedCheckpoint) -> Result<Self, QuorumError> {
        let last = Some(authorities.verify(kept)?);
        Ok(Self { authorities, last })
    }

    /// The last checkpoint accepted.
    #[must_use]
    pub const fn last(&self) -> Option<&VerifiedCheckpoint> {
        self.last.as_ref()
    }

    /// The size that the proof for the next checkpoint must start from.
    #[must_use]
    pub fn size(&self) -> TreeSize {
        self.last
            .as_ref()
            .map_or(TreeSize::EMPTY, |last| last.head().size)
    }

    /// Whose cosignatures it trusts.
    #[must_use]
    pub const fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// Trusts other authorities from now on, as an entry of the ledger replaced them. The caller has
    /// verified that entry under a checkpoint accepted here.
    ///
    /// # Errors
    ///
    /// [`FollowError::Quorum`] if they are another ledger's.
    pub fn replace_authorities(&mut self, authorities: Authorities) -> Result<(), FollowError> {
        if *authorities.origin() != *self.authorities.origin() {
            return Err(QuorumError::OtherOrigin.into());
        }
        self.authorities = authorities;
        Ok(())
    }

    /// Accepts a checkpoint, if a quorum cosigned it and `proof` leads from the last one to it.
    /// A first checkpoint, and the last one again, need no proof.
    ///
    /// # Errors
    ///
    /// [`FollowError`], and the last checkpoint stays. If the two contradict each other, the error
    /// holds the evidence: keep it, and show it to the other clients and authorities.
    pub fn accept(
        &mut self,
        offered: &SignedCheckpoint,
        proof: Option<&ConsistencyProof>,
    ) -> Result<&VerifiedCheckpoint, FollowError> {
        let verified = self.authorities.verify(offered)?;
        if let Some(last) = &self.last {
            check_extension(last, &verified, proof)?;
        }
        Ok(self.last.insert(verified))
    }
}

fn check_extension(
    last: &VerifiedCheckpoint,
    offered: &VerifiedCheckpoint,
    proof: Option<&ConsistencyProof>,
) -> Result<(), FollowError> {
    let (old, new): (TreeHead, TreeHead) = (last.head(), offered.head());
    if old == new {
        return Ok(());
    }
    let (smaller, larger) = if old.size <= new.size {
        (last, offered)
    } else {
        (offered, last)
    };
    let signed = || (smaller.signed().clone(), larger.signed().clone());
    if old.size == new.size {
        let (one, other) = signed();
        return Err(SplitViewEvidence::same_size(one, other)
            .map_or(FollowError::NotProven, |evidence| {
                FollowError::SplitView(Box::new(evidence))
            }));
    }
    let Some(proof) = proof else {
        return Err(FollowError::NotProven);
    };
    if proof.verify(&smaller.head(), &larger.head()).is_ok() {
        // Consistent, but not news: a server that is behind, or was rolled back.
        return if old.size < new.size {
            Ok(())
        } else {
            Err(FollowError::Rollback)
        };
    }
    let (smaller, larger) = signed();
    match SplitViewEvidence::from_proof(smaller, larger, proof) {
        Ok(evidence) => Err(FollowError::SplitView(Box::new(evidence))),
        Err(_) => Err(FollowError::NotProven),
    }
}

/// Why a checkpoint is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    /// The authorities do not stand behind it. Codes: those of [`QuorumError`].
    #[error(transparent)]
    Quorum(#[from] QuorumError),
    /// It is not proved to extend the last one. Nothing says that it does not; but as long as nobody
    /// proves that it does, the two checkpoints are worth keeping. Code: `extension-not-proven`.
    #[error("the checkpoint is not proved to extend the last one that was accepted")]
    NotProven,
    /// It is older than the last one. Code: `checkpoint-rollback`.
    #[error("the checkpoint is older than the last one that was accepted")]
    Rollback,
    /// It contradicts the last one: the authorities showed two histories. Code: `split-view`.
    #[error("the authorities signed two checkpoints that contradict each other")]
    SplitView(Box<SplitViewEvidence>),
}

impl ErrorCode for FollowError {
    fn code(&self) -> &'static str {
        match self {
            Self::Quorum(error) => error.code(),
            Self::NotProven => "extension-not-proven",
            Self::Rollback => "checkpoint-rollback",
            Self::SplitView(_) => "split-view",
        }
    }
}
