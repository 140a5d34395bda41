//! The disclosure log: everything a ledger holds about one patient.

use crate::authority_list::AuthorityList;
use crate::bytes::Input;
use crate::secret_identity::SecretIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// Everything a ledger holds about one patient, complete by proof, read with the patient's key.
#[napi]
pub struct DisclosureLog {
    inner: facade::DisclosureLog,
}

/// One entry of the log.
#[napi(object, object_from_js = false)]
pub struct DisclosureLine {
    /// The number of the entry on the ledger.
    pub index: u64,
    /// When it was made, in seconds since 1970.
    pub time: u64,
    /// What was done: `anchor`, `grant`, `revoke`, `access`, `break-glass`, `erase`, …
    pub action: String,
    /// Who signed it, as a `did:key`.
    pub signer: String,
    /// The record, of an access.
    pub record_id: Option<String>,
    /// The grant, of a grant or access.
    pub grant_id: Option<String>,
    /// Who received the grant or broke the glass.
    pub grantee: Option<String>,
    /// The categories, of a grant or access.
    pub categories: Vec<String>,
    /// The purposes, of a grant or access.
    pub purposes: Vec<String>,
    /// The reason stated when the glass was broken.
    pub reason: Option<String>,
    /// Until when a grant or a breaking of the glass stands, in seconds since 1970.
    pub until: Option<u64>,
    /// Why nothing more can be said about the entry, as an error code: it came without its notice,
    /// or with one that does not fit.
    pub unexplained: Option<String>,
}

#[napi]
impl DisclosureLog {
    /// Reads and verifies the evidence of a patient's log, as
    /// `Ledger.disclosureEvidence` made it: nothing is
    /// missing, and the authorities stand behind it.
    ///
    /// @throws `incomplete-trail`, `quorum-not-reached` and other codes of kind `Cryptographic`; `closed`.
    #[napi(
        ts_args_type = "evidence: Uint8Array, ledgerId: string, authorities: AuthorityList, patient: SecretIdentity",
        ts_return_type = "Promise<DisclosureLog>"
    )]
    pub fn verify(
        evidence: Input,
        ledger_id: String,
        authorities: &AuthorityList,
        patient: &SecretIdentity,
    ) -> AsyncTask<Work<facade::DisclosureLog, DisclosureLog>> {
        let authorities = authorities.inner();
        let patient = patient.inner();
        off_loop(move || {
            facade::DisclosureLog::verify(&evidence, &ledger_id, &authorities, &patient)
        })
    }
}

#[napi]
impl DisclosureLog {
    /// The entries, oldest first.
    #[napi(getter)]
    pub fn lines(&self) -> Vec<DisclosureLine> {
        let lines = self.inner.lines.iter().cloned();
        lines.map(DisclosureLine::from).collect()
    }

    /// The height of the block it goes up to.
    #[napi(getter)]
    pub fn height(&self) -> u64 {
        self.inner.height
    }

    /// Whether every entry came with a notice that says what it is about.
    #[napi(getter)]
    pub fn is_explained(&self) -> bool {
        self.inner.is_explained
    }
}

impl From<facade::DisclosureLog> for DisclosureLog {
    fn from(inner: facade::DisclosureLog) -> Self {
        Self { inner }
    }
}

impl From<facade::DisclosureLine> for DisclosureLine {
    fn from(record: facade::DisclosureLine) -> Self {
        Self {
            index: record.index,
            time: record.time,
            action: record.action,
            signer: record.signer,
            record_id: record.record_id,
            grant_id: record.grant_id,
            grantee: record.grantee,
            categories: record.categories,
            purposes: record.purposes,
            reason: record.reason,
            until: record.until,
            unexplained: record.unexplained,
        }
    }
}
