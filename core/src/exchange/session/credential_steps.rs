//! Steps about credentials: revoke.

use super::{Exchange, ExchangeError};
use crate::{
    eligibility::StatusHandle,
    keys::SecretIdentity,
    ledger::{Action, store::LedgerStore},
    nonces::NonceStore,
    types::{Commitment, Timestamp},
};
use std::collections::BTreeSet;

impl<S: LedgerStore, N: NonceStore> Exchange<S, N> {
    /// Revokes copies of credentials, for good, and says how many of them were not revoked before.
    ///
    /// What goes on the ledger is an anchor of each handle's
    /// [`commitment`](StatusHandle::commitment). Whoever knows a handle can put it there: the issuer,
    /// and the holder, whose wallet may be stolen. That it is there is all that counts; nobody can be
    /// first and keep a copy from being revoked.
    ///
    /// # Errors
    ///
    /// What the ledger refuses. Handles before the one refused wait for the next block.
    pub fn revoke_credentials(
        &mut self,
        by: &SecretIdentity,
        handles: &[StatusHandle],
        now: Timestamp,
    ) -> Result<usize, ExchangeError> {
        self.enlist(by, now)?;
        let commitments: BTreeSet<Commitment> =
            handles.iter().map(StatusHandle::commitment).collect();
        let view = self.ledger.view();
        let new: Vec<Commitment> = commitments
            .into_iter()
            .filter(|commitment| view.record(commitment).is_none())
            .collect();
        for block in new.chunks(BLOCK) {
            for record in block {
                let action = Action::Anchor {
                    record: *record,
                    controller: by.identity_id(),
                    previous: None,
                };
                self.submit(by, action, None, now)?;
            }
            self.seal(now)?;
        }
        if new.is_empty() {
            self.refresh(now)?;
        }
        Ok(new.len())
    }
}

/// Revocations in one block: half of what a block holds.
const BLOCK: usize = 8192;
