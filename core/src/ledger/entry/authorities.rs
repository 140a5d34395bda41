//! The consortium on the ledger: its members' keys and how many must agree.

use super::{EntryNonce, body::Version1};
use crate::{
    keys::VerifyingKey,
    ledger::{
        checkpoint::Origin,
        quorum::{Authorities, AuthoritiesError},
        verifier_key::VerifierKey,
    },
    types::{IdentityId, LedgerId, Timestamp},
};
use serde::{Deserialize, Serialize};

/// One authority: the name its cosignatures carry, and its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityKey {
    /// The key name of the authority's signature lines (C2SP signed-note): 1 to 64 printable ASCII
    /// characters without space and `+`.
    pub name: String,
    /// The authority's Ed25519 key.
    pub key: VerifyingKey,
}

impl AuthorityKey {
    /// An identity as an authority, with its current key. It cosigns under its identifier.
    #[must_use]
    pub fn of_identity(identity: IdentityId, key: VerifyingKey) -> Self {
        Self {
            name: identity.to_string(),
            key,
        }
    }
}

/// The authorities in force, and how many of them must sign: names and keys are distinct, and the
/// quorum is more than half, so that two quorums always share a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireList", into = "WireList")]
pub struct AuthorityList {
    authorities: Vec<AuthorityKey>,
    quorum: u8,
}

impl AuthorityList {
    /// The most authorities a ledger can have.
    pub const MAX: usize = Authorities::MAX;

    /// A set of authorities of which `quorum` must sign.
    ///
    /// # Errors
    ///
    /// [`AuthoritiesError`] unless there are 1 to 16 authorities with distinct names and keys,
    /// and the quorum is more than half of them and no more than all.
    pub fn new(authorities: Vec<AuthorityKey>, quorum: u8) -> Result<Self, AuthoritiesError> {
        let list = Self {
            authorities,
            quorum,
        };
        let named = |one: &AuthorityKey| {
            one.name.len() <= 64 && one.name.bytes().all(|c| c.is_ascii_graphic())
        };
        if !list.authorities.iter().all(named) {
            return Err(AuthoritiesError);
        }
        // What the cosignatures will be verified with must exist for any origin.
        list.for_origin("medseal".parse().map_err(|_| AuthoritiesError)?)?;
        Ok(list)
    }

    /// A set of authorities of which [more than two thirds](Authorities::default_quorum) must sign.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_default_quorum(authorities: Vec<AuthorityKey>) -> Result<Self, AuthoritiesError> {
        let quorum = Authorities::default_quorum(authorities.len());
        Self::new(authorities, u8::try_from(quorum).unwrap_or(u8::MAX))
    }

    /// The same authorities, as verifiers of the checkpoints of this origin.
    ///
    /// # Errors
    ///
    /// None that occurs: a list that exists is a set of authorities for any origin.
    pub fn for_origin(&self, origin: Origin) -> Result<Authorities, AuthoritiesError> {
        let key = |one: &AuthorityKey| {
            let name = one.name.parse().map_err(|_| AuthoritiesError)?;
            Ok(VerifierKey::cosigner(name, one.key))
        };
        let keys = self.authorities.iter().map(key).collect::<Result<_, _>>()?;
        Authorities::new(origin, keys, self.quorum.into())
    }

    /// A single authority, which signs alone.
    ///
    /// # Errors
    ///
    /// [`AuthoritiesError`] if the name is not one.
    pub fn single(name: &str, key: VerifyingKey) -> Result<Self, AuthoritiesError> {
        Self::new(
            vec![AuthorityKey {
                name: name.to_owned(),
                key,
            }],
            1,
        )
    }

    /// The authorities.
    #[must_use]
    pub fn authorities(&self) -> &[AuthorityKey] {
        &self.authorities
    }

    /// How many of them must sign.
    #[must_use]
    pub fn quorum(&self) -> u8 {
        self.quorum
    }

    /// Whether these keys, each counted once, hold a quorum and nobody else's key is among them.
    pub(crate) fn is_quorum<'a>(&self, keys: impl Iterator<Item = &'a VerifyingKey>) -> bool {
        let mut seen: Vec<&VerifyingKey> = Vec::new();
        for key in keys {
            if seen.contains(&key) || !self.authorities.iter().any(|a| a.key == *key) {
                return false;
            }
            seen.push(key);
        }
        seen.len() >= usize::from(self.quorum)
    }
}

/// The authorities replace their own set: signed by a quorum of the set in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityChange {
    version: Version1,
    /// The ledger this is meant for.
    pub ledger: LedgerId,
    /// When it was made.
    pub time: Timestamp,
    /// Makes the change unique.
    pub nonce: EntryNonce,
    /// One more than the revision of the set it replaces; the genesis set has revision 0.
    pub revision: u64,
    /// The new set. It cosigns from the block after the one this entry is in.
    pub authorities: AuthorityList,
}

impl AuthorityChange {
    /// A change of the authorities with these parts.
    #[must_use]
    pub fn new(
        ledger: LedgerId,
        time: Timestamp,
        nonce: EntryNonce,
        revision: u64,
        authorities: AuthorityList,
    ) -> Self {
        Self {
            version: Version1,
            ledger,
            time,
            nonce,
            revision,
            authorities,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireList {
    members: Vec<AuthorityKey>,
    quorum: u8,
}

impl TryFrom<WireList> for AuthorityList {
    type Error = AuthoritiesError;

    fn try_from(wire: WireList) -> Result<Self, AuthoritiesError> {
        Self::new(wire.members, wire.quorum)
    }
}

impl From<AuthorityList> for WireList {
    fn from(list: AuthorityList) -> Self {
        Self {
            members: list.authorities,
            quorum: list.quorum,
        }
    }
}
