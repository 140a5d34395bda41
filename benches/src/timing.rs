//! Timing that is fair on a machine which others use too.

use std::time::{Duration, Instant};

/// The median time of each of several pieces of work, run in turn for so many rounds.
///
/// One round without the clock comes first. Every other round goes through the pieces backwards, so
/// that none always follows the same neighbour; whatever slows the machine for a while slows all.
pub fn interleaved<const N: usize>(
    rounds: usize,
    mut work: [&mut dyn FnMut(); N],
) -> [Duration; N] {
    let mut samples: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::with_capacity(rounds));
    for piece in &mut work {
        piece();
    }
    for round in 0..rounds.max(1) {
        for turn in 0..N {
            let piece = if round % 2 == 0 { turn } else { N - 1 - turn };
            let start = Instant::now();
            work[piece]();
            samples[piece].push(start.elapsed());
        }
    }
    samples.map(median)
}

/// The median time of one call, over so many rounds of `calls` calls each: for work too short for
/// the clock.
pub fn times(rounds: usize, calls: u32, mut work: impl FnMut()) -> Duration {
    let [all] = interleaved(
        rounds,
        [&mut || {
            for _ in 0..calls {
                work();
            }
        }],
    );
    all / calls.max(1)
}

/// Units (bytes, entries) a second.
#[must_use]
pub fn rate(units: usize, time: Duration) -> f64 {
    units as f64 / time.as_secs_f64()
}

/// The most memory this process has held so far, in bytes, where the system tells (Linux).
///
/// It never falls: measure memory in a process of its own.
#[must_use]
pub fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

fn median(mut samples: Vec<Duration>) -> Duration {
    samples.sort_unstable();
    samples[samples.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn every_piece_runs_once_to_warm_up_and_once_a_round() {
        let (first, second) = (Cell::new(0), Cell::new(0));
        let [_, _] = interleaved(
            4,
            [&mut || first.set(first.get() + 1), &mut || {
                second.set(second.get() + 1);
            }],
        );
        assert_eq!((first.get(), second.get()), (5, 5));
    }

    #[test]
    fn the_median_ignores_one_slow_round() {
        let samples = [1, 1, 900].map(Duration::from_millis).to_vec();
        assert_eq!(median(samples), Duration::from_millis(1));
    }
}
