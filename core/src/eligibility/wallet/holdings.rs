//! What a wallet holds: how much of it is left, what revokes it, and what is dropped.

use super::{Holding, Wallet};
use crate::{
    eligibility::{
        credential::{AcceptedCopy, Validity},
        schema::Schema,
        status::StatusHandle,
    },
    keys::VerifyingKey,
    types::{Duration, LedgerId, Sha256Digest, Timestamp},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What a wallet holds of one issuance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletEntry {
    /// Who certified the values.
    pub issuer: VerifyingKey,
    /// Which schema.
    pub schema: Sha256Digest,
    /// The schema's name.
    pub name: String,
    /// Copies that can still be shown.
    pub left: usize,
    /// Copies there were.
    pub issued: usize,
    /// When they are valid.
    pub validity: Validity,
    /// Whether the issuer should be asked for more: a quarter or less is left, or two weeks or less
    /// of validity.
    pub needs_renewal: bool,
}

/// What revokes the copies of one issuance that were not shown.
///
/// Who knows a handle can revoke its copy, and recognises the copy when it is shown: until then
/// issuer and holder alone should. So a handle is asked for when it is used, and is in no
/// [`WalletEntry`], which programs show and log.
#[derive(Clone, PartialEq, Eq)]
pub struct RevocableCopies {
    /// Who certified the values.
    pub issuer: VerifyingKey,
    /// Which schema.
    pub schema: Sha256Digest,
    /// The schema's name.
    pub name: String,
    /// When they are valid.
    pub validity: Validity,
    /// The ledger on which revoking them counts.
    pub registry: LedgerId,
    /// One for each copy.
    pub handles: Vec<StatusHandle>,
}

/// Shows no handle.
impl fmt::Debug for RevocableCopies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocableCopies")
            .field("schema", &self.schema)
            .field("handles", &self.handles.len())
            .finish_non_exhaustive()
    }
}

impl Wallet {
    /// What the wallet holds.
    #[must_use]
    pub fn entries(&self, now: Timestamp) -> Vec<WalletEntry> {
        let entry = |holding: &Holding| {
            let name = self.schemas.find(&holding.schema).map(Schema::name);
            let expires_soon = now.plus(RENEWAL) >= holding.validity.expires();
            WalletEntry {
                issuer: holding.issuer,
                schema: holding.schema,
                name: name.unwrap_or_default().to_owned(),
                left: holding.copies.len(),
                issued: holding.issued,
                validity: holding.validity,
                needs_renewal: expires_soon || holding.copies.len() * 4 <= holding.issued,
            }
        };
        self.holdings.iter().map(entry).collect()
    }

    /// What the holder revokes unshown copies with, should the wallet be stolen or the credential no
    /// longer be wanted: for each issuance and ledger, in the order of [`entries`](Self::entries).
    ///
    /// Give the handles to whoever writes to the ledger, and to nobody else; when they are on it,
    /// [`discard_revoked`](Self::discard_revoked). Copies that were shown are not here: they are
    /// worth nothing to anybody but the verifier that has them.
    #[must_use]
    pub fn revocable(&self) -> Vec<RevocableCopies> {
        let mut revocable = Vec::new();
        for holding in &self.holdings {
            let mut handles: BTreeMap<LedgerId, Vec<StatusHandle>> = BTreeMap::new();
            for copy in &holding.copies {
                let status = copy.credential.status();
                handles
                    .entry(status.registry)
                    .or_default()
                    .push(status.handle);
            }
            let name = self.schemas.find(&holding.schema).map(Schema::name);
            let copies = |(registry, handles)| RevocableCopies {
                issuer: holding.issuer,
                schema: holding.schema,
                name: name.unwrap_or_default().to_owned(),
                validity: holding.validity,
                registry,
                handles,
            };
            revocable.extend(handles.into_iter().map(copies));
        }
        revocable
    }

    /// Drops copies that were revoked, so that none of them is shown in vain, and says how many there
    /// were. Save the wallet afterwards.
    pub fn discard_revoked(&mut self, handles: &[StatusHandle]) -> usize {
        let revoked: BTreeSet<_> = handles.iter().collect();
        let mut discarded = 0;
        for holding in &mut self.holdings {
            let before = holding.copies.len();
            let is_good = |copy: &AcceptedCopy| !revoked.contains(&copy.credential.status().handle);
            holding.copies.retain(is_good);
            discarded += before - holding.copies.len();
        }
        discarded
    }

    /// Forgets issuances that have expired.
    pub fn discard_expired(&mut self, now: Timestamp) {
        self.holdings
            .retain(|holding| now < holding.validity.expires());
    }
}

const RENEWAL: Duration = Duration::from_days(14);
