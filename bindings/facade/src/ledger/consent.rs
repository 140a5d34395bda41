//! Steps about consent: grant, revoke, decide, break the glass, record an access.

use super::Ledger;
use crate::{
    access::{AccessPermit, AccessRequest, BreakGlass, Unlocked},
    decision::{Decision, DecisionRules},
    error::Result,
    grant::{Grant, GrantTerms, purpose_of},
    guard::guard,
    identity::SecretIdentity,
    public_identity::PublicIdentity,
    receipt::Receipt,
    sealed_header::SealedHeader,
    text,
};
use medseal::{
    consent,
    exchange::{AccessIntent, unlock},
    types::{Duration, IdentityId},
};

impl Ledger {
    /// Grants somebody access: signs the grant, puts its commitment on the ledger, and wraps the
    /// category keys to the grantee, to whom the result is given.
    ///
    /// # Errors
    ///
    /// `closed`; of kind `Malformed` if the terms cannot be; `unknown-category`; of kind `Conflict`
    /// or `Storage`.
    pub fn grant(
        &self,
        patient: &SecretIdentity,
        grantee: &PublicIdentity,
        terms: &GrantTerms,
        now: Option<u64>,
    ) -> Result<Grant> {
        guard("Ledger.grant", || {
            let (patient, now) = (patient.open()?, text::time(now)?);
            let offer = terms.offer(now)?;
            self.step(|exchange| {
                let bundle = exchange.grant(&patient, grantee.core(), offer, now)?;
                Ok(Grant::new(bundle))
            })
        })
    }

    /// Revokes a grant, with all that was delegated from it. Its patient revokes it, or who passed
    /// it on. For the patient this begins a new epoch of the categories it covered: store the key
    /// file and publish the new document afterwards.
    ///
    /// What the grantee opened before stays readable to it; what is sealed from now on does not, and
    /// custodians that decide on this ledger serve nothing more.
    ///
    /// # Errors
    ///
    /// `closed`; `not-the-issuer`, `already-revoked` and other codes of kind `Conflict`. Nothing has
    /// changed then.
    pub fn revoke(
        &self,
        issuer: &SecretIdentity,
        grant: &Grant,
        now: Option<u64>,
    ) -> Result<Receipt> {
        guard("Ledger.revoke", || {
            let now = text::time(now)?;
            let chain = grant.core().chain();
            let receipt = self.step(|exchange| {
                issuer.change(|issuer| {
                    if chain.root().controller() == issuer.identity_id() {
                        Ok(exchange.revoke(issuer, chain, now)?)
                    } else {
                        Ok(exchange.revoke_delegation(issuer, chain, now)?)
                    }
                })
            })?;
            Ok(Receipt::new(receipt))
        })
    }

    /// Decides a request on the ledger's last block, after a heartbeat if that block is old.
    ///
    /// # Errors
    ///
    /// `access-denied` with every reason; `closed`; of kind `Storage`.
    pub fn decide(
        &self,
        request: &AccessRequest,
        grant: &Grant,
        header: &SealedHeader,
        rules: &DecisionRules,
        now: Option<u64>,
    ) -> Result<AccessPermit> {
        guard("Ledger.decide", || {
            let (rules, now) = (rules.to_core()?, text::time(now)?);
            let (chain, header) = (grant.core().chain(), header.core());
            self.step(|exchange| {
                let permit = exchange.decide(request.core(), chain, header, &rules, now)?;
                Ok(AccessPermit::new(permit))
            })
        })
    }

    /// Decides like [`decide`](Self::decide), and proves the decision to third parties with the
    /// custodian's signature and the ledger's state. A denial is a result. The custodian must be
    /// [registered](Self::register), or nobody can tell that it is the one who was asked.
    ///
    /// # Errors
    ///
    /// `closed`; of kind `Storage`; `view-unavailable` if the state cannot be proven.
    pub fn decide_and_prove(
        &self,
        request: &AccessRequest,
        grant: &Grant,
        header: &SealedHeader,
        rules: &DecisionRules,
        custodian: &SecretIdentity,
        now: Option<u64>,
    ) -> Result<Decision> {
        guard("Ledger.decide_and_prove", || {
            let (rules, now) = (rules.to_core()?, text::time(now)?);
            let (chain, header) = (grant.core().chain(), header.core());
            let decider = custodian.open()?.signing_key();
            self.step(|exchange| {
                let (outcome, proof) = exchange.decide_and_prove(
                    request.core(),
                    chain,
                    header,
                    &rules,
                    &decider,
                    now,
                )?;
                Ok(Decision::new(outcome, proof))
            })
        })
    }

    /// States a reason for emergency access and puts it on the ledger, where the patient finds it.
    /// It stands for `lifetime` seconds; without it, an hour.
    ///
    /// # Errors
    ///
    /// `closed`; `break-glass-reason` if the reason is blank or too long; `break-glass-lifetime` for
    /// more than a day; of kind `Conflict` or `Storage`.
    pub fn break_glass(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        reason: &str,
        lifetime: Option<u64>,
        now: Option<u64>,
    ) -> Result<BreakGlass> {
        guard("Ledger.break_glass", || {
            let (holder, now) = (holder.open()?, text::time(now)?);
            let lifetime = Duration::from_seconds(lifetime.unwrap_or(AN_HOUR));
            self.step(|exchange| {
                let (statement, salt) =
                    exchange.break_glass(&holder, grant.core(), reason, lifetime, now)?;
                Ok(BreakGlass::new(statement, salt))
            })
        })
    }

    /// Commits the access event of an unlocked record to the ledger, with a notice sealed to the
    /// patient beside it.
    ///
    /// # Errors
    ///
    /// `closed`; `not-the-grantee` if the event is another identity's; of kind `Conflict` or
    /// `Storage`.
    pub fn record_access(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        unlocked: &Unlocked,
        now: Option<u64>,
    ) -> Result<Receipt> {
        guard("Ledger.record_access", || {
            let (holder, now) = (holder.open()?, text::time(now)?);
            let unlocked = unlocked.core()?;
            self.step(|exchange| {
                let (bundle, event) = (grant.core(), unlocked.event());
                Ok(Receipt::new(
                    exchange.record_access(&holder, bundle, event, now)?,
                ))
            })
        })
    }

    /// All of an access in one step, where grantee and custodian share the ledger: registers the
    /// grantee, breaks the glass if a reason is given, asks, decides, unlocks, and puts the access
    /// on the ledger before anything can be read. Without a purpose, the only one the grant has.
    ///
    /// # Errors
    ///
    /// `access-denied` with every reason; `closed`; and what else each of the steps gives.
    #[allow(clippy::too_many_arguments)] // What it is about, each once; a struct would be unpacked at once.
    pub fn access(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        custodian: &str,
        purpose: Option<&str>,
        reason: Option<&str>,
        now: Option<u64>,
    ) -> Result<Unlocked> {
        guard("Ledger.access", || {
            let (holder, now) = (holder.open()?, text::time(now)?);
            let custodian: IdentityId = custodian.parse()?;
            let mut intent = AccessIntent::new(custodian, purpose_of(grant, purpose)?);
            let (bundle, core) = (grant.core(), header.core());
            let unlocked = self.step(|exchange| {
                // Nobody but the grantee is put on the ledger for asking.
                if bundle.grant().grantee().identity == holder.identity_id() {
                    exchange.register(&holder, now)?;
                }
                if let Some(reason) = reason {
                    let lifetime = Duration::from_seconds(AN_HOUR);
                    let stated = exchange.break_glass(&holder, bundle, reason, lifetime, now)?;
                    intent.break_glass = Some(stated);
                }
                let request = intent.request(&holder, bundle, core, now)?;
                let rules = consent::DecisionRules::new(custodian);
                let permit = exchange.decide(&request, bundle.chain(), core, &rules, now)?;
                let unlocked = unlock(permit, &holder, bundle, core, reason, now)?;
                exchange.record_access(&holder, bundle, unlocked.event(), now)?;
                Ok(unlocked)
            })?;
            Ok(Unlocked::new(unlocked, header.clone()))
        })
    }
}

const AN_HOUR: u64 = 3600;
