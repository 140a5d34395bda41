//! Who takes part, and the ledger they share.

use crate::report::{StoryError, io};
use medseal::{
    exchange::Exchange,
    keys::{SecretIdentity, VerifyingKey},
    ledger::{
        Authorities, AuthorityList, CheckpointSigner, EntryNonce, FileSignerState, Genesis, Ledger,
        SignatureType, VerifierKey, store::EmbeddedStore,
    },
    random::os_rng,
    types::Timestamp,
};
use std::path::Path;

/// Everybody's secrets. In the world each has a machine of its own.
pub(crate) struct Cast {
    pub(crate) authority: SecretIdentity,
    pub(crate) laboratory: SecretIdentity,
    pub(crate) patient: SecretIdentity,
    pub(crate) specialist: SecretIdentity,
    pub(crate) clinic: SecretIdentity,
}

const ORIGIN: &str = "ledger.example/medseal/exchange";

impl Cast {
    pub(crate) fn new() -> Result<Self, StoryError> {
        Ok(Self {
            authority: SecretIdentity::generate()?,
            laboratory: SecretIdentity::generate()?,
            patient: SecretIdentity::generate()?,
            specialist: SecretIdentity::generate()?,
            clinic: SecretIdentity::generate()?,
        })
    }

    /// A durable ledger with one authority. The memory of what the authority signed lies outside of
    /// the ledger's directory, so that restoring an old backup of it cannot make the authority
    /// contradict itself.
    pub(crate) fn found_ledger(
        &self,
        directory: &Path,
        now: Timestamp,
    ) -> Result<Exchange<EmbeddedStore>, StoryError> {
        let key = self.authority.signing_key();
        let name = authority_name(&key.verifying_key());
        let authorities = AuthorityList::single(&name, key.verifying_key())?;
        let nonce = EntryNonce::random(&mut os_rng()?);
        let genesis = Genesis::new(ORIGIN, now, nonce, authorities);
        let state = FileSignerState::create(directory.join("authority.signed"))?;
        let mut signers = vec![CheckpointSigner::new(name.parse()?, key, state)];
        let ledger_directory = directory.join("ledger");
        std::fs::create_dir_all(&ledger_directory).map_err(io)?;
        let store = EmbeddedStore::create(&ledger_directory)?;
        let ledger = Ledger::create(store, &genesis, now, &mut signers)?;
        Ok(Exchange::new(ledger, signers))
    }

    /// What anybody needs to verify receipts: the authority's public key and the ledger's name.
    pub(crate) fn authorities(&self) -> Result<Authorities, StoryError> {
        let key = self.authority.signing_key().verifying_key();
        let name = authority_name(&key).parse()?;
        let key = VerifierKey::new(name, SignatureType::CosignatureV1, key);
        Ok(Authorities::new(ORIGIN.parse()?, vec![key], 1)?)
    }
}

fn authority_name(key: &VerifyingKey) -> String {
    key.did_key()
}
