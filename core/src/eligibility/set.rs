//! A public set of values, and the polynomial that vanishes on it.

use super::group::PublicValue;
use crate::{
    domain,
    types::{Sha256Digest, id::labelled_sha256},
};
use curve25519_dalek_4::Scalar;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// A set of public values: sorted by their bytes, without repetition. Cheap to clone.
#[derive(Clone)]
pub struct CodeSet(Arc<Inner>);

struct Inner {
    values: Vec<PublicValue>,
    digest: Sha256Digest,
    polynomial: OnceLock<Vec<Scalar>>,
}

impl CodeSet {
    /// The most values a set can have.
    pub const MAX_LEN: usize = 1023;

    /// The set of these values, in any order.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = PublicValue>) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_unstable_by_key(|value| *value.as_bytes());
        values.dedup();
        let bytes: Vec<u8> = values.iter().flat_map(|value| *value.as_bytes()).collect();
        let digest = labelled_sha256(domain::ELIGIBILITY_SET, &[&bytes]);
        Self(Arc::new(Inner {
            values,
            digest: Sha256Digest::from_bytes(digest),
            polynomial: OnceLock::new(),
        }))
    }

    /// How many values it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.values.is_empty()
    }

    /// The values, in ascending order of their bytes.
    #[must_use]
    pub fn values(&self) -> &[PublicValue] {
        &self.0.values
    }

    /// `SHA-256(label ‖ 0x00 ‖ values in order)`: how the transcript names the set.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        self.0.digest
    }

    /// Whether the value is in it; not in constant time.
    pub(super) fn contains(&self, value: &Scalar) -> bool {
        let by_bytes = |member: &PublicValue| member.as_bytes().cmp(value.as_bytes());
        self.0.values.binary_search_by(by_bytes).is_ok()
    }

    /// Some value outside of the set: the least natural number that is not in it.
    pub(super) fn outsider(&self) -> Scalar {
        let mut candidate = Scalar::ZERO;
        while self.contains(&candidate) {
            candidate += Scalar::ONE;
        }
        candidate
    }

    /// How many bits the degree of the polynomial has.
    pub(super) fn degree_bits(&self) -> usize {
        self.len()
            .checked_ilog2()
            .map_or(0, |log| usize::try_from(log).unwrap_or(usize::MAX) + 1)
    }

    /// Coefficients of `Π (X − value)` in ascending order. They are computed once, in time
    /// quadratic in the size of the set.
    pub(super) fn polynomial(&self) -> &[Scalar] {
        self.0.polynomial.get_or_init(|| {
            let mut coefficients = vec![Scalar::ONE];
            for root in self.values() {
                let root = root.scalar();
                let scaled: Vec<_> = coefficients.iter().map(|c| c * root).collect();
                coefficients.insert(0, Scalar::ZERO);
                for (coefficient, scaled) in coefficients.iter_mut().zip(scaled) {
                    *coefficient -= scaled;
                }
            }
            coefficients
        })
    }
}

impl PartialEq for CodeSet {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}

impl Eq for CodeSet {}

impl fmt::Debug for CodeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeSet({} values, {})", self.len(), self.digest())
    }
}

/// A set enters the transcript as its size and digest.
impl Serialize for CodeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut set = serializer.serialize_struct("CodeSet", 2)?;
        set.serialize_field("size", &self.len())?;
        set.serialize_field("digest", &self.digest())?;
        set.end()
    }
}
