//! Signed grants without keys: what custodians and auditors read.

use crate::{error::Result, grant::GrantTerms, guard::guard, text};
use medseal::{
    consent::{self, Grant},
    types::Salt,
};
use std::sync::Arc;

/// The signed grants from a patient's own to the one in use, without any key: what goes with a
/// request to the custodian. As private as what the grants say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantChain(Arc<consent::GrantChain>);

/// One signed grant (COSE over CWT claims).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedGrant(Arc<Grant>);

/// What a signed grant says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedGrantDetails {
    /// The grant's identifier.
    pub grant_id: String,
    /// The salted commitment by which a ledger knows it.
    pub commitment: String,
    /// The digest by which a grant passed on from it names it.
    pub digest: String,
    /// The digest of the grant it was passed on from, if it was.
    pub parent: Option<String>,
    /// The ledger it is good on.
    pub ledger_id: String,
    /// The patient.
    pub controller: String,
    /// Who signed it, as a `did:key`.
    pub issuer: String,
    /// Who may use it.
    pub grantee: String,
    /// The key it must be used with, as a `did:key`.
    pub grantee_key: String,
    /// When it was signed, in seconds since 1970.
    pub issued: u64,
    /// What is granted.
    pub terms: GrantTerms,
}

impl GrantChain {
    /// Reads the grants and verifies every signature and link: each is signed by the grantee of the
    /// one before and grants no more. That the first is the patient's own, and that none was
    /// revoked, the ledger tells.
    ///
    /// # Errors
    ///
    /// Of kind `Malformed`, `Cryptographic` or `Denied`, by what is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        guard("GrantChain.from_bytes", || {
            Ok(Self::new(consent::GrantChain::from_bytes(bytes)?))
        })
    }

    /// The grants as they are stored and sent.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("GrantChain.to_bytes", || Ok(self.0.to_bytes()?))
    }

    /// What each grant says, the patient's own first and the one in use last.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn grants(&self) -> Result<Vec<SignedGrantDetails>> {
        guard("GrantChain.grants", || {
            Ok(self.0.grants().map(details).collect())
        })
    }

    pub(crate) fn new(chain: consent::GrantChain) -> Self {
        Self(Arc::new(chain))
    }

    pub(crate) fn core(&self) -> &consent::GrantChain {
        &self.0
    }
}

impl SignedGrant {
    /// Reads one grant with the salt that travels beside it, and verifies its signature by the key
    /// that it names. Whether it may stand where it stands, a [`GrantChain`] tells.
    ///
    /// # Errors
    ///
    /// `malformed-grant`, `wrong-salt`, `invalid-signature` and other codes of kind `Malformed` or
    /// `Cryptographic`; `invalid-argument` for a salt that is not 32 bytes long.
    pub fn from_bytes(bytes: &[u8], salt: &[u8]) -> Result<Self> {
        guard("SignedGrant.from_bytes", || {
            let salt = Salt::from_bytes(text::array(salt, "a salt is 32 bytes long")?);
            Ok(Self(Arc::new(Grant::from_bytes(bytes, salt)?)))
        })
    }

    /// What the grant says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<SignedGrantDetails> {
        guard("SignedGrant.details", || Ok(details(&self.0)))
    }
}

fn details(grant: &Grant) -> SignedGrantDetails {
    SignedGrantDetails {
        grant_id: grant.id().to_string(),
        commitment: grant.commitment().to_string(),
        digest: grant.digest().to_string(),
        parent: grant.parent().map(|digest| digest.to_string()),
        ledger_id: grant.ledger().to_string(),
        controller: grant.controller().to_string(),
        issuer: grant.issuer().did_key(),
        grantee: grant.grantee().identity.to_string(),
        grantee_key: grant.grantee().key.did_key(),
        issued: grant.issued().seconds(),
        terms: GrantTerms::of(grant),
    }
}
