//! The vectors of `vectors/eligibility/` for encodings, documents, credentials and presentations.
// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod credentials;
mod documents;
mod encodings;
mod presentations;
mod requests;
mod screening;
#[path = "../support/mod.rs"]
mod support;

use medseal::{
    eligibility::{
        CertifiedValues, CredentialRequest, Issuer, IssuerChallenge, LedgerPoint, Schema, Schemas,
        StatusHandle, Validity, Wallet, WalletSecret,
    },
    errors::ErrorCode,
    keys::SigningKey,
    types::{LedgerId, Sha256Digest, Timestamp},
};
use rand::rngs::StdRng;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../../examples/data/diabetes_panel.schema.json");
const AUDIENCE: &str = "https://trial.example.org/screening";
const LEDGER: LedgerId = LedgerId::from_bytes([7; 32]);

fn laboratory() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn trial() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

fn now() -> Timestamp {
    "2026-02-20T10:00:00Z".parse().unwrap()
}

fn schemas() -> Schemas {
    [Schema::from_json(SCHEMA).unwrap()].into_iter().collect()
}

/// A policy over the one credential `lab`.
fn policy_text(require: &str, more: &str) -> String {
    let schema = Schema::from_json(SCHEMA).unwrap().hash();
    let issuer = laboratory().verifying_key().did_key();
    format!(
        r#"{{"medseal_policy":1,"name":"vector","credentials":{{"lab":{{"schema":"{schema}","issuers":["{issuer}"]}}}},"require":{require}{more}}}"#
    )
}

fn hex(bytes: &[u8]) -> String {
    support::vectors::hex(bytes)
}

fn outcome<T>(result: Result<T, impl ErrorCode>, value: impl FnOnce(T) -> Value) -> Value {
    result.map_or_else(|error| json!(error.code()), value)
}

fn state(height: u64) -> LedgerPoint {
    LedgerPoint {
        ledger: LEDGER,
        height,
        state_root: Sha256Digest::from_bytes([9; 32]),
        time: now(),
    }
}

/// A wallet with three copies, how it asked for them, and their handles.
fn wallet(rng: &mut StdRng) -> (Wallet, CredentialRequest, Vec<StatusHandle>) {
    let schema = Schema::from_json(SCHEMA).unwrap();
    let plain = [
        ("birth_date", "1968-04-12"),
        ("hba1c", "7.4"),
        ("measured", "2026-02-17T08:10:00Z"),
        ("creatinine", "0.84"),
        ("systolic", "134"),
        ("diastolic", "82"),
        ("diagnosis", "44054006"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let values = CertifiedValues::new(&schema, &plain.into()).unwrap();
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let challenge = IssuerChallenge::random(rng);
    let issuer = laboratory().verifying_key();
    let request = wallet
        .request_with_rng(&schema, issuer, challenge, 3, rng)
        .unwrap();
    let issuance = Issuer::new(laboratory(), LEDGER)
        .issue_with_rng(
            &request,
            &challenge,
            None,
            &schema,
            &values,
            Validity::weeks(now(), 8),
            rng,
        )
        .unwrap();
    wallet.accept(&issuance.batch).unwrap();
    (wallet, request, issuance.handles)
}

fn find(bytes: &[u8], what: &[u8]) -> usize {
    bytes
        .windows(what.len())
        .position(|window| window == what)
        .unwrap()
}

/// The first credential in a presentation.
fn first_credential(presentation: &[u8]) -> Vec<u8> {
    let value: ciborium::Value = ciborium::from_reader(presentation).unwrap();
    let members = value.as_map().unwrap();
    let named = members
        .iter()
        .find(|(name, _)| name.as_text() == Some("credentials"));
    named.unwrap().1.as_array().unwrap()[0]
        .as_bytes()
        .unwrap()
        .clone()
}
