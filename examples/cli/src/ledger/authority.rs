//! Authorities: identities whose keys cosign a ledger's blocks.

use crate::{
    error::{CliError, Result},
    keyfile::Passphrases,
};
use medseal::{
    keys::{PublicIdentity, SecretIdentity},
    ledger::{
        AuthorityKey, AuthorityList, CheckpointSigner, FileSignerState, KeyName, Origin,
        SignerStateError, VerifierKey,
    },
    types::IdentityId,
};
use std::path::{Path, PathBuf};

/// An authority whose key file is open.
pub(crate) struct Authority {
    pub(crate) identity: SecretIdentity,
    key_path: PathBuf,
}

impl Authority {
    pub(crate) fn open(key: &Path, passphrases: &Passphrases) -> Result<Self> {
        Ok(Self {
            identity: passphrases.open(key)?.identity,
            key_path: key.to_owned(),
        })
    }

    pub(crate) fn key_path(&self) -> &Path {
        &self.key_path
    }

    pub(crate) fn as_member(&self) -> AuthorityKey {
        AuthorityKey {
            name: name_of(&self.identity.identity_id()),
            key: self.identity.signing_key().verifying_key(),
        }
    }

    /// Fails unless the ledger lets this key sign.
    pub(crate) fn require_member(&self, members: &AuthorityList) -> Result<()> {
        if members.authorities().contains(&self.as_member()) {
            return Ok(());
        }
        let sentence = format!("{} is no authority of this ledger", self.key_path.display());
        Err(CliError::new("not-an-authority", sentence))
    }

    /// The signer of a ledger that exists, with its memory of what it signed.
    pub(crate) fn signer(&self, origin: &Origin) -> Result<CheckpointSigner> {
        let path = self.signed_path(origin)?;
        let state = FileSignerState::open(&path).map_err(|error| state_error(error, &path))?;
        self.signer_with(state)
    }

    /// The signer of a ledger that is being begun, and where it will remember what it signed.
    pub(crate) fn new_signer(&self, origin: &Origin) -> Result<(CheckpointSigner, PathBuf)> {
        let path = self.signed_path(origin)?;
        let state = FileSignerState::create(&path).map_err(|error| state_error(error, &path))?;
        Ok((self.signer_with(state)?, path))
    }

    fn signer_with(&self, state: FileSignerState) -> Result<CheckpointSigner> {
        let name: KeyName = self.as_member().name.parse()?;
        Ok(CheckpointSigner::new(
            name,
            self.identity.signing_key(),
            state,
        ))
    }

    /// `N.key` → `N.HHHHHHHH.signed`, one for each ledger the authority signs for: the digits are
    /// the C2SP key id of its key under the ledger's origin.
    fn signed_path(&self, origin: &Origin) -> Result<PathBuf> {
        let name: KeyName = origin.as_str().parse().map_err(|_| {
            let sentence = "the ledger's public name must be one word without +";
            CliError::new("invalid-origin", sentence)
        })?;
        let key = VerifierKey::cosigner(name, self.identity.signing_key().verifying_key());
        let extension = format!("{:08x}.signed", key.key_id());
        Ok(self.key_path.with_extension(extension))
    }
}

/// The name under which an identity cosigns: its identifier, so that the identity document is all
/// a verifier needs.
fn name_of(identity: &IdentityId) -> String {
    identity.to_string()
}

/// An identity as a member of a ledger's authorities.
pub(crate) fn member_of(identity: &PublicIdentity) -> AuthorityKey {
    AuthorityKey {
        name: name_of(&identity.identity_id()),
        key: identity.verifying_key(),
    }
}

/// The key with which an authority's cosignatures verify.
pub(crate) fn verifier_of(identity: &PublicIdentity) -> Result<VerifierKey> {
    let name: KeyName = name_of(&identity.identity_id()).parse()?;
    Ok(VerifierKey::cosigner(name, identity.verifying_key()))
}

/// How many of `count` authorities must sign unless the user says otherwise: more than two thirds.
pub(crate) const fn default_quorum(count: usize) -> usize {
    count - count.saturating_sub(1) / 3
}

fn state_error(error: SignerStateError, path: &Path) -> CliError {
    let missing = matches!(error, SignerStateError::Missing);
    let error = CliError::from(error).about(path.display());
    if missing {
        error.hint(
            "it was written beside the authority's key when the ledger was begun, and moves with it",
        )
    } else {
        error
    }
}

#[cfg(test)]
mod tests {
    use super::default_quorum;

    #[test]
    fn a_quorum_is_more_than_two_thirds() {
        let quorums = [1, 2, 3, 4, 5, 6, 7, 16].map(default_quorum);
        assert_eq!(quorums, [1, 2, 3, 3, 4, 5, 5, 11]);
    }
}
