//! `vectors/consent/grants.json`

use super::*;
use crate::{
    consent::grant::tests::{delegation, forgeries::forgeries},
    types::Salt,
};

#[test]
fn grants() {
    let parent = delegation::parent();
    let issued = [
        ("a root grant that may be delegated twice", clinic_grant()),
        ("a root grant narrowed in every field", parent.clone()),
        ("a delegated grant", delegation::child(&parent)),
    ];
    let salt = clinic_grant().salt();
    let accepted = issued.map(|(name, grant)| accepted(name, &grant));
    let refused = forgeries().into_iter().map(|forgery| {
        json!({
            "name": forgery.name,
            "class": forgery.class,
            "grant": hex(&forgery.bytes),
            "salt": salt,
            "expected": forgery.code,
        })
    });
    let other_salt = json!({
        "name": "under another salt",
        "class": "salt",
        "grant": hex(clinic_grant().as_bytes()),
        "salt": Salt::from_bytes([1; 32]),
        "expected": "wrong-salt",
    });
    let refused = refused.chain([other_salt]);
    check(
        "consent/grants.json",
        file("grants", accepted.into_iter().chain(refused).collect()),
    );
}

fn accepted(name: &str, grant: &Grant) -> Value {
    json!({
        "name": name,
        "grant": hex(grant.as_bytes()),
        "salt": grant.salt(),
        "commitment": grant.commitment(),
        "digest": grant.digest(),
        "claims": {
            "id": grant.id(),
            "issuer": grant.issuer(),
            "ledger": grant.ledger(),
            "controller": grant.controller(),
            "issued": grant.issued(),
            "grantee": {"identity": grant.grantee().identity, "key": grant.grantee().key},
            "scope": grant.scope(),
            "not_before": grant.validity().not_before(),
            "expires": grant.validity().expires(),
            "delegation": grant.delegation(),
            "parent": grant.parent(),
        },
    })
}
