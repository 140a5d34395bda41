//! Secret key files: an identity at rest.
//!
//! A protected file is encrypted under a passphrase: Argon2id (RFC 9106) over a fresh salt gives an
//! AES-256-GCM key and a 32-byte commitment to it, compared before anything is decrypted. A plain
//! file holds the identity in the clear, for scripts and for places that protect files themselves;
//! write it readable by its owner only.

use super::{error::KeyFileError, identity::SecretIdentity};
use crate::{domain::KEY_FILE, random::os_rng, types::Version1};
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// How much work one guess of the passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassphraseCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes that could be filled at once.
    pub lanes: u32,
}

impl PassphraseCost {
    /// 64 MiB, 3 passes, 4 lanes: the second recommended option of RFC 9106 §4.
    pub const RECOMMENDED: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 4,
    };
    /// The least that is accepted. For tests: it slows nobody down.
    pub const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    /// The most that is accepted, so that a foreign file cannot exhaust the reader.
    pub const MOST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 16,
    };

    fn params(self) -> Result<Params, KeyFileError> {
        let within = self.memory_kib <= Self::MOST.memory_kib
            && self.passes <= Self::MOST.passes
            && self.lanes <= Self::MOST.lanes;
        if !within {
            return Err(KeyFileError::Cost);
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(64))
            .map_err(|_| KeyFileError::Cost)
    }
}

impl Default for PassphraseCost {
    fn default() -> Self {
        Self::RECOMMENDED
    }
}

/// The longest key file that is read, in bytes.
const MAX_LEN: usize = 4 << 20;

/// A key file protected by a passphrase.
///
/// # Errors
///
/// [`KeyFileError::Cost`] for a cost outside the bounds, [`KeyFileError::Entropy`] without
/// randomness.
pub fn protect_key_file(
    identity: &SecretIdentity,
    passphrase: &[u8],
    cost: PassphraseCost,
) -> Result<String, KeyFileError> {
    protect_key_file_with_rng(identity, passphrase, cost, &mut os_rng()?)
}

fn protect_key_file_with_rng(
    identity: &SecretIdentity,
    passphrase: &[u8],
    cost: PassphraseCost,
    rng: &mut impl CryptoRng,
) -> Result<String, KeyFileError> {
    let mut salt = [0; 32];
    rng.fill_bytes(&mut salt);
    let (key, commitment) = stretch(passphrase, cost, &salt)?;
    let mut ciphertext = identity.expose_bytes()?;
    // The key belongs to this salt alone and encrypts once: a constant nonce is never repeated.
    cipher(&key)?
        .encrypt_in_place(
            &Nonce::default(),
            &associated_data(cost, &salt),
            &mut *ciphertext,
        )
        .map_err(|_| KeyFileError::Malformed)?;
    let file = KeyFile {
        medseal_key: Version1,
        cost: Some(cost),
        salt: Some(URL_SAFE_NO_PAD.encode(salt)),
        commitment: Some(URL_SAFE_NO_PAD.encode(commitment)),
        identity: &URL_SAFE_NO_PAD.encode(&*ciphertext),
    };
    serde_json::to_string_pretty(&file)
        .map(|json| json + "\n")
        .map_err(|_| KeyFileError::Malformed)
}

/// A key file in the clear. Whoever reads it has the identity.
///
/// # Errors
///
/// [`KeyFileError::Malformed`] never for an identity made by this library.
pub fn plain_key_file(identity: &SecretIdentity) -> Result<Zeroizing<String>, KeyFileError> {
    let bytes = identity.expose_bytes()?;
    let mut json = Zeroizing::new(String::with_capacity(64 + 2 * bytes.len()));
    json.push_str("{\n  \"medseal_key\": 1,\n  \"identity\": \"");
    URL_SAFE_NO_PAD.encode_string(&*bytes, &mut json);
    json.push_str("\"\n}\n");
    Ok(json)
}

/// Whether a key file asks for a passphrase.
///
/// # Errors
///
/// [`KeyFileError::Malformed`] if it is no key file.
pub fn is_protected(file: &str) -> Result<bool, KeyFileError> {
    parse(file).map(|file| file.cost.is_some())
}

/// Reads a key file, protected or plain.
///
/// # Errors
///
/// [`KeyFileError::PassphraseNeeded`] for a protected file without a passphrase,
/// [`KeyFileError::WrongPassphrase`] if it does not open, [`KeyFileError::Cost`] before any work if
/// the file asks for too much of it, [`KeyFileError::Malformed`] otherwise.
pub fn open_key_file(
    file: &str,
    passphrase: Option<&[u8]>,
) -> Result<SecretIdentity, KeyFileError> {
    let file = parse(file)?;
    let mut bytes = Zeroizing::new(unbase64(file.identity)?);
    match (file.cost, file.salt, file.commitment) {
        (None, None, None) => SecretIdentity::from_bytes(&bytes),
        (Some(cost), Some(salt), Some(commitment)) => {
            let passphrase = passphrase.ok_or(KeyFileError::PassphraseNeeded)?;
            let salt: [u8; 32] = unbase64(&salt)?
                .try_into()
                .map_err(|_| KeyFileError::Malformed)?;
            let (key, expected) = stretch(passphrase, cost, &salt)?;
            if !bool::from(unbase64(&commitment)?.ct_eq(&expected[..])) {
                return Err(KeyFileError::WrongPassphrase);
            }
            cipher(&key)?
                .decrypt_in_place(
                    &Nonce::default(),
                    &associated_data(cost, &salt),
                    &mut *bytes,
                )
                .map_err(|_| KeyFileError::WrongPassphrase)?;
            SecretIdentity::from_bytes(&bytes)
        }
        _ => Err(KeyFileError::Malformed),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile<'a> {
    medseal_key: Version1,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<PassphraseCost>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commitment: Option<String>,
    identity: &'a str,
}

fn parse(file: &str) -> Result<KeyFile<'_>, KeyFileError> {
    if file.len() > MAX_LEN {
        return Err(KeyFileError::Malformed);
    }
    serde_json::from_str(file).map_err(|_| KeyFileError::Malformed)
}

type Stretched = (Zeroizing<[u8; 32]>, Zeroizing<[u8; 32]>);

/// Argon2id to 64 bytes: the encryption key and the commitment to it.
fn stretch(
    passphrase: &[u8],
    cost: PassphraseCost,
    salt: &[u8; 32],
) -> Result<Stretched, KeyFileError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params()?);
    let mut output = Zeroizing::new([[0; 32]; 2]);
    argon2
        .hash_password_into(passphrase, salt, output.as_flattened_mut())
        .map_err(|_| KeyFileError::Cost)?;
    let [key, commitment] = *output;
    Ok((Zeroizing::new(key), Zeroizing::new(commitment)))
}

fn cipher(key: &[u8; 32]) -> Result<Aes256Gcm, KeyFileError> {
    Aes256Gcm::new_from_slice(key).map_err(|_| KeyFileError::Malformed)
}

/// `KEY_FILE ‖ 0x00 ‖ memory, passes, lanes (u32 big-endian each) ‖ salt`.
fn associated_data(cost: PassphraseCost, salt: &[u8; 32]) -> Vec<u8> {
    let cost = [cost.memory_kib, cost.passes, cost.lanes].map(u32::to_be_bytes);
    [KEY_FILE.as_bytes(), &[0], cost.as_flattened(), salt].concat()
}

fn unbase64(text: &str) -> Result<Vec<u8>, KeyFileError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| KeyFileError::Malformed)
}
