//! The group: ristretto255, its two fixed generators, and values that exist only when canonical.
//!
//! A value `v` is certified as `C = v·B + r·B̃` (Pedersen): `B` is the Ristretto base point and `B̃`
//! its hash to the group, as `PedersenGens::default()` of the `bulletproofs` crate has them. No
//! function and no wire form takes another generator, so nobody can choose one whose logarithm
//! they know.

use crate::{
    domain,
    errors::ErrorCode,
    types::bytes::{from_hex, to_hex},
};
use bulletproofs::PedersenGens;
use curve25519_dalek_4::{
    RistrettoPoint, Scalar,
    ristretto::{CompressedRistretto, RistrettoBasepointTable},
    traits::IsIdentity,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use sha2::{Digest, Sha512};
use std::{fmt, sync::LazyLock};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A Pedersen commitment to one value: a canonical ristretto255 point that is not the identity.
#[derive(Clone, Copy)]
pub struct ValueCommitment {
    bytes: [u8; 32],
    point: RistrettoPoint,
}

impl ValueCommitment {
    /// Reads the 32 canonical bytes.
    ///
    /// # Errors
    ///
    /// [`GroupError`] if they are not the canonical encoding of a point, or are the identity (which
    /// commits to zero without hiding it).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, GroupError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| GroupError)?;
        let point = decompress(&bytes).ok_or(GroupError)?;
        Ok(Self { bytes, point })
    }

    /// The 32 canonical bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(super) fn from_point(point: RistrettoPoint) -> Self {
        Self {
            bytes: point.compress().to_bytes(),
            point,
        }
    }

    pub(super) const fn point(&self) -> &RistrettoPoint {
        &self.point
    }
}

impl PartialEq for ValueCommitment {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for ValueCommitment {}

impl fmt::Debug for ValueCommitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ValueCommitment({})", to_hex(&self.bytes))
    }
}

impl Serialize for ValueCommitment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_bytes(&self.bytes, serializer)
    }
}

impl<'de> Deserialize<'de> for ValueCommitment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_bytes(&deserialize_bytes(deserializer)?).map_err(D::Error::custom)
    }
}

/// A public number that statements compare with: an integer or a code, as a canonical scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicValue(Scalar);

impl PublicValue {
    /// An integer.
    #[must_use]
    pub fn integer(value: i64) -> Self {
        Self(integer(i128::from(value)))
    }

    /// A code of a code system: `SHA-512(label ‖ 0 ‖ u64be(length of system) ‖ system ‖ code)`
    /// reduced modulo the group's order.
    #[must_use]
    pub fn code(system: &str, code: &str) -> Self {
        let mut hash = Sha512::new();
        hash.update(domain::ELIGIBILITY_CODE.as_bytes());
        hash.update([0]);
        hash.update(
            u64::try_from(system.len())
                .unwrap_or(u64::MAX)
                .to_be_bytes(),
        );
        hash.update(system.as_bytes());
        hash.update(code.as_bytes());
        Self(Scalar::from_bytes_mod_order_wide(&hash.finalize().into()))
    }

    /// Reads the 32 canonical bytes (little-endian, below the group's order).
    ///
    /// # Errors
    ///
    /// [`GroupError`] if they are not canonical.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, GroupError> {
        scalar(bytes).map(Self).ok_or(GroupError)
    }

    /// The 32 canonical bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    pub(super) const fn scalar(&self) -> Scalar {
        self.0
    }
}

impl fmt::Debug for PublicValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicValue({})", to_hex(self.as_bytes()))
    }
}

impl Serialize for PublicValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_bytes(self.as_bytes(), serializer)
    }
}

impl<'de> Deserialize<'de> for PublicValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_bytes(&deserialize_bytes(deserializer)?).map_err(D::Error::custom)
    }
}

/// What hides a value in its commitment: a uniformly random scalar, used for one commitment only.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Blinding(Scalar);

impl Blinding {
    /// Reduces 64 uniformly random bytes (of a key derivation function, say).
    #[must_use]
    pub fn from_wide_bytes(bytes: &[u8; 64]) -> Self {
        Self(Scalar::from_bytes_mod_order_wide(bytes))
    }

    /// Draws a fresh one.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 64]);
        rng.fill_bytes(bytes.as_mut());
        Self::from_wide_bytes(&bytes)
    }
}

/// A value and its blinding: what the holder knows of a commitment. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Opening {
    pub(super) value: Scalar,
    pub(super) blinding: Scalar,
}

impl Opening {
    /// An integer value.
    #[must_use]
    pub fn integer(value: u64, blinding: &Blinding) -> Self {
        Self {
            value: Scalar::from(value),
            blinding: blinding.0,
        }
    }

    /// A code, or any other value given as a scalar.
    #[must_use]
    pub fn code(value: &PublicValue, blinding: &Blinding) -> Self {
        Self {
            value: value.0,
            blinding: blinding.0,
        }
    }

    /// A secret of 64 uniformly random bytes: the link secret.
    #[must_use]
    pub fn secret(bytes: &[u8; 64], blinding: &Blinding) -> Self {
        Self {
            value: Scalar::from_bytes_mod_order_wide(bytes),
            blinding: blinding.0,
        }
    }

    /// The commitment that this opens.
    #[must_use]
    pub fn commitment(&self) -> ValueCommitment {
        ValueCommitment::from_point(commit(&self.value, &self.blinding))
    }
}

/// Bytes are not a canonical point or scalar that is accepted here. Code: `invalid-group-element`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not a canonical group element or scalar")]
pub struct GroupError;

impl ErrorCode for GroupError {
    fn code(&self) -> &'static str {
        "invalid-group-element"
    }
}

/// The fixed generators B and B̃.
pub(super) static GENERATORS: LazyLock<PedersenGens> = LazyLock::new(PedersenGens::default);

static BLINDING_TABLE: LazyLock<RistrettoBasepointTable> =
    LazyLock::new(|| RistrettoBasepointTable::create(&GENERATORS.B_blinding));

/// `value·B + blinding·B̃`, in constant time.
pub(super) fn commit(value: &Scalar, blinding: &Scalar) -> RistrettoPoint {
    RistrettoPoint::mul_base(value) + blinding * &*BLINDING_TABLE
}

/// The base of a trial's pseudonyms: nobody knows its logarithm to another base.
pub(super) fn pseudonym_base(bytes: &[u8]) -> RistrettoPoint {
    let mut hash = Sha512::new();
    hash.update(domain::ELIGIBILITY_PSEUDONYM.as_bytes());
    hash.update([0]);
    hash.update(bytes);
    RistrettoPoint::from_uniform_bytes(&hash.finalize().into())
}

/// A canonical point that is not the identity.
pub(super) fn decompress(bytes: &[u8; 32]) -> Option<RistrettoPoint> {
    let point = CompressedRistretto(*bytes).decompress()?;
    (!point.is_identity()).then_some(point)
}

/// A canonical scalar.
pub(super) fn scalar(bytes: &[u8]) -> Option<Scalar> {
    Scalar::from_canonical_bytes(bytes.try_into().ok()?).into()
}

/// The scalar of an integer of either sign.
pub(super) fn integer(value: i128) -> Scalar {
    let magnitude = Scalar::from(value.unsigned_abs());
    if value < 0 { -magnitude } else { magnitude }
}

fn serialize_bytes<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(&to_hex(bytes))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

fn deserialize_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    if deserializer.is_human_readable() {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        from_hex(&text).map_err(D::Error::custom)
    } else {
        serde_bytes::ByteArray::<32>::deserialize(deserializer)
            .map(serde_bytes::ByteArray::into_array)
    }
}
