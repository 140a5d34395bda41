//! The batch verifier gives what single verification gives, and the replay of range proofs what the
//! crate's `verify_multiple` gives.

use super::{
    super::{
        equations::{Equations, all_hold},
        group::{GENERATORS, decompress},
        range::{self, Group, replay},
        sigma::Combination,
        transcript::Bridge,
    },
    soundness::corruptions,
    *,
};
use bulletproofs::RangeProof;
use curve25519_dalek_4::{Scalar, ristretto::CompressedRistretto};
use merlin::Transcript;

struct Ranges {
    group: Group,
    commitments: Vec<CompressedRistretto>,
    proof: Vec<u8>,
}

fn ranges(bits: u8, parties: usize, seed: u64) -> Ranges {
    let mut rng = rng(seed);
    let largest = u64::MAX >> (64 - u32::from(bits));
    let values: Vec<_> = (0..parties as u64).map(|at| largest - at * 3).collect();
    let blindings: Vec<_> = (0..parties)
        .map(|_| Scalar::random(&mut Bridge(&mut rng)))
        .collect();
    let (proof, commitments) = RangeProof::prove_multiple_with_rng(
        range::proving(bits, parties).unwrap(),
        &GENERATORS,
        &mut Transcript::new(b"test"),
        &values,
        &blindings,
        usize::from(bits),
        &mut Bridge(&mut rng),
    )
    .unwrap();
    let slots = (0..parties).map(Combination::commitment).collect();
    Ranges {
        group: Group { bits, slots },
        commitments,
        proof: proof.to_bytes(),
    }
}

impl Ranges {
    /// What the crate says, and what the transcript gives afterwards.
    fn crates(&self, proof: &[u8]) -> Option<[u8; 32]> {
        let generators = range::proving(self.group.bits, self.commitments.len()).unwrap();
        let mut transcript = Transcript::new(b"test");
        let proof = RangeProof::from_bytes(proof).ok()?;
        let bits = usize::from(self.group.bits);
        let (transcripted, commitments) = (&mut transcript, &self.commitments);
        let rng = &mut Bridge(&mut rng(3));
        proof
            .verify_multiple_with_rng(
                generators,
                &GENERATORS,
                transcripted,
                commitments,
                bits,
                rng,
            )
            .ok()?;
        Some(last(transcript))
    }

    /// What the replay says.
    fn ours(&self, proof: &[u8]) -> Option<[u8; 32]> {
        let points = self.commitments.iter();
        let points: Option<Vec<_>> = points.map(|point| decompress(point.as_bytes())).collect();
        let mut equations = Equations::new(points?, [], []);
        let mut transcript = Transcript::new(b"test");
        let elements = proof.as_chunks::<32>().0;
        replay(
            &self.group,
            elements,
            &mut transcript,
            &mut equations,
            &mut rng(4),
        )?;
        all_hold(&[&equations]).then(|| last(transcript))
    }
}

fn last(mut transcript: Transcript) -> [u8; 32] {
    let mut bytes = [0; 32];
    transcript.challenge_bytes(b"last", &mut bytes);
    bytes
}

#[test]
fn threat_13_the_replay_agrees_with_the_crate() {
    for (bits, parties) in [(8, 1), (8, 4), (16, 1), (16, 4), (32, 2), (64, 1), (8, 8)] {
        let ranges = ranges(bits, parties, 11);
        assert_eq!(ranges.proof.len(), 32 * ranges.group.elements());
        let valid = ranges.crates(&ranges.proof);
        assert!(valid.is_some());
        assert_eq!(
            ranges.ours(&ranges.proof),
            valid,
            "the transcripts end alike"
        );
        for (at, corrupted) in corruptions(&ranges.proof) {
            let theirs = ranges.crates(&corrupted);
            assert_eq!(theirs, None);
            assert_eq!(
                ranges.ours(&corrupted),
                theirs,
                "element {at} of ({bits}, {parties})"
            );
        }
        for at in 0..parties {
            let mut other = Ranges {
                group: Group {
                    bits,
                    slots: ranges.group.slots.clone(),
                },
                commitments: ranges.commitments.clone(),
                proof: ranges.proof.clone(),
            };
            let point = ranges.commitments[at].decompress().unwrap();
            other.commitments[at] = (point + GENERATORS.B).compress();
            assert_eq!(
                (other.crates(&other.proof), other.ours(&other.proof)),
                (None, None)
            );
        }
    }
}

#[test]
fn mixed_shapes_verify_together_and_culprits_are_found() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let shapes: Vec<_> = everything()
        .into_iter()
        .map(|statement| patient(vec![statement]))
        .collect();
    let whole = patient(everything());
    let programs: Vec<&CheckedProgram> = shapes.iter().chain([&whole]).collect();
    let prove = |(at, program): (u64, &&CheckedProgram)| {
        prove_with_rng(program, &openings, &context, &mut rng(100 + at))
            .unwrap()
            .bytes
    };
    let mut proofs: Vec<Vec<u8>> = (0..).zip(&programs).map(prove).collect();
    let verified = |proofs: &[Vec<u8>]| {
        let mut batch = BatchVerifier::new();
        for (program, proof) in programs.iter().zip(proofs) {
            batch.add(program, &context, proof);
        }
        assert_eq!(batch.len(), programs.len());
        batch.verify_with_rng(&mut rng(12))
    };
    let all = verified(&proofs);
    assert!(all.iter().all(Result::is_ok));
    for bad in [
        vec![0],
        vec![13],
        vec![3, 4],
        vec![1, 6, 12],
        (0..14).collect(),
    ] {
        let good = proofs.clone();
        for at in &bad {
            let end = proofs[*at].len() - 32;
            proofs[*at][end] ^= 1;
        }
        for (at, result) in verified(&proofs).iter().enumerate() {
            let alone = verify_with_rng(programs[at], &context, &proofs[at], &mut rng(13));
            assert_eq!(*result, alone);
            assert_eq!(result.is_err(), bad.contains(&at));
        }
        proofs = good;
    }
}

#[test]
fn many_proofs_are_verified_in_parts() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let program = patient(vec![is(1, 72)]);
    let proof = prove_with_rng(&program, &openings, &context, &mut rng(8))
        .unwrap()
        .bytes;
    let mut wrong = proof.clone();
    wrong[40] ^= 1;
    let mut batch = BatchVerifier::new();
    assert!(BatchVerifier::new().verify_with_rng(&mut rng(1)).is_empty());
    for at in 0..1_200 {
        batch.add(
            &program,
            &context,
            if at % 397 == 5 { &wrong } else { &proof },
        );
    }
    let results = batch.verify_with_rng(&mut rng(14));
    assert_eq!(results.len(), 1_200);
    for (at, result) in results.iter().enumerate() {
        assert_eq!(result.is_err(), at % 397 == 5);
    }
}

/// Errors that cancel each other out in an unweighted sum.
#[test]
fn threat_13_two_wrong_proofs_do_not_cancel_out() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let program = patient(vec![is(1, 72)]);
    let proof = prove_with_rng(&program, &openings, &context, &mut rng(8))
        .unwrap()
        .bytes;
    let shifted = |by: Scalar| {
        let (announcement, response) = proof.split_at(32);
        let response = super::super::group::scalar(response).unwrap() + by;
        [announcement, response.as_bytes()].concat()
    };
    let (more, less) = (shifted(Scalar::ONE), shifted(-Scalar::ONE));
    let mut batch = BatchVerifier::new();
    batch.add(&program, &context, &more);
    batch.add(&program, &context, &less);
    let results = batch.verify_with_rng(&mut rng(15));
    assert!(results.iter().all(Result::is_err));
}
