//! Proofs and programs that are refused, by class.

use crate::{
    programs::{SPECS, checked, context, in_range, openings, programs, rng},
    proof_case,
};
use medseal::{
    eligibility::{
        CheckedProgram, CodeSet, Context, Linear, Program, PublicValue, Statement, prove_with_rng,
    },
    errors::ErrorCode,
    types::Timestamp,
};
use serde_json::{Value, json};

pub(crate) fn refused_cases() -> Vec<Value> {
    let (openings, context) = (openings(), context());
    let find = |name| {
        let programs = programs();
        let (_, statements, _) = programs
            .into_iter()
            .find(|program| program.0 == name)
            .unwrap();
        checked(statements)
    };
    let program = find("not-equal");
    let ranges = find("range-both-ends");
    let prove = |program| {
        prove_with_rng(program, &openings, &context, &mut rng(2))
            .unwrap()
            .bytes
    };
    let (proof, range_proof) = (prove(&program), prove(&ranges));
    let mut cases = Vec::new();
    let mut refuse =
        |name: &str, comment: &str, program: &CheckedProgram, context: &Context, proof: &[u8]| {
            let case = proof_case(name, comment, program, context, proof);
            assert_eq!(case["expected"], "invalid-proof", "{name}");
            cases.push(case);
        };
    let replaced = |proof: &[u8], at: usize, with: &[u8; 32]| {
        let mut proof = proof.to_vec();
        proof[32 * at..][..32].copy_from_slice(with);
        proof
    };
    let order = openings[0].commitment().as_bytes().map(|_| 0xff);
    let length = proof.len();
    refuse(
        "truncated",
        "one byte less",
        &program,
        &context,
        &proof[..length - 1],
    );
    refuse(
        "truncated:element",
        "one element less",
        &program,
        &context,
        &proof[..length - 32],
    );
    refuse(
        "trailing",
        "one element more",
        &program,
        &context,
        &[&proof[..], &[0; 32]].concat(),
    );
    refuse(
        "identity",
        "the announcement is the identity",
        &program,
        &context,
        &replaced(&proof, 0, &[0; 32]),
    );
    refuse(
        "non-canonical:point",
        "not a canonical point",
        &program,
        &context,
        &replaced(&proof, 0, &order),
    );
    refuse(
        "non-canonical:scalar",
        "not below the order",
        &program,
        &context,
        &replaced(&proof, 1, &order),
    );
    refuse(
        "corrupted:response",
        "a response is zero",
        &program,
        &context,
        &replaced(&proof, 2, &[0; 32]),
    );
    for (at, element) in [
        "A",
        "S",
        "T_1",
        "T_2",
        "t_x",
        "t_x_blinding",
        "e_blinding",
        "L_0",
        "R_0",
    ]
    .iter()
    .enumerate()
    {
        let (name, other) = (
            format!("corrupted:{element}"),
            &range_proof[range_proof.len() - 64..],
        );
        let other: &[u8; 32] = if !(4..=6).contains(&at) {
            range_proof[32 * ((at + 1) % 4)..][..32].try_into().unwrap()
        } else {
            other[..32].try_into().unwrap()
        };
        refuse(
            &name,
            "an element of the range proof is another one",
            &ranges,
            &context,
            &replaced(&range_proof, at, other),
        );
    }
    let other = checked(vec![Statement::NotEqual {
        of: Linear::value(1),
        value: PublicValue::integer(-2),
    }]);
    refuse(
        "other-statement",
        "a proof of another statement",
        &other,
        &context,
        &proof,
    );
    type Change<'a> = (&'a str, &'a dyn Fn(&mut Context));
    let changes: [Change<'_>; 7] = [
        ("nonce", &|context| context.nonce[0] ^= 1),
        ("audience", &|context| context.audience.push('s')),
        ("expires", &|context| {
            context.expires = Timestamp::from_seconds(1_800_000_001).unwrap()
        }),
        ("height", &|context| context.ledger.height += 1),
        ("holder", &|context| {
            context.credentials[0].holder = context.credentials[1].holder
        }),
        ("position", &|context| {
            context.credentials[0].commitments[0].0 = 3
        }),
        ("order", &|context| context.credentials.swap(0, 1)),
    ];
    for (field, change) in changes {
        let mut changed = context.clone();
        change(&mut changed);
        let name = format!("other-context:{field}");
        refuse(
            &name,
            "a proof for another context",
            &program,
            &changed,
            &proof,
        );
    }
    cases
}

pub(crate) fn program_cases() -> Vec<Value> {
    let of = Linear::value;
    let value = PublicValue::integer(1);
    let sums = |weight| Linear {
        terms: vec![(0, weight)],
        constant: 0,
    };
    let programs = [
        vec![],
        vec![in_range(of(4), Some(1), None)],
        vec![in_range(of(2), Some(1), None)],
        vec![in_range(sums(1 << 47), Some(1), None)],
        vec![in_range(of(0), Some(-(1 << 62)), None)],
        vec![in_range(of(0), None, None)],
        vec![in_range(of(0), Some(65_536), None)],
        vec![in_range(of(0), Some(9), Some(8))],
        vec![Statement::InSet {
            of: 2,
            set: CodeSet::new([]),
        }],
        vec![Statement::AtLeast {
            k: 2,
            of: vec![vec![Statement::NotEqual { of: of(0), value }]],
        }],
        vec![Statement::Pseudonym {
            link: 0,
            base: vec![],
        }],
        vec![Statement::AnyOf(vec![vec![Statement::Pseudonym {
            link: 3,
            base: vec![],
        }]])],
        vec![Statement::NotEqual { of: of(0), value }; 129],
    ];
    let case = |(at, statements): (usize, Vec<Statement>)| {
        let commitments = SPECS.to_vec();
        let short: Vec<_> = statements.iter().take(2).collect();
        let (program, count) = (serde_json::to_value(short).unwrap(), statements.len());
        let refused = Program {
            commitments,
            statements,
        }
        .check()
        .map(|_| ())
        .unwrap_err();
        json!({
            "name": format!("refused-program-{at}"), "class": "refused-program",
            "comment": "a program that is refused; of many equal statements two are shown",
            "program": program, "statement_count": count, "expected": refused.code(),
        })
    };
    programs.into_iter().enumerate().map(case).collect()
}
