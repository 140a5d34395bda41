//! Erasure: the patient's tombstone, the custodians' attestations, and both in one receipt.

use crate::{
    arguments::{Seconds, seconds},
    authority_list::AuthorityList,
    buffers::{self, Input},
    checkpoint::CheckpointDetails,
    errors::Outcome,
    identity::SecretIdentity,
    receipt::Receipt,
    records::record,
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

record! {
    /// What a verified erasure receipt says.
    ErasureDetails {
        /// The commitment of the record version that was erased.
        commitment: String,
        /// Who had it erased: the patient's signing key as a `did:key`.
        controller_key: String,
        /// When, in seconds since 1970.
        time: u64,
        /// What was attested.
        attestations: Vec<AttestationDetails> => each,
        /// The checkpoint that the tombstone is under.
        checkpoint: CheckpointDetails => one,
    }
}

record! {
    /// One custodian's attestation.
    AttestationDetails {
        /// The custodian's signing key, as a `did:key`.
        custodian: String,
        /// Whether the keys were destroyed.
        keys_destroyed: bool,
        /// Whether the payload was destroyed.
        payload_destroyed: bool,
        /// When, in seconds since 1970.
        time: u64,
    }
}

/// Shows, offline, that a patient had a record version erased and that custodians attested to have
/// destroyed what they held: the tombstone's receipt joined with the attestations.
///
/// What nobody can prove is that no copy was made before: the attestation is a signed statement, and
/// whoever made it answers for it.
#[pyclass(frozen, module = "medseal")]
pub(crate) struct ErasureReceipt(facade::ErasureReceipt);

#[pymethods]
impl ErasureReceipt {
    #[new]
    fn new(py: Python<'_>, tombstone: &Receipt, attestations: Vec<Input>) -> Outcome<Self> {
        let tombstone = &tombstone.0;
        let attestations: Vec<_> = attestations
            .iter()
            .map(|one| one.as_slice().to_vec())
            .collect();
        let receipt = py.detach(|| facade::ErasureReceipt::new(tombstone, &attestations));
        Ok(Self(receipt?))
    }

    /// A custodian's signed attestation that it destroyed the keys, the payload or both of a record
    /// version. Destroy first, attest then.
    #[staticmethod]
    #[pyo3(signature = (
        custodian, ledger_id, commitment, *, keys_destroyed = false, payload_destroyed = false,
        now = None
    ))]
    fn attest<'py>(
        py: Python<'py>,
        custodian: &SecretIdentity,
        ledger_id: &str,
        commitment: &str,
        keys_destroyed: bool,
        payload_destroyed: bool,
        now: Option<Seconds>,
    ) -> Outcome<Bound<'py, PyBytes>> {
        let custodian = &custodian.0;
        let (keys, payload, now) = (keys_destroyed, payload_destroyed, seconds(now));
        let attested =
            || facade::ErasureReceipt::attest(custodian, ledger_id, commitment, keys, payload, now);
        buffers::bytes(py, &py.detach(attested)?)
    }

    /// Reads one custodian's attestation and verifies its signature, and that it is about this
    /// version of a record on this ledger.
    ///
    /// Raises `CryptographicError` with the code `erasure-mismatch` if it is about another.
    #[staticmethod]
    fn read_attestation(
        py: Python<'_>,
        attestation: Input,
        ledger_id: &str,
        commitment: &str,
    ) -> Outcome<AttestationDetails> {
        let attestation = attestation.as_slice();
        let read = || facade::ErasureReceipt::read_attestation(attestation, ledger_id, commitment);
        Ok(py.detach(read)?.into())
    }

    /// Reads an erasure receipt. Who stands behind the ledger is not verified yet.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        let receipt = py.detach(|| facade::ErasureReceipt::from_bytes(data.as_slice()));
        Ok(Self(receipt?))
    }

    /// The receipt as it is stored and sent.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &self.0.to_bytes()?)
    }

    /// Verifies the receipt against the authorities' public keys, and nothing else.
    fn verify(&self, py: Python<'_>, authorities: &AuthorityList) -> Outcome<ErasureDetails> {
        let authorities = &authorities.0;
        Ok(py.detach(|| self.0.verify(authorities))?.into())
    }
}
