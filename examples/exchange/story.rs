//! The steps.

mod acts;

use crate::{
    cast::Cast,
    report::{Report, StoryError, io, size},
};
use acts::{Stage, Work};
use medseal::types::Timestamp;
use std::path::PathBuf;

/// Plays the whole story over these records.
pub(crate) fn tell(records: &[PathBuf], report: &mut Report) -> Result<(), StoryError> {
    let directory = tempfile::tempdir().map_err(io)?;
    let mut step = report.step("Five parties make their keys, and an authority founds a ledger");
    let now = Timestamp::now()?;
    let cast = Cast::new()?;
    let exchange = cast.found_ledger(directory.path(), now)?;
    let document = cast.patient.public(now)?.to_json().len() as u64;
    step.say("A patient, a laboratory, a specialist, another clinic and the ledger's authority.");
    step.say(format!(
        "The patient's public identity document is {}.",
        size(document)
    ));
    step.note("identity_bytes", document);
    report.done(step);

    let mut stage = Stage {
        cast,
        exchange,
        directory: directory.path().to_owned(),
    };
    let works = stage.seal(records, report)?;
    stage.anchor(&works, report)?;
    let bundle = stage.grant(report)?;
    stage.specialist_opens(&works, &bundle, report)?;
    stage.clinic_is_refused(&works, &bundle, report)?;
    stage.patient_reads_the_log(works.len(), report)?;
    stage.revoke(&works, &bundle, report)?;
    stage.erase(first(&works)?, report)?;
    stage.catch_a_forgery(first(&works)?, report)?;
    stage.check_the_ledger(report)
}

fn first(works: &[Work]) -> Result<&Work, StoryError> {
    works
        .first()
        .ok_or_else(|| StoryError::unexpected("there is no record"))
}
