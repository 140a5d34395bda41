//! One case: all checks but the nonce's. The same case concludes the same way for everyone.

use super::{
    permit::PermittedAccess,
    reason::{Denial, DenyReason, Obligation},
    rules::DecisionRules,
    view::{BreakGlassStatus, ConsentView, Questions, ViewUnavailable},
};
use crate::{
    consent::{
        break_glass::BreakGlassStatement, chain::GrantChain, facts::RecordFacts, grant::Grant,
        request::AccessRequest,
    },
    types::Timestamp,
};

/// Everything a decision depends on, except which nonces were used before.
pub(super) struct Case<'a, V> {
    pub(super) request: &'a AccessRequest,
    pub(super) chain: &'a GrantChain,
    pub(super) record: &'a RecordFacts,
    pub(super) view: &'a V,
    pub(super) rules: &'a DecisionRules,
    pub(super) now: Timestamp,
}

impl<V: ConsentView> Case<'_, V> {
    /// What is permitted, or every reason against it.
    pub(super) fn conclude(&self) -> Result<PermittedAccess, Denial> {
        let mut reasons = Reasons(Vec::new());
        self.check_request(&mut reasons);
        self.check_grants(&mut reasons);
        self.check_view(&mut reasons);
        self.check_record_status(&mut reasons);
        let mut parent = None;
        for grant in self.chain.grants() {
            self.check_grant_status(grant, parent, &mut reasons);
            parent = Some(grant);
        }
        self.check_grantee_key(&mut reasons);
        let mut expires = self
            .rules
            .permit_expiry(self.request.purpose(), self.now)
            .min(self.chain.leaf().validity().expires());
        if self.request.purpose().is_break_glass() {
            expires = expires.min(self.check_break_glass(&mut reasons));
        }
        match Denial::of(reasons.0) {
            Some(denial) => Err(denial),
            None => Ok(self.access(expires)),
        }
    }

    /// What a third party needs to know of the ledger's state to conclude the same.
    pub(super) fn questions(&self) -> Questions {
        let grants = self.chain.grants();
        let mut keys: Vec<_> = grants.map(|grant| grant.issuer().key_id()).collect();
        keys.push(self.chain.leaf().grantee().key.key_id());
        Questions {
            keys,
            grants: self.chain.grants().map(Grant::commitment).collect(),
            records: vec![self.record.commitment],
            break_glass: self.request.break_glass_event().into_iter().collect(),
        }
    }

    fn check_request(&self, reasons: &mut Reasons) {
        let (request, leaf) = (self.request, self.chain.leaf());
        reasons.unless(
            request.ledger() == self.view.ledger(),
            DenyReason::WrongLedger,
        );
        reasons.unless(
            request.audience() == self.rules.audience,
            DenyReason::WrongAudience,
        );
        reasons.unless(request.grant() == leaf.commitment(), DenyReason::WrongGrant);
        reasons.unless(
            *request.grantee() == leaf.grantee().key,
            DenyReason::NotTheGrantee,
        );
        reasons.unless(request.record() == self.record, DenyReason::RecordMismatch);
        reasons.unless(
            self.has_passed(request.issued()),
            DenyReason::RequestNotYetValid,
        );
        reasons.unless(self.now < request.expires(), DenyReason::RequestExpired);
    }

    /// The grants by themselves. Each lies within the one before, so what the last one covers and
    /// when it is valid holds for all.
    fn check_grants(&self, reasons: &mut Reasons) {
        let leaf = self.chain.leaf();
        reasons.unless(leaf.ledger() == self.view.ledger(), DenyReason::WrongLedger);
        let issued = self
            .chain
            .grants()
            .all(|grant| self.has_passed(grant.issued()));
        let begun = issued && leaf.validity().not_before() <= self.now;
        reasons.unless(begun, DenyReason::GrantNotYetValid);
        reasons.unless(
            self.now < leaf.validity().expires(),
            DenyReason::GrantExpired,
        );
        let exclusions = leaf.scope().exclusions(self.record, self.request.purpose());
        reasons
            .0
            .extend(exclusions.into_iter().map(DenyReason::from));
    }

    /// Whether the view is recent enough to decide on.
    fn check_view(&self, reasons: &mut Reasons) {
        let time = self.view.time();
        let fresh = self.now <= time.plus(self.rules.maximum_view_age);
        reasons.unless(fresh, DenyReason::ViewStale);
        reasons.unless(self.has_passed(time), DenyReason::ViewFromFuture);
        let least = self.rules.minimum_height.max(self.request.minimum_height());
        reasons.unless(self.view.height() >= least, DenyReason::ViewBehind);
    }

    fn check_record_status(&self, reasons: &mut Reasons) {
        let answer = self.view.record(&self.record.commitment);
        if let Some(status) = reasons.known(answer, DenyReason::RecordUnknown) {
            reasons.unless(
                status.height <= self.view.height(),
                DenyReason::ViewInconsistent,
            );
            reasons.unless(status.erased.is_none(), DenyReason::RecordErased);
            let controller = self.chain.root().controller();
            reasons.unless(
                status.controller == controller,
                DenyReason::ControllerMismatch,
            );
        }
    }

    /// The ledger has the grant as the chain has it, recorded by who was entitled to it: the root by
    /// the controller, a delegated grant by the grantee of the one before, each signed with a key
    /// that was its issuer's when it was recorded.
    fn check_grant_status(&self, grant: &Grant, parent: Option<&Grant>, reasons: &mut Reasons) {
        let answer = self.view.grant(&grant.commitment());
        if let (Some(parent), Ok(None)) = (parent, answer) {
            return self.check_offline_delegation(grant, parent, reasons);
        }
        let Some(status) = reasons.known(answer, DenyReason::GrantUnknown) else {
            return;
        };
        let issuer = parent.map_or(grant.controller(), |parent| parent.grantee().identity);
        reasons.unless(
            status.height <= self.view.height(),
            DenyReason::ViewInconsistent,
        );
        reasons.unless(status.revoked.is_none(), DenyReason::GrantRevoked);
        let same = status.controller == grant.controller()
            && status.issuer == issuer
            && status.parent == parent.map(Grant::commitment);
        reasons.unless(same, DenyReason::GrantMismatch);
        let answer = self.view.key(&grant.issuer().key_id());
        if let Some(key) = reasons.known(answer, DenyReason::IssuerKeyInvalid) {
            let current_then =
                key.from <= status.height && key.until.is_none_or(|until| status.height <= until);
            reasons.unless(
                key.identity == issuer && current_then,
                DenyReason::IssuerKeyInvalid,
            );
        }
    }

    /// A grant that was delegated offline is as good as the one before it, as long as the key that
    /// signed it is its issuer's current one. An issuer that never wrote to the ledger has rotated
    /// nothing there: then it must have signed with the key it is named by.
    fn check_offline_delegation(&self, grant: &Grant, parent: &Grant, reasons: &mut Reasons) {
        let issuer = parent.grantee().identity;
        let valid = match self.view.key(&grant.issuer().key_id()) {
            Ok(Some(key)) => key.identity == issuer && key.until.is_none(),
            Ok(None) => grant.issuer().identity_id() == issuer,
            Err(ViewUnavailable) => return reasons.0.push(DenyReason::ViewUnavailable),
        };
        reasons.unless(valid, DenyReason::IssuerKeyInvalid);
    }

    /// The key the grant is bound to is still the grantee's: a rotation shuts out who stole it.
    fn check_grantee_key(&self, reasons: &mut Reasons) {
        let grantee = self.chain.leaf().grantee();
        let answer = self.view.key(&grantee.key.key_id());
        if let Some(key) = reasons.known(answer, DenyReason::GranteeKeyInvalid) {
            let current = key.until.is_none() && key.from <= self.view.height();
            let valid = key.identity == grantee.identity && current;
            reasons.unless(valid, DenyReason::GranteeKeyInvalid);
        }
    }

    /// The statement is about this access and stands on the ledger. Gives the time until which.
    fn check_break_glass(&self, reasons: &mut Reasons) -> Timestamp {
        reasons.unless(
            self.record.category.is_emergency(),
            DenyReason::BreakGlassCategory,
        );
        let (request, leaf) = (self.request, self.chain.leaf());
        let (Some(statement), Some(event)) = (request.break_glass(), request.break_glass_event())
        else {
            reasons.0.push(DenyReason::BreakGlassNotRecorded);
            return self.now;
        };
        let about_this = statement.ledger() == self.view.ledger()
            && statement.controller() == leaf.controller()
            && statement.grantee() == leaf.grantee().identity
            && self.has_passed(statement.issued());
        reasons.unless(about_this, DenyReason::BreakGlassMismatch);
        let answer = self.view.break_glass(&event);
        let Some(status) = reasons.known(answer, DenyReason::BreakGlassNotRecorded) else {
            return self.now;
        };
        reasons.unless(
            status.height <= self.view.height(),
            DenyReason::ViewInconsistent,
        );
        reasons.unless(records(&status, statement), DenyReason::BreakGlassMismatch);
        reasons.unless(
            self.now < statement.expires(),
            DenyReason::BreakGlassExpired,
        );
        statement.expires()
    }

    fn access(&self, expires: Timestamp) -> PermittedAccess {
        let (request, leaf) = (self.request, self.chain.leaf());
        let break_glass = request.purpose().is_break_glass();
        let obligations = [
            (true, Obligation::RecordAccess),
            (break_glass, Obligation::NotifyPatient),
            (leaf.delegation() == 0, Obligation::NoRedelegation),
        ];
        PermittedAccess {
            ledger: self.view.ledger(),
            height: self.view.height(),
            controller: leaf.controller(),
            record: self.record.record,
            commitment: self.record.commitment,
            grant: leaf.id(),
            grant_commitment: leaf.commitment(),
            grantee: *leaf.grantee(),
            purpose: request.purpose(),
            break_glass: request.break_glass_event(),
            obligations: obligations
                .into_iter()
                .filter_map(|(applies, obligation)| applies.then_some(obligation))
                .collect(),
            decided: self.now,
            expires,
        }
    }

    /// Whether this time has come, by a clock that may differ from ours by the skew allowed.
    fn has_passed(&self, time: Timestamp) -> bool {
        time <= self.now.plus(self.rules.clock_skew)
    }
}

/// Whether what the ledger recorded is this statement, by its own grantee, to the same end.
fn records(status: &BreakGlassStatus, statement: &BreakGlassStatement) -> bool {
    status.controller == statement.controller()
        && status.actor == statement.grantee()
        && status.expires == statement.expires()
}

/// The reasons found so far.
struct Reasons(Vec<DenyReason>);

impl Reasons {
    fn unless(&mut self, holds: bool, reason: DenyReason) {
        if !holds {
            self.0.push(reason);
        }
    }

    /// What the view knows; not to know is a reason, and not to be able to tell is another.
    fn known<T>(
        &mut self,
        answer: Result<Option<T>, ViewUnavailable>,
        unknown: DenyReason,
    ) -> Option<T> {
        match answer {
            Ok(Some(status)) => Some(status),
            Ok(None) => {
                self.0.push(unknown);
                None
            }
            Err(ViewUnavailable) => {
                self.0.push(DenyReason::ViewUnavailable);
                None
            }
        }
    }
}
