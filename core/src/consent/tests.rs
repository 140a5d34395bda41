//! Tests of consent as a whole, on a model of the ledger.

mod break_glass;
mod decision;
mod index;
mod model;
mod proof;
mod revocation;
mod secrecy;
mod vectors;
mod verifiers;

use super::*;
use crate::{
    keys::SigningKey,
    types::{CategoryCode, Commitment, Duration, IdentityId, LedgerId, RecordId, Timestamp},
};
use model::Ledger;
use rand::{SeedableRng, rngs::StdRng};

/// The time at which the stories begin.
pub(in crate::consent) const START: u64 = 1_800_000_000;

pub(in crate::consent) fn at(seconds: u64) -> Timestamp {
    Timestamp::from_seconds(START + seconds).unwrap()
}

/// The same randomness in every run.
pub(in crate::consent) fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

/// Someone with a key: the same for the same number.
#[derive(Clone)]
pub(in crate::consent) struct Party {
    pub(in crate::consent) key: SigningKey,
}

impl Party {
    pub(in crate::consent) fn new(number: u8) -> Self {
        Self {
            key: SigningKey::from_seed(&[number; 32]),
        }
    }

    pub(in crate::consent) fn identity(&self) -> IdentityId {
        self.key.verifying_key().identity_id()
    }

    pub(in crate::consent) fn grantee(&self) -> Grantee {
        Grantee {
            identity: self.identity(),
            key: self.key.verifying_key(),
        }
    }
}

pub(in crate::consent) fn patient() -> Party {
    Party::new(1)
}

pub(in crate::consent) fn clinic() -> Party {
    Party::new(2)
}

pub(in crate::consent) fn specialist() -> Party {
    Party::new(3)
}

pub(in crate::consent) fn custodian() -> Party {
    Party::new(4)
}

pub(in crate::consent) fn ledger_id() -> LedgerId {
    LedgerId::from_bytes([9; 32])
}

pub(in crate::consent) fn category(code: &str) -> CategoryCode {
    code.parse().unwrap()
}

/// A laboratory record of the patient, created before the stories begin.
pub(in crate::consent) fn laboratory_record() -> RecordFacts {
    let (record, commitment) = ([5; 32], [6; 32]);
    RecordFacts::new(
        RecordId::from_bytes(record),
        Commitment::from_bytes(commitment),
        category("LAB"),
        Timestamp::from_seconds(START - 1000).unwrap(),
    )
}

pub(in crate::consent) fn laboratory_scope() -> Scope {
    Scope::new([category("LAB")], [Purpose::Treatment]).unwrap()
}

pub(in crate::consent) fn year() -> Validity {
    Validity::new(at(0), at(0).plus(Duration::from_days(365))).unwrap()
}

/// The patient's grant of laboratory records to the clinic, delegable twice.
pub(in crate::consent) fn clinic_grant() -> Grant {
    let terms = GrantTerms::new(clinic().grantee(), laboratory_scope(), year()).with_delegation(2);
    let (patient, ledger) = (patient(), ledger_id());
    let grant = Grant::issue_with_rng(
        patient.identity(),
        &patient.key,
        ledger,
        terms,
        at(0),
        &mut rng(),
    );
    grant.unwrap()
}

pub(in crate::consent) fn alone(grant: &Grant) -> GrantChain {
    GrantChain::new([grant.clone()]).unwrap()
}

/// What the clinic asks of the custodian under a grant.
pub(in crate::consent) fn clinic_terms(grant: &Grant) -> RequestTerms {
    RequestTerms {
        ledger: ledger_id(),
        audience: custodian().identity(),
        grant: grant.commitment(),
        record: laboratory_record(),
        purpose: Purpose::Treatment,
        break_glass: None,
        minimum_height: 0,
        issued: at(100),
        lifetime: Duration::from_seconds(300),
    }
}

pub(in crate::consent) fn request(by: &Party, terms: RequestTerms) -> AccessRequest {
    AccessRequest::issue_with_rng(&by.key, terms, &mut rng()).unwrap()
}

/// The reasons against a request for the laboratory record, decided for the first time.
fn reasons_against<V: ConsentView>(
    request: &AccessRequest,
    chain: &GrantChain,
    view: &V,
    now: Timestamp,
) -> Vec<DenyReason> {
    let (record, rules) = (laboratory_record(), rules());
    let mut nonces = MemoryNonces::default();
    decide(request, chain, &record, view, &mut nonces, &rules, now)
        .reasons()
        .to_vec()
}

pub(in crate::consent) fn rules() -> DecisionRules {
    DecisionRules::new(custodian().identity())
}

/// A ledger with everybody registered, the laboratory record and the clinic's grant recorded, and
/// the last block at 90 seconds.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new(ledger_id());
    for party in [patient(), clinic(), specialist(), custodian()] {
        ledger.register(&party);
    }
    ledger.seal(at(10));
    ledger.anchor(&laboratory_record(), &patient());
    ledger.grant(&clinic_grant(), &patient(), None);
    ledger.seal(at(90));
    ledger
}
