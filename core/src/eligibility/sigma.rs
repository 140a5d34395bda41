//! The sigma protocols: one proof for all linear relations, alternatives, and polynomials over sets.
//!
//! All of them share one challenge. Announcements come first, in the order of the program's tree and
//! then of its polynomials; the responses follow in the same order.

mod polynomial;
mod prove;
mod relation;
mod verify;

pub(super) use polynomial::Polynomial;
pub(super) use prove::Announced;
pub(super) use relation::{Combination, Element, Knowledge, Relation};
pub(super) use verify::{Answers, add_equations};

use super::compile::{Compiled, Node};

/// How many announcements and responses a program's sigma proofs have.
pub(super) fn counts(compiled: &Compiled) -> (usize, usize) {
    let (mut announcements, mut responses) = count(&compiled.tree);
    for polynomial in &compiled.polynomials {
        announcements += polynomial.announcement_count();
        responses += polynomial.response_count();
    }
    (announcements, responses)
}

fn count(node: &Node) -> (usize, usize) {
    let all = |nodes: &[Node]| {
        let counts = nodes.iter().map(count);
        counts.fold((0, 0), |(points, scalars), (more_points, more_scalars)| {
            (points + more_points, scalars + more_scalars)
        })
    };
    match node {
        Node::Leaf(relation) => (relation.equation_count(), relation.secret_count()),
        Node::All(nodes) => all(nodes),
        Node::Any(nodes) => {
            let (points, scalars) = all(nodes);
            (points, scalars + nodes.len().saturating_sub(1))
        }
    }
}
