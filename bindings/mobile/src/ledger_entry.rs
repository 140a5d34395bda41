//! What stands on a ledger: entries, read and with their signatures verified.

use crate::error::Result;
use medseal_facade::{self as facade, AuthorityDetails, LedgerEntryDetails};

/// What an entry says. Identifiers and commitments are as the entry has them; a field that its kind
/// or action does not have is empty.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
pub struct AuthorityDetails {
    /// The name its cosignatures carry.
    pub name: String,
    /// Its key, as a `did:key`.
    pub key: String,
    /// Both in the text form of C2SP's signed notes, for
    /// `AuthorityList.fromVerifierKeys`.
    pub verifier_key: String,
}

/// An entry of a ledger, with every signature in it verified.
///
/// That the entry is on a ledger, and that its signer had the right to say it, it does not show by
/// itself: a `Receipt` does, or the ledger it was read from.
#[derive(uniffi::Object)]
pub struct LedgerEntry(pub(crate) facade::LedgerEntry);

#[uniffi::export]
impl LedgerEntry {
    /// Reads an entry and verifies every signature in it.
    ///
    /// Errors: `unexpected-structure` for a kind, an action or a version that this version of
    /// medseal does not know, and other codes of kind `Malformed`; `invalid-signature`.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(facade::LedgerEntry::from_bytes(&bytes)?))
    }

    /// The entry as it is submitted, stored and hashed.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(self.0.to_bytes()?)
    }

    /// What the entry says.
    pub fn details(&self) -> Result<LedgerEntryDetails> {
        Ok(self.0.details()?)
    }
}
