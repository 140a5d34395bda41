//! From a certified value to a decision that shows nothing of it.

use medseal_facade::{
    AuthorityList, CredentialIssuer, CredentialSchema, EligibilityPolicy, EligibilityRequest,
    EligibilityVerifier, Issuance, Kind, Ledger, Result, SecretIdentity, Wallet,
};
use std::collections::HashMap;

const SCHEMA: &str = r#"{"medseal_schema": 1, "name": "panel", "attributes": [
    {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"}]}"#;
const AUDIENCE: &str = "https://trial.example.org/screening";
const NOW: u64 = 1_800_000_000;

struct Screening {
    laboratory: SecretIdentity,
    patient: SecretIdentity,
    trial: SecretIdentity,
    ledger: Ledger,
    issuer: CredentialIssuer,
    schema: CredentialSchema,
    policy: EligibilityPolicy,
    wallet: Wallet,
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

impl Screening {
    fn new() -> Result<Self> {
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

    fn certify(&self, hba1c: &str) -> Result<Issuance> {
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

    fn request(&self) -> Result<EligibilityRequest> {
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

    fn verifier(&self) -> Result<EligibilityVerifier> {
        EligibilityVerifier::new(&self.trial.public(Some(NOW))?, AUDIENCE, &self.policy)
    }
}

#[test]
fn a_certified_value_makes_its_holder_eligible_once_for_each_copy() -> Result<()> {
    let on = Screening::new()?;
    let issued = on.certify("7.4")?;
    on.wallet.accept(&issued.batch)?;
    assert_eq!(code(on.wallet.accept(&issued.batch)), "unexpected-batch");
    assert_eq!(issued.handles.len(), 3);

    let details = on.policy.details()?;
    assert_eq!(
        (details.name.as_str(), details.trial.as_deref()),
        ("screening", Some("trial 🧪"))
    );
    assert!(
        details.explanation.contains("6.5"),
        "{}",
        details.explanation
    );
    let request = on.request()?;
    assert_eq!(request.details()?.audience, AUDIENCE);
    let (verifier, shown) = (
        on.verifier()?,
        on.wallet.present(&on.policy, &request, Some(NOW))?,
    );
    let eligible = verifier.verify(&shown, &request, &on.ledger, Some(NOW))?;
    assert_eq!(eligible.credentials, ["lab"]);
    assert_eq!(
        eligible.issuers,
        [on.laboratory.public(None)?.details()?.signing_key]
    );
    assert!(eligible.pseudonym.is_some());
    assert_eq!(eligible.ledger, on.ledger.point()?);
    let again = verifier.verify(&shown, &request, &on.ledger, Some(NOW));
    assert_ne!(code(again), "no error");

    // The wallet is stored and read again; it has two copies left.
    let wallet = Wallet::from_bytes(&on.wallet.to_bytes()?, &on.patient)?;
    let left: Vec<_> = wallet
        .entries(Some(NOW))?
        .iter()
        .map(|entry| (entry.left, entry.issued))
        .collect();
    assert_eq!(left, [(2, 3)]);
    let others = Wallet::from_bytes(&on.wallet.to_bytes()?, &on.trial);
    assert_eq!(
        others.err().map(|error| error.kind),
        Some(Kind::Cryptographic)
    );

    // A verifier without a ledger decides on a proof, and the pseudonym is the same.
    let request = on.request()?;
    let shown = wallet.present(&on.policy, &request, Some(NOW))?;
    let handles = EligibilityVerifier::status_handles(&shown)?;
    let proof = on.ledger.prove_status(&handles)?;
    let authorities: AuthorityList = on.ledger.authorities()?;
    let found =
        on.verifier()?
            .verify_with_proof(&shown, &request, &proof, &authorities, Some(NOW))?;
    assert_eq!(found.pseudonym, eligible.pseudonym);

    // Revoked, the last copy is worth nothing.
    assert_eq!(
        on.ledger
            .revoke_credentials(&on.laboratory, &issued.handles, Some(NOW))?,
        3
    );
    let request = on.request()?;
    let shown = wallet.present(&on.policy, &request, Some(NOW))?;
    let refused = on
        .verifier()?
        .verify(&shown, &request, &on.ledger, Some(NOW));
    assert_eq!(
        refused.err().map(|error| (error.code, error.kind)),
        Some(("not-eligible", Kind::Denied))
    );
    assert_eq!(
        code(wallet.present(&on.policy, &request, Some(NOW))),
        "no-credential"
    );
    Ok(())
}

#[test]
fn what_is_not_so_cannot_be_shown() -> Result<()> {
    let on = Screening::new()?;
    on.wallet.accept(&on.certify("6.4")?.batch)?;
    let request = on.request()?;
    let refused = on.wallet.present(&on.policy, &request, Some(NOW));
    assert_eq!(
        refused.err().map(|error| (error.code, error.kind)),
        Some(("policy-not-met", Kind::Denied))
    );
    assert_eq!(
        code(on.wallet.present(&on.policy, &request, Some(NOW + 7200))),
        "request-expired"
    );
    assert_eq!(code(on.certify("6.45")), "invalid-value");
    assert_eq!(code(on.certify("high")), "invalid-value");
    assert_eq!(code(CredentialSchema::from_json("{}")), "invalid-schema");
    assert_eq!(
        code(EligibilityPolicy::from_json("{}", &[])),
        "invalid-policy"
    );
    assert_eq!(
        code(CredentialIssuer::new(&on.laboratory, "ledger")),
        "malformed-hex"
    );
    let short = on
        .wallet
        .request(&on.schema, &on.laboratory.public(None)?, b"short", 1);
    assert_eq!(code(short), "invalid-argument");
    on.wallet.close();
    assert_eq!(code(on.wallet.entries(None)), "closed");
    on.laboratory.close();
    assert_eq!(
        code(
            on.issuer
                .issue(b"", b"", None, &on.schema, &HashMap::new(), 1, None)
        ),
        "closed"
    );
    Ok(())
}
