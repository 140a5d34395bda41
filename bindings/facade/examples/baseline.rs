//! What sealing and opening in memory cost in Rust, for the benches of the other languages: prints the
//! median seconds of each for a plaintext of as many bytes as the argument says.

#![allow(clippy::print_stdout)]

use medseal_facade::{Error, SealOptions, SealedRecord, SecretIdentity};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let size: usize = std::env::args().nth(1).ok_or("a size is wanted")?.parse()?;
    let (author, patient) = (
        SecretIdentity::generate(Some("x25519"))?,
        SecretIdentity::generate(Some("x25519"))?,
    );
    let (document, options) = (patient.public(None)?, SealOptions::default());
    let plaintext = vec![7; size];
    let seal = || SealedRecord::seal(&author, &document, &[], &plaintext, &options, None);
    let sealed = seal()?.into_vec();
    let sealing = median(|| seal().map(SealedRecord::into_vec))?;
    let opening = median(|| {
        let opened = SealedRecord::open_bytes(&sealed, &patient)?;
        Ok(opened.into_vec())
    })?;
    println!("{{\"seal\": {sealing}, \"open\": {opening}}}");
    Ok(())
}

/// The median over some 1.5 seconds; what the work makes is dropped outside of the time.
fn median<T>(work: impl Fn() -> Result<T, Error>) -> Result<f64, Error> {
    let (begin, mut samples) = (Instant::now(), Vec::new());
    while samples.len() < 3 || begin.elapsed() < Duration::from_millis(1500) {
        let start = Instant::now();
        let made = black_box(work()?);
        samples.push(start.elapsed().as_secs_f64());
        drop(made);
    }
    samples.sort_by(f64::total_cmp);
    Ok(samples.get(samples.len() / 2).copied().unwrap_or_default())
}
