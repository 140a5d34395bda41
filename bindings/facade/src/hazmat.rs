//! Primitives bare, for interoperability with other implementations.
//!
//! **Hazardous.** Nothing here is bound to a record, a grant or a person, and a salt that is used
//! twice with the same key destroys the secrecy of both messages. Applications seal records and
//! never need this module.

use crate::{
    error::{FacadeError, Result},
    guard::guard,
    plaintext::Plaintext,
    text,
};
use medseal::{
    envelope::{self, CategoryGrantKey, DataKey},
    keys::{self, SealingSecretKey, Signature, VerifyingKey, WrappedKey},
    ledger::{self, StateKey, StateProof, StateRoot},
    random::os_rng,
};
use zeroize::Zeroizing;

/// What HPKE sealed: `enc` and `ct` of RFC 9180.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HpkeSealed {
    /// The encapsulated key, `enc`.
    pub encapsulated_key: Vec<u8>,
    /// The ciphertext with its tag, `ct`.
    pub ciphertext: Vec<u8>,
}

/// Encrypts with Cobblestone-256 under a 32-byte key and a 24-byte salt, which must never be used
/// twice with one key.
///
/// # Errors
///
/// `invalid-argument` for another length of key or salt.
pub fn cobblestone256_seal(
    key: &[u8],
    context: &[u8],
    salt: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>> {
    guard("hazmat.cobblestone256_seal", || {
        let salt = text::array(salt, "a salt is 24 bytes long")?;
        let sealed =
            envelope::hazmat::cobblestone256_seal(&data_key(key)?, context, salt, plaintext)?;
        Ok(sealed)
    })
}

/// Decrypts what Cobblestone-256 encrypted under the same key and context.
///
/// # Errors
///
/// `invalid-argument` for another length of key; `key-commitment-mismatch`, `payload-corrupt` or
/// `payload-truncated`.
pub fn cobblestone256_open(key: &[u8], context: &[u8], ciphertext: &[u8]) -> Result<Plaintext> {
    guard("hazmat.cobblestone256_open", || {
        let key = data_key(key)?;
        let plaintext = envelope::hazmat::cobblestone256_open(&key, context, ciphertext)?;
        Ok(Plaintext::new(plaintext))
    })
}

/// Verifies that the RFC 9162 tree of `size` leaves under `root` has `leaf_hash` at `index`. The
/// proof is its 32-byte hashes one after the other, the leaf's sibling first.
///
/// # Errors
///
/// `proof-length` or `proof-mismatch`; `invalid-argument` for a hash of another length than 32.
pub fn verify_inclusion(
    leaf_hash: &[u8],
    index: u64,
    size: u64,
    proof: &[u8],
    root: &[u8],
) -> Result<()> {
    guard("hazmat.verify_inclusion", || {
        let (leaf, root) = (hash(leaf_hash)?, hash(root)?);
        ledger::hazmat::verify_inclusion(&leaf, index, size, proof, &root)?;
        Ok(())
    })
}

/// Verifies that the RFC 9162 tree of `size2` leaves under `root2` begins with the tree of `size1`
/// leaves under `root1`. The proof is its 32-byte hashes one after the other.
///
/// # Errors
///
/// `proof-length` or `proof-mismatch`; `invalid-argument` for a hash of another length than 32.
pub fn verify_consistency(
    size1: u64,
    size2: u64,
    proof: &[u8],
    root1: &[u8],
    root2: &[u8],
) -> Result<()> {
    guard("hazmat.verify_consistency", || {
        let (root1, root2) = (hash(root1)?, hash(root2)?);
        ledger::hazmat::verify_consistency(size1, &root1, size2, &root2, proof)?;
        Ok(())
    })
}

/// Verifies a proof about the authenticated state of a ledger whose root is `root`, and gives the
/// value that `key` has there, or nothing if the proof shows that it has none.
///
/// # Errors
///
/// `state-proof-mismatch`, `state-proof-shape` and other codes of kind `Cryptographic` or
/// `Malformed`; `invalid-argument` for a key or root of another length than 32.
pub fn verify_state(key: &[u8], proof: &[u8], root: &[u8]) -> Result<Option<Vec<u8>>> {
    guard("hazmat.verify_state", || {
        let (key, root) = (hash(key)?, hash(root)?);
        let (key, root) = (StateKey::from_bytes(key), StateRoot::from_bytes(root));
        let value = StateProof::from_bytes(proof)?;
        Ok(value.verify(&root, &key)?.map(<[u8]>::to_vec))
    })
}

/// HPKE `SealBase` (RFC 9180 §6.1) with HKDF-SHA256, AES-256-GCM and the KEM of the suite, `x-wing`
/// or `x25519`.
///
/// # Errors
///
/// `wrong-key` if the public key is not one of the suite; `invalid-argument` for another suite.
pub fn hpke_seal(
    suite: &str,
    public_key: &[u8],
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<HpkeSealed> {
    guard("hazmat.hpke_seal", || {
        let (suite, rng) = (text::suite(Some(suite))?, &mut os_rng()?);
        let sealed =
            keys::hazmat::hpke_seal_with_rng(suite, public_key, info, aad, plaintext, rng)?;
        Ok(HpkeSealed {
            encapsulated_key: sealed.encapsulated_key,
            ciphertext: sealed.ciphertext,
        })
    })
}

/// HPKE `OpenBase` (RFC 9180 §6.1) with HKDF-SHA256, AES-256-GCM and the KEM of the suite, `x-wing`
/// or `x25519`. The secret key is 32 bytes long in both.
///
/// # Errors
///
/// `wrong-key`, without detail; `invalid-argument` for another suite or length.
pub fn hpke_open(
    suite: &str,
    secret_key: &[u8],
    info: &[u8],
    aad: &[u8],
    encapsulated_key: &[u8],
    ciphertext: &[u8],
) -> Result<Plaintext> {
    guard("hazmat.hpke_open", || {
        let secret = Zeroizing::new(text::array(secret_key, "a secret key is 32 bytes long")?);
        let wrapped = WrappedKey {
            encapsulated_key: encapsulated_key.to_vec(),
            ciphertext: ciphertext.to_vec(),
        };
        let suite = text::suite(Some(suite))?;
        let plaintext = keys::hazmat::hpke_open(suite, &secret, info, aad, &wrapped)?;
        Ok(Plaintext::new(plaintext))
    })
}

/// Opens a sealed record with the bare secret key of one of its recipients (32 bytes), as test
/// vectors have it.
///
/// # Errors
///
/// As [`SealedRecord::open`](crate::SealedRecord::open); `invalid-argument` for another suite or
/// length.
pub fn open_record(suite: &str, secret_key: &[u8], container: &[u8]) -> Result<Plaintext> {
    guard("hazmat.open_record", || {
        let seed = Zeroizing::new(text::array(secret_key, "a secret key is 32 bytes long")?);
        let key = SealingSecretKey::from_seed(text::suite(Some(suite))?, &seed);
        let record = envelope::SealedRecord::from_container(container)?;
        Ok(Plaintext::new(record.open(&key)?))
    })
}

/// Unwraps the secret key of a category, as a grant carries it, with the bare secret key of its
/// grantee (32 bytes), as test vectors have it.
///
/// # Errors
///
/// `wrong-key`, without detail; `invalid-category-grant` and other codes of kind `Malformed`;
/// `invalid-argument` for another suite or length.
pub fn unwrap_category_key(suite: &str, secret_key: &[u8], wrapped: &[u8]) -> Result<Plaintext> {
    guard("hazmat.unwrap_category_key", || {
        let seed = Zeroizing::new(text::array(secret_key, "a secret key is 32 bytes long")?);
        let key = SealingSecretKey::from_seed(text::suite(Some(suite))?, &seed);
        let secret = CategoryGrantKey::from_bytes(wrapped)?.unwrap(&key)?;
        Ok(Plaintext::new(Zeroizing::new(
            secret.expose_seed().to_vec(),
        )))
    })
}

/// Verifies an Ed25519 signature (RFC 8032) as strictly as everywhere in medseal: canonical
/// encodings, no point of small order.
///
/// # Errors
///
/// `invalid-key` or `invalid-signature`.
pub fn ed25519_verify(public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<()> {
    guard("hazmat.ed25519_verify", || {
        let key = VerifyingKey::from_bytes(public_key)?;
        let signature = signature
            .try_into()
            .map_err(|_| keys::SignatureError)
            .map(Signature::from_bytes)?;
        Ok(keys::hazmat::ed25519_verify(&key, message, &signature)?)
    })
}

fn data_key(bytes: &[u8]) -> Result<DataKey> {
    let key = DataKey::from_slice(bytes);
    Ok(key.ok_or(FacadeError::Argument("a key is 32 bytes long"))?)
}

fn hash(bytes: &[u8]) -> Result<[u8; 32]> {
    text::array(bytes, "a hash is 32 bytes long")
}
