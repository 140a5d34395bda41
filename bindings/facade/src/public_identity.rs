//! What everybody may know of an identity.

use crate::{
    error::Result,
    files::{self, Existing, Readers},
    guard::guard,
    identity::CategoryDetails,
    text,
};
use medseal::keys;
use std::{path::Path, sync::Arc};

/// The public side of an identity: a small signed JSON document that has been verified.
///
/// It shows who controls the identity, not whose it is in the world: that link is made where the
/// document is received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicIdentity(Arc<keys::PublicIdentity>);

/// What a public identity says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicIdentityDetails {
    /// The identity's name for all its life, as hexadecimal text.
    pub identity_id: String,
    /// The current signing key, as a `did:key`.
    pub signing_key: String,
    /// The suite of the sealing keys, `x-wing` or `x25519`.
    pub suite: String,
    /// How often the signing key was rotated.
    pub rotations: u64,
    /// The categories it has keys for.
    pub categories: Vec<CategoryDetails>,
    /// The organisation's `did:web`, if it states one. Nothing here verifies it.
    pub also_known_as: Option<String>,
    /// When the document was signed, in seconds since 1970. The later of two documents counts.
    pub issued: u64,
}

impl PublicIdentity {
    /// Reads and verifies a document.
    ///
    /// # Errors
    ///
    /// `invalid-identity-document`, or `invalid-signature`.
    pub fn from_json(json: &str) -> Result<Self> {
        guard("PublicIdentity.from_json", || {
            Ok(Self::new(keys::PublicIdentity::from_json(json)?))
        })
    }

    /// Reads and verifies a document in a file.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json), and of kind `Storage` if it cannot be read.
    pub fn load(path: &str) -> Result<Self> {
        guard("PublicIdentity.load", || {
            let json = files::read_text(Path::new(path), keys::PublicIdentity::MAX_LEN)?;
            Ok(Self::new(keys::PublicIdentity::from_json(&json)?))
        })
    }

    /// Writes the document to a file, in place of the one that is there.
    ///
    /// # Errors
    ///
    /// Of kind `Storage`; then what was there is unchanged.
    pub fn save(&self, path: &str) -> Result<()> {
        guard("PublicIdentity.save", || {
            let json = self.0.to_json();
            let (readers, existing) = (Readers::Umask, Existing::Replace);
            files::write(Path::new(path), readers, existing, json.as_bytes())
        })
    }

    /// The document, exactly as it was signed or received.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_json(&self) -> Result<String> {
        guard("PublicIdentity.to_json", || Ok(self.0.to_json()))
    }

    /// The identity's name for all its life, as hexadecimal text.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn identity_id(&self) -> Result<String> {
        guard("PublicIdentity.identity_id", || {
            Ok(self.0.identity_id().to_string())
        })
    }

    /// What the document says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<PublicIdentityDetails> {
        guard("PublicIdentity.details", || {
            let categories = self.0.category_keys().iter().map(|key| CategoryDetails {
                category: key.category.to_string(),
                epoch: key.epoch.number(),
            });
            Ok(PublicIdentityDetails {
                identity_id: self.0.identity_id().to_string(),
                signing_key: self.0.verifying_key().did_key(),
                suite: text::suite_name(self.0.sealing_key().suite()).to_owned(),
                rotations: self.0.key_history().rotations() as u64,
                categories: categories.collect(),
                also_known_as: self.0.also_known_as().map(str::to_owned),
                issued: self.0.issued().seconds(),
            })
        })
    }

    pub(crate) fn new(identity: keys::PublicIdentity) -> Self {
        Self(Arc::new(identity))
    }

    pub(crate) fn core(&self) -> &keys::PublicIdentity {
        &self.0
    }
}
