//! What becomes of grants and records: asked of the ledger, and proven to somebody without it.
// Clippy's exceptions for tests do not reach helpers outside `#[test]` functions.
#![allow(clippy::unwrap_used)]

use medseal_facade::{
    AuthorityList, GrantStatus, GrantTerms, Ledger, LedgerFollower, LedgerState, RecordStatus,
    Result, SealOptions, SealedHeader, SealedRecord, SecretIdentity,
};

const ORIGIN: &str = "node.example/ledger";
const NOW: u64 = 1_800_000_000;

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

fn person() -> SecretIdentity {
    SecretIdentity::generate(Some("x25519")).unwrap()
}

struct Stage {
    ledger: Ledger,
    patient: SecretIdentity,
    author: SecretIdentity,
}

impl Stage {
    fn new() -> Self {
        let ledger = Ledger::in_memory(&[person()], ORIGIN, None, Some(NOW)).unwrap();
        let (patient, author) = (person(), person());
        Self {
            ledger,
            patient,
            author,
        }
    }

    fn anchored(&self, previous: Option<&SealedHeader>) -> SealedHeader {
        let patient = self.patient.public(Some(NOW)).unwrap();
        let (author, options) = (&self.author, SealOptions::default());
        let sealed = SealedRecord::seal(author, &patient, &[], b"1", &options, previous).unwrap();
        let header = sealed.header().unwrap();
        self.ledger
            .anchor(author, &header, previous, Some(NOW))
            .unwrap();
        header
    }

    /// What somebody without the ledger learns.
    fn proven(&self, grants: &[&String], records: &[&String]) -> LedgerState {
        let owned = |all: &[&String]| all.iter().map(|one| (*one).clone()).collect::<Vec<_>>();
        let proof = self
            .ledger
            .prove_state(&owned(grants), &owned(records))
            .unwrap();
        let (id, known) = (
            self.ledger.details().unwrap().ledger_id,
            self.ledger.authorities(),
        );
        LedgerState::verify(&proof, &id, &known.unwrap()).unwrap()
    }

    fn grant(&self, commitment: &String) -> GrantStatus {
        let status = self.ledger.grant_status(commitment).unwrap();
        let proven = self.proven(&[commitment], &[]).grant_status(commitment);
        assert_eq!(proven.unwrap(), status);
        status
    }

    fn record(&self, commitment: &String) -> RecordStatus {
        let status = self.ledger.record_status(commitment).unwrap();
        let proven = self.proven(&[], &[commitment]).record_status(commitment);
        assert_eq!(proven.unwrap(), status);
        status
    }
}

fn commitment(header: &SealedHeader) -> String {
    header.details().unwrap().commitment
}

#[test]
fn a_record_is_current_then_replaced_then_erased() {
    let stage = Stage::new();
    let first = stage.anchored(None);
    let (unknown, one) = ("00".repeat(32), commitment(&first));
    assert_eq!(stage.record(&unknown).status, "unknown");
    let status = stage.record(&one);
    assert_eq!(status.status, "current");
    assert_eq!(
        status.controller,
        Some(stage.patient.identity_id().unwrap())
    );
    assert_eq!(status.author, Some(stage.author.identity_id().unwrap()));
    let entry = stage.ledger.entry(status.index.unwrap()).unwrap();
    assert_eq!(entry.details().unwrap().record, Some(one.clone()));

    let second = commitment(&stage.anchored(Some(&first)));
    assert_eq!(stage.record(&one).status, "replaced");
    assert_eq!(stage.record(&one).replaced_by, Some(second.clone()));
    assert_eq!(stage.record(&second).previous, Some(one.clone()));
    stage.ledger.erase(&stage.patient, &one, Some(NOW)).unwrap();
    assert_eq!(stage.record(&one).status, "erased");
    assert!(stage.record(&one).erased.is_some());
    assert_eq!(stage.record(&second).status, "current");
}

#[test]
fn a_grant_is_active_until_it_is_revoked_and_one_passed_on_has_a_parent() {
    let stage = Stage::new();
    stage.anchored(None);
    let (specialist, clinic) = (person(), person());
    let terms = |delegation| GrantTerms {
        categories: vec!["GENERAL".to_owned()],
        purposes: vec!["TREAT".to_owned()],
        expires: NOW + 86_400,
        delegation,
        ..GrantTerms::default()
    };
    let to = |whom: &SecretIdentity| whom.public(Some(NOW)).unwrap();
    let granted = stage
        .ledger
        .grant(&stage.patient, &to(&specialist), &terms(1), Some(NOW));
    let granted = granted.unwrap();
    let own = granted
        .chain()
        .unwrap()
        .grants()
        .unwrap()
        .remove(0)
        .commitment;
    let status = stage.grant(&own);
    assert_eq!((status.status.as_str(), status.revoked), ("active", None));
    assert_eq!(status.issuer, status.controller);

    let passed = granted
        .delegate(&specialist, &to(&clinic), &terms(0), Some(NOW))
        .unwrap();
    let below = passed
        .chain()
        .unwrap()
        .grants()
        .unwrap()
        .remove(1)
        .commitment;
    assert_eq!(stage.grant(&below).status, "unknown");
    stage
        .ledger
        .revoke(&specialist, &passed, Some(NOW))
        .unwrap();
    let status = stage.grant(&below);
    assert_eq!(
        (status.status.as_str(), status.parent.as_ref()),
        ("revoked", Some(&own))
    );
    assert_eq!(stage.grant(&own).status, "active");
    stage
        .ledger
        .revoke(&stage.patient, &granted, Some(NOW))
        .unwrap();
    assert_eq!(stage.grant(&own).status, "revoked");
    assert!(stage.grant(&own).revoked > status.revoked);
    assert_eq!(stage.grant(&below).revoked, status.revoked);
}

#[test]
fn a_proof_says_what_it_proves_and_nothing_else() {
    let stage = Stage::new();
    let one = commitment(&stage.anchored(None));
    let state = stage.proven(&[], &[&one]);
    let details = stage.ledger.details().unwrap();
    let point = state.point().unwrap();
    assert_eq!(
        (point.ledger_id, point.height),
        (details.ledger_id.clone(), details.height)
    );
    assert_eq!(state.checkpoint().unwrap().root, details.root);
    assert_eq!(code(state.grant_status(&one)), "not-proven");
    assert_eq!(code(state.record_status(&"00".repeat(32))), "not-proven");
    assert_eq!(code(state.record_status("nothing")), "malformed-hex");

    let known = stage.ledger.authorities().unwrap();
    let mut proof = stage
        .ledger
        .prove_state(&[], std::slice::from_ref(&one))
        .unwrap();
    let verify = |proof: &[u8], known| code(LedgerState::verify(proof, &details.ledger_id, known));
    let strangers = AuthorityList::new(ORIGIN, &[person().public(None).unwrap()], None).unwrap();
    assert_eq!(verify(&proof, &strangers), "quorum-not-reached");
    let last = proof.last_mut().unwrap();
    *last ^= 1;
    assert_ne!(verify(&proof, &known), "no error");
    let many = vec![one; 600];
    assert_eq!(code(stage.ledger.prove_state(&[], &many)), "no error");
    let many: Vec<_> = (0..513)
        .map(|number: u32| format!("{number:064x}"))
        .collect();
    assert_eq!(
        code(stage.ledger.prove_state(&[], &many)),
        "invalid-argument"
    );
    let proof = stage.ledger.prove_state(&[], &many[..512]).unwrap();
    assert_eq!(verify(&proof, &known), "no error");
}

#[test]
fn a_receipt_is_there_again_whenever_it_is_asked_for() {
    let stage = Stage::new();
    let header = stage.anchored(None);
    let index = stage.record(&commitment(&header)).index.unwrap();
    stage.ledger.register(&person(), Some(NOW)).unwrap();
    let receipt = stage.ledger.receipt(index).unwrap();
    let known = stage.ledger.authorities().unwrap();
    let verified = receipt.verify(&known, Some(&header)).unwrap();
    assert_eq!(
        verified.checkpoint.size,
        stage.ledger.details().unwrap().size
    );
    assert_eq!(
        code(stage.ledger.receipt(verified.checkpoint.size)),
        "out-of-range"
    );
}

#[test]
fn a_follower_goes_over_to_the_authorities_that_replaced_the_old() {
    let stage = Stage::new();
    let known = stage.ledger.authorities().unwrap();
    let new = |origin| AuthorityList::new(origin, &[person().public(None).unwrap()], None).unwrap();
    let follower = LedgerFollower::new(&new(ORIGIN), None).unwrap();
    let checkpoint = stage.ledger.checkpoint().unwrap();
    assert_eq!(
        code(follower.accept(&checkpoint, None)),
        "quorum-not-reached"
    );
    assert_eq!(
        code(follower.replace_authorities(&new("elsewhere"))),
        "other-origin"
    );
    follower.replace_authorities(&known).unwrap();
    follower.accept(&checkpoint, None).unwrap();
    follower.close();
    assert_eq!(code(follower.replace_authorities(&known)), "closed");
}
