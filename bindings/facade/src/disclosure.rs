//! The disclosure log: everything a ledger holds about one patient.

use crate::{
    authority_list::AuthorityList, error::Result, grant::texts, guard::guard,
    identity::SecretIdentity,
};
use medseal::{
    audit::{self, Detail, Disclosure, Notice, TrailEvidence},
    ledger::TrailState,
};

/// Everything a ledger holds about one patient, complete by proof, read with the patient's key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DisclosureLog {
    /// The entries, oldest first.
    pub lines: Vec<DisclosureLine>,
    /// The height of the block it goes up to.
    pub height: u64,
    /// Whether every entry came with a notice that says what it is about.
    pub is_explained: bool,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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

impl DisclosureLog {
    /// Reads and verifies the evidence of a patient's log, as
    /// [`Ledger::disclosure_evidence`](crate::Ledger::disclosure_evidence) made it: nothing is
    /// missing, and the authorities stand behind it.
    ///
    /// # Errors
    ///
    /// `incomplete-trail`, `quorum-not-reached` and other codes of kind `Cryptographic`; `closed`.
    pub fn verify(
        evidence: &[u8],
        ledger_id: &str,
        authorities: &AuthorityList,
        patient: &SecretIdentity,
    ) -> Result<Self> {
        guard("DisclosureLog.verify", || {
            let evidence = TrailEvidence::from_bytes(evidence)?;
            let (ledger, patient) = (ledger_id.parse()?, patient.open()?);
            let authorities = authorities.core();
            let log = evidence.verify(ledger, authorities, &patient, &TrailState::EMPTY)?;
            Ok(Self::of(&log))
        })
    }

    pub(crate) fn of(log: &audit::DisclosureLog) -> Self {
        Self {
            lines: log.lines().iter().map(line).collect(),
            height: log.height(),
            is_explained: log.is_explained(),
        }
    }
}

fn line(disclosure: &Disclosure) -> DisclosureLine {
    let bare = DisclosureLine {
        index: disclosure.index,
        time: disclosure.time.seconds(),
        action: disclosure.action.name().to_owned(),
        signer: disclosure.signer.did_key(),
        ..DisclosureLine::default()
    };
    match &disclosure.detail {
        Detail::Explained(Notice::Access(event)) => {
            let facts = event.facts();
            DisclosureLine {
                record_id: Some(facts.record.to_string()),
                grant_id: Some(facts.grant.to_string()),
                categories: vec![facts.category.to_string()],
                purposes: vec![facts.purpose.to_string()],
                reason: facts.reason.clone(),
                ..bare
            }
        }
        Detail::Explained(Notice::Grant(grant)) => DisclosureLine {
            grant_id: Some(grant.id().to_string()),
            grantee: Some(grant.grantee().identity.to_string()),
            categories: texts(grant.scope().categories()),
            purposes: texts(grant.scope().purposes()),
            until: Some(grant.validity().expires().seconds()),
            ..bare
        },
        Detail::Explained(Notice::BreakGlass(statement)) => DisclosureLine {
            grantee: Some(statement.grantee().to_string()),
            reason: Some(statement.reason().to_owned()),
            until: Some(statement.expires().seconds()),
            ..bare
        },
        Detail::Unexplained(code) => DisclosureLine {
            unexplained: Some((*code).to_owned()),
            ..bare
        },
        _ => bare,
    }
}
