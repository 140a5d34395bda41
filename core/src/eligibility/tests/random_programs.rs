//! Random programs over random values: what is plainly true is proven and verifies, what is plainly
//! false never is. The plain evaluation here is over integers and shares nothing with the prover's.

use super::*;
use proptest::prelude::*;

const VALUES: usize = 4;
const NAMES: [&str; 12] = [
    "E11.0", "E11.1", "E11.2", "E11.3", "E11.4", "E11.8", "E11.9", "E11.12", "C50", "C51", "J45",
    "I10",
];

/// What the test knows of a case, in plain numbers.
#[derive(Debug, Clone)]
struct Case {
    numbers: [i64; VALUES],
    code: usize,
    statements: Vec<Plain>,
}

/// A statement in plain words. Value `VALUES` is the code.
#[derive(Debug, Clone)]
enum Plain {
    Between(Vec<(usize, i64)>, i64, Option<i64>, Option<i64>),
    Equals(usize, i64),
    Differs(usize, i64),
    Same(usize, usize, i64),
    Among(usize),
    NotAmong(usize),
    Any(Vec<Vec<Plain>>),
    Least(usize, Vec<Vec<Plain>>),
}

impl Plain {
    fn holds(&self, case: &Case) -> bool {
        let clause = |clause: &Vec<Self>| clause.iter().all(|inner| inner.holds(case));
        match self {
            Self::Between(terms, constant, lo, hi) => {
                let sum: i64 = terms
                    .iter()
                    .map(|(at, weight)| case.numbers[*at] * weight)
                    .sum();
                let value = sum + constant;
                lo.is_none_or(|lo| lo <= value) && hi.is_none_or(|hi| value <= hi)
            }
            Self::Equals(at, value) => case.numbers[*at] == *value,
            Self::Differs(at, value) => case.numbers[*at] != *value,
            Self::Same(a, b, more) => case.numbers[*a] == case.numbers[*b] + more,
            Self::Among(size) => among(case.code, *size),
            Self::NotAmong(size) => !among(case.code, *size),
            Self::Any(clauses) => clauses.iter().any(clause),
            Self::Least(k, clauses) => clauses.iter().filter(|inner| clause(inner)).count() >= *k,
        }
    }

    fn statement(&self) -> Statement {
        let clauses = |clauses: &[Vec<Self>]| {
            let clause = |clause: &Vec<Self>| clause.iter().map(Self::statement).collect();
            clauses.iter().map(clause).collect()
        };
        match self.clone() {
            Self::Between(terms, constant, lo, hi) => {
                let of = Linear { terms, constant };
                Statement::InRange { of, lo, hi }
            }
            Self::Equals(at, value) => is(at, value),
            Self::Differs(at, value) => Statement::NotEqual {
                of: Linear::value(at),
                value: PublicValue::integer(value),
            },
            Self::Same(a, b, more) => Statement::Equal {
                a: Linear::value(a),
                b: Linear {
                    terms: vec![(b, 1)],
                    constant: more,
                },
            },
            Self::Among(size) => Statement::InSet {
                of: VALUES,
                set: codes(size),
            },
            Self::NotAmong(size) => Statement::NotInSet {
                of: VALUES,
                set: codes(size),
            },
            Self::Any(of) => Statement::AnyOf(clauses(&of)),
            Self::Least(k, of) => Statement::AtLeast {
                k,
                of: clauses(&of),
            },
        }
    }
}

/// Whether a name is `E11.0` to `E11.(size − 1)`.
fn among(code: usize, size: usize) -> bool {
    let number = NAMES[code]
        .strip_prefix("E11.")
        .and_then(|number| number.parse().ok());
    number.is_some_and(|number: usize| number < size)
}

/// Small numbers, so that bounds and equalities are often met exactly.
fn number() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0..12_i64, 1 => 0..256_i64]
}

fn plain() -> impl Strategy<Value = Plain> {
    let at = 0..VALUES;
    let terms = prop::collection::vec((at.clone(), -3..=3_i64), 1..4);
    let bounds = (-8..24_i64, 0..40_i64, 0..3_u8);
    let between = (terms, -5..5_i64, bounds).prop_map(|(terms, constant, (lo, more, kind))| {
        let (lo, hi) = (Some(lo), Some(lo + more));
        let [lo, hi] = [[lo, None], [None, hi], [lo, hi]][usize::from(kind)];
        Plain::Between(terms, constant, lo, hi)
    });
    let leaf = prop_oneof![
        4 => between,
        1 => (at.clone(), number()).prop_map(|(at, value)| Plain::Equals(at, value)),
        1 => (at.clone(), number()).prop_map(|(at, value)| Plain::Differs(at, value)),
        1 => (at.clone(), at, -4..4_i64).prop_map(|(a, b, more)| Plain::Same(a, b, more)),
        1 => (1..14_usize).prop_map(Plain::Among),
        1 => (1..14_usize).prop_map(Plain::NotAmong),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let clauses = prop::collection::vec(prop::collection::vec(inner, 1..3), 1..4);
        prop_oneof![
            clauses.clone().prop_map(Plain::Any),
            (clauses, 0..3_usize).prop_map(|(of, k)| Plain::Least(1 + k % of.len(), of)),
        ]
    })
}

fn case() -> impl Strategy<Value = Case> {
    let numbers = prop::array::uniform4(number());
    let statements = prop::collection::vec(plain(), 1..3);
    (numbers, 0..NAMES.len(), statements).prop_map(|(numbers, code, statements)| Case {
        numbers,
        code,
        statements,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn threat_13_proofs_agree_with_plain_evaluation(case in case()) {
        let mut commitments = vec![CommitmentSpec::Integer { bits: 8 }; VALUES];
        commitments.push(CommitmentSpec::Opaque);
        let statements = case.statements.iter().map(Plain::statement).collect();
        // A range that no certified value can satisfy is refused; that too is an answer.
        let Ok(program) = (Program { commitments, statements }).check() else {
            return Err(TestCaseError::reject("unsatisfiable"));
        };
        let numbers = case.numbers.map(|number| Value::Integer(number.unsigned_abs()));
        let values = [&numbers[..], &[Value::Code(NAMES[case.code])]].concat();
        let shown = shows(&program, &values);
        if case.statements.iter().all(|statement| statement.holds(&case)) {
            prop_assert!(shown.is_ok(), "{shown:?}");
        } else {
            let refused = matches!(shown, Err(ProveError::NotSatisfied { .. }));
            prop_assert!(refused, "{shown:?}");
        }
    }
}
