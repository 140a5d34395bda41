//! What functions take: the names of their parameters, and which of them may be left out.

use super::text;
use crate::command::{Outcome, files, read};
use crate::rust_source::{Placed, Token, tokens};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// The signatures of each function, by class and name; those outside of any class under `""`. Hosts
/// may have more than one: a form that blocks, or overloads.
pub type Signatures = BTreeMap<(String, String), Vec<Signature>>;

/// What one function takes, itself aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature(pub Vec<Parameter>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    pub optional: Optional,
}

/// Whether a parameter may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Optional {
    Yes,
    No,
    /// A switch: hosts that have defaults may give it one.
    Either,
}

impl Signature {
    /// What a host's function has to take where the facade's takes this. A facade's watch is what the
    /// host has for it.
    pub fn in_host(&self, watch: &[Parameter]) -> Self {
        let parameters = self.0.iter().flat_map(|parameter| {
            if parameter.name == "watch" {
                watch.to_vec()
            } else {
                vec![parameter.clone()]
            }
        });
        Self(parameters.collect())
    }

    /// Whether a host's function takes this: what must be given in the same order, and what may be
    /// left out in any.
    pub fn is_met_by(&self, host: &Self) -> bool {
        let required = |signature: &Self| {
            let names = signature.0.iter().filter(|one| {
                one.optional == Optional::No && self.optional(&one.name) == Some(Optional::No)
            });
            names.map(|one| one.name.clone()).collect::<Vec<_>>()
        };
        let fits = |one: &Parameter| {
            let other = host.optional(&one.name);
            other.is_some_and(|other| one.optional == Optional::Either || other == one.optional)
        };
        let names_only_ours = host.0.iter().all(|one| self.optional(&one.name).is_some());
        names_only_ours && self.0.iter().all(fits) && required(self) == required(host)
    }

    fn optional(&self, name: &str) -> Option<Optional> {
        let found = self.0.iter().find(|one| one.name == name);
        found.map(|one| one.optional)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        write!(f, "({})", parameters.join(", "))
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.optional {
            Optional::Yes => "?",
            Optional::No | Optional::Either => "",
        };
        write!(f, "{}{mark}", self.name)
    }
}

impl Parameter {
    pub fn either(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            optional: Optional::Either,
        }
    }

    pub fn new(name: &str, optional: bool) -> Self {
        Self {
            name: name.to_owned(),
            optional: if optional {
                Optional::Yes
            } else {
                Optional::No
            },
        }
    }
}

/// All public functions of a crate.
pub fn rust(source: &Path) -> Outcome<Signatures> {
    let mut found = Signatures::new();
    for file in files(source, "rs")? {
        collect(&tokens(&read(&file)?), &mut found);
    }
    Ok(found)
}

fn collect(tokens: &[Placed], found: &mut Signatures) {
    let (mut class, mut depth) = (String::new(), 0usize);
    for (at, (token, _)) in tokens.iter().enumerate() {
        let word = |offset: usize| match tokens.get(at + offset) {
            Some((Token::Word(word), _)) => Some(word.as_str()),
            _ => None,
        };
        match token {
            Token::Word(kind) if kind == "impl" && depth == 0 => {
                let opens = tokens.get(at + 2).is_some_and(|(t, _)| t.is_sign("{"));
                class = word(1).filter(|_| opens).unwrap_or_default().to_owned();
            }
            Token::Word(public) if public == "pub" => {
                let offset = if matches!(word(1), Some("const")) {
                    2
                } else {
                    1
                };
                if let (Some("fn"), Some(name)) = (word(offset), word(offset + 1)) {
                    let signature = parameters(&tokens[at + offset + 2..]);
                    let key = (class.clone(), name.to_owned());
                    found.entry(key).or_default().push(signature);
                }
            }
            Token::Sign("{") => depth += 1,
            Token::Sign("}") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    class.clear();
                }
            }
            _ => {}
        }
    }
}

/// The parameters of the list that begins here.
fn parameters(tokens: &[Placed]) -> Signature {
    let (mut depth, mut found) = (0usize, Vec::new());
    let mut words: Vec<&str> = Vec::new();
    for (token, _) in tokens {
        match token {
            Token::Sign("(") | Token::Other('<' | '[') => depth += 1,
            Token::Sign(")") | Token::Other('>' | ']') => depth = depth.saturating_sub(1),
            Token::Word(word) if word != "mut" => words.push(word),
            _ => {}
        }
        if depth == 0 || (depth == 1 && token.is_sign(",")) {
            found.extend(parameter(&words));
            words.clear();
        }
        if depth == 0 {
            break;
        }
    }
    Signature(found)
}

fn parameter(words: &[&str]) -> Option<Parameter> {
    let (name, kind) = words.split_first()?;
    if *name == "self" {
        return None;
    }
    Some(match kind {
        ["bool"] => Parameter::either(name),
        _ => Parameter::new(name, kind.first() == Some(&"Option")),
    })
}

/// The functions of a Python stub.
pub fn python(stub: &str) -> Signatures {
    let mut found = Signatures::new();
    text::python_lines(stub, |class, line| {
        let function = line.strip_prefix("async ").unwrap_or(line);
        if let Some((name, list)) = function.strip_prefix("def ").and_then(split_list) {
            let skipped = ["self", "cls", "/", "*"];
            let parameters = list.into_iter().filter_map(|part| {
                let name = text::word(part.trim_start_matches('*'));
                let is_one = !name.is_empty() && !skipped.contains(&name);
                is_one.then(|| Parameter::new(name, part.contains('=')))
            });
            let key = (class.to_owned(), name.to_owned());
            let signature = Signature(parameters.collect());
            found.entry(key).or_default().push(signature);
        }
    });
    found
}

/// The functions of TypeScript declarations, in snake case.
pub fn typescript(declarations: &str) -> Signatures {
    let mut found = Signatures::new();
    text::typescript_lines(declarations, |class, line| {
        let name = text::member(line);
        let begins = line.find(name).unwrap_or_default();
        let Some((called, list)) = line.get(begins..).and_then(split_list) else {
            return;
        };
        if called != name {
            return;
        }
        let parameters = list.into_iter().filter_map(|part| {
            let (name, kind) = part.split_once(':')?;
            let optional = name.ends_with('?') || kind.contains("| undefined");
            Some(Parameter::new(&text::snake(text::word(name)), optional))
        });
        let signature = Signature(parameters.collect());
        for name in [name.strip_suffix("Sync").unwrap_or(name), name] {
            let signatures = found
                .entry((class.to_owned(), text::snake(name)))
                .or_default();
            if !signatures.contains(&signature) {
                signatures.push(signature.clone());
            }
        }
    });
    found
}

/// A name, and the parts of the list in parentheses after it.
fn split_list(text: &str) -> Option<(&str, Vec<&str>)> {
    let (name, list) = text.split_once('(')?;
    let (mut depth, mut begin, mut parts) = (1usize, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if list[..at].ends_with('=') => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            parts.extend(Some(list[begin..at].trim()).filter(|part| !part.is_empty()));
            begin = at + 1;
        }
        if depth == 0 {
            return Some((name, parts));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(found: &Signatures, class: &str, name: &str) -> String {
        let signatures = &found[&(class.to_owned(), name.to_owned())];
        let texts: Vec<_> = signatures.iter().map(ToString::to_string).collect();
        texts.join(" ")
    }

    #[test]
    fn signatures_are_read_in_three_languages() {
        let mut facade = Signatures::new();
        let source = "impl Box {\n pub fn seal(&self, a_key: &[u8], b: Option<&str>, c: bool,\n watch: &Watch) -> Result<Vec<u8>> { x }\n}\npub fn free() {}";
        collect(&tokens(source), &mut facade);
        assert_eq!(one(&facade, "Box", "seal"), "(a_key, b?, c, watch)");
        assert_eq!(one(&facade, "", "free"), "()");
        let stub = "@final\nclass Box:\n    def seal(\n        self,\n        a_key: Buffer,\n        *,\n        c: bool = False,\n        b: str | None = None,\n    ) -> bytes: ...\n";
        assert_eq!(one(&python(stub), "Box", "seal"), "(a_key, c?, b?)");
        let declared = "export declare class Box {\n  /** Seals (x. */\n  seal(aKey: Uint8Array, b?: string | null, c?: Map<string, (a: x) => y>): Promise<Buffer>\n  sealSync(aKey: Uint8Array): Buffer\n}\n";
        let declared = typescript(declared);
        assert_eq!(one(&declared, "Box", "seal"), "(a_key, b?, c?) (a_key)");
        assert_eq!(one(&declared, "Box", "seal_sync"), "(a_key)");
    }

    #[test]
    fn order_counts_where_all_must_be_given() {
        let signature = |text: &str| {
            let parts = text.split(' ').filter(|part| !part.is_empty());
            let parameters = parts.map(|part| match part.strip_suffix('!') {
                Some(name) => Parameter {
                    name: name.to_owned(),
                    optional: Optional::Either,
                },
                None => Parameter::new(part.trim_end_matches('?'), part.ends_with('?')),
            });
            Signature(parameters.collect())
        };
        let facade = signature("a b c? d! e?");
        for met in ["a b c? d e?", "a b e? d? c?", "a b d c? e?"] {
            assert!(facade.is_met_by(&signature(met)), "{met}");
        }
        for other in [
            "b a c? d e?",
            "a b c d e?",
            "a b c? e?",
            "a b c? d e? f?",
            "a x c? d e?",
        ] {
            assert!(!facade.is_met_by(&signature(other)), "{other}");
        }
        let watched = signature("a watch").in_host(&[Parameter::new("options", true)]);
        assert_eq!(watched, signature("a options?"));
    }
}
