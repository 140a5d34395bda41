//! What is proven in the vectors: one patient's values, and programs that are true of them.

use medseal::{
    eligibility::{
        Blinding, CheckedProgram, CodeSet, CommitmentSpec, Context, LedgerPoint, Linear, Opening,
        PresentedCredential, Program, PublicValue, Statement,
    },
    keys::SigningKey,
    types::{KeyId, LedgerId, Sha256Digest, Timestamp},
};
use rand::{SeedableRng, rngs::StdRng};

pub(crate) fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

pub(crate) const SPECS: [CommitmentSpec; 4] = [
    CommitmentSpec::Integer { bits: 16 },
    CommitmentSpec::Integer { bits: 16 },
    CommitmentSpec::Opaque,
    CommitmentSpec::Opaque,
];

/// A day of birth, a laboratory value in tenths, a diagnosis, a link secret.
pub(crate) fn openings() -> Vec<Opening> {
    let mut rng = rng(1);
    let mut blinding = || Blinding::random(&mut rng);
    vec![
        Opening::integer(30_000, &blinding()),
        Opening::integer(72, &blinding()),
        Opening::code(&code("E11.9"), &blinding()),
        Opening::secret(&[9; 64], &blinding()),
    ]
}

pub(crate) fn code(text: &str) -> PublicValue {
    PublicValue::code("http://hl7.org/fhir/sid/icd-10", text)
}

pub(crate) fn codes(count: usize) -> CodeSet {
    let first = 10 - count.min(9);
    CodeSet::new((first..first + count).map(|at| code(&format!("E11.{at}"))))
}

pub(crate) fn in_range(of: Linear, lo: Option<i64>, hi: Option<i64>) -> Statement {
    Statement::InRange { of, lo, hi }
}

/// A name, statements, and the sets that they speak of.
pub(crate) fn programs() -> Vec<(&'static str, Vec<Statement>, Vec<CodeSet>)> {
    let value = Linear::value;
    let public = PublicValue::integer;
    let (small, large) = (codes(4), codes(20));
    let elsewhere = CodeSet::new((0..12).map(|at| code(&format!("C{at}"))));
    let sum = Linear {
        terms: vec![(0, 1), (1, -100)],
        constant: 5,
    };
    let clauses = vec![
        vec![in_range(value(1), Some(100), None)],
        vec![
            in_range(value(1), Some(65), Some(90)),
            Statement::InSet {
                of: 2,
                set: large.clone(),
            },
        ],
        vec![Statement::EqualPublic {
            of: value(1),
            value: public(71),
        }],
    ];
    let pseudonym = Statement::Pseudonym {
        link: 3,
        base: b"trial 7".to_vec(),
    };
    let mut programs = vec![
        (
            "range-both-ends",
            vec![in_range(value(1), Some(65), Some(90))],
            vec![],
        ),
        (
            "range-least",
            vec![in_range(value(0), Some(29_999), None)],
            vec![],
        ),
        (
            "range-most-of-a-sum",
            vec![in_range(sum, None, Some(22_805))],
            vec![],
        ),
        (
            "equal-public",
            vec![Statement::EqualPublic {
                of: value(2),
                value: code("E11.9"),
            }],
            vec![],
        ),
        (
            "equal-hidden",
            vec![Statement::Equal {
                a: value(0),
                b: Linear {
                    terms: vec![(1, 400)],
                    constant: 1_200,
                },
            }],
            vec![],
        ),
        (
            "not-equal",
            vec![Statement::NotEqual {
                of: value(1),
                value: public(-1),
            }],
            vec![],
        ),
        (
            "in-small-set",
            vec![Statement::InSet {
                of: 2,
                set: small.clone(),
            }],
            vec![small.clone()],
        ),
        (
            "not-in-small-set",
            vec![Statement::NotInSet {
                of: 3,
                set: small.clone(),
            }],
            vec![small],
        ),
        (
            "in-large-set",
            vec![Statement::InSet {
                of: 2,
                set: large.clone(),
            }],
            vec![large.clone()],
        ),
        (
            "not-in-large-set",
            vec![Statement::NotInSet {
                of: 2,
                set: elsewhere.clone(),
            }],
            vec![elsewhere],
        ),
        (
            "any-of",
            vec![Statement::AnyOf(clauses.clone())],
            vec![large.clone()],
        ),
        (
            "at-least",
            vec![Statement::AtLeast {
                k: 1,
                of: clauses.clone(),
            }],
            vec![large.clone()],
        ),
        ("pseudonym", vec![pseudonym.clone()], vec![]),
    ];
    let all = vec![
        in_range(value(0), None, Some(39_000)),
        in_range(value(1), Some(65), Some(90)),
        Statement::AnyOf(clauses),
        pseudonym,
    ];
    programs.push(("together", all, vec![large]));
    programs
}

pub(crate) fn checked(statements: Vec<Statement>) -> CheckedProgram {
    let commitments = SPECS.to_vec();
    Program {
        commitments,
        statements,
    }
    .check()
    .unwrap()
}

pub(crate) fn context() -> Context {
    let digest = |byte| Sha256Digest::from_bytes([byte; 32]);
    let commitments = openings()
        .iter()
        .map(Opening::commitment)
        .collect::<Vec<_>>();
    let credential = |seed: u8, positions: [u16; 2], from: usize| PresentedCredential {
        digest: digest(seed),
        issuer: KeyId::from_bytes([seed + 1; 32]),
        holder: SigningKey::from_seed(&[seed; 32]).verifying_key(),
        status: vec![seed; 16],
        commitments: positions
            .into_iter()
            .zip(commitments[from..].iter().copied())
            .collect(),
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
        credentials: vec![credential(10, [1, 4], 0), credential(20, [2, 0], 2)],
    }
}
