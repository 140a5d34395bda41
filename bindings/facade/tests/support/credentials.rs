//! Calls of everything about eligibility.

use super::{Outcome, Stage};
use medseal_facade::{
    CredentialIssuer, CredentialSchema, EligibilityAnswer, EligibilityPolicy, EligibilityRequest,
    EligibilityVerifier, Issuance, Ledger, LedgerPoint, Result, SecretIdentity, Wallet, Watch,
};

const SCHEMA: &str = r#"{"medseal_schema": 1, "name": "panel", "attributes": [
    {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"}]}"#;
const AUDIENCE: &str = "https://trial.example.org";

/// A credential in a patient's wallet, and a trial that asks for it.
pub(super) struct Screening {
    pub(super) ledger: Ledger,
    pub(super) issued: Issuance,
    pub(super) laboratory: SecretIdentity,
    issuer: CredentialIssuer,
    schema: CredentialSchema,
    wallet: Wallet,
    asked: (Vec<u8>, Vec<u8>),
    policy: EligibilityPolicy,
    trial: SecretIdentity,
    verifier: EligibilityVerifier,
}

impl Screening {
    fn point(&self) -> Result<LedgerPoint> {
        self.ledger.point()
    }

    fn request(&self) -> Result<EligibilityRequest> {
        EligibilityRequest::issue(
            &self.trial,
            &self.policy,
            AUDIENCE,
            &self.point()?,
            None,
            None,
        )
    }

    fn answer(&self) -> Result<EligibilityAnswer> {
        let request = self.request()?;
        let presentation = self.wallet.present(&self.policy, &request, None)?;
        Ok(EligibilityAnswer {
            presentation,
            request,
        })
    }

    fn issue(&self) -> Result<Issuance> {
        let values = [("hba1c".to_owned(), "7.4".to_owned())].into();
        let (request, challenge) = &self.asked;
        self.issuer
            .issue(request, challenge, None, &self.schema, &values, 8, None)
    }
}

impl Stage {
    pub(super) fn screening(&self) -> Outcome<Screening> {
        let one = || SecretIdentity::generate(Some("x25519"));
        let (authority, laboratory, trial) = (one()?, one()?, one()?);
        let ledger = Ledger::in_memory(&[authority], "node.example/trial", None, None)?;
        let ledger_id = ledger.details()?.ledger_id;
        let issuer = CredentialIssuer::new(&laboratory, &ledger_id)?;
        let schema = CredentialSchema::from_json(SCHEMA)?;
        let wallet = Wallet::new(&self.patient)?;
        let challenge = issuer.challenge()?;
        let by = laboratory.public(None)?;
        let request = wallet.request(&schema, &by, &challenge, 4)?;
        let policy = format!(
            r#"{{"medseal_policy": 1, "name": "screening",
                "credentials": {{"lab": {{"schema": "{}", "issuers": ["{}"]}}}},
                "require": {{"number": "lab.hba1c", "unit": "%", "min": "6.5"}}}}"#,
            schema.details()?.hash,
            by.details()?.signing_key
        );
        let policy = EligibilityPolicy::from_json(&policy, std::slice::from_ref(&schema))?;
        let verifier = EligibilityVerifier::new(&trial.public(None)?, AUDIENCE, &policy)?;
        let mut screening = Screening {
            ledger,
            issued: Issuance {
                batch: Vec::new(),
                registration: Vec::new(),
                handles: Vec::new(),
            },
            laboratory,
            issuer,
            schema,
            wallet,
            asked: (request, challenge),
            policy,
            trial,
            verifier,
        };
        screening.issued = screening.issue()?;
        screening.wallet.accept(&screening.issued.batch)?;
        Ok(screening)
    }

    pub(super) fn eligibility(&self, class: &str, function: &str) -> Outcome {
        let on = self.screening()?;
        let called: Result<()> = match (class, function) {
            // Building the stage has called these.
            ("CredentialIssuer", "new" | "challenge" | "issue")
            | ("CredentialSchema", "from_json" | "details")
            | ("EligibilityPolicy", "from_json")
            | ("EligibilityVerifier", "new")
            | ("Wallet", "new" | "request" | "accept") => Ok(()),
            ("CredentialSchema", "to_json") => on.schema.to_json().map(drop),
            ("EligibilityPolicy", "to_json") => on.policy.to_json().map(drop),
            ("EligibilityPolicy", "details") => on.policy.details().map(drop),
            ("EligibilityRequest", "issue") => on.request().map(drop),
            ("EligibilityRequest", "from_bytes") => {
                EligibilityRequest::from_bytes(&on.request()?.to_bytes()?).map(drop)
            }
            ("EligibilityRequest", "to_bytes") => on.request()?.to_bytes().map(drop),
            ("EligibilityRequest", "details") => on.request()?.details().map(drop),
            ("EligibilityVerifier", "verify") => {
                let request = on.request()?;
                let shown = on.wallet.present(&on.policy, &request, None)?;
                on.verifier
                    .verify(&shown, &request, &on.ledger, None)
                    .map(drop)
            }
            ("EligibilityVerifier", "open") => {
                let (path, trial) = (self.path("seen"), on.trial.public(None)?);
                EligibilityVerifier::open(&path, &trial, AUDIENCE, &on.policy).map(drop)
            }
            ("EligibilityVerifier", "verify_batch") => on
                .verifier
                .verify_batch(&[on.answer()?], &on.ledger, &Watch::default(), None)
                .map(drop),
            ("EligibilityVerifier", "verify_batch_with_proof") => {
                let answer = on.answer()?;
                let handles = EligibilityVerifier::status_handles(&answer.presentation)?;
                let proof = on.ledger.prove_status(&handles)?;
                let (authorities, watch) = (on.ledger.authorities()?, Watch::default());
                on.verifier
                    .verify_batch_with_proof(&[answer], &proof, &authorities, &watch, None)
                    .map(drop)
            }
            ("EligibilityVerifier", "status_handles") => {
                let shown = on.wallet.present(&on.policy, &on.request()?, None)?;
                EligibilityVerifier::status_handles(&shown).map(drop)
            }
            ("EligibilityVerifier", "verify_with_proof") => {
                let request = on.request()?;
                let shown = on.wallet.present(&on.policy, &request, None)?;
                let handles = EligibilityVerifier::status_handles(&shown)?;
                let proof = on.ledger.prove_status(&handles)?;
                let authorities = on.ledger.authorities()?;
                on.verifier
                    .verify_with_proof(&shown, &request, &proof, &authorities, None)
                    .map(drop)
            }
            ("Wallet", "to_bytes") => on.wallet.to_bytes().map(drop),
            ("Wallet", "from_bytes") => {
                Wallet::from_bytes(&on.wallet.to_bytes()?, &self.patient).map(drop)
            }
            ("Wallet", "save") => on.wallet.save(&self.path("wallet")),
            ("Wallet", "load") => {
                on.wallet.save(&self.path("wallet"))?;
                Wallet::load(&self.path("wallet"), &self.patient).map(drop)
            }
            ("Wallet", "entries") => on.wallet.entries(None).map(drop),
            ("Wallet", "revocable") => on.wallet.revocable().map(drop),
            ("Wallet", "discard_revoked") => {
                on.wallet.discard_revoked(&on.issued.handles).map(drop)
            }
            ("Wallet", "discard_expired") => on.wallet.discard_expired(None),
            ("Wallet", "present") => on
                .wallet
                .present(&on.policy, &on.request()?, None)
                .map(drop),
            _ => return Err(format!("{class}.{function} is not on the stage").into()),
        };
        Ok(called?)
    }
}
