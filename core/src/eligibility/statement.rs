//! What is proven: statements over committed values, in the small language that policies compile to.
//!
//! A [`Program`] says how wide each committed value is certified to be and which statements hold of
//! them, all at once. [`Program::check`] refuses every program whose statements would not mean over
//! the group's scalars what they say over the integers.

use super::{group::PublicValue, set::CodeSet};
use serde::Serialize;

/// `Σ weight·value + constant`, over committed values by their index in [`Program::commitments`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Linear {
    /// Index of a commitment, and its weight.
    pub terms: Vec<(usize, i64)>,
    /// What is added.
    pub constant: i64,
}

impl Linear {
    /// The value of one commitment.
    #[must_use]
    pub fn value(index: usize) -> Self {
        Self {
            terms: vec![(index, 1)],
            constant: 0,
        }
    }

    /// The value of one commitment less that of another.
    #[must_use]
    pub fn difference(of: usize, less: usize) -> Self {
        Self {
            terms: vec![(of, 1), (less, -1)],
            constant: 0,
        }
    }
}

/// What the issuer certifies of a committed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum CommitmentSpec {
    /// An integer in `0..2^bits`.
    Integer {
        /// Width, from 1 to 62.
        bits: u8,
    },
    /// Any scalar: a code, or the link secret. It can be compared for equality, and no more.
    Opaque,
}

/// One thing proven of committed values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Statement {
    /// `lo ≤ of ≤ hi`; at least one bound.
    InRange {
        /// The value.
        of: Linear,
        /// The least it may be.
        lo: Option<i64>,
        /// The most it may be.
        hi: Option<i64>,
    },
    /// `of = value`.
    EqualPublic {
        /// The hidden value.
        of: Linear,
        /// The public one.
        value: PublicValue,
    },
    /// `a = b`, both hidden, within one credential or across several.
    Equal {
        /// One value.
        a: Linear,
        /// The other.
        b: Linear,
    },
    /// `of ≠ value`.
    NotEqual {
        /// The hidden value.
        of: Linear,
        /// The public one.
        value: PublicValue,
    },
    /// The committed value is one of the set.
    InSet {
        /// Index of the commitment.
        of: usize,
        /// The set.
        set: CodeSet,
    },
    /// The committed value is none of the set.
    NotInSet {
        /// Index of the commitment.
        of: usize,
        /// The set.
        set: CodeSet,
    },
    /// At least one of the clauses holds, all of its statements; which one stays hidden.
    AnyOf(Vec<Vec<Statement>>),
    /// At least `k` of the clauses hold; which ones, and how many more, stays hidden.
    AtLeast {
        /// How many.
        k: usize,
        /// The clauses.
        of: Vec<Vec<Statement>>,
    },
    /// Shows `link_secret · H(base)`: the same for the same holder and base, unlinkable otherwise.
    /// Only at the top level of a program.
    Pseudonym {
        /// Index of the commitment to the link secret: an opaque value, and never a code, which
        /// trying all codes would find.
        link: usize,
        /// What the pseudonym is for: the trial and its verifier, in bytes.
        #[serde(with = "serde_bytes")]
        base: Vec<u8>,
    },
}

/// Committed values and what is proven of them: all statements hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Program {
    /// What is certified of each commitment, in the order of the context's credentials.
    pub commitments: Vec<CommitmentSpec>,
    /// What is proven.
    pub statements: Vec<Statement>,
}

/// The least and the most a linear combination can be, given what is certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub lo: i64,
    /// The most.
    pub hi: i64,
}
