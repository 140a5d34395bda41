//! Whole presentations: from a wallet to a verifier's decision.

use medseal::{
    eligibility::{
        CertifiedValues, EligibilityRequest, Issuer, IssuerChallenge, LedgerPoint, MemoryNonces,
        Policy, RequestTerms, Schema, StatusHandle, StatusUnavailable, StatusView, Validity,
        Verifier, Wallet, WalletSecret,
    },
    keys::SigningKey,
    random::os_rng,
    types::{Duration, LedgerId, Sha256Digest, Timestamp},
};
use std::hint::black_box;

const SCHEMA: &str = r#"{"medseal_schema": 1, "name": "panel", "attributes": [
    {"name": "birth_date", "kind": "date"},
    {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"},
    {"name": "measured", "kind": "date"},
    {"name": "diagnosis", "kind": "code", "system": "http://snomed.info/sct"},
    {"name": "value", "kind": "number", "unit": "1", "scale": 0, "bits": 16, "rounding": "exact"}
]}"#;
const AUDIENCE: &str = "https://trial.example.org/screening";

pub(crate) fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A policy over the panel of one laboratory.
pub(crate) fn policy(require: &str) -> Policy {
    let schema = Schema::from_json(SCHEMA).unwrap();
    let text = format!(
        r#"{{"medseal_policy": 1, "name": "bench",
            "credentials": {{"lab": {{"schema": "{}", "issuers": ["{}"]}}}}, "require": {require}}}"#,
        schema.hash(),
        laboratory().verifying_key()
    );
    Policy::from_json(&text, &[schema].into_iter().collect()).unwrap()
}

/// A wallet, a trial, and what the trial knows of the ledger.
pub(crate) struct Screening {
    policy: Policy,
    wallet: Wallet,
    verifier: Verifier,
    request: EligibilityRequest,
    shown: Vec<u8>,
}

impl Screening {
    pub(crate) fn new(policy: Policy) -> Self {
        let trial = SigningKey::from_seed(&[2; 32]);
        let terms = RequestTerms {
            audience: AUDIENCE.into(),
            ledger: Ledger.state(),
            issued: now(),
            lifetime: Duration::from_hours(1),
        };
        let request = EligibilityRequest::issue(&trial, &policy, terms).unwrap();
        let mut wallet = wallet();
        let shown = wallet.present(&policy, &request, now()).unwrap();
        Self {
            verifier: Verifier::new(trial.verifying_key(), AUDIENCE.into(), policy.clone()),
            shown: shown.as_bytes().to_vec(),
            policy,
            wallet,
            request,
        }
    }

    /// Bytes of a presentation as it travels.
    pub(crate) fn size(&self) -> usize {
        self.shown.len()
    }

    pub(crate) fn present(&mut self) {
        black_box(
            self.wallet
                .present(&self.policy, &self.request, now())
                .unwrap(),
        );
    }

    pub(crate) fn verify(&mut self) {
        let nonces = &mut MemoryNonces::default();
        let decided = self
            .verifier
            .verify(&self.shown, &self.request, &Ledger, nonces, now());
        let _ = black_box(decided.unwrap());
    }
}

fn laboratory() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

/// A wallet with as many copies as one issuance gives.
fn wallet() -> Wallet {
    let schema = Schema::from_json(SCHEMA).unwrap();
    let values = [
        ("birth_date", "1968-04-12"),
        ("hba1c", "7.4"),
        ("measured", "2026-10-30"),
        ("diagnosis", "44054006"),
        ("value", "740"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let values = CertifiedValues::new(&schema, &values.into()).unwrap();
    let mut wallet = Wallet::new(WalletSecret::generate().unwrap());
    let challenge = IssuerChallenge::random(&mut os_rng().unwrap());
    let issuer = laboratory().verifying_key();
    let asked = wallet.request(&schema, issuer, challenge, 256).unwrap();
    let validity = Validity::weeks(now(), 8);
    let issued = Issuer::new(laboratory(), Ledger.state().ledger)
        .issue(&asked, &challenge, None, &schema, &values, validity)
        .unwrap();
    wallet.accept(&issued.batch).unwrap();
    wallet
}

/// A ledger on which nothing is revoked.
struct Ledger;

impl StatusView for Ledger {
    fn state(&self) -> LedgerPoint {
        LedgerPoint {
            ledger: LedgerId::from_bytes([7; 32]),
            height: 1,
            state_root: Sha256Digest::from_bytes([9; 32]),
            time: now(),
        }
    }

    fn is_revoked(&self, _: &StatusHandle) -> Result<bool, StatusUnavailable> {
        Ok(false)
    }
}
