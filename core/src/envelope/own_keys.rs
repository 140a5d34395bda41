//! Opening with whatever key an identity has.

use super::error::OpenError;
use super::header::SealedHeader;
use super::open::RecordKey;
use super::slot::{Recipient, Slot};
use crate::keys::{SealingSecretKey, SecretIdentity};

impl SealedHeader {
    /// Unwraps the record's key with the identity's own keys: its sealing keys of any rotation and,
    /// if it is the patient, its category keys of any epoch.
    ///
    /// # Errors
    ///
    /// [`OpenError::NotARecipient`] if there is no slot for any of them, or [`OpenError::Key`] if
    /// one names a key that does not open it.
    pub fn unwrap_key_of(&self, identity: &SecretIdentity) -> Result<RecordKey, OpenError> {
        let mut outcome = Err(OpenError::NotARecipient);
        for slot in self.slots() {
            let Some(key) = self.own_key(slot, identity) else {
                continue;
            };
            match self.unwrap_key(&key) {
                Ok(key) => return Ok(key),
                // The identity's key for this category and epoch is not the one of the slot.
                Err(OpenError::NotARecipient) => {}
                Err(error) => outcome = Err(error),
            }
        }
        outcome
    }

    fn own_key(&self, slot: &Slot, identity: &SecretIdentity) -> Option<SealingSecretKey> {
        match slot.recipient() {
            Recipient::Category { category, epoch } => {
                let is_own = self.manifest().controller() == identity.identity_id();
                is_own.then(|| identity.category_key(category, *epoch).ok())?
            }
            Recipient::Direct => identity.sealing_key_by_id(&slot.recipient_key_id()),
        }
    }
}
