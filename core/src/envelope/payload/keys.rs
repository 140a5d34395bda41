//! The data key, and what is derived from it for one payload.

use super::PayloadError;
use super::cipher::{ChunkCipher, NONCE};
use super::geometry::PREFIX;
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha512;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The key of one record version's payload: 32 random bytes, wrapped to each recipient in a slot.
///
/// It is wiped from memory when dropped, and never printed.
pub struct DataKey(Box<Zeroizing<[u8; 32]>>);

impl DataKey {
    /// Draws a fresh key.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut key = Box::new(Zeroizing::new([0; 32]));
        rng.fill_bytes(key.as_mut_slice());
        Self(key)
    }

    /// The key with these bytes, or nothing if they are not 32.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Box::new(Zeroizing::new([0; 32]));
        (bytes.len() == key.len()).then(|| {
            key.copy_from_slice(bytes);
            Self(key)
        })
    }

    /// The secret bytes. Whoever sees them can read the payload.
    #[must_use]
    pub fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(redacted)")
    }
}

/// The random part of a payload's key derivation; it stands before the payload in the clear.
#[derive(Clone, Copy)]
pub(crate) struct PayloadSalt([u8; 24]);

impl PayloadSalt {
    pub(crate) fn random(rng: &mut impl CryptoRng) -> Self {
        let mut salt = [0; 24];
        rng.fill_bytes(&mut salt);
        Self(salt)
    }

    /// A given salt, which must never have been used with the same key and context.
    pub(crate) fn from_bytes(salt: [u8; 24]) -> Self {
        Self(salt)
    }
}

/// The cipher for the chunks of one payload.
///
/// The bytes before the first chunk go with it: a sealer writes [`PayloadKeys::prefix`], an opener
/// gives what it read to [`PayloadKeys::check`] and gets the cipher only if the commitment is right.
pub(super) struct PayloadKeys {
    cipher: ChunkCipher,
    prefix: [u8; PREFIX],
}

impl PayloadKeys {
    /// C2SP chunked-encryption, "Key derivation".
    pub(super) fn derive(
        key: &DataKey,
        context: &[u8],
        PayloadSalt(salt): PayloadSalt,
    ) -> Result<Self, PayloadError> {
        // HKDF-Expand keys HMAC-SHA-512 with the input key. HMAC pads its key with zeros to the
        // block of 128 bytes, so padding it to the 64 that `from_prk` asks for changes nothing.
        let mut input_key = Zeroizing::new([0; 64]);
        let (start, _) = input_key.split_at_mut(32);
        start.copy_from_slice(key.expose_bytes());
        let mut output = Zeroizing::new([0; 32 + NONCE + 32]);
        // Neither call can fail: all lengths are constants.
        Hkdf::<Sha512>::from_prk(input_key.as_slice())
            .map_err(|_| PayloadError::KeyCommitment)?
            .expand_multi_info(&[INFO, &salt, context], output.as_mut_slice())
            .map_err(|_| PayloadError::KeyCommitment)?;

        let (cipher_key, rest) = output
            .split_first_chunk()
            .ok_or(PayloadError::KeyCommitment)?;
        let (base_nonce, commitment) = rest
            .split_first_chunk()
            .ok_or(PayloadError::KeyCommitment)?;
        let mut prefix = [0; PREFIX];
        let (salt_place, commitment_place) = prefix.split_at_mut(salt.len());
        salt_place.copy_from_slice(&salt);
        commitment_place.copy_from_slice(commitment);
        Ok(Self {
            cipher: ChunkCipher::new(cipher_key, *base_nonce)?,
            prefix,
        })
    }

    /// What stands before the first chunk, and the cipher for the chunks.
    pub(super) fn for_sealing(self) -> ([u8; PREFIX], ChunkCipher) {
        (self.prefix, self.cipher)
    }

    /// The cipher for the chunks behind `prefix`, if the payload was encrypted under this key.
    pub(super) fn for_opening(
        key: &DataKey,
        context: &[u8],
        prefix: &[u8; PREFIX],
    ) -> Result<ChunkCipher, PayloadError> {
        let salt = prefix.first_chunk().ok_or(PayloadError::Truncated)?;
        let keys = Self::derive(key, context, PayloadSalt(*salt))?;
        if bool::from(keys.prefix.ct_eq(prefix)) {
            Ok(keys.cipher)
        } else {
            Err(PayloadError::KeyCommitment)
        }
    }
}

/// Protocol name, AEAD name of the IANA registry, zero byte.
const INFO: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";
