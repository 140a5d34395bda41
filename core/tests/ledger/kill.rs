//! Threat row 9 with real processes: this test binary runs itself as a child that writes blocks, and
//! kills it.

use crate::world::{World, authority_key, authority_name, genesis};
use medseal::errors::ErrorCode;
use medseal::ledger::fsck::fsck;
use medseal::ledger::store::EmbeddedStore;
use medseal::ledger::{CheckpointSigner, FileSignerState, Ledger};
use medseal::types::{NoProgress, Timestamp};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Names the directory to a child; without it the child's test does nothing.
const DIRECTORY: &str = "MEDSEAL_TEST_LEDGER";

fn child(directory: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "kill::the_child_writes_blocks",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(DIRECTORY, directory)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn file_signer(directory: &Path) -> CheckpointSigner {
    let path = directory.join("signer");
    let state = match FileSignerState::open(&path) {
        Err(error) if error.code() == "signer-state-missing" => FileSignerState::create(&path),
        state => state,
    };
    CheckpointSigner::new(
        authority_name(0).parse().unwrap(),
        authority_key(0),
        state.unwrap(),
    )
}

/// What the child does: seals blocks as fast as it can, and says so after each.
#[test]
fn the_child_writes_blocks() {
    let Some(directory) = std::env::var_os(DIRECTORY) else {
        return;
    };
    let directory = Path::new(&directory);
    let store = match EmbeddedStore::create(directory) {
        Ok(store) => store,
        Err(error) => {
            println!("\nerror {}", error.code());
            return;
        }
    };
    let mut signers = vec![file_signer(directory)];
    let mut wanted = genesis();
    wanted.time = Timestamp::now().unwrap();
    let ledger = match Ledger::create(store, &wanted, wanted.time, &mut signers) {
        Ok(ledger) => ledger,
        Err(error) if error.code() == "ledger-exists" => {
            let store = EmbeddedStore::open(directory).unwrap();
            Ledger::open(store, &mut NoProgress).unwrap()
        }
        Err(error) => panic!("{error}"),
    };
    let now = Timestamp::now().unwrap();
    let mut world = World {
        ledger,
        now,
        signers,
        rng: rand::make_rng(),
    };
    say(&world);
    if world.ledger.has_outstanding_block() {
        world.seal().unwrap();
        say(&world);
    }
    let seed = (world.ledger.last_block().height() + 100) as u8;
    let somebody = crate::world::Person::new(seed);
    let _ = world.submit(&somebody, somebody.register());
    loop {
        world.now = Timestamp::now().unwrap();
        let record = world.ledger.last_block().size().leaves();
        world.submit(&somebody, somebody.record(record)).unwrap();
        world.seal().unwrap();
        say(&world);
    }
}

/// Acknowledges the last block.
fn say(world: &World<EmbeddedStore>) {
    let block = world.ledger.last_block();
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nblock {} {}", block.height(), block.head().root).unwrap();
    out.flush().unwrap();
}

#[cfg(unix)]
#[test]
fn threat_09_two_hundred_kills_lose_nothing() {
    let mut rng = StdRng::seed_from_u64(200);
    let (mut kills, mut blocks) = (0, 0);
    for _ in 0..KILLS / KILLS_OF_ONE_LEDGER {
        let directory = tempfile::tempdir().unwrap();
        for _ in 0..KILLS_OF_ONE_LEDGER {
            let mut child = child(directory.path());
            let out = BufReader::new(child.stdout.take().unwrap());
            let (sender, seen) = mpsc::channel();
            let reader = std::thread::spawn(move || acknowledged(out, &sender));
            // From before there is a ledger to some blocks further, at any moment in between.
            let blocks_before = rng.random_range(0..6);
            for _ in 0..blocks_before {
                let _ = seen.recv_timeout(Duration::from_secs(20));
            }
            std::thread::sleep(Duration::from_micros(rng.random_range(0..6_000)));
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            let acknowledged = reader.join().unwrap();
            blocks += acknowledged.len();
            if let Some(error) = missing(directory.path(), &acknowledged) {
                panic!("after {kills} kills: {error}");
            }
        }
    }
    println!("{kills} kills, {blocks} blocks acknowledged");
    assert!(
        kills >= 200 && blocks > 200,
        "{kills} kills, {blocks} blocks"
    );
}

/// The blocks a child acknowledged before it died. A line that was cut off is no acknowledgement.
fn acknowledged(out: impl BufRead, sender: &mpsc::Sender<()>) -> Vec<(u64, String)> {
    let mut blocks = Vec::new();
    for line in out.lines().map_while(Result::ok) {
        let mut words = line.split(' ');
        if let (Some("block"), Some(height), Some(root)) =
            (words.next(), words.next(), words.next())
            && root.len() == 64
        {
            blocks.push((height.parse().unwrap(), root.to_owned()));
            let _ = sender.send(());
        }
    }
    blocks
}

/// What is wrong with the ledger that a killed child left.
fn missing(directory: &Path, acknowledged: &[(u64, String)]) -> Option<String> {
    let opened = EmbeddedStore::open(directory)
        .map_err(|error| error.code())
        .and_then(|store| Ledger::open(store, &mut NoProgress).map_err(|error| error.code()));
    let ledger = match opened {
        Ok(ledger) => ledger,
        Err("no-ledger") if acknowledged.is_empty() => return None,
        Err(code) => return Some(code.to_owned()),
    };
    for (height, root) in acknowledged {
        let block = ledger.block(*height).ok().flatten();
        if block.map(|block| block.head().root.to_string()).as_ref() != Some(root) {
            return Some(format!("block {height} is not the one acknowledged"));
        }
    }
    let report = fsck(ledger.store(), &mut NoProgress).unwrap();
    report.findings.first().map(ToString::to_string)
}

#[test]
fn two_processes_on_one_ledger_are_kept_apart() {
    let directory = tempfile::tempdir().unwrap();
    let _held = EmbeddedStore::create(directory.path()).unwrap();
    let output = child(directory.path()).wait_with_output().unwrap();
    let output = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.lines().any(|line| line == "error ledger-busy"),
        "{output}"
    );
}

const KILLS: usize = 200;
const KILLS_OF_ONE_LEDGER: usize = 20;
