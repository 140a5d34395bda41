//! The tests of the facade and of the shells in other languages.

pub mod node;
pub mod python;

use crate::command::{Outcome, cargo, run};

/// The facade with the feature that its shells' tests need as well: every export can be made to
/// panic.
pub fn facade() -> Outcome {
    run(&mut cargo(&[
        "test",
        "--package",
        "medseal-facade",
        "--features",
        "fault-injection",
        "--locked",
        "--quiet",
    ]))
}
