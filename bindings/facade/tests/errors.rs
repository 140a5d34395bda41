//! Every code has a kind, and every kind's codes exist.

use medseal_facade::{Error, Kind};
use std::collections::BTreeSet;

#[test]
fn every_documented_code_has_one_kind_and_every_kind_has_documented_codes_only() {
    let page = include_str!("../../../docs/errors.md");
    let documented: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(code, _)| code)
        .collect();
    assert!(documented.len() > 100);
    let unclassified: Vec<_> = documented
        .iter()
        .filter(|code| Kind::of(code).is_none())
        .collect();
    assert!(
        unclassified.is_empty(),
        "codes without a kind: {unclassified:?}"
    );
    let classified: Vec<&str> = Kind::ALL
        .iter()
        .flat_map(|kind| kind.codes())
        .copied()
        .collect();
    let distinct: BTreeSet<&str> = classified.iter().copied().collect();
    assert_eq!(classified.len(), distinct.len(), "a code has two kinds");
    let unknown: Vec<_> = distinct.difference(&documented).collect();
    assert!(
        unknown.is_empty(),
        "kinds of codes that nothing returns: {unknown:?}"
    );
}

#[test]
fn kinds_have_distinct_names() {
    let names: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), Kind::ALL.len());
    assert_eq!(Kind::of("no such code"), None);
}

#[test]
fn the_reason_of_a_caller_s_own_stream_stays_out_of_the_message() {
    let failed = |error| Error::from(medseal::envelope::PayloadError::Read(error));
    let theirs = failed(std::io::Error::other("patient 4711 is not at home"));
    assert_eq!((theirs.code, theirs.kind), ("read-failed", Kind::Storage));
    assert!(!theirs.message.contains("4711"), "{}", theirs.message);
    let system = failed(std::io::Error::from_raw_os_error(5));
    assert!(system.message.contains("os error 5"), "{}", system.message);
}
