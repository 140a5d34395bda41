//! The wallet's file and its counting.

use super::fixtures::*;
use crate::{
    eligibility::{IssuerChallenge, Wallet, WalletError, WalletSecret},
    keys::{SealingSuite, SecretIdentity},
    types::Duration,
};
use rand::{SeedableRng, rngs::StdRng};

fn secret() -> WalletSecret {
    WalletSecret::from_bytes([3; 32])
}

#[test]
fn a_wallet_is_read_as_it_was_written() {
    let rng = &mut StdRng::seed_from_u64(1);
    let policy = example_policy();
    let mut wallet = wallet_with(&ada(), 2, rng);
    // A request on its way is in the file too.
    let challenge = IssuerChallenge::random(rng);
    let issuer = laboratory().verifying_key();
    wallet
        .request_with_rng(&panel(), issuer, challenge, 1, rng)
        .unwrap();
    let file = wallet.to_bytes().unwrap();
    let mut read = Wallet::from_bytes(&file, secret()).unwrap();
    assert_eq!(read.entries(now()), wallet.entries(now()));
    assert_eq!(read.pending.len(), 1);
    let request = request(&policy, rng);
    let shown = present(&mut read, &policy, &request, rng);
    assert_eq!(decide(&policy, shown.as_bytes(), &request), "eligible");
    let empty = Wallet::new(secret()).to_bytes().unwrap();
    assert!(
        Wallet::from_bytes(&empty, secret())
            .unwrap()
            .entries(now())
            .is_empty()
    );
}

#[test]
fn threat_18_nothing_of_a_wallet_can_be_read_at_rest() {
    let rng = &mut StdRng::seed_from_u64(2);
    let wallet = wallet_with(&ada(), 2, rng);
    let file = wallet.to_bytes().unwrap();
    let contains = |needle: &[u8]| file.windows(needle.len()).any(|window| window == needle);
    assert!(!contains(b"diabetes") && !contains(b"E11.9") && !contains(b"hba1c"));
    let copy = &wallet.holdings[0].copies[0];
    assert!(!contains(&*copy.seed) && !contains(copy.secret.expose_bytes()));
    // Written twice, nothing repeats.
    let again = wallet.to_bytes().unwrap();
    let mut runs: Vec<_> = file.windows(16).skip(120).collect();
    runs.sort_unstable();
    assert!(
        again
            .windows(16)
            .skip(120)
            .all(|run| runs.binary_search(&run).is_err())
    );
}

#[test]
fn another_secret_or_altered_bytes_do_not_open() {
    let rng = &mut StdRng::seed_from_u64(3);
    let file = wallet_with(&ada(), 1, rng).to_bytes().unwrap();
    let other = Wallet::from_bytes(&file, WalletSecret::from_bytes([4; 32]));
    assert!(matches!(other, Err(WalletError::WrongSecret)));
    // The version, the salt and the commitment byte by byte, of the rest a part.
    for at in (0..200).chain((200..file.len()).step_by(13)) {
        let mut altered = file.clone();
        altered[at] ^= 1;
        assert!(Wallet::from_bytes(&altered, secret()).is_err(), "byte {at}");
    }
}

#[test]
fn the_wallet_asks_for_renewal() {
    let rng = &mut StdRng::seed_from_u64(4);
    let policy = policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "6.5"}"#);
    let mut wallet = wallet_with(&ada(), 4, rng);
    let renewal = |wallet: &Wallet, time| wallet.entries(time)[0].needs_renewal;
    for left in (1..4).rev() {
        assert!(!renewal(&wallet, now()));
        let request = request(&policy, rng);
        present(&mut wallet, &policy, &request, rng);
        assert_eq!(wallet.entries(now())[0].left, left);
    }
    assert!(renewal(&wallet, now()), "one of four is left");
    let fresh = wallet_with(&ada(), 4, rng);
    let end = fresh.entries(now())[0].validity.expires();
    assert!(!renewal(&fresh, end.minus(Duration::from_days(15))));
    assert!(renewal(&fresh, end.minus(Duration::from_days(14))));
    wallet.discard_expired(end);
    assert!(wallet.entries(end).is_empty());
}

#[test]
fn a_holder_has_what_revokes_copies_that_were_not_shown() {
    let rng = &mut StdRng::seed_from_u64(6);
    let policy = policy(r#"{"number": "lab.hba1c", "unit": "%", "min": "6.5"}"#);
    let mut wallet = Wallet::new(secret());
    let first = issue_to(&mut wallet, &ada(), 3, rng).handles;
    let second = issue_to(&mut wallet, &ada(), 2, rng).handles;
    let request = request(&policy, rng);
    let shown = present(&mut wallet, &policy, &request, rng);
    let of_shown = shown.status_handles().unwrap();

    // All handles the issuer has, but that of the copy shown.
    let revocable = wallet.revocable();
    assert_eq!(revocable.len(), 2);
    assert_eq!(revocable[0].handles, first);
    assert_eq!(revocable[0].registry, LEDGER);
    assert_eq!(revocable[0].name, "Example laboratory: diabetes panel");
    assert_eq!(revocable[1].handles.len(), 1);
    assert!(second.contains(&revocable[1].handles[0]));
    assert!(!revocable[1].handles.contains(&of_shown[0]));
    let said = format!("{revocable:?} {:?}", wallet.entries(now()));
    assert!(!said.contains(&first[0].to_string()), "{said}");

    assert_eq!(wallet.discard_revoked(&first[..2]), 2);
    assert_eq!(wallet.discard_revoked(&first[..2]), 0);
    let left: Vec<_> = wallet.entries(now()).iter().map(|e| e.left).collect();
    assert_eq!(left, [1, 1]);
    let read = Wallet::from_bytes(&wallet.to_bytes().unwrap(), secret()).unwrap();
    assert_eq!(read.revocable()[0].handles, first[2..]);
}

#[test]
fn the_secret_of_an_identity_outlives_its_rotations() {
    let rng = &mut StdRng::seed_from_u64(5);
    let mut identity = SecretIdentity::generate_with_rng(SealingSuite::X25519, rng);
    let before = *WalletSecret::of(&identity).expose_bytes();
    identity.rotate().unwrap();
    assert_eq!(*WalletSecret::of(&identity).expose_bytes(), before);
    let other = SecretIdentity::generate_with_rng(SealingSuite::X25519, rng);
    assert_ne!(*WalletSecret::of(&other).expose_bytes(), before);
}
