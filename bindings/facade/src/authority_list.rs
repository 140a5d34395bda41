//! Who vouches for a ledger.

use crate::{
    checkpoint::CheckpointDetails, error::Result, guard::guard, public_identity::PublicIdentity,
};
use medseal::ledger::{Authorities, SignedCheckpoint, VerifierKey};
use std::sync::Arc;

/// The authorities of a ledger: everything that is needed to verify, offline, what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityList(Arc<Authorities>);

/// What an authority list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityListDetails {
    /// The ledger's public name.
    pub origin: String,
    /// How many of the authorities must stand behind a checkpoint.
    pub quorum: u64,
    /// The authorities' keys, in the text form of C2SP's signed notes.
    pub verifier_keys: Vec<String>,
}

impl AuthorityList {
    /// The authorities with these identities, each under its identifier as its name, as every ledger
    /// that medseal founds has them. Without a quorum, more than two thirds.
    ///
    /// # Errors
    ///
    /// `malformed-checkpoint` if the origin cannot be one; `invalid-authorities`.
    pub fn new(origin: &str, authorities: &[PublicIdentity], quorum: Option<u8>) -> Result<Self> {
        guard("AuthorityList.new", || {
            let keys = authorities.iter().map(|authority| {
                let identity = authority.core();
                VerifierKey::cosigner(identity.identity_id().into(), identity.verifying_key())
            });
            Self::of(origin, keys.collect(), quorum)
        })
    }

    /// The authorities with these verifier keys, in the text form of C2SP's signed notes
    /// (`name+hash+key`). Without a quorum, more than two thirds.
    ///
    /// # Errors
    ///
    /// `invalid-verifier-key`, `malformed-checkpoint` or `invalid-authorities`.
    pub fn from_verifier_keys(
        origin: &str,
        verifier_keys: &[String],
        quorum: Option<u8>,
    ) -> Result<Self> {
        guard("AuthorityList.from_verifier_keys", || {
            let keys = verifier_keys.iter().map(|key| Ok(key.parse()?));
            Self::of(origin, keys.collect::<Result<_>>()?, quorum)
        })
    }

    /// What the list says.
    ///
    /// # Errors
    ///
    /// None but `internal`.
    pub fn details(&self) -> Result<AuthorityListDetails> {
        guard("AuthorityList.details", || {
            Ok(AuthorityListDetails {
                origin: self.0.origin().to_string(),
                quorum: self.0.quorum() as u64,
                verifier_keys: self.0.keys().iter().map(ToString::to_string).collect(),
            })
        })
    }

    /// Verifies one checkpoint (a C2SP signed note) by itself: a quorum of these authorities signed
    /// it. Whoever sees more than one holds them to each other with a
    /// [`LedgerFollower`](crate::LedgerFollower).
    ///
    /// # Errors
    ///
    /// `malformed-note` or `malformed-checkpoint`; `other-origin`, `invalid-signature` or
    /// `quorum-not-reached`.
    pub fn verify_checkpoint(&self, checkpoint: &str) -> Result<CheckpointDetails> {
        guard("AuthorityList.verify_checkpoint", || {
            let signed = SignedCheckpoint::parse(checkpoint.as_bytes())?;
            Ok(CheckpointDetails::of(&self.0.verify(&signed)?))
        })
    }

    fn of(origin: &str, keys: Vec<VerifierKey>, quorum: Option<u8>) -> Result<Self> {
        let quorum = quorum.map_or_else(|| Authorities::default_quorum(keys.len()), usize::from);
        Ok(Self::wrap(Authorities::new(origin.parse()?, keys, quorum)?))
    }

    pub(crate) fn wrap(authorities: Authorities) -> Self {
        Self(Arc::new(authorities))
    }

    pub(crate) fn core(&self) -> &Authorities {
        &self.0
    }
}
