//! Sealed records as their users see them: authors, recipients, versions, containers.

use medseal::envelope::{
    CategoryGrantKey, OpenError, RecipientKey, SealedHeader, SealedRecord, Sealer, replace_header,
};
use medseal::errors::ErrorCode;
use medseal::keys::{SealingSuite, SecretIdentity};
use medseal::types::{GrantId, NoProgress, Timestamp};
use std::io::{Cursor, Seek, SeekFrom};

mod support;
use support::fixtures::{NOW, category, identity, rng};

#[test]
fn a_record_opens_for_each_recipient_and_nobody_else() {
    let (author, patient, clinic) = (identity(1), identity(2), identity(3));
    let old_peer = SecretIdentity::generate_with_rng(SealingSuite::X25519, &mut rng(9));
    let sealed = Sealer::new(&author.signing_key(), patient.identity_id(), NOW)
        .media_type("text/plain".parse().unwrap())
        .to(patient.sealing_key().public_key().unwrap())
        .to(old_peer.sealing_key().public_key().unwrap())
        .seal(b"plaintext")
        .unwrap();
    for reader in [&patient, &old_peer] {
        assert_eq!(*sealed.open(&reader.sealing_key()).unwrap(), b"plaintext");
    }
    for stranger in [&author, &clinic] {
        let error = sealed.open(&stranger.sealing_key()).unwrap_err();
        assert_eq!(error.code(), "not-a-recipient");
    }
    let manifest = sealed.header().manifest();
    assert_eq!(manifest.author(), author.signing_key().verifying_key());
    assert_eq!(manifest.controller(), patient.identity_id());
    assert_eq!(manifest.plaintext_length(), 9);
    assert_eq!(manifest.payload_length(), sealed.payload().len() as u64);
    assert_eq!((manifest.version(), manifest.previous()), (1, None));
    assert_eq!(sealed.header().slots().len(), 2);
    let back = SealedRecord::from_container(&sealed.to_container().unwrap()).unwrap();
    assert_eq!(back, sealed);
}

#[test]
fn streaming_and_memory_make_the_same_container() {
    let (author, patient) = (identity(1), identity(2));
    let key = author.signing_key();
    let sealer = Sealer::new(&key, patient.identity_id(), NOW)
        .to(patient.sealing_key().public_key().unwrap());
    for length in [0, 1, 16_383, 16_384, 16_385, 300_000] {
        let plaintext: Vec<u8> = (0..=255).cycle().take(length).collect();
        let in_memory = sealer.seal_with_rng(&plaintext, &mut rng(5)).unwrap();
        // The container may begin anywhere in its file.
        let mut file = Cursor::new(b"before".to_vec());
        file.seek(SeekFrom::End(0)).unwrap();
        let header = sealer
            .seal_container_with_rng(&plaintext[..], None, &mut file, NoProgress, &mut rng(5))
            .unwrap();
        assert_eq!(&header, in_memory.header());
        assert_eq!(file.position(), file.get_ref().len() as u64);
        assert!(file.get_ref()[6..] == in_memory.to_container().unwrap());

        let mut payload = Vec::new();
        let detached = sealer
            .seal_detached_with_rng(&plaintext[..], None, &mut payload, NoProgress, &mut rng(5))
            .unwrap();
        assert_eq!(detached, header);
        assert!(payload == in_memory.payload());
        // Memory that held something else before makes no difference.
        let mut reused = vec![7; 20_000];
        let again = sealer
            .seal_into_with_rng(&plaintext, &mut reused, &mut rng(5))
            .unwrap();
        assert!(again == header && reused == payload);
        let mut opened = zeroize::Zeroizing::new(vec![7; 20_000]);
        let record_key = again.unwrap_key(&patient.sealing_key()).unwrap();
        record_key.open_into(&reused, &mut opened).unwrap();
        assert!(*opened == plaintext);
        reused[60] ^= 1;
        assert!(record_key.open_into(&reused, &mut opened).is_err() && opened.is_empty());

        file.set_position(6);
        let header = SealedHeader::read_from(&mut file).unwrap();
        let key = header.unwrap_key(&patient.sealing_key()).unwrap();
        let payload_begin = file.position();
        let mut sink = Vec::new();
        key.open_stream(&mut file, &mut sink, NoProgress).unwrap();
        assert!(sink == plaintext);
        if length > 1000 {
            file.set_position(payload_begin);
            let mut part = Vec::new();
            key.open_range(&mut file, 900..length as u64, &mut part, NoProgress)
                .unwrap();
            assert!(part == plaintext[900..]);
        }
    }
}

#[test]
fn a_payload_signed_by_the_author_is_told_from_one_a_recipient_made() {
    // A recipient knows the data key. With it, it encrypts another message of the same length for
    // the same record: all chunks are authentic, but the author did not sign them.
    let (author, patient) = (identity(1), identity(2));
    let key = author.signing_key();
    let sealer = Sealer::new(&key, patient.identity_id(), NOW)
        .to(patient.sealing_key().public_key().unwrap());
    let honest = sealer.seal_with_rng(b"message A", &mut rng(5)).unwrap();
    let forged = sealer.seal_with_rng(b"message B", &mut rng(5)).unwrap();
    let key = honest.header().unwrap_key(&patient.sealing_key()).unwrap();
    let error = key.open(forged.payload()).unwrap_err();
    assert_eq!(error.code(), "payload-digest-mismatch");
    let error = key
        .open_stream(forged.payload(), Vec::new(), NoProgress)
        .unwrap_err();
    assert_eq!(error.code(), "payload-digest-mismatch");
    let error =
        SealedRecord::from_parts(honest.header().clone(), forged.payload().to_vec()).unwrap_err();
    assert_eq!(error.code(), "payload-digest-mismatch");
}

#[test]
fn versions_are_linked() {
    let (author, amender, patient) = (identity(1), identity(2), identity(3));
    let (key, other_key) = (author.signing_key(), amender.signing_key());
    let to = patient.sealing_key().public_key().unwrap();
    let first = Sealer::new(&key, patient.identity_id(), NOW)
        .to(to.clone())
        .seal(b"first")
        .unwrap();
    let second = Sealer::new(&other_key, patient.identity_id(), NOW)
        .next_version_of(first.header())
        .to(to.clone())
        .seal(b"second")
        .unwrap();
    second.header().verify_follows(first.header()).unwrap();
    assert_eq!(second.header().manifest().version(), 2);
    assert_eq!(
        second.header().manifest().previous(),
        Some(first.header().manifest_digest())
    );
    let backwards = first.header().verify_follows(second.header());
    assert_eq!(backwards.unwrap_err().code(), "not-the-next-version");
    let twin = Sealer::new(&key, patient.identity_id(), NOW)
        .next_version_of(second.header())
        .to(to.clone())
        .seal(b"third")
        .unwrap();
    assert!(twin.header().verify_follows(first.header()).is_err());
    let error = Sealer::new(&key, amender.identity_id(), NOW)
        .next_version_of(first.header())
        .to(to)
        .seal(b"for another patient")
        .unwrap_err();
    assert_eq!(error.code(), "version-mismatch");
}

#[test]
fn rewrapping_adds_a_recipient_and_leaves_the_payload() {
    let (author, patient, clinic, stranger) = (identity(1), identity(2), identity(3), identity(4));
    let sealed = Sealer::new(&author.signing_key(), patient.identity_id(), NOW)
        .to(patient.sealing_key().public_key().unwrap())
        .seal(b"plaintext")
        .unwrap();
    let header = sealed.header();
    let clinic_key = RecipientKey::Direct(clinic.sealing_key().public_key().unwrap());
    assert!(header.unwrap_key(&stranger.sealing_key()).is_err());
    let record_key = header.unwrap_key(&patient.sealing_key()).unwrap();
    let (grant, signer) = (Some(GrantId::from_bytes([7; 16])), patient.signing_key());
    let wider = header
        .rewrap(&record_key, &clinic_key, grant, &signer)
        .unwrap();
    assert_eq!(wider.manifest_digest(), header.manifest_digest());
    assert_eq!(wider.commitment(), header.commitment());

    let mut container = Vec::new();
    let before = sealed.to_container().unwrap();
    replace_header(&before[..], &wider, &mut container, NoProgress).unwrap();
    let moved = SealedRecord::from_container(&container).unwrap();
    assert_eq!(moved.payload(), sealed.payload());
    assert_eq!(*moved.open(&clinic.sealing_key()).unwrap(), b"plaintext");
    let slot = wider.unwrap_key(&clinic.sealing_key()).unwrap();
    assert_eq!(slot.slot().grant_id(), grant);
    assert_eq!(slot.slot().signer(), signer.verifying_key());

    let again = wider.rewrap(&record_key, &clinic_key, grant, &signer);
    assert_eq!(again.unwrap_err().code(), "already-a-recipient");
    let other = Sealer::new(&author.signing_key(), patient.identity_id(), NOW)
        .to(patient.sealing_key().public_key().unwrap())
        .seal(b"other")
        .unwrap();
    let mixed = other
        .header()
        .rewrap(&record_key, &clinic_key, grant, &signer);
    assert_eq!(mixed.unwrap_err().code(), "wrong-record");
    let error = replace_header(&before[..], other.header(), Vec::new(), NoProgress).unwrap_err();
    assert_eq!(error.code(), "inconsistent-header");

    let mut narrower = wider.clone();
    assert_eq!(narrower.remove_slots(|slot| slot.grant_id() == grant), 1);
    assert!(matches!(
        narrower.unwrap_key(&clinic.sealing_key()),
        Err(OpenError::NotARecipient)
    ));
}

#[test]
fn one_category_grant_covers_all_records_of_its_epoch_and_none_of_the_next() {
    let (author, mut patient, clinic) = (identity(1), identity(2), identity(3));
    let lab = category("LAB");
    patient.add_category(lab.clone()).unwrap();
    let seal = |patient: &SecretIdentity, text: &[u8]| {
        let document = patient.public(NOW).unwrap();
        Sealer::new(&author.signing_key(), patient.identity_id(), NOW)
            .category(lab.clone())
            .to(document.category_key(&lab).unwrap().clone())
            .seal(text)
            .unwrap()
    };
    let old: Vec<_> = (0..3u8).map(|n| seal(&patient, &[n])).collect();
    let epoch = patient.current_epoch(&lab).unwrap();
    let secret = patient.category_key(&lab, epoch).unwrap();
    let to = clinic.sealing_key().public_key().unwrap();
    let grant = GrantId::from_bytes([7; 16]);
    let wrapped = CategoryGrantKey::wrap(&lab, epoch, &secret, &to, grant).unwrap();
    let wrapped = CategoryGrantKey::from_bytes(&wrapped.to_bytes().unwrap()).unwrap();
    let granted = wrapped.unwrap(&clinic.sealing_key()).unwrap();
    for (n, record) in (0u8..).zip(&old) {
        assert_eq!(record.open(&granted).unwrap()[..], [n]);
    }
    let error = wrapped.unwrap(&patient.sealing_key()).err().unwrap();
    assert_eq!(error.code(), "wrong-key");

    // Revocation: the next epoch. New records are out of reach; old ones follow slot by slot.
    patient.rotate_category(&lab).unwrap();
    let new = seal(&patient, b"new");
    assert_eq!(new.open(&granted).unwrap_err().code(), "not-a-recipient");
    let document = patient.public(NOW).unwrap();
    let next = document.category_key(&lab).unwrap();
    let moved = old[0]
        .header()
        .rewrap_category(&secret, next, &patient.signing_key())
        .unwrap();
    assert_eq!(moved.slots().len(), 1);
    assert_eq!(moved.commitment(), old[0].header().commitment());
    assert_eq!(
        moved.unwrap_key(&granted).unwrap_err().code(),
        "not-a-recipient"
    );
    let current = patient.category_key(&lab, next.epoch).unwrap();
    let key = moved.unwrap_key(&current).unwrap();
    assert_eq!(key.open(old[0].payload()).unwrap()[..], [0]);
}

#[test]
fn what_makes_no_sense_is_not_sealed() {
    let (author, mut patient) = (identity(1), identity(2));
    let key = author.signing_key();
    let sealer = Sealer::new(&key, patient.identity_id(), NOW);
    assert_eq!(sealer.seal(b"").unwrap_err().code(), "no-recipients");
    patient.add_category(category("LAB")).unwrap();
    let document = patient.public(Timestamp::EPOCH).unwrap();
    let lab = document.category_key(&category("LAB")).unwrap().clone();
    let error = sealer
        .clone()
        .category(category("IMG"))
        .to(lab.clone())
        .seal(b"")
        .unwrap_err();
    assert_eq!(error.code(), "category-mismatch");
    let twice = sealer.category(category("LAB")).to(lab.clone()).to(lab);
    assert_eq!(twice.seal(b"").unwrap_err().code(), "inconsistent-header");
}

#[test]
fn a_container_sealed_in_one_piece_is_header_and_payload() {
    let (author, patient) = (identity(1), identity(2));
    let key = author.signing_key();
    let sealer = Sealer::new(&key, patient.identity_id(), NOW)
        .to(patient.sealing_key().public_key().unwrap())
        .to(author.sealing_key().public_key().unwrap());
    for length in [0, 1, 16_384, 100_000] {
        let plaintext = vec![7; length];
        let (header, container) = sealer.seal_to_container(&plaintext).unwrap();
        let record = SealedRecord::from_container(&container).unwrap();
        assert_eq!(*record.header(), header);
        assert_eq!(record.to_container().unwrap(), container);
        assert_eq!(*record.open(&patient.sealing_key()).unwrap(), plaintext);
    }
}
