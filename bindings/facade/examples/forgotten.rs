//! Forgets one handle of each kind that the leak test makes: what `cargo xtask leaks` must find.

use medseal_facade::{Result, SealOptions, SealedRecord, SecretIdentity, Wallet};
use std::mem::forget;

fn main() -> Result<()> {
    let identity = SecretIdentity::generate(Some("x25519"))?;
    let document = identity.public(None)?;
    let options = SealOptions::default();
    let sealed = SealedRecord::seal(&identity, &document, &[], &[7; 2000], &options, None)?;
    forget(sealed.open(&identity)?);
    forget(sealed.header()?);
    forget(sealed);
    forget(Wallet::new(&identity)?);
    forget(document);
    forget(identity);
    Ok(())
}
