//! The Kotlin of a page of the book, as tests.

use crate::command::{Outcome, read};
use std::collections::BTreeSet;
use std::path::Path;

/// A class with a test for every ```` ```kotlin ```` block of a page, in the order of the page.
///
/// Each block stands for itself, inside of a coroutine. It may use `directory`, an empty one.
pub(super) fn kotlin_tests(page: &Path) -> Outcome<String> {
    let blocks = blocks(&read(page)?);
    if blocks.is_empty() {
        return Err(format!("{}: no block of Kotlin", page.display()));
    }
    let always = [
        "import java.nio.file.Files",
        "import kotlin.test.Test",
        "import kotlinx.coroutines.runBlocking",
        "import org.medseal.*",
    ];
    let mut imports: BTreeSet<String> = always.map(str::to_owned).into();
    let mut tests = String::new();
    for (number, block) in (1..).zip(&blocks) {
        let (imported, code): (Vec<&str>, Vec<&str>) =
            block.lines().partition(|line| line.starts_with("import "));
        imports.extend(imported.into_iter().map(str::to_owned));
        tests.push_str(&test(number, &code.join("\n")));
    }
    let imports = imports.into_iter().collect::<Vec<_>>().join("\n");
    Ok(format!("{imports}\n\nclass KotlinPageTest {{\n{tests}}}\n"))
}

fn test(number: usize, code: &str) -> String {
    format!(
        "    @Test
    fun `block {number}`(): Unit = runBlocking {{
        val directory = Files.createTempDirectory(\"medseal\")
        run {{
{code}
        }}
        directory.toFile().deleteRecursively()
        Unit
    }}
"
    )
}

fn blocks(page: &str) -> Vec<String> {
    let after_fences = page.split("\n```kotlin\n").skip(1);
    let found = after_fences.filter_map(|rest| rest.split_once("\n```"));
    found.map(|(block, _)| block.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn only_blocks_of_kotlin_are_taken() {
        let page =
            "a\n```sh\nls\n```\n```kotlin\nval b = 1\nval c = 2\n```\n```kotlin\nval d = 3\n```\n";
        assert_eq!(blocks(page), ["val b = 1\nval c = 2", "val d = 3"]);
    }
}
