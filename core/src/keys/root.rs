//! The root secret and what is derived from it.

use crate::{domain::Label, errors::EntropyError, random::os_rng};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha512;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// 32 random bytes from which all keys of one identity, at one rotation, are derived.
///
/// Wiped from memory when dropped; never shown, compared in constant time, and serialised only by
/// the key file.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RootSecret([u8; 32]);

impl RootSecret {
    /// Draws a fresh root from the operating system.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] if there is no randomness.
    pub fn generate() -> Result<Self, EntropyError> {
        Ok(Self::generate_with_rng(&mut os_rng()?))
    }

    /// Draws a fresh root from `rng`.
    #[must_use]
    pub fn generate_with_rng(rng: &mut impl CryptoRng) -> Self {
        let mut root = Self([0; 32]);
        rng.fill_bytes(&mut root.0);
        root
    }

    /// The root with these bytes, for instance out of a backup.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret itself. Whoever sees it *is* the identity.
    #[must_use]
    pub const fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Derives 32 bytes: HKDF-SHA-512 (RFC 5869) without salt, with
    /// `info = label ‖ 0x00 ‖ for each context part: its length as u32 big-endian ‖ the part`.
    #[must_use]
    pub fn derive(&self, label: Label, context: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut info = [label.as_bytes(), &[0]].concat();
        for part in context {
            // A context part is a name, a code or a number: its length always fits.
            info.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            info.extend_from_slice(part);
        }
        let mut derived = Zeroizing::new([0; 32]);
        // 32 bytes are far below the 255 hash lengths HKDF can give.
        let (_, hkdf) = Hkdf::<Sha512>::extract(None, &self.0);
        let filled = hkdf.expand(&info, derived.as_mut());
        debug_assert!(filled.is_ok());
        derived
    }
}

impl Clone for RootSecret {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl ConstantTimeEq for RootSecret {
    fn ct_eq(&self, other: &Self) -> subtle::Choice {
        self.0.ct_eq(&other.0)
    }
}
