//! Consent on a ledger: what patients grant, what custodians decide, and what is done with it.

use super::Ledger;
use crate::{
    access::{AccessPermit, AccessRequest, BreakGlass, Unlocked},
    arguments::{Seconds, seconds},
    decision::{Decision, DecisionRules},
    errors::Outcome,
    grant::{Grant, GrantTerms},
    identity::SecretIdentity,
    public_identity::PublicIdentity,
    receipt::Receipt,
    sealed_header::SealedHeader,
};
use pyo3::prelude::*;

#[pymethods]
impl Ledger {
    /// Grants somebody access: signs the grant, puts its commitment on the ledger, and wraps the
    /// category keys to the grantee, to whom the result is given.
    #[pyo3(signature = (patient, grantee, terms, *, now = None))]
    fn grant(
        &self,
        py: Python<'_>,
        patient: &SecretIdentity,
        grantee: &PublicIdentity,
        terms: &GrantTerms,
        now: Option<Seconds>,
    ) -> Outcome<Grant> {
        let (patient, grantee) = (&patient.0, &grantee.0);
        let (terms, now) = (terms.to_facade(), seconds(now));
        Ok(py
            .detach(|| self.0.grant(patient, grantee, &terms, now))?
            .into())
    }

    /// Revokes a grant, with all that was delegated from it. Its patient revokes it, or who passed
    /// it on. For the patient this begins a new epoch of the categories it covered: store the key
    /// file and publish the new document afterwards.
    ///
    /// What the grantee opened before stays readable to it; what is sealed from now on does not,
    /// and custodians that decide on this ledger serve nothing more.
    #[pyo3(signature = (issuer, grant, *, now = None))]
    fn revoke(
        &self,
        py: Python<'_>,
        issuer: &SecretIdentity,
        grant: &Grant,
        now: Option<Seconds>,
    ) -> Outcome<Receipt> {
        let (issuer, grant, now) = (&issuer.0, &grant.0, seconds(now));
        Ok(py.detach(|| self.0.revoke(issuer, grant, now))?.into())
    }

    /// Decides a request on the ledger's last block, after a heartbeat if that block is old.
    ///
    /// Raises `DeniedError` with every reason.
    #[pyo3(signature = (request, grant, header, rules, *, now = None))]
    fn decide(
        &self,
        py: Python<'_>,
        request: &AccessRequest,
        grant: &Grant,
        header: &SealedHeader,
        rules: &DecisionRules,
        now: Option<Seconds>,
    ) -> Outcome<AccessPermit> {
        let (request, grant, header) = (&request.0, &grant.0, &header.0);
        let (rules, now) = (rules.to_facade(), seconds(now));
        Ok(py
            .detach(|| self.0.decide(request, grant, header, &rules, now))?
            .into())
    }

    /// Decides like `decide()`, and proves the decision to third parties with the custodian's
    /// signature and the ledger's state. A denial is a result. The custodian must be registered,
    /// or nobody can tell that it is the one who was asked.
    #[pyo3(signature = (request, grant, header, rules, custodian, *, now = None))]
    #[allow(clippy::too_many_arguments)] // What it is about, each once.
    fn decide_and_prove(
        &self,
        py: Python<'_>,
        request: &AccessRequest,
        grant: &Grant,
        header: &SealedHeader,
        rules: &DecisionRules,
        custodian: &SecretIdentity,
        now: Option<Seconds>,
    ) -> Outcome<Decision> {
        let (request, grant, header) = (&request.0, &grant.0, &header.0);
        let (rules, custodian, now) = (rules.to_facade(), &custodian.0, seconds(now));
        let decision = py.detach(|| {
            self.0
                .decide_and_prove(request, grant, header, &rules, custodian, now)
        });
        Ok(decision?.into())
    }

    /// States a reason for emergency access and puts it on the ledger, where the patient finds it.
    /// It stands for `lifetime` seconds; without it, an hour.
    #[pyo3(signature = (holder, grant, reason, *, lifetime = None, now = None))]
    fn break_glass(
        &self,
        py: Python<'_>,
        holder: &SecretIdentity,
        grant: &Grant,
        reason: &str,
        lifetime: Option<u64>,
        now: Option<Seconds>,
    ) -> Outcome<BreakGlass> {
        let (holder, grant, now) = (&holder.0, &grant.0, seconds(now));
        let stated = py.detach(|| self.0.break_glass(holder, grant, reason, lifetime, now));
        Ok(BreakGlass(stated?))
    }

    /// Commits the access event of an unlocked record to the ledger, with a notice sealed to the
    /// patient beside it.
    #[pyo3(signature = (holder, grant, unlocked, *, now = None))]
    fn record_access(
        &self,
        py: Python<'_>,
        holder: &SecretIdentity,
        grant: &Grant,
        unlocked: &Unlocked,
        now: Option<Seconds>,
    ) -> Outcome<Receipt> {
        let (holder, grant, unlocked) = (&holder.0, &grant.0, &unlocked.0);
        let now = seconds(now);
        Ok(py
            .detach(|| self.0.record_access(holder, grant, unlocked, now))?
            .into())
    }

    /// All of an access in one step, where grantee and custodian share the ledger: registers the
    /// grantee, breaks the glass if a reason is given, asks, decides, unlocks, and puts the access
    /// on the ledger before anything can be read. Without a purpose, it is the only one the grant
    /// has.
    ///
    /// Raises `DeniedError` with every reason.
    #[pyo3(signature = (
        holder, grant, header, custodian, *, purpose = None, reason = None, now = None
    ))]
    #[allow(clippy::too_many_arguments)] // Keyword arguments.
    fn access(
        &self,
        py: Python<'_>,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        custodian: &str,
        purpose: Option<&str>,
        reason: Option<&str>,
        now: Option<Seconds>,
    ) -> Outcome<Unlocked> {
        let (holder, grant, header, now) = (&holder.0, &grant.0, &header.0, seconds(now));
        let unlocked = py.detach(|| {
            self.0
                .access(holder, grant, header, custodian, purpose, reason, now)
        });
        Ok(unlocked?.into())
    }
}
