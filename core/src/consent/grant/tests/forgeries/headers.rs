//! Headers that a grant cannot have.

use super::*;
use coset::Header;

pub(super) fn headers() -> Vec<Forgery> {
    let algorithm = |algorithm| {
        let media_type = Value::from("application/medseal-grant+cwt");
        HeaderBuilder::new()
            .algorithm(algorithm)
            .value(16, media_type)
    };
    let unprotected = HeaderBuilder::new().key_id(vec![1]).build();
    let unprotected = builder(header(), payload()).unprotected(unprotected);
    let no_header = CoseSign1Builder::new()
        .protected(Header::default())
        .payload(payload());
    let aad = domain::GRANT.as_bytes();
    let typ = |name: &str| {
        let algorithm = HeaderBuilder::new().algorithm(iana::Algorithm::Ed25519);
        algorithm.value(16, Value::from(name))
    };
    let critical = |label| header().add_critical_label(label);
    let known = critical(iana::HeaderParameter::Alg.into());
    let text = critical(coset::RegisteredLabelWithPrivate::Text("medseal".into()));
    let unknown = header().value(-70000, Value::from(1));
    let unknown = unknown.add_critical_label(coset::RegisteredLabelWithPrivate::PrivateUse(-70000));
    all(
        "header",
        vec![
            (
                "a critical header nobody knows",
                signed(unknown, payload()),
                "unknown-critical-header",
            ),
            (
                "a critical header that is not there",
                signed(text, payload()),
                "unknown-critical-header",
            ),
            (
                "a critical header that is known",
                signed(known, payload()),
                "unknown-critical-header",
            ),
            (
                "a header nobody knows",
                signed(header().value(99, 1.into()), payload()),
                "unknown-header",
            ),
            (
                "a key id",
                signed(header().key_id(vec![1]), payload()),
                "unknown-header",
            ),
            (
                "another type",
                signed(typ("application/cwt"), payload()),
                "unknown-header",
            ),
            (
                "the type of a later version",
                signed(typ("application/medseal-grant-2+cwt"), payload()),
                "unknown-header",
            ),
            (
                "an unprotected header",
                finish(unprotected, aad, &patient().key),
                "unknown-header",
            ),
            (
                "the polymorphic EdDSA",
                signed(algorithm(iana::Algorithm::EdDSA), payload()),
                "unsupported-algorithm",
            ),
            (
                "another algorithm",
                signed(algorithm(iana::Algorithm::ES256), payload()),
                "unsupported-algorithm",
            ),
            (
                "no headers",
                finish(no_header, aad, &patient().key),
                "malformed-encoding",
            ),
        ],
    )
}
