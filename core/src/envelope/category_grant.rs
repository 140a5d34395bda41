//! Category grants: one wrap that opens every record of a category and epoch.

use super::error::SealError;
use crate::codec::{CodecError, Limits, decode, encode};
use crate::domain;
use crate::errors::ErrorCode;
use crate::keys::{
    KeyEpoch, SealingError, SealingPublicKey, SealingSecretKey, SealingSuite, WrappedKey,
};
use crate::random::os_rng;
use crate::types::{CategoryCode, GrantId, KeyId};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

/// A patient's secret key for one category and epoch, wrapped to one grantee under one grant.
///
/// However many records are sealed to the category key, one of these gives the grantee all of them,
/// and those of the same epoch still to come. It travels beside the grant. What a grantee has
/// unwrapped cannot be taken back: revoking rotates the category to the next epoch, out of reach of
/// the key inside, and custodians stop serving what is older.
///
/// ```
/// use medseal::envelope::{CategoryGrantKey, Sealer};
/// use medseal::keys::SecretIdentity;
/// use medseal::types::{CategoryCode, GrantId, Timestamp};
///
/// let (author, specialist) = (SecretIdentity::generate()?, SecretIdentity::generate()?);
/// let mut patient = SecretIdentity::generate()?;
/// let laboratory: CategoryCode = "LAB".parse()?;
/// patient.add_category(laboratory.clone())?;
/// let now = Timestamp::now()?;
/// let document = patient.public(now)?;
/// let key = document.category_key(&laboratory).ok_or("no such category")?;
///
/// // The author seals while the patient is offline; the patient grants later.
/// let sealed = Sealer::new(&author.signing_key(), patient.identity_id(), now)
///     .category(laboratory.clone())
///     .to(key.clone())
///     .seal(b"potassium 4.1 mmol/l")?;
/// let grant = GrantId::from_bytes([7; 16]);
/// let secret = patient.category_key(&laboratory, key.epoch)?;
/// let to = specialist.sealing_key().public_key()?;
/// let wrapped = CategoryGrantKey::wrap(&laboratory, key.epoch, &secret, &to, grant)?;
///
/// let category_key = wrapped.unwrap(&specialist.sealing_key())?;
/// assert_eq!(sealed.open(&category_key)?.as_slice(), b"potassium 4.1 mmol/l");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryGrantKey(CategoryGrantWire);

/// Why bytes are not a wrapped category key. Code: `invalid-category-grant`, or that of the
/// [`CodecError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CategoryGrantError {
    /// The bytes are no deterministic CBOR of the structure. Code: that of the [`CodecError`].
    #[error("the wrapped category key cannot be read")]
    Codec(#[from] CodecError),
    /// Fields contradict each other or the format. Code: `invalid-category-grant`.
    #[error("the wrapped category key contradicts itself")]
    Inconsistent,
    /// The key does not open it, or what is inside is not the key it names. Code: `wrong-key`.
    #[error(transparent)]
    Key(#[from] SealingError),
}

impl ErrorCode for CategoryGrantError {
    fn code(&self) -> &'static str {
        match self {
            Self::Codec(error) => error.code(),
            Self::Inconsistent => "invalid-category-grant",
            Self::Key(error) => error.code(),
        }
    }
}

impl CategoryGrantKey {
    /// Wraps the secret key of a category and epoch to a grantee.
    ///
    /// # Errors
    ///
    /// [`SealError`] if the key cannot be wrapped or there is no randomness.
    pub fn wrap(
        category: &CategoryCode,
        epoch: KeyEpoch,
        secret: &SealingSecretKey,
        grantee: &SealingPublicKey,
        grant: GrantId,
    ) -> Result<Self, SealError> {
        Self::wrap_with_rng(category, epoch, secret, grantee, grant, &mut os_rng()?)
    }

    /// [`wrap`](Self::wrap) with all randomness drawn from `rng`, which must never give the same
    /// bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`SealError`].
    pub fn wrap_with_rng(
        category: &CategoryCode,
        epoch: KeyEpoch,
        secret: &SealingSecretKey,
        grantee: &SealingPublicKey,
        grant: GrantId,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealError> {
        let public = secret.public_key().map_err(|_| SealingError)?;
        let mut wire = CategoryGrantWire {
            v: 1,
            category: category.clone(),
            epoch,
            category_suite: secret.suite(),
            category_key: public.key_id(),
            suite: grantee.suite(),
            grantee: grantee.key_id(),
            grant,
            encapsulated_key: Vec::new(),
            ciphertext: Vec::new(),
        };
        let wrapped = grantee.wrap_with_rng(&wire.info(), secret.expose_seed(), rng)?;
        wire.encapsulated_key = wrapped.encapsulated_key;
        wire.ciphertext = wrapped.ciphertext;
        Ok(Self(wire))
    }

    /// Unwraps the category's secret key with the grantee's.
    ///
    /// # Errors
    ///
    /// [`CategoryGrantError::Key`], without detail.
    pub fn unwrap(
        &self,
        grantee: &SealingSecretKey,
    ) -> Result<SealingSecretKey, CategoryGrantError> {
        if grantee.suite() != self.0.suite {
            return Err(SealingError.into());
        }
        let wrapped = WrappedKey {
            encapsulated_key: self.0.encapsulated_key.clone(),
            ciphertext: self.0.ciphertext.clone(),
        };
        let seed = grantee.unwrap(&self.0.info(), &wrapped)?;
        let seed = seed.as_slice().try_into().map_err(|_| SealingError)?;
        let secret = SealingSecretKey::from_seed(self.0.category_suite, seed);
        match secret.public_key() {
            Ok(public) if public.key_id() == self.0.category_key => Ok(secret),
            _ => Err(SealingError.into()),
        }
    }

    /// Reads a wrapped category key from its CBOR encoding.
    ///
    /// # Errors
    ///
    /// [`CategoryGrantError::Codec`] or [`CategoryGrantError::Inconsistent`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CategoryGrantError> {
        let wire: CategoryGrantWire = decode(bytes, LIMITS)?;
        if wire.v != 1 || wire.encapsulated_key.len() != wire.suite.encapsulated_key_len() {
            return Err(CategoryGrantError::Inconsistent);
        }
        Ok(Self(wire))
    }

    /// The CBOR encoding.
    ///
    /// # Errors
    ///
    /// [`CategoryGrantError::Codec`] never happens for a value that exists; the encoder's own
    /// check is passed on.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CategoryGrantError> {
        Ok(encode(&self.0)?)
    }

    /// The category whose key is inside.
    #[must_use]
    pub fn category(&self) -> &CategoryCode {
        &self.0.category
    }

    /// The epoch of the key inside.
    #[must_use]
    pub fn epoch(&self) -> KeyEpoch {
        self.0.epoch
    }

    /// Identifier of the category's public key, as slots name it.
    #[must_use]
    pub fn category_key_id(&self) -> KeyId {
        self.0.category_key
    }

    /// Identifier of the grantee's public key.
    #[must_use]
    pub fn grantee_key_id(&self) -> KeyId {
        self.0.grantee
    }

    /// The grant for which the key was wrapped.
    #[must_use]
    pub fn grant_id(&self) -> GrantId {
        self.0.grant
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryGrantWire {
    v: u8,
    category: CategoryCode,
    epoch: KeyEpoch,
    category_suite: SealingSuite,
    category_key: KeyId,
    suite: SealingSuite,
    grantee: KeyId,
    grant: GrantId,
    #[serde(with = "serde_bytes")]
    encapsulated_key: Vec<u8>,
    #[serde(with = "serde_bytes")]
    ciphertext: Vec<u8>,
}

impl CategoryGrantWire {
    /// HPKE `info`: everything but the category code has a fixed length, and it comes last.
    fn info(&self) -> Vec<u8> {
        [
            domain::CATEGORY_WRAP.as_bytes(),
            &[0],
            &self.suite.kem_id().to_be_bytes(),
            &self.category_suite.kem_id().to_be_bytes(),
            &self.epoch.number().to_be_bytes(),
            self.category_key.as_bytes(),
            self.grantee.as_bytes(),
            self.grant.as_bytes(),
            self.category.as_str().as_bytes(),
        ]
        .concat()
    }
}

const LIMITS: Limits = Limits {
    bytes: 2048,
    depth: 2,
    items: 64,
};
