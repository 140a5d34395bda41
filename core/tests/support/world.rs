//! A small world: one authority, a patient, a laboratory, a specialist, another clinic.

use medseal::{
    consent::{DecisionRules, MemoryNonces, Purpose, Scope, Validity},
    envelope::{SealedRecord, Sealer},
    exchange::{AccessIntent, Exchange, ExchangeError, GrantBundle, GrantOffer, unlock},
    keys::{PublicIdentity, SealingSuite, SecretIdentity},
    ledger::{
        Authorities, AuthorityList, CheckpointSigner, EntryNonce, Genesis, Ledger,
        MemorySignerState, Receipt, SignatureType, VerifierKey, store::MemoryStore,
    },
    types::{CategoryCode, Duration, NoProgress, Timestamp},
};
use rand::{SeedableRng, rngs::StdRng};

pub const ORIGIN: &str = "ledger.example/medseal";

pub struct World {
    pub exchange: Exchange<MemoryStore, MemoryNonces>,
    pub authority: SecretIdentity,
    pub patient: SecretIdentity,
    pub laboratory: SecretIdentity,
    pub specialist: SecretIdentity,
    pub clinic: SecretIdentity,
}

/// Seconds after the beginning of the story.
pub fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(1_800_000_000 + seconds).unwrap()
}

pub fn category(code: &str) -> CategoryCode {
    code.parse().unwrap()
}

pub fn public(identity: &SecretIdentity) -> PublicIdentity {
    identity.public(at(0)).unwrap()
}

/// Treatment, one category, a year.
pub fn offer(code: &str, purpose: Purpose) -> GrantOffer {
    let scope = Scope::new([category(code)], [purpose]).unwrap();
    GrantOffer::new(scope, Validity::new(at(0), at(365 * 86_400)).unwrap())
}

impl World {
    pub fn new() -> Self {
        let identity = |seed| {
            let rng = &mut StdRng::seed_from_u64(seed);
            SecretIdentity::generate_with_rng(SealingSuite::X25519, rng)
        };
        let authority = identity(1);
        let key = authority.signing_key();
        let name = key.verifying_key().did_key();
        let authorities = AuthorityList::single(&name, key.verifying_key()).unwrap();
        let genesis = Genesis::new(ORIGIN, at(0), EntryNonce::from_bytes([7; 16]), authorities);
        let mut signers = vec![CheckpointSigner::new(
            name.parse().unwrap(),
            key,
            MemorySignerState::default(),
        )];
        let store = MemoryStore::new();
        let ledger = Ledger::create(store, &genesis, at(0), &mut signers).unwrap();
        Self {
            exchange: Exchange::new(ledger, signers, MemoryNonces::default()),
            authority,
            patient: identity(2),
            laboratory: identity(3),
            specialist: identity(4),
            clinic: identity(5),
        }
    }

    /// What a verifier without a ledger knows.
    pub fn authorities(&self) -> Authorities {
        let key = self.authority.signing_key().verifying_key();
        let name = key.did_key().parse().unwrap();
        let key = VerifierKey::new(name, SignatureType::CosignatureV1, key);
        Authorities::new(ORIGIN.parse().unwrap(), vec![key], 1).unwrap()
    }

    pub fn rules(&self) -> DecisionRules {
        DecisionRules::new(self.authority.identity_id())
    }

    /// A record of the laboratory about the patient, sealed to a category key.
    pub fn seal(&self, code: &str, text: &[u8]) -> SealedRecord {
        let document = public(&self.patient);
        let key = document.category_key(&category(code)).unwrap().clone();
        let author = self.laboratory.signing_key();
        Sealer::new(&author, self.patient.identity_id(), at(0))
            .category(category(code))
            .to(key)
            .seal(text)
            .unwrap()
    }

    pub fn anchor(&mut self, record: &SealedRecord, seconds: u64) -> Receipt {
        self.exchange
            .anchor(&self.laboratory, record.header(), None, at(seconds))
            .unwrap()
    }

    pub fn grant(&mut self, code: &str, purpose: Purpose, seconds: u64) -> GrantBundle {
        let grantee = public(&self.specialist);
        let offer = offer(code, purpose);
        self.exchange
            .grant(&self.patient, &grantee, offer, at(seconds))
            .unwrap()
    }

    pub fn intent(&self, purpose: Purpose) -> AccessIntent {
        AccessIntent::new(self.authority.identity_id(), purpose)
    }

    /// All that a grantee does to open a record: register, ask, be permitted, record, decrypt.
    pub fn open(
        &mut self,
        holder: &SecretIdentity,
        bundle: &GrantBundle,
        record: &SealedRecord,
        intent: &AccessIntent,
        seconds: u64,
    ) -> Result<Vec<u8>, ExchangeError> {
        let now = at(seconds);
        let (header, rules) = (record.header(), self.rules());
        self.exchange.register(holder, now)?;
        let request = intent.request(holder, bundle, header, now)?;
        let permit = self
            .exchange
            .decide(&request, bundle.chain(), header, &rules, now)?;
        let reason = intent
            .break_glass
            .as_ref()
            .map(|(statement, _)| statement.reason());
        let unlocked = unlock(permit, holder, bundle, header, reason, now)?;
        self.exchange
            .record_access(holder, bundle, unlocked.event(), now)?;
        let mut plaintext = Vec::new();
        unlocked.open_stream(record.payload(), &mut plaintext, NoProgress)?;
        Ok(plaintext)
    }
}

/// A day in seconds.
pub const DAY: u64 = 86_400;

/// The longest a break-glass statement stands in these stories.
pub const EMERGENCY: Duration = Duration::from_hours(2);
