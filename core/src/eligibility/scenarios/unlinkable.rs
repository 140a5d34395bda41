//! What showings have in common: their shape, and what is public.

use super::fixtures::*;
use crate::eligibility::{CredentialRequest, Wallet, WalletSecret};
use ciborium::Value;
use rand::{SeedableRng, rngs::StdRng};
use std::collections::{BTreeSet, HashMap};

/// What every copy of one issuance may have in common.
const PUBLIC: [&str; 7] = ["v", "suite", "schema", "issuer", "nbf", "exp", "registry"];

#[test]
fn threat_14_a_thousand_showings_share_no_16_bytes() {
    const SHOWINGS: usize = 1000;
    let rng = &mut StdRng::seed_from_u64(1);
    let policy = policy(r#"{"number": "lab.hba1c", "unit": "%", "max": "9.0"}"#);
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    for _ in 0..SHOWINGS.div_ceil(CredentialRequest::MAX_COPIES) {
        issue_to(&mut wallet, &ada(), CredentialRequest::MAX_COPIES, rng);
    }
    let mut seen: HashMap<[u8; 16], usize> = HashMap::new();
    let mut public = BTreeSet::new();
    for showing in 0..SHOWINGS {
        let request = request(&policy, rng);
        let presentation = present(&mut wallet, &policy, &request, rng);
        let value: Value = ciborium::from_reader(presentation.as_bytes()).unwrap();
        let mut hidden = Vec::new();
        collect("", &value, &mut hidden, &mut public);
        assert!(hidden.iter().map(Vec::len).sum::<usize>() > 900);
        for run in hidden.iter().flat_map(|bytes| bytes.windows(16)) {
            let before = seen.insert(run.try_into().unwrap(), showing);
            assert!(
                before.is_none_or(|before| before == showing),
                "showing {showing}"
            );
        }
    }
    // Of the fields that may be common, all are: no copy stands out by one of them.
    assert_eq!(public.len(), PUBLIC.len(), "{public:?}");
}

/// Two people meet a policy by other values, and by another of its alternatives.
#[test]
fn values_that_satisfy_a_policy_give_presentations_of_one_shape() {
    let rng = &mut StdRng::seed_from_u64(2);
    let alternatives = policy(
        r#"{"all": [
            {"any": [
                {"number": "lab.hba1c", "unit": "%", "max": "7.5"},
                {"all": [
                    {"code": "lab.diagnosis", "system": "http://hl7.org/fhir/sid/icd-10", "under": ["E11.0"]},
                    {"number": "lab.systolic", "unit": "mm[Hg]", "min": 130}]}]},
            {"at_least": 2, "of": [
                {"date": "lab.birth_date", "not_after": "1950-12-31"},
                {"code": "lab.allergy", "system": "http://snomed.info/sct", "not_in": ["91936005"]},
                {"number": "lab.diastolic", "unit": "mm[Hg]", "max": 85}]}
        ]}"#,
    );
    let mut bob = ada();
    bob.extend(plain(&[
        ("birth_date", "1941-01-02"),
        ("hba1c", "9.0"),
        ("systolic", "170"),
        ("diastolic", "110"),
        ("diagnosis", "E11.0"),
        ("allergy", "294505008"),
    ]));
    for policy in [example_policy(), alternatives] {
        let shapes = [ada(), bob.clone()].map(|values| {
            let request = request(&policy, rng);
            let shown = present(&mut wallet_with(&values, 1, rng), &policy, &request, rng);
            shape(&ciborium::from_reader(shown.as_bytes()).unwrap())
        });
        assert_eq!(shapes[0], shapes[1]);
    }
}

/// All of a presentation but what its byte strings hold. They hold encodings that have one length
/// for each form.
fn shape(value: &Value) -> String {
    match value {
        Value::Map(members) => {
            let members = members.iter();
            let members = members.map(|(name, value)| format!("{name:?}: {}", shape(value)));
            members.collect::<Vec<_>>().join(", ")
        }
        Value::Array(items) => format!("{:?}", items.iter().map(shape).collect::<Vec<_>>()),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        other => format!("{other:?}"),
    }
}

/// Gathers byte strings that must be fresh, and the values of public fields, by walking all CBOR
/// that is in a presentation: a credential is CBOR in a byte string, and so is its payload.
fn collect(name: &str, value: &Value, hidden: &mut Vec<Vec<u8>>, public: &mut BTreeSet<String>) {
    match value {
        Value::Map(members) => {
            for (key, value) in members {
                let name = key.as_text().unwrap_or_default();
                if PUBLIC.contains(&name) {
                    public.insert(format!("{name}: {value:?}"));
                } else {
                    collect(name, value, hidden, public);
                }
            }
        }
        // COSE_Sign1: header, header, payload, signature.
        Value::Array(items) if name == "cose" => {
            let payload = items[2].as_bytes().unwrap();
            collect(
                "",
                &ciborium::from_reader(&payload[..]).unwrap(),
                hidden,
                public,
            );
            collect("signature", &items[3], hidden, public);
        }
        Value::Array(items) if name == "credentials" => {
            for item in items {
                let cose: Value = ciborium::from_reader(&item.as_bytes().unwrap()[..]).unwrap();
                let cose = match cose {
                    Value::Tag(_, inner) => *inner,
                    plain => plain,
                };
                collect("cose", &cose, hidden, public);
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .for_each(|item| collect(name, item, hidden, public));
        }
        Value::Bytes(bytes) => hidden.push(bytes.clone()),
        other => panic!("{name} is {other:?}"),
    }
}
