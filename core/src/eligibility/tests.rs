//! What the tests of the proof system share: contexts, blindings, a few programs that together use
//! every statement.

mod batch;
mod limits;
mod mutations;
mod random_programs;
mod soundness;
mod statements;
mod transcript;
mod zero_knowledge;

use super::*;
use crate::{
    keys::SigningKey,
    types::{KeyId, LedgerId, Sha256Digest, Timestamp},
};
use rand::{SeedableRng, rngs::StdRng};

pub(super) fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

/// Openings of integers and codes, with blindings from a seed.
pub(super) fn openings(values: &[Value], seed: u64) -> Vec<Opening> {
    let mut rng = rng(seed);
    let open = |value: &Value| {
        let blinding = Blinding::random(&mut rng);
        match value {
            Value::Integer(value) => Opening::integer(*value, &blinding),
            Value::Code(code) => Opening::code(&PublicValue::code("icd", code), &blinding),
            Value::Secret(byte) => Opening::secret(&[*byte; 64], &blinding),
        }
    };
    values.iter().map(open).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Integer(u64),
    Code(&'static str),
    Secret(u8),
}

pub(super) fn digest(byte: u8) -> Sha256Digest {
    Sha256Digest::from_bytes([byte; 32])
}

/// A context that shows these commitments in two credentials.
pub(super) fn context(openings: &[Opening]) -> Context {
    let numbered = openings.iter().map(Opening::commitment).enumerate();
    let commitments: Vec<_> = numbered
        .map(|(at, commitment)| (u16::try_from(at).unwrap(), commitment))
        .collect();
    let (first, second) = commitments.split_at(commitments.len() / 2);
    let credential = |seed: u8, commitments: &[_]| PresentedCredential {
        digest: digest(seed),
        issuer: KeyId::from_bytes([seed + 1; 32]),
        holder: SigningKey::from_seed(&[seed; 32]).verifying_key(),
        status: vec![seed; 16],
        commitments: commitments.to_vec(),
    };
    Context {
        request: digest(1),
        verifier: KeyId::from_bytes([2; 32]),
        audience: "did:web:trial.example".into(),
        nonce: [3; 32],
        expires: Timestamp::from_seconds(1_800_000_000).unwrap(),
        policy: digest(4),
        ledger: LedgerPoint {
            ledger: LedgerId::from_bytes([5; 32]),
            height: 77,
            state_root: digest(6),
            time: Timestamp::from_seconds(1_799_999_000).unwrap(),
        },
        credentials: vec![credential(10, first), credential(20, second)],
    }
}

pub(super) fn codes(count: usize) -> CodeSet {
    CodeSet::new((0..count).map(|at| PublicValue::code("icd", &format!("E11.{at}"))))
}

pub(super) fn range(of: usize, lo: i64, hi: i64) -> Statement {
    Statement::InRange {
        of: Linear::value(of),
        lo: Some(lo),
        hi: Some(hi),
    }
}

pub(super) fn at_least(of: usize, lo: i64) -> Statement {
    Statement::InRange {
        of: Linear::value(of),
        lo: Some(lo),
        hi: None,
    }
}

pub(super) fn at_most(of: usize, hi: i64) -> Statement {
    Statement::InRange {
        of: Linear::value(of),
        lo: None,
        hi: Some(hi),
    }
}

pub(super) fn is(of: usize, value: i64) -> Statement {
    Statement::EqualPublic {
        of: Linear::value(of),
        value: PublicValue::integer(value),
    }
}

/// One integer of so many bits.
pub(super) fn one(bits: u8, statements: Vec<Statement>) -> CheckedProgram {
    let commitments = vec![CommitmentSpec::Integer { bits }];
    Program {
        commitments,
        statements,
    }
    .check()
    .unwrap()
}

/// What the values of [`everything`] are: birth day, HbA1c in tenths, day of measurement, diagnosis,
/// link secret.
pub(super) const PATIENT: [Value; 5] = [
    Value::Integer(30_000),
    Value::Integer(72),
    Value::Integer(46_000),
    Value::Code("E11.7"),
    Value::Secret(9),
];

pub(super) const PATIENT_SPECS: [CommitmentSpec; 5] = [
    CommitmentSpec::Integer { bits: 16 },
    CommitmentSpec::Integer { bits: 16 },
    CommitmentSpec::Integer { bits: 16 },
    CommitmentSpec::Opaque,
    CommitmentSpec::Opaque,
];

/// A program with every statement, true of [`PATIENT`].
pub(super) fn everything() -> Vec<Statement> {
    let code = |text| PublicValue::code("icd", text);
    vec![
        at_most(0, 39_000),
        range(1, 65, 90),
        at_least(2, 45_950),
        Statement::EqualPublic {
            of: Linear::value(3),
            value: code("E11.7"),
        },
        Statement::Equal {
            a: Linear {
                terms: vec![(1, 2)],
                constant: 29_856,
            },
            b: Linear::value(0),
        },
        Statement::NotEqual {
            of: Linear::difference(2, 0),
            value: PublicValue::integer(5),
        },
        Statement::InSet {
            of: 3,
            set: codes(8),
        },
        Statement::NotInSet {
            of: 4,
            set: codes(3),
        },
        Statement::InSet {
            of: 3,
            set: codes(20),
        },
        Statement::NotInSet {
            of: 4,
            set: codes(9),
        },
        Statement::AnyOf(vec![
            vec![range(0, 1, 100), is(1, 71)],
            vec![
                range(1, 70, 75),
                at_least(0, 10),
                Statement::InSet {
                    of: 3,
                    set: codes(20),
                },
                Statement::AnyOf(vec![vec![at_most(1, 3)], vec![at_most(1, 72)]]),
            ],
            vec![Statement::NotInSet {
                of: 3,
                set: codes(10),
            }],
        ]),
        Statement::AtLeast {
            k: 2,
            of: vec![vec![is(1, 72)], vec![at_least(1, 73)], vec![at_most(1, 72)]],
        },
        Statement::Pseudonym {
            link: 4,
            base: b"trial 7".to_vec(),
        },
    ]
}

pub(super) fn patient(statements: Vec<Statement>) -> CheckedProgram {
    Program {
        commitments: PATIENT_SPECS.to_vec(),
        statements,
    }
    .check()
    .unwrap()
}

/// Proves of these values, and verifies with what a verifier has.
pub(super) fn shows(program: &CheckedProgram, values: &[Value]) -> Result<Verified, ProveError> {
    let openings = openings(values, 7);
    let context = context(&openings);
    let proof = prove_with_rng(program, &openings, &context, &mut rng(8))?;
    assert_eq!(proof.bytes.len(), program.proof_length());
    let verified = verify_with_rng(program, &context, &proof.bytes, &mut rng(9)).unwrap();
    assert_eq!(proof.pseudonyms, verified.pseudonyms);
    Ok(verified)
}
