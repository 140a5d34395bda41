//! What a grantee keeps: the grants, and the keys they open.

use super::error::ExchangeError;
use crate::{
    codec::{self, Limits},
    consent::{Grant, GrantChain, GrantTerms, Grantee, Purpose, Scope, Validity},
    envelope::{CategoryGrantKey, SealedHeader},
    keys::{KeyEpoch, PublicIdentity, SealingPublicKey, SealingSecretKey, SecretIdentity},
    random::os_rng,
    types::{CategoryCode, Timestamp, Version1},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// A grant as it is handed to its grantee: the chain of signed grants with their salts, the category
/// keys wrapped to the grantee, and the key to which the patient's notices are sealed.
///
/// Only the chain is signed. The wrapped keys open nothing but what they were made for, and a wrong
/// one shows when it is used; a wrong notice key leaves an unexplained entry in the patient's
/// disclosure log. The bundle is as private as the grants in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantBundle {
    chain: GrantChain,
    keys: Vec<CategoryGrantKey>,
    notify: SealingPublicKey,
}

/// What is offered to a grantee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantOffer {
    /// What the grant covers.
    pub scope: Scope,
    /// When it may be used.
    pub validity: Validity,
    /// How many times it may be delegated further; 0 is not at all.
    pub delegation: u8,
}

impl GrantOffer {
    /// An offer that cannot be delegated.
    #[must_use]
    pub const fn new(scope: Scope, validity: Validity) -> Self {
        Self {
            scope,
            validity,
            delegation: 0,
        }
    }

    /// The offer made out to a grantee.
    pub(super) fn to(self, grantee: &PublicIdentity) -> GrantTerms {
        let (identity, key) = (grantee.identity_id(), grantee.verifying_key());
        GrantTerms::new(Grantee { identity, key }, self.scope, self.validity)
            .with_delegation(self.delegation)
    }
}

impl GrantBundle {
    /// The longest bundle that is read, in bytes.
    pub const MAX_LEN: usize = 1 << 20;
    /// The most wrapped category keys in a bundle: the newest epochs of each category come first.
    pub const MAX_KEYS: usize = 256;

    /// Wraps the category keys of a root grant to its grantee: of each category in scope that the
    /// patient has, the newest epochs, so that records sealed under earlier ones open, too.
    pub(super) fn of_root(
        grant: Grant,
        patient: &SecretIdentity,
        grantee: &PublicIdentity,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, ExchangeError> {
        let id = grant.id();
        let to = grantee.sealing_key();
        let categories = grant.scope().categories();
        let epochs_each = Self::MAX_KEYS / categories.len().max(1);
        let mut keys = Vec::new();
        for category in categories {
            for epoch in newest_epochs(patient.current_epoch(category)?, epochs_each) {
                let secret = patient.category_key(category, epoch)?;
                keys.push(CategoryGrantKey::wrap_with_rng(
                    category, epoch, &secret, to, id, rng,
                )?);
            }
        }
        let notify = patient.sealing_key().public_key()?;
        Ok(Self {
            chain: GrantChain::new([grant])?,
            keys,
            notify,
        })
    }

    /// Passes part of the grant on, without a ledger: a child grant signed by the holder, and those
    /// of the category keys that the child still covers, wrapped again.
    ///
    /// A grant that was delegated is good as long as the one it comes from; the ledger hears of it
    /// when it is revoked by itself.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Grant`] if the offer is wider than this grant or it may not be delegated
    /// further; [`ExchangeError::NotTheHolder`] if it is made out to somebody else.
    pub fn delegate(
        &self,
        holder: &SecretIdentity,
        grantee: &PublicIdentity,
        offer: GrantOffer,
        now: Timestamp,
    ) -> Result<Self, ExchangeError> {
        let rng = &mut os_rng()?;
        let key = holder.signing_key();
        let child = self
            .grant()
            .delegate_with_rng(&key, offer.to(grantee), now, rng)?;
        let id = child.id();
        let to = grantee.sealing_key();
        let mut keys = Vec::new();
        for key in self
            .keys
            .iter()
            .filter(|k| child.scope().categories().contains(k.category()))
        {
            let secret = unwrap(key, holder)?;
            let (category, epoch) = (key.category(), key.epoch());
            keys.push(CategoryGrantKey::wrap_with_rng(
                category, epoch, &secret, to, id, rng,
            )?);
        }
        let chain = self.chain.clone().followed_by(child)?;
        Ok(Self {
            chain,
            keys,
            notify: self.notify.clone(),
        })
    }

    /// Reads a bundle and verifies every grant and link in it.
    ///
    /// # Errors
    ///
    /// [`ExchangeError`], with the code of what is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ExchangeError> {
        let wire: Wire = codec::decode(bytes, LIMITS)?;
        if wire.keys.len() > Self::MAX_KEYS {
            return Err(codec::CodecError::TooLarge.into());
        }
        let keys = wire
            .keys
            .iter()
            .map(|key| CategoryGrantKey::from_bytes(key));
        Ok(Self {
            chain: GrantChain::from_bytes(&wire.chain)?,
            keys: keys.collect::<Result<_, _>>()?,
            notify: wire.notify,
        })
    }

    /// The bundle as it is stored and sent.
    ///
    /// # Errors
    ///
    /// [`ExchangeError`] never for a bundle that exists.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ExchangeError> {
        let keys = self
            .keys
            .iter()
            .map(|key| key.to_bytes().map(ByteBuf::from));
        let wire = Wire {
            version: Version1,
            chain: ByteBuf::from(self.chain.to_bytes()?),
            keys: keys.collect::<Result<_, _>>()?,
            notify: self.notify.clone(),
        };
        Ok(codec::encode(&wire)?)
    }

    /// The grants, from the patient's own to the one in use.
    #[must_use]
    pub const fn chain(&self) -> &GrantChain {
        &self.chain
    }

    /// The grant in use.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        self.chain.leaf()
    }

    /// Whether the grant is for emergencies only.
    #[must_use]
    pub fn is_break_glass(&self) -> bool {
        self.grant()
            .scope()
            .purposes()
            .iter()
            .all(|purpose| *purpose == Purpose::BreakTheGlass)
    }

    /// The categories and epochs whose keys are in the bundle.
    pub fn category_keys(&self) -> impl Iterator<Item = (&CategoryCode, KeyEpoch)> {
        self.keys.iter().map(|key| (key.category(), key.epoch()))
    }

    /// The patient's key to which notices are sealed.
    #[must_use]
    pub const fn notice_key(&self) -> &SealingPublicKey {
        &self.notify
    }

    /// The category key with which the holder opens this record.
    pub(super) fn key_for(
        &self,
        header: &SealedHeader,
        holder: &SecretIdentity,
    ) -> Result<SealingSecretKey, ExchangeError> {
        let fits =
            |key: &&CategoryGrantKey| header.slots_for(key.category_key_id()).next().is_some();
        let key = self
            .keys
            .iter()
            .find(fits)
            .ok_or(ExchangeError::NoKeyForRecord)?;
        unwrap(key, holder)
    }
}

fn unwrap(
    key: &CategoryGrantKey,
    holder: &SecretIdentity,
) -> Result<SealingSecretKey, ExchangeError> {
    let own = holder.sealing_key_by_id(&key.grantee_key_id());
    Ok(key.unwrap(&own.ok_or(ExchangeError::NotTheHolder)?)?)
}

fn newest_epochs(current: KeyEpoch, most: usize) -> impl Iterator<Item = KeyEpoch> {
    (0..=current.number()).rev().take(most).map(KeyEpoch::new)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    version: Version1,
    chain: ByteBuf,
    keys: Vec<ByteBuf>,
    notify: SealingPublicKey,
}

const LIMITS: Limits = Limits {
    bytes: GrantBundle::MAX_LEN,
    depth: 3,
    items: 512,
};
