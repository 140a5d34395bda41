//! Ten thousand of everything, made and dropped: the process does not grow.
#![cfg(target_os = "linux")]

use medseal_facade::{Ledger, Result, SealOptions, SealedRecord, SecretIdentity, Wallet};

/// Resident memory, in KiB.
fn resident() -> std::io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let digits = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let kib = digits.and_then(|digits| digits.trim().parse().ok());
    kib.ok_or(std::io::ErrorKind::InvalidData.into())
}

/// What the cycles read, made once.
struct Kept {
    identity: SecretIdentity,
    sealed: Vec<u8>,
}

impl Kept {
    fn new() -> Result<Self> {
        let identity = SecretIdentity::generate(Some("x25519"))?;
        let sealed = seal(&identity, 0)?.into_vec();
        Ok(Self { identity, sealed })
    }

    /// Makes and drops one of each handle. Deriving a document's keys and sealing to one of them is
    /// most of the work, so every tenth round does that.
    fn cycle(&self, round: u64) -> Result<()> {
        let identity = SecretIdentity::generate(Some("x25519"))?;
        let sealed = SealedRecord::from_bytes(self.sealed.clone())?;
        let shared = sealed.clone();
        assert_eq!(sealed.open(&self.identity)?.into_vec().len(), 2000);
        drop(sealed);
        shared.header()?.details()?;
        assert!(SealedRecord::open_bytes(b"nothing", &identity).is_err());
        Wallet::new(&identity)?.to_bytes()?;
        if round.is_multiple_of(10) {
            assert_eq!(
                seal(&identity, round)?.open(&identity)?.into_vec().len(),
                2000
            );
        }
        if round.is_multiple_of(100) {
            // A ledger holds what is written to it: closed by half, dropped by half.
            let ledger = Ledger::in_memory(
                std::slice::from_ref(&identity),
                "node.example",
                None,
                Some(1),
            )?;
            if round.is_multiple_of(200) {
                ledger.close();
            }
        }
        if round.is_multiple_of(2) {
            identity.close();
        }
        Ok(())
    }
}

fn seal(identity: &SecretIdentity, created: u64) -> Result<SealedRecord> {
    let options = SealOptions {
        created: Some(created),
        ..SealOptions::default()
    };
    let document = identity.public(Some(created))?;
    SealedRecord::seal(identity, &document, &[], &[7; 2000], &options, None)
}

#[test]
fn ten_thousand_cycles_leave_nothing_behind() {
    let kept = Kept::new().unwrap();
    // The first rounds fill caches and the allocator's pools.
    (0..1_000).try_for_each(|round| kept.cycle(round)).unwrap();
    let before = resident().unwrap();
    (0..10_000).try_for_each(|round| kept.cycle(round)).unwrap();
    let after = resident().unwrap();
    // Ten thousand of the smallest handles, or a thousand of what is made in every tenth round, would
    // be more than this.
    assert!(
        after < before + 2_048,
        "grew from {before} KiB to {after} KiB"
    );
}

/// The same for `cargo xtask leaks`, where every single block is accounted for.
#[test]
fn two_hundred_cycles_lose_nothing() {
    let kept = Kept::new().unwrap();
    (0..200).try_for_each(|round| kept.cycle(round)).unwrap();
}
