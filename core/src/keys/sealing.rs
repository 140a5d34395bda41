//! HPKE (RFC 9180, Base mode): wrapping a secret to a public key.

use super::error::{KeyError, SealingError};
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable,
    aead::AesGcm256,
    kdf::HkdfSha256,
    kem::{X25519HkdfSha256, XWing},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

mod public;

pub use public::SealingPublicKey;

/// The HPKE suite: the key encapsulation differs, HKDF-SHA256 and AES-256-GCM are common to both.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "u16", into = "u16")]
pub enum SealingSuite {
    /// X-Wing: ML-KEM-768 with X25519, secure as long as either is. KEM id 0x647a. The default.
    #[default]
    XWing,
    /// DHKEM(X25519, HKDF-SHA256), for peers without post-quantum keys. KEM id 0x0020.
    X25519,
}

impl SealingSuite {
    /// The HPKE KEM identifier, which names the suite on the wire.
    #[must_use]
    pub const fn kem_id(self) -> u16 {
        match self {
            Self::XWing => 0x647a,
            Self::X25519 => 0x0020,
        }
    }

    /// The suite's name in JSON documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::XWing => "X-Wing",
            Self::X25519 => "X25519",
        }
    }

    /// Length of a public key, in bytes.
    #[must_use]
    pub const fn public_key_len(self) -> usize {
        match self {
            Self::XWing => 1216,
            Self::X25519 => 32,
        }
    }

    /// Length of an encapsulated key, in bytes.
    #[must_use]
    pub const fn encapsulated_key_len(self) -> usize {
        match self {
            Self::XWing => 1120,
            Self::X25519 => 32,
        }
    }
}

impl From<SealingSuite> for u16 {
    fn from(suite: SealingSuite) -> Self {
        suite.kem_id()
    }
}

impl TryFrom<u16> for SealingSuite {
    type Error = KeyError;

    fn try_from(kem_id: u16) -> Result<Self, KeyError> {
        [Self::XWing, Self::X25519]
            .into_iter()
            .find(|s| s.kem_id() == kem_id)
            .ok_or(KeyError)
    }
}

/// A secret wrapped to one public key: HPKE's `enc` and `ct`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedKey {
    /// HPKE `enc`, of the suite's length.
    #[serde(with = "serde_bytes")]
    pub encapsulated_key: Vec<u8>,
    /// HPKE `ct`: the secret and a 16-byte tag.
    #[serde(with = "serde_bytes")]
    pub ciphertext: Vec<u8>,
}

/// An HPKE secret key. Wiped from memory when dropped, never shown, compared in constant time.
#[derive(Clone)]
pub struct SealingSecretKey {
    suite: SealingSuite,
    seed: Zeroizing<[u8; 32]>,
}

impl SealingSecretKey {
    /// The key with this seed: the X-Wing decapsulation key, or the X25519 scalar before clamping.
    #[must_use]
    pub fn from_seed(suite: SealingSuite, seed: &[u8; 32]) -> Self {
        Self {
            suite,
            seed: Zeroizing::new(*seed),
        }
    }

    /// The public half.
    ///
    /// # Errors
    ///
    /// [`KeyError`] never happens for a seed drawn at random; HPKE's own check is passed on.
    pub fn public_key(&self) -> Result<SealingPublicKey, KeyError> {
        let bytes = match self.suite {
            SealingSuite::XWing => public_bytes::<XWing>(&self.seed)?,
            SealingSuite::X25519 => public_bytes::<X25519HkdfSha256>(&self.seed)?,
        };
        SealingPublicKey::from_bytes(self.suite, &bytes)
    }

    /// The key's suite.
    #[must_use]
    pub const fn suite(&self) -> SealingSuite {
        self.suite
    }

    /// The secret itself, for handing a category's key to a grantee.
    #[must_use]
    pub fn expose_seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// Unwraps what was wrapped to the public half with the same `info`.
    ///
    /// # Errors
    ///
    /// [`SealingError`], without detail.
    pub fn unwrap(
        &self,
        info: &[u8],
        wrapped: &WrappedKey,
    ) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        super::hazmat::hpke_open(self.suite, &self.seed, info, &[], wrapped)
    }
}

impl ConstantTimeEq for SealingSecretKey {
    fn ct_eq(&self, other: &Self) -> subtle::Choice {
        subtle::Choice::from(u8::from(self.suite == other.suite)) & self.seed.ct_eq(&*other.seed)
    }
}

fn public_bytes<K: Kem>(seed: &[u8; 32]) -> Result<Vec<u8>, KeyError> {
    let secret = K::PrivateKey::from_bytes(seed).map_err(|_| KeyError)?;
    Ok(K::sk_to_pk(&secret).to_bytes().to_vec())
}

/// Seals with the suite's algorithms and any `aad`; see [`super::hazmat`].
pub(super) fn seal<K: Kem>(
    public: &[u8],
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<WrappedKey, SealingError> {
    let public = K::PublicKey::from_bytes(public).map_err(|_| SealingError)?;
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, K>(
        &OpModeS::Base,
        &public,
        info,
        plaintext,
        aad,
        rng,
    )
    .map_err(|_| SealingError)?;
    Ok(WrappedKey {
        encapsulated_key: encapsulated.to_bytes().to_vec(),
        ciphertext,
    })
}

/// Opens with the suite's algorithms and any `aad`; see [`super::hazmat`].
pub(super) fn open<K: Kem>(
    seed: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    wrapped: &WrappedKey,
) -> Result<Zeroizing<Vec<u8>>, SealingError> {
    let secret = K::PrivateKey::from_bytes(seed).map_err(|_| SealingError)?;
    let encapsulated =
        K::EncappedKey::from_bytes(&wrapped.encapsulated_key).map_err(|_| SealingError)?;
    hpke::single_shot_open::<AesGcm256, HkdfSha256, K>(
        &OpModeR::Base,
        &secret,
        &encapsulated,
        info,
        &wrapped.ciphertext,
        aad,
    )
    .map(Zeroizing::new)
    .map_err(|_| SealingError)
}
