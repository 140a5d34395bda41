//! Break-glass access: only the emergency category, only after the ledger has the statement.

use super::*;
use crate::types::Salt;

/// A hospital with the patient's standing grant, and an emergency record.
struct Emergency {
    ledger: Ledger,
    chain: GrantChain,
    record: RecordFacts,
}

const SALT: Salt = Salt::from_bytes([8; 32]);

impl Emergency {
    fn new() -> Self {
        let scope = Scope::new([category("EMERGENCY")], [Purpose::BreakTheGlass]).unwrap();
        let terms = GrantTerms::new(clinic().grantee(), scope, year());
        let patient = patient();
        let grant = Grant::issue_with_rng(
            patient.identity(),
            &patient.key,
            ledger_id(),
            terms,
            at(0),
            &mut rng(),
        )
        .unwrap();
        let record = RecordFacts {
            commitment: Commitment::from_bytes([7; 32]),
            category: category("EMERGENCY"),
            ..laboratory_record()
        };
        let mut ledger = ledger();
        ledger.anchor(&record, &patient);
        ledger.grant(&grant, &patient, None);
        ledger.seal(at(91));
        Self {
            ledger,
            chain: alone(&grant),
            record,
        }
    }

    fn record_on_ledger(&mut self, statement: &BreakGlassStatement, actor: &Party) {
        let event = statement.commitment(&SALT).unwrap();
        self.ledger
            .break_glass(event, patient().identity(), actor, statement.expires());
        self.ledger.seal(at(99));
    }

    fn decide(
        &self,
        statement: &BreakGlassStatement,
        now: Timestamp,
    ) -> Result<AccessPermit, Denial> {
        let terms = RequestTerms {
            record: self.record.clone(),
            purpose: Purpose::BreakTheGlass,
            break_glass: Some((statement.clone(), SALT)),
            issued: now,
            ..clinic_terms(self.chain.leaf())
        };
        let request = request(&clinic(), terms);
        let rules = DecisionRules {
            maximum_view_age: Duration::from_days(2),
            break_glass_lifetime: Duration::from_hours(100),
            ..rules()
        };
        let (view, mut nonces) = (self.ledger.view(), MemoryNonces::default());
        decide(
            &request,
            &self.chain,
            &self.record,
            &view,
            &mut nonces,
            &rules,
            now,
        )
        .into_permit()
    }
}

fn statement() -> BreakGlassStatement {
    statement_until(at(95).plus(BreakGlassStatement::MAX_LIFETIME))
}

fn statement_until(expires: Timestamp) -> BreakGlassStatement {
    let (patient, clinic) = (patient().identity(), clinic().identity());
    let reason = "found unconscious, allergies unknown";
    BreakGlassStatement::new(ledger_id(), patient, clinic, reason, at(95), expires).unwrap()
}

fn denied(outcome: Result<AccessPermit, Denial>) -> Vec<DenyReason> {
    outcome.unwrap_err().reasons().to_vec()
}

#[test]
fn the_glass_breaks_after_the_statement_is_recorded_and_for_four_hours_at_most() {
    let mut emergency = Emergency::new();
    let before = emergency.decide(&statement(), at(100));
    assert_eq!(denied(before), [DenyReason::BreakGlassNotRecorded]);

    emergency.record_on_ledger(&statement(), &clinic());
    let permit = emergency.decide(&statement(), at(100)).unwrap();
    let cap = DecisionRules::MAX_BREAK_GLASS_LIFETIME;
    assert_eq!(
        permit.access().expires,
        at(100).plus(cap),
        "whatever the rules say"
    );
    assert!(
        permit
            .access()
            .obligations
            .contains(&Obligation::NotifyPatient)
    );
    assert_eq!(
        permit.access().break_glass,
        Some(statement().commitment(&SALT).unwrap())
    );
    let late = at(100).plus(cap);
    let commitment = emergency.record.commitment;
    assert_eq!(permit.redeem(&commitment, late), Err(PermitError::Expired));
}

#[test]
fn a_statement_ends_the_permit_and_then_itself() {
    let mut emergency = Emergency::new();
    let short = statement_until(at(400));
    emergency.record_on_ledger(&short, &clinic());
    let permit = emergency.decide(&short, at(399)).unwrap();
    assert_eq!(permit.access().expires, at(400));
    assert_eq!(
        denied(emergency.decide(&short, at(400))),
        [DenyReason::BreakGlassExpired]
    );
}

#[test]
fn another_statement_than_the_recorded_one_opens_nothing() {
    let mut emergency = Emergency::new();
    emergency.record_on_ledger(&statement(), &clinic());
    let (ledger, patient, clinic) = (ledger_id(), patient().identity(), clinic().identity());
    let end = statement().expires();
    let new = |ledger, patient, clinic, reason| {
        BreakGlassStatement::new(ledger, patient, clinic, reason, at(95), end).unwrap()
    };
    let other = custodian().identity();
    for altered in [
        new(ledger, patient, clinic, "curiosity"),
        new(
            LedgerId::from_bytes([1; 32]),
            patient,
            clinic,
            statement().reason(),
        ),
        new(ledger, other, clinic, statement().reason()),
        new(ledger, patient, other, statement().reason()),
    ] {
        let reasons = denied(emergency.decide(&altered, at(100)));
        assert!(
            reasons.contains(&DenyReason::BreakGlassNotRecorded),
            "{altered:?}"
        );
    }
}

#[test]
fn a_statement_recorded_by_or_made_for_somebody_else_opens_nothing() {
    let mut emergency = Emergency::new();
    emergency.record_on_ledger(&statement(), &specialist());
    let reasons = denied(emergency.decide(&statement(), at(100)));
    assert_eq!(reasons, [DenyReason::BreakGlassMismatch]);

    let (patient, other) = (patient().identity(), specialist().identity());
    let end = statement().expires();
    let others = BreakGlassStatement::new(ledger_id(), patient, other, "no", at(95), end).unwrap();
    emergency.record_on_ledger(&others, &specialist());
    let reasons = denied(emergency.decide(&others, at(100)));
    assert_eq!(reasons, [DenyReason::BreakGlassMismatch]);
}

#[test]
fn a_statement_recorded_for_another_patient_or_another_end_opens_nothing() {
    let recorded = |controller: Party, expires| {
        let mut emergency = Emergency::new();
        let event = statement().commitment(&SALT).unwrap();
        let controller = controller.identity();
        emergency
            .ledger
            .break_glass(event, controller, &clinic(), expires);
        emergency.ledger.seal(at(99));
        emergency.decide(&statement(), at(100))
    };
    let end = statement().expires();
    assert!(recorded(patient(), end).is_ok());
    let mismatch = [DenyReason::BreakGlassMismatch];
    assert_eq!(denied(recorded(specialist(), end)), mismatch);
    let earlier = end.minus(Duration::from_seconds(1));
    assert_eq!(denied(recorded(patient(), earlier)), mismatch);
}

#[test]
fn a_statement_about_another_patient_or_ledger_opens_nothing_however_it_is_recorded() {
    let (clinic_id, end) = (clinic().identity(), statement().expires());
    let decided = |ledger, about: Party, issued| {
        let mut emergency = Emergency::new();
        let about = about.identity();
        let statement =
            BreakGlassStatement::new(ledger, about, clinic_id, "no pulse", issued, end).unwrap();
        let event = statement.commitment(&SALT).unwrap();
        emergency
            .ledger
            .break_glass(event, about, &clinic(), statement.expires());
        emergency.ledger.seal(at(99));
        emergency.decide(&statement, at(100))
    };
    let (here, now) = (ledger_id(), at(95));
    assert!(decided(here, patient(), now).is_ok());
    let mismatch = [DenyReason::BreakGlassMismatch];
    assert_eq!(denied(decided(here, specialist(), now)), mismatch);
    let elsewhere = LedgerId::from_bytes([1; 32]);
    assert_eq!(denied(decided(elsewhere, patient(), now)), mismatch);
    // Made a second after the skew of the clocks that the rules allow.
    assert!(decided(here, patient(), at(160)).is_ok());
    assert_eq!(denied(decided(here, patient(), at(161))), mismatch);
}

#[test]
fn the_glass_opens_no_other_category() {
    let mut emergency = Emergency::new();
    emergency.record.category = category("LAB");
    emergency.record_on_ledger(&statement(), &clinic());
    let reasons = denied(emergency.decide(&statement(), at(100)));
    let expected = [
        DenyReason::CategoryNotGranted,
        DenyReason::BreakGlassCategory,
    ];
    assert_eq!(reasons, expected);

    let scope = Scope::new(
        [category("LAB"), category("EMERGENCY")],
        [Purpose::BreakTheGlass],
    );
    assert_eq!(scope, Err(ScopeError::BreakGlassCategory));
}

#[test]
fn a_reason_is_stated_and_a_statement_lasts_a_day_at_most() {
    let new = |reason: &str, expires| {
        let (patient, clinic) = (patient().identity(), clinic().identity());
        BreakGlassStatement::new(ledger_id(), patient, clinic, reason, at(95), expires)
    };
    let day = at(95).plus(Duration::from_hours(24));
    for blank in ["", " \n\t", &"x".repeat(1025)] {
        assert_eq!(new(blank, day), Err(BreakGlassError::Reason));
    }
    assert!(new(&"x".repeat(1024), day).is_ok());
    let longer = day.plus(Duration::from_seconds(1));
    for expires in [at(95), at(94), longer] {
        assert_eq!(new("reason", expires), Err(BreakGlassError::Lifetime));
    }
    let terms = RequestTerms {
        purpose: Purpose::BreakTheGlass,
        ..clinic_terms(&clinic_grant())
    };
    let without = AccessRequest::issue_with_rng(&clinic().key, terms, &mut rng());
    assert_eq!(without, Err(RequestError::BreakGlass));
    let terms = RequestTerms {
        break_glass: Some((statement(), SALT)),
        ..clinic_terms(&clinic_grant())
    };
    let needless = AccessRequest::issue_with_rng(&clinic().key, terms, &mut rng());
    assert_eq!(needless, Err(RequestError::BreakGlass));
}
