//! Threat rows 15 and 16: bytes that are no grant, most of them rightly signed.

mod claims;
mod encodings;
mod headers;

use super::*;
use crate::{codec, domain};
use ciborium::Value;
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, iana};

/// Bytes that must be refused, with the class of what is wrong and the code of the refusal.
pub(in crate::consent) struct Forgery {
    pub(in crate::consent) name: &'static str,
    pub(in crate::consent) class: &'static str,
    pub(in crate::consent) bytes: Vec<u8>,
    pub(in crate::consent) code: &'static str,
}

/// All of them, made from one valid grant.
pub(in crate::consent) fn forgeries() -> Vec<Forgery> {
    [
        headers::headers(),
        claims::claims(),
        encodings::encodings(),
        encodings::signatures(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn threat_15_every_forged_grant_is_refused_for_its_own_reason() {
    let salt = clinic_grant().salt();
    for Forgery {
        name, bytes, code, ..
    } in forgeries()
    {
        let refused = Grant::from_bytes(&bytes, salt).map(|_| "accepted");
        assert_eq!(refused.map_err(|error| error.code()), Err(code), "{name}");
    }
}

#[test]
fn the_forger_can_make_the_true_grant_too() {
    let grant = clinic_grant();
    assert_eq!(signed(header(), payload()), grant.as_bytes());
    assert_eq!(with_claims(|_| ()), grant.as_bytes());
}

fn header() -> HeaderBuilder {
    let media_type = Value::from("application/medseal-grant+cwt");
    HeaderBuilder::new()
        .algorithm(iana::Algorithm::Ed25519)
        .value(16, media_type)
}

fn payload() -> Vec<u8> {
    CoseSign1::from_slice(clinic_grant().as_bytes())
        .unwrap()
        .payload
        .unwrap()
}

fn builder(header: HeaderBuilder, payload: Vec<u8>) -> CoseSign1Builder {
    CoseSign1Builder::new()
        .protected(header.build())
        .payload(payload)
}

fn finish(builder: CoseSign1Builder, aad: &[u8], key: &SigningKey) -> Vec<u8> {
    let sign = |message: &[u8]| key.sign_foreign(message).as_bytes().to_vec();
    builder
        .create_signature(aad, sign)
        .build()
        .to_vec()
        .unwrap()
}

/// A rightly signed grant of these parts.
fn signed(header: HeaderBuilder, payload: Vec<u8>) -> Vec<u8> {
    finish(
        builder(header, payload),
        domain::GRANT.as_bytes(),
        &patient().key,
    )
}

/// A rightly signed grant with altered claims, in deterministic encoding.
fn with_claims(change: impl FnOnce(&mut Vec<(Value, Value)>)) -> Vec<u8> {
    let mut claims: Value = ciborium::from_reader(payload().as_slice()).unwrap();
    change(claims.as_map_mut().unwrap());
    signed(header(), codec::encode_value(claims).unwrap())
}

fn with_claim(name: i64, value: impl Into<Value>) -> Vec<u8> {
    let value = value.into();
    with_claims(|claims| {
        claims.retain(|(key, _)| *key != name.into());
        claims.push((name.into(), value));
    })
}

fn without_claim(name: i64) -> Vec<u8> {
    with_claims(|claims| claims.retain(|(key, _)| *key != name.into()))
}

fn with_scope(field: &str, value: impl Into<Value>) -> Vec<u8> {
    let value = value.into();
    with_claims(|claims| {
        let scope = claims
            .iter_mut()
            .find(|(key, _)| *key == (-65540).into())
            .unwrap();
        let fields = scope.1.as_map_mut().unwrap();
        fields.retain(|(key, _)| *key != field.into());
        fields.push((field.into(), value));
    })
}

fn all(class: &'static str, cases: Vec<(&'static str, Vec<u8>, &'static str)>) -> Vec<Forgery> {
    cases
        .into_iter()
        .map(|(name, bytes, code)| Forgery {
            name,
            class,
            bytes,
            code,
        })
        .collect()
}
