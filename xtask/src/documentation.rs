//! Documentation that builds: rustdoc, the book, and every link between our own pages.

use crate::command::{Outcome, cargo, files, read, root, run, target};
use crate::tools::PythonTools;
use std::path::{Path, PathBuf};

/// Rustdoc and book build without a warning, and the pages hold together.
pub fn check() -> Outcome {
    pages()?;
    run(
        cargo(&["doc", "--workspace", "--no-deps", "--locked", "--quiet"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    let book = PythonTools::install("build")?;
    run(book
        .command("mdbook")
        .args(["build", "--dest-dir"])
        .arg(target().join("book"))
        .arg(root().join("docs")))
}

/// Every page is in the summary, and every link to a file of the repository finds it.
fn pages() -> Outcome {
    let docs = root().join("docs");
    let summary = read(&docs.join("SUMMARY.md"))?;
    let mut problems = Vec::new();
    let mut pages = files(&docs, "md")?;
    for page in &pages {
        let inside = page
            .strip_prefix(&docs)
            .unwrap_or(page)
            .display()
            .to_string();
        if inside != "SUMMARY.md" && !summary.contains(&format!("({inside})")) {
            problems.push(format!("docs/{inside} is not in docs/SUMMARY.md"));
        }
    }
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
    ] {
        pages.push(root().join(name));
    }
    for page in &pages {
        for link in links(&read(page)?) {
            if !resolves(page, &link) {
                problems.push(format!("{}: nothing at `{link}`", page.display()));
            }
        }
    }
    if problems.is_empty() {
        println!("   {} pages, every link finds its file", pages.len());
        return Ok(());
    }
    Err(problems.join("\n"))
}

/// The targets of all `[text](target)` outside of code, but for addresses on the web.
fn links(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for after in line.split("](").skip(1) {
            let target = after.split(')').next().unwrap_or_default();
            let is_file = !target.contains("://") && !target.starts_with(['#', ' ']);
            if is_file && !target.is_empty() {
                found.push(target.to_owned());
            }
        }
    }
    found
}

fn resolves(page: &Path, link: &str) -> bool {
    let file = PathBuf::from(link.split('#').next().unwrap_or(link));
    page.parent()
        .is_some_and(|beside| beside.join(file).exists())
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_to_files_are_found_and_others_are_not() {
        let page = "see [a](b.md#c) and [d](../e)\n```\n[x](y)\n```\n[web](https://example.org) [here](#f)";
        assert_eq!(links(page), ["b.md#c", "../e"]);
    }
}
