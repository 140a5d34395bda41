//! Announcing and answering. Of alternatives, one that holds is proven and the others are simulated,
//! so that nobody can tell which (Cramer, Damgård, Schoenmakers 1994).

use super::{
    polynomial::Polynomial,
    relation::{Decomposed, Knowledge, Relation},
};
use crate::eligibility::{
    compile::{Compiled, Node},
    group::commit,
};
use curve25519_dalek_4::{RistrettoPoint, Scalar};
use rand_core_06::CryptoRngCore;
use zeroize::{Zeroize, Zeroizing};

/// Announcements made, and what is needed to answer a challenge. It answers once.
pub(in crate::eligibility) struct Announced {
    tree: Pending,
    polynomials: Vec<PendingPolynomial>,
}

impl Announced {
    /// Draws nonces and gives the announcements; `None` if a relation does not hold. `bases` are those
    /// of the pseudonyms.
    pub(in crate::eligibility) fn new(
        compiled: &Compiled,
        known: &Knowledge,
        bases: &[RistrettoPoint],
        rng: &mut impl CryptoRngCore,
    ) -> Option<(Vec<RistrettoPoint>, Self)> {
        let mut prover = Prover {
            known,
            rng,
            points: Zeroizing::new(Vec::new()),
        };
        let tree = prover.announce(&compiled.tree)?;
        let polynomials = compiled.polynomials.iter();
        let polynomials = polynomials.map(|polynomial| prover.announce_polynomial(polynomial));
        let polynomials = polynomials.collect::<Option<_>>()?;
        let point = |announced: &Decomposed| {
            let committed = commit(&announced.value, &announced.blinding);
            match announced.base {
                Some((index, factor)) => Some(committed + bases.get(index)? * factor),
                None => Some(committed),
            }
        };
        let points = prover.points.iter().map(point).collect::<Option<_>>()?;
        Some((points, Self { tree, polynomials }))
    }

    /// The responses to the challenge.
    pub(in crate::eligibility) fn answer(self, challenge: &Scalar) -> Vec<Scalar> {
        let mut responses = Vec::new();
        self.tree.answer(challenge, &mut responses);
        for polynomial in self.polynomials {
            polynomial.answer(challenge, &mut responses);
        }
        responses
    }
}

enum Pending {
    /// Secrets with their nonces.
    Leaf(Vec<(Scalar, Scalar)>),
    /// Simulated: the responses are there already.
    Simulated(Vec<Scalar>),
    All(Vec<Pending>),
    /// Alternatives: the challenges of the simulated ones, none for the one that is proven.
    Any(Vec<(Option<Scalar>, Pending)>),
}

impl Pending {
    fn answer(&self, challenge: &Scalar, responses: &mut Vec<Scalar>) {
        match self {
            Self::Leaf(secrets) => responses.extend(
                secrets
                    .iter()
                    .map(|(secret, nonce)| nonce + challenge * secret),
            ),
            Self::Simulated(made) => responses.extend(made),
            Self::All(nodes) => nodes
                .iter()
                .for_each(|node| node.answer(challenge, responses)),
            Self::Any(nodes) => {
                let others: Scalar = nodes.iter().filter_map(|(own, _)| *own).sum();
                let own = |own: &Option<Scalar>| own.unwrap_or(challenge - others);
                if let [all_but_last @ .., _] = nodes.as_slice() {
                    responses.extend(all_but_last.iter().map(|(challenge, _)| own(challenge)));
                }
                for (challenge, node) in nodes {
                    node.answer(&own(challenge), responses);
                }
            }
        }
    }
}

/// A nonce that became known would give away the secret beside it.
impl Drop for Pending {
    fn drop(&mut self) {
        if let Self::Leaf(secrets) = self {
            secrets.zeroize();
        }
    }
}

struct PendingPolynomial {
    relations: Vec<Pending>,
    /// Blindings of the `δ_l` in ascending order, then that of the image.
    blindings: Vec<Scalar>,
}

impl PendingPolynomial {
    fn answer(self, challenge: &Scalar, responses: &mut Vec<Scalar>) {
        for relation in &self.relations {
            relation.answer(challenge, responses);
        }
        let horner = |sum: Scalar, blinding: &Scalar| sum * challenge + blinding;
        responses.push(self.blindings.iter().rev().fold(Scalar::ZERO, horner));
    }
}

struct Prover<'a, R> {
    known: &'a Knowledge,
    rng: &'a mut R,
    points: Zeroizing<Vec<Decomposed>>,
}

impl<R: CryptoRngCore> Prover<'_, R> {
    fn announce(&mut self, node: &Node) -> Option<Pending> {
        Some(match node {
            Node::Leaf(relation) => self.announce_relation(relation)?,
            Node::All(nodes) => {
                let pending = nodes.iter().map(|node| self.announce(node));
                Pending::All(pending.collect::<Option<_>>()?)
            }
            Node::Any(nodes) => {
                let proven = nodes.iter().position(|node| self.holds(node))?;
                let mut pending = Vec::with_capacity(nodes.len());
                for (position, node) in nodes.iter().enumerate() {
                    pending.push(if position == proven {
                        (None, self.announce(node)?)
                    } else {
                        let challenge = Scalar::random(self.rng);
                        let mut responses = Vec::new();
                        self.simulate(node, &challenge, &mut responses);
                        (Some(challenge), Pending::Simulated(responses))
                    });
                }
                Pending::Any(pending)
            }
        })
    }

    fn announce_relation(&mut self, relation: &Relation) -> Option<Pending> {
        let secrets = relation.secrets(self.known)?;
        let with_nonce = |secret| (secret, Scalar::random(self.rng));
        let secrets: Vec<(Scalar, Scalar)> = secrets.into_iter().map(with_nonce).collect();
        let nonce = |index: usize| secrets.get(index).map(|(_, nonce)| *nonce);
        for equation in relation.equations() {
            let mut announced = Decomposed::ZERO;
            for (index, base) in &equation.terms {
                announced.add(&nonce(*index)?, &self.known.of(base));
            }
            self.points.push(announced);
        }
        Some(Pending::Leaf(secrets))
    }

    fn announce_polynomial(&mut self, polynomial: &Polynomial) -> Option<PendingPolynomial> {
        let relations = polynomial.relations().iter();
        let relations = relations.map(|relation| self.announce_relation(relation));
        let relations = relations.collect::<Option<Vec<_>>>()?;
        let power = |pending: &Pending| match pending {
            Pending::Leaf(secrets) => secrets.first().copied(),
            _ => None,
        };
        let powers = relations.iter().take(polynomial.powers()).map(power);
        let powers = powers.collect::<Option<Vec<_>>>()?;
        let mut coefficients = polynomial.coefficients(&powers);
        let image = polynomial.known_image(self.known);
        if coefficients.pop()? != image.value {
            return None;
        }
        let mut blindings = Vec::with_capacity(coefficients.len() + 1);
        for value in coefficients {
            let blinding = Scalar::random(self.rng);
            self.points.push(Decomposed {
                value,
                blinding,
                base: None,
            });
            blindings.push(blinding);
        }
        blindings.push(image.blinding);
        Some(PendingPolynomial {
            relations,
            blindings,
        })
    }

    fn simulate(&mut self, node: &Node, challenge: &Scalar, responses: &mut Vec<Scalar>) {
        match node {
            Node::Leaf(relation) => {
                let made: Vec<_> = (0..relation.secret_count())
                    .map(|_| Scalar::random(self.rng))
                    .collect();
                for equation in relation.equations() {
                    let mut announced = Decomposed::ZERO;
                    announced.add(&-challenge, &self.known.of(&equation.image));
                    for (index, base) in &equation.terms {
                        let response = made.get(*index).unwrap_or(&Scalar::ZERO);
                        announced.add(response, &self.known.of(base));
                    }
                    self.points.push(announced);
                }
                responses.extend(made);
            }
            Node::All(nodes) => {
                for node in nodes {
                    self.simulate(node, challenge, responses);
                }
            }
            Node::Any(nodes) => {
                let mut challenges: Vec<_> =
                    (1..nodes.len()).map(|_| Scalar::random(self.rng)).collect();
                responses.extend(&challenges);
                challenges.push(challenge - challenges.iter().sum::<Scalar>());
                for (node, challenge) in nodes.iter().zip(&challenges) {
                    self.simulate(node, challenge, responses);
                }
            }
        }
    }

    fn holds(&self, node: &Node) -> bool {
        match node {
            Node::Leaf(relation) => relation.secrets(self.known).is_some(),
            Node::All(nodes) => nodes.iter().all(|node| self.holds(node)),
            Node::Any(nodes) => nodes.iter().any(|node| self.holds(node)),
        }
    }
}
