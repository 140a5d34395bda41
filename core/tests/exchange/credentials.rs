//! Credentials and the ledger: revoking, and who can tell.

use crate::support::world::{World, at};
use medseal::{
    audit::VerifiedState,
    eligibility::{
        CertifiedValues, EligibilityRequest, Issuer, IssuerChallenge, LedgerPoint, MemoryNonces,
        Policy, Presentation, RequestTerms, Schema, StatusHandle, StatusView, Validity, Verifier,
        Wallet, WalletSecret,
    },
    errors::ErrorCode,
    exchange::{NodeView, ProvenView, prove_status},
    keys::SigningKey,
    types::{Duration, Timestamp},
};
use rand::{SeedableRng, rngs::StdRng};

const SCHEMA: &str = r#"{"medseal_schema": 1, "name": "panel", "attributes": [
    {"name": "hba1c", "kind": "number", "unit": "%", "scale": 1, "bits": 8, "rounding": "exact"}]}"#;
const AUDIENCE: &str = "https://trial.example.org";

/// A laboratory's credential in a patient's wallet, and a trial that asks for it.
struct Screening {
    wallet: Wallet,
    handles: Vec<StatusHandle>,
    policy: Policy,
    trial: SigningKey,
    rng: StdRng,
}

impl Screening {
    fn new(world: &World) -> Self {
        let mut rng = StdRng::seed_from_u64(1);
        let issuer = world.laboratory.signing_key();
        let schema = Schema::from_json(SCHEMA).unwrap();
        let values = [("hba1c".to_owned(), "7.4".to_owned())].into();
        let values = CertifiedValues::new(&schema, &values).unwrap();
        let mut wallet = Wallet::new(WalletSecret::of(&world.patient));
        let challenge = IssuerChallenge::random(&mut rng);
        let asked = wallet
            .request(&schema, issuer.verifying_key(), challenge, 4)
            .unwrap();
        let validity = Validity::weeks(at(0), 8);
        let policy = format!(
            r#"{{"medseal_policy": 1, "name": "screening",
                "credentials": {{"lab": {{"schema": "{}", "issuers": ["{}"]}}}},
                "require": {{"number": "lab.hba1c", "unit": "%", "min": "6.5"}}}}"#,
            schema.hash(),
            issuer.verifying_key().did_key()
        );
        let issued = Issuer::new(issuer, world.exchange.ledger().id())
            .issue(&asked, &challenge, None, &schema, &values, validity)
            .unwrap();
        wallet.accept(&issued.batch).unwrap();
        Self {
            wallet,
            handles: issued.handles,
            policy: Policy::from_json(&policy, &[schema].into_iter().collect()).unwrap(),
            trial: SigningKey::from_seed(&[9; 32]),
            rng,
        }
    }

    /// A request that accepts states from `ledger` on, and the answer to it.
    fn show(&mut self, ledger: LedgerPoint, now: Timestamp) -> (EligibilityRequest, Vec<u8>) {
        let terms = RequestTerms {
            audience: AUDIENCE.to_owned(),
            ledger,
            issued: now,
            lifetime: Duration::from_hours(1),
        };
        let rng = &mut self.rng;
        let request =
            EligibilityRequest::issue_with_rng(&self.trial, &self.policy, terms, rng).unwrap();
        let shown = self.wallet.present(&self.policy, &request, now).unwrap();
        (request, shown.as_bytes().to_vec())
    }

    fn decide(
        &self,
        (request, shown): &(EligibilityRequest, Vec<u8>),
        view: &impl StatusView,
        now: Timestamp,
    ) -> &'static str {
        let key = self.trial.verifying_key();
        let mut verifier = Verifier::new(key, AUDIENCE.to_owned(), self.policy.clone());
        let decided = verifier.verify(shown, request, view, &mut MemoryNonces::default(), now);
        decided.map_or_else(|error| error.code(), |_| "eligible")
    }
}

#[test]
fn threat_14_a_revocation_on_the_ledger_is_seen() {
    let mut world = World::new();
    let mut screening = Screening::new(&world);
    let before = NodeView::new(world.exchange.ledger()).state();
    let shown = screening.show(before, at(10));
    let view = NodeView::new(world.exchange.ledger());
    assert_eq!(screening.decide(&shown, &view, at(10)), "eligible");

    // The laboratory finds the values wrong, and revokes every copy.
    let (laboratory, handles) = (world.laboratory.clone(), screening.handles.clone());
    let mut revoke = |handles: &[StatusHandle], seconds| {
        let revoked = world
            .exchange
            .revoke_credentials(&laboratory, handles, at(seconds));
        revoked.unwrap()
    };
    assert_eq!(revoke(&handles, 20), 4);
    // Again, and with one twice: nothing more is written.
    assert_eq!(revoke(&[&handles[..], &handles[..1]].concat(), 21), 0);
    let view = NodeView::new(world.exchange.ledger());
    assert_eq!(screening.decide(&shown, &view, at(22)), "not-eligible");
    // What the ledger holds is not the handle.
    let fact = |commitment| world.exchange.ledger().view().record(&commitment);
    let plain = medseal::types::Commitment::from_bytes(*handles[0].as_bytes());
    assert!(fact(plain).is_none() && fact(handles[0].commitment()).is_some());
}

#[test]
fn threat_14_a_holder_takes_copies_back_from_whoever_stole_the_wallet() {
    let mut world = World::new();
    let mut screening = Screening::new(&world);
    let state = NodeView::new(world.exchange.ledger()).state();
    // Somebody has the wallet and its key, and shows a copy after the other.
    let stolen = screening.wallet.to_bytes().unwrap();
    let secret = || WalletSecret::of(&world.patient);
    let mut stolen = Wallet::from_bytes(&stolen, secret()).unwrap();
    std::mem::swap(&mut screening.wallet, &mut stolen);
    let earlier = screening.show(state.clone(), at(10));
    let shown = screening.show(state.clone(), at(10));
    let view = NodeView::new(world.exchange.ledger());
    assert_eq!(screening.decide(&earlier, &view, at(10)), "eligible");
    std::mem::swap(&mut screening.wallet, &mut stolen);

    // The holder revokes what there is to revoke, in a name that nobody knows.
    let handles: Vec<_> = screening.wallet.revocable().remove(0).handles;
    assert_eq!(handles.len(), 4);
    let nobody = world.patient.pairwise("revocations").unwrap();
    let revoked = world
        .exchange
        .revoke_credentials(&nobody, &handles, at(20))
        .unwrap();
    assert_eq!(revoked, 4);
    assert_eq!(screening.wallet.discard_revoked(&handles), 4);
    // At the later height every copy is refused, asked for before or after.
    let view = NodeView::new(world.exchange.ledger());
    assert_eq!(screening.decide(&shown, &view, at(21)), "not-eligible");
    std::mem::swap(&mut screening.wallet, &mut stolen);
    let again = screening.show(view.state(), at(22));
    assert_eq!(screening.decide(&again, &view, at(22)), "not-eligible");
}

#[test]
fn threat_14_nobody_keeps_a_copy_from_being_revoked() {
    let mut world = World::new();
    let mut screening = Screening::new(&world);
    let state = NodeView::new(world.exchange.ledger()).state();
    let shown = screening.show(state, at(10));
    // The holder anchors the commitment first, and erases the record it pretends to be.
    let (patient, laboratory) = (world.patient.clone(), world.laboratory.clone());
    let handles = screening.handles.clone();
    world
        .exchange
        .revoke_credentials(&patient, &handles, at(20))
        .unwrap();
    for handle in &handles {
        let record = handle.commitment();
        world.exchange.erase(&patient, &record, at(21)).unwrap();
    }
    let again = world
        .exchange
        .revoke_credentials(&laboratory, &handles, at(22));
    assert_eq!(again.unwrap(), 0);
    let view = NodeView::new(world.exchange.ledger());
    assert_eq!(screening.decide(&shown, &view, at(23)), "not-eligible");
}

#[test]
fn a_verifier_without_a_ledger_decides_by_proofs() {
    let mut world = World::new();
    let mut screening = Screening::new(&world);
    let state = NodeView::new(world.exchange.ledger()).state();
    let shown = screening.show(state, at(10));
    let other = screening.handles[0];
    let handles = Presentation::from_bytes(&shown.1)
        .unwrap()
        .status_handles()
        .unwrap();
    assert_eq!(handles, [screening.handles[3]]);
    let proven = |world: &World, handles: &[StatusHandle]| {
        let ledger = world.exchange.ledger();
        let evidence = prove_status(ledger, handles).unwrap();
        VerifiedState::verify(&evidence, ledger.id(), &world.authorities()).unwrap()
    };
    let active = proven(&world, &handles);
    assert_eq!(
        ProvenView::new(&active).state(),
        NodeView::new(world.exchange.ledger()).state()
    );
    let decide = |state: &VerifiedState, seconds| {
        screening.decide(&shown, &ProvenView::new(state), at(seconds))
    };
    assert_eq!(decide(&active, 11), "eligible");
    // A proof about another handle tells nothing of this one.
    assert_eq!(
        decide(&proven(&world, &[other]), 11),
        "verifier-unavailable"
    );
    let laboratory = world.laboratory.clone();
    world
        .exchange
        .revoke_credentials(&laboratory, &handles, at(20))
        .unwrap();
    assert_eq!(decide(&proven(&world, &handles), 22), "not-eligible");
}
