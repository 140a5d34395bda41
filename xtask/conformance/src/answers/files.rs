//! Whole files through the container, as streams of bounded memory.

use medseal::envelope::{SealedHeader, Sealer};
use medseal::keys::{SealingSecretKey, SealingSuite, SigningKey};
use medseal::types::{NoProgress, Timestamp};
use serde_json::{Value, json};
use std::error::Error;
use std::fs::File;

/// Seals a file for the one recipient of these tests.
pub(super) fn seal(from: &str, to: &str) -> Result<Value, Box<dyn Error>> {
    let author = SigningKey::from_seed(&[1; 32]);
    let controller = author.verifying_key().identity_id();
    let source = File::open(from)?;
    let length = source.metadata()?.len();
    Sealer::new(&author, controller, Timestamp::EPOCH)
        .to(recipient().public_key()?)
        .seal_container(source, Some(length), File::create(to)?, NoProgress)?;
    Ok(json!({}))
}

/// Opens a file sealed by [`seal`].
pub(super) fn open(from: &str, to: &str) -> Result<Value, Box<dyn Error>> {
    let mut source = File::open(from)?;
    let header = SealedHeader::read_from(&mut source)?;
    let key = header.unwrap_key(&recipient())?;
    key.open_stream(source, File::create(to)?, NoProgress)?;
    Ok(json!({}))
}

fn recipient() -> SealingSecretKey {
    SealingSecretKey::from_seed(SealingSuite::XWing, &[2; 32])
}
