//! Writes the Kotlin and Swift sources of medseal from its built library.
//!
//! ```text
//! medseal-mobile-bindgen kotlin|swift LIBRARY CONFIG OUT
//! ```
//!
//! `LIBRARY` is `libmedseal_mobile` with its symbols: UniFFI's description of the exports lies in
//! them. `CONFIG` is one of the `uniffi*.toml` beside the crate. Both then get the corrections of
//! [`corrections`], and Kotlin those of [`closing`] and [`calls`].

mod calls;
mod closing;
mod corrections;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

const USAGE: &str = "usage: medseal-mobile-bindgen kotlin|swift LIBRARY CONFIG OUT";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let written = match arguments.as_slice() {
        ["kotlin", library, config, out] => generated(
            TargetLanguage::Kotlin,
            "kt",
            corrected,
            [library, config, out],
        ),
        ["swift", library, config, out] => generated(
            TargetLanguage::Swift,
            "swift",
            corrections::correct_swift,
            [library, config, out],
        ),
        _ => Err(USAGE.to_owned()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tell(&failure);
            ExitCode::FAILURE
        }
    }
}

fn generated(
    language: TargetLanguage,
    extension: &str,
    correct: impl Fn(&str) -> Result<String, String>,
    [library, config, out]: [&str; 3],
) -> Result<(), String> {
    bindings(language, library, config, out)?;
    for file in files(Path::new(out), extension)? {
        let generated = std::fs::read_to_string(&file).map_err(|error| at(&file, &error))?;
        let corrected =
            correct(&generated).map_err(|failure| format!("{}: {failure}", file.display()))?;
        std::fs::write(&file, corrected).map_err(|error| at(&file, &error))?;
    }
    Ok(())
}

fn corrected(kotlin: &str) -> Result<String, String> {
    let corrected = corrections::correct(kotlin)?;
    calls::without_structures(&closing::close_what_is_shared(&corrected)?)
}

fn bindings(
    language: TargetLanguage,
    library: &str,
    config: &str,
    out: &str,
) -> Result<(), String> {
    generate(GenerateOptions {
        languages: vec![language],
        source: library.into(),
        out_dir: out.into(),
        config_override: Some(config.into()),
        ..GenerateOptions::default()
    })
    .map_err(|error| format!("{error:#}"))
}

fn files(directory: &Path, wanted: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(|error| at(directory, &error))? {
        let path = entry.map_err(|error| at(directory, &error))?.path();
        if path.is_dir() {
            found.extend(files(&path, wanted)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == wanted)
        {
            found.push(path);
        }
    }
    Ok(found)
}

fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// Writes to standard error; if even that fails, there is nobody to tell.
fn tell(failure: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{failure}");
}
