//! What was decided stays decided when the ledger is closed.

use super::*;
use medseal_facade::AccessRequest;

#[test]
fn a_request_is_permitted_once_also_when_the_ledger_was_closed() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    let cast = Cast::new().unwrap();
    let (place, signers, keys) = (path("ledger"), path(""), [cast.authority.clone()]);
    let ledger = Ledger::create(&place, &signers, &keys, ORIGIN, None, Some(NOW)).unwrap();
    let header = cast.seal(b"HbA1c 6.9 %").unwrap().header().unwrap();
    ledger
        .anchor(&cast.laboratory, &header, None, Some(NOW))
        .unwrap();
    let (grantee, terms) = (document(&cast.specialist).unwrap(), terms("LAB", "TREAT"));
    let grant = ledger.grant(&cast.patient, &grantee, &terms, Some(NOW));
    let grant = grant.unwrap();
    ledger.register(&cast.specialist, Some(NOW)).unwrap();
    let custodian = cast.custodian().unwrap();
    let ask = || {
        let (holder, header) = (&cast.specialist, &header);
        AccessRequest::new(holder, &grant, header, &custodian, None, None, Some(NOW)).unwrap()
    };
    let (first, second) = (ask(), ask());
    let rules = cast.rules().unwrap();
    let decide = |ledger: &Ledger, request| {
        let decided = ledger.decide(request, &grant, &header, &rules, Some(NOW));
        decided.map_or_else(|error| error.reasons, |_| Vec::new())
    };
    assert!(decide(&ledger, &first).is_empty());
    ledger.close();

    let ledger = Ledger::open(&place, &signers, &keys, &Watch::default()).unwrap();
    assert_eq!(decide(&ledger, &first), ["request-replayed"]);
    assert!(decide(&ledger, &second).is_empty());
}
