//! New epochs, new keys, and the secret that the next rotation needs.

use super::{SecretIdentity, signing_key};
use crate::keys::{IdentityError, KeyEpoch, RootSecret, next_key_digest};
use crate::types::CategoryCode;

impl SecretIdentity {
    /// Begins a new epoch of a category: what is sealed under it from now on, no former grantee can
    /// open. Publish the new document afterwards.
    ///
    /// # Errors
    ///
    /// [`IdentityError::UnknownCategory`], or [`IdentityError::TooManyKeys`] after
    /// [`MAX_EPOCHS`](Self::MAX_EPOCHS).
    pub fn rotate_category(&mut self, category: &CategoryCode) -> Result<KeyEpoch, IdentityError> {
        let rotation = self.rotation()?;
        let epochs = self
            .categories
            .get_mut(category)
            .ok_or(IdentityError::UnknownCategory)?;
        if epochs.len() >= Self::MAX_EPOCHS {
            return Err(IdentityError::TooManyKeys);
        }
        epochs.push(rotation);
        self.current_epoch(category)
    }

    /// Rotates the identity to the key it committed to, commits to a fresh one, and begins a new
    /// epoch of every category. Publish the new document and the ledger entry afterwards.
    ///
    /// # Errors
    ///
    /// [`IdentityError::RecoverySecretNeeded`] after [`take_recovery_secret`]; use
    /// [`rotate_with_recovery`]. [`IdentityError::TooManyKeys`] when a limit is reached; then
    /// nothing has changed.
    ///
    /// [`take_recovery_secret`]: Self::take_recovery_secret
    /// [`rotate_with_recovery`]: Self::rotate_with_recovery
    pub fn rotate(&mut self) -> Result<(), IdentityError> {
        let next = self
            .next
            .clone()
            .ok_or(IdentityError::RecoverySecretNeeded)?;
        self.rotate_to(next, RootSecret::generate()?)
    }

    /// [`rotate`](Self::rotate) with the recovery secret that was kept elsewhere.
    ///
    /// # Errors
    ///
    /// [`IdentityError::WrongRecoverySecret`] if the identity did not commit to it.
    pub fn rotate_with_recovery(&mut self, recovery: RootSecret) -> Result<(), IdentityError> {
        self.rotate_to(recovery, RootSecret::generate()?)
    }

    fn rotate_to(&mut self, root: RootSecret, next: RootSecret) -> Result<(), IdentityError> {
        let key = signing_key(&root);
        if self.history.next() != Some(next_key_digest(&key.verifying_key())) {
            return Err(IdentityError::WrongRecoverySecret);
        }
        if self
            .categories
            .values()
            .any(|epochs| epochs.len() >= Self::MAX_EPOCHS)
        {
            return Err(IdentityError::TooManyKeys);
        }
        let next_digest = next_key_digest(&signing_key(&next).verifying_key());
        self.history = self
            .history
            .clone()
            .rotated(&key, next_digest)
            .ok_or(IdentityError::TooManyKeys)?;
        self.roots.push(root);
        self.next = Some(next);
        let rotation = self.rotation()?;
        self.categories
            .values_mut()
            .for_each(|epochs| epochs.push(rotation));
        Ok(())
    }

    /// Takes the next rotation's root out, to be kept apart from the key file. Whoever steals the
    /// file afterwards cannot rotate the identity away from its owner.
    ///
    /// # Errors
    ///
    /// [`IdentityError::RecoverySecretNeeded`] if it was taken before.
    pub fn take_recovery_secret(&mut self) -> Result<RootSecret, IdentityError> {
        self.next.take().ok_or(IdentityError::RecoverySecretNeeded)
    }
}
