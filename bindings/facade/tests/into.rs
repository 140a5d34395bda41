//! Sealing and opening into the caller's memory.

use medseal_facade::{
    Kind, PublicIdentity, Result, SealOptions, SealedHeader, SealedRecord, SecretIdentity,
};

struct Cast {
    laboratory: SecretIdentity,
    patient: SecretIdentity,
    document: PublicIdentity,
}

impl Cast {
    fn new() -> Result<Self> {
        let (laboratory, patient) = (
            SecretIdentity::generate(None)?,
            SecretIdentity::generate(None)?,
        );
        Ok(Self {
            document: patient.public(None)?,
            laboratory,
            patient,
        })
    }

    fn seal_into(
        &self,
        plaintext: &[u8],
        buffer: &mut [u8],
        previous: Option<&SealedHeader>,
    ) -> Result<usize> {
        let options = SealOptions::default();
        SealedRecord::seal_into(
            &self.laboratory,
            &self.document,
            &[],
            plaintext,
            buffer,
            &options,
            previous,
        )
    }
}

/// What a caller's buffer held before.
const BEFORE: u8 = 0xb5;

fn room(plaintext: usize) -> usize {
    usize::try_from(SealedRecord::sealed_length_at_most(plaintext as u64, 0)).unwrap_or(usize::MAX)
}

fn holds_nothing_of_it(buffer: &[u8]) -> bool {
    buffer.iter().all(|byte| [0, BEFORE].contains(byte))
}

#[test]
fn one_buffer_serves_records_of_all_lengths() -> Result<()> {
    let cast = Cast::new()?;
    let longest = (1 << 20) + 5;
    let (mut sealed, mut opened) = (vec![BEFORE; room(longest)], vec![BEFORE; longest]);
    for length in [longest, 0, 1, 16_384, 300_000] {
        let plaintext = vec![0x5a; length];
        let written = cast.seal_into(&plaintext, &mut sealed, None)?;
        let container = &sealed[..written];
        let again = SealedRecord::from_bytes(container.to_vec())?;
        assert_eq!(again.open(&cast.patient)?.as_bytes(), plaintext);
        let read = SealedRecord::open_into(container, &cast.patient, &mut opened)?;
        assert_eq!(opened[..read], plaintext);
    }
    Ok(())
}

#[test]
fn what_lies_behind_the_result_is_left_alone() -> Result<()> {
    let cast = Cast::new()?;
    let mut sealed = vec![BEFORE; room(1000) + 100];
    let written = cast.seal_into(&[7; 1000], &mut sealed, None)?;
    assert!(sealed[written..].iter().all(|byte| *byte == BEFORE));
    let mut opened = vec![BEFORE; 1100];
    let read = SealedRecord::open_into(&sealed[..written], &cast.patient, &mut opened)?;
    assert_eq!((read, &opened[..1000]), (1000, &[7; 1000][..]));
    assert_eq!(opened[1000..], [BEFORE; 100]);
    Ok(())
}

#[test]
fn a_buffer_one_byte_too_small_is_refused_untouched() -> Result<()> {
    let cast = Cast::new()?;
    for length in [0, 1, 40_000] {
        let plaintext = vec![7; length];
        let mut sealed = vec![BEFORE; room(length)];
        let written = cast.seal_into(&plaintext, &mut sealed, None)?;
        let container = sealed[..written].to_vec();

        let mut short = vec![BEFORE; written - 1];
        let error = cast.seal_into(&plaintext, &mut short, None).unwrap_err();
        assert_eq!(
            (error.code, error.kind),
            ("buffer-too-small", Kind::Malformed)
        );
        assert!(short.iter().all(|byte| *byte == BEFORE));

        let mut exact = vec![BEFORE; length];
        SealedRecord::open_into(&container, &cast.patient, &mut exact)?;
        let Some(mut short) = length.checked_sub(1).map(|short| vec![BEFORE; short]) else {
            continue;
        };
        let error = SealedRecord::open_into(&container, &cast.patient, &mut short).unwrap_err();
        assert_eq!(error.code, "buffer-too-small");
        assert!(short.iter().all(|byte| *byte == BEFORE));
    }
    Ok(())
}

/// The chunks before the altered one were authentic, and had been decrypted when it was found.
#[test]
fn an_altered_record_leaves_nothing_in_the_buffer() -> Result<()> {
    let cast = Cast::new()?;
    for length in [20_000, 400_000, 3 << 20] {
        let mut sealed = vec![0; room(length)];
        let written = cast.seal_into(&vec![0x5a; length], &mut sealed, None)?;
        sealed.truncate(written);
        if let Some(last) = sealed.last_mut() {
            *last ^= 1;
        }
        let mut opened = vec![BEFORE; length + 10];
        let error = SealedRecord::open_into(&sealed, &cast.patient, &mut opened).unwrap_err();
        assert_eq!(
            (error.code, error.kind),
            ("payload-corrupt", Kind::Cryptographic)
        );
        assert!(holds_nothing_of_it(&opened), "{length}");
        assert_eq!(opened[length..], [BEFORE; 10]);
    }
    Ok(())
}

#[test]
fn who_may_not_open_it_gets_nothing() -> Result<()> {
    let cast = Cast::new()?;
    let mut sealed = vec![0; room(5000)];
    let written = cast.seal_into(&[0x5a; 5000], &mut sealed, None)?;
    let mut opened = vec![BEFORE; 5000];
    let stranger = SecretIdentity::generate(None)?;
    let refused = SealedRecord::open_into(&sealed[..written], &stranger, &mut opened);
    assert_eq!(refused.unwrap_err().code, "not-a-recipient");
    assert!(opened.iter().all(|byte| *byte == BEFORE));

    let cut = SealedRecord::open_into(&sealed[..written - 1], &cast.patient, &mut opened);
    assert_eq!(cut.unwrap_err().code, "payload-length-mismatch");
    assert!(opened.iter().all(|byte| *byte == BEFORE));
    Ok(())
}

#[test]
fn the_length_at_most_is_enough_for_the_longest_header() -> Result<()> {
    let cast = Cast::new()?;
    let category = "c".repeat(64);
    cast.patient.add_category(&category)?;
    let recipients: Vec<PublicIdentity> = (0..5)
        .map(|_| SecretIdentity::generate(Some("x-wing"))?.public(None))
        .collect::<Result<_>>()?;
    let options = SealOptions {
        category: Some(category),
        media_type: Some(format!("application/{}", "x".repeat(115))),
        ..SealOptions::default()
    };
    let document = cast.patient.public(None)?;
    let mut previous = None;
    for _ in 0..2 {
        let most = SealedRecord::sealed_length_at_most(100, recipients.len() as u64);
        let mut buffer = vec![0; usize::try_from(most).unwrap()];
        let written = SealedRecord::seal_into(
            &cast.laboratory,
            &document,
            &recipients,
            &[7; 100],
            &mut buffer,
            &options,
            previous.as_ref(),
        )?;
        assert!(written < buffer.len());
        previous = Some(SealedHeader::from_bytes(&buffer)?);
    }
    assert_eq!(SealedRecord::sealed_length_at_most(u64::MAX, 1), u64::MAX);
    Ok(())
}
