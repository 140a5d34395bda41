//! Records that are gone, and what shows it.

use crate::{
    authorities::AuthorityList, error::Result, identity::SecretIdentity, receipt::Receipt,
};
use medseal_facade::{self as facade, AttestationDetails, CheckpointDetails, ErasureDetails};

/// What a verified erasure receipt says.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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

/// Shows, offline, that a patient had a record version erased and that custodians attested to have
/// destroyed what they held.
///
/// What nobody can prove is that no copy was made before: the attestation is a signed statement,
/// and whoever made it answers for it.
#[derive(uniffi::Object)]
pub struct ErasureReceipt(pub(crate) facade::ErasureReceipt);

#[uniffi::export]
impl ErasureReceipt {
    /// Joins the tombstone's receipt and the attestations.
    ///
    /// Errors: `no-attestation`, `erasure-mismatch` if they are not about the same record and
    /// ledger, `invalid-signature`.
    #[uniffi::constructor]
    pub fn new(tombstone: &Receipt, attestations: Vec<Vec<u8>>) -> Result<Self> {
        Ok(Self(facade::ErasureReceipt::new(
            &tombstone.0,
            &attestations,
        )?))
    }

    /// Reads an erasure receipt. Who stands behind the ledger is not verified yet.
    ///
    /// Errors: of kind `Malformed` or `Cryptographic`, by what is wrong.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::ErasureReceipt::from_bytes(&bytes)?))
    }

    /// The receipt as it is stored and sent.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// Verifies the receipt against the authorities' public keys, and nothing else.
    ///
    /// Errors: of kind `Cryptographic`, by what is wrong.
    pub fn verify(&self, authorities: &AuthorityList) -> Result<ErasureDetails> {
        Ok(self.0.verify(&authorities.0)?)
    }
}

/// A custodian's signed attestation that it destroyed the keys, the payload or both of a record
/// version. Destroy first, attest then.
///
/// Errors: `closed`, or `malformed-hex`.
#[uniffi::export(default(now = None))]
pub fn attest_erasure(
    custodian: &SecretIdentity,
    ledger_id: String,
    commitment: String,
    keys_destroyed: bool,
    payload_destroyed: bool,
    now: Option<u64>,
) -> Result<Vec<u8>> {
    Ok(facade::ErasureReceipt::attest(
        &custodian.0,
        &ledger_id,
        &commitment,
        keys_destroyed,
        payload_destroyed,
        now,
    )?)
}

/// Reads one custodian's attestation and verifies its signature, and that it is about this version
/// of a record on this ledger.
///
/// Errors: `erasure-mismatch` if it is about another; `invalid-signature`; of kind `Malformed`.
#[uniffi::export]
pub fn read_erasure_attestation(
    attestation: Vec<u8>,
    ledger_id: String,
    commitment: String,
) -> Result<AttestationDetails> {
    Ok(facade::ErasureReceipt::read_attestation(
        &attestation,
        &ledger_id,
        &commitment,
    )?)
}
