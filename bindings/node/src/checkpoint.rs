//! Checkpoints, and following a ledger from outside.

use crate::authority_list::AuthorityList;
use crate::bytes::Input;
use crate::errors::OrThrow;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// A checkpoint that a quorum of the authorities stands behind.
#[napi(object, object_from_js = false)]
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
#[napi(object, object_from_js = false)]
pub struct CosignerDetails {
    /// The authority's name.
    pub name: String,
    /// When it signed, in seconds since 1970.
    pub time: u64,
}

/// Watches a ledger from outside and never lets itself be told two stories. A handle.
///
/// Keep the last checkpoint it accepted, and resume with it.
#[napi]
pub struct LedgerFollower {
    inner: facade::LedgerFollower,
}

#[napi]
impl LedgerFollower {
    /// Follows the ledger of these authorities, from the checkpoint accepted last if there is one.
    ///
    /// @throws as `accept`, for the checkpoint kept.
    #[napi(
        constructor,
        ts_args_type = "authorities: AuthorityList, keptCheckpoint?: string | null"
    )]
    pub fn new(
        env: Env,
        authorities: &AuthorityList,
        kept_checkpoint: Option<String>,
    ) -> napi::Result<Self> {
        let result = facade::LedgerFollower::new(&authorities.inner(), kept_checkpoint.as_deref());
        result.or_throw(env).map(Self::from)
    }

    /// How many entries the checkpoint accepted last has: what a consistency proof has to start
    /// from.
    ///
    /// @throws `closed`.
    #[napi(getter)]
    pub fn size(&self, env: Env) -> napi::Result<u64> {
        let result = self.inner.size();
        result.or_throw(env)
    }

    /// Accepts a checkpoint that extends the last one, with the proof that it does.
    ///
    /// @throws `quorum-not-reached`, `invalid-signature` or `other-origin` if the authorities do not stand
    /// behind it; `extension-not-proven`; `checkpoint-rollback` if it is older; `split-view` if the
    /// authorities signed two histories, of which `evidence` then tells.
    #[napi(
        ts_args_type = "checkpoint: string, consistencyProof?: Uint8Array | null",
        ts_return_type = "Promise<CheckpointDetails>"
    )]
    pub fn accept(
        &self,
        checkpoint: String,
        consistency_proof: Option<Input>,
    ) -> AsyncTask<Work<facade::CheckpointDetails, CheckpointDetails>> {
        let inner = self.inner.clone();
        off_loop(move || inner.accept(&checkpoint, consistency_proof.as_deref()))
    }

    /// Follows the ledger under other authorities from now on, as an entry of the ledger replaced them
    /// (`LedgerEntry`, kind `authorities`). Verify first that the entry is under a checkpoint accepted
    /// here.
    ///
    /// @throws `other-origin` if they are another ledger's; `closed`.
    #[napi(ts_args_type = "authorities: AuthorityList")]
    pub fn replace_authorities(&self, env: Env, authorities: &AuthorityList) -> napi::Result<()> {
        let result = self.inner.replace_authorities(&authorities.inner());
        result.or_throw(env)
    }

    /// The evidence of the last split view found: a text that convicts the authorities before
    /// anybody who knows their keys.
    ///
    /// @throws `closed`.
    #[napi(getter)]
    pub fn evidence(&self, env: Env) -> napi::Result<Option<String>> {
        let result = self.inner.evidence();
        result.or_throw(env)
    }

    /// Verifies evidence of a split view and names the authorities that signed both histories.
    ///
    /// @throws `malformed-evidence`, `no-conflict`, or what is wrong with a checkpoint.
    #[napi(
        ts_args_type = "evidence: string, authorities: AuthorityList",
        ts_return_type = "Promise<Array<string>>"
    )]
    pub fn verify_evidence(
        evidence: String,
        authorities: &AuthorityList,
    ) -> AsyncTask<Work<Vec<String>, Vec<String>>> {
        let authorities = authorities.inner();
        off_loop(move || facade::LedgerFollower::verify_evidence(&evidence, &authorities))
    }

    /// Forgets everything. Closing twice is fine.
    #[napi]
    pub fn close(&self) {
        self.inner.close();
    }
}

impl From<facade::CheckpointDetails> for CheckpointDetails {
    fn from(record: facade::CheckpointDetails) -> Self {
        Self {
            origin: record.origin,
            size: record.size,
            root: record.root,
            link: record.link,
            cosigners: record
                .cosigners
                .into_iter()
                .map(CosignerDetails::from)
                .collect(),
        }
    }
}

impl From<facade::CosignerDetails> for CosignerDetails {
    fn from(record: facade::CosignerDetails) -> Self {
        Self {
            name: record.name,
            time: record.time,
        }
    }
}

impl From<facade::LedgerFollower> for LedgerFollower {
    fn from(inner: facade::LedgerFollower) -> Self {
        Self { inner }
    }
}
