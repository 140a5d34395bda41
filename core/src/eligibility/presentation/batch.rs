//! Many presentations on their way to a decision.

use super::{
    PresentationError,
    eligible::{Eligible, Pseudonym},
};
use crate::{
    domain::HOLDER_BINDING,
    eligibility::{
        batch::BatchVerifier,
        context::{Context, LedgerPoint},
        credential::Credential,
        policy::Compiled,
        verify::Verified,
    },
    keys::Signature,
    nonces::{NonceError, NonceStore, Once},
    types::{Cancelled, Progress, Sha256Digest, Timestamp},
};
use rayon::prelude::*;
use std::sync::Arc;

/// Presentations that a [`Verifier`](crate::eligibility::Verifier) has read and whose credentials'
/// status it has looked up; proofs and holders' signatures are not verified yet.
#[must_use]
pub struct PreparedBatch {
    pub(super) policy: Sha256Digest,
    /// The policy's names for its credentials.
    pub(super) names: Vec<String>,
    pub(super) time: Timestamp,
    pub(super) prepared: Vec<Result<Prepared, PresentationError>>,
}

/// A presentation of which only the proof and the signatures are not yet verified.
pub(super) struct Prepared {
    pub(super) compiled: Arc<Compiled>,
    pub(super) context: Context,
    pub(super) credentials: Vec<Credential>,
    pub(super) proof: Vec<u8>,
    pub(super) signatures: Vec<Signature>,
    pub(super) ledger: LedgerPoint,
    pub(super) expires: Timestamp,
}

impl PreparedBatch {
    /// Verifies proofs and signatures, and tells how many presentations are done.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] if `progress` stops it. Nothing was accepted then, and nothing taken.
    pub fn verify(self, progress: &mut impl Progress) -> Result<VerifiedBatch, Cancelled> {
        let mut decided = Vec::with_capacity(self.prepared.len());
        for some in self.prepared.chunks(BatchVerifier::at_once()) {
            decided.extend(self.verify_some(some));
            let done = u64::try_from(decided.len()).unwrap_or(u64::MAX);
            let total = u64::try_from(self.prepared.len()).ok();
            if progress.advance(done, total).is_break() {
                return Err(Cancelled);
            }
        }
        Ok(VerifiedBatch {
            time: self.time,
            decided,
        })
    }

    fn verify_some(
        &self,
        some: &[Result<Prepared, PresentationError>],
    ) -> Vec<Result<Shown, PresentationError>> {
        let mut batch = BatchVerifier::new();
        for ready in some.iter().flatten() {
            batch.add(&ready.compiled.program, &ready.context, &ready.proof);
        }
        let verified = batch.verify();
        let Ok(verified) = verified else {
            let unavailable = || Err(PresentationError::Unavailable);
            return some.iter().map(|_| unavailable()).collect();
        };
        let mut verified = verified.into_iter();
        let with_proof = some.iter().map(|ready| match ready {
            Ok(ready) => Ok((ready, verified.next())),
            Err(error) => Err(*error),
        });
        // Holders' signatures take about as long as the proofs together.
        let with_proof: Vec<_> = with_proof.collect();
        let shown = with_proof.into_par_iter().map(|ready| {
            let (ready, verified) = ready?;
            let verified = verified.and_then(Result::ok);
            self.shown(ready, &verified.ok_or(PresentationError::NotEligible)?)
        });
        shown.collect()
    }

    /// What a good proof shows, together with good signatures over it.
    fn shown(&self, ready: &Prepared, verified: &Verified) -> Result<Shown, PresentationError> {
        for (credential, signature) in ready.credentials.iter().zip(&ready.signatures) {
            let message = verified.to_sign.as_bytes();
            let signed = credential
                .holder()
                .verify(HOLDER_BINDING, message, signature);
            signed.map_err(|_| PresentationError::NotEligible)?;
        }
        let nonce = Sha256Digest::from_bytes(ready.context.nonce);
        let copies = ready.credentials.iter();
        let copies = copies.map(|copy| (copy.digest(), copy.validity().expires()));
        let issuers = ready.credentials.iter().map(|copy| *copy.issuer());
        let pseudonym = verified.pseudonyms.first().copied();
        Ok(Shown {
            once: [(nonce, ready.expires)].into_iter().chain(copies).collect(),
            eligible: Eligible {
                policy: self.policy,
                issuers: self.names.iter().cloned().zip(issuers).collect(),
                pseudonym: pseudonym.map(Pseudonym::from_bytes),
                ledger: ready.ledger.clone(),
                time: self.time,
            },
        })
    }
}

/// Presentations that are good, unless one of them was accepted before, and others that are not.
#[must_use]
pub struct VerifiedBatch {
    time: Timestamp,
    decided: Vec<Result<Shown, PresentationError>>,
}

/// What was shown, once it is known that it was not shown before.
struct Shown {
    eligible: Eligible,
    once: Vec<Once>,
}

impl VerifiedBatch {
    /// Decides: takes what is good out of circulation, all of it in one step, and then says so. A
    /// decision for each presentation, in their order; of two that show one copy, or answer one
    /// request, the first counts.
    pub fn redeem(self, nonces: &mut impl NonceStore) -> Vec<Result<Eligible, PresentationError>> {
        let good = self.decided.iter().flatten();
        let groups: Vec<Vec<Once>> = good.map(|shown| shown.once.clone()).collect();
        let mut redeemed = nonces.redeem_each(&groups, self.time).into_iter();
        let decide = |shown: Result<Shown, PresentationError>| {
            let eligible = shown?.eligible;
            match redeemed.next() {
                Some(Ok(())) => Ok(eligible),
                Some(Err(NonceError::Replayed)) => Err(PresentationError::NotEligible),
                Some(Err(NonceError::Unavailable)) | None => Err(PresentationError::Unavailable),
            }
        };
        self.decided.into_iter().map(decide).collect()
    }
}
