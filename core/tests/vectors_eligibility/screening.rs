//! A queue of presentations that a verifier without a ledger decides about, at once and one by one.

use super::{
    AUDIENCE, SCHEMA, find, first_credential, hex, laboratory, now, policy_text, schemas,
    support::vectors::check,
};
use medseal::{
    audit::VerifiedState,
    eligibility::{
        CertifiedValues, EligibilityRequest, Eligible, Issuer, IssuerChallenge, LedgerPoint,
        MemoryNonces, Policy, PresentationError, RequestTerms, Schema, StatusHandle, StatusView,
        Validity, Verifier, Wallet, WalletSecret,
    },
    errors::ErrorCode,
    exchange::{NodeView, ProvenView, prove_status},
    keys::{SealingSuite, SecretIdentity, SigningKey, next_key_digest},
    ledger::{
        Action, Authorities, AuthorityList, CheckpointSigner, EntryNonce, Genesis, Ledger,
        MemorySignerState, SignatureType, StatementSigner, VerifierKey, store::MemoryStore,
    },
    types::{Commitment, Duration, Timestamp},
};
use rand::{SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

const ORIGIN: &str = "ledger.example/screening";

/// A ledger on which a laboratory revokes.
struct Registry {
    ledger: Ledger<MemoryStore>,
    signers: Vec<CheckpointSigner>,
    authority: VerifierKey,
}

impl Registry {
    fn new() -> Self {
        let key = SigningKey::from_seed(&[0xa0; 32]);
        let (name, public) = ("authority.example", key.verifying_key());
        let authorities = AuthorityList::single(name, public).unwrap();
        let nonce = EntryNonce::from_bytes([7; 16]);
        let genesis = Genesis::new(ORIGIN, now().minus(HOUR), nonce, authorities);
        let name: medseal::ledger::KeyName = name.parse().unwrap();
        let state = MemorySignerState::new();
        let mut signers = vec![CheckpointSigner::new(name.clone(), key, state)];
        let store = MemoryStore::new();
        let ledger = Ledger::create(store, &genesis, now().minus(HOUR), &mut signers).unwrap();
        Self {
            ledger,
            signers,
            authority: VerifierKey::new(name, SignatureType::CosignatureV1, public),
        }
    }

    fn write(&mut self, actions: Vec<Action>, time: Timestamp, rng: &mut StdRng) {
        let (id, key) = (self.ledger.id(), laboratory());
        for action in actions {
            let signer = StatementSigner::new(id, &key);
            let entry = signer.sign_with_rng(action, time, rng).unwrap();
            self.ledger.submit(entry.as_bytes(), time).unwrap();
        }
        self.ledger.seal_block(time, &mut self.signers).unwrap();
    }

    fn revoke(&mut self, handle: &StatusHandle, rng: &mut StdRng) {
        let key = laboratory().verifying_key();
        let register = Action::Register {
            document: Commitment::from_bytes([1; 32]),
            next: next_key_digest(&SigningKey::from_seed(&[0x81; 32]).verifying_key()),
        };
        let anchor = Action::Anchor {
            record: handle.commitment(),
            controller: key.identity_id(),
            previous: None,
        };
        self.write(vec![register, anchor], now(), rng);
    }

    fn point(&self) -> LedgerPoint {
        StatusView::state(&NodeView::new(&self.ledger))
    }
}

/// A patient's wallet with copies for all of it.
fn wallet(registry: &Registry, rng: &mut StdRng) -> Wallet {
    let schema = Schema::from_json(SCHEMA).unwrap();
    let plain = [
        ("birth_date", "1968-04-12"),
        ("hba1c", "7.4"),
        ("measured", "2026-02-17T08:10:00Z"),
        ("creatinine", "0.84"),
        ("systolic", "134"),
        ("diastolic", "82"),
        ("diagnosis", "44054006"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let values = CertifiedValues::new(&schema, &plain.into()).unwrap();
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let (challenge, issuer) = (IssuerChallenge::random(rng), laboratory().verifying_key());
    let asked = wallet.request_with_rng(&schema, issuer, challenge, 16, rng);
    let (asked, validity) = (asked.unwrap(), Validity::weeks(now(), 8));
    let issuance = Issuer::new(laboratory(), registry.ledger.id())
        .issue_with_rng(&asked, &challenge, None, &schema, &values, validity, rng)
        .unwrap();
    wallet.accept(&issuance.batch).unwrap();
    wallet
}

#[test]
fn a_queue_with_culprits_at_known_places() {
    let rng = &mut StdRng::seed_from_u64(11);
    let identity = |seed| {
        let rng = &mut StdRng::seed_from_u64(seed);
        SecretIdentity::generate_with_rng(SealingSuite::X25519, rng)
    };
    let (trial, other) = (identity(12), identity(13));
    let mut registry = Registry::new();
    let mut wallet = wallet(&registry, rng);
    let require = r#"{"all":[{"number":"lab.hba1c","unit":"%","min":"6.5","max":"9.0"},{"age":"lab.birth_date","min":18,"leap_day":"march-1"}]}"#;
    let enrolment = r#","one_enrolment":{"credential":"lab","trial":"NCT01"}"#;
    let text = policy_text(require, enrolment);
    let policy = Policy::from_json(&text, &schemas()).unwrap();

    let before = registry.point();
    let ask =
        |by: &SecretIdentity, audience: &str, issued, ledger: &LedgerPoint, rng: &mut StdRng| {
            let terms = RequestTerms {
                audience: audience.to_owned(),
                ledger: ledger.clone(),
                issued,
                lifetime: HOUR,
            };
            EligibilityRequest::issue_with_rng(&by.signing_key(), &policy, terms, rng).unwrap()
        };
    let mut show = |request: &EligibilityRequest, rng: &mut StdRng| {
        let at = request.issued();
        let shown = wallet.present_with_rng(&policy, request, at, rng).unwrap();
        (
            shown.as_bytes().to_vec(),
            shown.status_handles().unwrap()[0],
        )
    };
    let usual = |rng: &mut StdRng| ask(&trial, AUDIENCE, now(), &before, rng);
    let changed = |bytes: &[u8], at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    // What is shown, in answer to what; its class if it is to be refused, and whether it is proven.
    let mut queue: Vec<(&str, &str, Vec<u8>, EligibilityRequest, StatusHandle)> = Vec::new();
    let mut good = |name, queue: &mut Vec<_>, rng: &mut StdRng| {
        let request = usual(rng);
        let (shown, handle) = show(&request, rng);
        queue.push((name, "", shown, request, handle));
    };
    good("eligible", &mut queue, rng);
    for (name, class) in [
        ("proof altered", "proof"),
        ("credential altered", "issuer-signature"),
        ("holder's signature altered", "holder-signature"),
    ] {
        good(name, &mut queue, rng);
        let last = queue.last_mut().unwrap();
        let credential = first_credential(&last.2);
        let at = match class {
            "proof" => find(&last.2, b"proof") + 8,
            "holder-signature" => last.2.len() - 70,
            _ => find(&last.2, &credential) + find(&credential, b"holder") + 8,
        };
        (last.1, last.2) = (class, changed(&last.2, at));
    }
    good("eligible, between others that are not", &mut queue, rng);
    good("cut short", &mut queue, rng);
    let cut = queue.last_mut().unwrap();
    (cut.1, cut.2) = ("encoding", cut.2[..cut.2.len() - 1].to_vec());
    good("in answer to another request", &mut queue, rng);
    let forwarded = queue.last_mut().unwrap();
    (forwarded.1, forwarded.3) = ("forwarded", usual(rng));
    for (name, class, request) in [
        (
            "to another verifier",
            "wrong-verifier",
            ask(&other, AUDIENCE, now(), &before, rng),
        ),
        (
            "to another audience",
            "wrong-audience",
            ask(&trial, "https://elsewhere.example", now(), &before, rng),
        ),
        (
            "too late",
            "expired",
            ask(&trial, AUDIENCE, now().minus(HOUR), &before, rng),
        ),
        ("revoked meanwhile", "revoked", usual(rng)),
        ("of a status that is not proven", "unproven", usual(rng)),
    ] {
        let (shown, handle) = show(&request, rng);
        queue.push((name, class, shown, request, handle));
    }
    // Once more: the first, and its copy in answer to another request.
    let (_, _, shown, request, handle) = queue[0].clone();
    queue.push(("once more", "replayed", shown, request, handle));
    let request = usual(rng);
    let (shown, handle) = show(&request, rng);
    queue.push(("eligible, the last", "", shown, request, handle));

    let revoked = queue.iter().find(|(_, class, ..)| *class == "revoked");
    registry.revoke(&revoked.unwrap().4, rng);
    // Of the later state, the last one asks for more than the proof has.
    let mut later = registry.point();
    later.height += 1;
    let request = ask(&trial, AUDIENCE, now(), &later, rng);
    let (shown, handle) = show(&request, rng);
    queue.push(("of a later state", "stale", shown, request, handle));

    let proven = queue.iter().filter(|(_, class, ..)| *class != "unproven");
    let proven: Vec<_> = proven.map(|(.., handle)| *handle).collect();
    let proof = prove_status(&registry.ledger, &proven).unwrap();
    let authorities = vec![registry.authority.clone()];
    let list = Authorities::new(ORIGIN.parse().unwrap(), authorities, 1).unwrap();
    let state = VerifiedState::verify(&proof, registry.ledger.id(), &list).unwrap();

    let time = now().plus(Duration::from_seconds(60));
    let key = trial.signing_key().verifying_key();
    let verifier = || Verifier::new(key, AUDIENCE.to_owned(), policy.clone());
    let sent: Vec<_> = queue.iter().map(|(_, _, b, r, _)| (&b[..], r)).collect();
    let (nonces, view) = (&mut MemoryNonces::default(), ProvenView::new(&state));
    let decided = verifier().verify_batch(&sent, &view, nonces, time);
    // One by one, the same.
    let (nonces, mut one_by_one) = (&mut MemoryNonces::default(), verifier());
    for ((shown, request), decided) in sent.iter().zip(&decided) {
        let alone = one_by_one.verify(shown, request, &view, nonces, time);
        assert_eq!(alone, *decided);
    }
    let case = |((name, class, shown, request, _), decided): (
        &(&str, &str, Vec<u8>, EligibilityRequest, StatusHandle),
        _,
    )| {
        let decided: &Result<Eligible, PresentationError> = decided;
        assert_eq!(decided.is_ok(), class.is_empty(), "{name}");
        let mut case =
            json!({"name": name, "presentation": hex(shown), "request": hex(request.as_bytes())});
        case["expected"] = match decided {
            Ok(eligible) => json!({"pseudonym": eligible.pseudonym().unwrap().to_string()}),
            Err(error) => json!(error.code()),
        };
        if !class.is_empty() {
            case["class"] = json!(class);
        }
        case
    };
    let cases: Vec<Value> = queue.iter().zip(&decided).map(case).collect();
    let document = trial.public(now()).unwrap().to_json();
    check(
        "eligibility/screening.json",
        json!({"format": "eligibility v1: screening", "schema": SCHEMA, "policy": text,
               "verifier": document, "audience": AUDIENCE, "now": time.seconds(),
               "origin": ORIGIN, "authorities": [registry.authority.to_string()],
               "status_proof": hex(&proof), "cases": cases}),
    );
}

const HOUR: Duration = Duration::from_hours(1);
