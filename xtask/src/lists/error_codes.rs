//! `docs/errors.md` is the list of all stable codes, made from the source.
//!
//! Each error type returns its codes from `ErrorCode::code` and names each in its documentation as
//! ``Code: `the-code`.``. Both must agree; the list is written from the documentation.

use crate::command::{Outcome, files, read, root};
use crate::rust_source::{Placed, Token, tokens};
use std::collections::{BTreeMap, BTreeSet};

const PREAMBLE: &str = "\
# Error codes

Every error of medseal has a code that never changes; the sentence beside it may improve. A code
keeps its one meaning in every operation and language. The command line prints
`error[code]: sentence`; for example:

```console
$ medseal open --key nobody.key --in record.sealed --out record
error[wrong-key]: the key does not open this
```

This page is written by `cargo xtask lists --write` from the documentation of the error types, and
`cargo xtask test` fails when it is not up to date.

| code | raised by | meaning |
|---|---|---|
";

/// The page.
pub fn page() -> Outcome<String> {
    let (mut named, mut returned_somewhere) = (Vec::new(), BTreeSet::new());
    for directory in
        ["core/src", "examples/cli/src", "bindings/facade/src"].map(|inside| root().join(inside))
    {
        let found = if directory.is_dir() {
            files(&directory, "rs")?
        } else {
            Vec::new()
        };
        for file in found {
            let tokens = tokens(&read(&file)?);
            named.extend(documented(&tokens));
            returned_somewhere.extend(returned(&tokens));
        }
    }
    let problems: Vec<_> = disagreements(&named, &returned_somewhere).collect();
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for entry in named {
        rows.entry(entry.code.clone()).or_default().add(entry);
    }
    let mut page = PREAMBLE.to_owned();
    for (code, row) in &rows {
        let types: Vec<_> = row.types.iter().map(|name| format!("`{name}`")).collect();
        let meanings = row.meanings.join(" / ");
        page.push_str(&format!(
            "| `{code}` | {} | {meanings} |\n",
            types.join(", ")
        ));
    }
    Ok(page)
}

#[derive(Default)]
struct Row {
    types: BTreeSet<String>,
    meanings: Vec<String>,
}

impl Row {
    fn add(&mut self, entry: Documented) {
        self.types.insert(entry.type_name);
        if !self.meanings.contains(&entry.meaning) {
            self.meanings.push(entry.meaning);
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Documented {
    code: String,
    type_name: String,
    meaning: String,
}

fn disagreements<'a>(
    documented: &'a [Documented],
    returned: &'a BTreeSet<String>,
) -> impl Iterator<Item = String> + 'a {
    let named: BTreeSet<&str> = documented.iter().map(|entry| entry.code.as_str()).collect();
    let silent = returned
        .iter()
        .filter(move |code| !named.contains(code.as_str()));
    let silent = silent
        .map(|code| format!("`{code}` is returned but no documentation says \"Code: `{code}`\""));
    let empty = documented
        .iter()
        .filter(|entry| !returned.contains(&entry.code));
    let empty = empty.map(|entry| format!("`{}` is documented but never returned", entry.code));
    let odd = returned.iter().filter(|code| !is_code(code));
    silent
        .chain(empty)
        .chain(odd.map(|code| format!("`{code}` is not lower-case words joined by hyphens")))
}

fn is_code(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    text.split('-').all(word)
}

/// The codes that documentation names, with the type they belong to.
fn documented(tokens: &[Placed]) -> Vec<Documented> {
    let tokens = without_attributes(tokens);
    let mut found = Vec::new();
    let (mut doc, mut current) = (Vec::new(), String::new());
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        match token {
            Token::Doc(line) => doc.push(line.as_str()),
            Token::Word(word) if word == "enum" || word == "struct" => {
                if let Some(Token::Word(name)) = next {
                    current.clone_from(name);
                }
                found.extend(documented_code(&doc, &current));
                doc.clear();
            }
            Token::Word(word) if word == "pub" => {}
            // A variant: what its documentation says belongs to the enum around it.
            Token::Word(word) => {
                if word.starts_with(char::is_uppercase) {
                    found.extend(documented_code(&doc, &current));
                }
                doc.clear();
            }
            _ => {}
        }
    }
    found
}

/// The tokens without `#[…]`.
fn without_attributes(tokens: &[Placed]) -> Vec<&Token> {
    let mut kept = Vec::new();
    let (mut depth, mut after_hash) = (0usize, false);
    for (token, _) in tokens {
        match token {
            Token::Other('[') if depth > 0 || after_hash => depth += 1,
            Token::Other(']') if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            _ => kept.push(token),
        }
        after_hash = token.is_sign("#") || (after_hash && token.is_sign("!"));
    }
    kept
}

fn documented_code(doc: &[&str], type_name: &str) -> Option<Documented> {
    let text = doc.join(" ");
    let (before, after) = text.split_once("Code: `")?;
    let (code, _) = after.split_once('`')?;
    let meaning = before.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Documented {
        code: code.to_owned(),
        type_name: type_name.to_owned(),
        meaning: without_links(&meaning),
    })
}

/// Rustdoc's links to items mean nothing in the book: `` [`Name`] `` becomes `` `Name` ``.
fn without_links(text: &str) -> String {
    text.replace("[`", "`")
        .replace("`]", "`")
        .replace('|', "\\|")
}

/// The texts inside the bodies of all functions named `code`.
fn returned(tokens: &[Placed]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        if !(pair[0].0.is_word("fn") && pair[1].0.is_word("code")) {
            continue;
        }
        let mut depth = 0usize;
        for (token, _) in &tokens[at..] {
            match token {
                Token::Sign("{") => depth += 1,
                Token::Sign("}") => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Token::Sign(";") if depth == 0 => break,
                Token::Text(text) if depth > 0 => {
                    found.insert(text.clone());
                }
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
        /// Why it failed.
        #[derive(Debug, Clone)]
        pub enum OpenError {
            /// The key does not open
            /// this. Code: `wrong-key`.
            #[error("the key does not open this")]
            WrongKey,
            /// Encoding. Code: that of [`CodecError`].
            #[error(transparent)]
            Codec(#[from] CodecError),
        }
        impl ErrorCode for OpenError {
            fn code(&self) -> &'static str {
                match self { Self::WrongKey => "wrong-key", Self::Codec(error) => error.code() }
            }
        }
        /// No [`OpenError`]. Code: `cancelled`.
        #[derive(Debug, Clone, Copy)]
        pub struct Cancelled;
        impl ErrorCode for Cancelled { fn code(&self) -> &'static str { "cancelled" } }
        trait ErrorCode { fn code(&self) -> &'static str; }
        const X: &str = "x";
    "#;

    #[test]
    fn codes_are_read_from_documentation_and_from_functions() {
        let tokens = tokens(SOURCE);
        let found: Vec<_> = documented(&tokens)
            .into_iter()
            .map(|e| (e.code, e.type_name, e.meaning))
            .collect();
        let expected = [
            ("wrong-key", "OpenError", "The key does not open this."),
            ("cancelled", "Cancelled", "No `OpenError`."),
        ];
        assert_eq!(
            found,
            expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
        );
        assert_eq!(
            returned(&tokens),
            ["cancelled", "wrong-key"].map(String::from).into()
        );
    }

    #[test]
    fn disagreements_are_told() {
        let source = SOURCE.replace("=> \"wrong-key\"", "=> \"Wrong_key\"");
        let tokens = tokens(&source);
        assert_eq!(
            disagreements(&documented(&tokens), &returned(&tokens)).count(),
            3
        );
    }
}
