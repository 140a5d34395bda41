//! Claims that a grant cannot make, rightly signed.

use super::*;

pub(super) fn claims() -> Vec<Forgery> {
    let key = |members: Vec<(Value, Value)>| Value::Map(vec![(1.into(), Value::Map(members))]);
    let point = Value::Bytes(clinic().key.verifying_key().as_bytes().to_vec());
    let okp = |x: Value| {
        vec![
            (1.into(), 1.into()),
            ((-1).into(), 6.into()),
            ((-2).into(), x),
        ]
    };
    let mut x25519 = okp(point.clone());
    x25519[1].1 = 4.into();
    let mut with_id = okp(point.clone());
    with_id.push((2.into(), Value::Bytes(vec![1])));
    let mut both = key(okp(point.clone()));
    both.as_map_mut()
        .unwrap()
        .push((3.into(), Value::Bytes(vec![1])));
    let low_order = Value::Bytes([[1].as_slice(), &[0; 31]].concat());
    let end = year().expires().seconds();
    let texts = |codes: &[&str]| Value::Array(codes.iter().map(|c| Value::from(*c)).collect());
    let many = (0..65).map(|n| Value::from(format!("{n:02}"))).collect();
    let mut cases = vec![
        (
            "a claim nobody knows",
            with_claim(-70000, 1),
            "unknown-claim",
        ),
        (
            "a registered claim that grants do not have",
            with_claim(2, "patient"),
            "unknown-claim",
        ),
        (
            "a claim named by a text",
            with_claims(|c| c.push(("x".into(), 1.into()))),
            "unknown-claim",
        ),
        ("version 2", with_claim(-65537, 2), "unknown-version"),
        ("version 0", with_claim(-65537, 0), "unknown-version"),
        (
            "an issuer that is no did:key",
            with_claim(1, "did:web:example.org"),
            "malformed-grant",
        ),
        (
            "a ledger in capitals",
            with_claim(3, "AB".repeat(32)),
            "malformed-grant",
        ),
        (
            "several ledgers",
            with_claim(3, texts(&["x", "y"])),
            "malformed-grant",
        ),
        (
            "an end that is a text",
            with_claim(4, "tomorrow"),
            "malformed-grant",
        ),
        ("an end before 1970", with_claim(4, -1), "malformed-grant"),
        (
            "an end after 9999",
            with_claim(4, 253_402_300_800_u64),
            "malformed-grant",
        ),
        (
            "an end before the beginning",
            with_claim(5, end),
            "empty-validity",
        ),
        ("signed after its end", with_claim(6, end), "empty-validity"),
        (
            "a short identifier",
            with_claim(7, Value::Bytes(vec![0; 15])),
            "malformed-grant",
        ),
        (
            "eight delegations",
            with_claim(-65541, 8),
            "delegation-too-deep",
        ),
        (
            "three hundred delegations",
            with_claim(-65541, 300),
            "malformed-grant",
        ),
        (
            "a parent of nothing",
            with_claim(-65542, Value::Null),
            "malformed-grant",
        ),
        (
            "a low-order key",
            with_claim(8, key(okp(low_order))),
            "malformed-grant",
        ),
        (
            "a key of another curve",
            with_claim(8, key(x25519)),
            "malformed-grant",
        ),
        (
            "a key with more members",
            with_claim(8, key(with_id)),
            "malformed-grant",
        ),
        (
            "two confirmation methods",
            with_claim(8, both),
            "malformed-grant",
        ),
        ("no key", with_claim(8, key(vec![])), "malformed-grant"),
        (
            "a scope field nobody knows",
            with_scope("region", "north"),
            "malformed-grant",
        ),
        (
            "no category",
            with_scope("categories", texts(&[])),
            "malformed-grant",
        ),
        (
            "a category that is no code",
            with_scope("categories", texts(&["two words"])),
            "malformed-grant",
        ),
        (
            "65 categories",
            with_scope("categories", Value::Array(many)),
            "malformed-grant",
        ),
        (
            "a repeated category",
            with_scope("categories", texts(&["LAB", "LAB"])),
            "malformed-grant",
        ),
        (
            "unsorted purposes",
            with_scope("purposes", texts(&["TREAT", "ETREAT"])),
            "malformed-grant",
        ),
        (
            "a purpose nobody knows",
            with_scope("purposes", texts(&["ALL"])),
            "malformed-grant",
        ),
        (
            "the root of all purposes",
            with_scope("purposes", texts(&["PurposeOfUse"])),
            "malformed-grant",
        ),
        (
            "break-glass for laboratory records",
            with_scope("purposes", texts(&["BTG"])),
            "malformed-grant",
        ),
        (
            "a confidentiality nobody knows",
            with_scope("confidentiality", "X"),
            "malformed-grant",
        ),
        (
            "no record at all",
            with_scope("records", texts(&[])),
            "malformed-grant",
        ),
        (
            "a null for all records",
            with_scope("records", Value::Null),
            "malformed-grant",
        ),
    ];
    for name in [
        1, 3, 4, 5, 6, 7, 8, -65537, -65538, -65539, -65540, -65541, -65543,
    ] {
        cases.push(("a claim is missing", without_claim(name), "malformed-grant"));
    }
    all("claims", cases)
}
