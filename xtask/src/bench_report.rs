//! Runs the benches and writes one report of all areas.

mod page;

use crate::bindings;
use crate::command::{Outcome, cargo, output, read, root, target, write};
use crate::tools::PythonTools;
use serde_json::Value;
use std::process::Command;

/// Runs all areas, or those named; `--quick` asks for a short, rougher run. `bindings/kotlin` is one language of
/// an area, beside which the last report's rows of the others are kept. What is measured is written at once.
pub fn run(arguments: &[&str]) -> Outcome {
    let (options, named): (Vec<&str>, Vec<&str>) = arguments
        .iter()
        .partition(|argument| argument.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| **option != "--quick") {
        return Err(format!("bench-report has no option {unknown}"));
    }
    let areas = areas()?;
    let languages = bindings::LANGUAGES.map(|language| format!("{BINDINGS}/{language}"));
    let mut known = areas.iter().chain(&languages);
    if let Some(unknown) = named
        .iter()
        .find(|name| !known.clone().any(|area| area == *name))
    {
        let known: Vec<_> = known.by_ref().map(String::as_str).collect();
        return Err(format!(
            "no bench `{unknown}`; there are: {}",
            known.join(", ")
        ));
    }
    let is_named = |area: &str| named.is_empty() || named.contains(&area);
    let last = read(&target().join("bench-report.json")).unwrap_or_default();
    let last: Vec<Value> = serde_json::from_str(&last).unwrap_or_default();
    let mut rows = Vec::new();
    for area in areas
        .iter()
        .filter(|area| is_named(area) && *area != BINDINGS)
    {
        eprintln!("── {area}");
        let mut command = cargo(&[
            "bench",
            "--quiet",
            "--locked",
            "--package",
            "medseal-benches",
        ]);
        command.args(["--bench", area, "--"]).args(&options);
        if area == "eligibility" {
            with_anoncreds(&mut command);
        }
        rows.extend(parse(&output(&mut command)?)?);
        save(&rows)?;
    }
    let is_wanted =
        |language: &&str| is_named(BINDINGS) || is_named(&format!("{BINDINGS}/{language}"));
    if bindings::LANGUAGES.iter().any(is_wanted) {
        in_languages(&is_wanted, &last, &options, &mut rows)?;
    }
    println!(
        "{} rows in {}",
        rows.len(),
        target().join("bench-report.md").display()
    );
    Ok(())
}

/// Measures the languages that are wanted, and keeps the last report's rows of the others.
fn in_languages(
    is_wanted: &impl Fn(&&str) -> bool,
    last: &[Value],
    options: &[&str],
    rows: &mut Vec<Value>,
) -> Outcome {
    let mut by_language = bindings::LANGUAGES.map(|language| {
        let of_it = |row: &&Value| row.get("language").and_then(Value::as_str) == Some(language);
        let kept = last
            .iter()
            .filter(|row| !is_wanted(&language) && of_it(row));
        kept.cloned().collect::<Vec<_>>()
    });
    let baseline = bindings::baseline()?;
    let before = rows.clone();
    for (number, language) in bindings::LANGUAGES.iter().enumerate() {
        if !is_wanted(language) {
            continue;
        }
        eprintln!("── {BINDINGS}: {language}");
        let mut measured = parse(&bindings::bench(language, &baseline, options)?)?;
        for row in measured.iter_mut().filter_map(Value::as_object_mut) {
            row.insert("language".to_owned(), (*language).into());
        }
        if let Some(place) = by_language.get_mut(number) {
            *place = measured;
        }
        *rows = before
            .iter()
            .chain(by_language.iter().flatten())
            .cloned()
            .collect();
        save(rows)?;
    }
    Ok(())
}

/// Writes the report as far as it has come.
fn save(rows: &[Value]) -> Outcome {
    let json = serde_json::to_string_pretty(rows).map_err(|error| error.to_string())?;
    write(&target().join("bench-report.json"), &format!("{json}\n"))?;
    write(&target().join("bench-report.md"), &page::report(rows))
}

/// Tells the bench where AnonCreds is. Without it, or where it has no build, its rows are left out.
fn with_anoncreds(command: &mut Command) {
    match PythonTools::install("anoncreds") {
        Ok(tools) => {
            let python = tools.directory().join("bin").join("python");
            command.env("MEDSEAL_ANONCREDS_PYTHON", python);
        }
        Err(failure) => eprintln!("   without AnonCreds: {failure}"),
    }
}

/// Writes the rows of these areas, as the last report has them, into `docs/benchmarks.md`.
pub fn document(areas: &[&str]) -> Outcome {
    let rows = read(&target().join("bench-report.json"))?;
    let rows: Vec<Value> = serde_json::from_str(&rows).map_err(|error| error.to_string())?;
    for area in areas {
        page::write_into_the_book(&rows, area)?;
    }
    Ok(())
}

/// The area that is measured in other languages.
const BINDINGS: &str = "bindings";

/// The names of the `[[bench]]` sections of `benches/Cargo.toml`, in order, and the other languages.
fn areas() -> Outcome<Vec<String>> {
    let manifest = read(&root().join("benches/Cargo.toml"))?;
    let sections = manifest.split("\n[[bench]]\n").skip(1);
    let names = sections.filter_map(|section| {
        let line = section
            .lines()
            .find_map(|line| line.strip_prefix("name = "))?;
        Some(line.trim().trim_matches('"').to_owned())
    });
    Ok(names.chain([BINDINGS.to_owned()]).collect())
}

fn parse(lines: &str) -> Outcome<Vec<Value>> {
    let rows = lines.lines().filter(|line| line.starts_with('{'));
    rows.map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_areas() {
        assert!(areas().unwrap().contains(&"machine".to_owned()));
    }
}
