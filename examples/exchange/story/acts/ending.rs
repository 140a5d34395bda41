//! How the story ends: the log, an erasure, a forgery, and a look at the ledger as a whole.

use super::{Stage, Work};
use crate::report::{Report, StoryError, io, size};
use medseal::{
    audit::{
        Destroyed, Detail, DisclosureLog, ErasureAttestation, ErasureReceipt, Notice,
        WHAT_A_RECEIPT_CANNOT_PROVE,
    },
    consent::Purpose,
    envelope::{SealedHeader, replace_header},
    errors::ErrorCode,
    keys::KeyEpoch,
    ledger::{Action, fsck::fsck},
    types::{NoProgress, Timestamp},
};
use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom, Write},
};

impl Stage {
    /// The patient reads who had access, and that nothing is missing.
    pub(crate) fn patient_reads_the_log(
        &self,
        records: usize,
        report: &mut Report,
    ) -> Result<(), StoryError> {
        let mut step = report.step("The patient reads the disclosure log");
        let log = DisclosureLog::read(self.exchange.ledger(), &self.cast.patient)?;
        let mut accesses = 0;
        for line in log.lines() {
            let text = match (&line.action, &line.detail) {
                (Action::Anchor { .. }, _) => "a record was anchored".to_owned(),
                (_, Detail::Explained(Notice::Grant(_))) => "you made a grant".to_owned(),
                (_, Detail::Explained(Notice::Access(event))) => {
                    accesses += 1;
                    let facts = event.facts();
                    format!(
                        "opened for {}: a {} record",
                        facts.purpose.code(),
                        facts.category
                    )
                }
                _ => continue,
            };
            let signer = line.signer.did_key();
            let short = signer.get(..20).unwrap_or(&signer);
            step.say(format!("{}  {text}, by {short}…", line.time));
        }
        if accesses != records || !log.is_explained() {
            return Err(StoryError::unexpected(
                "the disclosure log is not what happened",
            ));
        }
        step.say("The entries are exactly those chained in the ledger's state: none is missing.");
        step.note("log_lines", log.lines().len());
        step.note("accesses", accesses);
        step.note("purpose", Purpose::Treatment.code());
        report.done(step);
        Ok(())
    }

    /// The patient has a record erased; the custodian destroys its keys and attests it.
    pub(crate) fn erase(&mut self, work: &Work, report: &mut Report) -> Result<(), StoryError> {
        let mut step = report.step("The patient has a record erased");
        let now = Timestamp::now()?;
        let commitment = work.header.commitment();
        let tombstone = self.exchange.erase(&self.cast.patient, &commitment, now)?;

        let mut header = work.header.clone();
        let slots = header.remove_slots(|_| true);
        let erased = work.container.with_extension("erased");
        let source = BufReader::new(File::open(&work.container).map_err(io)?);
        replace_header(
            source,
            &header,
            File::create(&erased).map_err(io)?,
            NoProgress,
        )?;
        std::fs::rename(&erased, &work.container).map_err(io)?;
        let mut container = BufReader::new(File::open(&work.container).map_err(io)?);
        let left = SealedHeader::read_from(&mut container)?;
        let category = left.manifest().category();
        let key = self
            .cast
            .patient
            .category_key(category, KeyEpoch::default())?;
        match left.unwrap_key(&key) {
            Ok(_) => return Err(StoryError::unexpected("an erased record opened")),
            Err(error) => step.note("opening_after_erasure", error.code()),
        }

        let custodian = self.cast.authority.signing_key();
        let destroyed = Destroyed {
            keys: true,
            payload: false,
        };
        let ledger = self.exchange.ledger().id();
        let attested = ErasureAttestation::new(ledger, commitment, destroyed, now, &custodian)?;
        let receipt = ErasureReceipt::new(tombstone, vec![attested])?.to_bytes()?;
        ErasureReceipt::from_bytes(&receipt)?.verify(&self.cast.authorities()?)?;
        step.say(format!(
            "Tombstone on the ledger; the custodian destroyed {slots} slot(s)."
        ));
        step.say("Not even the patient's own key opens what is left.");
        step.say(format!(
            "The erasure receipt is {} and verifies offline.",
            size(receipt.len() as u64)
        ));
        step.say(format!("But: {WHAT_A_RECEIPT_CANNOT_PROVE}"));
        step.note("erasure_receipt_bytes", receipt.len());
        report.done(step);
        Ok(())
    }

    /// Somebody alters one byte of a copy.
    pub(crate) fn catch_a_forgery(
        &self,
        work: &Work,
        report: &mut Report,
    ) -> Result<(), StoryError> {
        let mut step = report.step("A tampered copy is caught");
        let forged = self.directory.join("forged");
        std::fs::copy(&work.container, &forged).map_err(io)?;
        let mut file = File::options()
            .read(true)
            .write(true)
            .open(&forged)
            .map_err(io)?;
        let mut last = [0];
        file.seek(SeekFrom::End(-1))
            .and_then(|_| file.read_exact(&mut last))
            .map_err(io)?;
        file.seek(SeekFrom::End(-1))
            .and_then(|_| file.write_all(&[last[0] ^ 1]))
            .map_err(io)?;
        let source = BufReader::new(File::open(&forged).map_err(io)?);
        match replace_header(source, &work.header, std::io::sink(), NoProgress) {
            Ok(_) => return Err(StoryError::unexpected("a forged record was accepted")),
            Err(error) => {
                step.say(format!(
                    "One bit of the payload changed: error[{}].",
                    error.code()
                ));
                step.note("payload", error.code());
            }
        }
        file.seek(SeekFrom::Start(64))
            .and_then(|_| file.write_all(&[0xff]))
            .map_err(io)?;
        match SealedHeader::read_from(&mut File::open(&forged).map_err(io)?) {
            Ok(_) => return Err(StoryError::unexpected("a forged header was accepted")),
            Err(error) => {
                step.say(format!(
                    "One byte of the header changed: error[{}].",
                    error.code()
                ));
                step.note("header", error.code());
            }
        }
        report.done(step);
        Ok(())
    }

    /// Everything the ledger stores, derived again from its entries.
    pub(crate) fn check_the_ledger(&self, report: &mut Report) -> Result<(), StoryError> {
        let mut step = report.step("The ledger is checked from its first byte to its last");
        let found = fsck(self.exchange.ledger().store(), &mut NoProgress)?;
        if !found.is_clean() {
            return Err(StoryError::unexpected("fsck found defects"));
        }
        step.say(format!(
            "{} entries in {} blocks: clean.",
            found.entries, found.blocks
        ));
        step.note("entries", found.entries);
        step.note("blocks", found.blocks);
        report.done(step);
        Ok(())
    }
}
