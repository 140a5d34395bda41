//! What sealing and opening in memory cost in Rust, for the benches of the other languages.
//!
//! A bench starts this beside itself and gives it one order a line: what to do, with how many bytes, how
//! often, and on how many threads at once. It answers with one line, a JSON list of the seconds that each
//! time took. So both sides take turns on the same machine, within the same second.
//!
//! `seal` and `open` make a fresh buffer each time, and drop all of an order's after the last time; `seal-into`
//! and `open-into` write to one that was there before. `copy` copies memory, `touch` writes to fresh memory for
//! the first time: those two bound the others.

#![allow(clippy::print_stdout)]

use medseal_facade::{PublicIdentity, SealOptions, SealedRecord, SecretIdentity};
use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome {
    let mut records = Records::new(0)?;
    for order in std::io::stdin().lines() {
        let order = order?;
        let mut words = order.split_whitespace();
        let work = words.next().ok_or("an order begins with what to do")?;
        let mut number =
            || -> Outcome<usize> { Ok(words.next().ok_or("an order has three numbers")?.parse()?) };
        let (size, times, threads) = (number()?, number()?, number()?);
        if records.plaintext.len() != size {
            records = Records::new(size)?;
        }
        let seconds: Vec<String> = records
            .take(work, times, threads)?
            .iter()
            .map(f64::to_string)
            .collect();
        println!("[{}]", seconds.join(", "));
    }
    Ok(())
}

/// A record of one length, plain and sealed, and who seals and opens it.
struct Records {
    author: SecretIdentity,
    patient: SecretIdentity,
    document: PublicIdentity,
    plaintext: Vec<u8>,
    sealed: Vec<u8>,
}

impl Records {
    fn new(size: usize) -> Outcome<Self> {
        let (author, patient) = (
            SecretIdentity::generate(Some("x25519"))?,
            SecretIdentity::generate(Some("x25519"))?,
        );
        let mut records = Self {
            document: patient.public(None)?,
            author,
            patient,
            plaintext: vec![7; size],
            sealed: Vec::new(),
        };
        records.sealed = records.seal()?;
        Ok(records)
    }

    /// The seconds of each time, after one that does not count. With several threads, each does the work
    /// once, and the seconds are those until all have.
    fn take(&self, work: &str, times: usize, threads: usize) -> Outcome<Vec<f64>> {
        let (mut seconds, mut made) = (Vec::with_capacity(times), Vec::with_capacity(times));
        let mut place = vec![1; self.sealed.len() + HEADER];
        for _ in 0..=times {
            if threads > 1 {
                seconds.push(self.together(work, threads)?);
            } else {
                let begin = Instant::now();
                made.push(black_box(self.work(work, &mut place)?));
                seconds.push(begin.elapsed().as_secs_f64());
            }
        }
        Ok(seconds.split_off(1))
    }

    fn together(&self, work: &str, threads: usize) -> Outcome<f64> {
        let (ready, done) = (Barrier::new(threads + 1), Barrier::new(threads + 1));
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    ready.wait();
                    let made = self.work(work, &mut []);
                    done.wait();
                    drop(black_box(made));
                });
            }
            ready.wait();
            let begin = Instant::now();
            done.wait();
            Ok(begin.elapsed().as_secs_f64())
        })
    }

    /// Does the work; gives what it made.
    fn work(&self, work: &str, place: &mut [u8]) -> Outcome<Vec<u8>> {
        match work {
            "seal" => self.seal(),
            "open" => Ok(SealedRecord::open_bytes(&self.sealed, &self.patient)?.into_vec()),
            "seal-into" => {
                let (options, plaintext) = (SealOptions::default(), &self.plaintext);
                let (author, patient) = (&self.author, &self.document);
                SealedRecord::seal_into(author, patient, &[], plaintext, place, &options, None)?;
                Ok(Vec::new())
            }
            "open-into" => {
                SealedRecord::open_into(&self.sealed, &self.patient, place)?;
                Ok(Vec::new())
            }
            "copy" => {
                let place = place.get_mut(..self.plaintext.len());
                place.ok_or("no place")?.copy_from_slice(&self.plaintext);
                Ok(Vec::new())
            }
            "touch" => Ok(touched(self.plaintext.len())),
            _ => Err(format!("there is no work `{work}`").into()),
        }
    }

    fn seal(&self) -> Outcome<Vec<u8>> {
        let (options, plaintext) = (SealOptions::default(), &self.plaintext);
        let sealed =
            SealedRecord::seal(&self.author, &self.document, &[], plaintext, &options, None)?;
        Ok(sealed.into_vec())
    }
}

/// Memory fresh from the system, of which so many bytes have been written to.
fn touched(size: usize) -> Vec<u8> {
    let mut fresh = vec![0; size + FRESH];
    fresh
        .iter_mut()
        .take(size)
        .step_by(PAGE)
        .for_each(|byte| *byte = 1);
    fresh
}

/// An allocator keeps smaller pieces that were used before; for longer ones it goes to the system.
const FRESH: usize = 64 << 20;

const PAGE: usize = 4096;

/// More than the header of one record with one recipient can be longer than that of another.
const HEADER: usize = 100;
