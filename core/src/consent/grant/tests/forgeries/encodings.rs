//! Encodings and signatures that a grant cannot have.

use super::*;

pub(super) fn encodings() -> Vec<Forgery> {
    let valid = clinic_grant().as_bytes().to_vec();
    let tagged = [&[0xd2], valid.as_slice()].concat();
    let trailing = [valid.as_slice(), &[0]].concat();
    let truncated = valid[..valid.len() - 1].to_vec();
    let three: Value = ciborium::from_reader(valid.as_slice()).unwrap();
    let three = three.into_array().unwrap()[..3].to_vec();
    let three = codec::encode_value(Value::Array(three)).unwrap();
    let detached = CoseSign1Builder::new().protected(header().build());
    let detached = finish(detached, domain::GRANT.as_bytes(), &patient().key);
    // The same claims, rightly signed, in another encoding of the same map.
    let mut unsorted: Value = ciborium::from_reader(payload().as_slice()).unwrap();
    unsorted.as_map_mut().unwrap().swap(0, 1);
    let mut twice: Value = ciborium::from_reader(payload().as_slice()).unwrap();
    let first = twice.as_map().unwrap()[0].clone();
    twice.as_map_mut().unwrap().insert(1, first);
    let raw = |value: &Value| {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        signed(header(), bytes)
    };
    let mut indefinite = payload();
    indefinite[0] = 0xbf;
    indefinite.push(0xff);
    let gigabyte = [&[0x84, 0x5a, 0x40, 0, 0, 0], [0; 1000].as_slice()].concat();
    let claims_gigabyte = signed(header(), vec![0xba, 0x40, 0, 0, 0, 1, 1]);
    let nested = [[0x81].repeat(5000), vec![0x80]].concat();
    let large = with_claim(-65538, Value::Bytes(vec![0; Grant::MAX_BYTES]));
    all(
        "encoding",
        vec![
            ("nothing", vec![], "malformed-encoding"),
            ("a tag", tagged, "non-canonical-encoding"),
            ("a byte after the end", trailing, "malformed-encoding"),
            ("a byte short", truncated, "malformed-encoding"),
            ("three elements", three, "malformed-grant"),
            ("a detached payload", detached, "malformed-grant"),
            (
                "claims out of order",
                raw(&unsorted),
                "non-canonical-encoding",
            ),
            ("a claim twice", raw(&twice), "non-canonical-encoding"),
            (
                "claims of indefinite length",
                signed(header(), indefinite),
                "non-canonical-encoding",
            ),
            (
                "claims that are a list",
                signed(header(), vec![0x80]),
                "malformed-grant",
            ),
            (
                "a kilobyte that claims a gigabyte",
                gigabyte,
                "malformed-encoding",
            ),
            (
                "claims that claim a gigabyte",
                claims_gigabyte,
                "malformed-encoding",
            ),
            (
                "five thousand arrays in one another",
                nested,
                "encoding-too-large",
            ),
            ("more than sixteen kilobytes", large, "encoding-too-large"),
        ],
    )
}

pub(super) fn signatures() -> Vec<Forgery> {
    let plain = || builder(header(), payload());
    let patient = patient().key;
    let aad = domain::GRANT.as_bytes();
    let mut short: Value = ciborium::from_reader(clinic_grant().as_bytes()).unwrap();
    short.as_array_mut().unwrap()[3] = Value::Bytes(vec![0; 63]);
    let short = codec::encode_value(short).unwrap();
    let mut moved: Value = ciborium::from_reader(clinic_grant().as_bytes()).unwrap();
    let delegable: Value = ciborium::from_reader(with_claim(-65541, 1).as_slice()).unwrap();
    moved.as_array_mut().unwrap()[2] = delegable.as_array().unwrap()[2].clone();
    let moved = codec::encode_value(moved).unwrap();
    all(
        "signature",
        vec![
            (
                "signed by the grantee",
                finish(plain(), aad, &clinic().key),
                "invalid-signature",
            ),
            (
                "signed without a label",
                finish(plain(), b"", &patient),
                "invalid-signature",
            ),
            (
                "signed with the label of requests",
                finish(plain(), domain::ACCESS_REQUEST.as_bytes(), &patient),
                "invalid-signature",
            ),
            ("a signature of other claims", moved, "invalid-signature"),
            ("a short signature", short, "malformed-grant"),
        ],
    )
}
