//! Calls of everything about sealed records.

use super::{Outcome, Stage};
use medseal_facade::{SealOptions, SealedHeader, SealedRecord, SecretIdentity, Watch, hazmat};

impl Stage {
    pub(super) fn sealed_header(&self, function: &str) -> Outcome {
        let (options, watch) = (SealOptions::default(), Watch::default());
        let called: medseal_facade::Result<()> = match function {
            "from_bytes" => SealedHeader::from_bytes(self.sealed.as_bytes()).map(drop),
            "to_bytes" => self.header.to_bytes().map(drop),
            "details" => self.header.details().map(drop),
            "rewrap" => {
                let to = SecretIdentity::generate(None)?.public(None)?;
                self.header.rewrap(&self.patient, &to, None).map(drop)
            }
            "without_slots" => self.header.without_slots(None).map(drop),
            "seal_payload" => {
                let (author, patient) = (&self.laboratory, &self.document);
                let (source, sink) = (&mut &b"x"[..], &mut Vec::new());
                SealedHeader::seal_payload(
                    author,
                    patient,
                    &[],
                    source,
                    None,
                    sink,
                    &options,
                    None,
                    &watch,
                )
                .map(drop)
            }
            "open_payload" => {
                let payload = self.sealed.payload()?;
                let (source, sink) = (&mut payload.as_slice(), &mut Vec::new());
                self.header
                    .open_payload(source, sink, &self.patient, &watch)
            }
            _ => return Err(format!("SealedHeader.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(super) fn sealed_record(&self, function: &str) -> Outcome {
        let (options, watch) = (SealOptions::default(), Watch::default());
        let (author, patient, reader) = (&self.laboratory, &self.document, &self.patient);
        let called: medseal_facade::Result<()> = match function {
            "seal" => SealedRecord::seal(author, patient, &[], b"x", &options, None).map(drop),
            "from_bytes" => SealedRecord::from_bytes(self.sealed.as_bytes().to_vec()).map(drop),
            "open_bytes" => SealedRecord::open_bytes(self.sealed.as_bytes(), reader).map(drop),
            "seal_into" => {
                let mut place = vec![0; 10_000];
                SealedRecord::seal_into(author, patient, &[], b"x", &mut place, &options, None)
                    .map(drop)
            }
            "open_into" => {
                let sealed = self.sealed.as_bytes();
                SealedRecord::open_into(sealed, reader, &mut [0; 100]).map(drop)
            }
            "open" => self.sealed.open(reader).map(drop),
            "open_range" => self.sealed.open_range(reader, 2, 5).map(drop),
            "header" => self.sealed.header().map(drop),
            "with_header" => self.sealed.with_header(&self.header).map(drop),
            "payload" => self.sealed.payload().map(drop),
            "from_parts" => {
                SealedRecord::from_parts(&self.header, &self.sealed.payload()?).map(drop)
            }
            "seal_file" => {
                let (source, target) = (self.path("record"), self.path("seal_file"));
                SealedRecord::seal_file(
                    author,
                    patient,
                    &[],
                    &source,
                    &target,
                    &options,
                    None,
                    &watch,
                )
                .map(drop)
            }
            "open_file" => {
                let (source, target) = (self.path("record.sealed"), self.path("open_file"));
                SealedRecord::open_file(&source, &target, reader, &watch).map(drop)
            }
            "open_file_range" => {
                let source = self.path("record.sealed");
                SealedRecord::open_file_range(&source, reader, 2, 5).map(drop)
            }
            "replace_header" => {
                let (source, target) = (self.path("record.sealed"), self.path("replaced"));
                SealedRecord::replace_header(&source, &target, &self.header, &watch)
            }
            "seal_stream" => {
                let (source, sink) = (&mut &b"x"[..], &mut Vec::new());
                SealedRecord::seal_stream(
                    author,
                    patient,
                    &[],
                    source,
                    None,
                    sink,
                    &options,
                    None,
                    &watch,
                )
                .map(drop)
            }
            "open_stream" => {
                let (source, sink) = (&mut self.sealed.as_bytes(), &mut Vec::new());
                SealedRecord::open_stream(source, sink, reader, &watch).map(drop)
            }
            _ => return Err(format!("SealedRecord.{function} is not on the stage").into()),
        };
        Ok(called?)
    }

    pub(super) fn hazmat(&self, function: &str) -> Outcome {
        let key = [7; 32];
        let public = hex("07a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c")?;
        let called: medseal_facade::Result<()> = match function {
            "cobblestone256_seal" => {
                hazmat::cobblestone256_seal(&key, b"", &[1; 24], b"x").map(drop)
            }
            "cobblestone256_open" => {
                let sealed = hazmat::cobblestone256_seal(&key, b"", &[1; 24], b"x")?;
                hazmat::cobblestone256_open(&key, b"", &sealed).map(drop)
            }
            "verify_inclusion" => hazmat::verify_inclusion(&key, 0, 1, b"", &key),
            "verify_consistency" => hazmat::verify_consistency(1, 1, b"", &key, &key),
            "hpke_seal" => hazmat::hpke_seal("x25519", &public, b"", b"", b"x").map(drop),
            "hpke_open" => {
                let sealed = hazmat::hpke_seal("x25519", &public, b"", b"", b"x")?;
                let (enc, ct) = (&sealed.encapsulated_key, &sealed.ciphertext);
                hazmat::hpke_open("x25519", &[0x77; 32], b"", b"", enc, ct)
                    .map(drop)
                    .or_else(only_wrong_key)
            }
            "verify_state" => hazmat::verify_state(&key, b"", &key)
                .map(drop)
                .or_else(only_malformed),
            "unwrap_category_key" => hazmat::unwrap_category_key("x25519", &key, b"")
                .map(drop)
                .or_else(only_malformed),
            "open_record" => hazmat::open_record("x-wing", &key, self.sealed.as_bytes())
                .map(drop)
                .or_else(only_wrong_key),
            "ed25519_verify" => {
                // RFC 8032 §7.1, test 1.
                let public =
                    hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")?;
                let signature = hex(
                    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
                )?;
                hazmat::ed25519_verify(&public, b"", &signature)
            }
            _ => return Err(format!("hazmat.{function} is not on the stage").into()),
        };
        Ok(called?)
    }
}

/// A call that reached the library, though not with the right key.
fn only_wrong_key(error: medseal_facade::Error) -> medseal_facade::Result<()> {
    match error.code {
        "wrong-key" | "not-a-recipient" => Ok(()),
        _ => Err(error),
    }
}

/// A call that reached the library, though with no encoding of anything.
fn only_malformed(error: medseal_facade::Error) -> medseal_facade::Result<()> {
    match error.code {
        "malformed-encoding" => Ok(()),
        _ => Err(error),
    }
}

/// Bytes of hexadecimal text.
pub(crate) fn hex(text: &str) -> Outcome<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    let bytes = digits.map(|pair| {
        let pair = std::str::from_utf8(pair)?;
        Ok(u8::from_str_radix(pair, 16)?)
    });
    bytes.collect()
}
