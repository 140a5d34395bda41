//! Schemas and policies.

use super::{SCHEMA, hex, now, policy_text, schemas, support::vectors::check, trial};
use medseal::{
    eligibility::{Day, Policy, Schema},
    errors::ErrorCode,
};
use serde_json::json;

#[test]
fn schemas_and_policies() {
    let altered = |class: &str, from: &str, to: &str| {
        let text = SCHEMA.replacen(from, to, 1);
        assert_ne!(text, SCHEMA);
        let code = Schema::from_json(&text).unwrap_err().code();
        json!({"name": format!("{from} is {to}"), "class": class, "json": text, "expected": code})
    };
    let schema = Schema::from_json(SCHEMA).unwrap();
    let mut cases = vec![
        json!({"name": "a panel", "json": SCHEMA, "hash": schema.hash().to_string(),
               "commitments": schema.positions().len()}),
        altered("version", "\"medseal_schema\": 1", "\"medseal_schema\": 2"),
        altered(
            "duplicate-key",
            "\"scale\": 1",
            "\"scale\": 1, \"scale\": 1",
        ),
        altered("number", "\"scale\": 1", "\"scale\": 1.0"),
        altered("width", "\"bits\": 8", "\"bits\": 64"),
        altered("unknown-member", "\"partial\"", "\"partly\""),
        altered("duplicate-name", "\"systolic\"", "\"hba1c\""),
    ];
    for case in &mut cases {
        assert!(case["json"].as_str().is_some());
    }
    check(
        "eligibility/schemas.json",
        json!({"format": "eligibility v1: schema", "cases": cases}),
    );

    let enrolment = r#","one_enrolment":{"credential":"lab","trial":"NCT01"}"#;
    let number = r#"{"number":"lab.hba1c","unit":"%","min":"6.5","max":"9.0"}"#;
    let policies = [
        ("a range", None, number, ""),
        ("one enrolment", None, number, enrolment),
        (
            "bounds between places",
            None,
            r#"{"number":"lab.hba1c","unit":"%","above":"6.45","below":"9.01"}"#,
            "",
        ),
        (
            "an age of a partial date",
            None,
            r#"{"age":"lab.birth_date","min":18,"max":75,"leap_day":"february-28"}"#,
            "",
        ),
        (
            "recency",
            None,
            r#"{"date":"lab.measured","within_days":90,"not_before":"2026-01-01"}"#,
            "",
        ),
        (
            "a difference",
            None,
            r#"{"sum":[{"value":"lab.systolic"},{"value":"lab.diastolic","times":-1}],"unit":"mm[Hg]","max":70}"#,
            "",
        ),
        (
            "days between dates",
            None,
            r#"{"days_from":"lab.birth_date","to":"lab.measured","min":6570}"#,
            "",
        ),
        (
            "codes",
            None,
            r#"{"code":"lab.diagnosis","system":"http://snomed.info/sct","in":["44054006","237599002"],"not_in":["46635009"]}"#,
            "",
        ),
        (
            "alternatives",
            None,
            r#"{"any":[{"number":"lab.hba1c","unit":"%","not_equals":"7.0"},{"any":[{"date":"lab.measured","not_after":"2026-03-01"},{"number":"lab.creatinine","unit":"mg/dL","equals":"0.84"}]}]}"#,
            "",
        ),
        (
            "two of three",
            None,
            r#"{"at_least":2,"of":[{"number":"lab.hba1c","unit":"%","min":7},{"number":"lab.systolic","unit":"mm[Hg]","max":140},{"number":"lab.diastolic","unit":"mm[Hg]","max":90}]}"#,
            "",
        ),
        (
            "a fraction that is no text",
            Some("number"),
            r#"{"number":"lab.hba1c","unit":"%","min":6.5}"#,
            "",
        ),
        (
            "a member twice",
            Some("duplicate-key"),
            r#"{"number":"lab.hba1c","unit":"%","min":6,"min":7}"#,
            "",
        ),
        (
            "no such attribute",
            Some("attribute"),
            r#"{"number":"lab.sodium","unit":"%","min":1}"#,
            "",
        ),
        (
            "a date as a number",
            Some("kind"),
            r#"{"number":"lab.measured","unit":"d","min":1}"#,
            "",
        ),
        (
            "another unit",
            Some("unit"),
            r#"{"number":"lab.hba1c","unit":"mmol/mol","min":48}"#,
            "",
        ),
        (
            "another code system",
            Some("code-system"),
            r#"{"code":"lab.diagnosis","system":"http://loinc.org","in":["1"]}"#,
            "",
        ),
        (
            "a subtree without a tree",
            Some("hierarchy"),
            r#"{"code":"lab.diagnosis","system":"http://snomed.info/sct","under":["44054006"]}"#,
            "",
        ),
        (
            "beyond the width",
            Some("unsatisfiable"),
            r#"{"number":"lab.hba1c","unit":"%","min":"25.6"}"#,
            "",
        ),
        ("an empty list", Some("empty"), r#"{"all":[]}"#, ""),
    ];
    let today = Day::of(now()).unwrap();
    let verifier = trial().verifying_key();
    let cases = policies.map(|(name, class, require, more)| {
        let text = policy_text(require, more);
        match (class, Policy::from_json(&text, &schemas())) {
            (None, Ok(policy)) => {
                let program = policy.program(today, &verifier).unwrap();
                json!({"name": name, "json": text, "schema": SCHEMA, "today": today.number(),
                       "verifier": hex(verifier.as_bytes()), "hash": policy.hash().to_string(),
                       "program": hex(program.encoded())})
            }
            (Some(class), Err(error)) => json!({"name": name, "class": class, "json": text,
                                                "schema": SCHEMA, "expected": error.code()}),
            (_, result) => panic!("{name}: {result:?}"),
        }
    });
    check(
        "eligibility/policies.json",
        json!({"format": "eligibility v1: policy", "cases": cases}),
    );
}
