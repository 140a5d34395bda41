//! What a verifier must find to be the identity: a weighted sum of all equations of one proof.
//!
//! Every equation enters with a fresh random weight, so that a sum of wrong equations is zero with
//! probability 2⁻²⁵² only, whatever the prover chose before the weights were drawn. Sums of several
//! proofs add up to one multiscalar multiplication.

use super::{
    group::GENERATORS,
    range::{RangeTerms, party},
    sigma::{Combination, Element},
};
use curve25519_dalek_4::{
    RistrettoPoint, Scalar,
    traits::{IsIdentity, VartimeMultiscalarMul},
};
use rand_core::CryptoRng;

/// The weighted sum of one proof's equations.
pub(super) struct Equations {
    value: Scalar,
    blinding: Scalar,
    commitments: Vec<(Scalar, RistrettoPoint)>,
    bases: Vec<(Scalar, RistrettoPoint)>,
    pseudonyms: Vec<(Scalar, RistrettoPoint)>,
    others: Vec<(Scalar, RistrettoPoint)>,
    ranges: Vec<RangeTerms>,
}

impl Equations {
    pub(super) fn new(
        commitments: impl IntoIterator<Item = RistrettoPoint>,
        bases: impl IntoIterator<Item = RistrettoPoint>,
        pseudonyms: impl IntoIterator<Item = RistrettoPoint>,
    ) -> Self {
        let unweighted = |point| (Scalar::ZERO, point);
        Self {
            value: Scalar::ZERO,
            blinding: Scalar::ZERO,
            commitments: commitments.into_iter().map(unweighted).collect(),
            bases: bases.into_iter().map(unweighted).collect(),
            pseudonyms: pseudonyms.into_iter().map(unweighted).collect(),
            others: Vec::new(),
            ranges: Vec::new(),
        }
    }

    /// Adds `factor` times a combination; `None` if it speaks of a point that there is not.
    #[must_use]
    pub(super) fn add(&mut self, factor: &Scalar, combination: &Combination) -> Option<()> {
        for (element, weight) in &combination.0 {
            let sum = match element {
                Element::Value => &mut self.value,
                Element::Blinding => &mut self.blinding,
                Element::Commitment(index) => &mut self.commitments.get_mut(*index)?.0,
                Element::Base(index) => &mut self.bases.get_mut(*index)?.0,
                Element::Pseudonym(index) => &mut self.pseudonyms.get_mut(*index)?.0,
            };
            *sum += factor * weight;
        }
        Some(())
    }

    pub(super) fn add_value(&mut self, factor: Scalar) {
        self.value += factor;
    }

    pub(super) fn add_blinding(&mut self, factor: Scalar) {
        self.blinding += factor;
    }

    /// Adds `factor` times a point of the proof.
    pub(super) fn add_point(&mut self, factor: Scalar, point: RistrettoPoint) {
        self.others.push((factor, point));
    }

    pub(super) fn add_range(&mut self, terms: RangeTerms) {
        self.ranges.push(terms);
    }

    /// The point of a combination of commitments and B.
    pub(super) fn point(&self, combination: &Combination) -> Option<RistrettoPoint> {
        let mut sum = None;
        for (element, weight) in &combination.0 {
            let part = match element {
                Element::Value if *weight == Scalar::ZERO => continue,
                Element::Value => RistrettoPoint::mul_base(weight),
                Element::Commitment(index) => {
                    let (_, point) = self.commitments.get(*index)?;
                    match weight {
                        weight if *weight == Scalar::ONE => *point,
                        weight if *weight == -Scalar::ONE => -point,
                        weight => point * weight,
                    }
                }
                Element::Blinding | Element::Base(_) | Element::Pseudonym(_) => return None,
            };
            sum = Some(sum.map_or(part, |sum: RistrettoPoint| sum + part));
        }
        Some(sum.unwrap_or_default())
    }
}

/// Whether all the equations of all these proofs hold: one multiscalar multiplication.
pub(super) fn all_hold(proofs: &[&Equations]) -> bool {
    let mut value = Scalar::ZERO;
    let mut blinding = Scalar::ZERO;
    let mut generators: Vec<([Scalar; 64], [Scalar; 64])> = Vec::new();
    let (mut scalars, mut points) = (Vec::new(), Vec::new());
    for proof in proofs {
        value += proof.value;
        blinding += proof.blinding;
        let lists = [
            &proof.commitments,
            &proof.bases,
            &proof.pseudonyms,
            &proof.others,
        ];
        for (scalar, point) in lists.into_iter().flatten() {
            scalars.push(*scalar);
            points.push(*point);
        }
        for range in &proof.ranges {
            let parties = range.g.chunks(range.bits).zip(range.h.chunks(range.bits));
            let missing = parties.len().saturating_sub(generators.len());
            generators.extend(std::iter::repeat_n(
                ([Scalar::ZERO; 64], [Scalar::ZERO; 64]),
                missing,
            ));
            for ((g_sums, h_sums), (g, h)) in generators.iter_mut().zip(parties) {
                g_sums
                    .iter_mut()
                    .zip(g)
                    .for_each(|(sum, scalar)| *sum += scalar);
                h_sums
                    .iter_mut()
                    .zip(h)
                    .for_each(|(sum, scalar)| *sum += scalar);
            }
        }
    }
    scalars.extend([value, blinding]);
    points.extend([GENERATORS.B, GENERATORS.B_blinding]);
    for (position, (g, h)) in generators.iter().enumerate() {
        let Some(party) = party(position) else {
            return false;
        };
        for (scalar, point) in g.iter().zip(&party.g).chain(h.iter().zip(&party.h)) {
            if *scalar != Scalar::ZERO {
                scalars.push(*scalar);
                points.push(*point);
            }
        }
    }
    RistrettoPoint::vartime_multiscalar_mul(scalars, points).is_identity()
}

/// A fresh random weight.
pub(super) fn weight(rng: &mut impl CryptoRng) -> Scalar {
    let mut bytes = [0; 64];
    rng.fill_bytes(&mut bytes);
    Scalar::from_bytes_mod_order_wide(&bytes)
}
