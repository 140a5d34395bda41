//! A decision in the hands of a third party, and `vectors/consent/proofs.json`.

use super::{
    vectors::{
        file,
        support::{check, hex},
    },
    *,
};
use crate::{
    codec,
    domain::{ACCESS_REQUEST, DECISION, Label},
    errors::ErrorCode,
};
use ciborium::Value as Cbor;
use serde_json::json;

fn permitted() -> (model::View, DecisionProof) {
    let (view, grant) = (ledger().view(), clinic_grant());
    let (chain, record, rules) = (alone(&grant), laboratory_record(), rules());
    let request = request(&clinic(), clinic_terms(&grant));
    let mut nonces = MemoryNonces::default();
    let decision = decide(
        &request,
        &chain,
        &record,
        &view,
        &mut nonces,
        &rules,
        at(120),
    );
    let proof = decision.prove(&custodian().key).unwrap();
    (view, proof)
}

fn body(proof: &DecisionProof) -> Cbor {
    let message: Cbor = ciborium::from_reader(proof.as_bytes()).unwrap();
    let body = message.as_array().unwrap()[0].as_bytes().unwrap();
    ciborium::from_reader(body.as_slice()).unwrap()
}

fn signed(label: Label, by: &Party, body: Cbor) -> Vec<u8> {
    let body = codec::encode_value(body).unwrap();
    let signature = by.key.sign(label, &body).as_bytes().to_vec();
    let message = vec![Cbor::Bytes(body), Cbor::Bytes(signature)];
    codec::encode_value(Cbor::Array(message)).unwrap()
}

fn set(body: &mut Cbor, path: &[&str], value: Cbor) {
    let fields = body.as_map_mut().unwrap();
    let field = fields
        .iter_mut()
        .find(|(name, _)| *name == path[0].into())
        .unwrap();
    match path {
        [_] => field.1 = value,
        [_, rest @ ..] => set(&mut field.1, rest, value),
        [] => unreachable!(),
    }
}

#[test]
fn a_decision_that_does_not_follow_from_the_ledger_is_not_confirmed() {
    let (view, proof) = permitted();
    let with = |path: &[&str], value: Cbor| {
        let mut body = body(&proof);
        set(&mut body, path, value);
        body
    };
    let resigned = |body: Cbor| signed(DECISION, &custodian(), body);
    let later = proof.decided().plus(Duration::from_hours(9)).seconds();
    let deny = |reason: &str| {
        let reasons = Cbor::Array(vec![reason.into()]);
        let reasons = Cbor::Map(vec![("reasons".into(), reasons)]);
        with(&["verdict"], Cbor::Map(vec![("deny".into(), reasons)]))
    };
    let stranger = Cbor::Bytes(specialist().key.verifying_key().as_bytes().to_vec());
    let rotated = Cbor::Bytes(clinic().key.verifying_key().as_bytes().to_vec());
    let mut request = proof.request().as_bytes().to_vec();
    *request.last_mut().unwrap() ^= 1;
    let mut chain = proof.chain().to_bytes().unwrap();
    let last = chain.len() - 60;
    chain[last] ^= 1;
    let longer = with(&["verdict", "permit", "expires"], later.into());
    let another_record = with(&["record", "category"], "IMG".into());
    let cases = [
        ("in order", "none", proof.as_bytes().to_vec(), "confirmed"),
        (
            "said to be a replay",
            "none",
            resigned(deny("request-replayed")),
            "confirmed",
        ),
        (
            "denied for no reason",
            "verdict",
            resigned(deny("grant-revoked")),
            "decision-differs",
        ),
        (
            "permitted for longer",
            "verdict",
            resigned(longer),
            "decision-differs",
        ),
        (
            "about another record",
            "verdict",
            resigned(another_record),
            "decision-differs",
        ),
        (
            "at another height",
            "state",
            resigned(with(&["height"], 1.into())),
            "decision-differs",
        ),
        (
            "at another time",
            "state",
            resigned(with(&["decided"], later.into())),
            "decision-differs",
        ),
        (
            "by somebody who was not asked",
            "decider",
            signed(DECISION, &specialist(), with(&["decider"], stranger)),
            "unexpected-decider",
        ),
        (
            "by the one who asks",
            "decider",
            signed(DECISION, &clinic(), with(&["decider"], rotated)),
            "unexpected-decider",
        ),
        (
            "signed by somebody else",
            "signature",
            signed(DECISION, &specialist(), body(&proof)),
            "invalid-signature",
        ),
        (
            "signed as a request",
            "signature",
            signed(ACCESS_REQUEST, &custodian(), body(&proof)),
            "invalid-signature",
        ),
        (
            "with a request that does not verify",
            "signature",
            resigned(with(&["request"], Cbor::Bytes(request))),
            "invalid-signature",
        ),
        (
            "version 2",
            "version",
            resigned(with(&["version"], 2.into())),
            "unknown-version",
        ),
        (
            "with rules for nobody",
            "structure",
            resigned(with(&["rules", "audience"], Cbor::Null)),
            "unexpected-structure",
        ),
        (
            "more than half a megabyte",
            "encoding",
            vec![0; 524_289],
            "encoding-too-large",
        ),
    ];
    let described = cases.map(|(name, class, bytes, expected)| {
        let found = DecisionProof::from_bytes(&bytes).and_then(|proof| proof.replay(&view));
        let found = found.map_or_else(|error| error.code(), |()| "confirmed");
        assert_eq!(found, expected, "{name}");
        let bytes = if class == "encoding" {
            String::new()
        } else {
            hex(&bytes)
        };
        json!({"name": name, "class": class, "proof": bytes, "expected": expected})
    });
    let cases = described.into_iter().filter(|case| case["proof"] != "");
    let mut vectors = file("proofs", cases.collect());
    vectors["view"] = view.describe();
    check("consent/proofs.json", vectors);
    assert!(DecisionProof::from_bytes(&resigned(with(&["chain"], Cbor::Bytes(chain)))).is_err());
}
