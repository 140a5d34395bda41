//! Making entries.

use super::{Action, AuthorityChange, EntryBody, EntryError, EntryNonce, SignedEntry, Statement};
use crate::{
    codec,
    domain::LEDGER_ENTRY,
    keys::{Signature, SigningKey, VerifyingKey},
    random::os_rng,
    types::{LedgerId, Timestamp},
};
use rand_core::CryptoRng;

/// Signs statements of one identity for one ledger.
///
/// ```
/// use medseal::{keys::SigningKey, ledger::{Action, StatementSigner}};
/// use medseal::types::{Commitment, LedgerId, Timestamp};
///
/// let key = SigningKey::from_seed(&[7; 32]);
/// let signer = StatementSigner::new(LedgerId::from_bytes([1; 32]), &key);
/// let grant = Commitment::from_bytes([2; 32]);
/// let entry = signer.sign(Action::Revoke { grant }, Timestamp::now()?)?;
/// assert!(entry.verify().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct StatementSigner<'a> {
    ledger: LedgerId,
    key: &'a SigningKey,
}

impl<'a> StatementSigner<'a> {
    /// A signer for `ledger` with the current signing key of an identity.
    #[must_use]
    pub fn new(ledger: LedgerId, key: &'a SigningKey) -> Self {
        Self { ledger, key }
    }

    /// Signs a statement made at `time`, with a nonce from the operating system.
    ///
    /// # Errors
    ///
    /// [`EntryError::Entropy`] without randomness.
    pub fn sign(&self, action: Action, time: Timestamp) -> Result<SignedEntry, EntryError> {
        self.sign_with_rng(action, time, &mut os_rng()?)
    }

    /// Signs a statement made at `time`, with a nonce from `rng`.
    ///
    /// # Errors
    ///
    /// [`EntryError::Encoding`] if the statement has no encoding; none of [`Action`] lacks one.
    pub fn sign_with_rng(
        &self,
        action: Action,
        time: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<SignedEntry, EntryError> {
        let nonce = EntryNonce::random(rng);
        let signer = self.key.verifying_key();
        let statement = Statement::new(self.ledger, time, signer, nonce, action);
        let body = EntryBody::Statement(Box::new(statement));
        let signature = self.key.sign(LEDGER_ENTRY, &codec::encode(&body)?);
        SignedEntry::from_parts(body, signature.as_bytes().to_vec())
    }
}

/// One authority's approval of a change of the authorities; [`assemble`] takes a quorum of them.
///
/// # Errors
///
/// [`EntryError::Encoding`] if the change is too large to be an entry.
pub fn approve(
    change: &AuthorityChange,
    key: &SigningKey,
) -> Result<(VerifyingKey, Signature), EntryError> {
    let body = codec::encode(&EntryBody::Authorities(change.clone()))?;
    Ok((key.verifying_key(), key.sign(LEDGER_ENTRY, &body)))
}

/// Joins a change of the authorities and the approvals of a quorum to an entry.
///
/// # Errors
///
/// [`EntryError::Seal`] without approvals or with two of one key, [`EntryError::Encoding`] if
/// the entry would be too large.
pub fn assemble(
    change: AuthorityChange,
    mut approvals: Vec<(VerifyingKey, Signature)>,
) -> Result<SignedEntry, EntryError> {
    approvals.sort_by_key(|(key, _)| *key);
    let seal = approvals
        .iter()
        .flat_map(|(key, signature)| [key.as_bytes().as_slice(), signature.as_bytes()].concat())
        .collect();
    SignedEntry::from_parts(EntryBody::Authorities(change), seal)
}
