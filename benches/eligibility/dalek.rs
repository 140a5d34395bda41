//! The `bulletproofs` crate, which our proofs are made with, by itself.

use bulletproofs::{BulletproofGens, PedersenGens, RangeProof};
use curve25519_dalek_4::{Scalar, ristretto::CompressedRistretto};
use merlin::Transcript;
use std::hint::black_box;

/// The `bulletproofs` crate by itself.
pub(crate) struct Dalek {
    bits: usize,
    generators: BulletproofGens,
    values: Vec<u64>,
    blindings: Vec<Scalar>,
    commitments: Vec<CompressedRistretto>,
    proof: RangeProof,
}

impl Dalek {
    pub(crate) fn new(bits: usize, parties: usize) -> Self {
        let generators = BulletproofGens::new(bits, parties);
        let values: Vec<u64> = (0..parties as u64).collect();
        let blindings: Vec<_> = (7..7 + parties as u64).map(Scalar::from).collect();
        let (proof, commitments) = made(bits, &generators, &values, &blindings);
        Self {
            bits,
            generators,
            values,
            blindings,
            commitments,
            proof,
        }
    }

    pub(crate) fn prove(&self) {
        black_box(made(
            self.bits,
            &self.generators,
            &self.values,
            &self.blindings,
        ));
    }

    pub(crate) fn verify(&self) {
        let transcript = &mut Transcript::new(b"bench");
        let (generators, pedersen) = (&self.generators, &PedersenGens::default());
        let commitments = &self.commitments;
        let verified =
            self.proof
                .verify_multiple(generators, pedersen, transcript, commitments, self.bits);
        verified.unwrap();
    }

    pub(crate) fn size(&self) -> usize {
        self.proof.to_bytes().len()
    }
}

fn made(
    bits: usize,
    generators: &BulletproofGens,
    values: &[u64],
    blindings: &[Scalar],
) -> (RangeProof, Vec<CompressedRistretto>) {
    let transcript = &mut Transcript::new(b"bench");
    let pedersen = PedersenGens::default();
    RangeProof::prove_multiple(generators, &pedersen, transcript, values, blindings, bits).unwrap()
}
