//! Runs the fuzz targets, on a stable toolchain and without further tools.
//!
//! libFuzzer's coverage comes from flags that every rustc has; no sanitizer is needed, since the
//! library has no unsafe code: what we look for are panics, overflows, hangs and memory. The seeds
//! are the byte strings of `vectors/`: a target named `area_thing` starts from all of
//! `vectors/area/`, and from `fuzz/seeds/area_thing/` if that exists.

use crate::command::{
    Outcome, cargo, files, program, read, require, root, run as run_command, target, write,
};
use serde_json::Value;
use std::path::{Path, PathBuf};

const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Cdebug-assertions -Coverflow-checks";

/// Runs all targets, or those named; `--seconds N` for each.
pub fn run(arguments: &[&str]) -> Outcome {
    let (mut seconds, mut named) = ("30", Vec::new());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match *argument {
            "--seconds" => seconds = arguments.next().ok_or("--seconds wants a number")?,
            name => named.push(name),
        }
    }
    let all = targets()?;
    if let Some(unknown) = named
        .iter()
        .find(|name| !all.iter().any(|known| known == *name))
    {
        return Err(format!(
            "no fuzz target `{unknown}`; there are: {}",
            all.join(", ")
        ));
    }
    let binaries = build()?;
    for name in all
        .iter()
        .filter(|name| named.is_empty() || named.contains(&name.as_str()))
    {
        fuzz(name, &binaries.join(name), seconds)?;
    }
    Ok(())
}

fn targets() -> Outcome<Vec<String>> {
    let found = files(&root().join("fuzz/fuzz_targets"), "rs")?;
    let names = found.iter().filter_map(|file| file.file_stem());
    Ok(names
        .map(|name| name.to_string_lossy().into_owned())
        .collect())
}

fn build() -> Outcome<PathBuf> {
    require("c++", "g++")?;
    let host = host()?;
    let directory = target().join("fuzz");
    run_command(
        cargo(&["build", "--release", "--quiet", "--bins", "--target", &host])
            .args(["--manifest-path", "fuzz/Cargo.toml", "--target-dir"])
            .arg(&directory)
            .env("RUSTFLAGS", COVERAGE),
    )?;
    Ok(directory.join(host).join("release"))
}

fn host() -> Outcome<String> {
    let told = crate::command::output(program("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "rustc tells no host".to_owned())
}

fn fuzz(name: &str, binary: &Path, seconds: &str) -> Outcome {
    let work = target().join("fuzz-corpus");
    let corpus = work.join(name);
    std::fs::create_dir_all(&corpus).map_err(|error| error.to_string())?;
    let seeds = seeds(name, &work.join(format!("{name}.seeds")))?;
    println!("   {name}: {seconds} s");
    let log = work.join(format!("{name}.log"));
    let file = std::fs::File::create(&log).map_err(|error| error.to_string())?;
    let mut command = program(binary);
    command
        .arg(&corpus)
        .args(seeds)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/{name}-", work.display()))
        .args([
            "-timeout=10",
            "-rss_limit_mb=1024",
            "-malloc_limit_mb=512",
            "-print_final_stats=1",
        ])
        .stderr(file);
    let outcome = run_command(&mut command);
    let told = read(&log)?;
    let units = told
        .lines()
        .find(|line| line.contains("number_of_executed_units"));
    println!("      {}", units.unwrap_or_default());
    outcome.map_err(|failure| {
        let tail: Vec<_> = told.lines().rev().take(40).collect();
        let tail: Vec<_> = tail.into_iter().rev().collect();
        format!(
            "{failure}\n{}\nthe whole log: {}",
            tail.join("\n"),
            log.display()
        )
    })
}

/// Directories of seeds for a target.
fn seeds(name: &str, directory: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let own = root().join("fuzz/seeds").join(name);
    if own.is_dir() {
        found.push(own);
    }
    let area = name.split('_').next().unwrap_or(name);
    let vectors = root().join("vectors").join(area);
    if vectors.is_dir() {
        write(&directory.join("empty"), "")?;
        let mut count = 0;
        for file in files(&vectors, "json")? {
            let value = serde_json::from_str(&read(&file)?)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            for bytes in byte_strings(&value) {
                std::fs::write(directory.join(format!("{count}")), bytes)
                    .map_err(|error| error.to_string())?;
                count += 1;
            }
        }
        found.push(directory.to_owned());
    }
    Ok(found)
}

/// All texts of a JSON value: decoded where they are hexadecimal, as they are otherwise.
fn byte_strings(value: &Value) -> Vec<Vec<u8>> {
    match value {
        Value::String(text) => vec![hexadecimal(text).unwrap_or_else(|| text.clone().into_bytes())],
        Value::Array(values) => values.iter().flat_map(byte_strings).collect(),
        Value::Object(fields) => fields.values().flat_map(byte_strings).collect(),
        _ => Vec::new(),
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::byte_strings;

    #[test]
    fn vectors_become_seeds() {
        let value = serde_json::json!({"cases": [{"input": "00ff", "name": "a name", "n": 1}]});
        assert_eq!(byte_strings(&value), [vec![0, 255], b"a name".to_vec()]);
    }
}
