//! What everybody may know of an identity.

use crate::{arguments::PathText, errors::Outcome, identity::CategoryDetails, records::record};
use medseal_facade as facade;
use pyo3::prelude::*;

record! {
    /// What a public identity says.
    PublicIdentityDetails {
        /// The identity's name for all its life, as hexadecimal text.
        identity_id: String,
        /// The current signing key, as a `did:key`.
        signing_key: String,
        /// The suite of the sealing keys, `x-wing` or `x25519`.
        suite: String,
        /// How often the signing key was rotated.
        rotations: u64,
        /// The categories it has keys for.
        categories: Vec<CategoryDetails> => each,
        /// The organisation's `did:web`, if it states one. Nothing here verifies it.
        also_known_as: Option<String>,
        /// When the document was signed, in seconds since 1970. The later of two documents counts.
        issued: u64,
    }
}

/// The public side of an identity: a small signed JSON document that has been verified.
///
/// It shows who controls the identity, not whose it is in the world: that link is made where the
/// document is received.
///
/// >>> from medseal import PublicIdentity, SecretIdentity
/// >>> document = SecretIdentity.generate().public()
/// >>> PublicIdentity.from_json(document.to_json()) == document
/// True
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct PublicIdentity(pub(crate) facade::PublicIdentity);

impl From<facade::PublicIdentity> for PublicIdentity {
    fn from(identity: facade::PublicIdentity) -> Self {
        Self(identity)
    }
}

#[pymethods]
impl PublicIdentity {
    /// Reads and verifies a document.
    ///
    /// Raises `MalformedError`, or `CryptographicError` if it was altered.
    #[staticmethod]
    fn from_json(py: Python<'_>, json: &str) -> Outcome<Self> {
        Ok(Self(py.detach(|| facade::PublicIdentity::from_json(json))?))
    }

    /// Reads and verifies a document in a file.
    ///
    /// Raises as `from_json()`, and `StorageError` if it cannot be read.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathText) -> Outcome<Self> {
        Ok(Self(py.detach(|| facade::PublicIdentity::load(&path.0))?))
    }

    /// Writes the document to a file, in place of the one that is there.
    fn save(&self, py: Python<'_>, path: PathText) -> Outcome {
        Ok(py.detach(|| self.0.save(&path.0))?)
    }

    /// The document, exactly as it was signed or received.
    fn to_json(&self, py: Python<'_>) -> Outcome<String> {
        Ok(py.detach(|| self.0.to_json())?)
    }

    /// The identity's name for all its life, as hexadecimal text.
    #[getter]
    fn identity_id(&self) -> Outcome<String> {
        Ok(self.0.identity_id()?)
    }

    /// What the document says.
    fn details(&self) -> Outcome<PublicIdentityDetails> {
        Ok(self.0.details()?.into())
    }

    fn __repr__(&self) -> Outcome<String> {
        Ok(format!(
            "<medseal.PublicIdentity {}>",
            self.0.identity_id()?
        ))
    }
}
