//! The shells have what the facade has, under the same names.
//!
//! What counts is what a host's programmer sees: Python's stub, Node's type declarations, and for
//! Kotlin and Swift the source that both are generated from. Names are compared, not signatures: each
//! shell's own tests use them. What one of them cannot have, or has in another form, is said with its
//! reason in `bindings/parity.txt`.

mod exceptions;
mod rust;
mod text;

use crate::command::{Outcome, files, read, root};
use exceptions::Exceptions;
use std::collections::{BTreeMap, BTreeSet};

/// The names of a class's functions and fields, by class; those outside of any class under `""`.
pub type Names = BTreeMap<String, BTreeSet<String>>;

struct Shell {
    name: &'static str,
    names: Names,
    /// How a kind of error is declared.
    kinds: String,
    /// What the host calls a constructor.
    constructor: &'static str,
}

/// Compares every shell that there is.
pub fn check() -> Outcome {
    let facade = rust::facade(&root().join("bindings/facade/src"))?;
    let kinds = rust::variants(&read(&root().join("bindings/facade/src/error.rs"))?, "Kind");
    let exceptions = Exceptions::read(&root().join("bindings/parity.txt"))?;
    let (mut problems, mut used) = (Vec::new(), BTreeSet::new());
    for shell in [python()?, node()?, mobile()?].into_iter().flatten() {
        let mut compared = 0;
        for (class, names) in &facade {
            for name in names {
                compared += 1;
                if shell.has(class, name) {
                    continue;
                }
                match exceptions.find(shell.name, class, name) {
                    Some(exception) => {
                        used.insert(exception);
                    }
                    None => problems.push(format!("{} lacks {class}.{name}", shell.name)),
                }
            }
        }
        for kind in &kinds {
            if !shell.kinds.contains(kind.as_str()) {
                problems.push(format!("{} lacks the error kind {kind}", shell.name));
            }
        }
        println!("   {}: {compared} names, {} kinds", shell.name, kinds.len());
    }
    for unused in exceptions.unused(&used) {
        println!("   {unused}");
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "the shells differ from the facade:\n  {}",
            problems.join("\n  ")
        ))
    }
}

impl Shell {
    fn has(&self, class: &str, name: &str) -> bool {
        let name = if name == "new" {
            self.constructor
        } else {
            name
        };
        let of = |class: &str| {
            let found = self
                .names
                .iter()
                .find(|(found, _)| found.eq_ignore_ascii_case(class));
            found.is_some_and(|(_, names)| names.contains(name))
        };
        of(class) || of("")
    }
}

fn python() -> Outcome<Option<Shell>> {
    let package = root().join("bindings/python/python/medseal");
    if !package.is_dir() {
        return Ok(None);
    }
    let stubs = files(&package, "pyi")?;
    let stubs: Vec<_> = stubs
        .iter()
        .map(|stub| read(stub))
        .collect::<Outcome<_>>()?;
    Ok(Some(Shell {
        name: "python",
        names: text::python(&stubs.join("\n")),
        kinds: read(&package.join("_errors.py"))?,
        constructor: "__new__",
    }))
}

fn node() -> Outcome<Option<Shell>> {
    let package = root().join("bindings/node");
    if !package.is_dir() {
        return Ok(None);
    }
    let mut names = text::typescript(&read(&package.join("native.d.ts"))?);
    let declared = read(&package.join("index.d.ts"))?;
    for (class, more) in text::typescript(&declared) {
        names.entry(class).or_default().extend(more);
    }
    Ok(Some(Shell {
        name: "node",
        names,
        kinds: declared,
        constructor: "constructor",
    }))
}

fn mobile() -> Outcome<Option<Shell>> {
    let source = root().join("bindings/mobile/src");
    if !source.is_dir() {
        return Ok(None);
    }
    Ok(Some(Shell {
        name: "mobile",
        names: rust::names(&source)?,
        kinds: read(&source.join("error.rs"))?,
        constructor: "new",
    }))
}
