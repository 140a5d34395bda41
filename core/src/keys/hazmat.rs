//! The primitives bare, for interoperability tests and for no other use.
//!
//! Nothing here binds a key to a record, a grant or an epoch: that is what the rest of the library
//! is for. Application code has no business in this module.

use super::{
    error::{KeyError, SealingError, SignatureError},
    sealing::{self, SealingSuite, WrappedKey},
    signing::{Signature, VerifyingKey},
};
use hpke::kem::{X25519HkdfSha256, XWing};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// X25519 (RFC 7748 §5), refusing the all-zero result of a low-order point (§6.1).
///
/// # Errors
///
/// [`KeyError`] if the shared secret is all zero.
pub fn x25519(scalar: &[u8; 32], point: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let secret = x25519_dalek::StaticSecret::from(*scalar);
    let shared = secret.diffie_hellman(&x25519_dalek::PublicKey::from(*point));
    let shared = Zeroizing::new(shared.to_bytes());
    if bool::from(shared.ct_eq(&[0; 32])) {
        Err(KeyError)
    } else {
        Ok(shared)
    }
}

/// Ed25519 (RFC 8032 §5.1.7) over exactly these bytes, without a label, as strictly as everywhere.
///
/// # Errors
///
/// [`SignatureError`], without detail.
pub fn ed25519_verify(
    key: &VerifyingKey,
    message: &[u8],
    signature: &Signature,
) -> Result<(), SignatureError> {
    key.verify_foreign(message, signature)
}

/// HPKE `SealBase` (RFC 9180 §6.1) with the suite's KEM, HKDF-SHA256 and AES-256-GCM.
///
/// # Errors
///
/// [`SealingError`] if the public key is not one of the suite.
pub fn hpke_seal_with_rng(
    suite: SealingSuite,
    public_key: &[u8],
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<WrappedKey, SealingError> {
    match suite {
        SealingSuite::XWing => sealing::seal::<XWing>(public_key, info, aad, plaintext, rng),
        SealingSuite::X25519 => {
            sealing::seal::<X25519HkdfSha256>(public_key, info, aad, plaintext, rng)
        }
    }
}

/// HPKE `OpenBase` (RFC 9180 §6.1) with the suite's KEM, HKDF-SHA256 and AES-256-GCM.
///
/// # Errors
///
/// [`SealingError`], without detail.
pub fn hpke_open(
    suite: SealingSuite,
    secret_key: &[u8; 32],
    info: &[u8],
    aad: &[u8],
    wrapped: &WrappedKey,
) -> Result<Zeroizing<Vec<u8>>, SealingError> {
    match suite {
        SealingSuite::XWing => sealing::open::<XWing>(secret_key, info, aad, wrapped),
        SealingSuite::X25519 => sealing::open::<X25519HkdfSha256>(secret_key, info, aad, wrapped),
    }
}
