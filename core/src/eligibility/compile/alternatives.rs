//! Statements made of clauses: any of them, or at least so many.

use super::{Compiler, Node, Place};
use crate::eligibility::{
    check::ProgramError,
    group,
    range::Slot,
    sigma::{Combination, Element, Relation},
    statement::Statement,
};
use curve25519_dalek_4::Scalar;
use std::collections::BTreeMap;

impl Compiler<'_> {
    /// Any of the clauses. The prover takes the first that holds, if it takes this statement at all.
    /// All clauses use the same auxiliary slots.
    pub(super) fn any_of(
        &mut self,
        clauses: &[Vec<Statement>],
        place: Place,
    ) -> Result<Node, ProgramError> {
        let mut free = place != Place::Clause { taken: false };
        let before = self.used();
        let mut most = before.clone();
        let mut nodes = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let taken = free && self.holds(clause);
            free &= !taken;
            for (bits, pool) in &mut self.pool {
                pool.used = before.get(bits).copied().unwrap_or(0);
            }
            nodes.push(self.clause(clause, Place::Clause { taken })?);
            for (bits, used) in self.used() {
                let most = most.entry(bits).or_default();
                *most = used.max(*most);
            }
        }
        for (bits, pool) in &mut self.pool {
            pool.used = most.get(bits).copied().unwrap_or(0);
        }
        Ok(Node::Any(nodes))
    }

    /// At least `k` of the clauses: a committed bit for each says whether it is claimed, and the sum of
    /// the bits less `k` is a slot. Several clauses can be claimed, so each has slots of its own.
    pub(super) fn at_least(
        &mut self,
        k: usize,
        clauses: &[Vec<Statement>],
        place: Place,
    ) -> Result<Node, ProgramError> {
        let free = place != Place::Clause { taken: false };
        let mut nodes = Vec::with_capacity(clauses.len() + 1);
        let mut count = Combination(Vec::new());
        for clause in clauses {
            let taken = free && self.holds(clause);
            let bit = self.hide(if taken { Scalar::ONE } else { Scalar::ZERO });
            count.0.push((Element::Commitment(bit), Scalar::ONE));
            let one = Combination::commitment(bit).less_value(Scalar::ONE);
            nodes.push(Node::Any(vec![
                Node::Leaf(Relation::Zero(Combination::commitment(bit))),
                Node::All(vec![
                    Node::Leaf(Relation::Zero(one)),
                    self.clause(clause, Place::Clause { taken })?,
                ]),
            ]));
        }
        let surplus = Slot {
            of: count.less_value(group::integer(i128::try_from(k).unwrap_or(i128::MAX))),
            bits: 8,
        };
        nodes.extend(self.slot(surplus, place));
        Ok(Node::All(nodes))
    }

    fn used(&self) -> BTreeMap<u8, usize> {
        self.pool
            .iter()
            .map(|(bits, pool)| (*bits, pool.used))
            .collect()
    }
}
