//! Primitives bare, for interoperability with other implementations: `medseal.hazmat`.

use crate::{
    buffers::{self, Input},
    errors::Outcome,
    plaintext::Plaintext,
};
use medseal_facade::hazmat;
use pyo3::{prelude::*, types::PyBytes};

/// What HPKE sealed.
#[pyclass(frozen, eq, hash, module = "medseal.hazmat")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct HpkeSealed {
    encapsulated_key: Vec<u8>,
    ciphertext: Vec<u8>,
}

#[pymethods]
impl HpkeSealed {
    /// The encapsulated key, `enc` of RFC 9180.
    #[getter]
    fn encapsulated_key<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.encapsulated_key)
    }

    /// The ciphertext with its tag, `ct` of RFC 9180.
    #[getter]
    fn ciphertext<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.ciphertext)
    }
}

/// Encrypts with Cobblestone-256 under a 32-byte key and a 24-byte salt, which must never be used
/// twice with one key.
///
/// >>> from medseal.hazmat import cobblestone256_open, cobblestone256_seal
/// >>> key, salt = bytes(32), bytes(24)
/// >>> sealed = cobblestone256_seal(key, b"context", salt, b"HbA1c 6.9 %")
/// >>> cobblestone256_open(key, b"context", sealed).decode()
/// 'HbA1c 6.9 %'
#[pyfunction]
pub(crate) fn cobblestone256_seal<'py>(
    py: Python<'py>,
    key: Input,
    context: Input,
    salt: Input,
    plaintext: Input,
) -> Outcome<Bound<'py, PyBytes>> {
    let (key, context, salt) = (key.as_slice(), context.as_slice(), salt.as_slice());
    let plaintext = plaintext.as_slice();
    let sealed = py.detach(|| hazmat::cobblestone256_seal(key, context, salt, plaintext))?;
    buffers::bytes(py, &sealed)
}

/// Decrypts what Cobblestone-256 encrypted under the same key and context.
///
/// Raises `CryptographicError` with the code `key-commitment-mismatch`, `payload-corrupt` or
/// `payload-truncated`.
#[pyfunction]
pub(crate) fn cobblestone256_open(
    py: Python<'_>,
    key: Input,
    context: Input,
    ciphertext: Input,
) -> Outcome<Plaintext> {
    let (key, context, ciphertext) = (key.as_slice(), context.as_slice(), ciphertext.as_slice());
    Ok(py
        .detach(|| hazmat::cobblestone256_open(key, context, ciphertext))?
        .into())
}

/// Verifies that the RFC 9162 tree of `size` leaves under `root` has `leaf_hash` at `index`. The
/// proof is its 32-byte hashes one after the other, the leaf's sibling first.
///
/// Raises `CryptographicError` with the code `proof-length` or `proof-mismatch`.
#[pyfunction]
pub(crate) fn verify_inclusion(
    py: Python<'_>,
    leaf_hash: Input,
    index: u64,
    size: u64,
    proof: Input,
    root: Input,
) -> Outcome {
    let (leaf, proof, root) = (leaf_hash.as_slice(), proof.as_slice(), root.as_slice());
    Ok(py.detach(|| hazmat::verify_inclusion(leaf, index, size, proof, root))?)
}

/// Verifies that the RFC 9162 tree of `size2` leaves under `root2` begins with the tree of `size1`
/// leaves under `root1`. The proof is its 32-byte hashes one after the other.
///
/// Raises `CryptographicError` with the code `proof-length` or `proof-mismatch`.
#[pyfunction]
pub(crate) fn verify_consistency(
    py: Python<'_>,
    size1: u64,
    size2: u64,
    proof: Input,
    root1: Input,
    root2: Input,
) -> Outcome {
    let (proof, root1, root2) = (proof.as_slice(), root1.as_slice(), root2.as_slice());
    Ok(py.detach(|| hazmat::verify_consistency(size1, size2, proof, root1, root2))?)
}

/// Verifies a proof about the authenticated state of a ledger whose root is `root`, and gives the
/// value that `key` has there, or `None` if the proof shows that it has none.
///
/// Raises an error with the code `state-proof-mismatch` or `state-proof-shape`.
#[pyfunction]
pub(crate) fn verify_state<'py>(
    py: Python<'py>,
    key: Input,
    proof: Input,
    root: Input,
) -> Outcome<Option<Bound<'py, PyBytes>>> {
    let (key, proof, root) = (key.as_slice(), proof.as_slice(), root.as_slice());
    let value = py.detach(|| hazmat::verify_state(key, proof, root))?;
    value.map(|value| buffers::bytes(py, &value)).transpose()
}

/// HPKE `SealBase` (RFC 9180 section 6.1) with HKDF-SHA256, AES-256-GCM and the KEM of the suite,
/// `x-wing` or `x25519`.
///
/// Raises `CryptographicError` with the code `wrong-key` if the public key is not one of the suite.
#[pyfunction]
pub(crate) fn hpke_seal(
    py: Python<'_>,
    suite: &str,
    public_key: Input,
    info: Input,
    aad: Input,
    plaintext: Input,
) -> Outcome<HpkeSealed> {
    let (key, info, aad) = (public_key.as_slice(), info.as_slice(), aad.as_slice());
    let plaintext = plaintext.as_slice();
    let sealed = py.detach(|| hazmat::hpke_seal(suite, key, info, aad, plaintext))?;
    let hazmat::HpkeSealed {
        encapsulated_key,
        ciphertext,
    } = sealed;
    Ok(HpkeSealed {
        encapsulated_key,
        ciphertext,
    })
}

/// HPKE `OpenBase` (RFC 9180 section 6.1) with HKDF-SHA256, AES-256-GCM and the KEM of the suite,
/// `x-wing` or `x25519`. The secret key is 32 bytes long in both.
///
/// Raises `CryptographicError` with the code `wrong-key`, without detail.
#[pyfunction]
pub(crate) fn hpke_open(
    py: Python<'_>,
    suite: &str,
    secret_key: Input,
    info: Input,
    aad: Input,
    encapsulated_key: Input,
    ciphertext: Input,
) -> Outcome<Plaintext> {
    let (key, info, aad) = (secret_key.as_slice(), info.as_slice(), aad.as_slice());
    let (enc, ct) = (encapsulated_key.as_slice(), ciphertext.as_slice());
    Ok(py
        .detach(|| hazmat::hpke_open(suite, key, info, aad, enc, ct))?
        .into())
}

/// Opens a sealed record with the bare secret key of one of its recipients (32 bytes), as test
/// vectors have it.
///
/// Raises as `SealedRecord.open()`.
#[pyfunction]
pub(crate) fn open_record(
    py: Python<'_>,
    suite: &str,
    secret_key: Input,
    container: Input,
) -> Outcome<Plaintext> {
    let (key, container) = (secret_key.as_slice(), container.as_slice());
    Ok(py
        .detach(|| hazmat::open_record(suite, key, container))?
        .into())
}

/// Unwraps the secret key of a category, as a grant carries it, with the bare secret key of its
/// grantee (32 bytes), as test vectors have it.
///
/// Raises `CryptographicError` with the code `wrong-key`, without detail.
#[pyfunction]
pub(crate) fn unwrap_category_key(
    py: Python<'_>,
    suite: &str,
    secret_key: Input,
    wrapped: Input,
) -> Outcome<Plaintext> {
    let (key, wrapped) = (secret_key.as_slice(), wrapped.as_slice());
    Ok(py
        .detach(|| hazmat::unwrap_category_key(suite, key, wrapped))?
        .into())
}

/// Verifies an Ed25519 signature (RFC 8032) as strictly as everywhere in medseal: canonical
/// encodings, no point of small order.
///
/// Raises an error with the code `invalid-key` or `invalid-signature`.
#[pyfunction]
pub(crate) fn ed25519_verify(
    py: Python<'_>,
    public_key: Input,
    message: Input,
    signature: Input,
) -> Outcome {
    let (key, message) = (public_key.as_slice(), message.as_slice());
    Ok(py.detach(|| hazmat::ed25519_verify(key, message, signature.as_slice()))?)
}
