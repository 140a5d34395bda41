//! The disclosure log: everything a ledger holds about one patient.

use crate::{
    authority_list::AuthorityList, buffers::Input, errors::Outcome, identity::SecretIdentity,
    records::record,
};
use medseal_facade as facade;
use pyo3::prelude::*;

record! {
    /// Everything a ledger holds about one patient, complete by proof, read with the patient's key.
    DisclosureLog {
        /// The entries, oldest first.
        lines: Vec<DisclosureLine> => each,
        /// The height of the block it goes up to.
        height: u64,
        /// Whether every entry came with a notice that says what it is about.
        is_explained: bool,
    }
    methods {
        /// Reads and verifies the evidence of a patient's log, as `Ledger.disclosure_evidence()` made
        /// it: nothing is missing, and the authorities stand behind it.
        #[staticmethod]
        fn verify(
            py: Python<'_>,
            evidence: Input,
            ledger_id: &str,
            authorities: &AuthorityList,
            patient: &SecretIdentity,
        ) -> Outcome<Self> {
            let (authorities, patient) = (&authorities.0, &patient.0);
            let evidence = evidence.as_slice();
            let log = py.detach(|| {
                facade::DisclosureLog::verify(evidence, ledger_id, authorities, patient)
            });
            Ok(log?.into())
        }
    }
}

record! {
    /// One entry of the log.
    DisclosureLine {
        /// The number of the entry on the ledger.
        index: u64,
        /// When it was made, in seconds since 1970.
        time: u64,
        /// What was done: `anchor`, `grant`, `revoke`, `access`, `break-glass`, `erase`, …
        action: String,
        /// Who signed it, as a `did:key`.
        signer: String,
        /// The record, of an access.
        record_id: Option<String>,
        /// The grant, of a grant or access.
        grant_id: Option<String>,
        /// Who received the grant or broke the glass.
        grantee: Option<String>,
        /// The categories, of a grant or access.
        categories: Vec<String>,
        /// The purposes, of a grant or access.
        purposes: Vec<String>,
        /// The reason stated when the glass was broken.
        reason: Option<String>,
        /// Until when a grant or a breaking of the glass stands, in seconds since 1970.
        until: Option<u64>,
        /// Why nothing more can be said about the entry, as an error code: it came without its notice,
        /// or with one that does not fit.
        unexplained: Option<String>,
    }
}
