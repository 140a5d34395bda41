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

fn cycle(round: u64) -> Result<()> {
    let identity = SecretIdentity::generate(Some("x25519"))?;
    let document = identity.public(Some(round))?;
    let options = SealOptions {
        created: Some(round),
        ..SealOptions::default()
    };
    let sealed = SealedRecord::seal(&identity, &document, &[], &[7; 2000], &options, None)?;
    let shared = sealed.clone();
    assert_eq!(sealed.open(&identity)?.into_vec().len(), 2000);
    drop(sealed);
    shared.header()?.details()?;
    assert!(SealedRecord::open_bytes(b"nothing", &identity).is_err());
    Wallet::new(&identity)?.to_bytes()?;
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

#[test]
fn ten_thousand_cycles_leave_nothing_behind() {
    // The first rounds fill caches and the allocator's pools.
    (0..1_000).try_for_each(cycle).unwrap();
    let before = resident().unwrap();
    (0..10_000).try_for_each(cycle).unwrap();
    let after = resident().unwrap();
    // One leaked identity in ten would be more than this.
    assert!(
        after < before + 2_048,
        "grew from {before} KiB to {after} KiB"
    );
}
