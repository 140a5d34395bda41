//! Pages of the book that are written from the source, so that they cannot be wrong.

mod error_codes;
mod labels;

use crate::command::{Outcome, read, root, write as write_file};

/// Fails unless the pages are what the source says.
pub fn check() -> Outcome {
    for (path, page) in pages()? {
        if read(&root().join(path)).ok().as_deref() != Some(page.as_str()) {
            return Err(format!(
                "{path} is not what the source says: run `cargo xtask lists --write`"
            ));
        }
        println!("   {path}: {} rows", rows(&page));
    }
    Ok(())
}

/// Writes the pages.
pub fn write() -> Outcome {
    for (path, page) in pages()? {
        write_file(&root().join(path), &page)?;
        println!("   {path}: {} rows", rows(&page));
    }
    Ok(())
}

fn pages() -> Outcome<[(&'static str, String); 2]> {
    Ok([
        ("docs/errors.md", error_codes::page()?),
        ("docs/formats/labels.md", labels::page()?),
    ])
}

fn rows(page: &str) -> usize {
    page.lines().filter(|line| line.starts_with("| `")).count()
}
