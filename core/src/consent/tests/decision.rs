//! The way through: a request is permitted, decided again by a third party, denied when it must be.

use super::*;

#[test]
fn a_request_that_keeps_every_rule_is_permitted_once() {
    let (ledger, grant) = (ledger(), clinic_grant());
    let (view, chain, record, rules) = (ledger.view(), alone(&grant), laboratory_record(), rules());
    let request = request(&clinic(), clinic_terms(&grant));
    let mut nonces = MemoryNonces::default();

    let decision = decide(
        &request,
        &chain,
        &record,
        &view,
        &mut nonces,
        &rules,
        at(120),
    );
    assert_eq!(decision.reasons(), []);
    let proof = decision.prove(&custodian().key).unwrap();
    let permit = decision.into_permit().unwrap();
    assert_eq!(permit.access().expires, at(120).plus(rules.permit_lifetime));
    assert_eq!(permit.access().obligations, [Obligation::RecordAccess]);
    let access = permit.redeem(&record.commitment, at(121)).unwrap();
    assert_eq!((access.height, access.grant), (ledger.height(), grant.id()));

    let seen = DecisionProof::from_bytes(proof.as_bytes()).unwrap();
    assert_eq!(seen, proof);
    seen.replay(&view).unwrap();
    assert!(matches!(seen.verdict(), Verdict::Permit { .. }));

    let again = decide(
        &request,
        &chain,
        &record,
        &view,
        &mut nonces,
        &rules,
        at(122),
    );
    assert_eq!(again.reasons(), [DenyReason::RequestReplayed]);
    again
        .prove(&custodian().key)
        .unwrap()
        .replay(&view)
        .unwrap();
}
