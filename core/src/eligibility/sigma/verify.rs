//! The equations that announcements, challenge and responses must satisfy.

use super::{
    polynomial::Polynomial,
    relation::{Combination, Relation},
};
use crate::eligibility::{
    compile::{Compiled, Node},
    equations::{Equations, weight},
};
use curve25519_dalek_4::{RistrettoPoint, Scalar};
use rand_core::CryptoRng;

/// Announcements and responses, read in their order.
pub(in crate::eligibility) struct Answers<'a> {
    pub(in crate::eligibility) points: std::slice::Iter<'a, RistrettoPoint>,
    pub(in crate::eligibility) scalars: std::slice::Iter<'a, Scalar>,
}

/// Adds the equations of all sigma proofs of a program; `None` if announcements or responses are too
/// few.
#[must_use]
pub(in crate::eligibility) fn add_equations(
    compiled: &Compiled,
    challenge: &Scalar,
    answers: &mut Answers<'_>,
    equations: &mut Equations,
    rng: &mut impl CryptoRng,
) -> Option<()> {
    let mut verifier = Verifier {
        answers,
        equations,
        rng,
    };
    verifier.node(&compiled.tree, challenge)?;
    for polynomial in &compiled.polynomials {
        verifier.polynomial(polynomial, challenge)?;
    }
    Some(())
}

struct Verifier<'a, 'b, R> {
    answers: &'a mut Answers<'b>,
    equations: &'a mut Equations,
    rng: &'a mut R,
}

impl<R: CryptoRng> Verifier<'_, '_, R> {
    fn node(&mut self, node: &Node, challenge: &Scalar) -> Option<()> {
        match node {
            Node::Leaf(relation) => self.relation(relation, challenge).map(|_| ()),
            Node::All(nodes) => nodes.iter().try_for_each(|node| self.node(node, challenge)),
            Node::Any(nodes) => {
                let sent = nodes.len().checked_sub(1)?;
                let mut challenges = self.responses(sent)?;
                // The last follows from the others: all together are the one challenge.
                challenges.push(challenge - challenges.iter().sum::<Scalar>());
                let mut pairs = nodes.iter().zip(&challenges);
                pairs.try_for_each(|(node, challenge)| self.node(node, challenge))
            }
        }
    }

    /// `Σ response · base − announcement − challenge · image = 0`; gives the responses.
    fn relation(&mut self, relation: &Relation, challenge: &Scalar) -> Option<Vec<Scalar>> {
        let responses = self.responses(relation.secret_count())?;
        for equation in relation.equations() {
            let weight = weight(self.rng);
            for (index, base) in &equation.terms {
                self.equations
                    .add(&(weight * responses.get(*index)?), base)?;
            }
            self.equations
                .add_point(-weight, *self.answers.points.next()?);
            self.equations
                .add(&-(weight * challenge), &equation.image)?;
        }
        Some(responses)
    }

    /// `Q(x)·B + s·B̃ − x^m·image − Σ x^l·Δ_l = 0`, beside the relations between the powers.
    fn polynomial(&mut self, polynomial: &Polynomial, x: &Scalar) -> Option<()> {
        let mut powers = Vec::with_capacity(polynomial.powers());
        for (position, relation) in polynomial.relations().iter().enumerate() {
            let responses = self.relation(relation, x)?;
            if position < polynomial.powers() {
                powers.push(*responses.first()?);
            }
        }
        let weight = weight(self.rng);
        let value = polynomial.evaluate(x, &powers);
        let blinding = self.responses(1)?.pop()?;
        self.equations.add_value(weight * value);
        self.equations.add_blinding(weight * blinding);
        let mut factor = -weight;
        for _ in 0..polynomial.powers() {
            self.equations
                .add_point(factor, *self.answers.points.next()?);
            factor *= x;
        }
        let zero = Combination(Vec::new());
        self.equations
            .add(&factor, polynomial.image().unwrap_or(&zero))
    }

    fn responses(&mut self, count: usize) -> Option<Vec<Scalar>> {
        let taken: Vec<_> = self.answers.scalars.by_ref().take(count).copied().collect();
        (taken.len() == count).then_some(taken)
    }
}
