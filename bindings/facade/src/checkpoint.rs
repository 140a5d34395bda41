//! Checkpoints, and following a ledger from outside.

use crate::{authority_list::AuthorityList, error::Result, guard::guard, handle::Exclusive};
use medseal::ledger::{
    self, ConsistencyProof, FollowError, SignedCheckpoint, SplitViewEvidence, VerifiedCheckpoint,
};

/// A checkpoint that a quorum of the authorities stands behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointDetails {
    /// The ledger's public name.
    pub origin: String,
    /// How many entries there are.
    pub size: u64,
    /// The root of the tree over all entries, as hexadecimal text.
    pub root: String,
    /// The digest by which the ledger's next block names this checkpoint.
    pub link: String,
    /// Who signed it.
    pub cosigners: Vec<CosignerDetails>,
}

/// An authority's signature on a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CosignerDetails {
    /// The authority's name.
    pub name: String,
    /// When it signed, in seconds since 1970.
    pub time: u64,
}

impl CheckpointDetails {
    pub(crate) fn of(checkpoint: &VerifiedCheckpoint) -> Self {
        let cosigners = checkpoint
            .cosigners()
            .iter()
            .map(|cosigner| CosignerDetails {
                name: cosigner.key.name().to_string(),
                time: cosigner.time.seconds(),
            });
        Self {
            origin: checkpoint.checkpoint().origin().to_string(),
            size: checkpoint.head().size.leaves(),
            root: checkpoint.head().root.to_string(),
            link: checkpoint.checkpoint().link().to_string(),
            cosigners: cosigners.collect(),
        }
    }
}

/// Watches a ledger from outside and never lets itself be told two stories. A handle.
///
/// Keep the last checkpoint it accepted, and resume with it.
#[derive(Clone)]
pub struct LedgerFollower(Exclusive<Following>);

struct Following {
    follower: ledger::LedgerFollower,
    evidence: Option<SplitViewEvidence>,
}

impl LedgerFollower {
    /// Follows the ledger of these authorities, from the checkpoint accepted last if there is one.
    ///
    /// # Errors
    ///
    /// As [`accept`](Self::accept), for the checkpoint kept.
    pub fn new(authorities: &AuthorityList, kept_checkpoint: Option<&str>) -> Result<Self> {
        guard("LedgerFollower.new", || {
            let authorities = authorities.core().clone();
            let follower = match kept_checkpoint {
                None => ledger::LedgerFollower::new(authorities),
                Some(kept) => {
                    let kept = SignedCheckpoint::parse(kept.as_bytes())?;
                    ledger::LedgerFollower::resume(authorities, &kept)?
                }
            };
            let following = Following {
                follower,
                evidence: None,
            };
            Ok(Self(Exclusive::new(following)))
        })
    }

    /// How many entries the checkpoint accepted last has: what a consistency proof has to start
    /// from.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn size(&self) -> Result<u64> {
        guard("LedgerFollower.size", || {
            self.0
                .step(|following| Ok(following.follower.size().leaves()))
        })
    }

    /// Accepts a checkpoint that extends the last one, with the proof that it does.
    ///
    /// # Errors
    ///
    /// `quorum-not-reached`, `invalid-signature` or `other-origin` if the authorities do not stand
    /// behind it; `extension-not-proven`; `checkpoint-rollback` if it is older; `split-view` if the
    /// authorities signed two histories, of which [`evidence`](Self::evidence) then tells.
    pub fn accept(
        &self,
        checkpoint: &str,
        consistency_proof: Option<&[u8]>,
    ) -> Result<CheckpointDetails> {
        guard("LedgerFollower.accept", || {
            let offered = SignedCheckpoint::parse(checkpoint.as_bytes())?;
            let proof = consistency_proof.map(ConsistencyProof::from_bytes);
            let proof = proof.transpose()?;
            self.0.step(
                |following| match following.follower.accept(&offered, proof.as_ref()) {
                    Ok(verified) => Ok(CheckpointDetails::of(verified)),
                    Err(error) => {
                        if let FollowError::SplitView(evidence) = &error {
                            following.evidence = Some(SplitViewEvidence::clone(evidence));
                        }
                        Err(error.into())
                    }
                },
            )
        })
    }

    /// Follows the ledger under other authorities from now on, as an entry of the ledger replaced them
    /// ([`LedgerEntry`](crate::LedgerEntry), kind `authorities`). Verify first that the entry is under
    /// a checkpoint accepted here.
    ///
    /// # Errors
    ///
    /// `other-origin` if they are another ledger's; `closed`.
    pub fn replace_authorities(&self, authorities: &AuthorityList) -> Result<()> {
        guard("LedgerFollower.replace_authorities", || {
            let authorities = authorities.core().clone();
            self.0
                .step(|following| Ok(following.follower.replace_authorities(authorities)?))
        })
    }

    /// The evidence of the last split view found: a text that convicts the authorities before
    /// anybody who knows their keys.
    ///
    /// # Errors
    ///
    /// `closed`.
    pub fn evidence(&self) -> Result<Option<String>> {
        guard("LedgerFollower.evidence", || {
            self.0
                .step(|following| Ok(following.evidence.as_ref().map(ToString::to_string)))
        })
    }

    /// Verifies evidence of a split view and names the authorities that signed both histories.
    ///
    /// # Errors
    ///
    /// `malformed-evidence`, `no-conflict`, or what is wrong with a checkpoint.
    pub fn verify_evidence(evidence: &str, authorities: &AuthorityList) -> Result<Vec<String>> {
        guard("LedgerFollower.verify_evidence", || {
            let evidence = SplitViewEvidence::parse(evidence.as_bytes())?;
            let names = evidence.verify(authorities.core())?;
            Ok(names.iter().map(ToString::to_string).collect())
        })
    }

    /// Forgets everything. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }

    /// Whether it was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}
