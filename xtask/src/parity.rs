//! The shells have what the facade has, under the same names.
//!
//! What counts is what a host's programmer sees: Python's stub, Node's type declarations, and for
//! Kotlin and Swift the source that both are generated from. Compared are the names of everything, and
//! of functions also what they take: which parameters, and which of them may be left out; not their
//! types, which each shell's own tests use. What one of them cannot have, or has in another form, is
//! said with its reason in `bindings/parity.txt`.

mod exceptions;
mod rust;
mod signatures;
mod text;

use crate::command::{Outcome, files, read, root};
use exceptions::Exceptions;
use signatures::{Parameter, Signature, Signatures};
use std::collections::{BTreeMap, BTreeSet};

/// The names of a class's functions and fields, by class; those outside of any class under `""`.
pub type Names = BTreeMap<String, BTreeSet<String>>;

struct Shell {
    name: &'static str,
    names: Names,
    signatures: Signatures,
    /// What stands for the facade's `watch`: progress and cancellation.
    watch: Vec<Parameter>,
    /// How a kind of error is declared.
    kinds: String,
    /// What the host calls a constructor.
    constructor: &'static str,
}

/// Compares every shell that there is.
pub fn check() -> Outcome {
    let source = root().join("bindings/facade/src");
    let (facade, signatures) = (rust::facade(&source)?, signatures::rust(&source)?);
    let kinds = rust::variants(&read(&root().join("bindings/facade/src/error.rs"))?, "Kind");
    let exceptions = Exceptions::read(&root().join("bindings/parity.txt"))?;
    let (mut problems, mut used) = (Vec::new(), BTreeSet::new());
    for shell in [python()?, node()?, mobile()?].into_iter().flatten() {
        let mut compared = 0;
        for (class, names) in &facade {
            for name in names {
                compared += 1;
                if shell.has(class, name) {
                    let others = shell.differences(class, name, &signatures);
                    for (signature, wanted) in others {
                        match exceptions.find_signature(shell.name, class, name, &signature) {
                            Some(exception) => {
                                used.insert(exception);
                            }
                            None => problems.push(format!(
                                "{} {class}.{name}{signature}: the facade has {wanted}",
                                shell.name
                            )),
                        }
                    }
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
    /// What the shell's functions of this name take where it is not what the facade's takes.
    fn differences(
        &self,
        class: &str,
        name: &str,
        facade: &Signatures,
    ) -> Vec<(String, Signature)> {
        let key = |class: &str, name: &str| (class.to_owned(), name.to_owned());
        let of_facade = facade.get(&key(class, name));
        let of_facade = of_facade.or_else(|| facade.get(&key("", name)));
        let Some([wanted]) = of_facade.map(Vec::as_slice) else {
            return Vec::new(); // A field.
        };
        let wanted = wanted.in_host(&self.watch);
        let called = self.called(name);
        let of = |class: &str| {
            let mut all = self.signatures.iter();
            let found = all.find(|((found, function), _)| {
                found.eq_ignore_ascii_case(class) && function == called
            });
            found.map(|(_, signatures)| signatures)
        };
        let found = of(class).or_else(|| of("")).into_iter().flatten();
        let others = found.filter(|signature| !wanted.is_met_by(signature));
        others
            .map(|signature| (signature.to_string(), wanted.clone()))
            .collect()
    }

    fn called<'a>(&self, name: &'a str) -> &'a str {
        if name == "new" {
            self.constructor
        } else {
            name
        }
    }

    fn has(&self, class: &str, name: &str) -> bool {
        let name = self.called(name);
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
        signatures: signatures::python(&stubs.join("\n")),
        watch: ["progress", "cancel"]
            .map(|name| Parameter::new(name, true))
            .into(),
        kinds: read(&package.join("_errors.py"))?,
        constructor: "__new__",
    }))
}

fn node() -> Outcome<Option<Shell>> {
    let package = root().join("bindings/node");
    if !package.is_dir() {
        return Ok(None);
    }
    let native = read(&package.join("native.d.ts"))?;
    let mut names = text::typescript(&native);
    let declared = read(&package.join("index.d.ts"))?;
    let mut signatures = signatures::typescript(&native);
    signatures.extend(signatures::typescript(&declared));
    for (class, more) in text::typescript(&declared) {
        names.entry(class).or_default().extend(more);
    }
    Ok(Some(Shell {
        name: "node",
        names,
        signatures,
        watch: vec![Parameter::new("options", true)],
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
        signatures: signatures::rust(&source)?,
        watch: vec![Parameter::either("watch")],
        kinds: read(&source.join("error.rs"))?,
        constructor: "new",
    }))
}
