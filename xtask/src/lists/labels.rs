//! `docs/formats/labels.md` is the table of all domain-separation labels, made from `domain.rs`.

use crate::command::{Outcome, read, root};
use crate::rust_source::{Token, tokens};

const PREAMBLE: &str = "\
# Labels

Whatever medseal signs, hashes or derives is prefixed by one of these labels and one zero byte, so that bytes
made for one purpose never pass for another. A new version of a format takes a new label; none is ever used
again. The table is written from `core/src/domain.rs` by

```sh
cargo xtask lists --write
```

| name | label | used for |
|---|---|---|
";

/// The page.
pub fn page() -> Outcome<String> {
    let source = read(&root().join("core/src/domain.rs"))?;
    let mut page = PREAMBLE.to_owned();
    let mut doc = String::new();
    let tokens = tokens(&source);
    for window in tokens.windows(4) {
        let [first, second, third, fourth] = window else {
            continue;
        };
        match (&first.0, &second.0, &third.0, &fourth.0) {
            (Token::Doc(line), ..) => {
                doc.push_str(line);
                doc.push(' ');
            }
            (Token::Word(name), Token::Other('='), Token::Text(label), end) if end.is_sign(";") => {
                page.push_str(&format!("| `{name}` | `{label}` | {} |\n", doc.trim()));
                doc.clear();
            }
            (Token::Word(_), ..) => doc.clear(),
            _ => {}
        }
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_label_is_listed_with_its_use() {
        let page = super::page().unwrap();
        let row = "| `KEY_ID` | `medseal/v1/key-id` | Hash: key identifier of a signing or sealing public key. |";
        assert!(page.contains(row), "{page}");
    }
}
