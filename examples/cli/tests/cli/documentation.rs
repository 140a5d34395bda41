//! `docs/cli.md` says what happens: its examples are run, in its order, in one directory.

use crate::support::Room;
use std::{path::Path, process::Command};

/// One command of the page, and the error code the page shows below it.
struct Example {
    command: String,
    error: Option<String>,
}

#[test]
fn the_examples_of_the_page_run_as_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/cli.md")).unwrap();
    let examples = examples(&page);
    assert!(examples.len() > 30);
    let room = Room::new();
    let program = Path::new(env!("CARGO_BIN_EXE_medseal"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let mut exports = String::new();
    for Example { command, error } in examples {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{exports} {command}")]);
        room.prepare(&mut shell);
        let output = shell.env("PATH", &path).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        match error {
            None => assert!(output.status.success(), "{command}\n{stderr}"),
            Some(error) => assert!(stderr.starts_with(&error), "{command}\n{stderr}"),
        }
        if command.starts_with("export ") {
            exports.push_str(&format!("{command};"));
        }
    }
}

/// Every `$ …` line of the page's `console` blocks.
fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside && let Some(command) = line.strip_prefix("$ ") {
            let command = command.to_owned();
            let error = None;
            examples.push(Example { command, error });
        } else if inside && let Some(last) = examples.last_mut() {
            last.error = Some(line.to_owned());
        }
    }
    examples
}

/// The page names every code that the command gives itself.
#[test]
fn the_page_lists_the_command_s_own_codes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("../../docs/cli.md")).unwrap();
    let mut directories = vec![root.join("src")];
    let mut found = 0;
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for (_, rest) in source
                .match_indices("CliError::new(")
                .map(|(at, start)| source.split_at(at + start.len()))
            {
                let Some(code) = rest.trim_start().strip_prefix('"') else {
                    continue;
                };
                let code = code.split('"').next().unwrap();
                let listed = page.contains(&format!("`{code}`"));
                let library = std::fs::read_to_string(root.join("../../docs/errors.md")).unwrap();
                assert!(listed || library.contains(&format!("`{code}`")), "{code}");
                found += 1;
            }
        }
    }
    assert!(found > 15);
}
