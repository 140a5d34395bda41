use super::*;
use crate::eligibility::encoding::ValueError;

const PANEL: &str = r#"{
    "medseal_schema": 1, "name": "panel", "attributes": [
        {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "half-even"},
        {"name": "base_excess", "kind": "number", "unit": "mmol/L", "scale": 1, "bits": 16, "minimum": "-50", "rounding": "exact"},
        {"name": "measured", "kind": "date"},
        {"name": "born", "kind": "date", "partial": true},
        {"name": "diagnosis", "kind": "code", "system": "http://hl7.org/fhir/sid/icd-10", "version": "2019", "hierarchy": "icd-10"},
        {"name": "allergy", "kind": "code", "system": "http://snomed.info/sct", "optional": true}
    ]}"#;

fn certify(changes: &[(&str, Option<&str>)]) -> Result<CertifiedValues, ValueError> {
    let mut plain: BTreeMap<String, String> = [
        ("hba1c", "7.25"),
        ("base_excess", "-2.4"),
        ("measured", "2026-02-18T08:00:00Z"),
        ("born", "1968-04"),
        ("diagnosis", "E11.9"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into();
    for (name, text) in changes {
        match text {
            Some(text) => plain.insert((*name).to_owned(), (*text).to_owned()),
            None => plain.remove(*name),
        };
    }
    CertifiedValues::new(&Schema::from_json(PANEL).unwrap(), &plain)
}

#[test]
fn positions_are_the_link_secret_and_then_the_attributes_parts() {
    let schema = Schema::from_json(PANEL).unwrap();
    let parts: Vec<_> = schema
        .positions()
        .iter()
        .map(|p| (p.part, p.bits))
        .collect();
    assert_eq!(
        parts,
        [
            (Part::Link, None),
            (Part::Number, Some(8)),
            (Part::Number, Some(16)),
            (Part::Earliest, Some(16)),
            (Part::Earliest, Some(16)),
            (Part::Latest, Some(16)),
            (Part::Identifier, None),
            (Part::Order, Some(32)),
            (Part::Identifier, None),
        ]
    );
    let (born, _) = schema.attribute("born").unwrap();
    assert_eq!(schema.position(born, Part::Latest), Some(5));
}

#[test]
fn plain_values_are_rounded_and_encoded() {
    let values = certify(&[]).unwrap();
    assert!(values.as_slice()[0] == CertifiedValue::Number(72));
    assert!(values.as_slice()[1] == CertifiedValue::Number(-24));
    let CertifiedValue::Days(earliest, latest) = values.as_slice()[3] else {
        panic!("a date")
    };
    assert_eq!(latest - earliest, 29);
    assert!(values.as_slice()[5] == CertifiedValue::Code(None));
}

#[test]
fn the_width_bounds_what_can_be_certified() {
    assert!(certify(&[("hba1c", Some("25.5"))]).is_ok());
    assert!(certify(&[("hba1c", Some("25.54"))]).is_ok());
    for (name, text) in [
        ("hba1c", "25.55"),
        ("hba1c", "-0.1"),
        ("hba1c", "high"),
        ("base_excess", "-50.1"),
        ("base_excess", "1.25"),
        ("measured", "2026-02"),
        ("born", "1899"),
        ("diagnosis", "diabetes"),
        ("allergy", " 91936005"),
        ("unknown", "1"),
    ] {
        assert_eq!(
            certify(&[(name, Some(text))]),
            Err(ValueError),
            "{name} {text}"
        );
    }
    for name in ["hba1c", "measured", "diagnosis"] {
        assert_eq!(certify(&[(name, None)]), Err(ValueError), "{name}");
    }
}

#[test]
fn debug_shows_no_value() {
    assert_eq!(
        format!("{:?}", certify(&[]).unwrap()),
        "CertifiedValues(6 values)"
    );
}

#[test]
fn schemas_name_the_place_that_is_wrong() {
    for (from, to, at) in [
        (
            "\"medseal_schema\": 1",
            "\"medseal_schema\": 2",
            "medseal_schema",
        ),
        ("\"bits\": 8", "\"bits\": 64", "attributes[0].bits"),
        (
            "\"scale\": 1, \"bits\": 8",
            "\"scale\": 10, \"bits\": 8",
            "attributes[0].scale",
        ),
        (
            "\"minimum\": \"-50\"",
            "\"minimum\": \"-50.05\"",
            "attributes[1].minimum",
        ),
        ("\"exact\"", "\"floor\"", "attributes[1].rounding"),
        (
            "\"partial\": true",
            "\"partial\": 1",
            "attributes[3].partial",
        ),
        ("\"icd-10\"", "\"snomed\"", "attributes[4].hierarchy"),
        ("\"allergy\"", "\"hba1c\"", "attributes[5]"),
        ("\"optional\"", "\"optionl\"", "attributes[5].optionl"),
        ("\"born\"", "\"Born\"", "attributes[3].name"),
    ] {
        let error = Schema::from_json(&PANEL.replacen(from, to, 1)).unwrap_err();
        assert_eq!(error.fault().at, at);
        assert_eq!(error.code(), "invalid-schema");
    }
}

#[test]
fn the_hash_is_of_the_data_not_of_the_text() {
    let compact: String = PANEL.split_whitespace().collect::<Vec<_>>().join(" ");
    let hash = |text: &str| Schema::from_json(text).unwrap().hash();
    assert_eq!(hash(PANEL), hash(&compact));
    assert_ne!(hash(PANEL), hash(&PANEL.replace("2019", "2016")));
}
