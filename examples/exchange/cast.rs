//! Who takes part, and the ledger they share.

use crate::report::StoryError;
use medseal::{
    exchange::{Exchange, LocalAuthority, found_ledger, open_nonces},
    keys::SecretIdentity,
    ledger::{
        Authorities, AuthorityKey, AuthorityList, EntryNonce, Genesis, Ledger, store::EmbeddedStore,
    },
    nonces::DurableNonces,
    random::os_rng,
    types::{NoProgress, Timestamp},
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
    ) -> Result<Exchange<EmbeddedStore, DurableNonces>, StoryError> {
        let here = LocalAuthority::new(&self.authority, directory);
        let nonce = EntryNonce::random(&mut os_rng()?);
        let genesis = Genesis::new(ORIGIN, now, nonce, self.authority_list()?);
        let place = directory.join("ledger");
        found_ledger(&place, &genesis, std::slice::from_ref(&here), now)?;
        let ledger = Ledger::open(EmbeddedStore::open(&place)?, &mut NoProgress)?;
        let signers = vec![here.signer(&ledger)?];
        Ok(Exchange::new(ledger, signers, open_nonces(&place)?))
    }

    /// What anybody needs to verify receipts: the authority's public key and the ledger's name.
    pub(crate) fn authorities(&self) -> Result<Authorities, StoryError> {
        Ok(self.authority_list()?.for_origin(ORIGIN.parse()?)?)
    }

    fn authority_list(&self) -> Result<AuthorityList, StoryError> {
        let key = self.authority.signing_key().verifying_key();
        let member = AuthorityKey::of_identity(self.authority.identity_id(), key);
        Ok(AuthorityList::with_default_quorum(vec![member])?)
    }
}
