//! The names in a crate's source: functions of types, free functions, fields of structs.

use super::Names;
use crate::command::{Outcome, files, read};
use crate::rust_source::{Placed, Token, tokens};
use std::path::Path;

/// What the facade offers: everything that runs under its guard, what closes a handle, and the fields
/// of its records. Errors and watching have a form of their own in every host.
pub fn facade(source: &Path) -> Outcome<Names> {
    let mut offered = Names::new();
    let mut add = |class: &str, name: &str| {
        let names = offered.entry(class.to_owned()).or_default();
        names.insert(name.to_owned());
    };
    for file in files(source, "rs")? {
        let tokens = tokens(&read(&file)?);
        for text in guarded(&tokens) {
            if let Some((class, name)) = text.split_once('.') {
                add(class, name);
            }
        }
        let mut declared = Names::new();
        collect(&tokens, &mut declared);
        for (class, names) in declared {
            if ["", "Error", "Watch"].contains(&class.as_str()) {
                continue;
            }
            let names = names
                .iter()
                .filter_map(|name| match name.strip_prefix("field ") {
                    Some(field) => Some(field),
                    None => Some(name.as_str()).filter(|name| *name == "close"),
                });
            names.for_each(|name| add(&class, name));
        }
    }
    if offered.is_empty() {
        return Err("the facade offers nothing: its source is read wrongly".to_owned());
    }
    Ok(offered)
}

/// Everything public in a crate.
pub fn names(source: &Path) -> Outcome<Names> {
    let mut declared = Names::new();
    for file in files(source, "rs")? {
        collect(&tokens(&read(&file)?), &mut declared);
    }
    for names in declared.values_mut() {
        *names = names
            .iter()
            .map(|name| name.strip_prefix("field ").unwrap_or(name).to_owned())
            .collect();
    }
    Ok(declared)
}

/// The variants of an enum without fields.
pub fn variants(source: &str, name: &str) -> Vec<String> {
    let tokens = tokens(source);
    let begin = tokens
        .windows(2)
        .position(|pair| pair[0].0.is_word("enum") && pair[1].0.is_word(name));
    let body = tokens.iter().skip(begin.unwrap_or(tokens.len()) + 3);
    let words = body
        .take_while(|(token, _)| !token.is_sign("}"))
        .filter_map(|(token, _)| match token {
            Token::Word(word) => Some(word.clone()),
            _ => None,
        });
    words.collect()
}

/// The texts that follow `guard(`.
fn guarded(tokens: &[Placed]) -> impl Iterator<Item = &str> {
    tokens.windows(3).filter_map(|three| match &three[2].0 {
        Token::Text(text) if three[0].0.is_word("guard") && three[1].0.is_sign("(") => {
            Some(text.as_str())
        }
        _ => None,
    })
}

/// Functions under the type whose `impl` they are in; fields as `field name`.
fn collect(tokens: &[Placed], declared: &mut Names) {
    let mut class = String::new();
    let (mut depth, mut inside_at, mut is_struct) = (0usize, 0usize, false);
    for (at, (token, _)) in tokens.iter().enumerate() {
        let word = |offset: usize| match tokens.get(at + offset) {
            Some((Token::Word(word), _)) => Some(word.as_str()),
            _ => None,
        };
        let is_open = |offset: usize| tokens.get(at + offset).is_some_and(|(t, _)| t.is_sign("{"));
        let mut declare = |name: String| {
            declared.entry(class.clone()).or_default().insert(name);
        };
        match token {
            Token::Word(kind) if (kind == "impl" || kind == "struct") && depth == 0 => {
                if let (Some(name), true) = (word(1), is_open(2)) {
                    class = name.to_owned();
                    (inside_at, is_struct) = (1, kind == "struct");
                }
            }
            Token::Word(public) if public == "pub" => match (word(1), word(2)) {
                (Some("fn"), Some(name)) => declare(name.to_owned()),
                (Some("const" | "async"), Some("fn")) => {
                    word(3)
                        .into_iter()
                        .for_each(|name| declare(name.to_owned()));
                }
                (Some(field), _) if is_struct && depth == inside_at => {
                    declare(format!("field {field}"));
                }
                _ => {}
            },
            Token::Sign("{") => depth += 1,
            Token::Sign("}") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    class.clear();
                    is_struct = false;
                }
            }
            _ => {}
        }
    }
}
