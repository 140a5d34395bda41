//! From statements to what the protocols prove: relations in a tree of AND and OR, range slots, and
//! polynomials over larger sets.
//!
//! Prover and verifier walk the same program in the same order, the prover with the values. At the
//! top level a range is a slot by itself. Within a clause it must not be forced on anyone who takes
//! another clause: there the slot is an auxiliary commitment, and the clause says that it equals the
//! clause's own combination. Clauses of one OR share their auxiliary slots, as only one is taken.

mod alternatives;

use super::{
    check::ProgramError,
    evaluate::{holds, range_slots},
    range::Slot,
    set::CodeSet,
    sigma::{Combination, Element, Polynomial, Relation},
    statement::{CommitmentSpec, Linear, Program, Statement},
};
use crate::eligibility::group;
use curve25519_dalek_4::Scalar;
use std::collections::BTreeMap;

/// Relations joined by AND and OR.
pub(super) enum Node {
    Leaf(Relation),
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// What a program compiles to. Everything of it is public.
pub(super) struct Compiled {
    pub(super) tree: Node,
    pub(super) polynomials: Vec<Polynomial>,
    pub(super) slots: Vec<Slot>,
    /// How many auxiliary commitments the prover makes.
    pub(super) auxiliary: usize,
    /// Per pseudonym, the commitment to its link secret and the bytes of its base.
    pub(super) pseudonyms: Vec<(usize, Vec<u8>)>,
}

/// Sets up to this size are proven as alternatives or inequalities, larger ones by a polynomial:
/// `3k − 1` elements (`3k` for "not in") against `7m − 2` (`7m + 2`), where `m` is the length of `k`
/// in bits.
pub(super) const SMALL_SET: usize = 8;

/// Compiles a program.
///
/// # Errors
///
/// [`ProgramError`] where a range is not sound.
pub(super) fn compile(program: &Program) -> Result<Compiled, ProgramError> {
    walk(program, None).map(|(compiled, _)| compiled)
}

/// Compiles a program and finds the values of the auxiliary commitments.
///
/// # Errors
///
/// [`ProgramError`] where a range is not sound.
pub(super) fn compile_with(
    program: &Program,
    values: &[Scalar],
) -> Result<(Compiled, Vec<Scalar>), ProgramError> {
    walk(program, Some(values))
}

fn walk(
    program: &Program,
    values: Option<&[Scalar]>,
) -> Result<(Compiled, Vec<Scalar>), ProgramError> {
    let mut compiler = Compiler {
        specs: &program.commitments,
        values,
        hidden: Vec::new(),
        pool: BTreeMap::new(),
        polynomials: Vec::new(),
        slots: Vec::new(),
        pseudonyms: Vec::new(),
    };
    let tree = compiler.clause(&program.statements, Place::Top)?;
    let compiled = Compiled {
        tree,
        polynomials: compiler.polynomials,
        slots: compiler.slots,
        auxiliary: compiler.hidden.len(),
        pseudonyms: compiler.pseudonyms,
    };
    Ok((compiled, compiler.hidden))
}

/// Where a statement stands: under no OR, or in a clause that the prover takes or does not take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    Clause { taken: bool },
}

/// The auxiliary slots of one width, and how many of them are in use where the walk is.
#[derive(Default, Clone)]
struct Pool {
    indices: Vec<usize>,
    used: usize,
}

struct Compiler<'a> {
    specs: &'a [CommitmentSpec],
    values: Option<&'a [Scalar]>,
    hidden: Vec<Scalar>,
    pool: BTreeMap<u8, Pool>,
    polynomials: Vec<Polynomial>,
    slots: Vec<Slot>,
    pseudonyms: Vec<(usize, Vec<u8>)>,
}

impl Compiler<'_> {
    fn clause(&mut self, statements: &[Statement], place: Place) -> Result<Node, ProgramError> {
        let nodes = statements
            .iter()
            .map(|statement| self.statement(statement, place));
        nodes.collect::<Result<_, _>>().map(Node::All)
    }

    fn statement(&mut self, statement: &Statement, place: Place) -> Result<Node, ProgramError> {
        Ok(match statement {
            Statement::InRange { of, lo, hi } => {
                let slots = range_slots(of, *lo, *hi, self.specs)?;
                Node::All(
                    slots
                        .into_iter()
                        .filter_map(|slot| self.slot(slot, place))
                        .collect(),
                )
            }
            Statement::EqualPublic { of, value } => {
                Node::Leaf(Relation::Zero(linear(of).less_value(value.scalar())))
            }
            Statement::Equal { a, b } => Node::Leaf(Relation::Zero(linear(a).less(&linear(b)))),
            Statement::NotEqual { of, value } => {
                Node::Leaf(Relation::NonZero(linear(of).less_value(value.scalar())))
            }
            Statement::InSet { of, set } if set.len() <= SMALL_SET => {
                let equal = |value| Node::Leaf(Relation::Zero(value));
                Node::Any(differences(*of, set).map(equal).collect())
            }
            Statement::NotInSet { of, set } if set.len() <= SMALL_SET => {
                let unequal = |value| Node::Leaf(Relation::NonZero(value));
                Node::All(differences(*of, set).map(unequal).collect())
            }
            Statement::InSet { of, set } => self.polynomial(*of, set, true, place),
            Statement::NotInSet { of, set } => self.polynomial(*of, set, false, place),
            Statement::AnyOf(clauses) => self.any_of(clauses, place)?,
            Statement::AtLeast { k, of } => self.at_least(*k, of, place)?,
            Statement::Pseudonym { link, base } => {
                let index = self.pseudonyms.len();
                self.pseudonyms.push((*link, base.clone()));
                let link = Combination::commitment(*link);
                Node::Leaf(Relation::Pseudonym(link, index))
            }
        })
    }

    fn slot(&mut self, slot: Slot, place: Place) -> Option<Node> {
        let Place::Clause { taken } = place else {
            self.slots.push(slot);
            return None;
        };
        let pool = self.pool.entry(slot.bits).or_default();
        let position = pool.used;
        pool.used += 1;
        let known = pool.indices.get(position).copied();
        let auxiliary = known.unwrap_or_else(|| {
            let index = self.hide(Scalar::ZERO);
            self.pool.entry(slot.bits).or_default().indices.push(index);
            self.slots.push(Slot {
                of: Combination::commitment(index),
                bits: slot.bits,
            });
            index
        });
        if taken && let Some(value) = self.value(&slot.of) {
            self.set_hidden(auxiliary, value);
        }
        let difference = Combination::commitment(auxiliary).less(&slot.of);
        Some(Node::Leaf(Relation::Zero(difference)))
    }

    fn polynomial(&mut self, of: usize, set: &CodeSet, member: bool, place: Place) -> Node {
        let of = Combination::commitment(of);
        let value = self.value(&of);
        let mut nodes = Vec::new();
        let (of, value) = match place {
            Place::Top => (of, value),
            Place::Clause { taken } => {
                // Whoever takes another clause proves the polynomial of a value that satisfies it.
                let harmless = || match set.values().first() {
                    Some(first) if member => first.scalar(),
                    _ => set.outsider(),
                };
                let hidden = value.map(|value| if taken { value } else { harmless() });
                let index = self.hide(hidden.unwrap_or(Scalar::ZERO));
                let hoisted = Combination::commitment(index);
                nodes.push(Node::Leaf(Relation::Zero(hoisted.clone().less(&of))));
                (hoisted, hidden)
            }
        };
        let mut power = value.unwrap_or(Scalar::ZERO);
        let mut powers = vec![of];
        for _ in 1..set.degree_bits() {
            power *= power;
            powers.push(Combination::commitment(self.hide(power)));
        }
        let image = (!member).then(|| {
            let at = value.unwrap_or(Scalar::ZERO);
            let horner = |sum: Scalar, coefficient: &Scalar| sum * at + coefficient;
            let image = match value {
                Some(_) => set.polynomial().iter().rev().fold(Scalar::ZERO, horner),
                None => Scalar::ZERO,
            };
            Combination::commitment(self.hide(image))
        });
        self.polynomials
            .push(Polynomial::new(powers, image, set.clone()));
        Node::All(nodes)
    }

    fn hide(&mut self, value: Scalar) -> usize {
        self.hidden.push(value);
        self.specs.len() + self.hidden.len() - 1
    }

    fn set_hidden(&mut self, index: usize, value: Scalar) {
        let hidden = index
            .checked_sub(self.specs.len())
            .and_then(|at| self.hidden.get_mut(at));
        if let Some(hidden) = hidden {
            *hidden = value;
        }
    }

    fn holds(&self, clause: &[Statement]) -> bool {
        self.values.is_some_and(|values| {
            clause
                .iter()
                .all(|statement| holds(statement, self.specs, values))
        })
    }

    /// What a combination of certified and auxiliary commitments commits to; the prover knows.
    fn value(&self, of: &Combination) -> Option<Scalar> {
        let all: Vec<_> = self.values?.iter().chain(&self.hidden).copied().collect();
        Some(of.value(&all))
    }
}

/// The combination of commitments that a linear form of values is committed in.
pub(super) fn linear(of: &Linear) -> Combination {
    let term = |(index, weight): &(usize, i64)| {
        (
            Element::Commitment(*index),
            group::integer(i128::from(*weight)),
        )
    };
    let constant = (Element::Value, group::integer(i128::from(of.constant)));
    Combination(of.terms.iter().map(term).chain([constant]).collect())
}

fn differences(of: usize, set: &CodeSet) -> impl Iterator<Item = Combination> {
    let of = Combination::commitment(of);
    set.values()
        .iter()
        .map(move |value| of.clone().less_value(value.scalar()))
}
