//! The holder's side: finding credentials that meet a policy, and proving that they do.

use super::{PresentError, Presentation, Wire, context};
use crate::{
    domain::HOLDER_BINDING,
    eligibility::{
        credential::AcceptedCopy,
        policy::{CredentialRule, Policy},
        prove::prove_with_rng,
        request::EligibilityRequest,
        wallet::{Holding, Wallet},
    },
    random::os_rng,
    types::Timestamp,
};
use rand_core::CryptoRng;
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

impl Wallet {
    /// Answers a request, if the wallet's values meet its policy.
    ///
    /// Takes a copy of each credential out of the wallet for good: **save the wallet before sending
    /// the presentation**. Who asks, and for what, the caller has shown to the holder before:
    /// [`EligibilityRequest::verifier`] and [`Policy::explain`].
    ///
    /// # Errors
    ///
    /// [`PresentError`]; the wallet is as it was then.
    pub fn present(
        &mut self,
        policy: &Policy,
        request: &EligibilityRequest,
        now: Timestamp,
    ) -> Result<Presentation, PresentError> {
        self.present_with_rng(policy, request, now, &mut os_rng()?)
    }

    /// [`present`](Self::present) with the proof's randomness from `rng`. Its nonces depend on what
    /// is proven too, so that a generator that repeats itself gives no secret away.
    ///
    /// # Errors
    ///
    /// [`PresentError`]; the wallet is as it was then.
    pub fn present_with_rng(
        &mut self,
        policy: &Policy,
        request: &EligibilityRequest,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Presentation, PresentError> {
        if request.policy() != policy.hash() {
            return Err(PresentError::Policy);
        }
        if !request.is_open(now) {
            return Err(PresentError::Expired);
        }
        let today = request.today().ok_or(PresentError::Expired)?;
        let chosen = self.choose(policy, request, now)?;
        let compiled = policy.compile(today, request.verifier())?;

        let mut copies: Vec<&AcceptedCopy> = Vec::new();
        let mut openings = Vec::new();
        for ((name, holding), copy) in chosen.iter().zip(self.copies(&chosen)?) {
            let holding = self
                .holdings
                .get(*holding)
                .ok_or(PresentError::NoCredential)?;
            let schema = self
                .schemas
                .find(&holding.schema)
                .ok_or(PresentError::NoCredential)?;
            let all = copy.openings(&self.secret, schema, &holding.values);
            let all = all.ok_or(PresentError::NoCredential)?;
            let positions = compiled.layout.iter().filter(|(of, _)| of == name);
            openings.extend(positions.filter_map(|(_, position)| all.get(*position).cloned()));
            copies.push(copy);
        }
        let credentials: Vec<_> = copies.iter().map(|copy| &copy.credential).collect();
        let context = context(request, policy, &compiled, &credentials);
        let context = context.ok_or(PresentError::NoCredential)?;
        let proof = prove_with_rng(&compiled.program, &openings, &context, rng)?;
        let signature = |copy: &&AcceptedCopy| {
            copy.secret
                .signing_key()
                .sign(HOLDER_BINDING, proof.to_sign.as_bytes())
        };
        let presentation = Presentation::new(Wire {
            v: 1,
            request: request.digest(),
            credentials: credentials
                .iter()
                .map(|c| ByteBuf::from(c.as_bytes()))
                .collect(),
            signatures: copies.iter().map(signature).collect(),
            proof: ByteBuf::from(proof.bytes),
        })?;
        for (_, holding) in chosen {
            if let Some(holding) = self.holdings.get_mut(holding) {
                holding.copies.pop();
            }
        }
        Ok(presentation)
    }

    /// For each name of the policy, an issuance whose values meet it together with the others'.
    fn choose(
        &self,
        policy: &Policy,
        request: &EligibilityRequest,
        now: Timestamp,
    ) -> Result<Vec<(String, usize)>, PresentError> {
        let today = request.today().ok_or(PresentError::Expired)?;
        let mut choices: Vec<Vec<(String, usize)>> = vec![Vec::new()];
        for (name, rule) in policy.credentials() {
            let suitable = self.holdings.iter().enumerate().rev();
            let suitable = suitable.filter(|(_, holding)| suits(holding, rule, request, now));
            let suitable: Vec<usize> = suitable.map(|(index, _)| index).collect();
            let with = |choice: &Vec<(String, usize)>| {
                let choice = choice.clone();
                let with = move |index: &usize| [&choice[..], &[(name.clone(), *index)]].concat();
                suitable.iter().map(with).collect::<Vec<_>>()
            };
            choices = choices.iter().flat_map(with).take(MAX_CHOICES).collect();
        }
        if choices.is_empty() {
            return Err(PresentError::NoCredential);
        }
        let meets = |choice: &Vec<(String, usize)>| {
            let values = choice.iter().filter_map(|(name, index)| {
                let holding = self.holdings.get(*index)?;
                Some((name.clone(), holding.values.clone()))
            });
            let values: BTreeMap<_, _> = values.collect();
            policy.is_met_by(&values, today)
        };
        choices.into_iter().find(meets).ok_or(PresentError::NotMet)
    }

    /// The copy that each chosen issuance shows next; where one is chosen for several names, the
    /// next ones.
    fn copies(&self, chosen: &[(String, usize)]) -> Result<Vec<&AcceptedCopy>, PresentError> {
        let copy = |(at, (_, index)): (usize, &(String, usize))| {
            let before = chosen.iter().take(at).filter(|(_, other)| other == index);
            let holding = self.holdings.get(*index)?;
            holding.copies.iter().rev().nth(before.count())
        };
        let copies = chosen.iter().enumerate().map(copy);
        copies
            .collect::<Option<_>>()
            .ok_or(PresentError::NoCredential)
    }
}

fn suits(
    holding: &Holding,
    rule: &CredentialRule,
    request: &EligibilityRequest,
    now: Timestamp,
) -> bool {
    let revocable =
        |copy: &AcceptedCopy| copy.credential.status().registry == request.ledger().ledger;
    holding.schema == rule.schema
        && rule.issuers.contains(&holding.issuer)
        && holding.validity.contains(now)
        && holding.copies.last().is_some_and(revocable)
}

/// Most combinations of issuances that are tried.
const MAX_CHOICES: usize = 256;
