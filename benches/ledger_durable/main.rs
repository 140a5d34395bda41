//! The durable ledger: sealing blocks beside the bare store writing the same rows, admission, disk,
//! and what opening again costs.

use bare::Bare;
use medseal::keys::{SigningKey, next_key_digest};
use medseal::ledger::store::{EmbeddedStore, LedgerStore, Table};
use medseal::ledger::{
    Action, AuthorityList, CheckpointSigner, EntryNonce, FileSignerState, Genesis, Ledger,
    StatementSigner, VerifiedEntry,
};
use medseal::types::{Commitment, NoProgress, Timestamp};
use medseal_benches::{Bench, Better, Goal, Row, peak_memory_bytes, rate, run};
use std::path::Path;
use std::time::{Duration, Instant};

mod bare;

const BLOCK: usize = 1000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("--open") {
        open(Path::new(&arguments.next().unwrap()));
        return;
    }
    run("ledger-durable", measure);
}

fn measure(bench: &mut Bench) {
    let blocks = bench.size(100, 10);
    let entries = blocks * BLOCK;
    let directory = tempfile::tempdir().unwrap();
    let ours = directory.path().join("ours");
    let bare = Bare::create(&directory.path().join("bare.redb"));

    let mut writer = Writer::create(&ours);
    let in_order = Bare::create(&directory.path().join("in-order.redb"));
    let (mut admitting, mut verifying, mut sealing) = (Vec::new(), Vec::new(), Vec::new());
    let (mut writing, mut ordering) = (Vec::new(), Vec::new());
    for _ in 0..blocks {
        let signed = writer.signed_entries();
        let verified: Vec<_> = {
            let start = Instant::now();
            let all = signed
                .iter()
                .map(|bytes| VerifiedEntry::decode(bytes).unwrap())
                .collect();
            verifying.push(start.elapsed());
            all
        };
        let start = Instant::now();
        for entry in &verified {
            writer.ledger.submit_verified(entry, writer.now).unwrap();
        }
        admitting.push(start.elapsed());
        let start = Instant::now();
        writer
            .ledger
            .seal_block(writer.now, &mut writer.signers)
            .unwrap();
        sealing.push(start.elapsed());

        // The same rows, as one transaction where the ledger needs two and a file between them.
        let rows = rows_of_last_block(&writer.ledger);
        let start = Instant::now();
        bare.write(&rows, true);
        writing.push(start.elapsed());
        let start = Instant::now();
        in_order.write_in_order(&rows);
        ordering.push(start.elapsed());
    }
    let of = |times: Vec<Duration>| rate(BLOCK, median(times));
    let (seal, write) = (of(sealing), of(writing));
    let block = |case| Row::new(case, "throughput", "entries/s", Better::Higher);
    bench.report(
        block("durable commit, 1,000 entries a block")
            .ours(seal)
            .beside("redb, the same rows in one transaction", write)
            .goal(Goal::RatioAtLeast(0.5)),
    );
    bench.report(
        block("durable commit, 1,000 entries a block")
            .ours(seal)
            .beside(
                "redb and a file, the same rows in the order that crashes demand",
                of(ordering),
            ),
    );
    let verify = of(verifying);
    bench.report(
        block("decode and verify signature, one thread")
            .ours(verify)
            .beside("bare Ed25519 verification", bare_verification(bench)),
    );
    bench.report(block("admission after verification, one thread").ours(of(admitting)));

    drop(writer);
    let length = std::fs::metadata(ours.join(EmbeddedStore::FILE_NAME))
        .unwrap()
        .len();
    let size = Row::new("disk", "bytes per entry", "B", Better::Lower);
    bench.report(
        size.ours(length as f64 / entries as f64)
            .beside("redb, the same rows", bare.length() as f64 / entries as f64),
    );
    reopen(bench, &ours, entries);
}

/// Opens the ledger in a process of its own, so that its memory can be told from ours.
fn reopen(bench: &mut Bench, directory: &Path, entries: usize) {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .arg("--open")
        .arg(directory)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<f64> = text
        .split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect();
    let [seconds, resident, peak] = figures[..] else {
        panic!("not three figures: {text}")
    };
    let case = format!("open again, {entries} entries");
    bench.report(Row::new(&case, "time", "s", Better::Lower).ours(seconds));
    let memory = |metric, bytes: f64| {
        Row::new(&case, metric, "B per entry", Better::Lower).ours(bytes / entries as f64)
    };
    bench.report(memory("memory held", resident));
    bench.report(memory("peak memory", peak));
}

/// In the process of its own: prints seconds, bytes held and the peak of bytes held.
fn open(directory: &Path) {
    let before = resident_bytes();
    let start = Instant::now();
    let store = EmbeddedStore::open(directory).unwrap();
    let ledger = Ledger::open(store, &mut NoProgress).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let held = resident_bytes().saturating_sub(before);
    let peak = peak_memory_bytes().unwrap_or(0).saturating_sub(before);
    println!("{seconds} {held} {peak}");
    assert!(ledger.last_block().height() > 0);
}

fn resident_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok());
    resident.unwrap_or(0) * 4096
}

/// Somebody who anchors records of some patients, and the ledger that takes them.
struct Writer {
    ledger: Ledger<EmbeddedStore>,
    signers: Vec<CheckpointSigner>,
    author: SigningKey,
    patients: Vec<medseal::types::IdentityId>,
    now: Timestamp,
    anchored: u64,
}

impl Writer {
    fn create(directory: &Path) -> Self {
        let (name, key) = ("node.example", SigningKey::from_seed(&[7; 32]));
        let now = Timestamp::from_seconds(1_700_000_000).unwrap();
        let authorities = AuthorityList::single(name, key.verifying_key()).unwrap();
        let nonce = EntryNonce::from_bytes([1; 16]);
        let genesis = Genesis::new("example.org/medseal/bench", now, nonce, authorities);
        let store = EmbeddedStore::create(directory).unwrap();
        let state = FileSignerState::create(directory.join("signer")).unwrap();
        let mut signers = vec![CheckpointSigner::new(name.parse().unwrap(), key, state)];
        let mut ledger = Ledger::create(store, &genesis, now, &mut signers).unwrap();

        let author = SigningKey::from_seed(&[9; 32]);
        let register = Action::Register {
            document: Commitment::from_bytes([1; 32]),
            next: next_key_digest(&SigningKey::from_seed(&[10; 32]).verifying_key()),
        };
        let entry = StatementSigner::new(ledger.id(), &author)
            .sign(register, now)
            .unwrap();
        ledger.submit(entry.as_bytes(), now).unwrap();
        ledger.seal_block(now, &mut signers).unwrap();
        let patient = |number| {
            SigningKey::from_seed(&[number; 32])
                .verifying_key()
                .identity_id()
        };
        let patients = (100..200).map(patient).collect();
        Self {
            ledger,
            signers,
            author,
            patients,
            now,
            anchored: 0,
        }
    }

    fn signed_entries(&mut self) -> Vec<Vec<u8>> {
        // A block a minute: a ledger's ordinary day, not one burst.
        self.now = self.now.plus(medseal::types::Duration::from_seconds(60));
        let signer = StatementSigner::new(self.ledger.id(), &self.author);
        let entries = (0..BLOCK as u64).map(|number| {
            let number = self.anchored + number;
            let mut record = [0xcc; 32];
            record[..8].copy_from_slice(&number.to_be_bytes());
            let action = Action::Anchor {
                record: Commitment::from_bytes(record),
                controller: self.patients[number as usize % self.patients.len()],
                previous: None,
            };
            signer.sign(action, self.now).unwrap().as_bytes().to_vec()
        });
        let entries = entries.collect();
        self.anchored += BLOCK as u64;
        entries
    }
}

/// Everything the ledger wrote for its last block.
fn rows_of_last_block(ledger: &Ledger<EmbeddedStore>) -> Vec<(Table, u64, Vec<u8>)> {
    let block = ledger.last_block();
    let store = ledger.store();
    let mut rows = Vec::new();
    for index in block.entries() {
        rows.push((Table::Entries, index));
    }
    for level in 0..3u64 {
        let hashes = |size: u64| size >> (8 * level);
        let (had, has) = (
            hashes(block.first().number()),
            hashes(block.size().leaves()),
        );
        if has > had {
            rows.extend(
                (had >> 8..has.div_ceil(256)).map(|tile| (Table::Tiles, level << 56 | tile)),
            );
        }
    }
    for table in [Table::Blocks, Table::Changes, Table::Checkpoints] {
        rows.push((table, block.height()));
    }
    rows.into_iter()
        .map(|(table, number)| (table, number, store.read(table, number).unwrap().unwrap()))
        .collect()
}

fn bare_verification(bench: &Bench) -> f64 {
    let key = SigningKey::from_seed(&[7; 32]);
    let (message, label) = ([0; 300], medseal::domain::LEDGER_ENTRY);
    let (signature, public) = (key.sign(label, &message), key.verifying_key());
    let time = medseal_benches::times(bench.size(9, 3), 1000, || {
        public.verify(label, &message, &signature).unwrap();
    });
    rate(1, time)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
