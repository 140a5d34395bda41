//! Proving: check the values, prove, and verify what was made before giving it away.

use super::{
    check::CheckedProgram,
    compile::compile_with,
    context::Context,
    evaluate::{holds, natural},
    group::{GENERATORS, Opening, commit, pseudonym_base},
    range,
    sigma::{Announced, Knowledge},
    statement::CommitmentSpec,
    transcript::{Bound, HolderMessage, Responded},
    verify::verify_with_rng,
};
use crate::{
    errors::{EntropyError, ErrorCode},
    random::os_rng,
};
use bulletproofs::RangeProof;
use curve25519_dalek_4::{RistrettoPoint, Scalar};
use merlin::TranscriptRng;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// A proof that a program's statements hold, bound to its context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The proof: 32-byte elements, exactly [`CheckedProgram::proof_length`] bytes.
    pub bytes: Vec<u8>,
    /// The pseudonyms, in the order of the statements that ask for them. They are in the proof too.
    pub pseudonyms: Vec<[u8; 32]>,
    /// What the holder signs.
    pub to_sign: HolderMessage,
}

/// Proves a program of the values that `openings` open, one for each commitment of the context.
///
/// # Errors
///
/// [`ProveError`] if the values do not open the commitments or do not satisfy the program.
pub fn prove(
    program: &CheckedProgram,
    openings: &[Opening],
    context: &Context,
) -> Result<Proof, ProveError> {
    prove_with_rng(program, openings, context, &mut os_rng()?)
}

/// Like [`prove`], with a given source of randomness.
///
/// The nonces depend on the witness and the context too: a generator that repeats itself does not
/// give two different proofs the same nonces.
///
/// # Errors
///
/// As [`prove`].
pub fn prove_with_rng(
    program: &CheckedProgram,
    openings: &[Opening],
    context: &Context,
    rng: &mut impl CryptoRng,
) -> Result<Proof, ProveError> {
    let values: Zeroizing<Vec<Scalar>> =
        Zeroizing::new(openings.iter().map(|opening| opening.value).collect());
    check_values(program, openings, &values, context)?;

    let bound = Bound::new(program, context).map_err(|_| ProveError::Failed)?;
    let mut random = bound.randomness(openings, rng);
    let (compiled, hidden) =
        compile_with(&program.program, &values).map_err(|_| ProveError::Failed)?;
    let hidden = Zeroizing::new(hidden);
    let made = hidden.iter().map(|value| Opening {
        value: *value,
        blinding: Scalar::random(&mut random),
    });
    let made: Vec<Opening> = made.collect();
    let auxiliary: Vec<_> = made
        .iter()
        .map(|opening| *opening.commitment().as_bytes())
        .collect();
    let known = Knowledge {
        openings: openings.iter().cloned().chain(made).collect(),
        links: compiled.pseudonyms.iter().map(|(link, _)| *link).collect(),
    };
    let bases: Vec<_> = compiled
        .pseudonyms
        .iter()
        .map(|(_, base)| pseudonym_base(base))
        .collect();
    let links = known.links.iter().filter_map(|link| values.get(*link));
    let pseudonyms: Vec<RistrettoPoint> = bases
        .iter()
        .zip(links)
        .map(|(base, link)| base * link)
        .collect();
    let pseudonyms = encode(&pseudonyms);

    let bound = bound.commit(&auxiliary, &pseudonyms);
    let (announcements, announced) =
        Announced::new(&compiled, &known, &bases, &mut random).ok_or(ProveError::Failed)?;
    let announcements = encode(&announcements);
    let (challenge, bound) = bound.announce(&announcements);
    let responses: Vec<_> = announced
        .answer(&challenge)
        .iter()
        .map(Scalar::to_bytes)
        .collect();
    let mut bound = bound.respond(&responses);

    let mut elements = [auxiliary, pseudonyms.clone(), announcements, responses].concat();
    prove_ranges(program, &known, &mut bound, &mut random, &mut elements)?;
    let bytes = elements.into_flattened();
    let to_sign = bound.finish(&bytes);
    // The verifier's word is the one that counts, and the crate proves what is out of range too.
    let verified =
        verify_with_rng(program, context, &bytes, rng).map_err(|_| ProveError::Failed)?;
    if verified.to_sign != to_sign {
        return Err(ProveError::Failed);
    }
    Ok(Proof {
        bytes,
        pseudonyms,
        to_sign,
    })
}

/// Why nothing is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// There are more or fewer openings or commitments than the program declares.
    /// Code: `opening-count-mismatch`.
    #[error("the number of openings or commitments is not that of the program")]
    Count,
    /// An opening does not open its commitment. Code: `opening-mismatch`.
    #[error("an opening does not open its commitment")]
    Opening,
    /// A value is wider than it is certified to be. Code: `value-out-of-range`.
    #[error("a value is wider than it is certified to be")]
    Width {
        /// Index of the commitment.
        commitment: usize,
    },
    /// The values do not satisfy a statement. Code: `statement-not-satisfied`.
    #[error("the values do not satisfy what is to be proven")]
    NotSatisfied {
        /// Index of the statement in the program.
        statement: usize,
    },
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// What was made does not verify and was thrown away. Code: `proof-failed`.
    #[error("no valid proof could be made")]
    Failed,
}

impl ErrorCode for ProveError {
    fn code(&self) -> &'static str {
        match self {
            Self::Count => "opening-count-mismatch",
            Self::Opening => "opening-mismatch",
            Self::Width { .. } => "value-out-of-range",
            Self::NotSatisfied { .. } => "statement-not-satisfied",
            Self::Entropy(inner) => inner.code(),
            Self::Failed => "proof-failed",
        }
    }
}

fn check_values(
    program: &CheckedProgram,
    openings: &[Opening],
    values: &[Scalar],
    context: &Context,
) -> Result<(), ProveError> {
    let specs = &program.program.commitments;
    if openings.len() != specs.len() || context.commitments().count() != specs.len() {
        return Err(ProveError::Count);
    }
    for (opening, commitment) in openings.iter().zip(context.commitments()) {
        if commit(&opening.value, &opening.blinding) != *commitment.point() {
            return Err(ProveError::Opening);
        }
    }
    for (index, (value, spec)) in values.iter().zip(specs).enumerate() {
        if let CommitmentSpec::Integer { bits } = spec
            && natural(value, *bits).is_none()
        {
            return Err(ProveError::Width { commitment: index });
        }
    }
    for (index, statement) in program.program.statements.iter().enumerate() {
        if !holds(statement, specs, values) {
            return Err(ProveError::NotSatisfied { statement: index });
        }
    }
    Ok(())
}

fn prove_ranges(
    program: &CheckedProgram,
    known: &Knowledge,
    bound: &mut Responded,
    random: &mut TranscriptRng,
    elements: &mut Vec<[u8; 32]>,
) -> Result<(), ProveError> {
    for group in &program.groups {
        let mut values = Zeroizing::new(Vec::with_capacity(group.parties()));
        let mut blindings = Zeroizing::new(Vec::with_capacity(group.parties()));
        for slot in &group.slots {
            let opened = known.of(slot);
            values.push(natural(&opened.value, group.bits).ok_or(ProveError::Failed)?);
            blindings.push(opened.blinding);
        }
        values.resize(group.parties(), 0);
        blindings.resize(group.parties(), Scalar::ZERO);
        let generators = range::proving(group.bits, group.parties()).ok_or(ProveError::Failed)?;
        let (proof, _) = RangeProof::prove_multiple_with_rng(
            generators,
            &GENERATORS,
            bound.ranges(),
            &values,
            &blindings,
            usize::from(group.bits),
            random,
        )
        .map_err(|_| ProveError::Failed)?;
        elements.extend(proof.to_bytes().as_chunks().0);
    }
    Ok(())
}

fn encode(points: &[RistrettoPoint]) -> Vec<[u8; 32]> {
    points
        .iter()
        .map(|point| point.compress().to_bytes())
        .collect()
}
