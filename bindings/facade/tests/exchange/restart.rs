//! What was decided stays decided when the ledger is closed.

use super::*;
use medseal_facade::{
    AccessPermit, AccessRequest, DecisionPoint, GrantChain, RecordFacts, StatedView,
};
use serde_json::Value;

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

/// A case of the vectors, decided again.
struct Case(Value);

impl Case {
    fn load() -> std::io::Result<Self> {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../vectors/consent/decisions.json"
        );
        let file: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        Ok(Self(file.pointer("/cases/0").cloned().unwrap_or_default()))
    }

    fn text(&self, pointer: &str) -> &str {
        self.0
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn number(&self, pointer: &str) -> u64 {
        self.0
            .pointer(pointer)
            .and_then(Value::as_u64)
            .unwrap_or_default()
    }

    fn bytes(&self, pointer: &str) -> Vec<u8> {
        let digits = self.text(pointer).as_bytes().chunks(2);
        let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        digits.filter_map(byte).collect()
    }

    fn rules(&self) -> DecisionRules {
        DecisionRules {
            custodian: self.text("/rules/audience").to_owned(),
            ..DecisionRules::default()
        }
    }

    fn decide(&self, point: &DecisionPoint) -> Result<AccessPermit> {
        let facts = RecordFacts {
            record_id: self.text("/record/record").to_owned(),
            commitment: self.text("/record/commitment").to_owned(),
            category: self.text("/record/category").to_owned(),
            created: self.number("/record/created"),
            ..RecordFacts::default()
        };
        point.decide(
            &AccessRequest::from_bytes(&self.bytes("/request"))?,
            &GrantChain::from_bytes(&self.bytes("/chain"))?,
            &facts,
            &StatedView::from_json(
                &self
                    .0
                    .pointer("/view")
                    .map_or_else(String::new, ToString::to_string),
            )?,
            Some(self.number("/now")),
        )
    }
}

#[test]
fn a_decision_point_with_a_file_permits_a_request_once_also_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    let case = Case::load().unwrap();
    let open = || DecisionPoint::open(&path("permitted"), &case.rules());
    let point = open().unwrap();
    case.decide(&point).unwrap();
    assert_eq!(denial(case.decide(&point)), ["request-replayed"]);
    assert_eq!(code(open()), "nonce-store-busy");
    point.close();
    assert_eq!(code(case.decide(&point)), "closed");

    let again = open().unwrap();
    assert_eq!(denial(case.decide(&again)), ["request-replayed"]);
    // In memory it would have been permitted.
    case.decide(&DecisionPoint::new(&case.rules()).unwrap())
        .unwrap();

    let nobody = DecisionRules::default();
    assert_eq!(
        code(DecisionPoint::open(&path("other"), &nobody)),
        "malformed-hex"
    );
    assert!(!directory.path().join("other").exists());
}
