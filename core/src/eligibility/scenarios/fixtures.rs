//! A laboratory, a patient and a trial.

use crate::{
    eligibility::{
        CertifiedValues, EligibilityRequest, Issuance, Issuer, IssuerChallenge, LedgerPoint,
        MemoryNonces, Policy, Presentation, RequestTerms, Schema, Schemas, StatusHandle,
        StatusUnavailable, StatusView, Validity, Verifier, Wallet, WalletSecret,
    },
    keys::SigningKey,
    types::{Duration, LedgerId, Sha256Digest, Timestamp},
};
use rand::rngs::StdRng;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const AUDIENCE: &str = "https://trial.example.org/screening";
pub(super) const LEDGER: LedgerId = LedgerId::from_bytes([7; 32]);

pub(super) const PANEL: &str = r#"{
    "medseal_schema": 1,
    "name": "Example laboratory: diabetes panel",
    "attributes": [
        {"name": "birth_date", "kind": "date", "partial": true},
        {"name": "hba1c", "kind": "number", "meaning": "http://loinc.org|4548-4",
         "unit": "%", "scale": 1, "bits": 8, "rounding": "half-even"},
        {"name": "measured", "kind": "date"},
        {"name": "systolic", "kind": "number", "meaning": "http://loinc.org|8480-6",
         "unit": "mm[Hg]", "scale": 0, "bits": 16, "rounding": "half-even"},
        {"name": "diastolic", "kind": "number", "meaning": "http://loinc.org|8462-4",
         "unit": "mm[Hg]", "scale": 0, "bits": 16, "rounding": "half-even"},
        {"name": "diagnosis", "kind": "code", "system": "http://hl7.org/fhir/sid/icd-10",
         "version": "2019", "hierarchy": "icd-10"},
        {"name": "allergy", "kind": "code", "system": "http://snomed.info/sct", "optional": true}
    ]
}"#;

/// Noon of the day on which all of this happens.
pub(super) fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(in crate::eligibility) fn panel() -> Schema {
    Schema::from_json(PANEL).unwrap()
}

pub(in crate::eligibility) fn laboratory() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

pub(super) fn trial() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

/// Somebody who meets the example policy.
pub(super) fn ada() -> BTreeMap<String, String> {
    plain(&[
        ("birth_date", "1968-04"),
        ("hba1c", "7.2"),
        ("measured", "2026-10-30T08:15:00+01:00"),
        ("systolic", "128"),
        ("diastolic", "82"),
        ("diagnosis", "E11.9"),
    ])
}

pub(super) fn plain(values: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = values
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    owned.collect()
}

/// A policy over one credential, `lab`, with this condition and whatever members follow it.
pub(in crate::eligibility) fn policy_text(require: &str, more: &str) -> String {
    format!(
        r#"{{"medseal_policy": 1, "name": "test",
            "credentials": {{"lab": {{"schema": "{}", "issuers": ["{}"]}}}},
            "require": {require}{more}}}"#,
        panel().hash(),
        laboratory().verifying_key().did_key()
    )
}

pub(super) fn policy(require: &str) -> Policy {
    let schemas: Schemas = [panel()].into_iter().collect();
    Policy::from_json(&policy_text(require, ""), &schemas).unwrap()
}

/// One range.
pub(super) fn simple_policy() -> Policy {
    policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "6.5", "max": "9.0"}"#)
}

/// The example of the construction: an age, a range, recency, and a diagnosis in a list.
pub(in crate::eligibility) fn example_policy() -> Policy {
    policy(
        r#"{"all": [
            {"age": "lab.birth_date", "min": 18, "leap_day": "march-1"},
            {"number": "lab.hba1c", "unit": "%", "min": "6.5", "max": "9.0"},
            {"date": "lab.measured", "within_days": 90},
            {"code": "lab.diagnosis", "system": "http://hl7.org/fhir/sid/icd-10",
             "in": ["E11.0","E11.1","E11.2","E11.3","E11.4","E11.5","E11.6","E11.7","E11.8","E11.9"]}
        ]}"#,
    )
}

/// A wallet with so many copies of these values.
pub(super) fn wallet_with(
    values: &BTreeMap<String, String>,
    copies: usize,
    rng: &mut StdRng,
) -> Wallet {
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    issue_to(&mut wallet, values, copies, rng);
    wallet
}

/// Certifies values to a wallet.
pub(super) fn issue_to(
    wallet: &mut Wallet,
    values: &BTreeMap<String, String>,
    copies: usize,
    rng: &mut StdRng,
) -> Issuance {
    let (schema, key) = (panel(), laboratory());
    let challenge = IssuerChallenge::random(rng);
    let issuer = key.verifying_key();
    let request = wallet
        .request_with_rng(&schema, issuer, challenge, copies, rng)
        .unwrap();
    let values = CertifiedValues::new(&schema, values).unwrap();
    let validity = Validity::weeks(now(), 8);
    let issuance = Issuer::new(key, LEDGER)
        .issue_with_rng(&request, &challenge, None, &schema, &values, validity, rng)
        .unwrap();
    wallet.accept(&issuance.batch).unwrap();
    issuance
}

pub(super) fn state(height: u64) -> LedgerPoint {
    LedgerPoint {
        ledger: LEDGER,
        height,
        state_root: Sha256Digest::from_bytes([9; 32]),
        time: now().minus(Duration::from_hours(1)),
    }
}

pub(super) fn terms() -> RequestTerms {
    RequestTerms {
        audience: AUDIENCE.to_owned(),
        ledger: state(100),
        issued: now(),
        lifetime: Duration::from_hours(1),
    }
}

pub(super) fn request(policy: &Policy, rng: &mut StdRng) -> EligibilityRequest {
    EligibilityRequest::issue_with_rng(&trial(), policy, terms(), rng).unwrap()
}

/// What the verifier knows of the ledger.
pub(super) struct View {
    pub(super) state: LedgerPoint,
    pub(super) revoked: BTreeSet<StatusHandle>,
    pub(super) reachable: bool,
}

impl View {
    pub(super) fn at(height: u64) -> Self {
        Self {
            state: state(height),
            revoked: BTreeSet::new(),
            reachable: true,
        }
    }
}

impl StatusView for View {
    fn state(&self) -> LedgerPoint {
        self.state.clone()
    }

    fn is_revoked(&self, handle: &StatusHandle) -> Result<bool, StatusUnavailable> {
        if self.reachable {
            Ok(self.revoked.contains(handle))
        } else {
            Err(StatusUnavailable)
        }
    }
}

pub(super) fn verifier(policy: &Policy) -> Verifier {
    Verifier::new(trial().verifying_key(), AUDIENCE.to_owned(), policy.clone())
}

/// The code of the verifier's decision, `eligible` for a good one, with everything else as it
/// should be.
pub(super) fn decide(
    policy: &Policy,
    presentation: &[u8],
    request: &EligibilityRequest,
) -> &'static str {
    use crate::errors::ErrorCode;
    let nonces = &mut MemoryNonces::default();
    let decision = verifier(policy).verify(presentation, request, &View::at(100), nonces, now());
    decision.map_or_else(|error| error.code(), |_| "eligible")
}

pub(super) fn present(
    wallet: &mut Wallet,
    policy: &Policy,
    request: &EligibilityRequest,
    rng: &mut StdRng,
) -> Presentation {
    wallet
        .present_with_rng(policy, request, now(), rng)
        .unwrap()
}
