//! `vectors/consent/requests.json`

use super::*;
use crate::{
    codec,
    domain::{ACCESS_REQUEST, DECISION, Label},
    types::Salt,
};
use ciborium::Value as Cbor;

#[test]
fn requests() {
    let accepted = [
        ("a request for treatment", treatment()),
        ("a break-glass request", break_glass()),
    ]
    .map(|(name, request)| {
        json!({
            "name": name,
            "request": hex(request.as_bytes()),
            "fields": {
                "ledger": request.ledger(),
                "audience": request.audience(),
                "grantee": request.grantee(),
                "grant": request.grant(),
                "record": request.record(),
                "purpose": request.purpose(),
                "break_glass": request.break_glass(),
                "break_glass_event": request.break_glass_event(),
                "minimum_height": request.minimum_height(),
                "nonce": request.nonce(),
                "issued": request.issued(),
                "expires": request.expires(),
            },
        })
    });
    let refused = refused().into_iter().map(|(name, class, bytes, expected)| {
        let found = AccessRequest::from_bytes(&bytes).map(|_| "accepted");
        assert_eq!(found.map_err(|error| error.code()), Err(expected), "{name}");
        json!({"name": name, "class": class, "request": hex(&bytes), "expected": expected})
    });
    check(
        "consent/requests.json",
        file("requests", accepted.into_iter().chain(refused).collect()),
    );
}

fn treatment() -> AccessRequest {
    let mut terms = clinic_terms(&clinic_grant());
    terms.record.resource_types = ["Observation".parse().unwrap()].into();
    terms.record.confidentiality = Some(Confidentiality::Normal);
    request(&clinic(), terms)
}

pub(super) fn break_glass() -> AccessRequest {
    let reason = "found unconscious, allergies unknown";
    let (patient, clinic_id) = (patient().identity(), clinic().identity());
    let statement =
        BreakGlassStatement::new(ledger_id(), patient, clinic_id, reason, at(80), at(3600));
    let terms = RequestTerms {
        record: RecordFacts {
            category: category("EMERGENCY"),
            ..laboratory_record()
        },
        purpose: Purpose::BreakTheGlass,
        break_glass: Some((statement.unwrap(), Salt::from_bytes([8; 32]))),
        ..clinic_terms(&clinic_grant())
    };
    request(&clinic(), terms)
}

fn body(request: &AccessRequest) -> Cbor {
    let message: Cbor = ciborium::from_reader(request.as_bytes()).unwrap();
    let body = message.as_array().unwrap()[0].as_bytes().unwrap();
    ciborium::from_reader(body.as_slice()).unwrap()
}

fn signed(label: Label, by: &Party, body: &[u8]) -> Vec<u8> {
    let signature = by.key.sign(label, body).as_bytes().to_vec();
    let message = vec![Cbor::Bytes(body.to_vec()), Cbor::Bytes(signature)];
    codec::encode_value(Cbor::Array(message)).unwrap()
}

fn altered(request: &AccessRequest, field: &str, value: Option<Cbor>) -> Vec<u8> {
    let mut body = body(request);
    let fields = body.as_map_mut().unwrap();
    fields.retain(|(name, _)| *name != field.into());
    fields.extend(value.map(|value| (field.into(), value)));
    signed(
        ACCESS_REQUEST,
        &clinic(),
        &codec::encode_value(body).unwrap(),
    )
}

fn refused() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let (plain, urgent) = (treatment(), break_glass());
    let valid = codec::encode_value(body(&plain)).unwrap();
    let with = |field, value: Cbor| altered(&plain, field, Some(value));
    let issued = at(100).seconds();
    let mut unsorted = body(&plain);
    unsorted.as_map_mut().unwrap().reverse();
    let mut out_of_order = Vec::new();
    ciborium::into_writer(&unsorted, &mut out_of_order).unwrap();
    let mut moved = urgent.as_bytes().to_vec();
    let end = moved.len() - 64;
    moved[end..].copy_from_slice(&plain.as_bytes()[plain.as_bytes().len() - 64..]);
    let statement = body(&urgent).into_map().unwrap();
    let statement = statement
        .into_iter()
        .find(|(name, _)| *name == "break_glass".into());
    let statement = statement.unwrap().1;
    let mut blank = statement.clone();
    let fields = &mut blank.as_map_mut().unwrap()[1].1;
    for (name, value) in fields.as_map_mut().unwrap() {
        if *name == "reason".into() {
            *value = " ".into();
        }
    }
    let trailing = [plain.as_bytes(), &[0]].concat();
    let large = with("region", Cbor::Bytes(vec![0; AccessRequest::MAX_BYTES]));
    let label = DECISION;
    vec![
        (
            "signed by somebody else",
            "signature",
            signed(ACCESS_REQUEST, &specialist(), &valid),
            "invalid-signature",
        ),
        (
            "signed as a decision",
            "signature",
            signed(label, &clinic(), &valid),
            "invalid-signature",
        ),
        (
            "a signature of another request",
            "signature",
            moved,
            "invalid-signature",
        ),
        (
            "version 2",
            "version",
            with("version", 2.into()),
            "unknown-version",
        ),
        (
            "a field nobody knows",
            "structure",
            with("region", 1.into()),
            "unexpected-structure",
        ),
        (
            "no nonce",
            "structure",
            altered(&plain, "nonce", None),
            "unexpected-structure",
        ),
        (
            "a short nonce",
            "structure",
            with("nonce", Cbor::Bytes(vec![0; 15])),
            "unexpected-structure",
        ),
        (
            "a purpose nobody knows",
            "structure",
            with("purpose", "ALL".into()),
            "unexpected-structure",
        ),
        (
            "good for no time",
            "lifetime",
            with("expires", issued.into()),
            "request-lifetime",
        ),
        (
            "good for more than an hour",
            "lifetime",
            with("expires", (issued + 3601).into()),
            "request-lifetime",
        ),
        (
            "break-glass without a statement",
            "break-glass",
            altered(&urgent, "break_glass", None),
            "break-glass-reason",
        ),
        (
            "a statement without break-glass",
            "break-glass",
            with("break_glass", statement),
            "break-glass-reason",
        ),
        (
            "a blank reason",
            "break-glass",
            altered(&urgent, "break_glass", Some(blank)),
            "unexpected-structure",
        ),
        (
            "fields out of order",
            "encoding",
            signed(ACCESS_REQUEST, &clinic(), &out_of_order),
            "non-canonical-encoding",
        ),
        (
            "a byte after the end",
            "encoding",
            trailing,
            "malformed-encoding",
        ),
        ("nothing", "encoding", vec![], "malformed-encoding"),
        (
            "more than sixteen kilobytes",
            "encoding",
            large,
            "encoding-too-large",
        ),
    ]
}
