//! What can be seen of zero knowledge from outside: lengths, repeated bytes, repeated randomness.

use super::{super::transcript::Bound, *};
use rand_core_06::RngCore;
use std::collections::HashSet;

const OTHER_PATIENT: [Value; 5] = [
    Value::Integer(20_000),
    Value::Integer(71),
    Value::Integer(47_000),
    Value::Code("E11.2"),
    Value::Secret(33),
];

fn criteria() -> Vec<Statement> {
    vec![
        at_most(0, 39_000),
        range(1, 65, 90),
        Statement::AnyOf(vec![
            vec![is(1, 71)],
            vec![at_most(2, 46_500), at_least(1, 72)],
        ]),
        Statement::AtLeast {
            k: 1,
            of: vec![
                vec![is(1, 71)],
                vec![at_least(2, 46_500)],
                vec![at_most(1, 72)],
            ],
        },
        Statement::InSet {
            of: 3,
            set: codes(20),
        },
        Statement::NotInSet {
            of: 4,
            set: codes(4),
        },
    ]
}

/// All 32-byte elements of a proof made with a generator that always starts alike.
fn elements(values: &[Value], blindings: u64, nonce: u8) -> HashSet<[u8; 32]> {
    let openings = openings(values, blindings);
    let mut context = context(&openings);
    context.nonce = [nonce; 32];
    let proof = prove_with_rng(&patient(criteria()), &openings, &context, &mut rng(8)).unwrap();
    proof.bytes.as_chunks().0.iter().copied().collect()
}

#[test]
fn two_patients_give_proofs_of_equal_length() {
    let program = patient(criteria());
    let lengths = [PATIENT, OTHER_PATIENT].map(|values| {
        let openings = openings(&values, 7);
        let context = context(&openings);
        prove_with_rng(&program, &openings, &context, &mut rng(8))
            .unwrap()
            .bytes
            .len()
    });
    assert_eq!(lengths, [program.proof_length(); 2]);
}

#[test]
fn threat_13_repeated_randomness_does_not_repeat_nonces() {
    let first = elements(&PATIENT, 7, 3);
    assert_eq!(
        first,
        elements(&PATIENT, 7, 3),
        "all is the same: so is the proof"
    );
    assert!(
        first.is_disjoint(&elements(&OTHER_PATIENT, 7, 3)),
        "another witness"
    );
    assert!(
        first.is_disjoint(&elements(&PATIENT, 8, 3)),
        "other blindings"
    );
    assert!(
        first.is_disjoint(&elements(&PATIENT, 7, 4)),
        "another request"
    );
}

#[test]
fn elements_do_not_repeat_within_a_proof() {
    let program = patient(criteria());
    assert_eq!(elements(&PATIENT, 7, 3).len(), program.proof_length() / 32);
}

/// The transcript keys the nonces, and so does the witness by itself.
#[test]
fn threat_13_nonces_depend_on_context_witness_and_randomness() {
    let of_patient = openings(&PATIENT, 7);
    let program = patient(criteria());
    let mut other_context = context(&of_patient);
    other_context.nonce = [4; 32];
    let drawn = |context: &Context, witness: &[Opening], seed| {
        let mut bytes = [0; 32];
        let bound = Bound::new(&program, context).unwrap();
        bound
            .randomness(witness, &mut rng(seed))
            .fill_bytes(&mut bytes);
        bytes
    };
    let first = drawn(&context(&of_patient), &of_patient, 8);
    assert_eq!(first, drawn(&context(&of_patient), &of_patient, 8));
    assert_ne!(first, drawn(&other_context, &of_patient, 8));
    assert_ne!(first, drawn(&context(&of_patient), &of_patient, 9));
    let other_blindings = openings(&PATIENT, 6);
    assert_ne!(first, drawn(&context(&of_patient), &other_blindings, 8));
    let (last, mut changed) = (Blinding::random(&mut rng(1)), of_patient.clone());
    changed[4] = Opening::secret(&[1; 64], &last);
    assert_ne!(first, drawn(&context(&of_patient), &changed, 8));
}
