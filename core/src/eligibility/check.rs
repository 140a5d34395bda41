//! Refusing programs that could not be sound, or that would cost a verifier too much.

use super::{
    compile::{Compiled, Node, compile},
    evaluate::range_slots,
    range::{self, Group},
    set::CodeSet,
    statement::{Bounds, CommitmentSpec, Linear, Program, Statement},
};
use crate::{codec, errors::ErrorCode};
use serde::Serialize;

/// A program that is sound and within the limits: what can be proven and verified.
pub struct CheckedProgram {
    pub(super) program: Program,
    pub(super) compiled: Compiled,
    pub(super) groups: Vec<Group>,
    /// Deterministic CBOR of the program and of the shape of its range proofs.
    pub(super) encoded: Vec<u8>,
}

impl CheckedProgram {
    /// The deterministic CBOR of the program and of the shape of its range proofs, as the transcript
    /// absorbs it: two programs prove the same exactly when these bytes are equal.
    #[must_use]
    pub fn encoded(&self) -> &[u8] {
        &self.encoded
    }
}

impl Program {
    /// Refuses a program that is not sound over the group's scalars, or exceeds a limit.
    ///
    /// # Errors
    ///
    /// [`ProgramError`] says what is wrong.
    pub fn check(self) -> Result<CheckedProgram, ProgramError> {
        if self.statements.is_empty() || self.commitments.is_empty() {
            return Err(ProgramError::EmptyClause);
        }
        if self.commitments.len() > MAX_COMMITMENTS {
            return Err(ProgramError::TooLarge);
        }
        let width = |spec: &CommitmentSpec| match spec {
            CommitmentSpec::Integer { bits } => (1..=62).contains(bits),
            CommitmentSpec::Opaque => true,
        };
        if !self.commitments.iter().all(width) {
            return Err(ProgramError::Width);
        }
        let mut checker = Checker {
            specs: &self.commitments,
            statements: 0,
            set_members: 0,
        };
        checker.clause(&self.statements, 0)?;
        let compiled = compile(&self)?;
        if relations(&compiled.tree) > MAX_RELATIONS {
            return Err(ProgramError::TooLarge);
        }
        let groups = range::groups(&compiled.slots);
        if groups
            .iter()
            .any(|group| group.size() > range::MAX_BITS_TOGETHER)
        {
            return Err(ProgramError::TooLarge);
        }
        let shape = groups.iter().map(|group| (group.bits, group.parties()));
        let encoded = codec::encode(&Compilation {
            program: &self,
            ranges: shape.collect(),
        });
        Ok(CheckedProgram {
            encoded: encoded.map_err(|_| ProgramError::TooLarge)?,
            program: self,
            compiled,
            groups,
        })
    }
}

/// Why a program is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// There is nothing to prove, or a clause of it is empty. Code: `empty-clause`.
    #[error("a list of statements, alternatives or committed values is empty")]
    EmptyClause,
    /// A statement speaks of a commitment that there is not. Code: `unknown-commitment`.
    #[error("a statement speaks of a committed value that is not declared")]
    UnknownCommitment,
    /// A certified width is not from 1 to 62 bits. Code: `invalid-commitment-width`.
    #[error("the width of a committed integer is not from 1 to 62 bits")]
    Width,
    /// A code or secret is used as a number. Code: `opaque-arithmetic`.
    #[error("a code or a secret can be compared for equality and no more")]
    OpaqueArithmetic,
    /// Values, weights or bounds could leave (−2^62, 2^62). Code: `statement-overflow`.
    #[error("a sum or a bound could exceed what the proof can tell apart")]
    Overflow,
    /// A range without a bound. Code: `unbounded-range`.
    #[error("a range has neither a least nor a most")]
    Unbounded,
    /// No certified value can satisfy it. Code: `unsatisfiable-statement`.
    #[error("no certified value can satisfy a range")]
    Unsatisfiable,
    /// A set has no members. Code: `empty-set`.
    #[error("a set has no members")]
    EmptySet,
    /// "At least k of n" with k not from 1 to n. Code: `invalid-threshold`.
    #[error("the number of alternatives asked for is not from one to all of them")]
    Threshold,
    /// A pseudonym within an alternative. Code: `nested-pseudonym`.
    #[error("a pseudonym can only be asked for outside of alternatives")]
    NestedPseudonym,
    /// A pseudonym of a number, which trying all numbers would find. Code: `guessable-pseudonym`.
    #[error("a pseudonym can only be made of a secret")]
    GuessablePseudonym,
    /// One of the limits is exceeded. Code: `program-too-large`.
    #[error("the statements are too many, too deep or too wide")]
    TooLarge,
}

impl ErrorCode for ProgramError {
    fn code(&self) -> &'static str {
        match self {
            Self::EmptyClause => "empty-clause",
            Self::UnknownCommitment => "unknown-commitment",
            Self::Width => "invalid-commitment-width",
            Self::OpaqueArithmetic => "opaque-arithmetic",
            Self::Overflow => "statement-overflow",
            Self::Unbounded => "unbounded-range",
            Self::Unsatisfiable => "unsatisfiable-statement",
            Self::EmptySet => "empty-set",
            Self::Threshold => "invalid-threshold",
            Self::NestedPseudonym => "nested-pseudonym",
            Self::GuessablePseudonym => "guessable-pseudonym",
            Self::TooLarge => "program-too-large",
        }
    }
}

/// What the transcript absorbs of a program: all of it, with sets by their digest, and the shape of its range proofs.
#[derive(Serialize)]
struct Compilation<'a> {
    program: &'a Program,
    /// Width and padded number of slots of each aggregated range proof.
    ranges: Vec<(u8, usize)>,
}

struct Checker<'a> {
    specs: &'a [CommitmentSpec],
    statements: usize,
    set_members: usize,
}

impl Checker<'_> {
    fn clause(&mut self, statements: &[Statement], depth: usize) -> Result<(), ProgramError> {
        if statements.is_empty() {
            return Err(ProgramError::EmptyClause);
        }
        self.statements = self.statements.saturating_add(statements.len());
        if depth > MAX_DEPTH || self.statements > MAX_STATEMENTS {
            return Err(ProgramError::TooLarge);
        }
        statements
            .iter()
            .try_for_each(|statement| self.statement(statement, depth))
    }

    fn statement(&mut self, statement: &Statement, depth: usize) -> Result<(), ProgramError> {
        match statement {
            Statement::InRange { of, lo, hi } => {
                self.linear(of)?;
                range_slots(of, *lo, *hi, self.specs).map(|_| ())
            }
            Statement::EqualPublic { of, .. } | Statement::NotEqual { of, .. } => self.linear(of),
            Statement::Equal { a, b } => self.linear(a).and_then(|()| self.linear(b)),
            Statement::InSet { of, set } | Statement::NotInSet { of, set } => self.set(*of, set),
            Statement::AnyOf(clauses) => self.clauses(clauses, depth),
            Statement::AtLeast { k, of } => {
                self.clauses(of, depth)?;
                if *k == 0 || *k > of.len() {
                    return Err(ProgramError::Threshold);
                }
                Ok(())
            }
            Statement::Pseudonym { link, base } => {
                if depth > 0 {
                    return Err(ProgramError::NestedPseudonym);
                }
                if base.len() > MAX_BASE_LEN {
                    return Err(ProgramError::TooLarge);
                }
                match self.specs.get(*link) {
                    Some(CommitmentSpec::Opaque) => Ok(()),
                    // The pseudonym of a small number would tell the number.
                    Some(CommitmentSpec::Integer { .. }) => Err(ProgramError::GuessablePseudonym),
                    None => Err(ProgramError::UnknownCommitment),
                }
            }
        }
    }

    fn clauses(&mut self, clauses: &[Vec<Statement>], depth: usize) -> Result<(), ProgramError> {
        if clauses.is_empty() {
            return Err(ProgramError::EmptyClause);
        }
        if clauses.len() > MAX_CLAUSES {
            return Err(ProgramError::TooLarge);
        }
        clauses
            .iter()
            .try_for_each(|clause| self.clause(clause, depth + 1))
    }

    /// A linear form is an integer that cannot wrap, or one opaque value by itself.
    fn linear(&self, of: &Linear) -> Result<(), ProgramError> {
        if of.terms.is_empty() {
            return Err(ProgramError::EmptyClause);
        }
        if of.terms.len() > MAX_TERMS {
            return Err(ProgramError::TooLarge);
        }
        if let ([(index, 1)], 0) = (of.terms.as_slice(), of.constant) {
            return self.known(*index);
        }
        Bounds::of(of, self.specs).map(|_| ())
    }

    fn set(&mut self, of: usize, set: &CodeSet) -> Result<(), ProgramError> {
        self.known(of)?;
        if set.is_empty() {
            return Err(ProgramError::EmptySet);
        }
        self.set_members = self.set_members.saturating_add(set.len());
        if set.len() > CodeSet::MAX_LEN || self.set_members > MAX_SET_MEMBERS {
            return Err(ProgramError::TooLarge);
        }
        Ok(())
    }

    fn known(&self, index: usize) -> Result<(), ProgramError> {
        self.specs
            .get(index)
            .map(|_| ())
            .ok_or(ProgramError::UnknownCommitment)
    }
}

fn relations(node: &Node) -> usize {
    match node {
        Node::Leaf(_) => 1,
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().map(relations).sum(),
    }
}

const MAX_COMMITMENTS: usize = 64;
const MAX_STATEMENTS: usize = 128;
const MAX_CLAUSES: usize = 32;
const MAX_DEPTH: usize = 4;
const MAX_TERMS: usize = 64;
const MAX_SET_MEMBERS: usize = 4 * CodeSet::MAX_LEN;
const MAX_RELATIONS: usize = 1024;
const MAX_BASE_LEN: usize = 1024;
