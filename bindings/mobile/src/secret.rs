//! Secrets that came over from the host.

use zeroize::Zeroizing;

/// Bytes of a secret, wiped on this side when the call ends. What the host holds is the host's to
/// wipe.
pub(crate) type SecretBytes = Option<Zeroizing<Vec<u8>>>;

/// Takes what may be a secret into memory that is wiped.
pub(crate) fn wiped(bytes: Option<Vec<u8>>) -> SecretBytes {
    bytes.map(Zeroizing::new)
}

/// The secret as the facade takes it.
pub(crate) fn lent(bytes: &SecretBytes) -> Option<&[u8]> {
    bytes.as_ref().map(|bytes| bytes.as_slice())
}
