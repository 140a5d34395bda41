//! What a decision costs among 10,000 grants, beside the one signature it cannot do without.

use ed25519_dalek::{Signature, Signer, SigningKey as BareKey};
use medseal::{
    consent::{
        AccessRequest, BreakGlassStatus, ConsentView, DecisionRules, Grant, GrantChain, GrantIndex,
        GrantStatus, GrantTerms, Grantee, KeyStatus, MemoryNonces, Purpose, Questions, RecordFacts,
        RecordStatus, RequestTerms, Scope, Validity, ViewUnavailable, decide,
    },
    keys::SigningKey,
    types::{CategoryCode, Commitment, Duration, IdentityId, KeyId, LedgerId, RecordId, Timestamp},
};
use medseal_benches::{Better, Goal, Row, interleaved, run};
use std::{collections::HashMap, hint::black_box};

const LEDGER: LedgerId = LedgerId::from_bytes([9; 32]);

fn main() {
    run("consent", |bench| {
        let grants = bench.size(10_000, 1_000);
        let calls = bench.size(1_000, 100);
        let world = World::new(grants, calls);
        let bare = BareSignatures::new(calls);
        let [read, found, searched, read_and_decided, verified, parsed] = interleaved(
            bench.size(15, 3),
            [
                &mut || world.requests(|bytes| drop(black_box(AccessRequest::from_bytes(bytes)))),
                &mut || world.decide_by_commitment(),
                &mut || world.decide_by_search(),
                &mut || world.read_and_decide(),
                &mut || bare.verify(),
                &mut || world.read_chains(),
            ],
        )
        .map(|time| time.as_secs_f64() * 1e6 / calls as f64);
        let signature = bare_peer(1);
        let row = |case: &str| {
            let case = format!("{case}, {grants} grants");
            Row::new(&case, "time", "µs", Better::Lower)
        };
        bench.report(
            row("request read and decided, grant found by commitment")
                .ours(read_and_decided)
                .beside(&signature, verified)
                .goal(Goal::RatioAtLeast(0.5)),
        );
        bench.report(
            row("decided, request read before")
                .ours(found)
                .beside(&signature, verified),
        );
        bench.report(
            row("decided, the covering grant searched for")
                .ours(searched)
                .beside(&signature, verified),
        );
        bench.report(row("request read").ours(read).beside(&signature, verified));
        bench.report(row("grant read").ours(parsed).beside(&signature, verified));
    });
}

fn bare_peer(signatures: usize) -> String {
    format!("{signatures} × verify_strict of ed25519-dalek")
}

/// One hospital, many patients with one grant and one record each, and requests for some.
struct World {
    index: GrantIndex,
    chains: Vec<Vec<u8>>,
    requests: Vec<(AccessRequest, IdentityId)>,
    view: Everything,
    rules: DecisionRules,
    now: Timestamp,
}

impl World {
    fn new(grants: usize, requests: usize) -> Self {
        let now = Timestamp::from_seconds(1_800_000_000).unwrap();
        let key = |number: usize| {
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&(number as u64).to_le_bytes());
            SigningKey::from_seed(&seed)
        };
        let hospital = key(usize::MAX);
        let hospital_id = hospital.verifying_key().identity_id();
        let grantee = Grantee {
            identity: hospital_id,
            key: hospital.verifying_key(),
        };
        let validity = Validity::new(now, now.plus(Duration::from_days(365))).unwrap();
        let laboratory: CategoryCode = "LAB".parse().unwrap();
        let mut world = Self {
            index: GrantIndex::new(),
            chains: Vec::new(),
            requests: Vec::new(),
            view: Everything {
                time: now,
                keys: HashMap::new(),
                grants: HashMap::new(),
                records: HashMap::new(),
            },
            rules: DecisionRules::new(hospital_id),
            now,
        };
        world.view.register(&hospital);
        for number in 0..grants {
            let patient = key(number);
            let identity = patient.verifying_key().identity_id();
            let scope = Scope::new([laboratory.clone()], [Purpose::Treatment]).unwrap();
            let terms = GrantTerms::new(grantee, scope, validity);
            let grant = Grant::issue(identity, &patient, LEDGER, terms, now).unwrap();
            let mut id = [0; 32];
            id[..8].copy_from_slice(&(number as u64).to_le_bytes());
            let (record, commitment) = (RecordId::from_bytes(id), Commitment::from_bytes(id));
            let facts = RecordFacts::new(record, commitment, laboratory.clone(), now);
            world.view.register(&patient);
            world.view.enter(&grant, &facts);
            // Requests for grants spread over all of them.
            if number % (grants / requests) == 0 && world.requests.len() < requests {
                let terms = RequestTerms {
                    ledger: LEDGER,
                    audience: hospital_id,
                    grant: grant.commitment(),
                    record: facts,
                    purpose: Purpose::Treatment,
                    break_glass: None,
                    minimum_height: 1,
                    issued: now,
                    lifetime: AccessRequest::MAX_LIFETIME,
                };
                let request = AccessRequest::issue(&hospital, terms).unwrap();
                world.requests.push((request, identity));
            }
            let chain = GrantChain::new([grant]).unwrap();
            if world.chains.len() < requests {
                world.chains.push(chain.to_bytes().unwrap());
            }
            world.index.insert(chain);
        }
        world
    }

    fn requests(&self, each: impl Fn(&[u8])) {
        self.requests
            .iter()
            .for_each(|(request, _)| each(request.as_bytes()));
    }

    fn read_chains(&self) {
        for bytes in &self.chains {
            black_box(GrantChain::from_bytes(bytes).unwrap());
        }
    }

    fn decide_by_commitment(&self) {
        let mut nonces = MemoryNonces::default();
        for (request, _) in &self.requests {
            let chain = self.index.chain(&request.grant()).unwrap();
            self.decide(request, chain, &mut nonces);
        }
    }

    fn decide_by_search(&self) {
        let mut nonces = MemoryNonces::default();
        for (request, patient) in &self.requests {
            let (record, purpose) = (request.record(), request.purpose());
            let mut found =
                self.index
                    .covering(request.grantee(), *patient, record, purpose, self.now);
            let chain = found.next().unwrap();
            self.decide(request, chain, &mut nonces);
        }
    }

    fn read_and_decide(&self) {
        let mut nonces = MemoryNonces::default();
        for (request, _) in &self.requests {
            let request = AccessRequest::from_bytes(request.as_bytes()).unwrap();
            let chain = self.index.chain(&request.grant()).unwrap();
            self.decide(&request, chain, &mut nonces);
        }
    }

    fn decide(&self, request: &AccessRequest, chain: &GrantChain, nonces: &mut MemoryNonces) {
        let record = request.record();
        let decision = decide(
            request,
            chain,
            record,
            &self.view,
            nonces,
            &self.rules,
            self.now,
        );
        assert!(decision.is_permit(), "{:?}", decision.reasons());
        let _ = black_box(decision);
    }
}

/// A ledger's state in memory.
struct Everything {
    time: Timestamp,
    keys: HashMap<KeyId, KeyStatus>,
    grants: HashMap<Commitment, GrantStatus>,
    records: HashMap<Commitment, RecordStatus>,
}

impl Everything {
    fn register(&mut self, key: &SigningKey) {
        let key = key.verifying_key();
        let status = KeyStatus {
            identity: key.identity_id(),
            from: 1,
            until: None,
        };
        self.keys.insert(key.key_id(), status);
    }

    fn enter(&mut self, grant: &Grant, record: &RecordFacts) {
        let controller = grant.controller();
        let (issuer, parent, height, revoked) = (controller, None, 1, None);
        let status = GrantStatus {
            controller,
            issuer,
            parent,
            height,
            revoked,
        };
        self.grants.insert(grant.commitment(), status);
        let status = RecordStatus {
            controller,
            height: 1,
            erased: None,
        };
        self.records.insert(record.commitment, status);
    }
}

impl ConsentView for Everything {
    fn ledger(&self) -> LedgerId {
        LEDGER
    }

    fn height(&self) -> u64 {
        1
    }

    fn time(&self) -> Timestamp {
        self.time
    }

    fn key(&self, key: &KeyId) -> Result<Option<KeyStatus>, ViewUnavailable> {
        Ok(self.keys.get(key).copied())
    }

    fn grant(&self, grant: &Commitment) -> Result<Option<GrantStatus>, ViewUnavailable> {
        Ok(self.grants.get(grant).copied())
    }

    fn record(&self, record: &Commitment) -> Result<Option<RecordStatus>, ViewUnavailable> {
        Ok(self.records.get(record).copied())
    }

    fn break_glass(&self, _: &Commitment) -> Result<Option<BreakGlassStatus>, ViewUnavailable> {
        Ok(None)
    }

    fn proof(&self, _: &Questions) -> Result<Vec<u8>, ViewUnavailable> {
        Err(ViewUnavailable)
    }
}

/// As many signatures of messages as long as a request, and nothing else.
struct BareSignatures {
    key: BareKey,
    signed: Vec<(Vec<u8>, Signature)>,
}

impl BareSignatures {
    fn new(count: usize) -> Self {
        let key = BareKey::from_bytes(&[1; 32]);
        let message = |number: usize| {
            let mut message = vec![0; 600];
            message[..8].copy_from_slice(&(number as u64).to_le_bytes());
            message
        };
        let sign = |message: Vec<u8>| (message.clone(), key.sign(&message));
        Self {
            signed: (0..count).map(message).map(sign).collect(),
            key,
        }
    }

    fn verify(&self) {
        let key = self.key.verifying_key();
        for (message, signature) in &self.signed {
            key.verify_strict(message, signature).unwrap();
        }
    }
}
