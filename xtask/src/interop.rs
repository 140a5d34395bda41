//! What is made in one language is good in every other.
//!
//! The test `interop` of each language leaves a sealed record, its receipt and a grant in
//! `target/interop` and checks what the others left. Here they run in turn, on what the tests of the
//! shells have built: nothing is compiled.

use crate::bindings::{self, mobile, node, python};
use crate::command::{Outcome, target};

const ALL: &str = "rust python node kotlin";

/// Lets every language check what every language made.
pub fn run() -> Outcome {
    let place = target().join("interop");
    match std::fs::remove_dir_all(&place) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("{}: {error}", place.display()));
        }
        _ => {}
    }
    bindings::interop("rust")?;
    python::interop("rust python")?;
    node::interop("rust python node")?;
    // The last to leave something is the first to find everything.
    mobile::interop(ALL)?;
    node::interop(ALL)?;
    python::interop(ALL)?;
    bindings::interop(ALL)
}
