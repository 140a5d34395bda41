//! Membership in larger sets: the polynomial that vanishes on the set, evaluated at a hidden value.
//!
//! Bayer and Groth, "Zero-knowledge argument for polynomial evaluation with application to
//! blacklists" (EUROCRYPT 2013). With `u` the value and `m` the length of the degree in bits, the
//! prover commits to `u², u⁴, …` and shows each to be the square of the one before. The responses
//! `f_j = x·u^(2^j) + b_j` then give, with `a_i` the coefficients,
//!
//! `Q(x) = Σ a_i · Π_j (bit j of i ? f_j : x) = P(u)·x^m + Σ_{l<m} δ_l·x^l`,
//!
//! and commitments to the `δ_l`, made before the challenge `x`, fix all but the leading coefficient:
//! it is zero for a member, and what an auxiliary commitment holds, shown not to be zero, for others.

use super::relation::{Combination, Decomposed, Knowledge, Relation};
use crate::eligibility::set::CodeSet;
use curve25519_dalek_4::Scalar;

/// A value, its powers, and the set that it is in or not in.
pub(in crate::eligibility) struct Polynomial {
    /// One relation for each power, whose first secret is that power; then perhaps one for the image.
    relations: Vec<Relation>,
    powers: usize,
    image: Option<Combination>,
    set: CodeSet,
}

impl Polynomial {
    /// `powers` commit to `u, u², u⁴, …`, one for each bit of the degree; `image`, if the value is
    /// not to be in the set, to the polynomial's value there.
    pub(in crate::eligibility) fn new(
        powers: Vec<Combination>,
        image: Option<Combination>,
        set: CodeSet,
    ) -> Self {
        let squares = powers.windows(2).filter_map(|pair| match pair {
            [of, square] => Some(Relation::Square(of.clone(), square.clone())),
            _ => None,
        });
        let last = powers.last().cloned().map(Relation::Known);
        let nonzero = image.clone().map(Relation::NonZero);
        Self {
            relations: squares.chain(last).chain(nonzero).collect(),
            powers: powers.len(),
            image,
            set,
        }
    }

    pub(super) fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// How many powers there are: as many as the `δ_l`.
    pub(super) const fn powers(&self) -> usize {
        self.powers
    }

    pub(super) const fn image(&self) -> Option<&Combination> {
        self.image.as_ref()
    }

    pub(super) fn announcement_count(&self) -> usize {
        let relations = self.relations.iter().map(Relation::equation_count);
        relations.sum::<usize>() + self.powers
    }

    pub(super) fn response_count(&self) -> usize {
        self.relations
            .iter()
            .map(Relation::secret_count)
            .sum::<usize>()
            + 1
    }

    /// The coefficients `δ_0 … δ_{m−1}, P(u)` of `Q`, given each power and its nonce.
    pub(super) fn coefficients(&self, powers: &[(Scalar, Scalar)]) -> Vec<Scalar> {
        let constant = |coefficient: &Scalar| vec![*coefficient];
        let mut sums: Vec<Vec<Scalar>> = self.set.polynomial().iter().map(constant).collect();
        for (power, nonce) in powers {
            let fold = |pair: &[Vec<Scalar>]| {
                let [even, odd @ ..] = pair else {
                    return Vec::new();
                };
                let mut sum = vec![Scalar::ZERO];
                sum.extend(even);
                for (at, coefficient) in odd.first().into_iter().flatten().enumerate() {
                    if let [low, high, ..] = sum.get_mut(at..).unwrap_or_default() {
                        *low += nonce * coefficient;
                        *high += power * coefficient;
                    }
                }
                sum
            };
            sums = sums.chunks(2).map(fold).collect();
        }
        sums.pop().unwrap_or_default()
    }

    /// `Q(x)` from the responses `f_j`.
    pub(super) fn evaluate(&self, x: &Scalar, responses: &[Scalar]) -> Scalar {
        let mut sums = self.set.polynomial().to_vec();
        for response in responses {
            let fold = |pair: &[Scalar]| match pair {
                [even, odd] => x * even + response * odd,
                [even] => x * even,
                _ => Scalar::ZERO,
            };
            sums = sums.chunks(2).map(fold).collect();
        }
        sums.first().copied().unwrap_or(Scalar::ZERO)
    }

    /// How the image opens: zero for a member of the set.
    pub(super) fn known_image(&self, known: &Knowledge) -> Decomposed {
        let image = self.image.as_ref();
        image.map_or(Decomposed::ZERO, |image| known.of(image))
    }
}
