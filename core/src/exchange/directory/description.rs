//! `ledger.json`: what to know of a ledger before it is opened.

use super::error::{LedgerDirectoryError, Result, storage};
use crate::{
    ledger::{Ledger, store::EmbeddedStore},
    types::{LedgerId, Version1},
};
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// The contents of `ledger.json`. Nothing in it is secret, and nothing in it is believed: the
/// ledger's own first entry says who its authorities are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerDescription {
    medseal_ledger: Version1,
    /// The ledger.
    pub ledger: LedgerId,
    /// Its public name.
    pub origin: String,
    /// The authorities it was founded with, in the text form of C2SP's signed notes, for other
    /// tools.
    pub authorities: Vec<String>,
    /// How many of them must sign.
    pub quorum: u8,
    /// Where the key files of those who founded it were, as absolute paths; of keys that came from
    /// elsewhere, nothing.
    pub authority_keys: Vec<PathBuf>,
}

impl LedgerDescription {
    /// The name of the file in the ledger's directory.
    pub const FILE_NAME: &'static str = "ledger.json";

    pub(super) fn of(ledger: &Ledger<EmbeddedStore>, authority_keys: Vec<PathBuf>) -> Result<Self> {
        let authorities = ledger.authorities();
        let keys = authorities
            .for_origin(ledger.origin().clone())
            .map_err(|_| LedgerDirectoryError::Origin)?;
        Ok(Self {
            medseal_ledger: Version1,
            ledger: ledger.id(),
            origin: ledger.origin().to_string(),
            authorities: keys.keys().iter().map(ToString::to_string).collect(),
            quorum: authorities.quorum(),
            authority_keys,
        })
    }

    /// Reads the description in a directory, or nothing if it has none.
    ///
    /// # Errors
    ///
    /// [`LedgerDirectoryError::Description`] if the file is no description;
    /// [`LedgerDirectoryError::Store`] if it cannot be read.
    pub fn read(directory: &Path) -> Result<Option<Self>> {
        let mut bytes = Vec::new();
        match File::open(directory.join(Self::FILE_NAME)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file
                .and_then(|file| file.take(MAX_LEN + 1).read_to_end(&mut bytes))
                .map_err(storage)?,
        };
        if bytes.len() as u64 > MAX_LEN {
            return Err(LedgerDirectoryError::Description);
        }
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| LedgerDirectoryError::Description)
    }

    pub(super) fn write(&self, directory: &Path) -> Result<()> {
        let json =
            serde_json::to_string_pretty(self).map_err(|_| LedgerDirectoryError::Description)?;
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true);
        file.open(directory.join(Self::FILE_NAME))
            .and_then(|mut file| {
                file.write_all(format!("{json}\n").as_bytes())?;
                file.sync_all()
            })
            .map_err(storage)
    }
}

const MAX_LEN: u64 = 64 * 1024;
