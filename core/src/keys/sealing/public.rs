//! The public half: what others seal to.

use super::{SealingSuite, WrappedKey};
use crate::{
    domain::KEY_ID,
    keys::{
        error::{KeyError, SealingError},
        hazmat,
    },
    random::os_rng,
    types::{KeyId, id::labelled_sha256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hpke::{
    Deserializable, Kem,
    kem::{X25519HkdfSha256, XWing},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::fmt;

/// An HPKE public key that is safe to seal to.
///
/// The X25519 part must be canonical and not of low order, the ML-KEM part must pass the encoding
/// check of FIPS 203 §7.2.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingPublicKey {
    suite: SealingSuite,
    bytes: Vec<u8>,
}

impl SealingPublicKey {
    /// The key with these bytes.
    ///
    /// # Errors
    ///
    /// [`KeyError`] for another length or a key nobody should seal to.
    pub fn from_bytes(suite: SealingSuite, bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() != suite.public_key_len() {
            return Err(KeyError);
        }
        let curve_point = bytes.last_chunk().ok_or(KeyError)?;
        if !is_canonical(curve_point) {
            return Err(KeyError);
        }
        // Any scalar shows whether the point is of low order: clamping clears the cofactor.
        hazmat::x25519(&[0x55; 32], curve_point)?;
        match suite {
            SealingSuite::XWing => <XWing as Kem>::PublicKey::from_bytes(bytes).map(|_| ()),
            SealingSuite::X25519 => {
                <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(bytes).map(|_| ())
            }
        }
        .map_err(|_| KeyError)?;
        Ok(Self {
            suite,
            bytes: bytes.to_vec(),
        })
    }

    /// The key's suite.
    #[must_use]
    pub const fn suite(&self) -> SealingSuite {
        self.suite
    }

    /// The key's bytes (for X-Wing the ML-KEM key, then the X25519 key).
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key's identifier: `SHA-256(KEY_ID ‖ 0x00 ‖ "hpke" ‖ KEM id as u16 big-endian ‖ key)`.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        let kem_id = self.suite.kem_id().to_be_bytes();
        KeyId::from_bytes(labelled_sha256(KEY_ID, &[b"hpke", &kem_id, &self.bytes]))
    }

    /// Wraps `secret` so that only the holder of the secret key, and only with the same `info`, can
    /// unwrap it.
    ///
    /// # Errors
    ///
    /// [`SealingError`] if the operating system has no randomness, or HPKE refuses the key.
    pub fn wrap(&self, info: &[u8], secret: &[u8]) -> Result<WrappedKey, SealingError> {
        self.wrap_with_rng(info, secret, &mut os_rng().map_err(|_| SealingError)?)
    }

    /// [`wrap`](Self::wrap) with the encapsulation's randomness drawn from `rng`, which must never
    /// give the same bytes twice outside of test vectors.
    ///
    /// # Errors
    ///
    /// [`SealingError`] if HPKE refuses the key.
    pub fn wrap_with_rng(
        &self,
        info: &[u8],
        secret: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<WrappedKey, SealingError> {
        hazmat::hpke_seal_with_rng(self.suite, &self.bytes, info, &[], secret, rng)
    }
}

impl fmt::Debug for SealingPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SealingPublicKey({}, {})",
            self.suite.name(),
            self.key_id()
        )
    }
}

/// The two fields of a key, on the wire and in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BinaryForm {
    suite: SealingSuite,
    #[serde(with = "serde_bytes")]
    key: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextForm {
    suite: String,
    key: String,
}

impl Serialize for SealingPublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let key = URL_SAFE_NO_PAD.encode(&self.bytes);
            TextForm {
                suite: self.suite.name().to_owned(),
                key,
            }
            .serialize(serializer)
        } else {
            BinaryForm {
                suite: self.suite,
                key: self.bytes.clone(),
            }
            .serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for SealingPublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (suite, key) = if deserializer.is_human_readable() {
            let form = TextForm::deserialize(deserializer)?;
            let suite = [SealingSuite::XWing, SealingSuite::X25519]
                .into_iter()
                .find(|suite| suite.name() == form.suite)
                .ok_or_else(|| D::Error::custom(KeyError))?;
            (
                suite,
                URL_SAFE_NO_PAD.decode(form.key).map_err(D::Error::custom)?,
            )
        } else {
            let form = BinaryForm::deserialize(deserializer)?;
            (form.suite, form.key)
        };
        Self::from_bytes(suite, &key).map_err(D::Error::custom)
    }
}

/// Whether the u-coordinate is below 2²⁵⁵ − 19.
fn is_canonical(point: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = point;
    !(*last >= 0x80 || (*last == 0x7f && *first >= 0xed && middle.iter().all(|byte| *byte == 0xff)))
}
