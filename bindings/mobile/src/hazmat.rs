//! The hazardous door, for interoperability with other implementations.

use crate::error::Result;
use medseal_facade::hazmat::{self, HpkeSealed};
use zeroize::Zeroizing;

/// What HPKE sealed: `enc` and `ct` of RFC 9180.
#[uniffi::remote(Record)]
pub struct HpkeSealed {
    /// The encapsulated key, `enc`.
    pub encapsulated_key: Vec<u8>,
    /// The ciphertext with its tag, `ct`.
    pub ciphertext: Vec<u8>,
}

/// Primitives bare, for interoperability with other implementations.
///
/// **Hazardous.** Nothing here is bound to a record, a grant or a person, and a salt that is used
/// twice with the same key destroys the secrecy of both messages. Applications seal records and
/// never need this class.
#[derive(Default, uniffi::Object)]
pub struct Hazmat;

#[uniffi::export]
impl Hazmat {
    /// The door. It holds nothing.
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// Encrypts with Cobblestone-256 under a 32-byte key and a 24-byte salt, which must never be
    /// used twice with one key. Errors: `invalid-argument` for another length of key or salt.
    pub fn cobblestone256_seal(
        &self,
        key: Vec<u8>,
        context: Vec<u8>,
        salt: Vec<u8>,
        plaintext: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let (key, plaintext) = (Zeroizing::new(key), Zeroizing::new(plaintext));
        Ok(hazmat::cobblestone256_seal(
            &key, &context, &salt, &plaintext,
        )?)
    }

    /// Decrypts what Cobblestone-256 encrypted under the same key and context. Errors:
    /// `invalid-argument`, `key-commitment-mismatch`, `payload-corrupt` or `payload-truncated`.
    pub fn cobblestone256_open(
        &self,
        key: Vec<u8>,
        context: Vec<u8>,
        ciphertext: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let key = Zeroizing::new(key);
        Ok(hazmat::cobblestone256_open(&key, &context, &ciphertext)?.into_vec())
    }

    /// Verifies that the RFC 9162 tree of `size` leaves under `root` has `leaf_hash` at `index`. The
    /// proof is its 32-byte hashes one after the other, the leaf's sibling first. Errors:
    /// `proof-length` or `proof-mismatch`; `invalid-argument` for a hash of another length than 32.
    pub fn verify_inclusion(
        &self,
        leaf_hash: Vec<u8>,
        index: u64,
        size: u64,
        proof: Vec<u8>,
        root: Vec<u8>,
    ) -> Result<()> {
        Ok(hazmat::verify_inclusion(
            &leaf_hash, index, size, &proof, &root,
        )?)
    }

    /// Verifies that the RFC 9162 tree of `size2` leaves under `root2` begins with the tree of
    /// `size1` leaves under `root1`. The proof is its 32-byte hashes one after the other. Errors:
    /// as `verifyInclusion`.
    pub fn verify_consistency(
        &self,
        size1: u64,
        size2: u64,
        proof: Vec<u8>,
        root1: Vec<u8>,
        root2: Vec<u8>,
    ) -> Result<()> {
        Ok(hazmat::verify_consistency(
            size1, size2, &proof, &root1, &root2,
        )?)
    }

    /// Verifies a proof about the authenticated state of a ledger whose root is `root`, and gives the
    /// value that `key` has there, or nothing if the proof shows that it has none. Errors:
    /// `state-proof-mismatch`, `state-proof-shape` and other codes of kind `Cryptographic` or
    /// `Malformed`; `invalid-argument` for a key or root of another length than 32.
    pub fn verify_state(
        &self,
        key: Vec<u8>,
        proof: Vec<u8>,
        root: Vec<u8>,
    ) -> Result<Option<Vec<u8>>> {
        Ok(hazmat::verify_state(&key, &proof, &root)?)
    }

    /// HPKE `SealBase` (RFC 9180 §6.1) with HKDF-SHA256, AES-256-GCM and the KEM of the suite,
    /// `x-wing` or `x25519`. Errors: `wrong-key` if the public key is not one of the suite;
    /// `invalid-argument` for another suite.
    pub fn hpke_seal(
        &self,
        suite: String,
        public_key: Vec<u8>,
        info: Vec<u8>,
        aad: Vec<u8>,
        plaintext: Vec<u8>,
    ) -> Result<HpkeSealed> {
        Ok(hazmat::hpke_seal(
            &suite,
            &public_key,
            &info,
            &aad,
            &Zeroizing::new(plaintext),
        )?)
    }

    /// HPKE `OpenBase` (RFC 9180 §6.1) with HKDF-SHA256, AES-256-GCM and the KEM of the suite,
    /// `x-wing` or `x25519`. The secret key is 32 bytes long in both. Errors: `wrong-key`, without
    /// detail; `invalid-argument` for another suite or length.
    pub fn hpke_open(
        &self,
        suite: String,
        secret_key: Vec<u8>,
        info: Vec<u8>,
        aad: Vec<u8>,
        sealed: HpkeSealed,
    ) -> Result<Vec<u8>> {
        let secret_key = Zeroizing::new(secret_key);
        let (encapsulated_key, ciphertext) = (&sealed.encapsulated_key, &sealed.ciphertext);
        let opened = hazmat::hpke_open(
            &suite,
            &secret_key,
            &info,
            &aad,
            encapsulated_key,
            ciphertext,
        )?;
        Ok(opened.into_vec())
    }

    /// Opens a sealed record with the bare secret key of one of its recipients (32 bytes), as test
    /// vectors have it. Errors: as `SealedRecord.open`; `invalid-argument`.
    pub fn open_record(
        &self,
        suite: String,
        secret_key: Vec<u8>,
        container: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let secret_key = Zeroizing::new(secret_key);
        Ok(hazmat::open_record(&suite, &secret_key, &container)?.into_vec())
    }

    /// Unwraps the secret key of a category, as a grant carries it, with the bare secret key of its
    /// grantee (32 bytes), as test vectors have it. Errors: `wrong-key`, without detail;
    /// `invalid-category-grant` and other codes of kind `Malformed`; `invalid-argument`.
    pub fn unwrap_category_key(
        &self,
        suite: String,
        secret_key: Vec<u8>,
        wrapped: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let secret_key = Zeroizing::new(secret_key);
        Ok(hazmat::unwrap_category_key(&suite, &secret_key, &wrapped)?.into_vec())
    }

    /// Verifies an Ed25519 signature (RFC 8032) as strictly as everywhere in medseal: canonical
    /// encodings, no point of small order. Errors: `invalid-key` or `invalid-signature`.
    pub fn ed25519_verify(
        &self,
        public_key: Vec<u8>,
        message: Vec<u8>,
        signature: Vec<u8>,
    ) -> Result<()> {
        Ok(hazmat::ed25519_verify(&public_key, &message, &signature)?)
    }
}
