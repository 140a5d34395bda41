//! Steps about identities and records: register, anchor, erase.

use crate::ledger::Ledger;
use crate::numbers::Unsigned;
use crate::receipt::Receipt;
use crate::sealed_header::{SealedHeader, SealedHeaderArgument};
use crate::secret_identity::SecretIdentity;
use crate::work::{List, Work, off_loop};
use medseal_facade as facade;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

#[napi]
impl Ledger {
    /// Registers an identity, or its current key, unless the ledger knows it already. Identities are
    /// registered on the way when they first write to the ledger; a grantee that only asks has to be
    /// registered before.
    ///
    /// @throws `closed`, or of kind `Conflict` or `Storage`.
    #[napi(
        ts_args_type = "identity: SecretIdentity, now?: bigint | number | null",
        ts_return_type = "Promise<void>"
    )]
    pub fn register(
        &self,
        identity: &SecretIdentity,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<(), ()>> {
        let inner = self.inner.clone();
        let identity = identity.inner();
        off_loop(move || inner.register(&identity, now.map(|now| now.0)))
    }

    /// Anchors a sealed record and gives its author's receipt. `previous` is the header of the
    /// version it replaces.
    ///
    /// @throws `closed`; `not-the-author`, `record-already-anchored` and other codes of kind `Conflict`;
    /// `not-the-next-version`.
    #[napi(
        ts_args_type = "author: SecretIdentity, header: SealedHeader, previous?: SealedHeader | null, now?: bigint | number | null",
        ts_return_type = "Promise<Receipt>"
    )]
    pub fn anchor(
        &self,
        author: &SecretIdentity,
        header: &SealedHeader,
        previous: Option<SealedHeaderArgument>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Receipt, Receipt>> {
        let inner = self.inner.clone();
        let author = author.inner();
        let header = header.inner();
        let previous = previous.map(|argument| argument.0);
        off_loop(move || inner.anchor(&author, &header, previous.as_ref(), now.map(|now| now.0)))
    }

    /// Anchors many first versions in one block; the receipts are in the order of the headers.
    ///
    /// @throws as `anchor`. Records before the one refused wait for the next block.
    #[napi(
        ts_args_type = "author: SecretIdentity, headers: Array<SealedHeader>, now?: bigint | number | null",
        ts_return_type = "Promise<Array<Receipt>>"
    )]
    pub fn anchor_all(
        &self,
        author: &SecretIdentity,
        headers: Vec<SealedHeaderArgument>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<Vec<facade::Receipt>, List<Receipt>>> {
        let inner = self.inner.clone();
        let author = author.inner();
        let headers: Vec<_> = headers.into_iter().map(|argument| argument.0).collect();
        off_loop(move || inner.anchor_all(&author, &headers, now.map(|now| now.0)))
    }

    /// Puts the tombstone of one version of a record on the ledger and gives its receipt. Then every
    /// custodian destroys what it holds and attests it, and
    /// `new ErasureReceipt()` joins both.
    ///
    /// @throws `closed`; `malformed-hex`; `not-the-controller`, `unknown-record` and other codes of kind
    /// `Conflict`.
    #[napi(
        ts_args_type = "patient: SecretIdentity, commitment: string, now?: bigint | number | null",
        ts_return_type = "Promise<Receipt>"
    )]
    pub fn erase(
        &self,
        patient: &SecretIdentity,
        commitment: String,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Receipt, Receipt>> {
        let inner = self.inner.clone();
        let patient = patient.inner();
        off_loop(move || inner.erase(&patient, &commitment, now.map(|now| now.0)))
    }
}
