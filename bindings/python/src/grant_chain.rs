//! Signed grants without keys: what custodians and auditors read.

use crate::{
    buffers::{self, Input},
    errors::Outcome,
    grant::GrantTerms,
    records::record,
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

record! {
    /// What a signed grant says.
    SignedGrantDetails {
        /// The grant's identifier.
        grant_id: String,
        /// The salted commitment by which a ledger knows it.
        commitment: String,
        /// The digest by which a grant passed on from it names it.
        digest: String,
        /// The digest of the grant it was passed on from, if it was.
        parent: Option<String>,
        /// The ledger it is good on.
        ledger_id: String,
        /// The patient.
        controller: String,
        /// Who signed it, as a `did:key`.
        issuer: String,
        /// Who may use it.
        grantee: String,
        /// The key it must be used with, as a `did:key`.
        grantee_key: String,
        /// When it was signed, in seconds since 1970.
        issued: u64,
        /// What is granted.
        terms: GrantTerms => one,
    }
}

/// The signed grants from a patient's own to the one in use, without any key: what goes with a
/// request to the custodian. As private as what the grants say.
///
/// `Grant.chain()` gives one.
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct GrantChain(pub(crate) facade::GrantChain);

impl From<facade::GrantChain> for GrantChain {
    fn from(chain: facade::GrantChain) -> Self {
        Self(chain)
    }
}

#[pymethods]
impl GrantChain {
    /// Reads the grants and verifies every signature and link: each is signed by the grantee of the
    /// one before and grants no more. That the first is the patient's own, and that none was
    /// revoked, the ledger tells.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        Ok(Self(py.detach(|| {
            facade::GrantChain::from_bytes(data.as_slice())
        })?))
    }

    /// The grants as they are stored and sent.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &self.0.to_bytes()?)
    }

    /// What each grant says, the patient's own first and the one in use last.
    fn grants(&self) -> Outcome<Vec<SignedGrantDetails>> {
        Ok(self.0.grants()?.into_iter().map(Into::into).collect())
    }
}

/// One signed grant (COSE over CWT claims).
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct SignedGrant(facade::SignedGrant);

#[pymethods]
impl SignedGrant {
    /// Reads one grant with the salt that travels beside it, and verifies its signature by the key
    /// that it names. Whether it may stand where it stands, a `GrantChain` tells.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input, salt: Input) -> Outcome<Self> {
        let (data, salt) = (data.as_slice(), salt.as_slice());
        Ok(Self(
            py.detach(|| facade::SignedGrant::from_bytes(data, salt))?,
        ))
    }

    /// What the grant says.
    fn details(&self) -> Outcome<SignedGrantDetails> {
        Ok(self.0.details()?.into())
    }
}
