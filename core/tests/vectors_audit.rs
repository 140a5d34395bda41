//! The vectors of `vectors/audit/`: what the audit formats are, byte for byte.

mod support;

use medseal::{
    audit::{Destroyed, ErasureAttestation, ErasureReceipt},
    errors::ErrorCode,
    keys::{SealingSuite, SecretIdentity},
    types::{Commitment, LedgerId, Timestamp},
};
use rand::{SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use support::vectors::{check, hex, unhex};

#[test]
fn erasure_attestations() {
    let rng = &mut StdRng::seed_from_u64(21);
    let custodian = SecretIdentity::generate_with_rng(SealingSuite::X25519, rng).signing_key();
    let (ledger, record) = (
        LedgerId::from_bytes([1; 32]),
        Commitment::from_bytes([2; 32]),
    );
    let time = Timestamp::from_seconds(1_800_000_000).unwrap();
    let attest = |keys, payload| {
        let destroyed = Destroyed { keys, payload };
        ErasureAttestation::new(ledger, record, destroyed, time, &custodian).unwrap()
    };
    let mut cases: Vec<Value> = [(true, false), (true, true)]
        .map(|(keys, payload)| {
            json!({
                "name": format!("keys {keys}, payload {payload}"),
                "bytes": hex(attest(keys, payload).as_bytes()),
                "ledger": ledger.to_string(),
                "record": record.to_string(),
                "custodian": custodian.verifying_key().did_key(),
                "keys": keys,
                "payload": payload,
                "time": time.seconds(),
            })
        })
        .into();
    let good = attest(true, false).as_bytes().to_vec();
    let last = good.len() - 1;
    let altered = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let negative = [
        (
            "signature altered",
            "signature",
            altered(last),
            "invalid-signature",
        ),
        (
            "cut short",
            "encoding",
            good[..last].to_vec(),
            "malformed-encoding",
        ),
        (
            "byte appended",
            "encoding",
            [&good[..], &[0]].concat(),
            "malformed-encoding",
        ),
        ("empty", "encoding", vec![], "malformed-encoding"),
        (
            "too long",
            "limit",
            vec![0; ErasureAttestation::MAX_LEN + 1],
            "encoding-too-large",
        ),
        (
            "an empty array",
            "structure",
            vec![0x80],
            "unexpected-structure",
        ),
    ];
    cases.extend(negative.map(|(name, class, bytes, expected)| {
        json!({"name": name, "class": class, "bytes": hex(&bytes), "expected": expected})
    }));
    for case in &cases {
        match ErasureAttestation::from_bytes(&unhex(&case["bytes"])) {
            Ok(read) => {
                assert_eq!(case["record"], json!(read.record().to_string()));
                assert_eq!(case["keys"], json!(read.destroyed().keys));
            }
            Err(error) => assert_eq!(case["expected"], json!(error.code()), "{}", case["name"]),
        }
    }
    check(
        "audit/erasure-attestation.json",
        json!({"format": "exchange v1: erasure attestation", "cases": cases}),
    );
}

#[test]
fn receipts_that_are_none() {
    let cases: Vec<Value> = [
        ("empty", "encoding", vec![], "malformed-encoding"),
        ("an integer", "structure", vec![1], "unexpected-structure"),
        (
            "an indefinite map",
            "canonical",
            vec![0xbf, 0xff],
            "non-canonical-encoding",
        ),
    ]
    .into_iter()
    .map(|(name, class, bytes, expected)| {
        let error = ErasureReceipt::from_bytes(&bytes).unwrap_err();
        assert_eq!(error.code(), expected, "{name}");
        let shown = &bytes[..bytes.len().min(64)];
        json!({"name": name, "class": class, "bytes": hex(shown), "length": bytes.len(),
               "expected": expected})
    })
    .collect();
    check(
        "audit/erasure-receipt.json",
        json!({"format": "exchange v1: erasure receipt", "cases": cases}),
    );
}
