//! Relations between committed values that are linear in what the prover knows.
//!
//! Every relation is a list of equations `image = Σ secret · base` between points that all are
//! public combinations of commitments and fixed bases. One proof, Maurer's for preimages of a group
//! homomorphism, serves them all: announce the right side with random nonces in place of the
//! secrets, answer `nonce + challenge · secret`.

use crate::eligibility::group;
use curve25519_dalek_4::Scalar;
use zeroize::Zeroize;

/// A point that equations are made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::eligibility) enum Element {
    /// The generator of values, B.
    Value,
    /// The generator of blindings, B̃.
    Blinding,
    /// A commitment: certified ones first, then auxiliary ones.
    Commitment(usize),
    /// The base of a pseudonym.
    Base(usize),
    /// A pseudonym.
    Pseudonym(usize),
}

/// A public linear combination of elements.
#[derive(Clone)]
pub(in crate::eligibility) struct Combination(pub(in crate::eligibility) Vec<(Element, Scalar)>);

impl Combination {
    pub(in crate::eligibility) fn element(element: Element) -> Self {
        Self(vec![(element, Scalar::ONE)])
    }

    pub(in crate::eligibility) fn commitment(index: usize) -> Self {
        Self::element(Element::Commitment(index))
    }

    /// This, less `value·B`.
    pub(in crate::eligibility) fn less_value(mut self, value: Scalar) -> Self {
        self.0.push((Element::Value, -value));
        self
    }

    /// This, less the other.
    pub(in crate::eligibility) fn less(mut self, other: &Self) -> Self {
        let negated = other.0.iter().map(|(element, weight)| (*element, -weight));
        self.0.extend(negated);
        self
    }

    /// The number that this commits to, when `values` are those of the commitments.
    pub(in crate::eligibility) fn value(&self, values: &[Scalar]) -> Scalar {
        let of = |element: &Element| match element {
            Element::Value => Scalar::ONE,
            Element::Commitment(index) => values.get(*index).copied().unwrap_or(Scalar::ZERO),
            Element::Blinding | Element::Base(_) | Element::Pseudonym(_) => Scalar::ZERO,
        };
        self.0
            .iter()
            .map(|(element, weight)| weight * of(element))
            .sum()
    }
}

/// A statement about hidden values, as the sigma protocol proves it.
#[derive(Clone)]
pub(in crate::eligibility) enum Relation {
    /// The combination commits to zero: `X = x·B̃`.
    Zero(Combination),
    /// The combination commits to something else than zero: `B = α·X + β·B̃`.
    NonZero(Combination),
    /// The prover can open the combination: `X = v·B + r·B̃`.
    Known(Combination),
    /// The second commits to the square of the first: `X = v·B + r·B̃` and `Y = v·X + ρ·B̃`.
    Square(Combination, Combination),
    /// The pseudonym is made of the committed secret: `X = v·B + r·B̃` and `N = v·H`.
    Pseudonym(Combination, usize),
}

/// `image = Σ secret · base`, the secrets by their index.
pub(in crate::eligibility) struct Equation {
    pub(in crate::eligibility) image: Combination,
    pub(in crate::eligibility) terms: Vec<(usize, Combination)>,
}

impl Relation {
    /// How many secrets, so nonces and responses, it has.
    pub(in crate::eligibility) const fn secret_count(&self) -> usize {
        match self {
            Self::Zero(_) => 1,
            Self::NonZero(_) | Self::Known(_) | Self::Pseudonym(..) => 2,
            Self::Square(..) => 3,
        }
    }

    /// How many equations, so announcements, it has.
    pub(in crate::eligibility) const fn equation_count(&self) -> usize {
        match self {
            Self::Zero(_) | Self::NonZero(_) | Self::Known(_) => 1,
            Self::Square(..) | Self::Pseudonym(..) => 2,
        }
    }

    /// The equations. The first secret of `Known`, `Square` and `Pseudonym` is the committed value.
    pub(in crate::eligibility) fn equations(&self) -> Vec<Equation> {
        let value = || Combination::element(Element::Value);
        let blinding = || Combination::element(Element::Blinding);
        let opening = |of: &Combination| Equation {
            image: of.clone(),
            terms: vec![(0, value()), (1, blinding())],
        };
        match self {
            Self::Zero(of) => vec![Equation {
                image: of.clone(),
                terms: vec![(0, blinding())],
            }],
            Self::NonZero(of) => vec![Equation {
                image: value(),
                terms: vec![(0, of.clone()), (1, blinding())],
            }],
            Self::Known(of) => vec![opening(of)],
            Self::Square(of, square) => vec![
                opening(of),
                Equation {
                    image: square.clone(),
                    terms: vec![(0, of.clone()), (2, blinding())],
                },
            ],
            Self::Pseudonym(link, index) => vec![
                opening(link),
                Equation {
                    image: Combination::element(Element::Pseudonym(*index)),
                    terms: vec![(0, Combination::element(Element::Base(*index)))],
                },
            ],
        }
    }

    /// The secrets, where the relation holds.
    pub(in crate::eligibility) fn secrets(&self, known: &Knowledge) -> Option<Vec<Scalar>> {
        match self {
            Self::Zero(of) => {
                let of = known.of(of);
                (of.value == Scalar::ZERO).then(|| vec![of.blinding])
            }
            Self::NonZero(of) => {
                let of = known.of(of);
                (of.value != Scalar::ZERO).then(|| {
                    let inverse = of.value.invert();
                    vec![inverse, -(inverse * of.blinding)]
                })
            }
            Self::Known(of) | Self::Pseudonym(of, _) => {
                let of = known.of(of);
                Some(vec![of.value, of.blinding])
            }
            Self::Square(of, square) => {
                let (of, square) = (known.of(of), known.of(square));
                (square.value == of.value * of.value).then(|| {
                    let rest = square.blinding - of.value * of.blinding;
                    vec![of.value, of.blinding, rest]
                })
            }
        }
    }
}

/// A point as its maker knows it: `value·B + blinding·B̃ + base·H`, H the base of one pseudonym.
#[derive(Clone, Copy, Zeroize)]
pub(in crate::eligibility) struct Decomposed {
    pub(in crate::eligibility) value: Scalar,
    pub(in crate::eligibility) blinding: Scalar,
    pub(in crate::eligibility) base: Option<(usize, Scalar)>,
}

impl Decomposed {
    pub(in crate::eligibility) const ZERO: Self = Self {
        value: Scalar::ZERO,
        blinding: Scalar::ZERO,
        base: None,
    };

    /// Adds `factor` times another. Where both have a part along a base it is the same base: one
    /// relation never speaks of two pseudonyms.
    pub(in crate::eligibility) fn add(&mut self, factor: &Scalar, other: &Self) {
        self.value += factor * other.value;
        self.blinding += factor * other.blinding;
        if let Some((index, part)) = other.base {
            let so_far = self.base.map_or(Scalar::ZERO, |(_, part)| part);
            self.base = Some((index, so_far + factor * part));
        }
    }
}

/// All that the prover knows: how every commitment opens.
pub(in crate::eligibility) struct Knowledge {
    /// Values and blindings of the commitments, certified and auxiliary.
    pub(in crate::eligibility) openings: Vec<group::Opening>,
    /// The link secret behind each pseudonym, by the index of its commitment.
    pub(in crate::eligibility) links: Vec<usize>,
}

impl Knowledge {
    /// How a combination is made of B, B̃ and a base.
    pub(in crate::eligibility) fn of(&self, combination: &Combination) -> Decomposed {
        let mut sum = Decomposed::ZERO;
        for (element, weight) in &combination.0 {
            sum.add(weight, &self.element(*element));
        }
        sum
    }

    fn element(&self, element: Element) -> Decomposed {
        let commitment = |index: usize| {
            let opening = self.openings.get(index);
            opening.map_or(Decomposed::ZERO, |opening| Decomposed {
                value: opening.value,
                blinding: opening.blinding,
                base: None,
            })
        };
        let along = |index, part| Decomposed {
            base: Some((index, part)),
            ..Decomposed::ZERO
        };
        match element {
            Element::Value => Decomposed {
                value: Scalar::ONE,
                ..Decomposed::ZERO
            },
            Element::Blinding => Decomposed {
                blinding: Scalar::ONE,
                ..Decomposed::ZERO
            },
            Element::Commitment(index) => commitment(index),
            Element::Base(index) => along(index, Scalar::ONE),
            Element::Pseudonym(index) => {
                let link = self.links.get(index).copied().unwrap_or(usize::MAX);
                along(index, commitment(link).value)
            }
        }
    }
}
