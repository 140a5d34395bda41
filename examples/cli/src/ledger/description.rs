//! `ledger.json`: what the command needs to know of a ledger before it opens it.

use crate::{
    error::{CliError, Result},
    files::read_text,
    output::{Existing, OutputFile, Readers},
};
use medseal::types::LedgerId;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The contents of `ledger.json`. Nothing in it is secret, and nothing in it is believed: the
/// ledger's own first entry says who its authorities are.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Description {
    medseal_ledger: u32,
    pub(crate) ledger: LedgerId,
    pub(crate) origin: String,
    /// The authorities in the text form of C2SP's signed notes, for other tools.
    pub(crate) authorities: Vec<String>,
    pub(crate) quorum: u8,
    /// Where the key files were when the ledger was begun.
    pub(crate) authority_keys: Vec<PathBuf>,
}

impl Description {
    const FILE_NAME: &'static str = "ledger.json";

    pub(crate) const fn new(
        ledger: LedgerId,
        origin: String,
        authorities: Vec<String>,
        quorum: u8,
        authority_keys: Vec<PathBuf>,
    ) -> Self {
        Self {
            medseal_ledger: 1,
            ledger,
            origin,
            authorities,
            quorum,
            authority_keys,
        }
    }

    pub(crate) fn read(directory: &Path) -> Result<Self> {
        let path = directory.join(Self::FILE_NAME);
        if !path.exists() {
            return Err(CliError::from(medseal::ledger::store::StoreError::Missing)
                .about(directory.display()));
        }
        let text = read_text(&path, 64 * 1024)?;
        let malformed = || {
            let sentence = format!("{} is no description of a ledger", path.display());
            CliError::new("invalid-ledger-description", sentence)
        };
        let description: Self = serde_json::from_str(&text).map_err(|_| malformed())?;
        if description.medseal_ledger == 1 {
            Ok(description)
        } else {
            Err(malformed())
        }
    }

    pub(crate) fn write(&self, directory: &Path) -> Result<()> {
        let path = directory.join(Self::FILE_NAME);
        let json = serde_json::to_string_pretty(self)
            .map_err(|error| CliError::new("io", error.to_string()))?;
        OutputFile::create_at(&path, Readers::Umask, Existing::Refuse)?
            .write_whole(format!("{json}\n").as_bytes())
    }
}
