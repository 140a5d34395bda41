//! One hospital, many patients, and what a ledger would know of them.

use medseal::{
    consent::{
        AccessRequest, BreakGlassStatus, ConsentView, DecisionRules, Grant, GrantChain, GrantIndex,
        GrantStatus, GrantTerms, Grantee, KeyStatus, MemoryNonces, Purpose, Questions, RecordFacts,
        RecordStatus, RequestTerms, Scope, Validity, ViewUnavailable, decide,
    },
    keys::SigningKey,
    types::{CategoryCode, Commitment, Duration, IdentityId, KeyId, LedgerId, RecordId, Timestamp},
};
use std::{collections::HashMap, hint::black_box};

const LEDGER: LedgerId = LedgerId::from_bytes([9; 32]);

/// One hospital, many patients with one grant and one record each, and requests for some.
pub(crate) struct World {
    index: GrantIndex,
    chains: Vec<Vec<u8>>,
    requests: Vec<(AccessRequest, IdentityId)>,
    /// Requests that have nothing in common but their form: each is signed with a key of its own.
    strangers: Vec<AccessRequest>,
    view: Everything,
    rules: DecisionRules,
    now: Timestamp,
}

impl World {
    pub(crate) fn new(grants: usize, requests: usize) -> Self {
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
            strangers: Vec::new(),
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
                let stranger = key(usize::MAX - 1 - number);
                let unknown = AccessRequest::issue(&stranger, terms.clone()).unwrap();
                world.strangers.push(unknown);
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

    pub(crate) fn requests(&self, each: impl Fn(&[u8])) {
        self.requests
            .iter()
            .for_each(|(request, _)| each(request.as_bytes()));
    }

    pub(crate) fn strangers(&self, each: impl Fn(&[u8])) {
        self.strangers
            .iter()
            .for_each(|request| each(request.as_bytes()));
    }

    pub(crate) fn read_chains(&self) {
        for bytes in &self.chains {
            black_box(GrantChain::from_bytes(bytes).unwrap());
        }
    }

    pub(crate) fn decide_by_commitment(&self) {
        let mut nonces = MemoryNonces::default();
        for (request, _) in &self.requests {
            let chain = self.index.chain(&request.grant()).unwrap();
            self.decide(request, chain, &mut nonces);
        }
    }

    pub(crate) fn decide_by_search(&self) {
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

    pub(crate) fn read_and_decide(&self) {
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
