//! The authorities of a ledger, their checkpoints, and followers that hold them to what they signed.

use crate::{error::Result, identity::PublicIdentity};
use medseal_facade::{self as facade, AuthorityListDetails, CheckpointDetails, CosignerDetails};
use std::sync::Arc;

/// What an authority list says.
#[uniffi::remote(Record)]
pub struct AuthorityListDetails {
    /// The ledger's public name.
    pub origin: String,
    /// How many of the authorities must stand behind a checkpoint.
    pub quorum: u64,
    /// The authorities' keys, in the text form of C2SP's signed notes.
    pub verifier_keys: Vec<String>,
}

/// A checkpoint that a quorum of the authorities stands behind.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
pub struct CosignerDetails {
    /// The authority's name.
    pub name: String,
    /// When it signed, in seconds since 1970.
    pub time: u64,
}

/// The authorities of a ledger: everything that is needed to verify, offline, what it says.
#[derive(uniffi::Object)]
pub struct AuthorityList(pub(crate) facade::AuthorityList);

#[uniffi::export]
impl AuthorityList {
    /// The authorities with these identities, each under its identifier as its name, as every
    /// ledger that medseal founds has them. Without a quorum, more than two thirds.
    ///
    /// Errors: `malformed-checkpoint` if the origin cannot be one; `invalid-authorities`.
    #[uniffi::constructor(default(quorum = None))]
    pub fn new(
        origin: String,
        authorities: Vec<Arc<PublicIdentity>>,
        quorum: Option<u8>,
    ) -> Result<Self> {
        Ok(Self(facade::AuthorityList::new(
            &origin,
            &authorities
                .iter()
                .map(|one| one.0.clone())
                .collect::<Vec<_>>(),
            quorum,
        )?))
    }

    /// The authorities with these verifier keys, in the text form of C2SP's signed notes
    /// (`name+hash+key`). Without a quorum, more than two thirds.
    ///
    /// Errors: `invalid-verifier-key`, `malformed-checkpoint` or `invalid-authorities`.
    #[uniffi::constructor(default(quorum = None))]
    pub fn from_verifier_keys(
        origin: String,
        verifier_keys: Vec<String>,
        quorum: Option<u8>,
    ) -> Result<Self> {
        Ok(Self(facade::AuthorityList::from_verifier_keys(
            &origin,
            &verifier_keys,
            quorum,
        )?))
    }

    /// Verifies one checkpoint (a C2SP signed note) by itself: a quorum of these authorities signed
    /// it. Whoever sees more than one holds them to each other with a `LedgerFollower`.
    ///
    /// Errors: `malformed-note` or `malformed-checkpoint`; `other-origin`, `invalid-signature` or
    /// `quorum-not-reached`.
    pub fn verify_checkpoint(&self, checkpoint: String) -> Result<CheckpointDetails> {
        Ok(self.0.verify_checkpoint(&checkpoint)?)
    }

    /// What the list says.
    pub fn details(&self) -> Result<AuthorityListDetails> {
        Ok(self.0.details()?)
    }
}

/// Watches a ledger from outside and never lets itself be told two stories.
///
/// Keep the last checkpoint it accepted, and resume with it.
#[derive(uniffi::Object)]
pub struct LedgerFollower(pub(crate) facade::LedgerFollower);

#[uniffi::export]
impl LedgerFollower {
    /// Follows the ledger of these authorities, from the checkpoint accepted last if there is one.
    ///
    /// Errors: as `accept`, for the checkpoint kept.
    #[uniffi::constructor(default(kept_checkpoint = None))]
    pub fn new(authorities: &AuthorityList, kept_checkpoint: Option<String>) -> Result<Self> {
        Ok(Self(facade::LedgerFollower::new(
            &authorities.0,
            kept_checkpoint.as_deref(),
        )?))
    }

    /// How many entries the checkpoint accepted last has: what a consistency proof has to start
    /// from.
    ///
    /// Errors: `closed`.
    pub fn size(&self) -> Result<u64> {
        Ok(self.0.size()?)
    }

    /// Accepts a checkpoint that extends the last one, with the proof that it does.
    ///
    /// Errors: `quorum-not-reached`, `invalid-signature` or `other-origin` if the authorities do
    /// not stand behind it; `extension-not-proven`; `checkpoint-rollback` if it is older;
    /// `split-view` if the authorities signed two histories, of which `evidence` then tells.
    #[uniffi::method(default(consistency_proof = None))]
    pub fn accept(
        &self,
        checkpoint: String,
        consistency_proof: Option<Vec<u8>>,
    ) -> Result<CheckpointDetails> {
        Ok(self.0.accept(&checkpoint, consistency_proof.as_deref())?)
    }

    /// Follows the ledger under other authorities from now on, as an entry of the ledger replaced
    /// them (`LedgerEntry`, kind `authorities`). Verify first that the entry is under a checkpoint
    /// accepted here.
    ///
    /// Errors: `other-origin` if they are another ledger's; `closed`.
    pub fn replace_authorities(&self, authorities: &AuthorityList) -> Result<()> {
        Ok(self.0.replace_authorities(&authorities.0)?)
    }

    /// The evidence of the last split view found: a text that convicts the authorities before
    /// anybody who knows their keys.
    ///
    /// Errors: `closed`.
    pub fn evidence(&self) -> Result<Option<String>> {
        Ok(self.0.evidence()?)
    }

    /// Forgets everything. Closing twice is fine.
    pub fn close(&self) {
        self.0.close();
    }
}

/// Verifies evidence of a split view and names the authorities that signed both histories.
///
/// Errors: `malformed-evidence`, `no-conflict`, or what is wrong with a checkpoint.
#[uniffi::export]
pub fn verify_split_view(evidence: String, authorities: &AuthorityList) -> Result<Vec<String>> {
    Ok(facade::LedgerFollower::verify_evidence(
        &evidence,
        &authorities.0,
    )?)
}
