//! Headers of sealed records: what can be known of a record without its key.

use crate::bytes::{Input, Output};
use crate::errors::OrThrow;
use crate::public_identity::PublicIdentity;
use crate::secret_identity::SecretIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::{AsyncTask, FromNapiRef, FromNapiValue};
use napi::sys;
use napi_derive::napi;

/// Everything about a sealed record but its payload. Every signature in it is verified.
///
/// It stands at the beginning of a sealed record, or is kept beside its payload as a file of its own,
/// the detached form.
#[napi]
pub struct SealedHeader {
    inner: facade::SealedHeader,
}

/// What a header says.
#[napi(object, object_from_js = false)]
pub struct HeaderDetails {
    /// The record, for all its life, as hexadecimal text.
    pub record_id: String,
    /// Which version of the record this is, from 1.
    pub version: u64,
    /// The digest of the version before, if there is one.
    pub previous: Option<String>,
    /// Who sealed it: the author's signing key as a `did:key`.
    pub author: String,
    /// The patient: the identity that controls the record.
    pub controller: String,
    /// The record's category.
    pub category: String,
    /// The plaintext's media type, as the author states it.
    pub media_type: String,
    /// When it was sealed, as the author states it, in seconds since 1970.
    pub created: u64,
    /// Length of the plaintext, in bytes.
    pub plaintext_length: u64,
    /// Length of the encrypted payload, in bytes.
    pub payload_length: u64,
    /// Where a content-addressed store keeps the payload: a CIDv1 over its BLAKE3 digest.
    pub payload_address: String,
    /// The digest of what the author signed.
    pub manifest_digest: String,
    /// The salted commitment by which a ledger knows this version of the record.
    pub commitment: String,
    /// Who can open it.
    pub slots: Vec<SlotDetails>,
}

/// One recipient's slot in a header.
#[napi(object, object_from_js = false)]
pub struct SlotDetails {
    /// The recipient's public key, by its identifier.
    pub recipient_key_id: String,
    /// The suite of the wrapping, `x-wing` or `x25519`.
    pub suite: String,
    /// The patient's category, if the slot is for a category key.
    pub category: Option<String>,
    /// The category key's epoch, if the slot is for one.
    pub epoch: Option<u32>,
    /// The grant for which the slot was added, if it was for one.
    pub grant_id: Option<String>,
    /// Who added the slot, as a `did:key`.
    pub signer: String,
}

#[napi]
impl SealedHeader {
    /// Reads a detached header, or the header of a sealed record; what follows it is not looked at.
    ///
    /// @throws `not-a-sealed-record` and other codes of kind `Malformed`, and with
    /// `invalid-manifest-signature` or `invalid-slot-signature` if it was altered.
    #[napi(
        ts_args_type = "bytes: Uint8Array",
        ts_return_type = "Promise<SealedHeader>"
    )]
    pub fn from_bytes(bytes: Input) -> AsyncTask<Work<facade::SealedHeader, SealedHeader>> {
        off_loop(move || facade::SealedHeader::from_bytes(&bytes))
    }

    /// As `fromBytes`, on this thread.
    #[napi]
    pub fn from_bytes_sync(env: Env, bytes: &[u8]) -> napi::Result<Self> {
        let read = facade::SealedHeader::from_bytes(bytes);
        read.or_throw(env).map(Self::from)
    }

    /// The detached header, which is also the beginning of the sealed record.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self, env: Env) -> napi::Result<Output> {
        self.inner.to_bytes().or_throw(env).map(Output::from)
    }

    /// What the header says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<HeaderDetails> {
        self.inner.details().or_throw(env).map(HeaderDetails::from)
    }

    /// The header with one recipient more, added by somebody who can open the record. If the recipient
    /// is the record's patient, its slot is for the current key of the category, in place of the one
    /// for an earlier epoch. `grantId` names the grant because of which it is added.
    ///
    /// @throws `closed`; `not-a-recipient` or `wrong-key` if the signer cannot open the record;
    /// `already-a-recipient`; `unknown-category`.
    #[napi(ts_return_type = "Promise<SealedHeader>")]
    pub fn rewrap(
        &self,
        signer: &SecretIdentity,
        to: &PublicIdentity,
        grant_id: Option<String>,
    ) -> AsyncTask<Work<facade::SealedHeader, SealedHeader>> {
        let (inner, signer, to) = (self.inner.clone(), signer.inner(), to.inner());
        off_loop(move || inner.rewrap(&signer, &to, grant_id.as_deref()))
    }

    /// The header without the slots for a recipient's key, or without any. Whoever has a copy of the
    /// record made before keeps what those slots open.
    ///
    /// @throws `malformed-hex`.
    #[napi]
    pub fn without_slots(&self, env: Env, recipient_key_id: Option<String>) -> napi::Result<Self> {
        let without = self.inner.without_slots(recipient_key_id.as_deref());
        without.or_throw(env).map(Self::from)
    }

    pub(crate) fn inner(&self) -> facade::SealedHeader {
        self.inner.clone()
    }
}

/// A header inside of an object of options.
pub struct SealedHeaderArgument(pub(crate) facade::SealedHeader);

impl FromNapiValue for SealedHeaderArgument {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the class.
        let header = unsafe { SealedHeader::from_napi_ref(env, value) }?;
        Ok(Self(header.inner()))
    }
}

impl From<facade::SealedHeader> for SealedHeader {
    fn from(inner: facade::SealedHeader) -> Self {
        Self { inner }
    }
}

impl From<facade::HeaderDetails> for HeaderDetails {
    fn from(details: facade::HeaderDetails) -> Self {
        Self {
            record_id: details.record_id,
            version: details.version,
            previous: details.previous,
            author: details.author,
            controller: details.controller,
            category: details.category,
            media_type: details.media_type,
            created: details.created,
            plaintext_length: details.plaintext_length,
            payload_length: details.payload_length,
            payload_address: details.payload_address,
            manifest_digest: details.manifest_digest,
            commitment: details.commitment,
            slots: details.slots.into_iter().map(SlotDetails::from).collect(),
        }
    }
}

impl From<facade::SlotDetails> for SlotDetails {
    fn from(slot: facade::SlotDetails) -> Self {
        Self {
            recipient_key_id: slot.recipient_key_id,
            suite: slot.suite,
            category: slot.category,
            epoch: slot.epoch,
            grant_id: slot.grant_id,
            signer: slot.signer,
        }
    }
}
