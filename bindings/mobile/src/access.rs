//! From the wish to open a record to its plaintext: request, permit, unlocked record.

use crate::{
    bytes::Bytes,
    error::Result,
    grant::Grant,
    identity::SecretIdentity,
    record::{SealedHeader, SealedRecord},
    streams::{Reader, Sink, Source, Writer, flushed},
    watch::Watch,
};
use medseal_facade::{self as facade, AccessRequestDetails, PermitDetails};
use std::sync::Arc;

/// What is permitted.
#[uniffi::remote(Record)]
pub struct PermitDetails {
    /// The patient.
    pub controller: String,
    /// The record.
    pub record_id: String,
    /// The commitment of the record's version.
    pub commitment: String,
    /// The grant it relies on.
    pub grant_id: String,
    /// Who may open it.
    pub grantee: String,
    /// What for, as an HL7 purpose-of-use code.
    pub purpose: String,
    /// What the grantee is obliged to: `record-access`, `notify-patient`, `no-redelegation`.
    pub obligations: Vec<String>,
    /// The height of the ledger's block on which it was decided.
    pub height: u64,
    /// When it was decided, in seconds since 1970.
    pub decided: u64,
    /// When it is void, in seconds since 1970.
    pub expires: u64,
}

/// What a request says.
#[uniffi::remote(Record)]
pub struct AccessRequestDetails {
    /// The ledger it relies on.
    pub ledger_id: String,
    /// Who is asked to decide.
    pub custodian: String,
    /// Who asks, as a `did:key`.
    pub grantee_key: String,
    /// The commitment of the grant it relies on.
    pub grant_commitment: String,
    /// The record.
    pub record_id: String,
    /// The commitment of the record's version.
    pub commitment: String,
    /// What for, as an HL7 purpose-of-use code.
    pub purpose: String,
    /// The reason stated when the glass was broken, if it was.
    pub reason: Option<String>,
    /// When it was made, in seconds since 1970.
    pub issued: u64,
    /// Until when it may be presented, in seconds since 1970.
    pub expires: u64,
}

/// The leave to open one record once. Its use closes it.
///
/// It stays in the process that decided: what travels is the `Decision`.
#[derive(uniffi::Object)]
pub struct AccessPermit(pub(crate) facade::AccessPermit);

#[uniffi::export]
impl AccessPermit {
    /// What is permitted.
    ///
    /// Errors: `closed` once it was used.
    pub fn details(&self) -> Result<PermitDetails> {
        Ok(self.0.details()?)
    }

    /// Uses the permit up to unlock the record for its grantee, and makes the access event that
    /// must reach the ledger. `breakGlass` is what was stated when the glass was broken, if it was.
    ///
    /// Errors: `closed` if it was used before; `permit-for-another-record`, `permit-expired`,
    /// `not-the-grantee`, `no-key-for-record`. The permit is used up in any case.
    #[uniffi::method(default(break_glass = None, now = None))]
    pub fn unlock(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        break_glass: Option<Arc<BreakGlass>>,
        now: Option<u64>,
    ) -> Result<Arc<Unlocked>> {
        Ok(Arc::new(Unlocked(self.0.unlock(
            &holder.0,
            &grant.0,
            &header.0,
            break_glass.as_deref().map(|one| &one.0),
            now,
        )?)))
    }

    /// Throws the permit away. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }
}

/// A signed request to open one record, addressed to one custodian.
#[derive(uniffi::Object)]
pub struct AccessRequest(pub(crate) facade::AccessRequest);

#[uniffi::export]
impl AccessRequest {
    /// Signs a request, good for five minutes. `custodian` is the identifier of whoever decides.
    /// Without a purpose, the only one the grant has.
    ///
    /// Errors: `closed`, `malformed-hex`, `unknown-purpose`; `break-glass-reason` if a statement is
    /// missing or out of place.
    #[uniffi::constructor(default(purpose = None, break_glass = None, now = None))]
    pub fn new(
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        custodian: String,
        purpose: Option<String>,
        break_glass: Option<Arc<BreakGlass>>,
        now: Option<u64>,
    ) -> Result<Self> {
        Ok(Self(facade::AccessRequest::new(
            &holder.0,
            &grant.0,
            &header.0,
            &custodian,
            purpose.as_deref(),
            break_glass.as_deref().map(|one| &one.0),
            now,
        )?))
    }

    /// Reads a request and verifies its signature.
    ///
    /// Errors: of kind `Malformed`, or `invalid-signature`.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::AccessRequest::from_bytes(&bytes)?))
    }

    /// The request as it is sent.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// What the request says.
    pub fn details(&self) -> Result<AccessRequestDetails> {
        Ok(self.0.details()?)
    }
}

/// A reason for emergency access that the ledger recorded. Needed for every request for the purpose
/// `BTG`.
#[derive(uniffi::Object)]
pub struct BreakGlass(pub(crate) facade::BreakGlass);

/// A record that its grantee may open: its key, and the access event that must reach the ledger
/// (`Ledger.recordAccess`).
///
/// The event exists before a byte is decrypted, so a reading that breaks off is recorded all the
/// same. What a sink or file got before an error must be thrown away.
#[derive(uniffi::Object)]
pub struct Unlocked(pub(crate) facade::Unlocked);

#[uniffi::export]
impl Unlocked {
    /// Opens the record in memory: all of it, or nothing.
    ///
    /// Errors: `closed`; `inconsistent-header` if it is another record than the one unlocked; of
    /// kind `Cryptographic` if the payload was altered.
    pub fn open(&self, record: &SealedRecord) -> Result<Bytes> {
        Bytes::copy(self.0.open(&record.0)?.as_bytes())
    }

    /// Opens the bytes from `begin` to before `end` of the plaintext.
    ///
    /// Errors: as `open`, or `range-outside-payload`.
    pub fn open_range(&self, record: &SealedRecord, begin: u64, end: u64) -> Result<Bytes> {
        Bytes::copy(self.0.open_range(&record.0, begin, end)?.as_bytes())
    }

    /// Opens a sealed file into another, for its owner's eyes only. The target is there whole, once
    /// all of it was verified, or not at all.
    ///
    /// Errors: as `open`, of kind `Storage`, or `cancelled`.
    pub fn open_file(&self, source: String, target: String, watch: Watch) -> Result<()> {
        Ok(self.0.open_file(&source, &target, &watch.into())?)
    }

    /// Opens the encrypted payload, without its header, from a stream to a stream. What the sink
    /// has is final when this returns.
    ///
    /// Errors: as `open`, of kind `Storage`, or `cancelled`.
    pub fn open_payload(
        &self,
        source: Arc<dyn Source>,
        sink: Arc<dyn Sink>,
        watch: Watch,
    ) -> Result<()> {
        let mut sink = Writer::new(sink);
        self.0
            .open_payload(&mut Reader::new(source), &mut sink, &watch.into())?;
        flushed(&mut sink)
    }

    /// The commitment of the access event, by which the ledger knows it.
    ///
    /// Errors: `closed`.
    pub fn event_commitment(&self) -> Result<String> {
        Ok(self.0.event_commitment()?)
    }

    /// Wipes the record's key as soon as no operation uses it. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}
