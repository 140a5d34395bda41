//! Receipts (C2SP tlog-proof): one text that shows, offline, that an entry is on the ledger.

use super::checkpoint::{CheckpointError, SignedCheckpoint, parse_decimal, parse_hash};
use super::index::LeafIndex;
use super::note::Note;
use super::proof::{InclusionProof, ProofError};
use super::quorum::{Authorities, QuorumError, VerifiedCheckpoint};
use super::tree::LeafHash;
use crate::errors::ErrorCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt;

/// Shows that an entry is on the ledger: its index, an inclusion proof and a cosigned checkpoint.
///
/// The holder needs nothing else but the authorities' public keys, today or in thirty years. A
/// receipt shows that the entry was there when the checkpoint was signed; an append-only ledger
/// keeps it, and the authorities' later checkpoints prove that it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    entry: Option<Vec<u8>>,
    proof: InclusionProof,
    checkpoint: SignedCheckpoint,
}

impl Receipt {
    /// A receipt from its parts.
    ///
    /// # Errors
    ///
    /// [`ReceiptError::Proof`] unless the proof is about the checkpoint's tree size.
    pub fn new(proof: InclusionProof, checkpoint: SignedCheckpoint) -> Result<Self, ReceiptError> {
        if proof.size() != checkpoint.checkpoint().head().size {
            return Err(ReceiptError::Proof(ProofError::Mismatch));
        }
        Ok(Self {
            entry: None,
            proof,
            checkpoint,
        })
    }

    /// The receipt with the entry it is for as its extra data, so that it can be verified by itself.
    ///
    /// Nobody signs extra data; verifying the receipt *for that entry* is what shows that it is the
    /// one on the ledger. An empty entry is left out.
    #[must_use]
    pub fn with_entry(mut self, entry: &[u8]) -> Self {
        self.entry = Some(entry.to_vec()).filter(|entry| !entry.is_empty());
        self
    }

    /// Reads a receipt.
    ///
    /// # Errors
    ///
    /// [`ReceiptError`]: it is not a tlog-proof of version 1, its checkpoint is malformed, or its
    /// proof has another length than index and size call for.
    pub fn parse(text: &[u8]) -> Result<Self, ReceiptError> {
        if text.len() > MAX_LEN {
            return Err(ReceiptError::TooLarge);
        }
        let text = std::str::from_utf8(text).map_err(|_| ReceiptError::Malformed)?;
        let (proof, note) = text.split_once("\n\n").ok_or(ReceiptError::Malformed)?;
        let mut lines = proof.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(ReceiptError::Malformed);
        }
        let mut line = lines.next();
        let mut entry = None;
        if let Some(extra) = line.and_then(|line| line.strip_prefix("extra ")) {
            let decoded = STANDARD
                .decode(extra)
                .map_err(|_| ReceiptError::Malformed)?;
            entry = Some(decoded).filter(|entry| !entry.is_empty());
            if entry.is_none() {
                return Err(ReceiptError::Malformed);
            }
            line = lines.next();
        }
        let index = line
            .and_then(|line| line.strip_prefix("index "))
            .and_then(parse_decimal)
            .map(LeafIndex::new)
            .ok_or(ReceiptError::Malformed)?;
        let path = lines
            .map(|line| parse_hash(line).ok_or(ReceiptError::Malformed))
            .collect::<Result<_, _>>()?;
        let checkpoint = SignedCheckpoint::parse(note.as_bytes())?;
        let size = checkpoint.checkpoint().head().size;
        let receipt = Self::new(InclusionProof::new(index, size, path)?, checkpoint)?;
        Ok(Self { entry, ..receipt })
    }

    /// Verifies that the ledger of these authorities has `entry` at [`index`](Self::index), and
    /// returns the checkpoint that shows it.
    ///
    /// # Errors
    ///
    /// [`ReceiptError::Quorum`] if the authorities do not stand behind the checkpoint,
    /// [`ReceiptError::Proof`] if the checkpoint's tree does not have the entry there, or the receipt
    /// carries another one.
    pub fn verify(
        &self,
        entry: &[u8],
        authorities: &Authorities,
    ) -> Result<VerifiedCheckpoint, ReceiptError> {
        let checkpoint = authorities.verify(&self.checkpoint)?;
        if self.entry().is_some_and(|carried| carried != entry) {
            return Err(ReceiptError::Proof(ProofError::Mismatch));
        }
        self.proof.verify(LeafHash::of(entry), &checkpoint.head())?;
        Ok(checkpoint)
    }

    /// The entry that came with the receipt, if one did: not to be believed before
    /// [`verify`](Self::verify) has been asked about it.
    #[must_use]
    pub fn entry(&self) -> Option<&[u8]> {
        self.entry.as_deref()
    }

    /// The entry's index.
    #[must_use]
    pub const fn index(&self) -> LeafIndex {
        self.proof.index()
    }

    /// The inclusion proof.
    #[must_use]
    pub const fn proof(&self) -> &InclusionProof {
        &self.proof
    }

    /// The checkpoint, not verified yet.
    #[must_use]
    pub const fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(entry) = &self.entry {
            writeln!(f, "extra {}", STANDARD.encode(entry))?;
        }
        writeln!(f, "index {}", self.index())?;
        for hash in self.proof.path() {
            writeln!(f, "{}", STANDARD.encode(hash.as_bytes()))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Why a text is not a receipt, or does not show what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// The text is longer than any receipt. Code: `receipt-too-large`.
    #[error("the receipt is too large")]
    TooLarge,
    /// The text is not a tlog-proof of version 1. Code: `malformed-receipt`.
    #[error("this is not a receipt")]
    Malformed,
    /// The checkpoint in it is malformed. Codes: those of [`CheckpointError`].
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The authorities do not stand behind the checkpoint. Codes: those of [`QuorumError`].
    #[error(transparent)]
    Quorum(#[from] QuorumError),
    /// The proof does not show that the entry is there. Codes: those of [`ProofError`].
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl ErrorCode for ReceiptError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "receipt-too-large",
            Self::Malformed => "malformed-receipt",
            Self::Checkpoint(error) => error.code(),
            Self::Quorum(error) => error.code(),
            Self::Proof(error) => error.code(),
        }
    }
}

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The longest note, 64 hashes with two short lines above them, and an entry in base64.
const MAX_LEN: usize = Note::MAX_LEN + 64 * 45 + 128 + 6 * 1024;
