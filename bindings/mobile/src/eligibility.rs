//! Eligibility: certified values, policies over them, and requests that name both.

use crate::{error::Result, identity::SecretIdentity};
use medseal_facade::{
    self as facade, AttributeDetails, CredentialSchemaDetails, EligibilityPolicyDetails,
    EligibilityRequestDetails, Issuance, LedgerPoint,
};
use std::collections::HashMap;
use std::sync::Arc;

/// What a schema says.
#[uniffi::remote(Record)]
pub struct CredentialSchemaDetails {
    /// The schema's name.
    pub name: String,
    /// The hash that names it in policies and credentials.
    pub hash: String,
    /// What is certified, in order.
    pub attributes: Vec<AttributeDetails>,
}

/// One named value that a credential certifies.
#[uniffi::remote(Record)]
pub struct AttributeDetails {
    /// The name that policies use.
    pub name: String,
    /// `number`, `date` or `code`.
    pub kind: String,
    /// The unit of a number, as UCUM writes it.
    pub unit: Option<String>,
    /// The system of a code, as FHIR names it.
    pub code_system: Option<String>,
    /// What it means elsewhere, as `system|code`.
    pub meaning: Option<String>,
}

/// What a policy says.
#[uniffi::remote(Record)]
pub struct EligibilityPolicyDetails {
    /// The policy's name.
    pub name: String,
    /// The hash that names it in requests.
    pub hash: String,
    /// The credentials it relies on, by its names for them.
    pub credentials: Vec<String>,
    /// What a holder can enrol in once only, if the policy asks for that.
    pub trial: Option<String>,
    /// What is proven and what the verifier learns, in plain words, to be shown to the holder.
    pub explanation: String,
}

/// What a request says, to be shown to the holder.
#[uniffi::remote(Record)]
pub struct EligibilityRequestDetails {
    /// Who asks, as a `did:key`.
    pub verifier: String,
    /// Whom presentations are for: a place of the verifier's.
    pub audience: String,
    /// The hash of the policy.
    pub policy: String,
    /// The oldest state of the ledger that is acceptable.
    pub ledger: LedgerPoint,
    /// When it was made, in seconds since 1970.
    pub issued: u64,
    /// Until when it may be answered, in seconds since 1970.
    pub expires: u64,
}

/// What an issuer made for one holder.
#[uniffi::remote(Record)]
pub struct Issuance {
    /// What goes to the holder, for its wallet.
    pub batch: Vec<u8>,
    /// The person's lasting commitment, to be kept with the person's record and given to the next
    /// `CredentialIssuer.issue`.
    pub registration: Vec<u8>,
    /// By which each copy can be revoked: all of them together if the values turn out wrong.
    pub handles: Vec<String>,
}

/// What a credential certifies: attributes with their kinds, units and code systems.
#[derive(uniffi::Object)]
pub struct CredentialSchema(pub(crate) facade::CredentialSchema);

#[uniffi::export]
impl CredentialSchema {
    /// Reads a schema document.
    ///
    /// Errors: `invalid-schema`.
    #[uniffi::constructor]
    pub fn from_json(json: String) -> Result<Self> {
        Ok(Self(facade::CredentialSchema::from_json(&json)?))
    }

    /// The document as it was read.
    pub fn to_json(&self) -> Result<String> {
        Ok(self.0.to_json()?)
    }

    /// What the schema says.
    pub fn details(&self) -> Result<CredentialSchemaDetails> {
        Ok(self.0.details()?)
    }
}

/// Who is eligible: conditions over certified values, in a document that a person can read and
/// write, checked against the schemas it names.
#[derive(uniffi::Object)]
pub struct EligibilityPolicy(pub(crate) facade::EligibilityPolicy);

#[uniffi::export]
impl EligibilityPolicy {
    /// Reads a policy document and checks it against the schemas it names.
    ///
    /// Errors: `invalid-policy`, `unknown-schema`, `unit-mismatch` and other codes of kind
    /// `Malformed`.
    #[uniffi::constructor]
    pub fn from_json(json: String, schemas: Vec<Arc<CredentialSchema>>) -> Result<Self> {
        Ok(Self(facade::EligibilityPolicy::from_json(
            &json,
            &schemas.iter().map(|one| one.0.clone()).collect::<Vec<_>>(),
        )?))
    }

    /// The document as it was read.
    pub fn to_json(&self) -> Result<String> {
        Ok(self.0.to_json()?)
    }

    /// What the policy says.
    pub fn details(&self) -> Result<EligibilityPolicyDetails> {
        Ok(self.0.details()?)
    }
}

/// A verifier's signed request to show eligibility under a policy.
#[derive(uniffi::Object)]
pub struct EligibilityRequest(pub(crate) facade::EligibilityRequest);

#[uniffi::export]
impl EligibilityRequest {
    /// Signs a request. `audience` is a place of the verifier's, such as
    /// `https://trial.example.org/screening`; `ledger` the state in which credentials must not be
    /// revoked. It may be answered for `lifetime` seconds, at most a day; without it, an hour.
    ///
    /// Errors: `closed`, `invalid-eligibility-request`, `request-lifetime`, `malformed-hex`.
    #[uniffi::constructor(default(lifetime = None, now = None))]
    pub fn issue(
        verifier: &SecretIdentity,
        policy: &EligibilityPolicy,
        audience: String,
        ledger: LedgerPoint,
        lifetime: Option<u64>,
        now: Option<u64>,
    ) -> Result<Self> {
        Ok(Self(facade::EligibilityRequest::issue(
            &verifier.0,
            &policy.0,
            &audience,
            &ledger,
            lifetime,
            now,
        )?))
    }

    /// Reads a request and verifies its signature.
    ///
    /// Errors: of kind `Malformed`, or `invalid-signature`.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::EligibilityRequest::from_bytes(&bytes)?))
    }

    /// The request as it is sent.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// What the request says.
    pub fn details(&self) -> Result<EligibilityRequestDetails> {
        Ok(self.0.details()?)
    }
}

/// Certifies values in an identity's name. Closing the identity closes it, too.
#[derive(uniffi::Object)]
pub struct CredentialIssuer(pub(crate) facade::CredentialIssuer);

#[uniffi::export]
impl CredentialIssuer {
    /// An issuer whose revocations are written to this ledger.
    ///
    /// Errors: `closed`, or `malformed-hex`.
    #[uniffi::constructor]
    pub fn new(issuer: &SecretIdentity, ledger_id: String) -> Result<Self> {
        Ok(Self(facade::CredentialIssuer::new(&issuer.0, &ledger_id)?))
    }

    /// Draws the challenge for one holder's request. It is used once.
    pub fn challenge(&self) -> Result<Vec<u8>> {
        Ok(self.0.challenge()?)
    }

    /// Certifies values, one copy for each that the holder asked for, valid for so many weeks: for
    /// each attribute's name a decimal, a date or a code as FHIR writes them. `registration` is the
    /// person's from an earlier issuance.
    ///
    /// Seeing to it that the asker *is* the person, and that no two persons register one
    /// commitment, is the issuer's.
    ///
    /// Errors: `closed`; `invalid-value`; `credential-request-mismatch`, `invalid-link-proof`,
    /// `link-changed`.
    #[uniffi::method(default(now = None))]
    #[allow(clippy::too_many_arguments)] // As the facade has it.
    pub fn issue(
        &self,
        request: Vec<u8>,
        challenge: Vec<u8>,
        registration: Option<Vec<u8>>,
        schema: &CredentialSchema,
        values: HashMap<String, String>,
        weeks: u8,
        now: Option<u64>,
    ) -> Result<Issuance> {
        Ok(self.0.issue(
            &request,
            &challenge,
            registration.as_deref(),
            &schema.0,
            &values,
            weeks,
            now,
        )?)
    }
}
