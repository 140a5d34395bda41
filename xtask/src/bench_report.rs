//! Runs the benches and writes one report of all areas.

use crate::bindings;
use crate::command::{Outcome, cargo, output, read, root, target, write};
use crate::tools::PythonTools;
use serde_json::Value;
use std::{fmt::Write, process::Command};

/// Runs all areas, or those named; `--quick` asks for a short, rougher run.
pub fn run(arguments: &[&str]) -> Outcome {
    let (options, named): (Vec<&str>, Vec<&str>) = arguments
        .iter()
        .partition(|argument| argument.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| **option != "--quick") {
        return Err(format!("bench-report has no option {unknown}"));
    }
    let areas = areas()?;
    if let Some(unknown) = named
        .iter()
        .find(|name| !areas.iter().any(|area| area == *name))
    {
        return Err(format!(
            "no bench `{unknown}`; there are: {}",
            areas.join(", ")
        ));
    }
    let mut rows = Vec::new();
    for area in areas
        .iter()
        .filter(|area| named.is_empty() || named.contains(&area.as_str()))
    {
        eprintln!("── {area}");
        if area == BINDINGS {
            rows.extend(parse(&bindings::bench(&options)?)?);
            continue;
        }
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
    }
    let json = serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())?;
    write(&target().join("bench-report.json"), &format!("{json}\n"))?;
    write(&target().join("bench-report.md"), &page(&rows))?;
    println!(
        "{} rows in {}",
        rows.len(),
        target().join("bench-report.md").display()
    );
    Ok(())
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

fn page(rows: &[Value]) -> String {
    let mut page = String::from(
        "# Bench report\n\nA ratio above 1 means ahead of the peer, which was measured in the same run.\n\n\
         | area | case | metric | ours | peer | theirs | ratio | goal | met |\n|---|---|---|---:|---|---:|---:|---|---|\n",
    );
    for row in rows {
        let text = |field: &str| {
            row.get(field)
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned()
        };
        let number = |field: &str| {
            row.get(field)
                .and_then(Value::as_f64)
                .map_or(String::new(), figure)
        };
        let met = row
            .get("met")
            .and_then(Value::as_bool)
            .map_or("", |met| if met { "yes" } else { "**no**" });
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} {} | {} | {} | {} | {} | {met} |",
            text("area"),
            text("case"),
            text("metric"),
            number("ours"),
            text("unit"),
            text("peer"),
            number("theirs"),
            number("ratio"),
            text("goal"),
        );
    }
    page
}

/// Three or more significant digits, and no more decimals than they need.
fn figure(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 || number == number.trunc() => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        size if size >= 0.1 => format!("{number:.2}"),
        _ => format!("{number:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_a_table() {
        let line = r#"{"area":"a","case":"b","metric":"m","unit":"GB/s","ours":1.234,"peer":"p","theirs":2.0,"ratio":0.617,"goal":"ratio ≥ 0.5","met":true}"#;
        let rows = parse(&format!("warning\n{line}\n")).unwrap();
        let page = page(&rows);
        assert!(
            page.ends_with("| a | b | m | 1.23 GB/s | p | 2 | 0.62 | ratio ≥ 0.5 | yes |\n"),
            "{page}"
        );
    }

    #[test]
    fn the_manifest_names_the_areas() {
        assert!(areas().unwrap().contains(&"machine".to_owned()));
    }
}
