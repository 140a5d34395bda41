//! Threat 13: a proof holds for its statements and its context, and for no other. Every field of
//! every statement and of the context is changed, one at a time.

use super::*;

/// Everything that a statement becomes when one of its fields is changed.
fn mutated(statement: &Statement) -> Vec<Statement> {
    let value = |value: &PublicValue| {
        let mut bytes = *value.as_bytes();
        bytes[0] ^= 1;
        PublicValue::from_bytes(&bytes).unwrap()
    };
    let set = |set: &CodeSet| {
        let values = set.values().to_vec();
        let mut replaced = values.clone();
        replaced[0] = PublicValue::code("icd", "Z99");
        [
            replaced,
            values[1..].to_vec(),
            [values, vec![PublicValue::integer(77)]].concat(),
        ]
        .map(CodeSet::new)
    };
    match statement.clone() {
        Statement::InRange { of, lo, hi } => {
            let with = |of, lo, hi| Statement::InRange { of, lo, hi };
            let mut all: Vec<_> = linears(&of)
                .into_iter()
                .map(|of| with(of, lo, hi))
                .collect();
            for step in [-1, 1] {
                let (lower, higher) = (lo.map(|lo| lo + step), hi.map(|hi| hi + step));
                all.push(with(of.clone(), lower.or(Some(step)), hi));
                all.push(with(of.clone(), lo, higher.or(Some(40_000 + step))));
            }
            all.push(with(of.clone(), None, hi));
            all.push(with(of, lo, None));
            all
        }
        Statement::EqualPublic { of, value: v } => {
            let with = |of, value| Statement::EqualPublic { of, value };
            let linears = linears(&of).into_iter().map(|of| with(of, v));
            linears.chain([with(of.clone(), value(&v))]).collect()
        }
        Statement::NotEqual { of, value: v } => {
            let with = |of, value| Statement::NotEqual { of, value };
            let linears = linears(&of).into_iter().map(|of| with(of, v));
            linears.chain([with(of.clone(), value(&v))]).collect()
        }
        Statement::Equal { a, b } => {
            let with = |a: &Linear, b: &Linear| Statement::Equal {
                a: a.clone(),
                b: b.clone(),
            };
            let mut all: Vec<_> = linears(&a).iter().map(|a| with(a, &b)).collect();
            all.extend(linears(&b).iter().map(|b| with(&a, b)));
            all.push(with(&b, &a));
            all
        }
        Statement::InSet { of, set: s } => {
            let with = |of, set| Statement::InSet { of, set };
            let mut all: Vec<_> = set(&s).map(|set| with(of, set)).into();
            all.extend([with(of - 1, s.clone()), Statement::NotInSet { of, set: s }]);
            all
        }
        Statement::NotInSet { of, set: s } => {
            let with = |of, set| Statement::NotInSet { of, set };
            let mut all: Vec<_> = set(&s).map(|set| with(of, set)).into();
            all.extend([with(of - 1, s.clone()), Statement::InSet { of, set: s }]);
            all
        }
        Statement::AnyOf(clauses) => {
            let mut all: Vec<_> = mutated_clauses(&clauses).map(Statement::AnyOf).collect();
            all.push(Statement::AtLeast { k: 1, of: clauses });
            all
        }
        Statement::AtLeast { k, of } => {
            let with = |k, of| Statement::AtLeast { k, of };
            let mut all: Vec<_> = mutated_clauses(&of).map(|of| with(k, of)).collect();
            all.extend([with(k - 1, of.clone()), with(k + 1, of)]);
            all
        }
        Statement::Pseudonym { link, base } => vec![
            Statement::Pseudonym {
                link: link - 1,
                base: base.clone(),
            },
            Statement::Pseudonym {
                link,
                base: [&base[..], b"!"].concat(),
            },
        ],
    }
}

fn linears(of: &Linear) -> Vec<Linear> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Linear)| {
        let mut of = of.clone();
        change(&mut of);
        all.push(of);
    };
    for at in 0..of.terms.len() {
        with(&|of| of.terms[at].0 = (of.terms[at].0 + 1) % 3);
        with(&|of| of.terms[at].1 += 1);
        with(&|of| of.terms[at].1 = -of.terms[at].1);
    }
    with(&|of| of.constant += 1);
    with(&|of| of.constant -= 1);
    with(&|of| of.terms.push((0, 1)));
    // The same value, written in another way.
    with(&|of| of.terms.push((1, 0)));
    all
}

fn mutated_clauses(clauses: &[Vec<Statement>]) -> impl Iterator<Item = Vec<Vec<Statement>>> {
    let mut all = Vec::new();
    for (at, clause) in clauses.iter().enumerate() {
        for (inner, statement) in clause.iter().enumerate() {
            for changed in mutated(statement) {
                let mut clauses = clauses.to_vec();
                clauses[at][inner] = changed;
                all.push(clauses);
            }
        }
        let mut fewer = clauses.to_vec();
        fewer.remove(at);
        let mut longer = clauses.to_vec();
        longer[at].push(is(0, 30_000));
        all.extend([fewer, longer]);
    }
    let mut turned = clauses.to_vec();
    turned.rotate_left(1);
    all.push(turned);
    all.into_iter()
}

#[test]
fn threat_13_every_field_of_every_statement_is_bound() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let mut tried = 0;
    for statement in everything() {
        let program = patient(vec![statement.clone()]);
        let proof = prove_with_rng(&program, &openings, &context, &mut rng(8))
            .unwrap()
            .bytes;
        for changed in mutated(&statement)
            .into_iter()
            .filter(|changed| *changed != statement)
        {
            let commitments = PATIENT_SPECS.to_vec();
            let statements = vec![changed.clone()];
            let Ok(other) = Program {
                commitments,
                statements,
            }
            .check() else {
                continue;
            };
            let verified = verify_with_rng(&other, &context, &proof, &mut rng(9));
            assert_eq!(
                verified,
                Err(VerifyError::Invalid),
                "{statement:?} as {changed:?}"
            );
            tried += 1;
        }
    }
    assert!(tried > 120, "{tried}");
}

#[test]
fn threat_13_certified_widths_and_order_are_bound() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let program = patient(everything());
    let proof = prove_with_rng(&program, &openings, &context, &mut rng(8))
        .unwrap()
        .bytes;
    verify_with_rng(&program, &context, &proof, &mut rng(9)).unwrap();
    for at in 0..3 {
        let mut commitments = PATIENT_SPECS.to_vec();
        commitments[at] = CommitmentSpec::Integer { bits: 15 };
        let statements = vec![at_most(0, 20_000)];
        if let Ok(other) = (Program {
            commitments,
            statements: everything(),
        })
        .check()
        {
            assert!(verify_with_rng(&other, &context, &proof, &mut rng(9)).is_err());
        }
        assert!(verify_with_rng(&patient(statements), &context, &proof, &mut rng(9)).is_err());
    }
    let mut turned = everything();
    turned.swap(0, 1);
    assert!(verify_with_rng(&patient(turned), &context, &proof, &mut rng(9)).is_err());
    let mut longer = everything();
    longer.push(is(1, 72));
    assert!(verify_with_rng(&patient(longer), &context, &proof, &mut rng(9)).is_err());
}

#[test]
fn threat_14_every_field_of_the_context_is_bound() {
    let openings = openings(&PATIENT, 7);
    let context = context(&openings);
    let program = patient(vec![is(1, 72), at_most(0, 39_000)]);
    let proof = prove_with_rng(&program, &openings, &context, &mut rng(8))
        .unwrap()
        .bytes;
    verify_with_rng(&program, &context, &proof, &mut rng(9)).unwrap();
    let other_commitment = self::openings(&PATIENT, 70)[1].commitment();
    let changes: [&dyn Fn(&mut Context); 20] = [
        &|context| context.request = digest(99),
        &|context| context.verifier = KeyId::from_bytes([99; 32]),
        &|context| context.audience.push('x'),
        &|context| context.nonce[31] ^= 1,
        &|context| context.expires = Timestamp::from_seconds(1_800_000_001).unwrap(),
        &|context| context.policy = digest(99),
        &|context| context.ledger.ledger = LedgerId::from_bytes([99; 32]),
        &|context| context.ledger.height += 1,
        &|context| context.ledger.state_root = digest(99),
        &|context| context.ledger.time = Timestamp::EPOCH,
        &|context| context.credentials[0].digest = digest(99),
        &|context| context.credentials[1].issuer = KeyId::from_bytes([99; 32]),
        &|context| context.credentials[0].holder = context.credentials[1].holder,
        &|context| context.credentials[1].status.push(0),
        &|context| context.credentials[0].commitments[0].0 = 9,
        &|context| context.credentials[0].commitments[1].1 = other_commitment,
        &|context| context.credentials[1].commitments[2].1 = other_commitment,
        &|context| context.credentials.swap(0, 1),
        &|context| {
            let moved = context.credentials[1].commitments.remove(0);
            context.credentials[0].commitments.push(moved);
        },
        &|context| drop(context.credentials.pop()),
    ];
    for (at, change) in changes.iter().enumerate() {
        let mut changed = context.clone();
        change(&mut changed);
        let verified = verify_with_rng(&program, &changed, &proof, &mut rng(9));
        assert_eq!(verified, Err(VerifyError::Invalid), "change {at}");
    }
}
