//! The proof that several commitments hide one secret that their maker knows.
//!
//! A holder shows it to an issuer for its registered link commitment and those of all copies asked
//! for: `C_j = x·B + r_j·B̃` with the same `x`. Schnorr's protocol for all equations under one
//! challenge and one response for `x`; made non-interactive over everything the request says.

use super::{
    group::{GENERATORS, Opening, ValueCommitment, commit, scalar},
    transcript::{Bridge, absorb_generators, challenge},
};
use crate::domain::CREDENTIAL_REQUEST;
use curve25519_dalek_4::{RistrettoPoint, Scalar, traits::VartimeMultiscalarMul};
use merlin::{Transcript, TranscriptRng};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Proves that all openings have one value. Their commitments, in order, and `context` are bound.
///
/// `None` if they do not, or there is none.
pub(super) fn prove(
    openings: &[Opening],
    context: &[u8],
    rng: &mut impl CryptoRng,
) -> Option<Vec<u8>> {
    let value = openings.first()?.value;
    if openings.iter().any(|opening| opening.value != value) {
        return None;
    }
    let commitments: Vec<_> = openings.iter().map(Opening::commitment).collect();
    let transcript = bound(&commitments, context);
    let mut random = randomness(&transcript, openings, rng);
    let value_nonce = Zeroizing::new(Scalar::random(&mut random));
    let draw = || Scalar::random(&mut random);
    let blinding_nonces: Zeroizing<Vec<Scalar>> =
        Zeroizing::new(std::iter::repeat_with(draw).take(openings.len()).collect());
    let announced: Vec<_> = blinding_nonces
        .iter()
        .map(|nonce| commit(&value_nonce, nonce))
        .collect();
    let challenge = announce(transcript, &announced);
    let mut proof = challenge.to_bytes().to_vec();
    proof.extend((*value_nonce + challenge * value).to_bytes());
    for (nonce, opening) in blinding_nonces.iter().zip(openings) {
        proof.extend((nonce + challenge * opening.blinding).to_bytes());
    }
    Some(proof)
}

/// Whether the proof holds for these commitments and this context.
pub(super) fn verify(commitments: &[ValueCommitment], context: &[u8], proof: &[u8]) -> bool {
    let scalars: Option<Vec<Scalar>> = proof.chunks(32).map(scalar).collect();
    let Some([claimed, value, blindings @ ..]) = scalars.as_deref() else {
        return false;
    };
    if commitments.is_empty() || blindings.len() != commitments.len() {
        return false;
    }
    let announced: Vec<_> = blindings
        .iter()
        .zip(commitments)
        .map(|(blinding, commitment)| {
            RistrettoPoint::vartime_multiscalar_mul(
                [value, blinding, &-claimed],
                [&GENERATORS.B, &GENERATORS.B_blinding, commitment.point()],
            )
        })
        .collect();
    announce(bound(commitments, context), &announced) == *claimed
}

/// The transcript with all that is known before the nonces are drawn.
fn bound(commitments: &[ValueCommitment], context: &[u8]) -> Transcript {
    let mut transcript = Transcript::new(CREDENTIAL_REQUEST.as_bytes());
    absorb_generators(&mut transcript);
    transcript.append_message(b"context", context);
    let commitments: Vec<_> = commitments.iter().map(|c| *c.as_bytes()).collect();
    transcript.append_message(b"commitments", commitments.as_flattened());
    transcript
}

fn announce(mut transcript: Transcript, announced: &[RistrettoPoint]) -> Scalar {
    let announced: Vec<_> = announced
        .iter()
        .map(|point| point.compress().to_bytes())
        .collect();
    transcript.append_message(b"announcements", announced.as_flattened());
    challenge(b"challenge", &mut transcript)
}

/// Nonces from the secrets, the context and fresh randomness together: a generator that repeats
/// itself gives nothing away.
fn randomness(
    transcript: &Transcript,
    openings: &[Opening],
    rng: &mut impl CryptoRng,
) -> TranscriptRng {
    let mut builder = transcript.build_rng();
    for opening in openings {
        builder = builder.rekey_with_witness_bytes(b"value", opening.value.as_bytes());
        builder = builder.rekey_with_witness_bytes(b"blinding", opening.blinding.as_bytes());
    }
    builder.finalize(&mut Bridge(rng))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eligibility::group::Blinding;
    use rand::{SeedableRng, rngs::StdRng};

    fn openings(secrets: &[u8]) -> Vec<Opening> {
        let rng = &mut StdRng::seed_from_u64(7);
        let opening = |secret: &u8| Opening::secret(&[*secret; 64], &Blinding::random(rng));
        secrets.iter().map(opening).collect()
    }

    fn commitments(openings: &[Opening]) -> Vec<ValueCommitment> {
        openings.iter().map(Opening::commitment).collect()
    }

    #[test]
    fn one_secret_behind_all_commitments() {
        let openings = openings(&[9; 5]);
        let rng = &mut StdRng::seed_from_u64(8);
        let proof = prove(&openings, b"context", rng).unwrap();
        assert_eq!(proof.len(), 32 * 7);
        let commitments = commitments(&openings);
        assert!(verify(&commitments, b"context", &proof));
        assert!(!verify(&commitments, b"another", &proof));
        assert!(!verify(&commitments[..4], b"context", &proof));
        let mut swapped = commitments.clone();
        swapped.swap(0, 1);
        assert!(!verify(&swapped, b"context", &proof));
    }

    #[test]
    fn every_element_matters() {
        let openings = openings(&[9; 3]);
        let commitments = commitments(&openings);
        let proof = prove(&openings, b"", &mut StdRng::seed_from_u64(8)).unwrap();
        for at in 0..proof.len() {
            let mut altered = proof.clone();
            altered[at] ^= 1;
            assert!(!verify(&commitments, b"", &altered), "byte {at}");
        }
        assert!(!verify(&commitments, b"", &proof[..proof.len() - 1]));
        assert!(!verify(&commitments, b"", &[&proof[..], &[0; 32]].concat()));
        assert!(!verify(&commitments, b"", &[]));
        assert!(!verify(&[], b"", &proof[..64]));
    }

    #[test]
    fn two_secrets_are_not_one() {
        let rng = &mut StdRng::seed_from_u64(8);
        assert!(prove(&openings(&[9, 8]), b"", rng).is_none());
        // A proof for the first says nothing of the second.
        let honest = prove(&openings(&[9, 9]), b"", rng).unwrap();
        assert!(!verify(&commitments(&openings(&[9, 8])), b"", &honest));
    }

    #[test]
    fn a_generator_that_repeats_itself_gives_no_secret_away() {
        let proofs = [b"a", b"b"].map(|context| {
            let proof = prove(&openings(&[9; 2]), context, &mut StdRng::seed_from_u64(1));
            let proof = proof.unwrap();
            let at = |index: usize| scalar(&proof[32 * index..][..32]).unwrap();
            (at(0), at(1))
        });
        // With one nonce twice, the secret would be the quotient of the differences.
        let [(c1, z1), (c2, z2)] = proofs;
        let leaked = (z1 - z2) * (c1 - c2).invert();
        assert_ne!(leaked, openings(&[9])[0].value);
    }
}
