//! The files of ledgers.

use super::{number, texts};
use crate::{bytes, load, text, unhex};
use medseal::ledger::LeafHash;
use medseal_facade::{AuthorityList, LedgerEntry, LedgerFollower, Receipt, Result, hazmat};
use serde_json::{Value, json};

pub(super) fn checkpoints(case: &Value) -> Result<()> {
    let note = text(case, "note");
    let verified = authorities("ledger/checkpoints").verify_checkpoint(note)?;
    let stated = format!("{}\n{}\n", verified.origin, verified.size);
    assert!(note.starts_with(&stated));
    assert_eq!(verified.link, case["link"]);
    Ok(())
}

pub(super) fn consistency(case: &Value) -> Result<()> {
    let head = |name: &str| (number(&case[name], "size"), bytes(&case[name], "root"));
    let ((size1, root1), (size2, root2)) = (head("older"), head("newer"));
    hazmat::verify_consistency(size1, size2, &bytes(case, "path"), &root1, &root2)
}

pub(super) fn entries(case: &Value) -> Result<()> {
    let entry = LedgerEntry::from_bytes(&bytes(case, "entry"))?;
    let found = entry.details()?;
    assert_eq!(entry.to_bytes()?, bytes(case, "entry"));
    assert_eq!(found.leaf_hash, case["leaf_hash"]);
    let stated = &case["decoded"][found.kind.as_str()];
    let (name, action) = match stated["action"].as_object() {
        Some(action) => action.iter().next().map(|(name, of)| (name.as_str(), of)),
        None => None,
    }
    .unzip();
    let of = action.unwrap_or(stated);
    assert_eq!(found.time, stated["time"]);
    assert_eq!(found.action.as_deref(), name);
    // Whom a genesis entry founds it does not say: its hash is the name.
    let ledger = found.ledger_id.filter(|_| found.kind != "genesis");
    for (found, stated) in [
        (ledger, &stated["ledger"]),
        (found.nonce, &stated["nonce"]),
        (found.signer, &stated["signer"]),
        (found.identity, &of["identity"]),
        (found.document, &of["document"]),
        (found.next, &of["next"]),
        (found.controller, &of["controller"]),
        (found.record, &of["record"]),
        (found.previous, &of["previous"]),
        (found.grant, &of["grant"]),
        (found.parent, &of["parent"]),
        (found.event, &of["event"]),
        (found.origin, &stated["origin"]),
        (found.state_root, &stated["state_root"]),
    ] {
        assert_eq!(json!(found), *stated);
    }
    for (found, stated) in [
        (found.expires, &of["expires"]),
        (found.revision, &stated["revision"]),
        (found.height, &stated["height"]),
        (found.quorum, &stated["authorities"]["quorum"]),
    ] {
        assert_eq!(json!(found), *stated);
    }
    let members = found.authorities.into_iter();
    let members: Vec<_> = members
        .map(|one| json!({"name": one.name, "key": one.key}))
        .collect();
    let none = Value::Array(Vec::new());
    let authorities = stated["authorities"]["members"].as_array();
    assert_eq!(
        Value::Array(members),
        authorities.cloned().map_or(none, Value::Array)
    );
    assert_eq!(found.approved_by.is_empty(), found.kind != "authorities");
    Ok(())
}

pub(super) fn evidence(case: &Value) -> Result<()> {
    let known = authorities("ledger/evidence");
    let names = LedgerFollower::verify_evidence(text(case, "evidence"), &known)?;
    assert_eq!(json!(names), case["signed_both"]);
    Ok(())
}

pub(super) fn inclusion(case: &Value) -> Result<()> {
    let (leaf, head) = (LeafHash::of(&bytes(case, "entry")), &case["head"]);
    let (index, size) = (number(case, "index"), number(head, "size"));
    let (path, root) = (bytes(case, "path"), bytes(head, "root"));
    hazmat::verify_inclusion(leaf.as_bytes(), index, size, &path, &root)
}

pub(super) fn receipts(case: &Value) -> Result<()> {
    let receipt = Receipt::from_text(text(case, "receipt"))?;
    let verified = receipt.verify_entry(&authorities("ledger/receipts"), &bytes(case, "entry"))?;
    assert_eq!(receipt.to_text()?, case["receipt"]);
    let stated = format!("{}\n{}\n", verified.origin, verified.size);
    assert!(text(case, "receipt").contains(&stated));
    Ok(())
}

pub(super) fn state_proofs(case: &Value) -> Result<()> {
    let (key, proof, root) = (
        bytes(case, "key"),
        bytes(case, "proof"),
        bytes(case, "root"),
    );
    let value = hazmat::verify_state(&key, &proof, &root)?;
    assert_eq!(value, case["value"].as_str().map(unhex));
    Ok(())
}

pub(super) fn verifier_keys(case: &Value) -> Result<()> {
    let keys = [text(case, "vkey").to_owned()];
    let known = AuthorityList::from_verifier_keys("example.org/ledger", &keys, None)?;
    assert_eq!(known.details()?.verifier_keys, keys);
    Ok(())
}

fn authorities(area: &str) -> AuthorityList {
    let known = &load(area)["authorities"];
    let (keys, quorum) = (texts(&known["keys"]).unwrap(), number(known, "quorum"));
    let quorum = Some(u8::try_from(quorum).unwrap());
    AuthorityList::from_verifier_keys(text(known, "origin"), &keys, quorum).unwrap()
}
