//! The last column of the table in `docs/security.md`: the tests that belong to each attack.

use crate::command::{Outcome, files, read, root};
use crate::rust_source::{Token, tokens};
use std::collections::{BTreeMap, BTreeSet};

const PLACES: [&str; 3] = ["core/src", "core/tests", "examples"];
/// A step of `cargo xtask test`, not a test of the library.
const SUPPLY_CHAIN: &str = "23";

/// The page, its last column filled in.
pub fn page() -> Outcome<String> {
    let mut found = tests()?;
    let page = read(&root().join("docs/security.md"))?;
    let mut lines = Vec::new();
    for line in page.lines() {
        let cells: Vec<&str> = line.split(" | ").collect();
        let row = cells.first().and_then(|first| first.strip_prefix("| "));
        match row.filter(|row| row.parse::<u32>().is_ok() && cells.len() == 4) {
            Some(row) => lines.push(filled(&cells, row, found.remove(row))),
            None => lines.push(line.to_owned()),
        }
    }
    if let Some((row, names)) = found.first_key_value() {
        return Err(format!(
            "docs/security.md has no row {row}, but there is {names:?}"
        ));
    }
    Ok(lines.join("\n") + "\n")
}

fn filled(cells: &[&str], row: &str, tests: Option<BTreeSet<String>>) -> String {
    let names = tests.unwrap_or_default();
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let cell = match (row, names.is_empty()) {
        (SUPPLY_CHAIN, _) => "`cargo xtask deny`".to_owned(),
        (_, true) => "**none yet**".to_owned(),
        _ => names.join("<br>"),
    };
    format!("{} | {cell} |", cells[..3].join(" | "))
}

/// The functions named `threat_NN_…`, by row.
fn tests() -> Outcome<BTreeMap<String, BTreeSet<String>>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for place in PLACES {
        for file in files(&root().join(place), "rs")? {
            for pair in tokens(&read(&file)?).windows(2) {
                let [(Token::Word(keyword), _), (Token::Word(name), _)] = pair else {
                    continue;
                };
                let row = name
                    .strip_prefix("threat_")
                    .and_then(|rest| rest.split('_').next());
                if let (Some(row), "fn") = (row, keyword.as_str()) {
                    let row = row.trim_start_matches('0').to_owned();
                    found.entry(row).or_default().insert(name.clone());
                }
            }
        }
    }
    Ok(found)
}
