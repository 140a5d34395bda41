//! Steps about consent: grant, revoke, decide, break the glass, record an access.

use super::{Exchange, ExchangeError};
use crate::{
    audit::{AccessEvent, Notice},
    consent::{
        AccessPermit, AccessRequest, BreakGlassStatement, DecisionProof, DecisionRules, Denial,
        Grant, GrantChain, decide,
    },
    envelope::SealedHeader,
    exchange::{
        access::record_facts,
        bundle::{GrantBundle, GrantOffer},
        view::NodeView,
    },
    keys::{PublicIdentity, SecretIdentity, SigningKey},
    ledger::{Action, Receipt, store::LedgerStore},
    nonces::NonceStore,
    random::os_rng,
    types::{Duration, Salt, Timestamp},
};

impl<S: LedgerStore, N: NonceStore> Exchange<S, N> {
    /// Makes a grant: signs it, puts its commitment on the ledger, and wraps the category keys to
    /// the grantee.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Grant`] or [`ExchangeError::Identity`] if the grant cannot be made, and what
    /// the ledger refuses.
    pub fn grant(
        &mut self,
        patient: &SecretIdentity,
        grantee: &PublicIdentity,
        offer: GrantOffer,
        now: Timestamp,
    ) -> Result<GrantBundle, ExchangeError> {
        let rng = &mut os_rng()?;
        let controller = patient.identity_id();
        let (key, ledger) = (patient.signing_key(), self.ledger.id());
        let terms = offer.to(grantee);
        let grant = Grant::issue_with_rng(controller, &key, ledger, terms, now, rng)?;
        let action = Action::Grant {
            grant: grant.commitment(),
            controller,
            parent: None,
        };
        let bundle = GrantBundle::of_root(grant, patient, grantee, rng)?;
        let notice = Notice::of_grant(bundle.grant(), bundle.notice_key(), rng)?;
        self.commit(patient, action, Some(notice), now)?;
        Ok(bundle)
    }

    /// Revokes a grant, with all that was delegated from it, and begins a new epoch of the
    /// categories it covered. Store the changed identity and publish its document afterwards.
    ///
    /// What the grantee opened or unwrapped before stays readable to it; what is sealed from now on
    /// does not, and custodians that decide on this ledger serve nothing more.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::NotTheIssuer`] if the records are another identity's; otherwise what the
    /// ledger refuses. Nothing has changed then.
    pub fn revoke(
        &mut self,
        patient: &mut SecretIdentity,
        chain: &GrantChain,
        now: Timestamp,
    ) -> Result<Receipt, ExchangeError> {
        if chain.root().controller() != patient.identity_id() {
            return Err(ExchangeError::NotTheIssuer);
        }
        let mut rotated = patient.clone();
        for category in chain.leaf().scope().categories() {
            rotated.rotate_category(category)?;
        }
        let receipt = self.end(patient, chain, now)?;
        *patient = rotated;
        Ok(receipt)
    }

    /// Revokes a delegated grant on behalf of whoever passed it on.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::NotTheIssuer`] if the identity did not pass this grant on.
    pub fn revoke_delegation(
        &mut self,
        delegator: &SecretIdentity,
        chain: &GrantChain,
        now: Timestamp,
    ) -> Result<Receipt, ExchangeError> {
        let grants: Vec<_> = chain.grants().collect();
        let parent = grants.iter().rev().nth(1);
        if parent.is_none_or(|parent| parent.grantee().identity != delegator.identity_id()) {
            return Err(ExchangeError::NotTheIssuer);
        }
        self.end(delegator, chain, now)
    }

    /// A grant that was delegated offline is not on the ledger yet; to be revoked it has to be.
    fn end(
        &mut self,
        issuer: &SecretIdentity,
        chain: &GrantChain,
        now: Timestamp,
    ) -> Result<Receipt, ExchangeError> {
        if chain.leaf().ledger() != self.ledger.id() {
            return Err(ExchangeError::WrongLedger);
        }
        self.enlist(issuer, now)?;
        let mut parent = None;
        for grant in chain.grants() {
            let (commitment, controller) = (grant.commitment(), grant.controller());
            if parent.is_some() && self.ledger.view().grant(&commitment).is_none() {
                let action = Action::Grant {
                    grant: commitment,
                    controller,
                    parent,
                };
                self.submit(issuer, action, None, now)?;
            }
            parent = Some(commitment);
        }
        let action = Action::Revoke {
            grant: chain.leaf().commitment(),
        };
        let index = self.submit(issuer, action, None, now)?;
        self.seal_and_prove(index, now)
    }

    /// Decides a request on the ledger's last block, after a heartbeat if that block is old.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Denied`] with every reason.
    pub fn decide(
        &mut self,
        request: &AccessRequest,
        chain: &GrantChain,
        header: &SealedHeader,
        rules: &DecisionRules,
        now: Timestamp,
    ) -> Result<AccessPermit, ExchangeError> {
        self.refresh(now)?;
        let (facts, view) = (record_facts(header), NodeView::new(&self.ledger));
        let decision = decide(request, chain, &facts, &view, &mut self.nonces, rules, now);
        Ok(decision.into_permit()?)
    }

    /// Decides like [`decide`](Self::decide), and proves the decision to third parties with the
    /// decider's signature and the ledger's state.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::Block`] or [`ExchangeError::DecisionProof`]; a denial is a result.
    pub fn decide_and_prove(
        &mut self,
        request: &AccessRequest,
        chain: &GrantChain,
        header: &SealedHeader,
        rules: &DecisionRules,
        decider: &SigningKey,
        now: Timestamp,
    ) -> Result<(Result<AccessPermit, Denial>, DecisionProof), ExchangeError> {
        self.refresh(now)?;
        let (facts, view) = (record_facts(header), NodeView::new(&self.ledger));
        let decision = decide(request, chain, &facts, &view, &mut self.nonces, rules, now);
        let proof = decision.prove(decider)?;
        Ok((decision.into_permit(), proof))
    }

    /// States a reason for emergency access and puts it on the ledger. Only then can a decision
    /// for [`Purpose::BreakTheGlass`](crate::consent::Purpose::BreakTheGlass) permit anything; the
    /// patient finds the statement in the disclosure log.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::BreakGlass`] without a reason or for longer than a day.
    pub fn break_glass(
        &mut self,
        holder: &SecretIdentity,
        bundle: &GrantBundle,
        reason: &str,
        lifetime: Duration,
        now: Timestamp,
    ) -> Result<(BreakGlassStatement, Salt), ExchangeError> {
        let rng = &mut os_rng()?;
        let (controller, grantee) = (bundle.grant().controller(), holder.identity_id());
        let (ledger, expires) = (self.ledger.id(), now.plus(lifetime));
        let statement =
            BreakGlassStatement::new(ledger, controller, grantee, reason, now, expires)?;
        let salt = Salt::random(rng);
        let event = statement.commitment(&salt)?;
        let notice = Notice::of_break_glass(&statement, &salt, bundle.notice_key(), rng)?;
        let action = Action::BreakGlass {
            event,
            controller,
            expires,
        };
        self.commit(holder, action, Some(notice), now)?;
        Ok((statement, salt))
    }

    /// Commits an access event to the ledger, with a notice sealed to the patient beside it.
    ///
    /// # Errors
    ///
    /// [`ExchangeError::NotTheHolder`] if the event is another identity's; otherwise what the ledger
    /// refuses.
    pub fn record_access(
        &mut self,
        holder: &SecretIdentity,
        bundle: &GrantBundle,
        event: &AccessEvent,
        now: Timestamp,
    ) -> Result<Receipt, ExchangeError> {
        if event.accessor() != holder.signing_key().verifying_key() {
            return Err(ExchangeError::NotTheHolder);
        }
        let notice = Notice::of_access(event, bundle.notice_key(), &mut os_rng()?)?;
        let facts = event.facts();
        let action = Action::Access {
            event: event.commitment(),
            controller: facts.controller,
            grant: facts.grant_commitment,
            record: facts.record_commitment,
        };
        self.commit(holder, action, Some(notice), now)
    }
}
