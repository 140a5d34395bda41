//! Threat row 12: random chains, against a definition of "no wider" in other words.

use super::*;
use proptest::{collection::vec, option, prelude::*, sample::Index};

/// The terms of a random grant, as numbers and bit masks that are easy to compare.
#[derive(Debug, Clone)]
struct Drawn {
    categories: u8,
    purposes: u8,
    confidentiality: usize,
    records: Option<u8>,
    resource_types: Option<u8>,
    period: (u64, u64),
    validity: (u64, u64),
    delegation: u8,
}

const CATEGORIES: [&str; 4] = ["LAB", "IMG", "GENERAL", "NOTES"];
const PURPOSES: [Purpose; 4] = [
    Purpose::Treatment,
    Purpose::EmergencyTreatment,
    Purpose::HealthcareResearch,
    Purpose::PatientRequested,
];
const TYPES: [&str; 4] = ["Observation", "Patient", "Condition", "Consent"];
const FIELDS: usize = 8;

fn chosen<T: Clone>(all: &[T; 4], mask: u8) -> Vec<T> {
    (0..4)
        .filter(|bit| mask & (1 << bit) != 0)
        .map(|bit| all[bit].clone())
        .collect()
}

impl Drawn {
    fn any() -> impl Strategy<Value = Self> {
        let mask = || 1u8..16;
        let span = || (0u64..8, 1u64..8).prop_map(|(from, length)| (from, from + length));
        let sets = (
            mask(),
            mask(),
            0usize..6,
            option::of(mask()),
            option::of(mask()),
        );
        (sets, span(), span(), 0u8..8).prop_map(|(sets, period, validity, delegation)| {
            let (categories, purposes, confidentiality, records, resource_types) = sets;
            Self {
                categories,
                purposes,
                confidentiality,
                records,
                resource_types,
                period,
                validity,
                delegation,
            }
        })
    }

    /// As much of these terms as `parent` allows, except for the field to be taken as it is.
    fn within(&self, parent: &Self, except: usize) -> Self {
        let both = |ours: u8, theirs: u8| {
            if ours & theirs == 0 {
                theirs
            } else {
                ours & theirs
            }
        };
        let named = |ours: Option<u8>, theirs: Option<u8>| match (ours, theirs) {
            (Some(ours), Some(theirs)) => Some(both(ours, theirs)),
            (ours, theirs) => ours.or(theirs),
        };
        let span = |ours: (u64, u64), theirs: (u64, u64)| {
            let (from, to) = (ours.0.max(theirs.0), ours.1.min(theirs.1));
            if from < to { (from, to) } else { theirs }
        };
        let mut child = Self {
            categories: both(self.categories, parent.categories),
            purposes: both(self.purposes, parent.purposes),
            confidentiality: self.confidentiality.min(parent.confidentiality),
            records: named(self.records, parent.records),
            resource_types: named(self.resource_types, parent.resource_types),
            period: span(self.period, parent.period),
            validity: span(self.validity, parent.validity),
            delegation: self.delegation.min(parent.delegation.saturating_sub(1)),
        };
        match except {
            0 => child.categories = self.categories,
            1 => child.purposes = self.purposes,
            2 => child.confidentiality = self.confidentiality,
            3 => child.records = self.records,
            4 => child.resource_types = self.resource_types,
            5 => child.period = self.period,
            6 => child.validity = self.validity,
            7 => child.delegation = self.delegation,
            _ => (),
        }
        child
    }

    /// The definition of "no wider", field by field, in the words of this test.
    fn is_no_wider_than(&self, parent: &Self) -> bool {
        let named = |ours: Option<u8>, theirs: Option<u8>| {
            theirs.is_none_or(|theirs| ours.is_some_and(|ours| ours & !theirs == 0))
        };
        self.categories & !parent.categories == 0
            && self.purposes & !parent.purposes == 0
            && self.confidentiality <= parent.confidentiality
            && named(self.records, parent.records)
            && named(self.resource_types, parent.resource_types)
            && (parent.period.0..=parent.period.1).contains(&self.period.0)
            && self.period.1 <= parent.period.1
            && (parent.validity.0..=parent.validity.1).contains(&self.validity.0)
            && self.validity.1 <= parent.validity.1
            && self.delegation < parent.delegation
    }

    fn terms(&self, grantee: Grantee) -> GrantTerms {
        let codes = chosen(&CATEGORIES, self.categories)
            .into_iter()
            .map(category);
        let mut scope = Scope::new(codes, chosen(&PURPOSES, self.purposes)).unwrap();
        if let Some(mask) = self.records {
            let records = chosen(&[0u8, 1, 2, 3], mask).into_iter();
            let ids = records.map(|n| crate::types::RecordId::from_bytes([n; 32]));
            scope = scope.with_records(ids).unwrap();
        }
        if let Some(mask) = self.resource_types {
            let names = chosen(&TYPES, mask).into_iter();
            scope = scope
                .with_resource_types(names.map(|name| name.parse().unwrap()))
                .unwrap();
        }
        let (from, to) = self.period;
        let scope = scope
            .with_confidentiality(Confidentiality::ALL[self.confidentiality])
            .with_period(DataPeriod::new(at(from), at(to)).unwrap());
        let validity = Validity::new(at(self.validity.0), at(self.validity.1)).unwrap();
        GrantTerms::new(grantee, scope, validity).with_delegation(self.delegation)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Chains in which some link may be wider in some field: accepted if and only if none is, and
    /// then nothing the last grant covers is not covered by every grant above it.
    #[test]
    fn threat_12_no_accepted_chain_widens(
        drawn in vec((Drawn::any(), option::weighted(0.3, 0..FIELDS)), 1..9),
        asked in vec((any::<Index>(), any::<Index>(), any::<Index>(), 0u8..16, 0usize..7, 0u64..16), 30),
    ) {
        let party = patient();
        let mut links: Vec<Drawn> = Vec::new();
        let mut grants: Vec<Grant> = Vec::new();
        let mut no_wider = true;
        for (next, except) in drawn {
            let link = links.last().map_or(next.clone(), |parent: &Drawn| {
                next.within(parent, except.unwrap_or(FIELDS))
            });
            no_wider &= links.last().is_none_or(|parent| link.is_no_wider_than(parent));
            let parent = grants.last().map(Grant::digest);
            let grant = clinic_grant().forged(&party.key, |claims| {
                claims.terms = link.terms(party.grantee());
                claims.issued = at(0);
                claims.parent = parent;
            });
            links.push(link);
            grants.push(grant);
        }
        let chain = GrantChain::new(grants);
        prop_assert_eq!(chain.is_ok(), no_wider, "{:?}", links);
        let Ok(chain) = chain else { return Ok(()) };
        for (code, purpose, record, types, confidentiality, created) in asked {
            let id = crate::types::RecordId::from_bytes([*record.get(&[0, 1, 2, 3, 4]); 32]);
            let commitment = Commitment::from_bytes([0; 32]);
            let code = category(CATEGORIES[code.index(4)]);
            let mut facts = crate::consent::RecordFacts::new(id, commitment, code, at(created));
            let types = chosen(&TYPES, types).into_iter();
            facts.resource_types = types.map(|name| name.parse().unwrap()).collect();
            facts.confidentiality = Confidentiality::ALL.get(confidentiality).copied();
            let purpose = *purpose.get(&PURPOSES);
            let covers = |grant: &Grant| grant.scope().exclusions(&facts, purpose).is_empty();
            if covers(chain.leaf()) {
                prop_assert!(chain.grants().all(covers), "{facts:?}");
            }
        }
    }
}
