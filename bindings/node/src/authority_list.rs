//! Who vouches for a ledger.

use crate::checkpoint::CheckpointDetails;
use crate::errors::OrThrow;
use crate::numbers::Unsigned;
use crate::public_identity::PublicIdentityArgument;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// The authorities of a ledger: everything that is needed to verify, offline, what it says.
#[napi]
pub struct AuthorityList {
    inner: facade::AuthorityList,
}

/// What an authority list says.
#[napi(object, object_from_js = false)]
pub struct AuthorityListDetails {
    /// The ledger's public name.
    pub origin: String,
    /// How many of the authorities must stand behind a checkpoint.
    pub quorum: u64,
    /// The authorities' keys, in the text form of C2SP's signed notes.
    pub verifier_keys: Vec<String>,
}

#[napi]
impl AuthorityList {
    /// The authorities with these identities, each under its identifier as its name, as every ledger
    /// that medseal founds has them. Without a quorum, more than two thirds.
    ///
    /// @throws `malformed-checkpoint` if the origin cannot be one; `invalid-authorities`.
    #[napi(
        constructor,
        ts_args_type = "origin: string, authorities: Array<PublicIdentity>, quorum?: number | null"
    )]
    pub fn new(
        env: Env,
        origin: String,
        authorities: Vec<PublicIdentityArgument>,
        quorum: Option<Unsigned>,
    ) -> napi::Result<Self> {
        let authorities: Vec<_> = authorities.into_iter().map(|argument| argument.0).collect();
        let result =
            facade::AuthorityList::new(&origin, &authorities, quorum.map(Unsigned::saturated));
        result.or_throw(env).map(Self::from)
    }

    /// The authorities with these verifier keys, in the text form of C2SP's signed notes
    /// (`name+hash+key`). Without a quorum, more than two thirds.
    ///
    /// @throws `invalid-verifier-key`, `malformed-checkpoint` or `invalid-authorities`.
    #[napi(ts_args_type = "origin: string, verifierKeys: Array<string>, quorum?: number | null")]
    pub fn from_verifier_keys(
        env: Env,
        origin: String,
        verifier_keys: Vec<String>,
        quorum: Option<Unsigned>,
    ) -> napi::Result<Self> {
        let result = facade::AuthorityList::from_verifier_keys(
            &origin,
            &verifier_keys,
            quorum.map(Unsigned::saturated),
        );
        result.or_throw(env).map(Self::from)
    }

    /// Verifies one checkpoint (a C2SP signed note) by itself: a quorum of these authorities signed
    /// it. Whoever sees more than one holds them to each other with a `LedgerFollower`.
    ///
    /// @throws `malformed-note` or `malformed-checkpoint`; `other-origin`, `invalid-signature` or
    /// `quorum-not-reached`.
    #[napi(
        ts_args_type = "checkpoint: string",
        ts_return_type = "Promise<CheckpointDetails>"
    )]
    pub fn verify_checkpoint(
        &self,
        checkpoint: String,
    ) -> AsyncTask<Work<facade::CheckpointDetails, CheckpointDetails>> {
        let inner = self.inner.clone();
        off_loop(move || inner.verify_checkpoint(&checkpoint))
    }

    /// What the list says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<AuthorityListDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(AuthorityListDetails::from)
    }
}

impl AuthorityList {
    pub(crate) fn inner(&self) -> facade::AuthorityList {
        self.inner.clone()
    }
}

impl From<facade::AuthorityList> for AuthorityList {
    fn from(inner: facade::AuthorityList) -> Self {
        Self { inner }
    }
}

impl From<facade::AuthorityListDetails> for AuthorityListDetails {
    fn from(record: facade::AuthorityListDetails) -> Self {
        Self {
            origin: record.origin,
            quorum: record.quorum,
            verifier_keys: record.verifier_keys,
        }
    }
}
