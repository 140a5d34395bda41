//! What stands on a ledger: entries, read and with their signatures verified.

use crate::{error::Result, guard::guard};
use medseal::ledger::{
    self, Action, EntryBody, SignedEntry, Statement, VerifiedEntry, VerifierKey,
};
use std::sync::Arc;

/// An entry of a ledger, with every signature in it verified.
///
/// That the entry is on a ledger, and that its signer had the right to say it, it does not show by
/// itself: a [`Receipt`](crate::Receipt) does, or the ledger it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry(Arc<SignedEntry>);

/// What an entry says. Identifiers and commitments are as the entry has them; a field that its kind
/// or action does not have is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityDetails {
    /// The name its cosignatures carry.
    pub name: String,
    /// Its key, as a `did:key`.
    pub key: String,
    /// Both in the text form of C2SP's signed notes, for
    /// [`AuthorityList::from_verifier_keys`](crate::AuthorityList::from_verifier_keys).
    pub verifier_key: String,
}

impl LedgerEntry {
    /// Reads an entry and verifies every signature in it.
    ///
    /// # Errors
    ///
    /// `unexpected-structure` for a kind, an action or a version that this version of medseal does
    /// not know, and other codes of kind `Malformed`; `invalid-signature`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        guard("LedgerEntry.from_bytes", || {
            Self::verified(SignedEntry::decode(bytes)?)
        })
    }

    /// The entry as it is submitted, stored and hashed.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        guard("LedgerEntry.to_bytes", || Ok(self.0.as_bytes().to_vec()))
    }

    /// What the entry says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<LedgerEntryDetails> {
        guard("LedgerEntry.details", || details(&self.0))
    }

    /// The entry, if its signatures are good.
    pub(crate) fn verified(entry: SignedEntry) -> Result<Self> {
        let verified: VerifiedEntry = entry.verify()?;
        Ok(Self(Arc::new(verified.entry().clone())))
    }
}

fn details(entry: &SignedEntry) -> Result<LedgerEntryDetails> {
    let bare = LedgerEntryDetails {
        leaf_hash: entry.leaf_hash().to_string(),
        ledger_id: entry.ledger().map(|ledger| ledger.to_string()),
        approved_by: entry.approving_keys().map(|key| key.did_key()).collect(),
        ..LedgerEntryDetails::default()
    };
    Ok(match entry.body() {
        EntryBody::Statement(statement) => of_statement(bare, statement),
        EntryBody::Authorities(change) => LedgerEntryDetails {
            kind: "authorities".to_owned(),
            time: change.time.seconds(),
            nonce: Some(change.nonce.to_string()),
            revision: Some(change.revision),
            authorities: authorities(&change.authorities)?,
            quorum: Some(change.authorities.quorum().into()),
            ..bare
        },
        EntryBody::Genesis(genesis) => LedgerEntryDetails {
            kind: "genesis".to_owned(),
            time: genesis.time.seconds(),
            nonce: Some(genesis.nonce.to_string()),
            origin: Some(genesis.origin.clone()),
            authorities: authorities(&genesis.authorities)?,
            quorum: Some(genesis.authorities.quorum().into()),
            ..bare
        },
        EntryBody::State(state) => LedgerEntryDetails {
            kind: "state".to_owned(),
            time: state.time.seconds(),
            previous: state.previous.map(|link| link.to_string()),
            height: Some(state.height),
            state_root: Some(state.state_root.to_string()),
            ..bare
        },
    })
}

fn of_statement(bare: LedgerEntryDetails, statement: &Statement) -> LedgerEntryDetails {
    let bare = LedgerEntryDetails {
        kind: "statement".to_owned(),
        time: statement.time.seconds(),
        nonce: Some(statement.nonce.to_string()),
        signer: Some(statement.signer.did_key()),
        action: Some(statement.action.name().to_owned()),
        ..bare
    };
    match &statement.action {
        Action::Register { document, next } => LedgerEntryDetails {
            document: Some(document.to_string()),
            next: Some(next.to_string()),
            ..bare
        },
        Action::Rotate {
            identity,
            document,
            next,
        } => LedgerEntryDetails {
            identity: Some(identity.to_string()),
            document: Some(document.to_string()),
            next: Some(next.to_string()),
            ..bare
        },
        Action::Anchor {
            record,
            controller,
            previous,
        } => LedgerEntryDetails {
            record: Some(record.to_string()),
            controller: Some(controller.to_string()),
            previous: previous.map(|version| version.to_string()),
            ..bare
        },
        Action::Grant {
            grant,
            controller,
            parent,
        } => LedgerEntryDetails {
            grant: Some(grant.to_string()),
            controller: Some(controller.to_string()),
            parent: parent.map(|grant| grant.to_string()),
            ..bare
        },
        Action::Revoke { grant } => LedgerEntryDetails {
            grant: Some(grant.to_string()),
            ..bare
        },
        Action::Access {
            event,
            controller,
            grant,
            record,
        } => LedgerEntryDetails {
            event: Some(event.to_string()),
            controller: Some(controller.to_string()),
            grant: Some(grant.to_string()),
            record: Some(record.to_string()),
            ..bare
        },
        Action::BreakGlass {
            event,
            controller,
            expires,
        } => LedgerEntryDetails {
            event: Some(event.to_string()),
            controller: Some(controller.to_string()),
            expires: Some(expires.seconds()),
            ..bare
        },
        Action::Erase { record } => LedgerEntryDetails {
            record: Some(record.to_string()),
            ..bare
        },
    }
}

fn authorities(list: &ledger::AuthorityList) -> Result<Vec<AuthorityDetails>> {
    let each = list.authorities().iter().map(|one| {
        Ok(AuthorityDetails {
            name: one.name.clone(),
            key: one.key.did_key(),
            verifier_key: VerifierKey::cosigner(one.name.parse()?, one.key).to_string(),
        })
    });
    each.collect()
}
