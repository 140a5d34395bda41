//! The whole exchange through the facade, on a ledger in memory and on one in a directory.

mod restart;
mod story;

use medseal_facade::{
    DecisionRules, Error, GrantTerms, Kind, Ledger, PublicIdentity, Result, SealOptions,
    SealedRecord, SecretIdentity, Watch,
};
use story::story;

const ORIGIN: &str = "node.example/ledger";
const DAY: u64 = 86_400;
const NOW: u64 = 1_800_000_000;

struct Cast {
    authority: SecretIdentity,
    laboratory: SecretIdentity,
    patient: SecretIdentity,
    specialist: SecretIdentity,
    clinic: SecretIdentity,
}

impl Cast {
    fn new() -> Result<Self> {
        let one = || SecretIdentity::generate(Some("x25519"));
        Ok(Self {
            authority: one()?,
            laboratory: one()?,
            patient: one()?,
            specialist: one()?,
            clinic: one()?,
        })
    }

    fn seal(&self, plaintext: &[u8]) -> Result<SealedRecord> {
        let options = SealOptions {
            category: Some("LAB".to_owned()),
            created: Some(NOW),
            ..SealOptions::default()
        };
        let patient = self.patient.public(Some(NOW))?;
        SealedRecord::seal(&self.laboratory, &patient, &[], plaintext, &options, None)
    }

    fn custodian(&self) -> Result<String> {
        self.authority.identity_id()
    }

    fn rules(&self) -> Result<DecisionRules> {
        Ok(DecisionRules {
            custodian: self.custodian()?,
            ..DecisionRules::default()
        })
    }
}

fn document(identity: &SecretIdentity) -> Result<PublicIdentity> {
    identity.public(Some(NOW))
}

fn terms(category: &str, purpose: &str) -> GrantTerms {
    GrantTerms {
        categories: vec![category.to_owned()],
        purposes: vec![purpose.to_owned()],
        expires: NOW + 30 * DAY,
        ..GrantTerms::default()
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

fn denial<T>(result: Result<T>) -> Vec<String> {
    match result {
        Err(Error {
            code: "access-denied",
            kind: Kind::Denied,
            reasons,
            ..
        }) => reasons,
        other => vec![format!("no denial but {}", code(other))],
    }
}

#[test]
fn in_memory() {
    let cast = Cast::new().unwrap();
    let ledger = Ledger::in_memory(
        std::slice::from_ref(&cast.authority),
        ORIGIN,
        None,
        Some(NOW),
    )
    .unwrap();
    story(&cast, &ledger).unwrap();
}

#[test]
fn in_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    let cast = Cast::new().unwrap();
    let (place, signers, keys) = (path("ledger"), path(""), [cast.authority.clone()]);
    let ledger = Ledger::create(&place, &signers, &keys, ORIGIN, None, Some(NOW)).unwrap();
    let busy = Ledger::open(&place, &signers, &keys, &Watch::default());
    assert_eq!(code(busy), "ledger-busy");
    story(&cast, &ledger).unwrap();
    let before = ledger.details().unwrap();
    ledger.close();
    assert_eq!(code(ledger.details()), "closed");

    let report = Ledger::fsck(&place, &Watch::default()).unwrap();
    assert!(report.findings.is_empty(), "{report:?}");
    assert_eq!(
        (report.entries, report.ledger_id),
        (before.size, Some(before.ledger_id.clone()))
    );
    let again = Ledger::create(&place, &signers, &keys, ORIGIN, None, Some(NOW));
    assert_eq!(code(again), "ledger-exists");
    let stranger = [cast.clinic.clone()];
    let opened = Ledger::open(&place, &signers, &stranger, &Watch::default());
    assert_eq!(code(opened), "not-an-authority");
    let nowhere = Ledger::open(&path("nothing"), &signers, &keys, &Watch::default());
    assert_eq!(code(nowhere), "no-ledger");

    let reading = Ledger::open(&place, &signers, &[], &Watch::default()).unwrap();
    assert_eq!(reading.details().unwrap(), before);
    assert_eq!(
        code(reading.register(&SecretIdentity::generate(None).unwrap(), Some(NOW))),
        "quorum-not-reached"
    );
    reading.close();
    let writing = Ledger::open(&place, &signers, &keys, &Watch::default()).unwrap();
    writing.register(&cast.clinic, Some(NOW)).unwrap();
}

#[test]
fn a_ledger_that_cannot_be_founded_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_string_lossy().into_owned();
    let authority = SecretIdentity::generate(None).unwrap();
    let twice = [authority.clone(), authority.clone()];
    let (place, signers) = (path("ledger"), path(""));
    assert_eq!(
        code(Ledger::create(&place, &signers, &twice, ORIGIN, None, None)),
        "invalid-authorities"
    );
    assert_eq!(
        code(Ledger::create(
            &place,
            &path("none"),
            &twice[..1],
            ORIGIN,
            None,
            None
        )),
        "signer-state-io"
    );
    std::fs::write(path("file"), b"in the way").unwrap();
    assert_eq!(
        code(Ledger::create(
            &path("file/ledger"),
            &signers,
            &twice[..1],
            ORIGIN,
            None,
            None
        )),
        "storage-denied"
    );
    let left: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["file"]);
}

#[test]
fn terms_that_cannot_be_are_refused() {
    let cast = Cast::new().unwrap();
    let ledger = Ledger::in_memory(
        std::slice::from_ref(&cast.authority),
        ORIGIN,
        None,
        Some(NOW),
    )
    .unwrap();
    let to = document(&cast.specialist).unwrap();
    let grant = |terms: GrantTerms| code(ledger.grant(&cast.patient, &to, &terms, Some(NOW)));
    assert_eq!(grant(GrantTerms::default()), "empty-validity");
    assert_eq!(grant(terms("LAB", "treatment")), "unknown-purpose");
    assert_eq!(grant(terms("two words", "TREAT")), "invalid-code");
    assert_eq!(grant(terms("NONE", "TREAT")), "unknown-category");
    assert_eq!(grant(terms("LAB", "BTG")), "break-glass-category");
    let with = |change: fn(&mut GrantTerms)| {
        let mut terms = terms("LAB", "TREAT");
        change(&mut terms);
        grant(terms)
    };
    assert_eq!(with(|terms| terms.categories.clear()), "empty-scope");
    assert_eq!(
        with(|terms| terms.records = Some(vec!["x".to_owned()])),
        "malformed-hex"
    );
    assert_eq!(
        with(|terms| terms.records = Some(Vec::new())),
        "empty-scope"
    );
    assert_eq!(
        with(|terms| terms.resource_types = Some(vec!["observation".to_owned()])),
        "invalid-resource-type"
    );
    assert_eq!(
        with(|terms| terms.confidentiality = Some("X".to_owned())),
        "unknown-confidentiality"
    );
    assert_eq!(
        with(|terms| (terms.period_from, terms.period_to) = (Some(2), Some(1))),
        "empty-scope"
    );
    assert_eq!(with(|terms| terms.expires = u64::MAX), "invalid-time");
    assert_eq!(with(|terms| terms.delegation = 8), "delegation-too-deep");

    let full = GrantTerms {
        records: Some(vec!["ab".repeat(32)]),
        resource_types: Some(vec!["Observation".to_owned()]),
        confidentiality: Some("N".to_owned()),
        period_from: Some(1),
        period_to: Some(2),
        not_before: Some(NOW + 1),
        ..terms("LAB", "TREAT")
    };
    let made = ledger.grant(&cast.patient, &to, &full, Some(NOW)).unwrap();
    assert_eq!(made.details().unwrap().terms, full);
}

#[test]
fn eight_threads_anchor_on_one_ledger() {
    let cast = Cast::new().unwrap();
    let ledger =
        Ledger::in_memory(std::slice::from_ref(&cast.authority), ORIGIN, None, None).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..4 {
                    let record = cast.seal(b"from many threads").unwrap();
                    ledger
                        .anchor(&cast.laboratory, &record.header().unwrap(), None, None)
                        .unwrap();
                }
            });
        }
    });
    // Genesis and registration, 32 anchors, and a state entry for each block.
    assert!(ledger.details().unwrap().size > 34);
}
