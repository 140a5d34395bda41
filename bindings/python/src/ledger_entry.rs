//! What stands on a ledger: entries, read and with their signatures verified.

use crate::{
    buffers::{self, Input},
    errors::Outcome,
    records::record,
};
use medseal_facade as facade;
use pyo3::{prelude::*, types::PyBytes};

record! {
    /// What an entry says. Identifiers and commitments are as the entry has them; a field that its kind
    /// or action does not have is empty.
    LedgerEntryDetails {
        /// `statement`, what an identity says; `authorities`, a new set of them; `genesis`, a ledger's
        /// first entry; or `state`, the last of each block.
        kind: String,
        /// The entry's leaf in the ledger's tree (RFC 6962).
        leaf_hash: String,
        /// When it was made, in seconds since 1970, by the clock of whoever made it.
        time: u64,
        /// The ledger it is for, or that it founds. A `state` entry names none.
        ledger_id: Option<String>,
        /// What makes it unique: 16 random bytes.
        nonce: Option<String>,
        /// Of a statement, who signed it, as a `did:key`.
        signer: Option<String>,
        /// Of a statement, what was done: `register`, `rotate`, `anchor`, `grant`, `revoke`, `access`,
        /// `break-glass` or `erase`.
        action: Option<String>,
        /// The identity that goes over to its next key, of `rotate`.
        identity: Option<String>,
        /// Commitment to the identity's document, of `register` and `rotate`.
        document: Option<String>,
        /// Digest of the identity's next key, of `register` and `rotate`.
        next: Option<String>,
        /// The identity that decides over the record: of `anchor`, `grant`, `access` and `break-glass`.
        controller: Option<String>,
        /// Commitment to the record's version, of `anchor`, `access` and `erase`.
        record: Option<String>,
        /// Commitment to the version that is replaced, of `anchor`; of a `state` entry, the link of the
        /// checkpoint before.
        previous: Option<String>,
        /// Commitment to the grant, of `grant`, `revoke` and `access`.
        grant: Option<String>,
        /// Commitment to the grant it was passed on from, of `grant`.
        parent: Option<String>,
        /// Commitment to the event, of `access` and `break-glass`.
        event: Option<String>,
        /// When the emergency ends, of `break-glass`, in seconds since 1970.
        expires: Option<u64>,
        /// The ledger's public name, of `genesis`.
        origin: Option<String>,
        /// Which set of authorities it is, of `authorities`: that of `genesis` is number 0.
        revision: Option<u64>,
        /// The new or first authorities, of `authorities` and `genesis`.
        authorities: Vec<AuthorityDetails> => each,
        /// How many of them must sign.
        quorum: Option<u64>,
        /// Who of the authorities before approved, of `authorities`, each as a `did:key`.
        approved_by: Vec<String>,
        /// The height of the block, of `state`.
        height: Option<u64>,
        /// The root of the ledger's state after the block, of `state`.
        state_root: Option<String>,
    }
}

record! {
    /// An authority, as an entry names it.
    AuthorityDetails {
        /// The name its cosignatures carry.
        name: String,
        /// Its key, as a `did:key`.
        key: String,
        /// Both in the text form of C2SP's signed notes, for
        /// `AuthorityList.from_verifier_keys()`.
        verifier_key: String,
    }
}

/// An entry of a ledger, with every signature in it verified.
///
/// That the entry is on a ledger, and that its signer had the right to say it, it does not show by
/// itself: a `Receipt` does, or the ledger it was read from.
///
/// >>> from medseal import Ledger, SecretIdentity
/// >>> ledger = Ledger.in_memory([SecretIdentity.generate()], "hospital.example/ledger")
/// >>> [entry.details().kind for entry in ledger.entries(0, ledger.details().size)]
/// ['genesis', 'state']
#[pyclass(frozen, eq, module = "medseal")]
#[derive(PartialEq)]
pub(crate) struct LedgerEntry(facade::LedgerEntry);

impl From<facade::LedgerEntry> for LedgerEntry {
    fn from(entry: facade::LedgerEntry) -> Self {
        Self(entry)
    }
}

#[pymethods]
impl LedgerEntry {
    /// Reads an entry and verifies every signature in it.
    ///
    /// Raises `MalformedError`, with the code `unexpected-structure` for a kind, an action or a version
    /// that this version of medseal does not know; `CryptographicError`.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: Input) -> Outcome<Self> {
        let data = data.as_slice();
        Ok(Self(py.detach(|| facade::LedgerEntry::from_bytes(data))?))
    }

    /// The entry as it is submitted, stored and hashed.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Outcome<Bound<'py, PyBytes>> {
        buffers::bytes(py, &self.0.to_bytes()?)
    }

    /// What the entry says.
    fn details(&self) -> Outcome<LedgerEntryDetails> {
        Ok(self.0.details()?.into())
    }
}
