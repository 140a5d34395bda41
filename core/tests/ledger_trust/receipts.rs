//! Receipts: an entry shown to be on the ledger with nothing but the authorities' keys.

use crate::fixture::*;
use medseal::{
    errors::ErrorCode,
    ledger::{LeafHash, LeafIndex, ProofError, Receipt, ReceiptError, TreeHead, TreeSize},
};

#[test]
fn a_receipt_verifies_offline_and_survives_its_text_form() {
    let trusted = authorities(3, 2);
    for (index, size) in [(0, 1), (0, 2), (4, 5), (6, 11), (999, 1000)] {
        let receipt = receipt(index, size, &[1, 3]);
        let text = receipt.to_string();
        let read = Receipt::parse(text.as_bytes()).unwrap();
        assert_eq!(read, receipt);
        assert_eq!(read.to_string(), text);
        let verified = read.verify(&entry(index), &trusted).unwrap();
        assert_eq!(verified.head().size, TreeSize::new(size));
        assert!(read.verify(&entry(index + 1), &trusted).is_err());

        // With the entry in it, for that entry and no other.
        let carrying = receipt.clone().with_entry(&entry(index));
        let read = Receipt::parse(carrying.to_string().as_bytes()).unwrap();
        assert_eq!(read.entry(), Some(&entry(index)[..]));
        assert!(read.verify(&entry(index), &trusted).is_ok());
        let lying = receipt.with_entry(&entry(index + 1));
        assert!(lying.verify(&entry(index), &trusted).is_err());
        assert!(lying.verify(&entry(index + 1), &trusted).is_err());
    }
}

#[test]
fn threat_07_every_flipped_bit_of_a_receipt_is_refused() {
    // All authorities must sign, so that no signature is one too many.
    let trusted = authorities(3, 3);
    for (index, size) in [(0, 1), (4, 5), (6, 11)] {
        let receipt = receipt(index, size, &[1, 2, 3]).with_entry(&entry(index));
        let text = receipt.to_string();
        for bit in 0..text.len() * 8 {
            let verdict = Receipt::parse(&flipped(text.as_bytes(), bit))
                .and_then(|receipt| receipt.verify(&entry(index), &trusted));
            assert!(verdict.is_err(), "bit {bit} of leaf {index} in {size}");
        }
    }
}

#[test]
fn threat_07_a_proof_is_for_the_sizes_it_names() {
    let ledger = tree(20);
    let (older, newer) = (at(&ledger, 10), ledger.head());
    let consistent = ledger.consistency_proof(older.size, newer.size).unwrap();
    let included = ledger
        .inclusion_proof(LeafIndex::new(3), newer.size)
        .unwrap();
    assert!(consistent.verify(&older, &newer).is_ok());
    assert!(included.verify(LeafHash::of(&entry(3)), &newer).is_ok());
    // The same roots, stated for trees of other sizes.
    let resized = |head: TreeHead, leaves| TreeHead {
        size: TreeSize::new(leaves),
        ..head
    };
    let mismatch = Err(ProofError::Mismatch);
    assert_eq!(consistent.verify(&resized(older, 11), &newer), mismatch);
    for leaves in [19, 21, 32] {
        let newer = resized(newer, leaves);
        assert_eq!(consistent.verify(&older, &newer), mismatch);
        assert_eq!(included.verify(LeafHash::of(&entry(3)), &newer), mismatch);
    }
}

#[test]
fn threat_07_receipts_of_other_shapes_are_refused() {
    let good = receipt(6, 11, &[1, 2]).to_string();
    let hash = good.lines().nth(2).unwrap().to_owned();
    let code = |text: &str| Receipt::parse(text.as_bytes()).unwrap_err().code();
    for (name, text, expected) in [
        ("empty", String::new(), "malformed-receipt"),
        (
            "no index",
            good.replace("index 6\n", ""),
            "malformed-receipt",
        ),
        (
            "long index",
            good.replace("index 6", "index 06"),
            "malformed-receipt",
        ),
        (
            "signed index",
            good.replace("index 6", "index +6"),
            "malformed-receipt",
        ),
        (
            "index beyond 64 bits",
            good.replace("index 6", "index 18446744073709551616"),
            "malformed-receipt",
        ),
        (
            "index beyond the tree",
            good.replace("index 6", "index 11"),
            "proof-length",
        ),
        (
            "a hash less",
            good.replacen(&format!("{hash}\n"), "", 1),
            "proof-length",
        ),
        (
            "a hash more",
            good.replacen(&hash, &format!("{hash}\n{hash}"), 1),
            "proof-length",
        ),
        (
            "half a hash",
            good.replacen(&hash, &hash[..20], 1),
            "malformed-receipt",
        ),
        (
            "another version",
            good.replace("tlog-proof@v1", "tlog-proof@v2"),
            "malformed-receipt",
        ),
        (
            "empty extra data",
            good.replace("index 6", "extra \nindex 6"),
            "malformed-receipt",
        ),
        (
            "extra data twice",
            good.replace("index 6", "extra AAAA\nextra AAAA\nindex 6"),
            "malformed-receipt",
        ),
        (
            "extra data that is not base64",
            good.replace("index 6", "extra AAA\nindex 6"),
            "malformed-receipt",
        ),
        (
            "an extension line",
            good.replacen("=\n\n\u{2014}", "=\nmore\n\n\u{2014}", 1),
            "extended-checkpoint",
        ),
        (
            "no signatures",
            good.split_once("\n\n\u{2014}").unwrap().0.to_owned() + "\n",
            "malformed-note",
        ),
        (
            "carriage returns",
            good.replace('\n', "\r\n"),
            "malformed-receipt",
        ),
        (
            "a space more",
            good.replace("index 6\n", "index 6 \n"),
            "malformed-receipt",
        ),
    ] {
        assert_eq!(code(&text), expected, "{name}");
    }
    let huge = vec![b'x'; 1 << 20];
    assert_eq!(Receipt::parse(&huge), Err(ReceiptError::TooLarge));
}
