//! Slots: a record's data key, wrapped to one recipient each.

use super::error::HeaderError;
use super::payload::DataKey;
use crate::codec::{Limits, decode, encode};
use crate::domain::{self, Label};
use crate::keys::{
    CategoryKey, KeyEpoch, SealingError, SealingPublicKey, SealingSecretKey, SealingSuite,
    Signature, VerifyingKey, WrappedKey,
};
use crate::types::{CategoryCode, GrantId, KeyId, ManifestDigest, RecordId};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

/// The public key a record is sealed to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecipientKey {
    /// An identity's own sealing key.
    Direct(SealingPublicKey),
    /// A patient's key for one category and epoch: whoever is given that category's secret key opens
    /// every record sealed to it.
    Category(CategoryKey),
}

impl RecipientKey {
    pub(super) fn key(&self) -> &SealingPublicKey {
        match self {
            Self::Direct(key) => key,
            Self::Category(category) => &category.key,
        }
    }

    pub(super) fn recipient(&self) -> Recipient {
        match self {
            Self::Direct(_) => Recipient::Direct,
            Self::Category(key) => Recipient::Category {
                category: key.category.clone(),
                epoch: key.epoch,
            },
        }
    }
}

impl From<SealingPublicKey> for RecipientKey {
    fn from(key: SealingPublicKey) -> Self {
        Self::Direct(key)
    }
}

impl From<CategoryKey> for RecipientKey {
    fn from(key: CategoryKey) -> Self {
        Self::Category(key)
    }
}

/// What kind of key a slot is for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recipient {
    /// An identity's own sealing key.
    Direct,
    /// A patient's category key.
    Category {
        /// The category, which is the record's.
        category: CategoryCode,
        /// The category key's epoch.
        epoch: KeyEpoch,
    },
}

impl Recipient {
    /// Whether a record of this category can have such a recipient.
    pub(super) fn is_of(&self, record: &CategoryCode) -> bool {
        match self {
            Self::Direct => true,
            Self::Category { category, .. } => category == record,
        }
    }
}

/// A record's data key wrapped to one recipient, signed by whoever added it.
///
/// The wrapping is bound to the record, the recipient's key, the grant and the key epoch; the
/// signature to the manifest and to all of the slot. A slot moved, relabelled or altered fails.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    recipient: Recipient,
    body: SlotBody,
    bytes: Vec<u8>,
}

impl Slot {
    /// What kind of key the slot is for.
    #[must_use]
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// The recipient's public key, by its identifier.
    #[must_use]
    pub fn recipient_key_id(&self) -> KeyId {
        self.body.recipient
    }

    /// The HPKE suite of the wrapping.
    #[must_use]
    pub fn suite(&self) -> SealingSuite {
        self.body.suite
    }

    /// The grant for which the slot was added, if it was for one.
    #[must_use]
    pub fn grant_id(&self) -> Option<GrantId> {
        self.body.grant
    }

    /// Who added the slot.
    #[must_use]
    pub fn signer(&self) -> VerifyingKey {
        self.body.signer
    }

    pub(super) fn from_bytes(bytes: &[u8], manifest: &ManifestDigest) -> Result<Self, HeaderError> {
        let wire: SlotWire = decode(bytes, LIMITS)?;
        let body: SlotBody = decode(&wire.slot, LIMITS)?;
        let recipient = match (&body.category, body.epoch) {
            (None, None) => Recipient::Direct,
            (Some(category), Some(epoch)) => Recipient::Category {
                category: category.clone(),
                epoch,
            },
            _ => return Err(HeaderError::Inconsistent),
        };
        if wire.v != 1
            || body.v != 1
            || body.encapsulated_key.len() != body.suite.encapsulated_key_len()
        {
            return Err(HeaderError::Inconsistent);
        }
        body.signer
            .verify(
                domain::SLOT_SIGNATURE,
                &signed_bytes(manifest, &wire.slot),
                &wire.signature,
            )
            .map_err(|_| HeaderError::SlotSignature)?;
        let bytes = bytes.to_vec();
        Ok(Self {
            recipient,
            body,
            bytes,
        })
    }

    /// The slot's bytes, as received.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn unwrap(
        &self,
        record: &RecordId,
        key: &SealingSecretKey,
    ) -> Result<DataKey, SealingError> {
        let body = &self.body;
        let wrapped = WrappedKey {
            encapsulated_key: body.encapsulated_key.to_vec(),
            ciphertext: body.ciphertext.to_vec(),
        };
        let info = info(body.suite, record, &body.recipient, body.grant, body.epoch);
        let secret = key.unwrap(&info, &wrapped)?;
        DataKey::from_slice(&secret).ok_or(SealingError)
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot")
            .field("recipient", &self.recipient)
            .field("recipient_key_id", &self.body.recipient)
            .field("grant_id", &self.body.grant)
            .field("signer", &self.body.signer)
            .finish_non_exhaustive()
    }
}

/// A wrapped data key that nobody has signed yet, because the manifest is not known yet.
pub(super) struct UnsignedSlot {
    recipient: Recipient,
    body: SlotBody,
}

impl UnsignedSlot {
    pub(super) fn wrap(
        data_key: &DataKey,
        record: &RecordId,
        to: &RecipientKey,
        grant: Option<GrantId>,
        signer: VerifyingKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealingError> {
        let (suite, recipient_id) = (to.key().suite(), to.key().key_id());
        let recipient = to.recipient();
        let (category, epoch) = match &recipient {
            Recipient::Direct => (None, None),
            Recipient::Category { category, epoch } => (Some(category.clone()), Some(*epoch)),
        };
        let info = info(suite, record, &recipient_id, grant, epoch);
        let wrapped = to
            .key()
            .wrap_with_rng(&info, data_key.expose_bytes(), rng)?;
        let body = SlotBody {
            v: 1,
            suite,
            recipient: recipient_id,
            category,
            epoch,
            grant,
            signer,
            encapsulated_key: wrapped.encapsulated_key,
            ciphertext: wrapped.ciphertext,
        };
        Ok(Self { recipient, body })
    }

    pub(super) fn sign(
        &self,
        manifest: &ManifestDigest,
        sign: impl Fn(Label, &[u8]) -> Signature,
    ) -> Result<Slot, HeaderError> {
        let slot = encode(&self.body)?;
        let signature = sign(domain::SLOT_SIGNATURE, &signed_bytes(manifest, &slot));
        let bytes = encode(&SlotWire {
            v: 1,
            slot,
            signature,
        })?;
        Ok(Slot {
            recipient: self.recipient.clone(),
            body: self.body.clone(),
            bytes,
        })
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SlotBody {
    v: u8,
    suite: SealingSuite,
    recipient: KeyId,
    category: Option<CategoryCode>,
    epoch: Option<KeyEpoch>,
    grant: Option<GrantId>,
    signer: VerifyingKey,
    #[serde(with = "serde_bytes")]
    encapsulated_key: Vec<u8>,
    #[serde(with = "serde_bytes")]
    ciphertext: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SlotWire {
    v: u8,
    #[serde(with = "serde_bytes")]
    slot: Vec<u8>,
    signature: Signature,
}

/// HPKE `info` of a slot. Every part has a fixed length.
fn info(
    suite: SealingSuite,
    record: &RecordId,
    recipient: &KeyId,
    grant: Option<GrantId>,
    epoch: Option<KeyEpoch>,
) -> Vec<u8> {
    let grant_bytes = grant.map_or([0; 16], |grant| *grant.as_bytes());
    let epoch_bytes = epoch.map_or(0, KeyEpoch::number).to_be_bytes();
    [
        domain::SLOT.as_bytes(),
        &[0],
        &suite.kem_id().to_be_bytes(),
        record.as_bytes(),
        recipient.as_bytes(),
        &[u8::from(grant.is_some())],
        &grant_bytes,
        &[u8::from(epoch.is_some())],
        &epoch_bytes,
    ]
    .concat()
}

fn signed_bytes(manifest: &ManifestDigest, slot: &[u8]) -> Vec<u8> {
    [manifest.as_bytes(), slot].concat()
}

/// The largest slot, of X-Wing with the longest category code, has about 1,600 bytes.
const LIMITS: Limits = Limits {
    bytes: 2048,
    depth: 2,
    items: 64,
};
