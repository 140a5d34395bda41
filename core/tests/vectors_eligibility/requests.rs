//! A verifier's request.

use super::{find, hex, support::vectors::unhex};
use medseal::{eligibility::EligibilityRequest, errors::ErrorCode};
use serde_json::{Value, json};

pub(super) fn request_cases(request: &EligibilityRequest) -> Value {
    let bytes = request.as_bytes();
    let flipped = |at: usize| {
        let mut altered = bytes.to_vec();
        altered[at] ^= 1;
        altered
    };
    let mut cases = vec![json!({
        "name": "a request", "request": hex(bytes), "digest": request.digest().to_string(),
        "verifier": hex(request.verifier().as_bytes()), "audience": request.audience(),
        "nonce": request.nonce().to_string(), "policy": request.policy().to_string(),
        "issued": request.issued().seconds(), "expires": request.expires().seconds(),
        "ledger": request.ledger().ledger.to_string(), "height": request.ledger().height,
    })];
    for (name, class, altered) in [
        ("signature altered", "signature", flipped(bytes.len() - 1)),
        (
            "nonce altered",
            "signature",
            flipped(find(bytes, b"nonce") + 8),
        ),
        (
            "version 0",
            "version",
            flipped(find(bytes, b"\x61v\x01") + 2),
        ),
        ("cut short", "encoding", bytes[..bytes.len() - 1].to_vec()),
    ] {
        let code = EligibilityRequest::from_bytes(&altered).unwrap_err().code();
        cases.push(
            json!({"name": name, "class": class, "request": hex(&altered), "expected": code}),
        );
    }
    for case in &cases {
        assert!(!unhex(&case["request"]).is_empty());
    }
    json!({"format": "eligibility v1: request", "cases": cases})
}
