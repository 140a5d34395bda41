//! Erasure receipts: who attested the destruction of which keys.

use crate::authority_list::AuthorityList;
use crate::bytes::{Input, Output};
use crate::checkpoint::CheckpointDetails;
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::receipt::Receipt;
use crate::secret_identity::SecretIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// Shows, offline, that a patient had a record version erased and that custodians attested to have
/// destroyed what they held.
///
/// What nobody can prove is that no copy was made before: the attestation is a signed statement, and
/// whoever made it answers for it.
#[napi]
pub struct ErasureReceipt {
    inner: facade::ErasureReceipt,
}

/// What a verified erasure receipt says.
#[napi(object, object_from_js = false)]
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
#[napi(object, object_from_js = false)]
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

#[napi]
impl ErasureReceipt {
    /// A custodian's signed attestation that it destroyed the keys, the payload or both of a record
    /// version. Destroy first, attest then.
    ///
    /// @throws `closed`, or `malformed-hex`.
    #[napi(
        ts_args_type = "custodian: SecretIdentity, ledgerId: string, commitment: string, keysDestroyed: boolean, payloadDestroyed: boolean, now?: bigint | number | null",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn attest(
        custodian: &SecretIdentity,
        ledger_id: String,
        commitment: String,
        keys_destroyed: bool,
        payload_destroyed: bool,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<Vec<u8>, Output>> {
        let custodian = custodian.inner();
        off_loop(move || {
            facade::ErasureReceipt::attest(
                &custodian,
                &ledger_id,
                &commitment,
                keys_destroyed,
                payload_destroyed,
                now.map(|now| now.0),
            )
        })
    }

    /// Reads one custodian's attestation and verifies its signature, and that it is about this
    /// version of a record on this ledger.
    ///
    /// @throws `erasure-mismatch` if it is about another; `invalid-signature`; of kind `Malformed`.
    #[napi(
        ts_args_type = "attestation: Uint8Array, ledgerId: string, commitment: string",
        ts_return_type = "Promise<AttestationDetails>"
    )]
    pub fn read_attestation(
        attestation: Input,
        ledger_id: String,
        commitment: String,
    ) -> AsyncTask<Work<facade::AttestationDetails, AttestationDetails>> {
        off_loop(move || {
            facade::ErasureReceipt::read_attestation(&attestation, &ledger_id, &commitment)
        })
    }

    /// Joins the tombstone's receipt and the attestations.
    ///
    /// @throws `no-attestation`, `erasure-mismatch` if they are not about the same record and ledger,
    /// `invalid-signature`.
    #[napi(
        constructor,
        ts_args_type = "tombstone: Receipt, attestations: Array<Uint8Array>"
    )]
    pub fn new(env: Env, tombstone: &Receipt, attestations: Vec<Input>) -> napi::Result<Self> {
        let attestations: Vec<Vec<u8>> = attestations.iter().map(|bytes| bytes.to_vec()).collect();
        let result = facade::ErasureReceipt::new(&tombstone.inner(), &attestations);
        result.or_throw(env).map(Self::from)
    }

    /// Reads an erasure receipt. Who stands behind the ledger is not verified yet.
    ///
    /// @throws kind `Malformed` or `Cryptographic`, by what is wrong.
    #[napi(
        ts_args_type = "bytes: Uint8Array",
        ts_return_type = "Promise<ErasureReceipt>"
    )]
    pub fn from_bytes(bytes: Input) -> AsyncTask<Work<facade::ErasureReceipt, ErasureReceipt>> {
        off_loop(move || facade::ErasureReceipt::from_bytes(&bytes))
    }

    /// The receipt as it is stored and sent.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self, env: Env) -> napi::Result<Output> {
        let result = self.inner.to_bytes();
        result.or_throw(env).map(Output::from)
    }

    /// Verifies the receipt against the authorities' public keys, and nothing else.
    ///
    /// @throws kind `Cryptographic`, by what is wrong.
    #[napi(
        ts_args_type = "authorities: AuthorityList",
        ts_return_type = "Promise<ErasureDetails>"
    )]
    pub fn verify(
        &self,
        authorities: &AuthorityList,
    ) -> AsyncTask<Work<facade::ErasureDetails, ErasureDetails>> {
        let inner = self.inner.clone();
        let authorities = authorities.inner();
        off_loop(move || inner.verify(&authorities))
    }
}

impl From<facade::ErasureReceipt> for ErasureReceipt {
    fn from(inner: facade::ErasureReceipt) -> Self {
        Self { inner }
    }
}

impl From<facade::ErasureDetails> for ErasureDetails {
    fn from(record: facade::ErasureDetails) -> Self {
        Self {
            commitment: record.commitment,
            controller_key: record.controller_key,
            time: record.time,
            attestations: record
                .attestations
                .into_iter()
                .map(AttestationDetails::from)
                .collect(),
            checkpoint: CheckpointDetails::from(record.checkpoint),
        }
    }
}

impl From<facade::AttestationDetails> for AttestationDetails {
    fn from(record: facade::AttestationDetails) -> Self {
        Self {
            custodian: record.custodian,
            keys_destroyed: record.keys_destroyed,
            payload_destroyed: record.payload_destroyed,
            time: record.time,
        }
    }
}
