//! Decimals, dates, positions and identifiers of codes.

use super::{hex, outcome, support::vectors::check};
use medseal::eligibility::{Day, Days, Decimal, Hierarchy, LeapDayRule, PublicValue, Rounding};
use serde_json::{Value, json};

#[test]
fn encodings() {
    let roundings = [
        ("exact", Rounding::Exact),
        ("half-even", Rounding::HalfEven),
        ("half-up", Rounding::HalfUp),
        ("truncate", Rounding::Truncate),
    ];
    let decimals = [
        "7.4", "6.45", "6.55", "-6.45", "-0.05", "1e2", "12.5E-1", "01", "1.", "+1",
    ];
    let decimals =
        decimals.iter().flat_map(|text| {
            roundings.map(|(name, rounding)| {
            let scaled = text.parse::<Decimal>().and_then(|value| value.scaled(1, rounding));
            json!({"name": format!("{text} to one place, {name}"), "kind": "decimal", "text": text,
                   "scale": 1, "rounding": name, "expected": outcome(scaled, |n| json!(n))})
        })
        });
    let dates = [
        "1968",
        "2024-02",
        "2023-02",
        "2024-02-29",
        "2023-02-29",
        "1900-01-01",
        "1899-12-31",
        "2079-06-06",
        "2079-06-07",
        "2026-02-17T08:10:00Z",
        "2026-02-17T23:30:00-05:00",
        "2026-02-17T08:10:00",
        "2026-2-17",
    ]
    .map(|text| {
        let days = outcome(text.parse::<Days>(), |days| {
            json!([days.earliest.number(), days.latest.number()])
        });
        json!({"name": text, "kind": "date", "text": text, "expected": days})
    });
    let rules = [
        ("february-28", LeapDayRule::February28),
        ("march-1", LeapDayRule::March1),
    ];
    let today = [
        "2026-02-27",
        "2026-02-28",
        "2026-03-01",
        "2028-02-28",
        "2028-02-29",
        "1910-01-01",
    ];
    let births = today.iter().flat_map(|today| {
        rules.map(|(name, rule)| {
            let day = today.parse::<Days>().unwrap().earliest;
            let latest = day.latest_birth(18, rule).unwrap().map(Day::number);
            json!({"name": format!("18 on {today}, {name}"), "kind": "latest-birth", "years": 18,
                   "today": day.number(), "leap_day": name, "expected": latest})
        })
    });
    let codes = [
        ("icd-10", Hierarchy::Icd10, "E11"),
        ("icd-10", Hierarchy::Icd10, "E11.65"),
        ("icd-10", Hierarchy::Icd10, "S72.001A"),
        ("icd-10", Hierarchy::Icd10, "Z99.9"),
        ("icd-10", Hierarchy::Icd10, "E1"),
        ("atc", Hierarchy::Atc, "A10BA02"),
        ("atc", Hierarchy::Atc, "A"),
        ("atc", Hierarchy::Atc, "A1"),
    ]
    .map(|(name, tree, code)| {
        let range = outcome(tree.subtree(code), |(first, last)| json!([first, last]));
        json!({"name": format!("{name} {code}"), "kind": "subtree", "hierarchy": name,
               "code": code, "expected": range})
    });
    let identifiers = [
        ("http://snomed.info/sct", "44054006"),
        ("http://snomed.info/sct", ""),
    ]
    .map(|(system, code)| {
        json!({"name": format!("{system} {code}"), "kind": "identifier", "system": system,
                   "code": code, "expected": hex(PublicValue::code(system, code).as_bytes())})
    });
    let cases: Vec<Value> = decimals
        .chain(dates)
        .chain(births)
        .chain(codes)
        .chain(identifiers)
        .collect();
    check(
        "eligibility/encodings.json",
        json!({"format": "eligibility v1: encodings", "cases": cases}),
    );
}
