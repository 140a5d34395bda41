//! Sealed records as the commands meet them: opened at their header, with the payload to follow.

use crate::{
    error::{CliError, Result},
    files::FileArg,
    report::Line,
};
use medseal::envelope::{Recipient, SealedHeader, Slot};
use serde_json::{Map, Value};
use std::{fmt::Write, io::Read};

/// A sealed record whose header was read; the source stands where the payload begins.
pub(super) struct Sealed<R> {
    pub(super) header: SealedHeader,
    pub(super) payload: R,
}

/// Reads the header of a sealed record.
pub(super) fn begin<R: Read>(name: &FileArg, mut source: R) -> Result<Sealed<R>> {
    let header =
        SealedHeader::read_from(&mut source).map_err(|error| CliError::from(error).about(name))?;
    Ok(Sealed {
        header,
        payload: source,
    })
}

/// A slot, as it is shown.
pub(super) fn describe_slot(slot: &Slot) -> Line {
    let mut value = Map::new();
    let mut show = |name: &str, shown: Value| value.insert(name.to_owned(), shown);
    show("key", slot.recipient_key_id().to_string().into());
    show("suite", slot.suite().name().into());
    show("added_by", slot.signer().did_key().into());
    let mut text = format!("key {} ({})", slot.recipient_key_id(), slot.suite().name());
    if let Recipient::Category { category, epoch } = slot.recipient() {
        show("category", category.as_str().into());
        show("epoch", epoch.number().into());
        let _ = write!(
            text,
            ", the patient's for {category}, epoch {}",
            epoch.number()
        );
    }
    if let Some(grant) = slot.grant_id() {
        show("grant", grant.to_string().into());
        let _ = write!(text, ", under grant {grant}");
    }
    let _ = write!(text, ", added by {}", slot.signer().did_key());
    let value = value.into();
    Line { text, value }
}
