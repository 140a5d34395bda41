//! A permit serves the holder it was made out to, with the key it was made out to.

use crate::{
    code,
    support::world::{World, at},
};
use medseal::{consent::Purpose, exchange::unlock};

#[test]
fn threat_10_a_permit_for_a_key_that_was_rotated_away_unlocks_nothing() {
    let mut world = World::new();
    let record = world.seal("LAB", b"potassium 4.1 mmol/l");
    world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let (specialist, clinic) = (world.specialist.clone(), world.clinic.clone());
    world.exchange.register(&specialist, at(30)).unwrap();
    let intent = world.intent(Purpose::Treatment);
    let (header, rules) = (record.header(), world.rules());
    let mut permit = |seconds| {
        let now = at(seconds);
        let request = intent.request(&specialist, &bundle, header, now).unwrap();
        world
            .exchange
            .decide(&request, bundle.chain(), header, &rules, now)
            .unwrap()
    };
    // The same person has another key by now, and still all that opened the record.
    let mut rotated = specialist.clone();
    rotated.rotate().unwrap();
    let opens = |permit, holder| code(unlock(permit, holder, &bundle, header, None, at(50)));
    assert_eq!(opens(permit(40), &specialist), "no error");
    assert_eq!(opens(permit(41), &rotated), "not-the-grantee");
    assert_eq!(opens(permit(42), &clinic), "not-the-grantee");
}

#[test]
fn threat_10_a_permit_under_one_grant_is_none_under_another() {
    let mut world = World::new();
    let record = world.seal("LAB", b"potassium 4.1 mmol/l");
    world.anchor(&record, 10);
    let bundle = world.grant("LAB", Purpose::Treatment, 20);
    let other = world.grant("LAB", Purpose::Treatment, 21);
    let specialist = world.specialist.clone();
    world.exchange.register(&specialist, at(30)).unwrap();
    let (header, rules, now) = (record.header(), world.rules(), at(40));
    let intent = world.intent(Purpose::Treatment);
    let request = intent.request(&specialist, &bundle, header, now).unwrap();
    let permit = world
        .exchange
        .decide(&request, bundle.chain(), header, &rules, now)
        .unwrap();
    // The event would name the other grant, in whose place nobody decided.
    let outcome = unlock(permit, &specialist, &other, header, None, now);
    assert_eq!(code(outcome), "not-the-grantee");
}
