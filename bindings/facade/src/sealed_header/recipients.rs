//! Who can open a record: adding and removing recipients without touching its payload.

use super::SealedHeader;
use crate::{
    error::Result, guard::guard, identity::SecretIdentity, public_identity::PublicIdentity, text,
};
use medseal::{
    envelope::{self, Recipient, RecipientKey},
    keys::IdentityError,
};

impl SealedHeader {
    /// The header with one recipient more, added by somebody who can open the record. If the
    /// recipient is the record's patient, its slot is for the current key of the category, in place
    /// of the one for an earlier epoch.
    ///
    /// `grant_id` names the grant because of which it is added.
    ///
    /// # Errors
    ///
    /// `closed`; `not-a-recipient` or `wrong-key` if the signer cannot open the record;
    /// `already-a-recipient`; `unknown-category`.
    pub fn rewrap(
        &self,
        signer: &SecretIdentity,
        to: &PublicIdentity,
        grant_id: Option<&str>,
    ) -> Result<Self> {
        guard("SealedHeader.rewrap", || {
            let signer = signer.open()?;
            let grant = grant_id.map(text::grant_id).transpose()?;
            let (header, to) = (self.core(), to.core());
            let key = header.unwrap_key_of(&signer)?;
            let (signing, manifest) = (signer.signing_key(), header.manifest());
            if to.identity_id() != manifest.controller() {
                let to = RecipientKey::from(to.sealing_key().clone());
                return Ok(Self::new(header.rewrap(&key, &to, grant, &signing)?));
            }
            let category = to.category_key(manifest.category());
            let category = category.ok_or(IdentityError::UnknownCategory)?;
            let to = RecipientKey::from(category.clone());
            let mut renewed = header.rewrap(&key, &to, grant, &signing)?;
            let current = category.key.key_id();
            renewed.remove_slots(|slot| {
                let is_category = matches!(slot.recipient(), Recipient::Category { .. });
                is_category && slot.recipient_key_id() != current
            });
            Ok(Self::new(renewed))
        })
    }

    /// The header without the slots for a recipient's key, or without any. Whoever has a copy of the
    /// record made before keeps what those slots open.
    ///
    /// # Errors
    ///
    /// `malformed-hex`.
    pub fn without_slots(&self, recipient_key_id: Option<&str>) -> Result<Self> {
        guard("SealedHeader.without_slots", || {
            let key = recipient_key_id.map(text::key_id).transpose()?;
            let mut header = envelope::SealedHeader::clone(self.core());
            header.remove_slots(|slot| key.is_none_or(|key| key == slot.recipient_key_id()));
            Ok(Self::new(header))
        })
    }
}
