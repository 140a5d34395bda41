//! The verifier's side.

use super::{
    Presentation, PresentationError,
    batch::{Prepared, PreparedBatch},
    context,
    eligible::Eligible,
};
use crate::{
    eligibility::{
        credential::Credential,
        encoding::Day,
        policy::{Compiled, CredentialRule, Policy},
        request::EligibilityRequest,
        status::StatusView,
    },
    keys::VerifyingKey,
    nonces::NonceStore,
    types::{Cancelled, NoProgress, Timestamp},
};
use rayon::prelude::*;
use serde_bytes::ByteBuf;
use std::{collections::HashMap, sync::Arc};

/// Whoever screens holders for one policy.
///
/// ```
/// use medseal::eligibility::*;
/// use medseal::{keys::SigningKey, random::os_rng, types::*};
/// # struct Ledger(LedgerPoint);
/// # impl StatusView for Ledger {
/// #     fn state(&self) -> LedgerPoint { self.0.clone() }
/// #     fn is_revoked(&self, _: &StatusHandle) -> Result<bool, StatusUnavailable> { Ok(false) }
/// # }
/// # let ledger = Ledger(LedgerPoint {
/// #     ledger: LedgerId::from_bytes([7; 32]),
/// #     height: 1,
/// #     state_root: Sha256Digest::from_bytes([9; 32]),
/// #     time: Timestamp::now()?,
/// # });
///
/// // A laboratory certifies; the wallet holds three copies, each to be shown once.
/// let (laboratory, now) = (SigningKey::from_seed(&[1; 32]), Timestamp::now()?);
/// let schema = Schema::from_json(r#"{"medseal_schema": 1, "name": "panel", "attributes": [
///     {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"}]}"#)?;
/// let values = CertifiedValues::new(&schema, &[("hba1c".into(), "7.4".into())].into())?;
/// let mut wallet = Wallet::new(WalletSecret::generate()?);
/// let challenge = IssuerChallenge::random(&mut os_rng()?);
/// let asked = wallet.request(&schema, laboratory.verifying_key(), challenge, 3)?;
/// let issuance = Issuer::new(laboratory.clone(), ledger.state().ledger)
///     .issue(&asked, &challenge, None, &schema, &values, Validity::weeks(now, 8))?;
/// wallet.accept(&issuance.batch)?;
///
/// // A trial asks.
/// let policy = Policy::from_json(
///     &format!(
///         r#"{{"medseal_policy": 1, "name": "screening",
///             "credentials": {{"lab": {{"schema": "{}", "issuers": ["{}"]}}}},
///             "require": {{"number": "lab.hba1c", "unit": "%", "min": "6.5", "max": "9.0"}}}}"#,
///         schema.hash(),
///         laboratory.verifying_key()
///     ),
///     &[schema].into_iter().collect(),
/// )?;
/// let (trial, audience) = (SigningKey::from_seed(&[2; 32]), "https://trial.example.org");
/// let terms = RequestTerms {
///     audience: audience.to_owned(),
///     ledger: ledger.state(),
///     issued: now,
///     lifetime: Duration::from_hours(1),
/// };
/// let request = EligibilityRequest::issue(&trial, &policy, terms)?;
///
/// // The wallet answers, and has a copy less; the trial learns that the policy holds.
/// let shown = wallet.present(&policy, &request, now)?;
/// assert_eq!(wallet.entries(now)[0].left, 2);
/// let mut verifier = Verifier::new(trial.verifying_key(), audience.to_owned(), policy);
/// let mut nonces = MemoryNonces::default();
/// let eligible = verifier.verify(shown.as_bytes(), &request, &ledger, &mut nonces, now)?;
/// assert_eq!(eligible.issuers()["lab"], laboratory.verifying_key());
/// // Sent once more, it is worth nothing.
/// assert!(verifier.verify(shown.as_bytes(), &request, &ledger, &mut nonces, now).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Verifier {
    key: VerifyingKey,
    audience: String,
    policy: Policy,
    /// What the policy means on the days that requests were made.
    compiled: HashMap<Day, Arc<Compiled>>,
}

impl Verifier {
    /// A verifier with this key, at this audience, for this policy.
    #[must_use]
    pub fn new(key: VerifyingKey, audience: String, policy: Policy) -> Self {
        Self {
            key,
            audience,
            policy,
            compiled: HashMap::new(),
        }
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Decides about one presentation.
    ///
    /// # Errors
    ///
    /// [`PresentationError`].
    pub fn verify(
        &mut self,
        presentation: &[u8],
        request: &EligibilityRequest,
        view: &impl StatusView,
        nonces: &mut impl NonceStore,
        now: Timestamp,
    ) -> Result<Eligible, PresentationError> {
        let decided = self.verify_batch(&[(presentation, request)], view, nonces, now);
        let decided = decided.into_iter().next();
        decided.unwrap_or(Err(PresentationError::NotEligible))
    }

    /// Decides about many presentations, each with the request it answers, in one multiscalar
    /// multiplication: the same decisions that [`verify`](Self::verify) makes one after another.
    ///
    /// What is accepted is taken out of circulation together, before anything is returned.
    pub fn verify_batch(
        &mut self,
        presentations: &[(&[u8], &EligibilityRequest)],
        view: &impl StatusView,
        nonces: &mut impl NonceStore,
        now: Timestamp,
    ) -> Vec<Result<Eligible, PresentationError>> {
        match self
            .prepare(presentations, view, now)
            .verify(&mut NoProgress)
        {
            Ok(verified) => verified.redeem(nonces),
            Err(Cancelled) => vec![Err(PresentationError::Unavailable); presentations.len()],
        }
    }

    /// The first of three steps of [`verify_batch`](Self::verify_batch), for whoever has much to do
    /// meanwhile: reads the presentations and looks up their credentials' status. Then
    /// [`PreparedBatch::verify`] needs neither verifier nor view, and can be watched and stopped;
    /// [`VerifiedBatch::redeem`] decides.
    ///
    /// [`VerifiedBatch::redeem`]: super::VerifiedBatch::redeem
    pub fn prepare(
        &mut self,
        presentations: &[(&[u8], &EligibilityRequest)],
        view: &impl StatusView,
        now: Timestamp,
    ) -> PreparedBatch {
        // Signatures of issuers take the most time, and need nothing but the policy.
        let verifier = &*self;
        let read: Vec<_> = presentations
            .par_iter()
            .map(|(bytes, request)| {
                verifier.is_asked(request, now)?;
                verifier.read(bytes, request, now)
            })
            .collect();
        let each = presentations.iter().zip(read);
        let prepared = each.map(|((_, request), read)| self.look_up(request, read, view, now));
        let prepared = prepared.collect();
        PreparedBatch {
            policy: self.policy.hash(),
            names: self.policy.credentials().keys().cloned().collect(),
            time: now,
            prepared,
        }
    }

    /// That the request is this verifier's, and may be answered now.
    fn is_asked(
        &self,
        request: &EligibilityRequest,
        now: Timestamp,
    ) -> Result<(), PresentationError> {
        let own = *request.verifier() == self.key
            && request.audience() == self.audience
            && request.policy() == self.policy.hash();
        if own && request.is_open(now) {
            Ok(())
        } else {
            Err(NOT_ELIGIBLE)
        }
    }

    /// All that can be checked of a presentation without the ledger and the proof.
    fn read(
        &self,
        presentation: &[u8],
        request: &EligibilityRequest,
        now: Timestamp,
    ) -> Result<Read, PresentationError> {
        let presentation = Presentation::from_bytes(presentation).map_err(|_| NOT_ELIGIBLE)?;
        let rules = self.policy.credentials();
        let sent = &presentation.wire.credentials;
        if presentation.request() != request.digest() || sent.len() != rules.len() {
            return Err(NOT_ELIGIBLE);
        }
        let read = |(rule, bytes): (&CredentialRule, &ByteBuf)| {
            let credential = Credential::from_bytes(bytes, &rule.issuers);
            let credential = credential.map_err(|_| NOT_ELIGIBLE)?;
            let acceptable = credential.schema() == rule.schema
                && credential.validity().contains(now)
                && credential.status().registry == request.ledger().ledger;
            acceptable.then_some(credential).ok_or(NOT_ELIGIBLE)
        };
        Ok(Read {
            credentials: rules
                .values()
                .zip(sent)
                .map(read)
                .collect::<Result<_, _>>()?,
            presentation,
        })
    }

    /// What the ledger says, and what is to be proven.
    fn look_up(
        &mut self,
        request: &EligibilityRequest,
        read: Result<Read, PresentationError>,
        view: &impl StatusView,
        now: Timestamp,
    ) -> Result<Prepared, PresentationError> {
        self.is_asked(request, now)?;
        let (seen, oldest) = (view.state(), request.ledger());
        let older = seen.height < oldest.height || seen.time < oldest.time;
        // Two states of one height are two histories of one ledger.
        let forked = seen.height == oldest.height && seen != *oldest;
        if seen.ledger != oldest.ledger || older || forked {
            return Err(PresentationError::Unavailable);
        }
        let Read {
            credentials,
            presentation,
        } = read?;
        for credential in &credentials {
            let revoked = view.is_revoked(&credential.status().handle);
            if revoked.map_err(|_| PresentationError::Unavailable)? {
                return Err(NOT_ELIGIBLE);
            }
        }
        let compiled = self.compile(request)?;
        let shown: Vec<_> = credentials.iter().collect();
        let context = context(request, &self.policy, &compiled, &shown).ok_or(NOT_ELIGIBLE)?;
        Ok(Prepared {
            compiled,
            context,
            credentials,
            proof: presentation.wire.proof.into_vec(),
            signatures: presentation.wire.signatures,
            ledger: seen,
            expires: request.expires(),
        })
    }

    fn compile(
        &mut self,
        request: &EligibilityRequest,
    ) -> Result<Arc<Compiled>, PresentationError> {
        let today = request.today().ok_or(NOT_ELIGIBLE)?;
        if let Some(compiled) = self.compiled.get(&today) {
            return Ok(Arc::clone(compiled));
        }
        let compiled = self.policy.compile(today, &self.key);
        let compiled = Arc::new(compiled.map_err(|_| NOT_ELIGIBLE)?);
        // Requests live for a day at most: of earlier days none is open any more.
        if self.compiled.len() >= OPEN_DAYS {
            self.compiled.clear();
        }
        self.compiled.insert(today, Arc::clone(&compiled));
        Ok(compiled)
    }
}

/// A presentation with its credentials, which trusted issuers signed.
struct Read {
    presentation: Presentation,
    credentials: Vec<Credential>,
}

const NOT_ELIGIBLE: PresentationError = PresentationError::NotEligible;
const OPEN_DAYS: usize = 4;
