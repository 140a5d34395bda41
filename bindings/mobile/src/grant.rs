//! What a patient allows.

use crate::{
    error::Result,
    grant_chain::GrantChain,
    identity::{PublicIdentity, SecretIdentity},
};
use medseal_facade::{self as facade, CategoryDetails, GrantDetails, GrantTerms};
use std::sync::Arc;

/// What is granted. `categories`, `purposes` and `expires` must be given.
#[uniffi::remote(Record)]
pub struct GrantTerms {
    /// The categories of records, such as `LAB`.
    pub categories: Vec<String>,
    /// What for: HL7 purpose-of-use codes, such as `TREAT`. `BTG` is for emergencies.
    pub purposes: Vec<String>,
    /// From when it may be used, in seconds since 1970; without it, at once.
    #[uniffi(default = None)]
    pub not_before: Option<u64>,
    /// Until when it may be used, in seconds since 1970.
    pub expires: u64,
    /// How many times it may be passed on; 0 is not at all.
    #[uniffi(default = 0)]
    pub delegation: u8,
    /// Only these records, by their identifiers; without it, all of the categories.
    #[uniffi(default = None)]
    pub records: Option<Vec<String>>,
    /// Only these FHIR resource types; without it, all.
    #[uniffi(default = None)]
    pub resource_types: Option<Vec<String>>,
    /// Up to this HL7 confidentiality: `U`, `L`, `M`, `N`, `R` or `V`; without it, all. A record
    /// that does not state its own counts as `V`.
    #[uniffi(default = None)]
    pub confidentiality: Option<String>,
    /// Only records made from this time on, in seconds since 1970.
    #[uniffi(default = None)]
    pub period_from: Option<u64>,
    /// Only records made until this time, in seconds since 1970.
    #[uniffi(default = None)]
    pub period_to: Option<u64>,
}

/// What a grant says.
#[uniffi::remote(Record)]
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

/// A grant as its grantee keeps it: the signed grants from the patient's own to this one, and the
/// keys of the categories it covers, wrapped to the grantee. As private as what it covers.
#[derive(uniffi::Object)]
pub struct Grant(pub(crate) facade::Grant);

#[uniffi::export]
impl Grant {
    /// Reads a grant and verifies every signature and link in it. Whose the first one is, see
    /// `verify`.
    ///
    /// Errors: of kind `Malformed`, `Cryptographic` or `Denied`, by what is wrong.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::Grant::from_bytes(&bytes)?))
    }

    /// The grant as it is stored and sent to its grantee.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// What the grant says.
    pub fn details(&self) -> Result<GrantDetails> {
        Ok(self.0.details()?)
    }

    /// Verifies that the first grant is the patient's: signed with the key of this document.
    /// Whether it was revoked, only a ledger can tell.
    ///
    /// Errors: `unexpected-issuer`.
    pub fn verify(&self, patient: &PublicIdentity) -> Result<()> {
        Ok(self.0.verify(&patient.0)?)
    }

    /// The signed grants alone, without the keys: what goes with a request to the custodian.
    pub fn chain(&self) -> Result<Arc<GrantChain>> {
        Ok(Arc::new(GrantChain(self.0.chain()?)))
    }

    /// Passes part of the grant on, without a ledger. What is passed on is good as long as this
    /// grant is.
    ///
    /// Errors: `closed`; `not-the-grantee`; a `delegation-…` code if the terms are wider than this
    /// grant's, or it may not be passed on.
    #[uniffi::method(default(now = None))]
    pub fn delegate(
        &self,
        holder: &SecretIdentity,
        grantee: &PublicIdentity,
        terms: GrantTerms,
        now: Option<u64>,
    ) -> Result<Arc<Self>> {
        Ok(Arc::new(Self(
            self.0.delegate(&holder.0, &grantee.0, &terms, now)?,
        )))
    }
}
