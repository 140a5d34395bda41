//! `vectors/eligibility/proofs.json`: proofs of every statement, and ways in which they are refused.
//!
//! Another implementation builds the transcript from the context and the statements' CBOR, and must
//! come to the expected answer. Making the same proof is not asked for: it depends on random numbers.

// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, unreachable_pub)]

#[path = "../support/vectors.rs"]
mod vectors;

mod programs;
mod refused;

use medseal::{
    eligibility::{CheckedProgram, Context, OpeningProof, prove_with_rng, verify_with_rng},
    errors::ErrorCode,
};
use programs::{checked, code, codes, context, openings, programs, rng};
use refused::{program_cases, refused_cases};
use serde_json::{Value, json};
use vectors::{check, hex};

fn context_json(context: &Context) -> Value {
    json!({
        "request": context.request, "verifier": context.verifier, "audience": context.audience,
        "nonce": hex(&context.nonce), "expires": context.expires.seconds(), "policy": context.policy,
        "ledger": {
            "ledger": context.ledger.ledger, "height": context.ledger.height,
            "state_root": context.ledger.state_root, "time": context.ledger.time.seconds(),
        },
        "credentials": context.credentials.iter().map(|credential| json!({
            "digest": credential.digest, "issuer": credential.issuer,
            "holder": hex(credential.holder.as_bytes()), "status": hex(&credential.status),
            "commitments": credential.commitments,
        })).collect::<Vec<_>>(),
    })
}

fn proof_case(
    name: &str,
    comment: &str,
    program: &CheckedProgram,
    context: &Context,
    proof: &[u8],
) -> Value {
    let mut case = json!({
        "name": name, "comment": comment, "context": context_json(context),
        "statements": hex(program.encoded()), "proof": hex(proof),
    });
    match verify_with_rng(program, context, proof, &mut rng(3)) {
        Ok(verified) => {
            case["expected"] = json!("valid");
            case["holder_message"] = json!(hex(verified.to_sign.as_bytes()));
            let pseudonyms = verified.pseudonyms.iter().map(|pseudonym| hex(pseudonym));
            case["pseudonyms"] = pseudonyms.collect();
        }
        Err(error) => {
            case["class"] = json!(name.split(':').next());
            case["expected"] = json!(error.code());
        }
    }
    case
}

fn valid_cases() -> Vec<Value> {
    let (openings, context) = (openings(), context());
    let mut cases = Vec::new();
    for (name, statements, sets) in programs() {
        let program = checked(statements.clone());
        let proof = prove_with_rng(&program, &openings, &context, &mut rng(2)).unwrap();
        assert_eq!(proof.bytes.len(), program.proof_length());
        let mut case = proof_case(name, "a true statement", &program, &context, &proof.bytes);
        assert_eq!(case["expected"], "valid");
        case["program"] = serde_json::to_value(&statements).unwrap();
        let values = sets
            .iter()
            .map(|set| serde_json::to_value(set.values()).unwrap());
        case["sets"] = values.collect();
        cases.push(case);
    }
    cases
}

fn value_cases() -> Vec<Value> {
    let opening = &openings()[3];
    let proof = OpeningProof::with_rng(opening, b"issuer and nonce", &mut rng(4));
    proof
        .verify(&opening.commitment(), b"issuer and nonce")
        .unwrap();
    let refused = proof
        .verify(&opening.commitment(), b"issuer and other")
        .unwrap_err();
    let (commitment, bytes) = (opening.commitment(), hex(proof.as_bytes()));
    let case = |name: &str, context: &[u8], expected: &str| {
        json!({
            "name": name, "comment": "a proof of opening", "commitment": commitment,
            "context": hex(context), "opening_proof": bytes, "expected": expected,
        })
    };
    let mut cases = vec![
        case("opening", b"issuer and nonce", "valid"),
        case("opening:other-context", b"issuer and other", refused.code()),
    ];
    cases[1]["class"] = json!("other-context");
    for text in ["E11.9", "", "é"] {
        cases.push(json!({
            "name": format!("code:{text}"), "comment": "a code as a scalar", "code": text,
            "system": "http://hl7.org/fhir/sid/icd-10", "expected": code(text),
        }));
    }
    let set = codes(4);
    cases.push(json!({
        "name": "set", "comment": "digest of a set", "values": set.values(), "expected": set.digest(),
    }));
    cases
}

#[test]
fn proofs() {
    let cases = [
        valid_cases(),
        refused_cases(),
        program_cases(),
        value_cases(),
    ]
    .concat();
    let vectors = json!({"format": "medseal/eligibility/v1", "cases": cases});
    check("eligibility/proofs.json", vectors);
}
