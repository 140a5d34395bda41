//! Many chains, and the one that covers an access.

use super::{chain::GrantChain, facts::RecordFacts, purpose::Purpose};
use crate::{
    keys::VerifyingKey,
    types::{Commitment, IdentityId, Timestamp},
};
use std::collections::HashMap;

/// Chains by the commitment to the grant in use, which is how a request names it, and by who may use
/// them on whose records, which is how a grantee or a custodian looks for one.
///
/// Finding one by commitment takes the same time among ten and among ten thousand; looking for one
/// takes time with the number of chains between this grantee and this patient.
#[derive(Debug, Clone, Default)]
pub struct GrantIndex {
    chains: HashMap<Commitment, GrantChain>,
    between: HashMap<(VerifyingKey, IdentityId), Vec<Commitment>>,
}

impl GrantIndex {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a chain. A chain to the same grant is there once.
    pub fn insert(&mut self, chain: GrantChain) {
        let leaf = chain.leaf();
        let (grant, between) = (leaf.commitment(), parties(&chain));
        if self.chains.insert(grant, chain).is_none() {
            self.between.entry(between).or_default().push(grant);
        }
    }

    /// Takes a chain out, for instance because its grant was revoked.
    pub fn remove(&mut self, grant: &Commitment) -> Option<GrantChain> {
        let chain = self.chains.remove(grant)?;
        if let Some(grants) = self.between.get_mut(&parties(&chain)) {
            grants.retain(|other| other != grant);
        }
        Some(chain)
    }

    /// The chain to this grant.
    #[must_use]
    pub fn chain(&self, grant: &Commitment) -> Option<&GrantChain> {
        self.chains.get(grant)
    }

    /// The chains that let this grantee open this record of this patient for this purpose now, as
    /// far as the grants say. Whether they still stand is for the ledger to say.
    pub fn covering(
        &self,
        grantee: &VerifyingKey,
        controller: IdentityId,
        record: &RecordFacts,
        purpose: Purpose,
        now: Timestamp,
    ) -> impl Iterator<Item = &GrantChain> {
        let grants = self.between.get(&(*grantee, controller));
        let chains = grants
            .into_iter()
            .flatten()
            .filter_map(|grant| self.chain(grant));
        chains.filter(move |chain| {
            let leaf = chain.leaf();
            leaf.validity().contains(now) && leaf.scope().exclusions(record, purpose).is_empty()
        })
    }

    /// How many chains there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chains.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chains.is_empty()
    }
}

fn parties(chain: &GrantChain) -> (VerifyingKey, IdentityId) {
    (chain.leaf().grantee().key, chain.leaf().controller())
}
