//! The tests of the facade and of the shells in other languages.

pub mod mobile;
pub mod node;
pub mod python;

use crate::command::{Outcome, cargo, run};

/// Every export of the facade panics once. The feature that makes them is the one that the shells'
/// tests are built with.
pub fn facade() -> Outcome {
    run(&mut cargo(&[
        "test",
        "--package",
        "medseal-facade",
        "--test",
        "faults",
        "--features",
        "fault-injection",
        "--locked",
        "--quiet",
    ]))
}
