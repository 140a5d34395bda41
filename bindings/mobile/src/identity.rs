//! Identities: with their secrets, and what everybody may know of them.

use crate::{
    error::Result,
    secret::{lent, wiped},
};
use medseal_facade::{self as facade, CategoryDetails, KeyFileCost, PublicIdentityDetails};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A category of records an identity has keys for.
#[uniffi::remote(Record)]
pub struct CategoryDetails {
    /// The category's code, such as `LAB`.
    pub category: String,
    /// How often the category's key was rotated.
    pub epoch: u32,
}

/// How much work one guess of a key file's passphrase costs (Argon2id, RFC 9106).
#[uniffi::remote(Record)]
pub struct KeyFileCost {
    /// Memory, in KiB. Recommended: 65,536.
    pub memory_kib: u32,
    /// Passes over the memory. Recommended: 3.
    pub passes: u32,
    /// Lanes that could be filled at once. Recommended: 4.
    pub lanes: u32,
}

/// What a public identity says.
#[uniffi::remote(Record)]
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

/// An identity with its secrets: what its owner keeps in a key file.
///
/// It signs in its owner's name, opens what is sealed to it, and for a patient holds the keys of
/// every category of records. Close it after use: that wipes the secrets.
#[derive(uniffi::Object)]
pub struct SecretIdentity(pub(crate) facade::SecretIdentity);

#[uniffi::export]
impl SecretIdentity {
    /// A new identity with fresh secrets and the categories EMERGENCY, GENERAL, IMG and LAB.
    ///
    /// `suite` is `"x-wing"` (the default: X25519 with ML-KEM-768, secure as long as either is) or
    /// `"x25519"`. Errors: `invalid-argument` for another suite.
    #[uniffi::constructor(default(suite = None))]
    pub fn generate(suite: Option<String>) -> Result<Self> {
        Ok(Self(facade::SecretIdentity::generate(suite.as_deref())?))
    }

    /// Reads the text of a key file. Errors: `passphrase-needed`, `wrong-passphrase`,
    /// `invalid-key-file`, `passphrase-cost` if the file asks for more work than is allowed.
    #[uniffi::constructor(default(passphrase = None))]
    pub fn from_key_file(text: String, passphrase: Option<Vec<u8>>) -> Result<Self> {
        let (text, passphrase) = (Zeroizing::new(text), wiped(passphrase));
        Ok(Self(facade::SecretIdentity::from_key_file(
            &text,
            lent(&passphrase),
        )?))
    }

    /// Reads a key file. Errors: as `fromKeyFile`, and of kind Storage if it cannot be read.
    #[uniffi::constructor(default(passphrase = None))]
    pub fn load(path: String, passphrase: Option<Vec<u8>>) -> Result<Self> {
        let passphrase = wiped(passphrase);
        Ok(Self(facade::SecretIdentity::load(
            &path,
            lent(&passphrase),
        )?))
    }

    /// The text of a key file protected by a passphrase. Without a cost, the recommended one: 64 MiB
    /// of memory and some tenths of a second for each guess. Errors: `closed`, `passphrase-cost`.
    #[uniffi::method(default(cost = None))]
    pub fn to_key_file(&self, passphrase: Vec<u8>, cost: Option<KeyFileCost>) -> Result<String> {
        Ok(self.0.to_key_file(&Zeroizing::new(passphrase), cost)?)
    }

    /// A key file in the clear. Whoever reads it has the identity; wipe the bytes after use.
    /// Errors: `closed`.
    pub fn to_plain_key_file(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_plain_key_file()?.into_vec())
    }

    /// Writes a key file, for its owner only: protected if there is a passphrase, in the clear
    /// otherwise. A file that exists is replaced only if `replace` says so, in one step.
    /// Errors: `closed`, `file-exists`, or of kind Storage; then what was there is unchanged.
    #[uniffi::method(default(passphrase = None, replace = false))]
    pub fn save(&self, path: String, passphrase: Option<Vec<u8>>, replace: bool) -> Result<()> {
        let passphrase = wiped(passphrase);
        Ok(self.0.save(&path, lent(&passphrase), replace)?)
    }

    /// The identity's name for all its life, as hexadecimal text. Errors: `closed`.
    pub fn identity_id(&self) -> Result<String> {
        Ok(self.0.identity_id()?)
    }

    /// The categories the identity has keys for, in order. Errors: `closed`.
    pub fn categories(&self) -> Result<Vec<CategoryDetails>> {
        Ok(self.0.categories()?)
    }

    /// Adds a category. One that exists already stays as it is.
    /// Errors: `closed`, `invalid-code`, or `too-many-keys` beyond 64 categories.
    pub fn add_category(&self, category: String) -> Result<()> {
        Ok(self.0.add_category(&category)?)
    }

    /// Begins a new epoch of a category and gives its number: what is sealed under it from now on,
    /// no former grantee can open. Store the key file and publish the new document afterwards.
    /// Errors: `closed`, `unknown-category`, or `too-many-keys`.
    pub fn rotate_category(&self, category: String) -> Result<u32> {
        Ok(self.0.rotate_category(&category)?)
    }

    /// Rotates the identity to the key it committed to, commits to a fresh one, and begins a new
    /// epoch of every category. `recovery` is what `takeRecoverySecret` took out, if it did.
    /// Errors: `closed`, `recovery-secret-needed`, `wrong-recovery-secret`, or `too-many-keys`; then
    /// nothing has changed.
    #[uniffi::method(default(recovery = None))]
    pub fn rotate(&self, recovery: Option<Vec<u8>>) -> Result<()> {
        let recovery = wiped(recovery);
        Ok(self.0.rotate(lent(&recovery))?)
    }

    /// Takes the secret of the next rotation out (32 bytes), to be kept apart from the key file.
    /// Whoever steals the file afterwards cannot rotate the identity away from its owner.
    /// Errors: `closed`, or `recovery-secret-needed` if it was taken before.
    pub fn take_recovery_secret(&self) -> Result<Vec<u8>> {
        Ok(self.0.take_recovery_secret()?.into_vec())
    }

    /// The independent identity for one relationship. Two parties that know different pairwise
    /// identities of a person cannot tell that they are the same person's. Errors: `closed`.
    pub fn pairwise(&self, relationship: String) -> Result<Arc<Self>> {
        Ok(Arc::new(Self(self.0.pairwise(&relationship)?)))
    }

    /// States the organisation's `did:web` in documents signed from now on.
    /// Errors: `closed`, or `invalid-identity-document` if the text is not a `did:web`.
    pub fn set_also_known_as(&self, did_web: String) -> Result<()> {
        Ok(self.0.set_also_known_as(&did_web)?)
    }

    /// Signs the public document as it stands now. `now` is in seconds since 1970; without it, the
    /// clock's time. Errors: `closed`, or `invalid-time`.
    #[uniffi::method(default(now = None))]
    pub fn public(&self, now: Option<u64>) -> Result<Arc<PublicIdentity>> {
        Ok(Arc::new(PublicIdentity(self.0.public(now)?)))
    }

    /// Wipes the secrets as soon as no operation uses them. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// The public side of an identity: a small signed JSON document that has been verified.
///
/// It shows who controls the identity, not whose it is in the world: that link is made where the
/// document is received.
#[derive(uniffi::Object)]
pub struct PublicIdentity(pub(crate) facade::PublicIdentity);

#[uniffi::export]
impl PublicIdentity {
    /// Reads and verifies a document. Errors: `invalid-identity-document`, or `invalid-signature`.
    #[uniffi::constructor]
    pub fn from_json(json: String) -> Result<Self> {
        Ok(Self(facade::PublicIdentity::from_json(&json)?))
    }

    /// Reads and verifies a document in a file. Errors: as `fromJson`, and of kind Storage if it
    /// cannot be read.
    #[uniffi::constructor]
    pub fn load(path: String) -> Result<Self> {
        Ok(Self(facade::PublicIdentity::load(&path)?))
    }

    /// Writes the document to a file, in place of the one that is there.
    /// Errors: of kind Storage; then what was there is unchanged.
    pub fn save(&self, path: String) -> Result<()> {
        Ok(self.0.save(&path)?)
    }

    /// The document, exactly as it was signed or received.
    pub fn to_json(&self) -> Result<String> {
        Ok(self.0.to_json()?)
    }

    /// The identity's name for all its life, as hexadecimal text.
    pub fn identity_id(&self) -> Result<String> {
        Ok(self.0.identity_id()?)
    }

    /// What the document says.
    pub fn details(&self) -> Result<PublicIdentityDetails> {
        Ok(self.0.details()?)
    }
}

/// The facade's values of a list of objects.
pub(crate) fn values(identities: &[Arc<PublicIdentity>]) -> Vec<facade::PublicIdentity> {
    identities
        .iter()
        .map(|identity| identity.0.clone())
        .collect()
}
