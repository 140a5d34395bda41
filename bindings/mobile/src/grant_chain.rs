//! Signed grants without keys: what custodians and auditors read.

use crate::error::Result;
use medseal_facade::{self as facade, GrantTerms, SignedGrantDetails};

/// What a signed grant says.
#[uniffi::remote(Record)]
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

/// The signed grants from a patient's own to the one in use, without any key: what goes with a
/// request to the custodian. As private as what the grants say.
#[derive(uniffi::Object)]
pub struct GrantChain(pub(crate) facade::GrantChain);

#[uniffi::export]
impl GrantChain {
    /// Reads the grants and verifies every signature and link: each is signed by the grantee of the
    /// one before and grants no more. That the first is the patient's own, and that none was
    /// revoked, the ledger tells.
    ///
    /// Errors: of kind `Malformed`, `Cryptographic` or `Denied`, by what is wrong.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::GrantChain::from_bytes(&bytes)?))
    }

    /// The grants as they are stored and sent.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// What each grant says, the patient's own first and the one in use last.
    pub fn grants(&self) -> Result<Vec<SignedGrantDetails>> {
        Ok(self.0.grants()?)
    }
}

/// One signed grant (COSE over CWT claims).
#[derive(uniffi::Object)]
pub struct SignedGrant(pub(crate) facade::SignedGrant);

#[uniffi::export]
impl SignedGrant {
    /// Reads one grant with the salt that travels beside it, and verifies its signature by the key
    /// that it names. Whether it may stand where it stands, a `GrantChain` tells.
    ///
    /// Errors: `malformed-grant`, `wrong-salt`, `invalid-signature` and other codes of kind
    /// `Malformed` or `Cryptographic`; `invalid-argument` for a salt that is not 32 bytes long.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>, salt: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::SignedGrant::from_bytes(&bytes, &salt)?))
    }

    /// What the grant says.
    pub fn details(&self) -> Result<SignedGrantDetails> {
        Ok(self.0.details()?)
    }
}
