//! Imports in `core/src` run one way.
//!
//! `types, domain, errors, random, nonces ← codec ← keys ← {envelope, ledger, consent, eligibility} ← audit ← exchange`:
//! a room may use what stands left of it. Rooms between braces never use each other; the first
//! five may. A name taken from the crate's root (`crate::SealedRecord`) hides which room it comes
//! from, so it is refused too.

use crate::command::{Outcome, files, read, root};
use crate::rust_source::{Placed, Token, tokens};
use std::path::Path;

const FLOORS: [&[&str]; 6] = [
    &["types", "domain", "errors", "random", "nonces"],
    &["codec"],
    &["keys"],
    &["envelope", "ledger", "consent", "eligibility"],
    &["audit"],
    &["exchange"],
];

/// Checks every file of `core/src`.
pub fn check() -> Outcome {
    let source = root().join("core/src");
    let mut violations = Vec::new();
    let found = files(&source, "rs")?;
    for file in &found {
        let inside = file.strip_prefix(&source).unwrap_or(file);
        for (line, reason) in violations_of(inside, &read(file)?) {
            violations.push(format!("core/src/{}:{line}: {reason}", inside.display()));
        }
    }
    if violations.is_empty() {
        println!("   {} files, every import runs one way", found.len());
        return Ok(());
    }
    Err(format!(
        "imports against the layers:\n  {}",
        violations.join("\n  ")
    ))
}

/// What is wrong with one file, each with its line.
fn violations_of(file: &Path, source: &str) -> Vec<(usize, String)> {
    let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
    let room = parts
        .first()
        .map_or("", |first| first.trim_end_matches(".rs"));
    if room == "lib" {
        return Vec::new();
    }
    if floor(room).is_none() {
        return vec![(
            1,
            format!("`{room}` has no place among the layers of xtask/src/layering.rs"),
        )];
    }
    let is_module_root = parts.last().is_some_and(|last| *last == "mod.rs");
    let depth = parts.len() - usize::from(is_module_root);
    let judged = imports(&tokens(source), depth).into_iter();
    judged
        .filter_map(|(name, line)| reason_against(room, &name).map(|reason| (line, reason)))
        .collect()
}

fn reason_against(room: &str, name: &str) -> Option<String> {
    if name == room {
        return None;
    }
    let (Some(here), Some(there)) = (floor(room), floor(name)) else {
        return Some(format!(
            "`crate::{name}` is no room: import it from where it lives"
        ));
    };
    let allowed = there < here || (there == here && here == 0);
    (!allowed).then(|| format!("`{room}` must not use `{name}`"))
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms a file names, through `crate::…` or through `super::…` up to the root. `depth` is how
/// many modules the file itself is below the root.
fn imports(tokens: &[Placed], depth: usize) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut braces: Vec<bool> = Vec::new(); // of each open brace: whether it opened a module
    let mut at = 0;
    while let Some((token, _)) = tokens.get(at) {
        if token.is_sign("{") {
            braces.push(at >= 2 && tokens[at - 2].0.is_word("mod"));
        } else if token.is_sign("}") {
            braces.pop();
        }
        let nested = depth + braces.iter().filter(|module| **module).count();
        if let Some(after) = path_to_root(tokens, at, nested) {
            found.extend(heads(tokens, after));
            at = after;
        } else {
            at += 1;
        }
    }
    found
}

/// Where the path goes on after `crate::` or after as many `super::` as lead to the root.
fn path_to_root(tokens: &[Placed], at: usize, depth: usize) -> Option<usize> {
    let is = |at: usize, word| tokens.get(at).is_some_and(|(token, _)| token.is_word(word));
    let is_path = |at: usize| tokens.get(at).is_some_and(|(token, _)| token.is_sign("::"));
    if is(at, "crate") && is_path(at + 1) {
        return Some(at + 2);
    }
    if at > 0 && is_path(at - 1) {
        return None;
    }
    let start = if is(at, "self") && is_path(at + 1) {
        at + 2
    } else {
        at
    };
    let climbs = (0..).take_while(|up| is(start + 2 * up, "super") && is_path(start + 2 * up + 1));
    let climbed = climbs.count();
    (climbed > 0 && climbed >= depth).then_some(start + 2 * climbed)
}

/// The first names of a path: one, or those of a group `{a::b, c}`. Macros are no rooms.
fn heads(tokens: &[Placed], at: usize) -> Vec<(String, usize)> {
    let name = |at: usize| match tokens.get(at) {
        Some((Token::Word(word), line)) => {
            let is_macro = tokens
                .get(at + 1)
                .is_some_and(|(token, _)| token.is_sign("!"));
            (!is_macro && word != "self").then(|| (word.clone(), *line))
        }
        _ => None,
    };
    if !tokens.get(at).is_some_and(|(token, _)| token.is_sign("{")) {
        return name(at).into_iter().collect();
    }
    let mut found = Vec::new();
    let (mut depth, mut expected) = (0usize, false);
    for (place, (token, _)) in tokens.iter().enumerate().skip(at) {
        match token {
            Token::Sign("{") => {
                depth += 1;
                expected = depth == 1;
            }
            Token::Sign("}") => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Token::Sign(",") => expected = depth == 1,
            _ if expected => {
                found.extend(name(place));
                expected = false;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests;
