//! The secret behind a wallet.

use crate::{
    domain::{ELIGIBILITY_BLINDING, ELIGIBILITY_LINK},
    eligibility::{
        credential::wide,
        group::{Blinding, Opening},
    },
    errors::EntropyError,
    keys::{RootSecret, SecretIdentity, VerifyingKey},
};

/// What opens a wallet's file, and from which its link secret and its registrations follow.
/// Wiped when dropped, never shown.
#[derive(Clone)]
pub struct WalletSecret(RootSecret);

impl WalletSecret {
    /// The secret of this identity's wallet. It stays the same when the identity rotates.
    #[must_use]
    pub fn of(identity: &SecretIdentity) -> Self {
        Self(identity.wallet_secret())
    }

    /// The secret with these bytes, for instance out of a phone's key store.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(RootSecret::from_bytes(bytes))
    }

    /// A fresh secret.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] if there is no randomness.
    pub fn generate() -> Result<Self, EntropyError> {
        RootSecret::generate().map(Self)
    }

    /// The secret itself. Whoever sees it can show the wallet's credentials.
    #[must_use]
    pub const fn expose_bytes(&self) -> &[u8; 32] {
        self.0.expose_bytes()
    }

    /// How a commitment to the link secret opens.
    pub(in crate::eligibility) fn link(&self, blinding: &Blinding) -> Opening {
        Opening::secret(&wide(self.expose_bytes(), ELIGIBILITY_LINK, &[]), blinding)
    }

    /// How the lasting commitment at one issuer opens. Two issuers cannot tell that theirs hide one
    /// secret.
    pub(in crate::eligibility) fn registration(&self, issuer: &VerifyingKey) -> Opening {
        let context = [b"registration", &issuer.as_bytes()[..]].concat();
        let blinding = wide(self.expose_bytes(), ELIGIBILITY_BLINDING, &context);
        self.link(&Blinding::from_wide_bytes(&blinding))
    }
}
