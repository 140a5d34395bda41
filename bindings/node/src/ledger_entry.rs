//! What stands on a ledger: entries, read and with their signatures verified.

use crate::bytes::{Input, Output};
use crate::errors::OrThrow;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::Env;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

/// An entry of a ledger, with every signature in it verified.
///
/// That the entry is on a ledger, and that its signer had the right to say it, it does not show by
/// itself: a `Receipt` does, or the ledger it was read from.
#[napi]
pub struct LedgerEntry {
    inner: facade::LedgerEntry,
}

/// What an entry says. Identifiers and commitments are as the entry has them; a field that its kind
/// or action does not have is empty.
#[napi(object, object_from_js = false)]
pub struct LedgerEntryDetails {
    /// `statement`, what an identity says; `authorities`, a new set of them; `genesis`, a ledger's
    /// first entry; or `state`, the last of each block.
    pub kind: String,
    /// The entry's leaf in the ledger's tree (RFC 6962).
    pub leaf_hash: String,
    /// When it was made, in seconds since 1970, by the clock of whoever made it.
    pub time: u64,
    /// The ledger it is for, or that it founds. A `state` entry names none.
    pub ledger_id: Option<String>,
    /// What makes it unique: 16 random bytes.
    pub nonce: Option<String>,
    /// Of a statement, who signed it, as a `did:key`.
    pub signer: Option<String>,
    /// Of a statement, what was done: `register`, `rotate`, `anchor`, `grant`, `revoke`, `access`,
    /// `break-glass` or `erase`.
    pub action: Option<String>,
    /// The identity that goes over to its next key, of `rotate`.
    pub identity: Option<String>,
    /// Commitment to the identity's document, of `register` and `rotate`.
    pub document: Option<String>,
    /// Digest of the identity's next key, of `register` and `rotate`.
    pub next: Option<String>,
    /// The identity that decides over the record: of `anchor`, `grant`, `access` and `break-glass`.
    pub controller: Option<String>,
    /// Commitment to the record's version, of `anchor`, `access` and `erase`.
    pub record: Option<String>,
    /// Commitment to the version that is replaced, of `anchor`; of a `state` entry, the link of the
    /// checkpoint before.
    pub previous: Option<String>,
    /// Commitment to the grant, of `grant`, `revoke` and `access`.
    pub grant: Option<String>,
    /// Commitment to the grant it was passed on from, of `grant`.
    pub parent: Option<String>,
    /// Commitment to the event, of `access` and `break-glass`.
    pub event: Option<String>,
    /// When the emergency ends, of `break-glass`, in seconds since 1970.
    pub expires: Option<u64>,
    /// The ledger's public name, of `genesis`.
    pub origin: Option<String>,
    /// Which set of authorities it is, of `authorities`: that of `genesis` is number 0.
    pub revision: Option<u64>,
    /// The new or first authorities, of `authorities` and `genesis`.
    pub authorities: Vec<AuthorityDetails>,
    /// How many of them must sign.
    pub quorum: Option<u64>,
    /// Who of the authorities before approved, of `authorities`, each as a `did:key`.
    pub approved_by: Vec<String>,
    /// The height of the block, of `state`.
    pub height: Option<u64>,
    /// The root of the ledger's state after the block, of `state`.
    pub state_root: Option<String>,
}

/// An authority, as an entry names it.
#[napi(object, object_from_js = false)]
pub struct AuthorityDetails {
    /// The name its cosignatures carry.
    pub name: String,
    /// Its key, as a `did:key`.
    pub key: String,
    /// Both in the text form of C2SP's signed notes, for
    /// `AuthorityList.fromVerifierKeys`.
    pub verifier_key: String,
}

#[napi]
impl LedgerEntry {
    /// Reads an entry and verifies every signature in it.
    ///
    /// @throws `unexpected-structure` for a kind, an action or a version that this version of medseal does
    /// not know, and other codes of kind `Malformed`; `invalid-signature`.
    #[napi(
        ts_args_type = "bytes: Uint8Array",
        ts_return_type = "Promise<LedgerEntry>"
    )]
    pub fn from_bytes(bytes: Input) -> AsyncTask<Work<facade::LedgerEntry, LedgerEntry>> {
        off_loop(move || facade::LedgerEntry::from_bytes(&bytes))
    }

    /// The entry as it is submitted, stored and hashed.
    #[napi(ts_return_type = "Buffer")]
    pub fn to_bytes(&self, env: Env) -> napi::Result<Output> {
        let result = self.inner.to_bytes();
        result.or_throw(env).map(Output::from)
    }

    /// What the entry says.
    #[napi(getter)]
    pub fn details(&self, env: Env) -> napi::Result<LedgerEntryDetails> {
        let result = self.inner.details();
        result.or_throw(env).map(LedgerEntryDetails::from)
    }
}

impl From<facade::LedgerEntry> for LedgerEntry {
    fn from(inner: facade::LedgerEntry) -> Self {
        Self { inner }
    }
}

impl From<facade::LedgerEntryDetails> for LedgerEntryDetails {
    fn from(record: facade::LedgerEntryDetails) -> Self {
        Self {
            kind: record.kind,
            leaf_hash: record.leaf_hash,
            time: record.time,
            ledger_id: record.ledger_id,
            nonce: record.nonce,
            signer: record.signer,
            action: record.action,
            identity: record.identity,
            document: record.document,
            next: record.next,
            controller: record.controller,
            record: record.record,
            previous: record.previous,
            grant: record.grant,
            parent: record.parent,
            event: record.event,
            expires: record.expires,
            origin: record.origin,
            revision: record.revision,
            authorities: record
                .authorities
                .into_iter()
                .map(AuthorityDetails::from)
                .collect(),
            quorum: record.quorum,
            approved_by: record.approved_by,
            height: record.height,
            state_root: record.state_root,
        }
    }
}

impl From<facade::AuthorityDetails> for AuthorityDetails {
    fn from(record: facade::AuthorityDetails) -> Self {
        Self {
            name: record.name,
            key: record.key,
            verifier_key: record.verifier_key,
        }
    }
}
