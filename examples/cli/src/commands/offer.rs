//! Files between issuer and holder that are the command's own: offers and records of issuances.

use crate::{
    error::{CliError, Result},
    files::read_text,
};
use medseal::{
    eligibility::{IssuerChallenge, StatusHandle, ValueCommitment},
    keys::VerifyingKey,
    types::{LedgerId, Sha256Digest, Timestamp},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::path::Path;

/// What an issuer would certify for one person.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Offer {
    /// Version 1.
    pub(super) medseal_offer: u8,
    pub(super) issuer: VerifyingKey,
    pub(super) registry: LedgerId,
    pub(super) challenge: IssuerChallenge,
    /// The schema's document, as it was written.
    pub(super) schema: String,
}

/// What an issuer keeps of an issuance.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issued {
    /// Version 1.
    pub(super) medseal_issuance: u8,
    pub(super) schema: Sha256Digest,
    pub(super) registration: ValueCommitment,
    pub(super) expires: Timestamp,
    pub(super) handles: Vec<StatusHandle>,
}

impl Offer {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let offer: Self = read(path, "this is no offer of credentials")?;
        version(offer.medseal_offer, path).map(|()| offer)
    }
}

impl Issued {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let issued: Self = read(path, "this is no record of an issuance")?;
        version(issued.medseal_issuance, path).map(|()| issued)
    }
}

/// The file's bytes.
pub(super) fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(value);
    let text = text.map_err(|error| CliError::new("io", error.to_string()))?;
    Ok(format!("{text}\n").into_bytes())
}

fn read<T: DeserializeOwned>(path: &Path, otherwise: &str) -> Result<T> {
    let text = read_text(path, MAX_LEN)?;
    serde_json::from_str(&text)
        .map_err(|_| CliError::new("unknown-file", otherwise).about(path.display()))
}

fn version(version: u8, path: &Path) -> Result<()> {
    if version == 1 {
        Ok(())
    } else {
        let sentence = "the file is of a version that this program does not know";
        Err(CliError::new("unknown-version", sentence).about(path.display()))
    }
}

const MAX_LEN: usize = 1 << 20;
