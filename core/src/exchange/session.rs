//! One process that holds a ledger and the keys to seal its blocks: the steps users take on it.

mod consent_steps;
mod credential_steps;
mod record_steps;

use super::error::ExchangeError;
use crate::{
    keys::SecretIdentity,
    ledger::{
        Action, Block, CheckpointSigner, LeafIndex, Ledger, Receipt, StatementSigner,
        store::LedgerStore,
    },
    nonces::NonceStore,
    types::{Duration, Timestamp},
};

/// A ledger with its signers, and the six steps over it.
///
/// Each step puts its entries on the ledger and seals a block, so that when it returns, what it did
/// is durable, cosigned and visible to the next step. Where many entries come together, use
/// [`Ledger::submit`] and [`Ledger::seal_block`] and seal once.
///
/// Identities are registered on the way, when they first write to the ledger.
///
/// A request is permitted once: its nonce is taken before the permit exists. A ledger that outlasts
/// the process needs nonces that do, too; `open_nonces` has those of a ledger's directory.
pub struct Exchange<S, N> {
    ledger: Ledger<S>,
    signers: Vec<CheckpointSigner>,
    nonces: N,
}

impl<S: LedgerStore, N: NonceStore> Exchange<S, N> {
    /// How old the last block may be before a step that decides seals a new one: an idle ledger
    /// must not look like a stale view of a busy one.
    pub const HEARTBEAT: Duration = Duration::from_seconds(60);

    /// An exchange on this ledger, whose blocks these signers cosign, and which remembers in `nonces`
    /// what it permitted.
    #[must_use]
    pub const fn new(ledger: Ledger<S>, signers: Vec<CheckpointSigner>, nonces: N) -> Self {
        Self {
            ledger,
            signers,
            nonces,
        }
    }

    /// The ledger.
    #[must_use]
    pub const fn ledger(&self) -> &Ledger<S> {
        &self.ledger
    }

    /// The ledger, its signers, and the nonces.
    #[must_use]
    pub fn into_parts(self) -> (Ledger<S>, Vec<CheckpointSigner>, N) {
        (self.ledger, self.signers, self.nonces)
    }

    /// Seals what is waiting, or an empty block if the last one is older than
    /// [`HEARTBEAT`](Self::HEARTBEAT).
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Block`].
    pub fn refresh(&mut self, now: Timestamp) -> Result<(), ExchangeError> {
        let last = self.ledger.last_block().time();
        let waiting = self.ledger.pending() > 0 || self.ledger.has_outstanding_block();
        if waiting || last.plus(Self::HEARTBEAT) < now {
            self.seal(now)?;
        }
        Ok(())
    }

    /// Registers an identity, or its current key, unless the ledger knows it already.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Admission`] if the ledger knows another successor of the identity's key.
    pub fn register(
        &mut self,
        identity: &SecretIdentity,
        now: Timestamp,
    ) -> Result<(), ExchangeError> {
        self.enlist(identity, now)?;
        self.refresh(now)
    }

    /// Submits a registration or rotation if one is needed.
    fn enlist(&mut self, identity: &SecretIdentity, now: Timestamp) -> Result<(), ExchangeError> {
        if self.ledger.has_outstanding_block() {
            self.seal(now)?;
        }
        let id = identity.identity_id();
        let key = identity.signing_key().verifying_key();
        let known = self.ledger.view().identity(&id);
        if known.as_ref().is_some_and(|fact| fact.key == key.key_id()) {
            return Ok(());
        }
        let public = identity.public(now)?;
        let document = public.commitment(&identity.salt(DOCUMENT_SALT));
        let next = public.next_key_digest();
        let action = match known {
            None if key.identity_id() != id => {
                // The ledger has to see every key in turn, from the first one on.
                return Err(ExchangeError::NeverRegistered);
            }
            None => Action::Register { document, next },
            Some(_) => Action::Rotate {
                identity: id,
                document,
                next,
            },
        };
        self.submit(identity, action, None, now).map(|_| ())
    }

    /// Signs and submits a statement, with a notice beside it if there is one.
    fn submit(
        &mut self,
        signer: &SecretIdentity,
        action: Action,
        notice: Option<Vec<u8>>,
        now: Timestamp,
    ) -> Result<LeafIndex, ExchangeError> {
        let key = signer.signing_key();
        let entry = StatementSigner::new(self.ledger.id(), &key).sign(action, now)?;
        Ok(match notice {
            None => self.ledger.submit(entry.as_bytes(), now)?,
            Some(notice) => self
                .ledger
                .submit_with_notice(entry.as_bytes(), notice, now)?,
        })
    }

    /// Registers the signer if needed, submits a statement, seals, and gives the receipt.
    fn commit(
        &mut self,
        signer: &SecretIdentity,
        action: Action,
        notice: Option<Vec<u8>>,
        now: Timestamp,
    ) -> Result<Receipt, ExchangeError> {
        self.enlist(signer, now)?;
        let index = self.submit(signer, action, notice, now)?;
        self.seal_and_prove(index, now)
    }

    fn seal_and_prove(
        &mut self,
        index: LeafIndex,
        now: Timestamp,
    ) -> Result<Receipt, ExchangeError> {
        self.seal(now)?;
        Ok(self.ledger.receipt(index)?)
    }

    fn seal(&mut self, now: Timestamp) -> Result<&Block, ExchangeError> {
        Ok(self.ledger.seal_block(now, &mut self.signers)?)
    }
}

/// Context of the salt of an identity's registered document.
const DOCUMENT_SALT: &[u8] = b"identity document";
