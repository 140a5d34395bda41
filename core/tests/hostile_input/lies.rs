//! Small inputs that promise large ones.

/// A name and the bytes.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for (kind, first) in [
        ("byte string", 0x40),
        ("text", 0x60),
        ("array", 0x80),
        ("map", 0xa0),
    ] {
        for (width, head) in heads(first) {
            found.push((
                format!("a {kind} of 1 GiB, length of {width} bytes"),
                filled(head.clone()),
            ));
            let inside = [b"\x81".as_slice(), &head].concat();
            found.push((format!("an array with a {kind} of 1 GiB"), filled(inside)));
            let inside = [b"\xa1\x61v".as_slice(), &head].concat();
            found.push((format!("a map with a {kind} of 1 GiB"), filled(inside)));
        }
    }
    // The container: its preamble, then a length of 4 bytes in either order, wherever it may stand.
    for at in 0..24 {
        let mut bytes = filled(container());
        bytes[at..at + 4].fill(0x7f);
        found.push((format!("a container whose length at {at} is 2 GiB"), bytes));
    }
    // The key file: a cost of passphrase hashing that no machine should pay.
    found.push((
        "a key file that asks for 4 TiB".to_owned(),
        key_file().into_bytes(),
    ));
    // Text formats: counts and sizes with as many digits as fit.
    let digits = "9".repeat(1000);
    found.push((
        "a note of a tree with 10^1000 leaves".to_owned(),
        format!("example.org/log\n{digits}\n").into_bytes(),
    ));
    found
}

/// The heads of an item of a length near 1 GiB.
fn heads(first: u8) -> [(usize, Vec<u8>); 2] {
    let long = [&[first | 27][..], &(1u64 << 30).to_be_bytes()].concat();
    let short = [&[first | 26][..], &(1u32 << 30).to_be_bytes()].concat();
    [(8, long), (4, short)]
}

fn filled(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(1024, 0x41);
    bytes
}

/// The beginning of a real container.
fn container() -> Vec<u8> {
    use medseal::envelope::Sealer;
    use medseal::keys::{SealingSecretKey, SealingSuite, SigningKey};
    let author = SigningKey::from_seed(&[1; 32]);
    let recipient = SealingSecretKey::from_seed(SealingSuite::X25519, &[2; 32]);
    let controller = author.verifying_key().identity_id();
    let sealer = Sealer::new(&author, controller, medseal::types::Timestamp::EPOCH);
    let record = sealer
        .to(recipient.public_key().unwrap())
        .seal(b"")
        .unwrap();
    record.to_container().unwrap()[..24].to_vec()
}

/// A protected key file whose cost is not what its writer chose.
fn key_file() -> String {
    use medseal::keys::{PassphraseCost, SecretIdentity, protect_key_file};
    let identity = SecretIdentity::generate().unwrap();
    let file = protect_key_file(&identity, b"passphrase", PassphraseCost::LEAST).unwrap();
    let greedy = file.replace("\"memory_kib\": 8", "\"memory_kib\": 4294967295");
    assert_ne!(file, greedy);
    greedy
}
