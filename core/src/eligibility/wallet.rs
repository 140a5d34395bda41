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
mod secret;

pub use error::WalletError;
pub use secret::WalletSecret;

use super::{
    credential::{
        AcceptedCopy, CopySecret, CredentialBatch, CredentialError, CredentialRequest, IssueError,
        IssuerChallenge, Validity,
    },
    schema::{CertifiedValues, Schema, Schemas},
    status::StatusHandle,
};
use crate::{
    keys::{RootSecret, SealingSecretKey, SealingSuite, VerifyingKey},
    random::os_rng,
    types::{Duration, LedgerId, Sha256Digest, Timestamp},
};
use rand_core::CryptoRng;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

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

/// What a wallet holds of one issuance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletEntry {
    /// Who certified the values.
    pub issuer: VerifyingKey,
    /// Which schema.
    pub schema: Sha256Digest,
    /// The schema's name.
    pub name: String,
    /// Copies that can still be shown.
    pub left: usize,
    /// Copies there were.
    pub issued: usize,
    /// When they are valid.
    pub validity: Validity,
    /// Whether the issuer should be asked for more: a quarter or less is left, or two weeks or less
    /// of validity.
    pub needs_renewal: bool,
}

/// What revokes the copies of one issuance that were not shown.
///
/// Who knows a handle can revoke its copy, and recognises the copy when it is shown: until then
/// issuer and holder alone should. So a handle is asked for when it is used, and is in no
/// [`WalletEntry`], which programs show and log.
#[derive(Clone, PartialEq, Eq)]
pub struct RevocableCopies {
    /// Who certified the values.
    pub issuer: VerifyingKey,
    /// Which schema.
    pub schema: Sha256Digest,
    /// The schema's name.
    pub name: String,
    /// When they are valid.
    pub validity: Validity,
    /// The ledger on which revoking them counts.
    pub registry: LedgerId,
    /// One for each copy.
    pub handles: Vec<StatusHandle>,
}

/// Shows no handle.
impl fmt::Debug for RevocableCopies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocableCopies")
            .field("schema", &self.schema)
            .field("handles", &self.handles.len())
            .finish_non_exhaustive()
    }
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

    /// What the wallet holds.
    #[must_use]
    pub fn entries(&self, now: Timestamp) -> Vec<WalletEntry> {
        let entry = |holding: &Holding| {
            let name = self.schemas.find(&holding.schema).map(Schema::name);
            let expires_soon = now.plus(RENEWAL) >= holding.validity.expires();
            WalletEntry {
                issuer: holding.issuer,
                schema: holding.schema,
                name: name.unwrap_or_default().to_owned(),
                left: holding.copies.len(),
                issued: holding.issued,
                validity: holding.validity,
                needs_renewal: expires_soon || holding.copies.len() * 4 <= holding.issued,
            }
        };
        self.holdings.iter().map(entry).collect()
    }

    /// What the holder revokes unshown copies with, should the wallet be stolen or the credential no
    /// longer be wanted: for each issuance and ledger, in the order of [`entries`](Self::entries).
    ///
    /// Give the handles to whoever writes to the ledger, and to nobody else; when they are on it,
    /// [`discard_revoked`](Self::discard_revoked). Copies that were shown are not here: they are
    /// worth nothing to anybody but the verifier that has them.
    #[must_use]
    pub fn revocable(&self) -> Vec<RevocableCopies> {
        let mut revocable = Vec::new();
        for holding in &self.holdings {
            let mut handles: BTreeMap<LedgerId, Vec<StatusHandle>> = BTreeMap::new();
            for copy in &holding.copies {
                let status = copy.credential.status();
                handles
                    .entry(status.registry)
                    .or_default()
                    .push(status.handle);
            }
            let name = self.schemas.find(&holding.schema).map(Schema::name);
            let copies = |(registry, handles)| RevocableCopies {
                issuer: holding.issuer,
                schema: holding.schema,
                name: name.unwrap_or_default().to_owned(),
                validity: holding.validity,
                registry,
                handles,
            };
            revocable.extend(handles.into_iter().map(copies));
        }
        revocable
    }

    /// Drops copies that were revoked, so that none of them is shown in vain, and says how many there
    /// were. Save the wallet afterwards.
    pub fn discard_revoked(&mut self, handles: &[StatusHandle]) -> usize {
        let revoked: BTreeSet<_> = handles.iter().collect();
        let mut discarded = 0;
        for holding in &mut self.holdings {
            let before = holding.copies.len();
            let is_good = |copy: &AcceptedCopy| !revoked.contains(&copy.credential.status().handle);
            holding.copies.retain(is_good);
            discarded += before - holding.copies.len();
        }
        discarded
    }

    /// Forgets issuances that have expired.
    pub fn discard_expired(&mut self, now: Timestamp) {
        self.holdings
            .retain(|holding| now < holding.validity.expires());
    }
}

impl Pending {
    pub(super) fn sealing_key(&self) -> SealingSecretKey {
        SealingSecretKey::from_seed(SealingSuite::XWing, self.sealing.expose_bytes())
    }
}

const RENEWAL: Duration = Duration::from_days(14);
