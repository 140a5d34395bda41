use super::*;
use crate::keys::{SigningKey, VerifyingKey};
use crate::ledger::{SignatureType, VerifierKey, VerifierKeyError};
use proptest::prelude::*;

/// The example of C2SP signed-note.
const EXAMPLE_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const EXAMPLE: &str = "This is an example message.\n\n\
    \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

/// The example of Go's `golang.org/x/mod/sumdb/note`.
const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn notes_of_the_specification_and_of_go_verify() {
    for (key, text) in [(EXAMPLE_KEY, EXAMPLE), (GO_KEY, GO_NOTE)] {
        let key: VerifierKey = key.parse().unwrap();
        assert_eq!(key.signature_type(), SignatureType::Ed25519);
        let note = Note::parse(text.as_bytes()).unwrap();
        assert_eq!(note.to_string(), text);
        let [signature] = note.signatures() else {
            panic!("one signature");
        };
        assert_eq!(key.verify(note.text(), signature), Ok(None));
        assert!(key.verify("another text\n", signature).is_err());
    }
}

#[test]
fn empty_lines_belong_to_the_text_up_to_the_last() {
    // The first example of C2SP signed-note.
    let text = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n\
        ed è subito sera.\n";
    let note = format!(
        "{text}\n\u{2014} quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    );
    let parsed = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(parsed.text(), text);
    assert_eq!(parsed.to_string(), note);
}

#[test]
fn malformed_notes_are_refused() {
    let line = "\u{2014} a AAAAAAA=\n";
    let good = format!("text\n\n{line}");
    assert!(Note::parse(good.as_bytes()).is_ok());
    for bad in [
        String::new(),
        "text\n".into(),
        "text\n\n".into(),
        format!("text\n{line}"),
        good.trim_end().into(),
        format!("{good}\n"),
        format!("text\n\n{line}x\n"),
        good.replace('\u{2014}', "-"),
        good.replace(" a ", "  "),
        good.replace(" a ", " a+b "),
        good.replace(" a ", " a\u{a0}b "),
        good.replace(" a ", " a  "),
        good.replace("AAAAAAA=", "AAAAAA=="),
        good.replace("AAAAAAA=", "AAAAAAA"),
        good.replace("AAAAAAA=", "AAAAAAB="),
        good.replace("AAAAAAA=", "AAAAAA-="),
        good.replace('\n', "\r\n"),
        good.replace("text", "te\txt"),
        good.replace("text", "te\0xt"),
    ] {
        assert_eq!(
            Note::parse(bad.as_bytes()),
            Err(NoteError::Malformed),
            "{bad:?}"
        );
    }
    assert_eq!(Note::parse(b"te\xffxt\n\n"), Err(NoteError::Malformed));
    assert_eq!(Note::unsigned("no newline"), Err(NoteError::Malformed));
}

#[test]
fn threat_16_large_notes_are_refused_before_they_are_read() {
    let long = vec![b'a'; Note::MAX_LEN + 1];
    assert_eq!(Note::parse(&long), Err(NoteError::TooLarge));
    let lines = |count| format!("text\n\n{}", "\u{2014} a AAAAAAA=\n".repeat(count));
    assert!(Note::parse(lines(Note::MAX_SIGNATURES).as_bytes()).is_ok());
    assert_eq!(
        Note::parse(lines(Note::MAX_SIGNATURES + 1).as_bytes()),
        Err(NoteError::TooLarge)
    );
    let mut note = Note::unsigned("text\n").unwrap();
    let key = |id| NoteSignature::new("a".parse().unwrap(), id, vec![1]);
    for id in 0..64 {
        note.add(key(id)).unwrap();
    }
    note.add(key(63)).unwrap();
    assert_eq!(note.add(key(64)), Err(NoteError::TooLarge));
    assert_eq!(note.signatures().len(), 64);
}

#[test]
fn verifier_keys_have_one_form() {
    let key: VerifierKey = EXAMPLE_KEY.parse().unwrap();
    assert_eq!(key.key_id(), 0x530d_903a);
    for bad in [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        // Another id, capitals, another name, no padding, another type, too short, too long.
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U==",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ] {
        assert_eq!(bad.parse::<VerifierKey>(), Err(VerifierKeyError), "{bad}");
    }
    // A key that is fine as bytes of a note, but no honest signer has it: the identity point.
    let mut identity = [0; 33];
    (identity[0], identity[1]) = (1, 1);
    let mut hash = sha2::Sha256::default();
    sha2::Digest::update(&mut hash, b"a\n");
    sha2::Digest::update(&mut hash, identity);
    let id: [u8; 32] = sha2::Digest::finalize(hash).into();
    let id = u32::from_be_bytes([id[0], id[1], id[2], id[3]]);
    let text = format!("a+{id:08x}+{}", STANDARD.encode(identity));
    assert_eq!(text.parse::<VerifierKey>(), Err(VerifierKeyError));
}

#[test]
fn the_type_of_a_key_changes_its_id() {
    let key: VerifyingKey = SigningKey::from_seed(&[1; 32]).verifying_key();
    let name = || "a".parse().unwrap();
    let plain = VerifierKey::new(name(), SignatureType::Ed25519, key);
    let cosigner = VerifierKey::cosigner(name(), key);
    assert_ne!(plain.key_id(), cosigner.key_id());
    assert_eq!(cosigner.to_string().parse(), Ok(cosigner));
}

proptest! {
    #[test]
    fn what_is_read_is_written_back(note in "[a-c \n\u{2014}+=]{0,60}|text\n\n\u{2014} [a-c]{1,3} [A-D]{7}=\n") {
        if let Ok(parsed) = Note::parse(note.as_bytes()) {
            prop_assert_eq!(parsed.to_string(), note);
        }
    }
}
