//! Verifying one proof: strict reading, then one multiscalar multiplication.

use super::{
    check::CheckedProgram,
    context::Context,
    equations::{Equations, all_hold},
    group::{decompress, pseudonym_base, scalar},
    range,
    sigma::{Answers, add_equations, counts},
    transcript::{Bound, HolderMessage},
};
use crate::{
    errors::{EntropyError, ErrorCode},
    random::os_rng,
};
use curve25519_dalek_4::{RistrettoPoint, Scalar};
use rand_core::CryptoRng;

impl CheckedProgram {
    /// Length of every proof of this program, in bytes. It depends on no value.
    #[must_use]
    pub fn proof_length(&self) -> usize {
        let (announcements, responses) = counts(&self.compiled);
        let ranges: usize = self.groups.iter().map(range::Group::elements).sum();
        let commitments = self.compiled.auxiliary + self.compiled.pseudonyms.len();
        32 * (commitments + announcements + responses + ranges)
    }
}

/// What a valid proof gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The pseudonyms, in the order of the statements that ask for them.
    pub pseudonyms: Vec<[u8; 32]>,
    /// What the holder must have signed with the key of each credential shown.
    pub to_sign: HolderMessage,
}

/// Verifies a proof of a program in a context.
///
/// # Errors
///
/// [`VerifyError::Invalid`], without detail, if the proof is not valid.
pub fn verify(
    program: &CheckedProgram,
    context: &Context,
    proof: &[u8],
) -> Result<Verified, VerifyError> {
    verify_with_rng(program, context, proof, &mut os_rng()?)
}

/// Like [`verify`], with a given source for the weights of the equations.
///
/// # Errors
///
/// As [`verify`].
pub fn verify_with_rng(
    program: &CheckedProgram,
    context: &Context,
    proof: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Verified, VerifyError> {
    let (equations, verified) =
        equations(program, context, proof, rng).ok_or(VerifyError::Invalid)?;
    if all_hold(&[&equations]) {
        Ok(verified)
    } else {
        Err(VerifyError::Invalid)
    }
}

/// Why a proof is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The proof is not valid for this program and context. Code: `invalid-proof`.
    #[error("the proof is not valid")]
    Invalid,
    /// No randomness. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for VerifyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid-proof",
            Self::Entropy(inner) => inner.code(),
        }
    }
}

/// Reads a proof and finds the equations that it must satisfy.
pub(super) fn equations(
    program: &CheckedProgram,
    context: &Context,
    proof: &[u8],
    rng: &mut impl CryptoRng,
) -> Option<(Equations, Verified)> {
    if proof.len() != program.proof_length()
        || context.commitments().count() != program.program.commitments.len()
    {
        return None;
    }
    let (mut rest, _) = proof.as_chunks::<32>();
    let mut take = |count| {
        let (taken, left) = rest.split_at_checked(count)?;
        rest = left;
        Some(taken)
    };
    let compiled = &program.compiled;
    let (announcement_count, response_count) = counts(compiled);
    let auxiliary = take(compiled.auxiliary)?;
    let pseudonyms = take(compiled.pseudonyms.len())?;
    let announcements = take(announcement_count)?;
    let responses = take(response_count)?;

    let scalars: Vec<Scalar> = responses
        .iter()
        .map(|bytes| scalar(bytes))
        .collect::<Option<_>>()?;
    let points = decompress_all(announcements)?;
    let certified = context.commitments().map(|commitment| *commitment.point());
    let bases = compiled
        .pseudonyms
        .iter()
        .map(|(_, base)| pseudonym_base(base));
    let mut equations = Equations::new(
        certified.chain(decompress_all(auxiliary)?),
        bases,
        decompress_all(pseudonyms)?,
    );

    let bound = Bound::new(program, context)
        .ok()?
        .commit(auxiliary, pseudonyms);
    let (challenge, bound) = bound.announce(announcements);
    let mut answers = Answers {
        points: points.iter(),
        scalars: scalars.iter(),
    };
    add_equations(compiled, &challenge, &mut answers, &mut equations, rng)?;
    let mut bound = bound.respond(responses);
    for group in &program.groups {
        let elements = take(group.elements())?;
        range::replay(group, elements, bound.ranges(), &mut equations, rng)?;
    }
    let verified = Verified {
        pseudonyms: pseudonyms.to_vec(),
        to_sign: bound.finish(proof),
    };
    Some((equations, verified))
}

fn decompress_all(points: &[[u8; 32]]) -> Option<Vec<RistrettoPoint>> {
    points.iter().map(decompress).collect()
}
