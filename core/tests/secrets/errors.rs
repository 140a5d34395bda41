//! Every way in which an operation on a secret can fail.

use crate::canary::{CANARY, assert_error_silent};
use medseal::consent::{AccessRequest, Grant, GrantChain};
use medseal::envelope::{CategoryGrantKey, SealedHeader, SealedRecord, Sealer};
use medseal::keys::{
    PassphraseCost, PublicIdentity, SealingPublicKey, SealingSecretKey, SealingSuite,
    SecretIdentity, SigningKey, VerifyingKey, open_key_file, plain_key_file, protect_key_file,
};
use medseal::ledger::{Receipt, SignedCheckpoint, SignedEntry, StateProof};
use medseal::types::{Salt, Timestamp};

#[test]
fn threat_18_no_error_about_a_record_shows_its_key_or_text() {
    let author = SigningKey::from_seed(&CANARY);
    let recipient = SealingSecretKey::from_seed(SealingSuite::X25519, &CANARY);
    let stranger = SealingSecretKey::from_seed(SealingSuite::X25519, &[9; 32]);
    let controller = author.verifying_key().identity_id();
    let sealer = Sealer::new(&author, controller, Timestamp::EPOCH);
    let error = sealer.clone().seal(&CANARY).unwrap_err();
    assert_error_silent(&error, "sealing to nobody");
    let public = recipient.public_key().unwrap();
    let error = sealer
        .clone()
        .to(public.clone())
        .to(public.clone())
        .seal(&CANARY)
        .err();
    if let Some(error) = error {
        assert_error_silent(&error, "sealing twice to one recipient");
    }
    let record = sealer.to(public).seal(&CANARY).unwrap();
    assert_error_silent(
        &record.open(&stranger).unwrap_err(),
        "opening with another's key",
    );

    let container = record.to_container().unwrap();
    for at in (0..container.len()).step_by(7) {
        let mut altered = container.clone();
        altered[at] ^= 1;
        for bytes in [&altered[..], &container[..at]] {
            match SealedRecord::from_container(bytes).and_then(|record| record.open(&recipient)) {
                Err(error) => assert_error_silent(&error, "opening what was altered"),
                // Only the ledger's commitment vouches for the salt; the text is what it was.
                Ok(text) => assert_eq!(text[..], CANARY),
            }
        }
    }
}

#[test]
fn threat_18_no_error_about_a_key_file_shows_key_or_passphrase() {
    let identity = SecretIdentity::generate().unwrap();
    let protected = protect_key_file(&identity, &CANARY, PassphraseCost::LEAST).unwrap();
    let wrong = [&CANARY[..], b"x"].concat();
    for passphrase in [None, Some(&wrong[..])] {
        let error = open_key_file(&protected, passphrase).err().unwrap();
        assert_error_silent(&error, "a key file");
    }
    let plain = plain_key_file(&identity).unwrap();
    for at in 0..plain.len() {
        if let Some(error) = open_key_file(&plain[..at], None).err() {
            assert_error_silent(&error, "a cut key file");
            let secret = plain.split('"').max_by_key(|part| part.len()).unwrap();
            assert!(!format!("{error} {error:?}").contains(&secret[..12]));
        }
    }
}

/// Parsers get the canary itself, as somebody would who confuses files.
#[test]
fn threat_18_no_parser_repeats_what_it_was_given() {
    let text = String::from_utf8_lossy(&CANARY).into_owned();
    let json =
        format!("{{\"medseal_key\":1,\"identity\":\"{text}\",\"canary: sings\":\"{text}\"}}");
    for bytes in [&CANARY[..], text.as_bytes(), json.as_bytes()] {
        let text = String::from_utf8_lossy(bytes);
        macro_rules! silent {
            ($($result:expr),* $(,)?) => {
                $(assert_error_silent(&$result.err().unwrap(), stringify!($result));)*
            };
        }
        silent!(
            SealedHeader::from_bytes(bytes),
            SealedRecord::from_container(bytes),
            CategoryGrantKey::from_bytes(bytes),
            Grant::from_bytes(bytes, Salt::from_bytes(CANARY)),
            GrantChain::from_bytes(bytes),
            AccessRequest::from_bytes(bytes),
            SignedEntry::decode(bytes),
            SignedCheckpoint::parse(bytes),
            Receipt::parse(bytes),
            StateProof::from_bytes(bytes),
            SealingPublicKey::from_bytes(SealingSuite::XWing, bytes),
            PublicIdentity::from_json(&text),
            VerifyingKey::from_did_key(&text),
            open_key_file(&text, Some(&CANARY)),
            text.parse::<Timestamp>(),
            text.parse::<Salt>(),
            text.parse::<medseal::types::CategoryCode>(),
            text.parse::<medseal::types::MediaType>(),
        );
    }
}
