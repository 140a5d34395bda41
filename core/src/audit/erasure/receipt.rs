//! The erasure receipt: the tombstone, proven, and the custodians' attestations.

use super::attestation::ErasureAttestation;
use crate::{
    audit::{error::AuditError, state_evidence::proof_error},
    codec::{self, Limits},
    keys::VerifyingKey,
    ledger::{Action, Authorities, Receipt, SignedEntry, VerifiedCheckpoint},
    types::{Commitment, LedgerId, Timestamp, Version1},
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Shows, offline, that a record's controller had it erased and that custodians attest to it.
///
/// What it cannot show is said in [`WHAT_A_RECEIPT_CANNOT_PROVE`](super::WHAT_A_RECEIPT_CANNOT_PROVE):
/// show it to whoever relies on a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureReceipt {
    tombstone: Receipt,
    attestations: Vec<ErasureAttestation>,
}

/// What a verified erasure receipt establishes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct VerifiedErasure {
    /// The ledger's commitment to the version of the record that was erased.
    pub record: Commitment,
    /// The controller's key, which signed the tombstone.
    pub controller: VerifyingKey,
    /// When the controller signed it.
    pub time: Timestamp,
    /// The checkpoint under which the tombstone stands.
    pub checkpoint: VerifiedCheckpoint,
}

impl ErasureReceipt {
    /// The most attestations in one receipt.
    pub const MAX_ATTESTATIONS: usize = 64;
    /// The longest receipt that is read, in bytes.
    pub const MAX_LEN: usize = 256 * 1024;

    /// Joins the ledger's receipt for the tombstone and the custodians' attestations.
    ///
    /// # Errors
    ///
    /// [`AuditError::NoAttestation`] without one or with too many, [`AuditError::ErasureMismatch`] if
    /// they are not about the record of the tombstone.
    pub fn new(
        tombstone: Receipt,
        attestations: Vec<ErasureAttestation>,
    ) -> Result<Self, AuditError> {
        let receipt = Self {
            tombstone,
            attestations,
        };
        receipt.check()?;
        Ok(receipt)
    }

    /// Reads a receipt, and verifies the attestations' signatures and that its parts belong
    /// together. [`verify`](Self::verify) adds the ledger's word.
    ///
    /// # Errors
    ///
    /// [`AuditError`] for anything else than such a receipt.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AuditError> {
        let wire: Wire = codec::decode(bytes, LIMITS)?;
        if wire.attestations.len() > Self::MAX_ATTESTATIONS {
            return Err(AuditError::NoAttestation);
        }
        let tombstone = Receipt::parse(wire.tombstone.as_bytes()).map_err(proof_error)?;
        let attestations = wire
            .attestations
            .iter()
            .map(|a| ErasureAttestation::from_bytes(a));
        Self::new(tombstone, attestations.collect::<Result<_, _>>()?)
    }

    /// The receipt as it is kept.
    ///
    /// # Errors
    ///
    /// [`AuditError::Encoding`] never for a receipt that exists.
    pub fn to_bytes(&self) -> Result<Vec<u8>, AuditError> {
        let attestations = self
            .attestations
            .iter()
            .map(|a| ByteBuf::from(a.as_bytes()));
        Ok(codec::encode(&Wire {
            version: Version1,
            tombstone: self.tombstone.to_string(),
            attestations: attestations.collect(),
        })?)
    }

    /// Verifies the receipt against the authorities of its ledger.
    ///
    /// # Errors
    ///
    /// [`AuditError::Proof`] if the authorities do not stand behind the tombstone,
    /// [`AuditError::Signature`] if its controller did not sign it.
    pub fn verify(&self, authorities: &Authorities) -> Result<VerifiedErasure, AuditError> {
        let entry = self.tombstone.entry().ok_or(AuditError::ErasureMismatch)?;
        let checkpoint = self
            .tombstone
            .verify(entry, authorities)
            .map_err(proof_error)?;
        let entry = SignedEntry::decode(entry).map_err(proof_error)?;
        let tombstone = tombstone_of(&entry)?;
        entry.verify()?;
        let Tombstone {
            record,
            controller,
            time,
            ..
        } = tombstone;
        Ok(VerifiedErasure {
            record,
            controller,
            time,
            checkpoint,
        })
    }

    /// The ledger's receipt for the tombstone.
    #[must_use]
    pub const fn tombstone(&self) -> &Receipt {
        &self.tombstone
    }

    /// The custodians' attestations.
    #[must_use]
    pub fn attestations(&self) -> &[ErasureAttestation] {
        &self.attestations
    }

    fn check(&self) -> Result<(), AuditError> {
        if !(1..=Self::MAX_ATTESTATIONS).contains(&self.attestations.len()) {
            return Err(AuditError::NoAttestation);
        }
        let entry = self.tombstone.entry().ok_or(AuditError::ErasureMismatch)?;
        let tombstone = tombstone_of(&SignedEntry::decode(entry).map_err(proof_error)?)?;
        let belongs = |attestation: &ErasureAttestation| {
            attestation.record() == tombstone.record && attestation.ledger() == tombstone.ledger
        };
        if self.attestations.iter().all(belongs) {
            Ok(())
        } else {
            Err(AuditError::ErasureMismatch)
        }
    }
}

struct Tombstone {
    ledger: LedgerId,
    record: Commitment,
    controller: VerifyingKey,
    time: Timestamp,
}

fn tombstone_of(entry: &SignedEntry) -> Result<Tombstone, AuditError> {
    let statement = entry.statement().ok_or(AuditError::ErasureMismatch)?;
    match statement.action {
        Action::Erase { record } => Ok(Tombstone {
            ledger: statement.ledger,
            record,
            controller: statement.signer,
            time: statement.time,
        }),
        _ => Err(AuditError::ErasureMismatch),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: Version1,
    tombstone: String,
    attestations: Vec<ByteBuf>,
}

const LIMITS: Limits = Limits {
    bytes: ErasureReceipt::MAX_LEN,
    depth: 3,
    items: 256,
};
