//! What stands on a ledger, read by everybody who has it or a receipt.

use medseal_facade::{
    AuthorityList, Ledger, LedgerEntry, Receipt, Result, SealOptions, SealedHeader, SealedRecord,
    SecretIdentity,
};

const ORIGIN: &str = "node.example/ledger";
const NOW: u64 = 1_800_000_000;

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

fn seal(author: &SecretIdentity, patient: &SecretIdentity) -> Result<SealedHeader> {
    let (options, patient) = (SealOptions::default(), patient.public(Some(NOW))?);
    SealedRecord::seal(author, &patient, &[], b"HbA1c 6.9 %", &options, None)?.header()
}

fn cast() -> Result<[SecretIdentity; 3]> {
    let one = || SecretIdentity::generate(Some("x25519"));
    Ok([one()?, one()?, one()?])
}

#[test]
fn a_receipts_entry_is_the_ledgers() {
    let [authority, author, patient] = cast().unwrap();
    let ledger = Ledger::in_memory(&[authority], ORIGIN, None, Some(NOW)).unwrap();
    let header = seal(&author, &patient).unwrap();
    let receipt = ledger.anchor(&author, &header, None, Some(NOW)).unwrap();
    let receipt = Receipt::from_text(&receipt.to_text().unwrap()).unwrap();
    let (entry, known) = (receipt.entry().unwrap(), ledger.authorities().unwrap());
    let verified = receipt.verify(&known, Some(&header)).unwrap();
    assert_eq!(ledger.entry(verified.index).unwrap(), entry);
    let bytes = entry.to_bytes().unwrap();
    assert_eq!(LedgerEntry::from_bytes(&bytes).unwrap(), entry);
    assert_eq!(
        receipt.verify_entry(&known, &bytes).unwrap(),
        verified.checkpoint
    );
    let details = entry.details().unwrap();
    assert_eq!(details.action, Some(verified.action));
    assert_eq!(details.signer, Some(verified.signer));
    assert_eq!(details.record, verified.commitment);
    assert_eq!(details.controller, Some(patient.identity_id().unwrap()));

    let all = ledger.entries(0, ledger.details().unwrap().size).unwrap();
    let genesis = all.first().unwrap().details().unwrap();
    assert_eq!(
        (genesis.kind.as_str(), genesis.ledger_id),
        ("genesis", details.ledger_id)
    );
    let keys = genesis.authorities.into_iter().map(|one| one.verifier_key);
    let quorum = genesis.quorum.and_then(|quorum| u8::try_from(quorum).ok());
    let named = AuthorityList::from_verifier_keys(ORIGIN, &keys.collect::<Vec<_>>(), quorum);
    assert_eq!(named.unwrap(), known);
    assert_eq!(all.last().unwrap().details().unwrap().kind, "state");
}

#[test]
fn entries_come_in_runs_of_at_most_a_thousand() {
    let [authority, author, patient] = cast().unwrap();
    let ledger = Ledger::in_memory(&[authority], ORIGIN, None, Some(NOW)).unwrap();
    let headers: Vec<_> = (0..1000)
        .map(|_| seal(&author, &patient).unwrap())
        .collect();
    ledger.anchor_all(&author, &headers, Some(NOW)).unwrap();
    let size = ledger.details().unwrap().size;
    assert!(size > 1000);
    assert_eq!(code(ledger.entries(0, 1001)), "invalid-argument");
    let mut read = ledger.entries(0, 1000).unwrap();
    read.extend(ledger.entries(1000, size).unwrap());
    assert_eq!(read.len() as u64, size);
    assert_eq!(read.last(), Some(&ledger.entry(size - 1).unwrap()));
    assert_eq!(ledger.entries(size, size).unwrap(), []);
    for (begin, end) in [(0, size + 1), (2, 1), (0, u64::MAX), (u64::MAX, 0)] {
        assert_eq!(code(ledger.entries(begin, end)), "out-of-range");
    }
    assert_eq!(code(ledger.entry(size)), "out-of-range");
    ledger.close();
    assert_eq!(code(ledger.entries(0, 1)), "closed");
}
