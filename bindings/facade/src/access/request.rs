//! Requests for access, and breaking the glass.

use crate::{
    error::Result,
    grant::{self, Grant},
    guard::guard,
    identity::SecretIdentity,
    sealed_header::SealedHeader,
    text,
};
use medseal::{
    consent::{self, BreakGlassStatement},
    exchange::AccessIntent,
    types::Salt,
};
use std::sync::Arc;

/// A signed request to open one record, addressed to one custodian.
#[derive(Debug, Clone)]
pub struct AccessRequest(Arc<consent::AccessRequest>);

/// What a request says.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A reason for emergency access that the ledger recorded. Needed for every request for the purpose
/// `BTG`.
#[derive(Clone)]
pub struct BreakGlass(Arc<(BreakGlassStatement, Salt)>);

impl AccessRequest {
    /// Signs a request, good for five minutes. `custodian` is the identifier of whoever decides.
    /// Without a purpose, the only one the grant has.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`, `unknown-purpose`; `break-glass-reason` if a statement is missing
    /// or out of place.
    pub fn new(
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        custodian: &str,
        purpose: Option<&str>,
        break_glass: Option<&BreakGlass>,
        now: Option<u64>,
    ) -> Result<Self> {
        guard("AccessRequest.new", || {
            let (holder, now) = (holder.open()?, text::time(now)?);
            let purpose = grant::purpose_of(grant, purpose)?;
            let mut intent = AccessIntent::new(custodian.parse()?, purpose);
            intent.break_glass = break_glass.map(|stated| (*stated.0).clone());
            let request = intent.request(&holder, grant.core(), header.core(), now)?;
            Ok(Self(Arc::new(request)))
        })
    }

    /// Reads a request and verifies its signature.
    ///
    /// # Errors
    ///
    /// Of kind `Malformed`, or `invalid-signature`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        guard("AccessRequest.from_bytes", || {
            Ok(Self(Arc::new(consent::AccessRequest::from_bytes(bytes)?)))
        })
    }

    /// The request as it is sent.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("AccessRequest.to_bytes", || Ok(self.0.as_bytes().to_vec()))
    }

    /// What the request says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<AccessRequestDetails> {
        guard("AccessRequest.details", || {
            let request = &self.0;
            let reason = request.break_glass().map(BreakGlassStatement::reason);
            Ok(AccessRequestDetails {
                ledger_id: request.ledger().to_string(),
                custodian: request.audience().to_string(),
                grantee_key: request.grantee().did_key(),
                grant_commitment: request.grant().to_string(),
                record_id: request.record().record.to_string(),
                commitment: request.record().commitment.to_string(),
                purpose: request.purpose().to_string(),
                reason: reason.map(str::to_owned),
                issued: request.issued().seconds(),
                expires: request.expires().seconds(),
            })
        })
    }

    pub(crate) fn core(&self) -> &consent::AccessRequest {
        &self.0
    }
}

impl BreakGlass {
    pub(crate) fn new(statement: BreakGlassStatement, salt: Salt) -> Self {
        Self(Arc::new((statement, salt)))
    }

    pub(crate) fn reason(&self) -> &str {
        self.0.0.reason()
    }
}
