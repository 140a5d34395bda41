//! A laboratory certifies values of a FHIR bundle; patients show that they are eligible for a
//! trial; the trial learns that and nothing else.
//!
//! ```sh
//! cargo run --release --package medseal --example trial_screening -- 500
//! ```
#![allow(clippy::print_stdout, clippy::indexing_slicing)] // A program for people; JSON indexes to null.

use medseal::{
    eligibility::{
        CertifiedValues, EligibilityRequest, Issuer, IssuerChallenge, LedgerPoint, MemoryNonces,
        Policy, PresentError, RequestTerms, Schema, Schemas, StatusHandle, StatusUnavailable,
        StatusView, Validity, Verifier, Wallet, WalletSecret,
    },
    keys::SigningKey,
    random::os_rng,
    types::{Duration, LedgerId, Sha256Digest, Timestamp},
};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    time::Instant,
};

const BUNDLE: &str = include_str!("data/bundle.json");
const SCHEMA: &str = include_str!("data/diabetes_panel.schema.json");
const POLICY: &str = include_str!("data/trial_policy.json");
const AUDIENCE: &str = "https://trial.example.org/screening";
const LEDGER: LedgerId = LedgerId::from_bytes([7; 32]);

fn main() -> Result<(), Box<dyn Error>> {
    let patients: usize = std::env::args()
        .nth(1)
        .map_or(Ok(500), |count| count.parse())?;
    screen(patients)
}

fn screen(patients: usize) -> Result<(), Box<dyn Error>> {
    let now: Timestamp = "2026-02-20T10:00:00Z".parse()?;
    let schema = Schema::from_json(SCHEMA)?;
    let schemas: Schemas = [schema.clone()].into_iter().collect();
    let policy = Policy::from_json(POLICY, &schemas)?;
    println!("{}", policy.explain());

    // The laboratory certifies. Real keys come out of key files; these are the same in every run.
    let laboratory = Laboratory::new(schema);
    let ada = values_of(&serde_json::from_str(BUNDLE)?).ok_or("the bundle lacks a value")?;
    let rng = &mut StdRng::seed_from_u64(1);
    let mut times = Times::default();
    let mut wallets = Vec::new();
    let mut handles = Vec::new();
    for number in 0..patients.max(3) {
        let values = if number < 3 {
            ada.clone()
        } else {
            somebody(&ada, rng)
        };
        let mut wallet = Wallet::new(WalletSecret::generate()?);
        handles.push(
            times
                .issue
                .of(|| laboratory.certify(&mut wallet, &values, now))?,
        );
        wallets.push(wallet);
    }

    // The trial asks each of them; who is not eligible answers nothing.
    let trial = SigningKey::from_seed(&[2; 32]);
    let mut registry = Registry::new(now);
    let (mut presentations, mut not_met) = (Vec::new(), 0);
    for wallet in &mut wallets {
        let request = EligibilityRequest::issue(&trial, &policy, terms(&registry, now))?;
        let start = Instant::now();
        match wallet.present(&policy, &request, now) {
            // Here a real wallet is saved before anything is sent.
            Ok(presentation) => {
                times.present.add(start);
                presentations.push((presentation.as_bytes().to_vec(), request));
            }
            Err(PresentError::NotMet) => not_met += 1,
            Err(error) => return Err(error.into()),
        }
    }

    // Meanwhile the laboratory found an error in the second patient's report.
    registry.revoke(&handles[1]);
    let mut verifier = Verifier::new(trial.verifying_key(), AUDIENCE.to_owned(), policy.clone());
    let mut nonces = MemoryNonces::default();
    let (mut eligible, mut refused) = (BTreeSet::new(), 0);
    for (bytes, request) in &presentations {
        let decided = times
            .verify
            .of(|| verifier.verify(bytes, request, &registry, &mut nonces, now));
        match decided {
            Ok(shown) => {
                let pseudonym = *shown.pseudonym().ok_or("the policy asks for a pseudonym")?;
                assert!(eligible.insert(pseudonym), "each of them is enrolled once");
            }
            Err(_) => refused += 1,
        }
    }
    assert_eq!(
        (eligible.len(), refused),
        (presentations.len() - 1, 1),
        "the revoked one"
    );

    // Somebody sends the first presentation once more.
    let (bytes, request) = &presentations[0];
    assert!(
        verifier
            .verify(bytes, request, &registry, &mut nonces, now)
            .is_err()
    );

    // A verifier with a queue decides about all of it at once.
    let queue: Vec<_> = presentations
        .iter()
        .map(|(bytes, request)| (&bytes[..], request))
        .collect();
    let start = Instant::now();
    let together = verifier.verify_batch(&queue, &registry, &mut MemoryNonces::default(), now);
    let batch = start.elapsed().as_secs_f64() * 1e3 / queue.len() as f64;
    assert_eq!(
        together.iter().filter(|decided| decided.is_ok()).count(),
        eligible.len()
    );

    println!("patients            {:>8}", wallets.len());
    println!("eligible            {:>8}", eligible.len());
    println!("policy not met      {not_met:>8}   nothing was sent");
    println!("revoked             {refused:>8}   refused");
    println!("replayed            {:>8}   refused\n", 1);
    println!("                       mean ms");
    println!("certify {COPIES} copies    {:>8.2}", times.issue.mean());
    println!("present             {:>8.2}", times.present.mean());
    println!("verify              {:>8.2}", times.verify.mean());
    println!("verify, in a batch  {batch:>8.2}\n");
    println!("                         bytes");
    println!("presentation        {:>8}", presentations[0].0.len());
    println!(
        "request             {:>8}",
        presentations[0].1.as_bytes().len()
    );
    println!("wallet              {:>8}", wallets[0].to_bytes()?.len());
    Ok(())
}

/// What a trial asks for: an answer within the hour, at a state of the ledger not older than this.
fn terms(registry: &Registry, now: Timestamp) -> RequestTerms {
    RequestTerms {
        audience: AUDIENCE.to_owned(),
        ledger: registry.state(),
        issued: now,
        lifetime: Duration::from_hours(1),
    }
}

/// Who measures, and certifies what was measured.
struct Laboratory {
    issuer: Issuer,
    key: SigningKey,
    schema: Schema,
}

const COPIES: usize = 4;

impl Laboratory {
    fn new(schema: Schema) -> Self {
        let key = SigningKey::from_seed(&[1; 32]);
        Self {
            issuer: Issuer::new(key.clone(), LEDGER),
            key,
            schema,
        }
    }

    /// The three messages of an issuance; gives the handles by which it can be revoked.
    fn certify(
        &self,
        wallet: &mut Wallet,
        values: &BTreeMap<String, String>,
        now: Timestamp,
    ) -> Result<Vec<StatusHandle>, Box<dyn Error>> {
        let challenge = IssuerChallenge::random(&mut os_rng()?);
        let issuer = self.key.verifying_key();
        let request = wallet.request(&self.schema, issuer, challenge, COPIES)?;
        let values = CertifiedValues::new(&self.schema, values)?;
        let validity = Validity::weeks(now, 12);
        let issuance =
            self.issuer
                .issue(&request, &challenge, None, &self.schema, &values, validity)?;
        wallet.accept(&issuance.batch)?;
        Ok(issuance.handles)
    }
}

/// Values of a FHIR R4 bundle, by the names of the schema.
fn values_of(bundle: &Value) -> Option<BTreeMap<String, String>> {
    let resources = || {
        bundle["entry"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|e| &e["resource"])
    };
    let of_type = |kind: &'static str| resources().filter(move |r| r["resourceType"] == kind);
    let has_code = |of: &Value, code: &str| {
        let codings = of["code"]["coding"].as_array();
        codings.is_some_and(|codings| codings.iter().any(|coding| coding["code"] == code))
    };
    // The latest observation with this LOINC code: FHIR times in one zone sort as text.
    let observation = |code: &str| {
        let all = of_type("Observation").filter(|observation| has_code(observation, code));
        all.max_by_key(|observation| observation["effectiveDateTime"].as_str())
    };
    // As text: a JSON number of up to 15 digits is written as it was read.
    let quantity = |of: &Value| Some(of["valueQuantity"]["value"].as_number()?.to_string());
    let component = |code: &str| {
        let parts = observation("85354-9")?["component"].as_array()?;
        quantity(parts.iter().find(|part| has_code(part, code))?)
    };
    let hba1c = observation("4548-4")?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let diagnosis = &of_type("Condition").next()?["code"]["coding"][0];
    let values = [
        (
            "birth_date",
            text(&of_type("Patient").next()?["birthDate"])?,
        ),
        ("hba1c", quantity(hba1c)?),
        ("measured", text(&hba1c["effectiveDateTime"])?),
        ("creatinine", quantity(observation("2160-0")?)?),
        ("systolic", component("8480-6")?),
        ("diastolic", component("8462-4")?),
        ("diagnosis", text(&diagnosis["code"])?),
    ];
    Some(values.map(|(name, value)| (name.to_owned(), value)).into())
}

/// A person who does not exist, like the first one in some ways.
fn somebody(like: &BTreeMap<String, String>, rng: &mut impl Rng) -> BTreeMap<String, String> {
    let mut values = like.clone();
    let year: u16 = rng.random_range(1940..2012);
    values.insert(
        "birth_date".into(),
        format!("{year}-{:02}", rng.random_range(1..13)),
    );
    values.insert(
        "hba1c".into(),
        format!("{}.{}", rng.random_range(6..10), rng.random_range(0..10)),
    );
    values.insert(
        "creatinine".into(),
        format!("0.{}", rng.random_range(60..99)),
    );
    values.insert("systolic".into(), rng.random_range(110..160).to_string());
    values
}

/// The revocations in one state of a ledger. A real one proves both from a cosigned checkpoint.
struct Registry {
    state: LedgerPoint,
    revoked: BTreeSet<StatusHandle>,
}

impl Registry {
    fn new(now: Timestamp) -> Self {
        Self {
            state: LedgerPoint {
                ledger: LEDGER,
                height: 1,
                state_root: Sha256Digest::from_bytes([9; 32]),
                time: now,
            },
            revoked: BTreeSet::new(),
        }
    }

    fn revoke(&mut self, handles: &[StatusHandle]) {
        self.state.height += 1;
        self.revoked.extend(handles);
    }
}

impl StatusView for Registry {
    fn state(&self) -> LedgerPoint {
        self.state.clone()
    }

    fn is_revoked(&self, handle: &StatusHandle) -> Result<bool, StatusUnavailable> {
        Ok(self.revoked.contains(handle))
    }
}

#[derive(Default)]
struct Times {
    issue: Clock,
    present: Clock,
    verify: Clock,
}

#[derive(Default)]
struct Clock(Vec<f64>);

impl Clock {
    fn of<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.add(start);
        result
    }

    fn add(&mut self, start: Instant) {
        self.0.push(start.elapsed().as_secs_f64() * 1e3);
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }
}

#[test]
fn a_few_patients_are_screened() -> Result<(), Box<dyn Error>> {
    screen(6)
}
