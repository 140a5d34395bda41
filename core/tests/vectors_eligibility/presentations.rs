//! Presentations, accepted and refused.

use super::{
    AUDIENCE, LEDGER, SCHEMA,
    credentials::{credential_cases, issuance_cases},
    find, first_credential, hex, now, outcome, policy_text,
    requests::request_cases,
    schemas, state,
    support::vectors::check,
    trial, wallet,
};
use medseal::{
    eligibility::{
        EligibilityRequest, LedgerPoint, MemoryNonces, Policy, RequestTerms, StatusHandle,
        StatusUnavailable, StatusView, Verifier,
    },
    keys::SigningKey,
    types::Duration,
};
use rand::{SeedableRng, rngs::StdRng};
use serde_json::json;

struct Ledger(LedgerPoint, Vec<StatusHandle>);

impl StatusView for Ledger {
    fn state(&self) -> LedgerPoint {
        self.0.clone()
    }

    fn is_revoked(&self, handle: &StatusHandle) -> Result<bool, StatusUnavailable> {
        Ok(self.1.contains(handle))
    }
}

#[test]
fn credentials_requests_and_presentations() {
    let rng = &mut StdRng::seed_from_u64(1);
    let (mut wallet, asked, handles) = wallet(rng);
    let require = r#"{"all":[{"number":"lab.hba1c","unit":"%","min":"6.5","max":"9.0"},{"age":"lab.birth_date","min":18,"leap_day":"march-1"}]}"#;
    let enrolment = r#","one_enrolment":{"credential":"lab","trial":"NCT01"}"#;
    let text = policy_text(require, enrolment);
    let policy = Policy::from_json(&text, &schemas()).unwrap();
    let mut ask = || {
        let terms = RequestTerms {
            audience: AUDIENCE.to_owned(),
            ledger: state(100),
            issued: now(),
            lifetime: Duration::from_hours(1),
        };
        EligibilityRequest::issue_with_rng(&trial(), &policy, terms, rng).unwrap()
    };
    let (request, other_request) = (ask(), ask());
    let shown = wallet
        .present_with_rng(&policy, &request, now(), rng)
        .unwrap();
    let shown = shown.as_bytes().to_vec();
    let credential = first_credential(&shown);

    check(
        "eligibility/credentials.json",
        credential_cases(&credential),
    );
    check("eligibility/issuance.json", issuance_cases(&asked));
    check("eligibility/requests.json", request_cases(&request));

    let handle = *handles.last().unwrap();
    let key = trial().verifying_key();
    let other_key = SigningKey::from_seed(&[4; 32]).verifying_key();
    let flipped = |at: usize| {
        let mut bytes = shown.clone();
        bytes[at] ^= 1;
        bytes
    };
    let proof = find(&shown, b"proof") + 8;
    let holder = find(&credential, b"holder") + 8;
    let in_credential = find(&shown, &credential) + holder;
    let signature = shown.len() - 70;
    let good = (shown.clone(), &request, key, AUDIENCE, now(), 100, false);
    let late = request.expires();
    let cases = [
        ("eligible", "", good.clone()),
        ("at a later height", "", (shown.clone(), &request, key, AUDIENCE, now(), 107, false)),
        ("proof altered", "proof", (flipped(proof), &request, key, AUDIENCE, now(), 100, false)),
        ("credential altered", "issuer-signature", (flipped(in_credential), &request, key, AUDIENCE, now(), 100, false)),
        ("holder's signature altered", "holder-signature", (flipped(signature), &request, key, AUDIENCE, now(), 100, false)),
        ("cut short", "encoding", (shown[..shown.len() - 1].to_vec(), &request, key, AUDIENCE, now(), 100, false)),
        ("in answer to another request", "forwarded", (shown.clone(), &other_request, key, AUDIENCE, now(), 100, false)),
        ("to another verifier", "wrong-verifier", (shown.clone(), &request, other_key, AUDIENCE, now(), 100, false)),
        ("to another audience", "wrong-audience", (shown.clone(), &request, key, "https://elsewhere.example", now(), 100, false)),
        ("too late", "expired", (shown.clone(), &request, key, AUDIENCE, late, 100, false)),
        ("revoked at a later height", "revoked", (shown.clone(), &request, key, AUDIENCE, now(), 107, true)),
        ("an older state", "stale", (shown.clone(), &request, key, AUDIENCE, now(), 99, false)),
    ]
    .map(|(name, class, (bytes, request, key, audience, time, height, revoked))| {
        let ledger = Ledger(state(height), if revoked { vec![handle] } else { Vec::new() });
        let mut verifier = Verifier::new(key, audience.to_owned(), policy.clone());
        let decided = verifier.verify(&bytes, request, &ledger, &mut MemoryNonces::default(), time);
        assert_eq!(decided.is_ok(), class.is_empty(), "{name}");
        let expected = outcome(decided, |eligible| json!({"pseudonym": eligible.pseudonym().unwrap().to_string()}));
        let mut case = json!({"name": name, "presentation": hex(&bytes), "request": hex(request.as_bytes()),
            "verifier": hex(key.as_bytes()), "audience": audience, "now": time.seconds(), "height": height,
            "revoked": if revoked { vec![handle.to_string()] } else { Vec::new() }, "expected": expected});
        if !class.is_empty() {
            case["class"] = json!(class);
        }
        case
    });
    check(
        "eligibility/presentations.json",
        json!({"format": "eligibility v1: presentation", "schema": SCHEMA, "policy": text,
               "ledger": LEDGER.to_string(), "state_root": hex(&[9; 32]),
               "state_time": now().seconds(), "cases": cases}),
    );
}
