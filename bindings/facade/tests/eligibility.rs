//! From a certified value to a decision that shows nothing of it.

mod screening;

use medseal_facade::{
    AuthorityList, CredentialIssuer, CredentialSchema, EligibilityPolicy, EligibilityVerifier,
    Kind, Result, Wallet,
};
use screening::{AUDIENCE, NOW, Screening, code};
use std::collections::HashMap;

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
