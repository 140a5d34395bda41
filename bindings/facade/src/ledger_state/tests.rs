//! What this crate's own ledger never sees.

use super::*;
use medseal::{
    keys::SecretIdentity,
    ledger::{
        self, Action, AuthorityList, CheckpointSigner, EntryNonce, Genesis, MemorySignerState,
        StatementSigner, store::MemoryStore,
    },
    types::Timestamp,
};

/// A node admits delegated grants that this crate's own ledger never sees.
#[test]
fn a_grant_that_was_passed_on_ends_with_the_one_above_it() {
    let now = Timestamp::from_seconds(1_800_000_000).unwrap();
    let [authority, patient, specialist] = [0; 3].map(|_| SecretIdentity::generate().unwrap());
    let keys = AuthorityList::single("node", authority.signing_key().verifying_key()).unwrap();
    let genesis = Genesis::new("node", now, EntryNonce::from_bytes([7; 16]), keys);
    let name = "node".parse().unwrap();
    let state = MemorySignerState::new();
    let mut signers = [CheckpointSigner::new(name, authority.signing_key(), state)];
    let store = MemoryStore::new();
    let mut ledger = ledger::Ledger::create(store, &genesis, now, &mut signers).unwrap();
    let (own, below) = (
        Commitment::from_bytes([1; 32]),
        Commitment::from_bytes([2; 32]),
    );
    let controller = patient.identity_id();
    let grant = |grant, parent| Action::Grant {
        grant,
        controller,
        parent,
    };
    let register = |one: &SecretIdentity| {
        let public = one.public(now).unwrap();
        Action::Register {
            document: Commitment::from_bytes([9; 32]),
            next: public.next_key_digest(),
        }
    };
    let steps = [
        (&patient, register(&patient), "unknown", "unknown"),
        (&specialist, register(&specialist), "unknown", "unknown"),
        (&patient, grant(own, None), "active", "unknown"),
        (&specialist, grant(below, Some(own)), "active", "active"),
        (
            &patient,
            Action::Revoke { grant: own },
            "revoked",
            "revoked",
        ),
    ];
    for (signer, action, expected, expected_below) in steps {
        let key = signer.signing_key();
        let entry = StatementSigner::new(ledger.id(), &key)
            .sign(action, now)
            .unwrap();
        ledger.submit(entry.as_bytes(), now).unwrap();
        ledger.seal_block(now, &mut signers).unwrap();
        let status = |one| grant_status(&ledger.view(), one).unwrap().status;
        assert_eq!(
            (status(&own).as_str(), status(&below).as_str()),
            (expected, expected_below)
        );
    }
    // Without the one above, a proof says nothing of the one below.
    let known = ledger
        .authorities()
        .for_origin(ledger.origin().clone())
        .unwrap();
    let proven = |of: &[Commitment]| {
        let keys: Vec<_> = of
            .iter()
            .map(|one| GrantFact::KIND.key(one.as_bytes()))
            .collect();
        let proof = prove_state(&ledger, &keys).unwrap();
        let state = VerifiedState::verify(&proof, ledger.id(), &known).unwrap();
        grant_status(&state, &below).map(|status| status.status)
    };
    assert_eq!(proven(&[own, below]).unwrap(), "revoked");
    assert_eq!(proven(&[below]).unwrap_err().code, "not-proven");
}
