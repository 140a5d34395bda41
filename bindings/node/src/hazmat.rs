//! Primitives bare, for interoperability with other implementations.

use crate::bytes::{Input, Output, SecretOutput};
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::work::{Work, off_loop};
use medseal_facade::{self as facade, hazmat};
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// What HPKE sealed: `enc` and `ct` of RFC 9180.
#[napi(object, object_from_js = false, namespace = "hazmat")]
pub struct HpkeSealed {
    /// The encapsulated key, `enc`.
    #[napi(ts_type = "Buffer")]
    pub encapsulated_key: Output,
    /// The ciphertext with its tag, `ct`.
    #[napi(ts_type = "Buffer")]
    pub ciphertext: Output,
}

impl From<hazmat::HpkeSealed> for HpkeSealed {
    fn from(sealed: hazmat::HpkeSealed) -> Self {
        Self {
            encapsulated_key: Output::from(sealed.encapsulated_key),
            ciphertext: Output::from(sealed.ciphertext),
        }
    }
}

/// Encrypts with Cobblestone-256 under a 32-byte key and a 24-byte salt.
///
/// **Hazardous**: a salt that is used twice with one key destroys the secrecy of both messages.
///
/// @throws `invalid-argument` for another length of key or salt.
#[napi(
    namespace = "hazmat",
    ts_args_type = "key: Uint8Array, context: Uint8Array, salt: Uint8Array, plaintext: Uint8Array",
    ts_return_type = "Promise<Buffer>"
)]
pub fn cobblestone256_seal(
    key: Input,
    context: Input,
    salt: Input,
    plaintext: Input,
) -> AsyncTask<Work<Vec<u8>, Output>> {
    off_loop(move || hazmat::cobblestone256_seal(&key, &context, &salt, &plaintext))
}

/// As `cobblestone256Seal`, on this thread.
#[napi(namespace = "hazmat", ts_return_type = "Buffer")]
pub fn cobblestone256_seal_sync(
    env: Env,
    key: &[u8],
    context: &[u8],
    salt: &[u8],
    plaintext: &[u8],
) -> napi::Result<Output> {
    let sealed = hazmat::cobblestone256_seal(key, context, salt, plaintext);
    sealed.or_throw(env).map(Output::from)
}

/// Decrypts what Cobblestone-256 encrypted under the same key and context.
///
/// @throws `invalid-argument` for another length of key; `key-commitment-mismatch`,
/// `payload-corrupt` or `payload-truncated`.
#[napi(
    namespace = "hazmat",
    ts_args_type = "key: Uint8Array, context: Uint8Array, ciphertext: Uint8Array",
    ts_return_type = "Promise<Buffer>"
)]
pub fn cobblestone256_open(
    key: Input,
    context: Input,
    ciphertext: Input,
) -> AsyncTask<Work<facade::Plaintext, SecretOutput>> {
    off_loop(move || hazmat::cobblestone256_open(&key, &context, &ciphertext))
}

/// As `cobblestone256Open`, on this thread.
#[napi(namespace = "hazmat", ts_return_type = "Buffer")]
pub fn cobblestone256_open_sync(
    env: Env,
    key: &[u8],
    context: &[u8],
    ciphertext: &[u8],
) -> napi::Result<SecretOutput> {
    let opened = hazmat::cobblestone256_open(key, context, ciphertext);
    opened.or_throw(env).map(SecretOutput::from)
}

/// Verifies that the RFC 9162 tree of `size` leaves under `root` has `leafHash` at `index`. The proof
/// is its 32-byte hashes one after the other, the leaf's sibling first.
///
/// @throws `proof-length` or `proof-mismatch`, and `invalid-argument` for a hash of another length than
/// 32.
#[napi(
    namespace = "hazmat",
    ts_args_type = "leafHash: Uint8Array, index: bigint | number, size: bigint | number, proof: Uint8Array, root: Uint8Array"
)]
pub fn verify_inclusion(
    env: Env,
    leaf_hash: &[u8],
    index: Unsigned,
    size: Unsigned,
    proof: &[u8],
    root: &[u8],
) -> napi::Result<()> {
    hazmat::verify_inclusion(leaf_hash, index.0, size.0, proof, root).or_throw(env)
}

/// Verifies that the RFC 9162 tree of `size2` leaves under `root2` begins with the tree of `size1`
/// leaves under `root1`. The proof is its 32-byte hashes one after the other.
///
/// @throws `proof-length` or `proof-mismatch`, and `invalid-argument` for a hash of another length than
/// 32.
#[napi(
    namespace = "hazmat",
    ts_args_type = "size1: bigint | number, size2: bigint | number, proof: Uint8Array, root1: Uint8Array, root2: Uint8Array"
)]
pub fn verify_consistency(
    env: Env,
    size1: Unsigned,
    size2: Unsigned,
    proof: &[u8],
    root1: &[u8],
    root2: &[u8],
) -> napi::Result<()> {
    hazmat::verify_consistency(size1.0, size2.0, proof, root1, root2).or_throw(env)
}

/// HPKE `SealBase` (RFC 9180 §6.1) with HKDF-SHA256, AES-256-GCM and the KEM of the suite.
///
/// @throws `wrong-key` if the public key is not one of the suite, and with `invalid-argument` for
/// another suite.
#[napi(
    namespace = "hazmat",
    ts_args_type = "suite: 'x-wing' | 'x25519', publicKey: Uint8Array, info: Uint8Array, aad: Uint8Array, plaintext: Uint8Array",
    ts_return_type = "Promise<HpkeSealed>"
)]
pub fn hpke_seal(
    suite: String,
    public_key: Input,
    info: Input,
    aad: Input,
    plaintext: Input,
) -> AsyncTask<Work<hazmat::HpkeSealed, HpkeSealed>> {
    off_loop(move || hazmat::hpke_seal(&suite, &public_key, &info, &aad, &plaintext))
}

/// HPKE `OpenBase` (RFC 9180 §6.1) with HKDF-SHA256, AES-256-GCM and the KEM of the suite. The secret
/// key is 32 bytes long in both.
///
/// @throws `wrong-key`, without detail, and with `invalid-argument` for another suite or length.
#[napi(
    namespace = "hazmat",
    ts_args_type = "suite: 'x-wing' | 'x25519', secretKey: Uint8Array, info: Uint8Array, aad: Uint8Array, encapsulatedKey: Uint8Array, ciphertext: Uint8Array",
    ts_return_type = "Promise<Buffer>"
)]
pub fn hpke_open(
    suite: String,
    secret_key: Input,
    info: Input,
    aad: Input,
    encapsulated_key: Input,
    ciphertext: Input,
) -> AsyncTask<Work<facade::Plaintext, SecretOutput>> {
    off_loop(move || {
        hazmat::hpke_open(
            &suite,
            &secret_key,
            &info,
            &aad,
            &encapsulated_key,
            &ciphertext,
        )
    })
}

/// Opens a sealed record with the bare secret key of one of its recipients (32 bytes), as test vectors
/// have it.
///
/// @throws as `SealedRecord.open`, and with `invalid-argument` for another suite or length.
#[napi(
    namespace = "hazmat",
    ts_args_type = "suite: 'x-wing' | 'x25519', secretKey: Uint8Array, container: Uint8Array",
    ts_return_type = "Promise<Buffer>"
)]
pub fn open_record(
    suite: String,
    secret_key: Input,
    container: Input,
) -> AsyncTask<Work<facade::Plaintext, SecretOutput>> {
    off_loop(move || hazmat::open_record(&suite, &secret_key, &container))
}

/// Unwraps the secret key of a category, as a grant carries it, with the bare secret key of its
/// grantee (32 bytes), as test vectors have it.
///
/// Rejects with `wrong-key`, without detail; `invalid-category-grant` and other codes of kind
/// `Malformed`; `invalid-argument` for another suite or length.
#[napi(
    namespace = "hazmat",
    ts_args_type = "suite: 'x-wing' | 'x25519', secretKey: Uint8Array, wrapped: Uint8Array",
    ts_return_type = "Promise<Buffer>"
)]
pub fn unwrap_category_key(
    suite: String,
    secret_key: Input,
    wrapped: Input,
) -> AsyncTask<Work<facade::Plaintext, SecretOutput>> {
    off_loop(move || hazmat::unwrap_category_key(&suite, &secret_key, &wrapped))
}

/// Verifies a proof about the authenticated state of a ledger whose root is `root`, and gives the value
/// that `key` has there, or `null` if the proof shows that it has none.
///
/// @throws `state-proof-mismatch`, `state-proof-shape` and other codes of kind `Cryptographic` or
/// `Malformed`; `invalid-argument` for a key or root of another length than 32.
#[napi(namespace = "hazmat", ts_return_type = "Buffer | null")]
pub fn verify_state(
    env: Env,
    key: &[u8],
    proof: &[u8],
    root: &[u8],
) -> napi::Result<Option<Output>> {
    let value = hazmat::verify_state(key, proof, root).or_throw(env)?;
    Ok(value.map(Output::from))
}

/// Verifies an Ed25519 signature (RFC 8032) as strictly as everywhere in medseal: canonical encodings,
/// no point of small order.
///
/// @throws `invalid-key` or `invalid-signature`.
#[napi(namespace = "hazmat")]
pub fn ed25519_verify(
    env: Env,
    public_key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> napi::Result<()> {
    hazmat::ed25519_verify(public_key, message, signature).or_throw(env)
}
