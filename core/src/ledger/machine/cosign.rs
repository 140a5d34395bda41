//! Collecting the cosignatures of a block.

use crate::{
    errors::ErrorCode,
    ledger::{
        checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint},
        entry::AuthorityList,
        proof::ProveError,
        quorum::{AuthoritiesError, QuorumError},
        signer::{CheckpointSigner, SignerError},
        tree::{MemoryTree, MissingSubtree},
    },
    types::Timestamp,
};

/// Has a checkpoint of `tree` cosigned by those signers that are authorities, and verifies that they
/// are a quorum.
pub(super) fn collect(
    checkpoint: Checkpoint,
    height: u64,
    time: Timestamp,
    tree: &MemoryTree,
    authorities: &AuthorityList,
    signers: &mut [CheckpointSigner],
) -> Result<SignedCheckpoint, CosignError> {
    let authorities = authorities.for_origin(checkpoint.origin().clone())?;
    let mut signed = SignedCheckpoint::unsigned(checkpoint)?;
    // Other signatures would prove nothing, and could change without anybody noticing.
    let known =
        |signer: &&mut CheckpointSigner| authorities.keys().contains(&signer.verifier_key());
    for signer in signers.iter_mut().filter(known) {
        let checkpoint = signed.checkpoint();
        let size = checkpoint.head().size;
        // Of a tree that is as large or larger there is no proof, and the signer itself refuses.
        let smaller = signer
            .last_signed()?
            .map(|last| last.head.size)
            .filter(|last| *last < size);
        let proof = smaller
            .map(|last| tree.consistency_proof(last, size))
            .transpose()?;
        let signature = signer.sign(checkpoint, height, proof.as_ref(), time)?;
        signed.add(signature)?;
    }
    authorities.verify(&signed)?;
    Ok(signed)
}

/// Lets the memories of those signers that are authorities make ready for a checkpoint.
pub(super) fn prepare(
    checkpoint: &Checkpoint,
    height: u64,
    authorities: &AuthorityList,
    signers: &mut [CheckpointSigner],
) {
    // Authorities that fit no ledger are found out when they are to cosign.
    if let Ok(authorities) = authorities.for_origin(checkpoint.origin().clone()) {
        let known =
            |signer: &&mut CheckpointSigner| authorities.keys().contains(&signer.verifier_key());
        for signer in signers.iter_mut().filter(known) {
            signer.prepare(checkpoint, height);
        }
    }
}

/// Why a block did not get its cosignatures.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CosignError {
    /// A signer refuses. Codes: those of [`SignerError`].
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The signers are not a quorum of the authorities. Codes: those of [`QuorumError`].
    #[error(transparent)]
    Quorum(#[from] QuorumError),
    /// The tree has no proof for a signer. Codes: those of [`ProveError`].
    #[error(transparent)]
    Prove(#[from] ProveError<MissingSubtree>),
    /// The checkpoint cannot carry the signatures. Codes: those of [`CheckpointError`].
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The authorities in force are none. Codes: those of [`AuthoritiesError`].
    #[error(transparent)]
    Authorities(#[from] AuthoritiesError),
}

impl ErrorCode for CosignError {
    fn code(&self) -> &'static str {
        match self {
            Self::Signer(error) => error.code(),
            Self::Quorum(error) => error.code(),
            Self::Prove(error) => error.code(),
            Self::Checkpoint(error) => error.code(),
            Self::Authorities(error) => error.code(),
        }
    }
}
