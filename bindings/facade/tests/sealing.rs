//! Sealing and opening in memory.

use medseal_facade::{
    Kind, PublicIdentity, Result, SealOptions, SealedHeader, SealedRecord, SecretIdentity,
};

struct Cast {
    laboratory: SecretIdentity,
    patient: SecretIdentity,
    document: PublicIdentity,
}

fn cast() -> Result<Cast> {
    let (laboratory, patient) = (
        SecretIdentity::generate(None)?,
        SecretIdentity::generate(None)?,
    );
    let document = patient.public(None)?;
    Ok(Cast {
        laboratory,
        patient,
        document,
    })
}

fn options(category: &str) -> SealOptions {
    SealOptions {
        category: Some(category.to_owned()),
        created: Some(1_700_000_000),
        ..SealOptions::default()
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.err().map_or("no error", |error| error.code)
}

#[test]
fn what_is_sealed_opens_for_patient_and_recipient_and_nobody_else() -> Result<()> {
    let Cast {
        laboratory,
        patient,
        document,
    } = cast()?;
    let (specialist, stranger) = (
        SecretIdentity::generate(Some("x25519"))?,
        SecretIdentity::generate(None)?,
    );
    let to = [specialist.public(None)?];
    for length in [0, 1, 65_536, 1 << 20] {
        let plaintext = vec![0x5a; length];
        let sealed = SealedRecord::seal(
            &laboratory,
            &document,
            &to,
            &plaintext,
            &options("LAB"),
            None,
        )?;
        assert_eq!(sealed.open(&patient)?.as_bytes(), plaintext);
        let bytes = sealed.clone().into_vec();
        assert_eq!(
            SealedRecord::open_bytes(&bytes, &specialist)?.into_vec(),
            plaintext
        );
        let error = SealedRecord::open_bytes(&bytes, &stranger).err();
        assert_eq!(
            error.map(|error| (error.code, error.kind)),
            Some(("not-a-recipient", Kind::Cryptographic))
        );
        let again = SealedRecord::from_bytes(bytes)?;
        assert_eq!(again.as_bytes(), sealed.as_bytes());
        assert_eq!(again.header()?, sealed.header()?);
    }
    Ok(())
}

#[test]
fn the_header_says_what_can_be_known() -> Result<()> {
    let Cast {
        laboratory,
        document,
        ..
    } = cast()?;
    let options = SealOptions {
        media_type: Some("application/fhir+json".to_owned()),
        ..options("LAB")
    };
    let sealed = SealedRecord::seal(&laboratory, &document, &[], b"{}", &options, None)?;
    let header = SealedHeader::from_bytes(sealed.as_bytes())?;
    assert_eq!(SealedHeader::from_bytes(&header.to_bytes()?)?, header);
    let details = header.details()?;
    assert_eq!(
        (details.category.as_str(), details.media_type.as_str()),
        ("LAB", "application/fhir+json")
    );
    assert_eq!(
        (details.version, details.created, details.plaintext_length),
        (1, 1_700_000_000, 2)
    );
    assert_eq!(details.controller, document.identity_id()?);
    assert_eq!(
        details.author,
        laboratory.public(None)?.details()?.signing_key
    );
    assert!(details.payload_address.starts_with("bafkr4i"));
    assert_eq!(details.slots.len(), 1);
    assert_eq!(
        (details.slots[0].category.as_deref(), details.slots[0].epoch),
        (Some("LAB"), Some(0))
    );

    let next = SealedRecord::seal(
        &laboratory,
        &document,
        &[],
        b"[]",
        &SealOptions::default(),
        Some(&header),
    )?;
    let next = next.header()?.details()?;
    assert_eq!((next.version, next.category.as_str()), (2, "LAB"));
    assert_eq!(next.record_id, details.record_id);
    assert_eq!(next.previous, Some(details.manifest_digest));
    Ok(())
}

#[test]
fn altered_and_cut_records_do_not_open() -> Result<()> {
    let Cast {
        laboratory,
        patient,
        document,
    } = cast()?;
    let sealed = SealedRecord::seal(
        &laboratory,
        &document,
        &[],
        &[7; 1000],
        &options("LAB"),
        None,
    )?;
    let bytes = sealed.as_bytes();
    let mut altered = bytes.to_vec();
    *altered.last_mut().unwrap() ^= 1;
    assert_eq!(
        code(SealedRecord::open_bytes(&altered, &patient)),
        "payload-corrupt"
    );
    let cut = bytes.split_last().map_or(bytes, |(_, rest)| rest);
    assert_eq!(
        code(SealedRecord::open_bytes(cut, &patient)),
        "payload-length-mismatch"
    );
    assert_eq!(
        code(SealedRecord::from_bytes(cut.to_vec())),
        "payload-length-mismatch"
    );
    let longer = [bytes, &[0]].concat();
    assert_eq!(
        code(SealedRecord::open_bytes(&longer, &patient)),
        "payload-length-mismatch"
    );
    assert_eq!(
        code(SealedRecord::open_bytes(b"nothing", &patient)),
        "not-a-sealed-record"
    );
    Ok(())
}

#[test]
fn impossible_options_are_refused() -> Result<()> {
    let Cast {
        laboratory,
        document,
        ..
    } = cast()?;
    let seal =
        |options: SealOptions| SealedRecord::seal(&laboratory, &document, &[], b"", &options, None);
    assert_eq!(code(seal(options("NONE"))), "unknown-category");
    assert_eq!(code(seal(options("two words"))), "invalid-code");
    let only = SealOptions {
        only_recipients: true,
        ..options("LAB")
    };
    assert_eq!(code(seal(only)), "no-recipients");
    let late = SealOptions {
        created: Some(u64::MAX),
        ..SealOptions::default()
    };
    assert_eq!(code(seal(late)), "invalid-time");
    laboratory.close();
    assert_eq!(code(seal(options("LAB"))), "closed");
    Ok(())
}

#[test]
fn eight_threads_seal_and_open_with_the_same_handles() -> Result<()> {
    let Cast {
        laboratory,
        patient,
        document,
    } = cast()?;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8_u8)
            .map(|number| {
                let (laboratory, patient, document) = (&laboratory, &patient, &document);
                scope.spawn(move || -> Result<()> {
                    for round in 0..8_u8 {
                        let plaintext = vec![number ^ round; 10_000];
                        let sealed = SealedRecord::seal(
                            laboratory,
                            document,
                            &[],
                            &plaintext,
                            &options("LAB"),
                            None,
                        )?;
                        assert_eq!(sealed.open(patient)?.as_bytes(), plaintext);
                    }
                    Ok(())
                })
            })
            .collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap())
    })
}
