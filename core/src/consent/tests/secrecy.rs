//! Threat row 18: what a grant or a request says is nobody's business but its parties'.

use super::*;
use crate::{errors::ErrorCode, types::Salt};

/// Texts and bytes that must not show, and the forms in which they could.
fn assert_hidden(shown: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret:?} shows in {shown}");
    }
}

#[test]
fn threat_18_neither_debug_nor_errors_tell_what_was_granted_or_stated() {
    let salt = Salt::from_bytes([0xab; 32]);
    let (patient, clinic) = (patient(), clinic());
    let scope = Scope::new([category("PSYCHIATRY")], [Purpose::Treatment]).unwrap();
    let terms = GrantTerms::new(clinic.grantee(), scope, year());
    let (identity, id) = (patient.identity(), ledger_id());
    let grant = Grant::issue_with_rng(identity, &patient.key, id, terms, at(0), &mut rng());
    let grant = grant.unwrap();
    let grant_salt = grant.salt().to_string();
    let reason = "overdose of canary-medicine";
    let statement =
        BreakGlassStatement::new(id, identity, clinic.identity(), reason, at(0), at(50)).unwrap();
    let record = RecordFacts {
        category: category("EMERGENCY"),
        ..laboratory_record()
    };
    let request = request(
        &clinic,
        RequestTerms {
            record: record.clone(),
            purpose: Purpose::BreakTheGlass,
            break_glass: Some((statement.clone(), salt)),
            ..clinic_terms(&grant)
        },
    );
    let (view, rules, chain) = (ledger().view(), rules(), alone(&grant));
    let decision = decide(
        &request,
        &chain,
        &record,
        &view,
        &mut MemoryNonces::default(),
        &rules,
        at(120),
    );
    let proof = decision.prove(&custodian().key).unwrap();
    let shown = [
        format!("{grant:?} {grant:#?}"),
        format!("{chain:?} {chain:#?}"),
        format!("{request:?} {request:#?}"),
        format!("{statement:?} {statement:#?}"),
        format!("{proof:?} {proof:#?}"),
        format!("{decision:?}"),
        format!("{:?}", decision.into_permit().unwrap_err()),
    ];
    let salt_as_list = "171, 171";
    let secrets = [
        "PSYCHIATRY",
        "canary",
        "abab",
        "ABAB",
        salt_as_list,
        &grant_salt,
    ];
    for shown in shown {
        assert_hidden(&shown, &secrets);
    }

    let mut bytes = grant.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let error = Grant::from_bytes(&bytes, grant.salt()).unwrap_err();
    assert_hidden(&format!("{error} {error:?} {}", error.code()), &secrets);
    let long = format!("canary {}", "x".repeat(2000));
    let error = BreakGlassStatement::new(id, identity, identity, &long, at(0), at(50)).unwrap_err();
    assert_hidden(&format!("{error} {error:?} {}", error.code()), &secrets);
}
