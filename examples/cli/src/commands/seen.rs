//! What a verifier accepted, remembered in a file.

use crate::{
    error::{CliError, Result},
    files::read_text,
    output::{Existing, OutputFile, Readers},
};
use medseal::{
    eligibility::{NonceError, NonceStore},
    types::{Sha256Digest, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Nonces and copies, each until it has expired.
pub(super) struct Seen {
    path: PathBuf,
    kept: Kept,
    changed: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// Version 1.
    medseal_seen: u8,
    /// Until when each is remembered, in seconds.
    until: BTreeMap<Sha256Digest, u64>,
}

impl Seen {
    /// Reads the file, or begins with nothing if it is not there.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let kept = if path.exists() {
            let text = read_text(path, MAX_LEN)?;
            let kept: Kept = serde_json::from_str(&text).map_err(|_| unknown(path))?;
            if kept.medseal_seen != 1 {
                return Err(unknown(path));
            }
            kept
        } else {
            Kept {
                medseal_seen: 1,
                until: BTreeMap::new(),
            }
        };
        Ok(Self {
            path: path.to_owned(),
            kept,
            changed: false,
        })
    }

    /// Writes the file if something was accepted, without what has expired.
    pub(super) fn save(mut self, now: Timestamp) -> Result<()> {
        if !self.changed {
            return Ok(());
        }
        self.kept.until.retain(|_, until| *until > now.seconds());
        let text = serde_json::to_string(&self.kept)
            .map_err(|error| CliError::new("io", error.to_string()))?;
        OutputFile::create_at(&self.path, Readers::Owner, Existing::Replace)?
            .write_whole(text.as_bytes())
    }
}

impl NonceStore for Seen {
    fn redeem(
        &mut self,
        once: &[(Sha256Digest, Timestamp)],
        _now: Timestamp,
    ) -> std::result::Result<(), NonceError> {
        let until = &mut self.kept.until;
        let distinct: BTreeMap<_, _> = once.iter().copied().collect();
        if distinct.len() < once.len() || distinct.keys().any(|what| until.contains_key(what)) {
            return Err(NonceError::Replayed);
        }
        if (until.len() + distinct.len()) * BYTES_EACH > MAX_LEN {
            return Err(NonceError::Unavailable);
        }
        until.extend(
            distinct
                .into_iter()
                .map(|(what, end)| (what, end.seconds())),
        );
        self.changed = true;
        Ok(())
    }
}

fn unknown(path: &Path) -> CliError {
    let sentence = "this is no record of what was accepted";
    CliError::new("unknown-file", sentence).about(path.display())
}

const MAX_LEN: usize = 64 << 20;
/// A digest in hexadecimal, a time, and what JSON puts around them.
const BYTES_EACH: usize = 88;
