//! Whose signatures make a checkpoint believed.

use crate::fixture::*;
use medseal::{
    errors::ErrorCode,
    keys::VerifyingKey,
    ledger::{
        Authorities, CheckpointSigner, MemorySignerState, NoteSignature, QuorumError,
        SignedCheckpoint, TreeSize, VerifierKey,
    },
};

/// Public checkpoints of 2026, cosigned by a public witness (C2SP tlog-cosignature, key type 0x04);
/// the logs' own signatures are by keys that are not known here.
#[test]
fn checkpoints_cosigned_by_a_public_witness_verify() {
    let witness =
        "witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G";
    let witness: VerifierKey = witness.parse().unwrap();
    for (note, origin, size, seconds) in [
        (
            "coachandhorses2026h1.staging.certificate.transparency.goog\n185550722\nYXAM0VmnrfvLaBCOOYSJhCaE5F10oGBOo+hkbDa1kng=\n\n\
             \u{2014} coachandhorses2026h1.staging.certificate.transparency.goog MpXgsHy8ZwxXnO+WjtVrPxAzL49Rs1gWTkNVNeEa//5peAzaocRCB3qt3EaibjzY5GILLtGgBP7dBhgcSHy+JQh0OAc=\n\
             \u{2014} witness.navigli.sunlight.geomys.org o+AP4gAAAABqb7DzNrGFRJnQ9vrJ8xpnwZytnr/ZYczDIsvwvouiSjwOjn7a72ccxBk+lKnZ7dKqkYKER1s/KxLTaVwQD7lJZTC/CQ==\n",
            "coachandhorses2026h1.staging.certificate.transparency.goog",
            185_550_722,
            0x6a6f_b0f3,
        ),
        (
            "markovianprotocol.com/log\n9266\nQnwPzJywq5AyOk9k1zLqfryh6Ktw1CnaaKplELApoxw=\n\n\
             \u{2014} markovianprotocol.com/log AwLGyIvuxLXZM101mKdNCPTsl9GgtiG/wzbd8cGru0pGnWVMXI06twIsEIZho7n8id+w2EO0BZCalxuEm6BauQGNmgo=\n\
             \u{2014} witness.navigli.sunlight.geomys.org o+AP4gAAAABqwX+So8evhUsltetL+QnwUxEYMNrD25pJYOTFHwDCopbgQMl2AEh583AxfFNMDZzE73rdjK62tUN8oUBfd9p6usq+BA==\n",
            "markovianprotocol.com/log",
            9266,
            0x6ac1_7f92,
        ),
    ] {
        let signed = SignedCheckpoint::parse(note.as_bytes()).unwrap();
        assert_eq!(signed.to_string(), note);
        let trusted = Authorities::new(origin.parse().unwrap(), vec![witness.clone()], 1).unwrap();
        let verified = trusted.verify(&signed).unwrap();
        assert_eq!(verified.head().size, TreeSize::new(size));
        let [cosigner] = verified.cosigners() else {
            panic!("one cosigner");
        };
        assert_eq!(cosigner.time, time(seconds));
        // Another time or another size is not what the witness signed.
        let altered = note.replacen('\n', "\n1", 1);
        let altered = SignedCheckpoint::parse(altered.as_bytes()).unwrap();
        assert_eq!(
            trusted.verify(&altered).unwrap_err().code(),
            "invalid-signature"
        );
    }
}

#[test]
fn threat_06_authorities_cannot_have_weak_doubled_or_mistyped_keys() {
    // Points of small order, and an encoding that is not canonical.
    for weak in [
        "01",
        "00",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        let mut bytes = [0; 32];
        for (place, pair) in bytes.iter_mut().zip(weak.as_bytes().chunks(2)) {
            *place = u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        }
        assert!(VerifyingKey::from_bytes(&bytes).is_err(), "{weak}");
    }
    let origin = || ORIGIN.parse().unwrap();
    let refused = |keys, quorum| Authorities::new(origin(), keys, quorum).is_err();
    let two_names = VerifierKey::cosigner(name(2), key(1).verifying_key());
    let two_keys = VerifierKey::cosigner(name(1), key(2).verifying_key());
    assert!(refused(vec![verifier(1), two_names], 2));
    assert!(refused(vec![verifier(1), two_keys], 2));
    assert!(refused(vec![verifier(1), verifier(1)], 2));
    let plain = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    assert!(refused(vec![plain.parse().unwrap()], 1));
    // Quorums that are none, impossible, or would let two halves tell two stories.
    let four = || (1..=4).map(verifier).collect::<Vec<_>>();
    for quorum in [0, 1, 2, 5] {
        assert!(refused(four(), quorum), "{quorum} of 4");
    }
    assert!(!refused(four(), 3));
    assert!(refused(Vec::new(), 0));
    assert!(refused((1..=17).map(verifier).collect(), 9));
}

#[test]
fn threat_08_a_quorum_counts_each_authority_once_and_strangers_never() {
    let trusted = authorities(3, 2);
    let head = tree(5).head();
    let verdict = |signed: &SignedCheckpoint| trusted.verify(signed).map(|v| v.cosigners().len());
    let too_few = |valid| Err(QuorumError::TooFew { valid, quorum: 2 });

    assert_eq!(verdict(&cosigned(head, &[1, 3])), Ok(2));
    assert_eq!(verdict(&cosigned(head, &[1, 2, 3])), Ok(3));
    assert_eq!(verdict(&cosigned(head, &[2])), too_few(1));
    assert_eq!(verdict(&cosigned(head, &[2, 7, 8, 9])), too_few(1));
    assert_eq!(verdict(&cosigned(head, &[])), too_few(0));

    // One authority, three different valid signatures.
    let mut thrice = cosigned(head, &[2]);
    for seconds in [1001, 1002] {
        let mut signer = CheckpointSigner::new(name(2), key(2), MemorySignerState::new());
        let checkpoint = thrice.checkpoint().clone();
        thrice
            .add(signer.sign(&checkpoint, 1, None, time(seconds)).unwrap())
            .unwrap();
    }
    assert_eq!(thrice.note().signatures().len(), 3);
    assert_eq!(verdict(&thrice), too_few(1));

    // A stranger's signature under an authority's name has another key id and is ignored; one that
    // also claims its key id is a forgery, and the whole note is refused.
    let mut foreign = cosigned(head, &[1, 2]);
    let mut stranger = CheckpointSigner::new(name(3), key(9), MemorySignerState::new());
    let checkpoint = foreign.checkpoint().clone();
    let line = stranger.sign(&checkpoint, 1, None, time(1000)).unwrap();
    foreign.add(line.clone()).unwrap();
    assert_eq!(verdict(&foreign), Ok(2));
    let claimed = NoteSignature::new(name(3), verifier(3).key_id(), line.bytes().to_vec());
    foreign.add(claimed).unwrap();
    assert_eq!(verdict(&foreign).unwrap_err().code(), "invalid-signature");

    // Another ledger's checkpoint, by the same authorities.
    let other = cosigned_for("example.org/other", head, &[1, 2, 3]);
    assert_eq!(verdict(&other), Err(QuorumError::OtherOrigin));
}
