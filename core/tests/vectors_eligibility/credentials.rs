//! What is asked of an issuer, and what it signs.

use super::{find, hex, laboratory, trial};
use medseal::{
    eligibility::{Credential, CredentialRequest},
    errors::ErrorCode,
    keys::VerifyingKey,
};
use serde_json::{Value, json};

pub(super) fn credential_cases(credential: &[u8]) -> Value {
    let issuers = [laboratory().verifying_key()];
    let read = Credential::from_bytes(credential, &issuers).unwrap();
    let commitments: Vec<_> = read
        .commitments()
        .iter()
        .map(|c| hex(c.as_bytes()))
        .collect();
    let mut cases = vec![json!({
        "name": "a copy", "credential": hex(credential), "issuer": hex(issuers[0].as_bytes()),
        "digest": read.digest().to_string(), "schema": read.schema().to_string(),
        "holder": hex(read.holder().as_bytes()), "commitments": commitments,
        "not_before": read.validity().not_before().seconds(),
        "expires": read.validity().expires().seconds(),
        "registry": read.status().registry.to_string(), "handle": read.status().handle.to_string(),
    })];
    let mut refused = |name: &str, class: &str, bytes: Vec<u8>, issuer: VerifyingKey| {
        let error = Credential::from_bytes(&bytes, &[issuer]).unwrap_err();
        cases.push(
            json!({"name": name, "class": class, "credential": hex(&bytes),
                          "issuer": hex(issuer.as_bytes()), "expected": error.code()}),
        );
    };
    let flipped = |at: usize| {
        let mut bytes = credential.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    let key = issuers[0];
    refused(
        "of another issuer",
        "issuer",
        credential.to_vec(),
        trial().verifying_key(),
    );
    refused(
        "signature altered",
        "signature",
        flipped(credential.len() - 3),
        key,
    );
    refused(
        "holder altered",
        "signature",
        flipped(find(credential, b"handle") + 12),
        key,
    );
    refused("header altered", "header", flipped(12), key);
    refused(
        "version 0",
        "version",
        flipped(find(credential, b"\x61v\x01") + 2),
        key,
    );
    refused(
        "suite 0",
        "version",
        flipped(find(credential, b"\x65suite\x01") + 6),
        key,
    );
    refused(
        "commitment not canonical",
        "group",
        {
            let at = find(credential, b"\x6bcommitments") + 12 + 3;
            let mut bytes = credential.to_vec();
            bytes[at..at + 32].fill(0xff);
            bytes
        },
        key,
    );
    refused(
        "cut short",
        "encoding",
        credential[..credential.len() - 1].to_vec(),
        key,
    );
    refused(
        "followed by a byte",
        "encoding",
        [credential, &[0]].concat(),
        key,
    );
    json!({"format": "eligibility v1: credential", "cases": cases})
}

/// A holder's request for credentials.
pub(super) fn issuance_cases(request: &CredentialRequest) -> Value {
    let bytes = request.as_bytes();
    let copies = request.copies().iter().map(
        |copy| json!({"holder": hex(copy.holder.as_bytes()), "link": hex(copy.link.as_bytes())}),
    );
    let mut cases = vec![json!({
        "name": "three copies", "request": hex(bytes), "issuer": hex(request.issuer().as_bytes()),
        "schema": request.schema().to_string(), "challenge": request.challenge().to_string(),
        "registration": hex(request.registration().as_bytes()), "copies": copies.collect::<Vec<_>>(),
    })];
    let flipped = |at: usize| {
        let mut altered = bytes.to_vec();
        altered[at] ^= 1;
        altered
    };
    let challenge = find(bytes, b"\x69challenge") + 12;
    for (name, class, altered) in [
        ("proof altered", "link-proof", flipped(bytes.len() - 40)),
        (
            "made for another challenge",
            "link-proof",
            flipped(challenge),
        ),
        (
            "version 0",
            "version",
            flipped(find(bytes, b"\x61v\x01") + 2),
        ),
        ("cut short", "encoding", bytes[..bytes.len() - 1].to_vec()),
    ] {
        let code = CredentialRequest::from_bytes(&altered).unwrap_err().code();
        cases.push(
            json!({"name": name, "class": class, "request": hex(&altered), "expected": code}),
        );
    }
    json!({"format": "eligibility v1: request for credentials", "cases": cases})
}
