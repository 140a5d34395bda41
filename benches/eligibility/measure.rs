//! What is measured, and beside what.
//!
//! `--memory N` verifies a queue of N proofs and prints the peak of memory; the bench runs itself
//! with it, because a process's peak never falls.

use crate::{
    anoncreds::AnonCreds,
    dalek::Dalek,
    proofs::{Case, Value},
    screening::{Screening, now, policy},
    tari::Tari,
};
use medseal_benches::{Bench, Better, Goal, Row, interleaved, peak_memory_bytes, run};
use std::{process::Command, time::Duration};

const AGE: &str = r#"{"age": "lab.birth_date", "min": 18, "leap_day": "march-1"}"#;
const VALUES: [Value; 4] = [
    Value::Integer(24_938),
    Value::Integer(74),
    Value::Integer(46_323),
    Value::Code("http://snomed.info/sct", "44054006"),
];
/// The slots of the policy's ranges: age one, value and recency two each, filled up to eight; the
/// widest has 16 bits.
const SHAPE: (usize, usize) = (16, 8);
const CASE: &str = "age, range, recency, 20 codes";

pub(crate) fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--memory") {
        whole().verify_queue(arguments[at + 1].parse().unwrap());
        return println!("{}", peak_memory_bytes().unwrap_or_default());
    }
    run("eligibility", |bench| {
        one_proof(bench);
        batches(bench);
        memory(bench);
        presentations(bench);
    });
}

fn codes() -> String {
    let codes: Vec<_> = (0..20)
        .map(|at| format!("\"{}\"", 44_054_006 + at))
        .collect();
    format!(
        r#"{{"code": "lab.diagnosis", "system": "http://snomed.info/sct", "in": [{}]}}"#,
        codes.join(",")
    )
}

fn example() -> String {
    format!(
        r#"{{"all": [{AGE}, {{"number": "lab.hba1c", "unit": "%", "min": "6.5", "max": "9.0"}},
            {{"date": "lab.measured", "within_days": 90}}, {}]}}"#,
        codes()
    )
}

fn whole() -> Case {
    Case::new(&policy(&example()), now(), &VALUES)
}

fn one_proof(bench: &mut Bench) {
    let whole = whole();
    let sigma = Case::new(&policy(&codes()), now(), &VALUES[3..]);
    let (bits, parties) = SHAPE;
    let (dalek, tari) = (Dalek::new(bits, parties), Tari::new(bits, parties));
    assert_eq!(whole.size(), sigma.size() + dalek.size());
    let rounds = bench.size(21, 5);
    let [ours, part, bare, plus] = interleaved(
        rounds,
        [
            &mut || whole.prove(),
            &mut || sigma.prove(),
            &mut || dalek.prove(),
            &mut || tari.prove(),
        ],
    );
    report_times(bench, "prove", ours, part, bare, plus);
    let [ours, part, bare, plus] = interleaved(
        rounds,
        [
            &mut || whole.verify(),
            &mut || sigma.verify(),
            &mut || dalek.verify(),
            &mut || tari.verify(1),
        ],
    );
    report_times(bench, "verify", ours, part, bare, plus);
    bench.report(
        Row::new(CASE, "size of the proof", "B", Better::Lower)
            .ours(whole.size() as f64)
            .beside("bulletproofs (16, 8) alone", dalek.size() as f64),
    );
}

fn report_times(
    bench: &mut Bench,
    metric: &str,
    ours: Duration,
    sigma: Duration,
    bare: Duration,
    plus: Duration,
) {
    let row = || Row::new(CASE, metric, "ms", Better::Lower).ours(milliseconds(ours));
    bench.report(
        row()
            .beside(
                "bulletproofs (16, 8) and own sigma part",
                milliseconds(bare + sigma),
            )
            .goal(Goal::RatioAtLeast(0.833)),
    );
    bench.report(row().beside("bulletproofs (16, 8) alone", milliseconds(bare)));
    bench.report(row().beside("tari_bulletproofs_plus (16, 8)", milliseconds(plus)));
}

fn batches(bench: &mut Bench) {
    let whole = whole();
    let (bits, parties) = SHAPE;
    let (dalek, tari) = (Dalek::new(bits, parties), Tari::new(bits, parties));
    for size in [1, 16, 256, bench.size(4_096, 512)] {
        let rounds = if size > 256 { 3 } else { bench.size(9, 3) };
        let together = size.min(256);
        let [batch, alone, bare, plus] = interleaved(
            rounds,
            [
                &mut || whole.verify_batch(size),
                &mut || whole.verify(),
                &mut || dalek.verify(),
                &mut || tari.verify(together),
            ],
        );
        let each = milliseconds(batch) / size as f64;
        let case = format!("batch of {size}");
        let row = || Row::new(&case, "verify, each", "ms", Better::Lower).ours(each);
        let one_by_one = row().beside("one by one", milliseconds(alone));
        bench.report(if size >= 256 {
            one_by_one.goal(Goal::RatioAtLeast(5.0))
        } else {
            one_by_one
        });
        bench.report(row().beside("bulletproofs (16, 8) alone, one by one", milliseconds(bare)));
        let plus = milliseconds(plus) / together as f64;
        bench.report(row().beside("tari_bulletproofs_plus (16, 8), up to 256 together", plus));
    }
}

fn memory(bench: &mut Bench) {
    let size = bench.size(10_000, 1_000).to_string();
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args(["--memory", &size])
        .output()
        .unwrap();
    let peak = String::from_utf8(output.stdout).unwrap();
    let Ok(peak) = peak.trim().parse::<f64>() else {
        return;
    };
    let case = format!("verifier holding {size} proofs");
    bench.report(
        Row::new(&case, "peak memory", "MiB", Better::Lower).ours(peak / f64::from(1 << 20)),
    );
}

/// Whole presentations: credential, proof, signatures; and AnonCreds on the request of its own kind.
fn presentations(bench: &mut Bench) {
    let rounds = bench.size(11, 3);
    let mut example = Screening::new(policy(&example()));
    bench.report(
        Row::new(CASE, "size of the presentation", "B", Better::Lower)
            .ours(example.size() as f64)
            .goal(Goal::AtMost(2_600.0)),
    );
    let time =
        |case, metric, ours| Row::new(case, metric, "ms", Better::Lower).ours(milliseconds(ours));
    // A presentation cannot be verified while its wallet makes the next: one after the other.
    let [present] = interleaved(rounds, [&mut || example.present()]);
    let [verify] = interleaved(rounds, [&mut || example.verify()]);
    bench.report(time(CASE, "present, wallet to bytes", present));
    bench.report(time(CASE, "decide, bytes to verdict", verify));

    let Some(mut peer) = AnonCreds::start() else {
        eprintln!("AnonCreds is not installed here: its rows are left out");
        return;
    };
    let three = format!(
        r#"{{"all": [{AGE}, {{"number": "lab.value", "unit": "1", "min": "650", "max": "900"}}]}}"#
    );
    let case = "age ≥ 18, 650 ≤ x ≤ 900";
    let mut ours = Screening::new(policy(&three));
    let [present, prove] = interleaved(rounds, [&mut || ours.present(), &mut || peer.prove()]);
    bench.report(
        time(case, "present", present)
            .beside("anoncreds 0.2.3", milliseconds(prove))
            .goal(Goal::RatioAtLeast(5.0)),
    );
    let [decide, verify] = interleaved(rounds, [&mut || ours.verify(), &mut || peer.verify()]);
    bench.report(
        time(case, "decide", decide)
            .beside("anoncreds 0.2.3", milliseconds(verify))
            .goal(Goal::RatioAtLeast(40.0)),
    );
    bench.report(
        Row::new(case, "size of the presentation", "B", Better::Lower)
            .ours(ours.size() as f64)
            .beside("anoncreds 0.2.3", peer.size() as f64)
            .goal(Goal::RatioAtLeast(15.0)),
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
