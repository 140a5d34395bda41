//! Asking for credentials, certifying, and accepting.

use super::fixtures::*;
use crate::{
    eligibility::{
        CertifiedValues, Credential, CredentialBatch, CredentialRequest, Issuance, IssueError,
        Issuer, IssuerChallenge, Validity, Wallet, WalletSecret, credential::Parts,
    },
    errors::ErrorCode,
    keys::SigningKey,
    types::Timestamp,
};
use rand::{SeedableRng, rngs::StdRng};
use rand_core::{CryptoRng, TryCryptoRng, TryRng};
use std::{collections::BTreeSet, convert::Infallible};

pub(super) fn ask(
    wallet: &mut Wallet,
    challenge: IssuerChallenge,
    rng: &mut StdRng,
) -> CredentialRequest {
    let issuer = laboratory().verifying_key();
    wallet
        .request_with_rng(&panel(), issuer, challenge, 3, rng)
        .unwrap()
}

pub(super) fn certify(
    request: &CredentialRequest,
    challenge: IssuerChallenge,
    rng: &mut impl CryptoRng,
) -> Result<Issuance, IssueError> {
    let values = CertifiedValues::new(&panel(), &ada()).unwrap();
    let validity = Validity::weeks(now(), 8);
    Issuer::new(laboratory(), LEDGER).issue_with_rng(
        request,
        &challenge,
        None,
        &panel(),
        &values,
        validity,
        rng,
    )
}

#[test]
fn copies_have_nothing_in_common_but_what_is_public() {
    let rng = &mut StdRng::seed_from_u64(1);
    let mut wallet = wallet_with(&ada(), 3, rng);
    let holding = &wallet.holdings[0];
    let credentials: Vec<_> = holding.copies.iter().map(|copy| &copy.credential).collect();
    let mut fresh = BTreeSet::new();
    for credential in &credentials {
        assert_eq!(credential.schema(), panel().hash());
        assert_eq!(credential.validity(), Validity::weeks(now(), 8));
        assert_eq!(credential.status().registry, LEDGER);
        assert_eq!(credential.commitments().len(), panel().positions().len());
        assert!(fresh.insert(*credential.holder().as_bytes()));
        assert!(fresh.insert(*credential.status().handle.as_bytes()));
        for commitment in credential.commitments() {
            assert!(fresh.insert(*commitment.as_bytes()));
        }
    }
    let bytes = credentials[0].as_bytes().to_vec();
    let trusted = [trial().verifying_key(), laboratory().verifying_key()];
    assert_eq!(
        Credential::from_bytes(&bytes, &trusted).unwrap(),
        *credentials[0]
    );
    assert_eq!(
        Credential::from_bytes(&bytes, &trusted[..1])
            .unwrap_err()
            .code(),
        "untrusted-issuer"
    );
    wallet.discard_expired(now());
    assert_eq!(wallet.entries(now()).len(), 1);
}

#[test]
fn validity_begins_and_ends_with_a_week() {
    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    let validity = Validity::weeks(time("2026-11-22T12:00:00Z"), 1);
    assert_eq!(validity.not_before(), time("2026-11-19T00:00:00Z"));
    assert_eq!(validity.expires(), time("2026-12-03T00:00:00Z"));
    let first = Validity::weeks(time("2026-11-19T00:00:00Z"), 0);
    assert_eq!(first.not_before(), time("2026-11-19T00:00:00Z"));
    assert!(first.contains(time("2026-11-25T23:59:59Z")));
    assert!(!first.contains(time("2026-11-26T00:00:00Z")));
}

#[test]
fn a_request_answers_one_challenge_of_one_issuer() {
    let rng = &mut StdRng::seed_from_u64(2);
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let challenge = IssuerChallenge::random(rng);
    let request = ask(&mut wallet, challenge, rng);
    let read = CredentialRequest::from_bytes(request.as_bytes()).unwrap();
    assert_eq!(read.copies(), request.copies());

    let other = IssuerChallenge::random(rng);
    assert_eq!(
        certify(&read, other, rng).unwrap_err(),
        IssueError::Mismatch
    );
    let values = CertifiedValues::new(&panel(), &ada()).unwrap();
    let validity = Validity::weeks(now(), 8);
    let elsewhere = Issuer::new(SigningKey::from_seed(&[9; 32]), LEDGER).issue_with_rng(
        &read,
        &challenge,
        None,
        &panel(),
        &values,
        validity,
        rng,
    );
    assert_eq!(elsewhere.unwrap_err(), IssueError::Mismatch);
    assert!(certify(&read, challenge, rng).is_ok());

    for at in (0..request.as_bytes().len()).step_by(5) {
        let mut altered = request.as_bytes().to_vec();
        altered[at] ^= 1;
        assert!(
            CredentialRequest::from_bytes(&altered).is_err(),
            "byte {at}"
        );
    }
}

#[test]
fn a_person_keeps_one_link_secret_at_an_issuer() {
    let rng = &mut StdRng::seed_from_u64(3);
    let challenge = IssuerChallenge::random(rng);
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let first = ask(&mut wallet, challenge, rng);
    let registered = *first.registration();
    // A renewal, even from a new wallet of the same secret, is of the same registration.
    let mut again = Wallet::new(WalletSecret::from_bytes([3; 32]));
    assert_eq!(*ask(&mut again, challenge, rng).registration(), registered);
    // With a second secret, somebody could enrol twice.
    let mut second = Wallet::new(WalletSecret::from_bytes([4; 32]));
    let changed = ask(&mut second, challenge, rng);
    let values = CertifiedValues::new(&panel(), &ada()).unwrap();
    let refused = Issuer::new(laboratory(), LEDGER).issue_with_rng(
        &changed,
        &challenge,
        Some(&registered),
        &panel(),
        &values,
        Validity::weeks(now(), 8),
        rng,
    );
    assert_eq!(refused.unwrap_err(), IssueError::LinkChanged);
    // Two issuers cannot tell that their registrations hide one secret.
    let other = SigningKey::from_seed(&[9; 32]).verifying_key();
    let elsewhere = wallet
        .request_with_rng(&panel(), other, challenge, 1, rng)
        .unwrap();
    assert_ne!(*elsewhere.registration(), registered);
}

#[test]
fn the_wallet_accepts_what_it_asked_for() {
    let rng = &mut StdRng::seed_from_u64(4);
    let challenge = IssuerChallenge::random(rng);
    let secret = WalletSecret::from_bytes([3; 32]);
    let mut wallet = Wallet::new(secret.clone());
    let (first, second) = (
        ask(&mut wallet, challenge, rng),
        ask(&mut wallet, challenge, rng),
    );
    let batch = certify(&second, challenge, rng).unwrap().batch;
    let read = CredentialBatch::from_bytes(&batch.to_bytes().unwrap()).unwrap();
    assert_eq!(read.len(), 3);
    wallet.accept(&read).unwrap();
    assert_eq!(wallet.accept(&read).unwrap_err().code(), "unexpected-batch");
    let mut stranger = Wallet::new(secret);
    ask(&mut stranger, challenge, rng);
    assert_eq!(
        stranger.accept(&read).unwrap_err().code(),
        "unexpected-batch"
    );
    // Altered on the way: the seal is bound to the credentials.
    let bytes = certify(&first, challenge, rng)
        .unwrap()
        .batch
        .to_bytes()
        .unwrap();
    for at in (0..bytes.len()).step_by(41) {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        let refused = CredentialBatch::from_bytes(&altered).and_then(|batch| wallet.accept(&batch));
        assert!(refused.is_err(), "byte {at}");
    }
    wallet
        .accept(&CredentialBatch::from_bytes(&bytes).unwrap())
        .unwrap();
    assert_eq!(wallet.entries(now()).len(), 2);
}

#[test]
fn the_holder_recomputes_every_commitment() {
    let rng = &mut StdRng::seed_from_u64(5);
    let challenge = IssuerChallenge::random(rng);
    let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
    let request = ask(&mut wallet, challenge, rng);
    let honest = certify(&request, challenge, rng).unwrap();
    // A careless or spiteful issuer says one value and certifies another.
    let mut said = ada();
    said.insert("hba1c".to_owned(), "7.3".to_owned());
    let said = CertifiedValues::new(&panel(), &said).unwrap();
    let key = wallet.pending[0].sealing_key();
    let said = |parts: &mut Parts| parts.values = said.as_slice().to_vec();
    let lying = honest.batch.resealed(&key, said, rng);
    assert_eq!(
        wallet.accept(&lying).unwrap_err().code(),
        "commitment-mismatch"
    );
    assert!(wallet.entries(now()).is_empty());
}

/// An issuer draws a seed and a handle for each copy in turn. This one draws the seeds, or the
/// handles, all alike, and would know its copies again when two of them are shown.
struct Marking {
    alike: usize,
    drawn: usize,
}

impl TryRng for Marking {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(7)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(7)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        let fresh = u8::try_from(self.drawn + 8).unwrap();
        let is_alike = self.drawn % 2 == self.alike;
        bytes.fill(if is_alike { 7 } else { fresh });
        self.drawn += 1;
        Ok(())
    }
}

impl TryCryptoRng for Marking {}

#[test]
fn threat_14_copies_that_could_be_known_again_are_not_accepted() {
    let rng = &mut StdRng::seed_from_u64(6);
    let challenge = IssuerChallenge::random(rng);
    for (alike, expected) in [
        (0, "unexpected-batch"),
        (1, "unexpected-batch"),
        (2, "no error"),
    ] {
        let mut wallet = Wallet::new(WalletSecret::from_bytes([3; 32]));
        let request = ask(&mut wallet, challenge, rng);
        let issued = certify(&request, challenge, &mut Marking { alike, drawn: 0 });
        let accepted = wallet.accept(&issued.unwrap().batch);
        let code = accepted.map_or_else(|error| error.code(), |()| "no error");
        assert_eq!(code, expected, "{alike}");
    }
}
