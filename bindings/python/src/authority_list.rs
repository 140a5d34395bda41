//! Who vouches for a ledger.

use crate::{
    arguments::each, checkpoint::CheckpointDetails, errors::Outcome,
    public_identity::PublicIdentity, records::record,
};
use medseal_facade as facade;
use pyo3::prelude::*;

record! {
    /// What an authority list says.
    AuthorityListDetails {
        /// The ledger's public name.
        origin: String,
        /// How many of the authorities must stand behind a checkpoint.
        quorum: u64,
        /// The authorities' keys, in the text form of C2SP's signed notes.
        verifier_keys: Vec<String>,
    }
}

/// The authorities of a ledger: everything that is needed to verify, offline, what it says.
///
/// They are given by their identities, each under its identifier as its name, as every ledger that
/// medseal founds has them; or by their keys, with `from_verifier_keys()`. Without a quorum, it is
/// more than two thirds.
///
/// >>> from medseal import AuthorityList, SecretIdentity
/// >>> clinics = [SecretIdentity.generate().public() for _ in range(4)]
/// >>> AuthorityList("clinics.example/ledger", clinics).details().quorum
/// 3
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct AuthorityList(pub(crate) facade::AuthorityList);

impl From<facade::AuthorityList> for AuthorityList {
    fn from(authorities: facade::AuthorityList) -> Self {
        Self(authorities)
    }
}

#[pymethods]
impl AuthorityList {
    #[new]
    #[pyo3(signature = (origin, authorities, *, quorum = None))]
    fn new(
        py: Python<'_>,
        origin: &str,
        authorities: Vec<Py<PublicIdentity>>,
        quorum: Option<u8>,
    ) -> Outcome<Self> {
        let authorities = each(&authorities, |one| &one.0);
        let list = py.detach(|| facade::AuthorityList::new(origin, &authorities, quorum));
        Ok(Self(list?))
    }

    /// The authorities with these verifier keys, in the text form of C2SP's signed notes
    /// (`name+hash+key`).
    #[staticmethod]
    #[pyo3(signature = (origin, verifier_keys, *, quorum = None))]
    fn from_verifier_keys(
        py: Python<'_>,
        origin: &str,
        verifier_keys: Vec<String>,
        quorum: Option<u8>,
    ) -> Outcome<Self> {
        let list = || facade::AuthorityList::from_verifier_keys(origin, &verifier_keys, quorum);
        Ok(Self(py.detach(list)?))
    }

    /// Verifies one checkpoint (a C2SP signed note) by itself: a quorum of these authorities signed
    /// it. Whoever sees more than one holds them to each other with a `LedgerFollower`.
    ///
    /// Raises `CryptographicError` with the code `quorum-not-reached`, `invalid-signature` or
    /// `other-origin`.
    fn verify_checkpoint(&self, py: Python<'_>, checkpoint: &str) -> Outcome<CheckpointDetails> {
        Ok(py.detach(|| self.0.verify_checkpoint(checkpoint))?.into())
    }

    /// What the list says.
    fn details(&self) -> Outcome<AuthorityListDetails> {
        Ok(self.0.details()?.into())
    }
}
