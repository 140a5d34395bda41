//! The way through: a request is permitted, decided again by a third party, denied when it must be.

use super::*;
use crate::types::KeyId;

#[test]
fn a_request_that_keeps_every_rule_is_permitted_once() {
    let (ledger, grant) = (ledger(), clinic_grant());
    let (view, chain, record, rules) = (ledger.view(), alone(&grant), laboratory_record(), rules());
    let request = request(&clinic(), clinic_terms(&grant));
    let mut nonces = MemoryNonces::default();

    let decision = decide(
        &request,
        &chain,
        &record,
        &view,
        &mut nonces,
        &rules,
        at(120),
    );
    assert_eq!(decision.reasons(), []);
    let proof = decision.prove(&custodian().key).unwrap();
    let permit = decision.into_permit().unwrap();
    assert_eq!(permit.access().expires, at(120).plus(rules.permit_lifetime));
    assert_eq!(permit.access().obligations, [Obligation::RecordAccess]);
    let access = permit.redeem(&record.commitment, at(121)).unwrap();
    assert_eq!((access.height, access.grant), (ledger.height(), grant.id()));

    let seen = DecisionProof::from_bytes(proof.as_bytes()).unwrap();
    assert_eq!(seen, proof);
    seen.replay(&view).unwrap();
    assert!(matches!(seen.verdict(), Verdict::Permit { .. }));

    let again = decide(
        &request,
        &chain,
        &record,
        &view,
        &mut nonces,
        &rules,
        at(122),
    );
    assert_eq!(again.reasons(), [DenyReason::RequestReplayed]);
    again
        .prove(&custodian().key)
        .unwrap()
        .replay(&view)
        .unwrap();
}

/// The reasons against the clinic's request under its grant, seen this way at this time.
fn reasons<V: ConsentView>(view: &V, now: Timestamp) -> Vec<DenyReason> {
    let grant = clinic_grant();
    let terms = RequestTerms {
        issued: now,
        ..clinic_terms(&grant)
    };
    reasons_against(&request(&clinic(), terms), &alone(&grant), view, now)
}

#[test]
fn a_grant_is_good_from_its_first_second_until_before_its_end() {
    let (begin, end) = (year().not_before(), year().expires());
    let second = Duration::from_seconds(1);
    let seen_at = |now| {
        let mut view = ledger().view();
        view.time = now;
        reasons(&view, now)
    };
    assert_eq!(seen_at(begin.minus(second)), [DenyReason::GrantNotYetValid]);
    assert_eq!(seen_at(begin), []);
    assert_eq!(seen_at(end.minus(second)), []);
    assert_eq!(seen_at(end), [DenyReason::GrantExpired]);
}

#[test]
fn a_view_that_cannot_tell_denies_and_proves_nothing() {
    let mut view = ledger().view();
    view.unavailable = true;
    assert_eq!(reasons(&view, at(120)), [DenyReason::ViewUnavailable]);
    let (grant, record, rules) = (clinic_grant(), laboratory_record(), rules());
    let (request, chain) = (request(&clinic(), clinic_terms(&grant)), alone(&grant));
    let mut nonces = MemoryNonces::default();
    let decision = decide(
        &request,
        &chain,
        &record,
        &view,
        &mut nonces,
        &rules,
        at(120),
    );
    let proof = decision.prove(&custodian().key);
    assert_eq!(proof, Err(DecisionProofError::View(ViewUnavailable)));
}

#[test]
fn a_view_that_knows_of_later_blocks_than_its_own_denies() {
    let (view, height) = (ledger().view(), ledger().height());
    assert_eq!(reasons(&view, at(120)), []);
    let younger = Contradictory {
        height: height - 1,
        later_key: None,
        view,
    };
    assert_eq!(reasons(&younger, at(120)), [DenyReason::ViewInconsistent]);
}

#[test]
fn a_view_that_knows_of_the_grantees_later_key_denies() {
    let (view, height) = (ledger().view(), ledger().height());
    assert_eq!(reasons(&view, at(120)), []);
    let foreseeing = Contradictory {
        height,
        later_key: Some(clinic().key.verifying_key().key_id()),
        view,
    };
    assert_eq!(
        reasons(&foreseeing, at(120)),
        [DenyReason::GranteeKeyInvalid]
    );
}

/// A view that says another height than it has, or knows of a key that begins after it.
struct Contradictory {
    view: model::View,
    height: u64,
    later_key: Option<KeyId>,
}

impl ConsentView for Contradictory {
    fn ledger(&self) -> LedgerId {
        self.view.ledger()
    }
    fn height(&self) -> u64 {
        self.height
    }
    fn time(&self) -> Timestamp {
        self.view.time()
    }
    fn key(&self, key: &KeyId) -> Result<Option<KeyStatus>, ViewUnavailable> {
        let mut known = self.view.key(key)?;
        if let Some(status) = known.as_mut().filter(|_| self.later_key == Some(*key)) {
            status.from = self.height + 1;
        }
        Ok(known)
    }
    fn grant(&self, grant: &Commitment) -> Result<Option<GrantStatus>, ViewUnavailable> {
        self.view.grant(grant)
    }
    fn record(&self, record: &Commitment) -> Result<Option<RecordStatus>, ViewUnavailable> {
        self.view.record(record)
    }
    fn break_glass(&self, event: &Commitment) -> Result<Option<BreakGlassStatus>, ViewUnavailable> {
        self.view.break_glass(event)
    }
    fn proof(&self, questions: &Questions) -> Result<Vec<u8>, ViewUnavailable> {
        self.view.proof(questions)
    }
}

#[test]
fn nothing_is_permitted_that_cannot_be_remembered() {
    let (view, grant) = (ledger().view(), clinic_grant());
    let (chain, record, rules) = (alone(&grant), laboratory_record(), rules());
    let request = request(&clinic(), clinic_terms(&grant));
    let mut full = MemoryNonces::new(0);
    let decision = decide(&request, &chain, &record, &view, &mut full, &rules, at(120));
    assert_eq!(decision.reasons(), [DenyReason::NonceStoreUnavailable]);
    decision
        .prove(&custodian().key)
        .unwrap()
        .replay(&view)
        .unwrap();
}

#[test]
fn a_permit_opens_the_record_it_names_while_it_lasts() {
    let permit = || {
        let (view, grant) = (ledger().view(), clinic_grant());
        let (chain, record, rules) = (alone(&grant), laboratory_record(), rules());
        let request = request(&clinic(), clinic_terms(&grant));
        let mut nonces = MemoryNonces::default();
        decide(
            &request,
            &chain,
            &record,
            &view,
            &mut nonces,
            &rules,
            at(120),
        )
        .into_permit()
        .unwrap()
    };
    let (record, hour) = (laboratory_record().commitment, Duration::from_hours(1));
    let second = Duration::from_seconds(1);
    let other = Commitment::from_bytes([1; 32]);
    assert_eq!(permit().redeem(&other, at(120)), Err(PermitError::Record));
    assert_eq!(permit().redeem(&record, at(119)), Err(PermitError::Expired));
    assert!(permit().redeem(&record, at(120)).is_ok());
    assert!(
        permit()
            .redeem(&record, at(120).plus(hour).minus(second))
            .is_ok()
    );
    assert_eq!(
        permit().redeem(&record, at(120).plus(hour)),
        Err(PermitError::Expired)
    );
}
