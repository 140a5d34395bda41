//! The measurements.
//!
//! Ours is the whole public operation: keys drawn and wrapped, payload encrypted, its BLAKE3 digest
//! taken, manifest and slots signed; it goes from one buffer to another. The bare ciphers only
//! encrypt the same chunks, in place, which is faster for them. "Then BLAKE3" is the bare cipher
//! with the digest of every 256 KiB taken while they are in the cache: what the two cost in series.
//! All work in memory that has been in use before, so none pays for the system's fresh pages.

use aes_gcm::aead::{AeadInOut, KeyInit};
use age::Decryptor;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, UnboundKey};
use medseal::envelope::{SealedHeader, Sealer};
use medseal::keys::SecretIdentity;
use medseal::types::{NoProgress, Timestamp};
use medseal_benches::{Bench, Better, Goal, Row, interleaved, peak_memory_bytes, rate, run};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

pub(crate) fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == STREAM) {
        let bytes = arguments[at + 2].parse().unwrap();
        return stream(Path::new(&arguments[at + 1]), bytes);
    }
    run("seal", |bench| {
        in_memory(bench);
        if !IS_AWS_LC {
            file_to_file(bench);
        }
    });
    if !IS_AWS_LC {
        medseal_benches::again_with("seal", "peers,aws-lc-rs");
    }
}

const IS_AWS_LC: bool = cfg!(feature = "aws-lc-rs");
const STREAM: &str = "--stream-in-a-process-of-its-own";
const CHUNK: usize = 16 * 1024;

fn in_memory(bench: &mut Bench) {
    let bytes = bench.size(256 << 20, 32 << 20);
    let plaintext: Vec<u8> = (0..=255).cycle().take(bytes).collect();
    let (author, patient) = (identity(), identity());
    let (key, secret) = (author.signing_key(), patient.sealing_key());
    let sealer = sealer(&key, &patient);
    let threads = |count| {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(count);
        builder.build().unwrap()
    };
    let (one, two) = (threads(1), threads(2));

    let mut payload = Vec::new();
    let header = sealer.seal_into(&plaintext, &mut payload).unwrap();
    let record_key = header.unwrap_key(&secret).unwrap();
    let (mut sealed_1, mut sealed_2) = (payload.clone(), payload.clone());
    let mut opened_1 = Zeroizing::new(plaintext.clone());
    let mut opened_2 = opened_1.clone();
    let (mut bare_buffer, mut aws_buffer) = (plaintext.clone(), plaintext.clone());
    let mut series_buffer = plaintext.clone();
    let mut copied = vec![1; bytes];
    let age_key = age::x25519::Identity::generate();
    let mut age_sealed = Vec::new();
    age_seal(&age_key, &plaintext, &mut age_sealed);
    let mut age_again = age_sealed.clone();
    let mut age_opened = plaintext.clone();
    let bare = aes_gcm::Aes256Gcm::new(&[7; 32].into());
    let aws = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).unwrap());

    let [
        seal_1,
        seal_2,
        open_1,
        open_2,
        bare,
        series,
        aws,
        hash,
        copy,
        age_seal,
        age_open,
    ] = interleaved(
        bench.size(9, 3),
        [
            &mut || {
                one.install(|| black_box(sealer.seal_into(&plaintext, &mut sealed_1).unwrap()));
            },
            &mut || {
                two.install(|| black_box(sealer.seal_into(&plaintext, &mut sealed_2).unwrap()));
            },
            &mut || one.install(|| record_key.open_into(&payload, &mut opened_1).unwrap()),
            &mut || two.install(|| record_key.open_into(&payload, &mut opened_2).unwrap()),
            &mut || bare_encrypt(&bare, &mut bare_buffer),
            &mut || {
                let mut digest = blake3::Hasher::new();
                for group in series_buffer.chunks_mut(16 * CHUNK) {
                    bare_encrypt(&bare, group);
                    digest.update(group);
                }
                black_box(digest.finalize());
            },
            &mut || {
                for (index, chunk) in (0u64..).zip(aws_buffer.chunks_mut(CHUNK)) {
                    let nonce = aws_lc_rs::aead::Nonce::assume_unique_for_key(nonce(index));
                    let tag = aws.seal_in_place_separate_tag(nonce, Aad::empty(), chunk);
                    black_box(tag.unwrap().as_ref());
                }
            },
            &mut || {
                black_box(blake3::hash(&plaintext));
            },
            &mut || black_box(&mut copied).copy_from_slice(black_box(&plaintext)),
            &mut || age_seal(&age_key, &plaintext, &mut age_again),
            &mut || {
                let mut reader = Decryptor::new(&age_sealed[..])
                    .unwrap()
                    .decrypt(std::iter::once(&age_key as &dyn age::Identity))
                    .unwrap();
                age_opened.clear();
                reader.read_to_end(&mut age_opened).unwrap();
            },
        ],
    );

    for (what, threads, ours, age) in [
        ("seal", 1, seal_1, age_seal),
        ("open", 1, open_1, age_open),
        ("seal", 2, seal_2, age_seal),
        ("open", 2, open_2, age_open),
    ] {
        let size = format!("{} MiB", bytes >> 20);
        let threads_text = if threads == 1 {
            "one thread"
        } else {
            "two threads"
        };
        let backend = if IS_AWS_LC { ", aws-lc-rs backend" } else { "" };
        let case = format!("{what} {size}, {threads_text}{backend}");
        let goals = match (IS_AWS_LC, threads) {
            (false, 1) => Some((0.72, 2.2)),
            (false, _) => Some((1.35, 4.0)),
            (true, _) => None,
        };
        let mut report = |peer: &str, time: Duration, goal: Option<f64>| {
            let row = Row::new(&case, "throughput", "GB/s", Better::Higher)
                .ours(rate(bytes, ours) / 1e9)
                .beside(peer, rate(bytes, time) / 1e9);
            bench.report(match goal {
                Some(least) => row.goal(Goal::RatioAtLeast(least)),
                None => row,
            });
        };
        report(
            "aes-gcm, one thread, no digest",
            bare,
            goals.map(|goals| goals.0),
        );
        report("aws-lc-rs, one thread, no digest", aws, None);
        if !IS_AWS_LC {
            report("aes-gcm, then BLAKE3, one thread", series, None);
            report("age, one thread", age, goals.map(|goals| goals.1));
            report("BLAKE3 alone, one thread", hash, None);
            report("copying memory", copy, None);
        }
    }
}

/// Seals and opens a large file in a process of its own, and asks it how much memory it took.
fn file_to_file(bench: &mut Bench) {
    let bytes = bench.size(4 << 30, 256 << 20);
    let directory = std::env::temp_dir().join(format!("medseal-bench-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .arg(STREAM)
        .arg(&directory)
        .arg(bytes.to_string())
        .output();
    std::fs::remove_dir_all(&directory).unwrap();
    let output = output.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<f64> = told
        .split_whitespace()
        .map(|figure| figure.parse().unwrap())
        .collect();
    let [seal, open, copy, peak] = figures[..] else {
        panic!("{}", String::from_utf8_lossy(&output.stderr));
    };
    let gigabytes = bytes as f64 / 1e9;
    let size = format!("{} MiB", bytes >> 20);
    let case = format!("stream {size} file to file, seal then open");
    let memory = Row::new(&case, "peak memory", "MiB", Better::Lower);
    bench.report(memory.ours(peak / 1_048_576.0).goal(Goal::AtMost(64.0)));
    for (what, seconds) in [("seal", seal), ("open", open)] {
        let case = format!("stream {size} file to file, {what}, all threads");
        let row = Row::new(&case, "throughput", "GB/s", Better::Higher);
        let row = row.ours(gigabytes / seconds);
        bench.report(row.beside("copying the file", gigabytes / copy));
    }
}

/// The process of its own: prints the seconds that sealing, opening and copying took, and its
/// peak memory in bytes.
fn stream(directory: &Path, bytes: usize) {
    let path = |name: &str| directory.join(name);
    let (plain, sealed, opened) = (path("plain"), path("sealed"), path("opened"));
    let mut file = BufWriter::new(File::create(&plain).unwrap());
    let block: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
    for _ in 0..bytes >> 20 {
        file.write_all(&block).unwrap();
    }
    file.into_inner().unwrap();
    let (author, patient) = (identity(), identity());
    let key = author.signing_key();

    let start = Instant::now();
    sealer(&key, &patient)
        .seal_container(
            File::open(&plain).unwrap(),
            Some(bytes as u64),
            File::create(&sealed).unwrap(),
            NoProgress,
        )
        .unwrap();
    let seal = start.elapsed().as_secs_f64();

    let start = Instant::now();
    let mut source = BufReader::new(File::open(&sealed).unwrap());
    let header = SealedHeader::read_from(&mut source).unwrap();
    let record_key = header.unwrap_key(&patient.sealing_key()).unwrap();
    let sink = File::create(&opened).unwrap();
    record_key.open_stream(source, sink, NoProgress).unwrap();
    let open = start.elapsed().as_secs_f64();
    assert_eq!(std::fs::metadata(&opened).unwrap().len(), bytes as u64);

    let start = Instant::now();
    let mut buffer = vec![0; 4 << 20];
    let (mut from, mut to) = (File::open(&plain).unwrap(), File::create(&opened).unwrap());
    loop {
        match from.read(&mut buffer).unwrap() {
            0 => break,
            count => to.write_all(&buffer[..count]).unwrap(),
        }
    }
    let copy = start.elapsed().as_secs_f64();
    let peak = peak_memory_bytes().unwrap_or(0);
    println!("{seal} {open} {copy} {peak}");
}

fn identity() -> SecretIdentity {
    SecretIdentity::generate().unwrap()
}

fn sealer<'a>(author: &'a medseal::keys::SigningKey, patient: &SecretIdentity) -> Sealer<'a> {
    Sealer::new(author, patient.identity_id(), Timestamp::EPOCH)
        .to(patient.sealing_key().public_key().unwrap())
}

fn bare_encrypt(key: &aes_gcm::Aes256Gcm, buffer: &mut [u8]) {
    for (index, chunk) in (0u64..).zip(buffer.chunks_mut(CHUNK)) {
        let nonce = nonce(index).into();
        let tag = key.encrypt_inout_detached(&nonce, &[], chunk.into());
        black_box(tag.unwrap());
    }
}

fn nonce(index: u64) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&index.to_be_bytes());
    nonce
}

fn age_seal(key: &age::x25519::Identity, plaintext: &[u8], sealed: &mut Vec<u8>) {
    let recipient = key.to_public();
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).unwrap();
    sealed.clear();
    let mut writer = encryptor.wrap_output(sealed).unwrap();
    writer.write_all(plaintext).unwrap();
    writer.finish().unwrap();
}
