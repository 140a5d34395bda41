//! Verifying many proofs of any shapes at once.
//!
//! The equations of all proofs, each with its own random weights, are summed into one multiscalar
//! multiplication, in which the generators appear once. If the sum is not the identity, halves of
//! the batch are tried until the proofs that are not valid are found.

use super::{
    check::CheckedProgram,
    context::Context,
    equations::{Equations, all_hold},
    verify::{Verified, VerifyError, equations},
};
use crate::{errors::EntropyError, random::os_rng};
use rand::{SeedableRng, rngs::StdRng};
use rand_core::CryptoRng;
use rayon::prelude::*;

/// Proofs to verify together.
#[derive(Default)]
pub struct BatchVerifier<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> BatchVerifier<'a> {
    /// An empty batch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a proof. Its result has the position that it is added at.
    pub fn add(&mut self, program: &'a CheckedProgram, context: &'a Context, proof: &'a [u8]) {
        self.entries.push(Entry {
            program,
            context,
            proof,
        });
    }

    /// How many proofs keep all processors busy: dividing more than this saves nothing.
    pub(super) fn at_once() -> usize {
        MOST_TOGETHER * rayon::current_num_threads()
    }

    /// How many proofs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Verifies all proofs: a result for each, the same that verifying it alone would give.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] if there is no randomness for the weights.
    pub fn verify(self) -> Result<Vec<Result<Verified, VerifyError>>, EntropyError> {
        Ok(self.verify_with_rng(&mut os_rng()?))
    }

    /// Like [`verify`](Self::verify), with a given source for the weights. Whoever makes proofs must
    /// not be able to foresee it.
    pub fn verify_with_rng(self, rng: &mut impl CryptoRng) -> Vec<Result<Verified, VerifyError>> {
        let even = self.entries.len().div_ceil(rayon::current_num_threads());
        let chunks = self
            .entries
            .chunks(even.clamp(LEAST_TOGETHER, MOST_TOGETHER));
        let seeded = chunks.map(|chunk| (chunk, StdRng::from_rng(rng)));
        let seeded: Vec<_> = seeded.collect();
        let verified = seeded
            .into_par_iter()
            .map(|(chunk, mut rng)| verify_together(chunk, &mut rng));
        verified.collect::<Vec<_>>().concat()
    }
}

struct Entry<'a> {
    program: &'a CheckedProgram,
    context: &'a Context,
    proof: &'a [u8],
}

fn verify_together(
    entries: &[Entry<'_>],
    rng: &mut impl CryptoRng,
) -> Vec<Result<Verified, VerifyError>> {
    let read = entries
        .iter()
        .map(|entry| equations(entry.program, entry.context, entry.proof, rng));
    let read: Vec<Option<(Equations, Verified)>> = read.collect();
    let readable = read.iter().enumerate();
    let readable: Vec<(usize, &Equations)> = readable
        .filter_map(|(at, read)| read.as_ref().map(|(equations, _)| (at, equations)))
        .collect();
    let mut invalid = Vec::new();
    bisect(&readable, &mut invalid);
    invalid.sort_unstable();
    let result = |(at, read): (usize, Option<(Equations, Verified)>)| match read {
        Some((_, verified)) if invalid.binary_search(&at).is_err() => Ok(verified),
        _ => Err(VerifyError::Invalid),
    };
    read.into_iter().enumerate().map(result).collect()
}

/// Finds the proofs whose equations do not hold.
///
/// The weights stay the same throughout: they are unknown to whoever made the proofs, and each half
/// that is tried has the error probability of one sum.
fn bisect(proofs: &[(usize, &Equations)], invalid: &mut Vec<usize>) {
    let together: Vec<&Equations> = proofs.iter().map(|(_, equations)| *equations).collect();
    if together.is_empty() || all_hold(&together) {
        return;
    }
    if let [(at, _)] = proofs {
        invalid.push(*at);
        return;
    }
    let (left, right) = proofs.split_at(proofs.len() / 2);
    bisect(left, invalid);
    bisect(right, invalid);
}

/// Fewer proofs than this are not divided among processors: the generators would be paid twice.
const LEAST_TOGETHER: usize = 64;
/// More proofs than this in one multiplication save nothing more, and would take memory.
const MOST_TOGETHER: usize = 512;
