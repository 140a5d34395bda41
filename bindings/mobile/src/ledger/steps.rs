//! The steps that people take on a ledger.

use super::Ledger;
use crate::{
    access::{AccessPermit, AccessRequest, BreakGlass, Unlocked},
    decision::Decision,
    error::Result,
    grant::Grant,
    identity::{PublicIdentity, SecretIdentity},
    receipt::Receipt,
    record::SealedHeader,
};
use medseal_facade::{DecisionRules, GrantTerms};
use std::sync::Arc;

#[uniffi::export]
impl Ledger {
    /// Registers an identity, or its current key, unless the ledger knows it already. Identities
    /// are registered on the way when they first write to the ledger; a grantee that only asks has
    /// to be registered before.
    ///
    /// Errors: `closed`, or of kind `Conflict` or `Storage`.
    #[uniffi::method(default(now = None))]
    pub fn register(&self, identity: &SecretIdentity, now: Option<u64>) -> Result<()> {
        Ok(self.0.register(&identity.0, now)?)
    }

    /// Anchors a sealed record and gives its author's receipt. `previous` is the header of the
    /// version it replaces.
    ///
    /// Errors: `closed`; `not-the-author`, `record-already-anchored` and other codes of kind
    /// `Conflict`; `not-the-next-version`.
    #[uniffi::method(default(previous = None, now = None))]
    pub fn anchor(
        &self,
        author: &SecretIdentity,
        header: &SealedHeader,
        previous: Option<Arc<SealedHeader>>,
        now: Option<u64>,
    ) -> Result<Arc<Receipt>> {
        Ok(Arc::new(Receipt(self.0.anchor(
            &author.0,
            &header.0,
            previous.as_deref().map(|one| &one.0),
            now,
        )?)))
    }

    /// Anchors many first versions in one block; the receipts are in the order of the headers.
    ///
    /// Errors: as `anchor`. Records before the one refused wait for the next block.
    #[uniffi::method(default(now = None))]
    pub fn anchor_all(
        &self,
        author: &SecretIdentity,
        headers: Vec<Arc<SealedHeader>>,
        now: Option<u64>,
    ) -> Result<Vec<Arc<Receipt>>> {
        Ok(self
            .0
            .anchor_all(
                &author.0,
                &headers.iter().map(|one| one.0.clone()).collect::<Vec<_>>(),
                now,
            )?
            .into_iter()
            .map(|one| Arc::new(Receipt(one)))
            .collect())
    }

    /// Puts the tombstone of one version of a record on the ledger and gives its receipt. Then
    /// every custodian destroys what it holds and attests it, and `ErasureReceipt.new` joins both.
    ///
    /// Errors: `closed`; `malformed-hex`; `not-the-controller`, `unknown-record` and other codes of
    /// kind `Conflict`.
    #[uniffi::method(default(now = None))]
    pub fn erase(
        &self,
        patient: &SecretIdentity,
        commitment: String,
        now: Option<u64>,
    ) -> Result<Arc<Receipt>> {
        Ok(Arc::new(Receipt(self.0.erase(
            &patient.0,
            &commitment,
            now,
        )?)))
    }

    /// Grants somebody access: signs the grant, puts its commitment on the ledger, and wraps the
    /// category keys to the grantee, to whom the result is given.
    ///
    /// Errors: `closed`; of kind `Malformed` if the terms cannot be; `unknown-category`; of kind
    /// `Conflict` or `Storage`.
    #[uniffi::method(default(now = None))]
    pub fn grant(
        &self,
        patient: &SecretIdentity,
        grantee: &PublicIdentity,
        terms: GrantTerms,
        now: Option<u64>,
    ) -> Result<Arc<Grant>> {
        Ok(Arc::new(Grant(
            self.0.grant(&patient.0, &grantee.0, &terms, now)?,
        )))
    }

    /// Revokes a grant, with all that was delegated from it. Its patient revokes it, or who passed
    /// it on. For the patient this begins a new epoch of the categories it covered: store the key
    /// file and publish the new document afterwards.
    ///
    /// What the grantee opened before stays readable to it; what is sealed from now on does not,
    /// and custodians that decide on this ledger serve nothing more.
    ///
    /// Errors: `closed`; `not-the-issuer`, `already-revoked` and other codes of kind `Conflict`.
    /// Nothing has changed then.
    #[uniffi::method(default(now = None))]
    pub fn revoke(
        &self,
        issuer: &SecretIdentity,
        grant: &Grant,
        now: Option<u64>,
    ) -> Result<Arc<Receipt>> {
        Ok(Arc::new(Receipt(self.0.revoke(&issuer.0, &grant.0, now)?)))
    }

    /// Decides a request on the ledger's last block, after a heartbeat if that block is old.
    ///
    /// Errors: `access-denied` with every reason; `closed`; of kind `Storage`.
    #[uniffi::method(default(now = None))]
    pub fn decide(
        &self,
        request: &AccessRequest,
        grant: &Grant,
        header: &SealedHeader,
        rules: DecisionRules,
        now: Option<u64>,
    ) -> Result<Arc<AccessPermit>> {
        Ok(Arc::new(AccessPermit(
            self.0
                .decide(&request.0, &grant.0, &header.0, &rules, now)?,
        )))
    }

    /// Decides like `decide`, and proves the decision to third parties with the custodian's
    /// signature and the ledger's state. A denial is a result. The custodian must be
    /// [registered](Self::register), or nobody can tell that it is the one who was asked.
    ///
    /// Errors: `closed`; of kind `Storage`; `view-unavailable` if the state cannot be proven.
    #[uniffi::method(default(now = None))]
    pub fn decide_and_prove(
        &self,
        request: &AccessRequest,
        grant: &Grant,
        header: &SealedHeader,
        rules: DecisionRules,
        custodian: &SecretIdentity,
        now: Option<u64>,
    ) -> Result<Arc<Decision>> {
        Ok(Arc::new(Decision(self.0.decide_and_prove(
            &request.0,
            &grant.0,
            &header.0,
            &rules,
            &custodian.0,
            now,
        )?)))
    }

    /// States a reason for emergency access and puts it on the ledger, where the patient finds it.
    /// It stands for `lifetime` seconds; without it, an hour.
    ///
    /// Errors: `closed`; `break-glass-reason` if the reason is blank or too long;
    /// `break-glass-lifetime` for more than a day; of kind `Conflict` or `Storage`.
    #[uniffi::method(default(lifetime = None, now = None))]
    pub fn break_glass(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        reason: String,
        lifetime: Option<u64>,
        now: Option<u64>,
    ) -> Result<Arc<BreakGlass>> {
        Ok(Arc::new(BreakGlass(self.0.break_glass(
            &holder.0, &grant.0, &reason, lifetime, now,
        )?)))
    }

    /// Commits the access event of an unlocked record to the ledger, with a notice sealed to the
    /// patient beside it.
    ///
    /// Errors: `closed`; `not-the-grantee` if the event is another identity's; of kind `Conflict`
    /// or `Storage`.
    #[uniffi::method(default(now = None))]
    pub fn record_access(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        unlocked: &Unlocked,
        now: Option<u64>,
    ) -> Result<Arc<Receipt>> {
        Ok(Arc::new(Receipt(self.0.record_access(
            &holder.0,
            &grant.0,
            &unlocked.0,
            now,
        )?)))
    }

    /// All of an access in one step, where grantee and custodian share the ledger: registers the
    /// grantee, breaks the glass if a reason is given, asks, decides, unlocks, and puts the access
    /// on the ledger before anything can be read. Without a purpose, the only one the grant has.
    ///
    /// Errors: `access-denied` with every reason; `closed`; and what else each of the steps gives.
    #[uniffi::method(default(purpose = None, reason = None, now = None))]
    #[allow(clippy::too_many_arguments)] // As the facade has it.
    pub fn access(
        &self,
        holder: &SecretIdentity,
        grant: &Grant,
        header: &SealedHeader,
        custodian: String,
        purpose: Option<String>,
        reason: Option<String>,
        now: Option<u64>,
    ) -> Result<Arc<Unlocked>> {
        Ok(Arc::new(Unlocked(self.0.access(
            &holder.0,
            &grant.0,
            &header.0,
            &custodian,
            purpose.as_deref(),
            reason.as_deref(),
            now,
        )?)))
    }
}
