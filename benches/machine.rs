//! What this machine gives: the figures that bound the others.

use medseal_benches::{Better, Row, interleaved, rate, run};
use std::hint::black_box;

fn main() {
    run("machine", |bench| {
        let bytes = bench.size(256 << 20, 32 << 20);
        let from = vec![7u8; bytes];
        let mut to = vec![0u8; bytes];
        let mut copy = || black_box(&mut to).copy_from_slice(black_box(&from));
        let [time] = interleaved(bench.size(9, 3), [&mut copy]);
        let row = Row::new("copy memory", "throughput", "GB/s", Better::Higher);
        bench.report(row.ours(rate(bytes, time) / 1e9));
    });
}
