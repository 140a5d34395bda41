//! The one chain among many.

use super::*;

#[test]
fn the_chains_that_cover_an_access_are_found_until_they_are_taken_out() {
    let mut index = GrantIndex::new();
    let mut rng = rng();
    let patients: Vec<Party> = (60..70).map(Party::new).collect();
    for patient in &patients {
        for code in ["LAB", "IMG"] {
            let scope = Scope::new([category(code)], [Purpose::Treatment]).unwrap();
            let terms = GrantTerms::new(clinic().grantee(), scope, year());
            let (identity, ledger) = (patient.identity(), ledger_id());
            let grant =
                Grant::issue_with_rng(identity, &patient.key, ledger, terms, at(0), &mut rng);
            index.insert(alone(&grant.unwrap()));
        }
    }
    assert_eq!(index.len(), 20);
    let (clinic, record) = (clinic().key.verifying_key(), laboratory_record());
    let wanted = patients[3].identity();
    let find = |index: &GrantIndex, purpose, now| {
        let found = index.covering(&clinic, wanted, &record, purpose, now);
        found
            .map(|chain| chain.leaf().commitment())
            .collect::<Vec<_>>()
    };
    let found = find(&index, Purpose::Treatment, at(5));
    assert_eq!(found.len(), 1);
    assert_eq!(index.chain(&found[0]).unwrap().root().controller(), wanted);
    assert_eq!(find(&index, Purpose::HealthcareResearch, at(5)), []);
    assert_eq!(find(&index, Purpose::Treatment, year().expires()), []);

    index.insert(index.chain(&found[0]).unwrap().clone());
    assert_eq!(
        (index.len(), find(&index, Purpose::Treatment, at(5)).len()),
        (20, 1)
    );
    assert!(index.remove(&found[0]).is_some());
    assert!(index.remove(&found[0]).is_none());
    assert_eq!(find(&index, Purpose::Treatment, at(5)), []);
    assert_eq!((index.len(), index.is_empty()), (19, false));
}
