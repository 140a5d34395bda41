//! The holder's wallet: a file, encrypted at rest, of credentials that are each shown once.
//!
//! The wallet counts its copies, takes one out for good before it is shown, and says when an issuer
//! should be asked for more. Two rules are the caller's:
//!
//! - **save before you send.** [`Wallet::present`] takes copies out in memory; if the wallet is not
//!   saved before the presentation leaves, a crash brings them back and they are shown twice.
//! - **never restore an old copy of the file** beside a newer one, for the same reason.
//!
//! Everything that must outlive a lost file (the link secret, the registration at each issuer)
//! follows from the [`WalletSecret`], and that from the owner's identity.

mod error;
mod file;
mod holdings;
mod secret;

pub use error::WalletError;
pub use holdings::{RevocableCopies, WalletEntry};
pub use secret::WalletSecret;

use super::{
    credential::{
        AcceptedCopy, CopySecret, CredentialBatch, CredentialError, CredentialRequest, IssueError,
        IssuerChallenge, Validity,
    },
    schema::{CertifiedValues, Schema, Schemas},
};
use crate::{
    keys::{RootSecret, SealingSecretKey, SealingSuite, VerifyingKey},
    random::os_rng,
    types::Sha256Digest,
};
use rand_core::CryptoRng;

/// A holder's credentials.
pub struct Wallet {
    pub(super) secret: WalletSecret,
    pub(super) schemas: Schemas,
    pub(super) pending: Vec<Pending>,
    pub(super) holdings: Vec<Holding>,
}

/// Copies asked for and not yet received.
pub(super) struct Pending {
    issuer: VerifyingKey,
    schema: Sha256Digest,
    sealing: RootSecret,
    copies: Vec<CopySecret>,
}

/// The copies of one issuance that are left.
pub(super) struct Holding {
    pub(super) issuer: VerifyingKey,
    pub(super) schema: Sha256Digest,
    pub(super) values: CertifiedValues,
    pub(super) copies: Vec<AcceptedCopy>,
    pub(super) issued: usize,
    pub(super) validity: Validity,
}

impl Wallet {
    /// An empty wallet.
    #[must_use]
    pub fn new(secret: WalletSecret) -> Self {
        Self {
            secret,
            schemas: Schemas::default(),
            pending: Vec::new(),
            holdings: Vec::new(),
        }
    }

    /// The schemas of what the wallet asked for: what it takes to read a policy.
    #[must_use]
    pub const fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// Asks an issuer for copies of a credential.
    ///
    /// # Errors
    ///
    /// As [`request_with_rng`](Self::request_with_rng), and [`IssueError::Entropy`].
    pub fn request(
        &mut self,
        schema: &Schema,
        issuer: VerifyingKey,
        challenge: IssuerChallenge,
        copies: usize,
    ) -> Result<CredentialRequest, IssueError> {
        self.request_with_rng(schema, issuer, challenge, copies, &mut os_rng()?)
    }

    /// Asks an issuer for copies of a credential, with keys drawn from `rng`.
    ///
    /// # Errors
    ///
    /// [`IssueError::Mismatch`] for no copies or more than [`CredentialRequest::MAX_COPIES`].
    pub fn request_with_rng(
        &mut self,
        schema: &Schema,
        issuer: VerifyingKey,
        challenge: IssuerChallenge,
        copies: usize,
        rng: &mut impl CryptoRng,
    ) -> Result<CredentialRequest, IssueError> {
        if !(1..=CredentialRequest::MAX_COPIES).contains(&copies) {
            return Err(IssueError::Mismatch);
        }
        let pending = Pending {
            issuer,
            schema: schema.hash(),
            sealing: RootSecret::generate_with_rng(rng),
            copies: (0..copies).map(|_| CopySecret::random(rng)).collect(),
        };
        let sealing = pending.sealing_key().public_key();
        let request = CredentialRequest::new(
            &self.secret,
            issuer,
            schema.hash(),
            challenge,
            sealing.map_err(|_| IssueError::Mismatch)?,
            &pending.copies,
            rng,
        )?;
        self.schemas.insert(schema.clone());
        self.pending.push(pending);
        Ok(request)
    }

    /// Takes in what an issuer sent, after checking that it certifies the values it says.
    ///
    /// # Errors
    ///
    /// [`CredentialError`]; the wallet is as before then, and waits on.
    pub fn accept(&mut self, batch: &CredentialBatch) -> Result<(), CredentialError> {
        let mut refused = CredentialError::Unexpected;
        for index in 0..self.pending.len() {
            match self.open(index, batch) {
                Ok(holding) => {
                    self.pending.remove(index);
                    self.holdings.push(holding);
                    return Ok(());
                }
                // It was sealed for another request.
                Err(CredentialError::Sealing(_)) => {}
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    fn open(&self, index: usize, batch: &CredentialBatch) -> Result<Holding, CredentialError> {
        let pending = self.pending.get(index).ok_or(CredentialError::Unexpected)?;
        let schema = self.schemas.find(&pending.schema);
        let (values, copies) = batch.accept(
            &self.secret,
            &pending.issuer,
            schema.ok_or(CredentialError::Unexpected)?,
            &pending.sealing_key(),
            pending.copies.clone(),
        )?;
        let mut validities = copies.iter().map(|copy| copy.credential.validity());
        let validity = validities.next().ok_or(CredentialError::Unexpected)?;
        if validities.any(|other| other != validity) {
            return Err(CredentialError::Unexpected);
        }
        Ok(Holding {
            issuer: pending.issuer,
            schema: pending.schema,
            values,
            issued: copies.len(),
            copies,
            validity,
        })
    }
}

impl Pending {
    pub(super) fn sealing_key(&self) -> SealingSecretKey {
        SealingSecretKey::from_seed(SealingSuite::XWing, self.sealing.expose_bytes())
    }
}
