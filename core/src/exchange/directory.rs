//! A ledger's directory: `ledger.redb`, the ledger itself, `ledger.json`, which says what to expect of
//! it, and `nonces.redb`, which requests were permitted on it.
//!
//! What a signer has signed is remembered outside of the directory, in the file
//! `STEM.HHHHHHHH.signed`, beside the signer's key where that is a file: whoever restores the
//! directory from a backup must not make the signer contradict itself. `docs/formats/ledger.md` has
//! all of it, and everything that founds or opens a ledger's directory goes through here.

mod authority;
mod description;
mod error;

pub use authority::LocalAuthority;
pub use description::LedgerDescription;
pub use error::LedgerDirectoryError;

use crate::{
    ledger::{
        Genesis, Ledger, Origin,
        store::{EmbeddedStore, StoreError},
    },
    nonces::DurableNonces,
    types::Timestamp,
};
use error::{Result, storage};
use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

/// Founds a ledger in a directory that does not exist yet or is empty. `here` are those of its
/// authorities who sign the first block.
///
/// The ledger is made in a hidden directory beside, `.ledger-` and digits, which takes the
/// directory's name when the first block is sealed. If anything fails, neither it nor the signers'
/// new states stay; of a process that is killed, they may.
///
/// # Errors
///
/// [`LedgerDirectoryError`]: a directory that is not empty, an authority's state that exists already,
/// too few signers, or a failure of the file system.
pub fn found_ledger(
    directory: &Path,
    genesis: &Genesis,
    here: &[LocalAuthority<'_>],
    now: Timestamp,
) -> Result<LedgerDescription> {
    let origin: Origin = genesis
        .origin
        .parse()
        .map_err(|_| LedgerDirectoryError::Origin)?;
    let target = std::path::absolute(directory).map_err(storage)?;
    require_free(&target)?;
    let parent = target.parent().unwrap_or(&target);
    fs::create_dir_all(parent).map_err(storage)?;
    let nonce = genesis.nonce.to_string();
    let draft = Draft::begin(parent.join(format!(".ledger-{nonce}")))?;
    let mut states = States::default();
    let description = fill(&draft.0, genesis, &origin, here, &mut states, now)?;
    sync(&draft.0)?;
    fs::rename(&draft.0, &target).map_err(storage)?;
    sync(parent)?;
    states.keep();
    Ok(description)
}

/// Opens what remembers the requests permitted on the ledger of a directory. A directory without it, from
/// before there was such a file, gets one.
///
/// Open the ledger first: whoever has that is the only one to decide on it. An old copy of the file
/// comes back with an old copy of the directory only, on which no signer seals another block.
///
/// # Errors
///
/// [`LedgerDirectoryError::Nonces`].
pub fn open_nonces(directory: &Path) -> Result<DurableNonces> {
    Ok(DurableNonces::open(&directory.join(NONCES_FILE))?)
}

const NONCES_FILE: &str = "nonces.redb";

fn require_free(target: &Path) -> Result<()> {
    match fs::read_dir(target) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) if target.join(EmbeddedStore::FILE_NAME).exists() => {
                Err(StoreError::Exists.into())
            }
            Some(_) => Err(LedgerDirectoryError::NotEmpty),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(storage(error)),
    }
}

fn fill(
    draft: &Path,
    genesis: &Genesis,
    origin: &Origin,
    here: &[LocalAuthority<'_>],
    states: &mut States,
    now: Timestamp,
) -> Result<LedgerDescription> {
    let mut signers = Vec::with_capacity(here.len());
    let mut key_files = Vec::new();
    for authority in here {
        let (signer, state) = authority.new_signer(origin)?;
        states.0.push(state);
        signers.push(signer);
        key_files.extend(authority.key_file().map(fs::canonicalize));
    }
    let key_files = key_files.into_iter().collect::<io::Result<_>>();
    let store = EmbeddedStore::create(draft)?;
    let ledger = Ledger::create(store, genesis, now, &mut signers)?;
    let description = LedgerDescription::of(&ledger, key_files.map_err(storage)?)?;
    description.write(draft)?;
    open_nonces(draft)?;
    Ok(description)
}

/// A directory that is not the ledger's yet: removed again unless it was renamed.
struct Draft(PathBuf);

impl Draft {
    fn begin(path: PathBuf) -> Result<Self> {
        fs::create_dir(&path).map_err(storage)?;
        Ok(Self(path))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What signers remember of a ledger that is not founded yet: removed again unless it is kept.
#[derive(Default)]
struct States(Vec<PathBuf>);

impl States {
    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for States {
    fn drop(&mut self) {
        for path in &self.0 {
            for suffix in ["", ".new", ".lock"] {
                let mut name = OsString::from(path);
                name.push(suffix);
                let _ = fs::remove_file(name);
            }
        }
    }
}

/// Names are durable only once their directory is; only Unix has a handle on one to flush.
fn sync(directory: &Path) -> Result<()> {
    if cfg!(unix) {
        fs::File::open(directory)
            .and_then(|directory| directory.sync_all())
            .map_err(storage)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
