//! Threat 13: what cannot be proven, is not; what is not canonical, is refused; every element counts.

use super::{
    super::{
        group::{self, GENERATORS},
        range,
        transcript::Bound,
    },
    *,
};
use bulletproofs::RangeProof;
use curve25519_dalek_4::{RistrettoPoint, Scalar, ristretto::CompressedRistretto};

/// A proof of one range over one value, made by the crate's prover and nothing of ours, of `claimed`
/// in place of what the slot holds.
fn forged(
    program: &CheckedProgram,
    opening: &Opening,
    context: &Context,
    claimed: &[u64],
) -> Vec<u8> {
    let bound = Bound::new(program, context).unwrap().commit(&[], &[]);
    let mut bound = bound.announce(&[]).1.respond(&[]);
    let group = &program.groups[0];
    let mut blindings = vec![opening.blinding];
    if claimed.len() == 2 {
        blindings.push(-opening.blinding);
    }
    let (bits, parties) = (group.bits, group.parties());
    let made = RangeProof::prove_multiple_with_rng(
        range::proving(bits, parties).unwrap(),
        &GENERATORS,
        bound.ranges(),
        claimed,
        &blindings,
        usize::from(bits),
        &mut super::super::transcript::Bridge(&mut rng(5)),
    );
    made.expect("the crate's prover checks nothing")
        .0
        .to_bytes()
}

#[test]
fn threat_13_values_outside_of_the_range_have_no_proof() {
    let blinding = Blinding::random(&mut rng(1));
    let at = |value: i64| Opening::code(&PublicValue::integer(value), &blinding);
    let least = one(16, vec![at_least(0, 1_000)]);
    // Slot `v − 1000`: in range; min − 1; −1 and 2^16 as commitments that no issuer should sign.
    for (value, claimed, sound) in [
        (1_000, 0, true),
        (66_535, 65_535, true),
        (999, 65_535, false),
        (999, u64::MAX, false),
        (-1, 64_535, false),
        (66_536, 65_536, false),
        (66_536, 0, false),
    ] {
        let opening = at(value);
        let context = context(std::slice::from_ref(&opening));
        let proof = forged(&least, &opening, &context, &[claimed]);
        let verified = verify_with_rng(&least, &context, &proof, &mut rng(9));
        assert_eq!(verified.is_ok(), sound, "{value} as {claimed}");
    }
    let both = one(16, vec![range(0, 10, 20)]);
    for (value, claimed, sound) in [
        (10, [0, 10], true),
        (20, [10, 0], true),
        (21, [11, 255], false),
        (21, [11, u64::MAX], false),
        (9, [255, 11], false),
        (266, [0, 10], false),
    ] {
        let opening = at(value);
        let context = context(std::slice::from_ref(&opening));
        let proof = forged(&both, &opening, &context, &claimed);
        let verified = verify_with_rng(&both, &context, &proof, &mut rng(9));
        assert_eq!(verified.is_ok(), sound, "{value} as {claimed:?}");
    }
}

#[test]
fn threat_13_proving_checks_values_first() {
    let program = one(16, vec![at_least(0, 0)]);
    let prove = |opening: Opening, shown: &Opening| {
        let context = context(std::slice::from_ref(shown));
        prove_with_rng(&program, &[opening], &context, &mut rng(8)).map(|_| ())
    };
    let blinding = Blinding::random(&mut rng(1));
    for value in [65_536, 65_537, u64::MAX] {
        let opening = Opening::integer(value, &blinding);
        assert_eq!(
            prove(opening.clone(), &opening),
            Err(ProveError::Width { commitment: 0 })
        );
    }
    let negative = Opening::code(&PublicValue::integer(-1), &blinding);
    assert_eq!(
        prove(negative.clone(), &negative),
        Err(ProveError::Width { commitment: 0 })
    );
    let five = Opening::integer(5, &blinding);
    let six = Opening::integer(6, &blinding);
    assert_eq!(prove(five.clone(), &six), Err(ProveError::Opening));
    let context = context(std::slice::from_ref(&five));
    let counted = prove_with_rng(&program, &[five.clone(), five], &context, &mut rng(8));
    assert_eq!(counted, Err(ProveError::Count));
}

#[test]
fn threat_13_every_element_of_a_proof_counts() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let program = patient(everything());
    let proof = prove_with_rng(&program, &openings, &context, &mut rng(8))
        .unwrap()
        .bytes;
    let corrupted = corruptions(&proof);
    assert!(
        corrupted.len() > 3 * proof.len() / 32,
        "{}",
        corrupted.len()
    );
    for (at, proof) in &corrupted {
        let verified = verify_with_rng(&program, &context, proof, &mut rng(9));
        assert_eq!(verified, Err(VerifyError::Invalid), "element {at}");
    }
    let mut batch = BatchVerifier::new();
    batch.add(&program, &context, &proof);
    for (_, proof) in &corrupted {
        batch.add(&program, &context, proof);
    }
    let results = batch.verify_with_rng(&mut rng(10));
    assert!(results[0].is_ok());
    assert!(
        results[1..]
            .iter()
            .all(|result| *result == Err(VerifyError::Invalid))
    );
}

/// Each element replaced by: itself shifted by the generator, if it is a point; itself plus one, if
/// it is a scalar; zero (the identity); the order of the group; all ones; the element after it.
pub(super) fn corruptions(proof: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let elements = proof.as_chunks::<32>().0;
    let mut all = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        let point = CompressedRistretto(*element).decompress();
        let shifted = point.map(|point| (point + GENERATORS.B).compress().to_bytes());
        let negated = point.map(|point| (-point).compress().to_bytes());
        let scalar = group::scalar(element).map(|scalar| (scalar + Scalar::ONE).to_bytes());
        let order = (-Scalar::ONE)
            .to_bytes()
            .map(|byte| byte + u8::from(byte == 0xec));
        let next = elements[(at + 1) % elements.len()];
        let others = shifted.into_iter().chain(negated).chain(scalar);
        for replacement in others.chain([[0; 32], order, [0xff; 32], next]) {
            let mut proof = proof.to_vec();
            proof[32 * at..][..32].copy_from_slice(&replacement);
            all.push((at, proof));
        }
    }
    all
}

/// Weak Fiat–Shamir: were the pseudonym not in the transcript before the challenge, it could be solved
/// for afterwards, and a holder would have as many as they like.
#[test]
fn threat_13_a_pseudonym_chosen_after_the_challenge_is_refused() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let program = patient(vec![everything().pop().unwrap()]);
    let base = group::pseudonym_base(b"trial 7");
    let random = |seed| Opening::secret(&[seed; 64], &Blinding::random(&mut rng(seed.into())));
    let (nonces, chosen) = (random(1), random(2).value);
    let announcements = [
        nonces.commitment().point().compress(),
        (base * chosen).compress(),
    ];
    let announcements = announcements.map(|point| point.to_bytes());
    let placeholder = [(base * openings[4].value).compress().to_bytes()];
    let bound = Bound::new(&program, &context)
        .unwrap()
        .commit(&[], &placeholder);
    let (challenge, _) = bound.announce(&announcements);
    let value = nonces.value + challenge * openings[4].value;
    let blinding = nonces.blinding + challenge * openings[4].blinding;
    let solved = base * ((value - chosen) * challenge.invert());
    let pseudonym = [solved.compress().to_bytes()];
    assert_ne!(pseudonym, placeholder);
    let responses = [value.to_bytes(), blinding.to_bytes()];
    let forged = [&pseudonym[..], &announcements, &responses]
        .concat()
        .into_flattened();
    assert!(verify_with_rng(&program, &context, &forged, &mut rng(9)).is_err());
}

/// Weak Fiat–Shamir again: were the announcement not in the transcript, it could be solved for after
/// the challenge, and anything be proven.
#[test]
fn threat_13_an_announcement_chosen_after_the_challenge_is_refused() {
    let opening = Opening::integer(71, &Blinding::random(&mut rng(1)));
    let context = context(std::slice::from_ref(&opening));
    let program = one(16, vec![is(0, 72)]);
    let bound = Bound::new(&program, &context).unwrap().commit(&[], &[]);
    let (challenge, _) = bound.announce(&[[0; 32]]);
    let response = Scalar::from(5_u64);
    let image = opening.commitment().point() - GENERATORS.B * Scalar::from(72_u64);
    let announcement = GENERATORS.B_blinding * response - image * challenge;
    let forged = [announcement.compress().to_bytes(), response.to_bytes()].concat();
    assert_eq!(forged.len(), program.proof_length());
    assert!(verify_with_rng(&program, &context, &forged, &mut rng(9)).is_err());
}

#[test]
fn proofs_of_another_length_are_refused() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let program = patient(vec![is(1, 72), at_most(0, 39_000)]);
    let proof = prove_with_rng(&program, &openings, &context, &mut rng(8))
        .unwrap()
        .bytes;
    for length in 0..proof.len() {
        assert!(verify_with_rng(&program, &context, &proof[..length], &mut rng(9)).is_err());
    }
    for more in [1, 31, 32, 64] {
        let longer = [&proof[..], &vec![0; more]].concat();
        assert!(verify_with_rng(&program, &context, &longer, &mut rng(9)).is_err());
    }
}

#[test]
fn threat_13_only_canonical_points_other_than_the_identity() {
    // RFC 9496, appendix A.3, and the identity of A.1.
    for encoding in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
        "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
    ] {
        let bytes = crate::types::bytes::from_hex::<32>(encoding).unwrap();
        assert_eq!(
            ValueCommitment::from_bytes(&bytes),
            Err(GroupError),
            "{encoding}"
        );
    }
    let order = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    let order = crate::types::bytes::from_hex::<32>(order).unwrap();
    assert_eq!(PublicValue::from_bytes(&order), Err(GroupError));
    assert!(ValueCommitment::from_bytes(&[1; 31]).is_err());
}

#[test]
fn the_generators_are_the_known_ones() {
    let none = Blinding::from_wide_bytes(&[0; 64]);
    let mut wide = [0; 64];
    wide[0] = 1;
    let one = Blinding::from_wide_bytes(&wide);
    let hex = |opening: Opening| crate::types::bytes::to_hex(opening.commitment().as_bytes());
    // RFC 9496, appendix A.1: the base point; and the crate's B̃, as others publish it.
    let base = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76";
    let blinding = "8c9240b456a9e6dc65c377a1048d745f94a08cdb7f44cbcd7b46f34048871134";
    assert_eq!(hex(Opening::integer(1, &none)), base);
    assert_eq!(hex(Opening::integer(0, &one)), blinding);
    assert_eq!(RistrettoPoint::mul_base(&Scalar::ONE), GENERATORS.B);
}
