//! Compiled policies mean what the policies say.

use super::fixtures::*;
use crate::eligibility::{
    CertifiedValues, CommitmentSpec, Day, Opening, Policy, ProveError, Schemas, WalletSecret,
    credential::{CopySecret, openings},
    evaluate::holds,
    group::Blinding,
};
use proptest::{prelude::*, sample::select};
use rand::{SeedableRng, rngs::StdRng};
use std::collections::BTreeMap;

const CODES: [&str; 7] = [
    "E10.9", "E11", "E11.0", "E11.65", "E11.9", "I10", "S72.001A",
];
const SUBTREES: [&str; 4] = ["E10", "E11", "E11.6", "I10"];
const ALLERGIES: [&str; 3] = ["91936005", "294505008", "418038007"];

/// Plain values near the bounds that [`conditions`] draws.
fn values() -> impl Strategy<Value = BTreeMap<String, String>> {
    let born = prop_oneof![
        select(vec!["2008", "2008-02", "2008-11", "1961-02", "1900"]).prop_map(str::to_owned),
        (2006..2010i32, 1..13u8, 1..29u8).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        Just("2008-02-29".to_owned()),
    ];
    let measured = (10..12u8, 1..29u8).prop_map(|(m, d)| format!("2026-{m}-{d:02}"));
    let allergy = proptest::option::of(select(ALLERGIES.to_vec()));
    let numbers = (60..70u32, 118..123u32, 78..83u32);
    (born, measured, numbers, select(CODES.to_vec()), allergy).prop_map(
        |(born, measured, (hba1c, systolic, diastolic), code, allergy)| {
            let mut values = plain(&[
                ("birth_date", &born),
                ("measured", &measured),
                ("hba1c", &format!("{}.{}", hba1c / 10, hba1c % 10)),
                ("systolic", &systolic.to_string()),
                ("diastolic", &diastolic.to_string()),
                ("diagnosis", code),
            ]);
            values.extend(allergy.map(|code| ("allergy".to_owned(), code.to_owned())));
            values
        },
    )
}

fn simple() -> impl Strategy<Value = String> {
    let bound = select(vec!["min", "max", "above", "below", "equals", "not_equals"]);
    let number = (bound.clone(), 60..70u32).prop_map(|(bound, at)| {
        format!(
            r#"{{"number":"lab.hba1c","unit":"%","{bound}":"{}.{}"}}"#,
            at / 10,
            at % 10
        )
    });
    let sum = (bound, -4..6i32, -2..3i64).prop_map(|(bound, at, times)| {
        let times = if times == 0 { 3 } else { times };
        let at = i64::from(at) + 120 + times * 80;
        format!(
            r#"{{"sum":[{{"value":"lab.systolic"}},{{"value":"lab.diastolic","times":{times}}}],
                "unit":"mm[Hg]","{bound}":{at}}}"#
        )
    });
    let rule = select(vec!["february-28", "march-1"]);
    let age = (select(vec!["min", "max"]), 16..20u8, rule).prop_map(|(bound, years, rule)| {
        format!(r#"{{"age":"lab.birth_date","{bound}":{years},"leap_day":"{rule}"}}"#)
    });
    let date = prop_oneof![
        (1..60u8).prop_map(|days| format!(r#"{{"date":"lab.measured","within_days":{days}}}"#)),
        (1..29u8).prop_map(|day| {
            format!(r#"{{"date":"lab.birth_date","not_before":"2008-02-{day:02}"}}"#)
        }),
        (1..29u8).prop_map(|day| {
            format!(r#"{{"date":"lab.birth_date","not_after":"2008-11-{day:02}"}}"#)
        }),
        (6_700..6_900i32).prop_map(|days| {
            format!(r#"{{"days_from":"lab.birth_date","to":"lab.measured","min":{days}}}"#)
        }),
        (6_700..6_900i32).prop_map(|days| {
            format!(r#"{{"days_from":"lab.birth_date","to":"lab.measured","max":{days}}}"#)
        }),
    ];
    let list = |name: &'static str, from: &[&'static str]| {
        let few = proptest::sample::subsequence(from.to_vec(), 1..=from.len().min(3));
        few.prop_map(move |codes| format!(r#","{name}":["{}"]"#, codes.join("\",\"")))
    };
    let system = "http://hl7.org/fhir/sid/icd-10";
    let diagnosis = |first, second| {
        (first, second).prop_map(move |(a, b): (String, String)| {
            format!(r#"{{"code":"lab.diagnosis","system":"{system}"{a}{b}}}"#)
        })
    };
    let code = prop_oneof![
        diagnosis(list("in", &CODES), list("under", &SUBTREES)),
        diagnosis(list("not_in", &CODES), list("not_under", &SUBTREES)),
        diagnosis(list("under", &SUBTREES), list("not_under", &SUBTREES)),
        (select(vec!["in", "not_in"]), select(ALLERGIES.to_vec())).prop_map(|(list, code)| {
            format!(
                r#"{{"code":"lab.allergy","system":"http://snomed.info/sct","{list}":["{code}"]}}"#
            )
        }),
    ];
    prop_oneof![number, sum, age, date, code]
}

fn conditions() -> impl Strategy<Value = String> {
    simple().prop_recursive(3, 8, 3, |inner| {
        let some = proptest::collection::vec(inner, 1..4);
        (some, select(vec!["all", "any", "at_least"]), 1..4usize).prop_map(|(of, how, count)| {
            let count = count.min(of.len());
            let of = of.join(",");
            match how {
                "at_least" => format!(r#"{{"at_least":{count},"of":[{of}]}}"#),
                _ => format!(r#"{{"{how}":[{of}]}}"#),
            }
        })
    })
}

fn read(require: &str) -> Option<Policy> {
    let schemas: Schemas = [panel()].into_iter().collect();
    Policy::from_json(&policy_text(require, ""), &schemas).ok()
}

fn opened(values: &CertifiedValues) -> Vec<Opening> {
    let rng = &mut StdRng::seed_from_u64(1);
    let secret = WalletSecret::from_bytes([3; 32]);
    let link = CopySecret::random(rng).link(&secret, &panel().hash());
    let certified = openings(&panel(), values, |_| Blinding::from_wide_bytes(&[1; 64])).unwrap();
    [link].into_iter().chain(certified).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn statements_hold_exactly_when_the_policy_is_met(require in conditions(), plain in values()) {
        let Some(policy) = read(&require) else { return Ok(()) };
        let today = Day::of(now()).unwrap();
        let values = CertifiedValues::new(&panel(), &plain).unwrap();
        let compiled = policy.compile(today, &trial().verifying_key()).unwrap();
        let openings = opened(&values);
        let used: Vec<_> = compiled.layout.iter().map(|(_, at)| openings[*at].value).collect();
        let program = &compiled.program.program;
        let specs: &[CommitmentSpec] = &program.commitments;
        let proven = program.statements.iter().all(|statement| holds(statement, specs, &used));
        let values = [("lab".to_owned(), values)].into();
        prop_assert_eq!(proven, policy.is_met_by(&values, today), "{} {:?}", require, plain);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_met_is_proven_and_nothing_else(require in conditions(), plain in values()) {
        let Some(policy) = read(&require) else { return Ok(()) };
        let rng = &mut StdRng::seed_from_u64(1);
        let mut wallet = wallet_with(&plain, 1, rng);
        let values = [("lab".to_owned(), wallet.holdings[0].values.clone())].into();
        let met = policy.is_met_by(&values, Day::of(now()).unwrap());
        let request = request(&policy, rng);
        match wallet.present_with_rng(&policy, &request, now(), rng) {
            Ok(shown) => {
                prop_assert!(met);
                prop_assert_eq!(decide(&policy, shown.as_bytes(), &request), "eligible");
            }
            Err(_) => prop_assert!(!met, "{}", require),
        }
    }
}

#[test]
fn a_prover_that_is_told_to_lie_refuses() {
    let rng = &mut StdRng::seed_from_u64(1);
    let policy = policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "7.3"}"#);
    let mut wallet = wallet_with(&ada(), 1, rng);
    // The values say 7.2; the wallet is made to believe 7.4, and the commitments do not.
    let mut better = ada();
    better.insert("hba1c".to_owned(), "7.4".to_owned());
    wallet.holdings[0].values = CertifiedValues::new(&panel(), &better).unwrap();
    let request = request(&policy, rng);
    let refused = wallet
        .present_with_rng(&policy, &request, now(), rng)
        .unwrap_err();
    assert_eq!(
        refused,
        crate::eligibility::PresentError::Proof(ProveError::Opening)
    );
}
