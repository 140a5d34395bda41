//! Grants: what a patient lets somebody do, and the keys for it.

use crate::bytes::{Input, Output};
use crate::errors::OrThrow;
use crate::grant_chain::GrantChain;
use crate::numbers::Unsigned;
use crate::public_identity::{CategoryDetails, PublicIdentity};
use crate::secret_identity::SecretIdentity;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// A grant as its grantee keeps it: the signed grants from the patient's own to this one, and the
/// keys of the categories it covers, wrapped to the grantee. As private as what it covers.
#[napi]
pub struct Grant {
    inner: facade::Grant,
}

/// What is granted. `categories`, `purposes` and `expires` must be given.
#[napi(object)]
pub struct GrantTerms {
    /// The categories of records, such as `LAB`.
    pub categories: Vec<String>,
    /// What for: HL7 purpose-of-use codes, such as `TREAT`. `BTG` is for emergencies.
    pub purposes: Vec<String>,
    /// From when it may be used, in seconds since 1970; without it, at once.
    #[napi(ts_type = "bigint | number")]
    pub not_before: Option<Unsigned>,
    /// Until when it may be used, in seconds since 1970.
    #[napi(ts_type = "bigint | number")]
    pub expires: Unsigned,
    /// How many times it may be passed on; 0 is not at all.
    pub delegation: Option<u32>,
    /// Only these records, by their identifiers; without it, all of the categories.
    pub records: Option<Vec<String>>,
    /// Only these FHIR resource types; without it, all.
    pub resource_types: Option<Vec<String>>,
    /// Up to this HL7 confidentiality: `U`, `L`, `M`, `N`, `R` or `V`; without it, all. A record that
    /// does not state its own counts as `V`.
    pub confidentiality: Option<String>,
    /// Only records made from this time on, in seconds since 1970.
    #[napi(ts_type = "bigint | number")]
    pub period_from: Option<Unsigned>,
    /// Only records made until this time, in seconds since 1970.
    #[napi(ts_type = "bigint | number")]
    pub period_to: Option<Unsigned>,
}

/// What a grant says.
#[napi(object, object_from_js = false)]
pub struct GrantDetails {
    /// The grant's identifier.
    pub grant_id: String,
    /// The salted commitment by which a ledger knows it.
    pub commitment: String,
    /// The ledger it is good on.
    pub ledger_id: String,
    /// The patient.
    pub controller: String,
    /// Who signed it, as a `did:key`: the patient, or who passed it on.
    pub issuer: String,
    /// Who may use it.
    pub grantee: String,
    /// When it was signed, in seconds since 1970.
    pub issued: u64,
    /// How many grants lead to this one, the patient's own and this one included.
    pub chain_length: u64,
    /// Whether it is for emergencies only.
    pub is_break_glass: bool,
    /// What is granted.
    pub terms: GrantTerms,
    /// The categories and epochs whose keys are with it.
    pub keys: Vec<CategoryDetails>,
}

#[napi]
impl Grant {
    /// Reads a grant and verifies every signature and link in it. Whose the first one is, see
    /// `verify`.
    ///
    /// @throws kind `Malformed`, `Cryptographic` or `Denied`, by what is wrong.
    #[napi(ts_args_type = "bytes: Uint8Array", ts_return_type = "Promise<Grant>")]
    pub fn from_bytes(bytes: Input) -> AsyncTask<Work<facade::Grant, Grant>> {
        off_loop(move || facade::Grant::from_bytes(&bytes))
    }

    /// The grant as it is stored and sent to its grantee.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self, env: Env) -> napi::Result<Output> {
        let result = self.inner.to_bytes();
        result.or_throw(env).map(Output::from)
    }

    /// What the grant says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<GrantDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(GrantDetails::from)
    }

    /// Verifies that the first grant is the patient's: signed with the key of this document. Whether
    /// it was revoked, only a ledger can tell.
    ///
    /// @throws `unexpected-issuer`.
    #[napi(
        ts_args_type = "patient: PublicIdentity",
        ts_return_type = "Promise<void>"
    )]
    pub fn verify(&self, patient: &PublicIdentity) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        let patient = patient.inner();
        off_loop(move || inner.verify(&patient))
    }

    /// The signed grants alone, without the keys: what goes with a request to the custodian.
    #[napi]
    pub fn chain(&self, env: Env) -> napi::Result<GrantChain> {
        let result = self.inner.chain();
        result.or_throw(env).map(GrantChain::from)
    }

    /// Passes part of the grant on, without a ledger. What is passed on is good as long as this
    /// grant is.
    ///
    /// @throws `closed`; `not-the-grantee`; a `delegation-…` code if the terms are wider than this grant's,
    /// or it may not be passed on.
    #[napi(
        ts_args_type = "holder: SecretIdentity, grantee: PublicIdentity, terms: GrantTerms, now?: bigint | number | null",
        ts_return_type = "Promise<Grant>"
    )]
    pub fn delegate(
        &self,
        holder: &SecretIdentity,
        grantee: &PublicIdentity,
        terms: GrantTerms,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Grant, Grant>> {
        let inner = self.inner.clone();
        let holder = holder.inner();
        let grantee = grantee.inner();
        let terms = facade::GrantTerms::from(terms);
        off_loop(move || inner.delegate(&holder, &grantee, &terms, now.map(|now| now.0)))
    }
}

impl Grant {
    pub(crate) fn inner(&self) -> facade::Grant {
        self.inner.clone()
    }
}

impl From<facade::Grant> for Grant {
    fn from(inner: facade::Grant) -> Self {
        Self { inner }
    }
}

impl From<GrantTerms> for facade::GrantTerms {
    fn from(record: GrantTerms) -> Self {
        Self {
            categories: record.categories,
            purposes: record.purposes,
            not_before: record.not_before.map(|value| value.0),
            expires: record.expires.0,
            delegation: record.delegation.map_or(0, saturated),
            records: record.records,
            resource_types: record.resource_types,
            confidentiality: record.confidentiality,
            period_from: record.period_from.map(|value| value.0),
            period_to: record.period_to.map(|value| value.0),
        }
    }
}

impl From<facade::GrantTerms> for GrantTerms {
    fn from(record: facade::GrantTerms) -> Self {
        Self {
            categories: record.categories,
            purposes: record.purposes,
            not_before: record.not_before.map(Unsigned),
            expires: Unsigned(record.expires),
            delegation: Some(u32::from(record.delegation)),
            records: record.records,
            resource_types: record.resource_types,
            confidentiality: record.confidentiality,
            period_from: record.period_from.map(Unsigned),
            period_to: record.period_to.map(Unsigned),
        }
    }
}

impl From<facade::GrantDetails> for GrantDetails {
    fn from(record: facade::GrantDetails) -> Self {
        Self {
            grant_id: record.grant_id,
            commitment: record.commitment,
            ledger_id: record.ledger_id,
            controller: record.controller,
            issuer: record.issuer,
            grantee: record.grantee,
            issued: record.issued,
            chain_length: record.chain_length,
            is_break_glass: record.is_break_glass,
            terms: GrantTerms::from(record.terms),
            keys: record.keys.into_iter().map(CategoryDetails::from).collect(),
        }
    }
}

/// More than 255 is as much as 255: more than any ledger allows.
fn saturated(count: u32) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}
