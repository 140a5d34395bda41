//! Tests of grants from the inside: forged claims, forged signatures, random chains.

pub(in crate::consent) mod delegation;
pub(in crate::consent) mod forgeries;
mod random_chains;

use super::{claims::Claims, *};
use crate::{
    consent::{
        ChainError, DataPeriod, GrantChain, Purpose, Scope, ScopeError,
        terms::Confidentiality,
        tests::{at, category, clinic, clinic_grant, ledger_id, patient, rng, specialist, year},
    },
    errors::ErrorCode,
};

impl Grant {
    /// A well-formed, well-signed grant with any claims: what a dishonest issuer could make.
    fn forged(&self, key: &SigningKey, change: impl FnOnce(&mut Claims)) -> Self {
        let mut claims = self.claims.clone();
        claims.issuer = key.verifying_key();
        change(&mut claims);
        Self::sign(claims, key, self.salt).unwrap()
    }
}

#[test]
fn a_grant_reads_back_as_it_was_issued() {
    let grant = clinic_grant();
    let read = Grant::from_bytes(grant.as_bytes(), grant.salt()).unwrap();
    assert_eq!(read, grant);
    assert_eq!(*read.issuer(), patient().key.verifying_key());
    assert_eq!(read.grantee(), &clinic().grantee());
    assert_eq!((read.delegation(), read.parent()), (2, None));
    let other_salt = Grant::from_bytes(grant.as_bytes(), Salt::from_bytes([0; 32]));
    assert_eq!(other_salt, Err(GrantError::Salt));
}

#[test]
fn every_flipped_bit_is_refused() {
    let grant = clinic_grant();
    for index in 0..grant.as_bytes().len() {
        for bit in 0..8 {
            let mut bytes = grant.as_bytes().to_vec();
            bytes[index] ^= 1 << bit;
            assert!(
                Grant::from_bytes(&bytes, grant.salt()).is_err(),
                "byte {index}, bit {bit}"
            );
        }
    }
}

#[test]
fn a_scope_covers_something() {
    let laboratory = || [category("LAB")];
    let scope = Scope::new(laboratory(), [Purpose::Treatment]).unwrap();
    let empty = [
        Scope::new([], [Purpose::Treatment]),
        Scope::new(laboratory(), []),
        scope.clone().with_records([]),
        scope.with_resource_types([]),
    ];
    for (part, scope) in empty.into_iter().enumerate() {
        assert_eq!(scope, Err(ScopeError::Empty), "part {part}");
    }
}

#[test]
fn a_full_scope_fits_and_nothing_more() {
    let terms = |categories: usize, records: u8| {
        let codes = (0..categories).map(|n| category(&format!("{n:064}")));
        let records = (0..=records).map(|n| crate::types::RecordId::from_bytes([n; 32]));
        let types = (0..64u8).map(|n| {
            let name: String = std::iter::repeat_n('A', usize::from(n) + 1).collect();
            name.parse().unwrap()
        });
        let scope = Scope::new(
            codes,
            Purpose::ALL.iter().copied().filter(|p| !p.is_break_glass()),
        );
        let scope = scope?.with_records(records)?.with_resource_types(types)?;
        Ok::<_, crate::consent::ScopeError>(GrantTerms::new(clinic().grantee(), scope, year()))
    };
    let patient = patient();
    let full = terms(64, 255).unwrap();
    let grant = Grant::issue_with_rng(
        patient.identity(),
        &patient.key,
        ledger_id(),
        full,
        at(0),
        &mut rng(),
    );
    let grant = grant.unwrap();
    assert_eq!(
        Grant::from_bytes(grant.as_bytes(), grant.salt()).unwrap(),
        grant
    );
    assert_eq!(terms(65, 255), Err(crate::consent::ScopeError::TooLarge));
}

#[test]
fn terms_that_make_no_sense_are_not_issued() {
    let patient = patient();
    let issue = |terms: GrantTerms, issued| {
        let (identity, ledger) = (patient.identity(), ledger_id());
        Grant::issue_with_rng(identity, &patient.key, ledger, terms, issued, &mut rng())
            .unwrap_err()
            .code()
    };
    let terms = clinic_grant().claims.terms;
    assert_eq!(
        issue(terms.clone().with_delegation(8), at(0)),
        "delegation-too-deep"
    );
    assert_eq!(
        issue(terms.clone(), terms.validity.expires()),
        "empty-validity"
    );
    assert_eq!(Validity::new(at(1), at(1)), Err(GrantError::Validity));
}
