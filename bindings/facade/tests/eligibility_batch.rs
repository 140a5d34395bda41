//! A queue decided at once, on the conformance vectors and on a ledger; and what is remembered of it.
#![allow(clippy::indexing_slicing)]

mod screening;

use medseal_facade::{
    AuthorityList, Cancel, CredentialSchema, EligibilityAnswer, EligibilityPolicy,
    EligibilityRequest, EligibilityVerdict, EligibilityVerifier, Observer, PublicIdentity, Result,
    Watch,
};
use screening::{NOW, Screening, code};
use serde_json::Value;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// The queue of `vectors/eligibility/screening.json`.
struct Queue {
    file: Value,
    answers: Vec<EligibilityAnswer>,
    policy: EligibilityPolicy,
    verifier: PublicIdentity,
    authorities: AuthorityList,
    proof: Vec<u8>,
    now: Option<u64>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn bytes(value: &Value) -> Vec<u8> {
    let digits = value.as_str().unwrap_or_default().as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or_default(), 16);
    digits.map(|pair| byte(pair).unwrap_or_default()).collect()
}

impl Queue {
    fn read() -> std::result::Result<Self, Box<dyn std::error::Error>> {
        let path = "/../../vectors/eligibility/screening.json";
        let path = format!("{}{path}", env!("CARGO_MANIFEST_DIR"));
        let file: Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        let schema = CredentialSchema::from_json(&text(&file["schema"]))?;
        let answer = |case: &Value| {
            Ok(EligibilityAnswer {
                presentation: bytes(&case["presentation"]),
                request: EligibilityRequest::from_bytes(&bytes(&case["request"]))?,
            })
        };
        let cases = file["cases"].as_array().ok_or("no cases")?;
        let keys = [text(&file["authorities"][0])];
        Ok(Self {
            answers: cases.iter().map(answer).collect::<Result<_>>()?,
            policy: EligibilityPolicy::from_json(&text(&file["policy"]), &[schema])?,
            verifier: PublicIdentity::from_json(&text(&file["verifier"]))?,
            authorities: AuthorityList::from_verifier_keys(&text(&file["origin"]), &keys, None)?,
            proof: bytes(&file["status_proof"]),
            now: file["now"].as_u64(),
            file,
        })
    }

    fn audience(&self) -> String {
        text(&self.file["audience"])
    }

    fn verify(&self, verifier: &EligibilityVerifier) -> Result<Vec<EligibilityVerdict>> {
        let (answers, watch) = (&self.answers, Watch::default());
        verifier.verify_batch_with_proof(answers, &self.proof, &self.authorities, &watch, self.now)
    }

    /// A pseudonym, or a code: what the file expects of each, and what a verdict says.
    fn expected(&self) -> Vec<String> {
        let cases = self.file["cases"].as_array().into_iter().flatten();
        let expected = cases.map(|case| match &case["expected"] {
            Value::String(code) => code.clone(),
            eligible => text(&eligible["pseudonym"]),
        });
        expected.collect()
    }
}

fn said(verdict: &EligibilityVerdict) -> String {
    assert_ne!(verdict.eligible.is_some(), verdict.refusal.is_some());
    let pseudonym = verdict.eligible.as_ref().and_then(|e| e.pseudonym.clone());
    pseudonym.or(verdict.refusal.clone()).unwrap_or_default()
}

#[test]
fn the_vectors_at_once_one_by_one_and_once_more() {
    let queue = Queue::read().unwrap();
    let expected = queue.expected();
    assert!(expected.len() >= 14);
    let verifier =
        || EligibilityVerifier::new(&queue.verifier, &queue.audience(), &queue.policy).unwrap();
    let at_once = queue.verify(&verifier()).unwrap();
    assert_eq!(at_once.iter().map(said).collect::<Vec<_>>(), expected);

    let one_by_one = verifier();
    for (answer, expected) in queue.answers.iter().zip(&expected) {
        let decided = one_by_one.verify_with_proof(
            &answer.presentation,
            &answer.request,
            &queue.proof,
            &queue.authorities,
            queue.now,
        );
        let said = match decided {
            Ok(eligible) => eligible.pseudonym.unwrap_or_default(),
            Err(error) => error.code.to_owned(),
        };
        assert_eq!(said, *expected);
    }

    // Remembered in a file, nothing is accepted once more by whoever opens it next.
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("seen 🧪").display().to_string();
    let open =
        || EligibilityVerifier::open(&path, &queue.verifier, &queue.audience(), &queue.policy);
    let first = open().unwrap();
    assert_eq!(code(open()), "nonce-store-busy");
    let decided = queue.verify(&first).unwrap();
    assert_eq!(decided.iter().map(said).collect::<Vec<_>>(), expected);
    first.close();
    let again = queue.verify(&open().unwrap()).unwrap();
    assert!(again.iter().all(|verdict| verdict.eligible.is_none()));
    let nowhere = directory.path().join("no/where").display().to_string();
    let nowhere =
        EligibilityVerifier::open(&nowhere, &queue.verifier, &queue.audience(), &queue.policy);
    assert_eq!(code(nowhere), "storage-denied");
}

struct Stop(AtomicU64);

impl Observer for Stop {
    fn progress(&self, done: u64, total: Option<u64>) -> bool {
        assert!(Some(done) <= total);
        self.0.fetch_add(1, Ordering::Relaxed);
        false
    }
}

#[test]
fn a_batch_on_a_ledger_is_bounded_and_stopped_without_effect() -> Result<()> {
    let on = Screening::new()?;
    on.wallet.accept(&on.certify("7.4")?.batch)?;
    let answer = || -> Result<EligibilityAnswer> {
        let request = on.request()?;
        let presentation = on.wallet.present(&on.policy, &request, Some(NOW))?;
        Ok(EligibilityAnswer {
            presentation,
            request,
        })
    };
    let (first, mut second) = (answer()?, answer()?);
    second.presentation.truncate(100);
    let answers = [first.clone(), second, first];
    let verifier = on.verifier()?;

    let stop = Arc::new(Stop(AtomicU64::new(0)));
    let watch = Watch {
        observer: Some(Arc::clone(&stop) as Arc<dyn Observer>),
        cancel: None,
    };
    let stopped = verifier.verify_batch(&answers, &on.ledger, &watch, Some(NOW));
    assert_eq!(code(stopped), "cancelled");
    assert_eq!(stop.0.load(Ordering::Relaxed), 1);
    let cancel = Cancel::new();
    cancel.cancel();
    let watch = Watch {
        observer: None,
        cancel: Some(cancel),
    };
    let stopped = verifier.verify_batch(&answers, &on.ledger, &watch, Some(NOW));
    assert_eq!(code(stopped), "cancelled");

    let watch = Watch::default();
    let decided = verifier.verify_batch(&answers, &on.ledger, &watch, Some(NOW))?;
    let refusals: Vec<_> = decided.iter().map(|one| one.refusal.as_deref()).collect();
    assert_eq!(refusals, [None, Some("not-eligible"), Some("not-eligible")]);
    let eligible = decided.first().and_then(|one| one.eligible.as_ref());
    assert_eq!(eligible.map(|one| &one.ledger), Some(&on.ledger.point()?));

    assert!(
        verifier
            .verify_batch(&[], &on.ledger, &watch, None)?
            .is_empty()
    );
    let authorities = on.ledger.authorities()?;
    assert!(
        verifier
            .verify_batch_with_proof(&[], &[], &authorities, &watch, None)?
            .is_empty()
    );
    let many = vec![answers[0].clone(); 16_385];
    let refused = verifier.verify_batch(&many, &on.ledger, &watch, Some(NOW));
    assert_eq!(code(refused), "invalid-argument");
    verifier.close();
    let closed = verifier.verify_batch(&answers, &on.ledger, &watch, Some(NOW));
    assert_eq!(code(closed), "closed");
    Ok(())
}

#[test]
fn a_holder_takes_back_copies_that_a_thief_could_show() -> Result<()> {
    let on = Screening::new()?;
    let issued = on.certify("7.4")?;
    on.wallet.accept(&issued.batch)?;
    let thief = medseal_facade::Wallet::from_bytes(&on.wallet.to_bytes()?, &on.patient)?;
    let request = on.request()?;
    let shown = thief.present(&on.policy, &request, Some(NOW))?;

    let revocable = on.wallet.revocable()?;
    assert_eq!(revocable.len(), 1);
    assert_eq!(revocable[0].handles, issued.handles);
    assert_eq!(revocable[0].ledger_id, on.ledger.details()?.ledger_id);
    let nobody = medseal_facade::SecretIdentity::generate(Some("x25519"))?;
    let handles = &revocable[0].handles;
    assert_eq!(
        on.ledger.revoke_credentials(&nobody, handles, Some(NOW))?,
        3
    );
    assert_eq!(on.wallet.discard_revoked(handles)?, 3);
    assert_eq!(on.wallet.entries(Some(NOW))?[0].left, 0);

    let refused = on
        .verifier()?
        .verify(&shown, &request, &on.ledger, Some(NOW));
    assert_eq!(code(refused), "not-eligible");
    assert_eq!(
        code(on.wallet.discard_revoked(&["x".into()])),
        "malformed-hex"
    );
    Ok(())
}
