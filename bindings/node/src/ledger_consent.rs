//! Steps about consent: grant, revoke, decide, break the glass, record an access.

use crate::access_permit::AccessPermit;
use crate::access_request::{AccessRequest, BreakGlass};
use crate::decision::{Decision, DecisionRules};
use crate::grant::{Grant, GrantTerms};
use crate::ledger::Ledger;
use crate::numbers::Unsigned;
use crate::public_identity::PublicIdentity;
use crate::receipt::Receipt;
use crate::sealed_header::SealedHeader;
use crate::secret_identity::SecretIdentity;
use crate::unlocked::Unlocked;
use crate::work::{Work, off_loop};
use medseal_facade as facade;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

#[napi]
impl Ledger {
    /// Grants somebody access: signs the grant, puts its commitment on the ledger, and wraps the
    /// category keys to the grantee, to whom the result is given.
    ///
    /// @throws `closed`; of kind `Malformed` if the terms cannot be; `unknown-category`; of kind `Conflict`
    /// or `Storage`.
    #[napi(
        ts_args_type = "patient: SecretIdentity, grantee: PublicIdentity, terms: GrantTerms, now?: bigint | number | null",
        ts_return_type = "Promise<Grant>"
    )]
    pub fn grant(
        &self,
        patient: &SecretIdentity,
        grantee: &PublicIdentity,
        terms: GrantTerms,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Grant, Grant>> {
        let inner = self.inner.clone();
        let patient = patient.inner();
        let grantee = grantee.inner();
        let terms = facade::GrantTerms::from(terms);
        off_loop(move || inner.grant(&patient, &grantee, &terms, now.map(|now| now.0)))
    }

    /// Revokes a grant, with all that was delegated from it. Its patient revokes it, or who passed
    /// it on. For the patient this begins a new epoch of the categories it covered: store the key
    /// file and publish the new document afterwards.
    ///
    /// What the grantee opened before stays readable to it; what is sealed from now on does not, and
    /// custodians that decide on this ledger serve nothing more.
    ///
    /// @throws `closed`; `not-the-issuer`, `already-revoked` and other codes of kind `Conflict`. Nothing has
    /// changed then.
    #[napi(
        ts_args_type = "issuer: SecretIdentity, grant: Grant, now?: bigint | number | null",
        ts_return_type = "Promise<Receipt>"
    )]
    pub fn revoke(
        &self,
        issuer: &SecretIdentity,
        grant: &Grant,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Receipt, Receipt>> {
        let inner = self.inner.clone();
        let issuer = issuer.inner();
        let grant = grant.inner();
        off_loop(move || inner.revoke(&issuer, &grant, now.map(|now| now.0)))
    }

    /// Decides a request on the ledger's last block, after a heartbeat if that block is old.
    ///
    /// @throws `access-denied` with every reason; `closed`; of kind `Storage`.
    #[napi(
        ts_args_type = "request: AccessRequest, grant: Grant, header: SealedHeader, rules: DecisionRules, now?: bigint | number | null",
        ts_return_type = "Promise<AccessPermit>"
    )]
    pub fn decide(
        &self,
        request: &AccessRequest,
        grant: &Grant,
        header: &SealedHeader,
        rules: DecisionRules,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::AccessPermit, AccessPermit>> {
        let inner = self.inner.clone();
        let request = request.inner();
        let grant = grant.inner();
        let header = header.inner();
        let rules = facade::DecisionRules::from(rules);
        off_loop(move || inner.decide(&request, &grant, &header, &rules, now.map(|now| now.0)))
    }

    /// Decides like `decide`, and proves the decision to third parties with the
    /// custodian's signature and the ledger's state. A denial is a result. The custodian must be
    /// registered with `register`, or nobody can tell that it is the one who was asked.
    ///
    /// @throws `closed`; of kind `Storage`; `view-unavailable` if the state cannot be proven.
    #[napi(
        ts_args_type = "request: AccessRequest, grant: Grant, header: SealedHeader, rules: DecisionRules, custodian: SecretIdentity, now?: bigint | number | null",
        ts_return_type = "Promise<Decision>"
    )]
    pub fn decide_and_prove(
        &self,
        request: &AccessRequest,
        grant: &Grant,
        header: &SealedHeader,
        rules: DecisionRules,
        custodian: &SecretIdentity,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Decision, Decision>> {
        let inner = self.inner.clone();
        let request = request.inner();
        let grant = grant.inner();
        let header = header.inner();
        let rules = facade::DecisionRules::from(rules);
        let custodian = custodian.inner();
        off_loop(move || {
            inner.decide_and_prove(
                &request,
                &grant,
                &header,
                &rules,
                &custodian,
                now.map(|now| now.0),
            )
        })
    }

    /// States a reason for emergency access and puts it on the ledger, where the patient finds it.
    /// It stands for `lifetime` seconds; without it, an hour.
    ///
    /// @throws `closed`; `break-glass-reason` if the reason is blank or too long; `break-glass-lifetime` for
    /// more than a day; of kind `Conflict` or `Storage`.
    #[napi(
        ts_args_type = "holder: SecretIdentity, grant: Grant, reason: string, lifetime?: bigint | number | null, now?: bigint | number | null",
        ts_return_type = "Promise<BreakGlass>"
    )]
    pub fn break_glass(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        reason: String,
        lifetime: Option<Unsigned>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::BreakGlass, BreakGlass>> {
        let inner = self.inner.clone();
        let holder = holder.inner();
        let grant = grant.inner();
        off_loop(move || {
            inner.break_glass(
                &holder,
                &grant,
                &reason,
                lifetime.map(|lifetime| lifetime.0),
                now.map(|now| now.0),
            )
        })
    }

    /// Commits the access event of an unlocked record to the ledger, with a notice sealed to the
    /// patient beside it.
    ///
    /// @throws `closed`; `not-the-grantee` if the event is another identity's; of kind `Conflict` or
    /// `Storage`.
    #[napi(
        ts_args_type = "holder: SecretIdentity, grant: Grant, unlocked: Unlocked, now?: bigint | number | null",
        ts_return_type = "Promise<Receipt>"
    )]
    pub fn record_access(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        unlocked: &Unlocked,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Receipt, Receipt>> {
        let inner = self.inner.clone();
        let holder = holder.inner();
        let grant = grant.inner();
        let unlocked = unlocked.inner();
        off_loop(move || inner.record_access(&holder, &grant, &unlocked, now.map(|now| now.0)))
    }

    /// All of an access in one step, where grantee and custodian share the ledger: registers the
    /// grantee, breaks the glass if a reason is given, asks, decides, unlocks, and puts the access
    /// on the ledger before anything can be read. Without a purpose, the only one the grant has.
    ///
    /// @throws `access-denied` with every reason; `closed`; and what else each of the steps gives.
    #[napi(
        ts_args_type = "holder: SecretIdentity, grant: Grant, header: SealedHeader, custodian: string, purpose?: string | null, reason?: string | null, now?: bigint | number | null",
        ts_return_type = "Promise<Unlocked>"
    )]
    pub fn access(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        custodian: String,
        purpose: Option<String>,
        reason: Option<String>,
        now: Option<Unsigned>,
    ) -> AsyncTask<Work<facade::Unlocked, Unlocked>> {
        let inner = self.inner.clone();
        let holder = holder.inner();
        let grant = grant.inner();
        let header = header.inner();
        off_loop(move || {
            inner.access(
                &holder,
                &grant,
                &header,
                &custodian,
                purpose.as_deref(),
                reason.as_deref(),
                now.map(|now| now.0),
            )
        })
    }
}
