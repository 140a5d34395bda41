//! A small world to test ledgers in: people with keys, a clock, one or more authorities.

use medseal::keys::{SigningKey, next_key_digest};
use medseal::ledger::store::{LedgerStore, MemoryStore, Row, StoreError, Table, Visitor};
use medseal::ledger::{
    Action, AdmissionError, AuthorityKey, AuthorityList, CheckpointSigner, EntryNonce, Genesis,
    LeafIndex, Ledger, MemorySignerState, SealError, SignedEntry, StatementSigner,
};
use medseal::types::{Commitment, Duration, IdentityId, Timestamp};
use rand::{SeedableRng, rngs::StdRng};
use std::{cell::RefCell, rc::Rc};

/// Somebody with an identity.
pub(crate) struct Person {
    pub(crate) id: IdentityId,
    pub(crate) key: SigningKey,
    pub(crate) next: SigningKey,
}

pub(crate) struct World<S> {
    pub(crate) ledger: Ledger<S>,
    pub(crate) now: Timestamp,
    pub(crate) signers: Vec<CheckpointSigner>,
    pub(crate) rng: StdRng,
}

pub(crate) const ORIGIN: &str = "example.org/medseal/test";

pub(crate) fn start() -> Timestamp {
    Timestamp::from_seconds(1_700_000_000).unwrap()
}

/// The key of authority `number`.
pub(crate) fn authority_key(number: u8) -> SigningKey {
    SigningKey::from_seed(&[0xa0 + number; 32])
}

pub(crate) fn authority_name(number: u8) -> String {
    format!("authority-{number}.example.org")
}

pub(crate) fn authorities(numbers: std::ops::Range<u8>, quorum: u8) -> AuthorityList {
    let key = |number| AuthorityKey {
        name: authority_name(number),
        key: authority_key(number).verifying_key(),
    };
    AuthorityList::new(numbers.map(key).collect(), quorum).unwrap()
}

pub(crate) fn signer(number: u8) -> CheckpointSigner {
    let name = authority_name(number).parse().unwrap();
    CheckpointSigner::new(name, authority_key(number), MemorySignerState::new())
}

pub(crate) fn genesis() -> Genesis {
    Genesis::new(
        ORIGIN,
        start(),
        EntryNonce::from_bytes([7; 16]),
        authorities(0..1, 1),
    )
}

/// A distinct commitment for each number.
pub(crate) fn commitment(number: u64) -> Commitment {
    let mut bytes = [0xcc; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Commitment::from_bytes(bytes)
}

impl Person {
    pub(crate) fn new(seed: u8) -> Self {
        let key = SigningKey::from_seed(&[seed; 32]);
        let next = SigningKey::from_seed(&[seed ^ 0x80; 32]);
        Self {
            id: key.verifying_key().identity_id(),
            key,
            next,
        }
    }

    pub(crate) fn register(&self) -> Action {
        Action::Register {
            document: commitment(u64::from(self.id.as_bytes()[0])),
            next: next_key_digest(&self.next.verifying_key()),
        }
    }

    pub(crate) fn grants(&self, grant: u64) -> Action {
        Action::Grant {
            grant: commitment(grant),
            controller: self.id,
            parent: None,
        }
    }

    pub(crate) fn delegation(&self, grant: u64, parent: u64) -> Action {
        let parent = Some(commitment(parent));
        Action::Grant {
            grant: commitment(grant),
            controller: self.id,
            parent,
        }
    }

    pub(crate) fn record(&self, record: u64) -> Action {
        Action::Anchor {
            record: commitment(record),
            controller: self.id,
            previous: None,
        }
    }

    pub(crate) fn new_version(&self, record: u64, previous: u64) -> Action {
        let previous = Some(commitment(previous));
        Action::Anchor {
            record: commitment(record),
            controller: self.id,
            previous,
        }
    }

    pub(crate) fn access(&self, event: u64, grant: u64, record: u64) -> Action {
        Action::Access {
            event: commitment(event),
            controller: self.id,
            grant: commitment(grant),
            record: commitment(record),
        }
    }
}

pub(crate) fn revoke(grant: u64) -> Action {
    Action::Revoke {
        grant: commitment(grant),
    }
}

pub(crate) fn erase(record: u64) -> Action {
    Action::Erase {
        record: commitment(record),
    }
}

impl World<MemoryStore> {
    pub(crate) fn new() -> Self {
        Self::with_store(MemoryStore::new())
    }
}

impl<S: LedgerStore> World<S> {
    pub(crate) fn with_store(store: S) -> Self {
        let mut signers = vec![signer(0)];
        let ledger = Ledger::create(store, &genesis(), start(), &mut signers).unwrap();
        Self {
            ledger,
            now: start(),
            signers,
            rng: StdRng::seed_from_u64(1),
        }
    }

    pub(crate) fn sign(&mut self, who: &Person, action: Action) -> SignedEntry {
        self.sign_with(&who.key, action)
    }

    pub(crate) fn sign_with(&mut self, key: &SigningKey, action: Action) -> SignedEntry {
        let signer = StatementSigner::new(self.ledger.id(), key);
        signer
            .sign_with_rng(action, self.now, &mut self.rng)
            .unwrap()
    }

    pub(crate) fn submit(
        &mut self,
        who: &Person,
        action: Action,
    ) -> Result<LeafIndex, AdmissionError> {
        let entry = self.sign(who, action);
        self.ledger.submit(entry.as_bytes(), self.now)
    }

    /// Registers somebody new.
    pub(crate) fn person(&mut self, seed: u8) -> Person {
        let person = Person::new(seed);
        self.submit(&person, person.register()).unwrap();
        person
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        self.now = self.now.plus(Duration::from_seconds(seconds));
    }

    pub(crate) fn seal(&mut self) -> Result<u64, SealError> {
        let block = self.ledger.seal_block(self.now, &mut self.signers)?;
        Ok(block.height())
    }
}

/// A store that is still there when the ledger over it is gone.
#[derive(Debug, Clone, Default)]
pub(crate) struct SharedStore(pub(crate) Rc<RefCell<MemoryStore>>);

impl LedgerStore for SharedStore {
    fn read(&self, table: Table, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.borrow().read(table, number)
    }

    fn scan(&self, table: Table, from: u64, visit: &mut Visitor<'_>) -> Result<(), StoreError> {
        self.0.borrow().scan(table, from, visit)
    }

    fn write(&mut self, rows: &[Row<'_>]) -> Result<(), StoreError> {
        self.0.borrow_mut().write(rows)
    }
}
