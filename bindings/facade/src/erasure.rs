//! Erasure: the patient's tombstone, the custodians' attestations, and both in one receipt.

use crate::{
    authority_list::AuthorityList, checkpoint::CheckpointDetails, error::Result, guard::guard,
    identity::SecretIdentity, receipt::Receipt, text,
};
use medseal::audit::{self, AuditError, Destroyed, ErasureAttestation};
use std::sync::Arc;

/// Shows, offline, that a patient had a record version erased and that custodians attested to have
/// destroyed what they held.
///
/// What nobody can prove is that no copy was made before: the attestation is a signed statement, and
/// whoever made it answers for it.
#[derive(Debug, Clone)]
pub struct ErasureReceipt(Arc<audit::ErasureReceipt>);

/// What a verified erasure receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureDetails {
    /// The commitment of the record version that was erased.
    pub commitment: String,
    /// Who had it erased: the patient's signing key as a `did:key`.
    pub controller_key: String,
    /// When, in seconds since 1970.
    pub time: u64,
    /// What was attested.
    pub attestations: Vec<AttestationDetails>,
    /// The checkpoint that the tombstone is under.
    pub checkpoint: CheckpointDetails,
}

/// One custodian's attestation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestationDetails {
    /// The custodian's signing key, as a `did:key`.
    pub custodian: String,
    /// Whether the keys were destroyed.
    pub keys_destroyed: bool,
    /// Whether the payload was destroyed.
    pub payload_destroyed: bool,
    /// When, in seconds since 1970.
    pub time: u64,
}

impl ErasureReceipt {
    /// A custodian's signed attestation that it destroyed the keys, the payload or both of a record
    /// version. Destroy first, attest then.
    ///
    /// # Errors
    ///
    /// `closed`, or `malformed-hex`.
    pub fn attest(
        custodian: &SecretIdentity,
        ledger_id: &str,
        commitment: &str,
        keys_destroyed: bool,
        payload_destroyed: bool,
        now: Option<u64>,
    ) -> Result<Vec<u8>> {
        guard("ErasureReceipt.attest", || {
            let key = custodian.open()?.signing_key();
            let destroyed = Destroyed {
                keys: keys_destroyed,
                payload: payload_destroyed,
            };
            let (ledger, record) = (ledger_id.parse()?, commitment.parse()?);
            let attestation =
                ErasureAttestation::new(ledger, record, destroyed, text::time(now)?, &key)?;
            Ok(attestation.as_bytes().to_vec())
        })
    }

    /// Reads one custodian's attestation and verifies its signature, and that it is about this
    /// version of a record on this ledger.
    ///
    /// # Errors
    ///
    /// `erasure-mismatch` if it is about another; `invalid-signature`; of kind `Malformed`.
    pub fn read_attestation(
        attestation: &[u8],
        ledger_id: &str,
        commitment: &str,
    ) -> Result<AttestationDetails> {
        guard("ErasureReceipt.read_attestation", || {
            let (ledger, record) = (ledger_id.parse()?, commitment.parse()?);
            let attestation = ErasureAttestation::from_bytes(attestation)?;
            if (attestation.ledger(), attestation.record()) != (ledger, record) {
                return Err(AuditError::ErasureMismatch.into());
            }
            Ok(AttestationDetails::of(&attestation))
        })
    }

    /// Joins the tombstone's receipt and the attestations.
    ///
    /// # Errors
    ///
    /// `no-attestation`, `erasure-mismatch` if they are not about the same record and ledger,
    /// `invalid-signature`.
    pub fn new(tombstone: &Receipt, attestations: &[Vec<u8>]) -> Result<Self> {
        guard("ErasureReceipt.new", || {
            let attestations = attestations.iter();
            let attestations = attestations.map(|bytes| ErasureAttestation::from_bytes(bytes));
            let attestations = attestations.collect::<std::result::Result<_, _>>()?;
            let receipt = audit::ErasureReceipt::new(tombstone.core().clone(), attestations)?;
            Ok(Self(Arc::new(receipt)))
        })
    }

    /// Reads an erasure receipt. Who stands behind the ledger is not verified yet.
    ///
    /// # Errors
    ///
    /// Of kind `Malformed` or `Cryptographic`, by what is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        guard("ErasureReceipt.from_bytes", || {
            Ok(Self(Arc::new(audit::ErasureReceipt::from_bytes(bytes)?)))
        })
    }

    /// The receipt as it is stored and sent.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("ErasureReceipt.to_bytes", || Ok(self.0.to_bytes()?))
    }

    /// Verifies the receipt against the authorities' public keys, and nothing else.
    ///
    /// # Errors
    ///
    /// Of kind `Cryptographic`, by what is wrong.
    pub fn verify(&self, authorities: &AuthorityList) -> Result<ErasureDetails> {
        guard("ErasureReceipt.verify", || {
            let erasure = self.0.verify(authorities.core())?;
            let attestations = self.0.attestations().iter();
            Ok(ErasureDetails {
                commitment: erasure.record.to_string(),
                controller_key: erasure.controller.did_key(),
                time: erasure.time.seconds(),
                attestations: attestations.map(AttestationDetails::of).collect(),
                checkpoint: CheckpointDetails::of(&erasure.checkpoint),
            })
        })
    }
}

impl AttestationDetails {
    fn of(attestation: &ErasureAttestation) -> Self {
        Self {
            custodian: attestation.custodian().did_key(),
            keys_destroyed: attestation.destroyed().keys,
            payload_destroyed: attestation.destroyed().payload,
            time: attestation.time().seconds(),
        }
    }
}
