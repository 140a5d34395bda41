//! What a shell lacks or has in another form, with the reason.

use crate::command::{Outcome, read};
use std::collections::BTreeSet;
use std::path::Path;

/// The lines of `bindings/parity.txt`: `shell Class.name: reason`, or `shell Class: reason` for all of
/// a class, or `shell Class.name(parameters): reason` for a function that takes something else. Empty
/// lines and those that begin with `#` say nothing.
pub struct Exceptions(Vec<Exception>);

struct Exception {
    shell: String,
    class: String,
    name: Option<String>,
    signature: Option<String>,
}

impl Exceptions {
    pub fn read(path: &Path) -> Outcome<Self> {
        let text = read(path)?;
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let exceptions = lines.map(|line| {
            parse(line).ok_or_else(|| format!("bindings/parity.txt: no exception: {line}"))
        });
        exceptions.collect::<Outcome<_>>().map(Self)
    }

    /// The number of the exception that excuses a name.
    pub fn find(&self, shell: &str, class: &str, name: &str) -> Option<usize> {
        self.0.iter().position(|exception| {
            exception.shell == shell
                && exception.class == class
                && exception.signature.is_none()
                && exception.name.as_deref().is_none_or(|only| only == name)
        })
    }

    /// The number of the exception that excuses a function for taking this.
    pub fn find_signature(
        &self,
        shell: &str,
        class: &str,
        name: &str,
        signature: &str,
    ) -> Option<usize> {
        self.0.iter().position(|exception| {
            exception.shell == shell
                && exception.class == class
                && exception.name.as_deref() == Some(name)
                && exception.signature.as_deref() == Some(signature)
        })
    }

    /// Exceptions that excuse nothing any more.
    pub fn unused(&self, used: &BTreeSet<usize>) -> Vec<String> {
        let unused = self
            .0
            .iter()
            .enumerate()
            .filter(|(number, _)| !used.contains(number));
        let unused = unused.map(|(_, exception)| {
            let name = exception.name.as_deref().map(|name| format!(".{name}"));
            let (shell, class) = (&exception.shell, &exception.class);
            let name = name.unwrap_or_default();
            let signature = exception.signature.as_deref().unwrap_or_default();
            format!("bindings/parity.txt excuses {shell} for {class}{name}{signature} without need")
        });
        unused.collect()
    }
}

fn parse(line: &str) -> Option<Exception> {
    let (what, reason) = line.split_once(": ")?;
    let (shell, what) = what.split_once(' ')?;
    let (what, signature) = match what.find('(') {
        Some(at) => (what.get(..at)?, what.get(at..).map(str::to_owned)),
        None => (what, None),
    };
    let (class, name) = match what.split_once('.') {
        Some((class, name)) => (class, Some(name.to_owned())),
        None => (what, None),
    };
    (!reason.trim().is_empty()).then(|| Exception {
        shell: shell.to_owned(),
        class: class.to_owned(),
        name,
        signature,
    })
}
