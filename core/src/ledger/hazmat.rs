//! RFC 9162 proofs as bare numbers and bytes, for callers that speak to other logs.
//!
//! Nothing here ties an index or a size to a signed statement: whoever takes them from the same
//! place as the proof verifies nothing. Prefer [`Receipt`](super::Receipt),
//! [`InclusionProof`] and [`ConsistencyProof`].

use super::index::{LeafIndex, TreeSize};
use super::proof::{ConsistencyProof, InclusionProof, ProofError};
use super::tree::{LeafHash, TreeHash, TreeHead};

/// Verifies that the tree of `size` leaves under `root` has `leaf_hash` at `index`.
///
/// `proof` is the proof's 32-byte hashes one after the other, sibling of the leaf first
/// (RFC 9162 §2.1.3).
///
/// # Errors
///
/// [`ProofError::WrongLength`] unless the proof is exactly as long as index and size call for;
/// [`ProofError::Mismatch`] if it leads to another root.
pub fn verify_inclusion(
    leaf_hash: &[u8; 32],
    index: u64,
    size: u64,
    proof: &[u8],
    root: &[u8; 32],
) -> Result<(), ProofError> {
    let head = head(size, root);
    InclusionProof::new(LeafIndex::new(index), head.size, hashes(proof)?)?
        .verify(LeafHash::from_bytes(*leaf_hash), &head)
}

/// Verifies that the tree of `newer_size` leaves under `newer_root` begins with the tree of
/// `older_size` leaves under `older_root`.
///
/// `proof` is the proof's 32-byte hashes one after the other, in the order of RFC 9162 §2.1.4.
///
/// # Errors
///
/// [`ProofError::WrongLength`] unless the proof is exactly as long as the sizes call for;
/// [`ProofError::Mismatch`] if it does not lead to both roots.
pub fn verify_consistency(
    older_size: u64,
    older_root: &[u8; 32],
    newer_size: u64,
    newer_root: &[u8; 32],
    proof: &[u8],
) -> Result<(), ProofError> {
    let (older, newer) = (head(older_size, older_root), head(newer_size, newer_root));
    ConsistencyProof::new(older.size, newer.size, hashes(proof)?)?.verify(&older, &newer)
}

fn head(size: u64, root: &[u8; 32]) -> TreeHead {
    TreeHead {
        size: TreeSize::new(size),
        root: TreeHash::from_bytes(*root),
    }
}

/// At most 65 hashes are copied: no proof has more.
fn hashes(proof: &[u8]) -> Result<Vec<TreeHash>, ProofError> {
    let (hashes, rest) = proof.as_chunks::<32>();
    if !rest.is_empty() || hashes.len() > 65 {
        return Err(ProofError::WrongLength);
    }
    Ok(hashes.iter().copied().map(TreeHash::from_bytes).collect())
}
