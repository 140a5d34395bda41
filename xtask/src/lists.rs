//! Pages of the book that are written from the source, so that they cannot be wrong.

mod error_codes;
mod labels;
mod threats;

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
        if page.contains("**none yet**") {
            println!("   {path}: attacks without a test are marked \"none yet\"");
        }
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

fn pages() -> Outcome<[(&'static str, String); 3]> {
    Ok([
        ("docs/errors.md", error_codes::page()?),
        ("docs/formats/labels.md", labels::page()?),
        ("docs/security.md", threats::page()?),
    ])
}

fn rows(page: &str) -> usize {
    page.lines()
        .filter(|line| line.starts_with("| "))
        .count()
        .saturating_sub(1)
}
