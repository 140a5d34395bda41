//! What a ledger's state says of grants and records, at hand or proven to somebody without the ledger.

use crate::{
    authority_list::AuthorityList,
    checkpoint::CheckpointDetails,
    error::{FacadeError, Result},
    guard::guard,
    ledger::{Ledger, LedgerPoint},
};
use medseal::{
    audit::{AuditError, VerifiedState, prove_state},
    ledger::{Fact, GrantFact, LedgerView, RecordFact},
    types::Commitment,
};
use std::sync::Arc;

/// What a ledger said of some grants and records at one height, with the authorities behind it.
#[derive(Debug, Clone)]
pub struct LedgerState(Arc<VerifiedState>);

/// What becomes of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GrantStatus {
    /// `active`; `revoked`, the grant itself or one that it was passed on from; or `unknown`: it is
    /// not on the ledger.
    pub status: String,
    /// The patient.
    pub controller: Option<String>,
    /// Who made it: the patient, or the grantee who passed it on.
    pub issuer: Option<String>,
    /// The commitment of the grant it was passed on from, if it was.
    pub parent: Option<String>,
    /// The number of its entry on the ledger.
    pub index: Option<u64>,
    /// The height of the block that ended it, the earliest if there are several.
    pub revoked: Option<u64>,
}

/// What becomes of a version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordStatus {
    /// `current`; `replaced` by a newer version; `erased`; or `unknown`: it is not on the ledger.
    pub status: String,
    /// The patient.
    pub controller: Option<String>,
    /// Who anchored it.
    pub author: Option<String>,
    /// The number of its entry on the ledger.
    pub index: Option<u64>,
    /// The commitment of the version it replaces.
    pub previous: Option<String>,
    /// The commitment of the version that replaces it.
    pub replaced_by: Option<String>,
    /// The height of the block that erased it.
    pub erased: Option<u64>,
}

/// What fits into a proof that is read.
const FACTS_AT_ONCE: usize = 512;

/// Where facts come from.
trait Facts {
    fn fact<F: Fact>(&self, of: &Commitment) -> Result<Option<F>>;
}

impl Ledger {
    /// What becomes of a grant, by its commitment, at the ledger's last block. Whether a request is
    /// permitted, [`decide`](Self::decide) says: there is more to it.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`.
    pub fn grant_status(&self, commitment: &str) -> Result<GrantStatus> {
        guard("Ledger.grant_status", || {
            let commitment = commitment.parse()?;
            self.step(|exchange| grant_status(&exchange.ledger().view(), &commitment))
        })
    }

    /// What becomes of a version of a record, by its commitment, at the ledger's last block.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`.
    pub fn record_status(&self, commitment: &str) -> Result<RecordStatus> {
        guard("Ledger.record_status", || {
            let commitment = commitment.parse()?;
            self.step(|exchange| record_status(&exchange.ledger().view(), &commitment))
        })
    }

    /// Proves what becomes of grants and of versions of records, by their commitments, to somebody
    /// without the ledger: for [`LedgerState::verify`]. What is not on the ledger is proven not to be.
    ///
    /// # Errors
    ///
    /// `closed`, `malformed-hex`; `invalid-argument` for more than 512 facts, of which a grant that was
    /// passed on takes one for each grant above it.
    pub fn prove_state(&self, grants: &[String], records: &[String]) -> Result<Vec<u8>> {
        guard("Ledger.prove_state", || {
            let (grants, records) = (parsed(grants)?, parsed(records)?);
            self.step(|exchange| {
                let (ledger, mut keys) = (exchange.ledger(), Vec::new());
                for grant in &grants {
                    keys.push(GrantFact::KIND.key(grant.as_bytes()));
                    let lineage = ledger.view().grant_lineage(grant).into_iter();
                    keys.extend(lineage.map(|(one, _)| GrantFact::KIND.key(one.as_bytes())));
                }
                keys.extend(
                    records
                        .iter()
                        .map(|one| RecordFact::KIND.key(one.as_bytes())),
                );
                keys.sort_unstable();
                keys.dedup();
                if keys.len() > FACTS_AT_ONCE {
                    return Err(FacadeError::Argument("at most 512 facts at once").into());
                }
                Ok(prove_state(ledger, &keys)?)
            })
        })
    }
}

impl LedgerState {
    /// Reads and verifies a proof that [`Ledger::prove_state`] made, by the ledger's authorities.
    ///
    /// # Errors
    ///
    /// `quorum-not-reached`, `state-proof-mismatch` and other codes of kind `Cryptographic`; of kind
    /// `Malformed`.
    pub fn verify(proof: &[u8], ledger_id: &str, authorities: &AuthorityList) -> Result<Self> {
        guard("LedgerState.verify", || {
            let state = VerifiedState::verify(proof, ledger_id.parse()?, authorities.core())?;
            Ok(Self(Arc::new(state)))
        })
    }

    /// The block whose state it is. How old it may be, is for whoever relies on it to say.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn point(&self) -> Result<LedgerPoint> {
        guard("LedgerState.point", || {
            Ok(LedgerPoint {
                ledger_id: self.0.ledger().to_string(),
                height: self.0.height(),
                state_root: self.0.root().to_string(),
                time: self.0.time().seconds(),
            })
        })
    }

    /// The checkpoint over that block, and who signed it.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn checkpoint(&self) -> Result<CheckpointDetails> {
        guard("LedgerState.checkpoint", || {
            Ok(CheckpointDetails::of(self.0.checkpoint()))
        })
    }

    /// What becomes of a grant, by its commitment.
    ///
    /// # Errors
    ///
    /// `not-proven` if the proof does not speak of it; `malformed-hex`.
    pub fn grant_status(&self, commitment: &str) -> Result<GrantStatus> {
        guard("LedgerState.grant_status", || {
            grant_status(&*self.0, &commitment.parse()?)
        })
    }

    /// What becomes of a version of a record, by its commitment.
    ///
    /// # Errors
    ///
    /// `not-proven` if the proof does not speak of it; `malformed-hex`.
    pub fn record_status(&self, commitment: &str) -> Result<RecordStatus> {
        guard("LedgerState.record_status", || {
            record_status(&*self.0, &commitment.parse()?)
        })
    }
}

impl Facts for LedgerView<'_> {
    fn fact<F: Fact>(&self, of: &Commitment) -> Result<Option<F>> {
        let value = self.value(&F::KIND.key(of.as_bytes()));
        Ok(value.map(F::from_value).transpose()?)
    }
}

impl Facts for VerifiedState {
    fn fact<F: Fact>(&self, of: &Commitment) -> Result<Option<F>> {
        match Self::fact(self, of.as_bytes()) {
            Err(AuditError::Incomplete) => Err(FacadeError::NotProven.into()),
            fact => Ok(fact?),
        }
    }
}

/// A grant is active if neither it nor any grant above it is revoked. A way up that does not end in a
/// patient's own grant is none, and no ledger admits one.
fn grant_status(facts: &impl Facts, grant: &Commitment) -> Result<GrantStatus> {
    let Some(own) = facts.fact::<GrantFact>(grant)? else {
        return Ok(GrantStatus {
            status: "unknown".to_owned(),
            ..GrantStatus::default()
        });
    };
    let (mut revoked, mut above) = (own.revoked, own.parent);
    for _ in 0..GrantFact::MAX_DEPTH {
        let Some(parent) = above else { break };
        let fact = facts
            .fact::<GrantFact>(&parent)?
            .ok_or(FacadeError::NotProven)?;
        revoked = revoked.into_iter().chain(fact.revoked).min();
        above = fact.parent;
    }
    if above.is_some() {
        return Err(FacadeError::NotProven.into());
    }
    let status = if revoked.is_some() {
        "revoked"
    } else {
        "active"
    };
    Ok(GrantStatus {
        status: status.to_owned(),
        controller: Some(own.controller.to_string()),
        issuer: Some(own.issuer.to_string()),
        parent: own.parent.map(|parent| parent.to_string()),
        index: Some(own.index),
        revoked,
    })
}

fn record_status(facts: &impl Facts, version: &Commitment) -> Result<RecordStatus> {
    let Some(fact) = facts.fact::<RecordFact>(version)? else {
        return Ok(RecordStatus {
            status: "unknown".to_owned(),
            ..RecordStatus::default()
        });
    };
    let status = match (fact.erased, fact.replaced_by) {
        (Some(_), _) => "erased",
        (None, Some(_)) => "replaced",
        (None, None) => "current",
    };
    Ok(RecordStatus {
        status: status.to_owned(),
        controller: Some(fact.controller.to_string()),
        author: Some(fact.author.to_string()),
        index: Some(fact.index),
        previous: fact.previous.map(|version| version.to_string()),
        replaced_by: fact.replaced_by.map(|version| version.to_string()),
        erased: fact.erased,
    })
}

fn parsed(commitments: &[String]) -> Result<Vec<Commitment>> {
    commitments.iter().map(|one| Ok(one.parse()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use medseal::{
        keys::SecretIdentity,
        ledger::{
            self, Action, AuthorityList, CheckpointSigner, EntryNonce, Genesis, MemorySignerState,
            StatementSigner, store::MemoryStore,
        },
        types::Timestamp,
    };

    /// A node admits delegated grants that this crate's own ledger never sees.
    #[test]
    fn a_grant_that_was_passed_on_ends_with_the_one_above_it() {
        let now = Timestamp::from_seconds(1_800_000_000).unwrap();
        let [authority, patient, specialist] = [0; 3].map(|_| SecretIdentity::generate().unwrap());
        let keys = AuthorityList::single("node", authority.signing_key().verifying_key()).unwrap();
        let genesis = Genesis::new("node", now, EntryNonce::from_bytes([7; 16]), keys);
        let name = "node".parse().unwrap();
        let state = MemorySignerState::new();
        let mut signers = [CheckpointSigner::new(name, authority.signing_key(), state)];
        let store = MemoryStore::new();
        let mut ledger = ledger::Ledger::create(store, &genesis, now, &mut signers).unwrap();
        let (own, below) = (
            Commitment::from_bytes([1; 32]),
            Commitment::from_bytes([2; 32]),
        );
        let controller = patient.identity_id();
        let grant = |grant, parent| Action::Grant {
            grant,
            controller,
            parent,
        };
        let register = |one: &SecretIdentity| {
            let public = one.public(now).unwrap();
            Action::Register {
                document: Commitment::from_bytes([9; 32]),
                next: public.next_key_digest(),
            }
        };
        let steps = [
            (&patient, register(&patient), "unknown", "unknown"),
            (&specialist, register(&specialist), "unknown", "unknown"),
            (&patient, grant(own, None), "active", "unknown"),
            (&specialist, grant(below, Some(own)), "active", "active"),
            (
                &patient,
                Action::Revoke { grant: own },
                "revoked",
                "revoked",
            ),
        ];
        for (signer, action, expected, expected_below) in steps {
            let key = signer.signing_key();
            let entry = StatementSigner::new(ledger.id(), &key)
                .sign(action, now)
                .unwrap();
            ledger.submit(entry.as_bytes(), now).unwrap();
            ledger.seal_block(now, &mut signers).unwrap();
            let status = |one| grant_status(&ledger.view(), one).unwrap().status;
            assert_eq!(
                (status(&own).as_str(), status(&below).as_str()),
                (expected, expected_below)
            );
        }
        // Without the one above, a proof says nothing of the one below.
        let known = ledger
            .authorities()
            .for_origin(ledger.origin().clone())
            .unwrap();
        let proven = |of: &[Commitment]| {
            let keys: Vec<_> = of
                .iter()
                .map(|one| GrantFact::KIND.key(one.as_bytes()))
                .collect();
            let proof = prove_state(&ledger, &keys).unwrap();
            let state = VerifiedState::verify(&proof, ledger.id(), &known).unwrap();
            grant_status(&state, &below).map(|status| status.status)
        };
        assert_eq!(proven(&[own, below]).unwrap(), "revoked");
        assert_eq!(proven(&[below]).unwrap_err().code, "not-proven");
    }
}
