//! Each statement: true ones are proven and verify, false ones are refused before anything is made.

use super::*;

fn refused(program: &CheckedProgram, value: u64) {
    let error = shows(program, &[Value::Integer(value)]).unwrap_err();
    assert_eq!(error, ProveError::NotSatisfied { statement: 0 });
}

fn shown(program: &CheckedProgram, value: u64) {
    shows(program, &[Value::Integer(value)]).unwrap();
}

#[test]
fn every_statement_together() {
    let program = patient(everything());
    let verified = shows(&program, &PATIENT).unwrap();
    assert_eq!(verified.pseudonyms.len(), 1);
    let reproved = shows(&patient(vec![everything().pop().unwrap()]), &PATIENT).unwrap();
    assert_eq!(
        verified.pseudonyms, reproved.pseudonyms,
        "the same holder and trial"
    );
}

#[test]
fn each_statement_by_itself() {
    for statement in everything() {
        shows(&patient(vec![statement]), &PATIENT).unwrap();
    }
}

#[test]
fn threat_13_ranges_end_where_they_say() {
    for bits in [8, 16, 17, 32, 62] {
        let largest = (1_u64 << bits) - 1;
        let largest_signed = i64::try_from(largest).unwrap();
        shown(&one(bits, vec![at_least(0, largest_signed)]), largest);
        refused(&one(bits, vec![at_least(0, largest_signed)]), largest - 1);
        shown(&one(bits, vec![at_most(0, 0)]), 0);
        refused(&one(bits, vec![at_most(0, 0)]), 1);
        let middle = one(bits, vec![range(0, 10, 20)]);
        [10, 11, 20]
            .into_iter()
            .for_each(|value| shown(&middle, value));
        [0, 9, 21, largest]
            .into_iter()
            .for_each(|value| refused(&middle, value));
    }
}

#[test]
fn comparisons_of_hidden_values() {
    let commitments = vec![CommitmentSpec::Integer { bits: 16 }; 3];
    let statement = |of| Statement::InRange {
        of,
        lo: Some(0),
        hi: None,
    };
    let program = |of| {
        let commitments = commitments.clone();
        let statements = vec![statement(of)];
        Program {
            commitments,
            statements,
        }
        .check()
        .unwrap()
    };
    let values = |values: [u64; 3]| values.map(Value::Integer);
    let later = program(Linear::difference(0, 1));
    shows(&later, &values([5, 5, 0])).unwrap();
    shows(&later, &values([65_535, 0, 0])).unwrap();
    assert!(shows(&later, &values([4, 5, 0])).is_err());
    let sum = program(Linear {
        terms: vec![(0, 2), (1, 3), (2, -7)],
        constant: -10,
    });
    shows(&sum, &values([5, 0, 0])).unwrap();
    assert!(shows(&sum, &values([1, 2, 0])).is_err());
    assert!(shows(&sum, &values([5, 5, 3])).is_err());
}

#[test]
fn sets_of_every_size() {
    let specs = vec![CommitmentSpec::Opaque];
    for size in [1, 2, 8, 9, 15, 16, 17, 63, 64, 200] {
        let program = |statement| {
            let (commitments, statements) = (specs.clone(), vec![statement]);
            Program {
                commitments,
                statements,
            }
            .check()
            .unwrap()
        };
        let set = codes(size);
        let within = program(Statement::InSet {
            of: 0,
            set: set.clone(),
        });
        let without = program(Statement::NotInSet { of: 0, set });
        shows(&within, &[Value::Code("E11.0")]).unwrap();
        assert!(shows(&within, &[Value::Code("C50")]).is_err());
        shows(&without, &[Value::Code("C50")]).unwrap();
        assert!(shows(&without, &[Value::Code("E11.0")]).is_err());
    }
}

#[test]
fn alternatives_and_thresholds() {
    let either = one(
        8,
        vec![Statement::AnyOf(vec![
            vec![range(0, 10, 20)],
            vec![
                at_least(0, 200),
                Statement::NotEqual {
                    of: Linear::value(0),
                    value: PublicValue::integer(222),
                },
            ],
        ])],
    );
    [10, 20, 200, 221, 255]
        .into_iter()
        .for_each(|value| shown(&either, value));
    [9, 21, 199, 222]
        .into_iter()
        .for_each(|value| refused(&either, value));
    let two_of_three = one(
        8,
        vec![Statement::AtLeast {
            k: 2,
            of: vec![
                vec![at_least(0, 10)],
                vec![at_most(0, 20)],
                vec![is(0, 200), at_least(0, 3)],
            ],
        }],
    );
    [10, 15, 20, 200]
        .into_iter()
        .for_each(|value| shown(&two_of_three, value));
    [9, 21, 199]
        .into_iter()
        .for_each(|value| refused(&two_of_three, value));
}

#[test]
fn pseudonyms_differ_between_trials_and_holders() {
    let asked = |base: &[u8]| {
        patient(vec![Statement::Pseudonym {
            link: 4,
            base: base.to_vec(),
        }])
    };
    let mut other = PATIENT;
    other[4] = Value::Secret(10);
    let first = shows(&asked(b"trial 7"), &PATIENT).unwrap().pseudonyms;
    assert_ne!(
        first,
        shows(&asked(b"trial 8"), &PATIENT).unwrap().pseudonyms
    );
    assert_ne!(first, shows(&asked(b"trial 7"), &other).unwrap().pseudonyms);
}

#[test]
fn an_opening_is_proven_to_one_issuer() {
    let opening = &openings(&[Value::Secret(1)], 3)[0];
    let proof = OpeningProof::with_rng(opening, b"issuer, nonce", &mut rng(4));
    let commitment = opening.commitment();
    proof.verify(&commitment, b"issuer, nonce").unwrap();
    assert!(proof.verify(&commitment, b"issuer, other").is_err());
    let another = openings(&[Value::Secret(2)], 3)[0].commitment();
    assert!(proof.verify(&another, b"issuer, nonce").is_err());
    for byte in 0..OpeningProof::LEN {
        let mut bytes = *proof.as_bytes();
        bytes[byte] ^= 1;
        assert!(
            OpeningProof::from_bytes(bytes)
                .verify(&commitment, b"issuer, nonce")
                .is_err()
        );
    }
}
