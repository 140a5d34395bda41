//! The secret side of an identity.

mod rotation;
mod stored;

use super::{
    category::{CategoryKey, KeyEpoch},
    document::{Claims, PublicIdentity, is_did_web},
    error::IdentityError,
    history::{KeyHistory, next_key_digest},
    root::RootSecret,
    sealing::{SealingSecretKey, SealingSuite},
    signing::SigningKey,
};
use crate::{
    domain::{
        DERIVE_CATEGORY, DERIVE_PAIRWISE, DERIVE_SALT, DERIVE_SEALING, DERIVE_SIGNING,
        DERIVE_WALLET,
    },
    random::os_rng,
    types::{CategoryCode, IdentityId, KeyId, Salt, Timestamp, Version1},
};
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use subtle::ConstantTimeEq;

/// An identity with its secrets: what its owner keeps in a key file.
///
/// Holds one root secret for each rotation so far (records sealed long ago must still open) and,
/// unless it was moved to a safer place, the root of the next rotation. There is no `Debug`, and
/// all secrets are wiped when the value is dropped.
#[derive(Clone)]
pub struct SecretIdentity {
    roots: Vec<RootSecret>,
    next: Option<RootSecret>,
    history: KeyHistory,
    suite: SealingSuite,
    /// For each category and epoch, the rotation whose root the key is derived from.
    categories: BTreeMap<CategoryCode, Vec<u32>>,
    also_known_as: Option<String>,
}

impl SecretIdentity {
    /// Categories an identity has from the start.
    pub const DEFAULT_CATEGORIES: [&'static str; 4] =
        [CategoryCode::EMERGENCY, CategoryCode::GENERAL, "IMG", "LAB"];
    /// The most epochs a category can have.
    pub const MAX_EPOCHS: usize = 4096;

    /// A new identity with the default suite (X-Wing) and categories.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Entropy`] if there is no randomness.
    pub fn generate() -> Result<Self, IdentityError> {
        Ok(Self::generate_with_rng(
            SealingSuite::default(),
            &mut os_rng()?,
        ))
    }

    /// A new identity with this suite, its secrets drawn from `rng`.
    #[must_use]
    pub fn generate_with_rng(suite: SealingSuite, rng: &mut impl CryptoRng) -> Self {
        let root = RootSecret::generate_with_rng(rng);
        Self::from_roots(root, RootSecret::generate_with_rng(rng), suite)
    }

    fn from_roots(root: RootSecret, next: RootSecret, suite: SealingSuite) -> Self {
        let next_digest = next_key_digest(&signing_key(&next).verifying_key());
        let history = KeyHistory::inception(&signing_key(&root), next_digest);
        let categories = Self::DEFAULT_CATEGORIES
            .iter()
            .filter_map(|code| code.parse().ok())
            .map(|category| (category, vec![0]))
            .collect();
        Self {
            roots: vec![root],
            next: Some(next),
            history,
            suite,
            categories,
            also_known_as: None,
        }
    }

    /// The identity's name for all its life.
    #[must_use]
    pub fn identity_id(&self) -> IdentityId {
        self.signing_key_at(0).verifying_key().identity_id()
    }

    /// The current signing key.
    #[must_use]
    pub fn signing_key(&self) -> SigningKey {
        self.signing_key_at(self.roots.len().saturating_sub(1))
    }

    /// The current key to which others seal when the identity itself is the recipient.
    #[must_use]
    pub fn sealing_key(&self) -> SealingSecretKey {
        sealing_key(self.current_root(), self.suite)
    }

    /// The sealing key with this identifier, of whatever rotation.
    #[must_use]
    pub fn sealing_key_by_id(&self, id: &KeyId) -> Option<SealingSecretKey> {
        self.roots
            .iter()
            .rev()
            .map(|root| sealing_key(root, self.suite))
            .find(|key| key.public_key().is_ok_and(|public| public.key_id() == *id))
    }

    /// The secret key of a category at an epoch.
    ///
    /// # Errors
    ///
    /// [`IdentityError::UnknownCategory`] for a category or epoch the identity never had.
    pub fn category_key(
        &self,
        category: &CategoryCode,
        epoch: KeyEpoch,
    ) -> Result<SealingSecretKey, IdentityError> {
        let index = usize::try_from(epoch.number()).map_err(|_| IdentityError::UnknownCategory)?;
        let rotation = self
            .categories
            .get(category)
            .and_then(|epochs| epochs.get(index));
        let root = rotation
            .and_then(|rotation| self.roots.get(usize::try_from(*rotation).ok()?))
            .ok_or(IdentityError::UnknownCategory)?;
        let context: [&[u8]; 3] = [
            &self.suite.kem_id().to_be_bytes(),
            category.as_str().as_bytes(),
            &epoch.number().to_be_bytes(),
        ];
        Ok(SealingSecretKey::from_seed(
            self.suite,
            &root.derive(DERIVE_CATEGORY, &context),
        ))
    }

    /// A category's current epoch.
    ///
    /// # Errors
    ///
    /// [`IdentityError::UnknownCategory`] if the identity does not have the category.
    pub fn current_epoch(&self, category: &CategoryCode) -> Result<KeyEpoch, IdentityError> {
        self.categories
            .get(category)
            .and_then(|epochs| epochs.len().checked_sub(1))
            .and_then(|last| u32::try_from(last).ok())
            .map(KeyEpoch::new)
            .ok_or(IdentityError::UnknownCategory)
    }

    /// The categories the identity has keys for.
    pub fn categories(&self) -> impl Iterator<Item = &CategoryCode> {
        self.categories.keys()
    }

    /// Adds a category. One that exists already stays as it is.
    ///
    /// # Errors
    ///
    /// [`IdentityError::TooManyKeys`] beyond [`PublicIdentity::MAX_CATEGORIES`].
    pub fn add_category(&mut self, category: CategoryCode) -> Result<(), IdentityError> {
        let full = self.categories.len() >= PublicIdentity::MAX_CATEGORIES;
        if full && !self.categories.contains_key(&category) {
            return Err(IdentityError::TooManyKeys);
        }
        let rotation = self.rotation()?;
        self.categories
            .entry(category)
            .or_insert_with(|| vec![rotation]);
        Ok(())
    }

    /// The independent identity for one relationship. Two parties that know different pairwise
    /// identities of a person cannot tell that they are the same person's.
    ///
    /// Its keys follow from this identity's first root and `relationship` alone, so it can be made
    /// again at any time; its rotations and epochs cannot, and need a key file of their own.
    ///
    /// # Errors
    ///
    /// [`IdentityError::UnknownCategory`] never; [`IdentityError::Document`] if there is no root.
    pub fn pairwise(&self, relationship: &str) -> Result<Self, IdentityError> {
        let first = self.roots.first().ok_or(IdentityError::Document)?;
        let root = |which: &[u8]| {
            let derived = first.derive(DERIVE_PAIRWISE, &[which, relationship.as_bytes()]);
            RootSecret::from_bytes(*derived)
        };
        let mut pairwise = Self::from_roots(root(b"root"), root(b"next"), self.suite);
        pairwise.categories = self
            .categories
            .keys()
            .map(|category| (category.clone(), vec![0]))
            .collect();
        Ok(pairwise)
    }

    /// A salt that the owner can always compute again, for commitments to documents of its own.
    #[must_use]
    pub fn salt(&self, context: &[u8]) -> Salt {
        Salt::from_bytes(*self.current_root().derive(DERIVE_SALT, &[context]))
    }

    /// The secret of this identity's credential wallet, the same for all its life.
    pub(crate) fn wallet_secret(&self) -> RootSecret {
        RootSecret::from_bytes(*self.root_at(0).derive(DERIVE_WALLET, &[]))
    }

    /// States the organisation's `did:web` in documents signed from now on.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Document`] if the text is not a `did:web`.
    pub fn set_also_known_as(&mut self, did_web: &str) -> Result<(), IdentityError> {
        if !is_did_web(did_web) {
            return Err(IdentityError::Document);
        }
        self.also_known_as = Some(did_web.to_owned());
        Ok(())
    }

    /// Signs the public document as it stands now.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] if a key cannot be derived.
    pub fn public(&self, now: Timestamp) -> Result<PublicIdentity, IdentityError> {
        let category_keys = self.categories.keys().map(|category| {
            let epoch = self.current_epoch(category)?;
            let key = self.category_key(category, epoch)?;
            let key = key.public_key().map_err(|_| IdentityError::Document)?;
            Ok(CategoryKey {
                category: category.clone(),
                epoch,
                key,
            })
        });
        let claims = Claims {
            version: Version1,
            identity: self.identity_id(),
            issued: now,
            keys: self.history.clone(),
            sealing: self
                .sealing_key()
                .public_key()
                .map_err(|_| IdentityError::Document)?,
            categories: category_keys.collect::<Result<_, IdentityError>>()?,
            also_known_as: self.also_known_as.clone(),
        };
        PublicIdentity::sign(claims, &self.signing_key())
    }

    fn rotation(&self) -> Result<u32, IdentityError> {
        let last = self
            .roots
            .len()
            .checked_sub(1)
            .ok_or(IdentityError::Document)?;
        u32::try_from(last).map_err(|_| IdentityError::TooManyKeys)
    }

    fn current_root(&self) -> &RootSecret {
        self.root_at(self.roots.len().saturating_sub(1))
    }

    fn signing_key_at(&self, rotation: usize) -> SigningKey {
        signing_key(self.root_at(rotation))
    }

    fn root_at(&self, rotation: usize) -> &RootSecret {
        // Invariant: there is a root for every rotation, and at least one.
        #[allow(clippy::indexing_slicing)]
        &self.roots[rotation]
    }
}

impl ConstantTimeEq for SecretIdentity {
    /// Compares all secrets; identities with different numbers of rotations differ.
    fn ct_eq(&self, other: &Self) -> subtle::Choice {
        let same_length = subtle::Choice::from(u8::from(self.roots.len() == other.roots.len()));
        self.roots
            .iter()
            .zip(&other.roots)
            .fold(same_length, |same, (a, b)| same & a.ct_eq(b))
    }
}

fn signing_key(root: &RootSecret) -> SigningKey {
    SigningKey::from_seed(&root.derive(DERIVE_SIGNING, &[]))
}

fn sealing_key(root: &RootSecret, suite: SealingSuite) -> SealingSecretKey {
    let seed = root.derive(DERIVE_SEALING, &[&suite.kem_id().to_be_bytes()]);
    SealingSecretKey::from_seed(suite, &seed)
}
