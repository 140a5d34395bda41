use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn decoded(bytes: &[u8]) -> Result<ciborium::Value, CodecError> {
    decode(bytes, Limits::MESSAGE)
}

#[test]
fn refuses_each_class_of_bad_encoding() {
    let cases: &[(&str, &[u8], CodecError)] = &[
        ("empty", &[], CodecError::Malformed),
        ("trailing byte", &[0x01, 0x00], CodecError::Malformed),
        ("truncated integer", &[0x19, 0x01], CodecError::Malformed),
        ("truncated text", &[0x63, b'a', b'b'], CodecError::Malformed),
        (
            "bytes that claim 2^64-1",
            &[0x5b, 255, 255, 255, 255, 255, 255, 255, 255],
            CodecError::Malformed,
        ),
        (
            "array that claims 2^32",
            &[0x9b, 0, 0, 0, 1, 0, 0, 0, 0],
            CodecError::Malformed,
        ),
        (
            "text that is not UTF-8",
            &[0x61, 0xff],
            CodecError::Malformed,
        ),
        ("reserved argument", &[0x1c], CodecError::Malformed),
        ("long zero", &[0x18, 0x00], CodecError::NonCanonical),
        ("long length", &[0x58, 0x01, 0x00], CodecError::NonCanonical),
        ("indefinite array", &[0x9f, 0xff], CodecError::NonCanonical),
        (
            "indefinite text",
            &[0x7f, 0x61, b'a', 0xff],
            CodecError::NonCanonical,
        ),
        ("half float", &[0xf9, 0x3c, 0x00], CodecError::NonCanonical),
        ("undefined", &[0xf7], CodecError::NonCanonical),
        ("tag", &[0xc0, 0x60], CodecError::NonCanonical),
        (
            "unsorted keys",
            &[0xa2, 0x61, b'b', 1, 0x61, b'a', 2],
            CodecError::NonCanonical,
        ),
        (
            "duplicate keys",
            &[0xa2, 0x61, b'a', 1, 0x61, b'a', 2],
            CodecError::NonCanonical,
        ),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(decoded(bytes), Err(*expected), "{name}");
    }
}

#[test]
fn caps_come_before_allocation() {
    let deep = [vec![0x81; 9], vec![0x00]].concat();
    assert_eq!(decoded(&deep), Err(CodecError::TooLarge));
    assert!(decoded(&deep[1..]).is_ok());

    let wide = [vec![0x99, 0x10, 0x00], vec![0x00; 4096]].concat();
    assert_eq!(decoded(&wide), Err(CodecError::TooLarge));

    let long = encode(&"x".repeat(64 * 1024)).unwrap();
    assert_eq!(decoded(&long), Err(CodecError::TooLarge));
}

#[test]
fn unknown_fields_and_floats_have_no_encoding() {
    #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
    struct Small {
        a: u64,
    }
    let more = encode(&BTreeMap::from([("a", 1u64), ("b", 2)])).unwrap();
    assert_eq!(
        decode::<Small>(&more, Limits::MESSAGE),
        Err(CodecError::Structure)
    );
    assert_eq!(encode(&1.5f64), Err(CodecError::Structure));
}

/// RFC 8949 appendix A, the examples whose kind occurs in medseal's formats.
#[test]
fn rfc_8949_appendix_a() {
    let cases: &[(&[u8], ciborium::Value)] = &[
        (&[0x17], 23.into()),
        (&[0x18, 0x18], 24.into()),
        (&[0x19, 0x03, 0xe8], 1000.into()),
        (&[0x1a, 0x00, 0x0f, 0x42, 0x40], 1_000_000.into()),
        (
            &[0x1b, 255, 255, 255, 255, 255, 255, 255, 255],
            u64::MAX.into(),
        ),
        (&[0x38, 0x63], (-100).into()),
        (&[0xf4], false.into()),
        (&[0xf6], ciborium::Value::Null),
        (
            &[0x44, 1, 2, 3, 4],
            ciborium::Value::Bytes(vec![1, 2, 3, 4]),
        ),
        (&[0x62, 0xc3, 0xbc], "\u{fc}".into()),
        (&[0x64, 0xf0, 0x90, 0x85, 0x91], "\u{10151}".into()),
    ];
    for (bytes, value) in cases {
        assert_eq!(decoded(bytes).as_ref(), Ok(value));
        assert_eq!(&encode(value).unwrap(), bytes);
    }
}

proptest! {
    #[test]
    fn decode_inverts_encode(map in proptest::collection::btree_map(
        any::<String>(), any::<(u64, Vec<i8>)>(), 0..20,
    )) {
        let bytes = encode(&map).unwrap();
        prop_assert_eq!(decode::<BTreeMap<String, (u64, Vec<i8>)>>(&bytes, Limits::MESSAGE), Ok(map));
    }

    #[test]
    fn what_decodes_encodes_to_the_same_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = decoded(&bytes) {
            prop_assert_eq!(encode(&value).unwrap(), bytes);
        }
    }
}
