use super::violations_of;
use std::path::Path;

fn reasons(file: &str, source: &str) -> Vec<String> {
    let found = violations_of(Path::new(file), source).into_iter();
    found
        .map(|(line, reason)| format!("{line}: {reason}"))
        .collect()
}

#[test]
fn imports_to_the_left_are_fine() {
    let source =
        "use crate::{codec::{decode, encode}, types::RecordId};\nuse crate::keys::SigningKey;";
    assert!(reasons("envelope/seal.rs", source).is_empty());
    assert!(reasons("types/id.rs", "use crate::domain::Label;").is_empty());
    assert!(reasons("exchange.rs", "use crate::{audit, consent, ledger};").is_empty());
}

#[test]
fn imports_to_the_right_and_sideways_are_refused() {
    assert_eq!(
        reasons("keys/mod.rs", "\nuse crate::envelope::Slot;"),
        ["2: `keys` must not use `envelope`"]
    );
    assert_eq!(
        reasons(
            "ledger/entry.rs",
            "use crate::{keys::KeyId, consent::{Grant, Scope}};"
        ),
        ["1: `ledger` must not use `consent`"]
    );
    assert_eq!(
        reasons("errors.rs", "fn f() { crate::codec::encode(&1); }"),
        ["1: `errors` must not use `codec`"]
    );
}

#[test]
fn a_path_through_super_is_seen() {
    assert_eq!(
        reasons("codec/scan.rs", "use super::super::keys::SigningKey;"),
        ["1: `codec` must not use `keys`"]
    );
    assert_eq!(
        reasons("codec.rs", "use super::keys::SigningKey;"),
        ["1: `codec` must not use `keys`"]
    );
    assert_eq!(
        reasons(
            "audit/mod.rs",
            "mod tests { use super::super::exchange::x; }"
        ),
        ["1: `audit` must not use `exchange`"]
    );
    assert!(reasons("codec.rs", "mod tests { use super::keys; }").is_empty());
    assert!(reasons("ledger/state/map.rs", "use super::super::consent;").is_empty());
}

#[test]
fn names_from_the_root_are_refused_and_macros_are_not() {
    assert_eq!(
        reasons("audit/mod.rs", "use crate::SealedRecord;"),
        ["1: `crate::SealedRecord` is no room: import it from where it lives"]
    );
    assert!(reasons("audit/mod.rs", "crate::helper!();").is_empty());
}

#[test]
fn comments_and_strings_are_no_imports() {
    let source =
        "//! See [`crate::exchange`].\n/// crate::exchange\nconst A: &str = \"crate::exchange\";";
    assert!(reasons("keys/mod.rs", source).is_empty());
}

#[test]
fn a_new_room_must_take_its_place() {
    assert_eq!(
        reasons("attic/mod.rs", ""),
        ["1: `attic` has no place among the layers of xtask/src/layering.rs"]
    );
}
