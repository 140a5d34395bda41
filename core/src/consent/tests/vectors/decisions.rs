//! `vectors/consent/decisions.json`

use super::*;
use crate::types::Salt;

/// A case to be decided.
struct Scene {
    ledger: Ledger,
    height: Option<u64>,
    chain: GrantChain,
    terms: RequestTerms,
    by: Party,
    record: RecordFacts,
    rules: DecisionRules,
    now: Timestamp,
}

impl Scene {
    /// The clinic's request for the laboratory record, in order in every respect.
    fn new() -> Self {
        let grant = clinic_grant();
        Self {
            ledger: ledger(),
            height: None,
            chain: alone(&grant),
            terms: clinic_terms(&grant),
            by: clinic(),
            record: laboratory_record(),
            rules: rules(),
            now: at(120),
        }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut scene = Self::new();
        change(&mut scene);
        scene
    }

    /// Whatever else has happened on the ledger since.
    fn after(change: impl FnOnce(&mut Ledger)) -> Self {
        Self::with(|scene| {
            change(&mut scene.ledger);
            scene.ledger.seal(at(110));
        })
    }

    /// With a grant of this scope in place of the clinic's.
    fn granted(scope: Scope) -> Self {
        Self::with(|scene| {
            let terms = GrantTerms::new(clinic().grantee(), scope, year());
            let (patient, ledger) = (patient(), ledger_id());
            let (identity, rng) = (patient.identity(), &mut rng());
            let grant = Grant::issue_with_rng(identity, &patient.key, ledger, terms, at(0), rng);
            let grant = grant.unwrap();
            scene.ledger.grant(&grant, &patient, None);
            scene.ledger.seal(at(91));
            scene.terms = clinic_terms(&grant);
            scene.chain = alone(&grant);
        })
    }

    fn describe(&self, name: &str, expected: &[DenyReason]) -> Value {
        let request = request(&self.by, self.terms.clone());
        let height = self.height.unwrap_or(self.ledger.height());
        let (view, mut nonces) = (self.ledger.view_at(height), MemoryNonces::default());
        let (chain, record, rules, now) = (&self.chain, &self.record, &self.rules, self.now);
        let decision = decide(&request, chain, record, &view, &mut nonces, rules, now);
        assert_eq!(decision.reasons(), expected, "{name}");
        let proof = decision.prove(&custodian().key).unwrap();
        proof.replay(&view).unwrap();
        let stated = StatedView::from_json(&view.describe().to_string()).unwrap();
        proof.replay(&stated).unwrap();
        json!({
            "name": name,
            "request": hex(request.as_bytes()),
            "chain": hex(&chain.to_bytes().unwrap()),
            "record": record,
            "rules": rules,
            "view": view.describe(),
            "now": now,
            "expected": proof.verdict(),
            "proof": hex(proof.as_bytes()),
        })
    }
}

#[test]
fn decisions() {
    let cases = scenes()
        .into_iter()
        .map(|(name, scene, reasons)| scene.describe(name, &reasons));
    check("consent/decisions.json", file("decisions", cases.collect()));
}

fn scenes() -> Vec<(&'static str, Scene, Vec<DenyReason>)> {
    [permitted(), requests(), grants(), views(), emergencies()]
        .into_iter()
        .flatten()
        .collect()
}

fn permitted() -> Vec<(&'static str, Scene, Vec<DenyReason>)> {
    let delegated = Scene::with(|scene| {
        let terms = GrantTerms::new(specialist().grantee(), laboratory_scope(), year());
        let child = clinic_grant().delegate_with_rng(&clinic().key, terms, at(1), &mut rng());
        let child = child.unwrap();
        scene.terms = clinic_terms(&child);
        scene.chain = alone(&clinic_grant()).followed_by(child).unwrap();
        scene.by = specialist();
    });
    vec![
        ("in order in every respect", Scene::new(), vec![]),
        ("under a grant delegated offline", delegated, vec![]),
    ]
}

fn requests() -> Vec<(&'static str, Scene, Vec<DenyReason>)> {
    use DenyReason::*;
    let with = |change: fn(&mut Scene)| Scene::with(change);
    vec![
        (
            "for another ledger",
            with(|s| s.terms.ledger = LedgerId::from_bytes([1; 32])),
            vec![WrongLedger],
        ),
        (
            "to another decider",
            with(|s| s.terms.audience = specialist().identity()),
            vec![WrongAudience],
        ),
        (
            "on another grant",
            with(|s| s.terms.grant = Commitment::from_bytes([1; 32])),
            vec![WrongGrant],
        ),
        (
            "by somebody else",
            with(|s| s.by = specialist()),
            vec![NotTheGrantee],
        ),
        (
            "about other facts than the manifest's",
            with(|s| s.terms.record.created = at(0)),
            vec![RecordMismatch],
        ),
        (
            "before its time",
            with(|s| s.terms.issued = at(181)),
            vec![RequestNotYetValid],
        ),
        (
            "after its time",
            with(|s| s.now = at(400)),
            vec![RequestExpired],
        ),
    ]
}

fn grants() -> Vec<(&'static str, Scene, Vec<DenyReason>)> {
    use DenyReason::*;
    let laboratory = laboratory_scope;
    let other_record = [RecordId::from_bytes([1; 32])];
    let types = ["Observation".parse().unwrap()];
    let period = DataPeriod::new(at(0), at(10)).unwrap();
    let images = Scope::new([category("IMG")], [Purpose::Treatment]).unwrap();
    vec![
        (
            "for another purpose",
            Scene::with(|s| s.terms.purpose = Purpose::EmergencyTreatment),
            vec![PurposeNotGranted],
        ),
        (
            "of another category",
            Scene::granted(images),
            vec![CategoryNotGranted],
        ),
        (
            "of another record",
            Scene::granted(laboratory().with_records(other_record).unwrap()),
            vec![RecordNotGranted],
        ),
        (
            "of unstated resource types",
            Scene::granted(laboratory().with_resource_types(types).unwrap()),
            vec![ResourceTypeNotGranted],
        ),
        (
            "of unstated confidentiality",
            Scene::granted(laboratory().with_confidentiality(Confidentiality::Restricted)),
            vec![ConfidentialityNotGranted],
        ),
        (
            "of records of another time",
            Scene::granted(laboratory().with_period(period)),
            vec![PeriodNotGranted],
        ),
    ]
}

fn views() -> Vec<(&'static str, Scene, Vec<DenyReason>)> {
    use DenyReason::*;
    let with = |change: fn(&mut Scene)| Scene::with(change);
    vec![
        (
            "on a stale view",
            with(|s| s.rules.maximum_view_age = Duration::from_seconds(29)),
            vec![ViewStale],
        ),
        (
            "on a view from the future",
            with(|s| {
                s.ledger.seal(at(181));
            }),
            vec![ViewFromFuture],
        ),
        (
            "on a view below the request's",
            with(|s| s.terms.minimum_height = 3),
            vec![ViewBehind],
        ),
        (
            "on a view below the decider's",
            with(|s| s.rules.minimum_height = 3),
            vec![ViewBehind],
        ),
        (
            "before anything was recorded",
            with(|s| s.height = Some(1)),
            vec![GrantUnknown, RecordUnknown],
        ),
        (
            "revoked",
            Scene::after(|l| l.revoke(&clinic_grant())),
            vec![GrantRevoked],
        ),
        (
            "erased",
            Scene::after(|l| l.erase(&laboratory_record())),
            vec![RecordErased],
        ),
        (
            "with a key that was rotated away",
            Scene::after(|l| l.rotate(&clinic(), &Party::new(22))),
            vec![GranteeKeyInvalid],
        ),
        (
            "under a grant that others recorded",
            Scene::after(|l| l.grant(&clinic_grant(), &specialist(), None)),
            vec![GrantMismatch],
        ),
        (
            "of another patient's record",
            Scene::after(|l| l.anchor(&laboratory_record(), &specialist())),
            vec![ControllerMismatch],
        ),
    ]
}

fn emergencies() -> Vec<(&'static str, Scene, Vec<DenyReason>)> {
    use DenyReason::*;
    let standing = || {
        let scope = Scope::new([category("EMERGENCY")], [Purpose::BreakTheGlass]).unwrap();
        let mut scene = Scene::granted(scope);
        scene.record.category = category("EMERGENCY");
        scene.terms.record = scene.record.clone();
        scene.terms.purpose = Purpose::BreakTheGlass;
        let reason = "found unconscious, allergies unknown";
        let (patient, clinic) = (patient().identity(), clinic().identity());
        let statement =
            BreakGlassStatement::new(ledger_id(), patient, clinic, reason, at(80), at(3600));
        scene.terms.break_glass = Some((statement.unwrap(), Salt::from_bytes([8; 32])));
        scene
    };
    let recorded = |by: &Party| {
        let mut scene = standing();
        let (statement, salt) = scene.terms.break_glass.clone().unwrap();
        let event = statement.commitment(&salt).unwrap();
        scene
            .ledger
            .break_glass(event, patient().identity(), by, at(3600));
        scene.ledger.seal(at(110));
        scene
    };
    vec![
        ("break-glass, recorded", recorded(&clinic()), vec![]),
        (
            "break-glass, not recorded",
            standing(),
            vec![BreakGlassNotRecorded],
        ),
        (
            "break-glass, recorded by others",
            recorded(&specialist()),
            vec![BreakGlassMismatch],
        ),
    ]
}
