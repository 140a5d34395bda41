//! What each of the parties does.

mod ending;
mod opening;

use crate::{
    cast::Cast,
    report::{Report, StoryError, io, size},
};
use medseal::{
    consent::{Purpose, Scope, Validity},
    envelope::{SealedHeader, Sealer},
    errors::ErrorCode,
    exchange::{Exchange, GrantBundle, GrantOffer},
    ledger::{Receipt, store::EmbeddedStore},
    nonces::DurableNonces,
    types::{CategoryCode, Duration, MediaType, NoProgress, Timestamp},
};
use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
};

/// Where the story plays.
pub(crate) struct Stage {
    pub(crate) cast: Cast,
    pub(crate) exchange: Exchange<EmbeddedStore, DurableNonces>,
    pub(crate) directory: PathBuf,
}

/// A record on its way.
pub(crate) struct Work {
    original: PathBuf,
    container: PathBuf,
    header: SealedHeader,
}

impl Stage {
    /// The laboratory seals each file for the patient's laboratory category.
    pub(crate) fn seal(
        &self,
        files: &[PathBuf],
        report: &mut Report,
    ) -> Result<Vec<Work>, StoryError> {
        let mut step = report.step("The laboratory seals the records for the patient");
        let now = Timestamp::now()?;
        let category: CategoryCode = "LAB".parse()?;
        let document = self.cast.patient.public(now)?;
        let key = document.category_key(&category);
        let key = key.ok_or_else(|| StoryError::unexpected("the patient has no such category"))?;
        let author = self.cast.laboratory.signing_key();
        let (mut plain, mut sealed, mut works) = (0, 0, Vec::new());
        for (number, original) in files.iter().enumerate() {
            let container = self.directory.join(format!("record-{number}.sealed"));
            let source = File::open(original).map_err(io)?;
            let total = source.metadata().map_err(io)?.len();
            let sink = File::create(&container).map_err(io)?;
            let header = Sealer::new(&author, self.cast.patient.identity_id(), now)
                .category(category.clone())
                .media_type(media_type(original)?)
                .to(key.clone())
                .seal_container(BufReader::new(source), Some(total), sink, NoProgress)?;
            plain += total;
            sealed += container.metadata().map_err(io)?.len();
            works.push(Work {
                original: original.clone(),
                container,
                header,
            });
        }
        step.say(format!(
            "{} of records became {} of sealed containers; the patient was offline.",
            size(plain),
            size(sealed)
        ));
        step.say(
            "Only the patient's laboratory key opens them: not the custodian, not the ledger.",
        );
        step.note("records", files.len());
        step.note("plain_bytes", plain);
        step.note("sealed_bytes", sealed);
        report.done(step);
        Ok(works)
    }

    /// The laboratory anchors the records; the receipts are checked without the ledger.
    pub(crate) fn anchor(&mut self, works: &[Work], report: &mut Report) -> Result<(), StoryError> {
        let mut step = report.step("The laboratory anchors them on the ledger");
        let headers: Vec<_> = works.iter().map(|work| &work.header).collect();
        let now = Timestamp::now()?;
        let receipts = self
            .exchange
            .anchor_all(&self.cast.laboratory, &headers, now)?;
        let authorities = self.cast.authorities()?;
        let mut receipt_bytes = 0;
        for receipt in receipts {
            let text = receipt.to_string();
            receipt_bytes = text.len() as u64;
            let read = Receipt::parse(text.as_bytes())?;
            let entry = read
                .entry()
                .ok_or_else(|| StoryError::unexpected("no entry"))?;
            read.verify(entry, &authorities)?;
        }
        step.say(
            "The ledger holds a salted commitment to each, and nothing that could be guessed.",
        );
        step.say(format!(
            "Each receipt is {}, and was verified offline with the authority's public key alone.",
            size(receipt_bytes)
        ));
        step.note("receipt_bytes", receipt_bytes);
        step.note(
            "ledger_entries",
            self.exchange.ledger().last_block().size().leaves(),
        );
        report.done(step);
        Ok(())
    }

    /// The patient lets the specialist read laboratory records for treatment.
    pub(crate) fn grant(&mut self, report: &mut Report) -> Result<GrantBundle, StoryError> {
        let mut step = report.step("The patient grants the specialist access for treatment");
        let now = Timestamp::now()?;
        let scope = Scope::new(["LAB".parse()?], [Purpose::Treatment])?;
        let offer = GrantOffer::new(
            scope,
            Validity::new(now, now.plus(Duration::from_days(90)))?,
        );
        let specialist = self.cast.specialist.public(now)?;
        let bundle = self
            .exchange
            .grant(&self.cast.patient, &specialist, offer, now)?;
        let bytes = bundle.to_bytes()?.len() as u64;
        step.say("Laboratory records, for treatment, for 90 days, not to be passed on.");
        step.say(format!(
            "One wrapped key covers all of them, however many; the grant is {}.",
            size(bytes)
        ));
        step.note("grant_bytes", bytes);
        report.done(step);
        Ok(bundle)
    }

    /// The specialist opens every record, and every opening is on the ledger.
    pub(crate) fn specialist_opens(
        &mut self,
        works: &[Work],
        bundle: &GrantBundle,
        report: &mut Report,
    ) -> Result<(), StoryError> {
        let mut step = report.step("The specialist opens the records");
        let specialist = self.cast.specialist.clone();
        let mut bytes = 0;
        for work in works {
            bytes += self.open(&specialist, bundle, work)?;
            let (original, opened) = (&work.original, self.directory.join("opened"));
            if !same_bytes(original, &opened)? {
                return Err(StoryError::unexpected(
                    "the opened record differs from the original",
                ));
            }
        }
        step.say(format!(
            "{} came out byte for byte as they went in.",
            size(bytes)
        ));
        step.say("Each opening was decided on the ledger's state and committed to it first.");
        step.note("opened_bytes", bytes);
        report.done(step);
        Ok(())
    }

    /// The other clinic has got hold of the records and of the specialist's grant.
    pub(crate) fn clinic_is_refused(
        &mut self,
        works: &[Work],
        bundle: &GrantBundle,
        report: &mut Report,
    ) -> Result<(), StoryError> {
        let mut step = report.step("Another clinic tries the same grant, and is refused");
        let clinic = self.cast.clinic.clone();
        for work in works {
            self.expect_denial(&clinic, bundle, work, &mut step)?;
            match work.header.unwrap_key(&clinic.sealing_key()) {
                Ok(_) => return Err(StoryError::unexpected("a stranger's key opened a record")),
                Err(error) => step.note("without_a_grant", error.code()),
            }
        }
        step.say("Without the decision it gets no further: no slot of the record is for its key.");
        report.done(step);
        Ok(())
    }

    /// Revocation, and what it does.
    pub(crate) fn revoke(
        &mut self,
        works: &[Work],
        bundle: &GrantBundle,
        report: &mut Report,
    ) -> Result<(), StoryError> {
        let mut step = report.step("The patient revokes the grant");
        let now = Timestamp::now()?;
        self.exchange
            .revoke(&mut self.cast.patient, bundle.chain(), now)?;
        step.say(
            "One ledger entry and a new epoch of the laboratory key; nothing is re-encrypted.",
        );
        let specialist = self.cast.specialist.clone();
        for work in works {
            self.expect_denial(&specialist, bundle, work, &mut step)?;
        }
        step.say("What the specialist read before cannot be unread.");
        report.done(step);
        Ok(())
    }
}

fn media_type(file: &Path) -> Result<MediaType, StoryError> {
    let name = match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => "application/fhir+json",
        Some("xml") => "application/hl7-cda+xml",
        Some("dcm") => "application/dicom",
        _ => return Ok(MediaType::default()),
    };
    Ok(name.parse()?)
}

fn same_bytes(one: &Path, other: &Path) -> Result<bool, StoryError> {
    let digest = |path: &Path| {
        let mut hasher = blake3::Hasher::new();
        let file = File::open(path).map_err(io)?;
        hasher.update_reader(file).map_err(io)?;
        Ok::<_, StoryError>(hasher.finalize())
    };
    Ok(digest(one)? == digest(other)?)
}
