//! Identities with their secrets.

use crate::{
    arguments::{Passphrase, PathText, Seconds, seconds},
    buffers::Input,
    errors::Outcome,
    handle::handle,
    plaintext::Plaintext,
    public_identity::PublicIdentity,
    records::record,
};
use medseal_facade as facade;
use pyo3::prelude::*;

record! {
    /// A category of records an identity has keys for.
    CategoryDetails {
        /// The category's code, such as `LAB`.
        category: String,
        /// How often the category's key was rotated.
        epoch: u32,
    }
}

record! {
    /// How much work one guess of a key file's passphrase costs (Argon2id, RFC 9106).
    ///
    /// >>> from medseal import KeyFileCost
    /// >>> KeyFileCost(memory_kib=65536, passes=3, lanes=4)
    /// KeyFileCost(memory_kib=65536, passes=3, lanes=4)
    KeyFileCost {
        /// Memory, in KiB. Recommended: 65,536.
        memory_kib: u32,
        /// Passes over the memory. Recommended: 3.
        passes: u32,
        /// Lanes that could be filled at once. Recommended: 4.
        lanes: u32,
    }
    methods {
        #[new]
        fn new(memory_kib: u32, passes: u32, lanes: u32) -> Self {
            Self { memory_kib, passes, lanes }
        }
    }
}

handle! {
    /// An identity with its secrets: what its owner keeps in a key file.
    ///
    /// It signs in its owner's name, opens what is sealed to it, and for a patient holds the keys of
    /// every category of records. The secrets stay out of Python, except through
    /// `to_plain_key_file()` and `take_recovery_secret()`. They are wiped when it is closed; use
    /// it in a `with` statement.
    ///
    /// >>> from medseal import SecretIdentity
    /// >>> with SecretIdentity.generate() as patient:
    /// ...     document = patient.public()
    /// >>> patient.is_closed
    /// True
    SecretIdentity(is_closed) {
        /// A new identity with fresh secrets and the categories EMERGENCY, GENERAL, IMG and LAB.
        ///
        /// `suite` is `"x-wing"` (the default: X25519 with ML-KEM-768, secure as long as either is) or
        /// `"x25519"`. Raises `MalformedError` for another.
        ///
        /// >>> from medseal import SecretIdentity
        /// >>> [details.category for details in SecretIdentity.generate().categories]
        /// ['EMERGENCY', 'GENERAL', 'IMG', 'LAB']
        #[staticmethod]
        #[pyo3(signature = (suite = None))]
        fn generate(py: Python<'_>, suite: Option<&str>) -> Outcome<Self> {
            Ok(Self(py.detach(|| facade::SecretIdentity::generate(suite))?))
        }

        /// Reads the text of a key file.
        ///
        /// Raises `CryptographicError` with code `wrong-passphrase`, or `MalformedError`.
        ///
        /// >>> from medseal import KeyFileCost, SecretIdentity
        /// >>> identity = SecretIdentity.generate()
        /// >>> text = identity.to_key_file("correct horse", cost=KeyFileCost(8192, 1, 1))
        /// >>> same = SecretIdentity.from_key_file(text, "correct horse")
        /// >>> same.identity_id == identity.identity_id
        /// True
        #[staticmethod]
        #[pyo3(signature = (text, passphrase = None))]
        fn from_key_file(
            py: Python<'_>,
            text: &str,
            passphrase: Option<Passphrase>,
        ) -> Outcome<Self> {
            let passphrase = passphrase.as_ref().map(Passphrase::as_slice);
            let read = py.detach(|| facade::SecretIdentity::from_key_file(text, passphrase));
            Ok(Self(read?))
        }

        /// Reads a key file.
        ///
        /// Raises as `from_key_file()`, and `StorageError` if the file cannot be read.
        #[staticmethod]
        #[pyo3(signature = (path, passphrase = None))]
        fn load(py: Python<'_>, path: PathText, passphrase: Option<Passphrase>) -> Outcome<Self> {
            let passphrase = passphrase.as_ref().map(Passphrase::as_slice);
            Ok(Self(py.detach(|| facade::SecretIdentity::load(&path.0, passphrase))?))
        }

        /// The text of a key file protected by a passphrase, with the recommended cost of a guess
        /// unless another is given: 64 MiB of memory and some tenths of a second.
        #[pyo3(signature = (passphrase, *, cost = None))]
        fn to_key_file(
            &self,
            py: Python<'_>,
            passphrase: Passphrase,
            cost: Option<&KeyFileCost>,
        ) -> Outcome<String> {
            let cost = cost.map(KeyFileCost::to_facade);
            Ok(py.detach(|| self.0.to_key_file(passphrase.as_slice(), cost))?)
        }

        /// A key file in the clear. Whoever reads it has the identity.
        fn to_plain_key_file(&self, py: Python<'_>) -> Outcome<Plaintext> {
            Ok(py.detach(|| self.0.to_plain_key_file())?.into())
        }

        /// Writes a key file that only its owner may read: protected if there is a passphrase, in the
        /// clear otherwise.
        ///
        /// A file that exists is replaced only if `replace` says so, in one step. Raises
        /// `StorageError`; then what was there is unchanged.
        #[pyo3(signature = (path, passphrase = None, *, replace = false))]
        fn save(
            &self,
            py: Python<'_>,
            path: PathText,
            passphrase: Option<Passphrase>,
            replace: bool,
        ) -> Outcome {
            let passphrase = passphrase.as_ref().map(Passphrase::as_slice);
            Ok(py.detach(|| self.0.save(&path.0, passphrase, replace))?)
        }

        /// The identity's name for all its life, as hexadecimal text.
        #[getter]
        fn identity_id(&self, py: Python<'_>) -> Outcome<String> {
            Ok(py.detach(|| self.0.identity_id())?)
        }

        /// The categories the identity has keys for, in order.
        #[getter]
        fn categories(&self, py: Python<'_>) -> Outcome<Vec<CategoryDetails>> {
            let categories = py.detach(|| self.0.categories())?;
            Ok(categories.into_iter().map(Into::into).collect())
        }

        /// Adds a category. One that exists already stays as it is.
        fn add_category(&self, py: Python<'_>, category: &str) -> Outcome {
            Ok(py.detach(|| self.0.add_category(category))?)
        }

        /// Begins a new epoch of a category and gives its number: what is sealed under it from now on,
        /// no former grantee can open. Store the key file and publish the new document afterwards.
        ///
        /// >>> from medseal import SecretIdentity
        /// >>> SecretIdentity.generate().rotate_category("LAB")
        /// 1
        fn rotate_category(&self, py: Python<'_>, category: &str) -> Outcome<u32> {
            Ok(py.detach(|| self.0.rotate_category(category))?)
        }

        /// Rotates the identity to the key it committed to, commits to a fresh one, and begins a new
        /// epoch of every category. `recovery` is what `take_recovery_secret()` took out, if it did.
        #[pyo3(signature = (recovery = None))]
        fn rotate(&self, py: Python<'_>, recovery: Option<Input>) -> Outcome {
            let recovery = recovery.as_ref().map(Input::as_slice);
            Ok(py.detach(|| self.0.rotate(recovery))?)
        }

        /// Takes the secret of the next rotation out (32 bytes), to be kept apart from the key file.
        /// Whoever steals the file afterwards cannot rotate the identity away from its owner.
        fn take_recovery_secret(&self, py: Python<'_>) -> Outcome<Plaintext> {
            Ok(py.detach(|| self.0.take_recovery_secret())?.into())
        }

        /// The independent identity for one relationship. Two parties that know different pairwise
        /// identities of a person cannot tell that they are the same person's.
        fn pairwise(&self, py: Python<'_>, relationship: &str) -> Outcome<Self> {
            Ok(Self(py.detach(|| self.0.pairwise(relationship))?))
        }

        /// States the organisation's `did:web` in documents signed from now on.
        fn set_also_known_as(&self, py: Python<'_>, did_web: &str) -> Outcome {
            Ok(py.detach(|| self.0.set_also_known_as(did_web))?)
        }

        /// Signs the public document as it stands now.
        ///
        /// >>> from medseal import SecretIdentity
        /// >>> SecretIdentity.generate().public(now=1_800_000_000).details().issued
        /// 1800000000
        #[pyo3(signature = (*, now = None))]
        fn public(&self, py: Python<'_>, now: Option<Seconds>) -> Outcome<PublicIdentity> {
            Ok(py.detach(|| self.0.public(seconds(now)))?.into())
        }

        fn __repr__(&self, py: Python<'_>) -> String {
            match py.detach(|| self.0.identity_id()) {
                Ok(id) => format!("<medseal.SecretIdentity {id}>"),
                Err(_) => "<medseal.SecretIdentity, closed>".to_owned(),
            }
        }
    }
}

impl KeyFileCost {
    const fn to_facade(&self) -> facade::KeyFileCost {
        facade::KeyFileCost {
            memory_kib: self.memory_kib,
            passes: self.passes,
            lanes: self.lanes,
        }
    }
}
