//! What can be written on the ledger: commitments, who made them, and nothing else.
//!
//! An entry on the wire is a CBOR array of two byte strings, `[body, seal]`, of at most 4 KiB. The
//! body is the deterministic CBOR of an [`EntryBody`]; the seal is what vouches for it:
//!
//! | body | seal |
//! |---|---|
//! | `statement` | the signer's Ed25519 signature (64 bytes) |
//! | `authorities` | a quorum of the authorities in force: 96 bytes each (key, signature), by ascending key |
//! | `genesis`, `state` | empty: the cosignatures of the block's checkpoint cover them |
//!
//! Signatures are over the label `medseal/v1/ledger-entry`, a zero byte and the body's bytes as
//! received. The whole entry is the leaf of the ledger's tree.
//!
//! Whether an entry may enter a given ledger is another question: see
//! [`admission`](crate::ledger::admission).

mod authorities;
mod body;
mod sign;
mod statement;

pub use authorities::{AuthorityChange, AuthorityKey, AuthorityList};
pub(crate) use body::Version1;
pub use body::{EntryBody, Genesis, StateEntry};
pub use sign::{StatementSigner, approve, assemble};
pub use statement::{Action, EntryNonce, Statement};

use crate::{
    codec::{self, CodecError, Limits},
    domain::LEDGER_ENTRY,
    errors::{EntropyError, ErrorCode},
    keys::{Signature, SignatureError, VerifyingKey},
    ledger::{machine::ledger_id, tree::LeafHash},
    types::LedgerId,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// An entry as it was received, of a known form; its signatures are not yet verified.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedEntry {
    bytes: Vec<u8>,
    body_bytes: Vec<u8>,
    body: EntryBody,
    seal: Seal,
}

/// What vouches for an entry's body.
#[derive(Clone, PartialEq, Eq)]
enum Seal {
    None,
    Signer(Signature),
    Authorities(Vec<(VerifyingKey, Signature)>),
}

impl SignedEntry {
    /// The longest entry there is, in bytes.
    pub const MAX_LEN: usize = 4096;

    /// Reads an entry.
    ///
    /// # Errors
    ///
    /// [`EntryError::Encoding`] if the bytes are not the one encoding of an entry of a known kind
    /// and version; [`EntryError::Seal`] if the seal has not the form its kind wants.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        let Wire(body_bytes, seal) = codec::decode(bytes, LIMITS)?;
        let body: EntryBody = codec::decode(&body_bytes, LIMITS)?;
        let seal = Seal::read(&body, &seal)?;
        Ok(Self {
            bytes: bytes.to_vec(),
            body_bytes: body_bytes.into_vec(),
            body,
            seal,
        })
    }

    pub(crate) fn from_parts(body: EntryBody, seal: Vec<u8>) -> Result<Self, EntryError> {
        let body_bytes = codec::encode(&body)?;
        let bytes = codec::encode(&Wire(
            ByteBuf::from(body_bytes.as_slice()),
            seal.clone().into(),
        ))?;
        if bytes.len() > Self::MAX_LEN {
            return Err(CodecError::TooLarge.into());
        }
        let seal = Seal::read(&body, &seal)?;
        Ok(Self {
            bytes,
            body_bytes,
            body,
            seal,
        })
    }

    /// The entry's bytes: what is submitted, stored and hashed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the entry says.
    #[must_use]
    pub fn body(&self) -> &EntryBody {
        &self.body
    }

    /// The statement, if this entry is one.
    #[must_use]
    pub fn statement(&self) -> Option<&Statement> {
        match &self.body {
            EntryBody::Statement(statement) => Some(statement),
            _ => None,
        }
    }

    /// The ledger the entry is for, or that it founds; `None` for the last entry of a block, whose
    /// place in the tree says it.
    #[must_use]
    pub fn ledger(&self) -> Option<LedgerId> {
        match &self.body {
            EntryBody::Genesis(_) => Some(ledger_id(self)),
            body => body.ledger(),
        }
    }

    /// The entry's leaf in the ledger's tree (RFC 6962 §2.1).
    #[must_use]
    pub fn leaf_hash(&self) -> LeafHash {
        LeafHash::of(&self.bytes)
    }

    /// The keys whose signatures an authority change carries, by ascending key.
    pub fn approving_keys(&self) -> impl Iterator<Item = &VerifyingKey> {
        let pairs = match &self.seal {
            Seal::Authorities(pairs) => pairs.as_slice(),
            Seal::None | Seal::Signer(_) => &[],
        };
        pairs.iter().map(|(key, _)| key)
    }

    /// Verifies every signature the entry carries.
    ///
    /// It says nothing about whether the signer had the right to make the statement.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] if one of them is not valid.
    pub fn verify(self) -> Result<VerifiedEntry, SignatureError> {
        let check =
            |key: &VerifyingKey, signature| key.verify(LEDGER_ENTRY, &self.body_bytes, signature);
        match (&self.body, &self.seal) {
            (EntryBody::Statement(statement), Seal::Signer(signature)) => {
                check(&statement.signer, signature)?;
            }
            (EntryBody::Authorities(_), Seal::Authorities(pairs)) => {
                pairs
                    .iter()
                    .try_for_each(|(key, signature)| check(key, signature))?;
            }
            (EntryBody::Genesis(_) | EntryBody::State(_), Seal::None) => {}
            _ => return Err(SignatureError),
        }
        Ok(VerifiedEntry(self))
    }
}

impl std::fmt::Debug for SignedEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedEntry")
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// An entry whose signatures have been verified, ready for admission.
///
/// Verifying needs no ledger, so it can be done for many entries in parallel before they are
/// submitted one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedEntry(SignedEntry);

impl VerifiedEntry {
    /// Reads an entry and verifies its signatures.
    ///
    /// # Errors
    ///
    /// [`EntryError`] as of [`SignedEntry::decode`], and [`EntryError::Signature`].
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        Ok(SignedEntry::decode(bytes)?.verify()?)
    }

    /// The entry.
    #[must_use]
    pub fn entry(&self) -> &SignedEntry {
        &self.0
    }
}

/// Why bytes are not an entry, or cannot be made one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// Not the canonical encoding of an entry. Codes: those of [`CodecError`].
    #[error(transparent)]
    Encoding(#[from] CodecError),
    /// The seal has not the form that the kind of entry wants. Code: `malformed-seal`.
    #[error("the entry's signatures do not have the form its kind requires")]
    Seal,
    /// A signature does not verify. Code: `invalid-signature`.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// No randomness for the nonce. Code: `no-entropy`.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl ErrorCode for EntryError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding(error) => error.code(),
            Self::Seal => "malformed-seal",
            Self::Signature(error) => error.code(),
            Self::Entropy(error) => error.code(),
        }
    }
}

impl Seal {
    fn read(body: &EntryBody, bytes: &[u8]) -> Result<Self, EntryError> {
        match body {
            EntryBody::Genesis(_) | EntryBody::State(_) if bytes.is_empty() => Ok(Self::None),
            EntryBody::Statement(_) => {
                let bytes = bytes.try_into().map_err(|_| EntryError::Seal)?;
                Ok(Self::Signer(Signature::from_bytes(bytes)))
            }
            EntryBody::Authorities(_) => {
                let (pairs, rest) = bytes.as_chunks::<96>();
                let pairs = pairs
                    .iter()
                    .map(|pair| read_pair(pair))
                    .collect::<Result<Vec<_>, _>>()?;
                let ascending = pairs.is_sorted_by(|(a, _), (b, _)| a < b);
                if pairs.is_empty() || !rest.is_empty() || !ascending {
                    return Err(EntryError::Seal);
                }
                Ok(Self::Authorities(pairs))
            }
            _ => Err(EntryError::Seal),
        }
    }
}

fn read_pair(pair: &[u8]) -> Result<(VerifyingKey, Signature), EntryError> {
    let (key, signature) = pair.split_at_checked(32).ok_or(EntryError::Seal)?;
    let key = VerifyingKey::from_bytes(key).map_err(|_| EntryError::Seal)?;
    let signature = signature.try_into().map_err(|_| EntryError::Seal)?;
    Ok((key, Signature::from_bytes(signature)))
}

/// `[body, seal]`.
#[derive(Serialize, Deserialize)]
struct Wire(ByteBuf, ByteBuf);

const LIMITS: Limits = Limits {
    bytes: SignedEntry::MAX_LEN,
    depth: 6,
    items: 512,
};
