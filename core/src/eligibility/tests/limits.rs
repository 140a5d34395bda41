//! Programs that could not be sound, or would cost too much, are refused when checked.

use super::*;
use crate::errors::ErrorCode;

const INTEGER: CommitmentSpec = CommitmentSpec::Integer { bits: 16 };

fn verdict(commitments: Vec<CommitmentSpec>, statements: Vec<Statement>) -> &'static str {
    let program = Program {
        commitments,
        statements,
    };
    program
        .check()
        .map_or_else(|error| error.code(), |_| "accepted")
}

fn linear(terms: &[(usize, i64)], constant: i64) -> Linear {
    Linear {
        terms: terms.to_vec(),
        constant,
    }
}

#[test]
fn nothing_to_prove_is_refused() {
    assert_eq!(verdict(vec![INTEGER], vec![]), "empty-clause");
    assert_eq!(verdict(vec![], vec![at_least(0, 1)]), "empty-clause");
    assert_eq!(
        verdict(vec![INTEGER], vec![Statement::AnyOf(vec![])]),
        "empty-clause"
    );
    let empty_clause = Statement::AnyOf(vec![vec![is(0, 1)], vec![]]);
    assert_eq!(verdict(vec![INTEGER], vec![empty_clause]), "empty-clause");
    let no_terms = Statement::EqualPublic {
        of: linear(&[], 3),
        value: PublicValue::integer(3),
    };
    assert_eq!(verdict(vec![INTEGER], vec![no_terms]), "empty-clause");
    let set = CodeSet::new([]);
    assert_eq!(
        verdict(vec![INTEGER], vec![Statement::InSet { of: 0, set }]),
        "empty-set"
    );
}

#[test]
fn unknown_values_are_refused() {
    for statement in [
        at_least(1, 0),
        is(1, 0),
        Statement::InSet {
            of: 1,
            set: codes(3),
        },
        Statement::AnyOf(vec![vec![at_least(1, 0)]]),
        Statement::Pseudonym {
            link: 1,
            base: vec![],
        },
    ] {
        assert_eq!(
            verdict(vec![INTEGER], vec![statement]),
            "unknown-commitment"
        );
    }
}

#[test]
fn threat_13_what_could_wrap_is_refused() {
    let range = |terms: &[(usize, i64)], constant, lo, hi| Statement::InRange {
        of: linear(terms, constant),
        lo,
        hi,
    };
    let wide = CommitmentSpec::Integer { bits: 62 };
    let overflowing = [
        range(&[(0, 2)], 0, Some(0), None),
        range(&[(0, -2)], 0, Some(0), None),
        range(&[(0, 1), (0, 1)], 0, Some(0), None),
        range(&[(0, 1)], 1, Some(0), None),
        range(&[(0, i64::MAX)], 0, Some(0), None),
        range(&[(0, i64::MIN)], 0, Some(0), None),
        range(&[(0, 1)], i64::MIN, Some(0), None),
        range(&[(0, 1)], 0, Some(0), Some(1 << 62)),
        range(&[(0, 1)], 0, Some(-(1 << 62)), None),
        range(&[(0, 1)], 0, None, Some(i64::MAX)),
    ];
    for statement in overflowing {
        assert_eq!(
            verdict(vec![wide], vec![statement.clone()]),
            "statement-overflow"
        );
        let nested = Statement::AnyOf(vec![vec![statement]]);
        assert_eq!(verdict(vec![wide], vec![nested]), "statement-overflow");
    }
    let many_extremes = vec![(0, i64::MAX); 64];
    assert_eq!(
        verdict(vec![wide], vec![range(&many_extremes, 0, Some(0), None)]),
        "statement-overflow"
    );
    let last = (1 << 62) - 1;
    assert_eq!(
        verdict(vec![wide], vec![range(&[(0, 1)], 0, Some(0), Some(last))]),
        "accepted"
    );
    assert_eq!(
        verdict(vec![wide], vec![range(&[(0, -1)], 0, Some(-last), None)]),
        "accepted"
    );
}

#[test]
fn ranges_that_say_nothing_or_cannot_hold_are_refused() {
    let unbounded = Statement::InRange {
        of: Linear::value(0),
        lo: None,
        hi: None,
    };
    assert_eq!(verdict(vec![INTEGER], vec![unbounded]), "unbounded-range");
    for statement in [
        range(0, 5, 4),
        at_least(0, 65_536),
        at_most(0, -1),
        range(0, -9, -1),
    ] {
        assert_eq!(
            verdict(vec![INTEGER], vec![statement]),
            "unsatisfiable-statement"
        );
    }
    assert_eq!(
        verdict(vec![INTEGER], vec![range(0, -9, 70_000)]),
        "accepted"
    );
}

#[test]
fn codes_are_not_numbers() {
    for statement in [
        at_least(0, 1),
        Statement::Equal {
            a: linear(&[(0, 2)], 0),
            b: Linear::value(0),
        },
        Statement::NotEqual {
            of: linear(&[(0, 1)], 1),
            value: PublicValue::integer(1),
        },
    ] {
        assert_eq!(
            verdict(vec![CommitmentSpec::Opaque], vec![statement]),
            "opaque-arithmetic"
        );
    }
    for bits in [0, 63, 64, 255] {
        let spec = CommitmentSpec::Integer { bits };
        assert_eq!(
            verdict(vec![spec], vec![is(0, 1)]),
            "invalid-commitment-width"
        );
    }
}

#[test]
fn thresholds_and_pseudonyms() {
    for k in [0, 2, usize::MAX] {
        let statement = Statement::AtLeast {
            k,
            of: vec![vec![is(0, 1)]],
        };
        assert_eq!(verdict(vec![INTEGER], vec![statement]), "invalid-threshold");
    }
    let pseudonym = Statement::Pseudonym {
        link: 0,
        base: vec![1],
    };
    assert_eq!(
        verdict(vec![INTEGER], vec![pseudonym.clone()]),
        "guessable-pseudonym"
    );
    let nested = Statement::AnyOf(vec![vec![pseudonym]]);
    assert_eq!(
        verdict(vec![CommitmentSpec::Opaque], vec![nested]),
        "nested-pseudonym"
    );
}

#[test]
fn threat_16_costly_programs_are_refused_before_any_work() {
    let too_large =
        |statements| assert_eq!(verdict(vec![INTEGER], statements), "program-too-large");
    too_large(vec![is(0, 1); 129]);
    too_large(vec![Statement::InSet {
        of: 0,
        set: codes(1024),
    }]);
    too_large(vec![
        Statement::InSet {
            of: 0,
            set: codes(1023)
        };
        5
    ]);
    too_large(vec![Statement::AnyOf(vec![vec![is(0, 1)]; 33])]);
    too_large(vec![Statement::EqualPublic {
        of: linear(&[(0, 1); 65], 0),
        value: PublicValue::integer(1),
    }]);
    too_large(
        vec![at_least(0, 1); 128]
            .into_iter()
            .chain([range(0, 1, 2)])
            .collect(),
    );
    too_large(vec![Statement::AnyOf(vec![
        vec![
            Statement::InSet {
                of: 0,
                set: codes(8)
            };
            8
        ];
        32
    ])]);
    let nest = |inner, _| Statement::AnyOf(vec![vec![inner]]);
    too_large(vec![(0..5).fold(is(0, 1), nest)]);
    assert_eq!(
        verdict(vec![INTEGER], vec![(0..4).fold(is(0, 1), nest)]),
        "accepted"
    );
    assert_eq!(
        verdict(vec![INTEGER; 65], vec![is(0, 1)]),
        "program-too-large"
    );
    let wide = CommitmentSpec::Integer { bits: 60 };
    assert_eq!(
        verdict(vec![wide], vec![at_least(0, 1); 33]),
        "program-too-large"
    );
    assert_eq!(verdict(vec![wide], vec![at_least(0, 1); 32]), "accepted");
}
