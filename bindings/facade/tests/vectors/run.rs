//! How a case of each file is put to the facade.

mod ledger;

use crate::{bytes, code, load, text, unhex};
use medseal_facade::{
    AccessRequest, CredentialIssuer, CredentialSchema, Decision, DecisionPoint, DecisionRules,
    EligibilityPolicy, EligibilityRequest, ErasureReceipt, GrantChain, GrantTerms, PublicIdentity,
    RecordFacts, Result, SealedHeader, SecretIdentity, SignedGrant, StatedView, hazmat,
};
use serde_json::{Value, json};
use std::collections::HashMap;

type Run = fn(&Value) -> Result<()>;

pub(crate) const RUNNERS: &[(&str, Run)] = &[
    ("audit/erasure-attestation", attestations),
    ("audit/erasure-receipt", erasure_receipts),
    ("consent/chains", chains),
    ("consent/decisions", decisions),
    ("consent/grants", grants),
    ("consent/proofs", proofs),
    ("consent/requests", requests),
    ("eligibility/issuance", issuance),
    ("eligibility/policies", policies),
    ("eligibility/requests", eligibility_requests),
    ("eligibility/schemas", schemas),
    ("envelope/category_grants", category_grants),
    ("envelope/payloads", payloads),
    ("envelope/records", records),
    ("keys/documents", documents),
    ("keys/ed25519-speccheck", signatures),
    ("keys/refused", refused_keys),
    ("keys/wrapped", wrapped_keys),
    ("ledger/checkpoints", ledger::checkpoints),
    ("ledger/consistency", ledger::consistency),
    ("ledger/entries", ledger::entries),
    ("ledger/evidence", ledger::evidence),
    ("ledger/inclusion", ledger::inclusion),
    ("ledger/receipts", ledger::receipts),
    ("ledger/state-proofs", ledger::state_proofs),
    ("ledger/verifier-keys", ledger::verifier_keys),
];

fn attestations(case: &Value) -> Result<()> {
    let ledger = case["ledger"]
        .as_str()
        .map_or("01".repeat(32), str::to_owned);
    let record = case["record"]
        .as_str()
        .map_or("02".repeat(32), str::to_owned);
    let read = ErasureReceipt::read_attestation(&bytes(case, "bytes"), &ledger, &record)?;
    assert_eq!(read.custodian, case["custodian"]);
    assert_eq!(read.time, case["time"]);
    assert_eq!(read.keys_destroyed, case["keys"]);
    assert_eq!(read.payload_destroyed, case["payload"]);
    Ok(())
}

fn category_grants(case: &Value) -> Result<()> {
    let (seed, wrapped) = (bytes(case, "seed"), bytes(case, "wrapped"));
    let secret = hazmat::unwrap_category_key(suite(case), &seed, &wrapped)?;
    assert_eq!(secret.as_bytes(), bytes(case, "category_seed"));
    Ok(())
}

fn chains(case: &Value) -> Result<()> {
    let chain = GrantChain::from_bytes(&bytes(case, "chain"))?;
    let commitments = chain.grants()?.into_iter().map(|grant| grant.commitment);
    assert_eq!(json!(commitments.collect::<Vec<_>>()), case["grants"]);
    assert_eq!(chain.to_bytes()?, bytes(case, "chain"));
    Ok(())
}

fn decisions(case: &Value) -> Result<()> {
    let (record, rules) = (&case["record"], &case["rules"]);
    let facts = RecordFacts {
        record_id: text(record, "record").to_owned(),
        commitment: text(record, "commitment").to_owned(),
        category: text(record, "category").to_owned(),
        created: number(record, "created"),
        resource_types: texts(&record["resource_types"]),
        confidentiality: record["confidentiality"].as_str().map(str::to_owned),
    };
    let point = DecisionPoint::new(&DecisionRules {
        custodian: text(rules, "audience").to_owned(),
        maximum_view_age: rules["maximum_view_age"].as_u64(),
        minimum_height: rules["minimum_height"].as_u64(),
        clock_skew: rules["clock_skew"].as_u64(),
        permit_lifetime: rules["permit_lifetime"].as_u64(),
        break_glass_lifetime: rules["break_glass_lifetime"].as_u64(),
    })?;
    let request = AccessRequest::from_bytes(&bytes(case, "request"))?;
    let grants = GrantChain::from_bytes(&bytes(case, "chain"))?;
    let view = StatedView::from_json(&case["view"].to_string())?;
    let found = match point.decide(&request, &grants, &facts, &view, case["now"].as_u64()) {
        Ok(permit) => {
            let permit = permit.details()?;
            json!({"permit": {"expires": permit.expires, "obligations": permit.obligations}})
        }
        Err(denied) => json!({"deny": {"reasons": denied.reasons}}),
    };
    assert_eq!(found, case["expected"], "{}", case["name"]);
    Decision::from_bytes(&bytes(case, "proof"))?.replay(&view)
}

fn documents(case: &Value) -> Result<()> {
    let document = PublicIdentity::from_json(text(case, "document"))?;
    let (details, claims) = (document.details()?, &case["claims"]);
    assert_eq!(document.to_json()?, case["document"]);
    assert_eq!(document.identity_id()?, case["identity"]);
    assert_eq!(details.issued, claims["issued"]);
    assert_eq!(
        details.signing_key,
        claims["keys"].as_array().unwrap().last().unwrap()["key"]
    );
    assert_eq!(
        details.categories.len(),
        claims["categories"].as_array().unwrap().len()
    );
    let secret = SecretIdentity::from_key_file(text(case, "key_file"), None)?;
    assert_eq!(secret.identity_id()?, case["identity"]);
    Ok(())
}

fn eligibility_requests(case: &Value) -> Result<()> {
    let details = EligibilityRequest::from_bytes(&bytes(case, "request"))?.details()?;
    assert_eq!(details.ledger.ledger_id, case["ledger"]);
    assert_eq!(details.ledger.height, case["height"]);
    assert_eq!(details.audience, case["audience"]);
    assert_eq!(details.policy, case["policy"]);
    assert_eq!(details.issued, case["issued"]);
    assert_eq!(details.expires, case["expires"]);
    Ok(())
}

fn erasure_receipts(case: &Value) -> Result<()> {
    ErasureReceipt::from_bytes(&bytes(case, "bytes")).map(drop)
}

fn grants(case: &Value) -> Result<()> {
    let (signed, salt) = (bytes(case, "grant"), bytes(case, "salt"));
    let details = SignedGrant::from_bytes(&signed, &salt)?.details()?;
    let (claims, scope) = (&case["claims"], &case["claims"]["scope"]);
    assert_eq!(details.commitment, case["commitment"]);
    assert_eq!(details.digest, case["digest"]);
    assert_eq!(details.grant_id, claims["id"]);
    assert_eq!(details.ledger_id, claims["ledger"]);
    assert_eq!(details.controller, claims["controller"]);
    assert_eq!(details.issuer, claims["issuer"]);
    assert_eq!(details.issued, claims["issued"]);
    assert_eq!(json!(details.parent), claims["parent"]);
    let grantee = json!({"identity": details.grantee, "key": details.grantee_key});
    assert_eq!(grantee, claims["grantee"]);
    let whole = scope["period"] == json!({"from": 0, "to": 253_402_300_799_u64});
    let terms = GrantTerms {
        categories: texts(&scope["categories"]).unwrap(),
        purposes: texts(&scope["purposes"]).unwrap(),
        not_before: claims["not_before"].as_u64(),
        expires: number(claims, "expires"),
        delegation: u8::try_from(number(claims, "delegation")).unwrap(),
        records: texts(&scope["records"]),
        resource_types: texts(&scope["resource_types"]),
        confidentiality: scope["confidentiality"].as_str().map(str::to_owned),
        period_from: scope["period"]["from"].as_u64().filter(|_| !whole),
        period_to: scope["period"]["to"].as_u64().filter(|_| !whole),
    };
    assert_eq!(details.terms, terms);
    Ok(())
}

/// Who issues is somebody else: what can be read is refused for that, and only for that.
fn issuance(case: &Value) -> Result<()> {
    let schema = &load("eligibility/schemas")["cases"][0];
    let schema = CredentialSchema::from_json(text(schema, "json"))?;
    let issuer =
        CredentialIssuer::new(&SecretIdentity::generate(Some("x25519"))?, &"00".repeat(32))?;
    let challenge = case["challenge"].as_str().map_or(vec![0; 32], unhex);
    let values = [
        ("birth_date", "1968-04-12"),
        ("hba1c", "7.4"),
        ("measured", "2026-02-17"),
        ("creatinine", "0.84"),
        ("systolic", "134"),
        ("diastolic", "82"),
        ("diagnosis", "44054006"),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (request, values) = (bytes(case, "request"), HashMap::from(values));
    let issued = issuer
        .issue(&request, &challenge, None, &schema, &values, 1, None)
        .map(drop);
    if case["expected"].is_string() {
        return issued;
    }
    assert_eq!(code(issued), "credential-request-mismatch");
    Ok(())
}

fn payloads(case: &Value) -> Result<()> {
    let (key, context) = (bytes(case, "key"), bytes(case, "context"));
    let Some(length) = case["plaintext_length"].as_u64() else {
        return hazmat::cobblestone256_open(&key, &context, &bytes(case, "sealed")).map(drop);
    };
    // Byte number n of the plaintext is n modulo 251.
    let plaintext: Vec<u8> = (0..length)
        .map(|at| u8::try_from(at % 251).unwrap())
        .collect();
    let sealed = hazmat::cobblestone256_seal(&key, &context, &bytes(case, "salt"), &plaintext)?;
    assert_eq!(blake3::hash(&sealed).to_string(), case["digest"]);
    let opened = hazmat::cobblestone256_open(&key, &context, &sealed)?;
    assert_eq!(opened.as_bytes(), plaintext);
    Ok(())
}

fn policies(case: &Value) -> Result<()> {
    let schema = CredentialSchema::from_json(text(case, "schema"))?;
    let policy = EligibilityPolicy::from_json(text(case, "json"), &[schema])?;
    assert_eq!(policy.details()?.hash, case["hash"]);
    Ok(())
}

fn proofs(case: &Value) -> Result<()> {
    let view = StatedView::from_json(&load("consent/proofs")["view"].to_string())?;
    Decision::from_bytes(&bytes(case, "proof"))?.replay(&view)
}

fn records(case: &Value) -> Result<()> {
    let (seed, container) = (bytes(case, "seed"), bytes(case, "container"));
    let opened = hazmat::open_record(suite(case), &seed, &container)?;
    assert_eq!(opened.as_bytes(), bytes(case, "plaintext"));
    let details = SealedHeader::from_bytes(&container)?.details()?;
    assert_eq!(details.record_id, case["record"]);
    assert_eq!(details.version, case["version"]);
    assert_eq!(details.author, case["author"]);
    assert_eq!(details.controller, case["controller"]);
    assert_eq!(details.category, case["category"]);
    assert_eq!(details.media_type, case["media_type"]);
    assert_eq!(details.created, case["created"]);
    assert_eq!(details.payload_address, case["payload_address"]);
    assert_eq!(details.manifest_digest, case["manifest_digest"]);
    assert_eq!(details.commitment, case["commitment"]);
    Ok(())
}

fn refused_keys(case: &Value) -> Result<()> {
    hazmat::ed25519_verify(&bytes(case, "public_key"), b"", &[0; 64])
}

fn requests(case: &Value) -> Result<()> {
    let details = AccessRequest::from_bytes(&bytes(case, "request"))?.details()?;
    let (fields, record) = (&case["fields"], &case["fields"]["record"]);
    assert_eq!(details.ledger_id, fields["ledger"]);
    assert_eq!(details.custodian, fields["audience"]);
    assert_eq!(details.grantee_key, fields["grantee"]);
    assert_eq!(details.grant_commitment, fields["grant"]);
    assert_eq!(details.record_id, record["record"]);
    assert_eq!(details.commitment, record["commitment"]);
    assert_eq!(details.purpose, fields["purpose"]);
    assert_eq!(details.issued, fields["issued"]);
    assert_eq!(details.expires, fields["expires"]);
    assert_eq!(json!(details.reason), fields["break_glass"]["reason"]);
    Ok(())
}

fn schemas(case: &Value) -> Result<()> {
    let details = CredentialSchema::from_json(text(case, "json"))?.details()?;
    assert_eq!(details.hash, case["hash"]);
    assert!(!details.attributes.is_empty());
    Ok(())
}

fn signatures(case: &Value) -> Result<()> {
    let (key, message) = (bytes(case, "public_key"), bytes(case, "message"));
    hazmat::ed25519_verify(&key, &message, &bytes(case, "signature"))
}

fn wrapped_keys(case: &Value) -> Result<()> {
    let (seed, info) = (bytes(case, "seed"), bytes(case, "info"));
    let (enc, ct) = (bytes(case, "encapsulated_key"), bytes(case, "ciphertext"));
    let opened = hazmat::hpke_open(suite(case), &seed, &info, b"", &enc, &ct)?;
    assert_eq!(opened.as_bytes(), bytes(case, "secret"));
    let public = bytes(case, "public_key");
    let sealed = hazmat::hpke_seal(suite(case), &public, &info, b"aad", b"secret")?;
    let (enc, ct) = (&sealed.encapsulated_key, &sealed.ciphertext);
    let open = |aad: &[u8]| hazmat::hpke_open(suite(case), &seed, &info, aad, enc, ct);
    assert_eq!(open(b"aad")?.as_bytes(), b"secret");
    assert_eq!(code(open(b"other")), "wrong-key");
    Ok(())
}

/// The suite by its number in RFC 9180's registry of KEMs.
fn suite(case: &Value) -> &'static str {
    if case["suite"] == 0x20 {
        "x25519"
    } else {
        "x-wing"
    }
}

fn number(case: &Value, field: &str) -> u64 {
    case[field].as_u64().unwrap_or_else(|| panic!("{field}"))
}

fn texts(list: &Value) -> Option<Vec<String>> {
    let texts = list
        .as_array()?
        .iter()
        .map(|text| text.as_str().unwrap().to_owned());
    Some(texts.collect())
}
