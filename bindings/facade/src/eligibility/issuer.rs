//! Issuers: who certifies values.

use super::schema::CredentialSchema;
use crate::{error::Result, guard::guard, identity::SecretIdentity, text};
use medseal::{
    eligibility::{
        CertifiedValues, CredentialRequest, Issuer, IssuerChallenge, Validity, ValueCommitment,
    },
    random::os_rng,
};
use std::collections::HashMap;

/// Certifies values in an identity's name. Closing the identity closes it, too.
#[derive(Clone)]
pub struct CredentialIssuer {
    issuer: SecretIdentity,
    ledger_id: String,
}

/// What an issuer made for one holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuance {
    /// What goes to the holder, for its wallet.
    pub batch: Vec<u8>,
    /// The person's lasting commitment, to be kept with the person's record and given to the next
    /// [`CredentialIssuer::issue`].
    pub registration: Vec<u8>,
    /// By which each copy can be revoked: all of them together if the values turn out wrong.
    pub handles: Vec<String>,
}

impl CredentialIssuer {
    /// An issuer whose revocations are written to this ledger.
    ///
    /// # Errors
    ///
    /// `closed`, or `malformed-hex`.
    pub fn new(issuer: &SecretIdentity, ledger_id: &str) -> Result<Self> {
        guard("CredentialIssuer.new", || {
            issuer.open()?;
            let id: medseal::types::LedgerId = ledger_id.parse()?;
            Ok(Self {
                issuer: issuer.clone(),
                ledger_id: id.to_string(),
            })
        })
    }

    /// Draws the challenge for one holder's request. It is used once.
    ///
    /// # Errors
    ///
    /// None but `no-entropy` and `internal`.
    pub fn challenge(&self) -> Result<Vec<u8>> {
        guard("CredentialIssuer.challenge", || {
            let challenge = IssuerChallenge::random(&mut os_rng()?);
            Ok(challenge.as_bytes().to_vec())
        })
    }

    /// Certifies values, one copy for each that the holder asked for, valid for so many weeks:
    /// for each attribute's name a decimal, a date or a code as FHIR writes them. `registration` is
    /// the person's from an earlier issuance.
    ///
    /// Seeing to it that the asker *is* the person, and that no two persons register one commitment,
    /// is the issuer's.
    ///
    /// # Errors
    ///
    /// `closed`; `invalid-value`; `credential-request-mismatch`, `invalid-link-proof`,
    /// `link-changed`.
    #[allow(clippy::too_many_arguments)] // Each is one fact that the issuer alone can know.
    pub fn issue(
        &self,
        request: &[u8],
        challenge: &[u8],
        registration: Option<&[u8]>,
        schema: &CredentialSchema,
        values: &HashMap<String, String>,
        weeks: u8,
        now: Option<u64>,
    ) -> Result<Issuance> {
        guard("CredentialIssuer.issue", || {
            let key = self.issuer.open()?.signing_key();
            let issuer = Issuer::new(key, self.ledger_id.parse()?);
            let request = CredentialRequest::from_bytes(request)?;
            let challenge = text::array(challenge, "a challenge is 32 bytes long")?;
            let challenge = IssuerChallenge::from_bytes(challenge);
            let registered = registration.map(ValueCommitment::from_bytes).transpose()?;
            let plain = values
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()));
            let values = CertifiedValues::new(schema.core(), &plain.collect())?;
            let issued = issuer.issue(
                &request,
                &challenge,
                registered.as_ref(),
                schema.core(),
                &values,
                Validity::weeks(text::time(now)?, weeks),
            )?;
            Ok(Issuance {
                batch: issued.batch.to_bytes()?,
                registration: issued.registration.as_bytes().to_vec(),
                handles: issued.handles.iter().map(ToString::to_string).collect(),
            })
        })
    }
}
