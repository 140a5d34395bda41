//! Who had access to a patient's records.

use crate::{authorities::AuthorityList, error::Result, identity::SecretIdentity};
use medseal_facade::{self as facade, DisclosureLine, DisclosureLog};

/// Everything a ledger holds about one patient, complete by proof, read with the patient's key.
#[uniffi::remote(Record)]
pub struct DisclosureLog {
    /// The entries, oldest first.
    pub lines: Vec<DisclosureLine>,
    /// The height of the block it goes up to.
    pub height: u64,
    /// Whether every entry came with a notice that says what it is about.
    pub is_explained: bool,
}

/// One entry of the log.
#[uniffi::remote(Record)]
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

/// Reads and verifies the evidence of a patient's log, as `Ledger.disclosureEvidence` made it:
/// nothing is missing, and the authorities stand behind it.
///
/// Errors: `incomplete-trail`, `quorum-not-reached` and other codes of kind `Cryptographic`;
/// `closed`.
#[uniffi::export]
pub fn verify_disclosure_evidence(
    evidence: Vec<u8>,
    ledger_id: String,
    authorities: &AuthorityList,
    patient: &SecretIdentity,
) -> Result<DisclosureLog> {
    Ok(facade::DisclosureLog::verify(
        &evidence,
        &ledger_id,
        &authorities.0,
        &patient.0,
    )?)
}
