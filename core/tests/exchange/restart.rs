//! What was decided stays decided when the process ends.

use crate::{
    code,
    support::world::{ORIGIN, World, at, offer, public},
};
use medseal::{
    consent::Purpose,
    exchange::{AccessIntent, Exchange, LocalAuthority, found_ledger, open_nonces},
    ledger::{AuthorityList, EntryNonce, Genesis, Ledger, store::EmbeddedStore},
    nonces::DurableNonces,
    types::NoProgress,
};
use std::path::Path;

/// The exchange on the ledger of a directory, as a process that begins has it.
fn opened(place: &Path, authority: &LocalAuthority<'_>) -> Exchange<EmbeddedStore, DurableNonces> {
    let store = EmbeddedStore::open(place).unwrap();
    let ledger = Ledger::open(store, &mut NoProgress).unwrap();
    let signers = vec![authority.signer(&ledger).unwrap()];
    Exchange::new(ledger, signers, open_nonces(place).unwrap())
}

#[test]
fn threat_10_a_request_is_permitted_once_whoever_restarts() {
    let (world, room) = (World::new(), tempfile::tempdir().unwrap());
    let place = room.path().join("ledger");
    let authority = LocalAuthority::new(&world.authority, room.path());
    let list = AuthorityList::with_default_quorum(vec![authority.authority_key()]).unwrap();
    let genesis = Genesis::new(ORIGIN, at(0), EntryNonce::from_bytes([7; 16]), list);
    let here = std::slice::from_ref(&authority);
    found_ledger(&place, &genesis, here, at(0)).unwrap();

    let mut exchange = opened(&place, &authority);
    let record = world.seal("LAB", b"potassium 4.1 mmol/l");
    let (header, rules) = (record.header(), world.rules());
    exchange
        .anchor(&world.laboratory, header, None, at(10))
        .unwrap();
    let (grantee, terms) = (public(&world.specialist), offer("LAB", Purpose::Treatment));
    let bundle = exchange.grant(&world.patient, &grantee, terms, at(20));
    let bundle = bundle.unwrap();
    exchange.register(&world.specialist, at(30)).unwrap();
    let intent = AccessIntent::new(world.authority.identity_id(), Purpose::Treatment);
    let [first, second] = [40, 41].map(|seconds| {
        let request = intent.request(&world.specialist, &bundle, header, at(seconds));
        request.unwrap()
    });
    let decided = |exchange: &mut Exchange<_, _>, request| {
        code(exchange.decide(request, bundle.chain(), header, &rules, at(42)))
    };
    assert_eq!(decided(&mut exchange, &first), "no error");
    drop(exchange);

    let mut exchange = opened(&place, &authority);
    assert_eq!(decided(&mut exchange, &first), "request-replayed");
    assert_eq!(decided(&mut exchange, &second), "no error");
    drop(exchange);
    // A directory from before there was such a file gets one.
    std::fs::remove_file(place.join("nonces.redb")).unwrap();
    let mut exchange = opened(&place, &authority);
    let third = intent.request(&world.specialist, &bundle, header, at(43));
    let third = third.unwrap();
    for expected in ["no error", "request-replayed"] {
        let decision = exchange.decide(&third, bundle.chain(), header, &rules, at(44));
        assert_eq!(code(decision), expected);
    }
}
