//! The secret identity as bytes, for the key file: `length of the public part (u32 big-endian) ‖
//! public part (CBOR) ‖ roots (32 bytes each) ‖ next root (32 bytes, if it is kept here)`.
//!
//! The secrets stay out of the CBOR so that they are copied from one wiped buffer to another and
//! nowhere else.

use super::{SecretIdentity, signing_key};
use crate::{
    codec::{self, Limits},
    keys::{
        document::is_did_web,
        error::KeyFileError,
        history::{KeyHistory, next_key_digest},
        root::RootSecret,
        sealing::SealingSuite,
    },
    types::{CategoryCode, Version1},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicPart {
    version: Version1,
    suite: SealingSuite,
    history: KeyHistory,
    categories: BTreeMap<CategoryCode, Vec<u32>>,
    also_known_as: Option<String>,
    has_next: bool,
}

/// 64 categories of 4,096 epochs each, and 64 keys.
const LIMITS: Limits = Limits {
    bytes: 2 << 20,
    depth: 4,
    items: 300_000,
};

impl SecretIdentity {
    /// All of the identity, secrets included, for storage under protection of the caller's own.
    /// [`protect_key_file`](crate::keys::protect_key_file) is the usual way.
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Malformed`] never for an identity made by this library.
    pub fn expose_bytes(&self) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
        let public = codec::encode(&PublicPart {
            version: Version1,
            suite: self.suite,
            history: self.history.clone(),
            categories: self.categories.clone(),
            also_known_as: self.also_known_as.clone(),
            has_next: self.next.is_some(),
        })
        .map_err(|_| KeyFileError::Malformed)?;
        let length = u32::try_from(public.len()).map_err(|_| KeyFileError::Malformed)?;
        let secrets = self.roots.iter().chain(&self.next);
        // Reserved whole, so that no copy of a secret is left behind by growing.
        let mut bytes = Zeroizing::new(Vec::with_capacity(
            4 + public.len() + 32 * (self.roots.len() + 1),
        ));
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(&public);
        secrets.for_each(|root| bytes.extend_from_slice(root.expose_bytes()));
        Ok(bytes)
    }

    /// The identity from [`expose_bytes`](Self::expose_bytes).
    ///
    /// # Errors
    ///
    /// [`KeyFileError::Malformed`] unless every secret fits the public part.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyFileError> {
        Self::parse(bytes).ok_or(KeyFileError::Malformed)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (public, secrets) = rest.split_at_checked(length)?;
        let public: PublicPart = codec::decode(public, LIMITS).ok()?;
        let (chunks, []) = secrets.as_chunks() else {
            return None;
        };
        let mut roots: Vec<_> = chunks
            .iter()
            .map(|root| RootSecret::from_bytes(*root))
            .collect();
        let next = if public.has_next {
            Some(roots.pop()?)
        } else {
            None
        };
        let identity = Self {
            roots,
            next,
            history: public.history,
            suite: public.suite,
            categories: public.categories,
            also_known_as: public.also_known_as,
        };
        identity.is_consistent().then_some(identity)
    }

    fn is_consistent(&self) -> bool {
        let rotations = self.history.rotations();
        let committed = |root| Some(next_key_digest(&signing_key(root).verifying_key()));
        let epochs_fit = self.categories.values().all(|epochs| {
            (1..=Self::MAX_EPOCHS).contains(&epochs.len())
                && epochs.is_sorted()
                && epochs
                    .iter()
                    .all(|r| usize::try_from(*r).is_ok_and(|r| r <= rotations))
        });
        self.roots.len() == rotations + 1
            && self
                .history
                .verify()
                .is_ok_and(|identity| identity == self.identity_id())
            && self.history.current() == Some(self.signing_key().verifying_key())
            && self
                .next
                .iter()
                .all(|next| self.history.next() == committed(next))
            && self.also_known_as.as_deref().is_none_or(is_did_web)
            && epochs_fit
    }
}
