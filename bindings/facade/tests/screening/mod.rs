//! A screening to test with.
#![allow(dead_code)] // Each test binary uses its part of it.

use medseal_facade::{
    CredentialIssuer, CredentialSchema, EligibilityPolicy, EligibilityRequest, EligibilityVerifier,
    Issuance, Ledger, Result, SecretIdentity, Wallet,
};
use std::collections::HashMap;

const SCHEMA: &str = r#"{"medseal_schema": 1, "name": "panel", "attributes": [
    {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"}]}"#;
pub(crate) const AUDIENCE: &str = "https://trial.example.org/screening";
pub(crate) const NOW: u64 = 1_800_000_000;

/// A laboratory that certifies, a patient with a wallet, and a trial that asks.
pub(crate) struct Screening {
    pub(crate) laboratory: SecretIdentity,
    pub(crate) patient: SecretIdentity,
    pub(crate) trial: SecretIdentity,
    pub(crate) ledger: Ledger,
    pub(crate) issuer: CredentialIssuer,
    pub(crate) schema: CredentialSchema,
    pub(crate) policy: EligibilityPolicy,
    pub(crate) wallet: Wallet,
}

pub(crate) fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

impl Screening {
    pub(crate) fn new() -> Result<Self> {
        let one = || SecretIdentity::generate(Some("x25519"));
        let (authority, laboratory, patient, trial) = (one()?, one()?, one()?, one()?);
        let ledger = Ledger::in_memory(&[authority], "node.example/trial", None, Some(NOW))?;
        let issuer = CredentialIssuer::new(&laboratory, &ledger.details()?.ledger_id)?;
        let schema = CredentialSchema::from_json(SCHEMA)?;
        let policy = format!(
            r#"{{"medseal_policy": 1, "name": "screening",
                "credentials": {{"lab": {{"schema": "{}", "issuers": ["{}"]}}}},
                "one_enrolment": {{"credential": "lab", "trial": "trial 🧪"}},
                "require": {{"number": "lab.hba1c", "unit": "%", "min": "6.5"}}}}"#,
            schema.details()?.hash,
            laboratory.public(Some(NOW))?.details()?.signing_key
        );
        let policy = EligibilityPolicy::from_json(&policy, std::slice::from_ref(&schema))?;
        let wallet = Wallet::new(&patient)?;
        Ok(Self {
            laboratory,
            patient,
            trial,
            ledger,
            issuer,
            schema,
            policy,
            wallet,
        })
    }

    pub(crate) fn certify(&self, hba1c: &str) -> Result<Issuance> {
        let challenge = self.issuer.challenge()?;
        let laboratory = self.laboratory.public(Some(NOW))?;
        let asked = self
            .wallet
            .request(&self.schema, &laboratory, &challenge, 3)?;
        let values = HashMap::from([("hba1c".to_owned(), hba1c.to_owned())]);
        self.issuer.issue(
            &asked,
            &challenge,
            None,
            &self.schema,
            &values,
            8,
            Some(NOW),
        )
    }

    pub(crate) fn request(&self) -> Result<EligibilityRequest> {
        let point = self.ledger.point()?;
        let made = EligibilityRequest::issue(
            &self.trial,
            &self.policy,
            AUDIENCE,
            &point,
            None,
            Some(NOW),
        )?;
        EligibilityRequest::from_bytes(&made.to_bytes()?)
    }

    pub(crate) fn verifier(&self) -> Result<EligibilityVerifier> {
        EligibilityVerifier::new(&self.trial.public(Some(NOW))?, AUDIENCE, &self.policy)
    }
}
