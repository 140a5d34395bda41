use super::*;
use crate::{
    eligibility::scenarios::{example_policy, laboratory, panel, policy_text},
    errors::ErrorCode,
};

const ICD: &str = r#""code": "lab.diagnosis", "system": "http://hl7.org/fhir/sid/icd-10""#;

fn read(text: &str) -> Result<Policy, PolicyError> {
    Policy::from_json(text, &[panel()].into_iter().collect())
}

fn refusal(require: &str) -> &'static str {
    read(&policy_text(require, ""))
        .err()
        .map_or("accepted", |error| error.code())
}

#[test]
fn policies_that_could_not_be_sound_are_refused_by_class() {
    let number = |more: &str| format!(r#"{{"number": "lab.hba1c", "unit": "%", {more}}}"#);
    let code = |more: &str| format!("{{{ICD}, {more}}}");
    let many: Vec<String> = (0..1100).map(|n| format!("\"E11.{}\"", n % 10)).collect();
    let deep = format!(
        "{}{}{}",
        r#"{"all":["#.repeat(9),
        number(r#""min": 1"#),
        "]}".repeat(9)
    );
    let weight = r#"{"value": "lab.systolic", "times": 1000000}"#;
    for (require, expected) in [
        (number(r#""min": "6.5""#), "accepted"),
        (number(r#""min": 6"#), "accepted"),
        (number(r#""min": 6.5"#), "invalid-policy"),
        (number(r#""min": "six""#), "invalid-policy"),
        (number(r#""at_most": 6"#), "invalid-policy"),
        (number(r#""min": 1, "min": 2"#), "invalid-policy"),
        (number(r#""min": 1, "date": "lab.measured""#), "invalid-policy"),
        (r#"{"number": "lab.hba1c", "unit": "%"}"#.into(), "invalid-policy"),
        (r#"{"all": []}"#.into(), "invalid-policy"),
        (r#"{"at_least": 2, "of": [{"date": "lab.measured", "within_days": 1}]}"#.into(), "invalid-policy"),
        (r#"{"age": "lab.birth_date", "min": 18}"#.into(), "invalid-policy"),
        (r#"{"date": "lab.measured", "not_before": "2026-02"}"#.into(), "invalid-policy"),
        (r#"{"number": "hba1c", "unit": "%", "min": 1}"#.into(), "invalid-policy"),
        ("[]".into(), "invalid-policy"),
        (r#"{"number": "lab.sodium", "unit": "%", "min": 1}"#.into(), "unknown-attribute"),
        (r#"{"number": "other.hba1c", "unit": "%", "min": 1}"#.into(), "unknown-attribute"),
        (r#"{"number": "lab.measured", "unit": "d", "min": 1}"#.into(), "wrong-attribute-kind"),
        (r#"{"date": "lab.hba1c", "within_days": 9}"#.into(), "wrong-attribute-kind"),
        (r#"{"number": "lab.hba1c", "unit": "mmol/mol", "min": 48}"#.into(), "unit-mismatch"),
        (r#"{"sum": [{"value": "lab.hba1c"}, {"value": "lab.systolic"}], "unit": "%", "min": 1}"#.into(), "unit-mismatch"),
        (r#"{"code": "lab.diagnosis", "system": "http://snomed.info/sct", "in": ["44054006"]}"#.into(), "unknown-code-system"),
        (code(r#""in": ["E11.9"]"#), "accepted"),
        (code(r#""in": ["diabetes"]"#), "unknown-code"),
        (code(r#""under": ["E1"]"#), "unknown-code"),
        (code(r#""under": ["S72.001A"]"#), "unknown-code"),
        (r#"{"code": "lab.allergy", "system": "http://snomed.info/sct", "under": ["91936005"]}"#.into(), "unknown-code"),
        (number(r#""min": "25.6""#), "unsatisfiable-condition"),
        (number(r#""below": 0"#), "unsatisfiable-condition"),
        (number(r#""min": 7, "max": 6"#), "unsatisfiable-condition"),
        (number(r#""equals": "6.55""#), "unsatisfiable-condition"),
        (number(r#""above": "25.5""#), "unsatisfiable-condition"),
        (number(r#""above": "25.4""#), "accepted"),
        (r#"{"age": "lab.birth_date", "min": 30, "max": 20, "leap_day": "march-1"}"#.into(), "unsatisfiable-condition"),
        (r#"{"date": "lab.measured", "not_before": "2026-02-01", "not_after": "2026-01-01"}"#.into(), "unsatisfiable-condition"),
        (format!(r#"{{"sum": [{weight}, {weight}], "unit": "mm[Hg]", "min": 5}}"#), "accepted"),
        (number(r#""min": "4611686018427387904""#), "unsatisfiable-condition"),
        (code(&format!(r#""in": [{}]"#, many.join(","))), "invalid-policy"),
        (deep, "policy-too-large"),
    ] {
        assert_eq!(refusal(&require), expected, "{require}");
    }
}

#[test]
fn sums_that_could_wrap_are_refused() {
    let schema = r#"{"medseal_schema": 1, "name": "wide", "attributes": [
        {"name": "coarse", "kind": "number", "unit": "1", "scale": 0, "bits": 32, "rounding": "exact"},
        {"name": "fine", "kind": "number", "unit": "1", "scale": 9, "bits": 32, "rounding": "exact"}]}"#;
    let schema = crate::eligibility::Schema::from_json(schema).unwrap();
    let text = policy_text(
        r#"{"sum": [{"value": "lab.coarse"}, {"value": "lab.fine"}], "unit": "1", "min": 1}"#,
        "",
    );
    let text = text.replace(&panel().hash().to_string(), &schema.hash().to_string());
    let schemas: Schemas = [schema].into_iter().collect();
    assert_eq!(Policy::from_json(&text, &schemas).map(|_| ()), Ok(()));
    let heavier = text.replace(
        r#"{"value": "lab.coarse"}"#,
        r#"{"value": "lab.coarse", "times": 2}"#,
    );
    assert_eq!(
        Policy::from_json(&heavier, &schemas).unwrap_err().code(),
        "policy-overflow"
    );
}

#[test]
fn documents_name_known_schemas_issuers_and_credentials() {
    let good = policy_text(r#"{"date": "lab.measured", "within_days": 90}"#, "");
    let key = laboratory().verifying_key().did_key();
    for (from, to, expected) in [
        (
            panel().hash().to_string(),
            "00".repeat(32),
            "unknown-schema",
        ),
        (
            panel().hash().to_string(),
            "00".to_owned(),
            "invalid-policy",
        ),
        (key, "did:key:z6Mk".to_owned(), "invalid-policy"),
        (
            "\"medseal_policy\": 1".to_owned(),
            "\"medseal_policy\": 2".to_owned(),
            "invalid-policy",
        ),
        (
            "\"require\"".to_owned(),
            "\"requires\"".to_owned(),
            "invalid-policy",
        ),
    ] {
        let error = read(&good.replacen(&from, &to, 1)).unwrap_err();
        assert_eq!(error.code(), expected, "{to}");
    }
    let unused = good.replacen("\"lab\":", "\"lab2\": null, \"lab\":", 1);
    assert_eq!(read(&unused).unwrap_err().code(), "invalid-policy");
    let rule = &good[good.find("{\"schema\"").unwrap()..=good.find("]}").unwrap() + 1];
    let unused = good.replacen("\"lab\":", &format!("\"idle\": {rule}, \"lab\":"), 1);
    assert_eq!(
        read(&unused).unwrap_err(),
        PolicyError::Unsatisfiable("credentials.idle".to_owned())
    );
}

#[test]
fn a_policy_that_holds_on_some_days_only_is_a_policy() {
    // Refused once, because it was compiled on a day on which nothing meets it.
    let text = policy_text(
        r#"{"date": "lab.measured", "within_days": 90, "not_before": "2027-01-01"}"#,
        "",
    );
    assert!(read(&text).is_ok());
}

#[test]
fn the_place_of_a_fault_is_named() {
    let text = policy_text(
        r#"{"all": [{"any": [{"date": "lab.measured", "within_days": 9}, {"number": "lab.hba1c", "unit": "g", "min": 1}]}]}"#,
        "",
    );
    let error = read(&text).unwrap_err();
    assert_eq!(error, PolicyError::Unit("require.all[0].any[1]".to_owned()));
    let text = text.replace("\"min\": 1", "\"min\": 1.5e0");
    assert_eq!(read(&text).unwrap_err().code(), "invalid-policy");
}

#[test]
fn the_example_is_explained() {
    let key = laboratory().verifying_key().did_key();
    let expected = format!(
        "Policy \"test\"

It is proven that:
  - all of these hold:
    - the age by lab.birth_date is at least 18 years on the day of the request (who is born on 29 February has the birthday on 1 March in other years)
    - lab.hba1c is at least 6.5 % and is at most 9.0 %
    - lab.measured is at most 90 days before the day of the request and not after it
    - lab.diagnosis (http://hl7.org/fhir/sid/icd-10) is one of E11.0, E11.1, E11.2, E11.3, E11.4, E11.5, E11.6, E11.7, ... (10 codes)

over values certified by:
  - lab: \"Example laboratory: diabetes panel\", issued by {key}

The verifier learns:
  - that all of this holds, and not how nearly
  - which of the named issuers certified each credential, in which week it begins and ends to be valid, and that it is not revoked
  - nothing that links this showing to another
It learns no value. An issuer who colludes with it recognises its credential.
"
    );
    assert_eq!(example_policy().explain(), expected);
}

#[test]
fn everything_else_is_explained() {
    let require = format!(
        r#"{{"any": [
            {{"at_least": 2, "of": [
                {{"sum": [{{"value": "lab.systolic"}}, {{"value": "lab.diastolic", "times": -2}}], "unit": "mm[Hg]", "above": 0}},
                {{"age": "lab.birth_date", "min": 18, "max": 65, "leap_day": "february-28"}},
                {{"days_from": "lab.birth_date", "to": "lab.measured", "max": 20000}}]}},
            {{{ICD}, "under": ["E11"], "in": ["E10.9"], "not_under": ["E11.6"], "not_in": ["E11.9"]}},
            {{"date": "lab.measured", "not_before": "2026-01-01", "not_after": "2026-12-31"}}]}}"#
    );
    let more = r#", "one_enrolment": {"credential": "lab", "trial": "NCT0001"}"#;
    let text = read(&policy_text(&require, more)).unwrap().explain();
    for line in [
        "  - at least one of these holds:\n    - at least 2 of these 3 hold:\n",
        "      - lab.systolic - 2 * lab.diastolic is above 0 mm[Hg]\n",
        "the age by lab.birth_date is 18 to 65 years on the day",
        "the birthday on 28 February in other years",
        "      - at most 20000 days lie between lab.birth_date and lab.measured\n",
        "is one of E10.9 or in the subtree of E11 and none of E11.9 and outside of the subtree of E11.6\n",
        "    - lab.measured is on or after 2026-01-01 and on or before 2026-12-31\n",
        "  - of alternatives, only that enough of them hold, not which\n",
        "enrols in \"NCT0001\" with this verifier",
    ] {
        assert!(text.contains(line), "{line}\nin\n{text}");
    }
    assert!(!text.contains("nothing that links"));
}

#[test]
fn a_policy_is_named_by_what_it_says() {
    let good = policy_text(r#"{"date": "lab.measured", "within_days": 90}"#, "");
    let spaced = good.replace(':', ": \n");
    // White space between tokens only: texts hold colons too.
    assert!(read(&spaced).is_err());
    let compact = good.replace("\n", " ").replace(", ", ",   ");
    assert_eq!(read(&compact).unwrap().hash(), read(&good).unwrap().hash());
    assert_ne!(
        read(&good.replace("90", "91")).unwrap().hash(),
        read(&good).unwrap().hash()
    );
}
