//! Identities with their secrets.

use crate::{
    error::Result,
    files::{self, Existing, Readers},
    guard::guard,
    handle::Handle,
    plaintext::Plaintext,
    public_identity::PublicIdentity,
    text,
};
use medseal::{
    keys::{self, PassphraseCost, RootSecret, open_key_file, plain_key_file, protect_key_file},
    random::os_rng,
};
use std::{path::Path, sync::Arc};
use zeroize::Zeroizing;

/// An identity with its secrets: what its owner keeps in a key file. A handle.
///
/// It signs in its owner's name, opens what is sealed to it, and for a patient holds the keys of
/// every category of records. Its secrets never cross into another language except through
/// [`to_plain_key_file`](Self::to_plain_key_file) and
/// [`take_recovery_secret`](Self::take_recovery_secret); they are wiped when it is closed.
#[derive(Clone)]
pub struct SecretIdentity(Handle<keys::SecretIdentity>);

/// A category of records an identity has keys for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryDetails {
    /// The category's code, such as `LAB`.
    pub category: String,
    /// How often the category's key was rotated.
    pub epoch: u32,
}

/// How much work one guess of a key file's passphrase costs (Argon2id, RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFileCost {
    /// Memory, in KiB. Recommended: 65,536.
    pub memory_kib: u32,
    /// Passes over the memory. Recommended: 3.
    pub passes: u32,
    /// Lanes that could be filled at once. Recommended: 4.
    pub lanes: u32,
}

impl SecretIdentity {
    /// A new identity with fresh secrets and the categories EMERGENCY, GENERAL, IMG and LAB.
    ///
    /// `suite` is `"x-wing"` (the default: X25519 with ML-KEM-768, secure as long as either is) or
    /// `"x25519"`.
    ///
    /// # Errors
    ///
    /// `invalid-argument` for another suite.
    pub fn generate(suite: Option<&str>) -> Result<Self> {
        guard("SecretIdentity.generate", || {
            let suite = text::suite(suite)?;
            let identity = keys::SecretIdentity::generate_with_rng(suite, &mut os_rng()?);
            Ok(Self::new(identity))
        })
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    ///
    /// `passphrase-needed`, `wrong-passphrase`, `invalid-key-file`, or `passphrase-cost` if the file
    /// asks for more work than is allowed.
    pub fn from_key_file(text: &str, passphrase: Option<&[u8]>) -> Result<Self> {
        guard("SecretIdentity.from_key_file", || {
            Ok(Self::new(open_key_file(text, passphrase)?))
        })
    }

    /// Reads a key file.
    ///
    /// # Errors
    ///
    /// As [`from_key_file`](Self::from_key_file), and of kind `Storage` if it cannot be read.
    pub fn load(path: &str, passphrase: Option<&[u8]>) -> Result<Self> {
        guard("SecretIdentity.load", || {
            let text = files::read_text(Path::new(path), MAX_KEY_FILE)?;
            Ok(Self::new(open_key_file(&text, passphrase)?))
        })
    }

    /// The text of a key file protected by a passphrase. Without a cost, the recommended one: 64 MiB
    /// of memory and some tenths of a second for each guess.
    ///
    /// # Errors
    ///
    /// `closed`; `passphrase-cost` outside of the allowed range.
    pub fn to_key_file(&self, passphrase: &[u8], cost: Option<KeyFileCost>) -> Result<String> {
        guard("SecretIdentity.to_key_file", || {
            let cost = cost.map_or(PassphraseCost::RECOMMENDED, KeyFileCost::to_core);
            Ok(protect_key_file(&*self.0.open()?, passphrase, cost)?)
        })
    }

    /// A key file in the clear. Whoever reads it has the identity.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn to_plain_key_file(&self) -> Result<Plaintext> {
        guard("SecretIdentity.to_plain_key_file", || {
            let mut text = plain_key_file(&*self.0.open()?)?;
            let bytes = std::mem::take(&mut *text).into_bytes();
            Ok(Plaintext::new(Zeroizing::new(bytes)))
        })
    }

    /// Writes a key file, for its owner only: protected if there is a passphrase, in the clear
    /// otherwise. A file that exists is replaced only if `replace` says so, in one step.
    ///
    /// # Errors
    ///
    /// `closed`, `file-exists`, or of kind `Storage`; then what was there is unchanged.
    pub fn save(&self, path: &str, passphrase: Option<&[u8]>, replace: bool) -> Result<()> {
        guard("SecretIdentity.save", || {
            let identity = self.0.open()?;
            let text = match passphrase {
                Some(passphrase) => Zeroizing::new(protect_key_file(
                    &identity,
                    passphrase,
                    PassphraseCost::RECOMMENDED,
                )?),
                None => plain_key_file(&identity)?,
            };
            let existing = if replace {
                Existing::Replace
            } else {
                Existing::Refuse
            };
            files::write(Path::new(path), Readers::Owner, existing, text.as_bytes())
        })
    }

    /// The identity's name for all its life, as hexadecimal text.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn identity_id(&self) -> Result<String> {
        guard("SecretIdentity.identity_id", || {
            Ok(self.0.open()?.identity_id().to_string())
        })
    }

    /// The categories the identity has keys for, in order.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn categories(&self) -> Result<Vec<CategoryDetails>> {
        guard("SecretIdentity.categories", || {
            let identity = self.0.open()?;
            let details = identity.categories().map(|category| {
                Ok(CategoryDetails {
                    category: category.to_string(),
                    epoch: identity.current_epoch(category)?.number(),
                })
            });
            details.collect()
        })
    }

    /// Adds a category. One that exists already stays as it is.
    ///
    /// # Errors
    ///
    /// `closed`, `invalid-code`, or `too-many-keys` beyond 64 categories.
    pub fn add_category(&self, category: &str) -> Result<()> {
        guard("SecretIdentity.add_category", || {
            let category = text::category(category)?;
            self.0
                .change(|identity| Ok(identity.add_category(category)?))
        })
    }

    /// Begins a new epoch of a category and gives its number: what is sealed under it from now on,
    /// no former grantee can open. Store the key file and publish the new document afterwards.
    ///
    /// # Errors
    ///
    /// `closed`, `unknown-category`, or `too-many-keys`.
    pub fn rotate_category(&self, category: &str) -> Result<u32> {
        guard("SecretIdentity.rotate_category", || {
            let category = text::category(category)?;
            self.0
                .change(|identity| Ok(identity.rotate_category(&category)?.number()))
        })
    }

    /// Rotates the identity to the key it committed to, commits to a fresh one, and begins a new
    /// epoch of every category. `recovery` is what
    /// [`take_recovery_secret`](Self::take_recovery_secret) took out, if it did.
    ///
    /// # Errors
    ///
    /// `closed`, `recovery-secret-needed`, `wrong-recovery-secret`, or `too-many-keys`; then nothing
    /// has changed.
    pub fn rotate(&self, recovery: Option<&[u8]>) -> Result<()> {
        guard("SecretIdentity.rotate", || {
            let recovery = recovery.map(root).transpose()?;
            self.0.change(|identity| {
                match recovery {
                    Some(recovery) => identity.rotate_with_recovery(recovery)?,
                    None => identity.rotate()?,
                }
                Ok(())
            })
        })
    }

    /// Takes the secret of the next rotation out (32 bytes), to be kept apart from the key file.
    /// Whoever steals the file afterwards cannot rotate the identity away from its owner.
    ///
    /// # Errors
    ///
    /// `closed`, or `recovery-secret-needed` if it was taken before.
    pub fn take_recovery_secret(&self) -> Result<Plaintext> {
        guard("SecretIdentity.take_recovery_secret", || {
            self.0.change(|identity| {
                let secret = identity.take_recovery_secret()?;
                let bytes = Zeroizing::new(secret.expose_bytes().to_vec());
                Ok(Plaintext::new(bytes))
            })
        })
    }

    /// The independent identity for one relationship. Two parties that know different pairwise
    /// identities of a person cannot tell that they are the same person's.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn pairwise(&self, relationship: &str) -> Result<Self> {
        guard("SecretIdentity.pairwise", || {
            Ok(Self::new(self.0.open()?.pairwise(relationship)?))
        })
    }

    /// States the organisation's `did:web` in documents signed from now on.
    ///
    /// # Errors
    ///
    /// `closed`, or `invalid-identity-document` if the text is not a `did:web`.
    pub fn set_also_known_as(&self, did_web: &str) -> Result<()> {
        guard("SecretIdentity.set_also_known_as", || {
            self.0
                .change(|identity| Ok(identity.set_also_known_as(did_web)?))
        })
    }

    /// Signs the public document as it stands now. `now` is in seconds since 1970; without it, the
    /// clock's time.
    ///
    /// # Errors
    ///
    /// `closed`, or `invalid-time`.
    pub fn public(&self, now: Option<u64>) -> Result<PublicIdentity> {
        guard("SecretIdentity.public", || {
            Ok(PublicIdentity::new(
                self.0.open()?.public(text::time(now)?)?,
            ))
        })
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

    pub(crate) fn new(identity: keys::SecretIdentity) -> Self {
        Self(Handle::new(identity))
    }

    /// Changes the identity: all of it, or, if `change` fails, nothing.
    pub(crate) fn change<R>(
        &self,
        change: impl FnOnce(&mut keys::SecretIdentity) -> Result<R>,
    ) -> Result<R> {
        self.0.change(change)
    }

    pub(crate) fn open(&self) -> Result<Arc<keys::SecretIdentity>> {
        self.0.open()
    }
}

impl KeyFileCost {
    const fn to_core(self) -> PassphraseCost {
        PassphraseCost {
            memory_kib: self.memory_kib,
            passes: self.passes,
            lanes: self.lanes,
        }
    }
}

fn root(bytes: &[u8]) -> Result<RootSecret> {
    text::array(bytes, "a recovery secret is 32 bytes long").map(RootSecret::from_bytes)
}

/// The longest key file that is read.
const MAX_KEY_FILE: usize = 4 << 20;
