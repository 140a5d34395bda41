//! Authorities whose keys are at hand.

use super::error::{LedgerDirectoryError, Result};
use crate::{
    keys::SecretIdentity,
    ledger::{
        AuthorityKey, CheckpointSigner, FileSignerState, Ledger, Origin, VerifierKey,
        store::LedgerStore,
    },
};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

/// An authority whose key is at hand, and where it remembers what it signed.
pub struct LocalAuthority<'a> {
    identity: &'a SecretIdentity,
    states: PathBuf,
    key_file: Option<PathBuf>,
}

impl<'a> LocalAuthority<'a> {
    /// An authority whose states are in this directory. The directory must exist, and must not be
    /// restored from a backup together with the ledger.
    #[must_use]
    pub fn new(identity: &'a SecretIdentity, states: impl Into<PathBuf>) -> Self {
        Self {
            identity,
            states: states.into(),
            key_file: None,
        }
    }

    /// An authority whose key came out of this file: its states are beside it, under the file's
    /// name, and a ledger that it founds says where the file was.
    #[must_use]
    pub fn with_key_file(identity: &'a SecretIdentity, key_file: &Path) -> Self {
        Self {
            identity,
            states: key_file.parent().unwrap_or(Path::new("")).to_owned(),
            key_file: Some(key_file.to_owned()),
        }
    }

    /// The authority as a member of a ledger's authorities.
    #[must_use]
    pub fn authority_key(&self) -> AuthorityKey {
        let key = self.identity.signing_key().verifying_key();
        AuthorityKey::of_identity(self.identity.identity_id(), key)
    }

    /// The authority's signer for a ledger that exists, with its memory of what it signed.
    ///
    /// # Errors
    ///
    /// [`LedgerDirectoryError::NotAnAuthority`] unless the ledger lets this key sign;
    /// [`LedgerDirectoryError::Signer`] if its state is not there, there twice, or in use.
    pub fn signer(&self, ledger: &Ledger<impl LedgerStore>) -> Result<CheckpointSigner> {
        let member = self.authority_key();
        if !ledger.authorities().authorities().contains(&member) {
            return Err(LedgerDirectoryError::NotAnAuthority);
        }
        let key = self.key_for(ledger.origin())?;
        let state = FileSignerState::open_in(&self.states, &key)?;
        Ok(CheckpointSigner::of_identity(self.identity, state))
    }

    /// The signer for a ledger that is being founded, and the path of its new state.
    pub(super) fn new_signer(&self, origin: &Origin) -> Result<(CheckpointSigner, PathBuf)> {
        let stem = match self.key_file.as_deref().and_then(Path::file_stem) {
            Some(stem) => stem.to_owned(),
            None => OsString::from(self.identity.identity_id().to_string()),
        };
        let key = self.key_for(origin)?;
        let (state, path) = FileSignerState::create_in(&self.states, &stem, &key)?;
        let signer = CheckpointSigner::of_identity(self.identity, state);
        Ok((signer, path))
    }

    pub(super) fn key_file(&self) -> Option<&Path> {
        self.key_file.as_deref()
    }

    /// The key under the ledger's origin as its name: its id tells the states of one authority on
    /// several ledgers apart.
    fn key_for(&self, origin: &Origin) -> Result<VerifierKey> {
        let name = origin.as_str().parse();
        let name = name.map_err(|_| LedgerDirectoryError::Origin)?;
        let key = self.identity.signing_key().verifying_key();
        Ok(VerifierKey::cosigner(name, key))
    }
}
